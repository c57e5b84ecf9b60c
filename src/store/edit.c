/* Edits: what is the same in every kind of store.  A kind supplies a session on a writing connection, runs the statements
 * that sql/edit.c builds, and commits. */
#include "edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <vigie/base/time.h>

#include "sql/edit.h"

#define EDIT_MEMORY ((size_t)256 << 20) /* texts, geometries and ids of one transaction */

/* --- beginning and ending -------------------------------------------------------------------------- */

static enum vg_status begin_session(struct vg_store *s, struct vg_session **out, struct vg_error *err)
{
    struct vg_session *x = calloc(1, s->ops->session_size);

    if (!x)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a session");
    x->store = s;
    x->arena = vg_arena_new(EDIT_MEMORY);
    enum vg_status r = x->arena ? s->ops->edit_begin(x, err)
                                : vg_fail(err, VG_NO_MEMORY, "", "no memory for a session");
    if (r != VG_OK) {
        vg_arena_free(x->arena);
        free(x);
        return r;
    }
    *out = x;
    return VG_OK;
}

enum vg_status vg_edit_begin(struct vg_store *s, const struct vg_collection *c, struct vg_edit **out,
                             struct vg_error *err)
{
    struct vg_edit *e;
    struct vg_session *x = NULL;

    if (!s->options.writable && !s->options.editable)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' is open for reading only", s->name);
    e = calloc(1, sizeof(*e));
    if (!e)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for an edit");
    enum vg_status r = begin_session(s, &x, err);
    if (r != VG_OK) {
        free(e);
        return r;
    }
    e->session = x;
    e->collection = c;
    vg_bbox_none(&e->done.box);
    vg_buf_init(&e->transformed, EDIT_MEMORY);
    *out = e;
    return VG_OK;
}

void vg_edit_end(struct vg_edit *e)
{
    if (!e)
        return;
    struct vg_session *x = e->session;
    while (x->cursors)
        vg_cursor_close(x->cursors);
    x->store->ops->edit_end(x);
    vg_arena_free(x->arena);
    free(x);
    vg_transform_return(e->transform);
    vg_buf_finish(&e->transformed);
    free(e);
}

enum vg_status vg_edit_commit(struct vg_edit *e, struct vg_error *err)
{
    vg_cursor_close(e->cursor);
    e->cursor = NULL;
    struct vg_store *s = e->session->store;
    enum vg_status r = s->ops->edit_commit(e->session, e->collection, &e->done, err);
    if (r == VG_OK)
        atomic_store(&s->edited_us, vg_now_us());
    return r;
}

/* --- ids ------------------------------------------------------------------------------------------ */

static struct vg_str id_of(struct vg_edit *e, const struct vg_value *key)
{
    struct vg_buf b;

    vg_buf_init(&b, 1 << 20);
    vg_id_put(&b, e->collection, key);
    struct vg_str id = b.failed ? (struct vg_str){0} : vg_arena_str(e->session->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return id;
}

/* Version 4 (RFC 9562 section 5.4). */
static bool random_uuid(char out[37])
{
    unsigned char b[16];

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return false;
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    for (int i = 0, at = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        at += snprintf(out + at, 3, "%02x", b[i]);
    }
    return true;
}

static bool wants_uuid(const struct vg_collection *c, const struct vg_edit_row *row)
{
    if (c->n_key != 1 || row->given[c->key[0]])
        return false;
    const struct vg_field *f = &c->fields[c->key[0]];
    return !f->has_default && (f->type == VG_T_UUID || (f->type == VG_T_TEXT && (!f->width || f->width >= 36)));
}

/* row with a random key in it, in the arena. */
static enum vg_status add_uuid(struct vg_edit *e, struct vg_edit_row *row, struct vg_error *err)
{
    const struct vg_collection *c = e->collection;
    struct vg_arena *a = e->session->arena;
    struct vg_value *values = vg_arena_array(a, c->n_fields, sizeof(*values));
    bool *given = vg_arena_array(a, c->n_fields, sizeof(*given));
    char *text = vg_arena_alloc(a, 37);

    if (!values || !given || !text)
        return vg_arena_check(a, err);
    if (!random_uuid(text))
        return vg_fail(err, VG_UNAVAILABLE, "", "the system gives no random numbers");
    memcpy(values, row->values, c->n_fields * sizeof(*values));
    memcpy(given, row->given, c->n_fields * sizeof(*given));
    values[c->key[0]] = (struct vg_value){.kind = VG_V_TEXT, .text = {text, 36}};
    given[c->key[0]] = true;
    row->values = values;
    row->given = given;
    return VG_OK;
}

static enum vg_status no_such_item(const struct vg_collection *c, struct vg_str id, struct vg_error *err)
{
    return vg_fail(err, VG_NOT_FOUND, "featureId", "no item '%.*s' in collection '%s'", (int)(id.len < 40 ? id.len : 40),
                   id.ptr, c->id);
}

/* --- changes -------------------------------------------------------------------------------------- */

static enum vg_status run(struct vg_edit *e, struct vg_sql *sql, bool *found, struct vg_error *err)
{
    const struct vg_store_ops *ops = e->session->store->ops;

