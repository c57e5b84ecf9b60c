/* answer.c — the handler's answer goes to the library. */
#include <assert.h>
#include <fcntl.h>
#include <unistd.h>

#include "reply.h"

void vg_http_add_header(struct vg_http_request *rq, struct vg_http_response *rs, const char *name,
                        const char *value)
{
    assert(rs->n_headers < VG_HTTP_MAX_HEADERS);
    const char *copy = vg_arena_strdup(rq->arena, value);
    if (copy)
        rs->headers[rs->n_headers++] = (struct vg_http_header){name, copy};
}

static void explain_plainly(struct vg_http_response *rs, const char *detail)
{
    rs->content_type = "text/plain; charset=utf-8";
    rs->body_kind = VG_BODY_STATIC;
    rs->bytes = vg_str_of(detail);
}

void vg_answer_release(struct vg_http_response *rs)
{
    if (rs->release)
        rs->release(rs->owner);
    rs->release = NULL;
}

void vg_answer_explain(struct vg_http_connection *c, int status, const char *detail)
{
    const struct vg_http_options *o = &c->server->o;
    vg_buf_finish(&c->rs.body);
    vg_answer_release(&c->rs);
    c->rs = (struct vg_http_response){.status = status, .n_items = -1};
    if (o->explain)
        o->explain(o->ctx, status, detail, &c->rq, &c->rs);
    else
        explain_plainly(&c->rs, detail);
    c->rs.status = status;
}

static struct MHD_Response *make_response(const struct vg_reply *r)
{
    if (r->fd >= 0)
        return MHD_create_response_from_fd_at_offset64((uint64_t)r->length, r->fd,
                                                       (uint64_t)r->offset);
    /* From the file, so that what a slow client has not read yet is no memory of ours. */
    int file = r->bytes_file >= 0 ? fcntl(r->bytes_file, F_DUPFD_CLOEXEC, 0) : -1;
    if (file >= 0)
        return MHD_create_response_from_fd64(r->bytes.len, file);
    /* The bytes live until the library says that the request is completed: see vg_connection_clear(). */
    return MHD_create_response_from_buffer(r->bytes.len, (void *)r->bytes.ptr,
                                           MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result vg_answer_send(struct vg_http_connection *c, struct MHD_Connection *mhd)
{
    struct vg_reply reply;
    vg_reply_make(c, &reply);
    struct MHD_Response *response = make_response(&reply);
    if (!response) {
        if (reply.fd >= 0)
            close(reply.fd);
        return MHD_NO;
    }
    /* The library refuses values with line ends; such a field is left out rather than the answer. */
    for (size_t i = 0; i < reply.n_headers; i++)
        MHD_add_response_header(response, reply.headers[i].name, reply.headers[i].value);
    if (c->closes || atomic_load(&c->server->draining))
        MHD_add_response_header(response, "Connection", "close");

    c->status = reply.status;
    bool silent = reply.status == 304 || reply.status == 204 || vg_str_is(c->rq.method, "HEAD");
    c->sent_bytes = silent ? 0 : reply.fd >= 0 ? reply.length : (int64_t)reply.bytes.len;

    enum MHD_Result r = MHD_NO;
    if (vg_stage_enter(c, VG_STAGE_SENDING, c->server->limits.idle_ms))
        r = MHD_queue_response(mhd, (unsigned)reply.status, response);
    MHD_destroy_response(response);
    return r;
}
