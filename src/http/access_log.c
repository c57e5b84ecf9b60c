/* access_log.c — one line a request: who asked what, and what came of it. */
#include <stdio.h>

#include <vigie/base/keyword.h>
#include <vigie/base/log.h>
#include <vigie/base/time.h>

#include "serve.h"

#define MAX_TARGET 512

struct secret {
    const char *name;
};

/* Parameters whose values open doors. */
static const struct secret secrets[] = {{"access_token"}, {"code"}, {"state"}, {"token"}};

static void put_query(struct vg_buf *b, struct vg_str query)
{
    char sep = '?';
    while (query.ptr) {
        struct vg_str value, part = vg_str_cut(query, '&', &query),
                             name = vg_str_cut(part, '=', &value);
        vg_buf_char(b, sep);
        sep = '&';
        if (value.ptr && VG_KEYWORD(name, secrets)) {
            vg_buf_str(b, name);
            VG_BUF_LIT(b, "=***");
        } else {
            vg_buf_str(b, part);
        }
    }
}

void vg_access_log_target(struct vg_buf *b, struct vg_str target)
{
    /* A secret at the cut is hidden all the same, since what follows a '=' is hidden to its end. */
    if (target.len > MAX_TARGET)
        target.len = MAX_TARGET;
    struct vg_str query, path = vg_str_cut(target, '?', &query);
    vg_buf_str(b, path);
    put_query(b, query);
}

static void put_duration(struct vg_log_line *l, int64_t us)
{
    char text[48];
    if (us < 0) /* the clock was set */
        us = 0;
    snprintf(text, sizeof(text), "%lld.%02lld", (long long)us / 1000, (long long)us % 1000 / 10);
    vg_log_str(l, "ms", vg_str_of(text));
}

void vg_access_log(const struct vg_http_connection *c, bool whole)
{
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_INFO, "request");
    if (l.buf.max == 0) { /* the level is off: spare the rest */
        vg_log_end(&l);
        return;
    }
    const struct vg_http_request *rq = &c->rq;
    vg_log_str(&l, "id", vg_str_of(rq->id ? rq->id : c->id));
    vg_log_str(&l, "peer", rq->peer.ptr ? rq->peer : vg_str_of(c->peer));
    if (rq->method.ptr)
        vg_log_str(&l, "method", rq->method);
    struct vg_buf target;
    vg_buf_init(&target, 4096);
    vg_access_log_target(&target, c->target);
    vg_log_str(&l, "path", (struct vg_str){target.ptr, target.len});
    vg_buf_finish(&target);
    vg_log_int(&l, "status", c->status);
    vg_log_int(&l, "bytes", c->sent_bytes);
    put_duration(&l, vg_now_us() - c->begun_us);
    if (c->status && c->rs.n_items >= 0)
        vg_log_int(&l, "items", c->rs.n_items);
    if (c->status && c->rs.what)
        vg_log_str(&l, "what", vg_str_of(c->rs.what));
    struct vg_str agent = vg_request_field(c, "User-Agent");
    if (agent.ptr)
        vg_log_str(&l, "ua", agent);
    if (!whole)
        vg_log_str(&l, "end", VG_STR("broken"));
    vg_log_end(&l);
}
