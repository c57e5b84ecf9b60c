/* What the first rows of a collection tell of the values of its fields: a few that differ, or numbers. */
#include <math.h>
#include <stdlib.h>

#include "style_private.h"

bool vg_style_may_tell(const struct vg_collection *c, int field)
{
    static const bool tells[] = {[VG_T_BOOL] = true,   [VG_T_INT] = true,     [VG_T_FLOAT] = true,
                                 [VG_T_DOUBLE] = true, [VG_T_DECIMAL] = true, [VG_T_TEXT] = true};
    enum vg_type t = c->fields[field].type;
    return (size_t)t < VG_COUNT(tells) && tells[t] && !c->fields[field].hidden && !vg_collection_is_key(c, field);
}

struct vg_style_sample *vg_style_sample_new(struct vg_arena *a, const struct vg_collection *c, const int *fields,
                                            size_t n_fields)
{
    struct vg_style_sample *s = VG_NEW(a, struct vg_style_sample);
    struct vg_seen *seen = vg_arena_array(a, n_fields + 1, sizeof *seen);
    if (!s || !seen)
        return NULL;
    *s = (struct vg_style_sample){.arena = a, .collection = c, .fields = fields, .seen = seen, .n = n_fields};
    for (size_t i = 0; i < n_fields; i++) {
        enum vg_type t = c->fields[fields[i]].type;
        seen[i].numeric = t != VG_T_TEXT && t != VG_T_BOOL;
        seen[i].numbers = seen[i].numeric ? vg_arena_array(a, VG_STYLE_SAMPLE, sizeof *seen[i].numbers) : NULL;
        if (seen[i].numeric && !seen[i].numbers)
            return NULL;
    }
    return s;
}

/* --- order ------------------------------------------------------------------------------------ */

/* In the order that people expect: numbers in texts by what they count. */
static int compare(const struct vg_value *a, const struct vg_value *b)
{
    int64_t x, y;
    bool a_number = a->kind == VG_V_TEXT && vg_str_int64(a->text, &x);
    bool b_number = b->kind == VG_V_TEXT && vg_str_int64(b->text, &y);
    if (a_number && b_number && x != y)
        return x < y ? -1 : 1;
    if (a_number != b_number && a->kind == VG_V_TEXT && b->kind == VG_V_TEXT)
        return a_number ? -1 : 1;
    return vg_value_compare(a, b);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* --- looking at values ------------------------------------------------------------------------ */

static bool number_of(const struct vg_value *v, double *out)
{
    switch (v->kind) {
    case VG_V_INT: *out = (double)v->integer; break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT: *out = v->real; break;
    case VG_V_NUMBER: return vg_str_double(v->text, out);
    default: return false;
    }
    return isfinite(*out);
}

/* The distinct ones stay in their order; past the most that can be told apart one more tells that there are. */
static void keep_distinct(struct vg_arena *a, struct vg_seen *f, const struct vg_value *v, size_t row)
{
    size_t at = 0;
    while (at < f->n_distinct) {
        int c = compare(&f->distinct[at], v);
        if (c == 0)
            return;
        if (c > 0)
            break;
        at++;
    }
    if (f->n_distinct == VG_COUNT(f->distinct))
        return;
    memmove(&f->distinct[at + 1], &f->distinct[at], (f->n_distinct - at) * sizeof *f->distinct);
    f->distinct[at] = *v;
    if (v->kind == VG_V_TEXT || v->kind == VG_V_NUMBER)
        f->distinct[at].text = vg_arena_str(a, v->text);
    f->n_distinct++;
    f->last_new = row;
}

static void look(struct vg_style_sample *s, struct vg_seen *f, const struct vg_value *v)
{
    double number;
    if (v->kind == VG_V_NULL || (v->kind == VG_V_TEXT && v->text.len == 0)) {
        f->nothing = true;
        return;
    }
    if (f->numeric && !number_of(v, &number)) {
        if (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT)
            f->nothing = true; /* NaN, infinities: JSON has none */
        else
            f->numeric = false;
        return;
    }
    if (f->numeric && number == VG_NO_DATA) {
        f->no_data = true;
        return;
    }
    if (f->numeric)
        f->numbers[f->n_numbers++] = number;
    f->n_values++;
    keep_distinct(s->arena, f, v, s->rows);
}

static void put_in_order(struct vg_seen *f)
{
    qsort(f->numbers, f->n_numbers, sizeof *f->numbers, compare_doubles);
    f->numbering = f->n_numbers > 0;
    for (size_t i = 0; i < f->n_numbers && f->numbering; i++)
        f->numbering = f->numbers[i] == nearbyint(f->numbers[i]) && (i == 0 || f->numbers[i] != f->numbers[i - 1]);
}

void vg_style_sample_add(struct vg_style_sample *s, const struct vg_feature *f)
{
    if (s->rows == VG_STYLE_SAMPLE)
        return;
    for (size_t i = 0; i < s->n; i++)
        look(s, &s->seen[i], &f->values[i]);
    s->rows++;
}

void vg_style_sample_end(struct vg_style_sample *s, bool whole)
{
    s->whole = whole;
    for (size_t i = 0; i < s->n; i++)
        if (s->seen[i].numbers)
            put_in_order(&s->seen[i]);
}

const struct vg_seen *vg_style_seen(const struct vg_style_sample *s, int field)
{
    for (size_t i = 0; s && i < s->n; i++)
        if (s->fields[i] == field)
            return &s->seen[i];
    return NULL;
}
