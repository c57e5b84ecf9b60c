/* One value against one field.  A text is read as its field says; a value that came typed is turned into text first, so
 * that there is one way to judge both.
 *
 * Judgements are those of the Table Schema specification, 1.0; where it is silent those of its reference implementation. */
#include <math.h>

#include <vigie/base/number.h>
#include <vigie/base/pattern.h>

#include "table_value.h"

#define SAID 60 /* bytes of a value that a sentence repeats */
#define MAX_TYPED ((size_t)64 << 20)

/* What a text was read as: how it compares, and how long it is. */
struct reading {
    struct vg_value value;
    double order;   /* of numbers, years, months */
    int64_t exact;  /* of integers, dates and times */
    bool is_exact;
    int64_t length; /* -1: it has none */
};

static int cut(struct vg_str s)
{
    size_t n = s.len < SAID ? s.len : SAID;
    while (n < s.len && n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
        n--;
    return (int)n;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static bool numeric(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

/* The number alone, with a point: no groups, no "EUR" or "%" around it where those may stand. */
static bool plain_number(const struct vg_schema_field *f, struct vg_str s, char *out, size_t room, struct vg_str *plain)
{
    const char *point = f->decimal_char ? f->decimal_char : ".";
    size_t n = 0, n_point = strlen(point), n_group = f->group_char ? strlen(f->group_char) : 0;
    if (!f->bare_number) {
        while (s.len && !numeric(s.ptr[0]))
            s = (struct vg_str){s.ptr + 1, s.len - 1};
        while (s.len && !numeric(s.ptr[s.len - 1]))
            s.len--;
    }
    while (s.len) {
        struct vg_str group = {f->group_char, n_group}, dot = {point, n_point};
        if (n + 1 >= room)
            return false;
        if (n_group && vg_str_starts(s, group)) {
            s = (struct vg_str){s.ptr + n_group, s.len - n_group};
        } else if (n_point && vg_str_starts(s, dot)) {
            out[n++] = '.';
            s = (struct vg_str){s.ptr + n_point, s.len - n_point};
        } else if (*s.ptr == '.') {
            return false; /* where the comma is the point */
        } else {
            out[n++] = *s.ptr;
            s = (struct vg_str){s.ptr + 1, s.len - 1};
        }
    }
    *plain = (struct vg_str){out, n};
    return n > 0;
}

static bool read_integer(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    char text[64];
    struct vg_str plain;
    struct vg_schema_field no_point = *f;
    no_point.decimal_char = "";
    if (!plain_number(&no_point, s, text, sizeof text, &plain) || !vg_str_int64(plain, &out->exact))
        return false;
    out->value = (struct vg_value){.kind = VG_V_INT, .integer = out->exact};
    out->is_exact = true;
    out->order = (double)out->exact;
    return true;
}

static bool read_number(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    char text[512];
    struct vg_str plain;
    bool special = vg_str_is(s, "NaN") || vg_str_is(s, "INF") || vg_str_is(s, "-INF");
    if (special)
        out->order = s.ptr[0] == 'N' ? NAN : s.ptr[0] == '-' ? -INFINITY : INFINITY;
    else if (!plain_number(f, s, text, sizeof text, &plain) || !vg_str_double(plain, &out->order))
        return false;
    out->value = (struct vg_value){.kind = VG_V_DOUBLE, .real = out->order};
    return true;
}

static bool read_boolean(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    for (size_t i = 0; i < f->n_true; i++)
        if (vg_str_is(s, f->true_values[i])) {
            out->value = (struct vg_value){.kind = VG_V_BOOL, .boolean = true};
            return true;
        }
    out->value = (struct vg_value){.kind = VG_V_BOOL};
    for (size_t i = 0; i < f->n_false; i++)
        if (vg_str_is(s, f->false_values[i]))
            return true;
    return false;
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool is_email(struct vg_str s)
{
    const char *at = memchr(s.ptr, '@', s.len);
    size_t before = at ? (size_t)(at - s.ptr) : 0;
    struct vg_str host = {s.ptr + before + 1, at ? s.len - before - 1 : 0};
    const char *dot = host.len ? memrchr(host.ptr, '.', host.len) : NULL;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ')
            return false;
    return at && before > 0 && dot && dot > host.ptr && dot + 1 < host.ptr + host.len && !memchr(host.ptr, '@', host.len);
}

/* A scheme, and something behind it. */
static bool is_uri(struct vg_str s)
{
    const char *colon = memchr(s.ptr, ':', s.len);
    if (!colon || colon == s.ptr || colon + 1 == s.ptr + s.len)
        return false;
    for (const char *p = s.ptr; p < colon; p++) {
        char low = (char)(*p | 0x20);
        bool letter = low >= 'a' && low <= 'z';
        if (!letter && (p == s.ptr || !((*p >= '0' && *p <= '9') || *p == '+' || *p == '-' || *p == '.')))
            return false;
    }
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ')
            return false;
    return true;
}

static bool is_uuid(struct vg_str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], low = (char)(c | 0x20);
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (low >= 'a' && low <= 'f')))
            return false;
    }
    return true;
}

