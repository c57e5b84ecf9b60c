/* A layer of OGR as a source.  What a format does not tell beforehand (types of geometry in GeoJSON, time zones) is
 * learnt from the rows: one that contradicts the schema changes it and says so, and the import begins again. */
#include <stdlib.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogr_srs_api.h>

#include <vigie/codec/json.h>

#include "ogr_library.h"
#include "geojson_peek.h"
#include "kin.h"
#include "ogr_layer.h"
#include "ogr_value.h"

#define ROW_ARENA ((size_t)1 << 30) /* one feature: lists, recoded texts */

struct column {
    int index; /* of OGR's field; FID_COLUMN: the row id itself */
    struct vg_ogr_zones zones;
};

#define FID_COLUMN (-1)

struct ogr_source {
    struct vg_source base;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature;
    const char *recode_from; /* NULL: texts are UTF-8 as the driver gives them */
    struct column *columns;
    struct vg_value *values;
    struct vg_arena *row;
    unsigned char *wkb;
    size_t wkb_cap;
    bool swap_axes;
    int64_t number;
};

/* ---- CRS ---- */

/* In a layer whose data come in the CRS's own order, latitude may come first. */
static bool latitude_first(OGRSpatialReferenceH srs)
{
    int n = 0;
    const int *mapping = OSRGetDataAxisToSRSAxisMapping(srs, &n);
    return OSREPSGTreatsAsLatLong(srs) ? n >= 2 && mapping[0] == 1 : n >= 2 && mapping[0] == 2;
}

static enum vg_status find_by_wkt(OGRSpatialReferenceH srs, struct vg_crs_registry *registry, const struct vg_crs **out,
                                  struct vg_error *err)
{
    char *wkt = NULL;
    static const char *const options[] = { "FORMAT=WKT2_2019", NULL };
    if (OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE || !wkt)
        return vg_fail(err, VG_BAD_INPUT, "crs", "its coordinate reference system cannot be understood: say --crs");
    enum vg_status r = vg_crs_from_wkt(registry, vg_str_of(wkt), out, err);
    CPLFree(wkt);
    return r;
}

/* By the authority's code where the source has one, else by the definition. */
static enum vg_status find_crs(struct ogr_source *s, OGRSpatialReferenceH srs, struct vg_crs_registry *registry,
                               struct vg_error *err)
{
    const char *auth = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    struct vg_error ignored = {0};
    enum vg_status r = VG_NOT_FOUND;
    if (auth && code)
        r = vg_crs_find(registry, vg_str_of(CPLSPrintf("%s:%s", auth, code)), &s->base.schema.crs, &ignored);
    return r == VG_OK ? r : find_by_wkt(srs, registry, &s->base.schema.crs, err);
}

/* ---- schema ---- */

static const char *text_of(struct ogr_source *s, const char *text)
{
    if (!text || !s->recode_from)
        return vg_arena_strdup(s->base.arena, text);
    char *utf8 = CPLRecode(text, s->recode_from, CPL_ENC_UTF8);
    const char *kept = vg_arena_strdup(s->base.arena, utf8);
    CPLFree(utf8);
    return kept;
}

static void add_fid_field(struct ogr_source *s, const char *name)
{
    struct vg_source_schema *schema = &s->base.schema;
    s->columns[schema->n_fields].index = FID_COLUMN;
    schema->key = (int)schema->n_fields;
    schema->fields[schema->n_fields++] = (struct vg_field){ .name = name, .type = VG_T_INT };
}

static void add_fields(struct ogr_source *s, OGRFeatureDefnH defn)
{
    struct vg_source_schema *schema = &s->base.schema;
    for (int i = 0; i < OGR_FD_GetFieldCount(defn); i++) {
        OGRFieldDefnH f = OGR_FD_GetFieldDefn(defn, i);
        const char *alias = OGR_Fld_GetAlternativeNameRef(f);
        struct vg_field *to = &schema->fields[schema->n_fields];
        s->columns[schema->n_fields++].index = i;
        *to = (struct vg_field){
            .name = text_of(s, OGR_Fld_GetNameRef(f)),
            .title = alias && *alias ? text_of(s, alias) : NULL,
            .type = vg_ogr_type(f),
            .nullable = OGR_Fld_IsNullable(f),
        };
        if (to->type == VG_T_TEXT && OGR_Fld_GetWidth(f) > 0)
            to->width = OGR_Fld_GetWidth(f);
    }
}

static int field_named(const struct vg_source_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n_fields; i++)
        if (!strcmp(schema->fields[i].name, name))
            return (int)i;
    return -1;
}

