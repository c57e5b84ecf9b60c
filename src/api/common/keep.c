/* A call that outlives its request: what a background job works on.
 *
 * The copy has memory of its own, in which the address is read again, so that nothing in it points into the request;
 * it holds the generation, whose collections the questions made of it name. */
#include "call.h"

#define KEPT_BYTES (32u << 20)

static void copy_request(struct vg_arena *a, const struct vg_http_request *from, struct vg_http_request *to)
{
    *to = (struct vg_http_request){
        .id = vg_arena_strdup(a, from->id),
        .method = vg_arena_str(a, from->method),
        .path = vg_arena_str(a, from->path),
        .query = vg_arena_str(a, from->query),
        .base_url = vg_arena_strdup(a, from->base_url),
        .deadline_ms = from->deadline_ms,
        .arena = a,
    };
}

static enum vg_status fill(struct vg_call *to, const struct vg_call *from, struct vg_arena *a, struct vg_error *err)
{
    struct vg_http_request *rq = VG_NEW(a, struct vg_http_request);
    struct vg_http_response *rs = VG_NEW(a, struct vg_http_response);

    to->arena = a;
    if (!rq || !rs)
        return vg_arena_check(a, err);
    copy_request(a, from->rq, rq);
    *to = *from;
    to->rq = rq;
    to->rs = rs;
    to->arena = a;
    to->gen = vg_api_hold(from->api, from->gen);
    for (int i = 0; i < from->n_vars; i++)
        to->vars[i] = vg_arena_str(a, from->vars[i]);
    enum vg_status r = vg_call_parse(to, err);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}

enum vg_status vg_call_keep(const struct vg_call *call, struct vg_call **out, struct vg_error *err)
{
    struct vg_arena *a = vg_arena_new(KEPT_BYTES);
    struct vg_call *kept = a ? VG_NEW(a, struct vg_call) : NULL;

    if (!kept) {
        vg_arena_free(a);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    enum vg_status r = fill(kept, call, a, err);
    if (r != VG_OK)
        vg_call_drop(kept);
    else
        *out = kept;
    return r;
}

void vg_call_drop(void *kept)
{
    struct vg_call *call = kept;

    if (!call)
        return;
    struct vg_arena *a = call->arena;
    if (call->gen)
        vg_api_release(call->api, call->gen);
    vg_arena_free(a);
}
