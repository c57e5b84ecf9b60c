/* One tile (Tiles Part 1, 7): the rows that its box meets, as Mapbox Vector Tile.
 *
 * A place on the grid where nothing lies is an empty tile with status 200; one off the grid is no tile, 404. */
#include "tiles.h"

#include <stdio.h>

#include <vigie/codec/mvt.h>

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

enum vg_status vg_tiles_query(struct vg_call *call, const struct vg_collection *c, struct vg_query *out,
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
        r = vg_tiles_query(call, layers->list[i], &list[i], err);
    return r == VG_OK ? list : NULL;
}

/* --- one layer --------------------------------------------------------------------------------- */

struct layer {
    const struct vg_query *all; /* wherever they lie */
    struct vg_query here;
    struct vg_bbox reach;
    struct vg_tiles_choice choice;
    bool seen;                  /* the CRS of the rows has an image of the tile */
};

/* Which rows it is drawn from. */
static enum vg_status plan_layer(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *all,
                                 struct layer *out, struct vg_error *err)
{
    const struct vg_collection *c = all->collection;
    struct vg_transform *back;
    enum vg_status r = vg_transform_borrow(vg_call_crs(call), t->crs, c->crs, c->has_extent ? &c->extent : NULL, &back, err);
    if (r != VG_OK)
        return r;
    *out = (struct layer){.all = all, .here = *all};
    out->seen = vg_mvt_reach(&t->box, back, &out->reach);
    vg_transform_return(back);
    if (!out->seen)
        return VG_OK;
    out->here.filter = vg_expr_and(call->arena, reach_expr(call->arena, c->crs, &out->reach), all->filter);
    out->here.deadline_ms = call->rq->deadline_ms;
    r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_tiles_choose(call, t, all, &out->here, &out->reach, &out->choice, err) : r;
}

static enum vg_status encode_rows(struct vg_session *session, const struct vg_query *q, struct vg_mvt *m,
                                  struct vg_error *err)
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
    return r == VG_END ? VG_OK : r;
}

/* Rows that have gone since they were chosen are passed over. */
static enum vg_status encode_squares(struct vg_session *session, const struct vg_query *q, const struct vg_tiles_choice *c,
                                     struct vg_mvt *m, struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    size_t at = 0;
    enum vg_status r = vg_session_select(session, q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        int64_t key = 0;
        (void)vg_str_int64(f->id, &key);
        while (at < c->n_squares && c->squares[at] < key)
            at++;
        if (at < c->n_squares && (r = vg_mvt_add_square(m, f, c->middles[at][0], c->middles[at][1], err)) != VG_OK)
            break;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* The attributes of the rows, with the shapes that were made of them. */
static enum vg_status encode_shapes(struct vg_session *session, const struct vg_tile_place *t, const struct layer *l,
                                    struct vg_mvt *m, struct vg_error *err)
{
    const struct vg_tiles_choice *c = &l->choice;
    const struct vg_mvt_made *w = vg_shapes_next(&c->shapes, NULL);
    struct vg_query q = *l->all;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    q.deadline_ms = l->here.deadline_ms;
    q.keys = c->drawn;
    q.n_keys = c->n_drawn;
    q.no_geometry = true;
    if (!q.n_keys)
        return VG_OK;
    enum vg_status r = vg_session_select(session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        int64_t key = 0;
        (void)vg_str_int64(f->id, &key);
        for (; r == VG_OK && w && w->key <= key; w = vg_shapes_next(&c->shapes, w))
            if (w->key == key && vg_tiles_shows(t, w))
                r = vg_mvt_add_made(m, f, w, err);
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status encode_chosen(struct vg_session *session, const struct vg_tile_place *t, const struct layer *l,
                                    struct vg_mvt *m, struct vg_error *err)
{
    const struct vg_tiles_choice *c = &l->choice;
    struct vg_query q = *l->all;
    enum vg_status r = VG_OK;
    q.deadline_ms = l->here.deadline_ms;
    q.keys = c->drawn;
    q.n_keys = c->n_drawn;
    if (c->shapes.first)
        r = encode_shapes(session, t, l, m, err);
    else if (c->n_drawn)
        r = encode_rows(session, &q, m, err);
    q.keys = c->squares;
    q.n_keys = c->n_squares;
    q.no_geometry = true;
    return r == VG_OK && c->n_squares ? encode_squares(session, &q, c, m, err) : r;
}

static enum vg_status encode_layer(struct vg_session *session, const struct vg_tile_place *t, const struct layer *l,
                                   struct vg_mvt *m, struct vg_error *err)
{
    switch (l->choice.how) {
    case VG_TILES_LARGEST:
        return encode_chosen(session, t, l, m, err);
    case VG_TILES_SHAPES:
        return encode_shapes(session, t, l, m, err);
    case VG_TILES_ROWS:
        break;
    }
    return encode_rows(session, &l->here, m, err);
}

static enum vg_status put_layer(struct vg_call *call, struct vg_session *session, const struct vg_tile_place *t,
                                const struct layer *l, struct vg_error *err)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_collection *c = l->all->collection;
    struct vg_mvt_layer layer = {
        .name = c->id,
        .collection = c,
        .fields = l->all->fields,
        .n_fields = l->all->n_fields,
        .tile = t->box,
        .reach = l->reach,
        .exact = t->zoom >= VG_TILES_EXACT_ZOOM,
        .smallest = l->choice.smallest,
        .max_bytes = limits->tile_bytes,
        .max_features = (size_t)limits->tile_features,
    };
    struct vg_mvt *m;
    enum vg_status r =
        vg_transform_borrow(vg_call_crs(call), c->crs, t->crs, c->has_extent ? &c->extent : NULL, &layer.to_tile, err);
    if (r != VG_OK)
        return r;
    if (l->choice.shapes.first)
        vg_tiles_corner(t, layer.corner);
    if ((r = vg_mvt_new(&layer, &m, err)) == VG_OK) {
        r = encode_layer(session, t, l, m, err);
        if (r == VG_OK)
            r = vg_mvt_put(m, &call->rs->body, err);
        vg_mvt_free(m);
    }
    vg_transform_return(layer.to_tile);
    return r;
}

/* --- the answer -------------------------------------------------------------------------------- */

static enum vg_status put_layers(struct vg_call *call, const struct vg_tile_place *t, const struct layer *layers, size_t n,
                                 struct vg_error *err)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    struct vg_session *session;
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->wants_etag = true;
    vg_buf_init_spill(&call->rs->body, limits->page_bytes, &spill);
    struct vg_store *store = n ? layers[0].all->collection->store : vg_call_store(call);
    enum vg_status r = vg_call_session(call, store, n > 1 || (n && layers[0].choice.how == VG_TILES_LARGEST), &session, err);
    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < n && r == VG_OK; i++)
        if (layers[i].seen)
            r = put_layer(call, session, t, &layers[i], err);
    vg_session_end(session);
    return r;
}

static enum vg_status put_tile(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *queries,
                               size_t n, struct vg_error *err)
{
    struct layer *layers = vg_arena_array(call->arena, n + 1, sizeof *layers);
    enum vg_status r = vg_arena_check(call->arena, err);
    size_t planned = 0;
    for (; r == VG_OK && planned < n; planned++)
        r = plan_layer(call, t, &queries[planned], &layers[planned], err);
    if (r == VG_OK)
        r = put_layers(call, t, layers, n, err);
    for (size_t i = 0; i < planned; i++)
        vg_tiles_choice_finish(&layers[i].choice);
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
