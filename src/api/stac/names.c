/* What names in filters mean of a STAC Item: "id" and "collection" are those of the Item, the rest its properties, by their names
 * or with "properties." before them, and the times are called as an Item calls them (Filter Extension, "Queryables").
 *
 * A search asks several collections at once.  What is a property of one of them is null in the others; what is one of none is
 * unknown. */
#include "stac.h"

#include <vigie/codec/stac_items.h>
#include <vigie/query/cql2.h>

bool vg_stac_is_span(const struct vg_collection *c)
{
    return c->time_end >= 0 && c->time_end != c->time_start;
}

/* Where a field is called like a time, it is that one; else a period begins at its datetime. */
static int property_of(const struct vg_collection *c, struct vg_str name)
{
    int field = vg_collection_field(c, name);
    if (field >= 0)
        return field;
    if (vg_str_is(name, "datetime") || (vg_stac_is_span(c) && vg_str_is(name, "start_datetime")))
        return c->time_start;
    return vg_stac_is_span(c) && vg_str_is(name, "end_datetime") ? c->time_end : -1;
}

/* A day is written as its first second, and where a period ends as its last. */
static struct vg_meaning meaning_of(const struct vg_collection *c, int field)
{
    bool is_end = vg_stac_is_span(c) && field == c->time_end;
    return (struct vg_meaning){.kind = VG_M_FIELD, .field = field, .is_moment = true,
                               .of_day_us = is_end ? VG_US_PER_DAY - 1000000 : 0};
}

/* A key that is a text may be asked for more than being equal. */
static struct vg_meaning id_of(const struct vg_call *call, const struct vg_collection *c)
{
    enum vg_type type = c->n_key == 1 ? c->fields[c->key[0]].type : VG_T_INT;
    bool text = (type == VG_T_TEXT || type == VG_T_UUID) && vg_gate_may_ask(&call->who, c, c->key[0]);
    return text ? (struct vg_meaning){.kind = VG_M_FIELD, .field = c->key[0]} : (struct vg_meaning){.kind = VG_M_ID};
}

bool vg_stac_name(const struct vg_call *call, const struct vg_collection *c, struct vg_str name, struct vg_meaning *out)
{
    const struct vg_str prefix = VG_STR("properties.");
    bool prefixed = vg_str_starts(name, prefix);
    int field = property_of(c, prefixed ? (struct vg_str){name.ptr + prefix.len, name.len - prefix.len} : name);
    if (vg_str_is(name, "id"))
        *out = id_of(call, c);
    else if (vg_str_is(name, "collection"))
        *out = (struct vg_meaning){.kind = VG_M_TEXT, .text = vg_str_of(c->id)};
    else if (field >= 0 && vg_gate_may_ask(&call->who, c, field))
        *out = meaning_of(c, field);
    else if (vg_str_is(name, "geometry"))
        *out = (struct vg_meaning){.kind = VG_M_GEOMETRY};
    else
        return false;
    return true;
}

bool vg_stac_search_name(const struct vg_call *call, const struct vg_collection *c, struct vg_str name, struct vg_meaning *out)
{
    struct vg_meaning elsewhere;
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    bool known = vg_stac_name(call, c, name, out);
    if (!known && (vg_str_is(name, "datetime") || vg_str_is(name, "properties.datetime"))) { /* every Item has it, where there are any */
        *out = (struct vg_meaning){.kind = VG_M_NOTHING};
        return true;
    }
    for (size_t i = 0; !known && i < n; i++)
        if (vg_stac_has_items(all[i]) && vg_stac_name(call, all[i], name, &elsewhere)) {
            *out = (struct vg_meaning){.kind = VG_M_NOTHING};
            known = true;
        }
    return known;
}
