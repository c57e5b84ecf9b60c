/* /collections/{id}/schema, /queryables and /sortables: one description of a collection's properties as JSON Schema, and
 * three choices from it (OGC API Common Part 3 = Features Part 5, 7 to 16). */
#include "features.h"

#include <stdio.h>

#include <vigie/codec/gml.h>
#include <vigie/model/domain.h>

#define MAX_XSD ((size_t)16 << 20)

struct builder {
    struct vg_call *call;
    struct vg_arena *a;
    const struct vg_collection *c;
    enum vg_purpose purpose;
    bool codes_by_reference;      /* profile codelist-ref */
    int place;                    /* of the property, among those that the asker sees */
    struct vg_node *properties;
};

/* --- values ----------------------------------------------------------------------------------- */

static void add_value(struct vg_arena *a, struct vg_node *to, const char *key, const struct vg_value *v)
{
    if (v->kind == VG_V_INT)
        vg_node_add_int(a, to, key, v->integer);
    else if (v->kind == VG_V_DOUBLE)
        vg_node_add_double(a, to, key, v->real);
    else if (v->kind == VG_V_TEXT)
        vg_node_add_text(a, to, key, v->text);
}

static void add_codes(struct builder *b, struct vg_node *p, const struct vg_domain *d)
{
    bool in_line = !b->codes_by_reference && vg_domain_has_titles(d);
    struct vg_node *list = vg_node_add_list(b->a, p, in_line ? "oneOf" : "enum");
    for (size_t i = 0; i < d->n_codes; i++) {
        if (!in_line) {
            add_value(b->a, list, NULL, &d->codes[i].value);
            continue;
        }
        struct vg_node *one = vg_node_add_map(b->a, list, NULL);
        add_value(b->a, one, "const", &d->codes[i].value);
        vg_node_add_str(b->a, one, "title", d->codes[i].title);
    }
}

static void add_domain(struct builder *b, struct vg_node *p, const struct vg_domain *d)
{
    if (d->n_codes)
        add_codes(b, p, d);
    add_value(b->a, p, d->above_min ? "exclusiveMinimum" : "minimum", &d->min);
    add_value(b->a, p, d->below_max ? "exclusiveMaximum" : "maximum", &d->max);
    vg_node_add_str(b->a, p, "x-ogc-codelistUri", d->codelist);
}

/* --- roles ------------------------------------------------------------------------------------ */

static bool is_instant(const struct vg_collection *c, int field)
{
    return field >= 0 && (c->fields[field].type == VG_T_DATE || c->fields[field].type == VG_T_DATETIME);
}

/* An id is a text or an integer, and one property; a time is of UTC, and both its ends are alike (8.2). */
static const char *role_of(const struct vg_collection *c, int field)
{
    enum vg_type t = c->fields[field].type;
    if (c->n_key == 1 && c->key[0] == field)
        return t == VG_T_INT || t == VG_T_TEXT || t == VG_T_UUID ? "id" : NULL;
    if (!is_instant(c, c->time_start) || (field != c->time_start && field != c->time_end))
        return NULL;
    if (c->time_end < 0 || c->time_end == c->time_start)
        return "primary-instant";
    if (c->fields[c->time_end].type != c->fields[c->time_start].type)
        return NULL;
    return field == c->time_start ? "primary-interval-start" : "primary-interval-end";
}

static const char *geometry_format(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_POINT: return "geometry-point";
    case VG_GEOM_MULTIPOINT: return "geometry-multipoint";
    case VG_GEOM_LINESTRING: return "geometry-linestring";
    case VG_GEOM_MULTILINESTRING: return "geometry-multilinestring";
    case VG_GEOM_POLYGON: return "geometry-polygon";
    case VG_GEOM_MULTIPOLYGON: return "geometry-multipolygon";
    case VG_GEOM_COLLECTION: return "geometry-geometrycollection";
    default: return "geometry-any";
    }
}

/* --- properties ------------------------------------------------------------------------------- */

/* JSON may be anything where it is given, and is asked for as an array. */
static void add_type(struct builder *b, struct vg_node *p, const struct vg_field *f)
{
    static const char *const any[] = {"array", "object", "string", "number", "boolean"};
    if (f->type != VG_T_JSON) {
        vg_node_add_str(b->a, p, "type", vg_type_json(f->type));
    } else if (b->purpose == VG_QUERYABLE) {
        vg_node_add_str(b->a, p, "type", "array");
    } else {
        struct vg_node *types = vg_node_add_list(b->a, p, "type");
        for (size_t i = 0; i < VG_COUNT(any); i++)
            vg_node_add_str(b->a, types, NULL, any[i]);
    }
    vg_node_add_str(b->a, p, "format", vg_type_json_format(f->type));
}

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
}

