/* OGC API Record, STAC Collection, schema.org and DCAT, in and out. */
#include "records.h"

static void a_record_is_written_in_each_form(void **state)
{
    (void)state;
    assert_written("dataset.iso19139.xml", VG_RECORD_JSON, "dataset.record.json");
    assert_written("dataset.iso19139.xml", VG_RECORD_STAC, "dataset.stac.json");
    assert_written("dataset.iso19139.xml", VG_RECORD_SCHEMA_ORG, "dataset.schema.json");
    assert_written("dataset.iso19139.xml", VG_RECORD_DCAT_TURTLE, "dataset.dcat.ttl");
    assert_written("dataset.iso19139.xml", VG_RECORD_DCAT_XML, "dataset.dcat.rdf");
    assert_written("dataset.iso19139.xml", VG_RECORD_DCAT_JSON, "dataset.dcat.jsonld");
    assert_written("service.iso19139.xml", VG_RECORD_JSON, "service.record.json");
    assert_written("service.iso19139.xml", VG_RECORD_DCAT_TURTLE, "service.dcat.ttl");
}

static void what_json_says_is_read_again(void **state)
{
    (void)state;
    assert_written("dataset.record.json", VG_RECORD_JSON, "dataset.record.json");
    assert_written("dataset.stac.json", VG_RECORD_STAC, "dataset.stac.again.json");
}

static void the_three_kinds_of_rdf_say_the_same(void **state)
{
    (void)state;
    assert_written("dataset.dcat.ttl", VG_RECORD_DCAT_TURTLE, "dataset.dcat.again.ttl");
    assert_written("dataset.dcat.rdf", VG_RECORD_DCAT_TURTLE, "dataset.dcat.again.ttl");
    assert_written("dataset.dcat.jsonld", VG_RECORD_DCAT_TURTLE, "dataset.dcat.again.ttl");
}

/* What somebody wrote where an address is to stand; each syntax the same. */
static void what_is_no_address_is_left_out_of_rdf(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\">"
        "<gmd:fileIdentifier><gco:CharacterString>a</gco:CharacterString></gmd:fileIdentifier>"
        "<gmd:contact><gmd:CI_ResponsibleParty><gmd:organisationName><gco:CharacterString>O</gco:CharacterString></gmd:organisationName>"
        "<gmd:contactInfo><gmd:CI_Contact><gmd:phone><gmd:CI_Telephone><gmd:voice><gco:CharacterString>02 23 (0) 62</gco:CharacterString></gmd:voice>"
        "</gmd:CI_Telephone></gmd:phone><gmd:address><gmd:CI_Address><gmd:electronicMailAddress><gco:CharacterString>-- your mail --"
        "</gco:CharacterString></gmd:electronicMailAddress></gmd:CI_Address></gmd:address></gmd:CI_Contact></gmd:contactInfo>"
        "<gmd:role><gmd:CI_RoleCode codeList=\"\" codeListValue=\"pointOfContact\"/></gmd:role></gmd:CI_ResponsibleParty></gmd:contact>"
        "<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>Title</gco:CharacterString>"
        "</gmd:title></gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification></gmd:identificationInfo>"
        "<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions>"
        "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>data/file.zip</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></gmd:onLine>"
        "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>http://h/{a} b?q=[1]</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></gmd:onLine>"
        "</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo></gmd:MD_Metadata>"));
    static const char *const forms[] = {VG_RECORD_DCAT_TURTLE, VG_RECORD_DCAT_XML, VG_RECORD_DCAT_JSON};

    assert_int_equal(r.status, VG_OK);
    for (size_t i = 0; i < VG_COUNT(forms); i++) {
        struct vg_buf b = written_as(forms[i], r.found.record, &(struct vg_record_writing){.base_url = "https://example.org"});
        assert_non_null(strstr(b.ptr, "http://h/%7Ba%7D%20b?q=%5B1%5D"));
        assert_non_null(strstr(b.ptr, "tel:02-23-0-62"));
        assert_non_null(strstr(b.ptr, "primaryTopic"));
        assert_non_null(strstr(b.ptr, "dct:description")); /* the title */
        assert_null(strstr(b.ptr, "file.zip"));
        assert_null(strstr(b.ptr, "mailto:"));
        vg_buf_finish(&b);
    }
    struct vg_buf b = written_as(VG_RECORD_SCHEMA_ORG, r.found.record, &(struct vg_record_writing){.base_url = "https://example.org"});
    assert_non_null(strstr(b.ptr, "\"description\": \"Title\""));
    assert_non_null(strstr(b.ptr, "\"url\": \"https://example.org/collections/catalogue/items/a\""));
    assert_non_null(strstr(b.ptr, "\"@type\": \"DataCatalog\""));
    assert_null(strstr(b.ptr, "file.zip"));
    assert_null(strstr(b.ptr, "your mail"));
    vg_buf_finish(&b);
    drop_reading(&r);
}

