/* A page of features (Features Part 1, 7.15 and 7.16).
 *
 * The page is whole before its first byte leaves: rows are encoded into a bounded buffer, the store
 * connection is given back, and only then is it sent; so a store that fails half way is a true 5xx.
 *
 * Pages hold their place by key.  `next` names the last row given.  `prev` names the first one,
 * backwards: the rows before it are counted off by their keys alone, and the page is then read
 * forwards from the row found, so that every page is encoded in one direction. */
#include "features.h"

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/store/offsets.h>

#define MAX_LINK_HEADER 4096  /* bytes of an address in a Link header that the body has, too */
#define MAX_PAGE_ADDRESS 8192 /* of one that is nowhere else */

struct page {
    struct vg_question *q;
    struct vg_item_writer writer;
    struct vg_position first, last;
    int64_t skipped;             /* rows before the page, where the client counts them */
    struct vg_offset_key offset; /* where they are remembered by */
    int64_t returned, matched;
    bool more, has_prev;
    const struct vg_node *extra;
    const char *next_url, *prev_url;
};

/* --- reading ---------------------------------------------------------------------------------- */

/* Turn "the page before this row" into "the page after that row", or after nothing. */
static enum vg_status turn_round(struct vg_call *call, struct vg_session *session, struct page *p,
                                 struct vg_error *err)
{
    struct vg_query back = p->q->query;
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    back.limit++;
    back.n_fields = 0;
    back.no_geometry = true;
    enum vg_status r = vg_session_select(session, &back, &cursor, err);
    if (r != VG_OK)
        return r;
    int64_t n = 0;
    while (n < back.limit && (r = vg_cursor_next(cursor, &f, err)) == VG_OK)
        n++;
    p->has_prev = n == back.limit;
    p->q->query.from = NULL;
    if (p->has_prev) {
        struct vg_position *from = VG_NEW(call->arena, struct vg_position);
        r = from ? vg_cursor_position(cursor, call->arena, from, err) : vg_arena_check(call->arena, err);
        p->q->query.from = from;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* A page by offset begins at the nearest place that is remembered. */
static void seek(struct vg_call *call, struct page *p)
{
    struct vg_query *q = &p->q->query;
    p->skipped = q->offset;
    if (p->skipped == 0 || p->q->hits)
        return;
    p->offset = vg_offset_key(q->collection->store, q);
    vg_offset_find(q->collection->store, p->offset, q, call->arena);
}

/* Where this page and the next one begin. */
static void note_places(const struct page *p)
{
    const struct vg_query *q = &p->q->query;
    struct vg_position first = p->first;
    if (p->skipped == 0 || p->returned == 0)
        return;
    first.inclusive = true;
    vg_offset_keep(q->collection->store, p->offset, q, p->skipped, &first);
    if (p->more)
        vg_offset_keep(q->collection->store, p->offset, q, p->skipped + p->returned, &p->last);
}

static enum vg_status encode_rows(struct vg_call *call, struct vg_cursor *cursor, struct page *p, int64_t limit,
                                  struct vg_error *err)
{
    const struct vg_feature *f;
    enum vg_status r = VG_OK;
    while (p->returned < limit && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = p->q->codec->item(&p->writer, f, err);
        if (r == VG_OK)
            r = vg_buf_check(p->writer.out, err);
        if (r != VG_OK)
            return r;
        p->returned++;
        if (p->returned == 1 && p->has_prev)
            r = vg_cursor_position(cursor, call->arena, &p->first, err);
        if (r == VG_OK && p->returned == limit)
            r = vg_cursor_position(cursor, call->arena, &p->last, err);
        if (r != VG_OK)
            return r;
    }
    if (r == VG_OK)
        return vg_cursor_more(cursor, &p->more, err);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status read_rows(struct vg_call *call, struct vg_session *session, struct page *p,
                                struct vg_error *err)
{
    struct vg_query *q = &p->q->query;
    enum vg_status r = VG_OK;
    p->has_prev = q->from != NULL || p->skipped > 0;
    if (q->from && q->from->backwards)
        r = turn_round(call, session, p, err);
    if (r != VG_OK)
        return r;
    struct vg_cursor *cursor;
    int64_t limit = q->limit;
    q->limit = limit + 1; /* one more row tells whether there is a next page */
    r = vg_session_select(session, q, &cursor, err);
    if (r == VG_OK) {
        r = encode_rows(call, cursor, p, limit, err);
        vg_cursor_close(cursor);
    }
    q->limit = limit;
    return r;
}

/* numberMatched is exact or absent (7.16.4): known for nothing when the answer is complete.  How many rows lie before a place that is
 * remembered may be the number of some seconds ago: on the last page they are counted. */
static enum vg_status count_rows(struct vg_session *session, struct page *p, struct vg_error *err)
{
    const struct vg_query *q = &p->q->query;
    bool complete = !p->q->hits && !p->more && (!q->from || p->skipped > 0) && (p->skipped == 0 || p->returned > 0);
    p->matched = -1;
    if (complete && !q->from) {
        p->matched = p->skipped + p->returned;
        return VG_OK;
    }
    return complete || p->q->count ? vg_session_count(session, q, 0, &p->matched, err) : VG_OK;
}

static enum vg_status read_page(struct vg_call *call, struct page *p, struct vg_error *err)
{
    const struct vg_query *q = &p->q->query;
    const struct vg_items_extra *extra = call->route->extra;
    bool several = p->q->count || (extra && extra->more) || (q->from && q->from->backwards);
    struct vg_session *session;
    seek(call, p);
    enum vg_status r = vg_call_session(call, q->collection->store, several && !p->q->hits, &session, err);
    if (r != VG_OK)
        return r;
    if (!p->q->hits)
        r = read_rows(call, session, p, err);
    if (r == VG_OK)
        note_places(p);
    if (r == VG_OK)
        r = count_rows(session, p, err);
    if (r == VG_OK && extra && extra->more)
        r = extra->more(call, session, q, &p->extra, err);
    vg_session_end(session);
    return r;
}

/* --- links ------------------------------------------------------------------------------------ */

static const char *const paging_params[] = {"token", "offset", NULL};

/* A page that no link leads away from must be the last one: where a place does not fit in an address, there is no page. */
static enum vg_status page_url(struct vg_call *call, const struct page *p, const struct vg_position *at,
                               const char **out, struct vg_error *err)
{
    struct vg_buf token;
    vg_buf_init(&token, VG_MAX_TOKEN);
    vg_token_put(&token, &p->q->query, at);
    bool fits = !token.failed;
    if (fits)
        *out = vg_call_this(call, paging_params, "token", (struct vg_str){token.ptr, token.len});
    vg_buf_finish(&token);
    if (fits && *out && p->q->codec->links_apart && strlen(*out) > MAX_PAGE_ADDRESS)
        return vg_fail(err, VG_BAD_INPUT, "f", "an address of more than %d bytes has no room in a header, where this form tells the next "
                       "page; ask for GeoJSON, or for all at /download", MAX_PAGE_ADDRESS);
    return fits ? VG_OK
                : vg_fail(err, VG_BAD_INPUT, p->q->query.n_sort ? "sortby" : "",
                          "values of %d bytes and more cannot hold a place between two pages; sort by something "
                          "shorter", VG_MAX_TOKEN / 2);
}

static enum vg_status paging_urls(struct vg_call *call, struct page *p, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    if (p->more)
        r = page_url(call, p, &p->last, &p->next_url, err);
    p->first.backwards = true;
    if (r == VG_OK && p->has_prev && p->returned > 0)
        r = page_url(call, p, &p->first, &p->prev_url, err);
    return r;
}

static size_t add_link(struct vg_call *call, struct vg_link *links, size_t n, const char *rel, const char *href,
                       const char *type, const char *title)
{
    if (!href)
        return n;
    bool paging = strcmp(rel, "next") == 0 || strcmp(rel, "prev") == 0;
    links[n] = (struct vg_link){.href = href, .rel = rel, .type = type, .title = vg_text(call->lang, title),
                                .method = paging && vg_call_is_posted(call) ? "POST" : NULL};
    return n + 1;
}

/* The same addresses as headers, for clients that read no body of ours (RFC 8288): where to go on, and all but
 * the alternates where the body has no place for links.  A head has little room: long ones are left to the body. */
void vg_items_link_headers(struct vg_call *call, const struct vg_link *links, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct vg_link *l = &links[i];
        bool paging = strcmp(l->rel, "next") == 0 || strcmp(l->rel, "prev") == 0;
        bool apart = call->format->items->links_apart;
        bool told = paging || (apart && strcmp(l->rel, "alternate") != 0);
        if (told && (strlen(l->href) < MAX_LINK_HEADER || (apart && paging)))
            vg_http_add_header(call->rq, call->rs, "Link",
                               vg_arena_printf(call->arena, "<%s>; rel=\"%s\"; type=\"%s\"%s", l->href, l->rel, l->type,
                                               l->method ? "; method=\"POST\"" : ""));
    }
}

size_t vg_items_profile_link(struct vg_call *call, const struct vg_question *q, struct vg_link *link)
{
    if (q->references == VG_N_PROFILES)
        return 0;
    const char *uri = vg_profile_uri(call, q->references);
    if (!call->format->items->links_apart)
        vg_profile_header(call, q->references); /* of the others every link is told there */
    *link = (struct vg_link){.href = uri, .rel = "profile", .type = "text/html", .title = vg_text(call->lang, "How references are told")};
    return 1;
}

static size_t make_links(struct vg_call *call, struct page *p, struct vg_link *links)
{
    size_t n = 0;
    const char *type = call->format->media_type;
    n = add_link(call, links, n, "self", vg_call_this(call, NULL, NULL, (struct vg_str){0}), type, "This document");
    for (size_t i = 0; call->route->formats[i]; i++) {
        const struct vg_format *f = call->route->formats[i];
        if (vg_format_alternate(f, call->format))
            n = add_link(call, links, n, "alternate", vg_call_this(call, NULL, "f", vg_str_of(f->name)),
                         f->media_type, f->title);
    }
    n = add_link(call, links, n, "collection", vg_call_url(call, "/collections/%s", p->q->query.collection->id),
                 "application/json", "The collection");
    n += vg_items_profile_link(call, p->q, links + n);
    n = add_link(call, links, n, "next", p->next_url, type, "Next page");
    n = add_link(call, links, n, "prev", p->prev_url, type, "Previous page");
    vg_items_link_headers(call, links, n);
    return n;
}

/* --- the answer ------------------------------------------------------------------------------- */

const char *vg_items_content_type(struct vg_call *call, const struct vg_item_codec *codec)
{
    bool text = strncmp(codec->media_type, "text/", 5) == 0;
    return text ? vg_arena_printf(call->arena, "%s; charset=utf-8", codec->media_type) : codec->media_type;
}

void vg_items_start(struct vg_call *call, const struct vg_question *q, struct vg_item_writer *w)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory,
                                           .budget = vg_call_options(call)->pages};
    struct vg_http_response *rs = call->rs;
    rs->body_kind = VG_BODY_BUF;
    rs->compressible = true;
    rs->vary = "Accept, Accept-Language";
    rs->content_type = vg_items_content_type(call, q->codec);
    /* Where items may change any moment, what was found at the last look tells nothing. */
    rs->last_modified_us = q->query.collection->writable ? 0 : q->query.collection->modified_us;
    const struct vg_crs *crs = q->crs ? q->crs : vg_crs84(vg_call_crs(call)); /* of a table: the one that it lists */
    vg_http_add_header(call->rq, rs, "Content-Crs", vg_arena_printf(call->arena, "<%s>", crs->uri));
    vg_buf_init_spill(&rs->body, limits->page_bytes, &spill);
    *w = (struct vg_item_writer){
        .codec = q->codec,
        .out = &rs->body,
        .arena = call->arena,
        .collection = q->query.collection,
        .fields = q->query.fields,
        .n_fields = q->query.n_fields,
        .crs = q->query.no_geometry ? NULL : q->crs,
        .references = vg_items_references(call, q),
        .home = vg_call_url(call, "/collections/%s", q->query.collection->id),
        .lang = call->lang,
    };
}

