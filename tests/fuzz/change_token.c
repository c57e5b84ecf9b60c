/* Tokens of the feed of changes.  The first byte chooses whose, and whether the rest is a token or the numbers of one (so that
 * they are reached); what is accepted is written again to the same. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/base/escape.h>

#include "../../src/store/change.h"

static void check(struct vg_str token, const char *collection, struct vg_arena *a)
{
    struct vg_change_place place = {-1, -1, -1};
    struct vg_error err = {0};

    if (vg_change_token_parse(token, collection, a, &place, &err) != VG_OK) {
        assert(err.kind == VG_BAD_INPUT && err.text[0] && place.from == -1);
        return;
    }
    assert(place.from >= 0 && place.upto >= 0 && place.seq >= 0);
    assert(vg_str_is(token, vg_change_token(collection, &place, a)));
    assert(vg_change_token_parse(token, "another", a, &place, &err) == VG_BAD_INPUT);
}

/* The first four bytes of a good token, the bytes behind. */
static struct vg_str with_right_head(struct vg_str bytes, const char *collection, struct vg_arena *a)
{
    static const struct vg_change_place nowhere;
    struct vg_str head = {0};
    struct vg_buf whole, token;

    enum vg_status r = vg_base64url_decode(vg_str_of(vg_change_token(collection, &nowhere, a)), a, &head, NULL);
    assert(r == VG_OK && head.len == 28);
    (void)r;
    vg_buf_init(&whole, 1 << 20);
    vg_buf_init(&token, 1 << 20);
    vg_buf_add(&whole, head.ptr, 4);
    vg_buf_str(&whole, bytes);
    vg_base64url_put(&token, whole.ptr, whole.len);
    struct vg_str text = vg_arena_str(a, (struct vg_str){token.ptr, token.len});
    vg_buf_finish(&whole);
    vg_buf_finish(&token);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 22);

    if (!a || size == 0)
        return 0;
    const char *collection = data[0] & 1 ? "stations" : NULL;
    struct vg_str rest = {(const char *)data + 1, (size > 65536 ? 65536 : size) - 1};
    check(rest, collection, a);
    check(with_right_head(rest, collection, a), collection, a);
    return 0;
}
