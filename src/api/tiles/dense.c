/* Tiles in which more rows lie than `limits.tile_rows`.
 *
 * Of a million polygons in one tile most are smaller than what anybody sees, yet reading them takes the time.  So the overview
 * of the collection says which rows are worth it: from a size on, chosen so that all together are few enough, each is drawn;
 * of the areas below it one is drawn for so many as make up that size, as a square of it where it lies.  What is
 * covered, and the shares of the classes, stay right; only these rows are read, and of those squares no geometry. */
#include "tiles.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/codec/mvt.h>

#define RETRY_SECONDS "2"
#define MIN_SIZE 16.0  /* square whole numbers, as in codec/mvt */
#define STEPS 4        /* of sizes, to each doubling */
#define LOWEST (-160)  /* of these steps */
#define N_SIZES 480
#define FIRST_ROOM 1024 /* keys; a power of two */

/* --- which rows -------------------------------------------------------------------------------- */

struct looking {
    const struct vg_bbox *reach;
    bool areas;
    double cell;     /* of a whole number of the tile, square where they are areas, in the plane of the rows */
    int64_t rows[N_SIZES];
    double covered[N_SIZES];
};

static bool meets(const struct vg_bbox *reach, const struct vg_overview_row *r)
{
    return r->min[0] <= reach->max[0] && r->max[0] >= reach->min[0] && r->min[1] <= reach->max[1] && r->max[1] >= reach->min[1];
}

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
    for (size_t i = 0; i < o->n; i++) {
        const struct vg_overview_row *r = &o->rows[i];
        if (!meets(k->reach, r))
            continue;
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
    for (size_t i = 0; i < o->n && room; i++) {
        const struct vg_overview_row *r = &o->rows[i];
        if (!meets(k->reach, r))
            continue;
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
    *c = (struct vg_tiles_choice){0};
}

/* --- asking ------------------------------------------------------------------------------------ */

/* Are there more rows than may be read?  An estimate that is far below says no. */
static enum vg_status is_dense(struct vg_call *call, const struct vg_query *q, int64_t most, bool *out, struct vg_error *err)
{
    const struct vg_collection *c = q->collection;
    struct vg_session *x;
    int64_t n = 0;
    *out = false;
    if (!vg_call_options(call)->downloads || !vg_overview_serves(c) || (c->estimate >= 0 && c->estimate < most / 4))
        return VG_OK;
    enum vg_status r = vg_call_session(call, c->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_count(x, q, most, &n, err);
    vg_session_end(x);
    *out = n > most;
    return r;
}

/* The work is on a copy of the call, since it may outlive the request. */
static enum vg_status overview_of(struct vg_call *call, const struct vg_collection *c, struct vg_overview *out,
                                  struct vg_error *err)
{
    struct vg_call *kept;
    enum vg_status r = vg_call_keep(call, &kept, err);
    if (r != VG_OK)
        return r;
    struct vg_query *q = VG_NEW(kept->arena, struct vg_query);
    r = q ? vg_tiles_query(kept, c, q, err) : vg_arena_check(kept->arena, err);
    if (r != VG_OK) {
        vg_call_drop(kept);
        return r;
    }
    r = vg_overview_get(vg_call_options(call)->downloads, q, vg_call_drop, kept, call->gen->site.limits.download_wait_ms, out,
                        err);
    if (r != VG_END)
        return r;
    call->retry_after = RETRY_SECONDS;
    return vg_fail(err, VG_UNAVAILABLE, "", "the overview of the collection is being made: ask again in some seconds");
}

enum vg_status vg_tiles_choose(struct vg_call *call, const struct vg_query *q, const struct vg_bbox *reach,
                               struct vg_tiles_choice *out, struct vg_error *err)
{
    int64_t most = call->gen->site.limits.tile_rows;
    struct vg_overview overview;
    *out = (struct vg_tiles_choice){0};
    enum vg_status r = is_dense(call, q, most, &out->dense, err);
    if (r != VG_OK || !out->dense)
        return r;
    r = overview_of(call, q->collection, &overview, err);
    if (r != VG_OK)
        return r;
    r = choose(q->collection, reach, &overview, most, out, err);
    vg_overview_finish(&overview);
    if (r != VG_OK)
        vg_tiles_choice_finish(out);
    return r;
}