/* Formats whose features have ids of their own, told apart from those that OGR numbers by their place in the file. */
static void find_ids(struct ogr_source *s, const char *path)
{
    struct vg_source_schema *schema = &s->base.schema;
    if (!strcmp(schema->format, "GeoJSON") || !strcmp(schema->format, "GeoJSONSeq")) {
        struct vg_geojson_peek peek;
        vg_geojson_peek(path, &peek);
        schema->has_fids = peek.number_id && schema->key < 0;
        if (peek.text_id && schema->key < 0)
            schema->key = field_named(schema, "id");
        if (peek.bare)
            vg_notes_add(s->base.notes, "the file is a single geometry: it is imported as one feature without properties");
        return;
    }
    if (!strcmp(schema->format, "GML") && schema->key < 0) {
        int gml_id = field_named(schema, "gml_id");
        schema->key = gml_id >= 0 ? gml_id : field_named(schema, "fid");
    }
}

static enum vg_status make_fields(struct ogr_source *s, struct vg_error *err)
{
    struct vg_source_schema *schema = &s->base.schema;
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(s->layer);
    size_t most = (size_t)OGR_FD_GetFieldCount(defn) + 1;
    schema->fields = vg_arena_array(s->base.arena, most, sizeof *schema->fields);
    s->columns = vg_arena_array(s->base.arena, most, sizeof *s->columns);
    s->values = vg_arena_array(s->base.arena, most, sizeof *s->values);
    enum vg_status r = vg_arena_check(s->base.arena, err);
    if (r != VG_OK)
        return r;
    /* An id column of the file stays a field under its own name, but for "fid", which every GeoPackage has anyway. */
    const char *fid = OGR_L_GetFIDColumn(s->layer);
    bool own = fid && *fid, is_field = own && OGR_FD_GetFieldIndex(defn, fid) >= 0;
    if (own && !is_field && strcasecmp(fid, "fid"))
        add_fid_field(s, text_of(s, fid));
    add_fields(s, defn);
    if (own && is_field)
        schema->key = field_named(schema, fid);
    schema->has_fids = own && schema->key < 0;
    return vg_arena_check(s->base.arena, err);
}

static enum vg_status make_geometry(struct ogr_source *s, const struct vg_import_options *o, struct vg_error *err)
{
    struct vg_source_schema *schema = &s->base.schema;
    OGRwkbGeometryType type = OGR_L_GetGeomType(s->layer);
    if (type == wkbNone)
        return VG_OK;
    const char *name = OGR_L_GetGeometryColumn(s->layer);
    schema->geom_name = name && *name ? text_of(s, name) : "geom";
    OGRwkbGeometryType flat = OGR_GT_Flatten(type);
    schema->geom_type = flat > wkbUnknown && flat <= wkbTriangle ? (enum vg_geom_type)flat : VG_GEOM_ANY;
    schema->geom_z = OGR_GT_HasZ(type);
    schema->geom_m = OGR_GT_HasM(type);
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(s->layer);
    if (!srs)
        return VG_OK;
    s->swap_axes = latitude_first(srs);
    return o->crs ? VG_OK : find_crs(s, srs, o->registry, err);
}

/* GeoJSON and its like tell no type before all features are read. */
static enum vg_status survey_geometry(struct ogr_source *s, const struct vg_import_options *o, struct vg_error *err)
{
    struct vg_source_schema *schema = &s->base.schema;
    if (!schema->geom_name || schema->geom_type != VG_GEOM_ANY)
        return VG_OK;
    unsigned types = 0;
    int64_t n = 0;
    bool stopped = false;
    OGR_L_ResetReading(s->layer);
    for (OGRFeatureH f; !stopped && (f = OGR_L_GetNextFeature(s->layer)); OGR_F_Destroy(f)) {
        OGRGeometryH g = OGR_F_GetGeometryRef(f);
        OGRwkbGeometryType type = g ? OGR_G_GetGeometryType(g) : wkbNone;
        if (g && OGR_GT_Flatten(type) <= wkbTriangle)
            types |= 1u << OGR_GT_Flatten(type);
        schema->geom_z = schema->geom_z || (g && OGR_GT_HasZ(type));
        schema->geom_m = schema->geom_m || (g && OGR_GT_HasM(type));
        stopped = ++n % 4096 == 0 && o->stop && o->stop(o->ctx);
    }
    schema->geom_type = vg_kin_type(types);
    schema->total = n;
    return stopped ? vg_fail(err, VG_UNAVAILABLE, "", "interrupted") : VG_OK;
}

/* ---- rows ---- */

