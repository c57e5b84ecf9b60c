/* Answers to a change of one item: short, or with the item as it now is, where the client prefers that (RFC 7240). */
#include <vigie/http/field.h>

#include "transactions.h"

enum wish { WISHES_NOTHING, WISHES_MINIMAL, WISHES_REPRESENTATION };

/* What the first `return` of the field says: further ones do not count (RFC 7240, section 2). */
static enum wish wish_of(const struct vg_call *call)
{
    for (struct vg_str rest = vg_http_header(call->rq, "Prefer"); rest.ptr;) {
        struct vg_str ignored, name, value, one = vg_field_cut(rest, ',', &rest);
        vg_field_param(vg_field_cut(one, ';', &ignored), &name, &value);
        if (!vg_str_is_nocase(name, "return"))
            continue;
        return vg_str_is(value, "minimal")          ? WISHES_MINIMAL
               : vg_str_is(value, "representation") ? WISHES_REPRESENTATION
                                                    : WISHES_NOTHING;
    }
    return WISHES_NOTHING;
}

/* The change is done whatever becomes of its answer: false where there is none of the kind asked for, or where somebody has
 * deleted the item meanwhile, and then the short answer stands as it was. */
static bool tell_item(struct vg_call *call, const char *address)
{
    struct vg_http_response *rs = call->rs;
    const struct vg_http_response before = *rs;
    struct vg_error ignored = {.lang = call->lang};

    if (vg_call_as_get(call, vg_str_of(address + strlen(call->rq->base_url)), NULL, 0, &ignored) != VG_OK) {
        vg_buf_finish(&rs->body);
        *rs = before;
        call->refusal = 0;
        return false;
    }
    rs->status = before.status == 204 ? 200 : before.status;
    vg_http_add_header(call->rq, rs, "Content-Location", address);
    return true;
}

enum vg_status vg_answer_written(struct vg_call *call, const struct vg_collection *c, struct vg_str id, int status,
                                 struct vg_hash state, struct vg_error *err)
{
    struct vg_http_response *rs = call->rs;
    const char *text = vg_arena_cstr(call->arena, id);
    const char *address = text ? vg_call_url(call, "/collections/%s/items/%s", c->id, text) : NULL;
    enum wish wish = wish_of(call);

    if (!address)
        return vg_arena_check(call->arena, err);
    rs->status = status;
    rs->has_etag = true;
    rs->etag = (struct vg_hash){.hi = state.hi};
    if (status == 201)
        vg_http_add_header(call->rq, rs, "Location", address);
    if (wish == WISHES_REPRESENTATION && tell_item(call, address))
        vg_http_add_header(call->rq, rs, "Preference-Applied", "return=representation");
    else if (wish == WISHES_MINIMAL)
        vg_http_add_header(call->rq, rs, "Preference-Applied", "return=minimal");
    return VG_OK;
}
