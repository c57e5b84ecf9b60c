/* GML: geometries of every kind, ids and names that XML does not take, values that are not of their field's type. */
#include "../arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <vigie/codec/gml.h>
#include <vigie/geo/geom.h>

static const struct vg_crs lambert = {.auth = "EPSG", .decimals = 1, .uri = "urn:crs"},
                           flipped = {.auth = "EPSG", .decimals = 1, .flipped = true, .uri = "urn:crs"};
static struct vg_field fields[] = {
    {.name = "a b", .type = VG_T_INT}, {.name = "a_b", .type = VG_T_DOUBLE}, {.name = "été", .type = VG_T_TEXT, .title = "Été", .unit = "m"},
    {.name = "1er", .type = VG_T_DATE},
};
static const int all[] = {0, 1, 2, 3};
static const struct vg_collection places = {.id = "les places", .fields = fields, .n_fields = 4, .key = {0}, .n_key = 1, .geom_name = "a_b",
                                            .geom_type = VG_GEOM_MULTISURFACE};

/* One feature alone. */
static const char *gml(const struct vg_crs *crs, const char *id, const struct vg_value *values, const char *wkt)
{
    struct vg_buf b;
    struct vg_error err = {0};
    struct vg_feature f = {.id = vg_str_of(id), .values = values};
    struct vg_item_writer w = {.codec = &vg_codec_gml, .out = &b, .arena = arena, .collection = &places, .fields = all,
                               .n_fields = values ? 4 : 0, .crs = crs};

    vg_buf_init(&b, 1 << 20);
    if (wkt && vg_geom_from_wkt(vg_str_of(wkt), arena, &f.geom, &err) != VG_OK)
        fail_msg("%s: %s", wkt, err.text);
    if (vg_codec_gml.single(&w, &f, NULL, &err) != VG_OK)
        fail_msg("%s: %s", wkt ? wkt : "", err.text);
    const char *text = vg_arena_strdup(arena, strstr(b.ptr, "gml:id="));
    vg_buf_finish(&b);
    return text;
}

#define BEFORE "gml:id=\"x\"><app:a_b_3>"
#define AFTER "</app:a_b_3></app:les_places>\n"
#define SRS " srsName=\"urn:crs\""

static void assert_geometry(const char *wkt, const char *expected)
{
    assert_string_equal(gml(&lambert, "x", NULL, wkt), vg_arena_printf(arena, BEFORE "%s" AFTER, expected));
}

static void geometries_of_every_kind(void **state)
{
    (void)state;
    assert_geometry("POINT(1 2)", "<gml:Point gml:id=\"_.g1\"" SRS "><gml:pos>1 2</gml:pos></gml:Point>");
    assert_geometry("POINT ZM(1 2 3 4)", "<gml:Point gml:id=\"_.g1\"" SRS " srsDimension=\"3\"><gml:pos>1 2 3</gml:pos></gml:Point>");
    assert_geometry("MULTIPOINT((1 2),EMPTY)", "<gml:MultiPoint gml:id=\"_.g1\"" SRS "><gml:pointMember><gml:Point gml:id=\"_.g2\"><gml:pos>1 2"
                    "</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint>");
    assert_geometry("POLYGON((0 0,3 0,0 3,0 0),(1 1,1 2,2 1,1 1))",
                    "<gml:Polygon gml:id=\"_.g1\"" SRS "><gml:exterior><gml:LinearRing><gml:posList>0 0 3 0 0 3 0 0</gml:posList></gml:LinearRing>"
                    "</gml:exterior><gml:interior><gml:LinearRing><gml:posList>1 1 1 2 2 1 1 1</gml:posList></gml:LinearRing></gml:interior>"
                    "</gml:Polygon>");
    assert_geometry("TIN(((0 0,1 0,0 1,0 0)))",
                    "<gml:TriangulatedSurface gml:id=\"_.g1\"" SRS "><gml:patches><gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>"
                    "0 0 1 0 0 1 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle></gml:patches></gml:TriangulatedSurface>");
    assert_string_equal(strstr(gml(&flipped, "x", NULL, "LINESTRING(1 2,3 4)"), "<gml:posList>"),
                        "<gml:posList>2 1 4 3</gml:posList></gml:LineString>" AFTER);
}

