/* Tiles in which more rows lie than `limits.tile_rows`, or more positions than `limits.tile_positions`.
 *
 * Of a million polygons in one tile most are smaller than what anybody sees, yet reading them takes the time.  So the overview
 * of the collection says which rows are worth it: from a size on, chosen so that all together are few enough, each is drawn;
 * of the areas below it one is drawn for so many as make up that size, as a square of it where it lies.  What is
 * covered, and the shares of the classes, stay right; only these rows are read, and of those squares no geometry.
 *
 * Of few rows with many positions all are drawn, by shapes made once for the zoom, so that of the rows only their attributes are
 * read. */
#include "tiles.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/codec/mvt.h>

#define RETRY_SECONDS "2"
#define MIN_SIZE 16.0  /* square whole numbers, as in codec/mvt */
#define STEPS 4        /* of sizes, to each doubling */
#define LOWEST (-160)  /* of these steps */
#define N_SIZES 480
#define QUICK_ROWS 200000
#define FEW 32           /* one in so many of limits.tile_rows are soon read, however many positions they have */
#define LARGEST_SHARE 50 /* times as many positions as in the tile are not read for it */
#define FIRST_ROOM 1024 /* keys; a power of two */

/* --- which rows -------------------------------------------------------------------------------- */

struct looking {
    const struct vg_bbox *reach;
    bool areas;
    double cell;     /* of a whole number of the tile, square where they are areas, in the plane of the rows */
    int64_t rows[N_SIZES];
    double covered[N_SIZES];
};

static void middle_of(const struct vg_overview_row *r, double *out)
{
    for (int i = 0; i < 2; i++)
        out[i] = ((double)r->min[i] + (double)r->max[i]) / 2;
}

/* What is drawn as a square is drawn once, in the tile where its middle lies. */
static bool is_at_home(const struct vg_bbox *reach, const struct vg_overview_row *r)
{
    double at[2];
    middle_of(r, at);
    return at[0] >= reach->min[0] && at[0] < reach->max[0] && at[1] >= reach->min[1] && at[1] < reach->max[1];
}

static int step_of(double size)
{
    double step = floor(log2(size) * STEPS) - LOWEST;
    return !(step > 0) ? 0 : step < N_SIZES ? (int)step : N_SIZES - 1;
}

static double size_of_step(int step)
{
    return exp2((double)(step + LOWEST) / STEPS);
}

static void look(struct looking *k, const struct vg_overview *o)
{
    const struct vg_overview_row *r;
    for (size_t at = 0; (r = vg_overview_next(o, k->reach, &at));) {
        double size = (double)r->size / k->cell;
        int step = step_of(size);
        k->rows[step]++;
        if (k->areas && is_at_home(k->reach, r))
            k->covered[step] += size;
    }
}

/* The size from which on rows are drawn, so that there are `most` of them and of squares. */
static double smallest_drawn(const struct looking *k, int64_t most)
{
    int64_t drawn = 0;
    double covered = 0;
    for (int i = 0; i < N_SIZES; i++)
        covered += k->covered[i];
    for (int i = N_SIZES - 1; i >= 0; i--) {
        drawn += k->rows[i];
        covered -= k->covered[i];
        if ((double)drawn + (k->areas ? covered / size_of_step(i) : 0) > (double)most)
            return size_of_step(i + 1);
        if (k->areas && size_of_step(i) <= MIN_SIZE)
            return MIN_SIZE;
    }
    return size_of_step(0);
}

/* Room for one more after n; with places beside the keys unless middles is NULL. */
static bool make_room(int64_t **keys, double (**middles)[2], size_t n)
{
    size_t cap = n < FIRST_ROOM ? FIRST_ROOM : 2 * n;
    if (n && (n < FIRST_ROOM || n & (n - 1)))
        return true;
    int64_t *more = realloc(*keys, cap * sizeof *more);
    if (more)
        *keys = more;
    double(*places)[2] = more && middles ? realloc(*middles, cap * sizeof *places) : NULL;
    if (places)
        *middles = places;
    return more && (!middles || places);
}

static bool keep_row(const struct vg_overview_row *r, struct vg_tiles_choice *c)
{
    if (!make_room(&c->drawn, NULL, c->n_drawn))
        return false;
    c->drawn[c->n_drawn++] = r->key;
    return true;
}

static bool keep_square(const struct vg_overview_row *r, struct vg_tiles_choice *c)
{
    if (!make_room(&c->squares, &c->middles, c->n_squares))
        return false;
    middle_of(r, c->middles[c->n_squares]);
    c->squares[c->n_squares++] = r->key;
    return true;
}

