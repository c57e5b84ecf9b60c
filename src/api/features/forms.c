/* The forms in which features can be had: a new one is a codec, a struct vg_format and a line of the list. */
#include "features.h"

static const struct vg_format jsonfg = {
    "jsonfg", "application/vnd.ogc.fg+json", "JSON-FG", {"application/fg+json", NULL}, &vg_codec_jsonfg, "fg.json"};
static const struct vg_format geojsonseq = {
    "geojsonseq", "application/geo+json-seq", "GeoJSON text sequence", {NULL}, &vg_codec_geojsonseq, "geojsons"};
static const struct vg_format csv = {"csv", "text/csv", "CSV", {NULL}, &vg_codec_csv, "csv"};

const struct vg_format *const vg_item_forms[] = {
    &vg_format_geojson, &vg_format_html, &jsonfg, &geojsonseq, &csv, NULL,
};

const struct vg_format *const vg_download_forms[] = {
    &vg_format_geojson, &jsonfg, &geojsonseq, &csv, NULL,
};
