/* What a text that is being typed may become: titles of records that hold its words, the last one as far as it goes. */
#include "records.h"

#include <vigie/base/escape.h>

#define MOST_SUGGESTED 10

static const struct vg_expr *begins_so(struct vg_call *call, struct vg_str typed)
{
    const char *text = vg_arena_printf(call->arena, "%.*s*", (int)typed.len, typed.ptr);
    struct vg_str phrase = vg_str_of(text);
    return vg_expr_text(call->arena, &phrase, 1);
}

static enum vg_status add_titles(struct vg_call *call, struct vg_session *x, const struct vg_query *q,
                                 struct vg_node *list, struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        struct vg_node *one = vg_node_add_map(call->arena, list, NULL);
        vg_node_add_text(call->arena, one, "title", f->values[0].text);
        vg_node_add_str(call->arena, one, "href", vg_call_url(call, "/collections/%s/items/%s", VG_CATALOGUE,
                                                              vg_arena_cstr(call->arena, f->id)));
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_get_suggestions(struct vg_call *call, struct vg_error *err)
{
    struct vg_str typed = vg_str_trim(vg_call_param(call, "q")->text);
    const struct vg_collection *c;
    struct vg_session *x;
    enum vg_status r = vg_records_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    struct vg_node *doc = vg_node_map(call->arena), *list = vg_node_add_list(call->arena, doc, "suggestions");
    int title = vg_record_column(c, VG_R_TITLE);
    struct vg_query q = {.collection = c, .limit = MOST_SUGGESTED, .fields = &title, .n_fields = 1, .no_geometry = true,
                         .n_sort = 1, .sort = {{title, false}}, .deadline_ms = call->rq->deadline_ms};
    if (!typed.len)
        return vg_answer_document(call, doc, NULL, NULL, NULL, err);
    q.filter = begins_so(call, typed);
    r = vg_gate_narrow(&call->who, &q, 0, call->arena, err);
    if (r == VG_OK)
        r = vg_call_session(call, c->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = add_titles(call, x, &q, list, err);
    vg_session_end(x);
    return r == VG_OK ? vg_answer_document(call, doc, NULL, NULL, NULL, err) : r;
}
