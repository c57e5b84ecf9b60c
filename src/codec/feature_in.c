/* A body as features: the document, its members, ids and times. */
#include "feature_in.h"

#include <stdio.h>

#define MAX_FILTER_BYTES ((size_t)1 << 20) /* anyone may send a filter: what is longer is not even looked at as one */

/* --- places and faults ---------------------------------------------------------------------------- */

size_t vg_body_enter(struct body *b, const char *key)
{
    size_t from = b->path_len, room = sizeof b->path - 3;

    if (from >= room)
        return from;
    b->path[b->path_len++] = '/';
    for (; *key && b->path_len < room; key++) {
        if (*key == '~' || *key == '/') {
            b->path[b->path_len++] = '~';
            b->path[b->path_len++] = *key == '~' ? '0' : '1';
        } else {
            b->path[b->path_len++] = *key;
        }
    }
    while (*key && b->path_len > from && ((unsigned char)b->path[b->path_len - 1] & 0xC0) == 0x80)
        b->path_len--; /* not in the middle of a character */
    return from;
}

size_t vg_body_enter_at(struct body *b, size_t index)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", index);
    return b->path_len + sizeof text < sizeof b->path ? vg_body_enter(b, text) : b->path_len;
}

void vg_body_leave(struct body *b, size_t to)
{
    b->path_len = to;
}

void vg_body_fault(struct body *b, const struct vg_error *why)
{
    struct vg_faults *f = b->faults;

    if (f->n < VG_MAX_FAULTS)
        f->list[f->n] = (struct vg_fault){vg_arena_str(b->arena, (struct vg_str){b->path, b->path_len}).ptr,
                                          vg_arena_strdup(b->arena, why->text)};
    f->n++;
}

/* --- properties ----------------------------------------------------------------------------------- */

static bool is_key(const struct body *b, int field)
{
    return vg_collection_is_key(b->o->collection, field);
}

/* Null where a column has a value of its own for such a case is as good as nothing: so do programs that send all fields. */
static bool says_nothing(const struct body *b, int field, const json_t *j)
{
    const struct vg_field *f = &b->o->collection->fields[field];

    return json_is_null(j) && ((f->has_default && !f->nullable) || is_key(b, field)) && b->o->use != VG_BODY_MERGE;
}

static void read_property(struct body *b, const char *name, const json_t *j, struct vg_feature_in *out)
{
    const struct vg_collection *c = b->o->collection;
    int i = vg_collection_field(c, vg_str_of(name));

    if (i < 0 || c->fields[i].hidden) {
        FAULT(b, "the collection has no property '%.80s'", name);
        return;
    }
    if (c->fields[i].computed && b->o->use != VG_BODY_REPLACE)
        FAULT(b, "the store computes the property '%.80s' itself", name);
    if (c->fields[i].computed || says_nothing(b, i, j))
        return;
    out->merges[i] = b->o->use == VG_BODY_MERGE && c->fields[i].type == VG_T_JSON && json_is_object(j);
    out->given[i] = vg_body_value(b, &c->fields[i], j, &out->values[i]);
}

static void read_properties(struct body *b, json_t *properties, struct vg_feature_in *out)
{
    const char *name;
    json_t *j;

    out->clears = b->o->use == VG_BODY_MERGE && properties && json_is_null(properties);
    if (!properties || json_is_null(properties))
        return;
    size_t back = vg_body_enter(b, "properties");
    if (!json_is_object(properties))
        FAULT(b, "'properties' must be an object");
    json_object_foreach(properties, name, j) {
        size_t here = vg_body_enter(b, name);
        read_property(b, name, j, out);
        vg_body_leave(b, here);
    }
    vg_body_leave(b, back);
}

/* What a column cannot do without. */
static void check_required(struct body *b, struct vg_feature_in *out)
{
    const struct vg_collection *c = b->o->collection;

    if (b->o->use == VG_BODY_MERGE && !out->clears)
        return;
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (out->given[i] || f->nullable || f->has_default || f->computed || f->hidden || is_key(b, (int)i))
            continue;
        size_t back = vg_body_enter(b, "properties"), inner = vg_body_enter(b, f->name);
        size_t told = b->faults->n;
        bool faulty = told > 0 && told <= VG_MAX_FAULTS && b->faults->list[told - 1].pointer &&
                      strlen(b->faults->list[told - 1].pointer) == b->path_len &&
                      !memcmp(b->faults->list[told - 1].pointer, b->path, b->path_len);
        if (!faulty)
            FAULT(b, "the property '%.80s' is required", f->name);
        vg_body_leave(b, inner);
        vg_body_leave(b, back);
    }
}

