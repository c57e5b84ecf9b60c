/* POST at a collection's items: one feature, or a FeatureCollection in one transaction; or a search, for clients that
 * send their filter in a body. */
#include <vigie/base/escape.h>
#include <vigie/base/time.h>

#include "transactions.h"

/* --- the answer ------------------------------------------------------------------------------------- */

static enum vg_status answer_all(struct vg_call *call, const struct vg_str *ids, size_t n, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);

    vg_node_add_int(a, doc, "numberCreated", (int64_t)n);
    struct vg_node *list = vg_node_add_list(a, doc, "ids");
    for (size_t i = 0; i < n; i++)
        vg_node_add_text(a, list, NULL, ids[i]);
    call->format = &vg_format_json;
    enum vg_status r = vg_answer_document(call, doc, NULL, NULL, NULL, err);
    call->rs->status = 201;
    return r;
}

/* --- creating --------------------------------------------------------------------------------------- */

static enum vg_status insert_all(struct vg_call *call, const struct vg_collection *c, struct vg_edit *e,
                                 const struct vg_feature_in *in, size_t n, bool many, struct vg_arena *a,
                                 struct vg_str *ids, struct vg_error *err)
{
    enum vg_status r = VG_OK;

    for (size_t i = 0; r == VG_OK && i < n; i++) {
        struct vg_edit_row row;
        struct vg_str id;
        if (call->rq->deadline_ms && vg_monotonic_ms() > call->rq->deadline_ms)
            return vg_fail(err, VG_UNAVAILABLE, "", "the time for this request is over");
        r = vg_body_row(call, c, &in[i], a, &row, err);
        if (r != VG_OK)
            return r;
        r = vg_edit_insert(e, &row, &id, err);
        if (r != VG_OK)
            return vg_edit_failed(call, c, &in[i], many ? (int64_t)i : -1, r, err);
        ids[i] = vg_arena_str(call->arena, id);
    }
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

static enum vg_status create(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *in, size_t n,
                             bool many, struct vg_arena *a, struct vg_error *err)
{
    struct vg_str *ids = vg_arena_array(a, n + 1, sizeof *ids);
    const struct vg_feature *unused;
    struct vg_hash state = {0};
    struct vg_edit *e;
    enum vg_status r = ids ? vg_edit_begin(c->store, c, &e, err) : vg_arena_check(a, err);

    if (r != VG_OK)
        return r;
    r = insert_all(call, c, e, in, n, many, a, ids, err);
    if (r == VG_OK && !many)
        r = vg_edit_lock(e, ids[0], &unused, &state, err);
    if (r == VG_OK)
        r = vg_edit_commit(e, err);
    vg_edit_end(e);
    if (r != VG_OK)
        return r;
    return many ? answer_all(call, ids, n, err) : vg_answer_written(call, c, ids[0], 201, state, err);
}

static enum vg_status create_from_body(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_feature_in *in;
    size_t n;
    bool many;
    enum vg_status r = vg_permit(call, &c, err);

    if (r == VG_OK)
        r = vg_body_type(call, vg_accept_post, "Accept-Post", err);
    if (r != VG_OK)
        return r;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(VG_BODY_MEMORY);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    r = vg_body_read(call, c, VG_BODY_CREATE, a, &in, &n, &many, err);
    return r == VG_OK ? create(call, c, in, n, many, a, err) : r;
}

/* --- searching -------------------------------------------------------------------------------------- */

static enum vg_status search(struct vg_call *call, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf raw;

    vg_buf_init(&raw, VG_MAX_FILTER_IN_LINK);
    VG_BUF_LIT(&raw, "filter=");
    vg_url_put(&raw, call->rq->body); /* for the links to further pages, where it is not too long: vg_call_is_posted() */
    const struct vg_str none = {0};
    const struct vg_query_param more[] = {
        {VG_STR("filter"), call->rq->body, raw.failed ? none : vg_arena_str(call->arena, (struct vg_str){raw.ptr, raw.len})},
        {VG_STR("filter-lang"), VG_STR("cql2-json"), raw.failed ? none : VG_STR("filter-lang=cql2-json")}};
    enum vg_status r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_call_as_get(call, call->rq->path, more, VG_COUNT(more), err) : r;
}

enum vg_status vg_post_items(struct vg_call *call, struct vg_error *err)
{
    /* OWSLib sends a filter in CQL2 JSON without saying what it is, or, after a create, saying that it is GeoJSON. */
    return vg_feature_in_is_filter(call->rq->body) ? search(call, err) : create_from_body(call, err);
}

enum vg_status vg_options_items(struct vg_call *call, struct vg_error *err)
{
    return vg_answer_options(call, "POST", err);
}