static void add_field(struct builder *b, int i)
{
    const struct vg_field *f = &b->c->fields[i];
    const char *role = role_of(b->c, i), *to = role ? NULL : vg_reference_of(b->call, f);
    struct vg_node *p = vg_node_add_map(b->a, b->properties, f->name);
    vg_node_add_str(b->a, p, "title", f->title ? f->title : f->name);
    vg_node_add_str(b->a, p, "description", f->description);
    add_type(b, p, f);
    if (f->type == VG_T_TEXT && f->width > 0)
        vg_node_add_int(b->a, p, "maxLength", f->width);
    if (f->type == VG_T_BYTES)
        vg_node_add_str(b->a, p, "contentEncoding", "base64");
    if (f->domain)
        add_domain(b, p, f->domain);
    if (b->purpose == VG_RETURNABLE && role && f->type == VG_T_INT && strcmp(role, "id") == 0)
        vg_node_add_bool(b->a, p, "readOnly", true); /* given by the store */
    vg_node_add_str(b->a, p, "x-ogc-role", to ? "reference" : role);
    vg_node_add_str(b->a, p, "x-ogc-collectionId", to);
    vg_node_add_str(b->a, p, "x-ogc-unit", is_number(f->type) ? f->unit : NULL);
    vg_node_add_int(b->a, p, "x-ogc-propertySeq", b->place);
}

/* What identifies a feature where that is not one property: its parts together, or the row. */
static void add_id(struct builder *b)
{
    const struct vg_collection *c = b->c;
    if (c->n_key == 1 || vg_collection_field(c, VG_STR("id")) >= 0)
        return;
    struct vg_node *p = vg_node_add_map(b->a, b->properties, "id");
    vg_node_add_str(b->a, p, "title", vg_text(b->call->lang, "Identifier"));
    vg_node_add_str(b->a, p, "type", c->n_key ? "string" : "integer");
    vg_node_add_bool(b->a, p, "readOnly", true);
    vg_node_add_str(b->a, p, "x-ogc-role", "id");
    vg_node_add_int(b->a, p, "x-ogc-propertySeq", 0);
}

static void add_geometry(struct builder *b)
{
    const struct vg_collection *c = b->c;
    if (!c->geom_name || vg_collection_field(c, vg_str_of(c->geom_name)) >= 0)
        return;
    struct vg_node *p = vg_node_add_map(b->a, b->properties, c->geom_name);
    vg_node_add_str(b->a, p, "title", c->geom_name);
    vg_node_add_str(b->a, p, "format", geometry_format(c->geom_type));
    vg_node_add_str(b->a, p, "x-ogc-role", "primary-geometry");
    vg_node_add_int(b->a, p, "x-ogc-propertySeq", b->place + 1);
}

/* What is in every item, and nobody but who writes it can give. */
static void add_required(struct builder *b, struct vg_node *doc)
{
    struct vg_node *list = NULL;
    for (size_t i = 0; i < b->c->n_fields; i++) {
        const struct vg_field *f = &b->c->fields[i];
        bool numbered = b->c->n_key == 1 && b->c->key[0] == (int)i && f->type == VG_T_INT;
        if (f->nullable || f->has_default || f->computed || numbered || !vg_property_is(b->call, b->c, (int)i, VG_RETURNABLE))
            continue;
        if (!list)
            list = vg_node_add_list(b->a, doc, "required");
        vg_node_add_str(b->a, list, NULL, f->name);
    }
}

/* What record-core of OGC API Records gives; what is asked for by name is another thing, see /queryables. */
static const struct {
    const char *name, *title, *type, *format, *items;
} record_members[] = {
    {"contacts", "Contacts", "array", NULL, "object"},
    {"created", "Created", "string", "date-time", NULL},
    {"description", "Description", "string", NULL, NULL},
    {"externalIds", "Other identifiers", "array", NULL, "object"},
    {"formats", "Formats", "array", NULL, "object"},
    {"keywords", "Keywords", "array", NULL, "string"},
    {"language", "Language of the record", "object", NULL, NULL},
    {"license", "Licence", "string", NULL, NULL},
    {"resourceLanguages", "Languages of the resource", "array", NULL, "object"},
    {"rights", "Rights", "string", NULL, NULL},
    {"themes", "Themes", "array", NULL, "object"},
    {"title", "Title", "string", NULL, NULL},
    {"type", "Type", "string", NULL, NULL},
    {"updated", "Updated", "string", "date-time", NULL},
};

