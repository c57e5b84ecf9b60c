/* Cells are slices of one buffer that moves along the file; it grows only for a record that does not fit, up to a limit
 * at which a quote without an end is the likelier reason.  The separator is the one by which the first records have the
 * same number of cells. */
#include "csv_reader.h"

#include <stdlib.h>

#include "../files/text_reader.h"

#define FIRST_BYTES ((size_t)256 << 10)
#define SAMPLE_RECORDS 50 /* from which the separator is found out */

struct vg_csv_reader {
    struct vg_text_reader *text;
    char *buf;
    size_t at, len, cap;
    bool ended;
    char separator, line_end;
    int64_t line; /* of what stands at `at` */
    struct vg_str *cells;
    size_t max_cells;
};

/* ---- bytes ---- */

static enum vg_status out_of_memory(struct vg_error *err)
{
    return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
}

/* More bytes behind those from `at` on, which move to the front. */
static enum vg_status more(struct vg_csv_reader *r, struct vg_error *err)
{
    if (r->at > 0) {
        memmove(r->buf, r->buf + r->at, r->len - r->at);
        r->len -= r->at;
        r->at = 0;
    }
    if (r->cap - r->len < VG_TEXT_MIN_ROOM) {
        size_t cap = r->cap ? r->cap * 2 : FIRST_BYTES;
        if (cap > VG_CSV_MAX_RECORD)
            return vg_fail(err, VG_BAD_INPUT, "", "a record is longer than %zu MB: a quote may be missing",
                           VG_CSV_MAX_RECORD >> 20);
        char *bigger = realloc(r->buf, cap + 1);
        if (!bigger)
            return out_of_memory(err);
        r->buf = bigger;
        r->cap = cap;
    }
    /* Until it is full, so that a record looked at again has at least doubled. */
    enum vg_status s = VG_OK;
    while (s == VG_OK && !r->ended && r->cap - r->len >= VG_TEXT_MIN_ROOM) {
        size_t n = 0;
        s = vg_text_read(r->text, r->buf + r->len, r->cap - r->len, &n, err);
        r->len += n;
        r->ended = s == VG_OK && n == 0;
    }
    return s;
}

/* ---- one record ---- */

/* Where the record that begins at `from` ends (its line end not included).  False: not within the bytes there are. */
static bool find_end(const struct vg_csv_reader *r, size_t from, char separator, size_t *end)
{
    bool may_open = true, quoted = false;
    for (size_t i = from; i < r->len; i++) {
        char c = r->buf[i];
        if (quoted) {
            quoted = c != '"';
            may_open = !quoted; /* a doubled quote opens again at once */
            continue;
        }
        if (c == r->line_end) {
            *end = i;
            return true;
        }
        quoted = may_open && c == '"';
        may_open = c == separator;
    }
    *end = r->len;
    return false;
}

static int64_t count_lines(const char *p, size_t n, char line_end)
{
    int64_t lines = 0;
    for (const char *end = p + n; p < end && (p = memchr(p, line_end, (size_t)(end - p))); p++)
        lines++;
    return lines;
}

/* A quoted cell that begins at p (its quote): unescaped in place.  NULL: never closed. */
static char *read_quoted(char *p, const char *end, struct vg_str *cell)
{
    char *to = ++p;
    cell->ptr = p;
    for (; p < end; p++) {
        if (*p == '"') {
            if (p + 1 == end || p[1] != '"') {
                cell->len = (size_t)(to - cell->ptr);
                return p + 1;
            }
            p++;
        }
        *to++ = *p;
    }
    return NULL;
}

static bool add_cell(struct vg_csv_reader *r, size_t n, struct vg_str cell)
{
    if (n == r->max_cells) {
        size_t max = r->max_cells ? r->max_cells * 2 : 64;
        struct vg_str *bigger = max <= 2 * VG_CSV_MAX_CELLS ? realloc(r->cells, max * sizeof *bigger) : NULL;
        if (!bigger)
            return false;
        r->cells = bigger;
        r->max_cells = max;
    }
    r->cells[n] = cell;
    return true;
}

static enum vg_status split(struct vg_csv_reader *r, char *p, char *end, char separator, size_t *n_out,
                            struct vg_error *err)
{
    *n_out = 0;
    for (;;) {
        struct vg_str cell = { p, 0 };
        if (p < end && *p == '"') {
            char *after = read_quoted(p, end, &cell);
            if (!after)
                return vg_fail(err, VG_BAD_INPUT, "", "a quote is opened and never closed");
            if (after < end && *after != separator)
                return vg_fail(err, VG_BAD_INPUT, "", "there is text after a closing quote; a quote within a text is doubled");
            p = after;
        } else {
            char *stop = memchr(p, separator, (size_t)(end - p));
            p = stop ? stop : end;
            cell.len = (size_t)(p - cell.ptr);
        }
        if (*n_out == VG_CSV_MAX_CELLS || !add_cell(r, *n_out, cell))
            return vg_fail(err, VG_BAD_INPUT, "", "a record has more than %d fields", VG_CSV_MAX_CELLS);
        ++*n_out;
        if (p == end)
            return VG_OK;
        p++;
    }
}

