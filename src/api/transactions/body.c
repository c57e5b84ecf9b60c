/* Bodies: their media type, their reference system, what is in them, and what is wrong with it. */
#include <vigie/http/field.h>

#include "transactions.h"

/* --- the head ------------------------------------------------------------------------------------- */

static bool is_among(struct vg_str type, const char *list)
{
    for (struct vg_str rest = vg_str_of(list); rest.ptr;) {
        if (vg_field_same(vg_field_cut(rest, ',', &rest), type))
            return true;
    }
    return false;
}

/* JSON is UTF-8 (RFC 8259, 8.1), and so a parameter charset says nothing; who says something else means something else. */
static bool is_utf8(struct vg_str params)
{
    while (params.ptr) {
        struct vg_str name, value;
        vg_field_param(vg_field_cut(params, ';', &params), &name, &value);
        if (vg_str_is_nocase(name, "charset") && !vg_str_is_nocase(value, "utf-8") &&
            !vg_str_is_nocase(value, "us-ascii"))
            return false;
    }
    return true;
}

enum vg_status vg_body_type(struct vg_call *call, const char *accepted, const char *header, struct vg_error *err)
{
    struct vg_str params, field = vg_http_header(call->rq, "Content-Type"), type = vg_str_trim(vg_str_cut(field, ';', &params));

    if (!type.len)
        return vg_fail(err, VG_BAD_INPUT, "Content-Type", "the media type of the body must be named: %s", accepted);
    if (is_among(type, accepted))
        return is_utf8(params) ? VG_OK
                               : vg_refuse(call, 415, vg_fail(err, VG_BAD_INPUT, "Content-Type", "JSON is UTF-8, in no other charset"));
    vg_http_add_header(call->rq, call->rs, header, accepted);
    return vg_refuse(call, 415, vg_fail(err, VG_BAD_INPUT, "Content-Type", "a body here is of type %s", accepted));
}

/* "<http://www.opengis.net/def/crs/EPSG/0/2154>", one of the collection's (Part 2, clause 6.3; Part 4). */
static enum vg_status read_crs(struct vg_call *call, const struct vg_collection *c, const struct vg_crs **out,
                               struct vg_error *err)
{
    struct vg_str name = vg_str_trim(vg_http_header(call->rq, "Content-Crs"));
    const struct vg_crs *crs;

    *out = c->n_crs ? c->crs_list[0] : NULL;
    if (!name.ptr)
        return VG_OK;
    if (name.len > 2 && name.ptr[0] == '<' && name.ptr[name.len - 1] == '>')
        name = (struct vg_str){name.ptr + 1, name.len - 2};
    if (vg_crs_find(vg_call_crs(call), name, &crs, NULL) == VG_OK)
        for (size_t i = 0; i < c->n_crs; i++)
            if (c->crs_list[i] == crs) {
                *out = crs;
                return VG_OK;
            }
    return vg_fail(err, VG_BAD_INPUT, "Content-Crs", "'%.*s' is none of this collection's CRS; its 'crs' lists them",
                   vg_cut_uri(name), name.ptr);
}

/* --- faults --------------------------------------------------------------------------------------- */

static void add_fault(struct vg_call *call, const char *pointer, const char *text)
{
    struct vg_arena *a = call->arena;

    if (!call->faults)
        call->faults = vg_node_list(a);
    struct vg_node *one = vg_node_add_map(a, call->faults, NULL);
    vg_node_add_str(a, one, "pointer", pointer);
    vg_node_add_str(a, one, "detail", text);
}

static enum vg_status refuse_faults(struct vg_call *call, const struct vg_faults *f, struct vg_error *err)
{
    for (size_t i = 0; i < f->n && i < VG_MAX_FAULTS; i++)
        add_fault(call, f->list[i].pointer, f->list[i].text);
    if (f->n == 1)
        return vg_refuse(call, 422, vg_fail(err, VG_BAD_INPUT, "", "%s", f->list[0].text));
    return vg_refuse(call, 422, vg_fail(err, VG_BAD_INPUT, "", "%zu things in the body are wrong; nothing was changed", f->n));
}

enum vg_status vg_fault_at(struct vg_call *call, const char *pointer, enum vg_status failure, const struct vg_error *err)
{
    add_fault(call, pointer, err->text);
    return vg_refuse(call, 422, failure);
}

enum vg_status vg_edit_failed(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f, int64_t index,
                              enum vg_status r, struct vg_error *err)
{
    const char *of = index < 0 ? "" : vg_arena_printf(call->arena, "/features/%lld", (long long)index);
    bool field = vg_collection_field(c, vg_str_of(err->where)) >= 0;
    bool in_place = f && f->in_place && !strcmp(err->where, "geometry");
    const char *place = !*err->where ? of
                        : field      ? vg_arena_printf(call->arena, "%s/properties/%s", of, err->where)
                                     : vg_arena_printf(call->arena, "%s/%s", of, in_place ? "place" : err->where);

