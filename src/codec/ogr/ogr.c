/* The codecs whose files GDAL writes: a dataset at the path given, or in a folder of its own that is copied to the
 * page's buffer and removed.  What GDAL has to say is caught call by call. */
#include <cpl_conv.h>
#include <cpl_string.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../bare.h"
#include "form.h"

#define MAX_GEOMETRY ((size_t)1 << 30)

enum vg_status vg_ogr_fail(const struct vg_ogr_file *f, struct vg_str item, struct vg_error *err)
{
    bool full = errno == ENOSPC || strstr(f->words.text, "No space left") || strstr(f->words.text, "disk is full");

    if (full)
        return vg_fail(err, VG_UNAVAILABLE, "", "there is no room left on the disk");
    if (!item.ptr)
        return vg_fail(err, VG_BAD_INPUT, "f", "this form cannot hold the collection: %.150s", f->words.text);
    return vg_fail(err, VG_BAD_INPUT, "f", "this form cannot hold item '%.*s': %.120s",
                   (int)(item.len < 60 ? item.len : 60), item.ptr, f->words.text);
}

/* --- names and places ---------------------------------------------------------------------------- */

/* A name that is good for a file, a table and an XML element. */
static const char *plain_name(struct vg_item_writer *w)
{
    char *name = vg_arena_strdup(w->arena, w->collection->id);

    for (char *p = name; p && *p; p++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", *p))
            *p = '_';
    return name ? name : "features";
}

static bool make_folder(struct vg_ogr_file *f)
{
    const char *tmp = getenv("TMPDIR");

    if (snprintf(f->folder, sizeof(f->folder), "%s/vigie-XXXXXX", tmp && *tmp ? tmp : "/tmp") < (int)sizeof(f->folder) &&
        mkdtemp(f->folder))
        return true;
    f->folder[0] = '\0';
    return false;
}

static bool set_path(struct vg_item_writer *w, struct vg_ogr_file *f)
{
    int n;

    if (w->path && !f->form->split)
        n = snprintf(f->path, sizeof(f->path), "%s", w->path);
    else if (!make_folder(f))
        return false;
    else if (f->form->split)
        n = snprintf(f->path, sizeof(f->path), "%s/layers", f->folder);
    else
        n = snprintf(f->path, sizeof(f->path), "%s/%s%s", f->folder, plain_name(w), f->form->extension);
    if (n >= (int)sizeof(f->path))
        return false;
    return !f->form->split || mkdir(f->path, 0700) == 0;
}

static void remove_folder(const char *folder)
{
    char path[PATH_MAX];
    DIR *d = opendir(folder);

    for (struct dirent *e; d && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            snprintf(path, sizeof(path), "%s/%s", folder, e->d_name) >= (int)sizeof(path))
            continue;
        if (unlink(path) != 0)
            remove_folder(path);
    }
    if (d)
        closedir(d);
    (void)rmdir(folder);
}

/* --- layers -------------------------------------------------------------------------------------- */

static const struct kind {
    const char *name;
    OGRwkbGeometryType type;
} kinds[VG_OGR_LAYERS] = {
    {"points", wkbPoint}, {"multipoints", wkbMultiPoint}, {"lines", wkbLineString}, {"areas", wkbPolygon}, {"table", wkbNone},
};

/* -1: there is none for collections of different shapes. */
static int kind_of(OGRwkbGeometryType t)
{
    switch (OGR_GT_Flatten(OGR_GT_GetLinear(t))) {
    case wkbPoint:
        return 0;
    case wkbMultiPoint:
        return 1;
    case wkbLineString:
    case wkbMultiLineString:
        return 2;
    case wkbPolygon:
    case wkbMultiPolygon:
    case wkbTriangle:
    case wkbTIN:
    case wkbPolyhedralSurface:
        return 3;
    case wkbNone:
        return 4;
    default:
        return -1;
    }
}

