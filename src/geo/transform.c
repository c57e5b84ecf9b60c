/* transform.c — transformations are costly to find (milliseconds to a tenth of a second) and cheap
 * to copy.
 *
 * For each kind (from, to, area) the registry keeps one original in its own PROJ context, and
 * idle copies, each with a context of its own.  Both are bounded: the kind that was not used for
 * longest goes first. */
#include <vigie/geo/crs.h>

#include <math.h>
#include <stdlib.h>

#include "transform.h"

struct transform_kind {
    const struct vg_crs *from, *to;
    bool has_area;
    struct vg_bbox area;
    PJ *original; /* proj_lock; NULL: nothing to do */
    struct vg_transform *idle;
    struct transform_kind *next;
};

static bool same_area(const struct transform_kind *k, const struct vg_bbox *area)
{
    if (!area || !k->has_area)
        return !area && !k->has_area;
    return k->area.min[0] == area->min[0] && k->area.min[1] == area->min[1] &&
           k->area.max[0] == area->max[0] && k->area.max[1] == area->max[1];
}

/* Under lock: the kind, now the most recently used; NULL if it is not known. */
static struct transform_kind *find_kind(struct vg_crs_registry *r, const struct vg_crs *from,
                                        const struct vg_crs *to, const struct vg_bbox *area)
{
    for (struct transform_kind **at = &r->kinds; *at; at = &(*at)->next) {
        struct transform_kind *k = *at;
        if (k->from == from && k->to == to && same_area(k, area)) {
            *at = k->next;
            k->next = r->kinds;
            r->kinds = k;
            return k;
        }
    }
    return NULL;
}

static void destroy(struct vg_transform *t)
{
    proj_destroy(t->pj);
    if (t->ctx)
        proj_context_destroy(t->ctx);
    free(t);
}

/* Under both locks. */
static void free_kind(struct vg_crs_registry *r, struct transform_kind *k)
{
    while (k->idle) {
        struct vg_transform *t = k->idle;
        k->idle = t->next;
        r->n_idle--;
        destroy(t);
    }
    proj_destroy(k->original);
    free(k);
}

/* Under both locks: make room for one more. */
static void drop_oldest(struct vg_crs_registry *r)
{
    if (r->n_kinds < TRANSFORM_MAX_KINDS)
        return;
    struct transform_kind **at = &r->kinds;
    while ((*at)->next)
        at = &(*at)->next;
    free_kind(r, *at);
    *at = NULL;
    r->n_kinds--;
}

void vg_transform_drop_all(struct vg_crs_registry *r)
{
    while (r->kinds) {
        struct transform_kind *k = r->kinds;
        r->kinds = k->next;
        free_kind(r, k);
    }
}

/* PROJ's choice for the area, in x, y order on both sides; NULL where there is no way. */
static PJ *find_operation(struct vg_crs_registry *r, const struct vg_crs *from,
                          const struct vg_crs *to, const struct vg_bbox *area)
{
    const PJ *a = ((const struct crs_entry *)from)->pj, *b = ((const struct crs_entry *)to)->pj;
    PJ_AREA *where = area ? proj_area_create() : NULL;
    if (where)
        proj_area_set_bbox(where, area->min[0], area->min[1], area->max[0], area->max[1]);
    PJ *op = proj_create_crs_to_crs_from_pj(r->ctx, a, b, where, NULL);
    proj_area_destroy(where);
    PJ *drawn = op ? proj_normalize_for_visualization(r->ctx, op) : NULL;
    proj_destroy(op);
    return drawn;
}

/* ETRS89 to WGS 84, say: differing by name alone, as far as anybody knows. */
static bool does_nothing(PJ *op)
{
    const char *definition = proj_pj_info(op).definition;
    return definition && strncmp(definition, "proj=noop", 9) == 0;
}

/* Under proj_lock: the kind's original, found if need be; VG_OK with *out NULL where nothing is
 * to do. */
static enum vg_status original(struct vg_crs_registry *r, const struct vg_crs *from,
                               const struct vg_crs *to, const struct vg_bbox *area, PJ **out,
                               struct vg_error *err)
{
    pthread_mutex_lock(&r->lock);
    struct transform_kind *k = find_kind(r, from, to, area);
    *out = k ? k->original : NULL;
    pthread_mutex_unlock(&r->lock);
    if (k)
        return VG_OK;

