/* fes.h — between the files that read OGC filters. */
#ifndef VIGIE_SRC_QUERY_FES_READ_H
#define VIGIE_SRC_QUERY_FES_READ_H

#include <libxml/tree.h>

#include "syntax.h"

/* Which version has an element; a filter of no namespace may say what either has. */
enum { FES_11 = 1, FES_20 = 2, FES_ANY = FES_11 | FES_20 };

#define VG_MAX_FES_TEXT (16 * VG_MAX_FILTER_BYTES) /* of one element; a filter may stand within a larger document */

struct fes {
    struct vg_syntax_maker maker;
    int version;             /* FES_… */
    const xmlChar *space;    /* the namespace of its elements; NULL: none */
    enum vg_status cut;      /* not VG_OK: some text was longer than is read */
};

/* fes_xml.c: elements and their texts. */
const xmlNode *vg_fes_first(const xmlNode *parent); /* the first element within; NULL */
const xmlNode *vg_fes_next(const xmlNode *element); /* the next beside it; NULL */
bool vg_fes_is(const xmlNode *element, const char *name); /* by its name, whatever the namespace; bears NULL */
/* All text within, trimmed; in the arena. */
struct vg_str vg_fes_text(struct fes *f, const xmlNode *element);
/* An attribute's value, in the arena; absent where there is none.  Its namespace does not matter. */
struct vg_str vg_fes_attr(struct fes *f, const xmlNode *element, const char *name);
/* "line 3, <PropertyIsLike>: <what> was expected" */
enum vg_status vg_fes_expected(struct fes *f, const xmlNode *element, const char *wanted) VG_MUST_USE;
/* A node that tells where it stood. */
enum vg_status vg_fes_new(struct fes *f, const xmlNode *element, enum vg_syntax_kind kind,
                          struct vg_syntax **out) VG_MUST_USE;
enum vg_status vg_fes_new_op(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out) VG_MUST_USE;

/* fes_gml.c, fes_time.c */
bool vg_fes_is_geometry(const xmlNode *element);
enum vg_status vg_fes_geometry(struct fes *f, const xmlNode *element, struct vg_syntax **out) VG_MUST_USE;
bool vg_fes_is_time(const xmlNode *element);
enum vg_status vg_fes_time(struct fes *f, const xmlNode *element, struct vg_syntax **out) VG_MUST_USE;
/* A date, a timestamp, a year or a month ("2005-10": the interval of its days); false: none. */
enum vg_status vg_fes_time_text(struct fes *f, const xmlNode *element, struct vg_str text,
                                struct vg_syntax **out) VG_MUST_USE;

/* fes_expression.c: what is compared. */
enum vg_status vg_fes_expression(struct fes *f, const xmlNode *element, struct vg_syntax **out) VG_MUST_USE;
enum vg_status vg_fes_append(struct fes *f, const xmlNode *expression, struct vg_syntax *to) VG_MUST_USE;
bool vg_fes_is_property(const xmlNode *element);

/* What reads an operator's element; op is its row's. */
typedef enum vg_status vg_fes_reader(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out);
vg_fes_reader vg_fes_distance; /* fes_distance.c */

/* fes.c: the namespace and the name of a Filter or a SortBy. */
enum vg_status vg_fes_begin(struct fes *f, const xmlNode *root, const char *name) VG_MUST_USE;

#endif
