/* What the log tells, as one line: "create 1|delete 2|" and "+" where there is more. */
#ifndef VIGIE_TESTS_CHANGES_H
#define VIGIE_TESTS_CHANGES_H

#include <vigie/store/change.h>

static inline enum vg_status ask_changes(struct vg_store *s, const struct vg_change_question *q, struct vg_arena *a,
                                         struct vg_changes *out, struct vg_error *err)
{
    struct vg_session *x;
    enum vg_status r = vg_session_begin(s, (struct vg_hold){0}, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_changes(x, q, a, out, err);
    vg_session_end(x);
    return r;
}

static inline const char *told(struct vg_store *s, struct vg_change_question q, const char **next, struct vg_arena *a)
{
    struct vg_changes got = {0};
    struct vg_error err = {0};
    struct vg_buf b;
    q.limit = q.limit ? q.limit : 100;
    q.since = vg_str_of(*next);
    if (ask_changes(s, &q, a, &got, &err) != VG_OK)
        return vg_arena_printf(a, "%d %s: %s", err.kind, err.where, err.text);
    vg_buf_init(&b, 1 << 16);
    for (size_t i = 0; i < got.n; i++)
        vg_buf_printf(&b, "%s %.*s|", vg_change_name(got.list[i].kind), (int)got.list[i].item.len, got.list[i].item.ptr);
    vg_buf_cstr(&b, got.more ? "+" : "");
    *next = got.next;
    const char *text = vg_arena_strdup(a, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return text;
}

#endif
