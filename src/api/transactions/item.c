/* PUT, PATCH and DELETE of one item.  The body is read before the store is asked, so that the one who writes holds nothing
 * while it is looked at; the precondition is looked at inside the transaction, when nobody else can change the item. */
#include "transactions.h"

struct change {
    const struct vg_collection *collection;
    struct vg_str id;
    struct vg_arena *arena;
    struct vg_feature_in *in;         /* NULL: the item is deleted */
    bool replace;
};

/* --- the body ------------------------------------------------------------------------------------- */

/* An item keeps its id: a body may repeat it, and not change it. */
static enum vg_status check_id(struct vg_call *call, const struct change *ch, struct vg_error *err)
{
    const struct vg_collection *c = ch->collection;
    struct vg_value key[VG_MAX_KEY_PARTS];

    if (ch->in->id.ptr && !vg_str_eq(ch->in->id, ch->id))
        return vg_fault_at(call, "/id", vg_fail(err, VG_BAD_INPUT, "", "the id differs from that of the address, and an item keeps "
                                                "its id"), err);
    if (!vg_id_parse(c, ch->id, ch->arena, key))
        return VG_OK; /* there is no such item: that is told in time */
    for (int i = 0; i < c->n_key; i++) {
        int field = c->key[i];
        if (ch->in->given[field] && vg_value_compare(&ch->in->values[field], &key[i]))
            return vg_fault_at(call, vg_arena_printf(call->arena, "/properties/%s", c->fields[field].name),
                               vg_fail(err, VG_BAD_INPUT, "", "the id differs from that of the address, and an item keeps its id"),
                               err);
        ch->in->given[field] = false;
    }
    return VG_OK;
}

static enum vg_status read_body(struct vg_call *call, struct change *ch, struct vg_error *err)
{
    size_t n;
    bool many;
    enum vg_body_use use = ch->replace ? VG_BODY_REPLACE : VG_BODY_MERGE;
    enum vg_status r = vg_body_type(call, ch->replace ? vg_accept_post : vg_accept_patch,
                                    ch->replace ? "Accept-Put" : "Accept-Patch", err);

    if (r == VG_OK)
        r = vg_body_read(call, ch->collection, use, ch->arena, &ch->in, &n, &many, err);
    return r == VG_OK ? check_id(call, ch, err) : r;
}

/* --- the row -------------------------------------------------------------------------------------- */

/* What a replacement does not name, or a merge patch takes away as a whole, becomes null; a column with a value of its own for
 * such a case keeps what it has. */
static void complete(const struct change *ch)
{
    const struct vg_collection *c = ch->collection;

    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (ch->in->given[i] || !f->nullable || f->hidden || f->computed || vg_collection_is_key(c, (int)i))
            continue;
        ch->in->given[i] = true;
        ch->in->values[i] = (struct vg_value){.kind = VG_V_NULL};
    }
    if (ch->replace)
        ch->in->has_geom = c->geom_name != NULL;
}

/* Objects of a merge patch go into the objects that are there. */
static enum vg_status merge(const struct change *ch, const struct vg_feature *current, struct vg_error *err)
{
    const struct vg_collection *c = ch->collection;
    enum vg_status r = VG_OK;
    size_t at = 0;

    for (size_t i = 0; r == VG_OK && i < c->n_fields; i++) {
        if (c->fields[i].hidden)
            continue;
        const struct vg_value *v = &current->values[at++];
        if (!ch->in->merges[i])
            continue;
        struct vg_str from = v->kind == VG_V_JSON ? v->text : (struct vg_str){0};
        r = vg_json_merge(from, ch->in->values[i].text, ch->arena, &ch->in->values[i].text, err);
    }
    return r;
}

/* --- the change ----------------------------------------------------------------------------------- */

static enum vg_status write(struct vg_call *call, const struct change *ch, struct vg_edit *e,
                            const struct vg_feature *current, struct vg_hash *state, struct vg_error *err)
{
    const struct vg_collection *c = ch->collection;
    const struct vg_feature *after;
    struct vg_str id;

    if (!ch->in)
        return vg_edit_failed(call, c, NULL, -1, vg_edit_delete(e, ch->id, err), err);
    if (ch->replace || ch->in->clears)
        complete(ch);
    enum vg_status r = merge(ch, current, err);
    if (r != VG_OK)
        return r;
    struct vg_edit_row row = {.values = ch->in->values, .given = ch->in->given, .has_geom = ch->in->has_geom,
                              .geom = ch->in->geom, .crs = ch->in->crs};
    vg_lock_touch(c, &row, ch->in->values, ch->in->given);
    r = vg_edit_update(e, ch->id, &row, &id, err);
    return r == VG_OK ? vg_edit_lock(e, id, &after, state, err) : vg_edit_failed(call, c, ch->in, -1, r, err);
}

static enum vg_status carry_out(struct vg_call *call, const struct change *ch, struct vg_error *err)
{
    struct vg_lock lock = {.collection = ch->collection, .id = ch->id};
    struct vg_hash state = {0};
    struct vg_edit *e;
    enum vg_status r = vg_edit_begin(ch->collection->store, ch->collection, &e, err);

    if (r != VG_OK)
        return r;
    r = vg_edit_lock(e, ch->id, &lock.current, &lock.state, err);
    if (r == VG_OK)
        r = vg_lock_check(call, e, &lock, err);
    if (r == VG_OK)
        r = write(call, ch, e, lock.current, &state, err);
    if (r == VG_OK)
        r = vg_edit_commit(e, err);
    vg_edit_end(e);
    if (r != VG_OK)
        return r;
    call->rs->status = 204;
    return ch->in ? vg_answer_written(call, ch->collection, ch->id, 204, state, err) : VG_OK;
}

static enum vg_status change_item(struct vg_call *call, bool with_body, bool replace, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(VG_BODY_MEMORY);
    struct change ch = {.id = call->vars[1], .arena = a, .replace = replace};
    enum vg_status r = a ? vg_permit(call, &ch.collection, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");

    if (r == VG_OK)
        r = vg_lock_demanded(call, ch.collection, err);
    if (r == VG_OK && with_body)
        r = read_body(call, &ch, err);
    return r == VG_OK ? carry_out(call, &ch, err) : r;
}

enum vg_status vg_put_item(struct vg_call *call, struct vg_error *err)
{
    return change_item(call, true, true, err);
}

enum vg_status vg_patch_item(struct vg_call *call, struct vg_error *err)
{
    return change_item(call, true, false, err);
}

enum vg_status vg_delete_item(struct vg_call *call, struct vg_error *err)
{
    return change_item(call, false, false, err);
}

enum vg_status vg_options_item(struct vg_call *call, struct vg_error *err)
{
    return vg_answer_options(call, "PUT, PATCH, DELETE", err);
}
