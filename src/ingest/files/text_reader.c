/* GDAL's files below, so that what lies in an archive reads like any other file; iconv above.  UTF-8 is passed on
 * without a copy and unverified: whoever reads the cells judges it, and can name the line. */
#include "text_reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include <cpl_error.h>
#include <cpl_vsi.h>

#define RAW_BYTES 65536
#define NO_ICONV ((iconv_t)-1)

struct vg_text_reader {
    VSILFILE *file;
    iconv_t converter; /* NO_ICONV: bytes are passed on as they are */
    const char *marked;
    size_t mark_bytes;
    char raw[RAW_BYTES];
    size_t at, len;
    bool ended;
};

static const struct {
    const char *bytes;
    size_t n;
    const char *encoding;
} marks[] = {
    { "\xEF\xBB\xBF", 3, "UTF-8" },
    { "\xFF\xFE", 2, "UTF-16LE" },
    { "\xFE\xFF", 2, "UTF-16BE" },
};

static void look_for_mark(struct vg_text_reader *t)
{
    char head[3] = {0};
    size_t n = VSIFReadL(head, 1, sizeof head, t->file);
    for (size_t i = 0; i < VG_COUNT(marks); i++)
        if (n >= marks[i].n && !memcmp(head, marks[i].bytes, marks[i].n)) {
            t->marked = marks[i].encoding;
            t->mark_bytes = marks[i].n;
            return;
        }
}

static enum vg_status choose_converter(struct vg_text_reader *t, const char *encoding, struct vg_error *err)
{
    const char *from = encoding ? encoding : t->marked;
    if (!from || !strcasecmp(from, "UTF-8") || !strcasecmp(from, "UTF8"))
        return VG_OK;
    t->converter = iconv_open("UTF-8", from);
    return t->converter == NO_ICONV
               ? vg_fail(err, VG_BAD_INPUT, "encoding", "'%s' is no known encoding (UTF-8, ISO-8859-1, Windows-1252…)", from)
               : VG_OK;
}

enum vg_status vg_text_open(const char *path, const char *encoding, struct vg_text_reader **out, struct vg_error *err)
{
    struct vg_text_reader *t = calloc(1, sizeof *t);
    if (!t)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    t->converter = NO_ICONV;
    CPLErrorReset();
    t->file = VSIFOpenL(path, "rb");
    enum vg_status r = t->file ? VG_OK : vg_fail(err, VG_NOT_FOUND, "SOURCE", "'%s' cannot be read", path);
    if (r == VG_OK) {
        look_for_mark(t);
        r = choose_converter(t, encoding, err);
    }
    if (r == VG_OK)
        r = vg_text_rewind(t, err);
    if (r != VG_OK) {
        vg_text_close(t);
        return r;
    }
    *out = t;
    return VG_OK;
}

void vg_text_close(struct vg_text_reader *t)
{
    if (!t)
        return;
    if (t->converter != NO_ICONV)
        iconv_close(t->converter);
    if (t->file)
        VSIFCloseL(t->file);
    free(t);
}

const char *vg_text_marked(const struct vg_text_reader *t)
{
    return t->marked;
}

enum vg_status vg_text_rewind(struct vg_text_reader *t, struct vg_error *err)
{
    t->at = t->len = 0;
    t->ended = false;
    if (t->converter != NO_ICONV)
        iconv(t->converter, NULL, NULL, NULL, NULL);
    return VSIFSeekL(t->file, t->mark_bytes, SEEK_SET) == 0 ? VG_OK
                                                           : vg_fail(err, VG_BAD_INPUT, "SOURCE", "it cannot be read twice");
}

static enum vg_status damaged(struct vg_error *err)
{
    return vg_fail(err, VG_BAD_INPUT, "SOURCE", "it is damaged: it cannot be read to its end");
}

/* The end of a damaged archive looks like an end, but for what GDAL said when it met it. */
static bool whole_so_far(const struct vg_text_reader *t)
{
    return VSIFEofL(t->file) && CPLGetLastErrorType() < CE_Failure;
}

/* Bytes of a character that the last conversion left over stay in front. */
static enum vg_status refill(struct vg_text_reader *t, struct vg_error *err)
{
    memmove(t->raw, t->raw + t->at, t->len - t->at);
    t->len -= t->at;
    t->at = 0;
    size_t n = VSIFReadL(t->raw + t->len, 1, RAW_BYTES - t->len, t->file);
    t->len += n;
    if (n > 0 || t->len == RAW_BYTES)
        return VG_OK;
    t->ended = true;
    return whole_so_far(t) ? VG_OK : damaged(err);
}

static enum vg_status convert(struct vg_text_reader *t, char *buf, size_t room, size_t *n_out, struct vg_error *err)
{
    char *in = t->raw + t->at, *out = buf;
    size_t left = t->len - t->at, free_bytes = room;
    errno = 0;
    size_t rc = iconv(t->converter, &in, &left, &out, &free_bytes);
    t->at = t->len - left;
    *n_out = room - free_bytes;
    if (rc == (size_t)-1 && errno == EILSEQ && *n_out == 0)
        return vg_fail(err, VG_BAD_INPUT, "encoding", "there are bytes that its encoding does not have");
    return VG_OK;
}

static enum vg_status read_plain(struct vg_text_reader *t, char *buf, size_t room, size_t *n_out, struct vg_error *err)
{
    *n_out = VSIFReadL(buf, 1, room, t->file);
    return whole_so_far(t) || *n_out ? VG_OK : damaged(err);
}

enum vg_status vg_text_read(struct vg_text_reader *t, char *buf, size_t room, size_t *n_out, struct vg_error *err)
{
    if (t->converter == NO_ICONV)
        return read_plain(t, buf, room, n_out, err);
    *n_out = 0;
    while (*n_out == 0) {
        enum vg_status r = t->ended ? VG_OK : refill(t, err);
        if (r != VG_OK || t->len == t->at)
            return r;
        r = convert(t, buf, room, n_out, err);
        if (r != VG_OK)
            return r;
        if (*n_out == 0 && t->ended)
            return vg_fail(err, VG_BAD_INPUT, "encoding", "its last character is cut short");
    }
    return VG_OK;
}
