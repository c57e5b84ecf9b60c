/* STAC Items (STAC API - Features, Item Search): rows of the collections that have assets, in the flow that all features go.
 *
 * A search goes through the collections in the order of their ids, each by the question that the parameters make of it.  Its
 * token names a collection and the place there: "3.abc" and the features' own token behind. */
#include "stac.h"

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/base/keyword.h>
#include <vigie/codec/json.h>
#include <vigie/codec/stac_items.h>
#include <vigie/query/cql2.h>

#define GEOJSON_TYPE "application/geo+json"

/* --- the question ----------------------------------------------------------------------------------- */

/* As the condition of CQL2 that it is. */
static enum vg_status add_shape(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "intersects");
    struct vg_asker asker = {&call->who, c};
    const struct vg_filter_scope scope = {.collection = c, .may_ask = vg_asker_may, .user = &asker,
                                          .registry = vg_call_crs(call), .crs = vg_crs84(vg_call_crs(call))};
    const struct vg_syntax *tree;
    const struct vg_expr *e;
    struct vg_node *shape;
    if (!p->given)
        return VG_OK;
    enum vg_status r = vg_json_parse(p->text, call->arena, &shape, err); /* one value, and no more */
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, VG_MAX_FILTER_BYTES);
    VG_BUF_LIT(&b, "{\"op\":\"s_intersects\",\"args\":[{\"property\":");
    vg_json_put_str(&b, vg_str_of(c->geom_name));
    VG_BUF_LIT(&b, "},");
    if (r == VG_OK)
        vg_node_put_json(&b, shape, 0);
    VG_BUF_LIT(&b, "]}");
    if (r == VG_OK)
        r = vg_buf_check(&b, err);
    if (r == VG_OK)
        r = vg_cql2_json(vg_arena_str(call->arena, (struct vg_str){b.ptr, b.len}), call->arena, &tree, err);
    if (r == VG_OK)
        r = vg_filter_type(tree, &scope, call->arena, &e, err);
    if (r == VG_OK)
        q->filter = vg_expr_and(call->arena, q->filter, e);
    else if (err)
        snprintf(err->where, sizeof err->where, "intersects");
    return r;
}

/* Those that can be ids here; where none can, no row has one. */
static enum vg_status add_ids(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_str *ids;
    size_t n, good = 0;
    if (!vg_call_param(call, "ids")->given)
        return VG_OK;
    enum vg_status r = vg_call_values(call, "ids", true, &ids, &n, err);
    for (size_t i = 0; r == VG_OK && i < n; i++)
        if (vg_id_parse(c, ids[i], call->arena, key))
            ids[good++] = ids[i];
    q->ids = ids;
    q->n_ids = good;
    return r;
}

static bool is_among(const struct vg_str *list, size_t n, const char *id)
{
    size_t i = 0;
    while (i < n && !vg_str_is(list[i], id))
        i++;
    return i < n;
}

static enum vg_status narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    struct vg_str *asked = NULL;
    size_t n = 0;
    if (vg_call_param(call, "bbox")->given && vg_call_param(call, "intersects")->given)
        return vg_fail(err, VG_BAD_INPUT, "intersects", "'bbox' and 'intersects' cannot go together");
    enum vg_status r = add_shape(call, c, q, err);
    if (r == VG_OK)
        r = add_ids(call, c, q, err);
    if (r == VG_OK && vg_call_param(call, "collections")->given)
        r = vg_call_values(call, "collections", true, &asked, &n, err);
    if (r == VG_OK && asked && !is_among(asked, n, c->id)) {
        q->ids = asked;
        q->n_ids = 0;
    }
    return r;
}

static const void *make_context(struct vg_call *call, const struct vg_collection *c, const char *item_id)
{
    struct vg_stac_place *at = VG_NEW(call->arena, struct vg_stac_place);
    (void)c, (void)item_id;
    if (at)
        *at = (struct vg_stac_place){vg_call_url(call, "/stac"), vg_call_url(call, "/stac/collections"), NULL};
    return at;
}

