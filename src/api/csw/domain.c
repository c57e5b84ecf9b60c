/* GetDomain (07-006r1, 10.7; 12-176r7, 7.2): the values of a parameter, or those of a queryable in the records. */
#include "search.h"

#include <vigie/base/escape.h>
#include <vigie/store/aggregate.h>

#define MAX_VALUES 1000

static const struct {
    const char *name;
    const char *const *values;
} parameters[] = { /* sorted */
#define VALUES(...) (const char *const[]) { __VA_ARGS__, NULL }
    {"DescribeRecord.outputFormat", VALUES("application/xml", "text/xml")},
    {"GetCapabilities.sections",
     VALUES("ServiceIdentification", "ServiceProvider", "OperationsMetadata", "Filter_Capabilities")},
    {"GetRecordById.elementSetName", VALUES("brief", "summary", "full")},
    {"GetRecordById.outputFormat", VALUES("application/xml", "text/xml")},
    {"GetRecordById.outputSchema", NULL},
    {"GetRecords.CONSTRAINTLANGUAGE", VALUES("FILTER", "CQL_TEXT")},
    {"GetRecords.elementSetName", VALUES("brief", "summary", "full")},
    {"GetRecords.outputFormat", VALUES("application/xml", "text/xml")},
    {"GetRecords.outputSchema", NULL},
    {"GetRecords.resultType", VALUES("hits", "results", "validate")},
    {"GetRecords.typeNames", NULL},
};

/* In 3.0 these are the values that there are, not all that there might be. */
static void begin_values(struct csw *c, struct vg_buf *b, const char *kind, struct vg_str name)
{
    bool is_new = c->version == &vg_csw_versions[CSW_300];
    vg_buf_printf(b, "<csw:DomainValues type=\"csw:Record\"%s><csw:%s>", is_new ? " resultType=\"available\"" : "", kind);
    vg_xml_put_text(b, name);
    vg_buf_printf(b, "</csw:%s>", kind);
}

static const char *property_kind(const struct csw *c)
{
    return c->version == &vg_csw_versions[CSW_300] ? "ValueReference" : "PropertyName";
}

static void put_listed(struct csw *c, struct vg_buf *b, const char *name)
{
    unsigned bit = 1u << (c->version - vg_csw_versions);
    bool schemas = strstr(name, "outputSchema") != NULL;
    for (size_t i = 0; schemas && i < vg_csw_n_schemas; i++)
        if (vg_csw_schemas[i].versions & bit)
            vg_csw_element(b, "csw:Value", vg_csw_schemas[i].uri);
    for (size_t i = 0; !schemas && i < vg_csw_n_types; i++)
        if (vg_csw_types[i].versions & bit)
            vg_csw_element(b, "csw:Value", vg_csw_types[i].name);
}

/* A parameter that is not known has no list of values, which is no error. */
static void put_parameter(struct csw *c, struct vg_buf *b, struct vg_str name)
{
    begin_values(c, b, "ParameterName", name);
    for (size_t i = 0; i < VG_COUNT(parameters); i++) {
        if (!vg_str_is_nocase(name, parameters[i].name))
            continue;
        VG_BUF_LIT(b, "<csw:ListOfValues>");
        if (parameters[i].values)
            for (const char *const *v = parameters[i].values; *v; v++)
                vg_csw_element(b, "csw:Value", *v);
        else
            put_listed(c, b, parameters[i].name);
        VG_BUF_LIT(b, "</csw:ListOfValues>");
    }
    VG_BUF_LIT(b, "</csw:DomainValues>");
}

static enum vg_status read_values(struct csw *c, int field, struct vg_group **groups, size_t *n, struct vg_error *err)
{
    const struct csw_presentation p = {.schema = &vg_csw_schemas[0]};
    struct vg_query q;
    struct vg_session *session;
    enum vg_status r = vg_csw_query(c, &p, &q, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&c->call->who, &q, 0, c->call->arena, err);
    if (r == VG_OK)
        r = vg_call_session(c->call, q.collection->store, false, &session, err);
    if (r != VG_OK)
        return r;
    const struct vg_aggregate g = {.query = &q, .group = {field}, .n_group = 1, .measures = {{VG_M_COUNT, -1}},
                                   .n_measures = 1, .limit = MAX_VALUES, .order = VG_BY_GROUP};
    r = vg_session_aggregate(session, &g, c->call->arena, groups, n, err);
    vg_session_end(session);
    return r;
}

static enum vg_status put_property(struct csw *c, struct vg_buf *b, struct vg_str name, struct vg_error *err)
{
    const struct vg_collection *catalogue;
    const struct csw_name *found;
    struct vg_group *groups = NULL;
    size_t n = 0;
    enum vg_status r = vg_csw_catalogue(c, &catalogue, err);
    if (r != VG_OK)
        return r;
    bool known = vg_csw_name_find(name, &found);
    if (known && found->kind == VG_M_FIELD)
        r = read_values(c, vg_record_column(catalogue, found->field), &groups, &n, err);
    if (r != VG_OK)
        return r;
    begin_values(c, b, property_kind(c), name);
    if (n > 0) {
        VG_BUF_LIT(b, "<csw:ListOfValues>");
        for (size_t i = 0; i < n; i++) {
            if (groups[i].keys[0].kind == VG_V_NULL)
                continue;
            struct vg_buf text;
            vg_buf_init(&text, VG_MAX_RECORD_BYTES);
            vg_value_put_text(&text, &groups[i].keys[0]);
            vg_csw_element(b, "csw:Value", text.ptr);
            vg_buf_finish(&text);
        }
        VG_BUF_LIT(b, "</csw:ListOfValues>");
    }
    VG_BUF_LIT(b, "</csw:DomainValues>");
    return VG_OK;
}

enum vg_status vg_csw_get_domain(struct csw *c, struct vg_error *err)
{
    size_t n_parameters, n_properties;
    struct vg_str *params = vg_csw_get_all(c, "ParameterName", &n_parameters);
    struct vg_str *properties = vg_csw_get_all(c, property_kind(c), &n_properties);
    if (!n_properties) /* clients of 3.0 write the older name, too */
        properties = vg_csw_get_all(c, "PropertyName", &n_properties);
    if (!n_parameters && !n_properties)
        return vg_csw_missing(c, "ParameterName", err);
    struct vg_buf *b = vg_csw_begin(c, "application/xml");
    vg_buf_printf(b, "<csw:GetDomainResponse xmlns:csw=\"%s\">", c->version->csw);
    for (size_t i = 0; i < n_parameters; i++)
        put_parameter(c, b, params[i]);
    for (size_t i = 0; i < n_properties; i++) {
        enum vg_status r = put_property(c, b, properties[i], err);
        if (r != VG_OK)
            return r;
    }
    VG_BUF_LIT(b, "</csw:GetDomainResponse>");
    return vg_csw_end(c, err);
}
