/* GDAL guesses much; here it is told not to fetch, not to write beside the source, and in which encoding a .dbf is.
 * Where it gives up, what it said or what the file looks like becomes one sentence. */
#include "ogr_layer.h"

#include <stdio.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "dbf_encoding.h"
#include "ogr_library.h"

#define MAX_NAMED 8 /* layers a sentence names */

/* ---- opening ---- */

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && !strcasecmp(s + n - m, end);
}

/* Why GDAL did not open it, as far as the file itself tells. */
static enum vg_status fail_open(const struct vg_place *p, const struct vg_gdal_words *w, struct vg_error *err)
{
    if (w->failed)
        return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' cannot be read: %s", p->file, w->text);
    if (ends_with(p->file, ".json") || ends_with(p->file, ".geojson"))
        return vg_fail(err, VG_BAD_INPUT, "SOURCE",
                       "'%s' is not GeoJSON: at its top there is no 'type' that says FeatureCollection, Feature or a "
                       "geometry",
                       p->file);
    return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' is in no format that is known, or damaged", p->file);
}

/* What drivers must be told: not to fetch, not to write beside the source. */
static char **open_options(const struct vg_place *p, const char *encoding)
{
    char **options = NULL;
    if (ends_with(p->path, ".gml") || ends_with(p->path, ".xml") || ends_with(p->file, ".gml.gz")) {
        options = CSLSetNameValue(options, "DOWNLOAD_SCHEMA", "NO");
        options = CSLSetNameValue(options, "WRITE_GFS", "NO");
    }
    if (encoding && ends_with(p->path, ".shp"))
        options = CSLSetNameValue(options, "ENCODING", !strcmp(encoding, "Windows-1252") ? "CP1252" : encoding);
    return options;
}

static enum vg_status open_dataset(const struct vg_place *p, const char *encoding, GDALDatasetH *out, struct vg_error *err)
{
    struct vg_gdal_words words;
    char **options = open_options(p, encoding);
    vg_gdal_begin(&words);
    *out = GDALOpenEx(p->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, vg_gdal_drivers,
                      (const char *const *)options, NULL);
    vg_gdal_end();
    CSLDestroy(options);
    if (*out && words.failed) { /* opened in part: a damaged file must not come in in part */
        GDALClose(*out);
        *out = NULL;
    }
    return *out ? VG_OK : fail_open(p, &words, err);
}

/* ---- choosing ---- */

static bool is_own_table(OGRLayerH layer)
{
    static const char *const others[] = { "layer_styles", "vigie_collection" };
    for (size_t i = 0; i < VG_COUNT(others); i++)
        if (!strcmp(OGR_L_GetName(layer), others[i]))
            return true;
    return false;
}

static enum vg_status fail_choice(GDALDatasetH d, const struct vg_place *p, struct vg_error *err)
{
    char names[140] = "";
    int shown = 0, n = GDALDatasetGetLayerCount(d);
    for (int i = 0; i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(d, i);
        if (is_own_table(layer) || shown > MAX_NAMED)
            continue;
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", shown ? ", " : "",
                 shown == MAX_NAMED ? "…" : OGR_L_GetName(layer));
        shown++;
    }
    if (p->layer)
        return vg_fail(err, VG_BAD_INPUT, "layer", "'%s' has no layer '%s'; it has %s", p->file, p->layer, names);
    return vg_fail(err, VG_BAD_INPUT, "layer", "'%s' holds several layers (%s): choose one with --layer", p->file, names);
}

/* The only layer; else the only one with a geometry; else (GPX always has five) the only one with features. */
static OGRLayerH only_layer(GDALDatasetH d, bool *only)
{
    OGRLayerH candidates[3] = {0};
    int found[3] = {0}, n = GDALDatasetGetLayerCount(d);
    for (int i = 0; i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(d, i);
        if (is_own_table(layer))
            continue;
        bool is[3] = { true, OGR_L_GetGeomType(layer) != wkbNone, n <= 16 && OGR_L_GetFeatureCount(layer, 1) > 0 };
        for (int k = 0; k < 3; k++)
            if (is[k] && found[k]++ == 0)
                candidates[k] = layer;
    }
    *only = n == 1;
    for (int k = 0; k < 3; k++)
        if (found[k] == 1)
            return candidates[k];
    return NULL;
}

static enum vg_status choose(GDALDatasetH d, const struct vg_place *p, struct vg_ogr_opened *out, struct vg_error *err)
{
    struct vg_gdal_words words;
    vg_gdal_begin(&words);
    out->layer = p->layer ? GDALDatasetGetLayerByName(d, p->layer) : only_layer(d, &out->only_layer);
    vg_gdal_end();
    if (out->layer)
        return VG_OK;
    if (GDALDatasetGetLayerCount(d) == 0)
        return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' holds no layer of features", p->file);
    return fail_choice(d, p, err);
}

enum vg_status vg_ogr_open_layer(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                                 struct vg_ogr_opened *out, struct vg_error *err)
{
    *out = (struct vg_ogr_opened){0};
    bool shape = ends_with(p->path, ".shp");
    const char *encoding = o->encoding;
    if (!encoding && shape)
        out->encoding = encoding = vg_dbf_encoding(p->path);
    else if (encoding && !shape) {
        out->recode = true;
        out->encoding = vg_arena_strdup(a, encoding);
    }
    enum vg_status r = open_dataset(p, encoding, &out->dataset, err);
    if (r != VG_OK)
        return r;
    r = choose(out->dataset, p, out, err);
    if (r != VG_OK) {
        GDALClose(out->dataset);
        out->dataset = NULL;
    }
    return r;
}