static const struct vg_format json = {"json", GEOJSON_TYPE, "STAC", {"application/json"}, &vg_codec_stac_items, NULL};
const struct vg_format *const vg_stac_item_forms[] = {&json, NULL};
const struct vg_items_extra vg_stac_items_extra = {.narrow = narrow, .context = make_context};

/* --- of one collection ------------------------------------------------------------------------------ */

static enum vg_status check_items(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r == VG_OK && !vg_stac_has_items(c))
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "the collection '%s' has no STAC Items: they have a geometry, a time and a "
                       "field 'assets'", c->id);
    return r;
}

enum vg_status vg_stac_items(struct vg_call *call, struct vg_error *err)
{
    enum vg_status r = check_items(call, err);
    return r == VG_OK ? vg_get_items(call, err) : r;
}

enum vg_status vg_stac_item(struct vg_call *call, struct vg_error *err)
{
    enum vg_status r = check_items(call, err);
    return r == VG_OK ? vg_get_item(call, err) : r;
}

/* --- of all ----------------------------------------------------------------------------------------- */

struct search {
    struct vg_call *call;
    struct vg_item_writer writer;
    struct vg_stac_place place;
    struct vg_param_value *token;
    struct vg_str *asked;      /* ids of collections; */
    size_t n_asked;            /* 0: all */
    const char *from;          /* the collection to begin with; NULL: the first */
    struct vg_str inner;       /* the place in it */
    int64_t limit, returned;
    const char *next;          /* token of the next page; NULL: this is the last */
};

static bool is_asked(const struct search *s, const struct vg_collection *c)
{
    if (!vg_stac_has_items(c) || (s->from && strcmp(c->id, s->from) < 0))
        return false;
    return is_among(s->asked, s->n_asked, c->id) || !vg_call_param(s->call, "collections")->given;
}

static enum vg_status read_token(struct search *s, struct vg_error *err)
{
    struct vg_str rest = s->token->text, length = vg_str_cut(rest, '.', &rest);
    int64_t n;
    if (!s->token->given)
        return VG_OK;
    if (!rest.ptr || !vg_str_int64(length, &n) || n < 1 || (uint64_t)n > rest.len)
        return vg_fail(err, VG_BAD_INPUT, "token", "this is no token of a search");
    s->from = vg_arena_cstr(s->call->arena, (struct vg_str){rest.ptr, (size_t)n});
    s->inner = (struct vg_str){rest.ptr + n, rest.len - (size_t)n};
    return vg_arena_check(s->call->arena, err);
}

/* at NULL: from its first row. */
static enum vg_status make_token(struct search *s, const struct vg_query *q, const struct vg_position *at, struct vg_error *err)
{
    const char *id = q->collection->id;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, VG_MAX_TOKEN);
    vg_buf_printf(&b, "%zu.", strlen(id));
    vg_buf_cstr(&b, id);
    if (at)
        vg_token_put(&b, q, at);
    if (b.failed)
        return vg_fail(err, VG_BAD_INPUT, "", "identifiers of this length cannot hold a place between two pages");
    s->next = vg_arena_cstr(s->call->arena, (struct vg_str){b.ptr, b.len});
    return vg_arena_check(s->call->arena, err);
}

static enum vg_status read_rows(struct search *s, struct vg_query *q, struct vg_cursor *cursor, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_position last;
    bool any = false;
    enum vg_status r = VG_OK;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        if (s->returned == s->limit)
            return make_token(s, q, any ? &last : NULL, err);
        r = vg_codec_stac_items.item(&s->writer, f, err);
        if (r == VG_OK)
            r = vg_buf_check(s->writer.out, err);
        if (r == VG_OK && ++s->returned == s->limit)
            r = vg_cursor_position(cursor, s->call->arena, &last, err);
        if (r != VG_OK)
            return r;
        any = true;
    }
    return r == VG_END ? VG_OK : r;
}