static void curves_are_arcs(void **state)
{
    (void)state;
    assert_geometry("COMPOUNDCURVE((0 0,1 0),CIRCULARSTRING(1 0,2 1,3 0,4 -1,5 0))",
                    "<gml:Curve gml:id=\"_.g1\"" SRS "><gml:segments><gml:LineStringSegment><gml:posList>0 0 1 0</gml:posList></gml:LineStringSegment>"
                    "<gml:Arc><gml:posList>1 0 2 1 3 0</gml:posList></gml:Arc><gml:Arc><gml:posList>3 0 4 -1 5 0</gml:posList></gml:Arc>"
                    "</gml:segments></gml:Curve>");
    /* A whole circle: three positions of which two are one are no arc. */
    assert_geometry("CIRCULARSTRING(0 0,2 0,0 0)",
                    "<gml:Curve gml:id=\"_.g1\"" SRS "><gml:segments><gml:Arc><gml:posList>0 0 1 -1 2 0</gml:posList></gml:Arc><gml:Arc><gml:posList>"
                    "2 0 1 1 0 0</gml:posList></gml:Arc></gml:segments></gml:Curve>");
}

static void what_is_empty_is_absent(void **state)
{
    static const char *const empty[] = {"POINT EMPTY", "LINESTRING EMPTY", "MULTIPOLYGON EMPTY", "GEOMETRYCOLLECTION(POINT EMPTY)",
                                        "MULTIPOINT(EMPTY)"};

    (void)state;
    for (size_t i = 0; i < VG_COUNT(empty); i++)
        assert_string_equal(gml(&lambert, "x", NULL, empty[i]), "gml:id=\"x\"></app:les_places>\n");
}

static void ids_are_names_each_its_own(void **state)
{
    static const struct {
        const char *id, *xml;
    } rows[] = {{"brest", "brest"}, {"a.b-1", "a.b-1"}, {"12", "_12"}, {"_12", "__12"}, {"a b", "_a.20b"}, {"a.20b", "a.20b"},
                {"\xC3\xA9t\xC3\xA9", "_.C3.A9t.C3.A9"}, {"g1", "g1"}, {"", "_"}};

    (void)state;
    for (size_t i = 0; i < VG_COUNT(rows); i++)
        assert_string_equal(gml(NULL, rows[i].id, NULL, NULL), vg_arena_printf(arena, "gml:id=\"%s\"></app:les_places>\n", rows[i].xml));
}

static void values_are_of_their_type_or_absent(void **state)
{
    const struct vg_value good[] = {{.kind = VG_V_INT, .integer = -5}, {.kind = VG_V_DOUBLE, .real = 0.1},
                                    {.kind = VG_V_TEXT, .text = VG_STR("<&>")}, {.kind = VG_V_DATE, .integer = 0}},
                          bad[] = {{.kind = VG_V_TEXT, .text = VG_STR("five")}, {.kind = VG_V_DOUBLE, .real = NAN}, {.kind = VG_V_INT, .integer = 1},
                                   {.kind = VG_V_DATE, .integer = -1000000}};

    (void)state;
    assert_string_equal(gml(NULL, "x", good, NULL),
                        "gml:id=\"x\"><app:a_b>-5</app:a_b><app:a_b_2>0.1</app:a_b_2><app:été>&lt;&amp;&gt;</app:été><app:_1er>1970-01-01</app:_1er>"
                        "</app:les_places>\n");
    assert_string_equal(gml(NULL, "x", bad, NULL), "gml:id=\"x\"></app:les_places>\n");
}

static void the_schema_names_what_was_renamed(void **state)
{
    struct vg_buf b;

    (void)state;
    vg_buf_init(&b, 1 << 16);
    vg_gml_put_schema(&b, &places, all, 4, "http://h/c?a&b", VG_FR, arena);
    assert_non_null(strstr(b.ptr, "targetNamespace=\"http://h/c?a&amp;b\""));
    assert_non_null(strstr(b.ptr, "<xs:documentation xml:lang=\"fr\">a b</xs:documentation>"));
    assert_non_null(strstr(b.ptr, "<xs:documentation xml:lang=\"fr\">Été [m]</xs:documentation>"));
    assert_non_null(strstr(b.ptr, "<xs:element name=\"a_b_3\" type=\"gml:MultiSurfacePropertyType\" minOccurs=\"0\"/>"));
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(geometries_of_every_kind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(curves_are_arcs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_empty_is_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_are_names_each_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_are_of_their_type_or_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_schema_names_what_was_renamed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
