/* What both stores can hold is decided here, before either is asked, so that they make the same collection of the same
 * file: ids that PostgreSQL would cut, names that SQLite would not tell apart.  What a source does not say and nobody
 * can guess (its CRS) is asked for. */
#include "describe.h"

#define MAX_ID_BYTES 63 /* of a name in PostgreSQL, which cuts longer ones off without a word */

/* ---- collection id ---- */

static bool is_plain(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '.';
}

/* A name as it may stand in an address: letters of any language, digits and _ - . */
static const char *plain_name(struct vg_arena *a, const char *name)
{
    char *id = vg_arena_strdup(a, name);
    for (char *p = id; p && *p; p++)
        if (!is_plain((unsigned char)*p))
            *p = '_';
    if (id && strlen(id) > MAX_ID_BYTES) {
        size_t n = MAX_ID_BYTES;
        while (n > 0 && ((unsigned char)id[n] & 0xC0) == 0x80)
            n--;
        id[n] = 0;
    }
    return id;
}

static enum vg_status check_id(const char *id, struct vg_error *err)
{
    size_t bad;
    if (!*id || strlen(id) > MAX_ID_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "collection", "the collection's id '%.70s' must have 1 to %d bytes", id, MAX_ID_BYTES);
    for (const char *p = id; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return vg_fail(err, VG_BAD_INPUT, "collection", "the collection's id must not hold control characters");
    if (!vg_utf8_valid(vg_str_of(id), &bad))
        return vg_fail(err, VG_BAD_INPUT, "collection", "the collection's id is not UTF-8");
    if (!strcmp(id, "catalogue"))
        return vg_fail(err, VG_BAD_INPUT, "collection",
                       "'catalogue' is the collection of the metadata records: choose another id with --collection");
    return VG_OK;
}

static enum vg_status choose_id(const struct vg_source *s, const struct vg_place *p, const struct vg_import_options *o,
                                struct vg_arena *a, const char **out, struct vg_error *err)
{
    *out = o->collection ? o->collection : plain_name(a, s->schema.layer ? s->schema.layer : p->stem);
    enum vg_status r = vg_arena_check(a, err);
    return r != VG_OK ? r : check_id(*out, err);
}

/* ---- fields ---- */

static bool taken(const struct vg_collection *c, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(c->fields[i].name, name))
            return true;
    return false;
}

/* SQLite does not tell 'Nom' from 'nom'; both stores shall have the same fields. */
static const char *free_name(const struct vg_collection *c, size_t n, const char *name, struct vg_arena *a)
{
    const char *other = name;
    for (int k = 2; other && taken(c, n, other); k++)
        other = vg_arena_printf(a, "%s_%d", name, k);
    return other;
}

static enum vg_status copy_fields(const struct vg_source *s, struct vg_collection *c, struct vg_arena *a,
                                  struct vg_notes *notes, struct vg_error *err)
{
    c->fields = vg_arena_array(a, s->schema.n_fields ? s->schema.n_fields : 1, sizeof *c->fields);
    for (size_t i = 0; c->fields && i < s->schema.n_fields; i++) {
        const struct vg_field *from = &s->schema.fields[i];
        c->fields[i] = *from;
        c->fields[i].name = free_name(c, i, *from->name ? from->name : "field", a);
        if (c->fields[i].name && strcmp(c->fields[i].name, from->name))
            vg_notes_add(notes, "field '%s' is called '%s', since its name is there twice or empty", from->name,
                         c->fields[i].name);
    }
    c->n_fields = s->schema.n_fields;
    return vg_arena_check(a, err);
}

static const char *geometry_name(const struct vg_collection *c, const char *wanted, struct vg_arena *a)
{
    return taken(c, c->n_fields, wanted) ? free_name(c, c->n_fields, "geometry", a) : wanted;
}

/* ---- id ---- */

static bool is_id_type(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_TEXT || t == VG_T_UUID;
}

static enum vg_status asked_key(const struct vg_source *s, const char *name, struct vg_collection *c, struct vg_error *err)
{
    int i = vg_collection_field(c, vg_str_of(name));
    for (size_t k = 0; i < 0 && k < c->n_fields; k++)
        if (!strcasecmp(c->fields[k].name, name))
            i = (int)k;
    if (i < 0) {
        vg_fail(err, VG_BAD_INPUT, name, "there is no field '%s' to be the id", name);
        return vg_source_blame(s, NULL, name, err);
    }
    if (!is_id_type(c->fields[i].type)) {
        vg_fail(err, VG_BAD_INPUT, name, "the field '%s' is %s; an id is an integer or a text", name,
                vg_type_name(c->fields[i].type));
        return vg_source_blame(s, NULL, name, err);
    }
    c->key[0] = i;
    c->n_key = 1;
    return VG_OK;
}

static enum vg_status choose_key(const struct vg_source *s, const struct vg_import_options *o, struct vg_collection *c,
                                 struct vg_error *err)
{
    if (o->id_field)
        return asked_key(s, o->id_field, c, err);
    int own = s->schema.key;
    if (own >= 0 && is_id_type(c->fields[own].type)) {
        c->key[0] = own;
        c->n_key = 1;
    }
    return VG_OK;
}

/* ---- geometry ---- */

static enum vg_status choose_geometry(const struct vg_source *s, const struct vg_import_options *o,
                                      struct vg_collection *c, struct vg_arena *a, struct vg_error *err)
{
    const struct vg_source_schema *schema = &s->schema;
    if (!schema->geom_name)
        return VG_OK;
    c->geom_name = geometry_name(c, schema->geom_name, a);
    c->geom_type = schema->geom_type;
    c->geom_z = schema->geom_z;
    c->geom_m = schema->geom_m;
    c->crs = schema->crs;
    if (o->crs)
        return vg_crs_find(o->registry, vg_str_of(o->crs), &c->crs, err);
    if (c->crs)
        return VG_OK;
    vg_fail(err, VG_BAD_INPUT, "crs",
            "it does not say in which coordinate reference system it is: say it with --crs, such as --crs EPSG:2154");
    return vg_source_blame(s, NULL, NULL, err);
}

enum vg_status vg_describe(const struct vg_source *s, const struct vg_place *p, const struct vg_import_options *o,
                           struct vg_arena *a, struct vg_notes *notes, struct vg_collection *out, struct vg_error *err)
{
    struct vg_collection c = {
        .title = o->title, .description = o->description, .lang = o->lang, .kind = o->product ? o->product->id : NULL, .time_start = -1, .time_end = -1,
    };
    enum vg_status r = choose_id(s, p, o, a, &c.id, err);
    if (r == VG_OK)
        r = copy_fields(s, &c, a, notes, err);
    if (r == VG_OK)
        r = choose_key(s, o, &c, err);
    if (r == VG_OK)
        r = choose_geometry(s, o, &c, a, err);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = c;
    return r;
}
