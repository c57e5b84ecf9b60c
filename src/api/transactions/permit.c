/* Who may change what, and how that is told. */
#include "transactions.h"

const char vg_accept_post[] = "application/geo+json, application/vnd.ogc.fg+json, application/json";
const char vg_accept_patch[] = "application/merge-patch+json";

enum vg_status vg_permit(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    enum vg_status r = vg_call_collection(call, out, err);

    if (r != VG_OK)
        return r;
    switch (vg_gate_writes(&call->who, *out)) {
    case VG_WRITES:
        return VG_OK;
    case VG_WRITES_NOBODY:
        vg_http_add_header(call->rq, call->rs, "Allow", "GET, HEAD, OPTIONS");
        return vg_refuse(call, 405, vg_fail(err, VG_FORBIDDEN, "", "the collection '%s' cannot be changed here", (*out)->id));
    case VG_WRITES_UNKNOWN:
        vg_call_challenge(call);
        return vg_refuse(call, 401, vg_call_unknown(call, err));
    default:
        return vg_fail(err, VG_FORBIDDEN, "Authorization", "this token may not change the collection '%s'", (*out)->id);
    }
}

enum vg_status vg_answer_options(struct vg_call *call, const char *writes, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);

    if (r != VG_OK)
        return r;
    bool may = vg_gate_writes(&call->who, c) == VG_WRITES, posts = !strcmp(writes, "POST");
    vg_http_add_header(call->rq, call->rs, "Allow",
                       may ? vg_arena_printf(call->arena, "GET, HEAD, OPTIONS, %s", writes) : "GET, HEAD, OPTIONS");
    if (may)
        vg_http_add_header(call->rq, call->rs, posts ? "Accept-Post" : "Accept-Patch", posts ? vg_accept_post : vg_accept_patch);
    call->rs->status = 200;
    call->rs->vary = "Authorization";
    return VG_OK;
}
