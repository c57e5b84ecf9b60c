/* A graph as Turtle, RDF/XML and JSON-LD.  The three walk it alike: each subject that is no blank node, or one that nobody
 * refers to, is a top; blank nodes stand inside what refers to them. */
#include <vigie/base/escape.h>
#include <vigie/base/node.h>

#include "rdf.h"
#include "xml_map.h"

#define MAX_DEPTH 8 /* of blank nodes in each other */

static bool is_first(const struct vg_rdf_graph *g, size_t i)
{
    return vg_rdf_next(g, &g->triples[i].s, NULL, NULL) == &g->triples[i];
}

static bool is_referred(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    for (size_t i = 0; i < g->n_triples; i++) {
        if (g->triples[i].o.kind == VG_RDF_BLANK && vg_rdf_same(&g->triples[i].o, s))
            return true;
    }
    return false;
}

static bool is_top(const struct vg_rdf_graph *g, size_t i)
{
    const struct vg_rdf_term *s = &g->triples[i].s;
    return is_first(g, i) && (s->kind == VG_RDF_IRI || !is_referred(g, s));
}

static const struct vg_rdf_prefix *prefix_of(const char *name)
{
    size_t len = strcspn(name, ":");

    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        if (strlen(p->name) == len && strncmp(p->name, name, len) == 0 && name[len + 1] != '/')
            return p;
    }
    return NULL;
}

static bool is_used(const struct vg_rdf_graph *g, const struct vg_rdf_prefix *p)
{
    for (size_t i = 0; i < g->n_triples; i++) {
        const struct vg_rdf_triple *t = &g->triples[i];
        if (prefix_of(t->p) == p || (t->o.datatype && prefix_of(t->o.datatype) == p)
            || (strcmp(t->p, "rdf:type") == 0 && prefix_of(t->o.value) == p))
            return true;
    }
    return strcmp(p->name, "rdf") == 0;
}

/* --- Turtle --- */

static void indent(struct vg_buf *b, int depth)
{
    VG_BUF_LIT(b, "\n");
    for (int i = 0; i < depth; i++)
        VG_BUF_LIT(b, "  ");
}

static void put_turtle_string(struct vg_buf *b, const char *s)
{
    VG_BUF_LIT(b, "\"");
    for (; *s; s++) {
        switch (*s) {
        case '"': VG_BUF_LIT(b, "\\\""); break;
        case '\\': VG_BUF_LIT(b, "\\\\"); break;
        case '\n': VG_BUF_LIT(b, "\\n"); break;
        case '\r': VG_BUF_LIT(b, "\\r"); break;
        case '\t': VG_BUF_LIT(b, "\\t"); break;
        default:
            if ((unsigned char)*s < ' ')
                vg_buf_printf(b, "\\u%04X", (unsigned char)*s);
            else
                vg_buf_char(b, *s);
        }
    }
    VG_BUF_LIT(b, "\"");
}

static void put_turtle_name(struct vg_buf *b, const char *name)
{
    if (prefix_of(name)) {
        vg_buf_cstr(b, name);
        return;
    }
    VG_BUF_LIT(b, "<");
    vg_url_put_legal(b, name);
    VG_BUF_LIT(b, ">");
}

static void put_turtle_properties(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_term *s, int depth);

static void put_turtle_object(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_triple *t, int depth)
{
    if (t->o.kind == VG_RDF_LITERAL) {
        put_turtle_string(b, t->o.value);
        if (t->o.lang)
            vg_buf_printf(b, "@%s", t->o.lang);
        else if (t->o.datatype) {
            VG_BUF_LIT(b, "^^");
            put_turtle_name(b, t->o.datatype);
        }
    } else if (t->o.kind == VG_RDF_BLANK) {
        VG_BUF_LIT(b, "[");
        if (depth < MAX_DEPTH)
            put_turtle_properties(b, g, &t->o, depth + 1);
        indent(b, depth);
        VG_BUF_LIT(b, "]");
    } else if (strcmp(t->p, "rdf:type") == 0) {
        put_turtle_name(b, t->o.value);
    } else {
        VG_BUF_LIT(b, "<");
        vg_url_put_legal(b, t->o.value);
        VG_BUF_LIT(b, ">");
    }
}

