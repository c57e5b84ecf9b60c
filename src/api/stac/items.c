/* STAC Items (STAC API - Features, Item Search): rows of the collections that have assets, in the flow that all features go.
 *
 * A search goes through the collections in the order of their ids, each by the question that the parameters make of it; where it
 * is to be in another order, merge.c does.  Its token names a collection and the place there: "3.40.abc" and the features' own
 * token of so many bytes behind; or several, one after the other. */
#include "search.h"

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/codec/json.h>
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

/* The conditions of the Query Extension. */
static enum vg_status add_query(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "query");
    const struct vg_syntax *tree;
    if (!p->given)
        return VG_OK;
    enum vg_status r = vg_stac_query(p->text, call->arena, &tree, err);
    if (r == VG_OK)
        r = vg_items_condition(call, c, tree, q, err);
    if (r != VG_OK && err)
        snprintf(err->where, sizeof err->where, "query");
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
        r = add_query(call, c, q, err);
    if (r == VG_OK)
        r = add_ids(call, c, q, err);
    if (r == VG_OK && vg_call_param(call, "collections")->given)
        r = vg_call_values(call, "collections", true, &asked, &n, err);
    if (r == VG_OK && asked && !is_among(asked, n, c->id)) {
        q->ids = asked;
        q->n_ids = 0;
    }
    return r == VG_OK ? vg_stac_select(call, c, q, err) : r;
}

static const void *make_context(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_stac_place *at = VG_NEW(call->arena, struct vg_stac_place);
    struct vg_error told = {0}; /* the question has read it */
    (void)c;
    if (at)
        *at = (struct vg_stac_place){.root = vg_call_url(call, "/stac"), .collections = vg_call_url(call, "/stac/collections")};
    if (at && vg_stac_read_fields(call, &at->fields, &told) != VG_OK)
        at->fields = NULL;
    return at;
}

static const struct vg_format json = {"json", GEOJSON_TYPE, "STAC", {"application/json"}, &vg_codec_stac_items, NULL};
const struct vg_format *const vg_stac_item_forms[] = {&json, NULL};
const struct vg_items_extra vg_stac_items_extra = {.narrow = narrow, .resolve = vg_stac_name,
                                                       .context = make_context};
const struct vg_items_extra vg_stac_search_extra = {.narrow = narrow, .resolve = vg_stac_search_name,
                                                        .context = make_context};

/* --- of one collection ------------------------------------------------------------------------------ */

enum vg_status vg_stac_collection_of_items(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    enum vg_status r = vg_call_collection(call, out, err);
    if (r == VG_OK && !vg_stac_has_items(*out))
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "the collection '%s' has no STAC Items: they have a geometry, a time and a "
                       "field 'assets'", (*out)->id);
    return r;
}

enum vg_status vg_stac_items(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_stac_collection_of_items(call, &c, err);
    return r == VG_OK ? vg_get_items(call, err) : r;
}

enum vg_status vg_stac_item(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_stac_collection_of_items(call, &c, err);
    return r == VG_OK ? vg_get_item(call, err) : r;
}

/* --- of all ----------------------------------------------------------------------------------------- */

