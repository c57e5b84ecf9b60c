/* One feature (Features Part 1, 7.17). */
#include <vigie/store/change.h>
#include <vigie/store/edit.h>

#include "features.h"

static enum vg_status read_item(const struct vg_call *call, const struct vg_question *q, struct vg_item_writer *w,
                                const struct vg_page_info *info, struct vg_hash *state, int64_t *modified_us,
                                struct vg_error *err)
{
    struct vg_session *session;
    enum vg_status r = vg_call_session(call, q->query.collection->store, false, &session, err);
    if (r != VG_OK)
        return r;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    const struct vg_collection *c = q->query.collection;
    /* Who may change the item may want to lock it by its date. */
    if (c->writable && !c->modified_field)
        r = vg_session_item_changed(session, c, q->query.ids[0], modified_us, err);
    if (r != VG_OK && r != VG_END) {
        vg_session_end(session);
        return r;
    }
    r = vg_session_select(session, &q->query, &cursor, err);
    if (r == VG_OK) {
        r = vg_cursor_next(cursor, &f, err);
        if (r == VG_OK) {
            *state = vg_cursor_state(cursor);
            (void)vg_feature_modified(c, f, modified_us);
            r = q->codec->single(w, f, info, err);
        }
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r;
}

static enum vg_status no_such_item(struct vg_call *call, const struct vg_collection *c, struct vg_error *err)
{
    return vg_fail(err, VG_NOT_FOUND, "featureId", "no item '%.*s' in collection '%s'", vg_cut(call->vars[1]),
                   call->vars[1].ptr, c->id);
}

static size_t make_links(struct vg_call *call, const struct vg_question *q, struct vg_link *links)
{
    size_t n = 0;
    links[n++] = (struct vg_link){.href = vg_call_this(call, NULL, NULL, (struct vg_str){0}), .rel = "self",
                                  .type = call->format->media_type, .title = vg_text(call->lang, "This document")};
    for (size_t i = 0; call->route->formats[i]; i++) {
        const struct vg_format *f = call->route->formats[i];
        if (vg_format_alternate(f, call->format))
            links[n++] = (struct vg_link){.href = vg_call_this(call, NULL, "f", vg_str_of(f->name)),
                                          .rel = "alternate", .type = f->media_type, .title = f->title};
    }
    links[n++] = (struct vg_link){.href = vg_call_url(call, "/collections/%s", q->query.collection->id),
                                  .rel = "collection",
                                  .type = "application/json", .title = vg_text(call->lang, "The collection")};
    n += vg_items_profile_link(call, q, links + n);
    vg_items_link_headers(call, links, n);
    return n;
}

enum vg_status vg_get_item(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_question q = {.codec = vg_items_codec(call)};
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r == VG_OK)
        r = vg_question_crs(call, c, &q.crs, err);
    if (r != VG_OK)
        return r;
    struct vg_value key[VG_MAX_KEY_PARTS];
    if (!vg_id_parse(c, call->vars[1], call->arena, key))
        return no_such_item(call, c, err);
    q.query = (struct vg_query){.collection = c, .ids = &call->vars[1], .n_ids = 1, .limit = 1, .crs = q.crs,
                                .deadline_ms = call->rq->deadline_ms};
    r = vg_question_select(call, c, q.crs, &q.query, err);
    q.references = VG_N_PROFILES;
    if (r == VG_OK && c->item_type == VG_ITEM_FEATURE)
        r = vg_question_references(call, &q, err);
    if (r == VG_OK && call->route->extra && call->route->extra->narrow)
        r = call->route->extra->narrow(call, c, &q.query, err);
    if (r != VG_OK)
        return r;
    r = vg_gate_narrow(&call->who, &q.query, 0, call->arena, err);
    if (r != VG_OK)
        return r;
    struct vg_item_writer w;
    struct vg_link links[VG_MAX_ITEM_LINKS];
    const struct vg_page_info info = {.returned = 1, .matched = -1, .n_links = make_links(call, &q, links),
                                      .links = links};
    vg_items_start(call, &q, &w);
    w.context = vg_items_context(call, &q.query, vg_arena_cstr(call->arena, call->vars[1]));
    struct vg_hash state;
    r = read_item(call, &q, &w, &info, &state, &call->rs->last_modified_us, err);
    if (q.codec->drop)
        q.codec->drop(&w);
    if (r == VG_END)
        return no_such_item(call, c, err);
    if (r == VG_OK)
        r = vg_items_etag(call, NULL, err);
    call->rs->etag.hi = state.hi; /* "<state>-<form>": a lock compares the state alone */
    call->rs->n_items = 1;
    return r;
}
