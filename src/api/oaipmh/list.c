/* ListIdentifiers, ListRecords, GetRecord (OAI-PMH 2.0, 4.1, 4.3, 4.5). */
#include "oaipmh.h"

#include <vigie/base/escape.h>
#include <vigie/catalog/entry.h>
#include <vigie/store/change.h>

/* When a moment was, at which records came in. */
struct moment {
    int64_t number, us;
};

struct page {
    struct oai_list list;
    bool with_records;
    struct vg_session *session;
    struct moment moments[OAI_PAGE]; /* of the records of this page */
    size_t n_moments;
    int64_t told;
};

/* --- identifiers and times ----------------------------------------------------------------------------- */

static struct vg_str host_of(const struct oai *o)
{
    const char *base = o->call->rq->base_url, *host = strstr(base, "://");
    host = host ? host + 3 : base;
    return (struct vg_str){host, strcspn(host, ":/")};
}

/* "oai:host:id", with the id percent-encoded. */
static void put_identifier(struct oai *o, struct vg_buf *b, struct vg_str id)
{
    VG_BUF_LIT(b, "oai:");
    vg_buf_str(b, host_of(o));
    VG_BUF_LIT(b, ":");
    vg_url_put(b, id);
}

bool vg_oai_read_identifier(struct oai *o, struct vg_str identifier, struct vg_str *out)
{
    struct vg_str rest, host;
    struct vg_error ignored = {0};
    struct vg_str scheme = vg_str_cut(identifier, ':', &rest);
    if (!rest.ptr || !vg_str_is(scheme, "oai"))
        return false;
    host = vg_str_cut(rest, ':', &rest);
    return rest.ptr && vg_str_eq(host, host_of(o)) && vg_url_decode(rest, false, o->call->arena, out, &ignored) == VG_OK;
}

const char *vg_oai_time(struct oai *o, int64_t us)
{
    const char *text = vg_time_text(o->call->arena, us / 1000000 * 1000000);
    return text ? text : "1970-01-01T00:00:00Z";
}

/* --- headers ------------------------------------------------------------------------------------------- */

enum { ID, TYPE, THEMES, ADDED, N_FIELDS };

static const struct moment *moment_of(const struct page *p, int64_t number)
{
    for (size_t i = 0; i < p->n_moments; i++)
        if (p->moments[i].number == number)
            return &p->moments[i];
    return NULL;
}

/* A session reads one cursor at a time: the moments of q's records are looked up before the records are read. */
static enum vg_status find_moments(struct oai *o, struct page *p, const struct vg_query *q, struct vg_error *err)
{
    int added = vg_record_added_column(o->catalogue);
    struct vg_query only = *q;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    only.form = NULL;
    only.fields = &added;
    only.n_fields = 1;
    only.limit = OAI_PAGE;
    enum vg_status r = vg_session_select(p->session, &only, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK)
        if (p->n_moments < OAI_PAGE && !moment_of(p, f->values[0].integer))
            p->moments[p->n_moments++].number = f->values[0].integer;
    vg_cursor_close(cursor);
    if (r == VG_END)
        r = VG_OK;
    for (size_t i = 0; r == VG_OK && i < p->n_moments; i++)
        r = vg_session_moment_time(p->session, o->catalogue, p->moments[i].number, &p->moments[i].us, err);
    return r;
}

static void put_themes(struct oai *o, const struct vg_value *themes)
{
    struct vg_str list = themes->kind == VG_V_JSON ? themes->text : (struct vg_str){0};
    const char *end = list.ptr + list.len;
    for (const char *at = list.ptr; at && (at = memchr(at, '"', (size_t)(end - at)));) {
        const char *close = memchr(at + 1, '"', (size_t)(end - at - 1));
        if (!close)
            return;
        (void)vg_oai_put_set(o->b, VG_R_THEMES, (struct vg_str){at + 1, (size_t)(close - at - 1)});
        at = close + 1;
    }
}

static void put_header(struct oai *o, struct vg_str id, int64_t us, bool deleted, const struct vg_value *values)
{
    vg_buf_printf(o->b, "<header%s><identifier>", deleted ? " status=\"deleted\"" : "");
    put_identifier(o, o->b, id);
    vg_buf_printf(o->b, "</identifier><datestamp>%s</datestamp>", vg_oai_time(o, us));
    if (values && values[TYPE].kind == VG_V_TEXT)
        (void)vg_oai_put_set(o->b, VG_R_TYPE, values[TYPE].text);
    if (values)
        put_themes(o, &values[THEMES]);
    VG_BUF_LIT(o->b, "</header>");
}

