#include "../arena.h"
#include "fixture.h"

static const struct vg_expr *is(int field, int64_t v)
{
    return vg_expr_compare(arena, VG_OP_EQ, vg_expr_property(arena, field),
                           vg_expr_literal(arena, (struct vg_value){.kind = VG_V_INT, .integer = v}));
}

static void chains_are_flattened(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    const struct vg_expr *e = NULL;

    for (int i = 1; i <= 4; i++)
        e = vg_expr_and(arena, e, is(F_INT, i));
    assert_expr(&c, e, "((n = 2:1) and (n = 2:2) and (n = 2:3) and (n = 2:4))");
    e = vg_expr_or(arena, e, vg_expr_or(arena, is(F_INT, 5), is(F_INT, 6)));
    assert_int_equal(e->n_args, 3);
    assert_int_equal(e->args[0]->op, VG_OP_AND);
}

static void constants_are_folded_away(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    const struct vg_expr *yes = vg_expr_constant(arena, true), *no = vg_expr_constant(arena, false);
    const struct vg_expr *e = is(F_INT, 1);

    assert_expr(&c, vg_expr_and(arena, yes, e), "(n = 2:1)");
    assert_expr(&c, vg_expr_and(arena, e, no), "false");
    assert_expr(&c, vg_expr_or(arena, no, e), "(n = 2:1)");
    assert_expr(&c, vg_expr_or(arena, e, yes), "true");
    assert_null(vg_expr_and(arena, NULL, NULL));
}

static void an_exhausted_arena_gives_null_and_says_so(void **state)
{
    (void)state;
    struct vg_arena *small = vg_arena_new(1);
    struct vg_collection c = collection_of_all();
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};

    assert_null(vg_expr_property(small, F_INT));
    assert_null(vg_expr_compare(small, VG_OP_EQ, NULL, NULL));
    assert_int_equal(vg_expr_equals_text(&c, F_INT, VG_STR("1"), small, &e, &err), VG_TOO_LARGE);
    vg_arena_free(small);
}

static void text_is_read_as_the_type_of_its_field(void **state)
{
    static const struct {
        int field;
        const char *text, *want;
    } cases[] = {
        {F_BOOL, "true", "(ok = 1:true)"},
        {F_INT, "-9223372036854775808", "(n = 2:-9223372036854775808)"},
        {F_FLOAT, "0.1", "(f = 4:0.1)"},
        {F_FLOAT, "1e300", "(f = 3:1e+300)"},
        {F_DOUBLE, "0.1", "(d = 3:0.1)"},
        {F_DECIMAL, "12.50", "(price = 6:12.50)"},
        {F_DECIMAL, "-0.1e-9", "(price = 6:-0.1e-9)"},
        {F_TEXT, "L'Haÿ-les-Roses", "(nom = 5:L'Haÿ-les-Roses)"},
        {F_TEXT, "", "(nom = 5:)"},
        {F_DATE, "1969-12-31", "(day = 7:1969-12-31)"},
        {F_DATETIME, "2018-02-12T23:20:50.52+01:00", "(at = 8:2018-02-12T22:20:50.52Z)"},
        {F_DATETIME, "2018-02-12", "((at >= 8:2018-02-12T00:00:00Z) and (at <= 8:2018-02-12T23:59:59.999999Z))"},
        {F_LOCALTIME, "2018-02-12T23:20:50", "(local = 9:2018-02-12T23:20:50)"},
        {F_TIME, "23:20:50.5", "(hour = 10:23:20:50.5)"},
        {F_UUID, "0189ABCD-0000-7000-8000-00000000000f", "(uuid = 5:0189abcd-0000-7000-8000-00000000000f)"},
    };
    struct vg_collection c = collection_of_all();

    (void)state;
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        struct vg_error err = {0};
        const struct vg_expr *e = NULL;
        if (vg_expr_equals_text(&c, cases[i].field, vg_str_of(cases[i].text), arena, &e, &err) != VG_OK)
            fail_msg("'%s': %s", cases[i].text, err.text);
        assert_expr(&c, e, cases[i].want);
    }
}

