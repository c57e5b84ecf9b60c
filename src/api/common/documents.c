/* The documents of OGC API Common and Features: landing page, conformance, collections, a collection.
 *
 * Each is one node tree, sent as JSON or shown by a page (Features Part 1, clauses 7.2 to 7.14). */
#include "common.h"

#include <math.h>

#include <vigie/catalog/derive.h>

#define CRS84 "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

const char *vg_time_text(struct vg_arena *a, int64_t us)
{
    struct vg_buf b;
    vg_buf_init(&b, 64);
    bool ok = vg_datetime_put(&b, us, true);
    const char *text = ok ? vg_arena_cstr(a, (struct vg_str){b.ptr, b.len}) : NULL;
    vg_buf_finish(&b);
    return text;
}

/* --- landing page (7.2) ----------------------------------------------------------------------- */

enum vg_status vg_get_landing(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_site *site = &call->gen->site;
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "title", site->title[call->lang]);
    vg_node_add_str(a, doc, "description", site->description[call->lang]);
    vg_node_add_str(a, doc, "attribution", site->attribution);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, links);
    vg_link_add(call, links, "service-desc", vg_call_url(call, "/api"), vg_format_openapi.media_type,
                vg_text(call->lang, "The API definition"));
    vg_link_add(call, links, "service-doc", vg_call_url(call, "/api?f=html"), "text/html",
                vg_text(call->lang, "The API, to read and try"));
    vg_link_add(call, links, "conformance", vg_call_url(call, "/conformance"), "application/json",
                vg_text(call->lang, "The standards this service follows"));
    vg_link_add(call, links, "data", vg_call_url(call, "/collections"), "application/json",
                vg_text(call->lang, "The collections"));
    if (site->license_url)
        vg_link_add(call, links, "license", site->license_url, NULL, site->license_title);
    for (size_t m = 0; m < vg_api_n_modules; m++)
        if (vg_api_modules[m]->landing_links)
            vg_api_modules[m]->landing_links(call, links);

    struct vg_node *view = NULL;
    if (call->format == &vg_format_html) {
        view = vg_page_data(call, NULL);
        vg_view_collections(call, view, false);
    }
    return vg_answer_document(call, doc, "landing", NULL, view, err);
}

/* --- conformance (7.4) ------------------------------------------------------------------------ */

enum vg_status vg_get_conformance(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    struct vg_node *classes = vg_node_add_list(a, doc, "conformsTo");
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (const char *const *uri = vg_api_modules[m]->conformance; uri && *uri; uri++)
            vg_node_add_str(a, classes, NULL, *uri);
    struct vg_node *view = NULL;
    if (call->format == &vg_format_html) {
        const char *title = vg_page_text(call, "conformance");
        view = vg_page_data(call, title);
        vg_page_crumb(call, view, vg_call_url(call, "/conformance"), title);
    }
    return vg_answer_document(call, doc, "conformance", NULL, view, err);
}

/* --- collections (7.13, 7.14) ----------------------------------------------------------------- */

/* A degree's sixth decimal is a tenth of a metre: enough for a box, and still around all that is in it. */
static double outwards(double degrees, bool up)
{
    double scaled = degrees * 1e6, whole = nearbyint(scaled);
    if (fabs(scaled - whole) > 1e-3)
        whole = up ? ceil(scaled) : floor(scaled);
    return whole / 1e6;
}

static void add_extent(struct vg_arena *a, struct vg_node *doc, const struct vg_collection *c)
{
    if (!c->has_extent && !c->has_interval)
        return;
    struct vg_node *extent = vg_node_add_map(a, doc, "extent");
    if (c->has_extent) {
        struct vg_node *spatial = vg_node_add_map(a, extent, "spatial");
        struct vg_node *box = vg_node_add_list(a, vg_node_add_list(a, spatial, "bbox"), NULL);
        vg_node_add_double(a, box, NULL, outwards(c->extent.min[0], false));
        vg_node_add_double(a, box, NULL, outwards(c->extent.min[1], false));
        vg_node_add_double(a, box, NULL, outwards(c->extent.max[0], true));
        vg_node_add_double(a, box, NULL, outwards(c->extent.max[1], true));
        vg_node_add_str(a, spatial, "crs", CRS84);
    }
    if (c->has_interval) {
        struct vg_node *temporal = vg_node_add_map(a, extent, "temporal");
        struct vg_node *pair = vg_node_add_list(a, vg_node_add_list(a, temporal, "interval"), NULL);
        if (!vg_node_add_str(a, pair, NULL, c->interval.has_start ? vg_time_text(a, c->interval.start_us) : NULL))
            vg_node_add_null(a, pair, NULL);
        if (!vg_node_add_str(a, pair, NULL, c->interval.has_end ? vg_time_text(a, c->interval.end_us) : NULL))
            vg_node_add_null(a, pair, NULL);
        vg_node_add_str(a, temporal, "trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian");
    }
}