    return ops->edit_run(e->session, sql, e->key, found, err);
}

static enum vg_status log_change(struct vg_edit *e, struct vg_str id, enum vg_change_kind kind, struct vg_error *err)
{
    return e->session->store->ops->edit_log(e->session, e->collection, id, kind, err);
}

static void begin_sql(struct vg_edit *e, struct vg_sql *s)
{
    vg_sql_init(s, e->session->store->ops->dialect, e->collection, e->session->arena);
}

enum vg_status vg_edit_insert(struct vg_edit *e, const struct vg_edit_row *given, struct vg_str *id, struct vg_error *err)
{
    struct vg_edit_row row = *given;
    struct vg_geom geom = {0};
    struct vg_sql s;
    bool found = false;
    enum vg_status r = wants_uuid(e->collection, &row) ? add_uuid(e, &row, err) : VG_OK;

    if (r == VG_OK)
        r = vg_edit_geometry(e, &row, &geom, err);
    if (r != VG_OK)
        return r;
    begin_sql(e, &s);
    r = vg_sql_insert(&s, &row, geom, err);
    if (r == VG_OK)
        r = run(e, &s, &found, err);
    vg_sql_finish(&s);
    if (r != VG_OK)
        return r;
    if (!found)
        return vg_fail(err, VG_CONFLICT, "", "the database has put the item aside: a rule or trigger of its own");
    *id = id_of(e, e->key);
    e->done.changed = true;
    return id->ptr ? log_change(e, *id, VG_CHANGE_CREATE, err) : vg_arena_check(e->session->arena, err);
}

static enum vg_status select_item(struct vg_edit *e, struct vg_str id, struct vg_error *err)
{
    const struct vg_collection *c = e->collection;
    int *fields = vg_arena_array(e->session->arena, c->n_fields + 1, sizeof(*fields));

    vg_cursor_close(e->cursor);
    e->cursor = NULL;
    if (!fields)
        return vg_arena_check(e->session->arena, err);
    e->wanted = vg_arena_str(e->session->arena, id);
    e->query = (struct vg_query){.collection = c, .ids = &e->wanted, .n_ids = 1, .limit = 1, .fields = fields};
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!c->fields[i].hidden)
            fields[e->query.n_fields++] = (int)i;
    }
    return vg_session_select(e->session, &e->query, &e->cursor, err);
}

enum vg_status vg_edit_lock(struct vg_edit *e, struct vg_str id, const struct vg_feature **current, struct vg_hash *state,
                            struct vg_error *err)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_sql s;
    bool found = false;

    if (!vg_id_parse(e->collection, id, e->session->arena, key))
        return no_such_item(e->collection, id, err);
    begin_sql(e, &s);
    enum vg_status r = vg_sql_lock(&s, key, err);
    if (r == VG_OK)
        r = run(e, &s, &found, err);
    vg_sql_finish(&s);
    if (r == VG_OK && !found)
        return no_such_item(e->collection, id, err);
    if (r == VG_OK)
        r = select_item(e, id, err);
    if (r == VG_OK)
        r = vg_cursor_next(e->cursor, current, err);
    if (r == VG_END)
        return no_such_item(e->collection, id, err);
    if (r == VG_OK)
        *state = vg_cursor_state(e->cursor);
    return r;
}

enum vg_status vg_edit_item_changed(struct vg_edit *e, struct vg_str id, int64_t *us, struct vg_error *err)
{
    return vg_session_item_changed(e->session, e->collection, id, us, err);
}

/* Run what was built for one item; its log says kind, or a deletion and a creation where its id has changed. */
static enum vg_status finish_change(struct vg_edit *e, struct vg_sql *s, struct vg_str id, enum vg_change_kind kind,
                                    struct vg_str *id_out, struct vg_error *err)
{
    bool found = false;
    enum vg_status r = run(e, s, &found, err);

    if (r == VG_OK && !found)
        return no_such_item(e->collection, id, err);
    if (r != VG_OK)
        return r;
    e->done.changed = true;
    struct vg_str now = id_of(e, e->key);
    if (!now.ptr)
        return vg_arena_check(e->session->arena, err);
    bool renamed = !vg_str_eq(now, id);
    r = log_change(e, id, renamed ? VG_CHANGE_DELETE : kind, err);
    if (r == VG_OK && renamed)
        r = log_change(e, now, VG_CHANGE_CREATE, err);
    if (id_out)
        *id_out = now;
    return r;
}

enum vg_status vg_edit_update(struct vg_edit *e, struct vg_str id, const struct vg_edit_row *row, struct vg_str *id_out,
                              struct vg_error *err)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_geom geom = {0};
    struct vg_sql s;

    if (!vg_id_parse(e->collection, id, e->session->arena, key))
        return no_such_item(e->collection, id, err);
    enum vg_status r = vg_edit_geometry(e, row, &geom, err);
    if (r != VG_OK)
        return r;
    begin_sql(e, &s);
    r = vg_sql_update(&s, row, geom, key, err);
    if (r == VG_OK)
        r = finish_change(e, &s, id, VG_CHANGE_UPDATE, id_out, err);
    vg_sql_finish(&s);
    return r;
}

enum vg_status vg_edit_delete(struct vg_edit *e, struct vg_str id, struct vg_error *err)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_sql s;

    if (!vg_id_parse(e->collection, id, e->session->arena, key))
        return no_such_item(e->collection, id, err);
    begin_sql(e, &s);
    enum vg_status r = vg_sql_delete(&s, key, err);
    if (r == VG_OK)
        r = finish_change(e, &s, id, VG_CHANGE_DELETE, NULL, err);
    vg_sql_finish(&s);
    return r;
}
