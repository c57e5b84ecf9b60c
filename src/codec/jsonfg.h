/* jsonfg.h — what of a geometry JSON-FG can say beyond GeoJSON. */
#ifndef VIGIE_SRC_CODEC_JSONFG_H
#define VIGIE_SRC_CODEC_JSONFG_H

#include <vigie/geo/geom.h>

/* Is g a curve that JSON-FG has a form for?  Its circular strings have at most eleven positions, and no arc is
 * straight or comes back to where it began (clause 11); a collection holds no curves. */
bool vg_jsonfg_has_arcs(struct vg_geom g);

#endif
