/* literal.h — text of a request as a value of a field's type. */
#ifndef VIGIE_SRC_QUERY_LITERAL_H
#define VIGIE_SRC_QUERY_LITERAL_H

#include <vigie/query/expr.h>

/* VG_BAD_INPUT names the field and says what would be right; texts are copied into a.
 * *whole_day_out: the text was a date, the field has times of day: the value is the day's first microsecond. */
enum vg_status vg_literal_parse(const struct vg_field *f, struct vg_str text, struct vg_arena *a,
                                struct vg_value *out, bool *whole_day_out,
                                struct vg_error *err) VG_MUST_USE;

/* A JSON number (RFC 8259 section 6) of bounded length and exponent. */
bool vg_literal_is_number(struct vg_str s);

#endif