static void add_links(struct vg_call *call, struct vg_node *links, const struct vg_collection *c)
{
    for (size_t m = 0; m < vg_api_n_modules; m++) {
        void (*add)(struct vg_call *, const struct vg_collection *, struct vg_node *) =
            c->raster ? vg_api_modules[m]->raster_links : vg_api_modules[m]->collection_links;
        if (add)
            add(call, c, links);
    }
    vg_link_add(call, links, "describedby", vg_call_url(call, "/collections/%s?f=iso19139", c->id),
                vg_format_iso19139.media_type, vg_text(call->lang, "Metadata of the collection (ISO 19139)"));
    const char *license = c->license_url ? c->license_url : call->gen->site.license_url;
    if (license)
        vg_link_add(call, links, "license", license, NULL,
                    c->license_title ? c->license_title : call->gen->site.license_title);
    for (size_t i = 0; i < c->n_links; i++)
        vg_link_add(call, links, c->links[i].rel, c->links[i].href, c->links[i].type, c->links[i].title);
}

/* Rows come by their id where nothing else is asked for (Features Part 8, 6.5). */
static void add_order(struct vg_arena *a, struct vg_node *doc, const struct vg_collection *c)
{
    for (int i = 0; i < c->n_key; i++)
        if (c->fields[c->key[i]].hidden)
            return;
    struct vg_node *order = c->n_key ? vg_node_add_list(a, doc, "defaultSortOrder") : NULL;
    for (int i = 0; i < c->n_key; i++)
        vg_node_add_str(a, order, NULL, c->fields[c->key[i]].name);
}

static const char *const item_types[] = {[VG_ITEM_FEATURE] = "feature", [VG_ITEM_RECORD] = "record", [VG_ITEM_COVERAGE] = "coverage"};

static struct vg_node *collection_document(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "id", c->id);
    vg_node_add_str(a, doc, "type", c->item_type == VG_ITEM_RECORD ? "Collection" : NULL); /* Records Part 1, table 8 */
    vg_node_add_str(a, doc, "title", c->title);
    vg_node_add_str(a, doc, "description", c->description);
    vg_node_add_str(a, doc, "attribution", c->attribution ? c->attribution : call->gen->site.attribution);
    if (c->n_keywords) {
        struct vg_node *words = vg_node_add_list(a, doc, "keywords");
        for (size_t i = 0; i < c->n_keywords; i++)
            vg_node_add_str(a, words, NULL, c->keywords[i]);
    }
    add_extent(a, doc, c);
    add_order(a, doc, c);
    vg_node_add_str(a, doc, "itemType", item_types[c->item_type]);
    size_t n = vg_collection_answer_crs(c);
    if (n) {
        struct vg_node *crs = vg_node_add_list(a, doc, "crs");
        for (size_t i = 0; i < n; i++)
            vg_node_add_str(a, crs, NULL, c->crs_list[i]->uri);
        /* The only one offered is how it is kept: for records, their ready-made form. */
        vg_node_add_str(a, doc, "storageCrs", n == 1 ? c->crs_list[0]->uri : c->crs->uri);
        if (c->epoch > 0)
            vg_node_add_double(a, doc, "storageCrsCoordinateEpoch", c->epoch);
    } else if (!c->raster) { /* a table: what Part 1 takes for granted where no CRS is listed, for those who do not */
        vg_node_add_str(a, vg_node_add_list(a, doc, "crs"), NULL, CRS84);
    }
    if (c->raster)
        vg_raster_add_facts(a, doc, c->raster);
    return doc;
}

/* A search leaves call->found; without its parameters nothing is asked of the store.  *matched -1: all are shown. */
static enum vg_status search(struct vg_call *call, int64_t *matched, struct vg_error *err)
{
    bool asked = false;
    *matched = -1;
    for (size_t i = 0; i < call->route->n_params; i++)
        asked = asked || call->params[i].given;
    for (size_t m = 0; asked && m < vg_api_n_modules; m++)
        if (vg_api_modules[m]->find_collections)
            return vg_api_modules[m]->find_collections(call, &call->found, &call->n_found, matched, err);
    return VG_OK;
}

