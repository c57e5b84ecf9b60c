#include "../codec/golden.h"

#include <libxml/xmlschemas.h>

#include <vigie/base/time.h>
#include <vigie/catalog/derive.h>

/* The schemas' place within the folder that VIGIE_XSD names. */
#define GMX_XSD "plugins/profiles/apiso/schemas/ogc/iso/19139/20070417/gmx/gmx.xsd"

static const struct vg_crs lambert93 = {.auth = "EPSG", .code = "2154", .curie = "EPSG:2154",
                                        .uri = "http://www.opengis.net/def/crs/EPSG/0/2154",
                                        .name = "RGF93 v1 / Lambert-93"};
static struct vg_field fields[] = {
    {.name = "code", .type = VG_T_TEXT, .description = "code INSEE"},
    {.name = "surface", .type = VG_T_DOUBLE, .unit = "ha"},
    {.name = "jour", .type = VG_T_DATE, .title = "date du relevé"},
    {.name = "secret", .type = VG_T_TEXT, .hidden = true},
};
static const char *const keywords[] = {"trait de côte", "environment", "a < b & c"};
static const struct vg_contact contacts[] = {
    {.name = "Anne Le Goff", .organization = "Cerema", .position = "géomaticienne", .email = "a@example.org",
     .phone = "+33 1 00 00 00 00", .url = "https://example.org/équipe", .role = "owner", .address = "1 rue du Port",
     .city = "Brest", .postcode = "29200", .country = "France"},
    {.organization = "B", .role = "no such role"},
};
static const struct vg_link more_links[] = {
    {.href = "https://example.org/a b?x={y}&z=%zz", .rel = "describedby", .title = "notice"},
    {.href = "https://example.org/l", .rel = "license"}};
static struct vg_collection full(void)
{
    return (struct vg_collection){
        .id = "érosion/2026", .title = "Érosion du trait de côte", .description = "Taux d'érosion, en m/an.",
        .lang = "fr", .keywords = keywords, .n_keywords = 3, .fields = fields, .n_fields = 4, .geom_name = "geom",
        .geom_type = VG_GEOM_MULTIPOLYGON, .crs = &lambert93, .has_extent = true,
        .extent = {.min = {-5.2, 41.3}, .max = {9.6, 51.1}}, .has_interval = true,
        .interval = {.has_start = true, .start_us = 1514764800000000, .has_end = false},
        .modified_us = 1767225600000000, .created_us = 1735689600000000, .contacts = contacts, .n_contacts = 2,
        .license_url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence", .license_title = "Licence Ouverte 2.0",
        .attribution = "© Cerema", .links = more_links, .n_links = 2, .time_start = -1, .time_end = -1};
}

static struct vg_collection bare(void)
{
    return (struct vg_collection){.id = "t", .time_start = -1, .time_end = -1};
}

#define STAMP INT64_C(1767225600000000)

static const struct vg_catalog_site nobody;

/* The ISO 19139 record, as it is served. */
static struct vg_buf record_of(const struct vg_collection *c, const struct vg_catalog_site *site)
{
    struct vg_buf b;
    struct vg_error err = {0};
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(4 << 20);
    const struct vg_record_codec *codec = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    const struct vg_record_writing how = {.base_url = "https://example.org/v/"};
    const struct vg_record *r = vg_catalog_describe(c, site, how.base_url, STAMP, a);

    assert_non_null(r);
    vg_buf_init(&b, 1 << 20);
    if (codec->write(codec, r, &how, &b, &err) != VG_OK || vg_buf_check(&b, &err) != VG_OK)
        fail_msg("%s", err.text);
    return b;
}

static void a_full_record_is_as_reviewed(void **state)
{
    (void)state;
    struct vg_collection c = full();
    struct vg_buf b = record_of(&c, &nobody);

    assert_golden("derive/full.xml", vg_str_trim((struct vg_str){b.ptr, b.len}));
    vg_buf_finish(&b);
}

static void what_is_not_known_is_left_out_or_nil(void **state)
{
    (void)state;
    struct vg_collection c = bare();
    struct vg_buf b = record_of(&c, &nobody);

    assert_golden("derive/bare.xml", vg_str_trim((struct vg_str){b.ptr, b.len}));
    vg_buf_finish(&b);
}