static bool is_base64(struct vg_str s)
{
    size_t pad = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], low = (char)(c | 0x20);
        bool sign = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        pad += c == '=';
        if (c == '=' ? i + 2 < s.len : !sign || pad)
            return false;
    }
    return s.len % 4 == 0;
}

static bool read_string(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    static const struct {
        const char *format;
        bool (*is)(struct vg_str s);
    } forms[] = {{"binary", is_base64}, {"email", is_email}, {"uri", is_uri}, {"uuid", is_uuid}};
    out->value = (struct vg_value){.kind = VG_V_TEXT, .text = s};
    out->length = vg_utf8_count(s);
    for (size_t i = 0; f->format && i < VG_COUNT(forms); i++)
        if (!strcmp(f->format, forms[i].format))
            return forms[i].is(s);
    return true;
}

static bool read_any(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    (void)f;
    out->value = (struct vg_value){.kind = VG_V_TEXT, .text = s};
    return true;
}

/* --- times ------------------------------------------------------------------------------------ */

static bool ordered(struct reading *out, bool good)
{
    out->is_exact = good;
    out->exact = out->value.integer;
    return good;
}

static bool read_date(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    return ordered(out, vg_read_date(s, f->format, &out->value));
}

static bool read_datetime(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    return ordered(out, vg_read_datetime(s, f->format, &out->value));
}

static bool read_time(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    return ordered(out, vg_read_timeofday(s, f->format, &out->value));
}

static bool read_year(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    (void)f;
    out->value.kind = VG_V_INT;
    return ordered(out, s.len == 4 && s.ptr[0] != '-' && s.ptr[0] != '+' && vg_str_int64(s, &out->value.integer));
}

static bool read_yearmonth(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    (void)f;
    out->is_exact = vg_read_yearmonth(s, &out->exact);
    out->value = (struct vg_value){.kind = VG_V_TEXT, .text = s};
    return out->is_exact;
}

static bool read_duration(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    (void)f;
    out->value = (struct vg_value){.kind = VG_V_TEXT, .text = s};
    return vg_is_duration(s);
}

/* --- places and JSON -------------------------------------------------------------------------- */

/* Two numbers around a comma: longitude, then latitude. */
static bool lon_lat(struct vg_str s)
{
    struct vg_str rest, lon_text = vg_str_trim(vg_str_cut(s, ',', &rest)), lat_text = vg_str_trim(rest);
    double lon, lat;
    return vg_str_double(lon_text, &lon) && vg_str_double(lat_text, &lat) && fabs(lon) <= 180 && fabs(lat) <= 90;
}

