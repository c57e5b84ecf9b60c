/* DescribeRecord (07-006r1, 10.6): the schema of what records are given as. */
#include "csw.h"

#include "names.h"
#include "view.h"

#define XSD "http://www.w3.org/2001/XMLSchema"

static void put_view(struct vg_buf *b, const char *name, bool (*has)(const struct csw_part *p))
{
    vg_buf_printf(b, "<xsd:element name=\"%s\" substitutionGroup=\"csw:AbstractRecord\"><xsd:complexType><xsd:sequence>", name);
    for (size_t i = 0; i < vg_csw_n_parts; i++) {
        const struct csw_part *p = &vg_csw_parts[i];
        if (has(p))
            vg_buf_printf(b, "<xsd:element ref=\"%s:%s\" minOccurs=\"%d\" maxOccurs=\"%s\"/>", p->prefix, p->name,
                          i < 2 && p->brief, p->once ? "1" : "unbounded");
    }
    VG_BUF_LIT(b, "</xsd:sequence></xsd:complexType></xsd:element>");
}

static bool in_brief(const struct csw_part *p)
{
    return p->brief;
}

static bool in_summary(const struct csw_part *p)
{
    return p->summary;
}

static bool in_full(const struct csw_part *p)
{
    (void)p;
    return true;
}

static void put_import(struct vg_buf *b, const char *space)
{
    vg_buf_printf(b, "<xsd:import namespace=\"%s\"/>", space);
}

static void put_record_schema(struct csw *c, struct vg_buf *b)
{
    vg_buf_printf(b, "<xsd:schema xmlns:xsd=\"" XSD "\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                     "xmlns:dct=\"http://purl.org/dc/terms/\" targetNamespace=\"%s\" elementFormDefault=\"qualified\">",
                  c->version->csw);
    put_import(b, "http://purl.org/dc/elements/1.1/");
    put_import(b, "http://purl.org/dc/terms/");
    put_import(b, c->version->ows);
    VG_BUF_LIT(b, "<xsd:element name=\"AbstractRecord\" abstract=\"true\"/>");
    put_view(b, "BriefRecord", in_brief);
    put_view(b, "SummaryRecord", in_summary);
    put_view(b, "Record", in_full);
    VG_BUF_LIT(b, "</xsd:schema>");
}

/* Of the other types the schema is a standard's own, which it names. */
static void put_component(struct csw *c, struct vg_buf *b, const struct csw_type *t)
{
    vg_buf_printf(b, "<csw:SchemaComponent targetNamespace=\"%s\" schemaLanguage=\"http://www.w3.org/XML/Schema\">", t->space);
    if (t->schema)
        vg_buf_printf(b, "<xsd:schema xmlns:xsd=\"" XSD "\"><xsd:import namespace=\"%s\"/></xsd:schema>", t->space);
    else
        put_record_schema(c, b);
    VG_BUF_LIT(b, "</csw:SchemaComponent>");
}

static bool is_wanted(const struct csw_type *t, const struct vg_str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (vg_str_is(names[i], t->name))
            return true;
    return n == 0;
}

/* A name without prefix is of no type we have; one that we do not know has no description. */
static enum vg_status check_names(struct csw *c, const struct vg_str *names, size_t n, struct vg_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!memchr(names[i].ptr, ':', names[i].len))
            return vg_csw_invalid(c, "typeName", names[i], "'csw:Record', 'gmd:MD_Metadata'", err);
    return VG_OK;
}

enum vg_status vg_csw_describe_record(struct csw *c, struct vg_error *err)
{
    static const char *const formats[] = {"application/xml", "text/xml", NULL};
    static const char *const languages[] = {"XMLSCHEMA", "http://www.w3.org/XML/Schema",
                                            "http://www.w3.org/TR/xmlschema-1/", NULL};
    const char *type;
    int language;
    size_t n;
    struct vg_str *names = vg_csw_get_all(c, "typeName", &n);
    enum vg_status r = vg_csw_output(c, "outputFormat", formats, &type, err);
    if (r == VG_OK)
        r = vg_csw_get_choice(c, "schemaLanguage", languages, 0, &language, err);
    if (r == VG_OK)
        r = check_names(c, names, n, err);
    if (r != VG_OK)
        return r;
    struct vg_buf *b = vg_csw_begin(c, type);
    vg_buf_printf(b, "<csw:DescribeRecordResponse xmlns:csw=\"%s\" xmlns:ows=\"%s\">", c->version->csw, c->version->ows);
    for (size_t i = 0; i < vg_csw_n_types; i++)
        if ((vg_csw_types[i].versions & 1u << (c->version - vg_csw_versions)) && is_wanted(&vg_csw_types[i], names, n))
            put_component(c, b, &vg_csw_types[i]);
    VG_BUF_LIT(b, "</csw:DescribeRecordResponse>");
    return vg_csw_end(c, err);
}
