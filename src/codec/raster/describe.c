/* What a GeoTIFF says of itself. */
#include "raster.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogr_srs_api.h>

#define CELLS_MEMORY (INT64_C(32) << 20) /* of cells that GDAL keeps, for all files together */
#define MOST_BANDS 64
#define MOST_CLASSES 256

GDALDatasetH vg_raster_dataset(const char *path)
{
    static const char *const drivers[] = {"GTiff", NULL};
    vg_gdal_init();
    GDALSetCacheMax64(CELLS_MEMORY);
    CPLSetThreadLocalConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
    GDALDatasetH d = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
    CPLSetThreadLocalConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", NULL);
    return d;
}

/* --- place ------------------------------------------------------------------------------------------ */

static enum vg_status read_place(GDALDatasetH d, const char *path, struct vg_raster *r, struct vg_error *err)
{
    double t[6];
    r->width = GDALGetRasterXSize(d);
    r->height = GDALGetRasterYSize(d);
    if (GDALGetGeoTransform(d, t) != CE_None)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' does not say where it lies", path);
    if (t[2] != 0 || t[4] != 0 || !(t[1] > 0) || !(t[5] < 0))
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is turned against the axes of its reference system: gdalwarp sets it upright",
                       path);
    r->cell[0] = t[1];
    r->cell[1] = -t[5];
    r->box = (struct vg_bbox){.min = {t[0], t[3] + t[5] * (double)r->height}, .max = {t[0] + t[1] * (double)r->width, t[3]}};
    return VG_OK;
}

static enum vg_status read_crs(GDALDatasetH d, const char *path, struct vg_crs_registry *registry, struct vg_arena *a,
                               const struct vg_crs **out, struct vg_error *err)
{
    OGRSpatialReferenceH srs = GDALGetSpatialRef(d);
    const char *auth = srs ? OSRGetAuthorityName(srs, NULL) : NULL, *code = srs ? OSRGetAuthorityCode(srs, NULL) : NULL;
    char *wkt = NULL;
    struct vg_error ignored = {0};
    if (!srs)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' does not say its reference system", path);
    if (auth && code && vg_crs_find(registry, vg_str_of(vg_arena_printf(a, "%s:%s", auth, code)), out, &ignored) == VG_OK)
        return VG_OK;
    enum vg_status r = OSRExportToWkt(srs, &wkt) == OGRERR_NONE ? vg_crs_from_wkt(registry, vg_str_of(wkt), out, &ignored) : VG_BAD_INPUT;
    CPLFree(wkt);
    if (r != VG_OK)
        return vg_fail(err, VG_BAD_INPUT, "", "the reference system of '%s' is not known", path);
    return VG_OK;
}

/* --- bands ------------------------------------------------------------------------------------------ */

static const char *kept(struct vg_arena *a, const char *text)
{
    return text && *text ? vg_arena_strdup(a, text) : NULL;
}

static void read_bands(GDALDatasetH d, struct vg_arena *a, struct vg_raster *r)
{
    int n = GDALGetRasterCount(d);
    struct vg_raster_band *bands = vg_arena_array(a, MOST_BANDS, sizeof *bands);
    n = n < MOST_BANDS ? n : MOST_BANDS;
    for (int i = 0; bands && i < n; i++) {
        GDALRasterBandH b = GDALGetRasterBand(d, i + 1);
        int has = 0;
        double nodata = GDALGetRasterNoDataValue(b, &has);
        bands[i] = (struct vg_raster_band){.name = kept(a, GDALGetDescription(b)), .unit = kept(a, GDALGetRasterUnitType(b)),
                                           .type = kept(a, GDALGetDataTypeName(GDALGetRasterDataType(b))),
                                           .has_nodata = has != 0, .nodata = nodata};
    }
    r->bands = bands;
    r->n_bands = bands ? (size_t)n : 0;
    r->n_overviews = n ? GDALGetOverviewCount(GDALGetRasterBand(d, 1)) : 0;
    r->rgb = n >= 3 && GDALGetRasterColorInterpretation(GDALGetRasterBand(d, 1)) == GCI_RedBand &&
             GDALGetRasterDataType(GDALGetRasterBand(d, 1)) == GDT_Byte;
    /* A fourth band may be the near infrared as well. */
    r->opacity = r->rgb && n >= 4 && GDALGetRasterColorInterpretation(GDALGetRasterBand(d, 4)) == GCI_AlphaBand;
}

