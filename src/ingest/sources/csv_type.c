/* Each column keeps the set of forms that all its cells so far can be read as; a cell only ever takes forms away, so the
 * order of the rows does not matter, and empty cells say nothing. */
#include "csv_type.h"

#include <vigie/base/keyword.h>

#define MAX_EXACT_DIGITS 15 /* that a double keeps whatever they are */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- names that tell of codes ---- */

static const struct {
    const char *name;
} code_words[] = { /* sorted */
    { "ape" },   { "code" },  { "codes" }, { "cog" },    { "cp" },    { "iban" },   { "insee" },     { "naf" },
    { "nic" },   { "phone" }, { "postal" }, { "postaux" }, { "rna" },  { "siren" },  { "siret" },     { "tel" },
    { "telephone" }, { "uai" }, { "zip" },
};

/* Does the name say that the column holds codes ("code_insee", "SIREN", "cp")? */
static bool is_code_name(struct vg_str name)
{
    char word[16];
    size_t n = 0;
    for (size_t i = 0; i <= name.len; i++) {
        char c = i < name.len ? name.ptr[i] : ' ';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
        if (letter && n < sizeof word)
            word[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (letter)
            continue;
        if (n > 0 && VG_KEYWORD(((struct vg_str){ word, n }), code_words))
            return true;
        n = 0;
    }
    return false;
}

/* ---- forms ---- */

static bool read_bool(struct vg_str s, struct vg_value *out)
{
    bool yes = vg_str_is_nocase(s, "true");
    *out = (struct vg_value){ .kind = VG_V_BOOL, .boolean = yes };
    return yes || vg_str_is_nocase(s, "false");
}

/* Digits of the whole part are written as a number's are: no zero before others, no plus. */
static bool whole_part(struct vg_str s, size_t *n_digits, size_t *at)
{
    size_t i = s.len && s.ptr[0] == '-', first = i;
    while (i < s.len && is_digit(s.ptr[i]))
        i++;
    *n_digits = i - first;
    *at = i;
    return *n_digits == 1 || (*n_digits > 1 && s.ptr[first] != '0');
}

static bool read_int(struct vg_str s, struct vg_value *out)
{
    size_t digits, end;
    out->kind = VG_V_INT;
    return whole_part(s, &digits, &end) && end == s.len && !vg_str_is(s, "-0") && vg_str_int64(s, &out->integer);
}

/* An exponent needs a point before it or a sign in it, as programs write it: 12E4 is likelier a code. */
static bool read_double(struct vg_str s, struct vg_value *out)
{
    size_t digits, i;
    if (!whole_part(s, &digits, &i))
        return false;
    bool point = i < s.len && s.ptr[i] == '.';
    if (point)
        for (i++; i < s.len && is_digit(s.ptr[i]);)
            i++;
    if (i < s.len) {
        if (s.ptr[i] != 'e' && s.ptr[i] != 'E')
            return false;
        if (!point && !(i + 1 < s.len && (s.ptr[i + 1] == '-' || s.ptr[i + 1] == '+')))
            return false;
    } else if (!point && digits > MAX_EXACT_DIGITS) {
        return false;
    }
    out->kind = VG_V_DOUBLE;
    if (s.ptr[s.len - 1] == '.') /* "12." */
        s.len--;
    return vg_str_double(s, &out->real);
}

static bool read_comma(struct vg_str s, struct vg_value *out)
{
    char copy[64];
    size_t digits, i;
    if (s.len >= sizeof copy || !whole_part(s, &digits, &i))
        return false;
    memcpy(copy, s.ptr, s.len);
    if (i < s.len) {
        if (copy[i] != ',' || i + 1 == s.len)
            return false;
        copy[i] = '.';
        for (i++; i < s.len; i++)
            if (!is_digit(copy[i]))
                return false;
    } else if (digits > MAX_EXACT_DIGITS) {
        return false;
    }
    out->kind = VG_V_DOUBLE;
    return vg_str_double((struct vg_str){ copy, s.len }, &out->real);
}

static bool looks_like(struct vg_str s, const char *pattern)
{
    for (size_t i = 0; i < s.len; i++, pattern++)
        if (!*pattern || (*pattern == '9' ? !is_digit(s.ptr[i]) : *pattern != s.ptr[i]))
            return *pattern == '*';
    return !*pattern || *pattern == '*';
}

static bool read_date(struct vg_str s, struct vg_value *out)
{
    struct vg_instant t;
    if (!looks_like(s, "9999-99-99") || vg_instant_parse(s, &t, NULL) != VG_OK)
        return false;
    *out = (struct vg_value){ .kind = VG_V_DATE, .integer = t.us / VG_US_PER_DAY - (t.us % VG_US_PER_DAY < 0) };
    return true;
}

static bool read_date_fr(struct vg_str s, struct vg_value *out)
{
    if (!looks_like(s, "99/99/9999"))
        return false;
    const char *p = s.ptr;
    char iso[10] = { p[6], p[7], p[8], p[9], '-', p[3], p[4], '-', p[0], p[1] };
    return read_date((struct vg_str){ iso, sizeof iso }, out);
}

static bool read_moment(struct vg_str s, bool offset, struct vg_value *out)
{
    struct vg_instant t;
    if (s.len < 19 || !looks_like(s, "9999-99-99*") || vg_instant_parse(s, &t, NULL) != VG_OK || t.date_only)
        return false;
    *out = (struct vg_value){ .kind = offset ? VG_V_DATETIME : VG_V_LOCALTIME, .integer = t.us };
    return t.has_offset == offset;
}

static bool read_datetime(struct vg_str s, struct vg_value *out)
{
    return read_moment(s, true, out);
}

static bool read_local(struct vg_str s, struct vg_value *out)
{
    return read_moment(s, false, out);
}

static bool read_time(struct vg_str s, struct vg_value *out)
{
    if (!looks_like(s, "99:99:99"))
        return false;
    const char *p = s.ptr;
    int h = (p[0] - '0') * 10 + p[1] - '0', m = (p[3] - '0') * 10 + p[4] - '0', sec = (p[6] - '0') * 10 + p[7] - '0';
    *out = (struct vg_value){ .kind = VG_V_TIME, .integer = ((h * 60 + m) * 60 + sec) * INT64_C(1000000) };
    return h < 24 && m < 60 && sec < 60;
}

static bool read_text(struct vg_str s, struct vg_value *out)
{
    *out = (struct vg_value){ .kind = VG_V_TEXT, .text = s };
    return true;
}

static const struct {
    bool (*read)(struct vg_str s, struct vg_value *out);
    enum vg_type type;
} forms[VG_CSV_FORMS] = {
    [VG_CSV_BOOL] = { read_bool, VG_T_BOOL },
    [VG_CSV_INT] = { read_int, VG_T_INT },
    [VG_CSV_DOUBLE] = { read_double, VG_T_DOUBLE },
    [VG_CSV_COMMA] = { read_comma, VG_T_DOUBLE },
    [VG_CSV_DATE] = { read_date, VG_T_DATE },
    [VG_CSV_DATE_FR] = { read_date_fr, VG_T_DATE },
    [VG_CSV_DATETIME] = { read_datetime, VG_T_DATETIME },
    [VG_CSV_LOCAL] = { read_local, VG_T_LOCALTIME },
    [VG_CSV_TIME] = { read_time, VG_T_TIME },
    [VG_CSV_TEXT] = { read_text, VG_T_TEXT },
};

bool vg_csv_value(enum vg_csv_form form, struct vg_str cell, struct vg_value *out)
{
    if (cell.len == 0) {
        *out = (struct vg_value){ .kind = VG_V_NULL };
        return true;
    }
    return forms[form].read(cell, out);
}

enum vg_type vg_csv_form_type(enum vg_csv_form form)
{
    return forms[form].type;
}

/* ---- guess ---- */

void vg_csv_guess_init(struct vg_csv_guess *g, struct vg_str name, char separator)
{
    *g = (struct vg_csv_guess){ .forms = (1u << VG_CSV_FORMS) - 1 };
    if (separator == ',')
        g->forms &= ~(1u << VG_CSV_COMMA); /* 12,5 in a cell is then a list, or a pair of coordinates */
    if (is_code_name(name))
        g->forms &= ~(1u << VG_CSV_INT | 1u << VG_CSV_DOUBLE | 1u << VG_CSV_COMMA);
}

void vg_csv_guess_cell(struct vg_csv_guess *g, struct vg_str cell)
{
    if (cell.len == 0)
        return;
    g->any = true;
    struct vg_value v;
    for (int f = 0; f < VG_CSV_TEXT && g->forms != 1u << VG_CSV_TEXT; f++)
        if ((g->forms & 1u << f) && !forms[f].read(cell, &v))
            g->forms &= ~(1u << f);
}

enum vg_csv_form vg_csv_guess_form(const struct vg_csv_guess *g)
{
    if (!g->any)
        return VG_CSV_TEXT;
    for (int f = 0; f < VG_CSV_TEXT; f++)
        if (g->forms & 1u << f)
            return (enum vg_csv_form)f;
    return VG_CSV_TEXT;
}
