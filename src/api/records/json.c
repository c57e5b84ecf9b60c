/* Records as GeoJSON (Records Part 1, requirements class json): each is kept ready as text, and gets the links that
 * depend on where it is asked for. */
#include "records.h"

#include <vigie/base/escape.h>

struct state {
    bool has_rows;
    struct vg_buf url; /* used again for each */
};

#define MAX_URL (64u << 10)

static const struct vg_records_context *context_of(const struct vg_item_writer *w)
{
    return w->context;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s = VG_NEW(w->arena, struct state);
    (void)err;
    if (!s)
        return vg_arena_check(w->arena, err);
    vg_buf_init(&s->url, MAX_URL);
    w->state = s;
    VG_BUF_LIT(w->out, "{\"type\":\"FeatureCollection\",\"features\":[");
    return VG_OK;
}

static void drop(struct vg_item_writer *w)
{
    struct state *s = w->state;
    if (s)
        vg_buf_finish(&s->url);
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct state *s = w->state;
    enum vg_status r = vg_catalog_check_form(f, err);
    if (r != VG_OK)
        return r;
    vg_buf_clear(&s->url);
    vg_buf_cstr(&s->url, context_of(w)->items_url);
    vg_buf_char(&s->url, '/');
    vg_url_put(&s->url, f->id);
    const struct vg_link self = {.href = s->url.ptr, .rel = "self", .type = "application/geo+json"};
    if (s->has_rows)
        vg_buf_char(w->out, ',');
    s->has_rows = true;
    vg_catalog_splice_links(w->out, f->form, context_of(w)->call->rq->base_url, &self, 1);
    return vg_buf_check(&s->url, err);
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
    .drop = drop,
};
