/* /territories/{code}: all that the platform knows of a commune, collection by collection. */
#include "territory.h"

#include <vigie/codec/html.h>

static void add_area(struct vg_call *call, struct vg_node *doc, const struct vg_territory *t, enum vg_place_level level,
                     const char *name)
{
    const struct vg_place *p = t->place ? vg_places_find(vg_call_options(call)->places, level, t->place->within[level]) : NULL;
    if (!p)
        return;
    struct vg_node *one = vg_node_add_map(call->arena, doc, name);
    vg_node_add_text(call->arena, one, "code", p->code);
    vg_node_add_text(call->arena, one, "name", p->name);
}

static struct vg_node *head_of(struct vg_call *call, const struct vg_territory *t)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);

    vg_node_add_text(a, doc, "code", t->code);
    vg_node_add_text(a, doc, "name", t->name);
    if (t->population >= 0)
        vg_node_add_int(a, doc, "population", t->population);
    add_area(call, doc, t, VG_PLACE_EPCI, "epci");
    add_area(call, doc, t, VG_PLACE_DEPARTEMENT, "departement");
    add_area(call, doc, t, VG_PLACE_REGION, "region");
    if (t->place && t->place->postcodes.len) {
        struct vg_node *codes = vg_node_add_list(a, doc, "postcodes");
        for (struct vg_str rest = t->place->postcodes; rest.ptr;)
            vg_node_add_text(a, codes, NULL, vg_str_cut(rest, '|', &rest));
    }
    if (t->has_box) {
        struct vg_node *box = vg_node_add_list(a, doc, "bbox");
        for (int i = 0; i < 4; i++)
            vg_node_add_double(a, box, NULL, i < 2 ? t->box.min[i] : t->box.max[i - 2]);
    }
    return doc;
}

static enum vg_status add_sections(struct vg_call *call, const struct vg_territory *t, struct vg_node *doc,
                                   struct vg_node *view, struct vg_error *err)
{
    struct vg_node *products = vg_node_add_list(call->arena, doc, "products");
    struct vg_node *sections = vg_node_add_list(call->arena, view, "sections");
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    enum vg_status r = VG_OK;

    for (size_t i = 0; r == VG_OK && i < n; i++) {
        const struct vg_collection *c = all[i];
        if (c->item_type != VG_ITEM_FEATURE || !vg_gate_sees(&call->who, c) || c == t->reference.reference)
            continue;
        r = vg_territory_section(call, t, c, products, sections, err);
    }
    vg_node_add_bool(call->arena, view, "none", sections && sections->n == 0);
    return r;
}

/* Where the commune lies, in words. */
static const char *place_text(struct vg_call *call, const struct vg_node *doc)
{
    const char *d = vg_node_cstr(vg_node_get(doc, "departement"), "name", NULL);
    const char *r = vg_node_cstr(vg_node_get(doc, "region"), "name", NULL), *e = vg_node_cstr(vg_node_get(doc, "epci"), "name", NULL);
    if (!d || !r)
        return NULL;
    return vg_arena_printf(call->arena, "%s%s%s – %s", e ? e : "", e ? " – " : "", d, r);
}

enum vg_status vg_get_territory(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_territory t;
    enum vg_status r = vg_territory_find(call, call->vars[0], &t, err);

    if (r != VG_OK)
        return r;
    const char *name = vg_arena_cstr(a, t.name), *code = vg_arena_cstr(a, t.code);
    struct vg_node *doc = head_of(call, &t);
    struct vg_node *data = vg_page_data(call, name), *view = vg_node_add_map(a, data, "view");
    vg_page_crumb(call, data, vg_call_url(call, "/territories"), vg_page_text(call, "territories"));
    vg_page_crumb(call, data, vg_call_url(call, "/territories/%s", code), name);
    vg_node_add_str(a, view, "where", place_text(call, doc));
    if (t.population >= 0) {
        struct vg_buf people;
        vg_buf_init(&people, 64);
        vg_html_put_count(&people, call->lang, t.population);
        const char *n = vg_arena_cstr(a, (struct vg_str){people.ptr, people.len});
        vg_buf_finish(&people);
        vg_node_add_str(a, view, "people", vg_territory_sentence(call, "territory_of.people", "n", n, NULL));
    }
    vg_node_add_str(a, view, "url", vg_call_url(call, "/territories/%s", code));
    r = add_sections(call, &t, doc, view, err);
    if (r != VG_OK)
        return r;
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    return vg_answer_document(call, doc, "territory", NULL, data, err);
}
