/* /collections/{id}/aggregate: a small collection is summed while who asks waits; what may take long is a job's work, made once
 * and kept until the data changes. */
#include "statistics.h"

#include <vigie/jobs/tally.h>

#define RETRY_SECONDS "5"

enum vg_status vg_stat_tally_now(const struct vg_call *call, const struct vg_stat_question *q, struct vg_tally *out,
                                 struct vg_error *err)
{
    struct vg_session *x;
    enum vg_status r = vg_call_session(call, q->collection->store, q->tally.units != NULL, &x, err);

    if (r != VG_OK)
        return r;
    r = vg_session_tally(x, &q->tally, out, err);
    vg_session_end(x);
    return r;
}

/* The work is on a copy of the call, since it may outlive the request. */
static enum vg_status tally_later(struct vg_call *call, vg_stat_reader *read, struct vg_tally *out, struct vg_error *err)
{
    struct vg_call *kept;
    enum vg_status r = vg_call_keep(call, &kept, err);

    if (r != VG_OK)
        return r;
    struct vg_stat_question *q = VG_NEW(kept->arena, struct vg_stat_question);
    r = q ? read(kept, q, err) : vg_arena_check(kept->arena, err);
    if (r != VG_OK) {
        vg_call_drop(kept);
        return r;
    }
    r = vg_tally_get(vg_call_options(call)->downloads, &q->tally, vg_call_drop, kept, call->gen->site.limits.download_wait_ms,
                     out, err);
    if (r != VG_END)
        return r;
    call->retry_after = RETRY_SECONDS;
    return vg_fail(err, VG_UNAVAILABLE, "", "the sums are being made: ask again in some seconds");
}

static enum vg_status answer(struct vg_call *call, const struct vg_stat_question *q, const struct vg_tally *t,
                             vg_stat_answerer *put, struct vg_error *err)
{
    struct vg_stat_units units;
    struct vg_stat_table table;
    enum vg_status r = vg_stat_units_read(call, q, &units, err);

    if (r != VG_OK)
        return r;
    r = vg_stat_table_make(call, q, &units, t, units.arena, &table, err);
    if (r == VG_OK)
        r = put(call, q, &table, err);
    vg_arena_free(units.arena);
    return r;
}

enum vg_status vg_stat_tell(struct vg_call *call, vg_stat_reader *read, vg_stat_answerer *put, struct vg_error *err)
{
    struct vg_stat_question q;
    struct vg_tally t;
    enum vg_status r = read(call, &q, err);

    if (r != VG_OK)
        return r;
    bool at_once = !vg_call_options(call)->downloads || q.collection->item_type == VG_ITEM_RECORD ||
                   (q.collection->small && !q.tally.units);
    r = at_once ? vg_stat_tally_now(call, &q, &t, err) : tally_later(call, read, &t, err);
    if (r != VG_OK)
        return r;
    r = answer(call, &q, &t, put, err);
    vg_tally_finish(&t);
    return r;
}

enum vg_status vg_get_aggregate(struct vg_call *call, struct vg_error *err)
{
    return vg_stat_tell(call, vg_stat_question_read, vg_stat_answer, err);
}