static bool lon_lat_object(struct vg_str s)
{
    double v[2];
    static const char *const names[] = {"\"lon\"", "\"lat\""};
    for (int i = 0; i < 2; i++) {
        const char *at = memmem(s.ptr, s.len, names[i], 5);
        size_t n = 0;
        if (!at)
            return false;
        struct vg_str rest = {at + 5, (size_t)(s.ptr + s.len - at) - 5};
        while (rest.len && (*rest.ptr == ':' || *rest.ptr == ' ' || *rest.ptr == '"'))
            rest = (struct vg_str){rest.ptr + 1, rest.len - 1};
        while (n < rest.len && numeric(rest.ptr[n]))
            n++;
        if (!vg_str_double((struct vg_str){rest.ptr, n}, &v[i]))
            return false;
    }
    return fabs(v[0]) <= 180 && fabs(v[1]) <= 90;
}

static bool read_geopoint(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    int64_t n;
    bool type;
    out->value = (struct vg_value){.kind = VG_V_TEXT, .text = s};
    if (!f->format)
        return lon_lat(s);
    s = vg_str_trim(s);
    enum vg_json_shape shape = vg_json_look(s, &n, &type);
    if (!strcmp(f->format, "array"))
        return shape == VG_JSON_ARRAY && n == 2 && lon_lat((struct vg_str){s.ptr + 1, s.len - 2});
    return shape == VG_JSON_OBJECT && n == 2 && lon_lat_object(s);
}

static bool read_json(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    bool type;
    enum vg_json_shape shape = vg_json_look(s, &out->length, &type);
    out->value = (struct vg_value){.kind = VG_V_JSON, .text = s};
    if (f->type == VG_SCHEMA_ARRAY)
        return shape == VG_JSON_ARRAY;
    return shape == VG_JSON_OBJECT && (f->type == VG_SCHEMA_OBJECT || type);
}

/* --- types ------------------------------------------------------------------------------------ */

static const struct {
    bool (*read)(const struct vg_schema_field *f, struct vg_str s, struct reading *out);
    enum vg_type column;
    const char *says; /* what a value of it looks like */
} types[VG_SCHEMA_TYPES] = {
    [VG_SCHEMA_ANY] = {read_any, VG_T_TEXT, ""},
    [VG_SCHEMA_ARRAY] = {read_json, VG_T_JSON, "'%.*s' is no list in JSON, like [1, 2]"},
    [VG_SCHEMA_BOOLEAN] = {read_boolean, VG_T_BOOL, "'%.*s' is neither true nor false as this field writes them"},
    [VG_SCHEMA_DATE] = {read_date, VG_T_DATE, "'%.*s' is no date of the form expected"},
    [VG_SCHEMA_DATETIME] = {read_datetime, VG_T_DATETIME, "'%.*s' is no date and time of the form expected"},
    [VG_SCHEMA_DURATION] = {read_duration, VG_T_TEXT, "'%.*s' is no duration, like P1Y or PT30M"},
    [VG_SCHEMA_GEOJSON] = {read_json, VG_T_JSON, "'%.*s' is no GeoJSON"},
    [VG_SCHEMA_GEOPOINT] = {read_geopoint, VG_T_TEXT, "'%.*s' is no point, longitude then latitude"},
    [VG_SCHEMA_INTEGER] = {read_integer, VG_T_INT, "'%.*s' is no whole number"},
    [VG_SCHEMA_NUMBER] = {read_number, VG_T_DOUBLE, "'%.*s' is no number"},
    [VG_SCHEMA_OBJECT] = {read_json, VG_T_JSON, "'%.*s' is no object in JSON, like {\"a\": 1}"},
    [VG_SCHEMA_STRING] = {read_string, VG_T_TEXT, "'%.*s' is no text of the form expected"},
    [VG_SCHEMA_TIME] = {read_time, VG_T_TIME, "'%.*s' is no time of day of the form expected"},
    [VG_SCHEMA_YEAR] = {read_year, VG_T_INT, "'%.*s' is no year, like 2024"},
    [VG_SCHEMA_YEARMONTH] = {read_yearmonth, VG_T_TEXT, "'%.*s' is no month of a year, like 2024-07"},
};

