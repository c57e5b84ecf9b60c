/* A record in each form that is kept ready: f=iso19139, f=dc…; and as it came in, at …/original. */
#include "records.h"

static const struct vg_format json = {"json", "application/geo+json", "OGC API Record (GeoJSON)",
                                      {"application/json", "application/vnd.geo+json", NULL}, &vg_codec_records_json, NULL};

/* Forms of one record; their names are those of the codecs, under which they are kept. */
static const struct vg_format iso19115_3 = {VG_RECORD_ISO19115_3, "application/vnd.iso.19115.-3+xml", "ISO 19115-3", {NULL}, NULL, NULL};
static const struct vg_format dc = {VG_RECORD_DC, "application/xml", "Dublin Core (csw:Record)", {NULL}, NULL, NULL};
static const struct vg_format oai_dc = {VG_RECORD_OAI_DC, "application/xml", "Dublin Core (OAI)", {NULL}, NULL, NULL};
static const struct vg_format dcat_xml = {VG_RECORD_DCAT_XML, "application/rdf+xml", "GeoDCAT-AP (RDF/XML)", {NULL}, NULL, NULL};
static const struct vg_format dcat_turtle = {VG_RECORD_DCAT_TURTLE, "text/turtle", "GeoDCAT-AP (Turtle)", {NULL}, NULL, NULL};
static const struct vg_format dcat_json = {VG_RECORD_DCAT_JSON, "application/ld+json", "GeoDCAT-AP (JSON-LD)", {NULL}, NULL, NULL};
static const struct vg_format schema_org = {VG_RECORD_SCHEMA_ORG, "application/ld+json", "schema.org (JSON-LD)", {NULL}, NULL, NULL};
static const struct vg_format stac = {VG_RECORD_STAC, "application/json", "STAC Collection", {NULL}, NULL, NULL};

const struct vg_format *const vg_records_forms[] = {&json, &vg_format_html, NULL};
const struct vg_format *const vg_record_forms[] = {
    &json, &vg_format_html, &vg_format_iso19139, &iso19115_3, &dc, &oai_dc, &dcat_xml, &dcat_turtle, &dcat_json,
    &schema_org, &stac, NULL,
};

enum vg_status vg_records_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    struct vg_str own = call->vars[0];
    call->vars[0] = VG_STR(VG_CATALOGUE);
    enum vg_status r = vg_call_collection(call, out, err);
    call->vars[0] = own;
    return r;
}

/* --- one record ----------------------------------------------------------------------------------- */

static bool is_xml(struct vg_str media_type)
{
    return media_type.len >= 3 && !memcmp(media_type.ptr + media_type.len - 3, "xml", 3);
}

static void start(struct vg_call *call, struct vg_str media_type)
{
    struct vg_http_response *rs = call->rs;
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = vg_arena_cstr(call->arena, media_type);
    rs->compressible = rs->wants_etag = true;
    vg_buf_init(&rs->body, VG_MAX_RECORD_BYTES + 4096);
}

static void put_form(struct vg_call *call, const struct vg_feature *f)
{
    start(call, f->form_type);
    call->rs->vary = "Accept, Accept-Language";
    if (is_xml(f->form_type))
        VG_BUF_LIT(&call->rs->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    vg_catalog_splice(&call->rs->body, f->form, call->rq->base_url);
}

/* Byte for byte, but for the address of the service in what we made ourselves. */
static void put_original(struct vg_call *call, const struct vg_feature *f)
{
    start(call, f->form_type);
    vg_catalog_splice(&call->rs->body, f->form, call->rq->base_url);
}

static enum vg_status no_form(struct vg_call *call, bool there, const char *form, struct vg_error *err)
{
    if (there)
        return vg_fail(err, VG_NOT_FOUND, "f", "the record '%.*s' cannot be had as '%s'", vg_cut(call->vars[0]),
                       call->vars[0].ptr, form);
    return vg_fail(err, VG_NOT_FOUND, "recordId", "there is no record '%.*s'", vg_cut(call->vars[0]), call->vars[0].ptr);
}

static enum vg_status read_form(struct vg_call *call, struct vg_session *x, const struct vg_query *q,
                                void (*put)(struct vg_call *call, const struct vg_feature *f), struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = vg_cursor_next(cursor, &f, err);
    if (r == VG_OK && f->form.ptr)
        put(call, f);
    else if (r == VG_OK || r == VG_END)
        r = no_form(call, r == VG_OK, q->form, err);
    vg_cursor_close(cursor);
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}

static enum vg_status answer_form(struct vg_call *call, const char *form,
                                  void (*put)(struct vg_call *call, const struct vg_feature *f), struct vg_error *err)
{
    static const int none[1];
    const struct vg_collection *c;
    struct vg_session *x;
    enum vg_status r = vg_records_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    struct vg_query q = {.collection = c, .ids = &call->vars[0], .n_ids = 1, .limit = 1, .fields = none, .form = form,
                         .form_type = true, .no_geometry = true, .deadline_ms = call->rq->deadline_ms};
    r = vg_gate_narrow(&call->who, &q, 0, call->arena, err);
    if (r == VG_OK)
        r = vg_call_session(call, c->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = read_form(call, x, &q, put, err);
    vg_session_end(x);
    return r;
}

enum vg_status vg_get_record(struct vg_call *call, struct vg_error *err)
{
    if (call->format != &vg_format_html && !call->format->items)
        return answer_form(call, call->format->name, put_form, err);
    call->vars[1] = call->vars[0];
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_get_item(call, err);
}

enum vg_status vg_get_original(struct vg_call *call, struct vg_error *err)
{
    return answer_form(call, VG_RECORD_ORIGINAL, put_original, err);
}
