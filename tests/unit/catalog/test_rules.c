/* Each rule of INSPIRE: two records that break none, and for each rule a change that breaks it. */
#include "../codec/records.h"

#include <vigie/catalog/rules.h>

struct change {
    const char *rule;
    const char *from, *to; /* the first of these in the document */
    const char *until;     /* it ends with this; NULL: with itself */
};

static const struct change of_data[] = {
    {"C.1", "<gmd:topicCategory>", "<gmd:nosuch/><gmd:topicCategory>"},
    {"C.3", "<gmd:thesaurusName>", "<gmd:type><gmd:MD_KeywordTypeCode codeList=\"\" codeListValue=\"weather of tomorrow\"/></gmd:type><gmd:thesaurusName>"},
    {"C.5", "codeListValue=\"fre\">fre<", "codeListValue=\"jpn\">jpn<"},
    {"C.6", "codeListValue=\"pointOfContact\">pointOfContact", "codeListValue=\"author\">author"},
    {"C.6", "donnees@rivage.example", "see the page"},
    {"C.7", "<gmd:dateStamp><gco:Date>2026-03-01</gco:Date></gmd:dateStamp>", "<gmd:dateStamp/>"},
    {"C.9", "Vitesse du recul par profil, en mètres par an.", ""},
    {"C.10", "codeListValue=\"owner\">owner", "codeListValue=\"\">"},
    {"C.12", "codeListValue=\"revision\">revision", "codeListValue=\"creation\">creation"},
    {"C.13", "codeListValue=\"creation\">creation", "codeListValue=\"revision\">revision"},
    {"C.14", "<gml:endPosition>2025-12-31</gml:endPosition>", "<gml:endPosition/>"},
    {"C.15", "Mots du rivage</gco:CharacterString></gmd:title><gmd:date><gmd:CI_Date><gmd:date><gco:Date>2020-01-01</gco:Date></gmd:date>",
     "Mots du rivage</gco:CharacterString></gmd:title><gmd:date><gmd:CI_Date><gmd:date/>"},
    {"C.16", "Mots du rivage</gco:CharacterString></gmd:title><gmd:date><gmd:CI_Date><gmd:date><gco:Date>2020-01-01",
     "GEMET - INSPIRE themes, version 1.0</gco:CharacterString></gmd:title><gmd:date><gmd:CI_Date><gmd:date><gco:Date>2008-06-01"},
    {"C.17", "codeListValue=\"otherRestrictions\">otherRestrictions", "codeListValue=\"restricted\">restricted"},
    {"C.18", "<gmd:otherConstraints><gco:CharacterString>Licence Ouverte 2.0</gco:CharacterString></gmd:otherConstraints>", ""},
    {"C.19", "<gmd:geographicElement>", "", "</gmd:geographicElement>"},
    {"C.21", "<gco:Date>2010-12-08</gco:Date>", ""},
    {"1.1", "codeListValue=\"dataset\">dataset", "codeListValue=\"tile\">tile"},
    {"1.3", "https://rivage.example/id/recul", "recul 7"},
    {"1.4", "Zones à risque naturel", "Zones agréables"},
    {"1.5", "<gmd:spatialResolution>", "<gmd:spatialResolution><gmd:MD_Resolution><gmd:distance><gco:Distance uom=\"m\">5</gco:Distance></gmd:distance></gmd:MD_Resolution></gmd:spatialResolution><gmd:spatialResolution>"},
    {"1.6", "<gmd:LanguageCode codeList=\"http://www.loc.gov/standards/iso639-2/\" codeListValue=\"fre\">français</gmd:LanguageCode>", ""},
    {"1.7", "<gmd:MD_TopicCategoryCode>geoscientificInformation</gmd:MD_TopicCategoryCode>", ""},
    {"1.8", "https://rivage.example/recul.gpkg", "on a disk"},
    {"1.9", "<gmd:level><gmd:MD_ScopeCode codeList=\"http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#MD_ScopeCode\" codeListValue=\"dataset\">dataset",
     "<gmd:level><gmd:MD_ScopeCode codeList=\"\" codeListValue=\"tile\">tile"},
    {"1.10", "1089/2010", "976/2009"},
    {"1.11", "Mesuré sur des orthophotographies.", ""},
    {"2.1", "http://www.opengis.net/def/crs/EPSG/0/4258", ""},
    {"2.2", "http://www.opengis.net/def/crs/EPSG/0/4258", "EPSG:4258"},
    {"2.4", "codeListValue=\"vector\">vector", "codeListValue=\"\">"},
    {"2.6", "GeoPackage", ""},
};