static enum vg_status choose_collections(struct vg_stac_search *s, struct vg_error *err)
{
    struct vg_call *call = s->call;
    size_t n, n_asked;
    struct vg_str *asked;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    enum vg_status r = vg_call_values(call, "collections", true, &asked, &n_asked, err);
    s->collections = vg_arena_array(call->arena, n + 1, sizeof *s->collections);
    for (size_t i = 0; r == VG_OK && s->collections && i < n; i++)
        if (vg_stac_has_items(all[i]) && all[i]->store == vg_call_store(call)
            && (!vg_call_param(call, "collections")->given || is_among(asked, n_asked, all[i]->id)))
            s->collections[s->n_collections++] = all[i];
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

static bool cut_length(struct vg_str *rest, size_t *out)
{
    int64_t n;
    struct vg_str length = vg_str_cut(*rest, '.', rest);
    if (!rest->ptr || !vg_str_int64(length, &n) || n < 0 || n > VG_MAX_TOKEN)
        return false;
    *out = (size_t)n;
    return true;
}

static bool cut_place(struct vg_arena *a, struct vg_str *rest, struct vg_stac_begun *out)
{
    size_t id, token;
    if (!cut_length(rest, &id) || !cut_length(rest, &token) || id == 0 || id + token > rest->len)
        return false;
    out->id = vg_arena_cstr(a, (struct vg_str){rest->ptr, id});
    out->token = (struct vg_str){rest->ptr + id, token};
    *rest = (struct vg_str){rest->ptr + id + token, rest->len - id - token};
    return true;
}

static enum vg_status read_token(struct vg_stac_search *s, struct vg_error *err)
{
    struct vg_str rest = s->token->text;
    struct vg_arena *a = s->call->arena;
    s->begun = vg_arena_array(a, s->token->given ? rest.len / 4 + 1 : 1, sizeof *s->begun); /* a place has two numbers and an id */
    bool good = !s->token->given || rest.len > 0;
    while (s->begun && good && rest.len) {
        good = cut_place(a, &rest, &s->begun[s->n_begun]);
        s->n_begun += good;
    }
    return good ? vg_arena_check(a, err) : vg_fail(err, VG_BAD_INPUT, "token", "this is no token of a search");
}

void vg_stac_search_put_place(struct vg_buf *token, const struct vg_query *q, const struct vg_position *at)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, VG_MAX_TOKEN);
    if (at)
        vg_token_put(&b, q, at);
    vg_buf_printf(token, "%zu.%zu.%s", strlen(q->collection->id), b.len, q->collection->id);
    vg_buf_str(token, (struct vg_str){b.ptr, b.len});
    if (b.failed && !token->failed)
        token->failed = b.failed;
}

enum vg_status vg_stac_search_set_next(struct vg_stac_search *s, const struct vg_buf *token, struct vg_error *err)
{
    s->next = vg_arena_cstr(s->call->arena, (struct vg_str){token->ptr, token->len});
    return vg_arena_check(s->call->arena, err);
}

/* at NULL: from its first row. */
static enum vg_status make_token(struct vg_stac_search *s, const struct vg_query *q, const struct vg_position *at, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, VG_MAX_TOKEN);
    vg_stac_search_put_place(&b, q, at);
    if (b.failed)
        return vg_fail(err, VG_BAD_INPUT, "", "identifiers of this length cannot hold a place between two pages");
    return vg_stac_search_set_next(s, &b, err);
}

static enum vg_status read_rows(struct vg_stac_search *s, struct vg_query *q, struct vg_cursor *cursor, struct vg_error *err)
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

enum vg_status vg_stac_search_question(struct vg_stac_search *s, const struct vg_collection *c, struct vg_str from,
                                       struct vg_query *q, struct vg_error *err)
{
    s->token->given = from.len > 0;
    s->token->text = from;
    return vg_items_question(s->call, c, q, err);
}

enum vg_status vg_stac_search_turn(struct vg_stac_search *s, const struct vg_query *q, struct vg_error *err)
{
    s->writer.collection = q->collection;
    s->writer.fields = q->fields;
    s->writer.n_fields = q->n_fields;
    s->writer.crs = q->crs;
    return vg_stac_items_turn(&s->writer, err);
}

