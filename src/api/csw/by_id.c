/* GetRecordById (07-006r1, 10.9; 12-176r7, 7.4) and GetRepositoryItem (07-045, 8.2.2.3). */
#include "atom.h"

static enum vg_status put_records(struct csw *c, const struct csw_presentation *p, const struct vg_query *q,
                                  struct vg_buf *b, int64_t *n, struct vg_error *err)
{
    struct vg_session *session;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_call_session(c->call, q->collection->store, false, &session, err);
    if (r != VG_OK)
        return r;
    r = vg_session_select(session, q, &cursor, err);
    if (r == VG_OK) {
        while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
            if (p->atom)
                vg_csw_put_entry(c, f, true, b);
            else
                r = vg_csw_put_record(c, p, f, b, err);
            (*n)++;
        }
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status no_such_record(struct csw *c, const char *param, struct vg_str id, struct vg_error *err)
{
    c->code = "InvalidParameterValue";
    return vg_fail(err, VG_NOT_FOUND, param, "there is no record '%.*s'", vg_cut(id), id.ptr);
}

void vg_csw_by_external_id(struct csw *c, struct vg_query *q)
{
    const struct vg_expr *told = vg_expr_property(c->call->arena, vg_record_column(q->collection, VG_R_EXTERNAL_IDS));

    q->filter = vg_expr_and(c->call->arena, q->filter, vg_expr_overlaps(c->call->arena, told, q->ids, q->n_ids));
    q->ids = NULL;
    q->n_ids = 0;
}

enum vg_status vg_csw_get_record_by_id(struct csw *c, struct vg_error *err)
{
    struct csw_presentation p;
    struct vg_query q;
    int64_t n = 0;
    size_t n_ids;
    struct vg_str *ids = vg_csw_get_all(c, "id", &n_ids);
    if (!n_ids)
        return vg_csw_missing(c, "id", err);
    enum vg_status r = vg_csw_presentation(c, &p, err);
    if (r == VG_OK)
        r = vg_csw_query(c, &p, &q, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&c->call->who, &q, 0, c->call->arena, err);
    if (r != VG_OK)
        return r;
    q.ids = ids;
    q.n_ids = n_ids;
    bool bare = c->version->bare_record;
    if (bare)
        q.limit = 1;
    struct vg_buf *b = vg_csw_begin(c, p.media_type);
    if (!bare)
        vg_buf_printf(b, "<csw:GetRecordByIdResponse xmlns:csw=\"%s\">", c->version->csw);
    r = put_records(c, &p, &q, b, &n, err);
    if (r == VG_OK && n == 0) {
        vg_csw_by_external_id(c, &q);
        q.limit = (int64_t)n_ids;
        r = put_records(c, &p, &q, b, &n, err);
    }
    if (r != VG_OK)
        return r;
    if (bare && n == 0)
        return no_such_record(c, "id", ids[0], err);
    if (!bare)
        VG_BUF_LIT(b, "</csw:GetRecordByIdResponse>");
    c->call->rs->n_items = n;
    return vg_csw_end(c, err);
}

/* --- the form that a record came in ----------------------------------------------------------------------- */

static enum vg_status copy_original(struct csw *c, const struct vg_query *q, struct vg_error *err)
{
    struct vg_http_response *rs = c->call->rs;
    struct vg_session *session;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_call_session(c->call, q->collection->store, false, &session, err);
    if (r != VG_OK)
        return r;
    r = vg_session_select(session, q, &cursor, err);
    if (r == VG_OK) {
        r = vg_cursor_next(cursor, &f, err);
        if (r == VG_OK && f->form.len) {
            vg_buf_init(&rs->body, VG_MAX_RECORD_BYTES);
            vg_buf_str(&rs->body, f->form);
            rs->content_type = vg_arena_cstr(c->call->arena, f->form_type);
            r = vg_buf_check(&rs->body, err);
        } else if (r == VG_OK) {
            r = VG_END;
        }
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r;
}

enum vg_status vg_csw_get_repository_item(struct csw *c, struct vg_error *err)
{
    static const struct csw_schema original = {"", VG_RECORD_ORIGINAL, 0};
    const struct csw_presentation p = {.schema = &original};
    struct vg_str id = vg_csw_get(c, "id");
    struct vg_query q;
    if (!id.ptr)
        return vg_csw_missing(c, "id", err);
    enum vg_status r = vg_csw_query(c, &p, &q, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&c->call->who, &q, 0, c->call->arena, err);
    if (r != VG_OK)
        return r;
    q.ids = &id;
    q.n_ids = 1;
    q.limit = 1;
    q.form_type = true;
    r = copy_original(c, &q, err);
    if (r == VG_END)
        return no_such_record(c, "id", id, err);
    c->call->rs->body_kind = VG_BODY_BUF;
    c->call->rs->compressible = c->call->rs->wants_etag = true;
    c->call->rs->n_items = 1;
    return r;
}
