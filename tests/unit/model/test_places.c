#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <vigie/model/places.h>

static const char table[] = "C\t22278\tSaint-Brieuc\t22\t53\t200069409\t44000\t22000\n"
                            "C\t35236\tRedon\t35\t53\t243500741\t9500\t35600\n"
                            "C\t29232\tQuimper\t29\t53\t200068120\t63000\t29000\n"
                            "C\t97302\tCayenne\t973\t03\t\t\t97300|97310\n"
                            "C\t22281\tSaint-Carreuc\t22\t53\t\t1500\t22150\n"
                            "D\t35\tIlle-et-Vilaine\t53\n"
                            "E\t243500741\tCA Redon Agglomération\n"
                            "O\t35099\t35236\n"
                            "R\t53\tBretagne\n";

static int setup(void **state)
{
    return vg_places_new(vg_str_of(table), (struct vg_places **)state, NULL) == VG_OK ? 0 : -1;
}

static int teardown(void **state)
{
    vg_places_free(*state);
    return 0;
}

static const char *first(void **state, const char *q, size_t expected)
{
    static char name[64];
    const struct vg_place *found[10];
    size_t matched, n = vg_places_search(*state, vg_str_of(q), found, 10, &matched);
    assert_int_equal(matched, expected);
    assert_int_equal(n, expected);
    name[0] = '\0';
    if (n)
        strncat(name, found[0]->name.ptr, found[0]->name.len);
    return name;
}

static void places_lie_within_others(void **state)
{
    const struct vg_place *p = vg_places_find(*state, VG_PLACE_COMMUNE, VG_STR("35236"));
    assert_non_null(p);
    assert_true(vg_str_is(p->within[VG_PLACE_EPCI], "243500741"));
    assert_int_equal(p->population, 9500);
    assert_true(vg_str_is(vg_places_find(*state, VG_PLACE_EPCI, p->within[VG_PLACE_EPCI])->name, "CA Redon Agglomération"));
    assert_true(vg_str_is(vg_places_find(*state, VG_PLACE_COMMUNE, VG_STR("35099"))->code, "35236"));
    assert_null(vg_places_find(*state, VG_PLACE_REGION, VG_STR("99")));
    assert_int_equal(vg_places_find(*state, VG_PLACE_COMMUNE, VG_STR("97302"))->population, -1);
}

static void names_are_found_whatever_case_accents_and_hyphens(void **state)
{
    assert_string_equal(first(state, "saint brieuc", 1), "Saint-Brieuc");
    assert_string_equal(first(state, "SAINT", 2), "Saint-Brieuc"); /* the more populous first */
    assert_string_equal(first(state, "brieuc", 1), "Saint-Brieuc");
    assert_string_equal(first(state, "rieuc", 0), "");
    assert_string_equal(first(state, "", 0), "");
    assert_string_equal(first(state, "---", 0), "");
}

static void postcodes_and_codes_are_found_by_their_beginning(void **state)
{
    assert_string_equal(first(state, "97310", 1), "Cayenne");
    assert_string_equal(first(state, "35", 1), "Redon");
    assert_string_equal(first(state, "22278", 1), "Saint-Brieuc");
}

static void an_empty_table_knows_nothing_and_a_broken_one_is_told(void **state)
{
    (void)state;
    struct vg_places *p;
    struct vg_error err = {0};
    assert_int_equal(vg_places_new((struct vg_str){0}, &p, NULL), VG_OK);
    assert_int_equal(vg_places_count(p), 0);
    assert_null(vg_places_find(p, VG_PLACE_COMMUNE, VG_STR("35236")));
    vg_places_free(p);
    assert_int_equal(vg_places_new(VG_STR("R\t53\tBretagne\nX\t1\n"), &p, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "line 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_lie_within_others),
        cmocka_unit_test(names_are_found_whatever_case_accents_and_hyphens),
        cmocka_unit_test(postcodes_and_codes_are_found_by_their_beginning),
        cmocka_unit_test(an_empty_table_knows_nothing_and_a_broken_one_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
