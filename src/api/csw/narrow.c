/* Which records: constraint, search parameters and order, into the query that every protocol asks. */
#include "search.h"

#include <ctype.h>
#include <stdio.h>

#include <libxml/tree.h>

#include <vigie/base/terms.h>
#include <vigie/query/fes.h>

#include "atom.h"

enum vg_status vg_csw_catalogue(struct csw *c, const struct vg_collection **out, struct vg_error *err)
{
    const struct vg_collection *found = vg_call_find(c->call, VG_STR(VG_CATALOGUE));
    if (!found || found->item_type != VG_ITEM_RECORD)
        return vg_fail(err, VG_UNAVAILABLE, "", "there is no catalogue");
    c->call->rs->what = VG_CATALOGUE;
    *out = found;
    return VG_OK;
}

enum vg_status vg_csw_query(struct csw *c, const struct csw_presentation *p, struct vg_query *out, struct vg_error *err)
{
    const struct vg_collection *catalogue = NULL;
    enum vg_status r = vg_csw_catalogue(c, &catalogue, err);
    if (r != VG_OK)
        return r;
    int *fields = vg_arena_array(c->call->arena, 2, sizeof *fields);
    if (!fields)
        return vg_arena_check(c->call->arena, err);
    fields[0] = vg_record_column(catalogue, VG_R_ID);
    fields[1] = vg_record_column(catalogue, VG_R_TITLE);
    *out = (struct vg_query){.collection = catalogue,
                             .fields = fields,
                             .n_fields = 2,
                             .no_geometry = true,
                             .form = p->schema->form,
                             .limit = -1,
                             .deadline_ms = c->call->rq->deadline_ms};
    return p->atom ? vg_csw_atom_query(c, out, err) : VG_OK;
}

/* --- names ---------------------------------------------------------------------------------------- */

struct asker {
    struct csw *csw;
    const struct vg_collection *catalogue;
    int n_searches;
    size_t n_words; /* that these were found to mean */
};

static bool may_ask(void *user, int field)
{
    const struct asker *a = user;
    return vg_gate_may_ask(&a->csw->call->who, a->catalogue, field);
}

static bool resolve(void *user, struct vg_str name, struct vg_meaning *out)
{
    const struct asker *a = user;
    const struct csw_name *n;
    if (!vg_csw_name_find(name, &n))
        return false;
    *out = (struct vg_meaning){n->kind, n->kind == VG_M_FIELD ? vg_record_column(a->catalogue, n->field) : -1};
    return true;
}

/* --- search in all of a record's text ---------------------------------------------------------------- */

/* Each is a join, and of very many PostgreSQL considers the orders for minutes. */
#define MAX_SEARCHES 30
/* Words that hold some letters: in all of a request, and in one condition, whose text has a ceiling of its own. */
#define MAX_FOUND_WORDS 20000
#define PHRASES_AT_ONCE ((size_t)500)

/* A piece of a pattern between two '%', without its escapes. */
static struct vg_str phrase_of(struct vg_arena *a, struct vg_str piece)
{
    char *text = vg_arena_alloc(a, piece.len + 1);
    size_t n = 0;
    if (!text)
        return (struct vg_str){0};
    for (size_t i = 0; i < piece.len; i++)
        if (piece.ptr[i] != '\\')
            text[n++] = piece.ptr[i];
    return vg_str_trim((struct vg_str){text, n});
}

/* The letters before the first sign between words (of ASCII; who writes another one has it taken for a letter). */
static struct vg_str first_word(struct vg_str phrase)
{
    size_t n = 0;
    while (n < phrase.len && ((unsigned char)phrase.ptr[n] >= 0x80 || isalnum((unsigned char)phrase.ptr[n])))
        n++;
    return (struct vg_str){phrase.ptr, n};
}

/* Phrases that are looked for, any of them. */
struct phrases {
    struct vg_str *list;
    size_t n;
};

/* The phrase, and where more may follow what begins so. */
static void add_phrase(struct phrases *p, struct vg_arena *a, struct vg_str phrase, bool goes_on)
{
    p->list[p->n++] = phrase;
    if (goes_on)
        p->list[p->n++] = vg_str_of(vg_arena_printf(a, "%.*s*", (int)phrase.len, phrase.ptr));
}

static const struct vg_expr *any_of(const struct phrases *p, struct vg_arena *a)
{
    const struct vg_expr *e = NULL;
    for (size_t i = 0; i < p->n; i += PHRASES_AT_ONCE)
        e = vg_expr_or(a, e, vg_expr_text(a, p->list + i, p->n - i < PHRASES_AT_ONCE ? p->n - i : PHRASES_AT_ONCE));
    return e;
}

