#include "fixture.h"

#include <math.h>

static struct vg_arena *arena;
static struct vg_crs_registry *registry;

static int set_up(void **state)
{
    struct vg_error err = {0};

    (void)state;
    arena = vg_arena_new(64 << 20);
    registry = vg_crs_registry_new(&err);
    return arena && registry ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    vg_crs_registry_free(registry);
    vg_arena_free(arena);
    return 0;
}

static const struct vg_crs *crs(const char *name)
{
    const struct vg_crs *c = NULL;
    struct vg_error err = {0};

    if (vg_crs_find(registry, vg_str_of(name), &c, &err) != VG_OK)
        fail_msg("%s", err.text);
    return c;
}

static struct vg_collection stored_in(const char *name)
{
    struct vg_collection c = collection_of_all();

    c.geom_name = "geom";
    c.crs = crs(name);
    return c;
}

static const struct vg_expr *ask(const struct vg_collection *c, const char *bbox, const char *bbox_crs)
{
    struct vg_bbox box = {0};
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};
    const struct vg_crs *its_crs = crs(bbox_crs);

    if (vg_bbox_parse(vg_str_of(bbox), its_crs->geographic, &box, &err) != VG_OK
        || vg_expr_bbox(registry, c, &box, its_crs, arena, &e, &err) != VG_OK)
        fail_msg("%s: %s", bbox, err.text);
    return e;
}

/* What the tree says of a geometry given as x y in the storage CRS. */
static bool meets(const struct vg_expr *e, double x, double y)
{
    bool any = false;

    if (e->op == VG_OP_OR) {
        for (size_t i = 0; i < e->n_args; i++)
            any = any || meets(e->args[i], x, y);
        return any;
    }
    if (e->op != VG_OP_SPATIAL)
        return false;

    double off = 1e-9 * fmax(1, fmax(fabs(x), fabs(y)));
    struct vg_bbox here = {.min = {x - off, y - off}, .max = {x + off, y + off}};
    any = vg_geom_meets_box(e->shape->geom, &here);
    /* what the geometry holds its box must hold too: stores look at the box first */
    if (any)
        assert_true(vg_geom_meets_box(vg_geom_of_box(arena, &here, 1), &e->shape->box));
    return any;
}

/* The same of a place given in lon/lat. */
static bool meets_lonlat(const struct vg_collection *c, const struct vg_expr *e, double lon, double lat)
{
    struct vg_transform *t = NULL;
    double xy[2] = {lon, lat};

    assert_int_equal(vg_transform_borrow(registry, vg_crs84(registry), c->crs, NULL, &t, NULL), VG_OK);
    assert_true(vg_transform_points(t, xy, 1, 2));
    vg_transform_return(t);
    return meets(e, xy[0], xy[1]);
}

static void a_box_of_the_storage_crs_is_taken_as_it_is(void **state)
{
    (void)state;
    struct vg_collection lonlat = stored_in("OGC:CRS84"), latlon = stored_in("EPSG:4326"), metres = stored_in("EPSG:2154");

    assert_expr(&lonlat, ask(&lonlat, "-3.5,47.6,-3.2,47.9", "OGC:CRS84"), "box[-3.5 47.6 -3.2 47.9]");
    assert_expr(&latlon, ask(&latlon, "-3.5,47.6,-3.2,47.9", "OGC:CRS84"), "box[-3.5 47.6 -3.2 47.9]");
    assert_expr(&metres, ask(&metres, "100000,6700000,200000,6800000", "EPSG:2154"), "box[100000 6700000 200000 6800000]");
}

static void across_the_antimeridian_it_is_asked_for_on_either_side(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");
    const struct vg_expr *e = ask(&c, "160.6,-55.95,-170,-25.89", "OGC:CRS84");

    assert_expr(&c, e, "(box[160.6 -55.95 190 -25.89] or box[-199.4 -55.95 -170 -25.89])");
    assert_true(meets(e, 175, -40));
    assert_true(meets(e, -175, -40));
    assert_true(meets(e, 180, -40));
    assert_true(meets(e, 185, -40)); /* stored past 180 */
    assert_false(meets(e, 0, -40));
    assert_false(meets(e, 160, -40));
    assert_false(meets(e, -169, -40));
}

