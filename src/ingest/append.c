/* The collection decides and the file follows: fields are matched by name and converted where nothing is lost.  Where
 * fields, id, geometry or CRS do not fit, the import is refused before a row is written. */
#include "append.h"

#define ROW_ARENA ((size_t)256 << 20)

/* What is lossless: any number, date or truth as text, an integer as a real number, a column without a value as
 * anything. */
static bool can_become(enum vg_type from, enum vg_type to, bool all_null)
{
    if (from == to || all_null)
        return true;
    switch (to) {
    case VG_T_TEXT:
        return from != VG_T_BYTES;
    case VG_T_DOUBLE:
        return from == VG_T_INT || from == VG_T_FLOAT;
    case VG_T_DECIMAL:
        return from == VG_T_INT;
    case VG_T_FLOAT: /* a file without a word on precision gives doubles */
        return from == VG_T_INT || from == VG_T_DOUBLE;
    case VG_T_DATETIME:
        return from == VG_T_LOCALTIME;
    case VG_T_UUID:
    case VG_T_JSON:
        return from == VG_T_TEXT || from == VG_T_UUID;
    default:
        return false;
    }
}

static const struct vg_collection *find_collection(const struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (!strcmp(d->collections[i]->id, id))
            return d->collections[i];
    for (size_t i = 0; i < d->n_collections; i++)
        if (!strcasecmp(d->collections[i]->id, id))
            return d->collections[i];
    return NULL;
}

static const struct vg_field *find_field(const struct vg_collection *c, const char *name)
{
    int i = vg_collection_field(c, vg_str_of(name));
    for (size_t k = 0; i < 0 && k < c->n_fields; k++)
        if (!strcasecmp(c->fields[k].name, name))
            i = (int)k;
    return i < 0 ? NULL : &c->fields[i];
}

static enum vg_status match_fields(struct vg_append *p, const struct vg_collection *there, const struct vg_source *s,
                                   struct vg_collection *c, struct vg_error *err)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = find_field(there, c->fields[i].name);
        bool all_null = s->schema.all_null && s->schema.all_null[i];
        if (!f)
            return vg_fail(err, VG_CONFLICT, c->fields[i].name, "the collection '%s' has no field '%s'", there->id,
                           c->fields[i].name);
        if (!can_become(c->fields[i].type, f->type, all_null))
            return vg_fail(err, VG_CONFLICT, f->name, "the field '%s' is %s in the file and %s in the collection '%s'", f->name,
                           vg_type_name(c->fields[i].type), vg_type_name(f->type), there->id);
        p->from[i] = c->fields[i].type;
        c->fields[i] = *f;
    }
    return VG_OK;
}

/* The collection's own id, where the file has it too; the call may only confirm it. */
static enum vg_status match_key(const struct vg_collection *there, const struct vg_import_options *o,
                                struct vg_collection *c, struct vg_error *err)
{
    c->n_key = 0;
    if (there->n_key == 1) {
        int i = vg_collection_field(c, vg_str_of(there->fields[there->key[0]].name));
        c->n_key = i >= 0;
        c->key[0] = i;
    }
    if (o->id_field && !(c->n_key && !strcasecmp(c->fields[c->key[0]].name, o->id_field)))
        return vg_fail(err, VG_CONFLICT, o->id_field, "the id of the collection '%s' is not the field '%s'", there->id,
                       o->id_field);
    return VG_OK;
}

static enum vg_status match_geometry(const struct vg_collection *there, struct vg_collection *c, struct vg_error *err)
{
    if (!c->geom_name)
        return VG_OK;
    if (!there->geom_name)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' has no geometry, the file has one", there->id);
    if (!vg_crs_same(c->crs, there->crs))
        return vg_fail(err, VG_CONFLICT, "crs", "the collection '%s' is in %s, the file in %s: transform it first", there->id,
                       there->crs->curie, c->crs->curie);
    c->geom_name = there->geom_name;
    c->geom_type = there->geom_type;
    c->geom_z = there->geom_z;
    c->geom_m = there->geom_m;
    c->crs = there->crs;
    return VG_OK;
}

enum vg_status vg_append_prepare(struct vg_append *p, struct vg_store *store, const struct vg_source *s,
                                 const struct vg_import_options *o, struct vg_arena *a, struct vg_collection *c,
                                 struct vg_error *err)
{
    struct vg_discovery d = {0};
    enum vg_status r = vg_store_discover(store, NULL, 0, a, &d, err);
    if (r != VG_OK)
        return r;
    const struct vg_collection *there = find_collection(&d, c->id);
    if (!there)
        return vg_fail(err, VG_NOT_FOUND, "collection", "there is no collection '%s' to append to", c->id);
    p->from = vg_arena_array(a, c->n_fields + 1, sizeof *p->from);
    p->values = vg_arena_array(a, c->n_fields + 1, sizeof *p->values);
    p->row = vg_arena_new(ROW_ARENA);
    if (!p->row)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    r = vg_arena_check(a, err);
    c->id = there->id;
    if (r == VG_OK)
        r = match_fields(p, there, s, c, err);
    if (r == VG_OK)
        r = match_key(there, o, c, err);
    return r != VG_OK ? r : match_geometry(there, c, err);
}

void vg_append_finish(struct vg_append *p)
{
    vg_arena_free(p->row);
}

static bool convert(struct vg_append *p, enum vg_type to, const struct vg_value *v, struct vg_value *out)
{
    *out = *v;
    if (v->kind == VG_V_NULL)
        return true;
    if (to == VG_T_DOUBLE || to == VG_T_FLOAT) {
        out->real = v->kind == VG_V_INT ? (double)v->integer : v->real;
        out->kind = to == VG_T_FLOAT ? VG_V_FLOAT : VG_V_DOUBLE;
        return true;
    }
    if (to == VG_T_DATETIME) {
        out->kind = VG_V_DATETIME;
        return true;
    }
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, ROW_ARENA);
    vg_value_put_text(&b, v);
    out->kind = to == VG_T_DECIMAL ? VG_V_NUMBER : to == VG_T_JSON ? VG_V_JSON : VG_V_TEXT;
    out->text = vg_arena_str(p->row, (struct vg_str){ b.ptr, b.len });
    return out->text.ptr || b.len == 0;
}

const struct vg_value *vg_append_values(struct vg_append *p, const struct vg_collection *c, const struct vg_value *values)
{
    if (!p->from)
        return values;
    vg_arena_reset(p->row);
    for (size_t i = 0; i < c->n_fields; i++) {
        if (p->from[i] == c->fields[i].type)
            p->values[i] = values[i];
        else if (!convert(p, c->fields[i].type, &values[i], &p->values[i]))
            return NULL;
    }
    return p->values;
}