/* --- id ------------------------------------------------------------------------------------------- */

static void read_id(struct body *b, const json_t *id, struct vg_feature_in *out)
{
    if (!id || json_is_null(id))
        return;
    if (json_is_string(id))
        out->id = vg_arena_str(b->arena, (struct vg_str){json_string_value(id), json_string_length(id)});
    else if (json_is_integer(id))
        out->id = vg_str_of(vg_arena_printf(b->arena, "%lld", (long long)json_integer_value(id)));
    else {
        size_t back = vg_body_enter(b, "id");
        FAULT(b, "an id is a text or a whole number");
        vg_body_leave(b, back);
    }
}

/* --- geometry ------------------------------------------------------------------------------------- */

/* coordRefSys of JSON-FG: a URI, a CURIE in brackets, or a reference to such; NULL with a fault told. */
static const struct vg_crs *read_crs(struct body *b, const json_t *j)
{
    const struct vg_crs *crs = NULL;
    const json_t *href = json_is_object(j) ? json_object_get(j, "href") : j;

    if (!json_is_string(href) ||
        vg_crs_find(b->o->registry, vg_str_of(json_string_value(href)), &crs, NULL) != VG_OK) {
        size_t back = vg_body_enter(b, "coordRefSys");
        FAULT(b, "'coordRefSys' must be the address of a known reference system");
        vg_body_leave(b, back);
        return NULL;
    }
    return crs;
}

/* What JSON-FG calls the primary geometry wins over its stand-in for readers of plain GeoJSON. */
static void read_geometry(struct body *b, const json_t *feature, const json_t *shared_crs, struct vg_feature_in *out)
{
    const json_t *place = json_object_get(feature, "place"), *geometry = json_object_get(feature, "geometry");
    const json_t *own = json_object_get(feature, "coordRefSys"), *of_place = json_object_get(place, "coordRefSys");
    bool has_place = place && !json_is_null(place);
    const json_t *j = has_place ? place : geometry, *named = of_place ? of_place : own ? own : shared_crs;
    const struct vg_crs *crs = b->o->crs ? b->o->crs : vg_crs84(b->o->registry);

    out->crs = crs;
    out->has_geom = place || geometry;
    out->in_place = has_place;
    if (!j || json_is_null(j))
        return;
    if (has_place && named)
        crs = read_crs(b, named);
    size_t back = vg_body_enter(b, has_place ? "place" : "geometry");
    if (!b->o->collection->geom_name)
        FAULT(b, "the collection '%s' has no geometry", b->o->collection->id);
    else if (crs && vg_body_geometry(b, j, crs, &out->geom))
        out->crs = crs;
    vg_body_leave(b, back);
}

/* --- time (JSON-FG) -------------------------------------------------------------------------------- */

static void set_moment(struct body *b, int field, const json_t *j, struct vg_feature_in *out)
{
    struct vg_str text = {json_string_value(j), json_is_string(j) ? json_string_length(j) : 0};

    if (field < 0 || out->given[field] || vg_str_is(text, ".."))
        return;
    if (!text.ptr)
        FAULT(b, "a moment is a text as of RFC 3339");
    else
        out->given[field] = vg_body_moment(b, &b->o->collection->fields[field], text, &out->values[field]);
}

static void read_time(struct body *b, const json_t *time, struct vg_feature_in *out)
{
    const struct vg_collection *c = b->o->collection;
    const json_t *interval = json_object_get(time, "interval"), *moment = json_object_get(time, "timestamp");
    size_t back = vg_body_enter(b, "time");

    if (!moment)
        moment = json_object_get(time, "date");
    if (c->time_start < 0) {
        FAULT(b, "the collection '%s' has no time", c->id);
    } else if (json_array_size(interval) == 2) {
        set_moment(b, c->time_start, json_array_get(interval, 0), out);
        set_moment(b, c->time_end, json_array_get(interval, 1), out);
    } else if (moment) {
        set_moment(b, c->time_start, moment, out);
    } else {
        FAULT(b, "'time' must have a 'date', a 'timestamp' or an 'interval' of two");
    }
    vg_body_leave(b, back);
}

/* --- a feature and the whole ------------------------------------------------------------------------- */

static bool prepare(struct body *b, struct vg_feature_in *out)
{
    size_t n = b->o->collection->n_fields + 1;

    out->values = vg_arena_array(b->arena, n, sizeof *out->values);
    out->given = vg_arena_array(b->arena, n, sizeof *out->given);
    out->merges = vg_arena_array(b->arena, n, sizeof *out->merges);
    return out->values && out->given && out->merges;
}

