/* One value makes no chart of its own: it is shown beside those of the other communes of the département, or, where the commune is not
 * in the official table, of all that the collection tells of. */
#include <math.h>

#include <vigie/model/domain.h>

#include "territory_section.h"

#define MOST_CLASSES 12
#define MOST_ROWS 500000 /* of a collection that is read for a comparison while somebody waits */
#define OWN_COLOUR "#0b6e99"
#define OTHER_COLOUR "#c3ccd2"

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
}

static bool may_be_told(const struct vg_section *s, int field)
{
    return field >= 0 && field != s->key && !vg_collection_is_key(s->collection, field) && vg_gate_may_ask(&s->call->who, s->collection, field);
}

/* Classes are asked for before numbers; -1: none. */
static int find_field(struct vg_section *s, bool *class)
{
    const struct vg_collection *c = s->collection;
    const struct vg_style *ignored;
    int field = vg_stat_usual_field(s->call, c, false, &ignored);

    *class = true;
    if (may_be_told(s, field))
        return field;
    for (size_t i = 0; i < c->n_fields; i++)
        if (c->fields[i].domain && c->fields[i].domain->n_codes && may_be_told(s, (int)i))
            return (int)i;
    *class = false;
    field = vg_stat_usual_field(s->call, c, true, &ignored);
    if (may_be_told(s, field))
        return field;
    for (size_t i = 0; i < c->n_fields; i++)
        if (is_number(c->fields[i].type) && may_be_told(s, (int)i))
            return (int)i;
    return -1;
}

/* --- the rows --------------------------------------------------------------------------------------- */

/* Codes from this beginning on, up to the next: text is compared by code points. */
static const struct vg_expr *begins_with(struct vg_section *s, struct vg_str prefix)
{
    struct vg_arena *a = s->call->arena;
    const struct vg_expr *code = vg_expr_property(a, s->key);
    char *end = (char *)vg_arena_cstr(a, prefix);

    if (!end)
        return NULL;
    end[prefix.len - 1]++;
    const struct vg_value from = {.kind = VG_V_TEXT, .text = prefix}, to = {.kind = VG_V_TEXT, .text = {end, prefix.len}};
    return vg_expr_and(a, vg_expr_compare(a, VG_OP_GE, code, vg_expr_literal(a, from)),
                       vg_expr_compare(a, VG_OP_LT, code, vg_expr_literal(a, to)));
}

/* false: there is nothing to compare with that can be read while somebody waits. */
static enum vg_status make_around(struct vg_section *s, struct vg_query *q, bool *good, struct vg_error *err)
{
    const struct vg_place *place = s->territory->place;
    bool text = s->collection->fields[s->key].type == VG_T_TEXT;
    struct vg_str departement = place ? place->within[VG_PLACE_DEPARTEMENT] : (struct vg_str){0};

    *good = (text && departement.len && s->collection->estimate <= MOST_ROWS) || s->collection->small;
    *q = (struct vg_query){.collection = s->collection, .limit = -1, .deadline_ms = s->call->rq->deadline_ms};
    enum vg_status r = vg_gate_narrow(&s->call->who, q, 0, s->call->arena, err);
    q->limit = -1;
    if (r == VG_OK && text && departement.len)
        q->filter = vg_expr_and(s->call->arena, q->filter, begins_with(s, departement));
    return r;
}

static enum vg_status tally(struct vg_section *s, const struct vg_query *rows, int class, int property, struct vg_tally *out,
                            struct vg_error *err)
{
    const struct vg_tally_question q = {.rows = rows, .class_field = class, .property = property, .unit_field = -1};
    struct vg_session *x;
    enum vg_status r = vg_call_session(s->call, s->collection->store, false, &x, err);

    if (r != VG_OK)
        return r;
    r = vg_session_tally(x, &q, out, err);
    vg_session_end(x);
    return r;
}

/* --- classes ---------------------------------------------------------------------------------------- */

static const char *class_title(struct vg_section *s, int field, struct vg_str class)
{
    if (!class.ptr)
        return vg_text(s->call->lang, "no value");
    const struct vg_value v = {.kind = VG_V_TEXT, .text = class};
    const char *title = vg_stat_value_title(s->call, s->collection, field, &v);
    return title ? title : vg_arena_cstr(s->call->arena, class);
}

