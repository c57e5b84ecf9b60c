/* What Transaction and Harvest have in common: who may, the batch, and what is answered. */
#include "write.h"

#define RECORD_MEMORY ((size_t)128 << 20)

/* --- who may ------------------------------------------------------------------------------------------------ */

/* Records that are made here and kept in memory are nobody's to change: they would be gone with the process. */
static bool is_kept(const struct csw *c, const struct vg_collection *catalogue)
{
    return catalogue->store == vg_call_store(c->call);
}

/* Does the configuration let the catalogue be changed by anybody? */
static bool is_open(const struct csw *c)
{
    size_t n;
    const struct vg_collection *const *all = c->call->gen ? vg_call_collections(c->call, &n) : NULL;
    for (size_t i = 0; all && i < n; i++)
        if (all[i]->item_type == VG_ITEM_RECORD)
            return all[i]->writable && is_kept(c, all[i]);
    return false;
}

bool vg_csw_is_offered(const struct csw *c, const struct csw_operation *o)
{
    return (!o->writes || is_open(c)) && (!o->fetches || (c->call->gen && c->call->gen->site.n_harvest_hosts));
}

enum vg_status vg_csw_permit(struct csw *c, const struct vg_collection **catalogue, struct vg_error *err)
{
    enum vg_status r = vg_csw_catalogue(c, catalogue, err);
    if (r != VG_OK)
        return r;
    c->code = "NoApplicableCode";
    switch (is_kept(c, *catalogue) && vg_csw_is_offered(c, c->operation) ? vg_gate_writes_records(&c->call->who, *catalogue) : VG_WRITES_NOBODY) {
    case VG_WRITES:
        c->code = NULL;
        return VG_OK;
    case VG_WRITES_UNKNOWN:
        c->status = 401;
        return vg_call_unknown(c->call, err);
    case VG_WRITES_OTHERS:
        return vg_fail(err, VG_FORBIDDEN, "Authorization", "this token may not change the collection '%s'", (*catalogue)->id);
    default:
        c->code = "OperationNotSupported";
        return vg_fail(err, VG_FORBIDDEN, c->operation->name, "the collection '%s' cannot be changed here", (*catalogue)->id);
    }
}

/* --- the batch ---------------------------------------------------------------------------------------------- */

enum vg_status vg_csw_write_begin(struct csw_writing *w, struct vg_error *err)
{
    w->arena = vg_arena_new(RECORD_MEMORY);
    if (!w->arena)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_records_begin(w->catalogue->store, false, &w->batch, err);
    return r == VG_OK ? vg_records_session(w->batch, &w->session, err) : r;
}

void vg_csw_write_end(struct csw_writing *w)
{
    vg_records_free(w->batch);
    vg_arena_free(w->arena);
}

enum vg_status vg_csw_write_next(struct csw_writing *w, struct vg_error *err)
{
    int64_t deadline = w->csw->call->rq->deadline_ms;
    vg_arena_reset(w->arena);
    if (w->written++ == CSW_MAX_WRITTEN)
        return vg_fail(err, VG_TOO_LARGE, "", "more than %d records in one request", CSW_MAX_WRITTEN);
    return deadline && vg_monotonic_ms() > deadline ? vg_fail(err, VG_UNAVAILABLE, "", "the time for this request is over")
                                                    : VG_OK;
}

static int origin_column(const struct csw_writing *w)
{
    return vg_collection_field(w->catalogue, VG_STR("origin"));
}

void vg_csw_write_scope(struct csw_writing *w, struct vg_query *q)
{
    struct vg_arena *a = w->csw->call->arena;
    const struct vg_expr *own = vg_expr_compare(a, VG_OP_NE, vg_expr_property(a, origin_column(w)),
                                                vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = VG_STR("data")}));
    q->filter = vg_expr_and(a, q->filter, own);
}

