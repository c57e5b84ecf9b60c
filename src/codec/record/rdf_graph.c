/* The graph: a list of triples in the order they came; documents of records are small, so it is searched as it is. */
#include <ctype.h>
#include <stdlib.h>

#include <vigie/base/escape.h>

#include "rdf.h"

#define MAX_ADDRESS (1u << 20)

const struct vg_rdf_prefix vg_rdf_prefixes[] = {
    {"adms", "http://www.w3.org/ns/adms#"},
    {"dcat", "http://www.w3.org/ns/dcat#"},
    {"dcatap", "http://data.europa.eu/r5r/"},
    {"dct", "http://purl.org/dc/terms/"},
    {"foaf", "http://xmlns.com/foaf/0.1/"},
    {"geodcat", "http://data.europa.eu/930/"},
    {"gsp", "http://www.opengis.net/ont/geosparql#"},
    {"hydra", "http://www.w3.org/ns/hydra/core#"},
    {"locn", "http://www.w3.org/ns/locn#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"prov", "http://www.w3.org/ns/prov#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"schema", "http://schema.org/"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"vcard", "http://www.w3.org/2006/vcard/ns#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
    {NULL, NULL},
};

static bool is_local(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return n > 0 && s[n] == '\0' && s[0] != '-' && !(s[0] >= '0' && s[0] <= '9');
}

const char *vg_rdf_name(struct vg_arena *a, const char *iri)
{
    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        size_t len = strlen(p->space);
        if (strncmp(iri, p->space, len) == 0 && is_local(iri + len))
            return vg_arena_printf(a, "%s:%s", p->name, iri + len);
    }
    return iri;
}

bool vg_rdf_same(const struct vg_rdf_term *a, const struct vg_rdf_term *b)
{
    return a->kind == b->kind && (a->value == b->value || strcmp(a->value, b->value) == 0);
}

/* By subject, otherwise in the order they came: `after` keeps the place of a triple before sorting. */
static int compare(const void *a, const void *b)
{
    const struct vg_rdf_triple *x = a, *y = b;
    int r = (int)x->s.kind - (int)y->s.kind;

    r = r ? r : strcmp(x->s.value, y->s.value);
    return r ? r : (x->place > y->place) - (x->place < y->place);
}

void vg_rdf_sort(struct vg_rdf_graph *g)
{
    for (size_t i = 0; i < g->n_triples; i++)
        g->triples[i].place = i;
    if (g->n_triples)
        qsort(g->triples, g->n_triples, sizeof(*g->triples), compare);
    g->sorted = true;
}

/* The first of a subject in a sorted graph. */
static size_t first_of(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    const struct vg_rdf_triple wanted = {.s = *s};
    size_t low = 0, high = g->n_triples;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct vg_rdf_triple *t = &g->triples[middle];
        int r = (int)t->s.kind - (int)wanted.s.kind;
        r = r ? r : strcmp(t->s.value, s->value);
        if (r < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct vg_rdf_triple *vg_rdf_next(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *p,
                                  const struct vg_rdf_triple *after)
{
    size_t i = after ? (size_t)(after - g->triples) + 1 : g->sorted ? first_of(g, s) : 0;

    for (; i < g->n_triples; i++) {
        struct vg_rdf_triple *t = &g->triples[i];
        bool same = vg_rdf_same(&t->s, s);
        if (same && (!p || strcmp(t->p, p) == 0))
            return t;
        if (!same && g->sorted)
            return NULL;
    }
    return NULL;
}

const struct vg_rdf_term *vg_rdf_object(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *p)
{
    struct vg_rdf_triple *t = vg_rdf_next(g, s, p, NULL);

    if (!t)
        return NULL;
    t->used = true;
    return &t->o;
}

bool vg_rdf_is_a(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *class)
{
    for (struct vg_rdf_triple *t = vg_rdf_next(g, s, "rdf:type", NULL); t; t = vg_rdf_next(g, s, "rdf:type", t)) {
        t->used = true;
        if (strcmp(t->o.value, class) == 0)
            return true;
    }
    return false;
}

void vg_rdf_add(struct vg_rdf_graph *g, struct vg_rdf_term s, const char *p, struct vg_rdf_term o)
{
    struct vg_rdf_triple *t = s.value && o.value ? VG_RECORD_ADD(g->arena, g, triples) : NULL;

    if (t)
        *t = (struct vg_rdf_triple){.s = s, .p = p, .o = o};
}

bool vg_rdf_is_absolute(const char *address)
{
    size_t n = address && isalpha((unsigned char)*address) ? 1 : 0;

    while (n && (isalnum((unsigned char)address[n]) || (address[n] && strchr("+-.", address[n]))))
        n++;
    if (!n || address[n] != ':' || !address[n + 1])
        return false;
    return strncasecmp(address, "http", 4) != 0 || (n > 5) || (address[n + 1] == '/' && address[n + 2] == '/' && address[n + 3]);
}

static bool settle_term(struct vg_rdf_graph *g, struct vg_rdf_term *t)
{
    struct vg_buf b;

    if (t->kind != VG_RDF_IRI)
        return true;
    if (!vg_rdf_is_absolute(t->value))
        return false;
    vg_buf_init(&b, MAX_ADDRESS);
    vg_url_put_legal(&b, t->value);
    bool done = !b.failed;
    if (done)
        t->value = vg_arena_cstr(g->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return done && t->value;
}

void vg_rdf_settle(struct vg_rdf_graph *g)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_triples; i++) {
        struct vg_rdf_triple t = g->triples[i];
        bool is_class = strcmp(t.p, "rdf:type") == 0;
        if (settle_term(g, &t.s) && (is_class || settle_term(g, &t.o)))
            g->triples[n++] = t;
    }
    g->n_triples = n;
}

struct vg_rdf_term vg_rdf_iri(const char *address)
{
    return (struct vg_rdf_term){.kind = VG_RDF_IRI, .value = address};
}

struct vg_rdf_term vg_rdf_literal(const char *text, const char *lang, const char *datatype)
{
    return (struct vg_rdf_term){.kind = VG_RDF_LITERAL, .value = text, .lang = lang, .datatype = datatype};
}

struct vg_rdf_term vg_rdf_blank(struct vg_rdf_graph *g)
{
    return (struct vg_rdf_term){.kind = VG_RDF_BLANK, .value = vg_arena_printf(g->arena, "b%u", ++g->blanks)};
}
