/* Filters against a collection: names, types, and what is told where they are wrong. */
#include "fixture.h"

#include <string.h>

#include <vigie/query/cql2.h>

static struct vg_arena *arena;
static struct vg_crs_registry *registry;

static int set_up(void **state)
{
    struct vg_error err = {0};

    (void)state;
    arena = vg_arena_new(16 << 20);
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

static bool all_but_uuid(void *user, int field)
{
    (void)user;
    return field != F_UUID;
}

static enum vg_status typed(struct vg_collection *c, const char *text, const struct vg_expr **out,
                            struct vg_error *err)
{
    const struct vg_syntax *tree;
    const struct vg_filter_scope scope = {.collection = c, .may_ask = all_but_uuid, .registry = registry,
                                          .crs = vg_crs84(registry)};
    enum vg_status r = vg_cql2_text(vg_str_of(text), arena, &tree, err);

    return r == VG_OK ? vg_filter_type(tree, &scope, arena, out, err) : r;
}

static void check(const char *text, const char *want)
{
    struct vg_collection c = collection_of_all();
    struct vg_error err = {0};
    const struct vg_expr *e = NULL;

    c.geom_name = "geom";
    c.crs = vg_crs84(registry);
    if (typed(&c, text, &e, &err) != VG_OK)
        print_message("%s: %s\n", text, err.text);
    assert_expr(&c, e, want);
}

static void check_fault(const char *text, const char *want)
{
    struct vg_collection c = collection_of_all();
    struct vg_error err = {0};
    const struct vg_expr *e = NULL;

    c.geom_name = "geom";
    c.crs = vg_crs84(registry);
    assert_int_equal(typed(&c, text, &e, &err), VG_BAD_INPUT);
    assert_string_equal(err.text, want);
}

static void literals_take_the_type_of_what_they_meet(void **state)
{
    (void)state;
    check("n = 1.0", "(n = 2:1)");
    check("n = 1.5", "(n = 3:1.5)");
    check("f = 0.1", "(f = 4:0.1)");
    check("price = 12.50", "(price = 6:12.50)");
    check("day = '2020-02-29'", "(day = 7:2020-02-29)");
    check("local >= timestamp('2020-02-29T01:02:03Z')", "(local >= 9:2020-02-29T01:02:03)");
    check("'2020-02-29T01:02:03Z' <= at", "(at >= 8:2020-02-29T01:02:03Z)");
    check("hour = '10:00:00'", "(hour = 10:10:00:00)");
    check("ok", "(ok = 1:true)");
}

static void a_date_is_all_moments_of_its_day(void **state)
{
    (void)state;
    check("at = date('2020-02-29')",
          "((at >= 8:2020-02-29T00:00:00Z) and (at <= 8:2020-02-29T23:59:59.999999Z))");
    check("at <= date('2020-02-29')", "(at <= 8:2020-02-29T23:59:59.999999Z)");
    check("t_during(at, interval('..', '2020-02-29'))", "((at = at) and op 7)");
}

static void what_is_known_beforehand_is_folded(void **state)
{
    (void)state;
    check("1 < 2", "true");
    check("'a' = 'b'", "false");
    check("s_intersects(point(1 1), bbox(0,0,2,2))", "true");
    check("t_before(date('2020-01-01'), interval('2020-01-02', '..'))", "true");
}

static void boxes_become_shapes(void **state)
{
    (void)state;
    check("s_intersects(geom, bbox(0,40,10,50))", "box[0 40 10 50]");
    check("s_intersects(bbox(170,0,-170,1), geometry)", "(box[170 0 190 1] or box[-190 0 -170 1])");
    check("s_within(geom, point(1 2))", "area[1 2 1 2]");
}

static void faults_name_property_and_place(void **state)
{
    (void)state;
    check_fault("n = 1 and nope = 2",
                "character 11: 'nope' is no property of this collection; its /queryables lists them");
    check_fault("uuid is null", "character 1: 'uuid' is no property of this collection; its /queryables lists them");
    check_fault("n = 'x'", "character 5: 'n' is of type integer and does not compare with this");
    check_fault("nom < 5", "character 7: 'nom' is of type text and does not compare with this");
    check_fault("nom + 1 = 5", "character 1: a number was expected, and 'nom' is of type text");
    check_fault("casei(n) = 'x'", "character 7: a text was expected, and 'n' is of type integer");
    check_fault("n = nom", "character 1: what is compared here is not of the same type");
    check_fault("n", "character 1: a condition was expected, and 'n' is of type integer");
    check_fault("not 5", "character 5: a condition was expected, not a number");
    check_fault("s_within(n, point(1 1))", "character 10: a geometry was expected, and 'n' is of type integer");
    check_fault("t_after(n, date('2020-01-01'))",
                "character 9: a date or a timestamp was expected, and 'n' is of type integer");
    check_fault("t_after(day, interval('2020-01-02','2020-01-01'))",
                "character 14: the interval ends before it begins");
    check_fault("a_equals(doc, (n))", "character 16: a text, a number, true, false, a date or a list was expected, "
                                      "and 'n' is of type integer");
    check_fault("s_within(geom, polygon((0 0,1 1,1 0,0 1,0 0)))", "character 16: Self-intersection at 0.5 0.5");
    check_fault("buffer(geom) = 1", "character 1: there is no function 'buffer'; /functions lists them");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_take_the_type_of_what_they_meet),
        cmocka_unit_test(a_date_is_all_moments_of_its_day),
        cmocka_unit_test(what_is_known_beforehand_is_folded),
        cmocka_unit_test(boxes_become_shapes),
        cmocka_unit_test(faults_name_property_and_place),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