/* One row more than there is room for tells whether there is a next page. */
static enum vg_status search_one(struct search *s, struct vg_session *x, const struct vg_collection *c, struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    bool first = s->from && strcmp(s->from, c->id) == 0;
    s->token->given = first && s->inner.len;
    s->token->text = s->inner;
    enum vg_status r = vg_items_question(s->call, c, &q, err);
    if (r != VG_OK || (q.ids && q.n_ids == 0))
        return r;
    q.limit = s->limit - s->returned + 1;
    s->writer.collection = c;
    s->writer.fields = q.fields;
    s->writer.n_fields = q.n_fields;
    s->writer.crs = q.crs;
    r = vg_stac_items_turn(&s->writer, err);
    if (r == VG_OK)
        r = vg_session_select(x, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = read_rows(s, &q, cursor, err);
    vg_cursor_close(cursor);
    return r;
}

static enum vg_status search_all(struct search *s, struct vg_error *err)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(s->call, &n);
    struct vg_session *x;
    enum vg_status r = vg_call_session(s->call, vg_call_store(s->call), true, &x, err);
    if (r != VG_OK)
        return r;
    for (size_t i = 0; r == VG_OK && !s->next && i < n; i++)
        if (is_asked(s, all[i]) && all[i]->store == vg_call_store(s->call))
            r = search_one(s, x, all[i], err);
    vg_session_end(x);
    return r;
}

static enum vg_status begin(struct search *s, struct vg_error *err)
{
    struct vg_call *call = s->call;
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    static const struct vg_collection none = {.id = "", .time_start = -1, .time_end = -1};
    const struct vg_stac_place *place = make_context(call, NULL, NULL);
    if (!place)
        return vg_arena_check(call->arena, err);
    s->place = *place;
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->compressible = call->rs->wants_etag = true;
    call->rs->vary = "Accept, Accept-Language";
    call->rs->content_type = GEOJSON_TYPE;
    vg_buf_init_spill(&call->rs->body, limits->page_bytes, &spill);
    s->writer = (struct vg_item_writer){.codec = &vg_codec_stac_items, .out = &call->rs->body, .arena = call->arena,
                                        .collection = &none, .lang = call->lang, .context = &s->place};
    return vg_codec_stac_items.begin(&s->writer, err);
}

static enum vg_status end(struct search *s, struct vg_error *err)
{
    static const char *const token[] = {"token", NULL};
    struct vg_call *call = s->call;
    bool posted = vg_str_is(call->rq->method, "POST"), complete = !s->next && !s->from;
    struct vg_link links[2] = {{.rel = "self", .href = vg_call_this(call, NULL, NULL, (struct vg_str){0})}};
    struct vg_page_info page = {.returned = s->returned, .matched = complete ? s->returned : -1, .links = links, .n_links = 1};
    if (s->next)
        links[page.n_links++] = (struct vg_link){
            .rel = "next", .href = posted ? vg_call_url(call, "/stac/search") : vg_call_this(call, token, "token", vg_str_of(s->next))};
    s->place.token = posted ? s->next : NULL;
    call->rs->n_items = s->returned;
    return vg_codec_stac_items.end(&s->writer, &page, err);
}

static struct vg_param_value *param_of(struct vg_call *call, const char *name)
{
    size_t i = 0;
    while (strcmp(call->route->params[i].name, name) != 0)
        i++;
    return &call->params[i];
}

enum vg_status vg_stac_search(struct vg_call *call, struct vg_error *err)
{
    struct search s = {.call = call, .token = param_of(call, "token"), .limit = vg_call_param(call, "limit")->integer};
    enum vg_status r = vg_call_values(call, "collections", true, &s.asked, &s.n_asked, err);
    if (vg_call_param(call, "bbox")->given && vg_call_param(call, "intersects")->given)
        return vg_fail(err, VG_BAD_INPUT, "intersects", "'bbox' and 'intersects' cannot go together");
    if (r == VG_OK)
        r = read_token(&s, err);
    if (r == VG_OK)
        r = begin(&s, err);
    if (r == VG_OK)
        r = search_all(&s, err);
    return r == VG_OK ? end(&s, err) : r;
}

/* --- a search as a body ------------------------------------------------------------------------------ */

static void put_scalar(struct vg_buf *b, const struct vg_node *v)
{
    if (v->kind == VG_N_STR)
        vg_buf_str(b, v->text);
    else
        vg_node_put_json(b, v, 0);
}

