/* log.h — one line a happening, on standard error: `time=… level=… msg="…" key=value …` (logfmt).
 *
 * Only the request loop, start-up and background jobs log; library code returns errors instead.
 * Values are quoted and escaped, so a client cannot forge a line.  Thread-safe: one write() a line. */
#ifndef VIGIE_BASE_LOG_H
#define VIGIE_BASE_LOG_H

#include <stdint.h>

#include <vigie/base/str.h>

enum vg_log_level { VG_LOG_DEBUG, VG_LOG_INFO, VG_LOG_WARN, VG_LOG_ERROR };

/* Lines below this level are not written; VG_LOG_INFO until it is called. */
void vg_log_set_level(enum vg_log_level level);
/* A line of a message alone. */
void vg_log(enum vg_log_level level, const char *fmt, ...) VG_PRINTF(2, 3);

/* A line with fields: begin, add any number, end (which writes it). */
struct vg_log_line {
    struct vg_buf buf;
    enum vg_log_level level;
};
void vg_log_begin(struct vg_log_line *l, enum vg_log_level level, const char *msg);
void vg_log_str(struct vg_log_line *l, const char *key, struct vg_str value);
void vg_log_int(struct vg_log_line *l, const char *key, int64_t value);
void vg_log_end(struct vg_log_line *l);

#endif