    if (r == VG_BAD_INPUT)
        return vg_fault_at(call, place, r, err);
    if (r == VG_CONFLICT)
        add_fault(call, place, err->text);
    return r;
}

/* --- features ------------------------------------------------------------------------------------- */

enum vg_status vg_body_read(struct vg_call *call, const struct vg_collection *c, enum vg_body_use use, struct vg_arena *a,
                            struct vg_feature_in **out, size_t *n, bool *collection, struct vg_error *err)
{
    struct vg_body_reader reader = {.collection = c, .registry = vg_call_crs(call), .use = use, .lang = call->lang,
                                    .max_values = call->gen->site.limits.body_values};
    struct vg_faults *faults = VG_NEW(a, struct vg_faults);

    if (!faults)
        return vg_arena_check(a, err);
    enum vg_status r = read_crs(call, c, &reader.crs, err);
    if (r == VG_OK)
        r = vg_feature_in_read(&reader, call->rq->body, a, out, n, collection, faults, err);
    if (r != VG_OK)
        return r;
    return faults->n ? refuse_faults(call, faults, err) : VG_OK;
}

/* The store numbers items itself; then no client has a say. */
static bool is_numbered(const struct vg_collection *c)
{
    const struct vg_field *f = c->n_key == 1 ? &c->fields[c->key[0]] : NULL;

    return f && (f->computed || (f->type == VG_T_INT && f->has_default));
}

static enum vg_status take_id(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f,
                              struct vg_arena *a, struct vg_value *values, bool *given, struct vg_edit_row *out,
                              struct vg_error *err)
{
    struct vg_value key[VG_MAX_KEY_PARTS];

    if (!f->id.ptr)
        return VG_OK;
    if (!vg_id_parse(c, f->id, a, key))
        return vg_fault_at(call, "/id", vg_fail(err, VG_BAD_INPUT, "", "'%.*s' cannot be the id of an item of this collection",
                                                vg_cut(f->id), f->id.ptr), err);
    if (c->n_key == 0) {
        out->has_rowid = true;
        out->rowid = key[0].integer;
    }
    for (int i = 0; i < c->n_key; i++) {
        int field = c->key[i];
        if (given[field] && vg_value_compare(&values[field], &key[i]))
            return vg_fault_at(call, "/id", vg_fail(err, VG_BAD_INPUT, "", "the id and the property '%.60s' say different things",
                                                    c->fields[field].name), err);
        values[field] = key[i];
        given[field] = true;
    }
    return VG_OK;
}

/* A path cannot end in such a segment: clients and proxies take it away, and lead elsewhere (RFC 3986, 5.2.4). */
static enum vg_status check_address(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f,
                                    struct vg_error *err)
{
    int key = c->n_key == 1 ? c->key[0] : -1;
    struct vg_str id = key >= 0 && f->given[key] && f->values[key].kind == VG_V_TEXT ? f->values[key].text : VG_STR("none");

    if (id.len && !vg_str_is(id, ".") && !vg_str_is(id, ".."))
        return VG_OK;
    return vg_fault_at(call, f->id.ptr ? "/id" : vg_arena_printf(call->arena, "/properties/%s", c->fields[key].name),
                       vg_fail(err, VG_BAD_INPUT, "", "an id that is empty, '.' or '..' has no place in an address"), err);
}

enum vg_status vg_body_row(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f,
                           struct vg_arena *a, struct vg_edit_row *out, struct vg_error *err)
{
    *out = (struct vg_edit_row){.values = f->values, .given = f->given, .has_geom = f->has_geom, .geom = f->geom, .crs = f->crs};
    enum vg_status r = VG_OK;
    if (is_numbered(c))
        f->given[c->key[0]] = false;
    else
        r = take_id(call, c, f, a, f->values, f->given, out, err);
    if (r == VG_OK)
        r = check_address(call, c, f, err);
    for (int i = 0; r == VG_OK && c->n_key > 1 && i < c->n_key; i++) {
        const struct vg_field *part = &c->fields[c->key[i]];
        if (!f->given[c->key[i]] && !part->has_default)
            r = vg_fault_at(call, vg_arena_printf(call->arena, "/properties/%s", part->name),
                            vg_fail(err, VG_BAD_INPUT, "", "the property '%.80s' is required", part->name), err);
    }
    if (r == VG_OK)
        vg_lock_touch(c, out, f->values, f->given);
    return r;
}
