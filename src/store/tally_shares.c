/* Rows shared out to areas: for each area the rows in its box, found by the spatial index, of which most lie within it as a
 * whole.
 *
 * Areas are read a few at a time, since a session reads one thing after the other; so memory does not grow with their number,
 * nor with the rows'. */
#include "tally.h"

#include <vigie/geo/overlay.h>

#include "ops.h"

#define BATCH_UNITS 128
#define BATCH_BYTES ((size_t)64 << 20)

struct unit {
    struct vg_str code;
    struct vg_geom geom; /* in the storage CRS of the rows */
    struct vg_bbox box;
};

struct batch {
    struct vg_arena *arena;
    struct unit list[BATCH_UNITS];
    size_t n;
    struct vg_position last;
    bool more;
};

static const struct vg_expr *meets(struct vg_arena *a, const struct vg_bbox *box)
{
    struct vg_shape *s = VG_NEW(a, struct vg_shape);
    if (!s)
        return NULL;
    *s = (struct vg_shape){.relation = VG_REL_INTERSECTS, .geom = vg_geom_of_box(a, box, 1), .box = *box, .is_box = true};
    return vg_expr_spatial(a, s);
}

/* --- areas ---------------------------------------------------------------------------------------- */

static enum vg_status keep_unit(struct batch *b, const struct vg_feature *f, struct vg_error *err)
{
    struct unit *u = &b->list[b->n];
    struct vg_geom_info info;
    struct vg_buf code;

    if (!f->geom.wkb || vg_geom_check(f->geom, &info, NULL) != VG_OK || info.empty || f->values[0].kind == VG_V_NULL)
        return VG_OK;
    vg_buf_init(&code, 4096);
    vg_value_put_text(&code, &f->values[0]);
    u->code = vg_arena_str(b->arena, (struct vg_str){code.ptr ? code.ptr : "", code.len});
    vg_buf_finish(&code);
    unsigned char *copy = vg_arena_alloc(b->arena, f->geom.len);
    enum vg_status r = vg_arena_check(b->arena, err);
    if (r != VG_OK)
        return r;
    u->geom = (struct vg_geom){memcpy(copy, f->geom.wkb, f->geom.len), f->geom.len};
    u->box = info.box;
    b->n++;
    return VG_OK;
}

static enum vg_status read_units(struct vg_tallying *t, struct vg_query *q, struct batch *b, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    int64_t n = 0;
    enum vg_status r = vg_session_select(t->session, q, &cursor, err);

    if (r != VG_OK)
        return r;
    b->n = 0;
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        n++;
        r = keep_unit(b, f, err);
        if (r == VG_OK && n == q->limit)
            r = vg_cursor_position(cursor, b->arena, &b->last, err);
    }
    vg_cursor_close(cursor);
    b->more = n == q->limit;
    return r == VG_END ? VG_OK : r;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static enum vg_status put_row(struct vg_tallying *t, struct vg_overlay *o, const struct unit *u, const struct vg_feature *f,
                              struct vg_error *err)
{
    struct vg_geom part;
    double whole, size;
    enum vg_overlay_place place = f->geom.wkb ? vg_overlay_cut(o, f->geom, &part) : VG_OVERLAY_OUTSIDE;

    if (place == VG_OVERLAY_OUTSIDE)
        return VG_OK;
    enum vg_status r = vg_tally_size(t, f->geom, &whole, err);
    size = whole;
    if (r == VG_OK && place == VG_OVERLAY_PART)
        r = vg_tally_size(t, part, &size, err);
    double share = place == VG_OVERLAY_PART && whole > 0 ? size / whole : 1;
    return r == VG_OK ? vg_tally_put(t, u->code, f, share < 1 ? share : 1, size, err) : r;
}

static enum vg_status put_rows(struct vg_tallying *t, struct vg_overlay *o, const struct unit *u, struct vg_arena *a,
                               struct vg_error *err)
{
    const struct vg_query *rows = t->asked->rows;
    struct vg_query q = {.collection = rows->collection, .ids = rows->ids, .n_ids = rows->n_ids, .limit = -1,
                         .fields = t->fields, .n_fields = t->n_fields, .crs = rows->collection->crs,
                         .deadline_ms = rows->deadline_ms};
    const struct vg_feature *f;
    struct vg_cursor *cursor;

    q.filter = vg_expr_and(a, meets(a, &u->box), rows->filter);
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_session_select(t->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = put_row(t, o, u, f, err);
        if (r == VG_OK)
            r = vg_tally_go_on(t, err);
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* An area that is none takes nothing. */
static enum vg_status put_unit(struct vg_tallying *t, const struct unit *u, struct vg_arena *a, struct vg_error *err)
{
    struct vg_overlay *o;
    struct vg_error ignored = {0};
    enum vg_status r = vg_overlay_new(u->geom, &o, &ignored);

    if (r == VG_BAD_INPUT)
        return VG_OK;
    if (r != VG_OK)
        return vg_fail(err, r, "", "%s", ignored.text);
    enum vg_size_kind kind;
    r = vg_ruler_size(t->ruler, u->geom, &kind, &t->unit_size, err);
    if (r == VG_OK)
        r = put_rows(t, o, u, a, err);
    vg_overlay_free(o);
    return r == VG_OK ? vg_tally_go_on(t, err) : r;
}

static enum vg_status share_out(struct vg_tallying *t, struct batch *b, struct vg_arena *scope, struct vg_error *err)
{
    const struct vg_query *units = t->asked->units;
    const struct vg_collection *c = t->asked->rows->collection;
    struct vg_query q = {.collection = units->collection, .limit = BATCH_UNITS, .fields = &t->asked->unit_key, .n_fields = 1,
                         .crs = c->crs, .deadline_ms = units->deadline_ms, .filter = units->filter, .ids = units->ids,
                         .n_ids = units->n_ids};
    const struct vg_expr *near = NULL;
    struct vg_crs_registry *registry = t->session->store->options.crs;
    enum vg_status r = VG_OK;

    if (c->has_extent)
        r = vg_expr_bbox(registry, units->collection, &c->extent, vg_crs84(registry), scope, &near, err);
    q.filter = vg_expr_and(scope, near, units->filter);
    for (b->more = true; r == VG_OK && b->more;) {
        r = read_units(t, &q, b, err);
        for (size_t i = 0; r == VG_OK && i < b->n; i++)
            r = put_unit(t, &b->list[i], b->arena, err);
        struct vg_position *from = VG_NEW(scope, struct vg_position);
        if (r == VG_OK && b->more && from) { /* its texts outlive the batch */
            *from = b->last;
            for (int i = 0; i < VG_MAX_KEY_PARTS; i++)
                if (from->key[i].kind == VG_V_TEXT)
                    from->key[i].text = vg_arena_str(scope, from->key[i].text);
            q.from = from;
        }
        vg_arena_reset(b->arena);
        if (r == VG_OK)
            r = vg_arena_check(scope, err);
    }
    return r;
}

enum vg_status vg_tally_share_out(struct vg_tallying *t, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *scope = vg_arena_new(BATCH_BYTES), *units = vg_arena_new(BATCH_BYTES);
    struct batch b = {.arena = units};

    if (!scope || !units)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    if (!t->asked->rows->collection->crs || !t->asked->units->collection->crs)
        return vg_fail(err, VG_BAD_INPUT, "by", "without geometry nothing can be shared out by area");
    return share_out(t, &b, scope, err);
}
