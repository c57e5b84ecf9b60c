/* time.h — instants and intervals: RFC 3339 text to numbers and back, proleptic Gregorian, UTC.
 *
 * An instant is a count of microseconds since 1970-01-01T00:00:00Z; a date a count of days.  Years 0000 to 9999. */
#ifndef VIGIE_BASE_TIME_H
#define VIGIE_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include <vigie/base/str.h>

#define VG_US_PER_DAY INT64_C(86400000000)

struct vg_instant {
    int64_t us;      /* the moment; for a date its first microsecond in UTC */
    bool date_only;  /* the text was a date: it stands for the whole day */
    bool has_offset; /* 'Z' or ±hh:mm was given; without, UTC is assumed */
};

/* A closed interval; a side that is not bounded is open (".." or empty in text). */
struct vg_interval {
    bool has_start, has_end;
    int64_t start_us, end_us; /* a date as end stands for its last microsecond */
    bool is_instant;          /* the text was one instant or one date, not a pair */
};

/* "2018-02-12", "2018-02-12T23:20:50.52Z", lower-case t/z and a space for T allowed;
 * a leap second :60 is read as the second after :59.  Whole text.  Fraction: up to 9 digits read, µs kept. */
enum vg_status vg_instant_parse(struct vg_str s, struct vg_instant *out, struct vg_error *err) VG_MUST_USE;

/* OGC API datetime: an instant, or start/end with ".." or nothing for one open side (Features Part 1, 7.15.4: not
 * for both).  Fails where start is after end. */
enum vg_status vg_interval_parse(struct vg_str s, struct vg_interval *out, struct vg_error *err) VG_MUST_USE;

/* Write text: "2018-02-12"; "2018-02-12T23:20:50.52Z" (fraction only if any, trailing zeros
 * dropped); utc false leaves the Z out (a local time of unknown zone).  Out of years 0–9999: null is written by the callers; these return false and write nothing. */
bool vg_date_put(struct vg_buf *b, int64_t days);
bool vg_datetime_put(struct vg_buf *b, int64_t us, bool utc);
bool vg_timeofday_put(struct vg_buf *b, int64_t us);

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7). */
void vg_httpdate_put(struct vg_buf *b, int64_t us);
bool vg_httpdate_parse(struct vg_str s, int64_t *us_out);

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar (month and day from 1, not checked), and back. */
int64_t vg_days_from_civil(int64_t year, int month, int day);
void vg_civil_from_days(int64_t days, int64_t *year, int *month, int *day);

/* Clocks: wall clock for people, monotonic for time-outs. */
int64_t vg_now_us(void);
int64_t vg_monotonic_ms(void);

#endif
