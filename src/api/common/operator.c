/* For the operator and the pages: health, readiness, metrics, and the files built into the program. */
#include "common.h"

#include <stdio.h>

/* Below the name of this release a file never changes. Pages of another one (an upgrade under way, a node beside
 * this) get the file that is here, and are to ask again. */
enum vg_status vg_get_asset(struct vg_call *call, struct vg_error *err)
{
    struct vg_asset asset;
    struct vg_str name = call->vars[call->n_vars - 1];
    bool for_ever = call->n_vars == 2 && vg_str_is(call->vars[0], vg_asset_release);
    if (memchr(name.ptr, '/', name.len) || !vg_asset_find(name, &asset))
        return vg_fail(err, VG_NOT_FOUND, "name", "no such file '%.*s'", vg_cut(name), name.ptr);
    struct vg_http_response *rs = call->rs;
    rs->content_type = asset.media_type;
    rs->body_kind = VG_BODY_STATIC;
    rs->bytes = asset.bytes;
    rs->gzip_bytes = asset.gzip;
    rs->compressible = asset.gzip.ptr != NULL;
    rs->has_etag = true;
    rs->etag = vg_hash_bytes(asset.bytes.ptr, asset.bytes.len);
    rs->cache_control = for_ever ? "public, max-age=31536000, immutable" : "no-cache";
    return VG_OK;
}

static enum vg_status say(struct vg_call *call, int status, const char *text)
{
    struct vg_http_response *rs = call->rs;
    rs->status = status;
    rs->content_type = "application/json";
    rs->body_kind = VG_BODY_STATIC;
    rs->bytes = vg_str_of(text);
    rs->cache_control = "no-store";
    return VG_OK;
}

enum vg_status vg_get_health(struct vg_call *call, struct vg_error *err)
{
    (void)err;
    return say(call, 200, "{\"status\":\"ok\"}\n");
}

enum vg_status vg_get_ready(struct vg_call *call, struct vg_error *err)
{
    (void)err;
    struct vg_error why = {0};
    if (call->gen && vg_store_ping(vg_call_store(call), &why) == VG_OK)
        return say(call, 200, "{\"status\":\"ready\"}\n");
    vg_http_add_header(call->rq, call->rs, "Retry-After", "1");
    return say(call, 503, "{\"status\":\"the store does not answer\"}\n");
}

enum vg_status vg_get_metrics(struct vg_call *call, struct vg_error *err)
{
    const struct vg_api_options *o = vg_call_options(call);
    if (!o->metrics)
        return vg_fail(err, VG_NOT_FOUND, "", "no metrics here");
    call->rs->content_type = "text/plain; version=0.0.4; charset=utf-8";
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->cache_control = "no-store";
    vg_buf_init(&call->rs->body, 1u << 20);
    o->metrics(o->ctx, &call->rs->body);
    return vg_buf_check(&call->rs->body, err);
}