/* The palette of the first band, with the names that its categories have. */
static void read_palette(GDALDatasetH d, struct vg_arena *a, struct vg_raster *r)
{
    GDALRasterBandH b = GDALGetRasterBand(d, 1);
    GDALColorTableH table = GDALGetRasterColorTable(b);
    char **names = GDALGetRasterCategoryNames(b);
    int n = table ? GDALGetColorEntryCount(table) : 0, n_names = CSLCount(names);
    n = n < MOST_CLASSES ? n : MOST_CLASSES;
    struct vg_raster_class *list = n ? vg_arena_array(a, (size_t)n, sizeof *list) : NULL;
    for (int i = 0; list && i < n; i++) {
        const GDALColorEntry *e = GDALGetColorEntry(table, i);
        list[i] = (struct vg_raster_class){.value = i, .title = i < n_names ? kept(a, names[i]) : NULL,
                                           .rgba = {(uint8_t)e->c1, (uint8_t)e->c2, (uint8_t)e->c3, (uint8_t)e->c4}};
    }
    r->classes = list;
    r->n_classes = list ? (size_t)n : 0;
}

/* From the smallest overview: it is for choosing greys, and a full scan of a large file takes minutes. */
static void read_range(GDALDatasetH d, struct vg_raster *r)
{
    double range[2] = {0, 255};
    GDALComputeRasterMinMax(GDALGetRasterBand(d, 1), TRUE, range);
    r->min = range[0];
    r->max = range[1] > range[0] ? range[1] : range[0] + 1;
}

static enum vg_status describe(GDALDatasetH d, const char *path, struct vg_crs_registry *crs, struct vg_arena *a,
                               struct vg_raster *out, const struct vg_crs **crs_out, struct vg_error *err)
{
    enum vg_status r = GDALGetRasterCount(d) > 0 ? VG_OK : vg_fail(err, VG_BAD_INPUT, "", "'%s' has no band", path);
    if (r == VG_OK)
        r = read_place(d, path, out, err);
    if (r == VG_OK)
        r = read_crs(d, path, crs, a, crs_out, err);
    if (r != VG_OK)
        return r;
    read_bands(d, a, out);
    read_palette(d, a, out);
    if (!out->rgb && !out->n_classes)
        read_range(d, out);
    return vg_arena_check(a, err);
}

enum vg_status vg_raster_open(const char *path, struct vg_crs_registry *crs, struct vg_arena *a, struct vg_raster *out,
                              const struct vg_crs **crs_out, struct vg_error *err)
{
    struct vg_raster r = {.path = vg_arena_strdup(a, path)};
    struct vg_gdal_words words;
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return vg_fail(err, VG_NOT_FOUND, "", "there is no file '%s'", path);
    r.bytes = st.st_size;
    r.modified_us = st.st_mtim.tv_sec * INT64_C(1000000) + st.st_mtim.tv_nsec / 1000;
    vg_gdal_init();
    vg_gdal_begin(&words);
    GDALDatasetH d = vg_raster_dataset(path);
    enum vg_status s = d ? describe(d, path, crs, a, &r, crs_out, err) : VG_BAD_INPUT;
    if (d)
        GDALClose(d);
    else
        (void)vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoTIFF%s%s", path, words.text[0] ? ": " : "", words.text);
    vg_gdal_end();
    if (s == VG_OK)
        *out = r;
    return s;
}