static enum vg_status put_record(struct oai *o, struct page *p, const struct vg_feature *f, struct vg_error *err)
{
    const struct moment *m = moment_of(p, f->values[ADDED].integer);
    if (!m)
        return vg_fail(err, VG_BUG, "", "a record of no moment");
    if (p->with_records)
        VG_BUF_LIT(o->b, "<record>");
    put_header(o, f->id, m->us, false, f->values);
    if (p->with_records) {
        VG_BUF_LIT(o->b, "<metadata>");
        vg_catalog_splice(o->b, f->form, o->call->rq->base_url);
        VG_BUF_LIT(o->b, "</metadata></record>");
    }
    p->told++;
    return vg_buf_check(o->b, err);
}

/* --- which records ------------------------------------------------------------------------------------- */

static const struct vg_expr *bound(struct vg_arena *a, enum vg_op op, int field, int64_t value)
{
    return vg_expr_compare(a, op, vg_expr_property(a, field),
                           vg_expr_literal(a, (struct vg_value){.kind = VG_V_INT, .integer = value}));
}

static enum vg_status add_times(struct oai *o, struct page *p, struct vg_query *q, struct vg_error *err)
{
    struct vg_arena *a = o->call->arena;
    int added = vg_record_added_column(o->catalogue);
    int64_t moment;
    enum vg_status r = VG_OK;
    if (p->list.has_from) {
        r = vg_session_moment_since(p->session, o->catalogue, p->list.from_us, &moment, err);
        if (r == VG_OK)
            q->filter = vg_expr_and(a, q->filter, bound(a, VG_OP_GE, added, moment));
    }
    if (r == VG_OK && p->list.has_until) {
        r = vg_session_moment_since(p->session, o->catalogue, p->list.until_us + 1, &moment, err);
        if (r == VG_OK)
            q->filter = vg_expr_and(a, q->filter, bound(a, VG_OP_LT, added, moment));
    }
    return r;
}

static enum vg_status make_query(struct oai *o, struct page *p, struct vg_query *q, struct vg_error *err)
{
    struct vg_arena *a = o->call->arena;
    const struct vg_expr *set = NULL;
    int *fields = vg_arena_array(a, N_FIELDS, sizeof *fields);
    int number = vg_record_number_column(o->catalogue);
    if (!fields)
        return vg_arena_check(a, err);
    *q = (struct vg_query){.collection = o->catalogue, .limit = OAI_PAGE + 1, .form = p->list.format->form,
                           .no_geometry = true, .deadline_ms = o->call->rq->deadline_ms};
    enum vg_status r = vg_gate_narrow(&o->call->who, q, 0, a, err);
    /* A record's moment and number are of its history, not of what it says: harvesters order and date by them. */
    fields[ID] = vg_record_column(o->catalogue, VG_R_ID);
    fields[TYPE] = vg_record_column(o->catalogue, VG_R_TYPE);
    fields[THEMES] = vg_record_column(o->catalogue, VG_R_THEMES);
    fields[ADDED] = vg_record_added_column(o->catalogue);
    q->fields = fields;
    q->n_fields = N_FIELDS;
    q->sort[q->n_sort++] = (struct vg_sort_key){number, false};
    if (r == VG_OK && p->list.set.ptr)
        r = vg_oai_set_filter(o, p->list.set, &set, err);
    if (r == VG_OK && set)
        q->filter = vg_expr_and(a, q->filter, set);
    if (r == VG_OK)
        r = add_times(o, p, q, err);
    if (r == VG_OK && p->list.number)
        q->filter = vg_expr_and(a, q->filter, bound(a, VG_OP_GT, number, p->list.number));
    return r == VG_OK ? vg_arena_check(a, err) : r;
}

