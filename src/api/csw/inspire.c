/* What INSPIRE asks of a discovery service (Regulation (EC) 976/2009; technical guidance for discovery services 3.1): extended
 * capabilities in two languages, and a metadata record of the service itself that they point to. */
#include "inspire.h"

#include <vigie/catalog/service.h>

#define COMMON "http://inspire.ec.europa.eu/schemas/common/1.0"
#define DISCOVERY "http://inspire.ec.europa.eu/schemas/inspire_ds/1.0"
#define ISO "application/vnd.iso.19139+xml"

/* By enum vg_lang. */
static const char *const codes[] = {[VG_EN] = "eng", [VG_FR] = "fre"};

void vg_csw_choose_language(struct csw *c)
{
    static const char *const names[] = {"language", "acceptLanguages"};
    for (size_t i = 0; i < VG_COUNT(names); i++) {
        size_t n;
        struct vg_str *wishes = vg_csw_get_all(c, names[i], &n);
        for (size_t k = 0; wishes && k < n; k++) {
            const char *code = vg_record_lang(wishes[k]);
            for (int lang = VG_EN; code && lang <= VG_FR; lang++)
                if (!strcmp(code, codes[lang])) {
                    c->call->lang = (enum vg_lang)lang;
                    return;
                }
        }
    }
}

static void put_language(struct vg_buf *b, const char *element, const char *code)
{
    vg_buf_printf(b, "<inspire_common:%s><inspire_common:Language>%s</inspire_common:Language></inspire_common:%s>", element,
                  code, element);
}

void vg_csw_put_inspire(struct csw *c, struct vg_buf *b)
{
    enum vg_lang usual = c->call->gen->site.lang, other = usual == VG_FR ? VG_EN : VG_FR;
    VG_BUF_LIT(b, "<ows:ExtendedCapabilities><inspire_ds:ExtendedCapabilities xmlns:inspire_ds=\"" DISCOVERY
                  "\" xmlns:inspire_common=\"" COMMON "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                  "xsi:schemaLocation=\"" DISCOVERY " http://inspire.ec.europa.eu/schemas/inspire_ds/1.0/inspire_ds.xsd\">"
                  "<inspire_common:MetadataUrl><inspire_common:URL>");
    vg_csw_text(b, vg_call_url(c->call, "/csw/record?language=%s", codes[c->call->lang]));
    VG_BUF_LIT(b, "</inspire_common:URL><inspire_common:MediaType>" ISO "</inspire_common:MediaType></inspire_common:MetadataUrl>"
                  "<inspire_common:SupportedLanguages>");
    put_language(b, "DefaultLanguage", codes[usual]);
    put_language(b, "SupportedLanguage", codes[other]);
    VG_BUF_LIT(b, "</inspire_common:SupportedLanguages>");
    put_language(b, "ResponseLanguage", codes[c->call->lang]);
    VG_BUF_LIT(b, "</inspire_ds:ExtendedCapabilities></ows:ExtendedCapabilities>");
}

/* --- the service's own record ------------------------------------------------------------------------------- */

enum vg_status vg_csw_get_service_record(struct vg_call *call, struct vg_error *err)
{
    if (!call->gen)
        return vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
    const struct vg_site *site = &call->gen->site;
    struct vg_http_response *rs = call->rs;
    struct csw c = {.call = call, .version = &vg_csw_versions[CSW_202]};
    const struct vg_collection *catalogue = NULL;
    for (size_t i = 0; i < call->n_query; i++)
        vg_csw_add(&c, call->query[i].name, call->query[i].value, true);
    vg_csw_choose_language(&c);
    enum vg_status r = vg_csw_catalogue(&c, &catalogue, err);
    if (r != VG_OK)
        return r;
    const struct vg_catalog_service what = {.title = site->title[call->lang], .abstract = site->description[call->lang],
                                            .keywords = site->keywords, .n_keywords = site->n_keywords,
                                            .contact = site->contact, .license_url = site->license_url,
                                            .license_title = site->license_title, .lang = codes[call->lang],
                                            .address = vg_call_url(call, "/csw"), .page = vg_call_url(call, "/"),
                                            .has_extent = catalogue->has_extent, .extent = catalogue->extent,
                                            .stamp_us = call->gen->made_us};
    const struct vg_record_codec *iso = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    const struct vg_record_writing how = {.lang = codes[call->lang]};
    const struct vg_record *record = vg_catalog_describe_service(&what, call->arena);
    r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&rs->body, VG_MAX_RECORD_BYTES);
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = "application/xml";
    rs->compressible = rs->wants_etag = true;
    rs->vary = "Accept-Language";
    r = iso->write(iso, record, &how, &rs->body, err);
    return r == VG_OK ? vg_buf_check(&rs->body, err) : r;
}
