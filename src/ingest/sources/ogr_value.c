/* OGR's lists have no column type in either store and become JSON.  Its texts are not always UTF-8, whatever the driver
 * promises: each is looked at.  Seconds are floats there, so moments are rounded to the millisecond. */
#include "ogr_value.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#define MAX_LIST ((size_t)64 << 20) /* bytes of one list as JSON */

enum vg_type vg_ogr_type(OGRFieldDefnH field)
{
    OGRFieldSubType sub = OGR_Fld_GetSubType(field);
    switch (OGR_Fld_GetType(field)) {
    case OFTInteger:
        return sub == OFSTBoolean ? VG_T_BOOL : VG_T_INT;
    case OFTInteger64:
        return VG_T_INT;
    case OFTReal:
        return sub == OFSTFloat32 ? VG_T_FLOAT : VG_T_DOUBLE;
    case OFTDate:
        return VG_T_DATE;
    case OFTTime:
        return VG_T_TIME;
    case OFTDateTime:
        return VG_T_DATETIME;
    case OFTBinary:
        return VG_T_BYTES;
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList:
        return VG_T_JSON;
    default:
        return sub == OFSTJSON ? VG_T_JSON : sub == OFSTUUID ? VG_T_UUID : VG_T_TEXT;
    }
}

/* ---- lists ---- */

static void put_comma(struct vg_buf *b, int k)
{
    if (k)
        vg_buf_char(b, ',');
}

static bool put_strings(OGRFeatureH f, int i, struct vg_buf *b)
{
    char **list = OGR_F_GetFieldAsStringList(f, i);
    bool valid = true;
    size_t bad;
    for (int k = 0; list && list[k]; k++) {
        struct vg_str s = vg_str_of(list[k]);
        valid = valid && vg_utf8_valid(s, &bad);
        put_comma(b, k);
        vg_json_put_str(b, s);
    }
    return valid;
}

static void put_numbers(OGRFeatureH f, int i, OGRFieldType type, struct vg_buf *b)
{
    int n = 0;
    if (type == OFTRealList) {
        const double *list = OGR_F_GetFieldAsDoubleList(f, i, &n);
        for (int k = 0; k < n; k++) {
            put_comma(b, k);
            vg_buf_double(b, list[k]);
        }
    } else if (type == OFTInteger64List) {
        const GIntBig *list = OGR_F_GetFieldAsInteger64List(f, i, &n);
        for (int k = 0; k < n; k++) {
            put_comma(b, k);
            vg_buf_int64(b, list[k]);
        }
    } else {
        const int *list = OGR_F_GetFieldAsIntegerList(f, i, &n);
        for (int k = 0; k < n; k++) {
            put_comma(b, k);
            vg_buf_int64(b, list[k]);
        }
    }
}

static bool read_list(OGRFeatureH f, int i, OGRFieldType type, struct vg_arena *row, struct vg_value *out)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, MAX_LIST);
    bool valid = true;
    vg_buf_char(&b, '[');
    if (type == OFTStringList)
        valid = put_strings(f, i, &b);
    else
        put_numbers(f, i, type, &b);
    vg_buf_char(&b, ']');
    *out = (struct vg_value){ .kind = VG_V_JSON, .text = vg_arena_str(row, (struct vg_str){ b.ptr, b.len }) };
    return valid && b.failed == VG_OK && out->text.ptr;
}

/* ---- times ---- */

static int64_t micros(int hour, int minute, float second)
{
    return (hour * INT64_C(60) + minute) * 60000000 + llround((double)second * 1000) * 1000;
}

static bool read_time(OGRFeatureH f, int i, enum vg_type type, struct vg_ogr_zones *zones, struct vg_value *out)
{
    int year, month, day, hour, minute, zone;
    float second;
    if (!OGR_F_GetFieldAsDateTimeEx(f, i, &year, &month, &day, &hour, &minute, &second, &zone)) {
        *out = (struct vg_value){ .kind = VG_V_NULL };
        return true;
    }
    int64_t days = type == VG_T_TIME ? 0 : vg_days_from_civil(year, month, day);
    if (type == VG_T_DATE) {
        *out = (struct vg_value){ .kind = VG_V_DATE, .integer = days };
        return true;
    }
    int64_t us = days * VG_US_PER_DAY + micros(hour, minute, second);
    if (type == VG_T_TIME) {
        *out = (struct vg_value){ .kind = VG_V_TIME, .integer = us };
        return true;
    }
    /* OGR: 0 unknown, 1 local, else quarters of an hour from UTC, 100 being UTC itself */
    bool known = zone > 1;
    zones->with = zones->with || known;
    zones->without = zones->without || !known;
    us -= known ? (zone - 100) * INT64_C(900000000) : 0;
    *out = (struct vg_value){ .kind = type == VG_T_LOCALTIME ? VG_V_LOCALTIME : VG_V_DATETIME, .integer = us };
    return true;
}

/* ---- all ---- */

static bool read_text(OGRFeatureH f, int i, enum vg_type type, struct vg_value *out)
{
    size_t bad;
    struct vg_str s = vg_str_of(OGR_F_GetFieldAsString(f, i));
    *out = (struct vg_value){ .kind = type == VG_T_JSON ? VG_V_JSON : VG_V_TEXT, .text = s };
    return vg_utf8_valid(s, &bad);
}

bool vg_ogr_value(OGRFeatureH f, int i, enum vg_type type, struct vg_arena *row, struct vg_ogr_zones *zones,
                  struct vg_value *out)
{
    if (!OGR_F_IsFieldSetAndNotNull(f, i)) {
        *out = (struct vg_value){ .kind = VG_V_NULL };
        return true;
    }
    switch (type) {
    case VG_T_BOOL:
        *out = (struct vg_value){ .kind = VG_V_BOOL, .boolean = OGR_F_GetFieldAsInteger(f, i) != 0 };
        return true;
    case VG_T_INT:
        *out = (struct vg_value){ .kind = VG_V_INT, .integer = OGR_F_GetFieldAsInteger64(f, i) };
        return true;
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
        *out = (struct vg_value){ .kind = type == VG_T_FLOAT ? VG_V_FLOAT : VG_V_DOUBLE,
                                  .real = OGR_F_GetFieldAsDouble(f, i) };
        return true;
    case VG_T_DATE:
    case VG_T_TIME:
    case VG_T_DATETIME:
    case VG_T_LOCALTIME:
        return read_time(f, i, type, zones, out);
    case VG_T_BYTES: {
        int n = 0;
        const GByte *bytes = OGR_F_GetFieldAsBinary(f, i, &n);
        *out = (struct vg_value){ .kind = VG_V_BYTES, .text = { bytes ? (const char *)bytes : "", (size_t)n } };
        return true;
    }
    default: {
        OGRFieldType t = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(f, i));
        bool list = t == OFTIntegerList || t == OFTInteger64List || t == OFTRealList || t == OFTStringList;
        return list ? read_list(f, i, t, row, out) : read_text(f, i, type, out);
    }
    }
}
