/* Resumption tokens of OAI-PMH: as they come, and as lines whose check is made right (so that what they hold is reached).
 * What is accepted is written, and read again to the same list. */
#include "fuzz.h"

#include <assert.h>
#include <inttypes.h>

#include <vigie/base/escape.h>
#include <vigie/base/hash.h>

#include "../../src/api/oaipmh/oaipmh.h"

static struct vg_str encoded(struct vg_str text, struct vg_arena *a)
{
    struct vg_buf b;

    vg_buf_init(&b, 1 << 20);
    vg_base64url_put(&b, text.ptr, text.len);
    struct vg_str token = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return token;
}

static struct vg_str with_right_check(struct vg_str lines, struct vg_arena *a)
{
    struct vg_buf b;

    vg_buf_init(&b, 1 << 20);
    vg_buf_str(&b, lines);
    vg_buf_printf(&b, "\n");
    vg_buf_printf(&b, "%" PRIu64, vg_hash_bytes(b.ptr, b.len).lo & INT64_MAX);
    struct vg_str token = encoded((struct vg_str){b.ptr, b.len}, a);
    vg_buf_finish(&b);
    return token;
}

static void check(struct oai *o, struct vg_str token)
{
    struct oai_list first = {0}, second = {0};
    struct vg_error err = {0};
    struct vg_buf b;

    o->code = NULL;
    if (vg_oai_read_token(o, token, &first, &err) != VG_OK) {
        assert(err.text[0] && o->code && !first.format);
        return;
    }
    assert(first.format && first.cursor >= 0);
    vg_buf_init(&b, 1 << 20);
    vg_oai_put_token(&b, &first);
    enum vg_status r = vg_oai_read_token(o, (struct vg_str){b.ptr, b.len}, &second, &err);
    assert(r == VG_OK && first.format == second.format && first.deletions == second.deletions);
    (void)r;
    assert(first.has_from == second.has_from && first.from_us == second.from_us);
    assert(first.has_until == second.has_until && first.until_us == second.until_us);
    assert(vg_str_eq(first.set, second.set) && vg_str_eq(first.since, second.since));
    assert(first.number == second.number && first.cursor == second.cursor);
    vg_buf_finish(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 22);
    struct vg_call call = {.arena = a};
    struct oai o = {.call = &call};
    struct vg_str input = {(const char *)data, size > 65536 ? 65536 : size};

    if (!a)
        return 0;
    check(&o, input);
    check(&o, encoded(input, a));
    check(&o, with_right_check(input, a));
    return 0;
}
