/* Values of SQLite's columns as the field's type says, but for what is really there: SQLite keeps any kind of
 * value in any column, and what does not fit is given as it is. */
#include "../gpkg.h"
#include "json.h"

static struct vg_str text_of(sqlite3_value *v)
{
    const char *text = (const char *)sqlite3_value_text(v);

    return (struct vg_str){text ? text : "", (size_t)sqlite3_value_bytes(v)};
}

static void set_text(struct vg_value *out, enum vg_value_kind kind, struct vg_str text)
{
    out->kind = kind;
    out->text = text;
}

static int64_t day_of(int64_t us)
{
    int64_t day = us / VG_US_PER_DAY;

    return us % VG_US_PER_DAY < 0 ? day - 1 : day;
}

/* Dates are texts; one that does not read as a date stays a text. */
static void set_time(struct vg_value *out, enum vg_type type, struct vg_str text)
{
    struct vg_instant t;

    set_text(out, VG_V_TEXT, text);
    if (vg_instant_parse(text, &t, NULL) != VG_OK)
        return;
    if (type == VG_T_DATE && t.date_only) {
        out->kind = VG_V_DATE;
        out->integer = day_of(t.us);
    } else if (type != VG_T_DATE && !t.date_only) {
        out->kind = type == VG_T_LOCALTIME ? VG_V_LOCALTIME : VG_V_DATETIME;
        out->integer = t.us;
    }
}

static void set_from_text(struct vg_value *out, enum vg_type type, struct vg_str text)
{
    if (type == VG_T_DATE || type == VG_T_DATETIME || type == VG_T_LOCALTIME)
        set_time(out, type, text);
    else
        set_text(out, type == VG_T_JSON && vg_gpkg_json_is_valid(text) ? VG_V_JSON : VG_V_TEXT, text);
}

static void set_from_integer(struct vg_value *out, enum vg_type type, int64_t v)
{
    if (type == VG_T_BOOL && (v == 0 || v == 1)) {
        out->kind = VG_V_BOOL;
        out->boolean = v == 1;
        return;
    }
    if (type == VG_T_DOUBLE || type == VG_T_FLOAT) {
        out->kind = type == VG_T_FLOAT ? VG_V_FLOAT : VG_V_DOUBLE;
        out->real = (double)v;
        return;
    }
    out->kind = VG_V_INT;
    out->integer = v;
}

/* The column is looked up once, as a value that SQLite does not guard against other threads: there are none. */
void vg_gpkg_value(sqlite3_stmt *st, int column, enum vg_type type, struct vg_value *out)
{
    sqlite3_value *v = sqlite3_column_value(st, column);

    switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER:
        set_from_integer(out, type, sqlite3_value_int64(v));
        break;
    case SQLITE_FLOAT:
        out->kind = type == VG_T_FLOAT ? VG_V_FLOAT : VG_V_DOUBLE;
        out->real = sqlite3_value_double(v);
        break;
    case SQLITE_TEXT:
        set_from_text(out, type, text_of(v));
        break;
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_value_blob(v);
        set_text(out, VG_V_BYTES, (struct vg_str){bytes ? bytes : "", (size_t)sqlite3_value_bytes(v)});
        break;
    }
    default:
        out->kind = VG_V_NULL;
    }
}

/* The text of a date in the one form that compares like dates. */
static bool is_plain_date(const struct vg_value *v)
{
    return v->kind == VG_V_TEXT && v->text.len == sizeof("2000-01-01") - 1;
}

void vg_gpkg_value_raw(sqlite3_stmt *st, int column, enum vg_type type, struct vg_value *out)
{
    vg_gpkg_value(st, column, VG_T_TEXT, out);
    if (type == VG_T_BOOL || (type == VG_T_DATE && is_plain_date(out)))
        vg_gpkg_value(st, column, type, out);
    else if (out->kind == VG_V_INT && (type == VG_T_DATETIME || type == VG_T_LOCALTIME))
        out->kind = type == VG_T_DATETIME ? VG_V_DATETIME : VG_V_LOCALTIME;
}
