/* What is sent back for an Accept, Accept-Language or Accept-Encoding field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/http/negotiate.h>

static const char *const forms[] = {"application/geo+json", "application/json", "text/html"};
enum { GEOJSON, JSON, HTML, NONE = -1 };

static int best(const char *accept)
{
    return vg_accept_best(vg_str_of(accept), forms, VG_COUNT(forms));
}

static void no_accept_gets_what_is_liked_most(void **state)
{
    (void)state;
    assert_int_equal(best(NULL), GEOJSON);
    assert_int_equal(best(""), GEOJSON);
    assert_int_equal(best("*/*"), GEOJSON);
    assert_int_equal(best("*"), GEOJSON);
    assert_int_equal(vg_accept_best(VG_STR("*/*"), NULL, 0), NONE);
    assert_int_equal(vg_accept_best((struct vg_str){0}, NULL, 0), NONE);
}

static void the_highest_weight_wins(void **state)
{
    (void)state;
    assert_int_equal(best("text/html;q=0.5, application/json;q=0.8"), JSON);
    assert_int_equal(best("application/geo+json;q=0.001, text/html;q=0.002"), HTML);
    assert_int_equal(best("text/html ; q = 0.9 , application/json ; Q=1"), JSON);
    assert_int_equal(best("application/json;q=0.3, text/html;q=0.3"), JSON);
}

static void a_browser_gets_html(void **state)
{
    (void)state;
    assert_int_equal(best("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
                          "image/webp,*/*;q=0.8"),
                     HTML);
}

static void the_narrowest_range_sets_the_weight(void **state)
{
    (void)state;
    assert_int_equal(best("*/*, application/geo+json;q=0.1"), JSON);
    assert_int_equal(best("application/*;q=0.9, application/json;q=0.2, text/*;q=0.5"), GEOJSON);
    assert_int_equal(best("application/*;q=0.1, text/*;q=0.5"), HTML);
    assert_int_equal(best("*/*;q=0.9, application/*;q=0.1"), HTML);
}

static void a_weight_of_nothing_refuses(void **state)
{
    (void)state;
    assert_int_equal(best("application/geo+json;q=0"), NONE);
    assert_int_equal(best("*/*;q=0"), NONE);
    assert_int_equal(best("*/*, application/geo+json;q=0, application/json;q=0.000"), HTML);
    assert_int_equal(best("image/png"), NONE);
}

static void letter_case_does_not_matter(void **state)
{
    (void)state;
    assert_int_equal(best("TEXT/Html"), HTML);
}

static void parameters_must_be_in_the_offer(void **state)
{
    (void)state;
    static const char *const offers[] = {
        "application/geo+json",
        "application/geo+json;profile=\"http://www.opengis.net/def/profile/OGC/0/rel-as-link\"",
        "application/xml; version=3.0",
        "text/html;charset=utf-8",
    };
    size_t n = VG_COUNT(offers);
    assert_int_equal(vg_accept_best(VG_STR("application/geo+json"), offers, n), 0);
    assert_int_equal(
        vg_accept_best(VG_STR("application/geo+json; profile=\"http://www.opengis.net/def/profile/"
                              "OGC/0/rel-as-link\", application/geo+json;q=0.5"),
                       offers, n),
        1);
    assert_int_equal(vg_accept_best(VG_STR("application/geo+json;profile=\"a, b;q=0\""), offers, n),
                     NONE);
    assert_int_equal(vg_accept_best(VG_STR("application/xml;version=3.0"), offers, n), 2);
    assert_int_equal(vg_accept_best(VG_STR("application/xml;VERSION=\"3.0\""), offers, n), 2);
    assert_int_equal(vg_accept_best(VG_STR("application/xml;version=2.0"), offers, n), NONE);
    assert_int_equal(vg_accept_best(VG_STR("application/xml;version"), offers, n), NONE);
    assert_int_equal(vg_accept_best(VG_STR("text/html"), offers, n), 3);
}

static void a_profile_may_be_one_of_several(void **state)
{
    (void)state;
    static const char *const offers[] = {"application/json;profile=\"urn:a urn:b\""};
    assert_int_equal(vg_accept_best(VG_STR("application/json;profile=urn:b"), offers, 1), 0);
    assert_int_equal(vg_accept_best(VG_STR("application/json;profile=\"urn:b  urn:a\""), offers, 1),
                     0);
    assert_int_equal(vg_accept_best(VG_STR("application/json;profile=\"urn:a urn:c\""), offers, 1),
                     NONE);
}

