/* The file behind a raster, as it is: a client reads the parts of it that it needs by ranges, as GDAL's /vsicurl/ does. */
#include "../common/call.h"

#include <vigie/codec/raster.h>

static const struct vg_format geotiff = {"geotiff", VG_GEOTIFF_MEDIA_TYPE, "GeoTIFF", {"image/tiff", NULL}};
static const struct vg_format *const forms[] = {&geotiff, NULL};

static enum vg_status get_coverage(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_http_response *rs = call->rs;
    enum vg_status r = vg_call_raster(call, &c, err);
    if (r != VG_OK)
        return r;
    rs->body_kind = VG_BODY_FILE;
    rs->file = c->raster->path;
    rs->content_type = VG_GEOTIFF_MEDIA_TYPE;
    rs->wants_etag = true;
    vg_http_add_header(call->rq, rs, "Content-Crs", vg_arena_printf(call->arena, "<%s>", c->crs->uri));
    return VG_OK;
}

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/collections/{collectionId}/coverage", .handle = get_coverage, .formats = forms,
     .summary = "The file of a raster, whole or by ranges", .tag = "Rasters"},
};

static void raster_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    struct vg_node *l = vg_link_add(call, links, "enclosure", vg_call_url(call, "/collections/%s/coverage", c->id),
                                    VG_GEOTIFF_MEDIA_TYPE, vg_text(call->lang, "The raster as a GeoTIFF"));
    vg_node_add_int(call->arena, l, "length", c->raster->bytes);
}

extern const struct vg_api_module vg_api_coverages;
const struct vg_api_module vg_api_coverages = {
    .name = "coverages",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .raster_links = raster_links,
};
