/* A layer's schema: fields by our types, names that the form can bear, the CRS by its name. */
#include <cpl_string.h>

#include "form.h"

OGRSpatialReferenceH vg_ogr_srs(const struct vg_crs *crs)
{
    if (!crs || !*crs->auth)
        return NULL;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    bool ogc = strcmp(crs->auth, "OGC") == 0;
    const char *name = ogc ? (crs->has_z ? "EPSG:4979" : "EPSG:4326") : CPLSPrintf("%s:%s", crs->auth, crs->code);
    if (OSRSetFromUserInput(srs, name) != OGRERR_NONE) {
        OSRDestroySpatialReference(srs);
        return NULL;
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    return srs;
}

/* Our codes are those of OGC 06-103r4, and so are OGR's. */
OGRwkbGeometryType vg_ogr_geometry_type(const struct vg_item_writer *w)
{
    const struct vg_collection *c = w->collection;
    bool known = c->geom_type > VG_GEOM_ANY && c->geom_type <= VG_GEOM_COLLECTION;

    if (!w->crs)
        return wkbNone;
    OGRwkbGeometryType t = known ? (OGRwkbGeometryType)c->geom_type : wkbUnknown;
    return OGR_GT_SetModifier(t, c->geom_z, c->geom_m);
}

/* --- names --------------------------------------------------------------------------------------- */

static bool is_taken(const struct vg_ogr_file *f, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (f->names[i] && strcasecmp(f->names[i], name) == 0)
            return true;
    return false;
}

/* So many bytes at most, cut at a whole character. */
static int cut_at(const char *name, size_t most)
{
    size_t n = strlen(name);

    if (n <= most)
        return (int)n;
    while (most > 0 && ((unsigned char)name[most] & 0xC0) == 0x80)
        most--;
    return (int)most;
}

/* "population_totale" becomes "population", the next one "populati_1". */
static const char *short_name(struct vg_item_writer *w, const struct vg_ogr_file *f, size_t n, const char *name)
{
    size_t most = f->form->name_bytes;
    const char *shorter = vg_arena_printf(w->arena, "%.*s", cut_at(name, most), name);

    for (int k = 1; shorter && is_taken(f, n, shorter); k++) {
        size_t digits = k < 10 ? 1 : k < 100 ? 2 : k < 1000 ? 3 : 5;
        shorter = vg_arena_printf(w->arena, "%.*s_%d", cut_at(name, most - 1 - digits), name, k);
    }
    return shorter;
}

enum vg_status vg_ogr_name_fields(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_error *err)
{
    f->names = vg_arena_array(w->arena, w->n_fields + 1, sizeof(*f->names));
    f->fields = vg_arena_array(w->arena, w->n_fields + 1, sizeof(*f->fields));
    f->cut = vg_arena_array(w->arena, w->n_fields + 1, sizeof(*f->cut));
    for (size_t i = 0; f->names && f->fields && i < w->n_fields; i++) {
        const char *name = w->collection->fields[w->fields[i]].name;
        f->names[i] = f->form->name_bytes ? short_name(w, f, i, name) : name;
        f->fields[i] = (int)i == f->fid_field ? -1 : (int)i - (f->fid_field >= 0 && (int)i > f->fid_field);
    }
    return vg_arena_check(w->arena, err);
}

/* --- fields -------------------------------------------------------------------------------------- */

struct ogr_type {
    OGRFieldType type;
    OGRFieldSubType subtype;
};

static struct ogr_type type_of(const struct vg_ogr_form *form, enum vg_type t)
{
    switch (t) {
    case VG_T_BOOL:
        return (struct ogr_type){OFTInteger, OFSTBoolean};
    case VG_T_INT:
        return (struct ogr_type){OFTInteger64, OFSTNone};
    case VG_T_FLOAT:
        return (struct ogr_type){OFTReal, OFSTFloat32};
    case VG_T_DOUBLE:
    case VG_T_DECIMAL:
        return (struct ogr_type){OFTReal, OFSTNone};
    case VG_T_DATE:
        return (struct ogr_type){OFTDate, OFSTNone};
    case VG_T_DATETIME:
    case VG_T_LOCALTIME:
        return (struct ogr_type){form->no_times ? OFTString : OFTDateTime, OFSTNone};
    case VG_T_BYTES:
        return (struct ogr_type){form->has_bytes ? OFTBinary : OFTString, OFSTNone};
    case VG_T_JSON:
        return (struct ogr_type){OFTString, OFSTJSON};
    case VG_T_TEXT:
    case VG_T_TIME:
    case VG_T_UUID:
        break;
    }
    return (struct ogr_type){OFTString, OFSTNone};
}

static bool add_field(const struct vg_ogr_file *f, OGRLayerH layer, const struct vg_field *field, const char *name)
{
    struct ogr_type t = type_of(f->form, field->type);
    OGRFieldDefnH d = OGR_Fld_Create(name, t.type);

    OGR_Fld_SetSubType(d, t.subtype);
    if (field->type == VG_T_TEXT && field->width > 0 && !f->form->name_bytes)
        OGR_Fld_SetWidth(d, field->width);
    OGRErr r = OGR_L_CreateField(layer, d, TRUE);
    OGR_Fld_Destroy(d);
    return r == OGRERR_NONE;
}

static char **layer_options(const struct vg_item_writer *w, const struct vg_ogr_file *f)
{
    const struct vg_collection *c = w->collection;
    bool empty = f->dataset && f->rows < 0 && f->form->empty_options;
    char **options = CSLDuplicate((char **)(empty ? f->form->empty_options : f->form->layer_options));

    if (w->path && f->form->unindexed)
        options = CSLAddString(options, f->form->unindexed);
    if (!f->form->has_fid_column)
        return options;
    const char *fid = "fid";
    if (f->fid_field >= 0)
        fid = f->names[f->fid_field];
    else if (is_taken(f, w->n_fields, fid))
        fid = is_taken(f, w->n_fields, "ogc_fid") ? "vigie_fid" : "ogc_fid";
    options = CSLSetNameValue(options, "FID", fid);
    if (c->geom_name && !is_taken(f, w->n_fields, c->geom_name))
        options = CSLSetNameValue(options, "GEOMETRY_NAME", c->geom_name);
    options = CSLSetNameValue(options, "IDENTIFIER", c->title ? c->title : c->id);
    return CSLSetNameValue(options, "DESCRIPTION", c->description);
}

enum vg_status vg_ogr_add_layer(struct vg_item_writer *w, const struct vg_ogr_file *f, const char *name,
                                OGRwkbGeometryType type, OGRLayerH *out, struct vg_error *err)
{
    char **options = layer_options(w, f);
    OGRLayerH layer = GDALDatasetCreateLayer(f->dataset, name, type == wkbNone ? NULL : f->srs, type, options);
    bool ok = layer != NULL;

    CSLDestroy(options);
    for (size_t i = 0; ok && i < w->n_fields; i++)
        if (f->fields[i] >= 0)
            ok = add_field(f, layer, &w->collection->fields[w->fields[i]], f->names[i]);
    if (!ok)
        return vg_ogr_fail(f, (struct vg_str){0}, err);
    *out = layer;
    return VG_OK;
}