/* A page of records; *more: there are further ones, and list.number is where they begin. */
static enum vg_status put_records(struct oai *o, struct page *p, bool *more, struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    struct vg_position at;
    enum vg_status r = make_query(o, p, &q, err);
    if (r == VG_OK)
        r = find_moments(o, p, &q, err);
    if (r == VG_OK)
        r = vg_session_select(p->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    while (r == VG_OK && p->told < OAI_PAGE && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = put_record(o, p, f, err);
        if (r == VG_OK && p->told == OAI_PAGE && (r = vg_cursor_position(cursor, o->call->arena, &at, err)) == VG_OK)
            p->list.number = at.sort[0].integer;
    }
    if (r == VG_OK)
        r = vg_cursor_more(cursor, more, err);
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* --- deletions ----------------------------------------------------------------------------------------- */

static enum vg_status is_there(struct oai *o, struct page *p, struct vg_str id, bool *out, struct vg_error *err)
{
    const struct vg_query q = {.collection = o->catalogue, .ids = &id, .n_ids = 1, .limit = 1,
                               .deadline_ms = o->call->rq->deadline_ms};
    int64_t n = 0;
    enum vg_status r = vg_session_count(p->session, &q, 1, &n, err);
    *out = n > 0;
    return r;
}

static enum vg_status put_deletion(struct oai *o, struct page *p, const struct vg_change *c, struct vg_error *err)
{
    bool there = false;
    if (c->kind != VG_CHANGE_DELETE || (p->list.has_until && c->at_us > p->list.until_us))
        return VG_OK;
    enum vg_status r = is_there(o, p, c->item, &there, err); /* it may have come back */
    if (r != VG_OK || there)
        return r;
    vg_buf_cstr(o->b, p->with_records ? "<record>" : "");
    put_header(o, c->item, c->at_us, true, NULL);
    vg_buf_cstr(o->b, p->with_records ? "</record>" : "");
    p->told++;
    return VG_OK;
}

/* Deletions of all sets: to which one a record belonged is no longer known, and to hear of it does no harm. */
static enum vg_status put_deletions(struct oai *o, struct page *p, bool *more, struct vg_error *err)
{
    struct vg_error why = {0};
    struct vg_changes changes;
    *more = true;
    while (*more && p->told < OAI_PAGE) {
        struct vg_change_question question = {.collection = VG_CATALOGUE, .since = p->list.since, .limit = OAI_PAGE};
        if (!p->list.since.ptr && p->list.has_from) {
            question.has_time = true;
            question.time_us = p->list.from_us;
        }
        enum vg_status r = vg_session_changes(p->session, &question, o->call->arena, &changes, &why);
        if (r == VG_NOT_FOUND) { /* a store that keeps no log has lost nothing that anybody heard of */
            *more = false;
            return VG_OK;
        }
        if (r == VG_BAD_INPUT)
            return vg_oai_fail(o, "badResumptionToken", err, "the token belongs to another state of this service");
        for (size_t i = 0; r == VG_OK && i < changes.n; i++)
            r = put_deletion(o, p, &changes.list[i], err);
        if (r != VG_OK)
            return r;
        p->list.since = vg_str_of(changes.next);
        *more = changes.more;
    }
    return VG_OK;
}

/* --- lists --------------------------------------------------------------------------------------------- */

static enum vg_status read_format(struct oai *o, const struct oai_format **out, struct vg_error *err)
{
    struct vg_str prefix = vg_call_sent(o->call, "metadataPrefix");
    for (size_t i = 0; i < vg_oai_n_formats; i++)
        if (vg_str_is(prefix, vg_oai_formats[i].prefix)) {
            *out = &vg_oai_formats[i];
            return VG_OK;
        }
    return vg_oai_fail(o, "cannotDisseminateFormat", err, "there is no format '%.*s'; ListMetadataFormats tells them",
                       vg_cut(prefix), prefix.ptr);
}

/* A date stands for its whole day; both must be of one granularity (2.7.1). */
static enum vg_status read_time(struct oai *o, const char *name, bool is_end, bool *has, bool *is_date, int64_t *out,
                                struct vg_error *err)
{
    struct vg_str text = vg_call_sent(o->call, name);
    struct vg_instant t;
    struct vg_error ignored = {0};
    *has = text.ptr != NULL;
    if (!text.ptr)
        return VG_OK;
    if (vg_instant_parse(text, &t, &ignored) != VG_OK || (!t.date_only && text.len != 20))
        return vg_oai_fail(o, "badArgument", err, "'%.*s' is not a date (2018-02-12) or a date and time (2018-02-12T23:20:50Z)",
                           vg_cut(text), text.ptr);
    *is_date = t.date_only;
    *out = t.us + (is_end ? (t.date_only ? VG_US_PER_DAY : 1000000) - 1 : 0);
    return VG_OK;
}

static enum vg_status read_list(struct oai *o, struct oai_list *l, struct vg_error *err)
{
    struct vg_str token = vg_call_sent(o->call, "resumptionToken"), set = vg_call_sent(o->call, "set");
    bool from_date = false, until_date = false;
    if (token.ptr)
        return vg_oai_read_token(o, token, l, err);
    *l = (struct oai_list){.set = set.len ? set : (struct vg_str){0}};
    enum vg_status r = read_format(o, &l->format, err);
    if (r == VG_OK)
        r = read_time(o, "from", false, &l->has_from, &from_date, &l->from_us, err);
    if (r == VG_OK)
        r = read_time(o, "until", true, &l->has_until, &until_date, &l->until_us, err);
    if (r != VG_OK || !l->has_from || !l->has_until)
        return r;
    if (from_date != until_date)
        return vg_oai_fail(o, "badArgument", err, "'from' and 'until' must both be dates, or both have a time");
    return l->from_us <= l->until_us ? VG_OK : vg_oai_fail(o, "badArgument", err, "'from' lies after 'until'");
}

static enum vg_status put_pages(struct oai *o, struct page *p, bool *more, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    if (!p->list.deletions) {
        r = put_records(o, p, more, err);
        if (r != VG_OK || *more)
            return r;
        p->list.deletions = true;
    }
    return put_deletions(o, p, more, err);
}

static enum vg_status list(struct oai *o, bool with_records, struct vg_error *err)
{
    struct page p = {.with_records = with_records};
    bool more = false, resumed = vg_call_sent(o->call, "resumptionToken").ptr != NULL;
    enum vg_status r = read_list(o, &p.list, err);
    if (r == VG_OK)
        r = vg_call_session(o->call, o->catalogue->store, true, &p.session, err);
    if (r != VG_OK)
        return r;
    int64_t cursor = p.list.cursor;
    r = put_pages(o, &p, &more, err);
    vg_session_end(p.session);
    if (r != VG_OK)
        return r;
    if (!p.told && !more && !resumed)
        return vg_oai_fail(o, "noRecordsMatch", err, "no record matches");
    p.list.cursor += p.told;
    if (more || resumed) { /* the last of several pages ends with an empty one (3.5) */
        vg_buf_printf(o->b, "<resumptionToken cursor=\"%lld\">", (long long)cursor);
        if (more)
            vg_oai_put_token(o->b, &p.list);
        VG_BUF_LIT(o->b, "</resumptionToken>");
    }
    o->call->rs->n_items = p.told;
    return VG_OK;
}

enum vg_status vg_oai_list_identifiers(struct oai *o, struct vg_error *err)
{
    return list(o, false, err);
}

enum vg_status vg_oai_list_records(struct oai *o, struct vg_error *err)
{
    return list(o, true, err);
}

/* --- one record ------------------------------------------------------------------------------------------ */

static enum vg_status put_one(struct oai *o, struct page *p, struct vg_str *id, struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = make_query(o, p, &q, err);
    q.ids = id;
    q.n_ids = 1;
    if (r == VG_OK)
        r = find_moments(o, p, &q, err);
    if (r == VG_OK)
        r = vg_session_select(p->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = vg_cursor_next(cursor, &f, err);
    if (r == VG_OK)
        r = put_record(o, p, f, err);
    vg_cursor_close(cursor);
    return r;
}

enum vg_status vg_oai_get_record(struct oai *o, struct vg_error *err)
{
    struct page p = {.with_records = true};
    struct vg_str identifier = vg_call_sent(o->call, "identifier"), id;
    enum vg_status r = read_format(o, &p.list.format, err);
    if (r != VG_OK)
        return r;
    if (!vg_oai_read_identifier(o, identifier, &id))
        return vg_oai_fail(o, "idDoesNotExist", err, "there is no record '%.*s'", vg_cut(identifier), identifier.ptr);
    r = vg_call_session(o->call, o->catalogue->store, true, &p.session, err);
    if (r != VG_OK)
        return r;
    r = put_one(o, &p, &id, err);
    vg_session_end(p.session);
    o->call->rs->n_items = p.told;
    if (r == VG_END)
        return vg_oai_fail(o, "idDoesNotExist", err, "there is no record '%.*s'", vg_cut(identifier), identifier.ptr);
    return r;
}
