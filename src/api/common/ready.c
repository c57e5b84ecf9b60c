/* Records are kept as ready-made JSON with a place for their links, so a list of them is only parted and spliced here:
 * nothing is parsed, and one buffer for addresses serves all items of a page. */
#include "ready.h"

#include <vigie/base/escape.h>

#define MAX_URL (64u << 10)

struct state {
    bool has_rows;
    struct vg_buf url; /* used again for each */
};

enum vg_status vg_ready_begin(struct vg_item_writer *w, struct vg_str head, struct vg_error *err)
{
    struct state *s = VG_NEW(w->arena, struct state);
    if (!s)
        return vg_arena_check(w->arena, err);
    vg_buf_init(&s->url, MAX_URL);
    w->state = s;
    vg_buf_str(w->out, head);
    return VG_OK;
}

void vg_ready_drop(struct vg_item_writer *w)
{
    struct state *s = w->state;
    if (s)
        vg_buf_finish(&s->url);
}

enum vg_status vg_ready_next(struct vg_item_writer *w, const char *list, struct vg_str id, const char **url,
                             struct vg_error *err)
{
    struct state *s = w->state;
    vg_buf_clear(&s->url);
    vg_buf_cstr(&s->url, list);
    vg_buf_char(&s->url, '/');
    vg_url_put(&s->url, id);
    if (s->has_rows)
        vg_buf_char(w->out, ',');
    s->has_rows = true;
    *url = s->url.ptr;
    return vg_buf_check(&s->url, err);
}
