/* Optimistic locks (Part 4, clause 8; RFC 9110 section 13): by entity tag, of which the state of the item is the first half,
 * and by date, where a field holds when an item was changed last. */
#include <vigie/base/time.h>

#include "transactions.h"

#define STATE_DIGITS 16

static bool names_state(struct vg_str field, struct vg_hash state)
{
    char hex[33];

    vg_hash_hex((struct vg_hash){.hi = state.hi}, hex);
    for (struct vg_str rest = field; rest.ptr;) {
        struct vg_str tag = vg_str_trim(vg_str_cut(rest, ',', &rest));
        if (vg_str_is(tag, "*"))
            return true;
        /* strong comparison: a weak tag is never the same */
        if (tag.len > STATE_DIGITS + 1 && tag.ptr[0] == '"' && !memcmp(tag.ptr + 1, hex, STATE_DIGITS))
            return true;
    }
    return false;
}

enum vg_status vg_lock_demanded(struct vg_call *call, const struct vg_collection *c, struct vg_error *err)
{
    bool by_date = c->modified_field && vg_http_header(call->rq, "If-Unmodified-Since").ptr;

    if (!c->require_match || vg_http_header(call->rq, "If-Match").ptr || by_date)
        return VG_OK;
    return vg_refuse(call, 428, vg_fail(err, VG_BAD_INPUT, "If-Match",
                                        "a change of this collection must say by If-Match which state it changes: the ETag "
                                        "of the item"));
}

static enum vg_status failed(struct vg_call *call, const char *field, struct vg_error *err)
{
    return vg_refuse(call, 412, vg_fail(err, VG_CONFLICT, field, "the item has changed meanwhile: read it again"));
}

enum vg_status vg_lock_check(struct vg_call *call, const struct vg_collection *c, const struct vg_feature *current,
                             struct vg_hash state, struct vg_error *err)
{
    struct vg_str match = vg_http_header(call->rq, "If-Match"), since = vg_http_header(call->rq, "If-Unmodified-Since");
    struct vg_str none = vg_http_header(call->rq, "If-None-Match");
    int64_t then, us;

    if (match.ptr && !names_state(match, state))
        return failed(call, "If-Match", err);
    if (none.ptr && names_state(none, state))
        return failed(call, "If-None-Match", err);
    /* RFC 9110 section 13.1.4: not looked at beside If-Match, nor where the date cannot be read or the time is not known */
    if (!match.ptr && since.ptr && vg_httpdate_parse(since, &then) && vg_feature_modified(c, current, &us) &&
        us / 1000000 > then / 1000000)
        return failed(call, "If-Unmodified-Since", err);
    return VG_OK;
}

void vg_lock_touch(const struct vg_collection *c, struct vg_edit_row *row, struct vg_value *values, bool *given)
{
    int i = c->modified_field ? vg_collection_field(c, vg_str_of(c->modified_field)) : -1;

    if (i < 0 || c->fields[i].computed)
        return;
    values[i] = (struct vg_value){.kind = c->fields[i].type == VG_T_LOCALTIME ? VG_V_LOCALTIME : VG_V_DATETIME,
                                  .integer = vg_now_us() / 1000 * 1000};
    given[i] = true;
    row->values = values;
    row->given = given;
}
