/* SQLite has no type for moments: they become texts of one form, which GDAL and QGIS read too.  A geometry's head
 * carries its box (OGC 12-128r18, 2.1.3) except for points, where it would only repeat them. */
#include "bind.h"

#define BLOB_HEAD 8
#define HAS_XY_BOX 0x02
#define IS_EMPTY 0x10
#define LITTLE_ENDIAN_HEAD 0x01

static char *put_digits(char *p, int64_t v, int width)
{
    for (int i = width - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + width;
}

static char *put_day(char *p, int64_t days)
{
    int64_t year;
    int month, day;
    vg_civil_from_days(days, &year, &month, &day);
    if (year < 0 || year > 9999)
        return NULL;
    p = put_digits(p, year, 4);
    *p++ = '-';
    p = put_digits(p, month, 2);
    *p++ = '-';
    return put_digits(p, day, 2);
}

/* Always three decimals, as the standard has it; six only where three would lose something.  Such texts sort like the
 * moments they name by whole seconds alone ('Z' comes after the digits): queries compare numbers (read/dialect.c). */
static char *put_clock(char *p, int64_t us)
{
    p = put_digits(p, us / 3600000000, 2);
    *p++ = ':';
    p = put_digits(p, us / 60000000 % 60, 2);
    *p++ = ':';
    p = put_digits(p, us / 1000000 % 60, 2);
    *p++ = '.';
    return us % 1000 ? put_digits(p, us % 1000000, 6) : put_digits(p, us / 1000 % 1000, 3);
}

/* A DATETIME of a GeoPackage ends in Z, also where the zone is not known: that stands in vigie_collection. */
static char *put_moment(char *p, int64_t us)
{
    int64_t days = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
    p = put_day(p, days);
    if (!p)
        return NULL;
    *p++ = 'T';
    p = put_clock(p, us - days * VG_US_PER_DAY);
    *p++ = 'Z';
    return p;
}

static bool bind_time_of_day(sqlite3_stmt *s, int i, int64_t us)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 64);
    return vg_timeofday_put(&b, us) && b.failed == VG_OK &&
           sqlite3_bind_text(s, i, b.ptr, (int)b.len, SQLITE_TRANSIENT) == SQLITE_OK;
}

bool vg_gpkg_bind(sqlite3_stmt *s, int i, const struct vg_value *v)
{
    switch (v->kind) {
    case VG_V_NULL:
        return sqlite3_bind_null(s, i) == SQLITE_OK;
    case VG_V_BOOL:
        return sqlite3_bind_int(s, i, v->boolean) == SQLITE_OK;
    case VG_V_INT:
        return sqlite3_bind_int64(s, i, v->integer) == SQLITE_OK;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        return sqlite3_bind_double(s, i, v->real) == SQLITE_OK;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
        return sqlite3_bind_text64(s, i, v->text.ptr ? v->text.ptr : "", v->text.len, SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK;
    case VG_V_BYTES:
        return sqlite3_bind_blob64(s, i, v->text.ptr ? v->text.ptr : "", v->text.len, SQLITE_STATIC) == SQLITE_OK;
    case VG_V_TIME:
        return bind_time_of_day(s, i, v->integer);
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME: {
        char text[40];
        char *end = v->kind == VG_V_DATE ? put_day(text, v->integer) : put_moment(text, v->integer);
        return end && sqlite3_bind_text(s, i, text, (int)(end - text), SQLITE_TRANSIENT) == SQLITE_OK;
    }
    }
    return false;
}

void vg_gpkg_put_blob(struct vg_buf *b, struct vg_geom g, const struct vg_geom_info *info, int srs_id)
{
    bool box = !info->empty && info->type != VG_GEOM_POINT;
    unsigned char head[BLOB_HEAD] = { 'G', 'P', 0, LITTLE_ENDIAN_HEAD };
    head[3] = (unsigned char)(LITTLE_ENDIAN_HEAD | (box ? HAS_XY_BOX : 0) | (info->empty ? IS_EMPTY : 0));
    for (int i = 0; i < 4; i++)
        head[4 + i] = (unsigned char)((uint32_t)srs_id >> (8 * i));
    b->len = 0;
    vg_buf_add(b, head, sizeof head);
    if (box) {
        double sides[4] = { info->box.min[0], info->box.max[0], info->box.min[1], info->box.max[1] };
        unsigned char bytes[sizeof sides];
        for (int i = 0; i < 4; i++) {
            uint64_t bits;
            memcpy(&bits, &sides[i], sizeof bits);
            for (int k = 0; k < 8; k++)
                bytes[8 * i + k] = (unsigned char)(bits >> (8 * k));
        }
        vg_buf_add(b, bytes, sizeof bytes);
    }
    vg_buf_add(b, g.wkb, g.len);
}
