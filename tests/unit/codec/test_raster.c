#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <vigie/codec/raster.h>
#include <vigie/geo/tile_grid.h>

#define FOLDER SOURCE_ROOT "/tests/http/fixture/rasters/"

static struct vg_crs_registry *registry;
static struct vg_arena *arena;

static int begin(void **state)
{
    struct vg_error err = {0};
    (void)state;
    registry = vg_crs_registry_new(&err);
    arena = vg_arena_new(64 << 20);
    return registry && arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    vg_arena_free(arena);
    vg_crs_registry_free(registry);
    return 0;
}

static const struct vg_crs *open_raster(const char *name, struct vg_raster *out)
{
    const struct vg_crs *crs = NULL;
    struct vg_error err = {0};
    char path[512];
    snprintf(path, sizeof path, FOLDER "%s", name);
    if (vg_raster_open(path, registry, arena, out, &crs, &err) != VG_OK)
        fail_msg("%s", err.text);
    return crs;
}

static const char *faults_of(const char *name)
{
    static char text[4096];
    struct vg_buf b;
    struct vg_error err = {0};
    char path[512];
    snprintf(path, sizeof path, FOLDER "%s", name);
    vg_buf_init(&b, sizeof text - 1);
    assert_int_equal(vg_raster_check_file(path, &b, &err), VG_OK);
    snprintf(text, sizeof text, "%s", b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return text;
}

/* The colour of a pixel of a tile, as GDAL decodes it. */
struct drawn {
    unsigned char pixels[4][VG_TILE_PIXELS * VG_TILE_PIXELS];
};

static void decode(struct vg_str png, struct drawn *out)
{
    VSIFCloseL(VSIFileFromMemBuffer("/vsimem/test.png", (GByte *)png.ptr, png.len, FALSE));
    GDALDatasetH d = GDALOpen("/vsimem/test.png", GA_ReadOnly);
    assert_non_null(d);
    assert_int_equal(GDALGetRasterXSize(d), VG_TILE_PIXELS);
    assert_int_equal(GDALGetRasterYSize(d), VG_TILE_PIXELS);
    assert_int_equal(GDALGetRasterCount(d), 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(GDALRasterIO(GDALGetRasterBand(d, i + 1), GF_Read, 0, 0, VG_TILE_PIXELS, VG_TILE_PIXELS, out->pixels[i],
                                      VG_TILE_PIXELS, VG_TILE_PIXELS, GDT_Byte, 0, 0), CE_None);
    GDALClose(d);
    VSIUnlink("/vsimem/test.png");
}

static void draw(const struct vg_raster *r, const struct vg_crs *crs, const struct vg_bbox *box, const char *picture_crs,
                 struct drawn *out)
{
    const struct vg_crs *from;
    struct vg_error err = {0};
    struct vg_raster_view v = {.box = *box, .side = VG_TILE_PIXELS};
    struct vg_buf png;
    vg_buf_init(&png, 1 << 20);
    assert_int_equal(vg_crs_find(registry, vg_str_of(picture_crs), &from, &err), VG_OK);
    assert_int_equal(vg_transform_borrow(registry, from, crs, NULL, &v.to_cells, &err), VG_OK);
    if (vg_raster_draw(r, &v, &png, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_transform_return(v.to_cells);
    decode((struct vg_str){png.ptr, png.len}, out);
    vg_buf_finish(&png);
}

static void assert_colour(const struct drawn *d, int x, int y, int red, int green, int blue, int opacity)
{
    size_t i = (size_t)y * VG_TILE_PIXELS + (size_t)x;
    assert_int_equal(d->pixels[3][i], opacity);
    if (!opacity)
        return;
    assert_int_equal(d->pixels[0][i], red);
    assert_int_equal(d->pixels[1][i], green);
    assert_int_equal(d->pixels[2][i], blue);
}

static void a_file_is_described(void **state)
{
    struct vg_raster r;
    (void)state;
    const struct vg_crs *crs = open_raster("lcz.tif", &r);
    assert_string_equal(crs->curie, "EPSG:2154");
    assert_int_equal(r.width, 1024);
    assert_true(r.cell[0] == 100 && r.cell[1] == 100);
    assert_true(r.box.min[0] == 170000 && r.box.max[1] == 6815000);
    assert_int_equal(r.n_bands, 1);
    assert_string_equal(r.bands[0].type, "Byte");
    assert_true(r.bands[0].has_nodata && r.bands[0].nodata == 0);
    assert_int_equal(r.n_overviews, 2);
    assert_int_equal(r.n_classes, 256);
    crs = open_raster("height.tif", &r);
    assert_string_equal(crs->curie, "EPSG:4326");
    assert_true(r.min < 0.5 && r.max > 59);
}

static void what_cannot_be_published_says_why(void **state)
{
    struct vg_raster r;
    const struct vg_crs *crs;
    struct vg_error err = {0};
    (void)state;
    assert_int_equal(vg_raster_open(FOLDER "turned.tif", registry, arena, &r, &crs, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "turned"));
    assert_int_equal(vg_raster_open(FOLDER "none.tif", registry, arena, &r, &crs, &err), VG_NOT_FOUND);
    assert_int_equal(vg_raster_open(SOURCE_ROOT "/meson.build", registry, arena, &r, &crs, &err), VG_BAD_INPUT);
    assert_int_equal(vg_raster_open(SOURCE_ROOT "/tests", registry, arena, &r, &crs, &err), VG_NOT_FOUND);
}

static void files_that_are_not_cloud_optimised_are_told_so(void **state)
{
    (void)state;
    assert_string_equal(faults_of("lcz.tif"), "");
    const char *faults = faults_of("height.tif");
    assert_non_null(strstr(faults, "the picture is not in tiles"));
    assert_non_null(strstr(faults, "it has no overviews"));
}

/* The same file with its directories turned round, and cut short. */
static bool read_turned(void *ctx, uint64_t at, size_t n, void *to)
{
    const struct vg_str *s = ctx;
    if (at > s->len || n > s->len - at)
        return false;
    memcpy(to, s->ptr + at, n);
    return true;
}

static enum vg_status check_bytes(struct vg_str bytes, struct vg_buf *faults)
{
    struct vg_error err = {0};
    const struct vg_raster_source s = {read_turned, &bytes};
    return vg_raster_check(&s, faults, &err);
}

static void broken_files_are_told_from_unfit_ones(void **state)
{
    struct vg_buf faults;
    (void)state;
    vg_buf_init(&faults, 1 << 16);
    assert_int_equal(check_bytes(VG_STR(""), &faults), VG_BAD_INPUT);
    assert_int_equal(check_bytes(VG_STR("\x89PNG\r\n\x1a\n"), &faults), VG_BAD_INPUT);
    assert_int_equal(check_bytes((struct vg_str){"II*\0\x08\0\0\0", 8}, &faults), VG_BAD_INPUT);
    assert_int_equal(check_bytes((struct vg_str){"II*\0\0\0\0\0", 8}, &faults), VG_BAD_INPUT);
    /* A directory of one entry that is followed by itself. */
    static const char circle[] = "II*\0\x08\0\0\0" "\1\0" "\0\1\3\0\1\0\0\0\1\0\0\0" "\x08\0\0\0";
    assert_int_equal(check_bytes((struct vg_str){circle, sizeof circle - 1}, &faults), VG_BAD_INPUT);
    vg_buf_finish(&faults);
}

/* In its own CRS a picture has the very cells: pixel (x, y) of a box of 256 cells of 100 m. */
static void cells_have_the_colours_of_their_values(void **state)
{
    struct vg_raster r;
    static struct drawn d;
    (void)state;
    const struct vg_crs *crs = open_raster("lcz.tif", &r);
    const struct vg_bbox corner = {.min = {170000, 6815000 - 25600}, .max = {195600, 6815000}};
    draw(&r, crs, &corner, "EPSG:2154", &d);
    assert_colour(&d, 7, 100, 0, 0, 0, 0); /* no data */
    assert_colour(&d, 8, 100, 140, 0, 0, 255);
    assert_colour(&d, 100, 7, 0, 0, 0, 0);
    const struct vg_bbox middle = {.min = {221200 - 12800, 6763800 - 12800}, .max = {221200 + 12800, 6763800 + 12800}};
    draw(&r, crs, &middle, "EPSG:2154", &d);
    assert_colour(&d, 128, 128, 106, 106, 255, 255);
    /* The whole from an overview, and what lies around it is transparent. */
    const struct vg_bbox whole = {.min = {170000 - 51200, 6815000 - 153600}, .max = {170000 + 153600, 6815000 + 51200}};
    draw(&r, crs, &whole, "EPSG:2154", &d);
    assert_colour(&d, 10, 10, 0, 0, 0, 0);
    assert_colour(&d, 80, 80, 140, 0, 0, 255);
    assert_colour(&d, 180, 80, 209, 0, 0, 255);
    assert_colour(&d, 80, 180, 255, 0, 0, 255);
    assert_colour(&d, 180, 180, 191, 77, 0, 255);
}

/* Each pixel of a tile of another grid has the colour of the cell it lies in, or of its neighbour. */
static void tiles_of_other_grids_show_the_cells_at_their_places(void **state)
{
    struct vg_raster r;
    static struct drawn d;
    struct vg_bbox box;
    struct vg_transform *t;
    const struct vg_crs *mercator;
    struct vg_error err = {0};
    (void)state;
    const struct vg_crs *crs = open_raster("lcz.tif", &r);
    vg_tile_box(vg_tile_grid_find(VG_STR("WebMercatorQuad")), 7, 44, 62, &box);
    draw(&r, crs, &box, "EPSG:3857", &d);
    assert_int_equal(vg_crs_find(registry, VG_STR("EPSG:3857"), &mercator, &err), VG_OK);
    assert_int_equal(vg_transform_borrow(registry, crs, mercator, NULL, &t, &err), VG_OK);
    static const struct { double x, y; int red, green, blue; } places[] = {
        {221200, 6763800, 106, 106, 255}, {200000, 6790000, 140, 0, 0}, {245000, 6790000, 209, 0, 0}};
    int seen = 0;
    for (size_t i = 0; i < VG_COUNT(places); i++) {
        double xy[] = {places[i].x, places[i].y};
        assert_true(vg_transform_points(t, xy, 1, 2));
        int x = (int)((xy[0] - box.min[0]) / (box.max[0] - box.min[0]) * VG_TILE_PIXELS);
        int y = (int)((box.max[1] - xy[1]) / (box.max[1] - box.min[1]) * VG_TILE_PIXELS);
        if (x < 0 || x >= VG_TILE_PIXELS || y < 0 || y >= VG_TILE_PIXELS)
            continue;
        assert_colour(&d, x, y, places[i].red, places[i].green, places[i].blue, 255);
        seen++;
    }
    vg_transform_return(t);
    assert_true(seen >= 2);
}

static void values_without_colours_are_greys(void **state)
{
    struct vg_raster r;
    static struct drawn d;
    (void)state;
    const struct vg_crs *crs = open_raster("height.tif", &r);
    const struct vg_bbox box = {.min = {-5, 43}, .max = {1, 49}};
    draw(&r, crs, &box, "EPSG:4326", &d);
    assert_true(d.pixels[0][128 * VG_TILE_PIXELS + 10] < 20);
    assert_true(d.pixels[0][128 * VG_TILE_PIXELS + 245] > 235);
    assert_colour(&d, 245, 20, d.pixels[0][20 * VG_TILE_PIXELS + 245], d.pixels[0][20 * VG_TILE_PIXELS + 245],
                  d.pixels[0][20 * VG_TILE_PIXELS + 245], 255);
}

/* Red, green, blue and near infrared, as satellites see: no data is 0 in all of them. */
static void a_band_beside_the_colours_is_no_opacity(void **state)
{
    static const unsigned char cells[4][4] = {{10, 0, 0, 200}, {20, 90, 0, 210}, {30, 0, 0, 220}, {0, 5, 0, 255}};
    char path[] = "/tmp/vigie-raster-XXXXXX";
    const char *const options[] = {"PHOTOMETRIC=RGB", "ALPHA=NO", NULL};
    double place[] = {300000, 10, 0, 6800000, 0, -10};
    struct vg_raster r;
    struct vg_error err = {0};
    const struct vg_crs *crs;
    static struct drawn d;
    (void)state;
    close(mkstemp(path));
    OGRSpatialReferenceH lambert = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(lambert, 2154);
    GDALDatasetH file = GDALCreate(GDALGetDriverByName("GTiff"), path, 2, 2, 4, GDT_Byte, (char **)options);
    assert_non_null(file);
    GDALSetGeoTransform(file, place);
    GDALSetSpatialRef(file, lambert);
    for (int i = 0; i < 4; i++) {
        GDALSetRasterNoDataValue(GDALGetRasterBand(file, i + 1), 0);
        assert_int_equal(GDALRasterIO(GDALGetRasterBand(file, i + 1), GF_Write, 0, 0, 2, 2, (void *)cells[i], 2, 2, GDT_Byte, 0, 0), CE_None);
    }
    GDALClose(file);
    OSRDestroySpatialReference(lambert);
    assert_int_equal(vg_raster_open(path, registry, arena, &r, &crs, &err), VG_OK);
    const struct vg_bbox box = {.min = {300000, 6799980}, .max = {300020, 6800000}};
    draw(&r, crs, &box, "EPSG:2154", &d);
    assert_colour(&d, 64, 64, 10, 20, 30, 255);
    assert_colour(&d, 192, 64, 0, 90, 0, 255);
    assert_colour(&d, 64, 192, 0, 0, 0, 0);
    assert_colour(&d, 192, 192, 200, 210, 220, 255);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_described),
        cmocka_unit_test(what_cannot_be_published_says_why),
        cmocka_unit_test(files_that_are_not_cloud_optimised_are_told_so),
        cmocka_unit_test(broken_files_are_told_from_unfit_ones),
        cmocka_unit_test(cells_have_the_colours_of_their_values),
        cmocka_unit_test(a_band_beside_the_colours_is_no_opacity),
        cmocka_unit_test(tiles_of_other_grids_show_the_cells_at_their_places),
        cmocka_unit_test(values_without_colours_are_greys),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
