/* reply.h — an answer with all decided: status, header fields and bytes, ready for the library. */
#ifndef VIGIE_HTTP_REPLY_H
#define VIGIE_HTTP_REPLY_H

#include "serve.h"

struct vg_reply {
    int status;
    struct vg_http_header headers[VG_HTTP_MAX_HEADERS + 24];
    size_t n_headers;
    struct vg_str bytes; /* not sent, only told of, for HEAD and 304 */
    int bytes_file;      /* the file that bytes is a view of, to be sent from there; -1: none.  Lives in c */
    int fd;              /* of a file, or -1; then length bytes from offset */
    int64_t offset, length;
};

/* Conditions, coding, range and header fields of c->rs.  What the reply points at lives in c. */
void vg_reply_make(struct vg_http_connection *c, struct vg_reply *out);

#endif