enum vg_type vg_schema_column(const struct vg_schema_field *f)
{
    return types[f->type].column;
}

static bool read(const struct vg_schema_field *f, struct vg_str s, struct reading *out)
{
    *out = (struct reading){.length = -1};
    return types[f->type].read(f, s, out);
}

/* --- constraints ------------------------------------------------------------------------------ */

#define BROKEN(rule, ...) (vg_fail(says, VG_BAD_INPUT, f->name, __VA_ARGS__), (rule))

static int compare(const struct reading *a, const struct reading *b)
{
    if (a->is_exact && b->is_exact)
        return (a->exact > b->exact) - (a->exact < b->exact);
    return (a->order > b->order) - (a->order < b->order);
}

static bool same_value(const struct reading *a, const struct reading *b)
{
    if (a->value.kind == VG_V_BOOL)
        return a->value.boolean == b->value.boolean;
    return a->value.kind != VG_V_TEXT && a->value.kind != VG_V_JSON && compare(a, b) == 0;
}

static bool listed(const struct vg_schema_field *f, struct vg_str s, const struct reading *at)
{
    struct reading code;
    if (vg_schema_code(f, s))
        return true;
    for (size_t i = 0; i < f->n_codes; i++)
        if (read(f, vg_str_of(f->codes[i].value), &code) && same_value(at, &code))
            return true;
    return false;
}

static enum vg_schema_rule check_bounds(const struct vg_schema_field *f, struct vg_str s, const struct reading *at,
                                        struct vg_error *says)
{
    struct reading b;
    if (f->minimum && read(f, vg_str_of(f->minimum), &b)) {
        int order = compare(at, &b);
        if (order < 0 || (f->minimum_out && order == 0))
            return f->minimum_out ? BROKEN(VG_BREAKS_MINIMUM, "'%.*s' is not more than %s", cut(s), s.ptr, f->minimum)
                                  : BROKEN(VG_BREAKS_MINIMUM, "'%.*s' is less than %s, the least allowed", cut(s), s.ptr, f->minimum);
    }
    if (f->maximum && read(f, vg_str_of(f->maximum), &b)) {
        int order = compare(at, &b);
        if (order > 0 || (f->maximum_out && order == 0))
            return f->maximum_out ? BROKEN(VG_BREAKS_MAXIMUM, "'%.*s' is not less than %s", cut(s), s.ptr, f->maximum)
                                  : BROKEN(VG_BREAKS_MAXIMUM, "'%.*s' is more than %s, the most allowed", cut(s), s.ptr, f->maximum);
    }
    return VG_KEEPS;
}

static enum vg_schema_rule check_constraints(const struct vg_schema_field *f, struct vg_str s, const struct reading *at,
                                             struct vg_error *says)
{
    if (f->n_codes && !listed(f, s, at))
        return f->n_codes <= 8 && vg_words_in(&f->codes[0].title, VG_EN) == NULL
                   ? BROKEN(VG_BREAKS_ENUM, "'%.*s' is not one of the %zu values allowed, the first being '%s'", cut(s), s.ptr,
                            f->n_codes, f->codes[0].value)
                   : BROKEN(VG_BREAKS_ENUM, "'%.*s' is not in the list of values", cut(s), s.ptr);
    if (f->pattern && !vg_pattern_fits(f->pattern, s))
        return BROKEN(VG_BREAKS_PATTERN, "'%.*s' does not have the form %.120s", cut(s), s.ptr, f->pattern_text);
    if (f->min_length >= 0 && at->length >= 0 && at->length < f->min_length)
        return BROKEN(VG_BREAKS_MIN_LENGTH, "'%.*s' is shorter than %lld", cut(s), s.ptr, (long long)f->min_length);
    if (f->max_length >= 0 && at->length > f->max_length)
        return BROKEN(VG_BREAKS_MAX_LENGTH, "'%.*s' is longer than %lld", cut(s), s.ptr, (long long)f->max_length);
    return check_bounds(f, s, at, says);
}

