/* negotiate.h — proactive negotiation by q-values (RFC 9110 section 12) and query strings. */
#ifndef VIGIE_HTTP_NEGOTIATE_H
#define VIGIE_HTTP_NEGOTIATE_H

#include <vigie/base/arena.h>

/* Best of `offered` (media types, most liked first) for an Accept value (absent: everything).
 * Parameters of an Accept range other than q must be in the offered type to match, e.g. profile or version;
 * specificity decides which range sets the q of a type.  -1: none acceptable. */
int vg_accept_best(struct vg_str accept, const char *const *offered, size_t n);

/* Best of language tags ("fr", "en") for Accept-Language; "fr-CA" matches "fr".  -1: none. */
int vg_accept_language(struct vg_str accept_language, const char *const *offered, size_t n);

/* q of a coding in Accept-Encoding, 0..1000; "identity" is 1000 unless refused. */
int vg_accept_coding(struct vg_str accept_encoding, const char *coding);

/* name=value pairs of a query string or form, decoded ('+' is a space), in order. */
struct vg_query_param {
    struct vg_str name, value;
    struct vg_str raw; /* "name=value" as sent */
};
enum vg_status vg_query_split(struct vg_str query, size_t max_params, struct vg_arena *a, struct vg_query_param **out,
                              size_t *n_out, struct vg_error *err) VG_MUST_USE;

#endif