/* In a table of one kind of geometry, rows without one stand among the others. */
static enum vg_status split_layer(struct vg_item_writer *w, struct vg_ogr_file *f, OGRwkbGeometryType type,
                                  OGRLayerH *out, struct vg_error *err)
{
    OGRwkbGeometryType all = vg_ogr_geometry_type(w);
    int only = kind_of(all), kind = only >= 0 && type == wkbNone ? only : kind_of(type);
    const char *name = plain_name(w);

    if (kind < 0) {
        CPLError(CE_Failure, CPLE_NotSupported, "it has geometries of several kinds");
        return VG_BAD_INPUT; /* the caller knows the item */
    }
    if (!f->layers[kind]) {
        OGRwkbGeometryType t = kinds[kind].type;
        if (t != wkbNone)
            t = OGR_GT_SetModifier(t, OGR_GT_HasZ(all) || OGR_GT_HasZ(type), OGR_GT_HasM(all) || OGR_GT_HasM(type));
        if (kind != only)
            name = vg_arena_printf(w->arena, "%s_%s", name, kinds[kind].name);
        enum vg_status r = vg_ogr_add_layer(w, f, name ? name : "features", t, &f->layers[kind], err);
        if (r != VG_OK)
            return r;
    }
    *out = f->layers[kind];
    return VG_OK;
}

enum vg_status vg_ogr_layer_for(struct vg_item_writer *w, struct vg_ogr_file *f, OGRwkbGeometryType type,
                                OGRLayerH *out, struct vg_error *err)
{
    if (f->form->split)
        return split_layer(w, f, type, out, err);
    *out = f->layers[0];
    return VG_OK;
}

/* --- the codec ------------------------------------------------------------------------------------ */

static enum vg_status create(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_error *err)
{
    GDALDriverH driver = GDALGetDriverByName(f->form->driver);

    if (!driver)
        return vg_fail(err, VG_BAD_INPUT, "f", "GDAL has no driver '%s' here", f->form->driver);
    f->dataset = GDALCreate(driver, f->path, 0, 0, 0, GDT_Unknown, (char **)f->form->dataset_options);
    if (!f->dataset)
        return vg_ogr_fail(f, (struct vg_str){0}, err);
    f->in_transaction = GDALDatasetTestCapability(f->dataset, ODsCTransactions) &&
                        GDALDatasetStartTransaction(f->dataset, FALSE) == OGRERR_NONE;
    return f->form->split ? VG_OK : vg_ogr_add_layer(w, f, plain_name(w), vg_ogr_geometry_type(w), &f->layers[0], err);
}

/* A key of one integer is the row's own id where the form has such a thing. */
static int find_fid(const struct vg_item_writer *w, const struct vg_ogr_form *form)
{
    const struct vg_collection *c = w->collection;

    if (!form->has_fid_column || c->n_key != 1 || c->fields[c->key[0]].type != VG_T_INT)
        return -1;
    for (size_t i = 0; i < w->n_fields; i++)
        if (w->fields[i] == c->key[0])
            return (int)i;
    return -1;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct vg_ogr_file *f = VG_NEW(w->arena, struct vg_ogr_file);

    if (!f)
        return vg_arena_check(w->arena, err);
    w->state = f;
    f->form = w->codec->own;
    f->fid_field = find_fid(w, f->form);
    vg_buf_init(&f->iso, MAX_GEOMETRY);
    vg_gdal_init();
    vg_gdal_begin(&f->words);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF");
    errno = 0;
    f->srs = vg_ogr_srs(w->crs);
    enum vg_status r = set_path(w, f) ? vg_ogr_name_fields(w, f, err)
                                      : vg_fail(err, VG_UNAVAILABLE, "", "cannot write to the folder of temporary files");
    if (r == VG_OK)
        r = create(w, f, err);
    vg_gdal_end();
    return r;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *from, struct vg_error *err)
{
    struct vg_ogr_file *f = w->state;

    vg_gdal_begin(&f->words);
    errno = 0;
    enum vg_status r = vg_ogr_put_feature(w, f, from, err);
    vg_gdal_end();
    return r;
}

static enum vg_status copy_out(struct vg_item_writer *w, const char *path, struct vg_error *err)
{
    char piece[65536];
    size_t n;
    FILE *in = fopen(path, "rb");

    if (!in)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot read a temporary file back");
    while ((n = fread(piece, 1, sizeof(piece), in)) > 0 && w->out->failed == VG_OK)
        vg_buf_add(w->out, piece, n);
    fclose(in);
    return VG_OK;
}

static enum vg_status close_dataset(struct vg_ogr_file *f, struct vg_error *err)
{
    if (f->in_transaction && GDALDatasetCommitTransaction(f->dataset) != OGRERR_NONE)
        return vg_ogr_fail(f, (struct vg_str){0}, err);
    f->in_transaction = false;
    GDALClose(f->dataset);
    f->dataset = NULL;
    return f->words.failed ? vg_ogr_fail(f, (struct vg_str){0}, err) : VG_OK;
}

