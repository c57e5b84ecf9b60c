/* RDF documents into a graph: Turtle and RDF/XML by raptor, told to fetch nothing; JSON-LD of the shapes that catalogues
 * write (a context of prefixes and terms, @graph or nested nodes), without the rest of that language. */
#include <pthread.h>

#include <raptor2.h>

#include <vigie/codec/json.h>

#include "rdf.h"

#define MAX_TRIPLES 2000000
#define BASE "urn:x-base:" /* what a document without one is relative to */

struct parse {
    struct vg_rdf_graph *g;
    struct vg_error *err;
    bool failed;
};

static struct vg_rdf_term term_of(struct vg_rdf_graph *g, const raptor_term *t)
{
    struct vg_rdf_term term = {.kind = VG_RDF_LITERAL};

    if (t->type == RAPTOR_TERM_TYPE_URI) {
        term.kind = VG_RDF_IRI;
        term.value = vg_arena_strdup(g->arena, (const char *)raptor_uri_as_string(t->value.uri));
    } else if (t->type == RAPTOR_TERM_TYPE_BLANK) {
        term.kind = VG_RDF_BLANK;
        term.value = vg_arena_strdup(g->arena, (const char *)t->value.blank.string);
    } else {
        term.value = vg_arena_strdup(g->arena, (const char *)t->value.literal.string);
        term.lang = vg_arena_strdup(g->arena, (const char *)t->value.literal.language);
        if (t->value.literal.datatype) {
            const char *type = (const char *)raptor_uri_as_string(t->value.literal.datatype);
            term.datatype = vg_rdf_name(g->arena, vg_arena_strdup(g->arena, type));
        }
    }
    return term;
}

static void take_triple(void *to, raptor_statement *st)
{
    struct parse *p = to;
    struct vg_rdf_graph *g = p->g;

    if (g->n_triples >= MAX_TRIPLES || vg_arena_failed(g->arena))
        return;
    const char *name = vg_rdf_name(g->arena, vg_arena_strdup(g->arena, (const char *)raptor_uri_as_string(st->predicate->value.uri)));
    struct vg_rdf_term o = term_of(g, st->object);
    if (strcmp(name, "rdf:type") == 0)
        o.value = vg_rdf_name(g->arena, o.value);
    vg_rdf_add(g, term_of(g, st->subject), name, o);
}

static void take_message(void *to, raptor_log_message *m)
{
    struct parse *p = to;
    char where[48];

    if (p->failed || m->level < RAPTOR_LOG_LEVEL_ERROR)
        return;
    p->failed = true;
    snprintf(where, sizeof(where), "line %d", m->locator ? raptor_locator_line(m->locator) : 1);
    vg_fail(p->err, VG_BAD_INPUT, where, "this is not RDF: %.160s", m->text);
}

static int refuse_uri(void *to, raptor_uri *uri)
{
    (void)to, (void)uri;
    return 1;
}

static bool run(raptor_world *world, struct vg_str bytes, const char *syntax, struct parse *p)
{
    raptor_parser *parser = raptor_new_parser(world, syntax);
    raptor_uri *base = raptor_new_uri(world, (const unsigned char *)BASE);
    bool done = false;

    if (parser && base) {
        raptor_parser_set_statement_handler(parser, p, take_triple);
        raptor_parser_set_uri_filter(parser, refuse_uri, NULL);
        raptor_parser_set_option(parser, RAPTOR_OPTION_NO_NET, NULL, 1);
        raptor_parser_set_option(parser, RAPTOR_OPTION_NO_FILE, NULL, 1);
        raptor_parser_set_option(parser, RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, NULL, 0);
        done = raptor_parser_parse_start(parser, base) == 0
               && raptor_parser_parse_chunk(parser, (const unsigned char *)bytes.ptr, bytes.len, 1) == 0;
    }
    if (base)
        raptor_free_uri(base);
    if (parser)
        raptor_free_parser(parser);
    return done;
}

/* Between two documents: the world also hears what libxml2 says of anything else that is read in this thread. */
static void ignore_message(void *to, raptor_log_message *message)
{
    (void)to, (void)message;
}

/* One world as long as the process: to end one takes libxml2's own tables away from everyone else who uses it. */
static raptor_world *the_world(void)
{
    static raptor_world *world;

    if (!world)
        world = raptor_new_world();
    return world;
}

static enum vg_status parse_in(raptor_world *world, struct vg_str bytes, const char *syntax, struct parse *p)
{
    if (!world)
        return vg_fail(p->err, VG_NO_MEMORY, "", "out of memory");
    raptor_world_set_log_handler(world, p, take_message);
    bool done = run(world, bytes, syntax, p);
    raptor_world_set_log_handler(world, NULL, ignore_message);
    if (p->failed)
        return VG_BAD_INPUT;
    return done ? VG_OK : vg_fail(p->err, VG_BAD_INPUT, "", "this is not RDF: %.160s", syntax);
}

