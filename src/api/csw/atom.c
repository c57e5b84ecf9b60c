/* Atom is made from a record's columns and not kept as one of its forms: most of an entry is addresses of the moment.
 * Positions are latitude first, as GeoRSS and EPSG:4326 have them. */
#include "atom.h"

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/json.h>

#define SPACES \
    "xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " \
    "xmlns:georss=\"http://www.georss.org/georss\" xmlns:gml=\"http://www.opengis.net/gml\" xmlns:os=\"http://a9.com/-/spec/opensearch/1.1/\" " \
    "xmlns:geo=\"http://a9.com/-/opensearch/extensions/geo/1.0/\" xmlns:time=\"http://a9.com/-/opensearch/extensions/time/1.0/\""

/* In this order among the query's fields. */
static const enum vg_record_field fields[] = {VG_R_ID,      VG_R_TITLE,      VG_R_DESCRIPTION, VG_R_UPDATED,
                                              VG_R_LICENSE, VG_R_TIME_START, VG_R_TIME_END,    VG_R_EXTERNAL_IDS};
enum { ID, TITLE, DESCRIPTION, UPDATED, LICENSE, TIME_START, TIME_END, EXTERNAL_IDS };

enum vg_status vg_csw_atom_query(struct csw *c, struct vg_query *q, struct vg_error *err)
{
    int *list = vg_arena_array(c->call->arena, VG_COUNT(fields), sizeof *list);
    if (!list)
        return vg_arena_check(c->call->arena, err);
    for (size_t i = 0; i < VG_COUNT(fields); i++)
        list[i] = vg_record_column(q->collection, fields[i]);
    q->fields = list;
    q->n_fields = VG_COUNT(fields);
    q->form = NULL;
    q->no_geometry = false;
    return VG_OK;
}

static void put_value(struct vg_buf *b, const char *element, const struct vg_value *v)
{
    struct vg_buf text;
    if (v->kind == VG_V_NULL)
        return;
    vg_buf_init(&text, VG_MAX_RECORD_BYTES);
    vg_value_put_text(&text, v);
    vg_csw_element(b, element, text.ptr);
    vg_buf_finish(&text);
}

/* Latitude first. */
static void put_corner(struct vg_buf *b, const double corner[])
{
    vg_buf_fixed(b, corner[1], 7);
    vg_buf_char(b, ' ');
    vg_buf_fixed(b, corner[0], 7);
}

/* Both of GeoRSS: the simple box, and GML's envelope for those who know only that. */
static void put_box(struct vg_buf *b, struct vg_geom g)
{
    struct vg_geom_info info;
    struct vg_error ignored = {0};
    if (!g.wkb || vg_geom_check(g, &info, &ignored) != VG_OK || info.empty)
        return;
    VG_BUF_LIT(b, "<georss:box>");
    put_corner(b, info.box.min);
    vg_buf_char(b, ' ');
    put_corner(b, info.box.max);
    VG_BUF_LIT(b, "</georss:box><georss:where><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:lowerCorner>");
    put_corner(b, info.box.min);
    VG_BUF_LIT(b, "</gml:lowerCorner><gml:upperCorner>");
    put_corner(b, info.box.max);
    VG_BUF_LIT(b, "</gml:upperCorner></gml:Envelope></georss:where>");
}

/* dc:date as 10-032r8 has it: an instant, or begin/end. */
static void put_time(struct csw *c, struct vg_buf *b, const struct vg_value *start, const struct vg_value *end)
{
    struct vg_arena *a = c->call->arena;
    if (start->kind != VG_V_DATETIME && end->kind != VG_V_DATETIME)
        return;
    const char *from = start->kind == VG_V_DATETIME ? vg_time_text(a, start->integer) : "";
    const char *to = end->kind == VG_V_DATETIME ? vg_time_text(a, end->integer) : "";
    vg_buf_printf(b, "<dc:date>%s/%s</dc:date>", from ? from : "", to ? to : "");
}

/* Of what the record describes, as csw:Record shows them beside its own. */
static void put_external_ids(struct csw *c, struct vg_buf *b, const struct vg_value *v)
{
    struct vg_error ignored = {0};
    struct vg_node *list;
    if (v->kind != VG_V_JSON || vg_json_parse(v->text, c->call->arena, &list, &ignored) != VG_OK)
        return;
    VG_EACH(id, list)
        vg_csw_element(b, "dc:identifier", vg_arena_cstr(c->call->arena, id->text));
}

