/* The parameter "fields" (Fields Extension): a,-b are names of members of Items and of their properties, these with "properties."
 * before them or without.  What makes a valid Item is wanted unless it is excluded; a part of any other member stands for it all. */
#include "stac.h"

#include <vigie/codec/stac_items.h>

#define MAX_NAMES 1000

static const char *const members[] = {"assets", "bbox", "collection", "geometry", "id", "links", "properties", "stac_extensions",
                                      "stac_version", "type"};
static const char *const usual[] = {"type", "stac_version", "id", "collection", "geometry", "bbox", "links", "assets",
                                    "properties.datetime", "properties.start_datetime", "properties.end_datetime"};

static bool is_member(struct vg_str name)
{
    size_t i = 0;
    while (i < VG_COUNT(members) && !vg_str_is(name, members[i]))
        i++;
    return i < VG_COUNT(members);
}

/* *part: the name is that of something within a member. */
static struct vg_stac_field field_of(struct vg_str name, bool *part)
{
    struct vg_str rest, first = vg_str_cut(name, '.', &rest);
    *part = false;
    if (is_member(name))
        return (struct vg_stac_field){false, name};
    if (!rest.ptr || !is_member(first))
        return (struct vg_stac_field){true, name};
    if (vg_str_is(first, "properties"))
        return (struct vg_stac_field){true, rest};
    *part = true;
    return (struct vg_stac_field){false, first};
}

enum vg_status vg_stac_read_fields(struct vg_call *call, const struct vg_stac_fields **out, struct vg_error *err)
{
    struct vg_stac_fields *f = VG_NEW(call->arena, struct vg_stac_fields);
    struct vg_stac_field *include = vg_arena_array(call->arena, VG_COUNT(usual) + MAX_NAMES, sizeof *include);
    struct vg_stac_field *exclude = vg_arena_array(call->arena, MAX_NAMES, sizeof *exclude);
    const struct vg_param_value *p = vg_call_param(call, "fields");
    *out = NULL;
    if (!p->given || !f || !include || !exclude)
        return vg_arena_check(call->arena, err);
    bool part;
    *f = (struct vg_stac_fields){.include = include, .exclude = exclude};
    while (f->n_include < VG_COUNT(usual)) {
        include[f->n_include] = field_of(vg_str_of(usual[f->n_include]), &part);
        f->n_include++;
    }
    for (struct vg_str rest = p->text; rest.ptr;) {
        struct vg_str name = vg_str_trim(vg_str_cut(rest, ',', &rest)); /* of "+a", a space */
        bool minus = name.len && *name.ptr == '-', sign = minus || (name.len && *name.ptr == '+');
        name = (struct vg_str){name.ptr + sign, name.len - sign};
        struct vg_stac_field one = field_of(name, &part);
        if (f->n_include + f->n_exclude == MAX_NAMES)
            return vg_fail(err, VG_BAD_INPUT, "fields", "more than %d values", MAX_NAMES);
        if (name.len && !minus)
            include[f->n_include++] = one;
        else if (name.len && !part)
            exclude[f->n_exclude++] = one;
    }
    *out = f;
    return VG_OK;
}

enum vg_status vg_stac_select(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    const struct vg_stac_fields *f;
    enum vg_status r = vg_stac_read_fields(call, &f, err);
    int *chosen = r == VG_OK ? vg_arena_array(call->arena, c->n_fields + 1, sizeof *chosen) : NULL;
    size_t n = 0;
    if (!chosen)
        return r == VG_OK ? vg_arena_check(call->arena, err) : r;
    for (size_t i = 0; i < c->n_fields; i++)
        if (vg_stac_needs(f, c, (int)i))
            chosen[n++] = (int)i;
    q->fields = chosen;
    q->n_fields = n;
    q->no_geometry = !vg_stac_wants(f, "geometry") && !vg_stac_wants(f, "bbox");
    return VG_OK;
}
