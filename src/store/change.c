/* The log of changes: tokens, and what is the same in every kind of store. */
#include "change.h"

#include <vigie/base/escape.h>
#include <vigie/base/hash.h>

#include "ops.h"

#define TOKEN_BYTES 28 /* four of a hash of the collection, three numbers of eight, low byte first */

static const char *const names[] = {
    [VG_CHANGE_CREATE] = "create", [VG_CHANGE_UPDATE] = "update", [VG_CHANGE_DELETE] = "delete"};

const char *vg_change_name(enum vg_change_kind k)
{
    return names[k];
}

enum vg_status vg_change_no_log(struct vg_error *err)
{
    return vg_fail(err, VG_NOT_FOUND, "", "this store keeps no log of changes: 'vigie check STORE --make-tables' makes it one");
}

enum vg_status vg_change_other_log(struct vg_error *err)
{
    return vg_fail(err, VG_BAD_INPUT, "since",
                   "the token belongs to another log, from before the store was replaced: begin again without it, or "
                   "with a time");
}

void vg_change_keep(struct vg_changes *out, struct vg_arena *a, struct vg_str collection, struct vg_str item,
                    struct vg_str kind, int64_t at_us)
{
    struct vg_change *c = &out->list[out->n++];

    *c = (struct vg_change){.collection = vg_arena_str(a, collection), .item = vg_arena_str(a, item), .at_us = at_us};
    for (size_t i = 0; i < VG_COUNT(names); i++) {
        if (vg_str_is(kind, names[i]))
            c->kind = (enum vg_change_kind)i;
    }
}

/* --- tokens --------------------------------------------------------------------------------------- */

static uint32_t bound_to(const char *collection)
{
    return (uint32_t)vg_hash_bytes(collection ? collection : "", collection ? strlen(collection) : 0).lo;
}

static void put_number(unsigned char *p, uint64_t v, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        p[i] = (unsigned char)(v >> 8 * i);
}

static uint64_t get_number(const unsigned char *p, int n_bytes)
{
    uint64_t v = 0;

    for (int i = n_bytes - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

const char *vg_change_token(const char *collection, const struct vg_change_place *p, struct vg_arena *a)
{
    unsigned char bytes[TOKEN_BYTES];
    VG_AUTO(vg_buf_finish) struct vg_buf b;

    put_number(bytes, bound_to(collection), 4);
    put_number(bytes + 4, (uint64_t)p->from, 8);
    put_number(bytes + 12, (uint64_t)p->upto, 8);
    put_number(bytes + 20, (uint64_t)p->seq, 8);
    vg_buf_init(&b, 64);
    vg_base64url_put(&b, bytes, sizeof bytes);
    return vg_arena_cstr(a, (struct vg_str){b.ptr, b.len});
}

enum vg_status vg_change_token_parse(struct vg_str text, const char *collection, struct vg_arena *a,
                                     struct vg_change_place *out, struct vg_error *err)
{
    struct vg_str bytes = {0};

    if (text.len > 64 || vg_base64url_decode(text, a, &bytes, NULL) != VG_OK || bytes.len != TOKEN_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "since", "this is neither a time nor a token that an answer here has given");
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    struct vg_change_place place = {(int64_t)get_number(p + 4, 8), (int64_t)get_number(p + 12, 8),
                                    (int64_t)get_number(p + 20, 8)};
    if (get_number(p, 4) != bound_to(collection))
        return vg_fail(err, VG_BAD_INPUT, "since", "the token belongs to another collection");
    if (place.from < 0 || place.upto < 0 || place.seq < 0 || (place.upto && place.upto < place.from))
        return vg_fail(err, VG_BAD_INPUT, "since", "this is neither a time nor a token that an answer here has given");
    *out = place;
    return VG_OK;
}

/* --- reading -------------------------------------------------------------------------------------- */

enum vg_status vg_session_changes(struct vg_session *x, const struct vg_change_question *q, struct vg_arena *a,
                                  struct vg_changes *out, struct vg_error *err)
{
    struct vg_change_place place = {0};
    struct vg_changes got = {.list = vg_arena_array(a, (size_t)q->limit, sizeof(*got.list))};
    enum vg_status r = q->since.ptr ? vg_change_token_parse(q->since, q->collection, a, &place, err) : VG_OK;

    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = x->store->ops->changes(x, q, &place, a, &got, err);
    if (r != VG_OK)
        return r;
    got.next = vg_change_token(q->collection, &place, a);
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = got;
    return r;
}

enum vg_status vg_session_item_changed(struct vg_session *x, const struct vg_collection *c, struct vg_str id, int64_t *us,
                                       struct vg_error *err)
{
    return x->store->ops->item_changed(x, c, id, us, err);
}

enum vg_status vg_store_make_tables(struct vg_store *s, struct vg_error *err)
{
    if (!s->options.writable)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' is open for reading only", s->name);
    return s->ops->make_tables(s, err);
}

enum vg_status vg_store_tracking(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                                 struct vg_error *err)
{
    for (int i = 0; i < c->n_key; i++) {
        enum vg_type t = c->fields[c->key[i]].type;
        if (t != VG_T_INT && t != VG_T_TEXT && t != VG_T_UUID)
            return vg_fail(err, VG_BAD_INPUT, c->id, "the id of '%s' is of type '%s', which no trigger can write", c->id,
                           vg_type_name(t));
    }
    return s->ops->tracking(s, c, installed, sql, err);
}
