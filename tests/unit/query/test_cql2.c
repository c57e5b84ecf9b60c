/* The readers of CQL2: text and JSON give one tree, faults are told with their place. */
#include "../arena.h"
#include "fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vigie/base/file.h>
#include <vigie/query/cql2.h>

typedef enum vg_status reader(struct vg_str s, struct vg_arena *a, const struct vg_syntax **out, struct vg_error *err);

/* The canonical text, or "error: …". */
static const char *canonical(reader *read, struct vg_str s)
{
    const struct vg_syntax *tree;
    struct vg_error err = {0};
    struct vg_buf b;

    if (read(s, arena, &tree, &err) != VG_OK)
        return vg_arena_printf(arena, "error: %s", err.text);
    vg_buf_init(&b, 1 << 20);
    vg_syntax_put(&b, tree);
    const char *text = vg_arena_cstr(arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

static const char *of_text(const char *s)
{
    return canonical(vg_cql2_text, vg_str_of(s));
}

static const char *of_json(const char *s)
{
    return canonical(vg_cql2_json, vg_str_of(s));
}

static void text_and_json_give_one_tree(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json, *canonical;
    } rows[] = {
        {"a = 1", "{\"op\":\"=\",\"args\":[{\"property\":\"a\"},1]}", "(\"a\" = 1)"},
        {"\"a\"=1.0", "{\"op\":\"=\",\"args\":[{\"property\":\"a\"},1.0]}", "(\"a\" = 1)"},
        {"a Is nOt Null", "{\"op\":\"not\",\"args\":[{\"op\":\"isNull\",\"args\":[{\"property\":\"a\"}]}]}",
         "(not (\"a\" is null))"},
        {"n not in ('x', 'it''s')",
         "{\"op\":\"not\",\"args\":[{\"op\":\"in\",\"args\":[{\"property\":\"n\"},[\"x\",\"it's\"]]}]}",
         "(not (\"n\" in ('x','it''s')))"},
        {"a<1 or b>2 and not c=3",
         "{\"op\":\"or\",\"args\":[{\"op\":\"<\",\"args\":[{\"property\":\"a\"},1]},{\"op\":\"and\",\"args\":[{\"op\":"
         "\">\",\"args\":[{\"property\":\"b\"},2]},{\"op\":\"not\",\"args\":[{\"op\":\"=\",\"args\":[{\"property\":"
         "\"c\"},3]}]}]}]}",
         "((\"a\" < 1) or ((\"b\" > 2) and (not (\"c\" = 3))))"},
        {"T_FinishedBy(DATE('2010-02-10'), INTERVAL(s, '..'))",
         "{\"op\":\"t_finishedBy\",\"args\":[{\"date\":\"2010-02-10\"},{\"interval\":[{\"property\":\"s\"},\"..\"]}]}",
         "t_finishedby(date('2010-02-10'),interval(\"s\",'..'))"},
        {"S_INTERSECTS(g, POINT Z (1 2.5 -0.000000000001))",
         "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"g\"},{\"type\":\"Point\",\"coordinates\":[1,2.5,-1e-12]}]}",
         "s_intersects(\"g\",POINT Z (1 2.5 -1e-12))"},
        {"a - 1 - 2 * b ^ 2 > -3",
         "{\"op\":\">\",\"args\":[{\"op\":\"-\",\"args\":[{\"op\":\"-\",\"args\":[{\"property\":\"a\"},1]},{\"op\":\"*\","
         "\"args\":[2,{\"op\":\"^\",\"args\":[{\"property\":\"b\"},2]}]}]},-3]}",
         "(((\"a\" - 1) - (2 * (\"b\" ^ 2))) > -3)"},
        {"a_contains(v, ('x'))", "{\"op\":\"a_contains\",\"args\":[{\"property\":\"v\"},[\"x\"]]}",
         "a_contains(\"v\",('x'))"},
        {"array_length(('x')) = 1",
         "{\"op\":\"=\",\"args\":[{\"op\":\"array_length\",\"args\":[[\"x\"]]},1]}", "(array_length(('x')) = 1)"},
        {"a_equals(v, ((a + 1) * 2, (3), ()))",
         "{\"op\":\"a_equals\",\"args\":[{\"property\":\"v\"},[{\"op\":\"*\",\"args\":[{\"op\":\"+\",\"args\":[{\"property\":"
         "\"a\"},1]},2]},[3],[]]]}",
         "a_equals(\"v\",((\"a\" + 1) * 2,(3),()))"},
        {"date = date('2010-02-10')", "{\"op\":\"=\",\"args\":[{\"property\":\"date\"},{\"date\":\"2010-02-10\"}]}",
         "(\"date\" = date('2010-02-10'))"},
    };
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        assert_string_equal(of_text(rows[i].text), rows[i].canonical);
        assert_string_equal(of_json(rows[i].json), rows[i].canonical);
        assert_string_equal(of_text(rows[i].canonical), rows[i].canonical);
    }
}

