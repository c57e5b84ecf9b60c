/* What query_params.h names. */
#include "query_params.h"

const char *const vg_filter_languages[] = {"cql2-text", "cql2-json", "cql-text", "fes11-xml", "fes20-xml", NULL};
const char *const vg_cql2_languages[] = {"cql2-text", "cql2-json", "cql-text", NULL};
const char *const vg_result_types[] = {"results", "hits", NULL};

void vg_limit_of_items(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->items_max;
    *dflt = l->items_default;
}

void vg_limit_of_offset(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->offset_max;
    *dflt = 0;
}
