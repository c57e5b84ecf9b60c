/* The front ends: a new one is a folder, a line here and one in meson.build. */
#include "common/call.h"

extern const struct vg_api_module vg_api_common, vg_api_coverages, vg_api_crawl, vg_api_csw, vg_api_dcat, vg_api_features, vg_api_oaipmh,
    vg_api_records, vg_api_schemas, vg_api_stac, vg_api_statistics, vg_api_styles, vg_api_tiles, vg_api_transactions;

const struct vg_api_module *const vg_api_modules[] = {
    &vg_api_common,    &vg_api_features,   &vg_api_transactions, &vg_api_records, &vg_api_tiles,  &vg_api_styles, &vg_api_schemas,
    &vg_api_coverages, &vg_api_statistics, &vg_api_csw,          &vg_api_dcat,    &vg_api_oaipmh, &vg_api_stac,
    &vg_api_crawl};
const size_t vg_api_n_modules = VG_COUNT(vg_api_modules);
