/* The gate of gate.h.  Rights by person come to this file and nowhere else. */
#include <vigie/access/gate.h>

bool vg_gate_sees(const struct vg_visitor *who, const struct vg_collection *c)
{
    (void)who;
    return !c->hidden;
}

bool vg_gate_may_ask(const struct vg_visitor *who, const struct vg_collection *c, int field)
{
    (void)who;
    return field >= 0 && (size_t)field < c->n_fields && !c->fields[field].hidden;
}

enum vg_writing vg_gate_writes(const struct vg_visitor *who, const struct vg_collection *c)
{
    if (c->item_type == VG_ITEM_RECORD) /* records have a way in of their own */
        return VG_WRITES_NOBODY;
    return vg_gate_writes_records(who, c);
}

enum vg_writing vg_gate_writes_records(const struct vg_visitor *who, const struct vg_collection *c)
{
    if (!c->writable)
        return VG_WRITES_NOBODY;
    if (!who->token)
        return VG_WRITES_UNKNOWN;
    for (size_t i = 0; i < who->token->n_collections; i++)
        if (!strcmp(who->token->collections[i], c->id) || !strcmp(who->token->collections[i], "*"))
            return VG_WRITES;
    return VG_WRITES_OTHERS;
}

bool vg_gate_reads_own(const struct vg_visitor *who)
{
    return who->token != NULL;
}

enum vg_status vg_gate_narrow(const struct vg_visitor *who, struct vg_query *q, int64_t items_max,
                              struct vg_arena *a, struct vg_error *err)
{
    const struct vg_collection *c = q->collection;
    size_t wished = q->fields ? q->n_fields : c->n_fields;
    int *seen = vg_arena_array(a, wished ? wished : 1, sizeof *seen);
    size_t n = 0;
    if (!seen)
        return vg_arena_check(a, err);
    for (size_t i = 0; i < wished; i++) {
        int field = q->fields ? q->fields[i] : (int)i;
        if (vg_gate_may_ask(who, c, field))
            seen[n++] = field;
    }
    q->fields = seen;
    q->n_fields = n;
    if (items_max > 0 && (q->limit < 0 || q->limit > items_max))
        q->limit = items_max;
    return VG_OK;
}
