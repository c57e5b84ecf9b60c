/* arena.h — memory that lives as long as one request, and is dropped in one call.
 *
 * An arena belongs to one thread at a time.  Its ceiling is named at creation; past it every
 * allocation gives NULL, and vg_arena_failed() stays true. */
#ifndef VIGIE_BASE_ARENA_H
#define VIGIE_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include <vigie/base/error.h>
#include <vigie/base/str.h>

struct vg_arena;

struct vg_arena *vg_arena_new(size_t max_bytes); /* NULL: no memory */
void vg_arena_free(struct vg_arena *a);
void vg_arena_freep(struct vg_arena **a); /* for VG_AUTO */
void vg_arena_reset(struct vg_arena *a);  /* forget everything, keep the first block */

/* Zeroed and aligned for any type; NULL past the ceiling. */
void *vg_arena_alloc(struct vg_arena *a, size_t size);
void *vg_arena_array(struct vg_arena *a, size_t n, size_t size); /* checks n * size */
#define VG_NEW(arena, type) ((type *)vg_arena_alloc(arena, sizeof(type)))
/* Make room in a list of n items for one more: *list, a pointer of any type, with *cap places of that size.  Where all are
 * taken it becomes a copy with twice as many.  false: past the ceiling, and all is as it was. */
bool vg_arena_room(struct vg_arena *a, void *list, size_t n, size_t *cap, size_t size) VG_MUST_USE;

/* Copies, NUL-ended; NULL (or an absent vg_str) past the ceiling or where s is absent. */
char *vg_arena_cstr(struct vg_arena *a, struct vg_str s);
char *vg_arena_strdup(struct vg_arena *a, const char *s);
struct vg_str vg_arena_str(struct vg_arena *a, struct vg_str s);
char *vg_arena_printf(struct vg_arena *a, const char *fmt, ...) VG_PRINTF(2, 3);

/* Has an allocation been refused since the last reset? */
bool vg_arena_failed(const struct vg_arena *a);
/* VG_OK, or VG_TOO_LARGE with the ceiling named in err. */
enum vg_status vg_arena_check(const struct vg_arena *a, struct vg_error *err) VG_MUST_USE;

#endif