static void quotes_are_escaped_both_ways(void **state)
{
    (void)state;
    assert_string_equal(of_text("'a''b' = 'a\\'b'"), "('a''b' = 'a''b')");
    assert_string_equal(of_text("'a\\b\\\\' c' = x"), "('a\\b\\\\' c' = \"x\")");
    assert_string_equal(of_text("\"say \"\"hi\"\"\" = ''"), "(\"say \"\"hi\"\"\" = '')");
}

/* Where a list may stand, "(" begins one, unless an operator follows its ")". */
static void operations_in_place_of_lists_read_back(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"A_OVERLAPS(-\"v\"div\"s\", ('A%'))", "a_overlaps((-1 * \"v\") div \"s\",('A%'))"},
        {"a_equals((v), (((a)) + 1))", "a_equals((\"v\"),(\"a\" + 1))"},
        {"a_equals((a) - 1, ((a)-(b)))", "a_equals(\"a\" - 1,(\"a\" - \"b\"))"},
        {"a_equals((a) not in (1), not (a is null))", "a_equals(not (\"a\" in (1)),not (\"a\" is null))"},
        {"a_equals(((a = 1)), ((a < 1) and (b)))", "a_equals(((\"a\" = 1)),((\"a\" < 1) and \"b\"))"},
        {"((a), ('b')) = ((1, 2))", "(((\"a\"),('b')) = (1,2))"},
        {"((a % 2) ^ (-b)) > (+3)", "(((\"a\" % 2) ^ (-1 * \"b\")) > 3)"},
    };
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        assert_string_equal(of_text(rows[i][0]), rows[i][1]);
        assert_string_equal(of_text(rows[i][1]), rows[i][1]);
    }
}

static void faults_are_told_with_their_character(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "error: character 1: the filter ends where a property, a literal or '(' was expected"},
        {"é = 'x' and", "error: character 12: the filter ends where a property, a literal or '(' was expected"},
        {"a = 'é' b", "error: character 9: an operator or the end was expected, not 'b'"},
        {"a = 'abc", "error: character 5: the text that begins here has no closing quote"},
        {"a in 1", "error: character 6: '(' was expected, not '1'"},
        {"a between 1 or 2", "error: character 13: AND was expected, not 'or'"},
        {"a not 1", "error: character 7: LIKE, BETWEEN or IN was expected, not '1'"},
        {"a = date('2010-02-30')", "error: character 10: a date such as '2018-02-12' was expected, not ''2010-02-30''"},
        {"a = 1e999", "error: character 5: a number that a double can hold was expected, not '1e999'"},
        {"a = 1; drop table t", "error: character 6: ';' has no meaning here"},
        {"s_within(g)", "error: character 1: 's_within' takes 2 arguments, not 1"},
        {"s_within(g, bbox(1,2,3))", "error: character 13: a box has 4 or 6 numbers, not 3"},
        {"2a = 1", "error: character 1: a name that begins with a digit must be in double quotes"},
        {"not = 1", "error: character 5: a property, a literal or '(' was expected, not '='"},
    };
    for (size_t i = 0; i < VG_COUNT(rows); i++)
        assert_string_equal(of_text(rows[i][0]), rows[i][1]);
}

static void faults_of_json_are_told_with_their_path(void **state)
{
    (void)state;
    assert_string_equal(of_json("{\"op\":\"not\",\"args\":[{\"op\":\"in\",\"args\":[1,[2,null]]}]}"),
                        "error: /args/0/args/1/1: an expression, not null was expected");
    assert_string_equal(of_json("{\"op\":\"=\",\"args\":[1,{\"property\":7}]}"),
                        "error: /args/1: a property's name was expected");
    assert_string_equal(of_json("{\"op\":\"drop table\",\"args\":[]}"),
                        "error: /: an operator or a function as 'op' was expected");
    assert_string_equal(of_json("{\"op\":\"of\\u00a0two\",\"args\":[]}"),
                        "error: /: an operator or a function as 'op' was expected");
    assert_true(strstr(of_json("{\"op\":"), "the filter is not JSON") != NULL);
}

