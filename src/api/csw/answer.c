/* How answers leave: XML, perhaps in a SOAP envelope, and exception reports (OWS Common 06-121r9, 8). */
#include "csw.h"

#include <vigie/base/escape.h>

#define MAX_ANSWER ((size_t)1 << 30)

static const char *const soap_spaces[] = {
    [CSW_SOAP_11] = "http://schemas.xmlsoap.org/soap/envelope/",
    [CSW_SOAP_12] = "http://www.w3.org/2003/05/soap-envelope",
};

void vg_csw_text(struct vg_buf *b, const char *s)
{
    vg_xml_put_text(b, vg_str_of(s ? s : ""));
}

void vg_csw_element(struct vg_buf *b, const char *name, const char *text)
{
    if (!text)
        return;
    vg_buf_printf(b, "<%s>", name);
    vg_csw_text(b, text);
    vg_buf_printf(b, "</%s>", name);
}

enum vg_status vg_csw_output(struct csw *c, const char *param, const char *const *types, const char **out,
                             struct vg_error *err)
{
    int choice;
    size_t n = 0;
    while (types[n])
        n++;
    enum vg_status r = vg_csw_get_choice(c, param, types, -1, &choice, err);
    if (r != VG_OK)
        return r;
    if (choice < 0)
        choice = vg_accept_best(vg_http_header(c->call->rq, "Accept"), types, n);
    *out = types[choice < 0 ? 0 : choice]; /* a catalogue's clients accept what they do not name */
    return VG_OK;
}

struct vg_buf *vg_csw_begin(struct csw *c, const char *media_type)
{
    struct vg_call *call = c->call;
    struct vg_http_response *rs = call->rs;
    const struct vg_api_limits *limits = call->gen ? &call->gen->site.limits : NULL;
    const struct vg_spill_options spill = {.mem_max = limits ? limits->page_memory : 1u << 20,
                                           .budget = vg_call_options(call)->pages};
    vg_buf_finish(&rs->body);
    vg_buf_init_spill(&rs->body, MAX_ANSWER, &spill);
    rs->body_kind = VG_BODY_BUF;
    rs->compressible = true;
    rs->wants_etag = true;
    rs->vary = "Accept, Accept-Language";
    if (c->soap)
        media_type = c->soap == CSW_SOAP_12 ? "application/soap+xml" : "text/xml";
    rs->content_type = vg_arena_printf(call->arena, "%s; charset=utf-8", media_type);
    VG_BUF_LIT(&rs->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (c->soap)
        vg_buf_printf(&rs->body, "<soap:Envelope xmlns:soap=\"%s\"><soap:Body>", soap_spaces[c->soap]);
    return &rs->body;
}

enum vg_status vg_csw_end(struct csw *c, struct vg_error *err)
{
    struct vg_buf *b = &c->call->rs->body;
    if (c->soap)
        VG_BUF_LIT(b, "</soap:Body></soap:Envelope>");
    VG_BUF_LIT(b, "\n");
    return vg_buf_check(b, err);
}

/* --- exceptions --------------------------------------------------------------------------------------- */

static const char *code_of(const struct csw *c, const struct vg_error *err)
{
    if (c->code)
        return c->code;
    return err->kind == VG_BAD_INPUT || err->kind == VG_NOT_FOUND ? "InvalidParameterValue" : "NoApplicableCode";
}

static void put_report(struct csw *c, const struct vg_error *err, int status, struct vg_buf *b)
{
    vg_buf_printf(b, "<ows:ExceptionReport xmlns:ows=\"%s\" version=\"%s\" %s=\"%s\">", c->version->ows,
                  c->version->exception_version, c->version->lang_attribute, c->call->lang == VG_FR ? "fr" : "en");
    vg_buf_printf(b, "<ows:Exception exceptionCode=\"%s\"", code_of(c, err));
    if (status < 500 && err->where[0]) {
        VG_BUF_LIT(b, " locator=\"");
        vg_csw_text(b, err->where);
        VG_BUF_LIT(b, "\"");
    }
    VG_BUF_LIT(b, ">");
    vg_csw_element(b, "ows:ExceptionText", vg_call_failure_text(c->call, status, err));
    VG_BUF_LIT(b, "</ows:Exception></ows:ExceptionReport>");
}

static void put_fault(struct csw *c, const struct vg_error *err, int status, struct vg_buf *b)
{
    bool sender = status < 500;
    if (c->soap == CSW_SOAP_12)
        vg_buf_printf(b, "<soap:Fault><soap:Code><soap:Value>soap:%s</soap:Value></soap:Code><soap:Reason>"
                         "<soap:Text xml:lang=\"%s\">",
                      sender ? "Sender" : "Receiver", c->call->lang == VG_FR ? "fr" : "en");
    else
        vg_buf_printf(b, "<soap:Fault><faultcode>soap:%s</faultcode><faultstring>", sender ? "Client" : "Server");
    vg_csw_text(b, vg_call_failure_text(c->call, status, err));
    vg_buf_cstr(b, c->soap == CSW_SOAP_12 ? "</soap:Text></soap:Reason><soap:Detail>" : "</faultstring><detail>");
    put_report(c, err, status, b);
    vg_buf_cstr(b, c->soap == CSW_SOAP_12 ? "</soap:Detail></soap:Fault>" : "</detail></soap:Fault>");
}

void vg_csw_exception(struct csw *c, const struct vg_error *err)
{
    struct vg_http_response *rs = c->call->rs;
    struct vg_error ignored = {0};
    int status = c->status ? c->status : vg_http_status_of(err->kind);
    vg_call_log_failure(c->call, status, err);
    rs->n_headers = 0;
    rs->n_items = -1;
    rs->last_modified_us = 0;
    rs->has_etag = false;
    struct vg_buf *b = vg_csw_begin(c, "application/xml");
    rs->status = status;
    rs->wants_etag = false;
    rs->cache_control = "no-store";
    if (status == 503)
        vg_http_add_header(c->call->rq, rs, "Retry-After", "1");
    if (status == 401)
        vg_call_challenge(c->call);
    if (c->soap)
        put_fault(c, err, status, b);
    else
        put_report(c, err, status, b);
    if (vg_csw_end(c, &ignored) != VG_OK)
        vg_buf_clear(b); /* no memory is left: the status alone is told */
}
