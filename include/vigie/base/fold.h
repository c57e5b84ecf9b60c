/* fold.h — texts without differences of case or accents, for comparisons that overlook these. */
#ifndef VIGIE_BASE_FOLD_H
#define VIGIE_BASE_FOLD_H

#include <vigie/base/str.h>

/* In upper case, by Unicode's full mappings and no language's own rules: "Straße" and "STRASSE" give the same. */
void vg_fold_case(struct vg_buf *b, struct vg_str s);
/* In lower case likewise; a final sigma becomes the other one. */
void vg_fold_lower(struct vg_buf *b, struct vg_str s);
/* Without the marks of U+0300 to U+036F, composed or not: "Chișinău" gives "Chisinau"; letters of their own (ø, ł) stay. */
void vg_fold_accents(struct vg_buf *b, struct vg_str s);

#endif
