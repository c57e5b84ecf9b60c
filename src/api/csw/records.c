/* GetRecords (07-006r1, 10.8; 12-176r7, 7.3). */
#include "atom.h"

enum result_type { HITS, RESULTS, VALIDATE };

struct page {
    struct csw_presentation how;
    struct vg_query query;
    enum result_type type;
    int64_t start, max;      /* startPosition, maxRecords */
    int64_t matched, returned;
    struct vg_hash question, client; /* under which the moment of the first page is found again */
    int64_t moment;          /* that the page is of; 0: none has been yet */
    struct vg_reading kept, next; /* what earlier pages left, and what this one leaves: rows and place */
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

/* --- one moment for all pages ----------------------------------------------------------------------------- */

/* Who asks, as far as can be told of a client that says nothing of itself: its address, its program, its token. */
static struct vg_hash client_of(const struct vg_call *call)
{
    struct vg_str agent = vg_http_header(call->rq, "User-Agent");
    const char *token = call->who.token ? call->who.token->name : "";
    struct vg_hash h = vg_hash_bytes(call->rq->peer.ptr, call->rq->peer.len);
    h = vg_hash_more(h, token, strlen(token) + 1);
    return vg_hash_more(h, agent.len ? agent.ptr : "", agent.len);
}

/* What of this page must be as of a moment before now.  In the session's snapshot the newest moment and now are the same,
 * and now is asked for in fewer words. */
static enum vg_status choose_moment(struct page *p, struct vg_session *x, int64_t kept, struct vg_error *err)
{
    enum vg_status r = vg_session_moment(x, p->query.collection, &p->moment, err);
    if (r == VG_OK && kept > 0 && kept < p->moment)
        p->query.moment = p->moment = kept;
    return r;
}

/* A page that follows the one before begins where that ended: to skip the rows before it would cost more with every page. */
static void choose_place(struct csw *c, struct page *p)
{
    struct vg_position *from;
    struct vg_error ignored = {0};
    if (p->kept.moment != p->moment || p->kept.rows != p->query.offset || !p->kept.place[0])
        return;
    if (vg_token_parse(vg_str_of(p->kept.place), &p->query, c->call->arena, &from, &ignored) != VG_OK)
        return;
    p->query.from = from;
    p->query.offset = 0;
}

static void note_place(struct csw *c, struct page *p, struct vg_cursor *cursor)
{
    VG_AUTO(vg_buf_finish) struct vg_buf token;
    struct vg_position at;
    struct vg_error ignored = {0};
    vg_buf_init(&token, VG_MAX_TOKEN);
    if (vg_cursor_position(cursor, c->call->arena, &at, &ignored) != VG_OK)
        return;
    vg_token_put(&token, &p->query, &at);
    if (token.failed || token.len >= sizeof p->next.place)
        return;
    memcpy(p->next.place, token.ptr, token.len);
    p->next.rows = p->start - 1 + p->returned;
}

/* Page one begins anew; a later one whose reading is not known, or is too old, begins one for those after it. */
static void keep_moment(struct page *p)
{
    bool more = p->type == RESULTS && p->start + p->returned <= p->matched && p->returned > 0;
    struct vg_store *store = p->query.collection->store;
    p->next.moment = p->moment;
    if (more && p->moment != p->kept.moment)
        vg_store_keep_reading(store, p->question, p->client, &p->next);
    else if (more)
        vg_store_move_reading(store, p->question, p->client, &p->next);
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
        if (p->returned == p->max)
            note_place(c, p, cursor);
    }
    return r == VG_END ? VG_OK : r;
}

static enum vg_status read_rows(struct csw *c, struct page *p, struct vg_session *session, struct vg_error *err)
{
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_select(session, &p->query, &cursor, err);
    if (r == VG_OK) {
        r = encode(c, p, cursor, err);
        vg_cursor_close(cursor);
    }
    return r;
}

static enum vg_status read_page(struct csw *c, struct page *p, struct vg_error *err)
{
    struct vg_session *session;
    enum vg_status r = vg_call_session(c->call, p->query.collection->store, true, &session, err);
    if (r != VG_OK)
        return r;
    if (p->start > 1)
        r = choose_moment(p, session, p->kept.moment, err);
    if (r == VG_OK)
        r = vg_session_count(session, &p->query, 0, &p->matched, err);
    if (p->start > 1)
        choose_place(c, p);
    if (r == VG_OK && p->type == RESULTS && p->start <= p->matched)
        r = read_rows(c, p, session, err);
    if (r == VG_OK && p->start == 1 && p->type == RESULTS && p->returned < p->matched)
        r = choose_moment(p, session, 0, err);
    vg_session_end(session);
    return r;
}

/* The session is given back before a reading is looked up or kept: a request holds one connection at most. */
static enum vg_status read(struct csw *c, struct page *p, struct vg_error *err)
{
    p->question = vg_query_hash(&p->query);
    p->client = client_of(c->call);
    if (p->start > 1)
        p->kept = vg_store_find_reading(p->query.collection->store, p->question, p->client);
    enum vg_status r = read_page(c, p, err);
    if (r == VG_OK)
        keep_moment(p);
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
    const struct vg_str *ids = p.query.ids;
    r = read(c, &p, err);
    if (r == VG_OK && ids && p.matched == 0) {
        vg_csw_by_external_id(c, &p.query);
        r = read(c, &p, err);
    }
    if (r == VG_OK && c->version->bare_record && ids && p.matched == 0) /* 12-176r7, requirement 141 */
        r = vg_fail(err, VG_NOT_FOUND, "recordIds", "there is no record '%.*s'", vg_cut(ids[0]), ids[0].ptr);
    if (r == VG_OK)
        r = answer(c, &p, err);
    vg_buf_finish(&p.records);
    return r;
}
