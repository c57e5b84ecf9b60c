/* Page tokens and item ids.  The first byte chooses the shape of the question, and whether the rest is a token, a
 * token whose hash is made right (so that what comes after it is reached), or an id.  What is accepted is
 * written and read again to the same. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/base/escape.h>
#include <vigie/query/query.h>

#define MAX_INPUT 65536
#define MAX_ARENA (8u << 20)

static struct vg_field fields[] = {
    {.name = "a", .type = VG_T_INT},      {.name = "b", .type = VG_T_TEXT},   {.name = "c", .type = VG_T_DOUBLE},
    {.name = "d", .type = VG_T_DATETIME}, {.name = "e", .type = VG_T_DECIMAL}, {.name = "f", .type = VG_T_UUID},
    {.name = "g", .type = VG_T_BOOL},     {.name = "h", .type = VG_T_DATE},
};

static void check_id(const struct vg_collection *c, struct vg_str id, struct vg_arena *a)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_buf b;

    if (!vg_id_parse(c, id, a, key))
        return;
    vg_buf_init(&b, MAX_ARENA);
    vg_id_put(&b, c, key);
    assert(vg_str_eq((struct vg_str){b.ptr, b.len}, id));
    vg_buf_finish(&b);
}

/* The bytes behind the head of a good token of q. */
static struct vg_str with_right_head(const struct vg_query *q, struct vg_str bytes, struct vg_arena *a)
{
    static const struct vg_position nowhere;
    struct vg_buf b;
    struct vg_str head;

    vg_buf_init(&b, MAX_ARENA);
    vg_token_put(&b, q, &nowhere);
    enum vg_status r = vg_base64url_decode((struct vg_str){b.ptr, b.len}, a, &head, NULL);
    assert(r == VG_OK && head.len >= 6);
    (void)r;
    vg_buf_clear(&b);
    char *whole = vg_arena_alloc(a, 6 + bytes.len);
    memcpy(whole, head.ptr, 6);
    if (bytes.len)
        memcpy(whole + 6, bytes.ptr, bytes.len);
    vg_base64url_put(&b, whole, 6 + bytes.len);
    struct vg_str token = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return token;
}

static void check_token(const struct vg_query *q, struct vg_str token, struct vg_arena *a)
{
    struct vg_position *p = NULL;
    struct vg_error err = {0};
    struct vg_buf b;

    if (vg_token_parse(token, q, a, &p, &err) != VG_OK) {
        assert(err.text[0]);
        return;
    }
    vg_buf_init(&b, MAX_ARENA);
    vg_token_put(&b, q, p);
    assert(vg_str_eq((struct vg_str){b.ptr, b.len}, token));
    vg_buf_finish(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;

    uint8_t shape = data[0];
    struct vg_str rest = {(const char *)data + 1, (size < MAX_INPUT ? size : MAX_INPUT) - 1};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct vg_collection c = {.id = "c", .fields = fields, .n_fields = VG_COUNT(fields), .n_key = shape & 3,
                              .key = {shape >> 2 & 7, (shape >> 2 & 7) ^ 1, 4}};
    struct vg_query q = {.collection = &c, .n_sort = shape >> 2 & 3,
                         .sort = {{shape >> 5, false}, {shape >> 5 ^ 1, true}, {3, false}}};
    check_id(&c, rest, a);
    check_token(&q, rest, a);
    check_token(&q, with_right_head(&q, rest, a), a);
    vg_arena_free(a);
    return 0;
}
