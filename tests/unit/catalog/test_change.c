#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <libxml/parser.h>

#include <vigie/catalog/change.h>

#define GMD "xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\""

static const char dc[] =
    "<csw:Record xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
    "xmlns:dct=\"http://purl.org/dc/terms/\"><dc:identifier>one</dc:identifier><dc:title>Old</dc:title>"
    "<dc:type>dataset</dc:type><dc:subject>a</dc:subject><dc:subject>b</dc:subject><dct:modified>2020-01-01</dct:modified>"
    "</csw:Record>";

static const char iso[] =
    "<gmd:MD_Metadata " GMD "><gmd:fileIdentifier><gco:CharacterString>two</gco:CharacterString></gmd:fileIdentifier>"
    "<gmd:contact uuidref=\"x\"/><gmd:dateStamp><gco:Date>2020-01-01</gco:Date></gmd:dateStamp><gmd:identificationInfo>"
    "<gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>Old</gco:CharacterString>"
    "</gmd:title></gmd:CI_Citation></gmd:citation><gmd:abstract><gco:CharacterString>Text</gco:CharacterString></gmd:abstract>"
    "</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>";

#define TO_TITLE "gmd:identificationInfo/gmd:MD_DataIdentification/gmd:citation/gmd:CI_Citation/gmd:title"

/* The record after one change; NULL, and why not. */
static const struct vg_record *changed(const char *original, const struct vg_catalog_property *p, size_t n,
                                       struct vg_arena *a, struct vg_error *err)
{
    struct vg_record_found found;
    struct vg_str out;
    if (vg_catalog_change(vg_str_of(original), p, n, a, &out, err) != VG_OK)
        return NULL;
    assert_int_equal(vg_catalog_read_one(out, a, &found, err), VG_OK);
    return found.record;
}

static struct vg_catalog_property property(const char *name, const char *value)
{
    return (struct vg_catalog_property){.name = vg_str_of(name), .value = value ? vg_str_of(value) : (struct vg_str){0}};
}

static void names_change_what_they_name_and_nothing_else(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_error err = {0};
    const struct vg_catalog_property list[] = {property("dc:title", "New & <old>"), property("apiso:Subject", "c")};
    (void)state;
    const struct vg_record *r = changed(dc, list, VG_COUNT(list), a, &err);
    assert_non_null(r);
    assert_string_equal(r->citation.title.value, "New & <old>");
    assert_string_equal(r->id, "one");
    assert_int_equal(r->n_keywords, 1);
    assert_string_equal(r->keywords[0].words[0].value, "c");
    assert_string_not_equal(r->stamp.text, "2020-01-01");
}

static void a_date_that_is_told_stays_told(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_error err = {0};
    const struct vg_catalog_property p = property("dct:modified", "2021-02-03");
    (void)state;
    const struct vg_record *r = changed(dc, &p, 1, a, &err);
    assert_non_null(r);
    assert_string_equal(r->stamp.text, "2021-02-03");
}

static void paths_change_the_document(void **state)
{
    static const char *const to_title[] = {TO_TITLE, TO_TITLE "/gco:CharacterString", "/gmd:MD_Metadata/" TO_TITLE,
                                           "gmd:MD_Metadata/" TO_TITLE, "gmd:identificationInfo/*/gmd:citation[1]/*/gmd:title"};
    (void)state;
    for (size_t i = 0; i < VG_COUNT(to_title); i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
        struct vg_error err = {0};
        const struct vg_catalog_property p = property(to_title[i], "New");
        const struct vg_record *r = changed(iso, &p, 1, a, &err);
        assert_non_null(r);
        assert_string_equal(r->citation.title.value, "New");
        assert_string_equal(r->abstract.value, "Text");
    }
}

static void an_element_takes_the_place_of_one_of_its_name(void **state)
{
    static const char text[] = "<v " GMD "><gmd:title><gco:CharacterString>Whole</gco:CharacterString></gmd:title></v>";
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_error err = {0};
    xmlDoc *doc = xmlReadMemory(text, sizeof text - 1, NULL, NULL, 0);
    struct vg_catalog_property p = property(TO_TITLE, NULL);
    (void)state;
    p.element = xmlDocGetRootElement(doc)->children;
    p.scope = xmlDocGetRootElement(doc);
    const struct vg_record *r = changed(iso, &p, 1, a, &err);
    assert_non_null(r);
    assert_string_equal(r->citation.title.value, "Whole");
    xmlFreeDoc(doc);
}

static void without_a_value_it_is_taken_away(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_error err = {0};
    const struct vg_catalog_property p = property("gmd:identificationInfo/gmd:MD_DataIdentification/gmd:abstract", NULL);
    (void)state;
    const struct vg_record *r = changed(iso, &p, 1, a, &err);
    assert_non_null(r);
    assert_null(r->abstract.value);
}

static void what_cannot_be_is_refused(void **state)
{
    static const struct {
        const char *name, *value;
    } bad[] = {
        {"dc:nonsense", "x"}, {"dc:title", NULL}, {"apiso:Type", "no such type"}, {"dct:modified", "yesterday"},
        {"dc:language", "volapyk of the moon"}, {"apiso:TopicCategory", "cooking"},
        {"gmd:no/gmd:thing", "x"}, {"//gmd:title", "x"}, {"gmd:a/..", "x"}, {"gmd:a/.", "x"}, {"gmd:a/text()", "x"},
        {"gmd:a[1=1]/gmd:b", "x"}, {"gmd:a/gmd:b[999999999]", "x"}, {"a/@b/c", "x"}, {"a/", "x"}, {"/", "x"}, {"a/b:c:d", "x"},
        {"a/none:b", "x"}, {"gmd:MD_Metadata/", "x"}, {"/gmd:MD_Metadata", "x"}, {"gmd:identificationInfo/gmd:MD_DataIdentification", "x"},
    };
    (void)state;
    for (size_t i = 0; i < VG_COUNT(bad); i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
        struct vg_error err = {0};
        struct vg_str out;
        const struct vg_catalog_property p = property(bad[i].name, bad[i].value);
        if (vg_catalog_change(vg_str_of(iso), &p, 1, a, &out, &err) != VG_BAD_INPUT)
            fail_msg("'%s' was taken", bad[i].name);
        assert_true(err.text[0] && err.where[0]);
    }
}

static void one_record_is_one(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_error err = {0};
    struct vg_record_found found;
    (void)state;
    assert_int_equal(vg_catalog_read_one(VG_STR("<x/>"), a, &found, &err), VG_BAD_INPUT);
    assert_int_equal(vg_catalog_read_one(VG_STR(""), a, &found, &err), VG_BAD_INPUT);
    assert_int_equal(vg_catalog_read_one(vg_str_of(dc), a, &found, &err), VG_OK);
    assert_string_equal(found.record->id, "one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_change_what_they_name_and_nothing_else),
        cmocka_unit_test(a_date_that_is_told_stays_told),
        cmocka_unit_test(paths_change_the_document),
        cmocka_unit_test(an_element_takes_the_place_of_one_of_its_name),
        cmocka_unit_test(without_a_value_it_is_taken_away),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(one_record_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
