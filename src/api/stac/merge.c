/* A search over several collections in one order (Sort Extension).
 *
 * A session reads one cursor at a time, so the collections are read one after the other, twice.  First the keys alone: those of a
 * collection are merged with the nearest of the ones before it, of which no more are kept than a page has; a collection is left
 * as soon as the page is full of nearer ones.  That tells how many rows of each are on the page; they are then written apart and
 * put together in the order found.  The token holds a place in each collection that rows have been given of.
 *
 * Rows alike in all keys come by the ids of their collections, then by their own. */
#include "search.h"

#include <stdio.h>

#include <vigie/query/cql2.h>

#define MAX_KEYS_BYTES ((size_t)64 << 20) /* of the values that a page is ordered by */

struct key {
    struct vg_str name;
    bool descending;
};

/* What gives the value of a key in one collection. */
struct source {
    int place; /* among the fields read; -1: none */
    struct vg_value constant;
    int64_t of_day_us; /* as in struct vg_meaning */
};

struct stream {
    struct vg_query query;
    struct source sources[VG_MAX_SORT_KEYS];
    int fields[VG_MAX_SORT_KEYS];
    size_t n_fields;
    struct vg_str from;  /* its place before this page */
    int64_t taken;       /* rows of it that the page has */
    struct vg_position last;
    int64_t first_span, given;
};

struct row {
    size_t stream;
    struct vg_value *values; /* of each key */
};

struct span {
    size_t at, len;
};

struct merge {
    struct vg_stac_search *s;
    struct key keys[VG_MAX_SORT_KEYS];
    int n_keys;
    struct stream *streams;
    size_t n_streams;
    struct row *rows, *others; /* the nearest so far; room for those being merged */
    int64_t n_rows, room;      /* a page and one more, which tells that there is a next one */
    struct vg_arena *values;   /* of rows */
};

/* --- the order ------------------------------------------------------------------------------------ */

/* vg_question_sort() reads it too, of each collection, and refuses what is wrong with a name. */
static enum vg_status read_keys(struct merge *m, struct vg_error *err)
{
    struct vg_str rest = vg_call_param(m->s->call, "sortby")->text;
    while (rest.ptr) {
        if (m->n_keys == VG_MAX_SORT_KEYS)
            return vg_fail(err, VG_BAD_INPUT, "sortby", "more than %d properties to sort by", VG_MAX_SORT_KEYS);
        struct vg_str name = vg_str_cut(rest, ',', &rest);
        bool signed_ = name.len && (*name.ptr == '-' || *name.ptr == '+' || *name.ptr == ' ');
        m->keys[m->n_keys++] = (struct key){{name.ptr + signed_, name.len - signed_}, signed_ && *name.ptr == '-'};
    }
    return VG_OK;
}

static void find_sources(const struct merge *m, struct stream *st)
{
    const struct vg_collection *c = st->query.collection;
    for (int i = 0; i < m->n_keys; i++) {
        struct source *from = &st->sources[i];
        struct vg_meaning means = {.kind = VG_M_NOTHING};
        *from = (struct source){.place = -1};
        if (!vg_stac_search_name(m->s->call, c, m->keys[i].name, &means))
            means = (struct vg_meaning){.kind = VG_M_FIELD, .field = vg_collection_field(c, m->keys[i].name)};
        int field = means.kind == VG_M_FIELD ? means.field : means.kind == VG_M_ID && c->n_key == 1 ? c->key[0] : -1;
        if (means.kind == VG_M_TEXT)
            from->constant = (struct vg_value){.kind = VG_V_TEXT, .text = means.text};
        if (field < 0)
            continue;
        from->of_day_us = means.of_day_us;
        from->place = (int)st->n_fields;
        st->fields[st->n_fields++] = field;
    }
}

/* Times of any kind as moments, to be compared with those of another collection. */
static struct vg_value value_of(const struct source *from, const struct vg_feature *f)
{
    const int64_t most = INT64_MAX / VG_US_PER_DAY - 1; /* beyond: the infinities of PostgreSQL */
    struct vg_value v = from->place < 0 ? from->constant : f->values[from->place];
    if (v.kind == VG_V_LOCALTIME)
        v.kind = VG_V_DATETIME;
    if (v.kind == VG_V_DATE) {
        v.kind = VG_V_DATETIME;
        v.integer = v.integer > most ? INT64_MAX : v.integer < -most ? INT64_MIN : v.integer * VG_US_PER_DAY + from->of_day_us;
    }
    return v;
}

