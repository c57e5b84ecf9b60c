/* rdf_map.h — a record and an RDF graph by one table: each row says which member a property of a resource is.  Private to
 * codec/record. */
#ifndef VIGIE_SRC_CODEC_RECORD_RDF_MAP_H
#define VIGIE_SRC_CODEC_RECORD_RDF_MAP_H

#include "rdf.h"

struct vg_rdf_row;

struct vg_rdf_table {
    const struct vg_rdf_row *rows;
    size_t n;
};
#define VG_RDF_TABLE(rows) {rows, VG_COUNT(rows)}

struct vg_rdf_reader {
    struct vg_rdf_graph *g;
    struct vg_arena *arena;
    struct vg_record *record;
    struct vg_record_report *report;
};

struct vg_rdf_writer {
    struct vg_rdf_graph *g;
    const struct vg_record *record;
    const struct vg_record_writing *options;
};

struct vg_rdf_mapping {
    /* One object of the property; false: there is nothing in it. */
    bool (*read)(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *object, void *member);
    void (*write)(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member);
};

struct vg_rdf_row {
    const char *property; /* "dct:title" */
    const struct vg_rdf_mapping *kind;
    size_t at, size;      /* of the member; of an item where it is a list, else 0 */
    const struct vg_rdf_table *rows;
    const char *class;    /* of the resource that holds the rows */
    const char *value;    /* a role, a type of date: what the property says of the member */
    bool read_only;       /* another place where it is found */
};

#define VG_RDF_ONE(type, property_, kind_, member) \
    .property = property_, .kind = &vg_rdf_##kind_, .at = offsetof(struct type, member)
#define VG_RDF_MANY(type, property_, kind_, member) \
    VG_RDF_ONE(type, property_, kind_, member), .size = sizeof(*((struct type *)0)->member)

extern const struct vg_rdf_mapping vg_rdf_text;    /* vg_record_text: a literal for each language */
extern const struct vg_rdf_mapping vg_rdf_string;  /* const char *: a literal */
extern const struct vg_rdf_mapping vg_rdf_address; /* vg_record_text: a resource by its address */
bool vg_rdf_read_address(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member);
extern const struct vg_rdf_mapping vg_rdf_when;    /* vg_record_when: a typed literal */
extern const struct vg_rdf_mapping vg_rdf_group;   /* a struct, or the same at 0: a resource of row->class with rows */

bool vg_rdf_read_rows(struct vg_rdf_reader *x, const struct vg_rdf_table *t, const struct vg_rdf_term *subject, void *holder);
void vg_rdf_write_rows(struct vg_rdf_writer *x, const struct vg_rdf_table *t, struct vg_rdf_term subject, const void *holder);
/* Tell what of a resource no row took. */
void vg_rdf_tell_lost(struct vg_rdf_reader *x, const struct vg_rdf_term *subject, int depth);
void vg_rdf_put_text(struct vg_rdf_writer *x, struct vg_rdf_term subject, const char *property, const struct vg_record_text *t);
void vg_rdf_put_when(struct vg_rdf_writer *x, struct vg_rdf_term subject, const char *property, const struct vg_record_when *w);
/* The text of a term: a literal, or an address; NULL where it is a blank node. */
const char *vg_rdf_plain(const struct vg_rdf_term *t);
/* The same, or the label of a node. */
const char *vg_rdf_said(struct vg_rdf_reader *x, const struct vg_rdf_term *t);

#endif
