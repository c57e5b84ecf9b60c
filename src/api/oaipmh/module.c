/* /oai: verbs and their arguments (OAI-PMH 2.0, 3 and 4). */
#include "oaipmh.h"

#include <stdarg.h>
#include <stdio.h>

#include <vigie/base/escape.h>

#define MAX_ANSWER ((size_t)1 << 30)
#define MAX_PARAMETERS 32

enum { OPTIONAL = 1, REQUIRED, EXCLUSIVE };

struct verb {
    const char *name;
    enum vg_status (*answer)(struct oai *o, struct vg_error *err);
    struct {
        const char *name;
        int how;
    } arguments[6]; /* ending with a NULL name */
};

static const struct verb verbs[] = { /* sorted */
    {"GetRecord", vg_oai_get_record, {{"identifier", REQUIRED}, {"metadataPrefix", REQUIRED}}},
    {"Identify", vg_oai_identify, {{NULL, 0}}},
    {"ListIdentifiers", vg_oai_list_identifiers,
     {{"from", OPTIONAL}, {"until", OPTIONAL}, {"metadataPrefix", REQUIRED}, {"set", OPTIONAL}, {"resumptionToken", EXCLUSIVE}}},
    {"ListMetadataFormats", vg_oai_list_formats, {{"identifier", OPTIONAL}}},
    {"ListRecords", vg_oai_list_records,
     {{"from", OPTIONAL}, {"until", OPTIONAL}, {"metadataPrefix", REQUIRED}, {"set", OPTIONAL}, {"resumptionToken", EXCLUSIVE}}},
    {"ListSets", vg_oai_list_sets, {{"resumptionToken", EXCLUSIVE}}},
};

enum vg_status vg_oai_fail(struct oai *o, const char *code, struct vg_error *err, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, vg_text(o->call->lang, fmt), args);
    va_end(args);
    o->code = code;
    return vg_fail(err, VG_BAD_INPUT, "", "%s", text);
}

/* --- arguments ---------------------------------------------------------------------------------------- */

static int how_of(const struct verb *v, struct vg_str name)
{
    for (size_t i = 0; i < VG_COUNT(v->arguments) && v->arguments[i].name; i++)
        if (vg_str_is(name, v->arguments[i].name))
            return v->arguments[i].how;
    return 0;
}

/* Repeating the verb makes it a wrong verb (3.6). */
static enum vg_status check_verb_once(struct oai *o, struct vg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < o->call->n_query; i++)
        n += vg_str_is(o->call->query[i].name, "verb");
    return n < 2 ? VG_OK : vg_oai_fail(o, "badVerb", err, "'%s' is given twice", "verb");
}

static enum vg_status check_given(struct oai *o, const struct verb *v, bool *alone, struct vg_error *err)
{
    const struct vg_call *call = o->call;
    for (size_t i = 0; i < call->n_query; i++) {
        struct vg_str name = call->query[i].name;
        if (vg_str_is(name, "verb"))
            continue;
        int how = how_of(v, name);
        if (!how)
            return vg_oai_fail(o, "badArgument", err, "the verb '%s' takes no argument '%.*s'", v->name, vg_cut(name), name.ptr);
        for (size_t k = 0; k < i; k++)
            if (vg_str_eq(call->query[k].name, name))
                return vg_oai_fail(o, "badArgument", err, "'%.*s' is given twice", vg_cut(name), name.ptr);
        *alone |= how == EXCLUSIVE;
    }
    return VG_OK;
}

static enum vg_status check_arguments(struct oai *o, const struct verb *v, struct vg_error *err)
{
    bool alone = false;
    enum vg_status r = check_given(o, v, &alone, err);
    if (r != VG_OK)
        return r;
    if (alone && o->call->n_query > 2)
        return vg_oai_fail(o, "badArgument", err, "'resumptionToken' goes with no other argument");
    for (size_t i = 0; !alone && i < VG_COUNT(v->arguments) && v->arguments[i].name; i++)
        if (v->arguments[i].how == REQUIRED && !vg_call_sent(o->call, v->arguments[i].name).len)
            return vg_oai_fail(o, "badArgument", err, "the argument '%s' is missing", v->arguments[i].name);
    return VG_OK;
}

