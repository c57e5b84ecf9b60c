/* json.h — is a text JSON (RFC 8259)?  What says it is goes into answers as it stands. */
#ifndef VIGIE_STORE_GPKG_JSON_H
#define VIGIE_STORE_GPKG_JSON_H

#include <vigie/base/str.h>

#define VG_GPKG_JSON_DEPTH 512

/* Whole text, white space around it allowed; false past VG_GPKG_JSON_DEPTH levels. */
bool vg_gpkg_json_is_valid(struct vg_str s);

#endif
