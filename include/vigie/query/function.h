/* function.h — the functions that a filter may call: names, arguments and what they mean.
 *
 * How each is said to a store is a row in the table of that store's dialect; all stores give the same results. */
#ifndef VIGIE_QUERY_FUNCTION_H
#define VIGIE_QUERY_FUNCTION_H

#include <vigie/base/str.h>

#define VG_MAX_FUNCTION_ARGS 3

enum vg_function_type {
    VG_FT_NUMBER, /* a double */
    VG_FT_TEXT,
    VG_FT_BOOL,
    VG_FT_TIME,   /* a date or a timestamp; an argument only */
    VG_FT_ARRAY,  /* an argument only */
};

struct vg_function {
    const char *name;           /* in lower case; a filter may write it in any */
    const char *title;          /* what it gives: a sentence, a key of vg_text() */
    enum vg_function_type returns;
    size_t n_args;
    enum vg_function_type args[VG_MAX_FUNCTION_ARGS];
    const char *arg_titles[VG_MAX_FUNCTION_ARGS];
};

/* All of them, sorted by name. */
const struct vg_function *vg_functions(size_t *n);
const struct vg_function *vg_function_find(struct vg_str name);

#endif
