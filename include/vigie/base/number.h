/* number.h — numbers as text, fast and the same on every machine and locale. */
#ifndef VIGIE_BASE_NUMBER_H
#define VIGIE_BASE_NUMBER_H

#include <stdint.h>

#include <vigie/base/str.h>

/* The most bytes any function below writes. */
#define VG_NUMBER_MAX 40

/* Write at p (VG_NUMBER_MAX bytes of room) and return the end; no NUL is added. */
char *vg_int64_write(char *p, int64_t v);

/* Shortest text that reads back as the same double; a JSON number.  An exponent is used below 1e-5
 * and from 1e16 on: "1000000", "0.00001", "1e+30".  v must be finite. */
char *vg_double_write(char *p, double v);

/* The same for a value that came from a 4-byte float: 0.1f gives 0.1. */
char *vg_float_write(char *p, float v);

/* v, as the exact binary number it is, rounded half away from zero to `decimals` (0–9) places,
 * trailing zeros and "-0" dropped: the fast path of every coordinate.  From 1e9 on it is
 * vg_double_write.  v must be finite. */
char *vg_fixed_write(char *p, double v, int decimals);

/* The same into a buffer. */
void vg_buf_int64(struct vg_buf *b, int64_t v);
void vg_buf_double(struct vg_buf *b, double v); /* NaN and infinities are written as null */
void vg_buf_fixed(struct vg_buf *b, double v, int decimals);

#endif
