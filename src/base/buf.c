/* buf.c — the slow paths of vg_buf: growing, spilling, failing.
 *
 * The fast paths in str.h know only ptr, len and cap: they write while n < cap - len (the byte kept
 * back is the NUL) and come here otherwise.  So a limit, a failure or an empty buffer needs no test
 * of its own there: it is a cap that leaves no room.
 *
 * cap never passes what max allows.  The block itself is SLACK bytes larger, so that the writer of
 * a number may reserve its longest form close to max; what it commits is held against cap. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"

#define SLACK 64
#define FIRST_BLOCK 960 /* with SLACK no more than what the allocator gives a thread without a lock */

/* What a buffer without memory points at, so that it too is NUL-ended; never written, never freed. */
static const char nothing[1];

static void fail(struct vg_buf *b, enum vg_status why)
{
    b->failed = why;
    b->cap = b->len;
}

void vg_buf_init(struct vg_buf *b, size_t max_bytes)
{
    size_t top = SIZE_MAX / 4;
    *b = (struct vg_buf){.ptr = (char *)nothing, .max = max_bytes < top ? max_bytes : top};
}

void vg_buf_init_spill(struct vg_buf *b, size_t max_bytes, const struct vg_spill_options *o)
{
    vg_buf_init(b, max_bytes);
    b->spill = vg_spill_new(o);
    if (!b->spill)
        fail(b, VG_NO_MEMORY);
}

static void drop_memory(struct vg_buf *b)
{
    if (b->ptr != nothing)
        free(b->ptr);
    b->ptr = (char *)nothing;
    b->len = b->cap = 0;
}

void vg_buf_finish(struct vg_buf *b)
{
    if (!b)
        return;
    drop_memory(b);
    vg_spill_free(b->spill);
    *b = (struct vg_buf){0};
}

void vg_buf_clear(struct vg_buf *b)
{
    if (b->cap > 0)
        b->ptr[0] = '\0';
    else
        drop_memory(b);
    b->len = 0;
    b->failed = VG_OK;
    if (b->spill)
        vg_spill_clear(b->spill);
}

size_t vg_buf_total(const struct vg_buf *b)
{
    return b->len + (b->spill ? b->spill->written : 0);
}

/* Make cap at least `want` and at most `limit` bytes, past the budget too where that must be; an error that is no
 * failure yet: no memory, no budget. */
static enum vg_status grow(struct vg_buf *b, size_t want, size_t limit, bool must)
{
    size_t cap = b->cap < limit / 2 ? b->cap * 2 : limit;
    if (cap < FIRST_BLOCK)
        cap = FIRST_BLOCK < limit ? FIRST_BLOCK : limit;
    if (cap < want)
        cap = want;
    if (b->spill && !vg_spill_charge(b->spill, cap + SLACK, must))
        return VG_UNAVAILABLE;
    char *p = realloc(b->ptr == nothing ? NULL : b->ptr, cap + SLACK);
    if (!p)
        return VG_NO_MEMORY;
    p[b->len] = '\0';
    b->ptr = p;
    b->cap = cap;
    return VG_OK;
}

/* Move what is in memory to the file; the memory is used again. */
static enum vg_status flush(struct vg_buf *b)
{
    enum vg_status r = vg_spill_write(b->spill, b->ptr, b->len);
    if (r != VG_OK)
        return r;
    b->len = 0;
    size_t left = b->max - b->spill->written;
    if (b->cap > left + 1)
        b->cap = left + 1;
    if (b->cap > 0)
        b->ptr[0] = '\0';
    return VG_OK;
}

static enum vg_status spill_room(struct vg_buf *b, size_t n)
{
    size_t limit = b->max - b->spill->written + 1;
    if (limit > b->spill->mem_max + 1)
        limit = b->spill->mem_max + 1;
    enum vg_status r = VG_TOO_LARGE;
    if (n < limit && b->len + n < limit)
        r = grow(b, b->len + n + 1, limit, false);
    if (r == VG_OK || r == VG_NO_MEMORY)
        return r;

    /* Past its memory, or the budget is used up: make do with the block there is, or one that takes this piece. */
    enum vg_status flushed = flush(b);
    if (flushed != VG_OK || n < b->cap)
        return flushed;
    return grow(b, n + 1, n + 1, true);
}

