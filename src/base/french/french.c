/* One table a folder of source, so that whoever changes a sentence finds its French by the folder; tests/lint/french
 * tells of rows that are missing or without a sentence any more. */
#include "french.h"

#include <vigie/base/error.h>

const struct vg_text_table *const vg_french[] = {
    &vg_french_api,
    &vg_french_api_doc,
    &vg_french_app,
    &vg_french_base,
    &vg_french_catalog,
    &vg_french_cli,
    &vg_french_codec,
    &vg_french_geo,
    &vg_french_http,
    &vg_french_ingest,
    &vg_french_jobs,
    &vg_french_model,
    &vg_french_query,
    &vg_french_store,
};
const size_t vg_n_french = VG_COUNT(vg_french);
