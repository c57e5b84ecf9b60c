/* The application schema of a collection (GML Simple Features, level 0): a feature type with an element for each field.
 *
 * Every element may be absent, since whoever asks chooses properties; what else is known of values (codes, widths) is no
 * condition here, since databases hold rows that break them. */
#include <vigie/base/escape.h>

#include "gml.h"

static void put_text(struct vg_buf *b, const char *text)
{
    if (text)
        vg_xml_put_text(b, vg_str_of(text));
}

static void put_head(struct vg_buf *b, const char *home)
{
    VG_BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:gml=\"" VG_GML_NS "\"\n"
                  "  xmlns:gmlsf=\"http://www.opengis.net/gmlsf/2.0\" xmlns:app=\"");
    put_text(b, home);
    VG_BUF_LIT(b, "\"\n  targetNamespace=\"");
    put_text(b, home);
    VG_BUF_LIT(b, "\" elementFormDefault=\"qualified\" version=\"1.0\">\n"
                  "  <xs:annotation>\n"
                  "    <xs:appinfo source=\"http://schemas.opengis.net/gmlsfProfile/2.0/gmlsfLevels.xsd\">\n"
                  "      <gmlsf:ComplianceLevel>0</gmlsf:ComplianceLevel>\n"
                  "    </xs:appinfo>\n"
                  "  </xs:annotation>\n"
                  "  <xs:import namespace=\"" VG_GML_NS "\" schemaLocation=\"" VG_GML_XSD "\"/>\n"
                  "  <xs:import namespace=\"http://www.opengis.net/gmlsf/2.0\""
                  " schemaLocation=\"http://schemas.opengis.net/gmlsfProfile/2.0/gmlsfLevels.xsd\"/>\n");
}

/* The end of the element, with what a person wants to know of a field; its own name, where the element has another. */
static void put_annotation(struct vg_buf *b, const struct vg_field *f, const char *element, enum vg_lang lang)
{
    bool renamed = strcmp(f->name, element) != 0;

    if (!f->title && !f->description && !f->unit && !renamed) {
        VG_BUF_LIT(b, "/>\n");
        return;
    }
    vg_buf_printf(b, ">\n              <xs:annotation><xs:documentation xml:lang=\"%s\">", lang == VG_FR ? "fr" : "en");
    put_text(b, f->title ? f->title : f->name);
    if (f->unit) {
        VG_BUF_LIT(b, " [");
        put_text(b, f->unit);
        vg_buf_char(b, ']');
    }
    if (f->description) {
        VG_BUF_LIT(b, ": ");
        put_text(b, f->description);
    }
    if (renamed && f->title) {
        VG_BUF_LIT(b, " (");
        put_text(b, f->name);
        vg_buf_char(b, ')');
    }
    VG_BUF_LIT(b, "</xs:documentation></xs:annotation>\n            </xs:element>\n");
}

static void put_element(struct vg_buf *b, const struct vg_field *f, const char *element, enum vg_lang lang)
{
    vg_buf_printf(b, "            <xs:element name=\"%s\" type=\"%s\" minOccurs=\"0\"", element, vg_gml_type(f->type));
    put_annotation(b, f, element, lang);
}

void vg_gml_put_schema(struct vg_buf *b, const struct vg_collection *c, const int *fields, size_t n_fields, const char *home,
                       enum vg_lang lang, struct vg_arena *a)
{
    struct vg_gml_names names;
    struct vg_error ignored = {0};

    if (vg_gml_name(c, fields, n_fields, a, &names, &ignored) != VG_OK)
        return; /* the caller looks at the arena */
    put_head(b, home ? home : VG_GML_NO_HOME);
    vg_buf_printf(b, "  <xs:element name=\"%s\" type=\"app:%sType\" substitutionGroup=\"gml:AbstractFeature\">\n"
                     "    <xs:annotation><xs:documentation>", names.feature, names.feature);
    put_text(b, c->title ? c->title : c->id);
    VG_BUF_LIT(b, "</xs:documentation></xs:annotation>\n  </xs:element>\n");
    vg_buf_printf(b, "  <xs:complexType name=\"%sType\">\n"
                     "    <xs:complexContent>\n"
                     "      <xs:extension base=\"gml:AbstractFeatureType\">\n"
                     "          <xs:sequence>\n", names.feature);
    for (size_t i = 0; i < n_fields; i++)
        put_element(b, &c->fields[fields[i]], names.fields[i], lang);
    if (names.geometry)
        vg_buf_printf(b, "            <xs:element name=\"%s\" type=\"gml:%s\" minOccurs=\"0\"/>\n", names.geometry,
                      vg_gml_property_type(c->geom_type));
    VG_BUF_LIT(b, "          </xs:sequence>\n"
                  "      </xs:extension>\n"
                  "    </xs:complexContent>\n"
                  "  </xs:complexType>\n"
                  "</xs:schema>\n");
}
