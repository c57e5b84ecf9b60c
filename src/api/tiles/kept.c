/* Tiles that were made before.
 *
 * The key is a hash of all that decides the bytes: the narrowed query of each layer (so the gate holds for what is kept,
 * too), what the layer is called and made of, the bounds, the program, and the state of the data. */
#include "tiles.h"

#include <vigie/http/gzip.h>
#include <vigie/jobs/tile_cache.h>

/* What fits a packet is not worth packing, and what shrinks by less than a tenth neither. */
#define MIN_PACKED 860

static void add_text(struct vg_hash *h, const char *text)
{
    *h = text ? vg_hash_more(*h, text, strlen(text) + 1) : vg_hash_more(*h, "", 0);
}

static void add_int(struct vg_hash *h, int64_t v)
{
    *h = vg_hash_more(*h, &v, sizeof v);
}

void vg_kept_begin(struct vg_call *call, const char *kind, struct vg_kept *out)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    *out = (struct vg_kept){.cache = vg_call_options(call)->tiles};
    add_text(&out->key, vg_call_options(call)->version);
    add_text(&out->key, kind);
    add_int(&out->key, (int64_t)limits->tile_bytes);
    add_int(&out->key, limits->tile_features);
    add_int(&out->key, limits->tile_rows);
    add_int(&out->key, limits->tile_positions);
}

void vg_kept_add_place(struct vg_kept *k, const struct vg_tile_place *t)
{
    add_text(&k->key, t->grid->id);
    add_int(&k->key, t->zoom);
    add_int(&k->key, t->row);
    add_int(&k->key, t->column);
}

void vg_kept_add_layer(struct vg_call *call, struct vg_kept *k, const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    struct vg_hash query = vg_query_hash(q);
    struct vg_data_state state;
    if (!k->cache)
        return;
    add_text(&k->key, vg_store_name(c->store));
    add_text(&k->key, c->id);
    add_text(&k->key, c->crs ? c->crs->uri : NULL);
    add_text(&k->key, c->geom_name);
    for (size_t i = 0; i < q->n_fields; i++) {
        add_text(&k->key, c->fields[q->fields[i]].name);
        add_int(&k->key, c->fields[q->fields[i]].type);
    }
    k->key = vg_hash_more(k->key, &query, sizeof query);
    vg_store_data_state(c->store, c, &state);
    k->key = vg_hash_more(k->key, &state.stamp, sizeof state.stamp);
    if (state.kind == VG_STATE_UNKNOWN)
        k->max_age_ms = call->gen->site.limits.tile_age_ms;
    if (state.kind == VG_STATE_MOVING)
        k->cache = NULL;
}

/* --- answering ------------------------------------------------------------------------------------- */

static void answer(struct vg_call *call, const struct vg_tile *t)
{
    struct vg_http_response *rs = call->rs;
    rs->body_kind = VG_BODY_STATIC;
    rs->bytes = t->plain;
    rs->gzip_bytes = t->gzip;
    rs->release = vg_tile_cache_give;
    rs->owner = (void *)t;
    rs->has_etag = true;
    rs->etag = t->etag;
}

bool vg_kept_answer(struct vg_call *call, struct vg_kept *k)
{
    const struct vg_tile *t = k->cache ? vg_tile_cache_get(k->cache, k->key, k->max_age_ms) : NULL;
    if (t)
        answer(call, t);
    return t != NULL;
}

static struct vg_str packed(const struct vg_http_response *rs, struct vg_str plain, struct vg_buf *room)
{
    if (!rs->compressible || plain.len < MIN_PACKED || !vg_gzip(plain, room) || room->len > plain.len / 10 * 9)
        return (struct vg_str){0};
    return (struct vg_str){room->ptr, room->len};
}

enum vg_status vg_kept_keep(struct vg_call *call, struct vg_kept *k, struct vg_error *err)
{
    struct vg_http_response *rs = call->rs;
    struct vg_tile t = {0};
    struct vg_buf room;
    if (!k->cache)
        return VG_OK;
    enum vg_status r = vg_buf_seal(&rs->body, &t.plain, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&room, t.plain.len + MIN_PACKED);
    t.etag = vg_hash_bytes(t.plain.ptr, t.plain.len);
    t.gzip = packed(rs, t.plain, &room);
    const struct vg_tile *kept = vg_tile_cache_put(k->cache, k->key, &t);
    vg_buf_finish(&room);
    if (!kept)
        return VG_OK; /* no memory for it now: it is sent as it is */
    vg_buf_finish(&rs->body);
    answer(call, kept);
    return VG_OK;
}