static const struct verb *find_verb(struct vg_str name)
{
    for (size_t i = 0; i < VG_COUNT(verbs); i++)
        if (vg_str_is(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}

/* --- the answer --------------------------------------------------------------------------------------- */

static void begin(struct oai *o)
{
    struct vg_call *call = o->call;
    struct vg_http_response *rs = call->rs;
    const struct vg_spill_options spill = {.mem_max = call->gen->site.limits.page_memory,
                                           .budget = vg_call_options(call)->pages};
    vg_buf_finish(&rs->body);
    vg_buf_init_spill(&rs->body, MAX_ANSWER, &spill);
    rs->body_kind = VG_BODY_BUF;
    rs->compressible = true;
    rs->content_type = "text/xml; charset=utf-8";
    rs->cache_control = "no-cache";
    rs->vary = "Accept-Language";
    o->b = &rs->body;
    VG_BUF_LIT(o->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" "
                     "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\""
                     "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">");
    vg_buf_printf(o->b, "<responseDate>%s</responseDate>", vg_oai_time(o, vg_now_us()));
}

/* The arguments are told back, unless they were wrong (3.2). */
static void put_request(struct oai *o)
{
    struct vg_call *call = o->call;
    bool wrong = o->code && (strcmp(o->code, "badVerb") == 0 || strcmp(o->code, "badArgument") == 0);
    VG_BUF_LIT(o->b, "<request");
    for (size_t i = 0; !wrong && i < call->n_query; i++) {
        vg_buf_printf(o->b, " %.*s=\"", (int)call->query[i].name.len, call->query[i].name.ptr);
        vg_xml_put_text(o->b, call->query[i].value);
        VG_BUF_LIT(o->b, "\"");
    }
    VG_BUF_LIT(o->b, ">");
    vg_xml_put_text(o->b, vg_str_of(vg_call_url(call, "/oai")));
    VG_BUF_LIT(o->b, "</request>");
}

static void put_failure(struct oai *o, const struct vg_error *err)
{
    begin(o);
    put_request(o);
    vg_buf_printf(o->b, "<error code=\"%s\">", o->code);
    vg_xml_put_text(o->b, vg_str_of(err->text));
    VG_BUF_LIT(o->b, "</error></OAI-PMH>\n");
}

static enum vg_status find_catalogue(struct oai *o, struct vg_error *err)
{
    o->catalogue = vg_call_find(o->call, VG_STR(VG_CATALOGUE));
    bool there = o->catalogue && o->catalogue->item_type == VG_ITEM_RECORD;
    return there ? VG_OK : vg_fail(err, VG_UNAVAILABLE, "", "there is no catalogue");
}

static enum vg_status answer(struct oai *o, struct vg_error *err)
{
    const struct verb *v = find_verb(o->verb);
    if (!v)
        return vg_oai_fail(o, "badVerb", err, "'%.*s' is not a verb: there are GetRecord, Identify, ListIdentifiers, "
                                              "ListMetadataFormats, ListRecords and ListSets",
                           vg_cut(o->verb), o->verb.ptr ? o->verb.ptr : "");
    enum vg_status r = check_verb_once(o, err);
    if (r == VG_OK)
        r = check_arguments(o, v, err);
    if (r == VG_OK)
        r = find_catalogue(o, err);
    if (r != VG_OK)
        return r;
    begin(o);
    put_request(o);
    vg_buf_printf(o->b, "<%s>", v->name);
    r = v->answer(o, err);
    vg_buf_printf(o->b, "</%s></OAI-PMH>\n", v->name);
    return r == VG_OK ? vg_buf_check(o->b, err) : r;
}

static enum vg_status handle(struct vg_call *call, struct vg_error *err)
{
    struct oai o = {.call = call};
    struct vg_query_param *params = NULL;
    bool post = vg_str_is(call->rq->method, "POST");
    if (!call->gen)
        return vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
    if (post && !vg_call_is_form(call))
        return vg_refuse(call, 415, vg_fail(err, VG_BAD_INPUT, "Content-Type",
                                            "arguments are posted as 'application/x-www-form-urlencoded' (OAI-PMH 3.1.1.2)"));
    enum vg_status r = vg_query_split(post ? call->rq->body : call->rq->query, MAX_PARAMETERS, call->arena, &params,
                                      &call->n_query, err);
    call->query = params;
    o.verb = vg_call_sent(o.call, "verb");
    call->rs->what = VG_CATALOGUE;
    if (r != VG_OK) {
        call->n_query = 0;
        o.code = "badArgument";
    } else {
        r = answer(&o, err);
    }
    if (r == VG_OK || !o.code)
        return r;
    put_failure(&o, err);
    return vg_buf_check(o.b, err);
}

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/oai", .handle = handle, .open_params = true},
    {.method = "POST", .pattern = "/oai", .handle = handle, .open_params = true},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "search", vg_call_url(call, "/oai?verb=Identify"), "text/xml",
                vg_text(call->lang, "The catalogue for harvesters (OAI-PMH)"));
}

extern const struct vg_api_module vg_api_oaipmh;
const struct vg_api_module vg_api_oaipmh = {
    .name = "oaipmh",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .landing_links = landing_links,
};
