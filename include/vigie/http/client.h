/* client.h — what this service itself fetches: from hosts that are named to it, bounded in size and time (libcurl).
 *
 * Nothing but http and https is spoken, and no proxy is asked.  A host is named as "example.org" (of the two usual ports)
 * or "example.org:8443".  A redirect is followed to named hosts alone.  An address within a network of somebody's own
 * (loopback, private, link-local…) is connected to only where that address is named itself; "localhost" names loopback. */
#ifndef VIGIE_HTTP_CLIENT_H
#define VIGIE_HTTP_CLIENT_H

#include <vigie/base/arena.h>

#define VG_FETCH_MAX_BYTES ((size_t)64 << 20)
#define VG_FETCH_MAX_MS 30000
#define VG_FETCH_MAX_REDIRECTS 5

struct vg_fetch {
    const char *url;
    const char *const *hosts;   /* those that may be asked */
    size_t n_hosts;
    const char *accept;         /* NULL: anything */
    const char *content_type;   /* of body */
    struct vg_str body;         /* sent by POST; absent: GET */
    size_t max_bytes;           /* of the answer, unpacked; 0: VG_FETCH_MAX_BYTES */
    int timeout_ms;             /* of all of it; 0: VG_FETCH_MAX_MS */
};

struct vg_fetched {
    int status;
    const char *content_type;   /* in the arena; "" where none was told */
    const char *url;            /* that answered, in the arena */
    struct vg_buf body;         /* the caller's, to be finished */
};

/* VG_BAD_INPUT: no address of http or https; VG_FORBIDDEN: it, or where it redirects to, is at no host that is named;
 * VG_TOO_LARGE: the answer is; VG_UNAVAILABLE: no answer, or none in time.  An answer of any other status is VG_OK. */
enum vg_status vg_fetch(const struct vg_fetch *f, struct vg_arena *a, struct vg_fetched *out, struct vg_error *err) VG_MUST_USE;

#endif
