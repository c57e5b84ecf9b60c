/* What records are made of: languages, codes, dates, themes, and what is asked of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/model/record.h>

static void languages_have_one_code_however_they_are_written(void **state)
{
    (void)state;
    static const char *const french[] = {"fr", "fra", "FRE", "fra; CAN", "fr-CH", "fr_FR", "French", "Français",
                                         "http://id.loc.gov/vocabulary/iso639-2/fre"};

    for (size_t i = 0; i < VG_COUNT(french); i++)
        assert_string_equal(vg_record_lang(vg_str_of(french[i])), "fre");
    assert_string_equal(vg_record_lang(VG_STR("eng: USA")), "eng");
    assert_string_equal(vg_record_lang(VG_STR("deu")), "ger");
    assert_null(vg_record_lang(VG_STR("{lang}")));
    assert_null(vg_record_lang(VG_STR("")));
    assert_string_equal(vg_record_lang_short("fre"), "fr");
    assert_string_equal(vg_record_lang_short("zxx"), "zxx");
    assert_null(vg_record_lang_short(NULL));
}

static void codes_are_known_by_case_number_word_and_uri(void **state)
{
    (void)state;
    static const char *const contact[] = {"pointOfContact", "POINT_OF_CONTACT", "Point of contact", "007", "point de contact",
                                          "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/pointOfContact"};

    for (size_t i = 0; i < VG_COUNT(contact); i++)
        assert_string_equal(vg_record_code(VG_CODES_ROLE, vg_str_of(contact[i])), "pointOfContact");
    assert_string_equal(vg_record_code(VG_CODES_SCOPE, VG_STR("Série")), "series");
    assert_string_equal(vg_record_code(VG_CODES_TOPIC, VG_STR("imagery/base maps")), "imageryBaseMapsEarthCover");
    assert_null(vg_record_code(VG_CODES_ROLE, VG_STR("no such role")));
}

static void dates_are_mended_no_finer_than_they_are_certain(void **state)
{
    (void)state;
    static const struct {
        const char *given, *meant;
        bool repaired;
    } cases[] = {
        {"2007", "2007", false}, {"2007-03", "2007-03", false}, {"2007-03-01", "2007-03-01", false},
        {" 2007-03-01 ", "2007-03-01", false}, {"2004-09-03Z", "2004-09-03", false},
        {"2007-03-01T10:20:30Z", "2007-03-01T10:20:30Z", false}, {"2007-03-01T10:20:30.5+02:00", "2007-03-01T10:20:30.5+02:00", false},
        {"2007-03-01T10:20:30", "2007-03-01T10:20:30", false}, {"2007-03-01 10:20", "2007-03-01T10:20:00", true},
        {"2007-03-01T25:00:00", "2007-03-01", true}, {"2007-3-1", "2007-03-01", true}, {"2007/03/01", "2007-03-01", true},
        {"20070301", "2007-03-01", true}, {"01/03/2007", "2007-03-01", true}, {"12/31/2007", "2007-12-31", true},
        {"2007-13-45", "2007", true}, {"2007-02-30", "2007-02", true}, {"2009-00-00", "2009", true},
    };
    struct vg_arena *a = vg_arena_new(1 << 16);
    struct vg_record_when when;
    bool repaired;

    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        if (!vg_record_when_parse(vg_str_of(cases[i].given), a, &when, &repaired))
            fail_msg("'%s' is no date", cases[i].given);
        assert_string_equal(when.text, cases[i].meant);
        if (repaired != cases[i].repaired)
            fail_msg("'%s'", cases[i].given);
    }
    assert_false(vg_record_when_parse(VG_STR(""), a, &when, &repaired));
    assert_false(vg_record_when_parse(VG_STR("winter 2007"), a, &when, &repaired));
    assert_false(vg_record_when_parse(VG_STR("0000"), a, &when, &repaired));
    assert_false(vg_record_when_parse(VG_STR("2007 or so"), a, &when, &repaired));
    vg_arena_free(a);
}

static void themes_are_found_by_uri_code_and_name(void **state)
{
    (void)state;
    const struct vg_record_text words[] = {
        {.uri = "http://inspire.ec.europa.eu/theme/nz"}, {.value = "nz"}, {.value = "Zones à risque naturel"},
        {.value = "ZONES A RISQUE NATUREL"}, {.value = "Natural risk zones"}, {.value = "http://inspire.ec.europa.eu/theme/nz"}};

    for (size_t i = 0; i < VG_COUNT(words); i++) {
        assert_non_null(vg_inspire_theme_find(&words[i]));
        assert_string_equal(vg_inspire_theme_find(&words[i])->code, "nz");
    }
    const struct vg_record_text none = {.value = "risque"};
    assert_null(vg_inspire_theme_find(&none));
}

static void extents_are_joined(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 16);
    struct vg_record r = {0};
    struct vg_bbox box;
    struct vg_interval when;

    assert_false(vg_record_bbox(&r, &box));
    assert_false(vg_record_interval(&r, &when));
    struct vg_record_extent *e = VG_RECORD_ADD(a, &r, extents);
    *VG_RECORD_ADD(a, e, boxes) = (struct vg_record_box){.west = -5, .east = 1, .south = 47, .north = 48};
    *VG_RECORD_ADD(a, e, boxes) = (struct vg_record_box){.west = 0, .east = 2, .south = 40, .north = 41};
    *VG_RECORD_ADD(a, e, boxes) = (struct vg_record_box){.west = 100, .east = 110, .south = 0, .north = 1, .outside = true};
    *VG_RECORD_ADD(a, e, times) = (struct vg_record_time){.begin = {"2007", 1167609600000000}, .end = {"2008", 1199145600000000}};
    assert_true(vg_record_bbox(&r, &box));
    assert_true(box.min[0] == -5 && box.min[1] == 40 && box.max[0] == 2 && box.max[1] == 48);
    assert_true(vg_record_interval(&r, &when));
    assert_int_equal(when.end_us, 1230768000000000 - 1); /* all of 2008 */
    vg_arena_free(a);
}

static void a_licence_is_told_from_limits_of_access(void **state)
{
    (void)state;
    struct vg_record_text access = {.value = "none", .uri = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"};
    struct vg_record_text licence = {.value = "Licence Ouverte", .uri = "https://example.org/lo"};
    struct vg_record_constraint c[] = {{.others = &access, .n_others = 1}, {.others = &licence, .n_others = 1}};
    struct vg_record r = {.constraints = c, .n_constraints = 1};

    assert_null(vg_record_licence(&r));
    r.n_constraints = 2;
    assert_ptr_equal(vg_record_licence(&r), &licence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_have_one_code_however_they_are_written),
        cmocka_unit_test(codes_are_known_by_case_number_word_and_uri),
        cmocka_unit_test(dates_are_mended_no_finer_than_they_are_certain),
        cmocka_unit_test(themes_are_found_by_uri_code_and_name),
        cmocka_unit_test(extents_are_joined),
        cmocka_unit_test(a_licence_is_told_from_limits_of_access),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