/* The words that end with these letters, or hold them; none where that can't be told. */
static enum vg_status find_words(struct asker *asker, struct vg_str letters, bool ends, struct vg_arena *a, struct phrases *out,
                                 struct vg_error *err)
{
    struct vg_session *x;
    *out = (struct phrases){0};
    enum vg_status r = vg_call_session(asker->csw->call, asker->catalogue->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_words(x, asker->catalogue, letters, ends, MAX_FOUND_WORDS - asker->n_words, a, &out->list, &out->n, err);
    vg_session_end(x);
    if (r == VG_TOO_LARGE)
        return vg_fail(err, VG_BAD_INPUT, "constraint", "more than %d words of the records hold '%.*s': say more of them",
                       MAX_FOUND_WORDS, (int)(letters.len < 100 ? letters.len : 100), letters.ptr);
    if (r != VG_OK)
        return r == VG_NOT_FOUND ? VG_OK : r;
    asker->n_words += out->n;
    return VG_OK;
}

/* One piece between wildcards; before it stands one (any_before), behind it (any_after).  "%iddle of%" is what has a word that ends
 * so, and a word that begins with "of". */
static enum vg_status search_piece(struct asker *asker, struct vg_str phrase, bool any_before, bool any_after, struct vg_arena *a,
                                   const struct vg_expr **out, struct vg_error *err)
{
    struct vg_str first = any_before ? first_word(phrase) : (struct vg_str){0};
    struct vg_str more = vg_str_trim((struct vg_str){phrase.ptr + first.len, phrase.len - first.len});
    struct phrases words = {0};
    enum vg_status r = first.len ? find_words(asker, first, more.len || !any_after, a, &words, err) : VG_OK;
    struct phrases whole = {.list = vg_arena_array(a, words.n + 2, sizeof *whole.list)};
    struct phrases rest = {.list = vg_arena_array(a, 2, sizeof *rest.list)};
    if (r != VG_OK || !whole.list || !rest.list)
        return r != VG_OK ? r : vg_arena_check(a, err);
    add_phrase(&whole, a, phrase, any_after);
    for (size_t i = 0; i < words.n && !more.len; i++)
        whole.list[whole.n++] = words.list[i];
    *out = any_of(&whole, a);
    if (words.n && more.len) {
        add_phrase(&rest, a, more, any_after);
        *out = vg_expr_or(a, *out, vg_expr_and(a, any_of(&words, a), any_of(&rest, a)));
    }
    return VG_OK;
}

/* A text is looked for as a phrase, a pattern piece by piece: an index of words knows no order of them beyond that. */
static enum vg_status search(void *user, struct vg_str text, bool is_pattern, struct vg_arena *a,
                             const struct vg_expr **out, struct vg_error *err)
{
    const struct vg_expr *e = NULL, *one = NULL;
    struct asker *asker = user;
    bool any_before = false;
    for (struct vg_str rest = text; rest.ptr;) {
        struct vg_str piece = is_pattern ? vg_str_cut(rest, '%', &rest) : rest;
        if (!is_pattern)
            rest = (struct vg_str){0};
        struct vg_str phrase = phrase_of(a, piece);
        bool touched = any_before && piece.len && piece.ptr[0] != ' ';
        any_before = true;
        if (!phrase.len)
            continue;
        if (asker->n_searches++ == MAX_SEARCHES)
            return vg_fail(err, VG_BAD_INPUT, "constraint", "more than %d searches in all text", MAX_SEARCHES);
        enum vg_status r = search_piece(asker, phrase, touched, is_pattern && rest.ptr, a, &one, err);
        if (r != VG_OK)
            return r;
        e = vg_expr_and(a, e, one);
    }
    *out = e ? e : vg_expr_constant(a, true);
    return vg_arena_check(a, err);
}

static void free_text(xmlChar **text)
{
    if (*text)
        xmlFree(*text);
}

/* --- conditions ------------------------------------------------------------------------------------- */

static enum vg_status read_constraint(struct csw *c, const struct vg_syntax **out, struct vg_error *err)
{
    static const char *const languages[] = {"FILTER", "CQL_TEXT", NULL};
    struct vg_str text = vg_csw_get(c, "constraint");
    int language;
    *out = NULL;
    if (c->filter)
        return vg_fes_node(c->filter, c->call->arena, out, err);
    if (!text.ptr)
        return VG_OK;
    bool looks_xml = vg_str_starts(vg_str_trim(text), VG_STR("<"));
    enum vg_status r = vg_csw_get_choice(c, "constraintLanguage", languages, looks_xml ? 0 : 1, &language, err);
    if (r != VG_OK)
        return r;
    return language == 0 ? vg_fes_xml(text, c->call->arena, out, err) : vg_cql2_text(text, c->call->arena, out, err);
}

static enum vg_status add_tree(struct csw *c, const struct vg_syntax *tree, struct vg_query *q, struct vg_error *err)
{
    const struct vg_expr *e;
    struct vg_call *call = c->call;
    struct asker asker = {c, q->collection};
    const struct vg_filter_scope scope = {.collection = q->collection,
                                          .may_ask = may_ask,
                                          .resolve = resolve,
                                          .search = search,
                                          .by_value = true,
                                          .user = &asker,
                                          .registry = vg_call_crs(call),
                                          .crs = vg_crs84(vg_call_crs(call))}; /* without srsName: x before y, as harvesters send it */
    enum vg_status r = vg_filter_type(tree, &scope, call->arena, &e, err);
    if (r == VG_OK)
        q->filter = vg_expr_and(call->arena, q->filter, vg_csw_rewritten(call->arena, e, q->collection));
    return r;
}

static enum vg_status add_constraint(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    const struct vg_syntax *tree;
    enum vg_status r = read_constraint(c, &tree, err);
    return r == VG_OK && tree ? add_tree(c, tree, q, err) : r;
}

enum vg_status vg_csw_constrain(struct csw *c, const xmlNode *constraint, struct vg_query *q, struct vg_error *err)
{
    const struct vg_syntax *tree = NULL;
    const xmlNode *n = constraint ? xmlFirstElementChild((xmlNode *)(uintptr_t)constraint) : NULL;
    if (!n)
        return vg_csw_missing(c, "Constraint", err);
    enum vg_status r = VG_OK;
    if (strcmp((const char *)n->name, "Filter") == 0) {
        r = vg_fes_node(n, c->call->arena, &tree, err);
    } else if (strcmp((const char *)n->name, "CqlText") == 0) {
        VG_AUTO(free_text) xmlChar *text = xmlNodeGetContent(n);
        struct vg_str cql = vg_arena_str(c->call->arena, vg_str_trim(vg_str_of(text ? (const char *)text : "")));
        r = vg_cql2_text(cql, c->call->arena, &tree, err);
    } else {
        return vg_csw_invalid(c, "Constraint", vg_str_of((const char *)n->name), "'Filter', 'CqlText'", err);
    }
    if (r == VG_OK)
        r = add_tree(c, tree, q, err);
    if (r != VG_OK && err && !err->where[0])
        snprintf(err->where, sizeof err->where, "Constraint");
    return r;
}

/* minx,miny,maxx,maxy[,crs] (12-176r7, table 6).  What has no place lies in no box here, unlike in Features. */
static enum vg_status add_bbox(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    struct vg_str text = vg_csw_get(c, "bbox");
    const struct vg_crs *crs = vg_crs84(vg_call_crs(c->call));
    struct vg_collection placed = *q->collection;
    struct vg_bbox box;
    const struct vg_expr *e;
    if (!text.ptr)
        return VG_OK;
    placed.geom_nulls = false;
    size_t commas = 0, cut = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ',' && ++commas == 4)
            cut = i;
    enum vg_status r = VG_OK;
    if (commas == 4) {
        r = vg_crs_find(vg_call_crs(c->call), (struct vg_str){text.ptr + cut + 1, text.len - cut - 1}, &crs, err);
        text.len = cut;
    }
    if (r == VG_OK)
        r = vg_bbox_parse(text, true, &box, err);
    if (r == VG_OK && commas == 4 && crs->flipped)
        box = (struct vg_bbox){.min = {box.min[1], box.min[0]}, .max = {box.max[1], box.max[0]}};
    if (r == VG_OK)
        r = vg_expr_bbox(vg_call_crs(c->call), &placed, &box, crs, c->call->arena, &e, err);
    if (r != VG_OK) {
        if (err)
            snprintf(err->where, sizeof err->where, "bbox");
        return r;
    }
    q->filter = vg_expr_and(c->call->arena, q->filter, e);
    return VG_OK;
}