static void a_licence_in_words_and_a_point_are_what_search_engines_take(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("{\"type\":\"Feature\",\"id\":\"p\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[2.5,45]},"
                                        "\"properties\":{\"title\":\"T\",\"license\":\"free to use\"}}"));

    assert_int_equal(r.status, VG_OK);
    struct vg_buf b = written_as(VG_RECORD_SCHEMA_ORG, r.found.record, &(struct vg_record_writing){0});
    assert_non_null(strstr(b.ptr, "\"@type\": \"CreativeWork\",\n    \"name\": \"free to use\""));
    assert_non_null(strstr(b.ptr, "\"@type\": \"GeoCoordinates\",\n      \"latitude\": 45,\n      \"longitude\": 2.5"));
    assert_null(strstr(b.ptr, "\"url\""));
    vg_buf_finish(&b);
    drop_reading(&r);
}

static void another_language_is_given_where_asked(void **state)
{
    struct vg_arena *a = vg_arena_new(1 << 20);
    struct reading r = read_text(golden_input("dataset.iso19139.xml", a));
    const struct vg_record_writing english = {.lang = "eng", .base_url = "https://example.org/v/"};
    struct vg_buf b = written_as(VG_RECORD_JSON, r.found.record, &english);

    (void)state;
    assert_non_null(strstr(b.ptr, "\"title\": \"Shoreline & erosion\""));
    assert_non_null(strstr(b.ptr, "\"code\": \"en\""));
    assert_non_null(strstr(b.ptr, "https://example.org/v/collections/catalogue/items/fr-exemple-littoral\""));
    vg_buf_finish(&b);
    drop_reading(&r);
    vg_arena_free(a);
}

static void a_box_is_a_ring_from_its_lower_left_corner(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("{\"type\":\"Feature\",\"id\":\"a\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                                        "[[[170,-20],[-170,-20],[-170,-10],[170,-10],[170,-20]]]},\"properties\":{\"title\":\"T\"}}"));

    assert_int_equal(r.status, VG_OK);
    assert_true(r.found.record->extents[0].boxes[0].west == -170);
    drop_reading(&r);
}

static void several_records_of_a_page_are_read_each(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"a\","
                                        "\"properties\":{\"title\":\"A\",\"updated\":\"soon\",\"odd\":1}},"
                                        "{\"type\":\"Feature\",\"id\":\"b\",\"properties\":{\"title\":\"B\"}}]}"));

    assert_int_equal(r.n, 2);
    assert_string_equal(r.found.record->id, "a");
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "'soon' is not a date"));
    assert_string_equal(r.found.report->findings[0].path, "properties.updated");
    assert_string_equal(r.found.report->findings[1].path, "properties.odd");
    drop_reading(&r);
}

static void a_catalogue_gives_its_datasets(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
                                        "<http://h/c> a dcat:Catalog ; dcat:dataset <http://h/1>, <http://h/2> .\n"
                                        "<http://h/1> a dcat:Dataset ; dct:title \"Un\"@fr, \"One\"@en ; dct:identifier \"id-1\" .\n"
                                        "<http://h/2> a dcat:Dataset ; dct:title \"Deux\"@fr ; dct:modified \"2020-13-01\" .\n"));

    if (r.status != VG_OK)
        fail_msg("%s", r.err.text);
    assert_int_equal(r.n, 2);
    assert_string_equal(r.found.record->id, "id-1");
    assert_string_equal(r.found.record->lang, "fre");
    assert_string_equal(vg_record_text_in(&r.found.record->citation.title, "eng"), "One");
    assert_true(vg_str_starts(r.found.original, VG_STR("@prefix")));
    drop_reading(&r);
}

