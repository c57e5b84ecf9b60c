/* calls.c — what libmicrohttpd calls, and so the way of a request.
 *
 * On the connection's thread: vg_call_begun() once the first line of a request is there; vg_call_access()
 * once its head is whole, then for each piece of the body, then a last time; vg_call_ended() when the answer
 * is sent or the connection broke.  An answer queued in the first of those calls makes the library close
 * the connection, so only refusals are. */
#include <stdio.h>
#include <sys/socket.h>

#include <vigie/base/log.h>
#include <vigie/base/time.h>
#include <vigie/http/field.h>

#include "serve.h"

static void make_id(struct vg_http_server *s, char out[17])
{
    /* splitmix64 of a counter from a secret start: no id comes twice, none can be guessed from a few others */
    uint64_t n = atomic_fetch_add_explicit(&s->id_count, 1, memory_order_relaxed);
    uint64_t x = s->id_key + n * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[x >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

/* The library keeps an entry for each in a place of bounded size, and where that is full it hangs up without a word. */
#define MOST_PARAMETERS 250

static bool has_too_many_parameters(struct vg_str target)
{
    int n = 0;
    for (size_t i = 0; i < target.len && n < MOST_PARAMETERS; i++)
        n += target.ptr[i] == '&';
    return n == MOST_PARAMETERS;
}

void *vg_call_begun(void *server, const char *target, struct MHD_Connection *mhd)
{
    struct vg_http_server *s = server;
    struct vg_http_connection *c = vg_connection_of(mhd);
    if (!c)
        return NULL;
    c->begun_us = vg_now_us();
    make_id(s, c->id);
    c->target = vg_arena_str(c->arena, vg_str_of(target ? target : ""));
    if (has_too_many_parameters(c->target)) {
        c->status = 414;
        if (vg_stage_enter(c, VG_STAGE_ENDED, -1))
            vg_connection_last_words(c, c->status, "URI Too Long: at most 250 parameters");
        shutdown(c->fd, SHUT_RDWR);
        return c;
    }
    vg_stage_enter(c, VG_STAGE_HEAD, s->limits.head_ms);
    return c;
}

static bool is_always_answered(const struct vg_http_connection *c)
{
    const struct vg_http_options *o = &c->server->o;
    return o->always && o->always(o->ctx, c->rq.path);
}

static bool is_past_limit(const struct vg_http_connection *c)
{
    return c->over && atomic_load_explicit(&c->server->open, memory_order_relaxed) >
                          c->server->limits.connections;
}

static enum MHD_Result refuse(struct vg_http_connection *c, struct MHD_Connection *mhd, int status,
                              const char *why)
{
    c->closes = true;
    c->unread = vg_request_has_body(c);
    if (!vg_stage_enter(c, VG_STAGE_HANDLER, -1))
        return MHD_NO;
    vg_answer_explain(c, status, why);
    return vg_answer_send(c, mhd);
}

static enum MHD_Result head_is_whole(struct vg_http_connection *c, struct MHD_Connection *mhd,
                                     const char *method, const char *version)
{
    c->head_done = true;
    const char *why = NULL;
    int status = vg_request_read_head(c, mhd, method, version, &why);
    if (status)
        return refuse(c, mhd, status, why);
    if (is_past_limit(c) && !is_always_answered(c)) {
        atomic_fetch_add_explicit(&c->server->refused, 1, memory_order_relaxed);
        return refuse(c, mhd, 503, "too many connections are open, please try again");
    }
    c->closes = c->over;
    if (!vg_request_has_body(c))
        return MHD_YES;
    vg_buf_init(&c->body, c->server->limits.body_bytes);
    return vg_stage_enter(c, VG_STAGE_BODY, c->server->limits.body_ms) ? MHD_YES : MHD_NO;
}

/* A body in chunks shows its size only as it comes, when the library takes no answer any more. */
static enum MHD_Result take_body(struct vg_http_connection *c, const char *bytes, size_t *len)
{
    vg_buf_add(&c->body, bytes, *len);
    *len = 0;
    if (c->body.failed == VG_OK)
        return MHD_YES;
    bool too_large = c->body.failed == VG_TOO_LARGE;
    c->status = too_large ? 413 : 503;
    c->unread = true;
    if (!vg_stage_enter(c, VG_STAGE_SENDING, c->server->limits.idle_ms))
        return MHD_NO;
    vg_connection_last_words(c, c->status, too_large ? "Content Too Large" : "Service Unavailable");
    return MHD_NO;
}

/* What a page of another origin may send: all it likes, since we know no cookies. */
static void answer_preflight(struct vg_http_connection *c)
{
    struct vg_http_request *rq = &c->rq;
    struct vg_http_response *rs = &c->rs;
    rs->status = 204;
    rs->vary = "Access-Control-Request-Headers";
    struct vg_str wanted = vg_http_header(rq, "Access-Control-Request-Headers");
    bool plain = wanted.len > 0 && wanted.len <= 1024;
    for (struct vg_str rest = wanted; rest.ptr && plain;)
        plain = vg_field_is_token(vg_field_cut(rest, ',', &rest));
    const char *headers = plain ? vg_arena_cstr(c->arena, wanted) : NULL;
    vg_http_add_header(rq, rs, "Access-Control-Allow-Methods",
                       "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    vg_http_add_header(rq, rs, "Access-Control-Allow-Headers",
                       headers ? headers
                               : "Accept, Accept-Language, Authorization, Content-Type, If-Match, "
                                 "If-None-Match, Range");
    vg_http_add_header(rq, rs, "Access-Control-Max-Age", "86400");
}

static enum MHD_Result request_is_whole(struct vg_http_connection *c, struct MHD_Connection *mhd)
{
    const struct vg_http_server *s = c->server;
    if (!vg_stage_enter(c, VG_STAGE_HANDLER, -1))
        return MHD_NO;
    c->rq.body = (struct vg_str){c->body.ptr, c->body.len};
    c->rq.deadline_ms = vg_monotonic_ms() + s->limits.request_ms;

    bool options = vg_str_is(c->rq.method, "OPTIONS");
    if (options && vg_http_header(&c->rq, "Access-Control-Request-Method").ptr)
        answer_preflight(c);
    else if (options && vg_str_is(c->rq.path, "*"))
        c->rs.status = 204;
    else
        s->o.handle(s->o.ctx, &c->rq, &c->rs);
    return vg_answer_send(c, mhd);
}

enum MHD_Result vg_call_access(void *server, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *upload,
                               size_t *upload_len, void **request)
{
    (void)server;
    (void)url; /* unescaped in part; what was sent is in target */
    struct vg_http_connection *c = *request;
    if (!c)
        return MHD_NO;
    if (!c->head_done)
        return head_is_whole(c, mhd, method, version);
    if (*upload_len > 0)
        return take_body(c, upload, upload_len);
    return request_is_whole(c, mhd);
}

static void count(struct vg_http_server *s, int status)
{
    atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
    if (status >= 100 && status < 600)
        atomic_fetch_add_explicit(&s->by_class[status / 100], 1, memory_order_relaxed);
}

void vg_call_ended(void *server, struct MHD_Connection *mhd, void **request,
                   enum MHD_RequestTerminationCode how)
{
    struct vg_http_server *s = server;
    struct vg_http_connection *c = *request;
    if (!c)
        return;
    *request = NULL;
    if (!c->status) { /* the library refused it, or the watchdog */
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
        bool late = vg_stage_of(atomic_load(&c->stage)) == VG_STAGE_ENDED;
        c->status = info ? (int)info->http_status : late ? 408 : 0;
    }
    count(s, c->status);
    vg_access_log(c, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (c->unread)
        vg_connection_linger(c);
    vg_connection_clear(c);
    vg_stage_enter(c, VG_STAGE_IDLE, s->limits.idle_ms);
    if (atomic_load(&s->draining))
        shutdown(c->fd, SHUT_RD);
}

/* What the library refuses before there is a request to log. */
void vg_call_log(void *server, const char *format, va_list args)
{
    (void)server;
    char text[512];
    int n = vsnprintf(text, sizeof(text), format, args);
    if (n <= 0)
        return;
    bool refused = vg_str_starts(vg_str_of(text), VG_STR("Error processing request"));
    char *page = strstr(text, " ('"); /* then follows the page that it sends */
    if (refused && page)
        strcpy(page, ")");
    struct vg_log_line l;
    vg_log_begin(&l, refused ? VG_LOG_INFO : VG_LOG_DEBUG,
                 refused ? "request malformed" : "http library");
    vg_log_str(&l, "detail", vg_str_trim(vg_str_of(text)));
    vg_log_end(&l);
}

size_t vg_call_unescape(void *server, struct MHD_Connection *mhd, char *text)
{
    (void)server;
    (void)mhd;
    return strlen(text);
}
