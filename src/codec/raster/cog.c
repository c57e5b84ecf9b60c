/* Is a TIFF cloud-optimised?  The rules of the COG standard (OGC 21-026) and of GDAL's own check, on the bytes alone:
 *
 * - the picture is in tiles, and so are its overviews where they are larger than one tile;
 * - a picture larger than a tile has overviews, each smaller than the one before;
 * - the directories stand at the head of the file, the full picture's first, then the overviews from large to small;
 * - the cells follow the other way round, the smallest overview's first, so that one read of the head is enough to find
 *   everything and a coarse picture comes early.
 *
 * Nothing in the file is believed before it is looked at: counts and places are bounded. */
#include <vigie/codec/raster.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_DIRECTORIES 64
#define MOST_ENTRIES 1024
#define LARGEST_UNTILED 512 /* cells: what is no larger may be in one piece */
#define HEAD_BYTES (16 * 1024)

enum tag {
    TAG_SUBFILE = 254, TAG_WIDTH = 256, TAG_HEIGHT = 257, TAG_STRIPS = 273, TAG_TILE_WIDTH = 322, TAG_TILE_HEIGHT = 323,
    TAG_TILES = 324,
};
enum { REDUCED = 1, MASK = 4 }; /* of TAG_SUBFILE */

struct directory {
    uint64_t at, subfile, width, height, tile_width, tile_height;
    uint64_t first_data; /* where its first cells lie; 0: it has none */
    bool tiled;
};

struct tiff {
    const struct vg_raster_source *source;
    bool big_endian, big; /* big: BigTIFF */
    uint64_t first;
    struct directory directories[MOST_DIRECTORIES];
    int n;
    struct vg_error *err;
};

/* --- numbers --------------------------------------------------------------------------------------- */

static uint64_t number(const struct tiff *t, const unsigned char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | p[t->big_endian ? i : bytes - 1 - i];
    return v;
}

static enum vg_status broken(struct tiff *t, uint64_t at)
{
    return vg_fail(t->err, VG_BAD_INPUT, "", "the TIFF is broken: what should be at byte %llu is not there",
                   (unsigned long long)at);
}

static enum vg_status read_number(struct tiff *t, uint64_t at, int bytes, uint64_t *out)
{
    unsigned char raw[8];
    if (!t->source->read(t->source->ctx, at, (size_t)bytes, raw))
        return broken(t, at);
    *out = number(t, raw, bytes);
    return VG_OK;
}

/* --- directories ------------------------------------------------------------------------------------ */

/* TIFF 6.0, section 2: bytes a value of each type; those of BigTIFF follow. */
static int size_of_type(uint64_t type)
{
    static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < sizeof sizes ? sizes[type] : 0;
}

/* The first value of the entry at p (tag, type, count, value or its place) that is not 0; of a list of tiles the empty ones,
 * which have no place, are passed over. */
static enum vg_status first_value(struct tiff *t, const unsigned char *p, uint64_t *out)
{
    uint64_t type = number(t, p + 2, 2), count = number(t, p + 4, t->big ? 8 : 4);
    int size = size_of_type(type), room = t->big ? 8 : 4;
    const unsigned char *value = p + (t->big ? 12 : 8);
    *out = 0;
    if (size == 0 || count == 0)
        return VG_OK;
    uint64_t most = count < HEAD_BYTES ? count : HEAD_BYTES;
    if ((uint64_t)size * count <= (uint64_t)room) {
        for (uint64_t i = 0; i < count && *out == 0; i++)
            *out = number(t, value + (uint64_t)size * i, size);
        return VG_OK;
    }
    uint64_t at = number(t, value, room);
    enum vg_status r = VG_OK;
    for (uint64_t i = 0; i < most && *out == 0 && r == VG_OK; i++)
        r = at > UINT64_MAX / 2 ? broken(t, at) : read_number(t, at + (uint64_t)size * i, size, out);
    return r;
}

static enum vg_status read_entry(struct tiff *t, const unsigned char *p, struct directory *d)
{
    uint64_t *to = NULL;
    switch (number(t, p, 2)) {
    case TAG_SUBFILE: to = &d->subfile; break;
    case TAG_WIDTH: to = &d->width; break;
    case TAG_HEIGHT: to = &d->height; break;
    case TAG_TILE_WIDTH: to = &d->tile_width; break;
    case TAG_TILE_HEIGHT: to = &d->tile_height; break;
    case TAG_TILES: d->tiled = true; to = &d->first_data; break;
    case TAG_STRIPS: to = &d->first_data; break;
    default: return VG_OK;
    }
    return first_value(t, p, to);
}

static enum vg_status read_directory(struct tiff *t, uint64_t at, uint64_t *next)
{
    struct directory *d = &t->directories[t->n];
    int count_size = t->big ? 8 : 2, entry_size = t->big ? 20 : 12;
    unsigned char entry[20];
    uint64_t count = 0;
    *d = (struct directory){.at = at};
    enum vg_status r = read_number(t, at, count_size, &count);
    if (r != VG_OK)
        return r;
    if (count == 0 || count > MOST_ENTRIES)
        return vg_fail(t->err, VG_BAD_INPUT, "", "the TIFF is broken: a directory of %llu entries", (unsigned long long)count);
    at += (uint64_t)count_size;
    for (uint64_t i = 0; i < count && r == VG_OK; i++, at += (uint64_t)entry_size) {
        if (!t->source->read(t->source->ctx, at, (size_t)entry_size, entry))
            return broken(t, at);
        r = read_entry(t, entry, d);
    }
    t->n++;
    return r == VG_OK ? read_number(t, at, t->big ? 8 : 4, next) : r;
}

