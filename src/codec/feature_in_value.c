/* One property as its field's type, or why it cannot be. */
#include "feature_in.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>

static struct vg_str text_of(const json_t *j)
{
    return json_is_string(j) ? (struct vg_str){json_string_value(j), json_string_length(j)} : (struct vg_str){0};
}

static bool wants(struct body *b, const struct vg_field *f, const char *what)
{
    FAULT(b, "the property '%.60s' takes %s", f->name, vg_text(b->o->lang, what));
    return false;
}

static bool set_text(struct body *b, struct vg_value *out, enum vg_value_kind kind, struct vg_str text)
{
    *out = (struct vg_value){.kind = kind, .text = vg_arena_str(b->arena, text)};
    return true;
}

static bool read_text(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    struct vg_str text = text_of(j);

    if (!text.ptr)
        return wants(b, f, "a text");
    if (f->width > 0 && vg_utf8_count(text) > (size_t)f->width) {
        FAULT(b, "the property '%.60s' takes at most %d characters", f->name, f->width);
        return false;
    }
    return set_text(b, out, VG_V_TEXT, text);
}

static bool read_int(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    double real = json_number_value(j);

    if (json_is_integer(j)) {
        *out = (struct vg_value){.kind = VG_V_INT, .integer = json_integer_value(j)};
        return true;
    }
    if (!json_is_real(j) || real != trunc(real) || fabs(real) > 9007199254740992.0)
        return wants(b, f, "a whole number");
    *out = (struct vg_value){.kind = VG_V_INT, .integer = (int64_t)real};
    return true;
}

static bool read_real(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    bool narrow = f->type == VG_T_FLOAT;
    double v = json_number_value(j);

    if (!json_is_number(j))
        return wants(b, f, "a number");
    if (narrow && !isfinite((float)v)) {
        FAULT(b, "the number is too large for the property '%.60s'", f->name);
        return false;
    }
    *out = (struct vg_value){.kind = narrow ? VG_V_FLOAT : VG_V_DOUBLE, .real = (narrow ? (double)(float)v : v) + 0.0};
    return true;
}

/* A JSON number has the digits of a double; one in quotes is kept digit for digit. */
static bool read_decimal(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    char digits[VG_NUMBER_MAX];
    struct vg_str text = text_of(j);
    double unused;

    if (json_is_integer(j))
        text = (struct vg_str){digits, (size_t)(vg_int64_write(digits, json_integer_value(j)) - digits)};
    else if (json_is_real(j))
        text = (struct vg_str){digits, (size_t)(vg_double_write(digits, json_real_value(j)) - digits)};
    return vg_str_double(text, &unused) ? set_text(b, out, VG_V_NUMBER, text) : wants(b, f, "a number");
}

static bool read_bool(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    if (!json_is_boolean(j))
        return wants(b, f, "true or false");
    *out = (struct vg_value){.kind = VG_V_BOOL, .boolean = json_is_true(j)};
    return true;
}

static bool read_time_of_day(struct body *b, const struct vg_field *f, struct vg_str text, struct vg_value *out)
{
    struct vg_instant t;
    const char *whole = vg_arena_printf(b->arena, "1970-01-01T%.*sZ", (int)(text.len < 40 ? text.len : 40), text.ptr);

    if (vg_instant_parse(vg_str_of(whole), &t, NULL) != VG_OK)
        return wants(b, f, "a time of day (hh:mm:ss)");
    *out = (struct vg_value){.kind = VG_V_TIME, .integer = t.us};
    return true;
}

bool vg_body_moment(struct body *b, const struct vg_field *f, struct vg_str text, struct vg_value *out)
{
    struct vg_instant t;
    bool date = f->type == VG_T_DATE;

    if (f->type == VG_T_TEXT)
        return set_text(b, out, VG_V_TEXT, text);
    if (vg_instant_parse(text, &t, NULL) != VG_OK || (date && !t.date_only))
        return wants(b, f, date ? "a date (2018-02-12)" : "a date and time (2018-02-12T23:20:50Z)");
    *out = (struct vg_value){.kind = date ? VG_V_DATE : f->type == VG_T_LOCALTIME ? VG_V_LOCALTIME : VG_V_DATETIME,
                             .integer = t.us};
    if (date)
        out->integer = t.us / VG_US_PER_DAY - (t.us % VG_US_PER_DAY < 0);
    return true;
}

static bool read_moment(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    struct vg_str text = text_of(j);

    if (!text.ptr)
        return wants(b, f, f->type == VG_T_TIME ? "a time of day (hh:mm:ss)" : "a date or moment as text, as of RFC 3339");
    return f->type == VG_T_TIME ? read_time_of_day(b, f, text, out) : vg_body_moment(b, f, text, out);
}

static bool read_uuid(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    struct vg_str text = text_of(j);
    char low[36];

    if (text.len != 36)
        return wants(b, f, "a UUID");
    for (size_t i = 0; i < 36; i++) {
        char c = text.ptr[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        low[i] = c >= 'A' && c <= 'F' ? (char)(c + 32) : c;
        if (dash ? c != '-' : !((low[i] >= '0' && low[i] <= '9') || (low[i] >= 'a' && low[i] <= 'f')))
            return wants(b, f, "a UUID");
    }
    return set_text(b, out, VG_V_TEXT, (struct vg_str){low, 36});
}

static bool read_json(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    (void)f;
    *out = (struct vg_value){.kind = VG_V_JSON};
    /* A lack of memory shows in the arena, when the body has been read. */
    return vg_json_write((json_t *)j, b->arena, &out->text, NULL) == VG_OK;
}

/* base64 of either alphabet, with or without padding. */
static bool read_bytes(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    struct vg_str text = text_of(j), bytes;

    while (text.len && text.ptr[text.len - 1] == '=')
        text.len--;
    char *url = text.ptr ? vg_arena_cstr(b->arena, text) : NULL;
    for (char *p = url; p && *p; p++)
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
    if (!url || vg_base64url_decode((struct vg_str){url, text.len}, b->arena, &bytes, NULL) != VG_OK)
        return wants(b, f, "bytes in base64");
    *out = (struct vg_value){.kind = VG_V_BYTES, .text = bytes};
    return true;
}

bool vg_body_value(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out)
{
    static bool (*const readers[])(struct body *, const struct vg_field *, const json_t *, struct vg_value *) = {
        [VG_T_BOOL] = read_bool,       [VG_T_INT] = read_int,          [VG_T_FLOAT] = read_real,
        [VG_T_DOUBLE] = read_real,     [VG_T_DECIMAL] = read_decimal,  [VG_T_TEXT] = read_text,
        [VG_T_DATE] = read_moment,     [VG_T_DATETIME] = read_moment,  [VG_T_LOCALTIME] = read_moment,
        [VG_T_TIME] = read_moment,     [VG_T_UUID] = read_uuid,        [VG_T_JSON] = read_json,
        [VG_T_BYTES] = read_bytes,
    };

    if (json_is_null(j)) {
        *out = (struct vg_value){.kind = VG_V_NULL};
        if (!f->nullable)
            FAULT(b, "the property '%.60s' must not be null", f->name);
        return f->nullable;
    }
    return readers[f->type](b, f, j, out);
}