static void longitudes_past_180_come_round_and_wide_boxes_are_the_world(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");

    assert_expr(&c, ask(&c, "190,0,200,10", "OGC:CRS84"), "box[-170 0 -160 10]");
    assert_expr(&c, ask(&c, "170,0,190,10", "OGC:CRS84"), "(box[170 0 190 10] or box[-190 0 -170 10])");
    assert_expr(&c, ask(&c, "-200,-100,200,100", "OGC:CRS84"), "box[-180 -90 180 90]");
    assert_expr(&c, ask(&c, "-180,-90,180,90", "OGC:CRS84"), "box[-180 -90 180 90]");
    assert_expr(&c, ask(&c, "0,0,1e300,1", "OGC:CRS84"), "box[-180 0 180 1]");
    /* numbers so large that adding a world changes nothing must come to an end, wherever they come out */
    assert_non_null(ask(&c, "1e300,0,-1e300,1", "OGC:CRS84"));
    /* the last meridian has two names */
    assert_expr(&c, ask(&c, "-180,0,-170,10", "OGC:CRS84"), "(box[-180 0 -170 10] or box[180 0 180 10])");
    assert_expr(&c, ask(&c, "170,0,180,10", "OGC:CRS84"), "(box[170 0 180 10] or box[-180 0 -180 10])");
}

static void a_latitude_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");
    struct vg_bbox box = {.min = {-170, -25, 0}, .max = {-160, 160.6, 0}};
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};

    assert_int_equal(vg_expr_bbox(registry, &c, &box, crs("OGC:CRS84"), arena, &e, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "bbox");
    assert_string_equal(err.text, "latitude '160.6' does not exist: latitudes go from -90 to 90");
    assert_null(e);
}

static void a_crs_that_means_the_same_places_keeps_the_box(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("EPSG:4258");

    assert_expr(&c, ask(&c, "1,2,3,4", "OGC:CRS84"), "box[1 2 3 4]");
    assert_expr(&c, ask(&c, "170,2,-170,4", "OGC:CRS84"), "(box[170 2 190 4] or box[-190 2 -170 4])");
}

static void height_counts_only_where_the_rows_have_one(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84h");

    assert_expr(&c, ask(&c, "1,2,-5,3,4,50", "OGC:CRS84h"), "box[1 2 3 4]");
    c.geom_z = true;
    assert_expr(&c, ask(&c, "1,2,-5,3,4,50", "OGC:CRS84h"), "box[1 2 -5 3 4 50]");
    assert_expr(&c, ask(&c, "1,2,3,4", "OGC:CRS84"), "box[1 2 3 4]");
}

static void rows_without_geometry_meet_every_box_where_there_are_some(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");

    c.geom_nulls = true;
    assert_expr(&c, ask(&c, "1,2,3,4", "OGC:CRS84"), "(box[1 2 3 4] or (geometry) is null)");
    c.geom_name = NULL;
    c.crs = NULL;
    assert_null(ask(&c, "1,2,3,4", "OGC:CRS84"));
}

static void a_box_of_degrees_finds_places_stored_in_metres(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("EPSG:2154");
    const struct vg_expr *e = ask(&c, "-3.5,47.6,-3.2,47.9", "OGC:CRS84");

    assert_false(e->shape->is_box);
    assert_true(meets_lonlat(&c, e, -3.37, 47.75));
    assert_true(meets_lonlat(&c, e, -3.4999, 47.6001));
    assert_false(meets_lonlat(&c, e, -3.5001, 47.7));
    assert_false(meets_lonlat(&c, e, -3.35, 47.9001));
}

