/* style.h — a style (model/style.h) as style sheets and legends.
 *
 * All that is written tells the same rules: MapLibre styles draw the collection's vector tiles, Styled Layer Descriptors
 * (1.0 and 1.1) any features of it, and legends name its classes. */
#ifndef VIGIE_CODEC_STYLE_H
#define VIGIE_CODEC_STYLE_H

#include <vigie/base/node.h>
#include <vigie/model/style.h>

struct vg_style_writing {
    const struct vg_collection *collection;
    const struct vg_style *style;
    const char *tiles;        /* template of the vector tiles, {z} {y} {x}; for MapLibre styles alone */
    const char *attribution;  /* NULL: none */
    int max_zoom;             /* of the tiles */
};

#define VG_STYLE_MAPBOX "application/vnd.mapbox.style+json"
#define VG_STYLE_SLD10 "application/vnd.ogc.sld+xml;version=1.0"
#define VG_STYLE_SLD11 "application/vnd.ogc.sld+xml;version=1.1"

/* A MapLibre style (version 8) as a tree.  Layers of rule i are "areas-i", "edges-i", "lines-i" and "points-i", their
 * metadata holds the rule's title; the source is the collection's id. */
struct vg_node *vg_style_mapbox(const struct vg_style_writing *w, struct vg_arena *a);

enum vg_sld_version { VG_SLD_10, VG_SLD_11 };
/* A Styled Layer Descriptor, 1.0.0 (OGC 02-070) or 1.1.0 (05-078r4), as a whole document. */
void vg_style_put_sld(const struct vg_style_writing *w, enum vg_sld_version version, struct vg_buf *out);

/* Legends: as SVG, whose texts stay texts, and as PNG, with letters drawn here. */
void vg_style_put_svg(const struct vg_style_writing *w, struct vg_buf *out);
enum vg_status vg_style_put_png(const struct vg_style_writing *w, struct vg_buf *out, struct vg_error *err) VG_MUST_USE;

/* A style of a collection from a sheet that someone made: MapLibre style (JSON) or SLD 1.0 or 1.1 (XML).  Read are layers and
 * rules that tell classes by one field of the collection and give them a colour; titles stand in a rule's title, or in
 * metadata.title of a layer.  VG_BAD_INPUT names the layer or rule at fault and what can be read.  What out points at
 * lives in a, and in the collection. */
enum vg_status vg_style_read(struct vg_str text, const struct vg_collection *c, const char *id, struct vg_arena *a,
                             struct vg_style *out, struct vg_error *err) VG_MUST_USE;
#define VG_MAX_STYLE_BYTES (1u << 20)

/* Which kinds of geometry a collection may have. */
struct vg_style_shapes {
    bool areas, lines, points;
};
struct vg_style_shapes vg_style_shapes(const struct vg_collection *c);

#endif
