#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/terms.h>

static void check(enum vg_lang lang, const char *text, bool stem, const char *want, size_t n)
{
    struct vg_error err = {0};
    VG_AUTO(vg_terms_freep) struct vg_terms *t = vg_terms_new(lang, &err);
    struct vg_buf b;

    assert_non_null(t);
    vg_buf_init(&b, 10000);
    assert_int_equal(vg_terms_put(t, &b, vg_str_of(text), 1000, stem), n);
    assert_string_equal(b.ptr ? b.ptr : "", want);
    vg_buf_finish(&b);
}

static void accents_case_and_plurals_make_no_difference(void **state)
{
    (void)state;
    check(VG_FR, "Qualités de l’air", true, "qualit de l air", 4);
    check(VG_FR, "qualite", true, "qualit", 1);
    check(VG_FR, "LUMIÈRES lumiere", true, "lumier lumier", 2);
    check(VG_EN, "Cities, city", true, "citi citi", 2);
}

static void signs_part_words_and_letters_of_other_scripts_are_spelt(void **state)
{
    (void)state;
    check(VG_EN, "a–b (c/d) «œuvre» Øre", false, "a b c d oeuvre ore", 6);
    check(VG_EN, "EPSG:4326", true, "epsg 4326", 2);
    check(VG_EN, "Ω", false, "x3a9", 1);
    check(VG_EN, " \t,;'", true, "", 0);
    check(VG_EN, "bad \xff\xfe bytes", false, "bad bytes", 2);
}

static void signs_alone_hold_no_term(void **state)
{
    (void)state;
    assert_false(vg_terms_any(vg_str_of("")));
    assert_false(vg_terms_any(vg_str_of(" -- * « … » \xff")));
    assert_true(vg_terms_any(vg_str_of("(7)")));
    assert_true(vg_terms_any(vg_str_of("— é")));
    assert_true(vg_terms_any(vg_str_of("Ω")));
}

static void long_words_are_cut_and_long_texts_too(void **state)
{
    (void)state;
    struct vg_error err = {0};
    VG_AUTO(vg_terms_freep) struct vg_terms *t = vg_terms_new(VG_FR, &err);
    char word[2001];
    struct vg_buf b;

    memset(word, 'b', 2000);
    word[2000] = '\0';
    vg_buf_init(&b, 10000);
    assert_int_equal(vg_terms_put(t, &b, vg_str_of(word), 10, true), 1);
    assert_int_equal(b.len, VG_MAX_TERM);
    vg_buf_clear(&b);
    assert_int_equal(vg_terms_put(t, &b, VG_STR("a b c d"), 2, true), 2);
    assert_string_equal(b.ptr, "a b");
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accents_case_and_plurals_make_no_difference),
        cmocka_unit_test(signs_part_words_and_letters_of_other_scripts_are_spelt),
        cmocka_unit_test(signs_alone_hold_no_term),
        cmocka_unit_test(long_words_are_cut_and_long_texts_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