/* What a member of the body is (Item Search, "Query Parameters and Fields"); the parameters say the rest. */
static const struct member {
    const char *name, *like;
    enum vg_node_kind kind, inner; /* inner: of what is in a list */
} members[] = {
    {"bbox", "[2,45,3,46]", VG_N_LIST, VG_N_DOUBLE},
    {"collections", "[\"a\",\"b\"]", VG_N_LIST, VG_N_STR},
    {"datetime", "\"2024-02-01T00:00:00Z/..\"", VG_N_STR, VG_N_STR},
    {"ids", "[\"1\",\"2\"]", VG_N_LIST, VG_N_STR},
    {"intersects", "{\"type\":\"Point\",\"coordinates\":[2,45]}", VG_N_MAP, VG_N_MAP},
    {"limit", "10", VG_N_DOUBLE, VG_N_DOUBLE},
    {"token", "\"6.scenes\"", VG_N_STR, VG_N_STR},
};

static bool is_kind(const struct vg_node *v, enum vg_node_kind kind)
{
    return v->kind == kind || (kind == VG_N_DOUBLE && v->kind == VG_N_INT);
}

static enum vg_status check_member(const struct vg_node *m, struct vg_error *err)
{
    const struct member *want = VG_KEYWORD(m->key, members);
    bool good = !want || is_kind(m, want->kind);
    if (want && want->kind == VG_N_LIST && good)
        VG_EACH(v, m)
            good = good && is_kind(v, want->inner);
    return good ? VG_OK : vg_fail(err, VG_BAD_INPUT, want->name, "in a body, '%s' is written as %s", want->name, want->like);
}

/* "name=a,b%2Cc" as a parameter would have been sent, and what it says. */
static enum vg_status add_param(struct vg_call *call, const struct vg_node *m, struct vg_query_param *out, struct vg_error *err)
{
    struct vg_buf raw, value, one;
    vg_buf_init(&raw, VG_MAX_FILTER_IN_LINK);
    vg_buf_init(&value, VG_MAX_FILTER_BYTES);
    vg_buf_init(&one, VG_MAX_FILTER_BYTES);
    vg_url_put(&raw, m->key);
    vg_buf_char(&raw, '=');
    if (m->kind == VG_N_LIST) {
        VG_EACH(v, m) {
            vg_buf_cstr(&raw, v == m->first ? "" : ",");
            vg_buf_cstr(&value, v == m->first ? "" : ",");
            vg_buf_clear(&one);
            put_scalar(&one, v);
            vg_url_put(&raw, (struct vg_str){one.ptr, one.len});
            vg_buf_str(&value, (struct vg_str){one.ptr, one.len});
        }
    } else {
        put_scalar(&value, m);
        vg_url_put(&raw, (struct vg_str){value.ptr, value.len});
    }
    enum vg_status r = vg_buf_check(&value, err);
    *out = (struct vg_query_param){m->key, vg_arena_str(call->arena, (struct vg_str){value.ptr, value.len}), {0}};
    if (!raw.failed)
        out->raw = vg_arena_str(call->arena, (struct vg_str){raw.ptr, raw.len});
    vg_buf_finish(&one);
    vg_buf_finish(&value);
    vg_buf_finish(&raw);
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

enum vg_status vg_stac_post_search(struct vg_call *call, struct vg_error *err)
{
    struct vg_query_param *params = NULL;
    struct vg_node *body;
    size_t n = 0;
    enum vg_status r = vg_json_parse(call->rq->body, call->arena, &body, err);
    if (r == VG_OK && body->kind != VG_N_MAP)
        return vg_fail(err, VG_BAD_INPUT, "", "the body is to be a JSON object with the parameters of a search");
    if (r == VG_OK)
        params = vg_arena_array(call->arena, body->n + 1, sizeof *params);
    if (r == VG_OK && !params)
        return vg_arena_check(call->arena, err);
    for (const struct vg_node *m = r == VG_OK ? body->first : NULL; m && r == VG_OK; m = m->next)
        if (m->kind != VG_N_NULL) {
            r = check_member(m, err);
            r = r == VG_OK ? add_param(call, m, &params[n++], err) : r;
        }
    return r == VG_OK ? vg_call_as_get(call, call->rq->path, params, n, err) : r;
}