/* n < cap - len from here on; false: failed. */
static bool make_room(struct vg_buf *b, size_t n)
{
    if (b->failed != VG_OK)
        return false;
    enum vg_status r = VG_OK;
    if (n > b->max - vg_buf_total(b))
        r = VG_TOO_LARGE;
    else if (n >= b->cap - b->len)
        r = b->spill ? spill_room(b, n) : grow(b, b->len + n + 1, b->max + 1, true);
    if (r != VG_OK)
        fail(b, r);
    return r == VG_OK;
}

/* A piece larger than the memory goes straight to the file. */
static void add_past_memory(struct vg_buf *b, const void *ptr, size_t len)
{
    enum vg_status r = VG_TOO_LARGE;
    if (len <= b->max - vg_buf_total(b))
        r = flush(b);
    if (r == VG_OK)
        r = vg_spill_write(b->spill, ptr, len);
    if (r == VG_OK)
        r = flush(b); /* nothing is left to move: it brings cap up to date */
    if (r != VG_OK)
        fail(b, r);
}

void vg_buf_add_slow(struct vg_buf *b, const void *ptr, size_t len)
{
    if (len == 0 || b->failed != VG_OK)
        return;
    if (b->spill && len > b->spill->mem_max) {
        add_past_memory(b, ptr, len);
        return;
    }
    if (!make_room(b, len))
        return;
    memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

char *vg_buf_reserve_slow(struct vg_buf *b, size_t n)
{
    if (b->failed != VG_OK)
        return NULL;
    size_t left = b->max - vg_buf_total(b);
    size_t need = n > left && n <= SLACK ? left : n;
    return make_room(b, need) ? b->ptr + b->len : NULL;
}

void vg_buf_commit_slow(struct vg_buf *b, size_t n)
{
    if (b->failed != VG_OK || n == 0)
        return;
    b->ptr[b->len] = '\0';
    fail(b, VG_TOO_LARGE);
}

void vg_buf_printf(struct vg_buf *b, const char *fmt, ...)
{
    char *p = vg_buf_reserve(b, 1);
    if (!p)
        return;
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    size_t room = b->cap - b->len;
    int n = vsnprintf(p, room, fmt, args);
    va_end(args);
    if (n < 0) {
        p[0] = '\0';
        fail(b, VG_BUG);
    } else if ((size_t)n < room) {
        b->len += (size_t)n;
    } else {
        p[0] = '\0';
        if (make_room(b, (size_t)n)) {
            vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
            b->len += (size_t)n;
        }
    }
    va_end(again);
}

enum vg_status vg_buf_seal(struct vg_buf *b, struct vg_str *out, struct vg_error *err)
{
    enum vg_status r = vg_buf_check(b, err);
    if (r != VG_OK)
        return r;
    if (!b->spill || b->spill->written == 0) {
        *out = (struct vg_str){b->ptr, b->len};
        return VG_OK;
    }
    r = flush(b);
    if (r == VG_OK)
        r = vg_spill_map(b->spill, out);
    if (r != VG_OK) {
        fail(b, r);
        return vg_buf_check(b, err);
    }
    drop_memory(b);
    vg_spill_charge(b->spill, 0, true);
    return VG_OK;
}

int vg_buf_file(const struct vg_buf *b)
{
    return b->spill && b->spill->written > 0 ? b->spill->fd : -1;
}

void vg_buf_rest(const struct vg_buf *b, size_t n)
{
    if (b->spill)
        vg_spill_rest(b->spill, n);
}

enum vg_status vg_buf_check(const struct vg_buf *b, struct vg_error *err)
{
    switch (b->failed) {
    case VG_OK:
        return VG_OK;
    case VG_TOO_LARGE:
        return vg_fail(err, VG_TOO_LARGE, "", "what is written passes the limit of %zu bytes",
                       b->max);
    case VG_NO_MEMORY:
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    case VG_UNAVAILABLE:
        return vg_fail(err, VG_UNAVAILABLE, "",
                       "the memory for answers or the temporary folder is full");
    default:
        return vg_fail(err, b->failed, "", "a text could not be written");
    }
}
