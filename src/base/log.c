/* log.c — logfmt lines on standard error.
 *
 * A line is made in memory and written by one write(), so that lines of several threads do not
 * mix.  What clients send may be long: each value is cut, and so the line always fits. */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include <vigie/base/escape.h>
#include <vigie/base/log.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>

#include "utf8.h"

#define MAX_VALUE 2048
#define MAX_LINE 65536

static const char *const level_names[] = {"debug", "info", "warn", "error"};

static atomic_int lowest = VG_LOG_INFO;

void vg_log_set_level(enum vg_log_level level)
{
    atomic_store_explicit(&lowest, (int)level, memory_order_relaxed);
}

/* A line below the level is a buffer without room. */
static bool is_on(const struct vg_log_line *l)
{
    return l->buf.max > 0;
}

/* Bare where nothing in it could be taken for the end of the value. */
static bool is_bare(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return s.len > 0;
}

static void put_value(struct vg_buf *b, struct vg_str s)
{
    if (s.len > MAX_VALUE)
        s.len = vg_utf8_floor(s.ptr, MAX_VALUE);
    if (is_bare(s))
        vg_buf_str(b, s);
    else
        vg_json_put_str(b, s);
}

void vg_log_begin(struct vg_log_line *l, enum vg_log_level level, const char *msg)
{
    bool on = (int)level >= atomic_load_explicit(&lowest, memory_order_relaxed);
    l->level = level;
    vg_buf_init(&l->buf, on ? MAX_LINE : 0);
    if (!on)
        return;
    VG_BUF_LIT(&l->buf, "time=");
    vg_datetime_put(&l->buf, vg_now_us() / 1000 * 1000, true);
    VG_BUF_LIT(&l->buf, " level=");
    vg_buf_cstr(&l->buf, level_names[level]);
    VG_BUF_LIT(&l->buf, " msg=");
    struct vg_str text = vg_str_of(msg);
    if (text.len > MAX_VALUE)
        text.len = vg_utf8_floor(text.ptr, MAX_VALUE);
    vg_json_put_str(&l->buf, text);
}

static void put_key(struct vg_log_line *l, const char *key)
{
    vg_buf_char(&l->buf, ' ');
    vg_buf_cstr(&l->buf, key);
    vg_buf_char(&l->buf, '=');
}

void vg_log_str(struct vg_log_line *l, const char *key, struct vg_str value)
{
    if (!is_on(l))
        return;
    put_key(l, key);
    put_value(&l->buf, value);
}

void vg_log_int(struct vg_log_line *l, const char *key, int64_t value)
{
    if (!is_on(l))
        return;
    put_key(l, key);
    vg_buf_int64(&l->buf, value);
}

/* Nobody is left to tell when standard error itself fails. */
static void write_line(const char *p, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDERR_FILENO, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        p += n;
        len -= (size_t)n;
    }
}

void vg_log_end(struct vg_log_line *l)
{
    if (is_on(l) && l->buf.len > 0) {
        /* A line that failed half way is still worth having: end what there is of it. */
        char *nul = l->buf.ptr + l->buf.len;
        *nul = '\n';
        write_line(l->buf.ptr, l->buf.len + 1);
        *nul = '\0';
    }
    vg_buf_finish(&l->buf);
}

void vg_log(enum vg_log_level level, const char *fmt, ...)
{
    if ((int)level < atomic_load_explicit(&lowest, memory_order_relaxed))
        return;
    char msg[MAX_VALUE];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(msg, sizeof(msg), fmt, args);
    va_end(args);
    if (n < 0)
        return;
    if ((size_t)n >= sizeof(msg))
        msg[vg_utf8_floor(msg, sizeof(msg) - 1)] = '\0';
    struct vg_log_line l;
    vg_log_begin(&l, level, msg);
    vg_log_end(&l);
}