static void text_of_the_wrong_type_is_refused_with_the_field_named(void **state)
{
    static const struct {
        int field;
        const char *text, *want;
    } cases[] = {
        {F_BOOL, "yes", "'yes' is no boolean: write 'true' or 'false'"},
        {F_BOOL, "", "'' is no boolean: write 'true' or 'false'"},
        {F_INT, "12.0", "'12.0' is no integer: write digits, as in '12'"},
        {F_INT, "9223372036854775808", "'9223372036854775808' is too large: integers have 64 bits"},
        {F_DOUBLE, "12,5", "'12,5' is no number: write it as in '12.5'"},
        {F_DOUBLE, "nan", "'nan' is no number: write it as in '12.5'"},
        {F_DECIMAL, "1e999999999", "'1e999999999' is no number: write it as in '12.5'"},
        {F_DECIMAL, "+1", "'+1' is no number: write it as in '12.5'"},
        {F_DECIMAL, "1.", "'1.' is no number: write it as in '12.5'"},
        {F_DECIMAL, "007", "'007' is no number: write it as in '12.5'"},
        {F_TEXT, "caf\xe9", "the text is not UTF-8 at byte 4"},
        {F_DATE, "12/02/2018", "'12/02/2018' is no date: write it as in '2018-02-12'"},
        {F_DATE, "2018-02-12T00:00:00Z", "'2018-02-12T00:00:00Z' is no date: write it as in '2018-02-12'"},
        {F_DATETIME, "now", "'now' is no date and time: write it as in '2018-02-12T23:20:50Z'"},
        {F_TIME, "25:00:00", "'25:00:00' is no time of day: write it as in '23:20:50'"},
        {F_TIME, "10:00:00+02:00", "'10:00:00+02:00' is no time of day: write it as in '23:20:50'"},
        {F_UUID, "0189abcd", "'0189abcd' is no UUID: write 32 hexadecimal digits in groups of 8-4-4-4-12"},
        {F_JSON, "{}", "a field of type JSON cannot be compared with a text"},
        {F_BYTES, "AA==", "a field of type bytes cannot be compared with a text"},
    };
    struct vg_collection c = collection_of_all();

    (void)state;
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        struct vg_error err = {0};
        const struct vg_expr *e = NULL;
        assert_int_equal(vg_expr_equals_text(&c, cases[i].field, vg_str_of(cases[i].text), arena, &e, &err),
                         VG_BAD_INPUT);
        assert_null(e);
        assert_string_equal(err.text, cases[i].want);
        assert_string_equal(err.where, fields[cases[i].field].name);
    }
}

static void a_long_culprit_is_cut_at_a_character_so_that_the_advice_stays(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};
    char text[1000];

    for (size_t i = 0; i + 3 <= sizeof(text); i += 2)
        memcpy(text + i + 1, "é", 2);
    text[0] = 'x';
    assert_int_equal(vg_expr_equals_text(&c, F_INT, (struct vg_str){text, 999}, arena, &e, &err), VG_BAD_INPUT);
    assert_true(vg_utf8_valid(vg_str_of(err.text), &(size_t){0}));
    assert_non_null(strstr(err.text, "write digits"));
}

static const char *when(const struct vg_collection *c, const char *text, const char *want)
{
    struct vg_interval t = {0};
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};

    assert_int_equal(vg_interval_parse(vg_str_of(text), &t, &err), VG_OK);
    assert_int_equal(vg_expr_datetime(c, &t, arena, &e, &err), VG_OK);
    assert_expr(c, e, want);
    return want;
}

static void datetime_meets_an_instant_field(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();

    c.time_start = F_DATETIME;
    when(&c, "2018-02-12T00:00:00Z/2018-03-18T12:31:12Z",
         "((at >= 8:2018-02-12T00:00:00Z) and (at <= 8:2018-03-18T12:31:12Z))");
    when(&c, "../2018-03-18", "(at <= 8:2018-03-18T23:59:59.999999Z)");
    when(&c, "2018-03-18/", "(at >= 8:2018-03-18T00:00:00Z)");
    when(&c, "2018-03-18T12:00:00Z",
         "((at >= 8:2018-03-18T12:00:00Z) and (at <= 8:2018-03-18T12:00:00Z))");
    c.time_end = F_DATETIME;
    when(&c, "2018-03-18/..", "(at >= 8:2018-03-18T00:00:00Z)");
}

