/* select and count: columns, order, place, ids.
 *
 * The order is total: the sort keys, null last in both directions, then the parts of the id.  A place in it is
 * a condition written out column by column, ((a > x) or (a = x and b > y))…, with a plain bound on the first column
 * before it, which lets any database start there in an index. */
#include "filter.h"

struct order_key {
    int field;         /* or VG_ROWID */
    bool descending;
    bool nullable;     /* may still be null in the rows asked for */
    const struct vg_value *from; /* its value in the position; NULL: no position */
};

struct order {
    struct order_key keys[VG_MAX_SORT_KEYS + VG_MAX_KEY_PARTS];
    int n;
    bool backwards, inclusive;
};

static bool is_among(const struct order *o, int field)
{
    for (int i = 0; i < o->n; i++) {
        if (o->keys[i].field == field)
            return true;
    }
    return false;
}

/* What put_order makes of a value that is there may be null all the same. */
static bool may_be_null(const struct vg_sql *s, int field)
{
    return s->collection->fields[field].nullable || s->dialect->put_order;
}

static struct order order_of(const struct vg_sql *s, const struct vg_query *q, enum vg_part part)
{
    const struct vg_collection *c = q->collection;
    struct order o = {.backwards = q->from && q->from->backwards, .inclusive = q->from && q->from->inclusive};

    for (int i = 0; i < q->n_sort; i++) {
        bool settled = i == 0 && part != VG_PART_ALL;
        if (is_among(&o, q->sort[i].field))
            continue;
        o.keys[o.n++] = (struct order_key){
            .field = q->sort[i].field,
            .descending = q->sort[i].descending,
            .nullable = may_be_null(s, q->sort[i].field) && !settled,
            .from = q->from ? &q->from->sort[i] : NULL,
        };
    }
    for (int i = 0; i < (c->n_key ? c->n_key : 1); i++) {
        int field = c->n_key ? c->key[i] : VG_ROWID;
        if (!is_among(&o, field))
            o.keys[o.n++] = (struct order_key){.field = field, .from = q->from ? &q->from->key[i] : NULL};
    }
    return o;
}

static void put_ordered(struct vg_sql *s, int field)
{
    if (s->dialect->put_order)
        s->dialect->put_order(s, field);
    else
        s->dialect->put_operand(s, field);
}

/* --- where ---------------------------------------------------------------------------------------- */

struct where {
    struct vg_sql *s;
    bool begun;
};

static void next_condition(struct where *w)
{
    vg_sql_put(w->s, w->begun ? " and " : " where ");
    w->begun = true;
}

static void put_equal(struct vg_sql *s, const struct order_key *k)
{
    if (k->from->kind == VG_V_NULL) {
        put_ordered(s, k->field);
        vg_sql_put(s, " is null");
        return;
    }
    vg_sql_put_compare(s, VG_OP_EQ, k->field, k->from);
}

/* Are there any rows beyond this one by this key alone?  After null comes nothing; before it, all values. */
static bool has_beyond(const struct order_key *k, bool backwards)
{
    return k->from->kind != VG_V_NULL || backwards;
}

static void put_beyond(struct vg_sql *s, const struct order_key *k, bool backwards, bool or_equal)
{
    bool greater = k->descending == backwards;

    if (k->from->kind == VG_V_NULL) {
        put_ordered(s, k->field);
        vg_sql_put(s, " is not null");
        return;
    }
    bool or_null = k->nullable && !backwards;
    if (or_null)
        vg_sql_put(s, "(");
    vg_sql_put_compare(s, greater ? (or_equal ? VG_OP_GE : VG_OP_GT) : (or_equal ? VG_OP_LE : VG_OP_LT), k->field,
                       k->from);
    if (or_null) {
        vg_sql_put(s, " or ");
        put_ordered(s, k->field);
        vg_sql_put(s, " is null)");
    }
}

