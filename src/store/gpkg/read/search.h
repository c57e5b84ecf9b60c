/* search.h — rows found by boxes: the R*Tree's nodes read as they lie in their table.
 *
 * SQLite's own R*Tree module gives a row at a time through its interpreter; reading whole nodes is many times as
 * fast, tells a row whose box settles the question from one that must be looked at, and a few nodes from the
 * top tell how many rows there will be. */
#ifndef VIGIE_STORE_GPKG_SEARCH_H
#define VIGIE_STORE_GPKG_SEARCH_H

#include "../gpkg.h"

#define VG_GPKG_MOST_FOUND 2000000 /* rows found at once: 16 MB; past it the rows are walked instead */

struct vg_gpkg_search {
    const struct vg_shape *shapes[VG_SQL_MAX_SHAPES]; /* rows that meet any of their boxes */
    size_t n_shapes;
    bool nulls;           /* and rows without geometry */
    bool settles;         /* rows whose box lies in a shape's box meet it for sure */
    bool count_only;      /* those that are settled are counted and not kept */
    bool has_from;        /* only ids beyond `from` */
    bool inclusive;       /* and that one */
    int64_t from;
    bool backwards;       /* beyond: less than it; and the rows are to come from the last to the first */
};

/* Row ids, ascending; a bit beside each says whether the row must still be tested. */
struct vg_gpkg_found {
    int64_t *coded;    /* id * 2, + 1 where it must be tested */
    size_t n, cap;
    bool backwards;
    int64_t n_counted; /* settled rows that were not kept */
};

/* What q's drive asks the R*Tree for. */
void vg_gpkg_search_of(const struct vg_expr *drive, struct vg_gpkg_search *out);

/* About how many rows a search finds, and how many there are, from a few nodes at the top; false: it cannot be told. */
bool vg_gpkg_search_estimate(struct vg_gpkg_conn *c, const struct vg_gpkg_table *t, const struct vg_gpkg_search *s,
                             double *found_out, double *rows_out);

/* Find them all.  False, and nothing found: the tree cannot be read, or there are too many.  *out was {0} or had been
 * freed. */
bool vg_gpkg_search_run(struct vg_gpkg_conn *c, const struct vg_gpkg_table *t, const struct vg_gpkg_search *s,
                        struct vg_gpkg_found *out);
/* These rows, ascending.  false: no memory. */
bool vg_gpkg_found_of(const int64_t *ids, size_t n, struct vg_gpkg_found *out);
void vg_gpkg_found_free(struct vg_gpkg_found *f); /* bears {0} */

/* The table vigie_found(set): what was found, bound as a pointer of this type, as rows (id, settled) in order. */
#define VG_GPKG_FOUND_TYPE "vg_found"

#endif
