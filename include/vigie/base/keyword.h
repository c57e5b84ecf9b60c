/* keyword.h — look a word up in a sorted static table instead of a chain of comparisons. */
#ifndef VIGIE_BASE_KEYWORD_H
#define VIGIE_BASE_KEYWORD_H

#include <vigie/base/str.h>

/* Tables are arrays of structs whose first member is `const char *name`, sorted by strcmp
 * (tests check it with vg_keyword_sorted). */
const void *vg_keyword_find(struct vg_str word, const void *table, size_t n, size_t row_size);
bool vg_keyword_sorted(const void *table, size_t n, size_t row_size);
#define VG_KEYWORD(word, table) vg_keyword_find(word, table, VG_COUNT(table), sizeof((table)[0]))

#endif