enum vg_status vg_rdf_parse(struct vg_str bytes, const char *syntax, struct vg_rdf_graph *g, struct vg_error *err)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct parse p = {.g = g, .err = err};

    pthread_mutex_lock(&lock);
    enum vg_status r = parse_in(the_world(), bytes, syntax, &p);
    pthread_mutex_unlock(&lock);
    return r == VG_OK ? vg_arena_check(g->arena, err) : r;
}

/* --- JSON-LD --- */

struct context {
    struct vg_rdf_graph *g;
    const struct vg_node *terms; /* the @context's map; NULL */
    const char *lang;
};

/* What a term of the context means: its address, and in *is_id whether its values are addresses. */
static const char *meaning_of(const struct context *c, struct vg_str term, bool *is_id)
{
    char name[128];

    *is_id = false;
    if (term.len == 0 || term.len >= sizeof(name))
        return NULL;
    memcpy(name, term.ptr, term.len);
    name[term.len] = '\0';
    const struct vg_node *n = c->terms ? vg_node_get(c->terms, name) : NULL;
    if (n && n->kind == VG_N_MAP) {
        const char *type = vg_node_cstr(n, "@type", "");
        *is_id = strcmp(type, "@id") == 0 || strcmp(type, "@vocab") == 0;
        n = vg_node_get(n, "@id");
    }
    return n && n->kind == VG_N_STR ? vg_arena_cstr(c->g->arena, n->text) : NULL;
}

/* "dct:title", a term, or an address, as the graph keeps names. */
static const char *expand(const struct context *c, struct vg_str s, bool *is_id, int left)
{
    struct vg_arena *a = c->g->arena;
    struct vg_str rest, prefix = vg_str_cut(s, ':', &rest);
    bool unused;
    const char *meaning = left ? meaning_of(c, s, is_id) : NULL;

    if (meaning)
        return expand(c, vg_str_of(meaning), &unused, left - 1);
    if (rest.ptr && rest.len && rest.ptr[0] != '/') {
        const char *space = left ? meaning_of(c, prefix, &unused) : NULL;
        if (space)
            return vg_rdf_name(a, vg_arena_printf(a, "%s%.*s", space, (int)rest.len, rest.ptr));
    }
    const struct vg_node *vocabulary = c->terms ? vg_node_get(c->terms, "@vocab") : NULL;
    if (!rest.ptr && vocabulary && vocabulary->kind == VG_N_STR)
        return vg_rdf_name(a, vg_arena_printf(a, "%.*s%.*s", (int)vocabulary->text.len, vocabulary->text.ptr, (int)s.len, s.ptr));
    return vg_rdf_name(a, vg_arena_cstr(a, s));
}

/* An object's address: prefixes are written out, since objects are whole. */
static const char *address(const struct context *c, struct vg_str s)
{
    bool unused;
    struct vg_str rest, prefix = vg_str_cut(s, ':', &rest);
    const char *space = rest.ptr && (rest.len == 0 || rest.ptr[0] != '/') ? meaning_of(c, prefix, &unused) : NULL;

    return space ? vg_arena_printf(c->g->arena, "%s%.*s", space, (int)rest.len, rest.ptr) : vg_arena_cstr(c->g->arena, s);
}

static struct vg_rdf_term resource_of(const struct context *c, struct vg_str id)
{
    if (vg_str_starts(id, VG_STR("_:")))
        return (struct vg_rdf_term){.kind = VG_RDF_BLANK, .value = vg_arena_cstr(c->g->arena, id)};
    return vg_rdf_iri(address(c, id));
}

static struct vg_rdf_term subject_of(const struct context *c, const struct vg_node *map)
{
    const struct vg_node *id = vg_node_get(map, "@id");

    return id && id->kind == VG_N_STR ? resource_of(c, id->text) : vg_rdf_blank(c->g);
}

static void read_map(const struct context *c, const struct vg_node *map, struct vg_rdf_term s);

static struct vg_rdf_term literal_of(const struct context *c, const struct vg_node *n, const char *lang, const char *type)
{
    struct vg_arena *a = c->g->arena;
    const char *text = n->kind == VG_N_STR      ? vg_arena_cstr(a, n->text)
                       : n->kind == VG_N_INT    ? vg_arena_printf(a, "%lld", (long long)n->integer)
                       : n->kind == VG_N_DOUBLE ? vg_arena_printf(a, "%.15g", n->real)
                       : n->kind == VG_N_BOOL   ? n->boolean ? "true" : "false"
                                                : NULL;
    return vg_rdf_literal(text, lang ? lang : n->kind == VG_N_STR && !type ? c->lang : NULL, type);
}