const struct vg_item_codec *vg_items_codec(const struct vg_call *call)
{
    const struct vg_items_extra *extra = call->route->extra;
    return extra && extra->page && call->format == &vg_format_html ? extra->page : call->format->items;
}

const void *vg_items_context(struct vg_call *call, const struct vg_query *q, const char *item_id)
{
    const struct vg_items_extra *extra = call->route->extra;
    return extra && extra->context ? extra->context(call, q->collection) : vg_items_page(call, q, item_id);
}

/* The time stamp would make every answer a new one: it is left out, being near the end where it is at all. */
enum vg_status vg_items_etag(struct vg_call *call, const char *timestamp, struct vg_error *err)
{
    struct vg_http_response *rs = call->rs;
    struct vg_str body;
    enum vg_status r = vg_buf_seal(&rs->body, &body, err);
    if (r != VG_OK)
        return r;
    size_t window = body.len < 256 ? body.len : 256, cut = body.len, skip = 0;
    if (timestamp) {
        const char *at = memmem(body.ptr + body.len - window, window, timestamp, strlen(timestamp));
        if (at) {
            cut = (size_t)(at - body.ptr);
            skip = strlen(timestamp);
        }
    }
    rs->etag = vg_hash_more(vg_hash_bytes(body.ptr, cut), body.ptr + cut + skip, body.len - cut - skip);
    rs->has_etag = true;
    vg_buf_rest(&rs->body, body.len);
    return VG_OK;
}

