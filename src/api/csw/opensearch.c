/* The OpenSearch description (OpenSearch 1.1 draft 5; geo and time, 10-032r8; 12-176r7, 6.5.6): templates of addresses by
 * which a program may search, with what is put in their braces. */
#include "atom.h"

bool vg_csw_wants_opensearch(const struct csw *c)
{
    static const char *const types[] = {"application/xml", "text/xml", "text/html", CSW_OPENSEARCH,
                                        "application/vnd.a9.opensearchdescription+xml"};
    struct vg_str accept = vg_http_header(c->call->rq, "Accept");
    return accept.len && vg_accept_best(accept, types, VG_COUNT(types)) >= 3;
}

/* The second is told apart by the schema in it, in these very letters (12-176r7, 6.5.6.5). */
static void put_template(struct csw *c, struct vg_buf *b, const char *type, const char *encoded)
{
    vg_buf_printf(b, "<Url type=\"%s\" rel=\"results\" indexOffset=\"1\" template=\"", type);
    vg_csw_text(b, vg_call_url(c->call, "/csw?service=CSW&version=3.0.0&request=GetRecords&typeNames=csw:Record"
                                        "&elementSetName=full"));
    vg_csw_text(b, vg_arena_printf(c->call->arena,
                                   "&outputFormat=%s&q={searchTerms?}&bbox={geo:box?}&time={time:start?}/{time:end?}"
                                   "&recordIds={geo:uid?}&startPosition={startIndex?}&maxRecords={count?}",
                                   encoded));
    VG_BUF_LIT(b, "\"/>");
}

/* A page for people that are sent here by their browser's search field. */
static void put_page_template(struct csw *c, struct vg_buf *b)
{
    VG_BUF_LIT(b, "<Url type=\"text/html\" rel=\"results\" template=\"");
    vg_csw_text(b, vg_call_url(c->call, "/collections/" VG_CATALOGUE "/items?f=html"));
    VG_BUF_LIT(b, "&amp;q={searchTerms}\"/>");
}

/* At most 1 024 characters; a longer one ends with the last word that there is room for. */
static void put_description(struct csw *c, struct vg_buf *b, const char *text)
{
    size_t n = strlen(text), most = 1024 - 3;
    if (n > 1024) {
        for (n = most; n > most - 64 && text[n] != ' '; n--) {}
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
        text = vg_arena_printf(c->call->arena, "%.*s…", (int)n, text);
    }
    vg_csw_element(b, "Description", text);
}

enum vg_status vg_csw_describe_search(struct csw *c, struct vg_error *err)
{
    const struct vg_site *site = &c->call->gen->site;
    const char *title = site->title[c->call->lang];
    struct vg_buf *b = vg_csw_begin(c, CSW_OPENSEARCH);
    VG_BUF_LIT(b, "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\" "
                  "xmlns:geo=\"http://a9.com/-/opensearch/extensions/geo/1.0/\" "
                  "xmlns:time=\"http://a9.com/-/opensearch/extensions/time/1.0/\">");
    vg_csw_element(b, "ShortName", strlen(title) <= 16 ? title : "vigie"); /* at most 16 characters */
    put_description(c, b, site->description[c->call->lang] ? site->description[c->call->lang] : title);
    put_template(c, b, CSW_ATOM, "application/atom%2Bxml");
    put_template(c, b, "application/xml", "application/xml&outputschema=http://www.opengis.net/cat/csw/3.0");
    put_page_template(c, b);
    if (site->contact)
        vg_csw_element(b, "Contact", site->contact->email);
    vg_csw_element(b, "LongName", strlen(title) <= 48 ? title : NULL);
    VG_BUF_LIT(b, "<Query role=\"example\" startIndex=\"1\" count=\"5\"/>");
    VG_BUF_LIT(b, "<Language>fr</Language><Language>en</Language><OutputEncoding>UTF-8</OutputEncoding>"
                  "<InputEncoding>UTF-8</InputEncoding></OpenSearchDescription>");
    return vg_csw_end(c, err);
}
