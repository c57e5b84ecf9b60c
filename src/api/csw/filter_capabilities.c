/* What filters are understood (OGC 04-095, 18; 09-026r2, 7.13). */
#include "csw.h"

#include "names.h"

struct operator {
    const char *old, *new; /* names in Filter Encoding 1.1 and 2.0; NULL: not there */
};

static const struct operator comparisons[] = {
    {"EqualTo", "PropertyIsEqualTo"},
    {"NotEqualTo", "PropertyIsNotEqualTo"},
    {"LessThan", "PropertyIsLessThan"},
    {"GreaterThan", "PropertyIsGreaterThan"},
    {"LessThanEqualTo", "PropertyIsLessThanOrEqualTo"},
    {"GreaterThanEqualTo", "PropertyIsGreaterThanOrEqualTo"},
    {"Like", "PropertyIsLike"},
    {"Between", "PropertyIsBetween"},
    {"NullCheck", "PropertyIsNull"},
};

static const char *const spatial[] = {"BBOX",     "Equals",   "Disjoint",   "Intersects", "Touches", "Crosses",
                                      "Within",   "Contains", "Overlaps",   "DWithin",    "Beyond"};

static const char *const temporal[] = {"After", "Before", "During", "TEquals"};

static const char *const classes[] = {"ImplementsQuery",        "ImplementsAdHocQuery",       "ImplementsFunctions",
                                      "ImplementsResourceId",   "ImplementsMinStandardFilter", "ImplementsStandardFilter",
                                      "ImplementsMinSpatialFilter", "ImplementsSpatialFilter", "ImplementsMinTemporalFilter",
                                      "ImplementsTemporalFilter", "ImplementsVersionNav",     "ImplementsSorting",
                                      "ImplementsExtendedOperators", "ImplementsMinimumXPath", "ImplementsSchemaElementFunc"};
static const bool met[VG_COUNT(classes)] = {false, false, false, false, true, true, true, true,
                                            true,  true,  false, true,  false, true,  false};

static void put_old(struct vg_buf *b)
{
    VG_BUF_LIT(b, "<ogc:Filter_Capabilities><ogc:Spatial_Capabilities><ogc:GeometryOperands>"
                  "<ogc:GeometryOperand>gml:Envelope</ogc:GeometryOperand><ogc:GeometryOperand>gml:Point</ogc:GeometryOperand>"
                  "<ogc:GeometryOperand>gml:LineString</ogc:GeometryOperand><ogc:GeometryOperand>gml:Polygon</ogc:GeometryOperand>"
                  "</ogc:GeometryOperands><ogc:SpatialOperators>");
    for (size_t i = 0; i < VG_COUNT(spatial); i++)
        vg_buf_printf(b, "<ogc:SpatialOperator name=\"%s\"/>", spatial[i]);
    VG_BUF_LIT(b, "</ogc:SpatialOperators></ogc:Spatial_Capabilities><ogc:Scalar_Capabilities><ogc:LogicalOperators/>"
                  "<ogc:ComparisonOperators>");
    for (size_t i = 0; i < VG_COUNT(comparisons); i++)
        vg_csw_element(b, "ogc:ComparisonOperator", comparisons[i].old);
    VG_BUF_LIT(b, "</ogc:ComparisonOperators></ogc:Scalar_Capabilities><ogc:Id_Capabilities><ogc:EID/><ogc:FID/>"
                  "</ogc:Id_Capabilities></ogc:Filter_Capabilities>");
}

static void put_new(struct vg_buf *b)
{
    VG_BUF_LIT(b, "<fes:Filter_Capabilities><fes:Conformance>");
    for (size_t i = 0; i < VG_COUNT(classes); i++)
        vg_buf_printf(b, "<fes:Constraint name=\"%s\"><ows11:NoValues xmlns:ows11=\"http://www.opengis.net/ows/1.1\"/>"
                         "<ows11:DefaultValue xmlns:ows11=\"http://www.opengis.net/ows/1.1\">%s</ows11:DefaultValue>"
                         "</fes:Constraint>",
                      classes[i], met[i] ? "TRUE" : "FALSE");
    VG_BUF_LIT(b, "</fes:Conformance><fes:Scalar_Capabilities><fes:LogicalOperators/><fes:ComparisonOperators>");
    for (size_t i = 0; i < VG_COUNT(comparisons); i++)
        vg_buf_printf(b, "<fes:ComparisonOperator name=\"%s\"/>", comparisons[i].new);
    VG_BUF_LIT(b, "</fes:ComparisonOperators></fes:Scalar_Capabilities><fes:Spatial_Capabilities><fes:GeometryOperands>"
                  "<fes:GeometryOperand name=\"gml:Envelope\"/><fes:GeometryOperand name=\"gml:Point\"/>"
                  "<fes:GeometryOperand name=\"gml:LineString\"/><fes:GeometryOperand name=\"gml:Polygon\"/>"
                  "</fes:GeometryOperands><fes:SpatialOperators>");
    for (size_t i = 0; i < VG_COUNT(spatial); i++)
        vg_buf_printf(b, "<fes:SpatialOperator name=\"%s\"/>", spatial[i]);
    VG_BUF_LIT(b, "</fes:SpatialOperators></fes:Spatial_Capabilities><fes:Temporal_Capabilities><fes:TemporalOperands>"
                  "<fes:TemporalOperand name=\"gml:TimeInstant\"/><fes:TemporalOperand name=\"gml:TimePeriod\"/>"
                  "</fes:TemporalOperands><fes:TemporalOperators>");
    for (size_t i = 0; i < VG_COUNT(temporal); i++)
        vg_buf_printf(b, "<fes:TemporalOperator name=\"%s\"/>", temporal[i]);
    VG_BUF_LIT(b, "</fes:TemporalOperators></fes:Temporal_Capabilities></fes:Filter_Capabilities>");
}

void vg_csw_put_filter_capabilities(struct csw *c, struct vg_buf *b)
{
    if (c->version == &vg_csw_versions[CSW_202])
        put_old(b);
    else
        put_new(b);
}
