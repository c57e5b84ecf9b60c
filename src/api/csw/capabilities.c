/* GetCapabilities: what the service is, offers and understands (07-006r1, 10.5; 12-176r7, 7.1).
 *
 * OWS 1.0 and 2.0 say the same in somewhat different elements: the writers below know both, the tables do not. */
#include "csw.h"

#include "inspire.h"
#include "write.h"

#define OLD (1u << CSW_202)
#define NEW (1u << CSW_300)
#define BOTH (OLD | NEW)

struct parameter {
    const char *operation; /* NULL: of all of them */
    const char *name;
    unsigned versions;
    const char *const *values;                      /* ending in NULL, */
    void (*list)(struct csw *c, struct vg_buf *b);  /* or so */
};

static bool is_old(const struct csw *c)
{
    return c->version == &vg_csw_versions[CSW_202];
}

/* --- parameters and constraints ------------------------------------------------------------------------ */

static void put_value(struct vg_buf *b, const char *value)
{
    vg_csw_element(b, "ows:Value", value);
}

static void list_schemas(struct csw *c, struct vg_buf *b)
{
    for (size_t i = 0; i < vg_csw_n_schemas; i++)
        if (vg_csw_schemas[i].versions & 1u << (c->version - vg_csw_versions))
            put_value(b, vg_csw_schemas[i].uri);
}

static void list_types(struct csw *c, struct vg_buf *b)
{
    for (size_t i = 0; i < vg_csw_n_types; i++)
        if (vg_csw_types[i].versions & 1u << (c->version - vg_csw_versions))
            put_value(b, vg_csw_types[i].name);
}

static void list_queryables(struct csw *c, struct vg_buf *b)
{
    (void)c;
    for (size_t i = 0; i < vg_csw_n_names; i++)
        if (vg_csw_names[i].listed)
            put_value(b, vg_csw_names[i].listed);
}

#define VALUES(...) (const char *const[]) { __VA_ARGS__, NULL }

static const struct parameter parameters[] = {
    {"GetCapabilities", "Sections", OLD,
     VALUES("ServiceIdentification", "ServiceProvider", "OperationsMetadata", "Filter_Capabilities"), NULL},
    {"GetCapabilities", "Sections", NEW,
     VALUES("All", "ServiceIdentification", "ServiceProvider", "OperationsMetadata", "Languages", "Filter_Capabilities"), NULL},
    {"GetCapabilities", "AcceptVersions", BOTH, VALUES("2.0.2", "3.0.0"), NULL},
    {"GetCapabilities", "AcceptFormats", BOTH, VALUES("application/xml", "text/xml"), NULL},
    {"DescribeRecord", "typeName", OLD, NULL, list_types},
    {"DescribeRecord", "outputFormat", OLD, VALUES("application/xml", "text/xml"), NULL},
    {"DescribeRecord", "schemaLanguage", OLD,
     VALUES("XMLSCHEMA", "http://www.w3.org/XML/Schema", "http://www.w3.org/TR/xmlschema-1/"), NULL},
    {"GetDomain", "ParameterName", OLD,
     VALUES("GetRecords.resultType", "GetRecords.outputSchema", "GetRecords.typeNames", "GetRecords.elementSetName",
            "GetRecordById.outputSchema", "GetRecordById.elementSetName"), NULL},
    {"GetRecords", "typeNames", BOTH, NULL, list_types},
    {"GetRecords", "resultType", OLD, VALUES("hits", "results", "validate"), NULL},
    {"GetRecords", "outputFormat", OLD, VALUES("application/xml", "text/xml"), NULL},
    {"GetRecords", "outputFormat", NEW, VALUES("application/xml", "text/xml", "application/atom+xml"), NULL},
    {"GetRecords", "outputSchema", BOTH, NULL, list_schemas},
    {"GetRecords", "ElementSetName", BOTH, VALUES("brief", "summary", "full"), NULL},
    {"GetRecords", "CONSTRAINTLANGUAGE", BOTH, VALUES("FILTER", "CQL_TEXT"), NULL},
    {"GetRecordById", "outputFormat", OLD, VALUES("application/xml", "text/xml"), NULL},
    {"GetRecordById", "outputFormat", NEW, VALUES("application/xml", "text/xml", "application/atom+xml"), NULL},
    {"GetRecordById", "outputSchema", BOTH, NULL, list_schemas},
    {"GetRecordById", "ElementSetName", BOTH, VALUES("brief", "summary", "full"), NULL},
    {NULL, "service", BOTH, VALUES("CSW"), NULL},
    {NULL, "version", BOTH, VALUES("2.0.2", "3.0.0"), NULL},
};

