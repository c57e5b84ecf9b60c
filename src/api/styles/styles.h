/* styles.h — OGC API Styles (draft 20-009) and legends, private to this folder. */
#ifndef API_STYLES_STYLES_H
#define API_STYLES_STYLES_H

#include "../common/call.h"

#include <vigie/codec/style.h>

#define VG_REL_STYLES "http://www.opengis.net/def/rel/ogc/1.0/styles"
#define VG_REL_LEGEND "http://www.opengis.net/def/rel/ogc/1.0/legend"

/* Tiles are asked for up to this zoom; past it they are drawn larger. */
#define VG_STYLE_TILE_ZOOM 14

extern const struct vg_format vg_format_mapbox, vg_format_sld10, vg_format_sld11, vg_format_svg, vg_format_png;

vg_handler vg_get_all_styles, vg_get_styles;          /* list.c */
vg_handler vg_get_any_style, vg_get_style;            /* style.c */
vg_handler vg_get_any_metadata, vg_get_metadata;
vg_handler vg_get_any_legend, vg_get_legend, vg_get_usual_legend; /* legend.c */

/* What the path names: a style of a collection, by both or by the one name that it has among all. */
struct vg_styled {
    const struct vg_collection *collection;
    const struct vg_style *style;
    bool usual; /* the one it is drawn with where nobody asks */
};
enum vg_status vg_styled_find(struct vg_call *call, struct vg_styled *out, struct vg_error *err) VG_MUST_USE;
/* "communes.population": every style has such a name of its own. */
enum vg_status vg_styled_find_any(struct vg_call *call, struct vg_styled *out, struct vg_error *err) VG_MUST_USE;

/* The address of a style, and of what lies below it ("", "/legend?f=svg", "/metadata"), by the collection or among all. */
const char *vg_style_url(struct vg_call *call, const struct vg_styled *s, bool among_all, const char *below);
struct vg_style_writing vg_style_writing_of(struct vg_call *call, const struct vg_styled *s);

/* Begin an answer of this type; its bytes go to call->rs->body. */
struct vg_buf *vg_style_begin(struct vg_call *call, const struct vg_format *f);

/* forms.c: stylesheet, describedby and legend of a style. */
void vg_style_links(struct vg_call *call, const struct vg_styled *s, bool among_all, struct vg_node *links);

#endif
