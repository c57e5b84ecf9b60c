/* Rows as features: ids, geometries in the CRS asked for, places for page tokens.
 *
 * A row costs no allocation: values and geometry are views on what the backend holds, a transformed
 * geometry goes to one buffer that is used again. */
#include "ops.h"

#define MAX_ID_BYTES (1 << 20)
#define MAX_GEOMETRY_BYTES ((size_t)1 << 30)
#define MOST_SHOWN 80 /* bytes of an id in a message */

/* The parts of the order to be asked for one after the other (see enum vg_part). */
static void choose_parts(struct vg_cursor *c)
{
    const struct vg_query *q = c->query;
    enum vg_part *p = c->parts;

    c->n_parts = 1;
    p[0] = VG_PART_ALL;
    if (q->n_sort == 0 || !q->collection->fields[q->sort[0].field].nullable || q->offset > 0)
        return;

    bool at_null = q->from && q->from->sort[0].kind == VG_V_NULL;
    if (q->from && q->from->backwards) {
        if (at_null)
            p[0] = VG_PART_NULLS, p[c->n_parts++] = VG_PART_VALUES;
        else
            p[0] = VG_PART_VALUES;
    } else if (at_null) {
        p[0] = VG_PART_NULLS;
    } else {
        p[0] = VG_PART_VALUES;
        p[c->n_parts++] = VG_PART_NULLS;
    }
}

static enum vg_status borrow_transform(struct vg_cursor *c, struct vg_error *err)
{
    const struct vg_query *q = c->query;
    const struct vg_collection *k = q->collection;

    if (!c->columns.geometry || !q->crs || !k->crs || vg_crs_same(q->crs, k->crs))
        return VG_OK;
    return vg_transform_borrow(c->session->store->options.crs, k->crs, q->crs,
                               k->has_extent ? &k->extent : NULL, &c->transform, err);
}

static enum vg_status make_simplifier(struct vg_cursor *c, struct vg_error *err)
{
    if (!c->columns.geometry || !(c->query->tolerance > 0))
        return VG_OK;
    c->simplifier = vg_simplifier_new(c->query->tolerance);
    return c->simplifier ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "no memory for a cursor");
}

static enum vg_status prepare(struct vg_cursor *c, struct vg_error *err)
{
    struct vg_session *x = c->session;
    enum vg_status r = vg_columns_of(x->store->ops, c->query, x->arena, &c->columns, err);

    if (r != VG_OK)
        return r;
    c->values = vg_arena_array(x->arena, c->columns.n ? c->columns.n : 1, sizeof(*c->values));
    r = vg_arena_check(x->arena, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&c->id, MAX_ID_BYTES);
    vg_buf_init(&c->transformed, MAX_GEOMETRY_BYTES);
    c->feature.values = c->values;
    c->remaining = c->query->limit;
    c->deadline_ms = vg_store_deadline(x->store, c->query->deadline_ms, &c->deadline_is_query);
    choose_parts(c);
    r = make_simplifier(c, err);
    return r == VG_OK ? borrow_transform(c, err) : r;
}

static enum vg_status start_part(struct vg_cursor *c, struct vg_error *err)
{
    c->started = true;
    return c->session->store->ops->cursor_start(c, c->parts[c->part], c->remaining, err);
}

enum vg_status vg_session_select(struct vg_session *x, const struct vg_query *q, struct vg_cursor **out,
                                 struct vg_error *err)
{
    struct vg_cursor *c = vg_arena_alloc(x->arena, x->store->ops->cursor_size);
    enum vg_status r = vg_arena_check(x->arena, err);

    if (r != VG_OK)
        return r;
    c->session = x;
    c->query = q;
    c->next = x->cursors;
    x->cursors = c;
    r = prepare(c, err);
    if (r == VG_OK && c->remaining != 0)
        r = start_part(c, err);
    if (r != VG_OK)
        vg_cursor_close(c);
    else
        *out = c;
    return r;
}

static struct vg_str id_text(struct vg_cursor *c)
{
    const struct vg_columns *k = &c->columns;
    const struct vg_value *first = &c->values[k->key[0]];

    if (k->n_key == 1 && first->kind == VG_V_INT) {
        char *end = vg_int64_write(c->id_number, first->integer);
        return (struct vg_str){c->id_number, (size_t)(end - c->id_number)};
    }
    if (k->n_key == 1 && first->kind == VG_V_TEXT)
        return first->text;

    struct vg_value key[VG_MAX_KEY_PARTS];
    for (int i = 0; i < k->n_key; i++)
        key[i] = c->values[k->key[i]];
    vg_buf_clear(&c->id);
    vg_id_put(&c->id, c->query->collection, key);
    return (struct vg_str){c->id.ptr ? c->id.ptr : "", c->id.len};
}

