/* A commune's row: its values as they are, and what its kind of products says of them. */
#include <vigie/model/domain.h>

#include "territory_section.h"

#define MOST_FACTS 12

static const char *code_title(const struct vg_field *f, const struct vg_value *v)
{
    for (size_t i = 0; f->domain && i < f->domain->n_codes; i++)
        if (vg_value_compare(&f->domain->codes[i].value, v) == 0)
            return f->domain->codes[i].title;
    return NULL;
}

/* As people write it: a number in their language, a moment by its day. */
static const char *value_text(struct vg_section *s, const struct vg_value *v)
{
    struct vg_arena *a = s->call->arena;
    struct vg_buf b;
    double number;

    vg_buf_init(&b, 64 << 10);
    vg_value_put_text(&b, v);
    const char *text = vg_arena_cstr(a, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    if (text && (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) && vg_str_double(vg_str_of(text), &number))
        return vg_territory_number(s->call, number, 3);
    return text ? vg_territory_step(s->call, text) : "";
}

static void add_fact(struct vg_section *s, struct vg_node *facts, const struct vg_field *f, const struct vg_value *v)
{
    struct vg_arena *a = s->call->arena;
    bool measured = f->unit && (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT);

    if (v->kind == VG_V_NULL)
        return;
    const char *title = code_title(f, v);
    struct vg_node *one = vg_node_add_map(a, facts, NULL);
    vg_node_add_str(a, one, "name", f->title ? f->title : f->name);
    vg_node_add_str(a, one, "value", title      ? title
                                     : measured ? vg_arena_printf(a, "%s\u00a0%s", value_text(s, v), f->unit)
                                                : value_text(s, v));
}

const char *vg_stat_value_title(const struct vg_call *call, const struct vg_collection *c, int field, const struct vg_value *v)
{
    const struct vg_product *p = c->product;
    int known = p && field == vg_product_field(p, c, p->class_field) ? vg_product_code(p, v) : -1;
    return known >= 0 ? vg_words_in(&p->classes[known].title, call->lang) : code_title(&c->fields[field], v);
}

static const char *figure_text(struct vg_section *s, const struct vg_query *q, const struct vg_feature *f, const char *name)
{
    const struct vg_product *p = s->collection->product;
    int field = vg_product_field(p, s->collection, name);

    for (size_t i = 0; field >= 0 && i < q->n_fields; i++) {
        if (q->fields[i] != field || f->values[i].kind == VG_V_NULL || vg_product_no_data(p, name, &f->values[i]))
            continue;
        const char *title = vg_stat_value_title(s->call, s->collection, field, &f->values[i]);
        return title ? title : value_text(s, &f->values[i]);
    }
    return NULL;
}

/* What its kind says of a place that has one row alone: the fields of that row are figures, too. */
static void tell_figures(struct vg_section *s, const struct vg_query *q, const struct vg_feature *f)
{
    const struct vg_product *p = s->collection->product;
    int value = p ? vg_product_field(p, s->collection, p->value_field) : -1;
    size_t n = 0;
    struct vg_figure *figures = p ? vg_arena_array(s->call->arena, p->schema->n_fields + 5, sizeof *figures) : NULL;

    if (!figures)
        return;
    figures[n++] = (struct vg_figure){"place", vg_section_place(s)};
    figures[n++] = (struct vg_figure){"count", "1"};
    figures[n++] = (struct vg_figure){"unit", value >= 0 && s->collection->fields[value].unit ? s->collection->fields[value].unit : ""};
    figures[n++] = (struct vg_figure){"value", figure_text(s, q, f, p->value_field)};
    figures[n++] = (struct vg_figure){"class", figure_text(s, q, f, p->class_field)};
    for (size_t i = 0; i < p->schema->n_fields; i++)
        figures[n++] = (struct vg_figure){p->schema->fields[i].name, figure_text(s, q, f, p->schema->fields[i].name)};
    const char *said = vg_territory_kind_sentence(s->call, p, "summary", figures, n);
    if (said)
        vg_section_say(s, said);
}

static void tell_facts(struct vg_section *s, const struct vg_query *q, const struct vg_feature *f)
{
    struct vg_node *facts = vg_node_add_list(s->call->arena, s->doc, "facts");

    for (size_t i = 0, n = 0; i < q->n_fields && n < MOST_FACTS; i++) {
        int field = q->fields[i];
        if (field == s->key || vg_collection_is_key(s->collection, field))
            continue;
        add_fact(s, facts, &s->collection->fields[field], &f->values[i]);
        n++;
    }
}

/* A row that is the only one speaks for the place; of several their number is told, where nothing else is. */
static enum vg_status read_row(struct vg_section *s, const struct vg_query *q, const struct vg_query *count, struct vg_session *x,
                               struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    int64_t n = 0;
    enum vg_status r = vg_session_count(x, count, 0, &n, err);

    if (r == VG_OK)
        r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = vg_cursor_next(cursor, &f, err);
    if (r == VG_OK) {
        if (n == 1) {
            tell_figures(s, q, f);
            tell_facts(s, q, f);
        } else if (!s->told) {
            vg_section_say(s, vg_territory_sentence(s->call, "territory_of.rows", "n", vg_territory_number(s->call, (double)n, 1), NULL));
        }
        s->told = true;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_section_tell_row(struct vg_section *s, struct vg_error *err)
{
    struct vg_query q = s->question.rows, all = s->question.rows;
    struct vg_session *x;
    enum vg_status r = vg_call_session(s->call, s->collection->store, true, &x, err);

    if (r != VG_OK)
        return r;
    q.limit = 1;
    q.no_geometry = true;
    r = read_row(s, &q, &all, x, err);
    vg_session_end(x);
    return r;
}