static void put_turtle_properties(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_term *s, int depth)
{
    const char *between = "";

    for (const struct vg_rdf_triple *t = vg_rdf_next(g, s, NULL, NULL); t; t = vg_rdf_next(g, s, NULL, t)) {
        vg_buf_cstr(b, between);
        indent(b, depth);
        if (strcmp(t->p, "rdf:type") == 0)
            VG_BUF_LIT(b, "a");
        else
            put_turtle_name(b, t->p);
        VG_BUF_LIT(b, " ");
        put_turtle_object(b, g, t, depth);
        between = " ;";
    }
}

void vg_rdf_put_turtle(struct vg_buf *b, const struct vg_rdf_graph *g)
{
    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        if (is_used(g, p))
            vg_buf_printf(b, "@prefix %s: <%s> .\n", p->name, p->space);
    }
    for (size_t i = 0; i < g->n_triples; i++) {
        const struct vg_rdf_term *s = &g->triples[i].s;
        if (!is_top(g, i))
            continue;
        VG_BUF_LIT(b, "\n");
        if (s->kind == VG_RDF_IRI) {
            VG_BUF_LIT(b, "<");
            vg_url_put_legal(b, s->value);
            VG_BUF_LIT(b, ">");
        } else {
            vg_buf_printf(b, "_:%s", s->value);
        }
        put_turtle_properties(b, g, s, 1);
        VG_BUF_LIT(b, " .\n");
    }
}

/* --- RDF/XML --- */

/* Of a resource: its first class of ours, else rdf:Description. */
static const char *class_of(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    const struct vg_rdf_triple *t = vg_rdf_next(g, s, "rdf:type", NULL);
    return t && prefix_of(t->o.value) ? t->o.value : "rdf:Description";
}

static void put_address(struct vg_buf *b, const char *attribute, const char *iri)
{
    vg_buf_printf(b, " %s=\"", attribute);
    vg_xml_put_url(b, iri);
    VG_BUF_LIT(b, "\"");
}

static void put_datatype(struct vg_buf *b, const char *datatype)
{
    const struct vg_rdf_prefix *p = prefix_of(datatype);

    vg_buf_printf(b, " rdf:datatype=\"%s%s\"", p ? p->space : "", p ? datatype + strlen(p->name) + 1 : datatype);
}

static void put_xml_resource(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_term *s, int depth,
                             const char *spaces);

static void put_xml_property(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_triple *t, int depth)
{
    indent(b, depth);
    vg_buf_printf(b, "<%s", t->p);
    if (t->o.kind == VG_RDF_IRI) {
        const struct vg_rdf_prefix *p = strcmp(t->p, "rdf:type") == 0 ? prefix_of(t->o.value) : NULL;
        if (p)
            vg_buf_printf(b, " rdf:resource=\"%s%s\"", p->space, t->o.value + strlen(p->name) + 1);
        else
            put_address(b, "rdf:resource", t->o.value);
        VG_BUF_LIT(b, "/>");
        return;
    }
    if (t->o.lang)
        vg_buf_printf(b, " xml:lang=\"%s\"", t->o.lang);
    else if (t->o.datatype)
        put_datatype(b, t->o.datatype);
    VG_BUF_LIT(b, ">");
    if (t->o.kind == VG_RDF_LITERAL) {
        vg_xml_put_text(b, vg_str_of(t->o.value));
    } else {
        if (depth < 2 * MAX_DEPTH)
            put_xml_resource(b, g, &t->o, depth + 1, "");
        indent(b, depth);
    }
    vg_buf_printf(b, "</%s>", t->p);
}