/* What is said elsewhere in the document of what a resource names by its address goes with it; other resources do not. */
static void a_part_of_a_catalogue_keeps_what_it_names(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
                                        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
                                        "<http://h/c> a dcat:Catalog ; dct:title \"The catalogue\" ; dcat:dataset <http://h/1>, <http://h/2> .\n"
                                        "<http://h/1> a dcat:Dataset ; dct:title \"Un\" ; dct:publisher <http://h/org> ; dct:isPartOf <http://h/c> ;\n"
                                        " dct:relation <http://h/2> .\n"
                                        "<http://h/2> a dcat:Dataset ; dct:title \"Deux\" .\n"
                                        "<http://h/org> a foaf:Agent ; foaf:name \"Somebody\" ; foaf:knows <http://h/friend> .\n"
                                        "<http://h/friend> a foaf:Agent ; foaf:name \"Somebody else\" .\n"
                                        "<http://h/1#r> a dcat:CatalogRecord ; foaf:primaryTopic <http://h/1> ; dct:modified \"2024-05-06\" .\n"));
    const char *part = vg_arena_cstr(r.a, r.found.original);

    assert_int_equal(r.n, 2);
    assert_non_null(strstr(part, "Somebody"));
    assert_non_null(strstr(part, "2024-05-06"));
    assert_null(strstr(part, "Somebody else"));
    assert_null(strstr(part, "Deux"));
    assert_null(strstr(part, "The catalogue"));
    drop_reading(&r);
}

static void datasets_within_an_answer_of_a_catalogue_are_found(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<csw:GetRecordsResponse xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\"><csw:SearchResults>"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dct=\"http://purl.org/dc/terms/\""
        " xmlns:dcat=\"http://www.w3.org/ns/dcat#\"><dcat:Dataset rdf:about=\"http://h/1\"><dct:title>T</dct:title>"
        "<dct:identifier>id-1</dct:identifier></dcat:Dataset></rdf:RDF></csw:SearchResults></csw:GetRecordsResponse>"));

    if (r.status != VG_OK)
        fail_msg("%s", r.err.text);
    assert_int_equal(r.n, 1);
    assert_string_equal(r.found.record->id, "id-1");
    drop_reading(&r);
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "[]", "{\"a\":1}", "{\"stac_version\":\"1.0.0\",\"type\":\"Catalog\"}",
                                        "@prefix a: <b> . a:", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>",
                                        "{\"@context\":{},\"@type\":\"x\"}"};

    for (size_t i = 0; i < VG_COUNT(texts); i++) {
        struct reading r = read_text(vg_str_of(texts[i]));
        if (r.status != VG_BAD_INPUT || !r.err.text[0])
            fail_msg("'%s' was read", texts[i]);
        drop_reading(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_written_in_each_form),
        cmocka_unit_test(what_json_says_is_read_again),
        cmocka_unit_test(the_three_kinds_of_rdf_say_the_same),
        cmocka_unit_test(what_is_no_address_is_left_out_of_rdf),
        cmocka_unit_test(a_licence_in_words_and_a_point_are_what_search_engines_take),
        cmocka_unit_test(another_language_is_given_where_asked),
        cmocka_unit_test(a_box_is_a_ring_from_its_lower_left_corner),
        cmocka_unit_test(several_records_of_a_page_are_read_each),
        cmocka_unit_test(a_catalogue_gives_its_datasets),
        cmocka_unit_test(a_part_of_a_catalogue_keeps_what_it_names),
        cmocka_unit_test(datasets_within_an_answer_of_a_catalogue_are_found),
        cmocka_unit_test(what_is_no_record_is_refused),
    };
    return cmocka_run_group_tests_name("record_json", tests, NULL, NULL);
}