static enum vg_status finish_page(struct vg_call *call, struct page *p, struct vg_error *err)
{
    struct vg_link links[VG_MAX_ITEM_LINKS];
    char timestamp[40] = "";
    struct vg_buf b;
    enum vg_status r = paging_urls(call, p, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&b, sizeof timestamp);
    if (vg_datetime_put(&b, vg_now_us() / 1000000 * 1000000, true))
        snprintf(timestamp, sizeof timestamp, "%s", b.ptr);
    vg_buf_finish(&b);
    const struct vg_page_info info = {
        .returned = p->returned,
        .matched = p->matched,
        .timestamp = timestamp,
        .n_links = make_links(call, p, links),
        .links = links,
        .extra = p->extra,
    };
    r = p->q->codec->end(&p->writer, &info, err);
    if (r == VG_OK)
        r = vg_items_etag(call, timestamp, err);
    if (r != VG_OK)
        return r;
    call->rs->n_items = p->returned;
    vg_http_add_header(call->rq, call->rs, "OGC-NumberReturned",
                       vg_arena_printf(call->arena, "%lld", (long long)p->returned));
    if (p->matched >= 0)
        vg_http_add_header(call->rq, call->rs, "OGC-NumberMatched",
                           vg_arena_printf(call->arena, "%lld", (long long)p->matched));
    return VG_OK;
}

enum vg_status vg_get_items(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_question q;
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r == VG_OK)
        r = vg_question_read(call, c, &q, err);
    if (r != VG_OK)
        return r;
    struct page p = {.q = &q};
    vg_items_start(call, &q, &p.writer);
    p.writer.context = vg_items_context(call, &q.query, NULL);
    r = q.codec->begin(&p.writer, err);
    if (r == VG_OK)
        r = read_page(call, &p, err);
    if (r == VG_OK)
        r = finish_page(call, &p, err);
    if (q.codec->drop)
        q.codec->drop(&p.writer);
    return r;
}