static void utf8_is_always_what_we_send(void **state)
{
    (void)state;
    assert_int_equal(best("application/json;charset=UTF-8"), JSON);
    assert_int_equal(best("application/json;charset=latin1"), NONE);
}

static void what_follows_the_weight_is_ignored(void **state)
{
    (void)state;
    assert_int_equal(best("text/html;q=1;level=2"), HTML);
    assert_int_equal(best("text/html;level=2;q=1"), NONE);
}

static void what_cannot_be_read_is_passed_over(void **state)
{
    (void)state;
    assert_int_equal(best("garbage"), GEOJSON);
    assert_int_equal(best(",,;;,/,;q=1,text/,*/json"), GEOJSON);
    assert_int_equal(best("application/json;q=high, text/html"), HTML);
    assert_int_equal(best("application/json;q=, text/html;q=-1"), GEOJSON);
    assert_int_equal(best("text/html;q=7"), HTML);
    assert_int_equal(best("text/html;q=.5, application/json;q=0.49999"), HTML);
    assert_int_equal(best("text/html;profile=\"never closed, application/json"), NONE);
    assert_int_equal(best("text/html;profile=\"a\\\",b\", application/json"), JSON);
}

static int language(const char *field)
{
    static const char *const offered[] = {"fr", "en"};
    return vg_accept_language(vg_str_of(field), offered, 2);
}

static void the_language_is_negotiated(void **state)
{
    (void)state;
    enum { FR, EN };
    assert_int_equal(language(NULL), FR);
    assert_int_equal(language(""), FR);
    assert_int_equal(language("en"), EN);
    assert_int_equal(language("EN-gb"), EN);
    assert_int_equal(language("fr-CA,fr;q=0.8,en;q=0.9"), FR);
    assert_int_equal(language("de,en;q=0.7,fr;q=0.3"), EN);
    assert_int_equal(language("de"), NONE);
    assert_int_equal(language("de, *;q=0.1"), FR);
    assert_int_equal(language("fr;q=0, *"), EN);
    assert_int_equal(language("frr"), NONE);
    assert_int_equal(language("en, fr"), EN);
    assert_int_equal(language("fr;q=x"), FR);
    static const char *const regional[] = {"en", "fr-CA"};
    assert_int_equal(vg_accept_language(VG_STR("fr"), regional, 2), 1);
}

static int coding(const char *field, const char *name)
{
    return vg_accept_coding(vg_str_of(field), name);
}

static void codings_need_to_be_named(void **state)
{
    (void)state;
    assert_int_equal(coding(NULL, "gzip"), 0);
    assert_int_equal(coding("", "gzip"), 0);
    assert_int_equal(coding("gzip, deflate, br", "gzip"), 1000);
    assert_int_equal(coding("gzip, deflate, br", "zstd"), 0);
    assert_int_equal(coding("GZIP;q=0.25", "gzip"), 250);
    assert_int_equal(coding("x-gzip", "gzip"), 1000);
    assert_int_equal(coding("*;q=0.5", "zstd"), 500);
    assert_int_equal(coding("gzip;q=0, *", "gzip"), 0);
    assert_int_equal(coding("gzip;q=0.5;q=1", "gzip"), 500);
}

static void identity_is_fine_unless_refused(void **state)
{
    (void)state;
    assert_int_equal(coding(NULL, "identity"), 1000);
    assert_int_equal(coding("gzip", "identity"), 1000);
    assert_int_equal(coding("identity;q=0", "identity"), 0);
    assert_int_equal(coding("gzip, *;q=0", "identity"), 0);
    assert_int_equal(coding("identity;q=0.5, *;q=0", "identity"), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_accept_gets_what_is_liked_most),
        cmocka_unit_test(the_highest_weight_wins),
        cmocka_unit_test(a_browser_gets_html),
        cmocka_unit_test(the_narrowest_range_sets_the_weight),
        cmocka_unit_test(a_weight_of_nothing_refuses),
        cmocka_unit_test(letter_case_does_not_matter),
        cmocka_unit_test(parameters_must_be_in_the_offer),
        cmocka_unit_test(a_profile_may_be_one_of_several),
        cmocka_unit_test(utf8_is_always_what_we_send),
        cmocka_unit_test(what_follows_the_weight_is_ignored),
        cmocka_unit_test(what_cannot_be_read_is_passed_over),
        cmocka_unit_test(the_language_is_negotiated),
        cmocka_unit_test(codings_need_to_be_named),
        cmocka_unit_test(identity_is_fine_unless_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
