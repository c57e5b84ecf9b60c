/* Optimistic locks (Part 4, clause 8; RFC 9110 section 13): by entity tag, of which the state of the item is the first half,
 * and by date, where a field or the log of changes holds when an item was changed last. */
#include <vigie/base/time.h>

#include "transactions.h"

#define STATE_DIGITS 16

/* A weak tag is never the same in a strong comparison (If-Match), and as good as another one in a weak one (If-None-Match). */
static bool names_state(struct vg_str field, struct vg_hash state, bool weakly)
{
    char hex[33];

    vg_hash_hex((struct vg_hash){.hi = state.hi}, hex);
    for (struct vg_str rest = field; rest.ptr;) {
        struct vg_str tag = vg_str_trim(vg_str_cut(rest, ',', &rest));
        if (vg_str_is(tag, "*"))
            return true;
        if (weakly && vg_str_starts(tag, VG_STR("W/")))
            tag = (struct vg_str){tag.ptr + 2, tag.len - 2};
        if (tag.len > STATE_DIGITS + 1 && tag.ptr[0] == '"' && !memcmp(tag.ptr + 1, hex, STATE_DIGITS))
            return true;
    }
    return false;
}

static enum vg_status demand(struct vg_call *call, struct vg_error *err)
{
    return vg_refuse(call, 428, vg_fail(err, VG_BAD_INPUT, "If-Match",
                                        "a change of this collection must say by If-Match which state it changes: the ETag "
                                        "of the item"));
}

enum vg_status vg_lock_demanded(struct vg_call *call, const struct vg_collection *c, struct vg_error *err)
{
    /* whether a date says anything of the item is known when it is read */
    if (!c->require_match || vg_http_header(call->rq, "If-Match").ptr || vg_http_header(call->rq, "If-Unmodified-Since").ptr)
        return VG_OK;
    return demand(call, err);
}

static enum vg_status failed(struct vg_call *call, const char *field, struct vg_error *err)
{
    return vg_refuse(call, 412, vg_fail(err, VG_CONFLICT, field, "the item has changed meanwhile: read it again"));
}

/* RFC 9110 section 13.1.4: a date is not looked at beside If-Match, nor where it cannot be read or the item has none. */
static enum vg_status check_date(struct vg_call *call, struct vg_edit *e, const struct vg_lock *lock, struct vg_str since,
                                 struct vg_error *err)
{
    const struct vg_collection *c = lock->collection;
    enum vg_status r = VG_END;
    int64_t then, us = 0;

    if (vg_httpdate_parse(since, &then)) {
        r = vg_feature_modified(c, lock->current, &us) ? VG_OK : VG_END;
        if (!c->modified_field)
            r = vg_edit_item_changed(e, lock->id, &us, err);
    }
    if (r == VG_END)
        return c->require_match ? demand(call, err) : VG_OK;
    if (r == VG_OK && us / 1000000 > then / 1000000)
        return failed(call, "If-Unmodified-Since", err);
    return r;
}

enum vg_status vg_lock_check(struct vg_call *call, struct vg_edit *e, const struct vg_lock *lock, struct vg_error *err)
{
    struct vg_str match = vg_http_header(call->rq, "If-Match"), since = vg_http_header(call->rq, "If-Unmodified-Since");
    struct vg_str none = vg_http_header(call->rq, "If-None-Match");

    if (match.ptr && !names_state(match, lock->state, false))
        return failed(call, "If-Match", err);
    if (none.ptr && names_state(none, lock->state, true))
        return vg_refuse(call, 412, vg_fail(err, VG_CONFLICT, "If-None-Match", "the item is there, in a state that this names"));
    return !match.ptr && since.ptr ? check_date(call, e, lock, since, err) : VG_OK;
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
