/* A row as an OGR feature. */
#include <cpl_error.h>
#include <cpl_string.h>
#include <math.h>

#include <vigie/base/time.h>

#include "form.h"

#define MAX_TEXT ((size_t)256 << 20)

static void set_date(OGRFeatureH to, int i, int64_t days, int64_t us, int zone)
{
    int64_t year, s = us / 1000000;
    int month, day;

    vg_civil_from_days(days, &year, &month, &day);
    OGR_F_SetFieldDateTimeEx(to, i, (int)year, month, day, (int)(s / 3600), (int)(s / 60 % 60),
                             (float)(s % 60) + (float)(us % 1000000 / 1000) / 1000, zone); /* to the millisecond */
}

enum { ZONE_UNKNOWN = 0, ZONE_UTC = 100 };

static void set_moment(OGRFeatureH to, int i, const struct vg_value *v)
{
    int64_t days = v->integer / VG_US_PER_DAY, us = v->integer % VG_US_PER_DAY;

    if (us < 0) {
        us += VG_US_PER_DAY;
        days--;
    }
    set_date(to, i, days, us, v->kind == VG_V_DATETIME ? ZONE_UTC : ZONE_UNKNOWN);
}

/* The text of a value whose field has no better type; GDAL cuts what a form has no room for. */
static void set_text(struct vg_ogr_file *f, size_t field, OGRFeatureH to, const struct vg_value *v)
{
    struct vg_buf b;

    vg_buf_init(&b, MAX_TEXT);
    vg_value_put_text(&b, v);
    OGR_F_SetFieldString(to, f->fields[field], b.ptr ? b.ptr : "");
    f->cut[field] += f->form->text_bytes && b.len > f->form->text_bytes;
    vg_buf_finish(&b);
}

static bool is_moment(enum vg_value_kind k)
{
    return k == VG_V_DATE || k == VG_V_DATETIME || k == VG_V_LOCALTIME;
}

/* Years that a date of OGR's and RFC 3339 can hold; PostgreSQL's infinity is none. */
static bool in_years(const struct vg_value *v)
{
    int64_t days = v->kind == VG_V_DATE ? v->integer : v->integer / VG_US_PER_DAY;
    return days >= vg_days_from_civil(0, 1, 1) && days <= vg_days_from_civil(9999, 12, 31);
}

static bool set_number(OGRFeatureH to, int i, OGRFieldType t, const struct vg_value *v)
{
    double real;

    switch (v->kind) {
    case VG_V_BOOL:
        OGR_F_SetFieldInteger(to, i, v->boolean);
        return true;
    case VG_V_INT:
        OGR_F_SetFieldInteger64(to, i, v->integer);
        return true;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        if (!isfinite(v->real) || (t != OFTReal && v->real != trunc(v->real)))
            return false;
        OGR_F_SetFieldDouble(to, i, v->real);
        return true;
    case VG_V_NUMBER:
        if (!vg_str_double(v->text, &real))
            return false;
        OGR_F_SetFieldDouble(to, i, real);
        return true;
    default:
        return false;
    }
}

/* False: the field cannot hold it (SQLite lets a column hold anything), so it stays null. */
static bool set_value(struct vg_ogr_file *f, size_t field, OGRFeatureH to, const struct vg_value *v)
{
    int i = f->fields[field];
    OGRFieldType t = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(to, i));

    if (v->kind == VG_V_NULL)
        return false;
    switch (t) {
    case OFTString:
        set_text(f, field, to, v);
        return true;
    case OFTBinary:
        if (v->kind != VG_V_BYTES)
            return false;
        OGR_F_SetFieldBinary(to, i, (int)v->text.len, v->text.ptr);
        return true;
    case OFTDate:
    case OFTDateTime:
        if (!is_moment(v->kind) || !in_years(v))
            return false;
        if (v->kind == VG_V_DATE)
            set_date(to, i, v->integer, 0, ZONE_UNKNOWN);
        else
            set_moment(to, i, v);
        return true;
    default:
        return set_number(to, i, t, v);
    }
}

/* --- geometry ------------------------------------------------------------------------------------- */

