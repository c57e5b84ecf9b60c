#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdio.h>

#include <vigie/geo/crs.h>

static int setup(void **state)
{
    struct vg_error err = {0};
    *state = vg_crs_registry_new(&err);
    if (!*state)
        print_error("%s\n", err.text);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    vg_crs_registry_free(*state);
    return 0;
}

static const struct vg_crs *find(void **state, const char *name)
{
    const struct vg_crs *crs = NULL;
    struct vg_error err = {0};
    if (vg_crs_find(*state, vg_str_of(name), &crs, &err) != VG_OK)
        fail_msg("%s: %s", name, err.text);
    return crs;
}

static void every_usual_spelling_leads_to_the_same_system(void **state)
{
    static const char *const lambert[] = {
        "EPSG:2154",
        "epsg:2154",
        "[EPSG:2154]",
        "http://www.opengis.net/def/crs/EPSG/0/2154",
        "https://www.opengis.net/def/crs/EPSG/0/2154",
        "http://opengis.net/def/crs/EPSG/9.9.1/2154",
        "HTTP://www.opengis.net/def/crs/epsg/0/2154",
        "urn:ogc:def:crs:EPSG::2154",
        "urn:ogc:def:crs:EPSG:6.9:2154",
        "urn:ogc:def:crs:EPSG:2154",
        "urn:x-ogc:def:crs:EPSG::2154",
        "http://www.opengis.net/gml/srs/epsg.xml#2154",
    };
    static const char *const degrees[] = {
        "CRS84",
        "OGC:CRS84",
        "crs84",
        "CRS:84",
        "[OGC:CRS84]",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "OGC:crs84",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "http://www.opengis.net/def/crs/OGC/0/CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
    };
    static const char *const heights[] = {"CRS84h", "OGC:CRS84h", "OGC:CRS84H",
                                          "http://www.opengis.net/def/crs/OGC/0/CRS84h"};
    for (size_t i = 0; i < VG_COUNT(lambert); i++)
        assert_ptr_equal(find(state, lambert[i]), find(state, lambert[0]));
    for (size_t i = 0; i < VG_COUNT(degrees); i++)
        assert_ptr_equal(find(state, degrees[i]), vg_crs84(*state));
    for (size_t i = 0; i < VG_COUNT(heights); i++)
        assert_ptr_equal(find(state, heights[i]), vg_crs84h(*state));
}

static void what_is_no_such_form_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        ":",
        "EPSG",
        "EPSG:",
        ":2154",
        "2154",
        "EPSG:21 54",
        "EPSG:abc",
        "EPSG:02154",
        "EPSG:2154.0",
        "EPSG:2154e0",
        "EPSG:-1",
        "EPSG:+2154",
        "EPSG:2154:1",
        "EPSG::2154",
        "[EPSG:2154",
        "[]",
        "CRS:99",
        "OGC:CRS99",
        "http://www.opengis.net/def/crs/EPSG/2154",
        "http://www.opengis.net/def/crs/EPSG/0/",
        "http://www.opengis.net/def/crs/EPSG/x/2154",
        "http://www.opengis.net/def/crs/EPSG/0/2154/",
        "http://example.org/EPSG/0/2154",
        "urn:ogc:def:crs:EPSG",
        "urn:ogc:def:crs:EPSG::",
        "+proj=longlat",
        "EPSG:'; drop table",
        "E\xC3\x89SG:1",
        "EPSG:9999999999999999999999999999999999",
    };
    for (size_t i = 0; i < VG_COUNT(bad); i++) {
        const struct vg_crs *crs = NULL;
        struct vg_error err = {0};
        enum vg_status s = vg_crs_find(*state, vg_str_of(bad[i]), &crs, &err);
        if (s != VG_BAD_INPUT || crs)
            fail_msg("'%s': %s", bad[i], vg_status_name(s));
    }
    static char huge[1 << 16];
    memset(huge, '1', sizeof(huge));
    memcpy(huge, "EPSG:", 5);
    const struct vg_crs *crs = NULL;
    struct vg_error err = {0};
    assert_int_equal(vg_crs_find(*state, (struct vg_str){huge, sizeof(huge)}, &crs, &err),
                     VG_BAD_INPUT);
    assert_int_equal(vg_crs_find(*state, (struct vg_str){0}, &crs, &err), VG_BAD_INPUT);
    assert_int_equal(vg_crs_find(*state, (struct vg_str){"EPSG:2154\0", 10}, &crs, &err),
                     VG_BAD_INPUT);
}

static void unknown_and_vertical_systems_are_not_found(void **state)
{
    static const char *const none[] = {"EPSG:999999", "FOO:1", "EPSG:5720", "EPSG:4978",
                                       "IGNF:NONE"};
    for (size_t i = 0; i < VG_COUNT(none); i++) {
        const struct vg_crs *crs = NULL;
        struct vg_error err = {0};
        assert_int_equal(vg_crs_find(*state, vg_str_of(none[i]), &crs, &err), VG_NOT_FOUND);
        assert_null(crs);
    }
}

