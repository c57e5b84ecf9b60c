/* The filter form of a page of items: plain GET, one input for each field that a parameter may name, and links that
 * take each condition away again. */
#include "features.h"

#include <vigie/model/domain.h>

#define FIRST_FIELDS 8 /* shown at once; the rest are folded away */

static const char *const of_form[] = {"bbox", "datetime", "filter", "limit", "offset", "token", NULL};
static const char *const conditions[] = {"bbox", "datetime", "filter"};

static bool is_among(const char *const *names, struct vg_str name)
{
    for (; *names; names++)
        if (vg_str_is(name, *names))
            return true;
    return false;
}

/* A field that is called like a parameter cannot be asked for by one. */
static bool is_taken(const char *name)
{
    const struct vg_route *items = vg_api_route("/collections/{collectionId}/items");
    for (size_t i = 0; i < items->n_params; i++)
        if (strcmp(items->params[i].name, name) == 0)
            return true;
    return strcmp(name, "f") == 0 || strcmp(name, "lang") == 0;
}

static const char *label_of(const struct vg_field *f)
{
    return f->title ? f->title : f->name;
}

/* --- inputs ----------------------------------------------------------------------------------- */

static void add_choice(struct vg_arena *a, struct vg_node *options, struct vg_str value, const char *title,
                       struct vg_str chosen)
{
    struct vg_node *o = vg_node_add_map(a, options, NULL);
    vg_node_add_text(a, o, "value", value);
    if (title)
        vg_node_add_str(a, o, "title", title);
    else
        vg_node_add_text(a, o, "title", value);
    vg_node_add_bool(a, o, "selected", vg_str_eq(value, chosen));
}

static void add_codes(struct vg_call *call, struct vg_node *options, const struct vg_domain *d, struct vg_str chosen)
{
    struct vg_buf b;
    vg_buf_init(&b, 64u << 10);
    for (size_t i = 0; i < d->n_codes; i++) {
        vg_buf_clear(&b);
        vg_value_put_text(&b, &d->codes[i].value);
        add_choice(call->arena, options, (struct vg_str){b.ptr, b.len}, d->codes[i].title, chosen);
    }
    vg_buf_finish(&b);
}

/* A field whose values are known is chosen from a list. */
static void add_choices(struct vg_call *call, struct vg_node *input, const struct vg_field *f, struct vg_str chosen)
{
    bool coded = f->domain && f->domain->n_codes;
    if (f->type != VG_T_BOOL && !coded)
        return;
    vg_node_add_bool(call->arena, input, "choices", true);
    struct vg_node *options = vg_node_add_list(call->arena, input, "options");
    if (coded) {
        add_codes(call, options, f->domain, chosen);
        return;
    }
    add_choice(call->arena, options, VG_STR("true"), vg_page_text(call, "value_yes"), chosen);
    add_choice(call->arena, options, VG_STR("false"), vg_page_text(call, "value_no"), chosen);
}

static const char *input_type(enum vg_type t)
{
    switch (t) {
    case VG_T_INT:
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
    case VG_T_DECIMAL:
        return "number";
    case VG_T_DATE:
        return "date";
    default:
        return "text";
    }
}

static void add_input(struct vg_call *call, struct vg_node *list, const struct vg_field *f)
{
    struct vg_arena *a = call->arena;
    struct vg_node *input = vg_node_add_map(a, list, NULL);
    struct vg_str value = vg_call_sent(call, f->name);
    const char *type = input_type(f->type);
    vg_node_add_str(a, input, "name", f->name);
    vg_node_add_str(a, input, "label", label_of(f));
    vg_node_add_str(a, input, "unit", f->unit);
    vg_node_add_str(a, input, "type", type);
    vg_node_add_text(a, input, "value", value);
    if (strcmp(type, "number") == 0 && f->type != VG_T_INT)
        vg_node_add_str(a, input, "step", "any");
    add_choices(call, input, f, value);
}

static void add_inputs(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    struct vg_node *first = vg_node_add_list(call->arena, view, "filters");
    struct vg_node *more = vg_node_add_list(call->arena, view, "more_filters");
    size_t n = 0;
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (!vg_property_is(call, c, (int)i, VG_QUERYABLE) || f->type == VG_T_JSON || is_taken(f->name))
            continue;
        add_input(call, n < FIRST_FIELDS ? first : more, f);
        n++;
    }
    vg_node_add_bool(call->arena, view, "has_more_filters", n > FIRST_FIELDS);
}

static void add_limits(struct vg_call *call, struct vg_node *view)
{
    static const int64_t usual[] = {10, 50, 100, 500, 1000};
    int64_t max = call->gen->site.limits.items_max, now = vg_call_param(call, "limit")->integer;
    if (!now) /* on the page of the collection, whose route has no such parameter */
        now = max < VG_PAGE_ITEMS ? max : VG_PAGE_ITEMS;
    struct vg_node *limits = vg_node_add_list(call->arena, view, "limits");
    bool told = false;
    for (size_t i = 0; i <= VG_COUNT(usual); i++) {
        bool last = i == VG_COUNT(usual);
        if (!told && (last || now <= usual[i])) {
            struct vg_node *one = vg_node_add_map(call->arena, limits, NULL);
            vg_node_add_int(call->arena, one, "n", now);
            vg_node_add_bool(call->arena, one, "selected", true);
            told = true;
        }
        if (!last && now != usual[i] && usual[i] <= max)
            vg_node_add_int(call->arena, vg_node_add_map(call->arena, limits, NULL), "n", usual[i]);
    }
}