/* What has no time lies in no interval here, unlike in Features. */
static const struct vg_expr *timed(struct csw *c, const struct vg_query *q)
{
    static const int ends[] = {VG_R_TIME_START, VG_R_TIME_END};
    struct vg_arena *a = c->call->arena;
    const struct vg_expr *e = NULL;
    for (size_t i = 0; i < VG_COUNT(ends); i++)
        e = vg_expr_or(a, e, vg_expr_not(a, vg_expr_is_null(a, vg_expr_property(a, vg_record_column(q->collection, ends[i])))));
    return e;
}

static enum vg_status add_time(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    struct vg_str text = vg_csw_get(c, "time");
    struct vg_interval interval;
    const struct vg_expr *e;
    if (!text.ptr || vg_str_is(text, "/")) /* a template whose two times are left empty */
        return VG_OK;
    enum vg_status r = vg_interval_parse(text, &interval, err);
    if (r == VG_OK)
        r = vg_expr_datetime(q->collection, &interval, c->call->arena, &e, err);
    if (r != VG_OK) {
        if (err)
            snprintf(err->where, sizeof err->where, "time");
        return r;
    }
    q->filter = vg_expr_and(c->call->arena, q->filter, vg_expr_and(c->call->arena, timed(c, q), e));
    return VG_OK;
}

