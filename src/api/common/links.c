/* Addresses and links: always from the request's base URL, so that they are right behind a proxy. */
#include "call.h"

#include <stdarg.h>

#include <vigie/base/escape.h>

#define MAX_URL (64 * 1024)
#define MAX_EMPTY 64

static const char *taken(struct vg_call *call, struct vg_buf *b)
{
    const char *text = b->failed ? NULL : vg_arena_cstr(call->arena, (struct vg_str){b->ptr, b->len});
    vg_buf_finish(b);
    return text;
}

const char *vg_call_url(struct vg_call *call, const char *path, ...)
{
    struct vg_buf b;
    vg_buf_init(&b, MAX_URL);
    vg_buf_cstr(&b, call->rq->base_url);
    va_list args;
    va_start(args, path);
    for (const char *p = path; *p; p++) {
        if (p[0] == '%' && p[1] == 's') {
            vg_url_put(&b, vg_str_of(va_arg(args, const char *)));
            p++;
        } else {
            vg_buf_char(&b, *p);
        }
    }
    va_end(args);
    return taken(call, &b);
}

static bool is_among(const char *const *names, struct vg_str name)
{
    for (; names && *names; names++)
        if (vg_str_is(name, *names))
            return true;
    return false;
}

const char *vg_call_this(struct vg_call *call, const char *const *without, const char *name,
                         struct vg_str value)
{
    struct vg_buf b;
    char sep = '?';
    vg_buf_init(&b, MAX_URL);
    vg_buf_cstr(&b, call->rq->base_url);
    vg_buf_str(&b, call->rq->path);
    for (size_t i = 0; i < call->n_query; i++) {
        const struct vg_query_param *qp = &call->query[i];
        if (!qp->raw.len || is_among(without, qp->name) || (name && vg_str_is(qp->name, name)))
            continue;
        vg_buf_char(&b, sep);
        vg_buf_str(&b, qp->raw);
        sep = '&';
    }
    if (name) {
        vg_buf_char(&b, sep);
        vg_url_put(&b, vg_str_of(name));
        vg_buf_char(&b, '=');
        vg_url_put(&b, value);
    }
    return taken(call, &b);
}

bool vg_call_is_posted(const struct vg_call *call)
{
    for (size_t i = 0; i < call->n_query; i++)
        if (!call->query[i].raw.len && call->query[i].value.len)
            return true;
    return false;
}

const char *vg_call_tidy(struct vg_call *call)
{
    const char *empty[MAX_EMPTY + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < call->n_query && n < MAX_EMPTY; i++)
        if (call->query[i].name.len && !call->query[i].value.len)
            empty[n++] = vg_arena_cstr(call->arena, call->query[i].name);
    return n ? vg_call_this(call, empty, NULL, (struct vg_str){0}) : NULL;
}

struct vg_node *vg_link_add(struct vg_call *call, struct vg_node *links, const char *rel, const char *href,
                            const char *type, const char *title)
{
    struct vg_node *l = vg_node_add_map(call->arena, links, NULL);
    vg_node_add_str(call->arena, l, "href", href);
    vg_node_add_str(call->arena, l, "rel", rel);
    vg_node_add_str(call->arena, l, "type", type);
    vg_node_add_str(call->arena, l, "title", title);
    return l;
}

void vg_links_self(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "self", vg_call_this(call, NULL, NULL, (struct vg_str){0}),
                call->format->media_type, vg_text(call->lang, "This document"));
    for (size_t i = 0; call->route->formats[i]; i++) {
        const struct vg_format *f = call->route->formats[i];
        if (f == call->format)
            continue;
        const char *href = vg_call_this(call, NULL, "f", vg_str_of(f->name));
        const char *title = vg_arena_printf(call->arena, vg_text(call->lang, "This document as %s"), f->title);
        vg_link_add(call, links, "alternate", href, f->media_type, title);
    }
}