/* Without a row some options leave a file that is none. */
static enum vg_status make_empty(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_error *err)
{
    f->rows = -1;
    (void)unlink(f->path);
    enum vg_status r = create(w, f, err);
    return r == VG_OK ? close_dataset(f, err) : r;
}

static enum vg_status finish(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_error *err)
{
    OGRLayerH layer;
    bool none = f->form->split && !f->layers[0] && !f->layers[1] && !f->layers[2] && !f->layers[3];
    enum vg_status r = none ? vg_ogr_layer_for(w, f, wkbNone, &layer, err) : VG_OK; /* even if there is no row */
    char zip[PATH_MAX + 8];

    if (r == VG_OK)
        r = close_dataset(f, err);
    if (r == VG_OK && f->rows == 0 && f->form->empty_options)
        r = make_empty(w, f, err);
    if (r != VG_OK || (w->path && !f->form->split))
        return r;
    snprintf(zip, sizeof(zip), "%s/z.zip", f->folder);
    const char *made = w->path ? w->path : f->form->split ? zip : f->path;
    if (f->form->split)
        r = vg_ogr_zip(w, f, made, err);
    return r == VG_OK && !w->path ? copy_out(w, made, err) : r;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_ogr_file *f = w->state;

    (void)p;
    vg_gdal_begin(&f->words);
    errno = 0;
    enum vg_status r = finish(w, f, err);
    vg_gdal_end();
    return r;
}

static void drop(struct vg_item_writer *w)
{
    struct vg_ogr_file *f = w->state;

    if (!f)
        return;
    vg_gdal_begin(&f->words);
    if (f->in_transaction)
        GDALDatasetRollbackTransaction(f->dataset);
    if (f->dataset)
        GDALClose(f->dataset);
    if (f->srs)
        OSRRelease(f->srs);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", NULL);
    vg_gdal_end();
    vg_buf_finish(&f->iso);
    if (f->folder[0])
        remove_folder(f->folder);
}

/* --- the forms ------------------------------------------------------------------------------------ */

#define OPTIONS(...) (const char *const[]){__VA_ARGS__, NULL}

static const struct vg_ogr_form flatgeobuf = {
    .driver = "FlatGeobuf", .extension = ".fgb", .layer_options = OPTIONS("SPATIAL_INDEX=NO"),
    .empty_options = OPTIONS("SPATIAL_INDEX=YES"), .has_bytes = true, .needs_geometry = true};
static const struct vg_ogr_form gpkg = {
    .driver = "GPKG", .extension = ".gpkg", .unindexed = "SPATIAL_INDEX=NO", .has_bytes = true, .has_fid_column = true};
static const struct vg_ogr_form shapefile = {
    .driver = "ESRI Shapefile", .extension = "", .layer_options = OPTIONS("ENCODING=UTF-8", "2GB_LIMIT=YES"),
    .no_times = true, .straight = true, .split = true, .name_bytes = 10, .text_bytes = 254};

static const struct vg_ogr_form parquet = {
    .driver = "Parquet", .extension = ".parquet", .has_bytes = true, .straight = true};

/* What GDAL was like when vigie was built is asked first: to load it, just to find no driver, costs each start 0.1 s. */
static bool parquet_is_there(void)
{
    if (!VG_GDAL_HAS_PARQUET)
        return false;
    vg_gdal_init();
    return GDALGetDriverByName(parquet.driver) != NULL;
}

#define CODEC(n, type, t, form, ...) \
    {.name = n, .media_type = type, .title = t, .own = &form, .links_apart = true, .writes_files = true, \
     .begin = begin, .item = item, .end = end, .single = vg_bare_single, .drop = drop, __VA_ARGS__}

const struct vg_item_codec
    vg_codec_flatgeobuf = CODEC("fgb", "application/flatgeobuf", "FlatGeobuf", flatgeobuf, .needs_geometry = true),
    vg_codec_gpkg = CODEC("gpkg", "application/geopackage+sqlite3", "GeoPackage", gpkg, .leaves_index = true),
    vg_codec_parquet = CODEC("parquet", "application/vnd.apache.parquet", "GeoParquet", parquet, .is_there = parquet_is_there),
    vg_codec_shapefile = CODEC("shp", "application/zip", "Shapefile (zip)", shapefile, .needs_geometry = false);
