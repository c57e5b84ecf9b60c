/* compress.c — libdeflate packs a buffer in one call and twice as fast as zlib, but needs the whole body and room for
 * all of the result in memory.  So a large body is packed piece by piece, by zlib: memory does not grow with what is
 * asked for. */
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <vigie/http/gzip.h>

#include "compress.h"

#define LEVEL 1
#define WHOLE_BYTES (16 * 1024 * 1024) /* a larger body is packed in pieces */
#define PIECE_BYTES (256 * 1024)
#define GZIP_WINDOW (15 + 16) /* zlib's way to ask for a gzip head */

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

/* --- in one call ------------------------------------------------------------------------------ */

static size_t gzip_whole(struct kit *k, struct vg_str body, char *room, size_t size)
{
    return libdeflate_gzip_compress(k->gzip, body.ptr, body.len, room, size);
}

static size_t zstd_whole(struct kit *k, struct vg_str body, char *room, size_t size)
{
    size_t n = ZSTD_compressCCtx(k->zstd, room, size, body.ptr, body.len, LEVEL);
    return ZSTD_isError(n) ? 0 : n;
}

static bool pack_whole(struct kit *k, enum vg_coding coding, struct vg_str body, struct vg_buf *out)
{
    bool zstd = coding == VG_CODING_ZSTD;
    size_t size = zstd ? ZSTD_compressBound(body.len) : libdeflate_gzip_compress_bound(k->gzip, body.len);
    char *room = malloc(size);
    size_t n = !room ? 0 : zstd ? zstd_whole(k, body, room, size) : gzip_whole(k, body, room, size);
    if (n > 0 && n < body.len)
        vg_buf_add(out, room, n);
    free(room);
    return n > 0 && n < body.len;
}

/* --- in pieces -------------------------------------------------------------------------------- */

struct pieces {
    struct vg_unpacked body;
    size_t done;
    struct vg_buf *out;
    char room[PIECE_BYTES];
};

/* The next piece; what was packed may leave the memory. */
static struct vg_str next_piece(struct pieces *p)
{
    size_t left = p->body.bytes.len - p->done;
    struct vg_str piece = {p->body.bytes.ptr + p->done, left < PIECE_BYTES ? left : PIECE_BYTES};
    if (p->body.buf)
        vg_buf_rest(p->body.buf, p->done);
    p->done += piece.len;
    return piece;
}

static bool is_last(const struct pieces *p)
{
    return p->done == p->body.bytes.len;
}

static bool gzip_pieces(struct pieces *p)
{
    z_stream z = {0};
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    int r = Z_OK;
    while (r == Z_OK && p->out->failed == VG_OK) {
        if (z.avail_in == 0 && !is_last(p)) {
            struct vg_str piece = next_piece(p);
            z.next_in = (Bytef *)piece.ptr;
            z.avail_in = (uInt)piece.len;
        }
        z.next_out = (Bytef *)p->room;
        z.avail_out = PIECE_BYTES;
        r = deflate(&z, is_last(p) ? Z_FINISH : Z_NO_FLUSH);
        vg_buf_add(p->out, p->room, PIECE_BYTES - z.avail_out);
    }
    deflateEnd(&z);
    return r == Z_STREAM_END;
}

static bool zstd_pieces(struct kit *k, struct pieces *p)
{
    ZSTD_inBuffer in = {0};
    size_t left = 1;
    ZSTD_CCtx_reset(k->zstd, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(k->zstd, ZSTD_c_compressionLevel, LEVEL);
    while (left > 0 && !ZSTD_isError(left) && p->out->failed == VG_OK) {
        if (in.pos == in.size && !is_last(p)) {
            struct vg_str piece = next_piece(p);
            in = (ZSTD_inBuffer){piece.ptr, piece.len, 0};
        }
        ZSTD_outBuffer out = {p->room, PIECE_BYTES, 0};
        bool last = is_last(p);
        left = ZSTD_compressStream2(k->zstd, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
        vg_buf_add(p->out, p->room, out.pos);
        if (!last && !ZSTD_isError(left))
            left = 1;
    }
    return left == 0;
}

static bool pack_pieces(struct kit *k, enum vg_coding coding, struct vg_unpacked body, struct vg_buf *out)
{
    struct pieces *p = malloc(sizeof(*p));
    if (!p)
        return false;
    p->body = body;
    p->done = 0;
    p->out = out;
    bool packed = coding == VG_CODING_ZSTD ? zstd_pieces(k, p) : gzip_pieces(p);
    free(p);
    return packed && out->failed == VG_OK && vg_buf_total(out) < body.bytes.len;
}

/* --- either ----------------------------------------------------------------------------------- */

static bool make_ready(struct kit *k, enum vg_coding coding)
{
    if (coding == VG_CODING_ZSTD && !k->zstd)
        k->zstd = ZSTD_createCCtx();
    if (coding == VG_CODING_GZIP && !k->gzip)
        k->gzip = libdeflate_alloc_compressor(LEVEL);
    return coding == VG_CODING_ZSTD ? k->zstd != NULL : k->gzip != NULL;
}

bool vg_compress(struct vg_compressors *c, enum vg_coding coding, struct vg_unpacked body, struct vg_buf *out)
{
    struct kit *k = borrow(c);
    if (!k)
        return false;
    bool packed = make_ready(k, coding) && (body.bytes.len > WHOLE_BYTES ? pack_pieces(k, coding, body, out)
                                                                         : pack_whole(k, coding, body.bytes, out));
    give_back(c, k);
    if (body.buf)
        vg_buf_rest(body.buf, body.bytes.len);
    return packed && out->failed == VG_OK;
}

/* --- ready to be kept --------------------------------------------------------------------------- */

#define KEPT_LEVEL 6 /* packed once, sent often */

bool vg_gzip(struct vg_str body, struct vg_buf *out)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(KEPT_LEVEL);
    size_t size = c ? libdeflate_gzip_compress_bound(c, body.len) : 0;
    char *room = c ? vg_buf_reserve(out, size) : NULL;
    size_t n = room ? libdeflate_gzip_compress(c, body.ptr, body.len, room, size) : 0;
    vg_buf_commit(out, n);
    libdeflate_free_compressor(c);
    return n > 0;
}
