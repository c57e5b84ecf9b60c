/* raster.h — GeoTIFF files: described, checked to be cloud-optimised, and drawn by windows.
 *
 * Cells are read through the overview that fits, so drawing costs the same wherever and however large the file is. */
#ifndef VIGIE_CODEC_RASTER_H
#define VIGIE_CODEC_RASTER_H

#include <vigie/geo/crs.h>
#include <vigie/model/raster.h>

#define VG_GEOTIFF_MEDIA_TYPE "image/tiff; application=geotiff; profile=cloud-optimized"
#define VG_PNG_MEDIA_TYPE "image/png"

/* Describe the file; all lives in the arena.  VG_NOT_FOUND: no such file; VG_BAD_INPUT: no GeoTIFF, or one without a
 * reference system that is known, or turned against its axes. */
enum vg_status vg_raster_open(const char *path, struct vg_crs_registry *crs, struct vg_arena *a, struct vg_raster *out,
                              const struct vg_crs **crs_out, struct vg_error *err) VG_MUST_USE;

/* Bytes of a file at a place; false: they are not there. */
struct vg_raster_source {
    bool (*read)(void *ctx, uint64_t at, size_t n, void *to);
    void *ctx;
};
/* Is it a cloud-optimised GeoTIFF?  Each thing that is not as it should be is appended as a sentence of a line; a file
 * for which nothing is appended is one.  VG_BAD_INPUT: it is no TIFF at all, or broken. */
enum vg_status vg_raster_check(const struct vg_raster_source *s, struct vg_buf *faults, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_raster_check_file(const char *path, struct vg_buf *faults, struct vg_error *err) VG_MUST_USE;

struct vg_raster_view {
    struct vg_bbox box;            /* in the CRS of the picture, x then y */
    int side;                      /* cells of the picture along each side */
    struct vg_transform *to_cells; /* from that CRS to the raster's */
};
/* Append the picture as PNG; what lies outside the raster, and where it has no data, is transparent. */
enum vg_status vg_raster_draw(const struct vg_raster *r, const struct vg_raster_view *v, struct vg_buf *png,
                              struct vg_error *err) VG_MUST_USE;

#endif