static void put_xml_resource(struct vg_buf *b, const struct vg_rdf_graph *g, const struct vg_rdf_term *s, int depth,
                             const char *spaces)
{
    const char *class = class_of(g, s);

    indent(b, depth);
    vg_buf_printf(b, "<%s%s", class, spaces);
    if (s->kind == VG_RDF_IRI)
        put_address(b, "rdf:about", s->value);
    VG_BUF_LIT(b, ">");
    for (const struct vg_rdf_triple *t = vg_rdf_next(g, s, NULL, NULL); t; t = vg_rdf_next(g, s, NULL, t)) {
        bool is_class = strcmp(t->p, "rdf:type") == 0 && strcmp(t->o.value, class) == 0;
        if (!is_class && prefix_of(t->p))
            put_xml_property(b, g, t, depth + 1);
    }
    indent(b, depth);
    vg_buf_printf(b, "</%s>", class);
}

static void put_spaces(struct vg_buf *b, const struct vg_rdf_graph *g)
{
    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        if (is_used(g, p))
            vg_buf_printf(b, " xmlns:%s=\"%s\"", p->name, p->space);
    }
}

static bool has_several(const struct vg_rdf_graph *g)
{
    int n = 0;

    for (size_t i = 0; i < g->n_triples; i++)
        n += is_top(g, i);
    return n > 1;
}

/* Alone, a resource is its own root element; several need one around them. */
void vg_rdf_put_xml(struct vg_buf *b, const struct vg_rdf_graph *g, bool alone)
{
    struct vg_buf spaces;
    bool bare = alone && !has_several(g);

    vg_buf_init(&spaces, 4096);
    put_spaces(&spaces, g);
    if (!alone)
        VG_BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (!bare) {
        VG_BUF_LIT(b, "<rdf:RDF");
        vg_buf_cstr(b, spaces.ptr);
        VG_BUF_LIT(b, ">");
    }
    for (size_t i = 0; i < g->n_triples; i++) {
        if (is_top(g, i))
            put_xml_resource(b, g, &g->triples[i].s, 1, alone ? spaces.ptr : "");
    }
    vg_buf_cstr(b, bare ? "\n" : "\n</rdf:RDF>\n");
    vg_buf_finish(&spaces);
}

/* --- JSON-LD --- */

static void put_json_resource(struct vg_node *to, const struct vg_rdf_graph *g, const struct vg_rdf_term *s, int depth)
{
    struct vg_arena *a = g->arena;

    if (s->kind == VG_RDF_IRI)
        vg_node_add_str(a, to, "@id", s->value);
    for (const struct vg_rdf_triple *t = vg_rdf_next(g, s, NULL, NULL); t; t = vg_rdf_next(g, s, NULL, t)) {
        bool is_class = strcmp(t->p, "rdf:type") == 0;
        struct vg_node *list = (struct vg_node *)(uintptr_t)vg_node_get(to, is_class ? "@type" : t->p);
        if (!list)
            list = vg_node_add_list(a, to, is_class ? "@type" : t->p);
        if (is_class) {
            vg_node_add_str(a, list, NULL, t->o.value);
            continue;
        }
        struct vg_node *value = vg_node_add_map(a, list, NULL);
        if (t->o.kind == VG_RDF_IRI) {
            vg_node_add_str(a, value, "@id", t->o.value);
        } else if (t->o.kind == VG_RDF_LITERAL) {
            vg_node_add_str(a, value, "@value", t->o.value);
            vg_node_add_str(a, value, t->o.lang ? "@language" : "@type", t->o.lang ? t->o.lang : t->o.datatype);
        } else if (depth < MAX_DEPTH) {
            put_json_resource(value, g, &t->o, depth + 1);
        }
    }
}

void vg_rdf_put_json(struct vg_buf *b, const struct vg_rdf_graph *g)
{
    struct vg_arena *a = g->arena;
    struct vg_node *root = vg_node_map(a), *context = vg_node_add_map(a, root, "@context"), *list;

    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        if (is_used(g, p))
            vg_node_add_str(a, context, p->name, p->space);
    }
    list = vg_node_add_list(a, root, "@graph");
    for (size_t i = 0; i < g->n_triples; i++) {
        if (is_top(g, i))
            put_json_resource(vg_node_add_map(a, list, NULL), g, &g->triples[i].s, 1);
    }
    vg_node_put_json(b, root, 2);
    VG_BUF_LIT(b, "\n");
}
