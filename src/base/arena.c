/* arena.c — a chain of blocks handed out from front to back and given back together.
 *
 * Blocks double in size, so that a small request makes one malloc and a large one few.  The ceiling
 * counts what is handed out, not what lies unused at the end of a block. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/arena.h>

#define ALIGN _Alignof(max_align_t)
#define FIRST_BLOCK 4096
#define LARGEST_BLOCK (1024 * 1024)
#define FIRST_ROOM 4

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

struct vg_arena {
    struct block *newest, *first;
    size_t max, handed_out;
    bool too_large, no_memory;
};

static struct block *block_new(size_t size)
{
    struct block *b = malloc(sizeof(*b) + size);
    if (b)
        *b = (struct block){.size = size};
    return b;
}

struct vg_arena *vg_arena_new(size_t max_bytes)
{
    struct vg_arena *a = calloc(1, sizeof(*a));
    if (!a)
        return NULL;
    a->max = max_bytes;
    a->newest = a->first = block_new(FIRST_BLOCK);
    if (!a->first) {
        free(a);
        return NULL;
    }
    return a;
}

static void free_all_but_first(struct vg_arena *a)
{
    while (a->newest != a->first) {
        struct block *older = a->newest->older;
        free(a->newest);
        a->newest = older;
    }
}

void vg_arena_free(struct vg_arena *a)
{
    if (!a)
        return;
    free_all_but_first(a);
    free(a->first);
    free(a);
}

void vg_arena_freep(struct vg_arena **a)
{
    vg_arena_free(*a);
    *a = NULL;
}

void vg_arena_reset(struct vg_arena *a)
{
    free_all_but_first(a);
    a->first->used = 0;
    a->handed_out = 0;
    a->too_large = a->no_memory = false;
}

static bool add_block(struct vg_arena *a, size_t size)
{
    size_t next = a->newest->size < LARGEST_BLOCK ? a->newest->size * 2 : LARGEST_BLOCK;
    struct block *b = block_new(size > next ? size : next);
    if (!b) {
        a->no_memory = true;
        return false;
    }
    b->older = a->newest;
    a->newest = b;
    return true;
}

void *vg_arena_alloc(struct vg_arena *a, size_t size)
{
    if (size > a->max - a->handed_out || size > SIZE_MAX / 2) {
        a->too_large = true;
        return NULL;
    }
    size_t rounded = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (rounded == 0)
        rounded = ALIGN; /* distinct places even for nothing */
    if (rounded > a->newest->size - a->newest->used && !add_block(a, rounded))
        return NULL;
    void *p = a->newest->bytes + a->newest->used;
    a->newest->used += rounded;
    size_t left = a->max - a->handed_out;
    a->handed_out += rounded < left ? rounded : left;
    return memset(p, 0, rounded);
}

void *vg_arena_array(struct vg_arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        a->too_large = true;
        return NULL;
    }
    return vg_arena_alloc(a, bytes);
}

bool vg_arena_room(struct vg_arena *a, void *list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : FIRST_ROOM;
    void *old, *grown = vg_arena_array(a, more, size);
    if (!grown)
        return false;
    memcpy(&old, list, sizeof old);
    if (n)
        memcpy(grown, old, n * size);
    memcpy(list, &grown, sizeof grown);
    *cap = more;
    return true;
}

char *vg_arena_cstr(struct vg_arena *a, struct vg_str s)
{
    if (!s.ptr)
        return NULL;
    char *p = vg_arena_array(a, s.len + 1, 1);
    if (p)
        memcpy(p, s.ptr, s.len);
    return p;
}

char *vg_arena_strdup(struct vg_arena *a, const char *s)
{
    return vg_arena_cstr(a, vg_str_of(s));
}

struct vg_str vg_arena_str(struct vg_arena *a, struct vg_str s)
{
    char *p = vg_arena_cstr(a, s);
    return p ? (struct vg_str){p, s.len} : (struct vg_str){0};
}

char *vg_arena_printf(struct vg_arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : vg_arena_array(a, (size_t)n + 1, 1);
    if (!p)
        return NULL;
    va_start(args, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, args);
    va_end(args);
    return p;
}

bool vg_arena_failed(const struct vg_arena *a)
{
    return a->too_large || a->no_memory;
}

enum vg_status vg_arena_check(const struct vg_arena *a, struct vg_error *err)
{
    if (a->too_large)
        return vg_fail(err, VG_TOO_LARGE, "",
                       "this takes more than the limit of %zu bytes of memory", a->max);
    if (a->no_memory)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    return VG_OK;
}
