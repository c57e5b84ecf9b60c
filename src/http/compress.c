/* compress.c — libdeflate packs a buffer in one call and twice as fast as zlib, but needs room for all
 * of the result.  The room for a large body is a mapped file without a name, so that memory does not
 * grow with what is asked for. */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "compress.h"

#define LEVEL 1
#define MAX_IN_MEMORY (16 * 1024 * 1024)

struct kit {
    struct kit *next;
    struct libdeflate_compressor *gzip; /* each made when first needed */
    ZSTD_CCtx *zstd;
};

struct vg_compressors {
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct kit *idle;
    int made, max;
};

struct vg_compressors *vg_compressors_new(int max)
{
    struct vg_compressors *c = calloc(1, sizeof(*c));
    if (!c)
        return NULL;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->returned, NULL);
    c->max = max;
    return c;
}

void vg_compressors_free(struct vg_compressors *c)
{
    if (!c)
        return;
    while (c->idle) {
        struct kit *k = c->idle;
        c->idle = k->next;
        libdeflate_free_compressor(k->gzip);
        ZSTD_freeCCtx(k->zstd);
        free(k);
    }
    pthread_cond_destroy(&c->returned);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* Waits while all are lent: more threads packing at once than there are processors only cost memory. */
static struct kit *borrow(struct vg_compressors *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->idle && c->made == c->max)
        pthread_cond_wait(&c->returned, &c->lock);
    struct kit *k = c->idle;
    if (k)
        c->idle = k->next;
    else if ((k = calloc(1, sizeof(*k))))
        c->made++;
    pthread_mutex_unlock(&c->lock);
    return k;
}

static void give_back(struct vg_compressors *c, struct kit *k)
{
    pthread_mutex_lock(&c->lock);
    k->next = c->idle;
    c->idle = k;
    pthread_cond_signal(&c->returned);
    pthread_mutex_unlock(&c->lock);
}

/* A file of that size, really there: a hole would end the process when the disk is full. */
static char *map_file(size_t size)
{
    const char *folder = getenv("TMPDIR");
    int fd = open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return NULL;
    char *map = MAP_FAILED;
    if (posix_fallocate(fd, 0, (off_t)size) == 0)
        map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

static bool make_room(size_t size, struct vg_packed *out)
{
    *out = (struct vg_packed){0};
    if (size > MAX_IN_MEMORY) {
        out->ptr = map_file(size);
        out->mapped = out->ptr ? size : 0;
    } else {
        out->ptr = malloc(size);
    }
    return out->ptr != NULL;
}

void vg_packed_finish(struct vg_packed *p)
{
    if (p->mapped)
        munmap(p->ptr, p->mapped);
    else
        free(p->ptr);
    *p = (struct vg_packed){0};
}

static size_t pack_gzip(struct kit *k, struct vg_str body, struct vg_packed *out)
{
    if (!k->gzip)
        k->gzip = libdeflate_alloc_compressor(LEVEL);
    size_t room = libdeflate_gzip_compress_bound(k->gzip, body.len);
    if (!k->gzip || !make_room(room, out))
        return 0;
    return libdeflate_gzip_compress(k->gzip, body.ptr, body.len, out->ptr, room);
}

static size_t pack_zstd(struct kit *k, struct vg_str body, struct vg_packed *out)
{
    if (!k->zstd)
        k->zstd = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(body.len);
    if (!k->zstd || !make_room(room, out))
        return 0;
    size_t n = ZSTD_compressCCtx(k->zstd, out->ptr, room, body.ptr, body.len, LEVEL);
    return ZSTD_isError(n) ? 0 : n;
}

/* How much is saved is known only now: give the rest of the room back. */
static void shrink(struct vg_packed *p)
{
    if (p->mapped)
        return;
    char *smaller = realloc(p->ptr, p->len);
    if (smaller)
        p->ptr = smaller;
}

bool vg_compress(struct vg_compressors *c, enum vg_coding coding, struct vg_str body,
                 struct vg_packed *out)
{
    struct kit *k = borrow(c);
    if (!k)
        return false;
    struct vg_packed packed = {0};
    size_t n = coding == VG_CODING_ZSTD ? pack_zstd(k, body, &packed) : pack_gzip(k, body, &packed);
    give_back(c, k);
    if (n == 0 || n >= body.len) {
        vg_packed_finish(&packed);
        return false;
    }
    packed.len = n;
    shrink(&packed);
    *out = packed;
    return true;
}
