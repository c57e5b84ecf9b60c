/* pattern.h — does a text have a form?  Regular expressions of ECMAScript over Unicode characters, as Table Schema and JSON
 * Schema write them.
 *
 * Time is bounded by the lengths of pattern and text, but for patterns with back-references (\1), which only see texts up
 * to VG_PATTERN_BACKTRACK characters.  A pattern never changes and may be used by several threads. */
#ifndef VIGIE_BASE_PATTERN_H
#define VIGIE_BASE_PATTERN_H

#include <vigie/base/str.h>

struct vg_pattern;

#define VG_PATTERN_BYTES 8192      /* of a pattern */
#define VG_PATTERN_TEXT 100000     /* characters of a text; a longer one has no form */
#define VG_PATTERN_BACKTRACK 400

/* VG_BAD_INPUT: it is no pattern. */
enum vg_status vg_pattern_new(struct vg_str text, struct vg_pattern **out, struct vg_error *err) VG_MUST_USE;
void vg_pattern_free(struct vg_pattern *p); /* bears NULL */

/* Does the whole text have the form? */
bool vg_pattern_fits(const struct vg_pattern *p, struct vg_str text);

#endif