static void without_a_description_the_abstract_states_facts(void **state)
{
    (void)state;
    struct vg_collection c = full();

    c.description = NULL;
    struct vg_buf b = record_of(&c, &nobody);
    assert_non_null(strstr(b.ptr, "Objets géographiques (MultiPolygon) de « Érosion du trait de côte », avec les "
                                  "champs : code, surface, jour.<"));
    vg_buf_finish(&b);
    c.lang = NULL;
    c.geom_name = NULL;
    b = record_of(&c, &nobody);
    assert_non_null(strstr(b.ptr, ">Rows of &#39;Érosion du trait de côte&#39;, with the fields: code, surface, jour.<"));
    vg_buf_finish(&b);
}

static void the_metadata_contact_is_the_given_one(void **state)
{
    (void)state;
    struct vg_collection c = bare();
    const struct vg_contact operator = {.organization = "The operator"};
    const struct vg_catalog_site site = {.contact = &operator};
    struct vg_buf b = record_of(&c, &site);
    char *first = strstr(b.ptr, "The operator");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "The operator")); /* of the data too, as there is no other */
    vg_buf_finish(&b);
}

static void dates_that_xml_cannot_write_are_unknown(void **state)
{
    (void)state;
    struct vg_collection c = full();

    c.interval = (struct vg_interval){.has_start = true, .has_end = true, .start_us = -62167219200000000,
                                      .end_us = INT64_MAX};
    c.created_us = INT64_MIN;
    struct vg_buf b = record_of(&c, &nobody);
    assert_non_null(strstr(b.ptr, "<gml:beginPosition indeterminatePosition=\"unknown\"/>"));
    assert_non_null(strstr(b.ptr, "<gml:endPosition indeterminatePosition=\"unknown\"/>"));
    assert_null(strstr(b.ptr, "creation"));
    vg_buf_finish(&b);
}

static void data_may_begin_with_1970(void **state)
{
    (void)state;
    struct vg_collection c = full();

    c.interval = (struct vg_interval){.has_start = true, .start_us = 0};
    struct vg_buf b = record_of(&c, &nobody);
    assert_non_null(strstr(b.ptr, "<gml:beginPosition>1970-01-01T00:00:00Z</gml:beginPosition>"));
    vg_buf_finish(&b);
}

static void keep_message(void *to, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    if (!*(char *)to)
        vsnprintf(to, 512, fmt, args);
    va_end(args);
}

static void assert_valid(xmlSchemaValidCtxt *valid, const struct vg_collection *c)
{
    struct vg_buf b = record_of(c, &nobody);
    char message[512] = "";
    xmlDoc *doc = xmlReadMemory(b.ptr, (int)b.len, "record.xml", NULL, XML_PARSE_NONET);

    assert_non_null(doc);
    xmlSchemaSetValidErrors(valid, keep_message, keep_message, message);
    if (xmlSchemaValidateDoc(valid, doc) != 0)
        fail_msg("%s", message);
    xmlFreeDoc(doc);
    vg_buf_finish(&b);
}

static void records_are_valid_against_the_schemas(void **state)
{
    const char *folder = getenv("VIGIE_XSD");
    char path[4096];

    (void)state;
    if (!folder) {
        print_message("VIGIE_XSD does not name the folder of the schemas: not validated\n");
        skip();
    }
    snprintf(path, sizeof(path), "%s/" GMX_XSD, folder);
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
    xmlSchema *schema = xmlSchemaParse(parser);
    assert_non_null(schema);
    xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(schema);

    struct vg_collection c = full();
    assert_valid(valid, &c);
    c.created_us = INT64_MIN;
    c.interval.start_us = -62167219200000000;
    c.lang = "xx";
    c.license_url = NULL;
    assert_valid(valid, &c);
    c = bare();
    assert_valid(valid, &c);
    c.title = "<&>\"'\x01\xff\r\n";
    c.description = c.title;
    c.id = "%&<é /";
    assert_valid(valid, &c);

    xmlSchemaFreeValidCtxt(valid);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    xmlCleanupParser();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_record_is_as_reviewed),
        cmocka_unit_test(what_is_not_known_is_left_out_or_nil),
        cmocka_unit_test(without_a_description_the_abstract_states_facts),
        cmocka_unit_test(the_metadata_contact_is_the_given_one),
        cmocka_unit_test(dates_that_xml_cannot_write_are_unknown),
        cmocka_unit_test(data_may_begin_with_1970),
        cmocka_unit_test(records_are_valid_against_the_schemas),
    };
    return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
