/* server.h — listens, reads requests, hands them to one handler, sends what it answers (libmicrohttpd).
 *
 * A thread per connection; the handler runs on it and may block.  The server itself sees to: limits of
 * head, body, time and connections; HEAD; ETag and If-None-Match / If-Modified-Since (304); Range of files; compression (gzip, zstd) by
 * Accept-Encoding; Vary; Content-Length; CORS headers and preflight; X-Request-Id; security headers; Forwarded headers of
 * trusted proxies; one access-log line a request; draining. */
#ifndef VIGIE_HTTP_SERVER_H
#define VIGIE_HTTP_SERVER_H

#include <vigie/http/message.h>

struct vg_http_server;

/* Every limit has a name here, in the configuration (limits.…) and in the manual. */
struct vg_http_limits {
    int connections;         /* at once; past it 503 with Retry-After and close; 0: 512 */
    size_t head_bytes;       /* request line and headers; 0: 32 KiB (431) */
    size_t body_bytes;       /* 0: 10 MiB (413) */
    int head_ms;             /* the head must be whole by then; 0: 10 000 (408) */
    int body_ms;             /* the body too; 0: 60 000 (408) */
    int idle_ms;             /* keep-alive; 0: 60 000 */
    int request_ms;          /* the handler's deadline; 0: 30 000 */
    int drain_ms;            /* vg_http_server_stop() waits for answers under way; 0: 20 000 */
    size_t arena_bytes;      /* of one request; 0: 16 MiB */
};

struct vg_http_options {
    const char *listen;           /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    struct vg_http_limits limits;
    const char *base_url;         /* configured base address; wins over Host and Forwarded; NULL: none */
    const char *const *trusted_proxies; /* addresses or CIDR blocks; */
    size_t n_trusted;                   /* 0: loopback */
    /* Called on the connection's thread.  Must fill rs; may not fail. */
    void (*handle)(void *ctx, struct vg_http_request *rq, struct vg_http_response *rs);
    /* Called past the limit of connections and for broken requests: the body for this status
     * (problem+json); NULL: a short text. */
    void (*explain)(void *ctx, int status, const char *detail, struct vg_http_request *rq, struct vg_http_response *rs);
    /* Is this raw path answered even past the limit of connections (/health, /ready)?  NULL: none. */
    bool (*always)(void *ctx, struct vg_str path);
    void *ctx;
    struct vg_budget *memory; /* for compressed bodies; NULL: without bound */
};

/* VG_UNAVAILABLE: the address is in use or not ours; VG_BAD_INPUT: not HOST:PORT. */
enum vg_status vg_http_server_start(const struct vg_http_options *o, struct vg_http_server **out, struct vg_error *err) VG_MUST_USE;
int vg_http_server_port(const struct vg_http_server *s);
/* Stop accepting, let answers under way finish (drain_ms at most), then free. */
void vg_http_server_stop(struct vg_http_server *s);

struct vg_http_stats {
    int64_t requests, connections_open, refused;
    int64_t by_class[6]; /* [2]: 2xx … */
};
void vg_http_server_stats(const struct vg_http_server *s, struct vg_http_stats *out);

#endif
