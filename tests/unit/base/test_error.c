#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/keyword.h>

#include "../../../src/base/text.h"

static void a_failure_is_told_with_kind_place_and_sentence(void **state)
{
    (void)state;
    struct vg_error err = {0};
    assert_int_equal(vg_fail(&err, VG_NOT_FOUND, "bbox", "no '%s' in %d", "x", 7), VG_NOT_FOUND);
    assert_int_equal(err.kind, VG_NOT_FOUND);
    assert_string_equal(err.where, "bbox");
    assert_string_equal(err.text, "no 'x' in 7");
    assert_int_equal(vg_fail(NULL, VG_BUG, NULL, "nobody listens"), VG_BUG);
    vg_fail(&err, VG_BUG, NULL, "nowhere");
    assert_string_equal(err.where, "");
}

static void text_that_does_not_fit_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    struct vg_error err = {0};
    for (size_t lead = 0; lead < 4; lead++) {
        char text[400] = "xxx";
        size_t n = lead;
        while (n + 2 < sizeof(text)) {
            text[n++] = '\xC3';
            text[n++] = '\xA9';
        }
        text[n] = '\0';
        vg_fail(&err, VG_BAD_INPUT, text, "%s", text);
        size_t len = strlen(err.text);
        assert_in_range(len, sizeof(err.text) - 2, sizeof(err.text) - 1);
        assert_true(vg_utf8_valid(vg_str_of(err.text), NULL));
        assert_true(vg_utf8_valid(vg_str_of(err.where), NULL));
    }
}

static void an_error_may_be_told_again_with_more_around_it(void **state)
{
    (void)state;
    struct vg_error err = {0};
    vg_fail(&err, VG_BAD_INPUT, "line 3", "too long");
    vg_fail(&err, err.kind, err.where, "file 'a': %s (%s)", err.text, err.where);
    assert_string_equal(err.text, "file 'a': too long (line 3)");
    assert_string_equal(err.where, "line 3");
}

static void french_is_found_by_the_english_format(void **state)
{
    (void)state;
    struct vg_error err = {.lang = VG_FR};
    vg_fail(&err, VG_NOT_FOUND, "", "there is no file '%s'", "a.gpkg");
    assert_string_equal(err.text, "il n'y a pas de fichier 'a.gpkg'");
    assert_string_equal(vg_text(VG_FR, "no such sentence"), "no such sentence");
    assert_string_equal(vg_text(VG_EN, "there is no memory left"), "there is no memory left");
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(vg_status_name(VG_OK), "ok");
    assert_string_equal(vg_status_name(VG_BUG), "bug");
    assert_string_equal(vg_status_name((enum vg_status)99), "unknown");
}

#define MAX_ARGS 16

/* One conversion: "%-5.*zu" takes an int and then a size_t; types are noted as "*" and "zu". */
static const char *read_conversion(const char *p, char types[MAX_ARGS][8], int *next,
                                   int *positional)
{
    char *after;
    long place = strtol(p, &after, 10);
    if (after > p && *after == '$') {
        p = after + 1;
        ++*positional;
    } else {
        place = 0;
    }
    p += strspn(p, "-+ #0");
    for (; strchr("0123456789.*", *p); p++) {
        if (*p == '*') {
            assert_int_equal(place, 0); /* a width by argument cannot be numbered here */
            strcpy(types[(*next)++], "*");
        }
    }
    size_t n = strspn(p, "hlzjt") + 1;
    assert_true(n < 8);
    int slot = place ? (int)place - 1 : (*next)++;
    assert_in_range(slot, 0, MAX_ARGS - 1);
    memcpy(types[slot], p, n);
    return p + n;
}

static int read_format(const char *p, char types[MAX_ARGS][8])
{
    int next = 0, positional = 0, all = 0;
    while ((p = strchr(p, '%')) != NULL) {
        if (*++p == '%') {
            p++;
            continue;
        }
        p = read_conversion(p, types, &next, &positional);
        all++;
    }
    assert_true(positional == 0 || positional == all); /* printf may not mix them */
    return all;
}

static void check_row(const struct vg_text_row *row)
{
    char english[MAX_ARGS][8] = {0}, french[MAX_ARGS][8] = {0};
    int n = read_format(row->english, english);
    if (read_format(row->text, french) != n || memcmp(english, french, sizeof(english)) != 0)
        fail_msg("arguments differ: %s", row->english);
    assert_true(vg_utf8_valid(vg_str_of(row->text), NULL));
}

static void every_french_sentence_takes_the_arguments_of_its_english(void **state)
{
    (void)state;
    for (size_t i = 0; i < vg_n_french; i++)
        for (size_t k = 0; k < vg_french[i]->n; k++)
            check_row(&vg_french[i]->rows[k]);
}

static void the_catalogue_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; i < vg_n_french; i++)
        for (size_t k = 1; k < vg_french[i]->n; k++) {
            const struct vg_text_row *row = &vg_french[i]->rows[k];
            if (strcmp(row[-1].english, row->english) >= 0)
                fail_msg("out of order: %s", row->english);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_told_with_kind_place_and_sentence),
        cmocka_unit_test(text_that_does_not_fit_is_cut_at_a_whole_character),
        cmocka_unit_test(an_error_may_be_told_again_with_more_around_it),
        cmocka_unit_test(french_is_found_by_the_english_format),
        cmocka_unit_test(statuses_have_names),
        cmocka_unit_test(every_french_sentence_takes_the_arguments_of_its_english),
        cmocka_unit_test(the_catalogue_is_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