static void read_value(const struct context *c, struct vg_rdf_term s, const char *p, const struct vg_node *n, bool is_id)
{
    struct vg_arena *a = c->g->arena;

    if (n->kind == VG_N_LIST) {
        VG_EACH(item, n)
            read_value(c, s, p, item, is_id);
    } else if (n->kind == VG_N_MAP && vg_node_get(n, "@value")) {
        bool unused;
        const struct vg_node *type = vg_node_get(n, "@type");
        const char *name = type && type->kind == VG_N_STR ? expand(c, type->text, &unused, 2) : NULL;
        vg_rdf_add(c->g, s, p, literal_of(c, vg_node_get(n, "@value"), vg_arena_strdup(a, vg_node_cstr(n, "@language", NULL)), name));
    } else if (n->kind == VG_N_MAP && vg_node_get(n, "@list")) {
        read_value(c, s, p, vg_node_get(n, "@list"), is_id);
    } else if (n->kind == VG_N_MAP) {
        struct vg_rdf_term o = subject_of(c, n);
        vg_rdf_add(c->g, s, p, o);
        read_map(c, n, o);
    } else if (n->kind == VG_N_STR && is_id) {
        vg_rdf_add(c->g, s, p, resource_of(c, n->text));
    } else {
        vg_rdf_add(c->g, s, p, literal_of(c, n, NULL, NULL));
    }
}

static void read_types(const struct context *c, struct vg_rdf_term s, const struct vg_node *n)
{
    bool unused;

    if (n->kind == VG_N_STR)
        vg_rdf_add(c->g, s, "rdf:type", vg_rdf_iri(expand(c, n->text, &unused, 2)));
    VG_EACH(type, n) {
        if (n->kind == VG_N_LIST && type->kind == VG_N_STR)
            vg_rdf_add(c->g, s, "rdf:type", vg_rdf_iri(expand(c, type->text, &unused, 2)));
    }
}

/* {"fr": "…", "en": "…"} under a term whose container is @language */
static bool is_by_language(const struct context *c, struct vg_str key)
{
    char name[128];

    if (!c->terms || key.len >= sizeof(name))
        return false;
    memcpy(name, key.ptr, key.len);
    name[key.len] = '\0';
    return strcmp(vg_node_cstr(vg_node_get(c->terms, name), "@container", ""), "@language") == 0;
}

static void read_member(const struct context *c, struct vg_rdf_term s, const struct vg_node *member)
{
    bool is_id = false;

    if (vg_str_is(member->key, "@type")) {
        read_types(c, s, member);
    } else if (vg_str_is(member->key, "@graph")) {
        VG_EACH(inner, member)
            read_map(c, inner, subject_of(c, inner));
    } else if (member->key.len && member->key.ptr[0] != '@') {
        const char *p = expand(c, member->key, &is_id, 2);
        if (member->kind == VG_N_MAP && is_by_language(c, member->key)) {
            VG_EACH(text, member)
                vg_rdf_add(c->g, s, p, literal_of(c, text, vg_arena_cstr(c->g->arena, text->key), NULL));
            return;
        }
        read_value(c, s, p, member, is_id);
    }
}

static void read_map(const struct context *c, const struct vg_node *map, struct vg_rdf_term s)
{
    struct context inner = *c;
    const struct vg_node *own = vg_node_get(map, "@context");

    if (own && own->kind == VG_N_LIST) { /* addresses of contexts are not fetched; a map among them is read */
        VG_EACH(one, own)
            inner.terms = one->kind == VG_N_MAP ? one : inner.terms;
    } else if (own && own->kind == VG_N_MAP) {
        inner.terms = own;
    }
    if (inner.terms)
        inner.lang = vg_arena_strdup(c->g->arena, vg_node_cstr(inner.terms, "@language", c->lang));
    VG_EACH(member, map)
        read_member(&inner, s, member);
}

/* Prefixes that documents use with a context that is elsewhere. */
static struct vg_node *usual_terms(struct vg_arena *a)
{
    struct vg_node *map = vg_node_map(a);

    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++)
        vg_node_add_str(a, map, p->name, p->space);
    vg_node_add_str(a, map, "dcterms", "http://purl.org/dc/terms/");
    return map;
}

enum vg_status vg_rdf_parse_json(struct vg_str bytes, struct vg_rdf_graph *g, struct vg_error *err)
{
    struct vg_node *root;
    enum vg_status r = vg_json_parse(bytes, g->arena, &root, err);

    if (r != VG_OK)
        return r;
    struct context c = {.g = g, .terms = usual_terms(g->arena)};
    if (root->kind == VG_N_MAP)
        read_map(&c, root, subject_of(&c, root));
    VG_EACH(one, root) {
        if (root->kind == VG_N_LIST && one->kind == VG_N_MAP)
            read_map(&c, one, subject_of(&c, one));
    }
    return vg_arena_check(g->arena, err);
}