static bool is_type(const json_t *j, const char *type)
{
    const char *text = json_string_value(json_object_get(j, "type"));

    return text && !strcmp(text, type);
}

static void read_feature(struct body *b, json_t *j, const json_t *crs, struct vg_feature_in *out)
{
    const json_t *time = json_object_get(j, "time");
    bool merge = b->o->use == VG_BODY_MERGE;

    if (!prepare(b, out))
        return; /* the arena stays failed */
    if (!json_is_object(j) || (!is_type(j, "Feature") && !(merge && !json_object_get(j, "type")))) {
        FAULT(b, "this must be an object of type 'Feature'");
        return;
    }
    read_id(b, json_object_get(j, "id"), out);
    read_properties(b, json_object_get(j, "properties"), out);
    read_geometry(b, j, crs, out);
    if (time && !json_is_null(time))
        read_time(b, time, out);
    check_required(b, out);
}

static enum vg_status read_all(struct body *b, json_t *root, struct vg_feature_in **out, size_t *n_out, bool *collection,
                               struct vg_error *err)
{
    json_t *features = json_object_get(root, "features"), *one = root;

    *collection = is_type(root, "FeatureCollection") && b->o->use == VG_BODY_CREATE;
    if (*collection && !json_is_array(features))
        return vg_fail(err, VG_BAD_INPUT, "/features", "a FeatureCollection has a list of 'features'");
    *n_out = *collection ? json_array_size(features) : 1;
    *out = vg_arena_array(b->arena, *n_out + 1, sizeof **out);
    if (!*out)
        return vg_arena_check(b->arena, err);
    for (size_t i = 0; i < *n_out; i++) {
        size_t back = b->path_len;
        if (*collection) {
            vg_body_enter(b, "features");
            vg_body_enter_at(b, i);
            one = json_array_get(features, i);
        }
        read_feature(b, one, json_object_get(root, "coordRefSys"), &(*out)[i]);
        vg_body_leave(b, back);
    }
    return vg_arena_check(b->arena, err);
}

enum vg_status vg_feature_in_read(const struct vg_body_reader *o, struct vg_str text, struct vg_arena *a,
                                  struct vg_feature_in **out, size_t *n_out, bool *collection, struct vg_faults *faults,
                                  struct vg_error *err)
{
    struct body b = {.o = o, .arena = a, .faults = faults};
    VG_AUTO(vg_json_drop) json_t *root = NULL;
    enum vg_status r = vg_json_load(text, o->max_values, &root, err);

    faults->n = 0;
    if (r == VG_OK && !json_is_object(root))
        r = vg_fail(err, VG_BAD_INPUT, "", "the body must be a JSON object");
    return r == VG_OK ? read_all(&b, root, out, n_out, collection, err) : r;
}

bool vg_feature_in_is_filter(struct vg_str body)
{
    VG_AUTO(vg_json_drop) json_t *root = NULL;

    return body.len && body.len <= MAX_FILTER_BYTES && memmem(body.ptr, body.len, "\"op\"", 4) && vg_json_load(body, 0, &root, NULL) == VG_OK &&
           json_object_get(root, "op") && !is_type(root, "Feature") && !is_type(root, "FeatureCollection");
}

/* --- merge patch (RFC 7396) ------------------------------------------------------------------------- */

static json_t *merged(json_t *target, json_t *patch)
{
    const char *name;
    json_t *j;

    if (!json_is_object(patch))
        return json_incref(patch);
    json_t *out = json_is_object(target) ? json_copy(target) : json_object();
    json_object_foreach(patch, name, j) {
        if (json_is_null(j))
            json_object_del(out, name);
        else
            json_object_set_new(out, name, merged(json_object_get(out, name), j));
    }
    return out;
}

enum vg_status vg_json_merge(struct vg_str current, struct vg_str patch, struct vg_arena *a, struct vg_str *out,
                             struct vg_error *err)
{
    VG_AUTO(vg_json_drop) json_t *from = NULL;
    VG_AUTO(vg_json_drop) json_t *change = NULL;
    enum vg_status r = vg_json_load(patch, 0, &change, err);

    if (r == VG_OK && current.ptr && vg_json_load(current, 0, &from, NULL) != VG_OK)
        from = NULL; /* what is there is no JSON: as if nothing were */
    if (r != VG_OK)
        return r;
    VG_AUTO(vg_json_drop) json_t *result = merged(from, change);
    return result ? vg_json_write(result, a, out, err) : vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
}
