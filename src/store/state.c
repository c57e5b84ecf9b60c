/* The state of a row, for entity tags: a hash of what is stored. */
#include <vigie/store/edit.h>

#include "ops.h"

static struct vg_hash add(struct vg_hash h, const struct vg_value *v)
{
    uint64_t head[2] = {(uint64_t)v->kind, 0};

    switch (v->kind) {
    case VG_V_NULL:
        break;
    case VG_V_BOOL:
        head[1] = v->boolean;
        break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        memcpy(&head[1], &v->real, sizeof head[1]);
        break;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        head[1] = v->text.len;
        return vg_hash_more(vg_hash_more(h, head, sizeof head), v->text.ptr, v->text.len);
    default:
        head[1] = (uint64_t)v->integer;
    }
    return vg_hash_more(h, head, sizeof head);
}

struct vg_hash vg_cursor_state(const struct vg_cursor *c)
{
    struct vg_hash h = {0};

    for (size_t i = 0; i < c->query->n_fields; i++)
        h = add(h, &c->values[i]);
    return c->geom.wkb ? vg_hash_more(h, c->geom.wkb, c->geom.len) : h;
}
