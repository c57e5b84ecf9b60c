/* The styles of the collections of a generation, made when first asked for and kept as long as it is.
 *
 * Classes of fields without a domain are made from the first rows by id: both stores hold the same, so both make the
 * same.  What is kept is what anyone may see; reading goes on outside the lock, and who comes second takes the first's. */
#include "call.h"

#include <pthread.h>
#include <stdlib.h>

#include <vigie/codec/products.h>

#define MAX_STYLES (4u << 20) /* bytes, of one collection in one language */

struct made {
    struct vg_arena *arena; /* NULL: not asked for so far */
    struct vg_styles styles;
};

struct vg_drawn {
    pthread_mutex_t lock;
    size_t n; /* collections; each has one place a language */
    struct made made[];
};

struct vg_drawn *vg_drawn_new(size_t n_collections)
{
    struct vg_drawn *d = calloc(1, sizeof *d + 2 * n_collections * sizeof d->made[0]);
    if (!d)
        return NULL;
    d->n = n_collections;
    pthread_mutex_init(&d->lock, NULL);
    return d;
}

void vg_drawn_free(struct vg_drawn *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < 2 * d->n; i++)
        vg_arena_free(d->made[i].arena);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

bool vg_is_drawn(const struct vg_collection *c)
{
    return c->geom_name && c->crs && c->item_type == VG_ITEM_FEATURE;
}

/* --- looking at rows -------------------------------------------------------------------------- */

static enum vg_status read_rows(struct vg_session *x, const struct vg_query *q, struct vg_style_sample *s,
                                struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    bool more = false;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    for (int64_t n = 0; n < VG_STYLE_SAMPLE && (r = vg_cursor_next(cursor, &f, err)) == VG_OK; n++)
        vg_style_sample_add(s, f);
    if (r == VG_OK)
        r = vg_cursor_more(cursor, &more, err);
    vg_cursor_close(cursor);
    vg_style_sample_end(s, !more);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status look(struct vg_call *call, const struct vg_collection *c, struct vg_style_sample **out,
                           struct vg_error *err)
{
    static const struct vg_visitor anyone;
    int *fields = vg_arena_array(call->arena, c->n_fields + 1, sizeof *fields);
    struct vg_query q = {.collection = c, .fields = fields, .no_geometry = true, .limit = VG_STYLE_SAMPLE + 1};
    if (!fields)
        return vg_arena_check(call->arena, err);
    for (size_t i = 0; i < c->n_fields; i++)
        if (vg_style_may_tell(c, (int)i) && vg_gate_may_ask(&anyone, c, (int)i))
            fields[q.n_fields++] = (int)i;
    enum vg_status r = vg_gate_narrow(&anyone, &q, 0, call->arena, err);
    struct vg_style_sample *s = r == VG_OK ? vg_style_sample_new(call->arena, c, q.fields, q.n_fields) : NULL;
    struct vg_session *x;
    if (!s)
        return r != VG_OK ? r : vg_arena_check(call->arena, err);
    *out = s;
    if (q.n_fields == 0)
        return VG_OK;
    r = vg_call_session(call, c->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = read_rows(x, &q, s, err);
    vg_session_end(x);
    return r;
}

/* --- what is kept ----------------------------------------------------------------------------- */

static struct made *place_of(const struct vg_call *call, const struct vg_collection *c)
{
    struct vg_drawn *d = call->gen->drawn;
    struct vg_collection **all = call->gen->collections[call->lang];
    for (size_t i = 0; d && i < d->n; i++)
        if (all[i] == c)
            return &d->made[call->lang * d->n + i];
    return NULL;
}

static const struct vg_styles *kept(struct vg_drawn *d, const struct made *place)
{
    if (!place)
        return NULL;
    pthread_mutex_lock(&d->lock);
    bool there = place->arena != NULL;
    pthread_mutex_unlock(&d->lock);
    return there ? &place->styles : NULL; /* once there, it stays as it is */
}

static const struct vg_styles *keep(struct vg_drawn *d, struct made *place, const struct made *fresh)
{
    pthread_mutex_lock(&d->lock);
    bool first = !place->arena;
    if (first)
        *place = *fresh;
    pthread_mutex_unlock(&d->lock);
    if (!first)
        vg_arena_free(fresh->arena);
    return &place->styles;
}

enum vg_status vg_call_classes(struct vg_call *call, const struct vg_collection *c, const struct vg_styles **out,
                               struct vg_error *err)
{
    struct made *place = place_of(call, c);
    if ((*out = kept(call->gen->drawn, place)))
        return VG_OK;
    struct vg_style_sample *sample = NULL;
    struct made fresh = {.arena = place ? vg_arena_new(MAX_STYLES) : NULL};
    enum vg_status r = look(call, c, &sample, err);
    if (r == VG_OK)
        r = vg_styles_make(c, sample, vg_product_find(vg_products_shipped(), VG_STR("lcz")), call->lang, fresh.arena ? fresh.arena : call->arena, &fresh.styles, err);
    if (r != VG_OK) {
        vg_arena_free(fresh.arena);
        return r;
    }
    struct vg_styles *here = fresh.arena ? NULL : VG_NEW(call->arena, struct vg_styles);
    if (here)
        *here = fresh.styles;
    *out = fresh.arena ? keep(call->gen->drawn, place, &fresh) : here;
    return *out ? VG_OK : vg_arena_check(call->arena, err);
}

enum vg_status vg_call_styles(struct vg_call *call, const struct vg_collection *c, const struct vg_styles **out,
                              struct vg_error *err)
{
    if (!vg_is_drawn(c))
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "collection '%s' has no geometry, hence no styles", c->id);
    return vg_call_classes(call, c, out, err);
}
