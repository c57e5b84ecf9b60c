/* Aggregates and time series of collections: the tables. */
#include "territory.h"

#include "../common/query_params.h"

#define ROWS VG_PARAM_BBOX, VG_PARAM_BBOX_CRS, VG_PARAM_DATETIME, VG_PARAMS_FILTER(vg_filter_languages)

static const struct vg_param aggregate_params[] = {
    {.name = "by", .kind = VG_P_TEXT,
     .doc = "the places to sum by: commune, epci, departement, region or the id of a collection of areas; without it all "
            "together"},
    {.name = "class", .kind = VG_P_TEXT,
     .doc = "the property whose values are classes of their own; that which the collection is drawn by where nothing is said, "
            "none where it is empty"},
    {.name = "functions", .kind = VG_P_LIST, .values = vg_stat_functions,
     .doc = "what to tell of each group; count, area or length, share and, of a property, sum, mean, min, max where nothing is "
            "said"},
    {.name = "property", .kind = VG_P_TEXT, .doc = "the property of numbers that is summed"},
    ROWS,
};

static const struct vg_param crossing_params[] = {ROWS};

static const struct vg_param series_params[] = {
    {.name = "key", .kind = VG_P_TEXT, .doc = "the code of the place; without it the steps and properties that there are"},
    {.name = "key-field", .kind = VG_P_TEXT, .doc = "the property that holds the code; that of the commune without"},
    {.name = "property", .kind = VG_P_LIST,
     .doc = "the properties to tell, of columns such as f2014_01 what stands before the year; all without"},
};

static const struct vg_param territories_params[] = {
    {.name = "q", .kind = VG_P_TEXT, .doc = "the name of a commune, or the beginning of its postcode or code"},
};

static const struct vg_format svg = {"svg", "image/svg+xml", "SVG", {NULL}, NULL, NULL};
static const struct vg_format csv = {"csv", "text/csv", "CSV", {NULL}, NULL, "csv"};
static const struct vg_format *const aggregate_forms[] = {&vg_format_json, &csv, &svg, &vg_format_html, NULL};
static const struct vg_format *const crossing_forms[] = {&vg_format_json, &csv, &vg_format_html, NULL};
static const struct vg_format *const page_forms[] = {&vg_format_json, &vg_format_html, NULL};
static const struct vg_format *const series_forms[] = {&vg_format_json, &csv, &svg, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/collections/{collectionId}/aggregate", .handle = vg_get_aggregate,
     .params = aggregate_params, .n_params = VG_COUNT(aggregate_params), .formats = aggregate_forms, .field_params = true,
     .summary = "Features of a collection counted, measured and summed by class and place", .tag = "Statistics"},
    {.method = "GET", .pattern = "/collections/{collectionId}/crossings/{crossedId}", .handle = vg_get_crossing,
     .params = crossing_params, .n_params = VG_COUNT(crossing_params), .formats = crossing_forms, .field_params = true,
     .summary = "How much of each area of another collection a collection covers", .tag = "Statistics"},
    {.method = "GET", .pattern = "/collections/{collectionId}/series", .handle = vg_get_series, .params = series_params,
     .n_params = VG_COUNT(series_params), .formats = series_forms,
     .summary = "The values of one place over time, and the steps that a collection has", .tag = "Statistics"},
    {.method = "GET", .pattern = "/territories", .handle = vg_get_territories, .params = territories_params,
     .n_params = VG_COUNT(territories_params), .formats = page_forms, .summary = "Communes by name or postcode",
     .tag = "Territories"},
    {.method = "GET", .pattern = "/territories/{code}", .handle = vg_get_territory, .formats = page_forms,
     .summary = "All that is known of a commune", .tag = "Territories"},
};

/* Where there are communes to find. */
static void landing_links(struct vg_call *call, struct vg_node *links)
{
    struct vg_stat_question q = {0};
    vg_stat_set_communes(call, &q);
    if (q.reference)
        vg_link_add(call, links, "related", vg_call_url(call, "/territories"), vg_format_json.media_type,
                    vg_text(call->lang, "Communes, and what is known of each"));
}

static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    if (c->item_type != VG_ITEM_FEATURE)
        return;
    vg_link_add(call, links, "related", vg_call_url(call, "/collections/%s/aggregate", c->id), vg_format_json.media_type,
                vg_text(call->lang, "Sums by class and place"));
    for (size_t i = 0; i < c->n_crossings; i++)
        vg_link_add(call, links, "related", vg_call_url(call, "/collections/%s/crossings/%s", c->id, c->crossings[i].with),
                    vg_format_json.media_type, c->crossings[i].title);
    struct vg_series_kind k;
    vg_series_kind_of(call, c, &k);
    if (vg_series_is(&k))
        vg_link_add(call, links, "related", vg_call_url(call, "/collections/%s/series", c->id), vg_format_json.media_type,
                    vg_text(call->lang, "Values over time, place by place"));
}

static const char *const conformance[] = {NULL};

extern const struct vg_api_module vg_api_statistics;
const struct vg_api_module vg_api_statistics = {
    .name = "statistics",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
    .collection_links = collection_links,
    .collection_chart = vg_stat_chart_links,
};
