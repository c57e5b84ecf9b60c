/* Groups in a hash table while rows come in the order of their ids; sorted at the end. */
#include "tally.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/base/hash.h>
#include <vigie/base/number.h>

#include "ops.h"

#define RESULT_BYTES ((size_t)192 << 20)
#define LOOK_ROWS 1024
#define MAX_TEXT 4096

/* --- sums ----------------------------------------------------------------------------------------- */

static void add(struct vg_tally_sum *to, double v)
{
    double sum = to->sum + v;

    to->lost += fabs(to->sum) >= fabs(v) ? (to->sum - sum) + v : (v - sum) + to->sum;
    to->sum = sum;
}

static double total(const struct vg_tally_sum *s)
{
    return s->sum + s->lost;
}

static bool number_of(const struct vg_value *v, double *out)
{
    switch (v->kind) {
    case VG_V_INT:
        *out = (double)v->integer;
        return true;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        *out = v->real;
        return isfinite(v->real);
    case VG_V_NUMBER:
    case VG_V_TEXT:
        return vg_str_double(v->text, out) && isfinite(*out);
    default:
        return false;
    }
}

/* --- groups --------------------------------------------------------------------------------------- */

static struct vg_hash hash_of(struct vg_str unit, struct vg_str class)
{
    struct vg_hash h = vg_hash_bytes(unit.ptr ? unit.ptr : "", unit.len);
    const char absent[2] = {unit.ptr != NULL, class.ptr != NULL};

    h = vg_hash_more(h, absent, sizeof absent);
    return vg_hash_more(h, class.ptr ? class.ptr : "", class.len);
}

