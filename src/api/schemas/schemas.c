/* /schemas/products and /schemas/products/{kind}: the kinds of products, and each one's Table Schema in the form of
 * schema.data.gouv.fr, so that a producer can check a file with whatever reads such a schema. */
#include "../common/call.h"

#include <vigie/base/number.h>
#include <vigie/codec/products.h>

static const char *kind_url(struct vg_call *call, const struct vg_product *p, const char *form)
{
    const char *url = vg_call_url(call, "/schemas/products/%s", p->id);
    return vg_arena_printf(call->arena, "%s%s", url ? url : "", form);
}

/* --- the list --------------------------------------------------------------------------------- */

static struct vg_node *list_page(struct vg_call *call)
{
    const struct vg_products *all = vg_products_shipped();
    const char *title = vg_page_text(call, "products");
    struct vg_node *data = vg_page_data(call, title);
    vg_page_crumb(call, data, vg_call_url(call, "/schemas/products"), title);
    struct vg_node *kinds = vg_node_add_list(call->arena, vg_node_add_map(call->arena, data, "view"), "kinds");
    for (size_t i = 0; i < all->n; i++) {
        const struct vg_product *p = all->list[i];
        struct vg_node *one = vg_node_add_map(call->arena, kinds, NULL);
        vg_node_add_str(call->arena, one, "href", vg_page_keep(call, kind_url(call, p, "")));
        vg_node_add_str(call->arena, one, "id", p->id);
        vg_node_add_str(call->arena, one, "title", vg_words_in(&p->title, call->lang));
        vg_node_add_str(call->arena, one, "description", vg_words_in(&p->description, call->lang));
    }
    return data;
}

static enum vg_status get_products(struct vg_call *call, struct vg_error *err)
{
    const struct vg_products *all = vg_products_shipped();
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a), *list = vg_node_add_list(a, doc, "schemas");
    for (size_t i = 0; i < all->n; i++) {
        const struct vg_product *p = all->list[i];
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "name", p->id);
        vg_node_add_str(a, one, "title", vg_words_in(&p->title, call->lang));
        vg_node_add_str(a, one, "description", vg_words_in(&p->description, call->lang));
        vg_node_add_str(a, one, "version", p->schema->version);
        vg_node_add_str(a, one, "schema_type", "tableschema");
        vg_node_add_str(a, one, "schema_url", kind_url(call, p, "?f=json"));
    }
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    return vg_answer_document(call, doc, "products", NULL, call->format == &vg_format_html ? list_page(call) : NULL, err);
}

/* --- one kind --------------------------------------------------------------------------------- */

/* ">= 0" as people of the language write it; a bound of a date has no point. */
static void put_bound(struct vg_buf *b, enum vg_lang lang, const char *sign, const char *bound)
{
    const char *point = lang == VG_FR ? strchr(bound, '.') : NULL;
    vg_buf_printf(b, "%s%s ", b->len ? (lang == VG_FR ? "\xC2\xA0; " : ", ") : "", sign);
    vg_buf_add(b, bound, point ? (size_t)(point - bound) : strlen(bound));
    if (point)
        vg_buf_printf(b, ",%s", point + 1);
}

/* What a field may hold, in a few words: "≥ 0, ≤ 100", "pattern …". */
static void add_bounds(struct vg_call *call, struct vg_node *row, const struct vg_schema_field *f)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    if (f->minimum)
        put_bound(&b, call->lang, f->minimum_out ? ">" : "\xE2\x89\xA5", f->minimum);
    if (f->maximum)
        put_bound(&b, call->lang, f->maximum_out ? "<" : "\xE2\x89\xA4", f->maximum);
    if (f->pattern_text)
        vg_buf_printf(&b, " %s", f->pattern_text);
    if (f->no_data)
        vg_buf_printf(&b, " (%s%s %s)", f->no_data, vg_page_text(call, "colon"), vg_text(call->lang, "no value"));
    vg_node_add_text(call->arena, row, "bounds", vg_str_trim((struct vg_str){b.ptr ? b.ptr : "", b.len}));
}