/* What has no value comes last, in either direction. */
static int compare(const struct merge *m, const struct vg_value *a, const struct vg_value *b)
{
    for (int i = 0; i < m->n_keys; i++) {
        bool none = a[i].kind == VG_V_NULL || b[i].kind == VG_V_NULL;
        int d = vg_value_compare(&a[i], &b[i]);
        if (d)
            return m->keys[i].descending && !none ? -d : d;
    }
    return 0;
}

/* --- which rows ------------------------------------------------------------------------------------ */

static struct row copied(const struct merge *m, struct vg_arena *a, struct row r)
{
    struct row copy = {r.stream, vg_arena_array(a, (size_t)m->n_keys, sizeof *copy.values)};
    for (int i = 0; copy.values && i < m->n_keys; i++) {
        bool text = r.values[i].kind == VG_V_TEXT || r.values[i].kind == VG_V_NUMBER;
        copy.values[i] = r.values[i];
        if (text)
            copy.values[i].text = vg_arena_str(a, r.values[i].text);
    }
    return copy;
}

/* The next row's keys; not before those of the row before it, however the store tells two values apart. */
static enum vg_status next_row(const struct merge *m, struct vg_cursor *cursor, struct vg_arena *a, struct row *r, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_value values[VG_MAX_SORT_KEYS];
    enum vg_status status = vg_cursor_next(cursor, &f, err);
    if (status != VG_OK)
        return status;
    for (int i = 0; i < m->n_keys; i++)
        values[i] = value_of(&m->streams[r->stream].sources[i], f);
    if (!r->values || compare(m, values, r->values) > 0)
        *r = copied(m, a, (struct row){r->stream, values});
    return vg_arena_check(a, err);
}

static enum vg_status merge_rows(struct merge *m, size_t stream, struct vg_cursor *cursor, struct vg_error *err)
{
    struct vg_arena *a = vg_arena_new(MAX_KEYS_BYTES);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    struct row next = {.stream = stream};
    int64_t n = 0, before = 0;
    enum vg_status r = next_row(m, cursor, a, &next, err);
    while (n < m->room && (r == VG_OK || (r == VG_END && before < m->n_rows))) {
        bool older = before < m->n_rows && (r == VG_END || compare(m, m->rows[before].values, next.values) <= 0);
        m->others[n++] = older ? copied(m, a, m->rows[before++]) : next;
        if (!older)
            r = next_row(m, cursor, a, &next, err);
        if (r == VG_OK)
            r = vg_arena_check(a, err);
    }
    struct row *swapped = m->rows;
    m->rows = m->others;
    m->others = swapped;
    m->n_rows = n;
    vg_arena_free(m->values);
    m->values = a;
    return r == VG_END ? vg_arena_check(a, err) : r;
}

static enum vg_status merge_stream(struct merge *m, struct vg_session *x, size_t i, struct vg_error *err)
{
    struct vg_query keys = m->streams[i].query;
    struct vg_cursor *cursor;
    keys.fields = m->streams[i].fields;
    keys.n_fields = m->streams[i].n_fields;
    keys.no_geometry = true;
    keys.limit = m->room;
    enum vg_status r = vg_session_select(x, &keys, &cursor, err);
    if (r != VG_OK)
        return r;
    r = merge_rows(m, i, cursor, err);
    vg_cursor_close(cursor);
    return r;
}

static struct vg_str place_of(const struct vg_stac_search *s, const char *id)
{
    for (size_t i = 0; i < s->n_begun; i++)
        if (strcmp(s->begun[i].id, id) == 0)
            return s->begun[i].token;
    return (struct vg_str){0};
}

static enum vg_status find_rows(struct merge *m, struct vg_session *x, struct vg_error *err)
{
    struct vg_stac_search *s = m->s;
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < s->n_collections && r == VG_OK; i++) {
        struct stream *st = &m->streams[m->n_streams];
        st->from = place_of(s, s->collections[i]->id);
        r = vg_stac_search_question(s, s->collections[i], st->from, &st->query, err);
        if (r != VG_OK || (st->query.ids && st->query.n_ids == 0))
            continue;
        find_sources(m, st);
        r = merge_stream(m, x, m->n_streams++, err);
    }
    return r;
}

/* --- writing them ---------------------------------------------------------------------------------- */

static int64_t n_on_page(const struct merge *m)
{
    return m->n_rows < m->s->limit ? m->n_rows : m->s->limit;
}

static void count_rows(struct merge *m)
{
    int64_t n = 0;
    for (int64_t i = 0; i < n_on_page(m); i++)
        m->streams[m->rows[i].stream].taken++;
    for (size_t i = 0; i < m->n_streams; i++) {
        m->streams[i].first_span = n;
        n += m->streams[i].taken;
    }
}

