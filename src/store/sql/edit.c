/* insert, update and delete of one row; what is assigned is bound, and marked so, since a dialect may bind what is stored
 * otherwise than what is compared. */
#include "edit.h"

#include "filter.h"

static int n_key(const struct vg_sql *s)
{
    return s->collection->n_key ? s->collection->n_key : 1;
}

static int key_field(const struct vg_sql *s, int part)
{
    return s->collection->n_key ? s->collection->key[part] : VG_ROWID;
}

static const char *column(const struct vg_sql *s, int field)
{
    return field == VG_ROWID ? s->table->rowid : s->table->columns[field];
}

static void put_key(struct vg_sql *s, const char *before, bool aliased)
{
    for (int i = 0; i < n_key(s); i++) {
        struct vg_column col = {key_field(s, i), false};
        vg_sql_put(s, i ? ", " : before);
        if (aliased)
            s->dialect->put_column(s, &col);
        else
            vg_sql_put(s, column(s, col.field));
    }
}

static void put_where(struct vg_sql *s, const struct vg_value *key)
{
    for (int i = 0; i < n_key(s); i++) {
        vg_sql_put(s, i ? " and " : " where ");
        vg_sql_put_compare(s, VG_OP_EQ, key_field(s, i), &key[i]);
    }
}

/* --- what is assigned ------------------------------------------------------------------------------ */

/* One of the columns that a row says something of. */
struct assigned {
    const char *name;
    int field;                     /* VG_NO_FIELD: the geometry */
    struct vg_value value;
    struct vg_geom geom;
};

/* The i-th of all that there may be: the row id, the fields, the geometry.  False: nothing is said of it. */
static bool assigned_at(const struct vg_sql *s, const struct vg_edit_row *row, struct vg_geom geom, size_t i,
                        struct assigned *out)
{
    const struct vg_collection *c = s->collection;

    *out = (struct assigned){.field = VG_NO_FIELD};
    if (i == 0) {
        *out = (struct assigned){s->table->rowid, VG_ROWID, {.kind = VG_V_INT, .integer = row->rowid}, {0}};
        return c->n_key == 0 && row->has_rowid;
    }
    if (i <= c->n_fields) {
        *out = (struct assigned){s->table->columns[i - 1], (int)i - 1, row->values[i - 1], {0}};
        return row->given[i - 1];
    }
    out->name = s->table->geometry;
    out->geom = geom;
    return row->has_geom && c->geom_name;
}

static void put_assigned(struct vg_sql *s, const struct assigned *a)
{
    struct vg_shape *shape = NULL;

    if (a->geom.wkb) {
        shape = VG_NEW(s->arena, struct vg_shape);
        if (!shape)
            return; /* the arena stays failed */
        shape->geom = a->geom;
    }
    vg_sql_param_stored(s, a->field, &a->value, shape);
}

static enum vg_status finish(struct vg_sql *s, const char *returning, struct vg_error *err)
{
    if (returning)
        put_key(s, returning, s->dialect->returns_aliased);
    enum vg_status r = vg_arena_check(s->arena, err);
    return r == VG_OK ? vg_buf_check(&s->text, err) : r;
}

enum vg_status vg_sql_insert(struct vg_sql *s, const struct vg_edit_row *row, struct vg_geom geom, struct vg_error *err)
{
    struct assigned a;
    int n = 0;

    vg_sql_put(s, "insert into ");
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " as t");
    for (size_t i = 0; i < s->collection->n_fields + 2; i++) {
        if (!assigned_at(s, row, geom, i, &a))
            continue;
        vg_sql_put(s, n++ ? ", " : " (");
        vg_sql_put(s, a.name);
    }
    vg_sql_put(s, n ? ") values " : " default values");
    n = 0;
    for (size_t i = 0; i < s->collection->n_fields + 2; i++) {
        if (!assigned_at(s, row, geom, i, &a))
            continue;
        vg_sql_put(s, n++ ? ", " : "(");
        put_assigned(s, &a);
    }
    vg_sql_put(s, n ? ")" : "");
    return finish(s, " returning ", err);
}

enum vg_status vg_sql_update(struct vg_sql *s, const struct vg_edit_row *row, struct vg_geom geom,
                             const struct vg_value *key, struct vg_error *err)
{
    struct assigned a;
    int n = 0;

    vg_sql_put(s, "update ");
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " as t set ");
    for (size_t i = 0; i < s->collection->n_fields + 2; i++) {
        if (!assigned_at(s, row, geom, i, &a))
            continue;
        vg_sql_put(s, n++ ? ", " : "");
        vg_sql_put(s, a.name);
        vg_sql_put(s, " = ");
        put_assigned(s, &a);
    }
    /* Nothing to change is a change of nothing: the item is touched all the same, for its triggers and the log. */
    if (n == 0) {
        const char *name = column(s, key_field(s, 0));
        vg_sql_put(s, name);
        vg_sql_put(s, " = ");
        vg_sql_put(s, name);
    }
    put_where(s, key);
    return finish(s, " returning ", err);
}

enum vg_status vg_sql_delete(struct vg_sql *s, const struct vg_value *key, struct vg_error *err)
{
    vg_sql_put(s, "delete from ");
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " as t");
    put_where(s, key);
    return finish(s, " returning ", err);
}

enum vg_status vg_sql_lock(struct vg_sql *s, const struct vg_value *key, struct vg_error *err)
{
    put_key(s, "select ", true);
    vg_sql_put(s, " from ");
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " t");
    put_where(s, key);
    vg_sql_put(s, s->dialect->lock);
    return finish(s, NULL, err);
}