static void add_fields(struct vg_call *call, struct vg_node *view, const struct vg_product *p)
{
    struct vg_arena *a = call->arena;
    struct vg_node *rows = vg_node_add_list(a, view, "fields");
    for (size_t i = 0; i < p->schema->n_fields; i++) {
        const struct vg_schema_field *f = &p->schema->fields[i];
        struct vg_node *row = vg_node_add_map(a, rows, NULL);
        vg_node_add_str(a, row, "name", f->name);
        vg_node_add_str(a, row, "type", vg_text(call->lang, vg_schema_type_word(f->type)));
        vg_node_add_str(a, row, "unit", f->unit);
        vg_node_add_str(a, row, "title", vg_words_in(&f->title, call->lang));
        vg_node_add_str(a, row, "description", vg_words_in(&f->description, call->lang));
        if (f->required)
            vg_node_add_bool(a, row, "required", true);
        add_bounds(call, row, f);
        struct vg_node *names = vg_node_add_list(a, row, "aliases");
        for (size_t k = 0; k < f->n_aliases; k++)
            vg_node_add_str(a, vg_node_add_map(a, names, NULL), "name", f->aliases[k]);
    }
}

static void add_classes(struct vg_call *call, struct vg_node *view, const struct vg_product *p)
{
    struct vg_arena *a = call->arena;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    if (!p->n_classes)
        return;
    vg_buf_init(&b, 4096);
    struct vg_node *table = vg_node_add_map(a, view, "classes"), *rows = vg_node_add_list(a, table, "rows");
    for (size_t i = 0; i < p->n_classes; i++) {
        const struct vg_product_class *c = &p->classes[i];
        struct vg_node *row = vg_node_add_map(a, rows, NULL);
        vg_buf_clear(&b);
        vg_colour_put(&b, c->colour);
        vg_node_add_text(a, row, "colour", (struct vg_str){b.ptr, b.len});
        vg_buf_clear(&b);
        vg_buf_cstr(&b, c->code);
        for (size_t k = 0; k < c->n_codings; k++)
            vg_buf_printf(&b, ", %s", c->codings[k]);
        vg_node_add_text(a, row, "codes", (struct vg_str){b.ptr, b.len});
        vg_node_add_str(a, row, "title", vg_words_in(&c->title, call->lang));
        vg_node_add_str(a, row, "meaning", vg_words_in(&c->meaning, call->lang));
        vg_node_add_str(a, row, "group", c->group >= 0 ? vg_words_in(&p->groups[c->group].title, call->lang) : NULL);
    }
}

static struct vg_node *kind_page(struct vg_call *call, const struct vg_product *p)
{
    const char *title = vg_words_in(&p->title, call->lang);
    struct vg_node *data = vg_page_data(call, title);
    vg_page_crumb(call, data, vg_call_url(call, "/schemas/products"), vg_page_text(call, "products"));
    vg_page_crumb(call, data, kind_url(call, p, ""), title);
    struct vg_node *view = vg_node_add_map(call->arena, data, "view");
    vg_node_add_str(call->arena, view, "title", title);
    vg_node_add_str(call->arena, view, "description", vg_words_in(&p->description, call->lang));
    vg_node_add_str(call->arena, view, "schema", kind_url(call, p, "?f=json"));
    add_fields(call, view, p);
    add_classes(call, view, p);
    return data;
}

static enum vg_status get_product(struct vg_call *call, struct vg_error *err)
{
    const struct vg_product *p = vg_product_find(vg_products_shipped(), call->vars[0]);
    if (!p)
        return vg_fail(err, VG_NOT_FOUND, "kind", "there is no kind of products '%.*s'; /schemas/products lists them",
                       vg_cut(call->vars[0]), call->vars[0].ptr);
    struct vg_node *doc = vg_table_schema_node(p->schema, call->lang, call->arena);
    return vg_answer_document(call, doc, "product", NULL, call->format == &vg_format_html ? kind_page(call, p) : NULL, err);
}

static const struct vg_format *const documents[] = {&vg_format_json, &vg_format_html, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/schemas/products", .handle = get_products, .formats = documents,
     .summary = "The kinds of products that rows can be checked against", .tag = "Schemas"},
    {.method = "GET", .pattern = "/schemas/products/{kind}", .handle = get_product, .formats = documents,
     .summary = "A kind of products as Table Schema", .tag = "Schemas"},
};

extern const struct vg_api_module vg_api_schemas;
const struct vg_api_module vg_api_schemas = {
    .name = "schemas",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
};