static const struct parameter constraints[] = {
    {"GetRecords", "SupportedISOQueryables", BOTH, NULL, list_queryables},
    {NULL, "IsoProfiles", OLD, VALUES("http://www.isotc211.org/2005/gmd"), NULL},
    {NULL, "PostEncoding", BOTH, VALUES("XML", "SOAP"), NULL},
};

static void put_domain(struct csw *c, struct vg_buf *b, const char *element, const struct parameter *p)
{
    vg_buf_printf(b, "<ows:%s name=\"%s\">%s", element, p->name, is_old(c) ? "" : "<ows:AllowedValues>");
    for (const char *const *v = p->values; v && *v; v++)
        put_value(b, *v);
    if (p->list)
        p->list(c, b);
    vg_buf_printf(b, "%s</ows:%s>", is_old(c) ? "" : "</ows:AllowedValues>", element);
}

static bool is_of(const struct csw *c, const struct parameter *p, const char *operation)
{
    return (p->versions & 1u << (c->version - vg_csw_versions)) &&
           (p->operation && operation ? strcmp(p->operation, operation) == 0 : !p->operation && !operation);
}

static void put_domains(struct csw *c, struct vg_buf *b, const char *operation)
{
    for (size_t i = 0; i < VG_COUNT(parameters); i++)
        if (is_of(c, &parameters[i], operation))
            put_domain(c, b, "Parameter", &parameters[i]);
    for (size_t i = 0; i < VG_COUNT(constraints); i++)
        if (is_of(c, &constraints[i], operation))
            put_domain(c, b, "Constraint", &constraints[i]);
}

/* --- what a 3.0 service declares of itself (12-176r7, table 17) ------------------------------------------ */

static const struct {
    const char *name;
    bool met;
    const char *operation; /* where this one is offered; NULL: as told */
} classes[] = {
    {"OpenSearch", true, NULL},
    {"GetCapabilities-XML", true, NULL},
    {"GetRecordById-XML", true, NULL},
    {"GetRecords-Basic-XML", true, NULL},
    {"GetRecords-Distributed-XML", false, NULL},
    {"GetRecords-Distributed-KVP", false, NULL},
    {"GetRecords-Async-XML", false, NULL},
    {"GetRecords-Async-KVP", false, NULL},
    {"GetDomain-XML", true, NULL},
    {"GetDomain-KVP", true, NULL},
    {"Transaction", true, "Transaction"},
    {"Harvest-Basic-XML", true, "Harvest"},
    {"Harvest-Basic-KVP", true, "Harvest"},
    {"Harvest-Async-XML", false, NULL},
    {"Harvest-Async-KVP", false, NULL},
    {"Harvest-Periodic-XML", false, NULL},
    {"Harvest-Periodic-KVP", false, NULL},
    {"Filter-CQL", true, NULL},
    {"Filter-FES-XML", true, NULL},
    {"Filter-FES-KVP-Advanced", true, NULL},
};

static bool is_offered(struct csw *c, const char *operation)
{
    for (size_t i = 0; i < vg_csw_n_operations; i++)
        if (strcmp(vg_csw_operations[i].name, operation) == 0)
            return vg_csw_is_offered(c, &vg_csw_operations[i]);
    return false;
}

static void put_classes(struct csw *c, struct vg_buf *b)
{
    for (size_t i = 0; i < VG_COUNT(classes); i++) {
        bool met = classes[i].met && (!classes[i].operation || is_offered(c, classes[i].operation));
        vg_buf_printf(b, "<ows:Constraint name=\"http://www.opengis.net/spec/csw/3.0/conf/%s\"><ows:NoValues/>"
                         "<ows:DefaultValue>%s</ows:DefaultValue></ows:Constraint>",
                      classes[i].name, met ? "TRUE" : "FALSE");
    }
}

