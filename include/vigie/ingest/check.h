/* check.h — the rows of a file against a Table Schema: which row, which field, which rule.
 *
 * vg_check_file() looks at a file alone; vg_import() does the same on the way in where its options name a schema. */
#ifndef VIGIE_INGEST_CHECK_H
#define VIGIE_INGEST_CHECK_H

#include <vigie/model/product.h>

struct vg_import_options;

#define VG_CHECK_LISTED 1000        /* faults that a report tells one by one; all are counted */
#define VG_CHECK_KEYS 4000000       /* values of a unique field that are remembered: rows past them are not compared */

struct vg_check_fault {
    int64_t line;       /* of a text table; 0: not known */
    int64_t row;        /* from 1; 0: about the header */
    const char *field;  /* NULL: about the whole row */
    enum vg_schema_rule rule;
    const char *text;   /* a sentence */
};

struct vg_check_report {
    const char *file, *schema; /* the schema's title */
    int64_t rows, faulty;      /* rows looked at, rows with a fault */
    int64_t n_faults;
    int64_t by_rule[VG_BREAKS_N];
    struct vg_check_fault *faults; /* the first n_listed */
    size_t n_listed;
    const char *const *extra;  /* columns that the schema does not know: told, no fault */
    size_t n_extra;
    bool compared_all;         /* false: more rows than VG_CHECK_KEYS, and a field is unique */
};

/* source, layer, encoding, crs, lang and schema of o count.  What lives in *out lives in a.  A faulty file is VG_OK with
 * faults; errors are of a file that cannot be read at all. */
enum vg_status vg_check_file(const struct vg_import_options *o, struct vg_arena *a, struct vg_check_report *out,
                             struct vg_error *err) VG_MUST_USE;

/* The report as text, as a node tree and as a page of its own, in lang. */
void vg_check_put_text(const struct vg_check_report *r, enum vg_lang lang, size_t most, struct vg_buf *b);
struct vg_node *vg_check_node(const struct vg_check_report *r, struct vg_arena *a);
void vg_check_put_html(const struct vg_check_report *r, enum vg_lang lang, struct vg_buf *b);

#endif
