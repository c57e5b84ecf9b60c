/* Records as GeoJSON (Records Part 1, requirements class json): each is kept ready as text, and gets the links that
 * depend on where it is asked for. */
#include "records.h"

#include "../common/ready.h"

static const struct vg_records_context *context_of(const struct vg_item_writer *w)
{
    return w->context;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    return vg_ready_begin(w, VG_STR("{\"type\":\"FeatureCollection\",\"features\":["), err);
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    const char *url;
    enum vg_status r = vg_catalog_check_form(f, err);
    if (r == VG_OK)
        r = vg_ready_next(w, context_of(w)->items_url, f->id, &url, err);
    if (r != VG_OK)
        return r;
    const struct vg_link self = {.href = url, .rel = "self", .type = "application/geo+json"};
    vg_catalog_splice_links(w->out, f->form, context_of(w)->call->rq->base_url, &self, 1);
    return VG_OK;
}

/* The links and one that tells what the answer conforms to (requirement json/record-content). */
static struct vg_page_info with_profile(struct vg_item_writer *w, const struct vg_page_info *p, const char *profile)
{
    struct vg_page_info info = *p;
    struct vg_link *links = vg_arena_array(w->arena, p->n_links + 1, sizeof *links);
    if (!links)
        return info;
    if (p->n_links)
        memcpy(links, p->links, p->n_links * sizeof *links);
    links[info.n_links++] = (struct vg_link){.href = profile, .rel = "profile", .type = "text/html"};
    info.links = links;
    return info;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_page_info info = with_profile(w, p, VG_RECORDS_PROFILE "catalog");
    return vg_codec_geojson.end(w, &info, err);
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    struct vg_page_info info = with_profile(w, p, VG_RECORDS_PROFILE "record");
    enum vg_status r = vg_catalog_check_form(f, err);
    if (r == VG_OK)
        vg_catalog_splice_links(w->out, f->form, context_of(w)->call->rq->base_url, info.links, info.n_links);
    return r;
}

const struct vg_item_codec vg_codec_records_json = {
    .name = "json",
    .media_type = "application/geo+json",
    .title = "OGC API Record (GeoJSON)",
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
    .drop = vg_ready_drop,
};
