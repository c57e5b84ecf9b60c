/* rdf.h — a small RDF graph: what DCAT is read into and written from.  Private to codec/record.
 *
 * Names of the vocabularies in the table of prefixes stand as "dct:title"; all other names, and all objects that are
 * resources but classes, are whole addresses. */
#ifndef VIGIE_SRC_CODEC_RECORD_RDF_H
#define VIGIE_SRC_CODEC_RECORD_RDF_H

#include "forms.h"

enum vg_rdf_kind { VG_RDF_IRI, VG_RDF_BLANK, VG_RDF_LITERAL };

struct vg_rdf_term {
    enum vg_rdf_kind kind;
    const char *value;    /* address, name of a blank node, or text */
    const char *lang;     /* of a literal: "fr"; NULL */
    const char *datatype; /* of a literal: "xsd:date"; NULL */
};

struct vg_rdf_triple {
    struct vg_rdf_term s;
    const char *p;
    struct vg_rdf_term o;
    bool used;    /* by a reader */
    size_t place; /* before sorting */
};

struct vg_rdf_graph {
    struct vg_arena *arena;
    VG_RECORD_LIST(struct vg_rdf_triple, triples);
    unsigned blanks;
    bool sorted; /* by subject: found faster, and nothing is added any more */
};

struct vg_rdf_prefix {
    const char *name, *space;
};
extern const struct vg_rdf_prefix vg_rdf_prefixes[]; /* ends with {NULL} */

/* Names as the graph keeps them: "http://purl.org/dc/terms/title" gives "dct:title". */
const char *vg_rdf_name(struct vg_arena *a, const char *iri);

bool vg_rdf_same(const struct vg_rdf_term *a, const struct vg_rdf_term *b);
/* The next triple of a subject and predicate (NULL: any) behind `after` (NULL: from the start); NULL: no more. */
struct vg_rdf_triple *vg_rdf_next(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *p,
                                  const struct vg_rdf_triple *after);
void vg_rdf_sort(struct vg_rdf_graph *g);
/* Its first object; NULL. */
const struct vg_rdf_term *vg_rdf_object(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *p);
bool vg_rdf_is_a(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *class);

/* Whether an address says where it is by itself: it has a scheme, and http a host. */
bool vg_rdf_is_absolute(const char *address);
/* Addresses as RFC 3986 has them, whatever came: percent-encoded where a character may not stand, so that each syntax gives the
 * same; what is no whole address is left out with what is said of it. */
void vg_rdf_settle(struct vg_rdf_graph *g);

void vg_rdf_add(struct vg_rdf_graph *g, struct vg_rdf_term s, const char *p, struct vg_rdf_term o);
struct vg_rdf_term vg_rdf_iri(const char *address);
struct vg_rdf_term vg_rdf_literal(const char *text, const char *lang, const char *datatype);
struct vg_rdf_term vg_rdf_blank(struct vg_rdf_graph *g);

/* Turtle, RDF/XML ("rdfxml") by raptor; JSON-LD of the common shapes.  VG_BAD_INPUT with the line. */
enum vg_status vg_rdf_parse(struct vg_str bytes, const char *syntax, struct vg_rdf_graph *g, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_rdf_parse_json(struct vg_str bytes, struct vg_rdf_graph *g, struct vg_error *err) VG_MUST_USE;

/* Everything about the subjects, in their order; a blank node stands where it is used. */
void vg_rdf_put_turtle(struct vg_buf *b, const struct vg_rdf_graph *g);
void vg_rdf_put_xml(struct vg_buf *b, const struct vg_rdf_graph *g, bool alone);
void vg_rdf_put_json(struct vg_buf *b, const struct vg_rdf_graph *g);

#endif