static bool is_blank(const struct vg_csv_reader *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (r->cells[i].len)
            return false;
    return n == 1;
}

enum vg_status vg_csv_next(struct vg_csv_reader *r, struct vg_csv_record *out, struct vg_error *err)
{
    for (;;) {
        size_t end;
        out->line = r->line;
        out->n = 0;
        while (!find_end(r, r->at, r->separator, &end) && !r->ended) {
            enum vg_status s = more(r, err);
            if (s != VG_OK)
                return s;
        }
        if (r->at == r->len)
            return VG_END;
        char *begin = r->buf + r->at;
        r->line += 1 + count_lines(begin, end - r->at, r->line_end);
        r->at = end < r->len ? end + 1 : end;
        if (end > (size_t)(begin - r->buf) && r->line_end == '\n' && r->buf[end - 1] == '\r')
            end--;
        enum vg_status s = split(r, begin, r->buf + end, r->separator, &out->n, err);
        out->cells = r->cells;
        if (s != VG_OK || !is_blank(r, out->n))
            return s;
    }
}

/* ---- separator ---- */

/* How many cells the records of the sample have, all alike; 0: not alike, and *first tells of the header. */
static size_t cells_alike(struct vg_csv_reader *r, char separator, size_t *first)
{
    size_t at = r->at, end, alike = 0;
    *first = 0;
    for (int k = 0; k < SAMPLE_RECORDS; k++) {
        bool whole = find_end(r, at, separator, &end);
        if (at >= r->len || (!whole && !r->ended && k > 0))
            break;
        size_t n = 1;
        bool quoted = false;
        for (size_t i = at; i < end; i++) {
            quoted ^= r->buf[i] == '"';
            n += !quoted && r->buf[i] == separator;
        }
        bool blank = end == at || (end == at + 1 && r->buf[at] == '\r');
        if (*first == 0)
            *first = alike = n;
        else if (n != alike && !blank)
            alike = 0;
        at = end + 1;
    }
    return alike;
}

static char guess_separator(struct vg_csv_reader *r)
{
    static const char candidates[] = { ',', ';', '\t', '|' };
    char best = ',', widest = ',';
    size_t best_n = 1, widest_n = 1;
    for (size_t i = 0; i < VG_COUNT(candidates); i++) {
        size_t first, n = cells_alike(r, candidates[i], &first);
        if (n > best_n) {
            best = candidates[i];
            best_n = n;
        }
        if (first > widest_n) {
            widest = candidates[i];
            widest_n = first;
        }
    }
    return best_n > 1 ? best : widest;
}

/* ---- public ---- */

static enum vg_status look_at_start(struct vg_csv_reader *r, struct vg_error *err)
{
    enum vg_status s = more(r, err);
    if (s != VG_OK)
        return s;
    r->line_end = r->len && !memchr(r->buf, '\n', r->len) && memchr(r->buf, '\r', r->len) ? '\r' : '\n';
    r->separator = guess_separator(r);
    return VG_OK;
}

enum vg_status vg_csv_reader_open(const char *path, const char *encoding, struct vg_csv_reader **out, struct vg_error *err)
{
    struct vg_csv_reader *r = calloc(1, sizeof *r);
    if (!r)
        return out_of_memory(err);
    r->line = 1;
    enum vg_status s = vg_text_open(path, encoding, &r->text, err);
    if (s == VG_OK)
        s = look_at_start(r, err);
    if (s != VG_OK) {
        vg_csv_reader_close(r);
        return s;
    }
    *out = r;
    return VG_OK;
}

void vg_csv_reader_close(struct vg_csv_reader *r)
{
    if (!r)
        return;
    vg_text_close(r->text);
    free(r->buf);
    free(r->cells);
    free(r);
}

enum vg_status vg_csv_rewind(struct vg_csv_reader *r, struct vg_error *err)
{
    r->at = r->len = 0;
    r->ended = false;
    r->line = 1;
    return vg_text_rewind(r->text, err);
}

char vg_csv_separator(const struct vg_csv_reader *r)
{
    return r->separator;
}

const char *vg_csv_marked(const struct vg_csv_reader *r)
{
    return vg_text_marked(r->text);
}