static void systems_are_described(void **state)
{
    const struct vg_crs *c = find(state, "EPSG:2154");
    assert_string_equal(c->auth, "EPSG");
    assert_string_equal(c->code, "2154");
    assert_string_equal(c->uri, "http://www.opengis.net/def/crs/EPSG/0/2154");
    assert_string_equal(c->curie, "EPSG:2154");
    assert_non_null(strstr(c->name, "Lambert-93"));
    assert_true(!c->flipped && !c->geographic && !c->has_z);
    assert_true(c->metres_per_unit == 1 && c->decimals == 4);
    assert_true(c->has_area && c->area.min[0] < -9 && c->area.max[1] > 51);

    c = vg_crs84(*state);
    assert_string_equal(c->uri, "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    assert_string_equal(c->curie, "OGC:CRS84");
    assert_true(!c->flipped && c->geographic && !c->has_z && c->decimals == 9);
    assert_true(fabs(c->metres_per_unit - 111319.49) < 0.01);
    c = vg_crs84h(*state);
    assert_string_equal(c->uri, "http://www.opengis.net/def/crs/OGC/0/CRS84h");
    assert_string_equal(c->curie, "OGC:CRS84h");
    assert_true(!c->flipped && c->geographic && c->has_z);
}

static void axes_are_flipped_where_the_authority_begins_with_north(void **state)
{
    static const struct {
        const char *name;
        bool flipped, geographic, z;
    } cases[] = {
        {"EPSG:4326", true, true, false},    {"EPSG:4258", true, true, false},
        {"EPSG:4979", true, true, true},     {"EPSG:4807", true, true, false},
        {"EPSG:3035", true, false, false},   {"EPSG:2180", true, false, false},
        {"EPSG:2193", true, false, false},   {"EPSG:32661", true, false, false},
        {"EPSG:5041", false, false, false},  {"EPSG:3857", false, false, false},
        {"EPSG:32631", false, false, false}, {"EPSG:2975", false, false, false},
        {"EPSG:3413", false, false, false},  {"EPSG:5698", false, false, true},
        {"EPSG:7423", true, true, true},     {"IGNF:LAMB93", false, false, false},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        const struct vg_crs *c = find(state, cases[i].name);
        if (c->flipped != cases[i].flipped || c->geographic != cases[i].geographic ||
            c->has_z != cases[i].z)
            fail_msg("%s: flipped %d, geographic %d, has_z %d", c->curie, c->flipped, c->geographic,
                     c->has_z);
    }
}

static void the_same_positions_are_recognised(void **state)
{
    assert_true(vg_crs_same(vg_crs84(*state), find(state, "EPSG:4326")));
    assert_true(vg_crs_same(find(state, "EPSG:4979"), vg_crs84h(*state)));
    assert_true(vg_crs_same(find(state, "EPSG:2154"), find(state, "EPSG:2154")));
    assert_false(vg_crs_same(find(state, "EPSG:2154"), find(state, "EPSG:3857")));
    assert_false(vg_crs_same(vg_crs84(*state), vg_crs84h(*state)));
    assert_false(vg_crs_same(vg_crs84(*state), NULL));
}

#define LAMBERT_ESRI                                                                               \
    "PROJCS[\"RGF93_Lambert_93\",GEOGCS[\"GCS_RGF93\",DATUM[\"D_RGF_1993\",SPHEROID["              \
    "\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","            \
    "0.0174532925199433]],PROJECTION[\"Lambert_Conformal_Conic\"],PARAMETER[\"False_Easting\","    \
    "700000.0],PARAMETER[\"False_Northing\",6600000.0],PARAMETER[\"Central_Meridian\",3.0],"       \
    "PARAMETER[\"Standard_Parallel_1\",44.0],PARAMETER[\"Standard_Parallel_2\",49.0],"             \
    "PARAMETER[\"Latitude_Of_Origin\",46.5],UNIT[\"Meter\",1.0]]"
#define WGS84_WKT                                                                                  \
    "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],"            \
    "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]"

static void definitions_of_known_systems_lead_to_them(void **state)
{
    const struct vg_crs *c = NULL;
    assert_int_equal(vg_crs_from_wkt(*state, VG_STR(LAMBERT_ESRI), &c, NULL), VG_OK);
    assert_ptr_equal(c, find(state, "EPSG:2154"));
    assert_int_equal(vg_crs_from_wkt(*state, VG_STR(WGS84_WKT), &c, NULL), VG_OK);
    assert_ptr_equal(c, find(state, "EPSG:4326"));
    assert_int_equal(vg_crs_from_wkt(*state,
                                     VG_STR("+proj=utm +zone=30 +datum=WGS84 +units=m +no_defs"),
                                     &c, NULL),
                     VG_OK);
    assert_ptr_equal(c, find(state, "EPSG:32630"));
}

static void definitions_of_their_own_are_kept_once(void **state)
{
    const struct vg_crs *c = NULL, *again = NULL;
    struct vg_str def =
        VG_STR("+proj=tmerc +lat_0=10 +lon_0=3 +k=1 +x_0=5 +y_0=6 +ellps=GRS80 +units=km");
    assert_int_equal(vg_crs_from_wkt(*state, def, &c, NULL), VG_OK);
    assert_string_equal(c->auth, "");
    assert_string_equal(c->uri, "");
    assert_string_equal(c->curie, "");
    assert_true(c->metres_per_unit == 1000 && c->decimals == 7 && !c->flipped && !c->has_area);
    assert_int_equal(vg_crs_from_wkt(*state, def, &again, NULL), VG_OK);
    assert_ptr_equal(c, again);
    assert_false(vg_crs_same(c, find(state, "EPSG:4326")));
}

static void what_defines_no_place_on_a_map_is_refused(void **state)
{
    static const struct {
        const char *def;
        enum vg_status status;
    } cases[] = {
        {"", VG_BAD_INPUT},
        {"undefined", VG_BAD_INPUT},
        {"EPSG:2154", VG_BAD_INPUT},
        {"GEOGCS[", VG_BAD_INPUT},
        {"+proj=nonsense", VG_BAD_INPUT},
        {"+init=epsg:4326", VG_BAD_INPUT},
        {"LOCAL_CS[\"Undefined Cartesian SRS\",UNIT[\"m\",1]]", VG_NOT_FOUND},
        /* a method that PROJ cannot name would end the process */
        {"BOUNDCRS[SOURCECRS[GEOGCRS[\"WGS 84\",DATUM[\"WGS_1984\",ELLIPSOID[\"WGS 84\",6378137,"
         "298.257223563]],CS[ellipsoidal,2],AXIS[\"latitude\",north],AXIS[\"longitude\",east],"
         "ANGLEUNIT[\"degree\",0.0174532925199433]]],TARGETCRS[GEOGCRS[\"WGS "
         "84\",DATUM[\"WGS_1984\","
         "ELLIPSOID[\"WGS 84\",6378137,298.257223563]],CS[ellipsoidal,2],AXIS[\"latitude\",north],"
         "AXIS[\"longitude\",east],ANGLEUNIT[\"degree\",0.0174532925199433]]],"
         "ABRIDGEDTRANSFORMATION[\"x\",METHOD[\"Geocentric translations\"],"
         "PARAMETER[\"X-axis translation\",0],PARAMETER[\"Y-axis translation\",0],"
         "PARAMETER[\"Z-axis translation\",0]]]",
         VG_BAD_INPUT},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        const struct vg_crs *c = NULL;
        enum vg_status s = vg_crs_from_wkt(*state, vg_str_of(cases[i].def), &c, NULL);
        if (s != cases[i].status || c)
            fail_msg("'%.40s': %s", cases[i].def, vg_status_name(s));
    }
}

struct work {
    struct vg_crs_registry *registry;
    int first;
    bool wrong;
};

static void *use_registry(void *data)
{
    struct work *w = data;
    double xy[2];
    for (int i = 0; i < 12; i++) {
        char name[32];
        snprintf(name, sizeof(name), "EPSG:%d", 32601 + (w->first + i) % 12);
        const struct vg_crs *crs;
        struct vg_transform *t;
        if (vg_crs_find(w->registry, vg_str_of(name), &crs, NULL) != VG_OK ||
            vg_transform_borrow(w->registry, crs, vg_crs84(w->registry), NULL, &t, NULL) != VG_OK) {
            w->wrong = true;
            return NULL;
        }
        xy[0] = 500000;
        xy[1] = 5000000;
        int zone = (w->first + i) % 12;
        if (!vg_transform_points(t, xy, 1, 2) || fabs(xy[0] - (-177 + 6 * zone)) > 1e-9)
            w->wrong = true;
        vg_transform_return(t);
    }
    return NULL;
}

static void threads_share_the_registry(void **state)
{
    struct work w[4];
    pthread_t thread[4];
    for (int i = 0; i < 4; i++) {
        w[i] = (struct work){*state, 3 * i, false};
        assert_int_equal(pthread_create(&thread[i], NULL, use_registry, &w[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], NULL);
        assert_false(w[i].wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_usual_spelling_leads_to_the_same_system),
        cmocka_unit_test(what_is_no_such_form_is_refused),
        cmocka_unit_test(unknown_and_vertical_systems_are_not_found),
        cmocka_unit_test(systems_are_described),
        cmocka_unit_test(axes_are_flipped_where_the_authority_begins_with_north),
        cmocka_unit_test(the_same_positions_are_recognised),
        cmocka_unit_test(definitions_of_known_systems_lead_to_them),
        cmocka_unit_test(definitions_of_their_own_are_kept_once),
        cmocka_unit_test(what_defines_no_place_on_a_map_is_refused),
        cmocka_unit_test(threads_share_the_registry),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
