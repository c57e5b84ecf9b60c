/* field.h — taking header field values apart (RFC 9110 section 5.6).  Views only, nothing is copied. */
#ifndef VIGIE_HTTP_FIELD_H
#define VIGIE_HTTP_FIELD_H

#include <vigie/base/str.h>

/* As vg_str_cut, but a sep inside a quoted string does not cut; what is returned is trimmed.
 * A quote that is never closed reaches to the end. */
struct vg_str vg_field_cut(struct vg_str s, char sep, struct vg_str *rest);

/* Cut "name=value" (white space around '=' is borne) and take the quotes off the value.
 * value is absent where there is no '='; escaped characters in it stay as sent: none that we understand has any. */
void vg_field_param(struct vg_str part, struct vg_str *name, struct vg_str *value);

/* Equal but for the case of ASCII letters. */
bool vg_field_same(struct vg_str a, struct vg_str b);

/* One or more of the characters of a token. */
bool vg_field_is_token(struct vg_str s);

/* A weight, "0.75", in thousandths; more than three digits are cut off, more than 1 is 1. */
bool vg_field_weight(struct vg_str s, int *out);

#endif