static bool keep_rows(const struct looking *k, const struct vg_overview *o, struct vg_tiles_choice *c)
{
    double lost = 0;
    bool room = true;
    const struct vg_overview_row *r;
    for (size_t at = 0; room && (r = vg_overview_next(o, k->reach, &at));) {
        double size = (double)r->size / k->cell;
        if (size >= c->smallest) {
            room = keep_row(r, c);
        } else if (k->areas && is_at_home(k->reach, r) && (lost += size) >= c->smallest) {
            lost -= c->smallest;
            room = keep_square(r, c);
        }
    }
    return room;
}

static enum vg_status choose(const struct vg_collection *c, const struct vg_bbox *reach, const struct vg_overview *o,
                             int64_t most, struct vg_tiles_choice *out, struct vg_error *err)
{
    const double across = VG_MVT_EXTENT + 2 * VG_MVT_MARGIN;
    double cell = (reach->max[0] - reach->min[0]) / across * (reach->max[1] - reach->min[1]) / across;
    bool areas = c->geom_type == VG_GEOM_POLYGON || c->geom_type == VG_GEOM_MULTIPOLYGON;
    struct looking *k = calloc(1, sizeof *k);
    if (!k)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    *k = (struct looking){.reach = reach, .areas = areas, .cell = areas ? cell : sqrt(cell)};
    look(k, o);
    out->smallest = smallest_drawn(k, most);
    bool room = keep_rows(k, o, out);
    free(k);
    return room ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
}

void vg_tiles_choice_finish(struct vg_tiles_choice *c)
{
    free(c->drawn);
    free(c->squares);
    free(c->middles);
    vg_shapes_finish(&c->shapes);
    *c = (struct vg_tiles_choice){0};
}

/* --- shapes made once --------------------------------------------------------------------------- */

void vg_tiles_corner(const struct vg_tile_place *t, int32_t *out)
{
    out[0] = (int32_t)t->column * VG_MVT_EXTENT;
    out[1] = (int32_t)t->row * VG_MVT_EXTENT;
}

bool vg_tiles_shows(const struct vg_tile_place *t, const struct vg_mvt_made *w)
{
    int32_t corner[2];
    bool seen = true;
    vg_tiles_corner(t, corner);
    for (int i = 0; i < 2; i++)
        seen &= w->min[i] - corner[i] <= VG_MVT_EXTENT + VG_MVT_MARGIN && w->max[i] - corner[i] >= -VG_MVT_MARGIN;
    return seen;
}

static enum vg_status choose_shapes(const struct vg_tile_place *t, struct vg_tiles_choice *c, struct vg_error *err)
{
    const struct vg_mvt_made *w = NULL;
    bool room = true;
    while (room && (w = vg_shapes_next(&c->shapes, w))) {
        if (!vg_tiles_shows(t, w) || (c->n_drawn && c->drawn[c->n_drawn - 1] == w->key))
            continue;
        room = make_room(&c->drawn, NULL, c->n_drawn);
        if (room)
            c->drawn[c->n_drawn++] = w->key;
    }
    return room ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
}

/* --- asking ------------------------------------------------------------------------------------ */

/* A copy of the call with its query, for work that may outlive the request. */
static enum vg_status keep_query(struct vg_call *call, const struct vg_collection *c, struct vg_call **kept,
                                 struct vg_query **out, struct vg_error *err)
{
    enum vg_status r = vg_call_keep(call, kept, err);
    if (r != VG_OK)
        return r;
    *out = VG_NEW((*kept)->arena, struct vg_query);
    r = *out ? vg_tiles_query(*kept, c, *out, err) : vg_arena_check((*kept)->arena, err);
    if (r != VG_OK)
        vg_call_drop(*kept);
    return r;
}

static enum vg_status overview_of(struct vg_call *call, const struct vg_query *all, int wait_ms, struct vg_overview *out,
                                  struct vg_error *err)
{
    struct vg_downloads *d = vg_call_options(call)->downloads;
    struct vg_call *kept;
    struct vg_query *q;
    if (vg_overview_open(d, all, out))
        return VG_OK;
    enum vg_status r = keep_query(call, all->collection, &kept, &q, err);
    return r == VG_OK ? vg_overview_get(d, q, vg_call_drop, kept, wait_ms, out, err) : r;
}

static enum vg_status shapes_of(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *all, int wait_ms,
                                struct vg_shapes *out, struct vg_error *err)
{
    struct vg_downloads *d = vg_call_options(call)->downloads;
    struct vg_shapes_place place = {.grid = t->grid, .crs = t->crs, .registry = vg_call_crs(call), .zoom = t->zoom};
    struct vg_call *kept;
    struct vg_query *q;
    if (vg_shapes_open(d, all, &place, out))
        return VG_OK;
    enum vg_status r = keep_query(call, all->collection, &kept, &q, err);
    return r == VG_OK ? vg_shapes_get(d, q, &place, vg_call_drop, kept, wait_ms, out, err) : r;
}

/* --- deciding ---------------------------------------------------------------------------------- */