static bool recode(struct ogr_source *s, struct vg_value *v)
{
    if (!s->recode_from || v->kind != VG_V_TEXT)
        return true;
    char *utf8 = CPLRecode(v->text.ptr, s->recode_from, CPL_ENC_UTF8);
    v->text = vg_arena_str(s->row, vg_str_of(utf8));
    CPLFree(utf8);
    size_t bad;
    return v->text.ptr && vg_utf8_valid(v->text, &bad);
}

/* A field whose rows do not all have, or all lack, a time zone is taken as UTC. */
static bool settle_zones(struct ogr_source *s, size_t i)
{
    struct vg_field *f = &s->base.schema.fields[i];
    const struct vg_ogr_zones *z = &s->columns[i].zones;
    bool local = z->without && !z->with;
    if (z->without && z->with)
        vg_notes_add(s->base.notes, "field '%s': moments without a time zone are taken as UTC, as others have one", f->name);
    if ((f->type == VG_T_LOCALTIME) == local)
        return false;
    f->type = local ? VG_T_LOCALTIME : VG_T_DATETIME;
    return true;
}

static bool is_json(struct ogr_source *s, struct vg_str text)
{
    struct vg_node *ignored;
    struct vg_error why = {0};
    return vg_json_parse(text, s->row, &ignored, &why) == VG_OK;
}

/* Without blanks between its parts and "\/" for '/', which GDAL puts in: as short as PostgreSQL gives it. */
static struct vg_str compact(struct ogr_source *s, struct vg_str text)
{
    char *to = vg_arena_alloc(s->row, text.len + 1);
    bool in_string = false;
    size_t n = 0;
    if (!to)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            continue;
        if (c == '"')
            in_string = !in_string;
        if (c == '\\' && i + 1 < text.len && text.ptr[++i] != '/')
            to[n++] = c;
        to[n++] = text.ptr[i];
    }
    return (struct vg_str){to, n};
}

/* Read field i; *changed: the schema had to give way. */
static enum vg_status read_value(struct ogr_source *s, size_t i, bool *changed, struct vg_error *err)
{
    struct vg_field *f = &s->base.schema.fields[i];
    struct vg_value *v = &s->values[i];
    struct column *c = &s->columns[i];
    if (c->index == FID_COLUMN) {
        *v = (struct vg_value){ .kind = VG_V_INT, .integer = OGR_F_GetFID(s->feature) };
        return VG_OK;
    }
    bool valid = vg_ogr_value(s->feature, c->index, f->type, s->row, &c->zones, v);
    if (s->recode_from && v->kind == VG_V_TEXT)
        valid = recode(s, v);
    if (!valid) {
        enum vg_status r = vg_arena_check(s->row, err);
        return r != VG_OK ? r : vg_fail(err, VG_BAD_INPUT, f->name, "the text is not in UTF-8: say --encoding");
    }
    if (f->type == VG_T_DATETIME || f->type == VG_T_LOCALTIME)
        *changed = settle_zones(s, i) || *changed;
    if (v->kind == VG_V_JSON && is_json(s, v->text)) {
        v->text = compact(s, v->text);
    } else if (v->kind == VG_V_JSON) {
        f->type = VG_T_TEXT;
        *changed = true;
    }
    return VG_OK;
}

static enum vg_status read_geometry(struct ogr_source *s, struct vg_source_row *out, struct vg_error *err)
{
    OGRGeometryH g = s->base.schema.geom_name ? OGR_F_GetGeometryRef(s->feature) : NULL;
    if (!g)
        return VG_OK;
    if (s->swap_axes)
        OGR_G_SwapXY(g);
    const struct vg_source_schema *schema = &s->base.schema;
    if (schema->geom_z && !OGR_G_Is3D(g))
        OGR_G_Set3D(g, 1);
    if (schema->geom_m && !OGR_G_IsMeasured(g))
        OGR_G_SetMeasured(g, 1);
    size_t n = OGR_G_WkbSizeEx(g);
    if (n > s->wkb_cap) {
        unsigned char *bigger = realloc(s->wkb, n * 2);
        if (!bigger)
            return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        s->wkb = bigger;
        s->wkb_cap = n * 2;
    }
    if (OGR_G_ExportToIsoWkb(g, wkbNDR, s->wkb) != OGRERR_NONE)
        return vg_fail(err, VG_BAD_INPUT, "", "its geometry cannot be read");
    out->geom = (struct vg_geom){ s->wkb, n };
    return VG_OK;
}

