/* Questions to a store and their answers as text, so that a test reads like a conversation. */
#ifndef VIGIE_TESTS_STORE_ASK_H
#define VIGIE_TESTS_STORE_ASK_H

#include "gpkg_file.h"
#include "question.h"

static inline struct vg_query query_of(const char *id)
{
    return query_on(collection(id));
}

/* How asking for these rows ends: VG_END where nothing is wrong. */
static inline enum vg_status outcome(const struct vg_query *q, struct vg_error *err)
{
    struct vg_session *x = NULL;
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    *err = (struct vg_error){0};
    enum vg_status r = vg_session_begin(store, (struct vg_hold){0}, &x, err);
    if (r == VG_OK)
        r = vg_session_select(x, q, &c, err);
    while (r == VG_OK)
        r = vg_cursor_next(c, &f, err);
    vg_session_end(x);
    return r;
}

static inline void put_values(struct vg_buf *b, const struct vg_feature *f, size_t n)
{
    static const char *const kinds[] = {"null", "bool", "int", "double", "float", "text", "number", "date",
                                        "datetime", "localtime", "time", "json", "bytes"};
    for (size_t i = 0; i < n; i++) {
        vg_buf_printf(b, "%s%s", i ? "|" : "", kinds[f->values[i].kind]);
        if (f->values[i].kind != VG_V_NULL)
            vg_buf_char(b, ' ');
        vg_value_put_text(b, &f->values[i]);
    }
}

/* The row of that id: each value with its kind, joined by '|', then its geometry's WKT. */
static inline const char *row_text(struct vg_query *q, const char *id)
{
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    struct vg_session *x = begin(false);
    struct vg_str wanted = vg_str_of(id);
    struct vg_buf b;
    vg_buf_init(&b, 16 << 20);
    q->ids = &wanted;
    q->n_ids = 1;
    enum vg_status r = vg_session_select(x, q, &c, &err);
    if (r == VG_OK)
        r = vg_cursor_next(c, &f, &err);
    if (r != VG_OK)
        fail_msg("%s: %s", id, r == VG_END ? "no such row" : err.text);
    put_values(&b, f, q->n_fields);
    if (f->geom.wkb) {
        vg_buf_char(&b, '|');
        if (vg_geom_put_wkt(&b, f->geom, 3, &err) != VG_OK)
            fail_msg("%s", err.text);
    }
    const char *text = vg_arena_strdup(file.arena, b.ptr);
    vg_buf_finish(&b);
    vg_session_end(x); /* closes the cursor */
    q->ids = NULL;
    q->n_ids = 0;
    return text;
}

/* --- filters ---------------------------------------------------------------------------------------------- */

static inline const struct vg_expr *box_of(const struct vg_collection *c, double x0, double y0, double x1, double y1)
{
    struct vg_error err = {0};
    struct vg_bbox box = {.min = {x0, y0}, .max = {x1, y1}};
    const struct vg_expr *e = NULL;
    if (vg_expr_bbox(file.crs, c, &box, c->crs, file.arena, &e, &err) != VG_OK)
        fail_msg("%s", err.text);
    return e;
}

static inline const struct vg_expr *equals(const struct vg_query *q, const char *name, const char *text)
{
    struct vg_error err = {0};
    const struct vg_expr *e = NULL;
    int f = vg_collection_field(q->collection, vg_str_of(name));
    assert_true(f >= 0);
    if (vg_expr_equals_text(q->collection, f, vg_str_of(text), file.arena, &e, &err) != VG_OK)
        fail_msg("%s", err.text);
    return e;
}

static inline const struct vg_expr *during(const struct vg_query *q, const char *text)
{
    struct vg_error err = {0};
    struct vg_interval t;
    const struct vg_expr *e = NULL;
    if (vg_interval_parse(vg_str_of(text), &t, &err) != VG_OK ||
        vg_expr_datetime(q->collection, &t, file.arena, &e, &err) != VG_OK)
        fail_msg("%s", err.text);
    return e;
}

#endif
