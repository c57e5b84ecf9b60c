/* OGC API Records Part 1 over the catalogue: the tables.  Its items are features' own, with more parameters and forms. */
#include "records.h"

#include "../common/common.h"

#include <vigie/model/project.h>

static void limit_of_items(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->items_max;
    *dflt = l->items_default;
}

static void limit_of_offset(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->offset_max;
    *dflt = 0;
}

static const char *const result_types[] = {"results", "hits", NULL};
static const char *const filter_languages[] = {"cql2-text", "cql2-json", "cql-text", NULL};
static const char *const profiles[] = {"ogc-record", VG_RECORDS_PROFILE "record", NULL};

static const struct vg_param items_params[] = {
    {.name = "q", .kind = VG_P_LIST,
     .doc = "words that a record holds: those with spaces between them one after the other, any of those with commas between "
            "them; without differences of case, accents, plurals"},
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = limit_of_items, .clamps = true,
     .doc = "how many features to return at most"},
    {.name = "bbox", .kind = VG_P_BBOX,
     .doc = "only features whose geometry meets this box: minx,miny[,minz],maxx,maxy[,maxz] in bbox-crs"},
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometries, one of the collection's"},
    {.name = "bbox-crs", .kind = VG_P_CRS, .doc = "the CRS of bbox, one of the collection's; CRS84 without"},
    {.name = "datetime", .kind = VG_P_INTERVAL,
     .doc = "only features whose time meets this instant or interval (RFC 3339; '..' for an open side)"},
    {.name = "ids", .kind = VG_P_LIST, .doc = "only records of these identifiers"},
    {.name = "externalIds", .kind = VG_P_LIST,
     .doc = "only records of a resource with one of these identifiers, 'scheme:value' or 'value'"},
    {.name = "type", .kind = VG_P_LIST, .max = 64,
     .doc = "only records of one of these types: dataset, series, service…"},
    {.name = "keywords", .kind = VG_P_LIST, .doc = "only records with one of these keywords"},
    {.name = "themes", .kind = VG_P_LIST, .doc = "only records of one of these themes, by their addresses or codes"},
    {.name = "contacts", .kind = VG_P_LIST, .doc = "only records of one of these organisations"},
    {.name = "formats", .kind = VG_P_LIST, .doc = "only records of what can be had in one of these formats"},
    {.name = "filter", .kind = VG_P_TEXT, .doc = "only features that meet this condition, in filter-lang; /queryables lists "
     "what it may name"},
    {.name = "filter-lang", .kind = VG_P_ENUM, .values = filter_languages,
     .doc = "the language of filter; cql2-text without"},
    {.name = "filter-crs", .kind = VG_P_CRS,
     .doc = "the CRS of coordinates in filter, one of the collection's; CRS84 without"},
    {.name = "sortby", .kind = VG_P_LIST,
     .doc = "the order of the features: names of sortables, each after '-' where it descends; null comes last"},
    {.name = "facets", .kind = VG_P_LIST,
     .doc = "how many records have which value of these properties: name[:most][:count_desc|count_asc|value_asc|value_desc]"},
    {.name = "profile", .kind = VG_P_ENUM, .values = profiles, .doc = "what the answer is to conform to"},
    {.name = "token", .kind = VG_P_TEXT, .doc = "the place a next or prev link leads to; opaque"},
    {.name = "offset", .kind = VG_P_INT, .min = 0, .limit_of = limit_of_offset,
     .doc = "how many features to skip; next links are faster and hold their place"},
    {.name = "resultType", .kind = VG_P_ENUM, .values = result_types, .doc = "hits: only how many there are"},
};

static const struct vg_param record_params[] = {
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometry, one of the collection's"},
    {.name = "profile", .kind = VG_P_ENUM, .values = profiles, .doc = "what the answer is to conform to"},
};

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

static const struct vg_format catalog = {"ogc-catalog", "application/ogc-catalog+json", "OGC API Catalogue", {NULL}, NULL, NULL};
static const struct vg_format *const catalogue_forms[] = {&vg_format_json, &vg_format_html, &vg_format_xml, &catalog, NULL};
static const struct vg_format *const json_only[] = {&vg_format_json, NULL};

#define ITEMS "/collections/" VG_CATALOGUE "/items"

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