    PJ *op = find_operation(r, from, to, area);
    if (!op)
        return vg_fail(err, VG_BAD_INPUT, "", "no transformation leads from '%s' to '%s'",
                       from->name, to->name);
    k = calloc(1, sizeof(*k));
    if (!k) {
        proj_destroy(op);
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    *k = (struct transform_kind){.from = from, .to = to, .has_area = area};
    if (area)
        k->area = *area;
    if (does_nothing(op))
        proj_destroy(op);
    else
        k->original = op;
    pthread_mutex_lock(&r->lock);
    drop_oldest(r);
    k->next = r->kinds;
    r->kinds = k;
    r->n_kinds++;
    pthread_mutex_unlock(&r->lock);
    *out = k->original;
    return VG_OK;
}

/* A copy for the caller.  The original may be dropped as soon as proj_lock is free, so it is
 * copied before. */
static enum vg_status copy_original(struct vg_transform *t, struct vg_error *err)
{
    PJ *op;
    pthread_mutex_lock(&t->registry->proj_lock);
    enum vg_status s =
        original(t->registry, t->from, t->to, t->has_area ? &t->area : NULL, &op, err);
    if (s == VG_OK && op) {
        t->ctx = vg_crs_context_new();
        t->pj = t->ctx ? proj_clone(t->ctx, op) : NULL;
        if (!t->pj)
            s = vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
        else
            t->is_web_mercator = vg_mercator_is(t->pj);
    }
    pthread_mutex_unlock(&t->registry->proj_lock);
    return s;
}

/* *nothing becomes true if the kind is known to change no position. */
static struct vg_transform *take_idle(struct vg_crs_registry *r, const struct vg_crs *from,
                                      const struct vg_crs *to, const struct vg_bbox *area,
                                      bool *nothing)
{
    pthread_mutex_lock(&r->lock);
    struct transform_kind *k = find_kind(r, from, to, area);
    struct vg_transform *t = k ? k->idle : NULL;
    if (t) {
        k->idle = t->next;
        r->n_idle--;
    }
    *nothing = k && !k->original;
    pthread_mutex_unlock(&r->lock);
    return t;
}

enum vg_status vg_transform_borrow(struct vg_crs_registry *r, const struct vg_crs *from,
                                   const struct vg_crs *to, const struct vg_bbox *area,
                                   struct vg_transform **out, struct vg_error *err)
{
    bool nothing = vg_crs_same(from, to);
    struct vg_transform *t = nothing ? NULL : take_idle(r, from, to, area, &nothing);
    if (!t) {
        t = calloc(1, sizeof(*t));
        if (!t)
            return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
        *t = (struct vg_transform){.registry = r, .from = from, .to = to, .has_area = area};
        if (area)
            t->area = *area;
        enum vg_status s = nothing ? VG_OK : copy_original(t, err);
        if (s != VG_OK) {
            destroy(t);
            return s;
        }
    }
    *out = t;
    return VG_OK;
}

void vg_transform_return(struct vg_transform *t)
{
    if (!t)
        return;
    struct vg_crs_registry *r = t->registry;
    bool kept = false;
    if (t->pj) {
        pthread_mutex_lock(&r->lock);
        struct transform_kind *k = r->n_idle < TRANSFORM_MAX_IDLE
                                       ? find_kind(r, t->from, t->to, t->has_area ? &t->area : NULL)
                                       : NULL;
        if (k) {
            t->next = k->idle;
            k->idle = t;
            r->n_idle++;
            kept = true;
        }
        pthread_mutex_unlock(&r->lock);
    }
    if (!kept)
        destroy(t);
}

bool vg_transform_block(struct vg_transform *t, double *v, size_t n, int dims, bool has_z)
{
    if (!t->pj || n == 0)
        return true;
    if (t->is_web_mercator && vg_mercator_block(v, n, dims))
        return true;
    size_t stride = (size_t)dims * sizeof(double);
    double *z = has_z && t->from->has_z && t->to->has_z ? v + 2 : NULL;
    proj_trans_generic(t->pj, PJ_FWD, v, stride, n, v + 1, stride, n, z, stride, z ? n : 0, NULL, 0,
                       0);
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        double *p = v + i * (size_t)dims;
        if (!isfinite(p[0]) || !isfinite(p[1])) {
            p[0] = p[1] = NAN;
            all = false;
        }
    }
    if (!all)
        proj_errno_reset(t->pj);
    return all;
}

bool vg_transform_points(struct vg_transform *t, double *xy, size_t n, int dims)
{
    return vg_transform_block(t, xy, n, dims, dims > 2);
}
