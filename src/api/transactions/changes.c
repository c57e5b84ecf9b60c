/* The feed of a collection's changes: /collections/{id}/changes?since=…  Each is told once, in an order that a reader can go
 * on from; the last link is always there, since what will change is not known yet. */
#include <vigie/base/time.h>

#include "transactions.h"

static enum vg_status ask(struct vg_call *call, const struct vg_collection *c, struct vg_changes *out, struct vg_error *err)
{
    const struct vg_param_value *since = vg_call_param(call, "since");
    struct vg_change_question q = {.collection = c->id, .limit = vg_call_param(call, "limit")->integer};
    struct vg_session *x;
    struct vg_instant t;

    if (since->given && vg_instant_parse(since->text, &t, NULL) == VG_OK) {
        q.has_time = true;
        q.time_us = t.us;
    } else if (since->given) {
        q.since = since->text;
    }
    enum vg_status r = vg_call_session(call, c->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_changes(x, &q, call->arena, out, err);
    vg_session_end(x);
    return r;
}

static void add_change(struct vg_call *call, const struct vg_collection *c, const struct vg_change *from, struct vg_node *list)
{
    struct vg_arena *a = call->arena;
    struct vg_node *one = vg_node_add_map(a, list, NULL);

    vg_node_add_text(a, one, "id", from->item);
    vg_node_add_str(a, one, "type", vg_change_name(from->kind));
    vg_node_add_str(a, one, "time", vg_time_text(a, from->at_us));
    if (from->kind != VG_CHANGE_DELETE)
        vg_node_add_str(a, one, "href", vg_call_url(call, "/collections/%s/items/%s", c->id, vg_arena_cstr(a, from->item)));
}

enum vg_status vg_get_changes(struct vg_call *call, struct vg_error *err)
{
    static const char *const without[] = {"since", NULL};
    struct vg_arena *a = call->arena;
    const struct vg_collection *c;
    struct vg_changes got;
    enum vg_status r = vg_call_collection(call, &c, err);

    if (r == VG_OK)
        r = ask(call, c, &got, err);
    if (r != VG_OK)
        return r;
    struct vg_node *doc = vg_node_map(a), *list = vg_node_add_list(a, doc, "changes");
    for (size_t i = 0; i < got.n; i++)
        add_change(call, c, &got.list[i], list);
    vg_node_add_int(a, doc, "numberReturned", (int64_t)got.n);
    vg_node_add_bool(a, doc, "more", got.more);
    vg_node_add_str(a, doc, "since", got.next);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, links);
    vg_link_add(call, links, "next", vg_call_this(call, without, "since", vg_str_of(got.next)), vg_format_json.media_type,
                vg_text(call->lang, "Further changes, now or later"));
    call->rs->n_items = (int64_t)got.n;
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}
