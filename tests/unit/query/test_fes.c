/* OGC filters: what they say in CQL2, the versions apart, and faults told with their line and element. */
#include "../arena.h"
#include "fixture.h"

#include <libxml/parser.h>
#include <string.h>

#include <vigie/query/fes.h>

#include "../../fuzz/cql2.h"

/* The canonical text, which is the same once more when it is read as CQL2, or "error: …". */
static const char *canonical(const char *xml)
{
    const struct vg_syntax *tree;
    struct vg_error err = {0};
    struct vg_buf b;

    if (vg_fes_xml(vg_str_of(xml), arena, &tree, &err) != VG_OK)
        return vg_arena_printf(arena, "error: %s", err.text);
    check_canonical(tree, arena);
    vg_buf_init(&b, 1 << 20);
    vg_syntax_put(&b, tree);
    const char *text = vg_arena_cstr(arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

#define OGC(inside)                                                                                                    \
    "<ogc:Filter xmlns:ogc='http://www.opengis.net/ogc' xmlns:gml='http://www.opengis.net/gml'>" inside "</ogc:Filter>"
#define FES(inside)                                                                                                    \
    "<Filter xmlns='http://www.opengis.net/fes/2.0' xmlns:gml='http://www.opengis.net/gml/3.2'>" inside "</Filter>"
#define OLD(op, attributes, inside) OGC("<ogc:" op " " attributes ">" inside "</ogc:" op ">")
#define NEW(op, attributes, inside) FES("<" op " " attributes ">" inside "</" op ">")
#define NAME "<ogc:PropertyName>dc:title</ogc:PropertyName>"
#define VALUE "<ogc:Literal> Sol </ogc:Literal>"
#define REF "<ValueReference>a</ValueReference>"
#define POINT "<gml:Point><gml:pos>2 48</gml:pos></gml:Point>"

struct row {
    const char *xml, *says;
};

static void check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(canonical(rows[i].xml), rows[i].says);
}

static void comparisons_are_those_of_cql2(void **state)
{
    static const struct row rows[] = {
        {OLD("PropertyIsEqualTo", "", NAME VALUE), "(\"dc:title\" = 'Sol')"},
        {OLD("PropertyIsNotEqualTo", "matchCase='false'", NAME VALUE), "(casei(\"dc:title\") <> casei('Sol'))"},
        {NEW("PropertyIsLessThan", "matchAction='Any'", REF "<Literal>3</Literal>"), "(\"a\" < '3')"},
        {NEW("PropertyIsGreaterThanOrEqualTo", "", "<Literal>3</Literal>" REF), "('3' >= \"a\")"},
        {OLD("PropertyIsNull", "", NAME), "(\"dc:title\" is null)"},
        {NEW("PropertyIsNil", "", REF), "(\"a\" is null)"},
        {NEW("PropertyIsBetween", "",
             REF "<LowerBoundary><Literal>1</Literal></LowerBoundary><UpperBoundary><Literal>2</Literal></UpperBoundary>"),
         "(\"a\" between '1' and '2')"},
        {OLD("PropertyIsEqualTo", "",
             "<ogc:Add><ogc:Literal>1</ogc:Literal>" NAME "</ogc:Add><ogc:Function name='length'>" NAME "</ogc:Function>"),
         "(('1' + \"dc:title\") = length(\"dc:title\"))"},
        {"<Filter><PropertyIsEqualTo><PropertyName>/gmd:MD_Metadata/x</PropertyName><Literal><![CDATA[<a>]]></Literal>"
         "</PropertyIsEqualTo></Filter>",
         "(\"/gmd:MD_Metadata/x\" = '<a>')"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void patterns_have_signs_of_their_own(void **state)
{
#define LIKE(signs, pattern) NEW("PropertyIsLike", signs, REF "<Literal>" pattern "</Literal>")
    static const struct row rows[] = {
        {LIKE("wildCard='*' singleChar='?' escapeChar='!'", "a*b?c!*d!!e%f_g"), "(\"a\" like 'a%b_c*d!e\\%f\\_g')"},
        {LIKE("wildCard='%' singleChar='_' escapeChar='\\'", "\\%service\\%%"), "(\"a\" like '\\%service\\%%')"},
        {LIKE("wildCard='*' singleChar='?' escapeChar=''", "*paci*"), "(\"a\" like '%paci%')"},
        {LIKE("wildCard='(' singleChar='.' escape='/' matchCase='false'", "(x(/("), "(casei(\"a\") like casei('%x%('))"},
        {LIKE("wildChar='%' singleChar='.' escapeChar='\\'", "x"),
         "error: line 1, <PropertyIsLike>: 'wildCard', 'singleChar' and 'escapeChar' was expected"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void geometries_are_of_any_gml(void **state)
{
#define MEETS(geometry) OLD("Intersects", "", NAME geometry)
#define SAYS(geometry) "s_intersects(\"dc:title\"," geometry ")"
    static const struct row rows[] = {
        {MEETS(POINT), SAYS("POINT (2 48)")},
        {MEETS("<gml:Point srsName='EPSG:4326'><gml:coordinates>2,48</gml:coordinates></gml:Point>"),
         SAYS("in_crs('EPSG:4326',POINT (2 48))")},
        {MEETS("<gml:Point><gml:coord><gml:X>2</gml:X><gml:Y>48</gml:Y></gml:coord></gml:Point>"), SAYS("POINT (2 48)")},
        {MEETS("<gml:LineString><gml:posList srsDimension='3'>0 0 1 2 2 3</gml:posList></gml:LineString>"),
         SAYS("LINESTRING Z (0 0 1,2 2 3)")},
        {MEETS("<gml:LineString><gml:coordinates decimal=',' cs=' ' ts=';'>0,5 1;2 3</gml:coordinates></gml:LineString>"),
         SAYS("LINESTRING (0.5 1,2 3)")},
        {MEETS("<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 4,0 4,4 0,0</gml:coordinates>"
               "</gml:LinearRing></gml:outerBoundaryIs><gml:innerBoundaryIs><gml:LinearRing><gml:pos>2 1</gml:pos>"
               "<gml:pos>3 1</gml:pos><gml:pos>3 2</gml:pos><gml:pos>2 1</gml:pos></gml:LinearRing></gml:innerBoundaryIs>"
               "</gml:Polygon>"),
         SAYS("POLYGON ((0 0,4 0,4 4,0 0),(2 1,3 1,3 2,2 1))")},
        {MEETS("<gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember>"
               "<gml:pointMembers><gml:Point><gml:pos>3 4</gml:pos></gml:Point></gml:pointMembers></gml:MultiPoint>"),
         SAYS("MULTIPOINT ((1 2),(3 4))")},
        {MEETS("<gml:MultiGeometry><gml:geometryMember><gml:Curve><gml:segments><gml:LineStringSegment><gml:pos>1 2</gml:pos>"
               "<gml:pos>3 4</gml:pos></gml:LineStringSegment></gml:segments></gml:Curve></gml:geometryMember>"
               "</gml:MultiGeometry>"),
         SAYS("GEOMETRYCOLLECTION (LINESTRING (1 2,3 4))")},
        {OLD("BBOX", "", "<gml:Envelope><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope>"),
         "s_intersects(\"geometry\",bbox(1,2,3,4))"},
        {OLD("Within", "", NAME "<gml:Box srsName='urn:ogc:def:crs:EPSG::4326'><gml:coordinates>1,2 3,4</gml:coordinates></gml:Box>"),
         "s_within(\"dc:title\",in_crs('urn:ogc:def:crs:EPSG::4326',bbox(1,2,3,4)))"},
        {NEW("DWithin", "", REF POINT "<Distance uom='urn:ogc:def:uom:UCUM::km'>1.5</Distance>"),
         "s_dwithin(\"a\",POINT (2 48),1500)"},
        {OLD("Beyond", "", NAME POINT "<ogc:Distance units='m'>0</ogc:Distance>"), "s_beyond(\"dc:title\",POINT (2 48),0)"},
        {MEETS("<gml:Point><gml:pos>2</gml:pos></gml:Point>"),
         "error: line 1, <pos>: positions of 2 numbers, or all of 3 was expected"},
        {MEETS("<gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString>"),
         "error: line 1, <posList>: numbers, so many for each position was expected"},
        {MEETS("<gml:LineString><gml:posList>1 2 3 x</gml:posList></gml:LineString>"),
         "error: line 1, <posList>: numbers, so many for each position was expected"},
        {NEW("Beyond", "", REF POINT "<Distance uom='parsec'>1</Distance>"),
         "error: line 1, <Distance>: a unit such as 'm', 'km', 'ft', 'mi' or 'nmi' was expected"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void times_are_those_of_gml(void **state)
{
#define PERIOD(from, to) "<Literal><gml:TimePeriod>" from to "</gml:TimePeriod></Literal>"
    static const struct row rows[] = {
        {NEW("During", "", REF PERIOD("<gml:beginPosition>2005-05-17T08:00:00Z</gml:beginPosition>",
                                      "<gml:endPosition>2005-05-23</gml:endPosition>")),
         "t_during(\"a\",interval('2005-05-17T08:00:00Z','2005-05-23'))"},
        {NEW("TOverlaps", "", REF PERIOD("<gml:begin><gml:TimeInstant><gml:timePosition>2005</gml:timePosition></gml:TimeInstant>"
                                         "</gml:begin>", "<gml:endPosition indeterminatePosition='unknown'/>")),
         "t_overlaps(\"a\",interval('2005-01-01','..'))"},
        {NEW("AnyInteracts", "", REF "<Literal>2004-02</Literal>"),
         "t_intersects(\"a\",interval('2004-02-01','2004-02-29'))"},
        {NEW("After", "", REF "<gml:TimeInstant><gml:timePosition>2005-05-17</gml:timePosition></gml:TimeInstant>"),
         "t_after(\"a\",date('2005-05-17'))"},
        {NEW("After", "", REF "<Literal>soon</Literal>"),
         "error: line 1, <Literal>: a time such as '2018', '2018-02', '2018-02-12' or '2018-02-12T23:20:50Z' was expected"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void ids_are_any_of_those_said(void **state)
{
    static const struct row rows[] = {
        {FES("<ResourceId rid='a.1'/><ResourceId rid='b'/>"), "resourceid('a.1','b')"},
        {OGC("<ogc:GmlObjectId gml:id='x'/><ogc:FeatureId fid='y'/>"), "resourceid('x','y')"},
        {FES("<ResourceId rid='a' version='ALL'/>"),
         "error: line 1, <ResourceId>: an id without a version (former versions are not kept) was expected"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void faults_name_line_and_element(void **state)
{
    static const struct row rows[] = {
        {"", "error: line 1: the filter is not XML: Document is empty"},
        {OGC("\n\n<ogc:After/>"), "error: line 3, <After>: an operator of version 1.1 of OGC filters was expected"},
        {OGC("<ogc:And>\n<ogc:Nor/></ogc:And>"), "error: line 2, <Nor>: an operator of OGC filters was expected"},
        {OGC(""), "error: line 1, <Filter>: a condition within was expected"},
        {OLD("PropertyIsEqualTo", "", "<ogc:Function name='Point'>" NAME "</ogc:Function>" NAME),
         "error: line 1, <Function>: the name of a function as 'name' was expected"},
        {OLD("PropertyIsEqualTo", "", NAME), "error: line 1, <PropertyIsEqualTo>: two expressions within was expected"},
        {OLD("PropertyIsEqualTo", "matchCase='no'", NAME VALUE),
         "error: line 1, <PropertyIsEqualTo>: 'true' or 'false' as 'matchCase' was expected"},
        {"<o:Filter xmlns:o='http://www.opengis.net/foo'/>",
         "error: line 1, <Filter>: the namespace http://www.opengis.net/ogc or http://www.opengis.net/fes/2.0 was expected"},
        {"<!DOCTYPE x [<!ENTITY a 'b'>]><Filter/>", "error: a filter has no DOCTYPE"},
        {FES("<And>&a;</And>"),
         "error: line 1: the filter is not XML: Entity 'a' not defined"},
    };

    (void)state;
    check(rows, VG_COUNT(rows));
}

static void depth_is_bounded(void **state)
{
    struct vg_buf b;

    (void)state;
    vg_buf_init(&b, 1 << 20);
    VG_BUF_LIT(&b, "<Filter>");
    for (int i = 0; i < 150; i++)
        VG_BUF_LIT(&b, "<Not>");
    for (int i = 0; i < 150; i++)
        VG_BUF_LIT(&b, "</Not>");
    VG_BUF_LIT(&b, "</Filter>");
    assert_string_equal(canonical(b.ptr), "error: the filter is nested deeper than 100");
    vg_buf_clear(&b);
    for (int i = 0; i < 10000; i++)
        VG_BUF_LIT(&b, "<Not>");
    assert_non_null(strstr(canonical(b.ptr), "error: line 1: the filter is not XML: Excessive depth"));
    vg_buf_finish(&b);
}

static void sort_keys_keep_their_names(void **state)
{
    static const char xml[] = "<SortBy xmlns='http://www.opengis.net/ogc'><SortProperty><PropertyName>apiso:title"
                              "</PropertyName><SortOrder>desc</SortOrder></SortProperty><SortProperty><PropertyName>b"
                              "</PropertyName></SortProperty></SortBy>";
    xmlDoc *doc = xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, XML_PARSE_NONET);
    const struct vg_fes_sort_key *keys = NULL;
    struct vg_error err = {0};
    size_t n = 0;

    (void)state;
    assert_int_equal(vg_fes_sort(xmlDocGetRootElement(doc), arena, &keys, &n, &err), VG_OK);
    xmlFreeDoc(doc);
    assert_int_equal(n, 2);
    assert_true(vg_str_is(keys[0].name, "apiso:title") && keys[0].descending);
    assert_true(vg_str_is(keys[1].name, "b") && !keys[1].descending);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_are_those_of_cql2), cmocka_unit_test(patterns_have_signs_of_their_own),
        cmocka_unit_test(geometries_are_of_any_gml),     cmocka_unit_test(times_are_those_of_gml),
        cmocka_unit_test(ids_are_any_of_those_said),     cmocka_unit_test(faults_name_line_and_element),
        cmocka_unit_test(depth_is_bounded),              cmocka_unit_test(sort_keys_keep_their_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