static void a_date_field_is_met_by_any_moment_of_its_day(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();

    c.time_start = F_DATE;
    when(&c, "2018-02-12T23:20:52Z", "((day >= 7:2018-02-12) and (day <= 7:2018-02-12))");
    when(&c, "1969-12-31T23:59:59Z/1970-01-01T00:00:00Z",
         "((day >= 7:1969-12-31) and (day <= 7:1970-01-01))");
}

static void datetime_meets_an_interval_that_is_open_where_null(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    struct vg_field pair[] = {{.name = "from", .type = VG_T_DATE, .nullable = false},
                              {.name = "to", .type = VG_T_LOCALTIME, .nullable = true}};

    c.fields = pair;
    c.n_fields = 2;
    c.time_start = 0;
    c.time_end = 1;
    when(&c, "2018-01-01/2018-12-31",
         "((from <= 7:2018-12-31) and ((to >= 9:2018-01-01T00:00:00) or (to) is null))");
    when(&c, "2018-01-01/..", "((to >= 9:2018-01-01T00:00:00) or (to) is null)");
    when(&c, "../2018-12-31", "(from <= 7:2018-12-31)");
}

static void rows_and_collections_without_time_match_every_datetime(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    struct vg_field maybe = {.name = "at", .type = VG_T_DATETIME, .nullable = true};

    when(&c, "2018-01-01", "all");
    c.fields = &maybe;
    c.time_start = 0;
    when(&c, "../2018-01-01T00:00:00Z", "((at <= 8:2018-01-01T00:00:00Z) or (at) is null)");
}

static void a_year_stands_for_all_of_it(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    struct vg_field both[] = {{.name = "year", .type = VG_T_INT, .nullable = true}, {.name = "month", .type = VG_T_TEXT}};

    c.fields = both;
    c.n_fields = 2;
    c.year_field = "year";
    when(&c, "2021-06-01", "(((year >= 2:2021) and (year <= 2:2021)) or (year) is null)");
    when(&c, "../0000-01-01", "((year <= 2:0) or (year) is null)");
    c.year_field = "month";
    when(&c, "2021-05-10/2022-01-31", "((month <= 5:2022-01) and ((month >= 5:2021-05) or (month = 5:2021)))");
    when(&c, "2021-05-10/..", "((month >= 5:2021-05) or (month = 5:2021))");
    c.year_field = "gone";
    when(&c, "2021-05-10", "all");
}

static void a_field_that_is_no_time_is_our_mistake_not_ignored(void **state)
{
    struct vg_collection c = collection_of_all();
    struct vg_interval t = {.has_start = true};
    const struct vg_expr *e = NULL;
    struct vg_error err = {0};

    (void)state;
    c.time_start = F_TEXT;
    assert_int_equal(vg_expr_datetime(&c, &t, arena, &e, &err), VG_BUG);
    assert_string_equal(err.where, "nom");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_are_flattened),
        cmocka_unit_test(constants_are_folded_away),
        cmocka_unit_test(an_exhausted_arena_gives_null_and_says_so),
        cmocka_unit_test(text_is_read_as_the_type_of_its_field),
        cmocka_unit_test(text_of_the_wrong_type_is_refused_with_the_field_named),
        cmocka_unit_test(a_long_culprit_is_cut_at_a_character_so_that_the_advice_stays),
        cmocka_unit_test(datetime_meets_an_instant_field),
        cmocka_unit_test(a_date_field_is_met_by_any_moment_of_its_day),
        cmocka_unit_test(datetime_meets_an_interval_that_is_open_where_null),
        cmocka_unit_test(a_year_stands_for_all_of_it),
        cmocka_unit_test(a_field_that_is_no_time_is_our_mistake_not_ignored),
        cmocka_unit_test(rows_and_collections_without_time_match_every_datetime),
    };
    return cmocka_run_group_tests_name("expr", tests, set_up, tear_down);
}
