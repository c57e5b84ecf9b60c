/* PKWARE's APPNOTE 6.3.10: the end record (4.3.16) stands last and tells where the directory is; past 65 535 files or 4 GB
 * its numbers stand in the record of ZIP64 (4.3.14), which a locator before it points to.  Each file has a local head (4.3.7)
 * before its bytes, whose length alone is taken from it: sizes are the directory's. */
#include "zip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#define MAX_DIRECTORY ((size_t)64 << 20) /* as it stands in the file; its entries take up to four times that */
#define END_SIZE 22
#define LOCATOR_SIZE 20
#define END64_SIZE 56
#define HEAD_SIZE 30   /* of a file, before its name */
#define ENTRY_SIZE 46  /* in the directory, before its name */
#define MAX_COMMENT 65535
#define NOT_HERE UINT32_C(0xFFFFFFFF) /* the number stands in the field of ZIP64 */

struct vg_zip {
    FILE *file;
    struct vg_arena *arena; /* of the directory */
    struct vg_zip_entry *entries;
    size_t n;
};

static uint64_t number(const unsigned char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

static bool is_sign(const unsigned char *p, const char *two)
{
    return p[0] == 'P' && p[1] == 'K' && p[2] == two[0] && p[3] == two[1];
}

static bool read_at(FILE *f, uint64_t at, void *to, size_t n)
{
    return at <= INT64_MAX && fseeko(f, (off_t)at, SEEK_SET) == 0 && fread(to, 1, n, f) == n;
}

/* --- the directory -------------------------------------------------------------------------------- */

struct directory {
    uint64_t at, size, n;
};

/* The end record is the last one whose comment reaches to the end of the file; -1: there is none. */
static long find_end(const unsigned char *tail, size_t n)
{
    for (long i = (long)n - END_SIZE; i >= 0; i--)
        if (is_sign(tail + i, "\5\6") && (size_t)i + END_SIZE + number(tail + i + 20, 2) <= n)
            return i;
    return -1;
}

static bool find_directory(struct vg_zip *z, struct directory *d)
{
    unsigned char end64[END64_SIZE];
    off_t size = fseeko(z->file, 0, SEEK_END) == 0 ? ftello(z->file) : -1;
    size_t n = size < 0 ? 0 : size < MAX_COMMENT + END_SIZE + LOCATOR_SIZE ? (size_t)size : MAX_COMMENT + END_SIZE + LOCATOR_SIZE;
    unsigned char *tail = n >= END_SIZE ? malloc(n) : NULL;
    long at = tail && read_at(z->file, (uint64_t)size - n, tail, n) ? find_end(tail, n) : -1;
    bool found = at >= 0;

    if (found) {
        *d = (struct directory){.at = number(tail + at + 16, 4), .size = number(tail + at + 12, 4), .n = number(tail + at + 10, 2)};
        if (at >= LOCATOR_SIZE && is_sign(tail + at - LOCATOR_SIZE, "\6\7")) {
            found = read_at(z->file, number(tail + at - LOCATOR_SIZE + 8, 8), end64, sizeof end64) && is_sign(end64, "\6\6");
            *d = (struct directory){.at = number(end64 + 48, 8), .size = number(end64 + 40, 8), .n = number(end64 + 32, 8)};
        }
    }
    free(tail);
    return found && d->at <= (uint64_t)size && d->size <= (uint64_t)size - d->at && d->n <= d->size / ENTRY_SIZE;
}

/* The field of ZIP64 (4.5.3) has those numbers alone that did not fit, in this order. */
static bool take_large(struct vg_zip_entry *e, const unsigned char *extra, size_t n)
{
    uint64_t *const numbers[] = {&e->size, &e->packed, &e->at};
    size_t i = 0;

    while (n >= 4 && (number(extra, 2) != 1 || number(extra + 2, 2) > n - 4)) {
        size_t skip = 4 + (size_t)number(extra + 2, 2);
        if (skip > n)
            break;
        extra += skip;
        n -= skip;
    }
    bool is_there = n >= 4 && number(extra, 2) == 1;
    size_t left = is_there ? (size_t)number(extra + 2, 2) : 0;
    for (extra += is_there ? 4 : 0; i < 3; i++) {
        if (*numbers[i] != NOT_HERE)
            continue;
        if (left < 8)
            return false;
        *numbers[i] = number(extra, 8);
        extra += 8;
        left -= 8;
    }
    return true;
}

/* One entry; its length, 0: it is none. */
static size_t take_entry(struct vg_arena *a, const unsigned char *p, size_t left, struct vg_zip_entry *e)
{
    if (left < ENTRY_SIZE || !is_sign(p, "\1\2"))
        return 0;
    size_t name = (size_t)number(p + 28, 2), extra = (size_t)number(p + 30, 2), comment = (size_t)number(p + 32, 2);
    if (left - ENTRY_SIZE < name + extra + comment)
        return 0;
    *e = (struct vg_zip_entry){.name = vg_arena_cstr(a, (struct vg_str){(const char *)p + ENTRY_SIZE, name}),
                               .at = number(p + 42, 4), .packed = number(p + 20, 4), .size = number(p + 24, 4),
                               .crc = (uint32_t)number(p + 16, 4), .method = (unsigned)number(p + 10, 2),
                               .flags = (unsigned)number(p + 8, 2)};
    return e->name && take_large(e, p + ENTRY_SIZE + name, extra) ? ENTRY_SIZE + name + extra + comment : 0;
}

static int by_name(const void *a, const void *b)
{
    const struct vg_zip_entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static bool take_directory(struct vg_zip *z, const struct directory *d, const unsigned char *bytes)
{
    size_t at = 0;

    z->entries = vg_arena_array(z->arena, d->n ? (size_t)d->n : 1, sizeof *z->entries);
    for (z->n = 0; z->entries && z->n < d->n; z->n++) {
        size_t len = take_entry(z->arena, bytes + at, (size_t)d->size - at, &z->entries[z->n]);
        if (!len)
            return false;
        at += len;
    }
    if (z->entries && z->n > 1)
        qsort(z->entries, z->n, sizeof *z->entries, by_name);
    return z->entries != NULL;
}

static enum vg_status read_directory(struct vg_zip *z, const char *path, struct vg_error *err)
{
    struct directory d;

    if (!find_directory(z, &d))
        return vg_fail(err, VG_BAD_INPUT, path, "the archive cannot be read, or is empty");
    if (d.size > MAX_DIRECTORY)
        return vg_fail(err, VG_TOO_LARGE, path, "the list of the archive's files is larger than %zu MB", MAX_DIRECTORY >> 20);
    unsigned char *bytes = malloc((size_t)d.size + 1);
    bool good = bytes && read_at(z->file, d.at, bytes, (size_t)d.size) && take_directory(z, &d, bytes);
    free(bytes);
    return good && z->n ? VG_OK : vg_fail(err, VG_BAD_INPUT, path, "the archive cannot be read, or is empty");
}

enum vg_status vg_zip_open(const char *path, struct vg_zip **out, struct vg_error *err)
{
    struct vg_zip *z = calloc(1, sizeof *z);
    if (!z || !(z->arena = vg_arena_new(4 * MAX_DIRECTORY))) {
        vg_zip_close(z);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    z->file = fopen(path, "rb");
    enum vg_status r = z->file ? read_directory(z, path, err)
                               : vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(errno));
    if (r == VG_OK)
        *out = z;
    else
        vg_zip_close(z);
    return r;
}

const struct vg_zip_entry *vg_zip_entries(const struct vg_zip *z, size_t *n_out)
{
    *n_out = z->n;
    return z->entries;
}

void vg_zip_close(struct vg_zip *z)
{
    if (!z)
        return;
    if (z->file)
        fclose(z->file);
    vg_arena_free(z->arena);
    free(z);
}

/* --- one file ------------------------------------------------------------------------------------- */

static bool unpack(const unsigned char *packed, size_t n, char *to, size_t size)
{
    z_stream s = {.next_in = (unsigned char *)(uintptr_t)packed, .avail_in = (uInt)n, .next_out = (unsigned char *)to,
                  .avail_out = (uInt)size + 1}; /* one more than told: a file that is longer does not end there */
    if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
        return false;
    int code = inflate(&s, Z_FINISH);
    bool whole = code == Z_STREAM_END && s.total_out == size;
    inflateEnd(&s);
    return whole;
}

enum vg_status vg_zip_read(struct vg_zip *z, const struct vg_zip_entry *e, size_t max, struct vg_arena *a, struct vg_str *out,
                           struct vg_error *err)
{
    unsigned char head[HEAD_SIZE];

    if (e->size > max || e->packed > max + 1024)
        return vg_fail(err, VG_TOO_LARGE, "", "the file is larger than %zu MB", max >> 20);
    if ((e->flags & 1) || (e->method != 0 && e->method != Z_DEFLATED))
        return vg_fail(err, VG_BAD_INPUT, "", "it is encrypted, or packed in a way that is not known here");
    char *bytes = vg_arena_alloc(a, (size_t)e->size + 2);
    unsigned char *packed = vg_arena_alloc(a, (size_t)e->packed + 1);
    if (!bytes || !packed)
        return vg_arena_check(a, err);
    bool good = read_at(z->file, e->at, head, sizeof head) && is_sign(head, "\3\4")
                && read_at(z->file, e->at + HEAD_SIZE + number(head + 26, 2) + number(head + 28, 2), packed, (size_t)e->packed);
    if (good && e->method == 0 && (good = e->packed == e->size))
        memcpy(bytes, packed, (size_t)e->size);
    else if (good)
        good = unpack(packed, (size_t)e->packed, bytes, (size_t)e->size);
    if (!good || crc32(0, (const unsigned char *)bytes, (uInt)e->size) != e->crc)
        return vg_fail(err, VG_BAD_INPUT, "", "it is damaged: it cannot be read to its end");
    bytes[e->size] = '\0';
    *out = (struct vg_str){bytes, (size_t)e->size};
    return VG_OK;
}
