/* Tokens are compared by their hashes, all of them and to the last byte, whatever was found on the way. */
#include <vigie/access/token.h>

#include <sys/random.h>

#include <vigie/base/escape.h>

#define RANDOM_BYTES 32

enum vg_status vg_token_make(char out[VG_TOKEN_TEXT], struct vg_error *err)
{
    unsigned char bytes[RANDOM_BYTES];
    VG_AUTO(vg_buf_finish) struct vg_buf b;

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return vg_fail(err, VG_UNAVAILABLE, "", "the system gives no random numbers");
    vg_buf_init(&b, VG_TOKEN_TEXT);
    VG_BUF_LIT(&b, "vigie_");
    vg_base64url_put(&b, bytes, sizeof bytes);
    memcpy(out, b.ptr, b.len + 1);
    return VG_OK;
}

/* "Bearer abc", the scheme in any case (RFC 9110 section 11.1). */
static struct vg_str bearer_of(struct vg_str field)
{
    struct vg_str rest, scheme = vg_str_cut(vg_str_trim(field), ' ', &rest);

    return vg_str_is_nocase(scheme, "Bearer") && rest.ptr ? vg_str_trim(rest) : (struct vg_str){0};
}

static bool is_same(const unsigned char *a, const unsigned char *b)
{
    unsigned char differs = 0;

    for (int i = 0; i < VG_SHA256_BYTES; i++)
        differs |= a[i] ^ b[i];
    return differs == 0;
}

const struct vg_token *vg_token_find(const struct vg_token *list, size_t n, struct vg_str authorization, bool *presented)
{
    struct vg_str text = bearer_of(authorization);
    unsigned char hash[VG_SHA256_BYTES];
    const struct vg_token *found = NULL;

    *presented = text.len > 0;
    if (!*presented)
        return NULL;
    vg_sha256(text, hash);
    for (size_t i = 0; i < n; i++) {
        if (is_same(list[i].hash, hash))
            found = &list[i];
    }
    return found;
}