static enum vg_status write_row(struct merge *m, const struct vg_feature *f, struct span *out, struct vg_error *err)
{
    struct vg_buf *b = m->s->writer.out;
    size_t at = vg_buf_total(b);
    enum vg_status r = vg_codec_stac_items.item(&m->s->writer, f, err);
    bool comma = ++m->s->returned > 1; /* stands before each item but the first */
    *out = (struct span){at + comma, vg_buf_total(b) - at - comma};
    return r == VG_OK ? vg_buf_check(b, err) : r;
}

static enum vg_status write_stream(struct merge *m, struct vg_session *x, struct stream *st, struct span *spans, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    st->query.limit = st->taken;
    enum vg_status r = vg_stac_search_turn(m->s, &st->query, err);
    if (r == VG_OK)
        r = vg_session_select(x, &st->query, &cursor, err);
    if (r != VG_OK)
        return r;
    for (int64_t i = 0; i < st->taken && r == VG_OK; i++) {
        r = vg_cursor_next(cursor, &f, err);
        if (r == VG_OK)
            r = write_row(m, f, &spans[st->first_span + i], err);
    }
    if (r == VG_OK)
        r = vg_cursor_position(cursor, m->s->call->arena, &st->last, err);
    vg_cursor_close(cursor);
    return r == VG_END ? vg_fail(err, VG_BUG, "", "rows of '%s' have gone within a snapshot", st->query.collection->id) : r;
}

static enum vg_status put_in_order(struct merge *m, struct vg_buf *written, const struct span *spans, struct vg_buf *out,
                                   struct vg_error *err)
{
    struct vg_str text;
    enum vg_status r = vg_buf_seal(written, &text, err);
    for (int64_t i = 0; i < n_on_page(m) && r == VG_OK; i++) {
        struct stream *st = &m->streams[m->rows[i].stream];
        const struct span *one = &spans[st->first_span + st->given++];
        vg_buf_cstr(out, i ? "," : "");
        vg_buf_str(out, (struct vg_str){text.ptr + one->at, one->len});
    }
    return r == VG_OK ? vg_buf_check(out, err) : r;
}

static enum vg_status write_page(struct merge *m, struct vg_session *x, struct vg_error *err)
{
    struct vg_stac_search *s = m->s;
    struct vg_call *call = s->call;
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    struct span *spans = vg_arena_array(call->arena, (size_t)n_on_page(m) + 1, sizeof *spans);
    struct vg_buf *out = s->writer.out;
    VG_AUTO(vg_buf_finish) struct vg_buf written;
    vg_buf_init_spill(&written, limits->page_bytes, &spill);
    enum vg_status r = vg_arena_check(call->arena, err);
    s->writer.out = &written;
    for (size_t i = 0; i < m->n_streams && r == VG_OK; i++)
        if (m->streams[i].taken)
            r = write_stream(m, x, &m->streams[i], spans, err);
    s->writer.out = out;
    return r == VG_OK ? put_in_order(m, &written, spans, out, err) : r;
}

static enum vg_status make_token(struct merge *m, struct vg_error *err)
{
    struct vg_stac_search *s = m->s;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, VG_MAX_TOKEN);
    for (size_t i = 0; i < m->n_streams; i++) {
        struct stream *st = &m->streams[i];
        if (st->taken)
            vg_stac_search_put_place(&b, &st->query, &st->last);
        else if (st->query.from)
            vg_stac_search_put_place(&b, &st->query, st->query.from);
    }
    if (b.failed)
        return vg_fail(err, VG_BAD_INPUT, "sortby", "a place in each of %zu collections does not fit between two pages; name fewer of "
                       "them in 'collections', or sort by something shorter", m->n_streams);
    return vg_stac_search_set_next(s, &b, err);
}

enum vg_status vg_stac_search_merge(struct vg_stac_search *s, struct vg_session *x, struct vg_error *err)
{
    struct vg_arena *a = s->call->arena;
    struct merge m = {.s = s, .room = s->limit + 1};
    m.streams = vg_arena_array(a, s->n_collections + 1, sizeof *m.streams);
    m.rows = vg_arena_array(a, (size_t)m.room, sizeof *m.rows);
    m.others = vg_arena_array(a, (size_t)m.room, sizeof *m.others);
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = read_keys(&m, err);
    if (r == VG_OK)
        r = find_rows(&m, x, err);
    if (r == VG_OK) {
        count_rows(&m);
        r = write_page(&m, x, err);
    }
    if (r == VG_OK && m.n_rows > s->limit)
        r = make_token(&m, err);
    vg_arena_free(m.values);
    return r;
}
