/* /collections as a local resources catalogue (Records Part 1, clause 11): each collection has a record, so a search of
 * the collections is one of the catalogue, among the records of these identifiers. */
#include "records.h"

#define MAX_FOUND 10000

static struct vg_str *ids_of(struct vg_call *call, const struct vg_collection *const *all, size_t n)
{
    struct vg_str *ids = vg_arena_array(call->arena, n + 1, sizeof *ids);
    for (size_t i = 0; ids && i < n; i++)
        ids[i] = vg_str_of(vg_gate_sees(&call->who, all[i]) && all[i]->item_type != VG_ITEM_RECORD ? all[i]->id : "");
    return ids;
}

static const struct vg_collection *named(const struct vg_collection *const *all, size_t n, struct vg_str id)
{
    for (size_t i = 0; i < n; i++)
        if (vg_str_is(id, all[i]->id))
            return all[i];
    return NULL;
}

static enum vg_status read_found(struct vg_session *x, const struct vg_query *q, const struct vg_collection *const *all,
                                 size_t n_all, const struct vg_collection **out, size_t *n, struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && *n < n_all)
        out[(*n)++] = named(all, n_all, f->id);
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_records_find_collections(struct vg_call *call, const struct vg_collection *const **out, size_t *n,
                                           int64_t *matched, struct vg_error *err)
{
    static const int none[1];
    const struct vg_collection *c;
    const struct vg_collection *const *all = vg_call_collections(call, n);
    size_t n_all = *n;
    const struct vg_collection **found = vg_arena_array(call->arena, n_all + 1, sizeof *found);
    struct vg_session *x;
    struct vg_query q;
    enum vg_status r = vg_records_collection(call, &c, err);
    if (r == VG_OK)
        r = vg_items_question(call, c, &q, err);
    if (r == VG_OK)
        r = vg_call_words(call, &q, err);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    q.ids = ids_of(call, all, n_all);
    q.n_ids = n_all;
    q.fields = none;
    q.n_fields = 0;
    q.no_geometry = true;
    q.limit = vg_call_param(call, "limit")->given ? vg_call_param(call, "limit")->integer : MAX_FOUND;
    r = q.ids ? vg_call_session(call, c->store, true, &x, err) : vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    *n = 0;
    r = read_found(x, &q, all, n_all, found, n, err);
    if (r == VG_OK)
        r = vg_session_count(x, &q, 0, matched, err);
    vg_session_end(x);
    *out = (const struct vg_collection *const *)found;
    return r;
}
