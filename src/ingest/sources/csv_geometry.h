/* csv_geometry.h — where a table keeps its geometry: a WKT column, two columns of coordinates, or one with both. */
#ifndef INGEST_CSV_GEOMETRY_H
#define INGEST_CSV_GEOMETRY_H

#include "csv_reader.h"
#include "source.h"

enum vg_csv_geometry_kind { VG_CSV_NO_GEOMETRY, VG_CSV_WKT, VG_CSV_XY, VG_CSV_PAIR };

/* A possible place; looked for by names, confirmed or given up by what the cells hold. */
struct vg_csv_spot {
    bool possible, asked, any; /* asked: named in the call; any: a cell had a value */
    int x, y;                  /* columns; WKT and pairs: x only */
    bool y_first;              /* pair "lat, lon" */
    bool degrees;              /* the names say longitude and latitude */
    const char *crs;           /* the names say it; NULL: not */
    struct vg_bbox range;
    int64_t srid;              /* of EWKT; 0: none */
    unsigned types;            /* bits 1 << enum vg_geom_type, of WKT */
    bool z, m;
    int64_t bad_line;          /* first line that does not fit; 0: none */
    int bad_column;
};

struct vg_csv_geometry {
    struct vg_csv_spot spots[3]; /* WKT, XY, PAIR: kind - 1 */
    enum vg_csv_geometry_kind kind;
};

/* By the header (n names) and the call.  VG_NOT_FOUND: the call names a column that is not there. */
enum vg_status vg_csv_geometry_init(struct vg_csv_geometry *g, const char *const *names, size_t n,
                                    const struct vg_import_options *o, struct vg_error *err) VG_MUST_USE;

/* One record while types are found out. */
void vg_csv_geometry_look(struct vg_csv_geometry *g, const struct vg_csv_record *record);

/* Choose; schema gets geom_*, crs_out the name of the CRS (NULL: not known, the call must say it).
 * VG_BAD_INPUT: what the call asked for does not hold; err->where is the column. */
enum vg_status vg_csv_geometry_choose(struct vg_csv_geometry *g, const char *const *names, const char *crs_given,
                                      struct vg_arena *a, struct vg_notes *notes, const char **crs_out, int64_t *line,
                                      struct vg_error *err) VG_MUST_USE;

/* The geometry of a record, in the arena; {0}: none.  VG_BAD_INPUT: *column is at fault. */
enum vg_status vg_csv_geometry_read(const struct vg_csv_geometry *g, const struct vg_csv_record *record,
                                    struct vg_arena *a, struct vg_geom *out, int *column,
                                    struct vg_error *err) VG_MUST_USE;

#endif
