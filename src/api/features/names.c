/* Properties by name: which of them a resource has, and lists of names in a parameter.
 *
 * A list is a,b,c.  A name may itself hold a comma: of what could be meant, the shortest text up to a comma that is a
 * name is. */
#include "features.h"

#include <stdio.h>

#define MOST_LISTED 120 /* bytes of names in a message */

bool vg_property_is(const struct vg_call *call, const struct vg_collection *c, int field, enum vg_purpose purpose)
{
    if (!vg_gate_may_ask(&call->who, c, field))
        return false;
    switch (c->fields[field].type) {
    case VG_T_BYTES:
        return purpose == VG_RETURNABLE;
    case VG_T_JSON:
        return purpose != VG_SORTABLE;
    default:
        return true;
    }
}

/* The names that would have been right, as far as there is room. */
static const char *list_names(struct vg_call *call, const struct vg_collection *c, enum vg_purpose purpose)
{
    struct vg_buf b;
    vg_buf_init(&b, 4 * MOST_LISTED);
    for (size_t i = 0; i < c->n_fields && !b.failed; i++) {
        if (!vg_property_is(call, c, (int)i, purpose))
            continue;
        vg_buf_cstr(&b, b.len ? ", " : "");
        if (b.len + strlen(c->fields[i].name) > MOST_LISTED) {
            VG_BUF_LIT(&b, "…");
            break;
        }
        vg_buf_cstr(&b, c->fields[i].name);
    }
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text ? text : "";
}

static enum vg_status fail_unknown(struct vg_name_list *l, struct vg_str name, struct vg_error *err)
{
    static const char *const sentences[] = {
        [VG_RETURNABLE] = "'%.*s' is no property of this collection; its schema has: %s",
        [VG_QUERYABLE] = "'%.*s' is no queryable of this collection; there are: %s",
        [VG_SORTABLE] = "'%.*s' is nothing to sort this collection by; there are: %s",
    };
    return vg_fail(err, VG_BAD_INPUT, l->param, sentences[l->purpose], vg_cut(name), name.ptr,
                   list_names(l->call, l->collection, l->purpose));
}

enum vg_status vg_names_next(struct vg_name_list *l, int *field, struct vg_error *err)
{
    const char *end = l->rest.ptr + l->rest.len, *comma = l->rest.ptr;
    struct vg_str first = {0};
    do {
        comma = memchr(comma, ',', (size_t)(end - comma));
        struct vg_str name = {l->rest.ptr, (size_t)((comma ? comma : end) - l->rest.ptr)};
        if (!first.ptr)
            first = name;
        *field = vg_collection_field(l->collection, name);
        if (*field >= 0 && vg_property_is(l->call, l->collection, *field, l->purpose)) {
            l->rest = comma ? (struct vg_str){comma + 1, (size_t)(end - comma - 1)} : (struct vg_str){0};
            return VG_OK;
        }
    } while (comma++);
    return fail_unknown(l, first, err);
}
