/* spill.c — the file behind a buffer that grew past its memory, and the memory all buffers share.
 *
 * The file has no name (O_TMPFILE, or unlinked at once), so nothing is left behind whatever
 * happens to the process. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buf.h"

struct vg_budget {
    size_t max;
    atomic_size_t used;
};

struct vg_budget *vg_budget_new(size_t max_bytes)
{
    struct vg_budget *b = malloc(sizeof(*b));
    if (!b)
        return NULL;
    b->max = max_bytes;
    atomic_init(&b->used, 0);
    return b;
}

void vg_budget_free(struct vg_budget *b)
{
    free(b);
}

size_t vg_budget_used(const struct vg_budget *b)
{
    return atomic_load_explicit(&b->used, memory_order_relaxed);
}

static bool budget_take(struct vg_budget *b, size_t n, bool must)
{
    size_t used = atomic_load_explicit(&b->used, memory_order_relaxed);
    do {
        if (!must && (used > b->max || n > b->max - used))
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&b->used, &used, used + n, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

bool vg_spill_charge(struct vg_spill *s, size_t bytes, bool must)
{
    bytes = bytes > VG_BUF_FREE ? bytes - VG_BUF_FREE : 0;
    if (s->budget && bytes > s->charged) {
        if (!budget_take(s->budget, bytes - s->charged, must))
            return false;
    } else if (s->budget) {
        atomic_fetch_sub_explicit(&s->budget->used, s->charged - bytes, memory_order_relaxed);
    }
    s->charged = bytes;
    return true;
}

struct vg_spill *vg_spill_new(const struct vg_spill_options *o)
{
    struct vg_spill *s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->mem_max = o->mem_max;
    s->folder = o->folder;
    s->budget = o->budget;
    s->fd = -1;
    return s;
}

static void unmap(struct vg_spill *s)
{
    if (s->map)
        munmap(s->map, s->map_len);
    s->map = NULL;
    s->map_len = 0;
}

void vg_spill_clear(struct vg_spill *s)
{
    unmap(s);
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->written = 0;
}

void vg_spill_free(struct vg_spill *s)
{
    if (!s)
        return;
    vg_spill_clear(s);
    vg_spill_charge(s, 0, true);
    free(s);
}

static int open_unlinked(const char *folder)
{
    if (!folder)
        folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;

    char name[4096];
    int n = snprintf(name, sizeof(name), "%s/vigie-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof(name))
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

enum vg_status vg_spill_write(struct vg_spill *s, const void *ptr, size_t len)
{
    if (len > 0 && s->fd < 0 && (s->fd = open_unlinked(s->folder)) < 0)
        return VG_UNAVAILABLE;
    const char *p = ptr;
    while (len > 0) {
        ssize_t n = write(s->fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return VG_UNAVAILABLE;
        p += n;
        len -= (size_t)n;
        s->written += (size_t)n;
    }
    return VG_OK;
}

enum vg_status vg_spill_map(struct vg_spill *s, struct vg_str *out)
{
    if (!s->map || s->map_len != s->written) {
        unmap(s);
        void *map = mmap(NULL, s->written, PROT_READ, MAP_SHARED, s->fd, 0);
        if (map == MAP_FAILED)
            return VG_UNAVAILABLE;
        s->map = map;
        s->map_len = s->written;
    }
    *out = (struct vg_str){s->map, s->map_len};
    return VG_OK;
}

void vg_spill_rest(const struct vg_spill *s, size_t n)
{
    if (s->map && n > 0)
        madvise(s->map, n < s->map_len ? n : s->map_len, MADV_DONTNEED);
}
