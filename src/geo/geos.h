/* geos.h — from WKB to GEOS and back; only the files that include it see GEOS. */
#ifndef GEO_GEOS_H
#define GEO_GEOS_H

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <vigie/geo/geom.h>

/* GEOS as one thread uses it. */
struct geos {
    GEOSContextHandle_t ctx;
    char message[160]; /* what GEOS last complained of; "" */
    double *room;      /* positions on their way into GEOS */
    size_t room_size;  /* bytes */
};

bool vg_geos_begin(struct geos *g); /* false: no memory */
void vg_geos_end(struct geos *g);   /* bears {0} */

/* How to take what GEOS would not: rings that are not closed, or of fewer than four points. */
enum geos_manner {
    GEOS_STRICT, /* refuse it */
    GEOS_MEND,   /* close rings; leave out what has too few points to be a line or an area */
};

/* A checked geometry, finite and without curves.  TIN and polyhedral surfaces become collections
 * of polygons; z is kept where keep_z says, m never.  NULL: refused, see message. */
GEOSGeometry *vg_geos_import(struct geos *g, struct vg_geom geom, enum geos_manner manner,
                             bool keep_z);

/* By the structure method, which keeps the dimension; takes geom over.  NULL: nothing would be left, or
 * geom was NULL. */
GEOSGeometry *vg_geos_make_valid(struct geos *g, GEOSGeometry *geom);

/* ISO WKB in the arena. */
enum vg_status vg_geos_export(struct geos *g, const GEOSGeometry *geom, struct vg_arena *a,
                              struct vg_geom *out, struct vg_error *err) VG_MUST_USE;

#endif