struct deciding {
    struct vg_call *call;
    const struct vg_tile_place *t;
    const struct vg_query *all, *here;
    const struct vg_bbox *reach;
    const struct vg_api_limits *limits;
    bool quick; /* an overview of all rows is soon made and stays right */
};

/* Of all rows (no filter, no right to see less), and not so many that each change of one would cost much. */
static bool is_quick(const struct vg_query *all)
{
    const struct vg_collection *c = all->collection;
    struct vg_data_state state;
    if (all->filter || c->estimate < 0 || c->estimate > QUICK_ROWS)
        return false;
    vg_store_data_state(c->store, c, &state);
    return state.kind == VG_STATE_KNOWN;
}

static enum vg_status count_rows(const struct deciding *d, int64_t most, int64_t *n, struct vg_error *err)
{
    struct vg_session *x;
    enum vg_status r = vg_call_session(d->call, d->here->collection->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_count(x, d->here, most, n, err);
    vg_session_end(x);
    return r;
}

static enum vg_status still_made(struct vg_call *call, enum vg_status r, struct vg_error *err)
{
    if (r != VG_END)
        return r;
    call->retry_after = RETRY_SECONDS;
    return vg_fail(err, VG_UNAVAILABLE, "", "the overview of the collection is being made: ask again in some seconds");
}

/* The overview, if the tile has to be drawn by it; VG_END: it has not.  What lies far below the bounds says so by a count. */
static enum vg_status find_overview(const struct deciding *d, struct vg_overview *out, struct vg_error *err)
{
    struct vg_error ignored = {0};
    int64_t n = 0, most = d->limits->tile_rows;
    if (d->quick)
        most /= 2 * FEW; /* half of them, for others may have boxes here and nothing else */
    if (vg_overview_open(vg_call_options(d->call)->downloads, d->all, out) ||
        (d->quick && overview_of(d->call, d->all, 0, out, &ignored) == VG_OK))
        return VG_OK;
    enum vg_status r = count_rows(d, most, &n, err);
    if (r != VG_OK || n <= most)
        return r == VG_OK ? VG_END : r;
    r = overview_of(d->call, d->all, d->limits->download_wait_ms, out, err);
    if (r == VG_OK || !d->quick)
        return still_made(d->call, r, err);
    /* It cannot be made now: that matters only where rows are too many. */
    enum vg_status counted = count_rows(d, d->limits->tile_rows, &n, &ignored);
    return counted == VG_OK && n <= d->limits->tile_rows ? VG_END : still_made(d->call, r, err);
}

static enum vg_status decide(const struct deciding *d, const struct vg_overview *o, struct vg_tiles_choice *out,
                             struct vg_error *err)
{
    const struct vg_overview_row *row;
    int64_t rows = 0, here = 0;
    for (size_t at = 0; (row = vg_overview_next(o, d->reach, &at)); rows++)
        here += row->positions;
    bool dense = rows > d->limits->tile_rows;
    out->how = dense ? VG_TILES_LARGEST : VG_TILES_ROWS;
    enum vg_status r = dense ? choose(d->all->collection, d->reach, o, d->limits->tile_rows, out, err) : VG_OK;
    if (r != VG_OK || !d->quick || d->t->zoom >= VG_TILES_EXACT_ZOOM || rows <= d->limits->tile_rows / FEW ||
        here <= d->limits->tile_positions || (int64_t)vg_overview_positions(o) / here >= LARGEST_SHARE)
        return r;
    struct vg_error ignored = {0}; /* without shapes the rows are read */
    bool made = shapes_of(d->call, d->t, d->all, d->limits->download_wait_ms, &out->shapes, &ignored) == VG_OK;
    if (dense || !made)
        return VG_OK;
    out->how = VG_TILES_SHAPES;
    return choose_shapes(d->t, out, err);
}

enum vg_status vg_tiles_choose(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *all,
                               const struct vg_query *here, const struct vg_bbox *reach, struct vg_tiles_choice *out,
                               struct vg_error *err)
{
    const struct vg_collection *c = all->collection;
    struct deciding d = {.call = call, .t = t, .all = all, .here = here, .reach = reach, .limits = &call->gen->site.limits};
    struct vg_overview overview;
    *out = (struct vg_tiles_choice){0};
    if (!vg_call_options(call)->downloads || !vg_overview_serves(c) ||
        (c->estimate >= 0 && c->estimate < d.limits->tile_rows / 4))
        return VG_OK;
    d.quick = is_quick(all);
    enum vg_status r = find_overview(&d, &overview, err);
    if (r != VG_OK)
        return r == VG_END ? VG_OK : r;
    r = decide(&d, &overview, out, err);
    vg_overview_finish(&overview);
    if (r != VG_OK)
        vg_tiles_choice_finish(out);
    return r;
}
