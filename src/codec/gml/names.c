/* Names of tables and columns, which may be anything, as names of XML; ids as values of xs:ID. */
#include "gml.h"

#include <math.h>

#include <vigie/base/time.h>

static bool is_start(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_inner(unsigned char c)
{
    return is_start(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* --- elements ------------------------------------------------------------------------------------- */

/* The bytes of a letter of western European languages, which any edition of XML 1.0 takes; else 0. */
static size_t letter_at(const char *p)
{
    const unsigned char *c = (const unsigned char *)p;

    if (is_start(c[0]))
        return 1;
    if (c[0] == 0xC3 && c[1] >= 0x80 && c[1] <= 0xBF && c[1] != 0x97 && c[1] != 0xB7)
        return 2;
    return c[0] == 0xC5 && c[1] >= 0x8A && c[1] <= 0xBE ? 2 : 0;
}

/* Other characters become one '_' each. */
static const char *plain(struct vg_arena *a, const char *name)
{
    size_t n = 0, len = strlen(name);
    char *out = vg_arena_alloc(a, len + 2);

    if (!out)
        return NULL;
    if (!letter_at(name) && name[0] != '_')
        out[n++] = '_';
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)name[i];
        if (letter_at(name + i) == 2) {
            out[n++] = name[i++];
            out[n++] = name[i];
        } else if ((c & 0xC0) != 0x80) {
            out[n++] = is_inner(c) ? (char)c : '_';
        }
    }
    out[n] = '\0';
    return out;
}

static bool is_taken(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (names[i] && strcmp(names[i], name) == 0)
            return true;
    return false;
}

static const char *free_name(struct vg_arena *a, const char *const *names, size_t n, const char *name)
{
    const char *first = plain(a, name), *out = first;

    for (int k = 2; out && is_taken(names, n, out); k++)
        out = vg_arena_printf(a, "%s_%d", first, k);
    return out;
}

enum vg_status vg_gml_name(const struct vg_collection *c, const int *fields, size_t n_fields, struct vg_arena *a,
                           struct vg_gml_names *out, struct vg_error *err)
{
    const char **all = vg_arena_array(a, c->n_fields + 1, sizeof *all);

    *out = (struct vg_gml_names){.feature = plain(a, c->id), .fields = vg_arena_array(a, n_fields + 1, sizeof *out->fields)};
    if (!all || !out->fields)
        return vg_arena_check(a, err);
    for (size_t i = 0; i < c->n_fields; i++)
        all[i] = free_name(a, all, i, c->fields[i].name);
    for (size_t i = 0; i < n_fields; i++)
        out->fields[i] = all[fields[i]];
    if (c->geom_name)
        out->geometry = free_name(a, all, c->n_fields, c->geom_name);
    return vg_arena_check(a, err);
}

/* --- ids ------------------------------------------------------------------------------------------ */

void vg_gml_put_id(struct vg_buf *b, struct vg_str id)
{
    bool good = id.len && is_start((unsigned char)id.ptr[0]);

    for (size_t i = 1; good && i < id.len; i++)
        good = is_inner((unsigned char)id.ptr[i]) || id.ptr[i] == '.';
    if (good) {
        vg_buf_str(b, id);
        return;
    }
    vg_buf_char(b, '_');
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        if (is_inner(c))
            vg_buf_char(b, (char)c);
        else
            vg_buf_printf(b, ".%02X", c);
    }
}

/* --- types ---------------------------------------------------------------------------------------- */

/* In the order of enum vg_type. */
static const char *const types[] = {
    [VG_T_BOOL] = "xs:boolean", [VG_T_INT] = "xs:integer", [VG_T_FLOAT] = "xs:double", [VG_T_DOUBLE] = "xs:double",
    [VG_T_DECIMAL] = "xs:decimal", [VG_T_TEXT] = "xs:string", [VG_T_DATE] = "xs:date", [VG_T_DATETIME] = "xs:dateTime",
    [VG_T_LOCALTIME] = "xs:dateTime", [VG_T_TIME] = "xs:string", [VG_T_UUID] = "xs:string", [VG_T_JSON] = "xs:string",
    [VG_T_BYTES] = "xs:base64Binary",
};

const char *vg_gml_type(enum vg_type t)
{
    return types[t];
}

/* XML Schema 1.0 knows no year 0, and PostgreSQL's infinity is none. */
static bool in_years(int64_t days)
{
    return days >= vg_days_from_civil(1, 1, 1) && days <= vg_days_from_civil(9999, 12, 31);
}

static bool is_decimal(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '.' || s.ptr[i] == '-'))
            return false;
    return s.len > 0;
}

bool vg_gml_holds(enum vg_type t, const struct vg_value *v)
{
    int64_t day = v->integer / VG_US_PER_DAY - (v->integer % VG_US_PER_DAY < 0);

    switch (v->kind) {
    case VG_V_NULL: return false;
    case VG_V_BOOL: return t == VG_T_BOOL;
    case VG_V_INT: return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
    case VG_V_DOUBLE:
    case VG_V_FLOAT: return (t == VG_T_FLOAT || t == VG_T_DOUBLE) && isfinite(v->real);
    case VG_V_NUMBER: return t == VG_T_DECIMAL && is_decimal(v->text);
    case VG_V_TEXT: return t == VG_T_TEXT || t == VG_T_UUID || t == VG_T_JSON;
    case VG_V_JSON: return t == VG_T_JSON;
    case VG_V_DATE: return t == VG_T_DATE && in_years(v->integer);
    case VG_V_DATETIME: return t == VG_T_DATETIME && in_years(day);
    case VG_V_LOCALTIME: return t == VG_T_LOCALTIME && in_years(day);
    case VG_V_TIME: return t == VG_T_TIME;
    case VG_V_BYTES: return t == VG_T_BYTES;
    }
    return false;
}

const char *vg_gml_property_type(enum vg_geom_type t)
{
    switch (t) {
    case VG_GEOM_POINT: return "PointPropertyType";
    case VG_GEOM_LINESTRING:
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
    case VG_GEOM_CURVE: return "CurvePropertyType";
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
    case VG_GEOM_CURVEPOLYGON:
    case VG_GEOM_POLYHEDRALSURFACE:
    case VG_GEOM_TIN:
    case VG_GEOM_SURFACE: return "SurfacePropertyType";
    case VG_GEOM_MULTIPOINT: return "MultiPointPropertyType";
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_MULTICURVE: return "MultiCurvePropertyType";
    case VG_GEOM_MULTIPOLYGON:
    case VG_GEOM_MULTISURFACE: return "MultiSurfacePropertyType";
    case VG_GEOM_COLLECTION: return "MultiGeometryPropertyType";
    case VG_GEOM_ANY: break;
    }
    return "GeometryPropertyType";
}
