/* Features as a GeoJSON text sequence (RFC 8142): each a text of its own between a record separator and a line
 * end, so that a reader needs no more memory than one feature takes.  What belongs to the page stands in headers. */
#include "bare.h"
#include "geojson.h"

#define RECORD_SEPARATOR '\x1E'

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct vg_geojson_row *row = VG_NEW(w->arena, struct vg_geojson_row);
    enum vg_status r = vg_arena_check(w->arena, err);

    w->state = row;
    return r == VG_OK ? vg_geojson_prepare(w, row, err) : r;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    vg_buf_char(w->out, RECORD_SEPARATOR);
    enum vg_status r = vg_geojson_put_feature(w->out, w->state, w, f, err);
    VG_BUF_LIT(w->out, "}\n");
    return r;
}

const struct vg_item_codec vg_codec_geojsonseq = {
    .name = "geojsonseq",
    .media_type = "application/geo+json-seq",
    .title = "GeoJSON text sequence",
    .tells_references = true,
    .links_apart = true,
    .begin = begin,
    .item = item,
    .end = vg_bare_end,
    .single = vg_bare_single,
};