/* keys[first..] beyond the position, or at it where that is wanted. */
static void put_place(struct where *w, const struct order *o, int first)
{
    struct vg_sql *s = w->s;
    bool any = false;

    next_condition(w);
    if (first == o->n) { /* rows that are all alike: there is none beyond */
        vg_sql_put(s, o->inclusive ? "1 = 1" : "1 = 0");
        return;
    }
    if (first == o->n - 1) {
        put_beyond(s, &o->keys[first], o->backwards, o->inclusive);
        return;
    }
    if (o->keys[first].from->kind != VG_V_NULL) {
        put_beyond(s, &o->keys[first], o->backwards, true);
        vg_sql_put(s, " and ");
    }
    vg_sql_put(s, "(");
    for (int i = first; i < o->n; i++) {
        if (!has_beyond(&o->keys[i], o->backwards))
            continue;
        vg_sql_put(s, any ? " or (" : "(");
        any = true;
        for (int j = first; j < i; j++) {
            put_equal(s, &o->keys[j]);
            vg_sql_put(s, " and ");
        }
        put_beyond(s, &o->keys[i], o->backwards, o->inclusive && i == o->n - 1);
        vg_sql_put(s, ")");
    }
    vg_sql_put(s, any ? ")" : "1 = 0)");
}

/* The part's own condition on the first key, and the place within that part. */
static void put_part(struct where *w, const struct vg_query *q, const struct order *o, enum vg_part part)
{
    if (part != VG_PART_ALL) {
        next_condition(w);
        put_ordered(w->s, o->keys[0].field);
        vg_sql_put(w->s, part == VG_PART_NULLS ? " is null" : " is not null");
    }
    if (!q->from)
        return;
    bool at_null = part != VG_PART_ALL && o->keys[0].from->kind == VG_V_NULL;
    if (part == VG_PART_NULLS && at_null)
        put_place(w, o, 1);
    else if (part == VG_PART_ALL || (part == VG_PART_VALUES && !at_null))
        put_place(w, o, 0);
    /* else the whole part lies beyond the position */
}

struct ids {
    const struct vg_collection *collection;
    struct vg_value (*keys)[VG_MAX_KEY_PARTS];
};

static void put_id(struct vg_sql *s, const void *of, size_t i)
{
    const struct ids *ids = of;
    const struct vg_collection *c = ids->collection;

    for (int k = 0; k < (c->n_key ? c->n_key : 1); k++) {
        vg_sql_put(s, k ? " and " : "(");
        vg_sql_put_compare(s, VG_OP_EQ, c->n_key ? c->key[k] : VG_ROWID, &ids->keys[i][k]);
    }
    vg_sql_put(s, ")");
}

/* A text that can be no id of this collection matches no row. */
static void put_ids(struct where *w, const struct vg_query *q)
{
    struct ids ids = {q->collection, vg_arena_array(w->s->arena, q->n_ids + 1, sizeof(*ids.keys))};
    size_t n = 0;

    for (size_t i = 0; ids.keys && i < q->n_ids; i++)
        n += vg_id_parse(q->collection, q->ids[i], w->s->arena, ids.keys[n]);
    next_condition(w);
    vg_sql_put_chain(w->s, n, " or ", "1 = 0", put_id, &ids);
}

static void put_keys(struct where *w, const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;

    next_condition(w);
    w->s->dialect->put_operand(w->s, c->n_key ? c->key[0] : VG_ROWID);
    w->s->dialect->put_keys(w->s, q);
}

static void put_bound(struct where *w, const char *op, struct vg_str bound)
{
    if (!bound.ptr)
        return;
    next_condition(w);
    vg_sql_put(w->s, "t.");
    vg_sql_put(w->s, w->s->table->columns[w->s->window->field]);
    vg_sql_put(w->s, op);
    vg_sql_param(w->s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = bound});
}

static void put_where(struct where *w, const struct vg_query *q, const struct vg_expr *drive)
{
    if (w->s->table->versions) {
        next_condition(w);
        vg_sql_put_versions(w->s, q->moment);
    }
    if (q->filter) {
        next_condition(w);
        vg_sql_put_filter(w->s, q->filter, drive);
    }
    if (q->ids)
        put_ids(w, q);
    if (q->keys)
        put_keys(w, q);
    if (w->s->window) {
        put_bound(w, " >= ", w->s->window->from);
        put_bound(w, " < ", w->s->window->until);
    }
}

