/* OGC API Features Part 4 and the feed of changes: the tables. */
#include "transactions.h"

#define ITEMS "/collections/{collectionId}/items"
#define ITEM ITEMS "/{featureId}"

static void limit_of_changes(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->items_max;
    *dflt = l->items_max < 1000 ? l->items_max : 1000;
}

static const struct vg_param changes_params[] = {
    {.name = "since", .kind = VG_P_TEXT,
     .doc = "what the last answer gave as 'since', or a time to begin with; without it, from the beginning"},
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = limit_of_changes, .clamps = true,
     .doc = "how many to return at most"},
};

static const struct vg_format *const json[] = {&vg_format_json, NULL};

static const struct vg_route routes[] = {
    {.method = "OPTIONS", .pattern = ITEMS, .handle = vg_options_items, .any_params = true},
    {.method = "POST", .pattern = ITEMS, .handle = vg_post_items, .any_params = true,
     .summary = "Create a feature, or several in one transaction", .tag = "Changes", .body = "featureGeoJSON"},
    {.method = "OPTIONS", .pattern = ITEM, .handle = vg_options_item, .any_params = true},
    {.method = "PUT", .pattern = ITEM, .handle = vg_put_item, .summary = "Replace a feature", .tag = "Changes",
     .body = "featureGeoJSON"},
    {.method = "PATCH", .pattern = ITEM, .handle = vg_patch_item,
     .summary = "Change what a JSON merge patch says of a feature", .tag = "Changes", .body = "mergePatch"},
    {.method = "DELETE", .pattern = ITEM, .handle = vg_delete_item, .summary = "Delete a feature", .tag = "Changes"},
    {.method = "GET", .pattern = "/collections/{collectionId}/changes", .handle = vg_get_changes, .params = changes_params,
     .n_params = VG_COUNT(changes_params), .formats = json,
     .summary = "What was created, updated and deleted, in an order to go on from", .tag = "Changes"},
};

static const char *const conformance[] = {
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/req/optimistic-locking-etags",
    NULL,
};

extern const struct vg_api_module vg_api_transactions;
const struct vg_api_module vg_api_transactions = {
    .name = "transactions",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
};
