/* The forms in which features can be had: a new one is a codec, a struct vg_format and a line of the list. */
#include "features.h"

#include <vigie/codec/gml.h>
#include <vigie/codec/ogr.h>

static const struct vg_format jsonfg = {
    "jsonfg", "application/vnd.ogc.fg+json", "JSON-FG", {"application/fg+json", NULL}, &vg_codec_jsonfg, "fg.json"};
static const struct vg_format geojsonseq = {
    "geojsonseq", "application/geo+json-seq", "GeoJSON text sequence", {NULL}, &vg_codec_geojsonseq, "geojsons"};
static const struct vg_format csv = {"csv", "text/csv", "CSV", {NULL}, &vg_codec_csv, "csv"};

static const struct vg_format flatgeobuf = {
    "fgb", "application/flatgeobuf", "FlatGeobuf", {"application/vnd.flatgeobuf", NULL}, &vg_codec_flatgeobuf, "fgb"};
static const struct vg_format gpkg = {
    "gpkg", "application/geopackage+sqlite3", "GeoPackage", {"application/geopackage+vnd.sqlite3", NULL}, &vg_codec_gpkg, "gpkg"};
static const struct vg_format parquet = {
    "parquet", "application/vnd.apache.parquet", "GeoParquet", {NULL}, &vg_codec_parquet, "parquet"};
#define GML "application/gml+xml;version=3.2;profile=http://www.opengis.net/def/profile/ogc/2.0/gml-sf"
static const struct vg_format gml = {"gml", GML "0", "GML 3.2", {NULL}, &vg_codec_gml, "gml"};
/* The same document under the name of a wider profile, for those who ask for that: answers link to it, as
 * /req/core/fc-links asks for every media type, and no page offers the same thing twice. */
static const struct vg_format gml_sf2 = {"gmlsf2", GML "2", "GML 3.2 (SF-2)", {NULL}, &vg_codec_gml_sf2, "gml", .is_twin = true};
static const struct vg_format shapefile = {
    "shp", "application/zip", "Shapefile (zip)", {"application/x-shapefile", NULL}, &vg_codec_shapefile, "shp.zip"};

#define FILES &jsonfg, &geojsonseq, &csv, &flatgeobuf, &gpkg, &parquet, &gml, &gml_sf2, &shapefile

const struct vg_format *const vg_item_forms[] = {&vg_format_geojson, &vg_format_html, FILES, NULL};

const struct vg_format *const vg_download_forms[] = {&vg_format_geojson, FILES, NULL};
