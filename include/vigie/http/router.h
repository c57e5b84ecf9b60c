/* router.h — which route does a raw path belong to?
 *
 * A pattern is a path with variables: "/collections/{c}/items/{f}".  The raw path is split at '/', then each segment is decoded, so
 * an id may hold an encoded '/'.  One trailing '/' is ignored.  Literal segments win over variables. */
#ifndef VIGIE_HTTP_ROUTER_H
#define VIGIE_HTTP_ROUTER_H

#include <vigie/base/arena.h>

#define VG_MAX_PATH_VARS 8

struct vg_router;

struct vg_route_match {
    const void *target;                   /* what was registered for method and pattern; NULL: see allow */
    const char *pattern;
    struct vg_str vars[VG_MAX_PATH_VARS]; /* decoded, in the order of the pattern; in the arena */
    int n_vars;
    const char *allow;                    /* "GET, HEAD, OPTIONS": all methods of the pattern (static) */
};

struct vg_router *vg_router_new(void); /* NULL: no memory */
/* method "GET" answers HEAD too.  target and the texts must outlive the router.
 * VG_BAD_INPUT: no such pattern; VG_CONFLICT: method and pattern are there already. */
enum vg_status vg_router_add(struct vg_router *r, const char *method, const char *pattern, const void *target,
                             struct vg_error *err) VG_MUST_USE;
void vg_router_free(struct vg_router *r);

/* VG_NOT_FOUND: no pattern; VG_BAD_INPUT: a segment does not decode.  VG_OK with target NULL: the path is there but not for this method. */
enum vg_status vg_router_match(const struct vg_router *r, struct vg_str method, struct vg_str path, struct vg_arena *a,
                               struct vg_route_match *out, struct vg_error *err) VG_MUST_USE;

#endif
