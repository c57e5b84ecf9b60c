/* OGC API Records Part 1 over the catalogue: the tables.  Its items are features' own, with more parameters and forms. */
#include "records.h"

#include "../common/common.h"
#include "../common/query_params.h"

#include <vigie/model/project.h>

static const char *const profiles[] = {"ogc-record", VG_RECORDS_PROFILE "record", NULL};

static const struct vg_param items_params[] = {
    VG_PARAM_WORDS,
    VG_PARAM_LIMIT,
    VG_PARAM_BBOX,
    VG_PARAM_CRS,
    VG_PARAM_BBOX_CRS,
    VG_PARAM_DATETIME,
    {.name = "ids", .kind = VG_P_LIST, .doc = "only records of these identifiers"},
    {.name = "externalIds", .kind = VG_P_LIST,
     .doc = "only records of a resource with one of these identifiers, 'scheme:value' or 'value'"},
    {.name = "type", .kind = VG_P_LIST, .max = 64,
     .doc = "only records of one of these types: dataset, series, service…"},
    {.name = "keywords", .kind = VG_P_LIST, .doc = "only records with one of these keywords"},
    {.name = "themes", .kind = VG_P_LIST, .doc = "only records of one of these themes, by their addresses or codes"},
    {.name = "contacts", .kind = VG_P_LIST, .doc = "only records of one of these organisations"},
    {.name = "formats", .kind = VG_P_LIST, .doc = "only records of what can be had in one of these formats"},
    VG_PARAMS_FILTER(vg_cql2_languages),
    VG_PARAM_SORTBY,
    {.name = "facets", .kind = VG_P_LIST,
     .doc = "how many records have which value of these properties: name[:most][:count_desc|count_asc|value_asc|value_desc]"},
    {.name = "profile", .kind = VG_P_ENUM, .values = profiles, .doc = "what the answer is to conform to"},
    VG_PARAM_TOKEN,
    VG_PARAM_OFFSET,
    VG_PARAM_RESULT_TYPE,
};

static const struct vg_param record_params[] = {
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometry, one of the collection's"},
    {.name = "profile", .kind = VG_P_ENUM, .values = profiles, .doc = "what the answer is to conform to"},
};

#define ITEMS "/collections/" VG_CATALOGUE "/items"

static const struct vg_param suggestion_params[] = {
    {.name = "q", .kind = VG_P_LIST, .doc = "what has been typed so far"},
};

static const struct vg_items_extra items_extra = {
    .narrow = vg_records_narrow,
    .more = vg_records_facets,
    .context = vg_records_context,
    .page = &vg_codec_records_page,
};

static const struct vg_items_extra record_extra = {
    .narrow = vg_record_narrow,
    .context = vg_records_context,
    .page = &vg_codec_records_page,
};

/* The handlers of features take the collection from the path's first variable. */
static enum vg_status get_records(struct vg_call *call, struct vg_error *err)
{
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_get_items(call, err);
}

/* The catalogue itself, under the media type of its own too (requirements class json). */
static enum vg_status get_catalogue(struct vg_call *call, struct vg_error *err)
{
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_get_collection(call, err);
}

/* A short address to give to people; what is asked for goes along. */
static enum vg_status lead_to_records(struct vg_call *call, struct vg_error *err)
{
    struct vg_str query = call->rq->query;
    const char *items = vg_call_url(call, ITEMS);
    if (query.len)
        items = vg_arena_printf(call->arena, "%s?%.*s", items, (int)query.len, query.ptr);
    call->rs->status = 303;
    vg_http_add_header(call->rq, call->rs, "Location", items);
    return vg_arena_check(call->arena, err);
}

