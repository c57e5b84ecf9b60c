/* Questions to the store under test, of either kind: who includes this has its arena in test_arena(). */
#ifndef VIGIE_TESTS_STORE_QUESTION_H
#define VIGIE_TESTS_STORE_QUESTION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <vigie/query/expr.h>
#include <vigie/store/store.h>

static struct vg_store *store;
static inline struct vg_arena *test_arena(void);

/* All fields, in the table's order. */
static inline struct vg_query query_on(const struct vg_collection *c)
{
    int *fields = vg_arena_array(test_arena(), c->n_fields + 1, sizeof *fields);
    for (size_t i = 0; i < c->n_fields; i++)
        fields[i] = (int)i;
    return (struct vg_query){.collection = c, .limit = 10, .fields = fields, .n_fields = c->n_fields};
}

static inline void sort_by(struct vg_query *q, const char *name, bool descending)
{
    int f = vg_collection_field(q->collection, vg_str_of(name));
    assert_true(f >= 0);
    q->sort[q->n_sort++] = (struct vg_sort_key){f, descending};
}

static inline struct vg_session *begin(bool snapshot)
{
    struct vg_error err = {0};
    struct vg_session *x = NULL;
    if (vg_session_begin(store, (struct vg_hold){.snapshot = snapshot}, &x, &err) != VG_OK)
        fail_msg("%s", err.text);
    return x;
}

/* The ids of the rows, joined by blanks; the places of the first and the last, where asked for. */
static inline const char *ids_in(struct vg_session *x, const struct vg_query *q, struct vg_position *first,
                                 struct vg_position *last)
{
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    struct vg_buf b;
    enum vg_status r = vg_session_select(x, q, &c, &err);
    vg_buf_init(&b, 16 << 20);
    for (int n = 0; r == VG_OK && (r = vg_cursor_next(c, &f, &err)) == VG_OK; n++) {
        if (first && !n)
            r = vg_cursor_position(c, test_arena(), first, &err);
        if (last && r == VG_OK)
            r = vg_cursor_position(c, test_arena(), last, &err);
        vg_buf_cstr(&b, n ? " " : "");
        vg_buf_str(&b, f->id);
    }
    if (r != VG_END)
        fail_msg("%s: %s", err.where, err.text);
    vg_cursor_close(c);
    const char *text = vg_arena_strdup(test_arena(), b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return text;
}

static inline const char *ids_to(const struct vg_query *q, struct vg_position *last)
{
    struct vg_session *x = begin(false);
    const char *text = ids_in(x, q, NULL, last);
    vg_session_end(x);
    return text;
}

static inline const char *ids(const struct vg_query *q)
{
    return ids_to(q, NULL);
}

static inline int64_t count(const struct vg_query *q, int64_t max)
{
    struct vg_error err = {0};
    struct vg_session *x = begin(false);
    int64_t n = -1;
    if (vg_session_count(x, q, max, &n, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_session_end(x);
    return n;
}

static inline const struct vg_expr *related(enum vg_relation relation, const char *wkt)
{
    struct vg_error err = {0};
    struct vg_geom_info info;
    struct vg_shape *s = VG_NEW(test_arena(), struct vg_shape);
    s->relation = relation;
    if (vg_geom_from_wkt(vg_str_of(wkt), test_arena(), &s->geom, &err) != VG_OK ||
        vg_geom_check(s->geom, &info, &err) != VG_OK)
        fail_msg("%s", err.text);
    s->box = info.box;
    return vg_expr_spatial(test_arena(), s);
}

#endif