enum vg_status vg_csw_write_find(struct csw_writing *w, struct vg_str id, bool *there, struct vg_error *err)
{
    const int field = origin_column(w);
    const struct vg_query q = {.collection = w->catalogue, .ids = &id, .n_ids = 1, .fields = &field, .n_fields = 1,
                               .no_geometry = true, .limit = 1, .deadline_ms = w->csw->call->rq->deadline_ms};
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_select(w->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = vg_cursor_next(cursor, &f, err);
    *there = r == VG_OK;
    bool ours = *there && vg_str_is(f->values[0].text, "data");
    vg_cursor_close(cursor);
    if (ours)
        return vg_fail(err, VG_CONFLICT, "", "the record '%.*s' is made from the collection of that name: it changes with it",
                       vg_cut(id), id.ptr);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_csw_write_put(struct csw_writing *w, const struct vg_record_found *found, enum csw_put how,
                                const char *source, struct vg_catalog_result *out, struct vg_error *err)
{
    const struct vg_catalog_entry e = {.record = found->record, .report = found->report, .codec = found->codec,
                                       .original = found->original, .origin = w->origin, .source = source};
    enum vg_status r = vg_catalog_put(w->batch, &e, w->arena, out, err);
    if (r != VG_OK)
        return r;
    if (out->fate == VG_RECORD_TWICE)
        return vg_fail(err, VG_CONFLICT, "", "the record '%.60s' is changed twice in one request", out->id);
    if (how == CSW_PUT_NEW && out->fate != VG_RECORD_ADDED)
        return vg_fail(err, VG_CONFLICT, "", "there is a record '%.60s' already", out->id);
    if (how == CSW_PUT_OVER && out->fate == VG_RECORD_ADDED)
        return vg_fail(err, VG_BAD_INPUT, "", "the identifier of a record cannot be changed");
    return VG_OK;
}

void vg_csw_note_inserted(struct csw_writing *w, struct csw_inserted *list, const struct vg_catalog_result *put)
{
    struct vg_arena *a = w->csw->call->arena;
    if (!vg_arena_room(a, &list->ids, list->n, &list->cap, sizeof *list->ids))
        return; /* the call's arena tells */
    list->ids[list->n++] = vg_arena_str(a, vg_str_of(put->id));
    list->made |= put->made_id;
}

/* --- the answer --------------------------------------------------------------------------------------------- */

static enum vg_status put_brief(struct csw_writing *w, const struct csw_inserted *list, struct vg_buf *b,
                                struct vg_error *err)
{
    struct csw *c = w->csw;
    struct csw_presentation p = {.schema = &vg_csw_schemas[c->version - vg_csw_versions], .view = {.set = CSW_BRIEF}};
    struct vg_query q;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_csw_query(c, &p, &q, err);
    if (r != VG_OK)
        return r;
    q.ids = list->ids;
    q.n_ids = list->n;
    q.sort[q.n_sort++] = (struct vg_sort_key){vg_record_number_column(w->catalogue), false};
    r = vg_session_select(w->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    VG_BUF_LIT(b, "<csw:InsertResult");
    if (list->handle) {
        VG_BUF_LIT(b, " handleRef=\"");
        vg_csw_text(b, list->handle);
        VG_BUF_LIT(b, "\"");
    }
    VG_BUF_LIT(b, ">");
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && (r = vg_csw_put_record(c, &p, f, b, err)) == VG_OK)
        continue;
    vg_cursor_close(cursor);
    VG_BUF_LIT(b, "</csw:InsertResult>");
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_csw_write_response(struct csw_writing *w, const struct csw_inserted *list, size_t n, bool verbose,
                                     struct vg_buf *b, struct vg_error *err)
{
    struct csw *c = w->csw;
    struct vg_str id = vg_csw_get(c, "requestId");
    enum vg_status r = VG_OK;
    vg_buf_printf(b, "<csw:TransactionResponse xmlns:csw=\"%s\" version=\"%s\"><csw:TransactionSummary", c->version->csw,
                  c->version->number);
    if (id.ptr) {
        VG_BUF_LIT(b, " requestId=\"");
        vg_csw_text(b, vg_arena_cstr(c->call->arena, id));
        VG_BUF_LIT(b, "\"");
    }
    vg_buf_printf(b, "><csw:totalInserted>%lld</csw:totalInserted><csw:totalUpdated>%lld</csw:totalUpdated>"
                     "<csw:totalDeleted>%lld</csw:totalDeleted></csw:TransactionSummary>",
                  (long long)w->inserted, (long long)w->updated, (long long)w->deleted);
    for (size_t i = 0; i < n && r == VG_OK; i++)
        if (list[i].n && (verbose || list[i].made))
            r = put_brief(w, &list[i], b, err);
    VG_BUF_LIT(b, "</csw:TransactionResponse>");
    return r == VG_OK ? vg_buf_check(b, err) : r;
}
