/* message.h — one request and its response, as bytes and headers; nothing here knows of geodata. */
#ifndef VIGIE_HTTP_MESSAGE_H
#define VIGIE_HTTP_MESSAGE_H

#include <vigie/base/arena.h>
#include <vigie/base/hash.h>

#define VG_HTTP_MAX_HEADERS 32

struct vg_http_header {
    const char *name;
    const char *value;
};

struct vg_http_request {
    const char *id;             /* request id: ours, or X-Request-Id of a trusted proxy (checked) */
    struct vg_str method;       /* "GET"; HEAD stays "HEAD" here */
    struct vg_str path;         /* raw, as sent, without query: "/collections/a%2Fb/items" */
    struct vg_str query;        /* raw, without '?'; absent when there was none */
    struct vg_str body;
    struct vg_str peer;         /* client address, taken from Forwarded where the peer is a trusted proxy */
    const char *base_url;       /* "https://host/prefix", no '/' at the end: configured, forwarded, or from Host */
    int64_t deadline_ms;        /* vg_monotonic_ms() */
    struct vg_arena *arena;     /* lives until the response is sent */
    const void *impl;           /* private to the server */
};

/* First header of that name (any case); absent if none.  Several fields of one name are joined by ", ". */
struct vg_str vg_http_header(const struct vg_http_request *rq, const char *name);

enum vg_http_body { VG_BODY_NONE, VG_BODY_BUF, VG_BODY_STATIC, VG_BODY_FILE, VG_BODY_FD };

struct vg_http_response {
    int status;                 /* 200 by default */
    const char *content_type;   /* with parameters, "text/html; charset=utf-8" */
    struct vg_http_header headers[VG_HTTP_MAX_HEADERS]; /* further ones; texts in the arena or static */
    size_t n_headers;

    enum vg_http_body body_kind;
    struct vg_buf body;         /* VG_BODY_BUF: sealed and sent by the server, freed by it */
    struct vg_str bytes;        /* VG_BODY_STATIC: lives as long as the process, in the arena, or until release */
    struct vg_str gzip_bytes;   /* VG_BODY_STATIC: the same ready compressed; may be absent */
    const char *file;           /* VG_BODY_FILE: sent with Range; path in the arena */
    int fd;                     /* VG_BODY_FD: the same of an open file, whose name may be gone; closed by the server */
    int64_t fd_bytes;           /* VG_BODY_FD: of these the answer is, from the first one on */

    void (*release)(void *owner); /* called once, when nothing of the response is needed any more; NULL: nothing is lent */
    void *owner;

    bool compressible;          /* text worth compressing */
    bool has_etag;
    struct vg_hash etag;        /* strong, of the bytes before compression; made from body where !has_etag and wants_etag */
    bool wants_etag;
    int64_t last_modified_us;   /* 0: not told */
    const char *cache_control;  /* NULL: "no-cache" where an ETag is given */
    const char *vary;           /* further names for Vary; "Accept-Encoding" is added as needed */
    int64_t n_items;            /* features or records in it: for the log; -1: not such an answer */
    const char *what;           /* collection or other noun for the log; NULL */
};

/* Add one header; the value is copied into the request's arena. Past VG_HTTP_MAX_HEADERS it is an assert. */
void vg_http_add_header(struct vg_http_request *rq, struct vg_http_response *rs, const char *name, const char *value);

#endif
