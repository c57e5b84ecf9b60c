/* french.h — one table a folder of src/ that says something, and one for the definition of the API. */
#ifndef BASE_FRENCH_FRENCH_H
#define BASE_FRENCH_FRENCH_H

#include "../text.h"

extern const struct vg_text_table vg_french_api, vg_french_api_doc, vg_french_app, vg_french_base, vg_french_catalog, vg_french_cli, vg_french_codec, vg_french_geo, vg_french_http, vg_french_ingest, vg_french_jobs, vg_french_model, vg_french_query, vg_french_store;

#endif
