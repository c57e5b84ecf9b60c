/* map.h — a map: collections drawn over each other, each in one of its styles, as the configuration puts them together. */
#ifndef VIGIE_MODEL_MAP_H
#define VIGIE_MODEL_MAP_H

#include <vigie/model/collection.h>

struct vg_map_layer {
    const struct vg_collection *collection;
    struct vg_str style; /* id of one of its styles; ptr NULL: the usual one */
};

struct vg_map {
    const char *id;
    const char *title, *description; /* in the language that the map was made for; description NULL: none */
    const char *const *keywords;
    size_t n_keywords;
    const struct vg_map_layer *layers; /* from the top one down; at least one */
    size_t n_layers;
    const char *viewer_url, *viewer_title; /* another viewer of the same: an mviewer, a QGIS project; NULL: none */
    bool has_extent;
    struct vg_bbox extent;           /* around its layers, lon/lat (CRS84) */
};

/* The record of a map is known by this and the map's id. */
#define VG_MAP_RECORD "map-"

/* Is the collection one of its layers? */
bool vg_map_draws(const struct vg_map *m, const struct vg_collection *c);

#endif
