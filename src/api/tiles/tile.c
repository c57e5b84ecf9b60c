/* One tile (Tiles Part 1, 7): the rows that its box meets, as Mapbox Vector Tile.
 *
 * A place on the grid where nothing lies is an empty tile with status 200; one off the grid is no tile, 404. */
#include "tiles.h"

#include <stdio.h>

#include <vigie/codec/mvt.h>

/* From this zoom on shapes are not simplified: a whole number is then less than a metre. */
#define EXACT_ZOOM 16

/* --- which tile -------------------------------------------------------------------------------- */

static enum vg_status read_number(struct vg_str text, const char *name, int64_t max, int64_t *out, struct vg_error *err)
{
    if (!vg_str_int64(text, out))
        return vg_fail(err, VG_BAD_INPUT, name, "'%.*s' is not an integer from %lld to %lld", vg_cut(text), text.ptr, 0LL,
                       (long long)max);
    if (*out < 0 || *out > max)
        return vg_fail(err, VG_NOT_FOUND, name, "there is no '%.*s' on this grid: it goes from 0 to %lld", vg_cut(text),
                       text.ptr, (long long)max);
    return VG_OK;
}

enum vg_status vg_tiles_read_place(struct vg_call *call, const struct vg_str *vars, struct vg_tile_place *out,
                                   struct vg_error *err)
{
    int64_t zoom, row, column;
    struct vg_tile_place t = {0};
    enum vg_status r = vg_tiles_grid(call, vars[0], &t.grid, err);
    if (r == VG_OK)
        r = read_number(vars[1], "tileMatrix", t.grid->max_zoom, &zoom, err);
    if (r != VG_OK)
        return r;
    int64_t last = (int64_t)vg_tile_count((int)zoom) - 1;
    r = read_number(vars[2], "tileRow", last, &row, err);
    if (r == VG_OK)
        r = read_number(vars[3], "tileCol", last, &column, err);
    if (r != VG_OK)
        return r;
    t.zoom = (int)zoom;
    t.row = (uint32_t)row;
    t.column = (uint32_t)column;
    t.crs = vg_tiles_crs(call, t.grid);
    if (!t.crs)
        return vg_fail(err, VG_BUG, "", "PROJ does not know '%s'", t.grid->crs);
    vg_tile_box(t.grid, t.zoom, t.row, t.column, &t.box);
    *out = t;
    return VG_OK;
}

/* --- which rows -------------------------------------------------------------------------------- */

static const struct vg_expr *box_expr(struct vg_arena *a, const struct vg_bbox *box)
{
    struct vg_shape *s = VG_NEW(a, struct vg_shape);
    if (!s)
        return NULL;
    *s = (struct vg_shape){.relation = VG_REL_INTERSECTS, .geom = vg_geom_of_box(a, box, 1), .box = *box, .is_box = true};
    return vg_expr_spatial(a, s);
}

/* In degrees the reach may cross the antimeridian. */
static const struct vg_expr *reach_expr(struct vg_arena *a, const struct vg_crs *crs, const struct vg_bbox *reach)
{
    struct vg_bbox parts[2] = {*reach};
    int n = crs->geographic ? vg_bbox_split(reach, parts) : 1;
    const struct vg_expr *e = box_expr(a, &parts[0]);
    return n == 2 ? vg_expr_or(a, e, box_expr(a, &parts[1])) : e;
}

/* The attributes: what `properties` names of this collection, everything without it. */
static const int *wanted_fields(struct vg_call *call, const struct vg_collection *c, size_t *n)
{
    const struct vg_param_value *names = vg_call_param(call, "properties");
    int *fields = vg_arena_array(call->arena, c->n_fields + 1, sizeof *fields);
    *n = 0;
    for (size_t i = 0; fields && i < c->n_fields; i++) {
        bool wanted = !names->given;
        for (struct vg_str rest = names->text; !wanted && rest.ptr;)
            wanted = vg_str_is(vg_str_cut(rest, ',', &rest), c->fields[i].name);
        if (wanted && vg_tiles_has_field(call, c, (int)i))
            fields[(*n)++] = (int)i;
    }
    return fields;
}

/* A name that no layer has is the client's mistake. */
static enum vg_status check_properties(struct vg_call *call, const struct vg_tiles_layers *layers, struct vg_error *err)
{
    for (struct vg_str rest = vg_call_param(call, "properties")->text; rest.ptr;) {
        struct vg_str name = vg_str_cut(rest, ',', &rest);
        bool found = name.len == 0;
        for (size_t i = 0; i < layers->n && !found; i++) {
            int field = vg_collection_field(layers->list[i], name);
            found = field >= 0 && vg_tiles_has_field(call, layers->list[i], field);
        }
        if (!found)
            return vg_fail(err, VG_BAD_INPUT, "properties", "there is no property '%.*s'; /collections/…/queryables lists them",
                           vg_cut(name), name.ptr);
    }
    return VG_OK;
}

/* The rows of a layer wherever they lie, narrowed by the gate. */
static enum vg_status make_query(struct vg_call *call, const struct vg_collection *c, struct vg_query *out,
                                 struct vg_error *err)
{
    const struct vg_param_value *time = vg_call_param(call, "datetime");
    struct vg_query q = {.collection = c, .limit = -1, .crs = c->crs};
    q.fields = wanted_fields(call, c, &q.n_fields);
    enum vg_status r = time->given ? vg_expr_datetime(c, &time->interval, call->arena, &q.filter, err) : VG_OK;
    if (r == VG_OK)
        r = vg_gate_narrow(&call->who, &q, 0, call->arena, err);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    *out = q;
    return r;
}