static void add_record_members(struct builder *b)
{
    struct vg_node *id = vg_node_add_map(b->a, b->properties, "id");
    vg_node_add_str(b->a, id, "title", vg_text(b->call->lang, "Identifier"));
    vg_node_add_str(b->a, id, "type", "string");
    vg_node_add_str(b->a, id, "x-ogc-role", "id");
    vg_node_add_int(b->a, id, "x-ogc-propertySeq", 0);
    for (size_t i = 0; i < VG_COUNT(record_members); i++) {
        struct vg_node *p = vg_node_add_map(b->a, b->properties, record_members[i].name);
        vg_node_add_str(b->a, p, "title", vg_text(b->call->lang, record_members[i].title));
        vg_node_add_str(b->a, p, "type", record_members[i].type);
        vg_node_add_str(b->a, p, "format", record_members[i].format);
        if (record_members[i].items)
            vg_node_add_str(b->a, vg_node_add_map(b->a, p, "items"), "type", record_members[i].items);
        vg_node_add_int(b->a, p, "x-ogc-propertySeq", ++b->place);
    }
    struct vg_node *geometry = vg_node_add_map(b->a, b->properties, "geometry");
    vg_node_add_str(b->a, geometry, "title", vg_text(b->call->lang, "Geometry"));
    vg_node_add_str(b->a, geometry, "format", "geometry-any");
    vg_node_add_str(b->a, geometry, "x-ogc-role", "primary-geometry");
    vg_node_add_int(b->a, geometry, "x-ogc-propertySeq", b->place + 1);
}

static void add_properties(struct builder *b)
{
    if (b->purpose == VG_RETURNABLE)
        add_id(b);
    for (size_t i = 0; i < b->c->n_fields; i++) {
        b->place += vg_property_is(b->call, b->c, (int)i, VG_RETURNABLE);
        if (vg_property_is(b->call, b->c, (int)i, b->purpose))
            add_field(b, (int)i);
    }
    if (b->purpose != VG_SORTABLE)
        add_geometry(b);
}

static struct vg_node *properties_for(struct vg_call *call, const struct vg_collection *c, enum vg_purpose purpose)
{
    struct builder b = {.call = call, .a = call->arena, .c = c, .purpose = purpose, .properties = vg_node_map(call->arena)};
    add_properties(&b);
    return b.properties;
}

struct vg_node *vg_items_queryables(struct vg_call *call, const struct vg_collection *c)
{
    return properties_for(call, c, VG_QUERYABLE);
}

struct vg_node *vg_items_sortables(struct vg_call *call, const struct vg_collection *c)
{
    return properties_for(call, c, VG_SORTABLE);
}

static struct vg_node *build(struct builder *b, const char *path)
{
    struct vg_node *doc = vg_node_map(b->a);
    vg_node_add_str(b->a, doc, "$schema", "https://json-schema.org/draft/2020-12/schema");
    vg_node_add_str(b->a, doc, "$id", vg_call_url(b->call, path, b->c->id));
    vg_node_add_str(b->a, doc, "type", "object");
    vg_node_add_str(b->a, doc, "title", b->c->title);
    vg_node_add_str(b->a, doc, "description", b->c->description);
    b->properties = vg_node_add_map(b->a, doc, "properties");
    bool record = b->purpose == VG_RETURNABLE && b->c->item_type == VG_ITEM_RECORD;
    if (record)
        add_record_members(b);
    else
        add_properties(b);
    if (b->purpose == VG_RETURNABLE && !record)
        add_required(b, doc);
    vg_node_add_bool(b->a, doc, "additionalProperties", false);
    return doc;
}

/* --- profiles (13, 15, 16) -------------------------------------------------------------------- */

/* Of profiles that exclude each other the first named holds. */
static enum vg_status choose_profile(struct vg_call *call, bool *by_reference, struct vg_error *err)
{
    enum vg_profile codelist = VG_PROFILE_CODELIST_INLINE;
    enum vg_status r = vg_profile_choose(call, VG_PROFILE_CODELIST_INLINE, VG_PROFILE_CODELIST_REF, &codelist, err);
    *by_reference = codelist == VG_PROFILE_CODELIST_REF;
    if (r == VG_OK) {
        vg_profile_header(call, codelist);
        vg_profile_header(call, VG_PROFILE_VALID_DOMAIN);
    }
    return r;
}

/* --- the page --------------------------------------------------------------------------------- */

static void add_page_codes(struct vg_arena *a, struct vg_node *row, const struct vg_node *property)
{
    const struct vg_node *list = vg_node_get(property, "oneOf");
    struct vg_node *codes = vg_node_add_list(a, row, "codes");
    VG_EACH(code, list ? list : vg_node_get(property, "enum")) {
        const struct vg_node *value = list ? vg_node_get(code, "const") : code;
        struct vg_node *one = vg_node_add_map(a, codes, NULL);
        if (value->kind == VG_N_INT)
            vg_node_add_int(a, one, "value", value->integer);
        else
            vg_node_add_text(a, one, "value", value->text);
        vg_node_add_str(a, one, "label", list ? vg_node_cstr(code, "title", NULL) : NULL);
    }
}

