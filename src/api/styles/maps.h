/* maps.h — maps of several collections, private to this folder. */
#ifndef API_STYLES_MAPS_H
#define API_STYLES_MAPS_H

#include "styles.h"

#include <vigie/model/map.h>

vg_handler vg_get_maps, vg_get_map; /* maps.c */
extern const struct vg_format vg_format_owc;

/* A layer that the visitor may see, with the style it is drawn in. */
struct vg_map_part {
    const struct vg_collection *collection;
    struct vg_styled styled; /* style NULL: a raster */
    bool recoloured;         /* the style is drawn in a colour that it has on this map alone: its addresses tell another */
};

/* context.c: the map as an OWS Context document (OGC 14-055r2), its tree. */
struct vg_node *vg_map_context(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n);
/* sheet.c: the map as one MapLibre style. */
struct vg_node *vg_map_sheet(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n);

#endif