static void add_counts(struct vg_call *call, struct vg_node *doc, struct vg_node *links, int64_t matched)
{
    static const char *const paging[] = {"offset", NULL};
    int64_t offset = vg_call_param(call, "offset")->integer, end = offset + (int64_t)call->n_found;
    if (matched < 0)
        return;
    vg_node_add_int(call->arena, doc, "numberMatched", matched);
    vg_node_add_int(call->arena, doc, "numberReturned", (int64_t)call->n_found);
    if (call->n_found && end < matched)
        vg_link_add(call, links, "next", vg_call_this(call, paging, "offset", vg_str_of(vg_arena_printf(call->arena, "%lld",
                    (long long)end))), call->format->media_type, vg_text(call->lang, "Next page"));
}

enum vg_status vg_get_collections(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    size_t n;
    int64_t matched;
    enum vg_status r = search(call, &matched, err);
    if (r != VG_OK)
        return r;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    struct vg_node *doc = vg_node_map(a);
    /* As a local resources catalogue (Records Part 1, clause 11). */
    vg_node_add_str(a, doc, "id", "collections");
    vg_node_add_str(a, doc, "type", "Collection");
    vg_node_add_str(a, doc, "recordsArrayName", "collections");
    struct vg_node *site_links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, site_links);
    vg_link_add(call, site_links, "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                vg_call_url(call, "/collections/catalogue/queryables"), "application/schema+json",
                vg_text(call->lang, "What a filter may name"));
    add_counts(call, doc, site_links, matched);
    struct vg_node *list = vg_node_add_list(a, doc, "collections");
    for (size_t i = 0; i < n; i++) {
        if (!vg_gate_sees(&call->who, all[i]))
            continue;
        struct vg_node *one = collection_document(call, all[i]);
        struct vg_node *links = vg_node_add_list(a, one, "links");
        vg_link_add(call, links, "self", vg_call_url(call, "/collections/%s", all[i]->id), "application/json",
                    vg_text(call->lang, "This collection"));
        add_links(call, links, all[i]);
        vg_node_append(a, list, NULL, one);
    }
    struct vg_node *view = NULL;
    if (call->format == &vg_format_html) {
        const char *title = vg_page_text(call, "collections");
        view = vg_page_data(call, title);
        vg_page_crumb(call, view, vg_call_url(call, "/collections"), title);
        vg_view_collections(call, view, true);
    }
    return vg_answer_document(call, doc, "collections", NULL, view, err);
}

struct vg_catalog_site vg_call_catalog_site(const struct vg_call *call)
{
    const struct vg_generation *g = call->gen;
    const struct vg_site *s = &g->site;
    return (struct vg_catalog_site){.contact = s->contact, .license_url = s->license_url, .license_title = s->license_title,
                                    .attribution = s->attribution, .lang = s->lang == VG_FR ? "fr" : "en",
                                    .maps = g->maps[s->lang], .n_maps = g->n_maps, .projects = g->projects};
}

/* The same record that the catalogue has of the collection, as it would be made now. */
static enum vg_status answer_iso(struct vg_call *call, const struct vg_collection *c, struct vg_error *err)
{
    const struct vg_catalog_site site = vg_call_catalog_site(call);
    const struct vg_record_codec *codec = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    const struct vg_record_writing how = {.base_url = call->rq->base_url};
    int64_t stamp = c->modified_us ? c->modified_us : call->gen->made_us;
    const struct vg_record *record = vg_catalog_describe(c, &site, call->rq->base_url, stamp, call->arena);
    enum vg_status r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->content_type = vg_format_iso19139.media_type;
    call->rs->compressible = call->rs->wants_etag = true;
    call->rs->vary = "Accept, Accept-Language";
    vg_buf_init(&call->rs->body, VG_MAX_RECORD_BYTES);
    r = codec->write(codec, record, &how, &call->rs->body, err);
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}

enum vg_status vg_get_collection(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_any_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    if (call->format == &vg_format_iso19139)
        return answer_iso(call, c, err);
    struct vg_node *doc = collection_document(call, c);
    struct vg_node *links = vg_node_add_list(call->arena, doc, "links");
    vg_links_self(call, links);
    add_links(call, links, c);
    struct vg_node *view = NULL;
    if (call->format == &vg_format_html)
        r = c->raster ? vg_view_raster(call, c, &view, err) : vg_view_collection(call, c, &view, err);
    return r == VG_OK ? vg_answer_document(call, doc, c->raster ? "raster" : "collection", NULL, view, err) : r;
}