void vg_sql_put_rows(struct vg_sql *s, const struct vg_query *q, const struct vg_expr *drive)
{
    struct where w = {.s = s};

    put_where(&w, q, drive);
}

/* --- order by and limit ---------------------------------------------------------------------------- */

static void put_order(struct vg_sql *s, const struct order *o, enum vg_part part)
{
    const char *before = " order by ";

    for (int i = 0; i < o->n; i++) {
        const struct order_key *k = &o->keys[i];
        bool descending = k->descending != o->backwards;
        if (i == 0 && part == VG_PART_NULLS)
            continue; /* all alike */
        vg_sql_put(s, before);
        put_ordered(s, k->field);
        if (descending)
            vg_sql_put(s, " desc");
        bool nulls_first = s->dialect->nulls_first != descending;
        if (k->nullable && nulls_first != o->backwards)
            vg_sql_put(s, o->backwards ? " nulls first" : " nulls last");
        before = ", ";
    }
}

static void put_limit(struct vg_sql *s, int64_t limit, int64_t offset)
{
    if (limit >= 0) {
        vg_sql_put(s, " limit ");
        vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = limit});
    } else if (offset > 0 && s->dialect->mark == '?') {
        vg_sql_put(s, " limit -1"); /* SQLite knows no offset without a limit */
    }
    if (offset > 0) {
        vg_sql_put(s, " offset ");
        vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = offset});
    }
}

bool vg_sql_is_by_row_id(const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    const struct vg_table *t = c->table;

    if (q->n_sort > 0 || c->n_key > 1)
        return false;
    return c->n_key == 0 || (t->rowid && strcmp(t->columns[c->key[0]], t->rowid) == 0);
}

/* --- statements ----------------------------------------------------------------------------------- */

static enum vg_status checked(struct vg_sql *s, struct vg_error *err)
{
    enum vg_status r = vg_arena_check(s->arena, err);

    return r == VG_OK ? vg_buf_check(&s->text, err) : r;
}

enum vg_status vg_sql_select(struct vg_sql *s, const struct vg_query *q, const struct vg_columns *columns,
                             enum vg_part part, enum vg_walk walk, int64_t limit, struct vg_error *err)
{
    const struct vg_expr *drive = walk == VG_WALK_SPACE ? vg_sql_drive(q) : NULL;
    struct order o = order_of(s, q, part);
    struct where w = {.s = s};

    s->spatial = drive != NULL;
    vg_sql_put(s, "select ");
    for (size_t i = 0; i < columns->n; i++) {
        if (i)
            vg_sql_put(s, ", ");
        s->dialect->put_column(s, &columns->list[i]);
    }
    if (columns->geometry) {
        vg_sql_put(s, ", ");
        s->dialect->put_geometry(s);
    }
    if (columns->form)
        vg_sql_put_form_column(s, "bytes", q->form);
    if (columns->form_type)
        vg_sql_put_form_column(s, "media_type", q->form);
    vg_sql_put(s, " from ");
    s->dialect->put_from(s, drive);
    put_where(&w, q, drive);
    put_part(&w, q, &o, part);
    if (!(drive && s->dialect->drive_is_ordered && vg_sql_is_by_row_id(q)))
        put_order(s, &o, part);
    put_limit(s, limit, q->offset);
    return checked(s, err);
}

enum vg_status vg_sql_count(struct vg_sql *s, const struct vg_query *q, enum vg_walk walk, int64_t max,
                            struct vg_error *err)
{
    const struct vg_expr *drive = walk == VG_WALK_SPACE ? vg_sql_drive(q) : NULL;
    struct where w = {.s = s};

    s->spatial = drive != NULL;
    vg_sql_put(s, max > 0 ? "select count(*) from (select 1 from " : "select count(*) from ");
    s->dialect->put_from(s, drive);
    put_where(&w, q, drive);
    if (max > 0) {
        put_limit(s, max + 1, 0);
        vg_sql_put(s, ") bounded");
    }
    return checked(s, err);
}
