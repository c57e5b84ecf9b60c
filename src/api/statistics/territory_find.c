/* Communes by name or postcode, and one by its code. */
#include <stdlib.h>

#include "territory.h"

#define MOST_SHOWN 50

/* --- one ------------------------------------------------------------------------------------------ */

static void read_row(struct vg_territory *t, const struct vg_feature *f, const struct vg_call *call)
{
    struct vg_geom_info info;
    struct vg_buf b;

    vg_buf_init(&b, 4096);
    if (f->values[1].kind != VG_V_NULL && t->reference.name >= 0) {
        vg_value_put_text(&b, &f->values[1]);
        t->name = vg_arena_str(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    }
    vg_buf_finish(&b);
    if (t->reference.population >= 0 && f->values[2].kind == VG_V_INT)
        t->population = f->values[2].integer;
    if (f->geom.wkb && vg_geom_check(f->geom, &info, NULL) == VG_OK && !info.empty && info.finite) {
        t->box = info.box;
        t->box.has_z = false;
        t->has_box = true;
    }
}

static enum vg_status read_reference(struct vg_call *call, struct vg_territory *t, bool *found, struct vg_error *err)
{
    const struct vg_stat_question *q = &t->reference;
    struct vg_query rows = t->row;
    int fields[3] = {q->code, q->name >= 0 ? q->name : q->code, q->population >= 0 ? q->population : q->code};
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    struct vg_session *x;
    enum vg_status r = vg_call_session(call, q->reference->store, false, &x, err);

    if (r != VG_OK)
        return r;
    rows.fields = fields;
    rows.n_fields = 3;
    r = vg_session_select(x, &rows, &cursor, err);
    if (r == VG_OK) {
        r = vg_cursor_next(cursor, &f, err);
        *found = r == VG_OK;
        if (*found)
            read_row(t, f, call);
        vg_cursor_close(cursor);
    }
    vg_session_end(x);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status find_in_reference(struct vg_call *call, struct vg_territory *t, bool *found, struct vg_error *err)
{
    const struct vg_stat_question *q = &t->reference;
    const struct vg_expr *e;

    *found = false;
    if (!q->reference)
        return VG_OK;
    t->row = (struct vg_query){.collection = q->reference, .limit = 1, .deadline_ms = call->rq->deadline_ms,
                               .crs = q->reference->crs ? vg_crs84(vg_call_crs(call)) : NULL};
    enum vg_status r = vg_gate_narrow(&call->who, &t->row, 0, call->arena, err);
    if (r == VG_OK)
        r = vg_expr_equals_text(q->reference, q->code, t->code, call->arena, &e, err);
    if (r != VG_OK)
        return r;
    t->row.filter = vg_expr_and(call->arena, t->row.filter, e);
    t->row.limit = 1;
    return read_reference(call, t, found, err);
}

enum vg_status vg_territory_find(struct vg_call *call, struct vg_str code, struct vg_territory *out, struct vg_error *err)
{
    struct vg_territory t = {.code = code, .population = -1};
    bool found;

    t.place = vg_places_find(vg_call_options(call)->places, VG_PLACE_COMMUNE, code);
    vg_stat_set_communes(call, &t.reference);
    enum vg_status r = find_in_reference(call, &t, &found, err);
    if (r == VG_OK && !found && t.place) { /* merged since: the commune of today */
        t.code = t.place->code;
        r = find_in_reference(call, &t, &found, err);
    }
    if (r == VG_OK && !found && !t.place)
        r = vg_fail(err, VG_NOT_FOUND, "code", "there is no commune '%.*s'; /territories?q= finds them by name or postcode",
                    vg_cut(code), code.ptr);
    if (t.place && !t.name.ptr)
        t.name = t.place->name;
    if (t.place && t.population < 0)
        t.population = t.place->population;
    if (!t.name.ptr)
        t.name = t.code;
    *out = t;
    return r;
}

/* --- by name -------------------------------------------------------------------------------------- */

struct hit {
    struct vg_str code, name, postcodes;
    const struct vg_place *place;
    int64_t population;
};

static bool has_words(struct vg_str name, struct vg_str q)
{
    for (size_t at = 0; at + q.len <= name.len; at++)
        if ((at == 0 || name.ptr[at - 1] == ' ') && memcmp(name.ptr + at, q.ptr, q.len) == 0)
            return true;
    return false;
}

static bool is_hit(const struct hit *hits, size_t n, struct vg_str code)
{
    for (size_t i = 0; i < n; i++)
        if (vg_str_eq(hits[i].code, code))
            return true;
    return false;
}

/* What the official table does not know, or where there is none: the collection of communes is gone through. */
static enum vg_status search_reference(struct vg_call *call, struct vg_str q, struct hit *hits, size_t *n, size_t *matched,
                                       struct vg_error *err)
{
    struct vg_stat_question question = {.by = VG_BY_LEVEL};
    struct vg_stat_units units;
    struct vg_buf wanted, name;

    vg_stat_set_communes(call, &question);
    if (*n && !(question.reference && question.reference->small))
        return VG_OK; /* to go through many is for those that are found nowhere else */
    enum vg_status r = vg_stat_units_read(call, &question, &units, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&wanted, 8 * q.len + 64);
    vg_buf_init(&name, 64 << 10);
    vg_place_fold(&wanted, q);
    const struct vg_str folded = {wanted.ptr ? wanted.ptr : "", wanted.len};
    for (size_t i = 0; folded.len && i < units.n; i++) {
        const struct vg_stat_unit *u = &units.list[i];
        vg_buf_clear(&name);
        vg_place_fold(&name, u->name.ptr ? u->name : u->code);
        bool code = u->code.len >= q.len && memcmp(u->code.ptr, q.ptr, q.len) == 0;
        if ((!code && !has_words((struct vg_str){name.ptr ? name.ptr : "", name.len}, folded)) || is_hit(hits, *n, u->code))
            continue;
        ++*matched;
        if (*n < MOST_SHOWN)
            hits[(*n)++] = (struct hit){.code = vg_arena_str(call->arena, u->code), .name = vg_arena_str(call->arena, u->name),
                                        .population = u->population};
    }
    vg_buf_finish(&wanted);
    vg_buf_finish(&name);
    vg_arena_free(units.arena);
    return vg_arena_check(call->arena, err);
}

static enum vg_status search(struct vg_call *call, struct vg_str q, struct hit *hits, size_t *n, size_t *matched,
                             struct vg_error *err)
{
    const struct vg_places *places = vg_call_options(call)->places;
    const struct vg_place *found[MOST_SHOWN];

    *n = *matched = 0;
    if (vg_places_count(places))
        *n = vg_places_search(places, q, found, MOST_SHOWN, matched);
    for (size_t i = 0; i < *n; i++)
        hits[i] = (struct hit){found[i]->code, found[i]->name, found[i]->postcodes, found[i], found[i]->population};
    return search_reference(call, q, hits, n, matched, err);
}

static void add_hit(struct vg_call *call, struct vg_node *list, const struct hit *h)
{
    struct vg_arena *a = call->arena;
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    const struct vg_place *d = h->place ? vg_places_find(vg_call_options(call)->places, VG_PLACE_DEPARTEMENT,
                                                         h->place->within[VG_PLACE_DEPARTEMENT]) : NULL;

    vg_node_add_text(a, one, "code", h->code);
    vg_node_add_text(a, one, "name", h->name.ptr ? h->name : h->code);
    if (d)
        vg_node_add_text(a, one, "departement", d->name);
    struct vg_node *codes = h->postcodes.len ? vg_node_add_list(a, one, "postcodes") : NULL;
    for (struct vg_str rest = h->postcodes.len ? h->postcodes : (struct vg_str){0}; rest.ptr;)
        vg_node_add_text(a, codes, NULL, vg_str_cut(rest, '|', &rest));
    if (h->population >= 0)
        vg_node_add_int(a, one, "population", h->population);
    vg_node_add_str(a, one, "href", vg_page_keep(call, vg_call_url(call, "/territories/%s", vg_arena_cstr(a, h->code))));
}

enum vg_status vg_get_territories(struct vg_call *call, struct vg_error *err)
{
    const struct vg_param_value *q = vg_call_param(call, "q");
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a), *list = vg_node_add_list(a, doc, "territories");
    struct hit hits[MOST_SHOWN];
    size_t n = 0, matched = 0;
    enum vg_status r = q->given ? search(call, q->text, hits, &n, &matched, err) : VG_OK;

    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < n; i++)
        add_hit(call, list, &hits[i]);
    vg_node_add_int(a, doc, "numberReturned", (int64_t)n);
    vg_node_add_int(a, doc, "numberMatched", (int64_t)matched);
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    struct vg_node *data = vg_page_data(call, vg_page_text(call, "territories")), *view = vg_node_add_map(a, data, "view");
    vg_page_crumb(call, data, vg_call_url(call, "/territories"), vg_page_text(call, "territories"));
    vg_node_add_text(a, view, "q", q->given ? q->text : VG_STR(""));
    vg_node_add_bool(a, view, "none", q->given && n == 0);
    vg_node_add_bool(a, view, "more", matched > n);
    return vg_answer_document(call, doc, "territories", NULL, data, err);
}
