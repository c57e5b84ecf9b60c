/* What a question asks, as a hash: two that must be answered alike have the same, two that may not have not.
 *
 * The whole tree goes in, so that whatever narrows a question also changes its hash; a new member of the tree or
 * of the query belongs here too. */
#include <vigie/query/query.h>

struct hasher {
    struct vg_hash h;
};

static void add(struct hasher *x, const void *bytes, size_t len)
{
    x->h = vg_hash_more(x->h, bytes, len);
}

static void add_int(struct hasher *x, int64_t v)
{
    add(x, &v, sizeof(v));
}

/* With its length before it: no two lists of texts run together. */
static void add_bytes(struct hasher *x, const void *bytes, size_t len)
{
    add_int(x, bytes ? (int64_t)len : -1);
    if (bytes)
        add(x, bytes, len);
}

static void add_text(struct hasher *x, const char *s)
{
    add_bytes(x, s, s ? strlen(s) : 0);
}

static void add_value(struct hasher *x, const struct vg_value *v)
{
    add_int(x, v->kind);
    switch (v->kind) {
    case VG_V_NULL:
        break;
    case VG_V_BOOL:
        add_int(x, v->boolean);
        break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        add(x, &v->real, sizeof(v->real));
        break;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        add_bytes(x, v->text.ptr, v->text.len);
        break;
    case VG_V_INT:
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        add_int(x, v->integer);
        break;
    }
}

static void add_field(struct hasher *x, const struct vg_collection *c, int field)
{
    add_int(x, field < 0); /* the row id is no field */
    if (field < 0)
        return;
    add_text(x, c->fields[field].name);
    add_int(x, c->fields[field].type);
}

static void add_shape(struct hasher *x, const struct vg_shape *s)
{
    add_int(x, s->relation);
    add_int(x, s->is_box * 2 + s->box_3d);
    add_bytes(x, s->geom.wkb, s->geom.len);
    if (s->is_box) {
        add(x, s->box.min, sizeof(s->box.min));
        add(x, s->box.max, sizeof(s->box.max));
    }
}

/* As deep as the filter is, which its reader bounds. */
static void add_expr(struct hasher *x, const struct vg_collection *c, const struct vg_expr *e)
{
    add_int(x, e->op);
    add_int(x, (int64_t)e->n_args);
    if (e->op == VG_OP_PROPERTY)
        add_field(x, c, e->field);
    else if (e->op == VG_OP_LITERAL)
        add_value(x, &e->literal);
    else if (e->op == VG_OP_SPATIAL && e->shape)
        add_shape(x, e->shape);
    for (size_t i = 0; i < e->n_args; i++)
        add_expr(x, c, e->args[i]);
}

struct vg_hash vg_query_hash(const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    struct hasher x = {{0, 0}};

    add_text(&x, c->id);
    if (q->filter)
        add_expr(&x, c, q->filter);
    add_int(&x, (int64_t)q->n_ids);
    for (size_t i = 0; i < q->n_ids; i++)
        add_bytes(&x, q->ids[i].ptr, q->ids[i].len);
    add_int(&x, (int64_t)q->n_keys);
    if (q->n_keys)
        add(&x, q->keys, q->n_keys * sizeof(*q->keys));
    add_int(&x, q->n_sort);
    for (int i = 0; i < q->n_sort; i++) {
        add_field(&x, c, q->sort[i].field);
        add_int(&x, q->sort[i].descending);
    }
    add_int(&x, (int64_t)q->n_fields);
    for (size_t i = 0; i < q->n_fields; i++)
        add_field(&x, c, q->fields[i]);
    add_int(&x, q->no_geometry);
    add_text(&x, q->form);
    add_int(&x, q->moment);
    add(&x, &q->tolerance, sizeof(q->tolerance));
    add_text(&x, q->crs ? q->crs->uri : NULL);
    return x.h;
}