/* The next word, or what stands between quotes; empty at the end. */
static struct vg_str next_phrase(struct vg_str *rest)
{
    struct vg_str s = vg_str_trim(*rest), phrase;
    bool quoted = s.len && s.ptr[0] == '"';
    if (quoted)
        s = (struct vg_str){s.ptr + 1, s.len - 1};
    phrase = vg_str_cut(s, quoted ? '"' : ' ', rest);
    if (!rest->ptr)
        *rest = (struct vg_str){"", 0};
    return phrase;
}

#define MAX_WORDS 20

/* Records that have all the words (10-032r8, table 4: as search engines take them). */
static enum vg_status add_text(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    struct vg_arena *a = c->call->arena;
    struct vg_str rest = vg_csw_get(c, "q");
    for (int n = 0; rest.len; n++) {
        struct vg_str phrase = next_phrase(&rest);
        if (n == MAX_WORDS)
            return vg_fail(err, VG_BAD_INPUT, "q", "more than %d words", MAX_WORDS);
        if (vg_terms_any(phrase))
            q->filter = vg_expr_and(a, q->filter, vg_expr_text(a, &phrase, 1));
    }
    return VG_OK;
}

/* --- order ------------------------------------------------------------------------------------------ */

static enum vg_status add_key(struct csw *c, struct vg_query *q, struct vg_str name, bool descending,
                              struct vg_error *err)
{
    const struct csw_name *n;
    if (!vg_csw_name_find(name, &n) || n->kind != VG_M_FIELD)
        return vg_csw_invalid(c, "SortBy", name, "the queryables that GetCapabilities lists", err);
    if (q->n_sort < VG_MAX_SORT_KEYS)
        q->sort[q->n_sort++] = (struct vg_sort_key){vg_record_column(q->collection, n->field), descending};
    return VG_OK;
}

/* KVP: "dc:title:A,dc:date:D" (07-006r1, table 29) or "title ASC" (12-176r7). */
static enum vg_status add_listed_keys(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    static const struct {
        const char *end;
        bool descending;
    } ends[] = {{":A", false}, {":D", true}, {":ASC", false}, {":DESC", true}, {" ASC", false}, {" DESC", true}};
    size_t n;
    struct vg_str *keys = vg_csw_get_all(c, "sortBy", &n);
    for (size_t i = 0; i < n; i++) {
        bool descending = false;
        for (size_t k = 0; k < VG_COUNT(ends); k++) {
            size_t len = strlen(ends[k].end);
            if (keys[i].len > len && vg_str_is_nocase((struct vg_str){keys[i].ptr + keys[i].len - len, len}, ends[k].end)) {
                keys[i].len -= len;
                descending = ends[k].descending;
                break;
            }
        }
        enum vg_status r = add_key(c, q, vg_str_trim(keys[i]), descending, err);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

static enum vg_status add_order(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    const struct vg_fes_sort_key *keys;
    size_t n = 0;
    enum vg_status r = c->sort_by ? vg_fes_sort(c->sort_by, c->call->arena, &keys, &n, err) : add_listed_keys(c, q, err);
    for (size_t i = 0; i < n && r == VG_OK; i++)
        r = add_key(c, q, keys[i].name, keys[i].descending, err);
    /* With no order asked, by the number that a record keeps for ever: harvesters page without drifting. */
    if (r == VG_OK && q->n_sort == 0)
        q->sort[q->n_sort++] = (struct vg_sort_key){vg_record_number_column(q->collection), false};
    return r;
}

enum vg_status vg_csw_narrow(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    enum vg_status r = add_constraint(c, q, err);
    if (r != VG_OK && err && !err->where[0])
        snprintf(err->where, sizeof err->where, "constraint");
    if (r == VG_OK)
        r = add_bbox(c, q, err);
    if (r == VG_OK)
        r = add_time(c, q, err);
    if (r == VG_OK)
        r = add_text(c, q, err);
    if (r != VG_OK)
        return r;
    q->ids = vg_csw_get_all(c, "recordIds", &q->n_ids);
    q->ids = q->n_ids ? q->ids : NULL;
    return add_order(c, q, err);
}