static const char *around_text(struct vg_section *s)
{
    return vg_page_text(s->call, s->territory->place ? "territory_of.around_departement" : "territory_of.around_known");
}

static const char *field_title(const struct vg_section *s, int field)
{
    const struct vg_field *f = &s->collection->fields[field];
    return f->title ? f->title : f->name;
}

static void draw(struct vg_section *s, int field, const char *unit, const char *const *labels, const char *const *colours,
                 const double *values, size_t n)
{
    const char *title = vg_territory_sentence(s->call, "territory_of.compared", "name", field_title(s, field), "around", around_text(s), NULL);

    vg_node_add_str(s->call->arena, s->view, "chart_title", title);
    vg_section_draw_parts(s, title, unit, labels, colours, values, n);
}

static void draw_shares(struct vg_section *s, int field, const struct vg_tally *own, const struct vg_tally *all)
{
    struct vg_call *call = s->call;
    const char *labels[MOST_CLASSES], *colours[MOST_CLASSES];
    double values[MOST_CLASSES], total = 0, same = 0;

    for (size_t i = 0; i < all->n; i++)
        total += all->groups[i].count;
    if (!own->n || all->n < 2 || all->n > MOST_CLASSES || total <= 0)
        return;
    for (size_t i = 0; i < all->n; i++) {
        bool is_own = vg_tally_compare(all->groups[i].class, own->groups[0].class) == 0;
        labels[i] = class_title(s, field, all->groups[i].class);
        colours[i] = is_own ? OWN_COLOUR : OTHER_COLOUR;
        values[i] = all->groups[i].count / total * 100;
        same = is_own ? values[i] : same;
    }
    vg_section_say(s, vg_territory_sentence(call, "territory_of.same_class", "around", around_text(s), "share",
                                            vg_territory_number(call, same, 2), NULL));
    draw(s, field, "%", labels, colours, values, all->n);
}

/* --- numbers ---------------------------------------------------------------------------------------- */

static void draw_numbers(struct vg_section *s, int field, const struct vg_tally *own, const struct vg_tally *all)
{
    static const char *const colours[] = {OWN_COLOUR, OTHER_COLOUR, OTHER_COLOUR, OTHER_COLOUR};
    struct vg_call *call = s->call;

    if (!own->n || !all->n || own->groups[0].weight <= 0 || all->groups[0].weight <= own->groups[0].weight)
        return;
    const struct vg_tally_group *g = &all->groups[0];
    const double values[] = {own->groups[0].sum / own->groups[0].weight, g->sum / g->weight, g->lowest, g->highest};
    const char *const labels[] = {vg_section_place(s), vg_page_text(call, "territory_of.mean_of"), vg_page_text(call, "territory_of.lowest"),
                                  vg_page_text(call, "territory_of.highest")};
    const char *unit = s->collection->fields[field].unit;
    vg_section_say(s, vg_territory_sentence(call, "territory_of.beside", "around", around_text(s), "name", field_title(s, field), "mean",
                                            vg_territory_number(call, values[1], 3), "min", vg_territory_number(call, values[2], 3), "max",
                                            vg_territory_number(call, values[3], 3), "unit", unit ? unit : "", NULL));
    draw(s, field, unit, labels, colours, values, VG_COUNT(values));
}

enum vg_status vg_section_compare(struct vg_section *s, struct vg_error *err)
{
    struct vg_tally own, all;
    struct vg_query around;
    bool good, class;
    int field = s->key >= 0 ? find_field(s, &class) : -1;

    if (field < 0)
        return VG_OK;
    enum vg_status r = make_around(s, &around, &good, err);
    if (r != VG_OK || !good)
        return r;
    r = tally(s, &s->question.rows, class ? field : -1, class ? -1 : field, &own, err);
    if (r != VG_OK)
        return r;
    r = tally(s, &around, class ? field : -1, class ? -1 : field, &all, err);
    if (r == VG_OK) {
        (class ? draw_shares : draw_numbers)(s, field, &own, &all);
        vg_tally_finish(&all);
    }
    vg_tally_finish(&own);
    return r;
}