/* A condition in CQL2 on a field that is there. */
static void add_example(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    const struct vg_field *text = NULL, *number = NULL;
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (!vg_property_is(call, c, (int)i, VG_QUERYABLE) || vg_collection_is_key(c, (int)i))
            continue;
        if (f->type == VG_T_TEXT && !text)
            text = f;
        if (strcmp(input_type(f->type), "number") == 0 && !number)
            number = f;
    }
    const char *example = text     ? vg_arena_printf(call->arena, "CASEI(\"%s\") LIKE CASEI('saint%%')", text->name)
                          : number ? vg_arena_printf(call->arena, "\"%s\" > 10", number->name)
                                   : NULL;
    vg_node_add_str(call->arena, view, "cql2_example", example);
}

/* What was asked for besides stays asked for: language, CRS, order. */
static void add_kept(struct vg_call *call, struct vg_node *view)
{
    struct vg_node *kept = vg_node_add_list(call->arena, view, "kept");
    for (size_t i = 0; i < call->n_query; i++) {
        if (call->is_field_param[i] || is_among(of_form, call->query[i].name))
            continue;
        struct vg_node *one = vg_node_add_map(call->arena, kept, NULL);
        vg_node_add_text(call->arena, one, "name", call->query[i].name);
        vg_node_add_text(call->arena, one, "value", call->query[i].value);
    }
}

/* --- conditions in force ---------------------------------------------------------------------- */

static void add_active(struct vg_call *call, struct vg_node *list, const char *label, const char *name,
                       struct vg_str value)
{
    const char *const without[] = {name, "token", "offset", NULL};
    struct vg_node *one = vg_node_add_map(call->arena, list, NULL);
    vg_node_add_str(call->arena, one, "label",
                    vg_arena_printf(call->arena, "%s = %.*s", label, (int)value.len, value.ptr));
    vg_node_add_str(call->arena, one, "href", vg_call_this(call, without, NULL, (struct vg_str){0}));
}

static void add_conditions(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    struct vg_node *list = vg_node_add_list(call->arena, view, "active");
    for (size_t i = 0; i < call->n_query; i++) {
        int field = call->is_field_param[i] ? vg_collection_field(c, call->query[i].name) : -1;
        if (field >= 0)
            add_active(call, list, label_of(&c->fields[field]), c->fields[field].name, call->query[i].value);
    }
    bool special = false;
    for (size_t i = 0; i < VG_COUNT(conditions); i++) {
        struct vg_str value = vg_call_sent(call, conditions[i]);
        if (!value.ptr)
            continue;
        const char *key = vg_arena_printf(call->arena, "%s_asked", conditions[i]);
        vg_node_add_text(call->arena, view, key ? key : "", value);
        add_active(call, list, vg_page_text(call, conditions[i]), conditions[i], value);
        special = true;
    }
    vg_node_add_bool(call->arena, view, "place_asked", special);
    vg_node_add_bool(call->arena, view, "filtered", list && list->n > 0);
}

/* --- a wider search --------------------------------------------------------------------------- */

static bool is_text_asked(const struct vg_call *call, const struct vg_collection *c, size_t i, int *field)
{
    *field = call->is_field_param[i] ? vg_collection_field(c, call->query[i].name) : -1;
    return *field >= 0 && c->fields[*field].type == VG_T_TEXT;
}

static void put_quoted(struct vg_buf *b, char quote, struct vg_str s, const char *escaped)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == quote)
            vg_buf_char(b, quote);
        else if (escaped && strchr(escaped, s.ptr[i]))
            vg_buf_char(b, '\\');
        vg_buf_char(b, s.ptr[i]);
    }
}

/* A parameter finds the exact text only: where it finds nothing, the same words are looked for anywhere in the text,
 * whatever their case and accents. */
static void add_wider(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    const char *without[VG_MAX_PARAMS + 1] = {"token", "offset"};
    size_t n = 2;
    int field;
    struct vg_buf b;
    if (vg_call_param(call, "filter")->given)
        return;
    vg_buf_init(&b, 8192);
    for (size_t i = 0; i < call->n_query && n < VG_MAX_PARAMS; i++) {
        if (!is_text_asked(call, c, i, &field))
            continue;
        vg_buf_printf(&b, "%sCASEI(ACCENTI(\"", n > 2 ? " AND " : "");
        put_quoted(&b, '"', call->query[i].name, NULL);
        VG_BUF_LIT(&b, "\")) LIKE CASEI(ACCENTI('%");
        put_quoted(&b, '\'', call->query[i].value, "\\%_");
        VG_BUF_LIT(&b, "%'))");
        without[n++] = c->fields[field].name;
    }
    if (n > 2 && !b.failed)
        vg_node_add_str(call->arena, view, "wider_href",
                        vg_call_this(call, without, "filter", (struct vg_str){b.ptr, b.len}));
    vg_buf_finish(&b);
}

void vg_items_form(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    vg_node_add_bool(call->arena, view, "geom", c->geom_name != NULL);
    vg_node_add_bool(call->arena, view, "time", c->time_start >= 0 || c->year_field);
    add_inputs(call, c, view);
    add_limits(call, view);
    add_example(call, c, view);
    add_kept(call, view);
    add_conditions(call, c, view);
    add_wider(call, c, view);
}