static enum vg_status read_head(struct tiff *t)
{
    unsigned char head[16] = {0};
    if (!t->source->read(t->source->ctx, 0, 8, head))
        return vg_fail(t->err, VG_BAD_INPUT, "", "it is no TIFF: it is too short");
    t->big_endian = head[0] == 'M';
    uint64_t version = number(t, head + 2, 2);
    if (head[0] != head[1] || (head[0] != 'I' && head[0] != 'M') || (version != 42 && version != 43))
        return vg_fail(t->err, VG_BAD_INPUT, "", "it is no TIFF: it begins otherwise");
    t->big = version == 43;
    if (!t->big) {
        t->first = number(t, head + 4, 4);
        return VG_OK;
    }
    return read_number(t, 8, 8, &t->first);
}

static enum vg_status read_directories(struct tiff *t)
{
    uint64_t at;
    enum vg_status r = read_head(t);
    for (at = t->first; r == VG_OK && at != 0 && t->n < MOST_DIRECTORIES;) {
        for (int i = 0; i < t->n; i++)
            if (t->directories[i].at == at)
                return vg_fail(t->err, VG_BAD_INPUT, "", "the TIFF is broken: its directories go round in a circle");
        r = read_directory(t, at, &at);
    }
    if (r == VG_OK && t->n == 0)
        return vg_fail(t->err, VG_BAD_INPUT, "", "the TIFF is broken: it has no directory");
    return r;
}

/* --- the rules -------------------------------------------------------------------------------------- */

static void check_tiled(const struct directory *d, const char *what, struct vg_buf *faults)
{
    bool large = d->width > LARGEST_UNTILED || d->height > LARGEST_UNTILED;
    if (large && !d->tiled)
        vg_buf_printf(faults, "%s is not in tiles, although it is larger than %d cells\n", what, LARGEST_UNTILED);
}

static void check_order(const struct directory *before, const struct directory *d, int number_of, struct vg_buf *faults)
{
    if (d->width > before->width || d->height > before->height)
        vg_buf_printf(faults, "overview %d is larger than the picture before it\n", number_of);
    if (d->at < before->at)
        vg_buf_printf(faults, "the directory of overview %d stands before that of the larger picture\n", number_of);
    if (d->first_data && before->first_data && d->first_data > before->first_data)
        vg_buf_printf(faults, "the cells of overview %d come after those of the larger picture: they should come before\n",
                      number_of);
}

static void check_main(const struct tiff *t, struct vg_buf *faults)
{
    const struct directory *d = &t->directories[0];
    if (d->subfile & REDUCED)
        vg_buf_cstr(faults, "the first directory is that of an overview: the full picture's should be first\n");
    if (d->at > HEAD_BYTES)
        vg_buf_printf(faults, "the first directory is at byte %llu: it should be at the head of the file\n",
                      (unsigned long long)d->at);
    check_tiled(d, "the picture", faults);
}

static void apply_rules(const struct tiff *t, struct vg_buf *faults)
{
    const struct directory *before = &t->directories[0];
    int n = 0;
    check_main(t, faults);
    for (int i = 1; i < t->n; i++) {
        const struct directory *d = &t->directories[i];
        char what[32];
        if (d->subfile & MASK)
            continue;
        if (!(d->subfile & REDUCED)) {
            vg_buf_cstr(faults, "it holds more than one picture\n");
            continue;
        }
        snprintf(what, sizeof what, "overview %d", ++n);
        check_tiled(d, what, faults);
        check_order(before, d, n, faults);
        before = d;
    }
    const struct directory *full = &t->directories[0];
    if (n == 0 && (full->width > LARGEST_UNTILED || full->height > LARGEST_UNTILED))
        vg_buf_printf(faults, "it has no overviews, although it is larger than %d cells\n", LARGEST_UNTILED);
}

enum vg_status vg_raster_check(const struct vg_raster_source *s, struct vg_buf *faults, struct vg_error *err)
{
    struct tiff *t = calloc(1, sizeof *t);
    if (!t)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    t->source = s;
    t->err = err;
    enum vg_status r = read_directories(t);
    if (r == VG_OK)
        apply_rules(t, faults);
    free(t);
    return r;
}

/* --- files ------------------------------------------------------------------------------------------- */

static bool read_file(void *ctx, uint64_t at, size_t n, void *to)
{
    const int *fd = ctx;
    return at <= INT64_MAX && pread(*fd, to, n, (off_t)at) == (ssize_t)n;
}

enum vg_status vg_raster_check_file(const char *path, struct vg_buf *faults, struct vg_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return vg_fail(err, errno == ENOENT ? VG_NOT_FOUND : VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(errno));
    const struct vg_raster_source s = {read_file, &fd};
    enum vg_status r = vg_raster_check(&s, faults, err);
    close(fd);
    return r;
}
