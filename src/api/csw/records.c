/* GetRecords (07-006r1, 10.8; 12-176r7, 7.3). */
#include "atom.h"

enum result_type { HITS, RESULTS, VALIDATE };

struct page {
    struct csw_presentation how;
    struct vg_query query;
    enum result_type type;
    int64_t start, max;      /* startPosition, maxRecords */
    int64_t matched, returned;
    struct vg_buf records;
};

#define MAX_RECORDS_BYTES ((size_t)1 << 30)

/* --- the request ---------------------------------------------------------------------------------------- */

/* A type's prefix is the client's own affair: what counts is its name. */
static bool is_type(const struct csw *c, const struct csw_type *t, struct vg_str name)
{
    struct vg_str local;
    (void)vg_str_cut(name, ':', &local);
    return (t->versions & 1u << (c->version - vg_csw_versions)) && vg_str_is(local.ptr ? local : name, strchr(t->name, ':') + 1);
}

static enum vg_status check_types(struct csw *c, struct vg_error *err)
{
    size_t n;
    struct vg_str *names = vg_csw_get_all(c, "typeNames", &n);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < vg_csw_n_types && !known; k++)
            known = is_type(c, &vg_csw_types[k], names[i]);
        if (!known)
            return vg_csw_invalid(c, "typeNames", names[i], "'csw:Record', 'gmd:MD_Metadata', 'mdb:MD_Metadata', 'dcat:Dataset'",
                                  err);
    }
    return n || !c->version->hits_by_default ? VG_OK : vg_csw_missing(c, "typeNames", err);
}

static enum vg_status read_paging(struct csw *c, struct page *p, struct vg_error *err)
{
    static const char *const types[] = {"hits", "results", "validate", NULL};
    int type;
    enum vg_status r = vg_csw_get_choice(c, "resultType", types, c->version->hits_by_default ? HITS : RESULTS, &type, err);
    if (r == VG_OK)
        r = vg_csw_get_int(c, "startPosition", 1, 1, &p->start, err);
    if (r == VG_OK)
        r = vg_csw_get_int(c, "maxRecords", 0, 10, &p->max, err);
    if (r != VG_OK)
        return r;
    const struct vg_api_limits *limits = &c->call->gen->site.limits;
    p->max = p->max < limits->items_max ? p->max : limits->items_max;
    p->type = p->max == 0 && type == RESULTS ? HITS : (enum result_type)type;
    if (p->start - 1 > limits->offset_max) {
        c->code = "InvalidParameterValue";
        return vg_fail(err, VG_BAD_INPUT, "startPosition", "'%lld' is past the last position that can be asked for, %lld",
                       (long long)p->start, (long long)limits->offset_max + 1);
    }
    return VG_OK;
}

static enum vg_status read_request(struct csw *c, struct page *p, struct vg_error *err)
{
    enum vg_status r = check_types(c, err);
    if (r == VG_OK)
        r = read_paging(c, p, err);
    if (r == VG_OK)
        r = vg_csw_presentation(c, &p->how, err);
    if (r == VG_OK)
        r = vg_csw_query(c, &p->how, &p->query, err);
    if (r == VG_OK)
        r = vg_csw_narrow(c, &p->query, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&c->call->who, &p->query, 0, c->call->arena, err);
    if (r != VG_OK)
        return r;
    p->query.offset = p->start - 1;
    p->query.limit = p->max;
    return VG_OK;
}

/* --- reading -------------------------------------------------------------------------------------------- */

static enum vg_status encode(struct csw *c, struct page *p, struct vg_cursor *cursor, struct vg_error *err)
{
    const struct vg_feature *f;
    enum vg_status r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        if (p->how.atom)
            vg_csw_put_entry(c, f, false, &p->records);
        else
            r = vg_csw_put_record(c, &p->how, f, &p->records, err);
        if (r == VG_OK)
            r = vg_buf_check(&p->records, err);
        if (r != VG_OK)
            return r;
        p->returned++;
    }
    return r == VG_END ? VG_OK : r;
}

static enum vg_status read(struct csw *c, struct page *p, struct vg_error *err)
{
    struct vg_session *session;
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_begin(p->query.collection->store, true, &session, err);
    if (r != VG_OK)
        return r;
    r = vg_session_count(session, &p->query, 0, &p->matched, err);
    if (r == VG_OK && p->type == RESULTS && p->start <= p->matched) {
        r = vg_session_select(session, &p->query, &cursor, err);
        if (r == VG_OK) {
            r = encode(c, p, cursor, err);
            vg_cursor_close(cursor);
        }
    }
    vg_session_end(session);
    return r;
}

/* --- the answer ------------------------------------------------------------------------------------------ */