static enum vg_status fail_geometry(const struct vg_cursor *c, const char *why, struct vg_error *err)
{
    struct vg_str id = c->feature.id;
    int shown = (int)(id.len < MOST_SHOWN ? id.len : MOST_SHOWN);

    return vg_fail(err, VG_BUG, c->query->collection->id, "the geometry of item '%.*s' is broken: %s",
                   shown, id.ptr, why);
}

static enum vg_status transform_geometry(struct vg_cursor *c, struct vg_error *err)
{
    struct vg_str id = c->feature.id;
    int shown = (int)(id.len < MOST_SHOWN ? id.len : MOST_SHOWN);
    enum vg_status r = vg_transform_geom(c->transform, c->geom, &c->transformed, &c->feature.geom, err);

    if (r == VG_BAD_INPUT)
        return vg_fail(err, VG_BAD_INPUT, "crs", "the geometry of item '%.*s' has no image in '%s'",
                       shown, id.ptr, c->query->crs->curie);
    return r;
}

/* The row in c->values and c->geom as a feature. */
static enum vg_status finish_row(struct vg_cursor *c, const char *broken, struct vg_error *err)
{
    c->feature.id = id_text(c);
    if (c->id.failed)
        return vg_buf_check(&c->id, err);
    if (!c->columns.geometry)
        return VG_OK;
    if (!broken && c->geom.wkb)
        broken = vg_store_geom_fault(c->geom);
    if (broken)
        return fail_geometry(c, broken, err);
    c->feature.geom = c->geom;
    enum vg_status r = c->transform && c->geom.wkb ? transform_geometry(c, err) : VG_OK;
    if (r == VG_OK && c->simplifier)
        r = vg_simplify(c->simplifier, c->feature.geom, &c->feature.geom, err);
    return r;
}

static enum vg_status next_row(struct vg_cursor *c, const char **broken, struct vg_error *err)
{
    const struct vg_store_ops *ops = c->session->store->ops;
    enum vg_status r = c->started ? ops->cursor_row(c, broken, err) : VG_END;

    while (r == VG_END && c->started && c->remaining != 0 && c->part + 1 < c->n_parts) {
        c->part++;
        r = start_part(c, err);
        if (r == VG_OK)
            r = ops->cursor_row(c, broken, err);
    }
    return r;
}

enum vg_status vg_cursor_next(struct vg_cursor *c, const struct vg_feature **out, struct vg_error *err)
{
    const char *broken = NULL;

    c->on_row = false;
    if (c->remaining == 0)
        return VG_END;
    c->feature.geom = c->geom = (struct vg_geom){0};

    enum vg_status r = next_row(c, &broken, err);
    if (r == VG_OK)
        r = finish_row(c, broken, err);
    if (r != VG_OK) {
        c->remaining = 0;
        return r;
    }
    if (c->remaining > 0)
        c->remaining--;
    c->on_row = true;
    *out = &c->feature;
    return VG_OK;
}

enum vg_status vg_cursor_more(struct vg_cursor *c, bool *out, struct vg_error *err)
{
    const char *broken = NULL;
    enum vg_status r = c->remaining == 0 ? VG_END : next_row(c, &broken, err);

    c->remaining = 0;
    c->on_row = false;
    if (r != VG_OK && r != VG_END)
        return r;
    *out = r == VG_OK;
    return VG_OK;
}

static struct vg_value kept(const struct vg_value *v, struct vg_arena *a)
{
    struct vg_value copy = *v;

    switch (v->kind) {
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        copy.text = vg_arena_str(a, v->text);
        break;
    default:
        break;
    }
    return copy;
}

enum vg_status vg_cursor_position(struct vg_cursor *c, struct vg_arena *a, struct vg_position *out,
                                  struct vg_error *err)
{
    struct vg_position p = {0};

    if (!c->on_row)
        return vg_fail(err, VG_BUG, "", "the cursor stands on no row");
    for (int i = 0; i < c->query->n_sort; i++)
        p.sort[i] = kept(&c->values[c->columns.sort[i]], a);
    for (int i = 0; i < c->columns.n_key; i++)
        p.key[i] = kept(&c->values[c->columns.key[i]], a);

    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = p;
    return r;
}

void vg_cursor_close(struct vg_cursor *c)
{
    if (!c)
        return;
    for (struct vg_cursor **at = &c->session->cursors; *at; at = &(*at)->next) {
        if (*at == c) {
            *at = c->next;
            break;
        }
    }
    if (c->started)
        c->session->store->ops->cursor_close(c);
    vg_transform_return(c->transform);
    vg_simplifier_free(c->simplifier);
    vg_buf_finish(&c->transformed);
    vg_buf_finish(&c->id);
}