/* --- sections ----------------------------------------------------------------------------------------- */

static void put_identification(struct csw *c, struct vg_buf *b)
{
    const struct vg_site *site = &c->call->gen->site;
    enum vg_lang lang = c->call->lang;
    VG_BUF_LIT(b, "<ows:ServiceIdentification>");
    vg_csw_element(b, "ows:Title", site->title[lang]);
    vg_csw_element(b, "ows:Abstract", site->description[lang]);
    if (site->n_keywords) {
        VG_BUF_LIT(b, "<ows:Keywords>");
        for (size_t i = 0; i < site->n_keywords; i++)
            vg_csw_element(b, "ows:Keyword", site->keywords[i]);
        VG_BUF_LIT(b, "</ows:Keywords>");
    }
    VG_BUF_LIT(b, "<ows:ServiceType>CSW</ows:ServiceType>");
    for (int i = 0; i < CSW_N_VERSIONS; i++)
        vg_csw_element(b, "ows:ServiceTypeVersion", vg_csw_versions[i].number);
    VG_BUF_LIT(b, "<ows:Fees>NONE</ows:Fees>");
    vg_csw_element(b, "ows:AccessConstraints", site->license_url ? site->license_url : "NONE");
    VG_BUF_LIT(b, "</ows:ServiceIdentification>");
}

static void put_resource(struct vg_buf *b, const char *element, const char *href)
{
    if (!href)
        return;
    vg_buf_printf(b, "<ows:%s xlink:href=\"", element);
    vg_csw_text(b, href);
    VG_BUF_LIT(b, "\"/>");
}

static void put_contact(struct csw *c, struct vg_buf *b, const struct vg_contact *who)
{
    VG_BUF_LIT(b, "<ows:ServiceContact>");
    vg_csw_element(b, "ows:IndividualName", who->name);
    vg_csw_element(b, "ows:PositionName", who->position);
    VG_BUF_LIT(b, "<ows:ContactInfo>");
    if (who->phone) {
        VG_BUF_LIT(b, "<ows:Phone>");
        vg_csw_element(b, "ows:Voice", who->phone);
        VG_BUF_LIT(b, "</ows:Phone>");
    }
    VG_BUF_LIT(b, "<ows:Address>");
    vg_csw_element(b, "ows:DeliveryPoint", who->address);
    vg_csw_element(b, "ows:City", who->city);
    vg_csw_element(b, "ows:PostalCode", who->postcode);
    vg_csw_element(b, "ows:Country", who->country);
    vg_csw_element(b, "ows:ElectronicMailAddress", who->email);
    VG_BUF_LIT(b, "</ows:Address>");
    put_resource(b, "OnlineResource", who->url ? who->url : vg_call_url(c->call, "/"));
    VG_BUF_LIT(b, "</ows:ContactInfo>");
    vg_csw_element(b, "ows:Role", who->role ? who->role : "pointOfContact");
    VG_BUF_LIT(b, "</ows:ServiceContact>");
}

static void put_provider(struct csw *c, struct vg_buf *b)
{
    const struct vg_contact *who = c->call->gen->site.contact, nobody = {0};
    const char *name = who ? (who->organization ? who->organization : who->name) : NULL;
    VG_BUF_LIT(b, "<ows:ServiceProvider>");
    vg_csw_element(b, "ows:ProviderName", name ? name : c->call->gen->site.title[c->call->lang]);
    put_resource(b, "ProviderSite", who && who->url ? who->url : vg_call_url(c->call, "/"));
    put_contact(c, b, who ? who : &nobody);
    VG_BUF_LIT(b, "</ows:ServiceProvider>");
}

static void put_operation(struct csw *c, struct vg_buf *b, const struct csw_operation *o)
{
    const char *address = vg_call_url(c->call, "/csw");
    vg_buf_printf(b, "<ows:Operation name=\"%s\"><ows:DCP><ows:HTTP>", o->name);
    if (!o->no_get)
        put_resource(b, "Get", address);
    if (!o->no_post)
        put_resource(b, "Post", address);
    VG_BUF_LIT(b, "</ows:HTTP></ows:DCP>");
    put_domains(c, b, o->name);
    VG_BUF_LIT(b, "</ows:Operation>");
}

