/* query_params.h — rows of the parameters by which features and records are asked for in several standards alike. */
#ifndef API_COMMON_QUERY_PARAMS_H
#define API_COMMON_QUERY_PARAMS_H

#include "call.h"

/* As vg_param.limit_of, of a page's length and of an offset on this site. */
void vg_limit_of_items(const struct vg_api_limits *l, int64_t *max, int64_t *dflt);
void vg_limit_of_offset(const struct vg_api_limits *l, int64_t *max, int64_t *dflt);

/* Values, ending in NULL.  The first language is the default; the third is what drafts of CQL2 called it.  All filters are read
 * by features/filter.c, in this order; records are asked in CQL2 alone. */
extern const char *const vg_filter_languages[], *const vg_cql2_languages[];
extern const char *const vg_result_types[];

/* Conformance classes of CQL2 1.0 that every filter here meets: told wherever filters are asked. */
#define VG_CONFORMANCE_CQL2 \
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text", \
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json", \
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2", \
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators", \
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison", \
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison", \
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions", \
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators", /* as older clients call it */ \
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus", \
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions", \
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions", \
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions", \
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property", \
    "http://www.opengis.net/spec/cql2/1.0/conf/functions", \
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic"

#define VG_PARAM_LIMIT \
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = vg_limit_of_items, .clamps = true, \
     .doc = "how many features to return at most"}
#define VG_PARAM_TOKEN {.name = "token", .kind = VG_P_TEXT, .doc = "the place a next or prev link leads to; opaque"}
#define VG_PARAM_OFFSET \
    {.name = "offset", .kind = VG_P_INT, .min = 0, .limit_of = vg_limit_of_offset, \
     .doc = "how many features to skip; next links are faster and hold their place"}
#define VG_PARAM_RESULT_TYPE \
    {.name = "resultType", .kind = VG_P_ENUM, .values = vg_result_types, .doc = "hits: only how many there are"}

#define VG_PARAM_WORDS \
    {.name = "q", .kind = VG_P_LIST, \
     .doc = "words that a record holds: those with spaces between them one after the other, any of those with commas between " \
            "them; without differences of case, accents, plurals"}
#define VG_PARAM_BBOX \
    {.name = "bbox", .kind = VG_P_BBOX, \
     .doc = "only features whose geometry meets this box: minx,miny[,minz],maxx,maxy[,maxz] in bbox-crs"}
#define VG_PARAM_BBOX_CRS {.name = "bbox-crs", .kind = VG_P_CRS, .doc = "the CRS of bbox, one of the collection's; CRS84 without"}
#define VG_PARAM_DATETIME \
    {.name = "datetime", .kind = VG_P_INTERVAL, \
     .doc = "only features whose time meets this instant or interval (RFC 3339; '..' for an open side)"}
#define VG_PARAM_CRS {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometries, one of the collection's"}
#define VG_PARAMS_FILTER(languages) \
    {.name = "filter", .kind = VG_P_TEXT, \
     .doc = "only features that meet this condition, in filter-lang; /queryables lists what it may name"}, \
    VG_PARAM_FILTER_LANG(languages), \
    {.name = "filter-crs", .kind = VG_P_CRS, .doc = "the CRS of coordinates in filter, one of the collection's; CRS84 without"}
#define VG_PARAM_FILTER_LANG(languages) \
    {.name = "filter-lang", .kind = VG_P_ENUM, .values = languages, .doc = "the language of filter; cql2-text without"}
#define VG_PARAM_SORTBY \
    {.name = "sortby", .kind = VG_P_LIST, \
     .doc = "the order of the features: names of sortables, each after '-' where it descends; null comes last"}

#endif