/* A field's type in words, as on the page of the collection; of what is no field, that of JSON. */
static const char *type_word(const struct builder *b, const struct vg_node *property)
{
    int field = vg_collection_field(b->c, property->key);
    return field >= 0 ? vg_text(b->call->lang, vg_type_name(b->c->fields[field].type)) : vg_node_cstr(property, "type", NULL);
}

static void add_page_row(const struct builder *b, struct vg_node *rows, const struct vg_node *property)
{
    struct vg_arena *a = b->a;
    static const char *const texts[][2] = {
        {"title", "title"}, {"description", "description"}, {"format", "format"}, {"unit", "x-ogc-unit"},
        {"role", "x-ogc-role"}, {"codelist", "x-ogc-codelistUri"},
    };
    struct vg_node *row = vg_node_add_map(a, rows, NULL);
    vg_node_add_text(a, row, "name", property->key);
    vg_node_add_str(a, row, "type", type_word(b, property));
    for (size_t i = 0; i < VG_COUNT(texts); i++)
        vg_node_add_str(a, row, texts[i][0], vg_node_cstr(property, texts[i][1], NULL));
    add_page_codes(a, row, property);
}

static struct vg_node *page_of(struct builder *b, const char *title)
{
    struct vg_call *call = b->call;
    struct vg_node *data = vg_page_data(call, vg_arena_printf(b->a, "%s – %s", b->c->title, title));
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", b->c->id), b->c->title);
    vg_page_crumb(call, data, vg_call_this(call, NULL, NULL, (struct vg_str){0}), title);
    struct vg_node *view = vg_node_add_map(b->a, data, "view");
    vg_node_add_str(b->a, view, "heading", title);
    vg_node_add_str(b->a, view, "title", b->c->title);
    struct vg_node *rows = vg_node_add_list(b->a, view, "properties");
    VG_EACH(property, b->properties)
        add_page_row(b, rows, property);
    return data;
}

/* --- the resources ---------------------------------------------------------------------------- */

static enum vg_status answer(struct vg_call *call, enum vg_purpose purpose, const char *path, const char *title,
                             struct vg_error *err)
{
    struct builder b = {.call = call, .a = call->arena, .purpose = purpose};
    enum vg_status r = vg_call_collection(call, &b.c, err);
    if (r == VG_OK)
        r = choose_profile(call, &b.codes_by_reference, err);
    if (r != VG_OK)
        return r;
    struct vg_node *doc = build(&b, path);
    struct vg_node *page = call->format == &vg_format_html ? page_of(&b, vg_text(call->lang, title)) : NULL;
    return vg_answer_document(call, doc, "schema", NULL, page, err);
}

const struct vg_format vg_format_xsd = {"xsd", "application/xml", "XML Schema", {"text/xml", NULL}};

/* What is returned in GML. */
static enum vg_status answer_xsd(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_http_response *rs = call->rs;
    enum vg_status r = vg_call_collection(call, &c, err);
    int *fields = r == VG_OK ? vg_arena_array(call->arena, c->n_fields + 1, sizeof *fields) : NULL;
    size_t n = 0;
    if (r == VG_OK && c->item_type == VG_ITEM_RECORD)
        return vg_fail(err, VG_NOT_FOUND, "f", "records are not given as GML");
    for (size_t i = 0; fields && i < c->n_fields; i++)
        if (vg_property_is(call, c, (int)i, VG_RETURNABLE))
            fields[n++] = (int)i;
    if (!fields)
        return r == VG_OK ? vg_arena_check(call->arena, err) : r;
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = vg_format_xsd.media_type;
    rs->compressible = rs->wants_etag = true;
    rs->vary = "Accept, Accept-Language";
    vg_buf_init(&rs->body, MAX_XSD);
    vg_gml_put_schema(&rs->body, c, fields, n, vg_call_url(call, "/collections/%s", c->id), call->lang, call->arena);
    r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(&rs->body, err) : r;
}

enum vg_status vg_get_schema(struct vg_call *call, struct vg_error *err)
{
    if (call->format == &vg_format_xsd)
        return answer_xsd(call, err);
    return answer(call, VG_RETURNABLE, "/collections/%s/schema", "What a feature is made of", err);
}

enum vg_status vg_get_queryables(struct vg_call *call, struct vg_error *err)
{
    return answer(call, VG_QUERYABLE, "/collections/%s/queryables", "What a filter may name", err);
}

enum vg_status vg_get_sortables(struct vg_call *call, struct vg_error *err)
{
    return answer(call, VG_SORTABLE, "/collections/%s/sortables", "What features can be sorted by", err);
}
