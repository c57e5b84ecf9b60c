/* The places that aggregates are told by: all of the reference, read once a request without their geometries. */
#include "statistics.h"

#include <stdlib.h>

#define MOST_BYTES ((size_t)96 << 20)

static int by_code(const void *l, const void *r)
{
    const struct vg_str *a = &((const struct vg_stat_unit *)l)->code, *b = &((const struct vg_stat_unit *)r)->code;
    size_t n = a->len < b->len ? a->len : b->len;
    int c = n ? memcmp(a->ptr, b->ptr, n) : 0;
    return c ? c : (a->len > b->len) - (a->len < b->len);
}

static struct vg_str text_of(struct vg_buf *b, struct vg_arena *a, const struct vg_value *v)
{
    if (v->kind == VG_V_NULL)
        return (struct vg_str){0};
    vg_buf_clear(b);
    vg_value_put_text(b, v);
    return vg_arena_str(a, (struct vg_str){b->ptr ? b->ptr : "", b->len});
}

/* Places of the field order code, name, population; at -1: there is none. */
static enum vg_status read_rows(struct vg_session *x, const struct vg_query *q, int name, int population,
                                struct vg_stat_units *u, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    struct vg_buf b;
    size_t cap = 0;
    enum vg_status r = vg_session_select(x, q, &cursor, err);

    if (r != VG_OK)
        return r;
    vg_buf_init(&b, 64 << 10);
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        struct vg_stat_unit unit = {.code = text_of(&b, u->arena, &f->values[0]), .population = -1};
        if (name >= 0)
            unit.name = text_of(&b, u->arena, &f->values[name]);
        if (population >= 0 && f->values[population].kind == VG_V_INT)
            unit.population = f->values[population].integer;
        if (!unit.code.ptr)
            continue;
        if (!vg_arena_room(u->arena, &u->list, u->n, &cap, sizeof *u->list))
            break;
        u->list[u->n++] = unit;
    }
    vg_cursor_close(cursor);
    vg_buf_finish(&b);
    return r == VG_END ? vg_arena_check(u->arena, err) : r == VG_OK ? vg_arena_check(u->arena, err) : r;
}

static enum vg_status read_reference(struct vg_call *call, const struct vg_stat_question *q, struct vg_stat_units *u,
                                     struct vg_error *err)
{
    int fields[3] = {q->code}, name = -1, population = -1;
    size_t n = 1;
    struct vg_session *x;

    if (q->name >= 0)
        fields[name = (int)n++] = q->name;
    if (q->population >= 0)
        fields[population = (int)n++] = q->population;
    const struct vg_query rows = {.collection = q->reference, .limit = -1, .fields = fields, .n_fields = n,
                                  .no_geometry = true, .deadline_ms = call->rq->deadline_ms};
    enum vg_status r = vg_call_session(call, q->reference->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = read_rows(x, &rows, name, population, u, err);
    vg_session_end(x);
    return r;
}

enum vg_status vg_stat_units_read(struct vg_call *call, const struct vg_stat_question *q, struct vg_stat_units *out,
                                  struct vg_error *err)
{
    struct vg_stat_units u = {.arena = vg_arena_new(MOST_BYTES)};
    enum vg_status r = u.arena ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");

    if (r == VG_OK && q->reference)
        r = read_reference(call, q, &u, err);
    if (r != VG_OK) {
        vg_arena_free(u.arena);
        return r;
    }
    if (u.n)
        qsort(u.list, u.n, sizeof *u.list, by_code);
    *out = u;
    return VG_OK;
}

const struct vg_stat_unit *vg_stat_unit_find(const struct vg_stat_units *u, struct vg_str code)
{
    const struct vg_stat_unit wanted = {.code = code};
    return u->n && code.ptr ? bsearch(&wanted, u->list, u->n, sizeof wanted, by_code) : NULL;
}

/* A département is the beginning of its communes' codes. */
static struct vg_str departement_of(struct vg_str code)
{
    size_t n = code.len >= 2 && memcmp(code.ptr, "97", 2) == 0 ? 3 : code.len >= 2 && memcmp(code.ptr, "98", 2) == 0 ? 3 : 2;
    return code.len == 5 ? (struct vg_str){code.ptr, n} : (struct vg_str){0};
}

struct vg_str vg_stat_place_of(const struct vg_call *call, const struct vg_stat_question *q, struct vg_str unit)
{
    if (q->by == VG_BY_WHOLE)
        return (struct vg_str){0};
    if (q->by == VG_BY_COLLECTION || q->level == VG_PLACE_COMMUNE || !unit.ptr)
        return unit;
    const struct vg_place *p = vg_places_find(vg_call_options(call)->places, VG_PLACE_COMMUNE, unit);
    struct vg_str code = p ? p->within[q->level] : (struct vg_str){0};
    if (code.len)
        return code;
    return q->level == VG_PLACE_DEPARTEMENT ? departement_of(unit) : (struct vg_str){0};
}