/* One row more than there is room for tells whether there is a next page. */
static enum vg_status search_one(struct vg_stac_search *s, struct vg_session *x, const struct vg_collection *c, struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    bool begun = s->n_begun && strcmp(s->begun->id, c->id) == 0;
    enum vg_status r = vg_stac_search_question(s, c, begun ? s->begun->token : (struct vg_str){0}, &q, err);
    if (r != VG_OK || (q.ids && q.n_ids == 0))
        return r;
    q.limit = s->limit - s->returned + 1;
    r = vg_stac_search_turn(s, &q, err);
    if (r == VG_OK)
        r = vg_session_select(x, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = read_rows(s, &q, cursor, err);
    vg_cursor_close(cursor);
    return r;
}

static enum vg_status search_in_turn(struct vg_stac_search *s, struct vg_session *x, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    if (s->n_begun > 1)
        return vg_fail(err, VG_BAD_INPUT, "token", "this is no token of a search");
    for (size_t i = 0; r == VG_OK && !s->next && i < s->n_collections; i++)
        if (!s->n_begun || strcmp(s->collections[i]->id, s->begun->id) >= 0)
            r = search_one(s, x, s->collections[i], err);
    return r;
}

/* As for features: where it costs little, or one item is asked for to know how many there are. */
static bool is_counted(const struct vg_stac_search *s)
{
    const struct vg_param_value *limit = vg_call_param(s->call, "limit");
    bool small = true;
    for (size_t i = 0; i < s->n_collections; i++)
        small = small && s->collections[i]->small;
    return small || (limit->given && limit->integer == 1);
}

static enum vg_status count_all(struct vg_stac_search *s, struct vg_session *x, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    int64_t total = 0, n;
    for (size_t i = 0; r == VG_OK && i < s->n_collections; i++) {
        struct vg_query q;
        r = vg_stac_search_question(s, s->collections[i], (struct vg_str){0}, &q, err);
        if (r != VG_OK || (q.ids && q.n_ids == 0))
            continue;
        r = vg_session_count(x, &q, 0, &n, err);
        total += r == VG_OK ? n : 0;
    }
    s->matched = total;
    return r;
}

/* One collection has its order by itself. */
static enum vg_status search_all(struct vg_stac_search *s, struct vg_error *err)
{
    bool merged = s->n_collections > 1 && vg_call_param(s->call, "sortby")->given;
    struct vg_session *x;
    enum vg_status r = vg_call_session(s->call, vg_call_store(s->call), true, &x, err);
    if (r != VG_OK)
        return r;
    r = merged ? vg_stac_search_merge(s, x, err) : search_in_turn(s, x, err);
    bool complete = !s->next && !s->n_begun;
    s->matched = complete ? s->returned : -1;
    if (r == VG_OK && !complete && is_counted(s))
        r = count_all(s, x, err);
    vg_session_end(x);
    return r;
}

/* A search of nothing tells what is wrong with its parameters all the same: they are read as of a collection that has what every
 * Item has, in whatever CRS its filter is. */
static enum vg_status check_parameters(struct vg_stac_search *s, struct vg_error *err)
{
    struct vg_crs_registry *registry = vg_call_crs(s->call);
    const struct vg_crs *crs[2] = {vg_crs84(registry)};
    const struct vg_param_value *of_filter = vg_call_param(s->call, "filter-crs");
    struct vg_error told = {0}; /* what is no CRS is none of the collection's either */
    bool another = of_filter->given && vg_crs_find(registry, of_filter->text, &crs[1], &told) == VG_OK;
    struct vg_field id = {.name = "id", .title = "", .type = VG_T_TEXT};
    const struct vg_collection any = {.id = "", .title = "", .fields = &id, .n_fields = 1, .n_key = 1, .geom_name = "geometry",
                                      .geom_type = VG_GEOM_ANY, .crs = crs[0], .crs_list = crs, .n_crs = another ? 2 : 1,
                                      .time_start = -1, .time_end = -1};
    struct vg_query q;
    return vg_stac_search_question(s, &any, (struct vg_str){0}, &q, err);
}

static enum vg_status begin(struct vg_stac_search *s, struct vg_error *err)
{
    struct vg_call *call = s->call;
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    static const struct vg_collection none = {.id = "", .time_start = -1, .time_end = -1};
    const struct vg_stac_place *place = make_context(call, NULL);
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

static enum vg_status end(struct vg_stac_search *s, struct vg_error *err)
{
    static const char *const token[] = {"token", NULL};
    struct vg_call *call = s->call;
    bool posted = vg_str_is(call->rq->method, "POST");
    struct vg_link links[2] = {{.rel = "self", .href = vg_call_this(call, NULL, NULL, (struct vg_str){0})}};
    struct vg_page_info page = {.returned = s->returned, .matched = s->matched, .links = links, .n_links = 1};
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
    struct vg_stac_search s = {.call = call, .token = param_of(call, "token"), .limit = vg_call_param(call, "limit")->integer};
    enum vg_status r = choose_collections(&s, err);
    if (vg_call_param(call, "bbox")->given && vg_call_param(call, "intersects")->given)
        return vg_fail(err, VG_BAD_INPUT, "intersects", "'bbox' and 'intersects' cannot go together");
    if (r == VG_OK)
        r = read_token(&s, err);
    if (r == VG_OK && s.n_collections == 0)
        r = check_parameters(&s, err);
    if (r == VG_OK)
        r = begin(&s, err);
    if (r == VG_OK)
        r = search_all(&s, err);
    return r == VG_OK ? end(&s, err) : r;
}