static const char *repeated(const char *part, size_t n, const char *end)
{
    size_t len = strlen(part);
    char *text = vg_arena_alloc(arena, n * len + strlen(end) + 1);

    for (size_t i = 0; i < n; i++)
        memcpy(text + i * len, part, len);
    memcpy(text + n * len, end, strlen(end));
    return text;
}

static void limits_are_kept(void **state)
{
    (void)state;
    assert_string_equal(of_text(repeated("(", 10000, "")), "error: the filter is nested deeper than 100");
    assert_string_equal(of_text(repeated("1+", 200, "1")), "error: the filter is nested deeper than 100");
    assert_string_equal(of_json(repeated("[", 200, repeated("]", 200, ""))),
                        "error: the filter is nested deeper than 100");
    assert_string_equal(of_text(repeated("a and ", 10000, "a")), "error: the filter has more than 10000 parts");
    assert_string_equal(of_text(repeated("x", VG_MAX_FILTER_BYTES + 1, "")),
                        "error: the filter is longer than 131072 bytes");
    assert_string_equal(of_text("a = '\xC3('"), "error: the filter is not UTF-8 at byte 6");
}

/* --- the examples of the standard ----------------------------------------------------------------- */

static const char *examples_folder(void)
{
    const char *shared = getenv("VIGIE_SHARED");

    return vg_arena_printf(arena, "%s/data/cql2/schema/examples", shared ? shared : SOURCE_ROOT "/../shared");
}

static const char *of_file(reader *read, const char *path)
{
    struct vg_str bytes;
    struct vg_error err = {0};

    if (vg_file_read(path, VG_MAX_FILTER_BYTES, arena, &bytes, &err) != VG_OK)
        return NULL;
    return canonical(read, bytes);
}

static void examples_of_the_standard_read_alike(void **state)
{
    (void)state;
    const char *folder = examples_folder();
    DIR *d = opendir(vg_arena_printf(arena, "%s/text", folder));
    int n = 0, twins = 0, bad = 0;

    if (!d) {
        print_message("the CQL2 examples are not here (VIGIE_SHARED): skipped\n");
        skip();
    }
    for (struct dirent *e; (e = readdir(d));) {
        size_t len = strlen(e->d_name);
        if (len < 5 || strcmp(e->d_name + len - 4, ".txt") != 0)
            continue;
        const char *text = of_file(vg_cql2_text, vg_arena_printf(arena, "%s/text/%s", folder, e->d_name));
        const char *json = of_file(vg_cql2_json, vg_arena_printf(arena, "%s/json/%.*s.json", folder, (int)len - 4,
                                                                 e->d_name));
        bool same = !json || strcmp(text, json) == 0;
        if (!same || strncmp(text, "error", 5) == 0) {
            print_message("%s:\n%s\n%s\n", e->d_name, text, json ? json : "-");
            bad++;
        }
        n++;
        twins += json != NULL;
    }
    closedir(d);
    assert_int_equal(bad, 0);
    assert_true(n >= 119 && twins >= 107);
}

static void queries_of_stac_give_the_same_tree(void **state)
{
    (void)state;
    static const struct {
        const char *query, *canonical;
    } rows[] = {
        {"{}", "true"},
        {"{\"a\":{\"eq\":1}}", "(\"a\" = 1)"},
        {"{\"a\":{\"gte\":0,\"lt\":1.5},\"b\":{\"neq\":\"x\"}}", "((\"a\" >= 0) and (\"a\" < 1.5) and (\"b\" <> 'x'))"},
        {"{\"a\":{\"contains\":\"5%_\"}}", "(\"a\" like '%5\\%\\_%')"},
        {"{\"a\":{\"in\":[\"x\",2]}}", "(\"a\" in ('x',2))"},
        {"{\"a\":{\"neq\":null}}", "(not (\"a\" is null))"},
        {"{\"a\":{\"lt\":null}}", "error: /a/lt: a text, a number, true or false was expected"},
        {"{\"a\":{}}", "error: /a: a property's name and an object of operators was expected"},
        {"[]", "error: an object of properties was expected"},
    };
    for (size_t i = 0; i < VG_COUNT(rows); i++)
        assert_string_equal(canonical(vg_stac_query, vg_str_of(rows[i].query)), rows[i].canonical);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_json_give_one_tree),
        cmocka_unit_test(quotes_are_escaped_both_ways),
        cmocka_unit_test(operations_in_place_of_lists_read_back),
        cmocka_unit_test(faults_are_told_with_their_character),
        cmocka_unit_test(faults_of_json_are_told_with_their_path),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(queries_of_stac_give_the_same_tree),
        cmocka_unit_test(examples_of_the_standard_read_alike),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