static void put_operations(struct csw *c, struct vg_buf *b)
{
    VG_BUF_LIT(b, "<ows:OperationsMetadata>");
    for (size_t i = 0; i < vg_csw_n_operations; i++)
        if ((vg_csw_operations[i].versions & 1u << (c->version - vg_csw_versions)) && vg_csw_is_offered(c, &vg_csw_operations[i]))
            put_operation(c, b, &vg_csw_operations[i]);
    put_domains(c, b, NULL);
    if (!is_old(c)) {
        put_classes(c, b);
        VG_BUF_LIT(b, "<ows:Constraint name=\"OpenSearchDescriptionDocument\"><ows:AllowedValues>");
        put_value(b, vg_call_url(c->call, "/opensearch"));
        VG_BUF_LIT(b, "</ows:AllowedValues></ows:Constraint>");
    }
    vg_csw_put_inspire(c, b);
    VG_BUF_LIT(b, "</ows:OperationsMetadata>");
}

static void put_languages(struct csw *c, struct vg_buf *b)
{
    if (!is_old(c))
        VG_BUF_LIT(b, "<ows:Languages><ows:Language>fr</ows:Language><ows:Language>en</ows:Language></ows:Languages>");
}

/* --- the document ------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*put)(struct csw *c, struct vg_buf *b);
} sections[] = {
    {"ServiceIdentification", put_identification},
    {"ServiceProvider", put_provider},
    {"OperationsMetadata", put_operations},
    {"Languages", put_languages},
    {"Filter_Capabilities", vg_csw_put_filter_capabilities},
};

static bool is_asked(struct vg_str *wishes, size_t n, bool any, const char *section)
{
    for (size_t i = 0; i < n; i++)
        if (vg_str_is_nocase(wishes[i], section) || vg_str_is_nocase(wishes[i], "All"))
            return true;
    return !any;
}

/* `sections` given and empty asks for none of them (07-006r1, table 13). */
static bool has_param(const struct csw *c, const char *name)
{
    for (size_t i = 0; i < c->n_pairs; i++)
        if (vg_str_is_nocase(c->pairs[i].name, name))
            return true;
    return false;
}

/* The first of AcceptFormats that there is; 2.0.2 lets an unknown one pass, 3.0 does not. */
static enum vg_status media_type(struct csw *c, const char **out, struct vg_error *err)
{
    static const char *const types[] = {"application/xml", "text/xml", NULL};
    size_t n;
    struct vg_str *wishes = vg_csw_get_all(c, "acceptFormats", &n);
    *out = types[0];
    for (size_t i = 0; i < n; i++)
        for (const char *const *t = types; *t; t++)
            if (vg_str_is(wishes[i], *t)) {
                *out = *t;
                return VG_OK;
            }
    return n && !is_old(c) ? vg_csw_invalid(c, "acceptFormats", wishes[0], "'application/xml', 'text/xml'", err) : VG_OK;
}

enum vg_status vg_csw_get_capabilities(struct csw *c, struct vg_error *err)
{
    const char *type;
    size_t n;
    struct vg_str *wishes = vg_csw_get_all(c, "sections", &n);
    bool any = has_param(c, "sections");
    enum vg_status r = media_type(c, &type, err);
    if (r != VG_OK)
        return r;
    if (!c->call->gen)
        return vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
    const struct csw_version *v = c->version;
    struct vg_buf *b = vg_csw_begin(c, type);
    vg_buf_printf(b, "<csw:Capabilities xmlns:csw=\"%s\" xmlns:ows=\"%s\" xmlns:%s=\"%s\" xmlns:gml=\"%s\" "
                     "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"%s\">",
                  v->csw, v->ows, v->filter_prefix, v->filter, v->gml, v->number);
    for (size_t i = 0; i < VG_COUNT(sections); i++)
        if (is_asked(wishes, n, any, sections[i].name) ||
            (is_old(c) && sections[i].put == vg_csw_put_filter_capabilities)) /* its schema demands that one */
            sections[i].put(c, b);
    VG_BUF_LIT(b, "</csw:Capabilities>");
    return vg_csw_end(c, err);
}