static const struct vg_format catalog = {"ogc-catalog", "application/ogc-catalog+json", "OGC API Catalogue", {NULL}, NULL, NULL};
static const struct vg_format *const catalogue_forms[] = {&vg_format_json, &vg_format_html, &vg_format_xml, &catalog, NULL};
static const struct vg_format *const json_only[] = {&vg_format_json, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/collections/" VG_CATALOGUE, .handle = get_catalogue, .formats = catalogue_forms,
     .summary = "The catalogue", .tag = "Records", .schema = "collection"},
    {.method = "GET", .pattern = ITEMS, .handle = get_records, .params = items_params, .n_params = VG_COUNT(items_params),
     .formats = vg_records_forms, .extra = &items_extra, .field_params = true, .summary = "Records of the catalogue",
     .tag = "Records", .schema = "featureCollectionGeoJSON"},
    {.method = "POST", .pattern = ITEMS, .handle = vg_post_records, .params = items_params,
     .n_params = VG_COUNT(items_params), .formats = vg_records_forms, .extra = &items_extra, .field_params = true},
    {.method = "GET", .pattern = ITEMS "/{recordId}", .handle = vg_get_record, .params = record_params,
     .n_params = VG_COUNT(record_params), .formats = vg_record_forms, .extra = &record_extra, .summary = "One record",
     .tag = "Records", .schema = "featureGeoJSON"},
    {.method = "GET", .pattern = "/search", .handle = lead_to_records, .open_params = true},
    {.method = "GET", .pattern = ITEMS "/{recordId}/original", .handle = vg_get_original},
    {.method = "GET", .pattern = "/collections/" VG_CATALOGUE "/suggestions", .handle = vg_get_suggestions,
     .params = suggestion_params, .n_params = VG_COUNT(suggestion_params), .formats = json_only,
     .summary = "What a text may become", .tag = "Records"},
};

#define OGC_CATALOG "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog"

/* Where the catalogues are (Records Part 1, autodiscovery): the records, and the collections themselves. */
static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, OGC_CATALOG, vg_call_url(call, ITEMS), "application/geo+json",
                vg_text(call->lang, "The catalogue"));
    vg_link_add(call, links, OGC_CATALOG, vg_call_url(call, "/collections"), "application/json",
                vg_text(call->lang, "The collections, to be searched"));
}

/* The projects that made it. */
static void add_projects(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    size_t n;
    const struct vg_project_product *made = vg_projects_of(&call->gen->projects, c, &n);
    for (size_t i = 0; i < n; i++)
        vg_link_add(call, links, "related", vg_call_url(call, ITEMS "/%s", made[i].project->id), "application/geo+json",
                    vg_project_title(made[i].project, call->arena));
}

/* Data and its record lead to each other; the catalogue in its own form tells what it conforms to. */
static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    if (call->format == &catalog)
        vg_link_add(call, links, "profile", VG_RECORDS_PROFILE "catalog", "text/html", NULL);
    if (c->item_type != VG_ITEM_RECORD)
        vg_link_add(call, links, "describedby", vg_call_url(call, ITEMS "/%s", c->id), "application/geo+json",
                    vg_text(call->lang, "The record of the collection in the catalogue"));
    add_projects(call, c, links);
}

#define CONF "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/"

/* By the names of clause 2, and by those that the abstract tests write. */
static const char *const conformance[] = {
    CONF "searchable-catalog",
    CONF "searchable-catalog-filtering",
    CONF "searchable-catalog-sorting",
    CONF "local-resources-catalog",
    CONF "local-resources-catalog-query-parameters",
    CONF "local-resources-catalog-filtering",
    CONF "local-resources-catalog-sorting",
    CONF "record-core",
    CONF "record-collection",
    CONF "record-core-query-parameters",
    CONF "record-api",
    CONF "records-api",
    CONF "filtering",
    CONF "cql-filter",
    CONF "sorting",
    CONF "json",
    CONF "html",
    CONF "oas",
    CONF "oas30",
    CONF "autodiscovery",
    NULL,
};

extern const struct vg_api_module vg_api_records;
const struct vg_api_module vg_api_records = {
    .name = "records",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
    .collection_links = collection_links,
    .raster_links = add_projects,
    .find_collections = vg_records_find_collections,
};