/* Over 18 degrees a parallel leaves the straight line by some 70 km. */
static void long_sides_follow_their_true_course(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("EPSG:2154");
    const struct vg_expr *e = ask(&c, "-8,45,10,48", "OGC:CRS84");

    for (double lon = -7.99; lon < 10; lon += 0.5) {
        assert_true(meets_lonlat(&c, e, lon, 47.99999));
        assert_false(meets_lonlat(&c, e, lon, 48.00001));
        assert_true(meets_lonlat(&c, e, lon, 45.00001));
        assert_false(meets_lonlat(&c, e, lon, 44.99999));
    }
}

static void a_box_without_width_or_height_finds_what_lies_on_it(void **state)
{
    (void)state;
    struct vg_collection lonlat = stored_in("OGC:CRS84"), metres = stored_in("EPSG:32631");
    const struct vg_expr *point = ask(&lonlat, "3,45,3,45", "OGC:CRS84");

    assert_true(meets(point, 3, 45));
    assert_false(meets(point, 3, 45.0001));
    assert_int_equal(point->shape->geom.len, 21); /* a point, not a polygon of no area */
    point = ask(&metres, "3,45,3,45", "OGC:CRS84");
    assert_true(meets_lonlat(&metres, point, 3, 45));
    const struct vg_expr *line = ask(&metres, "3,44,3,46", "OGC:CRS84");
    assert_true(meets_lonlat(&metres, line, 3, 44.5)); /* on the central meridian, which stays straight */
    assert_false(meets_lonlat(&metres, line, 3.0001, 44.5));
}

static void the_world_in_degrees_holds_all_places_of_any_crs(void **state)
{
    static const struct {
        const char *storage;
        double lon, lat;
    } places[] = {
        {"EPSG:2154", 2.35, 48.85}, {"EPSG:3857", 2.35, 48.85},  {"EPSG:3857", -179.9, -80},
        {"EPSG:2193", 178.5, -38},  {"EPSG:2193", -176.5, -44},  {"EPSG:3031", 20, -75},
        {"EPSG:3995", -170, 85},    {"EPSG:32760", 179.5, -18},  {"EPSG:4807", 2.35, 48.85},
    };

    (void)state;
    for (size_t i = 0; i < VG_COUNT(places); i++) {
        struct vg_collection c = stored_in(places[i].storage);
        if (!meets_lonlat(&c, ask(&c, "-180,-90,180,90", "OGC:CRS84"), places[i].lon, places[i].lat))
            fail_msg("%s at %g %g", places[i].storage, places[i].lon, places[i].lat);
        if (!meets_lonlat(&c, ask(&c, "-20037508,-20048966,20037508,20048966", "EPSG:3857"), places[i].lon, places[i].lat))
            fail_msg("%s at %g %g, asked in EPSG:3857", places[i].storage, places[i].lon, places[i].lat);
    }
}

static void a_box_far_from_where_the_crs_is_used_finds_nothing(void **state)
{
    static const char *const boxes[] = {"-178,-20,-176,20", "170,-50,-170,50", "55,-22,56,-20", "0,-90,10,-80"};
    struct vg_collection c = stored_in("EPSG:2154");

    (void)state;
    for (size_t i = 0; i < VG_COUNT(boxes); i++) {
        const struct vg_expr *e = ask(&c, boxes[i], "OGC:CRS84");
        assert_false(meets_lonlat(&c, e, 2.35, 48.85));
        assert_int_equal(e->op, VG_OP_FALSE);
    }
    c.geom_nulls = true;
    assert_expr(&c, ask(&c, boxes[0], "OGC:CRS84"), "(geometry) is null");
}

