/* str.h — views on bytes (vg_str) and the one buffer we write to (vg_buf). */
#ifndef VIGIE_BASE_STR_H
#define VIGIE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <vigie/base/error.h>

/* A view on somebody else's bytes; not NUL-ended.  {0} is the absent string (ptr NULL). */
struct vg_str {
    const char *ptr;
    size_t len;
};

#define VG_STR(literal) ((struct vg_str){"" literal, sizeof(literal) - 1})

static inline struct vg_str vg_str_of(const char *s)
{
    struct vg_str view = {s, s ? strlen(s) : 0};
    return view;
}

/* Byte by byte. */
bool vg_str_eq(struct vg_str a, struct vg_str b);
bool vg_str_is(struct vg_str a, const char *b);
bool vg_str_is_nocase(struct vg_str a, const char *b);          /* ASCII only */
bool vg_str_starts(struct vg_str s, struct vg_str prefix);
struct vg_str vg_str_trim(struct vg_str s);                     /* ASCII white space */

/* Cut s at the first sep: head is what stands before, *rest what follows (absent when there was
 * no sep).  Loop: for (rest = s; rest.ptr;) { part = vg_str_cut(rest, ',', &rest); … } */
struct vg_str vg_str_cut(struct vg_str s, char sep, struct vg_str *rest);

/* Whole decimal integer / number, nothing before or after it; false if it is not one or overflows. */
bool vg_str_int64(struct vg_str s, int64_t *out);
bool vg_str_double(struct vg_str s, double *out);               /* finite, never locale dependent */

/* Well-formed UTF-8 without NUL (RFC 3629).  *bad_at is the offset of the first fault. */
bool vg_utf8_valid(struct vg_str s, size_t *bad_at);
size_t vg_utf8_count(struct vg_str s); /* in characters */

/* Memory shared by all requests: a ceiling for the process.  One per process, thread-safe. */
struct vg_budget;
struct vg_budget *vg_budget_new(size_t max_bytes); /* NULL: no memory */
void vg_budget_free(struct vg_budget *b);          /* bears NULL */
size_t vg_budget_used(const struct vg_budget *b);  /* bytes */

/* What we write to: always NUL-ended, bounded, with a sticky failure, so that a chain of appends is
 * checked once, at the end.  Where spilling is asked for, what passes mem_max goes to an unlinked
 * temporary file, and only max_bytes bounds the whole.
 * Read ptr/len directly only of a buffer that does not spill; otherwise seal it. */
struct vg_buf {
    char *ptr;
    size_t len, cap; /* of the part in memory */
    size_t max;      /* ceiling of the whole, bytes */
    enum vg_status failed; /* VG_OK, or why the chain broke: VG_TOO_LARGE, VG_NO_MEMORY, VG_UNAVAILABLE */
    struct vg_spill *spill; /* private; NULL: never spills */
};

/* So much of a spilling buffer is not charged: no answer is refused because others are large. */
#define VG_BUF_FREE (64 * 1024)

struct vg_spill_options {
    size_t mem_max;           /* bytes kept in memory before the file is used */
    const char *folder;       /* where the unlinked file is made (borrowed); NULL: $TMPDIR or /tmp */
    struct vg_budget *budget; /* may be NULL; charged for memory past VG_BUF_FREE.  When it is used up the buffer
                               * spills early */
};

/* Empty, without memory of its own yet, so it may be dropped as it is.  The second one spills as o says, which is copied. */
void vg_buf_init(struct vg_buf *b, size_t max_bytes);
void vg_buf_init_spill(struct vg_buf *b, size_t max_bytes, const struct vg_spill_options *o);
void vg_buf_finish(struct vg_buf *b); /* frees; bears {0} and may be called twice */
void vg_buf_clear(struct vg_buf *b);  /* empty again and no longer failed; keeps its memory */

/* Behind the fast paths below; call those instead. */
void vg_buf_add_slow(struct vg_buf *b, const void *ptr, size_t len);
char *vg_buf_reserve_slow(struct vg_buf *b, size_t n);
void vg_buf_commit_slow(struct vg_buf *b, size_t n);

static inline void vg_buf_add(struct vg_buf *b, const void *ptr, size_t len)
{
    if (len < b->cap - b->len) {
        if (len > 0)
            memcpy(b->ptr + b->len, ptr, len);
        b->len += len;
        b->ptr[b->len] = '\0';
    } else {
        vg_buf_add_slow(b, ptr, len);
    }
}

static inline void vg_buf_str(struct vg_buf *b, struct vg_str s)
{
    vg_buf_add(b, s.ptr, s.len);
}

static inline void vg_buf_cstr(struct vg_buf *b, const char *s) /* NULL adds nothing */
{
    vg_buf_str(b, vg_str_of(s));
}

static inline void vg_buf_char(struct vg_buf *b, char c)
{
    vg_buf_add(b, &c, 1);
}

/* As printf; coordinates are written by number.h, many times as fast. */
void vg_buf_printf(struct vg_buf *b, const char *fmt, ...) VG_PRINTF(2, 3);
#define VG_BUF_LIT(b, literal) vg_buf_add(b, "" literal, sizeof(literal) - 1)

/* Room for up to n bytes to be written at the returned place, then vg_buf_commit() says how many
 * were.  NULL once the buffer has failed.  Up to 64 bytes may be reserved at the very limit: only
 * what is committed counts. */
static inline char *vg_buf_reserve(struct vg_buf *b, size_t n)
{
    return n < b->cap - b->len ? b->ptr + b->len : vg_buf_reserve_slow(b, n);
}

static inline void vg_buf_commit(struct vg_buf *b, size_t n)
{
    if (n < b->cap - b->len) {
        b->len += n;
        b->ptr[b->len] = '\0';
    } else {
        vg_buf_commit_slow(b, n);
    }
}

/* Bytes written so far, spilled ones included. */
size_t vg_buf_total(const struct vg_buf *b);

/* All that was written as one view, mapped from the file if it spilled; valid until vg_buf_finish.
 * Fails with the sticky failure if there is one. */
enum vg_status vg_buf_seal(struct vg_buf *b, struct vg_str *out, struct vg_error *err) VG_MUST_USE;

/* Of a sealed buffer: the file its bytes lie in, borrowed; -1: they lie in memory. */
int vg_buf_file(const struct vg_buf *b);
/* Of a sealed buffer in a file: its first n bytes need not stay in memory; reading them again costs a little time. */
void vg_buf_rest(const struct vg_buf *b, size_t n);

/* The sticky failure as an error that names the limit. */
enum vg_status vg_buf_check(const struct vg_buf *b, struct vg_error *err) VG_MUST_USE;

#endif