static void put_link(struct vg_buf *b, const char *rel, const char *type, const char *href)
{
    if (!href)
        return;
    vg_buf_printf(b, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    vg_csw_text(b, href);
    VG_BUF_LIT(b, "\"/>");
}

static void put_author(struct csw *c, struct vg_buf *b)
{
    VG_BUF_LIT(b, "<author><name>");
    vg_csw_text(b, c->call->gen->site.title[c->call->lang]);
    VG_BUF_LIT(b, "</name></author>");
}

void vg_csw_put_entry(struct csw *c, const struct vg_feature *f, bool alone, struct vg_buf *b)
{
    const struct vg_value *v = f->values;
    const char *id = vg_arena_cstr(c->call->arena, f->id);
    const char *page = id ? vg_call_url(c->call, "/collections/" VG_CATALOGUE "/items/%s", id) : NULL;
    const char *updated = v[UPDATED].kind == VG_V_DATETIME ? vg_time_text(c->call->arena, v[UPDATED].integer)
                                                           : "1970-01-01T00:00:00Z"; /* Atom knows no entry without one */
    vg_buf_printf(b, "<entry%s%s>", alone ? " " : "", alone ? SPACES : "");
    vg_csw_element(b, "id", page);
    put_value(b, "title", &v[TITLE]);
    vg_csw_element(b, "updated", updated);
    if (alone)
        put_author(c, b);
    put_value(b, "summary", &v[DESCRIPTION]);
    put_value(b, "rights", &v[LICENSE]);
    put_link(b, "alternate", "text/html", page ? vg_arena_printf(c->call->arena, "%s?f=html", page) : NULL);
    put_link(b, "alternate", "application/geo+json", page ? vg_arena_printf(c->call->arena, "%s?f=json", page) : NULL);
    put_link(b, "via", "application/xml", page ? vg_arena_printf(c->call->arena, "%s?f=iso19139", page) : NULL);
    put_value(b, "dc:identifier", &v[ID]);
    put_external_ids(c, b, &v[EXTERNAL_IDS]);
    put_time(c, b, &v[TIME_START], &v[TIME_END]);
    put_box(b, f->geom);
    VG_BUF_LIT(b, "</entry>");
}

/* --- feeds ----------------------------------------------------------------------------------------------- */

static void put_page_link(struct csw *c, struct vg_buf *b, const char *rel, int64_t start)
{
    static const char *const starts[] = {"startPosition", "startposition", "STARTPOSITION", NULL};
    const char *text = vg_arena_printf(c->call->arena, "%lld", (long long)start);
    put_link(b, rel, CSW_ATOM, vg_call_this(c->call, starts, "startPosition", vg_str_of(text ? text : "1")));
}

static void put_links(struct csw *c, const struct csw_feed *f, struct vg_buf *b)
{
    put_link(b, "self", CSW_ATOM, vg_call_this(c->call, NULL, NULL, (struct vg_str){0}));
    put_link(b, "search", CSW_OPENSEARCH, vg_call_url(c->call, "/opensearch"));
    if (f->start + f->returned <= f->matched && f->returned)
        put_page_link(c, b, "next", f->start + f->returned);
    if (f->start > 1)
        put_page_link(c, b, "previous", f->start > f->count ? f->start - f->count : 1);
    put_page_link(c, b, "first", 1);
}

/* What was asked, told back (OpenSearch 1.1, Query). */
static void put_query(struct csw *c, const struct csw_feed *f, struct vg_buf *b)
{
    static const struct {
        const char *param, *name;
    } said[] = {{"q", "searchTerms"}, {"bbox", "geo:box"}, {"recordIds", "geo:uid"}, {"time", "time:start"}};
    vg_buf_printf(b, "<os:Query role=\"request\" startIndex=\"%lld\" count=\"%lld\"", (long long)f->start, (long long)f->count);
    for (size_t i = 0; i < VG_COUNT(said); i++) {
        struct vg_str value = vg_csw_get(c, said[i].param);
        if (!value.ptr)
            continue;
        vg_buf_printf(b, " %s=\"", said[i].name);
        vg_xml_put_text(b, value);
        VG_BUF_LIT(b, "\"");
    }
    VG_BUF_LIT(b, "/>");
}

void vg_csw_put_feed(struct csw *c, const struct csw_feed *f, struct vg_str entries, struct vg_buf *b)
{
    const struct vg_site *site = &c->call->gen->site;
    VG_BUF_LIT(b, "<feed " SPACES ">");
    vg_csw_element(b, "id", vg_call_this(c->call, NULL, NULL, (struct vg_str){0}));
    vg_csw_element(b, "title", site->title[c->call->lang]);
    vg_csw_element(b, "updated", vg_time_text(c->call->arena, vg_now_us() / 1000000 * 1000000));
    put_author(c, b);
    put_links(c, f, b);
    vg_buf_printf(b, "<os:totalResults>%lld</os:totalResults><os:startIndex>%lld</os:startIndex>"
                     "<os:itemsPerPage>%lld</os:itemsPerPage>",
                  (long long)f->matched, (long long)f->start, (long long)f->returned);
    put_query(c, f, b);
    vg_buf_str(b, entries);
    VG_BUF_LIT(b, "</feed>");
}