static struct vg_query *make_queries(struct vg_call *call, const struct vg_tiles_layers *layers, struct vg_error *err)
{
    struct vg_query *list = vg_arena_array(call->arena, layers->n + 1, sizeof *list);
    enum vg_status r = vg_arena_check(call->arena, err);
    for (size_t i = 0; i < layers->n && r == VG_OK; i++)
        r = make_query(call, layers->list[i], &list[i], err);
    return r == VG_OK ? list : NULL;
}

/* --- one layer --------------------------------------------------------------------------------- */

static enum vg_status encode_rows(struct vg_session *session, const struct vg_query *q, struct vg_mvt *m,
                                  struct vg_buf *out, struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(session, q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK)
        if ((r = vg_mvt_add(m, f, err)) != VG_OK)
            break;
    vg_cursor_close(cursor);
    return r == VG_END ? vg_mvt_put(m, out, err) : r;
}

static enum vg_status put_layer(struct vg_call *call, struct vg_session *session, const struct vg_tile_place *t,
                                const struct vg_query *all, const struct vg_bbox *reach, struct vg_transform *to_tile,
                                struct vg_error *err)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_collection *c = all->collection;
    struct vg_query q = *all;
    q.filter = vg_expr_and(call->arena, reach_expr(call->arena, c->crs, reach), all->filter);
    q.deadline_ms = call->rq->deadline_ms;
    enum vg_status r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    const struct vg_mvt_layer layer = {
        .name = c->id,
        .collection = c,
        .fields = q.fields,
        .n_fields = q.n_fields,
        .tile = t->box,
        .reach = *reach,
        .to_tile = to_tile,
        .exact = t->zoom >= EXACT_ZOOM,
        .max_bytes = limits->tile_bytes,
        .max_features = (size_t)limits->tile_features,
    };
    struct vg_mvt *m;
    if ((r = vg_mvt_new(&layer, &m, err)) != VG_OK)
        return r;
    r = encode_rows(session, &q, m, &call->rs->body, err);
    vg_mvt_free(m);
    return r;
}

static enum vg_status add_layer(struct vg_call *call, struct vg_session *session, const struct vg_tile_place *t,
                                const struct vg_query *q, struct vg_error *err)
{
    struct vg_crs_registry *registry = vg_call_crs(call);
    const struct vg_collection *c = q->collection;
    const struct vg_bbox *area = c->has_extent ? &c->extent : NULL;
    struct vg_transform *there, *back;
    struct vg_bbox reach;
    enum vg_status r = vg_transform_borrow(registry, t->crs, c->crs, area, &back, err);
    if (r != VG_OK)
        return r;
    bool seen = vg_mvt_reach(&t->box, back, &reach);
    vg_transform_return(back);
    if (!seen)
        return VG_OK;
    if ((r = vg_transform_borrow(registry, c->crs, t->crs, area, &there, err)) != VG_OK)
        return r;
    r = put_layer(call, session, t, q, &reach, there, err);
    vg_transform_return(there);
    return r;
}

/* --- the answer -------------------------------------------------------------------------------- */

static enum vg_status put_tile(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *queries,
                               size_t n, struct vg_error *err)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    struct vg_session *session;
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->wants_etag = true;
    vg_buf_init_spill(&call->rs->body, limits->page_bytes, &spill);
    enum vg_status r = vg_call_session(call, n ? queries[0].collection->store : vg_call_store(call), n > 1, &session, err);
    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < n && r == VG_OK; i++)
        r = add_layer(call, session, t, &queries[i], err);
    vg_session_end(session);
    return r;
}

static enum vg_status answer(struct vg_call *call, const struct vg_str *vars, const struct vg_tiles_layers *layers,
                             struct vg_error *err)
{
    struct vg_http_response *rs = call->rs;
    struct vg_tile_place t;
    struct vg_query *queries;
    struct vg_kept kept;
    enum vg_status r = vg_tiles_read_place(call, vars, &t, err);
    if (r == VG_OK)
        r = check_properties(call, layers, err);
    if (r != VG_OK)
        return r;
    if (!(queries = make_queries(call, layers, err)))
        return err->kind;
    rs->content_type = VG_MVT_MEDIA_TYPE;
    rs->compressible = true;
    if (layers->n == 1 && !layers->list[0]->writable)
        rs->last_modified_us = layers->list[0]->modified_us;
    vg_http_add_header(call->rq, rs, "Content-Crs", vg_arena_printf(call->arena, "<%s>", t.crs->uri));
    vg_kept_begin(call, "mvt", &kept);
    vg_kept_add_place(&kept, &t);
    for (size_t i = 0; i < layers->n; i++)
        vg_kept_add_layer(call, &kept, &queries[i]);
    if (vg_kept_answer(call, &kept))
        return VG_OK;
    r = put_tile(call, &t, queries, layers->n, err);
    return r == VG_OK ? vg_kept_keep(call, &kept, err) : r;
}

enum vg_status vg_get_tile(struct vg_call *call, struct vg_error *err)
{
    struct vg_tiles_layers layers;
    enum vg_status r = vg_tiles_one(call, &layers, err);
    return r == VG_OK ? answer(call, call->vars + 1, &layers, err) : r;
}

enum vg_status vg_get_site_tile(struct vg_call *call, struct vg_error *err)
{
    struct vg_tiles_layers layers;
    enum vg_status r = vg_tiles_several(call, &layers, err);
    return r == VG_OK ? answer(call, call->vars, &layers, err) : r;
}
