/* Identify, ListMetadataFormats, ListSets (OAI-PMH 2.0, 4.2, 4.4, 4.6). */
#include "oaipmh.h"

#include <vigie/base/escape.h>
#include <vigie/store/aggregate.h>

#define MAX_SETS 1000

const struct oai_format vg_oai_formats[] = {
    {"oai_dc", "oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"},
    {"iso19139", "iso19139", "http://www.isotc211.org/2005/gmd/gmd.xsd", "http://www.isotc211.org/2005/gmd"},
    {"iso19115-3", "iso19115-3", "http://standards.iso.org/iso/19115/-3/mdb/2.0/mdb.xsd",
     "http://standards.iso.org/iso/19115/-3/mdb/2.0"},
};
const size_t vg_oai_n_formats = VG_COUNT(vg_oai_formats);

static void put(struct oai *o, const char *name, const char *text)
{
    vg_buf_printf(o->b, "<%s>", name);
    vg_xml_put_text(o->b, vg_str_of(text ? text : ""));
    vg_buf_printf(o->b, "</%s>", name);
}

/* The moment before which nothing can have changed: that of the first batch. */
static enum vg_status earliest(struct oai *o, const char **out, struct vg_error *err)
{
    struct vg_session *x;
    int64_t moment, us;
    enum vg_status r = vg_call_session(o->call, o->catalogue->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_moment_since(x, o->catalogue, 0, &moment, err);
    if (r == VG_OK)
        r = vg_session_moment_time(x, o->catalogue, moment, &us, err);
    vg_session_end(x);
    if (r == VG_NOT_FOUND) { /* nothing was ever put in */
        us = vg_now_us();
        r = VG_OK;
    }
    *out = vg_oai_time(o, us);
    return r;
}

enum vg_status vg_oai_identify(struct oai *o, struct vg_error *err)
{
    const struct vg_site *site = &o->call->gen->site;
    const char *mail = site->contact && site->contact->email ? site->contact->email : "nobody@example.org";
    const char *from;
    enum vg_status r = earliest(o, &from, err);
    if (r != VG_OK)
        return r;
    put(o, "repositoryName", site->title[o->call->lang]);
    put(o, "baseURL", vg_call_url(o->call, "/oai"));
    put(o, "protocolVersion", "2.0");
    put(o, "adminEmail", mail);
    put(o, "earliestDatestamp", from);
    put(o, "deletedRecord", "persistent");
    put(o, "granularity", "YYYY-MM-DDThh:mm:ssZ");
    put(o, "compression", "gzip");
    return VG_OK;
}

static enum vg_status check_record(struct oai *o, struct vg_str identifier, struct vg_error *err)
{
    struct vg_session *x;
    struct vg_str id;
    int64_t n = 0;
    if (!vg_oai_read_identifier(o, identifier, &id))
        return vg_oai_fail(o, "idDoesNotExist", err, "there is no record '%.*s'", vg_cut(identifier), identifier.ptr);
    const struct vg_query q = {.collection = o->catalogue, .ids = &id, .n_ids = 1, .limit = 1,
                               .deadline_ms = o->call->rq->deadline_ms};
    enum vg_status r = vg_call_session(o->call, o->catalogue->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = vg_session_count(x, &q, 1, &n, err);
    vg_session_end(x);
    if (r == VG_OK && n == 0)
        return vg_oai_fail(o, "idDoesNotExist", err, "there is no record '%.*s'", vg_cut(identifier), identifier.ptr);
    return r;
}

enum vg_status vg_oai_list_formats(struct oai *o, struct vg_error *err)
{
    struct vg_str identifier = vg_call_sent(o->call, "identifier");
    enum vg_status r = identifier.ptr ? check_record(o, identifier, err) : VG_OK;
    for (size_t i = 0; r == VG_OK && i < vg_oai_n_formats; i++) {
        VG_BUF_LIT(o->b, "<metadataFormat>");
        put(o, "metadataPrefix", vg_oai_formats[i].prefix);
        put(o, "schema", vg_oai_formats[i].schema);
        put(o, "metadataNamespace", vg_oai_formats[i].space);
        VG_BUF_LIT(o->b, "</metadataFormat>");
    }
    return r;
}

/* --- sets --------------------------------------------------------------------------------------------- */

static enum vg_status put_sets(struct oai *o, struct vg_session *x, enum vg_record_field field, struct vg_error *err)
{
    const struct vg_query q = {.collection = o->catalogue, .limit = -1, .deadline_ms = o->call->rq->deadline_ms};
    const struct vg_aggregate g = {.query = &q, .group = {vg_record_column(o->catalogue, field)}, .n_group = 1,
                                   .measures = {{VG_M_COUNT, -1}}, .n_measures = 1, .limit = MAX_SETS, .order = VG_BY_GROUP};
    struct vg_group *groups;
    size_t n;
    enum vg_status r = vg_session_aggregate(x, &g, o->call->arena, &groups, &n, err);
    for (size_t i = 0; r == VG_OK && i < n; i++) {
        struct vg_buf spec;
        if (groups[i].keys[0].kind == VG_V_NULL)
            continue;
        vg_buf_init(&spec, 4096);
        if (vg_oai_put_set(&spec, field, groups[i].keys[0].text)) {
            VG_BUF_LIT(o->b, "<set>");
            vg_buf_str(o->b, (struct vg_str){spec.ptr, spec.len});
            VG_BUF_LIT(o->b, "<setName>");
            vg_xml_put_text(o->b, groups[i].keys[0].text);
            VG_BUF_LIT(o->b, "</setName></set>");
        }
        vg_buf_finish(&spec);
    }
    return r;
}

enum vg_status vg_oai_list_sets(struct oai *o, struct vg_error *err)
{
    struct vg_session *x;
    struct vg_str token = vg_call_sent(o->call, "resumptionToken");
    if (token.ptr) /* all sets come in one answer */
        return vg_oai_fail(o, "badResumptionToken", err, "'%.*s' is not a token of this service", vg_cut(token), token.ptr);
    enum vg_status r = vg_call_session(o->call, o->catalogue->store, false, &x, err);
    if (r != VG_OK)
        return r;
    size_t before = vg_buf_total(o->b);
    r = put_sets(o, x, VG_R_TYPE, err);
    if (r == VG_OK)
        r = put_sets(o, x, VG_R_THEMES, err);
    vg_session_end(x);
    if (r == VG_OK && vg_buf_total(o->b) == before)
        return vg_oai_fail(o, "noSetHierarchy", err, "there are no sets");
    return r;
}