static bool same(struct vg_str a, struct vg_str b)
{
    return !a.ptr == !b.ptr && a.len == b.len && (!a.len || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static size_t slot_of(const struct vg_tallying *t, struct vg_str unit, struct vg_str class)
{
    size_t i = hash_of(unit, class).lo & (t->n_slots - 1);

    while (t->slots[i]) {
        const struct vg_tally_group *g = &t->groups[t->slots[i] - 1].group;
        if (same(g->unit, unit) && same(g->class, class))
            break;
        i = (i + 1) & (t->n_slots - 1);
    }
    return i;
}

static bool grow(struct vg_tallying *t)
{
    size_t cap = t->cap ? 2 * t->cap : 64;
    struct vg_tally_open *groups = realloc(t->groups, cap * sizeof *groups);

    if (groups)
        t->groups = groups;
    uint32_t *slots = calloc(4 * cap, sizeof *slots);
    if (!groups || !slots) {
        free(slots);
        return false;
    }
    free(t->slots);
    t->slots = slots;
    t->n_slots = 4 * cap;
    t->cap = cap;
    for (size_t i = 0; i < t->n; i++)
        t->slots[slot_of(t, groups[i].group.unit, groups[i].group.class)] = (uint32_t)i + 1;
    return true;
}

static enum vg_status find_group(struct vg_tallying *t, struct vg_str unit, struct vg_str class, struct vg_tally_open **out,
                                 struct vg_error *err)
{
    if (t->n == t->cap && !grow(t))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    size_t slot = slot_of(t, unit, class);
    if (!t->slots[slot]) {
        if (t->n == VG_MAX_TALLY_GROUPS)
            return vg_fail(err, VG_TOO_LARGE, "", "these are more than %d groups: ask for larger places or fewer rows",
                           VG_MAX_TALLY_GROUPS);
        t->groups[t->n] = (struct vg_tally_open){
            .group = {.unit = vg_arena_str(t->arena, unit), .class = vg_arena_str(t->arena, class),
                      .lowest = INFINITY, .highest = -INFINITY, .unit_size = t->unit_size}};
        t->slots[slot] = (uint32_t)++t->n;
    }
    *out = &t->groups[t->slots[slot] - 1];
    return vg_arena_check(t->arena, err);
}

/* A value as text in t->text, behind what is there; null: absent. */
static struct vg_str text_of(struct vg_tallying *t, const struct vg_value *v)
{
    size_t from = t->text.len;

    if (v->kind == VG_V_NULL)
        return (struct vg_str){0};
    vg_value_put_text(&t->text, v);
    return (struct vg_str){t->text.ptr ? t->text.ptr + from : "", t->text.len - from};
}

enum vg_status vg_tally_put(struct vg_tallying *t, struct vg_str unit, const struct vg_feature *f, double share, double size,
                            struct vg_error *err)
{
    struct vg_tally_open *g;
    struct vg_str class = {0};
    double v;

    vg_buf_clear(&t->text);
    if (t->at_class >= 0)
        class = text_of(t, &f->values[t->at_class]);
    enum vg_status r = vg_buf_check(&t->text, err);
    if (r == VG_OK)
        r = find_group(t, unit, class, &g, err);
    if (r != VG_OK)
        return r;
    g->group.rows++;
    add(&g->count, share);
    add(&g->size, size);
    if (t->at_property < 0 || !number_of(&f->values[t->at_property], &v))
        return VG_OK;
    add(&g->sum, v * share);
    add(&g->weight, share);
    g->group.lowest = fmin(g->group.lowest, v);
    g->group.highest = fmax(g->group.highest, v);
    return VG_OK;
}

enum vg_status vg_tally_size(struct vg_tallying *t, struct vg_geom g, double *out, struct vg_error *err)
{
    enum vg_size_kind kind;

    *out = 0;
    if (!t->ruler || !g.wkb)
        return VG_OK;
    enum vg_status r = vg_ruler_size(t->ruler, g, &kind, out, err);
    if (r == VG_OK && kind > t->kind)
        t->kind = kind;
    return r;
}

enum vg_status vg_tally_go_on(struct vg_tallying *t, struct vg_error *err)
{
    if (++t->n_rows % LOOK_ROWS || !t->asked->go_on)
        return VG_OK;
    return t->asked->go_on(t->asked->ctx, err);
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* Each field is read once. */
static int place_of(struct vg_tallying *t, int field)
{
    if (field < 0)
        return -1;
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i] == field)
            return (int)i;
    t->fields[t->n_fields++] = field;
    return (int)t->n_fields - 1;
}

static enum vg_status put_in_unit_of_its_own(struct vg_tallying *t, const struct vg_feature *f, struct vg_error *err)
{
    char room[256];
    struct vg_str unit = {0};
    double size;

    vg_buf_clear(&t->text);
    if (t->at_unit >= 0)
        unit = text_of(t, &f->values[t->at_unit]);
    if (unit.len > sizeof room)
        unit.len = sizeof room;
    if (unit.len)
        unit.ptr = memcpy(room, unit.ptr, unit.len);
    enum vg_status r = vg_tally_size(t, f->geom, &size, err);
    return r == VG_OK ? vg_tally_put(t, unit, f, 1, size, err) : r;
}

static enum vg_status read_rows(struct vg_tallying *t, struct vg_error *err)
{
    const struct vg_query *rows = t->asked->rows;
    struct vg_query q = {.collection = rows->collection, .filter = rows->filter, .ids = rows->ids, .n_ids = rows->n_ids,
                         .limit = -1, .fields = t->fields, .n_fields = t->n_fields, .no_geometry = !t->ruler,
                         .crs = rows->collection->crs, .deadline_ms = rows->deadline_ms, .moment = rows->moment};
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_select(t->session, &q, &cursor, err);

    if (r != VG_OK)
        return r;
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = put_in_unit_of_its_own(t, f, err);
        if (r == VG_OK)
            r = vg_tally_go_on(t, err);
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* --- the result ----------------------------------------------------------------------------------- */

int vg_tally_compare(struct vg_str a, struct vg_str b)
{
    double x, y;

    if (!a.ptr || !b.ptr)
        return !a.ptr - !b.ptr;
    bool number_a = vg_str_double(a, &x), number_b = vg_str_double(b, &y);
    if (number_a != number_b)
        return number_a ? -1 : 1;
    if (number_a && x != y)
        return x < y ? -1 : 1;
    int c = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* Codes of places are texts even where they look like numbers: 2A004 lies between 29 and 30. */
static int by_unit_and_class(const void *l, const void *r)
{
    const struct vg_tally_group *a = l, *b = r;
    int c = !a->unit.ptr - !b->unit.ptr;

    if (!c && a->unit.ptr)
        c = memcmp(a->unit.ptr, b->unit.ptr, a->unit.len < b->unit.len ? a->unit.len : b->unit.len);
    if (!c)
        c = (a->unit.len > b->unit.len) - (a->unit.len < b->unit.len);
    return c ? c : vg_tally_compare(a->class, b->class);
}

static enum vg_status make_result(struct vg_tallying *t, struct vg_tally *out, struct vg_error *err)
{
    struct vg_tally_group *groups = vg_arena_array(t->arena, t->n + 1, sizeof *groups);
    enum vg_status r = vg_arena_check(t->arena, err);

    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_tally_open *g = &t->groups[i];
        groups[i] = g->group;
        groups[i].count = total(&g->count);
        groups[i].size = total(&g->size);
        groups[i].sum = total(&g->sum);
        groups[i].weight = total(&g->weight);
    }
    qsort(groups, t->n, sizeof *groups, by_unit_and_class);
    *out = (struct vg_tally){.arena = t->arena, .groups = groups, .n = t->n, .size_kind = t->kind};
    return VG_OK;
}

static enum vg_status begin(struct vg_tallying *t, struct vg_error *err)
{
    const struct vg_tally_question *q = t->asked;
    const struct vg_collection *c = q->rows->collection;

    t->at_class = place_of(t, q->class_field);
    t->at_property = place_of(t, q->property);
    t->at_unit = q->units ? -1 : place_of(t, q->unit_field);
    vg_buf_init(&t->text, MAX_TEXT);
    t->arena = vg_arena_new(RESULT_BYTES);
    if (!t->arena)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    if (!c->crs || !(q->sizes || q->units))
        return VG_OK;
    return vg_ruler_new(t->session->store->options.crs, c->crs, c->has_extent ? &c->extent : NULL, &t->ruler, err);
}

enum vg_status vg_session_tally(struct vg_session *x, const struct vg_tally_question *q, struct vg_tally *out,
                                struct vg_error *err)
{
    struct vg_tallying t = {.asked = q, .session = x};
    enum vg_status r = begin(&t, err);

    if (r == VG_OK)
        r = q->units ? vg_tally_share_out(&t, err) : read_rows(&t, err);
    if (r == VG_OK)
        r = make_result(&t, out, err);
    if (r != VG_OK)
        vg_arena_free(t.arena);
    vg_ruler_free(t.ruler);
    vg_buf_finish(&t.text);
    free(t.groups);
    free(t.slots);
    return r;
}

void vg_tally_finish(struct vg_tally *t)
{
    vg_arena_free(t->arena);
    *t = (struct vg_tally){0};
}
