/* STAC Collections (STAC API - Collections; Collection Search): each is a record's ready-made form, and gets the links that
 * depend on where it is asked for. */
#include "stac.h"

#include "../common/ready.h"

#include <vigie/catalog/entry.h>
#include <vigie/codec/items.h>
#include <vigie/codec/json.h>
#include <vigie/codec/stac_items.h>

#define JSON_TYPE "application/json"

/* --- the question ----------------------------------------------------------------------------------- */

/* Of the records, those that describe data. */
static const struct vg_expr *describes_data(struct vg_arena *a, const struct vg_collection *c)
{
    static const char *const types[] = {"dataset", "series"};
    const struct vg_expr *e = NULL;
    int type = vg_record_column(c, VG_R_TYPE);
    for (size_t i = 0; i < VG_COUNT(types); i++)
        e = vg_expr_or(a, e, vg_expr_compare(a, VG_OP_EQ, vg_expr_property(a, type),
                                             vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(types[i])})));
    return e;
}

static enum vg_status narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err)
{
    static const int none[1];
    enum vg_status r = vg_call_words(call, q, err);
    q->filter = vg_expr_and(call->arena, q->filter, describes_data(call->arena, c));
    /* With no sort asked, by a key that never changes: pages hold their place whatever is written meanwhile. */
    if (q->n_sort == 0 && !q->ids)
        q->sort[q->n_sort++] = (struct vg_sort_key){vg_record_number_column(c), false};
    q->fields = none;
    q->n_fields = 0;
    q->no_geometry = true;
    q->form = VG_RECORD_STAC;
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

/* --- the answer ------------------------------------------------------------------------------------- */

struct context {
    struct vg_call *call;
    const char *root;        /* address of the landing page */
    const char *collections; /* of the list */
};

static const void *make_context(struct vg_call *call, const struct vg_collection *c)
{
    struct context *k = VG_NEW(call->arena, struct context);
    (void)c;
    if (k)
        *k = (struct context){call, vg_call_url(call, "/stac"), vg_call_url(call, "/stac/collections")};
    return k;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    return vg_ready_begin(w, VG_STR("{\"collections\":["), err);
}

/* Where the record is that of a collection of Items, the address of what is below it; NULL. */
static const char *below(struct vg_call *call, const struct vg_collection *c, const char *path)
{
    return c && vg_stac_has_items(c) ? vg_call_url(call, path, c->id) : NULL;
}

static enum vg_status put(struct vg_item_writer *w, const struct vg_feature *f, const char *self, struct vg_error *err)
{
    const struct context *k = w->context;
    const struct vg_collection *c = vg_call_find(k->call, f->id);
    const char *items = below(k->call, c, "/stac/collections/%s/items");
    const char *queryables = below(k->call, c, "/stac/collections/%s/queryables");
    const char *sortables = below(k->call, c, "/stac/collections/%s/sortables");
    const struct vg_link links[] = {{.href = self, .rel = "self", .type = JSON_TYPE},
                                    {.href = k->root, .rel = "root", .type = JSON_TYPE},
                                    {.href = k->root, .rel = "parent", .type = JSON_TYPE},
                                    {.href = items, .rel = "items", .type = "application/geo+json"},
                                    {.href = queryables, .rel = VG_STAC_REL_QUERYABLES, .type = "application/schema+json"},
                                    {.href = sortables, .rel = VG_STAC_REL_SORTABLES, .type = "application/schema+json"}};
    enum vg_status r = vg_catalog_check_form(f, err);
    if (r == VG_OK)
        vg_catalog_splice_links(w->out, f->form, k->call->rq->base_url, links, VG_COUNT(links) - !items - !queryables - !sortables);
    return r;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    const struct context *k = w->context;
    const char *self;
    enum vg_status r = vg_ready_next(w, k->collections, f->id, &self, err);
    return r == VG_OK ? put(w, f, self, err) : r;
}

static struct vg_node *list_links(struct vg_item_writer *w, const struct vg_page_info *p)
{
    static const char *const kept[] = {"self", "next", "prev"};
    const struct context *k = w->context;
    struct vg_node *links = vg_node_list(w->arena);
    for (size_t i = 0; i < p->n_links; i++)
        for (size_t j = 0; j < VG_COUNT(kept); j++)
            if (strcmp(p->links[i].rel, kept[j]) == 0)
                vg_link_add(k->call, links, kept[j], p->links[i].href, JSON_TYPE, p->links[i].title);
    vg_link_add(k->call, links, "root", k->root, JSON_TYPE, NULL);
    vg_link_add(k->call, links, "parent", k->root, JSON_TYPE, NULL);
    vg_link_add(k->call, links, VG_STAC_REL_QUERYABLES,
                vg_call_url(k->call, "/collections/" VG_CATALOGUE "/queryables"), "application/schema+json", NULL);
    return links;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    VG_BUF_LIT(w->out, "],\"links\":");
    vg_node_put_json(w->out, list_links(w, p), 0);
    if (p->matched >= 0)
        vg_buf_printf(w->out, ",\"numberMatched\":%lld", (long long)p->matched);
    vg_buf_printf(w->out, ",\"numberReturned\":%lld}\n", (long long)p->returned);
    return vg_arena_check(w->arena, err);
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    return put(w, f, p->links[0].href, err);
}

static const struct vg_item_codec codec = {
    .name = "json",
    .media_type = JSON_TYPE,
    .title = "STAC",
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
    .drop = vg_ready_drop,
};

static const struct vg_format json = {"json", JSON_TYPE, "STAC", {NULL}, &codec, NULL};
const struct vg_format *const vg_stac_forms[] = {&json, NULL};
const struct vg_items_extra vg_stac_extra = {.narrow = narrow, .context = make_context};

/* The handlers of features take the collection from the path's first variable. */
enum vg_status vg_stac_collections(struct vg_call *call, struct vg_error *err)
{
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_get_items(call, err);
}

enum vg_status vg_stac_collection(struct vg_call *call, struct vg_error *err)
{
    struct vg_str id = call->vars[0];
    call->vars[1] = id;
    call->vars[0] = VG_STR(VG_CATALOGUE);
    enum vg_status r = vg_get_item(call, err);
    return r == VG_NOT_FOUND ? vg_fail(err, r, "collectionId", "there is no STAC Collection '%.*s'", vg_cut(id), id.ptr) : r;
}