static enum vg_status next_feature(struct ogr_source *s, struct vg_error *err)
{
    struct vg_gdal_words words;
    if (s->feature)
        OGR_F_Destroy(s->feature);
    vg_gdal_begin(&words);
    s->feature = OGR_L_GetNextFeature(s->layer);
    vg_gdal_end();
    if (words.failed)
        return vg_fail(err, VG_BAD_INPUT, "", "it cannot be read: %s", words.text);
    if (words.duplicate_ids)
        return vg_fail(err, VG_BAD_INPUT, "", "its id is that of another feature");
    if (words.text[0])
        vg_notes_add(s->base.notes, "GDAL: %s", words.text);
    return s->feature ? VG_OK : VG_END;
}

static enum vg_status ogr_next(struct vg_source *base, struct vg_source_row *out, struct vg_error *err)
{
    struct ogr_source *s = (struct ogr_source *)base;
    *out = (struct vg_source_row){ .number = ++s->number, .fid = -1, .values = s->values };
    vg_arena_reset(s->row);
    const char *field = NULL;
    enum vg_status r = next_feature(s, err);
    if (r == VG_END)
        return r;
    for (size_t i = 0; r == VG_OK && i < base->schema.n_fields; i++) {
        r = read_value(s, i, &out->changed, err);
        field = r == VG_OK ? NULL : base->schema.fields[i].name;
    }
    if (r == VG_OK)
        r = read_geometry(s, out, err);
    if (r != VG_OK)
        return vg_source_blame(base, out, field, err);
    if (base->schema.has_fids)
        out->fid = OGR_F_GetFID(s->feature);
    return VG_OK;
}

static enum vg_status ogr_rewind(struct vg_source *base, struct vg_error *err)
{
    struct ogr_source *s = (struct ogr_source *)base;
    (void)err;
    s->number = 0;
    OGR_L_ResetReading(s->layer);
    return VG_OK;
}

static void ogr_close(struct vg_source *base)
{
    struct ogr_source *s = (struct ogr_source *)base;
    if (s->feature)
        OGR_F_Destroy(s->feature);
    if (s->dataset)
        GDALClose(s->dataset);
    vg_arena_free(s->row);
    free(s->wkb);
    free(s);
}

static const struct vg_source_ops ogr_ops = { .next = ogr_next, .rewind = ogr_rewind, .close = ogr_close };

/* ---- public ---- */

/* Formats in which a layer has a name of its own, even when it is alone. */
static bool is_database(const char *format)
{
    return format && (!strcmp(format, "GPKG") || !strcmp(format, "SQLite") || !strcmp(format, "OpenFileGDB"));
}

static enum vg_status open_source(struct ogr_source *s, const struct vg_place *p, const struct vg_import_options *o,
                                  struct vg_error *err)
{
    struct vg_ogr_opened opened;
    enum vg_status r = vg_ogr_open_layer(p, o, s->base.arena, &opened, err);
    if (r != VG_OK)
        return r;
    s->dataset = opened.dataset;
    s->layer = opened.layer;
    s->recode_from = opened.recode ? opened.encoding : NULL;
    struct vg_source_schema *schema = &s->base.schema;
    schema->encoding = opened.recode ? NULL : opened.encoding;
    schema->format = vg_arena_strdup(s->base.arena, GDALGetDriverShortName(GDALGetDatasetDriver(s->dataset)));
    schema->layer = opened.only_layer && !is_database(schema->format) ? NULL : text_of(s, OGR_L_GetName(s->layer));
    schema->total = OGR_L_GetFeatureCount(s->layer, 0);
    r = make_fields(s, err);
    if (r == VG_OK && !o->rows_only)
        r = make_geometry(s, o, err);
    if (r == VG_OK)
        r = survey_geometry(s, o, err);
    if (r == VG_OK)
        find_ids(s, p->path);
    OGR_L_ResetReading(s->layer);
    return r;
}

enum vg_status vg_ogr_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                           struct vg_notes *notes, struct vg_source **out, struct vg_error *err)
{
    struct ogr_source *s = calloc(1, sizeof *s);
    if (!s)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    s->base = (struct vg_source){ .ops = &ogr_ops, .file = p->file, .arena = a, .notes = notes };
    s->base.schema = (struct vg_source_schema){ .key = -1, .total = -1 };
    s->row = vg_arena_new(ROW_ARENA);
    struct vg_gdal_words words;
    vg_gdal_begin(&words);
    enum vg_status r = s->row ? open_source(s, p, o, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    vg_gdal_end();
    if (r == VG_OK && words.failed)
        r = vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' cannot be read: %s", p->file, words.text);
    if (r != VG_OK) {
        ogr_close(&s->base);
        return r;
    }
    *out = &s->base;
    return VG_OK;
}