/* As the layer wants it: a single geometry in a layer of multi ones is one of these. */
static OGRGeometryH fit(const struct vg_ogr_file *f, OGRLayerH layer, OGRGeometryH g)
{
    OGRwkbGeometryType want = OGR_L_GetGeomType(layer), have = OGR_G_GetGeometryType(g);

    if (f->form->straight && OGR_GT_IsNonLinear(have)) {
        OGRGeometryH line = OGR_G_GetLinearGeometry(g, 0, NULL);
        OGR_G_DestroyGeometry(g);
        g = line;
        have = OGR_G_GetGeometryType(g);
    }
    if (OGR_GT_Flatten(want) != OGR_GT_Flatten(have) && OGR_GT_GetCollection(OGR_GT_Flatten(have)) == OGR_GT_Flatten(want))
        g = OGR_G_ForceTo(g, want, NULL);
    return g;
}

static enum vg_status read_geometry(struct vg_ogr_file *f, struct vg_geom from, OGRGeometryH *out, struct vg_error *err)
{
    struct vg_geom iso;
    enum vg_status r = vg_geom_iso(from, &f->iso, &iso, err);

    *out = NULL;
    if (r != VG_OK)
        return r;
    if (OGR_G_CreateFromWkb(iso.wkb, NULL, out, (int)iso.len) != OGRERR_NONE)
        return vg_fail(err, VG_BAD_INPUT, "", "the geometry cannot be read");
    return VG_OK;
}

static enum vg_status set_geometry(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_geom from,
                                   OGRLayerH *layer, OGRGeometryH *out, struct vg_error *err)
{
    OGRGeometryH g = NULL;
    enum vg_status r = VG_OK;

    if (w->crs && from.wkb)
        r = read_geometry(f, from, &g, err);
    if (r == VG_OK)
        r = vg_ogr_layer_for(w, f, g ? OGR_G_GetGeometryType(g) : wkbNone, layer, err);
    if (r != VG_OK) {
        OGR_G_DestroyGeometry(g);
        return r;
    }
    *out = g ? fit(f, *layer, g) : NULL;
    return VG_OK;
}

/* --- the row -------------------------------------------------------------------------------------- */

static void set_fid(OGRFeatureH to, const struct vg_item_writer *w, const struct vg_ogr_file *f,
                    const struct vg_feature *from)
{
    int64_t id;

    if (f->fid_field >= 0 && from->values[f->fid_field].kind == VG_V_INT)
        OGR_F_SetFID(to, from->values[f->fid_field].integer);
    else if (w->collection->n_key == 0 && vg_str_int64(from->id, &id))
        OGR_F_SetFID(to, id);
}

enum vg_status vg_ogr_put_feature(struct vg_item_writer *w, struct vg_ogr_file *f, const struct vg_feature *from,
                                  struct vg_error *err)
{
    OGRGeometryH g = NULL;
    OGRLayerH layer;
    enum vg_status r = set_geometry(w, f, from->geom, &layer, &g, err);

    if (r == VG_OK && f->form->needs_geometry && (!g || OGR_G_IsEmpty(g))) {
        CPLError(CE_Failure, CPLE_NotSupported, "it has no geometry");
        OGR_G_DestroyGeometry(g);
        r = VG_BAD_INPUT;
    }
    if (r == VG_BAD_INPUT)
        return vg_ogr_fail(f, from->id, err);
    if (r != VG_OK)
        return r;
    f->rows++;
    OGRFeatureH to = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    set_fid(to, w, f, from);
    for (size_t i = 0; i < w->n_fields; i++)
        if (f->fields[i] >= 0 && !set_value(f, i, to, &from->values[i]))
            OGR_F_SetFieldNull(to, f->fields[i]);
    if (g)
        OGR_F_SetGeometryDirectly(to, g);
    OGRErr done = OGR_L_CreateFeature(layer, to);
    OGR_F_Destroy(to);
    bool cut = strstr(f->words.text, "not successfully written") != NULL; /* a number that a dbf has no room for */
    return done == OGRERR_NONE && !cut ? VG_OK : vg_ogr_fail(f, from->id, err);
}