static const struct change of_services[] = {
    {"C.8", "Service du rivage", ""},
    {"C.20", "<gmd:report>", "", "</gmd:report>"},
    {"C.11", "<gco:Date>2025-06-01</gco:Date>", ""},
    {"3.1", "<gmd:hierarchyLevelName><gco:CharacterString>service</gco:CharacterString></gmd:hierarchyLevelName>", ""},
    {"3.4", "infoFeatureAccessService", "entités"},
    {"3.5", "<gco:LocalName>download", "<gco:LocalName>OGC:WFS"},
    {"3.6", "https://rivage.example/records/recul", "recul"},
    {"3.7", "<gmd:URL>https://rivage.example/<", "<gmd:URL>rivage<"},
    {"3.8", "<gmd:level><gmd:MD_ScopeCode codeList=\"http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#MD_ScopeCode\" codeListValue=\"service\">service",
     "<gmd:level><gmd:MD_ScopeCode codeList=\"\" codeListValue=\"tile\">tile"},
};

static struct vg_str changed(struct vg_str text, const struct change *c, struct vg_arena *a)
{
    const char *at = strstr(text.ptr, c->from), *end = at ? at + strlen(c->from) : NULL;
    if (at && c->until)
        end = strstr(at, c->until) + strlen(c->until);
    if (!at)
        fail_msg("%s: '%s' is not in the document", c->rule, c->from);
    return vg_str_of(vg_arena_printf(a, "%.*s%s%s", (int)(at - text.ptr), text.ptr, c->to, end));
}

static struct vg_rule_verdict judged(struct vg_str text, enum vg_lang lang, struct reading *r)
{
    struct vg_rule_verdict v;
    struct vg_error err = {0};
    *r = read_text(text);
    if (!r->found.record)
        fail_msg("no record: %s", r->err.text);
    const struct vg_rule_subject s = {r->found.record, r->found.codec, text};
    assert_int_equal(vg_rules_judge(&s, lang, r->a, &v, &err), VG_OK);
    return v;
}

static bool breaks(const struct vg_rule_verdict *v, const char *rule)
{
    for (size_t i = 0; i < v->n_faults; i++)
        if (!strcmp(v->faults[i].rule, rule))
            return true;
    return false;
}

/* With a change that is not valid XML by its schema C.1 is broken, too: it is asked for by itself. */
static void check_changes(const char *file, const struct change *list, size_t n)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16u << 20);
    struct vg_str good = golden_input(file, a);
    for (size_t i = 0; i < n; i++) {
        struct reading r;
        struct vg_rule_verdict v = judged(changed(good, &list[i], a), VG_EN, &r);
        bool unchecked = !strcmp(list[i].rule, "C.1") && v.n_faults == 0; /* no schemas are built in */
        if (!unchecked && !breaks(&v, list[i].rule))
            print_error("%s is not told where '%s' became '%s'\n", list[i].rule, list[i].from, list[i].to);
        assert_true(v.score < 100 || unchecked);
        for (size_t k = 0; k < v.n_faults; k++)
            if (strcmp(v.faults[k].rule, list[i].rule) != 0 && strcmp(v.faults[k].rule, "C.1") != 0)
                print_error("a change that breaks %s is told as %s: %s\n", list[i].rule, v.faults[k].rule, v.faults[k].text);
        drop_reading(&r);
    }
}

static void records_that_keep_all_rules_score_100(void **state)
{
    static const char *const files[] = {"inspire-dataset.xml", "inspire-service.xml"};
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16u << 20);
    for (size_t i = 0; i < VG_COUNT(files); i++) {
        struct reading r;
        struct vg_rule_verdict v = judged(golden_input(files[i], a), VG_EN, &r);
        if (v.n_faults)
            fail_msg("%s: %s: %s", files[i], v.faults[0].rule, v.faults[0].text);
        assert_int_equal(v.score, 100);
        assert_true(v.n_rules > 25);
        drop_reading(&r);
    }
}

static void each_rule_of_data_is_told_when_broken(void **state)
{
    (void)state;
    check_changes("inspire-dataset.xml", of_data, VG_COUNT(of_data));
}

static void each_rule_of_services_is_told_when_broken(void **state)
{
    (void)state;
    check_changes("inspire-service.xml", of_services, VG_COUNT(of_services));
}

static void a_fault_says_what_it_found_in_either_language(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16u << 20);
    const struct change c = {"C.6", "donnees@rivage.example", "see the page"};
    struct vg_str text = changed(golden_input("inspire-dataset.xml", a), &c, a);
    struct reading r;
    struct vg_rule_verdict v = judged(text, VG_FR, &r);
    assert_int_equal(v.n_faults, 1);
    assert_false(v.faults[0].is_warning);
    assert_string_equal(v.faults[0].path, "/gmd:MD_Metadata/gmd:contact");
    assert_string_equal(v.faults[0].text,
                        "la fiche demande un contact de rôle pointOfContact avec organisme et courriel ; il manque : le courriel");
    drop_reading(&r);
    v = judged(text, VG_EN, &r);
    assert_non_null(strstr(v.faults[0].text, "what lacks is the e-mail"));
    drop_reading(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_that_keep_all_rules_score_100),
        cmocka_unit_test(each_rule_of_data_is_told_when_broken),
        cmocka_unit_test(each_rule_of_services_is_told_when_broken),
        cmocka_unit_test(a_fault_says_what_it_found_in_either_language),
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
