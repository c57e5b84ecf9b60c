/* serve.h — what the files of the server share: the server, its connections, the request at work.
 *
 * A connection belongs to its own thread, but for what is marked otherwise. */
#ifndef VIGIE_HTTP_SERVE_H
#define VIGIE_HTTP_SERVE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include <vigie/http/server.h>

#include "compress.h"
#include "forwarded.h"

/* Where a connection stands.  Each stage has a time by which it must be over; the watchdog looks at
 * both, so they are one atomic word. */
enum vg_stage {
    VG_STAGE_IDLE, /* between requests */
    VG_STAGE_HEAD, /* the head is being read */
    VG_STAGE_BODY,
    VG_STAGE_HANDLER, /* has no time-out: the handler knows its deadline */
    VG_STAGE_SENDING,
    VG_STAGE_ENDED, /* the watchdog has shut the socket down; nothing follows */
};

struct vg_field {
    struct vg_str name, value;
};

struct vg_http_connection {
    struct vg_http_server *server;
    struct vg_http_connection *next, **link; /* in server->connections; under its lock */
    int fd;
    bool over;    /* accepted past the limit of connections */
    bool trusted; /* the other end is a trusted proxy */
    char peer[VG_ADDRESS_TEXT];
    _Atomic uint64_t stage; /* any thread; see vg_stage_enter() */
    uint64_t acked_bytes;   /* of the watchdog: what the client had confirmed when it last looked */

    /* the request */
    struct vg_arena *arena;
    char id[17];
    struct vg_str target;    /* as sent; in the arena */
    bool head_done;          /* the handler of the library was called for it */
    bool closes;             /* after this answer */
    bool unread;             /* refused while the client may still be sending its body */
    struct vg_field *fields; /* of the head; views on the library's memory */
    size_t n_fields;
    struct vg_buf body;
    struct vg_http_request rq;
    int64_t begun_us; /* wall clock, for the log */

    /* the answer */
    struct vg_http_response rs;
    struct vg_buf packed; /* the body, compressed */
    int status; /* 0: none yet */
    int64_t sent_bytes;
};

/* Connections beyond our limit, so that there is a thread to say 503 and to answer /health. */
#define VG_RESERVE(connections) ((connections) / 8 + 16)

struct vg_http_server {
    struct vg_http_options o;     /* listen, base_url and trusted_proxies are not kept */
    struct vg_http_limits limits; /* none is 0 */
    char *base_url;               /* configured; NULL: none */
    char *own_url; /* "http://127.0.0.1:8080", for requests that tell nothing better */
    struct vg_cidr *trusted;
    size_t n_trusted;
    struct vg_compressors *compressors;
    struct MHD_Daemon *daemon;
    int listen_fd, port;
    uint64_t id_key;
    _Atomic uint64_t id_count;

    pthread_mutex_t lock;
    pthread_cond_t gone; /* a connection, while draining */
    pthread_cond_t wake; /* the watchdog, to end */
    struct vg_http_connection *connections;
    int n_connections;
    bool watchdog_ends;
    pthread_t watchdog;
    atomic_bool draining;

    _Atomic int64_t requests, open, refused, by_class[6];
};

/* calls.c: the library calls these with the server as first argument. */
void *vg_call_begun(void *server, const char *target, struct MHD_Connection *mhd);
enum MHD_Result vg_call_access(void *server, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *upload,
                               size_t *upload_len, void **request);
void vg_call_ended(void *server, struct MHD_Connection *mhd, void **request,
                   enum MHD_RequestTerminationCode how);
void vg_call_log(void *server, const char *format, va_list args);
size_t vg_call_unescape(void *server, struct MHD_Connection *mhd, char *text);

/* connection.c */

/* Go on to a stage that must be over in timeout_ms (below 0: never); false: the watchdog has ended the connection. */
bool vg_stage_enter(struct vg_http_connection *c, enum vg_stage stage, int timeout_ms);
/* The same for the watchdog: false where the connection has gone on since `seen` was read. */
bool vg_stage_replace(struct vg_http_connection *c, uint64_t seen, enum vg_stage stage,
                      int timeout_ms);
enum vg_stage vg_stage_of(uint64_t word);
bool vg_stage_is_late(uint64_t word, int64_t now_ms);

void vg_connection_event(void *server, struct MHD_Connection *mhd, void **context,
                         enum MHD_ConnectionNotificationCode what);
struct vg_http_connection *vg_connection_of(struct MHD_Connection *mhd);
/* Forget the request and all that was allocated for it. */
void vg_connection_clear(struct vg_http_connection *c);
/* After the answer to a request whose body was not read: see it through, so that it is not lost to a reset. */
void vg_connection_linger(struct vg_http_connection *c);
/* A short answer written past the library, where it can no longer send one (408, 413). */
void vg_connection_last_words(struct vg_http_connection *c, int status, const char *title);

/* watchdog.c: `server` is a struct vg_http_server */
void *vg_watchdog_run(void *server);
/* With many connections past the limit whose heads do not come, the oldest of them ends, so that whoever asks at once, for /health
 * above all, still finds a thread to be answered by.  Under the server's lock. */
void vg_watchdog_make_room(struct vg_http_server *s);

/* request.c */
struct vg_str vg_request_field(const struct vg_http_connection *c, const char *name);
/* Take the head in and judge it: 0, or the status to refuse it with and why. */
int vg_request_read_head(struct vg_http_connection *c, struct MHD_Connection *mhd,
                         const char *method, const char *version, const char **why);
bool vg_request_has_body(const struct vg_http_connection *c);

/* answer.c: c->rs, filled by the handler, becomes the library's response and is queued. */
enum MHD_Result vg_answer_send(struct vg_http_connection *c, struct MHD_Connection *mhd);
/* Fill c->rs for a status of our own making. */
/* What it lent goes back to its owner. */
void vg_answer_release(struct vg_http_response *rs);
void vg_answer_explain(struct vg_http_connection *c, int status, const char *detail);

/* access_log.c */
void vg_access_log(const struct vg_http_connection *c, bool whole);
/* Path and query as they may be logged: cut, and without secrets.  In b. */
void vg_access_log_target(struct vg_buf *b, struct vg_str target);

/* listen.c: a listening socket for "HOST:PORT"; host_out is a host that reaches it. */
#define VG_LISTEN_HOST 260
enum vg_status vg_listen(const char *address, int *fd_out, int *port_out,
                         char host_out[VG_LISTEN_HOST], struct vg_error *err);

#endif
