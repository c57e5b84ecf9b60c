/* error.h — how a function says that it failed: a kind to branch on, a sentence to read. */
#ifndef VIGIE_BASE_ERROR_H
#define VIGIE_BASE_ERROR_H

enum vg_status {
    VG_OK,
    VG_END,         /* no more rows; not a failure */
    VG_BAD_INPUT,   /* what was given is wrong: the caller's client can mend it */
    VG_NOT_FOUND,
    VG_FORBIDDEN,
    VG_CONFLICT,
    VG_TOO_LARGE,   /* a named limit was reached */
    VG_UNAVAILABLE, /* the surroundings failed: store away, busy, disk full; a retry may help */
    VG_NO_MEMORY,
    VG_BUG,         /* our own mistake */
};

/* The language of the sentences people read. */
enum vg_lang { VG_EN, VG_FR };

/* Zero it before use ({0} is English).  kind, where and text are written only on failure. */
struct vg_error {
    enum vg_status kind;
    enum vg_lang lang;
    char where[64]; /* parameter, field or path at fault; "" if none */
    char text[256]; /* lower case, no full stop, culprit in quotes */
};

#define VG_MUST_USE __attribute__((warn_unused_result))
#define VG_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define VG_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Release a variable at the end of its scope; f takes a pointer to the variable and bears NULL in it. */
#define VG_AUTO(f) __attribute__((cleanup(f)))

/* Fill err (which may be NULL) and give kind back, so that a caller writes `return vg_fail(...)`.
 * fmt is a literal: it is also the key under which the sentence is found in other languages.
 * Text that does not fit is cut at a whole UTF-8 character. */
enum vg_status vg_fail(struct vg_error *err, enum vg_status kind, const char *where,
                       const char *fmt, ...) VG_PRINTF(4, 5);

/* "bad input", "not found", … for logs. */
const char *vg_status_name(enum vg_status status);

/* The sentence of lang for an English one; the English itself where there is none. */
const char *vg_text(enum vg_lang lang, const char *english);

#endif
