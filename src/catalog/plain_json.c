/* A record as OGC API Record JSON in its plainest form, while no codec writes a fuller one: what every client looks for
 * (Records Part 1, record-core). */
#include "entry.h"

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

static void put_member(struct vg_buf *b, const char *name, const char *value)
{
    if (!value)
        return;
    vg_buf_printf(b, ",\"%s\":", name);
    vg_json_put_str(b, vg_str_of(value));
}

static void put_position(struct vg_buf *b, const char *before, double x, double y)
{
    vg_buf_cstr(b, before);
    vg_buf_char(b, '[');
    vg_buf_double(b, x);
    vg_buf_char(b, ',');
    vg_buf_double(b, y);
    vg_buf_char(b, ']');
}

/* Lower left first, upper right third: clients take a box from there. */
static void put_geometry(struct vg_buf *b, const struct vg_record *r)
{
    struct vg_bbox box;
    if (!vg_record_bbox(r, &box) || !(box.min[0] <= box.max[0])) {
        VG_BUF_LIT(b, ",\"geometry\":null");
        return;
    }
    VG_BUF_LIT(b, ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[");
    put_position(b, "", box.min[0], box.min[1]);
    put_position(b, ",", box.max[0], box.min[1]);
    put_position(b, ",", box.max[0], box.max[1]);
    put_position(b, ",", box.min[0], box.max[1]);
    put_position(b, ",", box.min[0], box.min[1]);
    VG_BUF_LIT(b, "]]}");
}

static void put_moment(struct vg_buf *b, bool known, int64_t us)
{
    if (!known)
        VG_BUF_LIT(b, "\"..\"");
    else {
        vg_buf_char(b, '"');
        (void)vg_datetime_put(b, us, true);
        vg_buf_char(b, '"');
    }
}

static void put_time(struct vg_buf *b, const struct vg_record *r)
{
    struct vg_interval t;
    if (!vg_record_interval(r, &t)) {
        VG_BUF_LIT(b, ",\"time\":null");
        return;
    }
    VG_BUF_LIT(b, ",\"time\":{\"interval\":[");
    put_moment(b, t.has_start, t.start_us);
    vg_buf_char(b, ',');
    put_moment(b, t.has_end, t.end_us);
    VG_BUF_LIT(b, "]}");
}

static void put_keywords(struct vg_buf *b, const struct vg_record *r)
{
    bool any = false;
    for (size_t i = 0; i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++) {
            if (!r->keywords[i].words[k].value)
                continue;
            vg_buf_cstr(b, any ? "," : ",\"keywords\":[");
            vg_json_put_str(b, vg_str_of(r->keywords[i].words[k].value));
            any = true;
        }
    vg_buf_cstr(b, any ? "]" : "");
}

static void put_links(struct vg_buf *b, const struct vg_record *r)
{
    bool any = false;
    VG_BUF_LIT(b, ",\"links\":[");
    for (size_t i = 0; i < r->n_links; i++) {
        const struct vg_record_link *l = &r->links[i];
        if (!l->href.value)
            continue;
        vg_buf_cstr(b, any ? ",{\"rel\":" : "{\"rel\":");
        vg_json_put_str(b, vg_str_of(l->rel ? l->rel : "related"));
        put_member(b, "href", l->href.value);
        put_member(b, "type", l->media_type);
        put_member(b, "title", l->name.value ? l->name.value : l->description.value);
        vg_buf_char(b, '}');
        any = true;
    }
    VG_BUF_LIT(b, "]}");
}

void vg_catalog_plain_json(struct vg_buf *b, const struct vg_record *r)
{
    const struct vg_record_when *created = vg_record_date(&r->citation, "creation");
    VG_BUF_LIT(b, "{\"type\":\"Feature\",\"id\":");
    vg_json_put_str(b, vg_str_of(r->id));
    VG_BUF_LIT(b, ",\"conformsTo\":[\"http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core\"]");
    put_time(b, r);
    put_geometry(b, r);
    VG_BUF_LIT(b, ",\"properties\":{\"type\":");
    vg_json_put_str(b, vg_str_of(vg_record_type(r)));
    put_member(b, "title", r->citation.title.value ? r->citation.title.value : r->id);
    put_member(b, "description", r->abstract.value);
    put_keywords(b, r);
    put_member(b, "created", created ? created->text : NULL);
    put_member(b, "updated", r->stamp.text);
    vg_buf_char(b, '}');
    put_links(b, r);
}