static const char *now(struct csw *c)
{
    return vg_time_text(c->call->arena, vg_now_us() / 1000000 * 1000000);
}

/* 0 where nothing follows (07-006r1, table 66). */
static int64_t next_record(const struct page *p)
{
    int64_t next = p->start + p->returned;
    if (p->type == HITS)
        return p->matched ? p->start : 0;
    return next <= p->matched ? next : 0;
}

static struct vg_str records_of(struct page *p)
{
    struct vg_str records = {"", 0};
    struct vg_error ignored = {0};
    if (p->returned && vg_buf_seal(&p->records, &records, &ignored) != VG_OK)
        return (struct vg_str){"", 0};
    return records;
}

static void put_results(struct csw *c, struct page *p, struct vg_buf *b)
{
    static const char *const sets[] = {[CSW_BRIEF] = "brief", [CSW_SUMMARY] = "summary", [CSW_FULL] = "full"};
    vg_buf_printf(b, "<csw:SearchResults numberOfRecordsMatched=\"%lld\" numberOfRecordsReturned=\"%lld\" nextRecord=\"%lld\" "
                     "recordSchema=\"%s\"",
                  (long long)p->matched, (long long)p->returned, (long long)next_record(p), p->how.schema->uri);
    if (p->how.view.set != CSW_NAMED)
        vg_buf_printf(b, " elementSet=\"%s\"", sets[p->how.view.set]);
    if (c->version->bare_record) /* 12-176r7, table 27 */
        vg_buf_printf(b, " status=\"%s\"", p->returned == 0 ? "none" : next_record(p) ? "subset" : "complete");
    VG_BUF_LIT(b, ">");
    vg_buf_str(b, records_of(p));
    VG_BUF_LIT(b, "</csw:SearchResults>");
}

static void put_response(struct csw *c, struct page *p, struct vg_buf *b)
{
    const struct csw_version *v = c->version;
    struct vg_str id = vg_csw_get(c, "requestId");
    vg_buf_printf(b, "<csw:GetRecordsResponse xmlns:csw=\"%s\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                     "version=\"%s\">",
                  v->csw, v->number);
    if (id.ptr)
        vg_csw_element(b, "csw:RequestId", vg_arena_cstr(c->call->arena, id));
    vg_buf_printf(b, "<csw:SearchStatus timestamp=\"%s\"/>", now(c));
    put_results(c, p, b);
    VG_BUF_LIT(b, "</csw:GetRecordsResponse>");
}

static enum vg_status answer(struct csw *c, struct page *p, struct vg_error *err)
{
    const struct csw_feed feed = {.start = p->start, .count = p->max, .matched = p->matched, .returned = p->returned};
    struct vg_buf *b = vg_csw_begin(c, p->how.media_type);
    if (p->how.atom)
        vg_csw_put_feed(c, &feed, records_of(p), b);
    else
        put_response(c, p, b);
    c->call->rs->n_items = p->returned;
    c->call->rs->wants_etag = false; /* it holds the time */
    return vg_csw_end(c, err);
}

/* The request was read and found right: that is all that is told (07-006r1, 10.8.4.12). */
static enum vg_status acknowledge(struct csw *c, const struct page *p, struct vg_error *err)
{
    struct vg_buf *b = vg_csw_begin(c, p->how.media_type);
    vg_buf_printf(b, "<csw:Acknowledgement xmlns:csw=\"%s\" timeStamp=\"%s\"><csw:EchoedRequest>", c->version->csw, now(c));
    vg_csw_echo(c, b);
    VG_BUF_LIT(b, "</csw:EchoedRequest></csw:Acknowledgement>");
    c->call->rs->wants_etag = false;
    return vg_csw_end(c, err);
}

enum vg_status vg_csw_get_records(struct csw *c, struct vg_error *err)
{
    struct page p = {0};
    const struct vg_spill_options spill = {.mem_max = c->call->gen->site.limits.page_memory,
                                           .budget = vg_call_options(c->call)->pages};
    enum vg_status r = read_request(c, &p, err);
    if (r != VG_OK)
        return r;
    if (p.type == VALIDATE)
        return acknowledge(c, &p, err);
    vg_buf_init_spill(&p.records, MAX_RECORDS_BYTES, &spill);
    r = read(c, &p, err);
    if (r == VG_OK && c->version->bare_record && p.query.n_ids && p.matched == 0) /* 12-176r7, requirement 141 */
        r = vg_fail(err, VG_NOT_FOUND, "recordIds", "there is no record '%.*s'", vg_cut(p.query.ids[0]), p.query.ids[0].ptr);
    if (r == VG_OK)
        r = answer(c, &p, err);
    vg_buf_finish(&p.records);
    return r;
}