static void a_crs_that_does_not_say_where_it_is_used_is_cut_to_the_rows(void **state)
{
    struct vg_collection c = stored_in("EPSG:2154");
    struct vg_error err = {0};

    (void)state;
    assert_int_equal(vg_crs_from_wkt(registry, VG_STR("+proj=laea +lat_0=40 +lon_0=4 +ellps=GRS80"), &c.crs, &err), VG_OK);
    assert_false(c.crs->has_area);
    c.has_extent = true;
    c.extent = (struct vg_bbox){.min = {-5, 42}, .max = {8, 51}};
    assert_true(meets_lonlat(&c, ask(&c, "-180,-90,180,90", "OGC:CRS84"), 2.35, 48.85));
    assert_true(meets_lonlat(&c, ask(&c, "2,48,3,49", "OGC:CRS84"), 2.35, 48.85));
    assert_false(meets_lonlat(&c, ask(&c, "3,48,4,49", "OGC:CRS84"), 2.35, 48.85));
}

static void a_crs_that_spans_the_antimeridian_is_asked_in_one_piece(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("EPSG:2193");
    const struct vg_expr *e = ask(&c, "170,-50,-175,-35", "OGC:CRS84");

    assert_int_equal(e->op, VG_OP_SPATIAL);
    assert_true(meets_lonlat(&c, e, 178, -40));
    assert_true(meets_lonlat(&c, e, -176.5, -44));
    assert_false(meets_lonlat(&c, e, 169, -45));
    assert_false(meets_lonlat(&c, e, -174, -44));
}

static void a_box_of_metres_finds_places_stored_in_degrees(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");
    const struct vg_expr *e = ask(&c, "600000,6800000,700000,6900000", "EPSG:2154");

    assert_true(meets(e, 2.35, 48.85));
    assert_false(meets(e, 2.35, 50));
    e = ask(&c, "-1e9,-1e9,1e9,1e9", "EPSG:2154");
    assert_true(meets(e, 2.35, 48.85));
    /* around Chatham, past 180 */
    e = ask(&c, "2400000,5000000,2600000,5200000", "EPSG:2193");
    assert_true(meets(e, -176.5, -44));
    assert_false(meets(e, 176.5, -44));
}

static void a_box_around_the_pole_holds_it_and_all_longitudes(void **state)
{
    (void)state;
    struct vg_collection c = stored_in("OGC:CRS84");
    const struct vg_expr *e = ask(&c, "-1000000,-1000000,1000000,1000000", "EPSG:3995");

    for (int lon = -175; lon <= 180; lon += 35) {
        assert_true(meets(e, lon, 89));
        assert_false(meets(e, lon, 70));
    }
    e = ask(&c, "-1000000,-1000000,1000000,1000000", "EPSG:3031");
    assert_true(meets(e, 100, -89));
    assert_false(meets(e, 100, 89));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_of_the_storage_crs_is_taken_as_it_is),
        cmocka_unit_test(across_the_antimeridian_it_is_asked_for_on_either_side),
        cmocka_unit_test(longitudes_past_180_come_round_and_wide_boxes_are_the_world),
        cmocka_unit_test(a_latitude_that_does_not_exist_is_refused),
        cmocka_unit_test(a_crs_that_means_the_same_places_keeps_the_box),
        cmocka_unit_test(height_counts_only_where_the_rows_have_one),
        cmocka_unit_test(rows_without_geometry_meet_every_box_where_there_are_some),
        cmocka_unit_test(a_box_of_degrees_finds_places_stored_in_metres),
        cmocka_unit_test(long_sides_follow_their_true_course),
        cmocka_unit_test(a_box_without_width_or_height_finds_what_lies_on_it),
        cmocka_unit_test(the_world_in_degrees_holds_all_places_of_any_crs),
        cmocka_unit_test(a_box_far_from_where_the_crs_is_used_finds_nothing),
        cmocka_unit_test(a_crs_that_does_not_say_where_it_is_used_is_cut_to_the_rows),
        cmocka_unit_test(a_crs_that_spans_the_antimeridian_is_asked_in_one_piece),
        cmocka_unit_test(a_box_of_metres_finds_places_stored_in_degrees),
        cmocka_unit_test(a_box_around_the_pole_holds_it_and_all_longitudes),
    };
    return cmocka_run_group_tests_name("expr_bbox", tests, set_up, tear_down);
}