static bool is_no_data(const struct vg_schema_field *f, struct vg_str s)
{
    double a, b;
    return f->no_data && (vg_str_is(s, f->no_data) ||
                          (vg_str_double(s, &a) && vg_str_double(vg_str_of(f->no_data), &b) && a == b));
}

static enum vg_schema_rule check_text(const struct vg_table_schema *s, const struct vg_schema_field *f, struct vg_str text,
                                      struct vg_value *out, struct vg_error *says)
{
    struct reading at;
    *out = (struct vg_value){.kind = VG_V_NULL};
    if (vg_schema_missing(s, text))
        return f->required ? BROKEN(VG_BREAKS_REQUIRED, "a value is required") : VG_KEEPS;
    if (!read(f, text, &at))
        return BROKEN(VG_BREAKS_TYPE, types[f->type].says, cut(text), text.ptr);
    *out = at.value;
    return is_no_data(f, text) ? VG_KEEPS : check_constraints(f, text, &at, says);
}

/* A value that has its field's type already need not look like one. */
static bool is_typed(const struct vg_schema_field *f, const struct vg_value *v)
{
    switch (v->kind) {
    case VG_V_BOOL: return f->type == VG_SCHEMA_BOOLEAN;
    case VG_V_DATE: return f->type == VG_SCHEMA_DATE;
    case VG_V_DATETIME:
    case VG_V_LOCALTIME: return f->type == VG_SCHEMA_DATETIME;
    case VG_V_TIME: return f->type == VG_SCHEMA_TIME;
    default: return false;
    }
}

enum vg_schema_rule vg_schema_check(const struct vg_table_schema *s, const struct vg_schema_field *f, const struct vg_value *v,
                                    struct vg_value *out, struct vg_error *says)
{
    *out = *v;
    if (v->kind == VG_V_NULL)
        return f->required ? BROKEN(VG_BREAKS_REQUIRED, "a value is required") : VG_KEEPS;
    if (v->kind == VG_V_TEXT || v->kind == VG_V_JSON || v->kind == VG_V_NUMBER)
        return check_text(s, f, v->text, out, says);
    VG_AUTO(vg_buf_finish) struct vg_buf text;
    vg_buf_init(&text, MAX_TYPED);
    vg_value_put_text(&text, v);
    struct vg_str seen = {text.ptr ? text.ptr : "", text.len};
    if (is_typed(f, v)) {
        struct reading at = {.value = *v, .length = -1, .is_exact = v->kind != VG_V_BOOL, .exact = v->kind == VG_V_BOOL ? 0 : v->integer};
        return check_constraints(f, seen, &at, says);
    }
    struct vg_value as_read;
    return check_text(s, f, seen, &as_read, says);
}

static const char *const rule_names[VG_BREAKS_N] = {
    [VG_KEEPS] = "valid",
    [VG_BREAKS_TYPE] = "type-error",
    [VG_BREAKS_REQUIRED] = "required-constraint",
    [VG_BREAKS_ENUM] = "enum-constraint",
    [VG_BREAKS_PATTERN] = "pattern-constraint",
    [VG_BREAKS_MINIMUM] = "minimum-constraint",
    [VG_BREAKS_MAXIMUM] = "maximum-constraint",
    [VG_BREAKS_MIN_LENGTH] = "minLength-constraint",
    [VG_BREAKS_MAX_LENGTH] = "maxLength-constraint",
    [VG_BREAKS_UNIQUE] = "unique-constraint",
    [VG_BREAKS_PRIMARY_KEY] = "primary-key",
    [VG_BREAKS_FOREIGN_KEY] = "foreign-key",
    [VG_BREAKS_HEADER] = "missing-label",
    [VG_BREAKS_EXTRA] = "extra-label",
    [VG_BREAKS_TWICE] = "duplicate-label",
    [VG_BREAKS_CELLS] = "cell-count",
};

const char *vg_schema_rule_name(enum vg_schema_rule r)
{
    return rule_names[r];
}
