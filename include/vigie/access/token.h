/* token.h — bearer tokens (RFC 6750): what the configuration keeps of them, and whose one is.
 *
 * A token is 256 random bits as text, so that a plain SHA-256 of it is safe to keep: there is nothing to guess. */
#ifndef VIGIE_ACCESS_TOKEN_H
#define VIGIE_ACCESS_TOKEN_H

#include <vigie/base/sha256.h>

struct vg_token {
    const char *name;                         /* for logs */
    unsigned char hash[VG_SHA256_BYTES];      /* of the token's text */
    const char *const *collections;           /* ids that it may write; "*" is all that can be */
    size_t n_collections;
};

#define VG_TOKEN_TEXT 64 /* room for a token and its NUL */

/* Make one: "vigie_" and 43 characters of base64url.  VG_UNAVAILABLE: the system gives no random numbers. */
enum vg_status vg_token_make(char out[VG_TOKEN_TEXT], struct vg_error *err) VG_MUST_USE;

/* The token that an Authorization field presents, in time that does not tell how much of a hash agreed.  NULL: the field
 * presents none that is known; *presented says whether there was a Bearer token at all. */
const struct vg_token *vg_token_find(const struct vg_token *list, size_t n, struct vg_str authorization, bool *presented);

#endif
