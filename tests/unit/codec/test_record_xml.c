/* ISO 19139 in and out, and what any XML document may do to its reader. */
#include "records.h"

#include <vigie/codec/record_schema.h>

#define HEAD "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\">"
#define TAIL "</gmd:MD_Metadata>"
#define ID "<gmd:fileIdentifier><gco:CharacterString>x1</gco:CharacterString></gmd:fileIdentifier>"
#define DATA(inside) "<gmd:identificationInfo><gmd:MD_DataIdentification>" inside "</gmd:MD_DataIdentification></gmd:identificationInfo>"
#define TITLE(text) "<gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>" text "</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>"
/* The least that the schema asks for, after the identifier. */
#define REST "<gmd:contact/><gmd:dateStamp><gco:Date>2024-01-01</gco:Date></gmd:dateStamp><gmd:identificationInfo/>"
#define PARENT(text) "<gmd:parentIdentifier><gco:CharacterString>" text "</gco:CharacterString></gmd:parentIdentifier>"
#define BOX(w, e, s, n) \
    "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>" \
    "<gmd:westBoundLongitude><gco:Decimal>" w "</gco:Decimal></gmd:westBoundLongitude>" \
    "<gmd:eastBoundLongitude><gco:Decimal>" e "</gco:Decimal></gmd:eastBoundLongitude>" \
    "<gmd:southBoundLatitude><gco:Decimal>" s "</gco:Decimal></gmd:southBoundLatitude>" \
    "<gmd:northBoundLatitude><gco:Decimal>" n "</gco:Decimal></gmd:northBoundLatitude>" \
    "</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"

static void a_record_written_and_read_again_is_the_same(void **state)
{
    (void)state;
    assert_written("dataset.iso19139.xml", VG_RECORD_ISO19139, "dataset.iso19139.xml");
    assert_written("service.iso19139.xml", VG_RECORD_ISO19139, "service.iso19139.xml");
    assert_written("dataset.iso19115-3.xml", VG_RECORD_ISO19115_3, "dataset.iso19115-3.xml");
    assert_written("service.iso19115-3.xml", VG_RECORD_ISO19115_3, "service.iso19115-3.xml");
    assert_written("dataset.dc.xml", VG_RECORD_DC, "dataset.dc.xml");
}

static void a_record_is_written_in_other_forms(void **state)
{
    (void)state;
    assert_written("dataset.iso19139.xml", VG_RECORD_ISO19115_3, "dataset.iso19115-3.xml");
    assert_written("service.iso19139.xml", VG_RECORD_ISO19115_3, "service.iso19115-3.xml");
    assert_written("dataset.iso19139.xml", VG_RECORD_DC, "dataset.dc.xml");
    assert_written("dataset.iso19139.xml", VG_RECORD_DC30, "dataset.dc30.xml");
    assert_written("dataset.iso19139.xml", VG_RECORD_OAI_DC, "dataset.oai_dc.xml");
}

static void a_brief_record_has_what_its_schema_allows(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(HEAD ID DATA(TITLE("T") "<gmd:abstract><gco:CharacterString>a</gco:CharacterString></gmd:abstract>") TAIL));
    const struct vg_record_writing brief = {.set = "brief", .alone = true};
    struct vg_buf b = written_as(VG_RECORD_DC, r.found.record, &brief);

    assert_true(vg_str_starts((struct vg_str){b.ptr, b.len}, VG_STR("<csw:BriefRecord ")));
    assert_non_null(strstr(b.ptr, "<dc:title>T</dc:title>"));
    assert_null(strstr(b.ptr, "abstract"));
    vg_buf_finish(&b);
    drop_reading(&r);
}

static enum vg_record_validity validity_of(struct vg_str text, struct vg_arena *a, struct vg_record_fault *faults, size_t *n)
{
    struct vg_error err = {0};
    enum vg_record_validity out;

    if (vg_record_schema_check(vg_record_codec_find(VG_STR(VG_RECORD_ISO19139)), VG_BY_PROFILE, text, a, faults, n, &out, &err) != VG_OK)
        fail_msg("%s", err.text);
    return out;
}

/* Both editions and services; a hint to a schema elsewhere, which would be a way out, is not followed. */
static void records_are_valid_by_their_schemas_or_the_line_is_told(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(8u << 20);
    struct vg_record_fault faults[VG_RECORD_MAX_FAULTS];
    size_t n;

    if (validity_of(golden_input("dataset.iso19139.xml", a), a, faults, &n) == VG_RECORD_UNCHECKED) {
        print_message("the XML Schemas are not built in (tools/setup fetches them): not validated\n");
        vg_arena_freep(&a); /* skip() does not come back */
        skip();
    }
    assert_int_equal(validity_of(golden_input("dataset.iso19139.xml", a), a, faults, &n), VG_RECORD_VALID);
    const char *lost = HEAD "\n<gmd:nosuch xsi:schemaLocation=\"http://www.isotc211.org/2005/gmd http://127.0.0.1:9/gmd.xsd\" "
                            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>" TAIL;
    assert_int_equal(validity_of(vg_str_of(lost), a, faults, &n), VG_RECORD_INVALID);
    assert_true(n > 0);
    assert_int_equal(faults[0].line, 2);
    assert_non_null(strstr(faults[0].text, "'nosuch'"));
}

static void addresses_and_units_keep_to_what_a_schema_allows(void **state)
{
    (void)state;
    const char *text = HEAD ID "<gmd:contact/><gmd:dateStamp><gco:Date>2024-01-01</gco:Date></gmd:dateStamp>"
        DATA(TITLE("T") "<gmd:abstract><gco:CharacterString>a</gco:CharacterString></gmd:abstract>"
             "<gmd:spatialResolution><gmd:MD_Resolution><gmd:distance><gco:Distance uom=\"urn:x:[ft_i]\">3</gco:Distance>"
             "</gmd:distance></gmd:MD_Resolution></gmd:spatialResolution>") TAIL;
    struct reading r = read_text(vg_str_of(text));
    const struct vg_record_writing how = {.alone = true};
    struct vg_buf b = written_as(VG_RECORD_ISO19139, r.found.record, &how);

    assert_non_null(strstr(b.ptr, "uom=\"urn:x:%5Bft_i%5D\""));
    vg_buf_finish(&b);
    drop_reading(&r);
}

static void what_cannot_be_served_is_in_quarantine_with_its_reason(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(HEAD DATA(TITLE("T")) TAIL));

    assert_int_equal(r.status, VG_OK);
    assert_int_equal(r.found.report->counts[VG_RECORD_QUARANTINE], 1);
    assert_true(is_told(r.found.report, VG_RECORD_QUARANTINE, "has no identifier"));
    assert_string_equal(r.found.report->findings[0].text[VG_FR], "la fiche n'a pas d'identifiant");
    drop_reading(&r);
}

static void what_is_plainly_meant_is_mended_and_told(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        HEAD ID "<gmd:language><gco:CharacterString>fra; CAN</gco:CharacterString></gmd:language>"
        "<gmd:dateStamp><gco:Date>01/03/2007</gco:Date></gmd:dateStamp>"
        "<gmd:identificationInfo><gmd:MD_DataIdentification>" TITLE("T")
        "<gmd:topicCategory><gmd:MD_TopicCategoryCode>012</gmd:MD_TopicCategoryCode></gmd:topicCategory>"
        BOX("-1", "-5,5", "48", "47") "</gmd:MD_DataIdentification></gmd:identificationInfo>" TAIL));
    const struct vg_record *record = r.found.record;

    assert_int_equal(r.status, VG_OK);
    assert_string_equal(record->lang, "fre");
    assert_string_equal(record->stamp.text, "2007-03-01");
    assert_string_equal(record->topics[0], "inlandWaters");
    assert_true(record->extents[0].boxes[0].west == -5.5 && record->extents[0].boxes[0].north == 48);
    assert_int_equal(r.found.report->counts[VG_RECORD_LOST], 0);
    assert_true(is_told(r.found.report, VG_RECORD_REPAIRED, "'01/03/2007' is written '2007-03-01'"));
    assert_true(is_told(r.found.report, VG_RECORD_REPAIRED, "south above north"));
    drop_reading(&r);
}

static void what_has_no_place_is_told_as_lost(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        HEAD ID "<gmd:dateStamp><gco:Date>soon</gco:Date></gmd:dateStamp><gmd:odd>said here</gmd:odd>"
        DATA(TITLE("T") BOX("600000", "700000", "6000000", "7000000")) TAIL));

    assert_int_equal(r.found.report->counts[VG_RECORD_LOST], 3);
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "'soon' is not a date"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "has no place in the record"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "is not in degrees"));
    assert_int_equal(r.found.record->n_extents, 0);
    drop_reading(&r);
}

#define MDB_HEAD \
    "<mdb:MD_Metadata xmlns:mdb=\"http://standards.iso.org/iso/19115/-3/mdb/2.0\" xmlns:mcc=\"http://standards.iso.org/iso/19115/-3/mcc/1.0\" " \
    "xmlns:mri=\"http://standards.iso.org/iso/19115/-3/mri/1.0\" xmlns:cit=\"http://standards.iso.org/iso/19115/-3/cit/2.0\" " \
    "xmlns:mrd=\"http://standards.iso.org/iso/19115/-3/mrd/1.0\" xmlns:mrl=\"http://standards.iso.org/iso/19115/-3/mrl/2.0\" " \
    "xmlns:lan=\"http://standards.iso.org/iso/19115/-3/lan/1.0\" xmlns:gcx=\"http://standards.iso.org/iso/19115/-3/gcx/1.0\" " \
    "xmlns:srv=\"http://standards.iso.org/iso/19115/-3/srv/2.1\" xmlns:gco=\"http://standards.iso.org/iso/19115/-3/gco/1.0\" " \
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\"><mdb:metadataIdentifier><mcc:MD_Identifier><mcc:code>" \
    "<gco:CharacterString>m1</gco:CharacterString></mcc:code></mcc:MD_Identifier></mdb:metadataIdentifier>"
#define MDB_TAIL "</mdb:MD_Metadata>"
#define MDB_TITLE "<mri:citation><cit:CI_Citation><cit:title><gco:CharacterString>T</gco:CharacterString></cit:title></cit:CI_Citation></mri:citation>"
#define MDB_LANGUAGE(id, lang, country) \
    "<mdb:otherLocale><lan:PT_Locale id=\"" id "\"><lan:language><lan:LanguageCode codeListValue=\"" lang "\"/></lan:language>" \
    "<lan:country><lan:CountryCode codeListValue=\"" country "\"/></lan:country></lan:PT_Locale></mdb:otherLocale>"

static void assert_has(const char *form, const struct reading *r, const char *const *parts, size_t n)
{
    struct vg_buf b = written_as(form, r->found.record, NULL);

    for (size_t i = 0; i < n; i++) {
        if (!strstr(b.ptr, parts[i]))
            fail_msg("%s is not in %s", parts[i], b.ptr);
    }
    vg_buf_finish(&b);
}

/* GeoNetwork's 19115-3 names other records by uuidref alone. */
static void another_record_named_by_an_attribute_is_known(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        MDB_HEAD "<mdb:parentMetadata uuidref=\"p1\"/><mdb:identificationInfo><srv:SV_ServiceIdentification>" MDB_TITLE
        "<mri:associatedResource><mri:MD_AssociatedResource><mri:name><cit:CI_Citation><cit:title><gco:CharacterString>Named</gco:CharacterString>"
        "</cit:title></cit:CI_Citation></mri:name><mri:associationType><mri:DS_AssociationTypeCode codeListValue=\"crossReference\"/>"
        "</mri:associationType><mri:metadataReference uuidref=\"a1\" xlink:href=\"http://x.example/a1\" xlink:title=\"Else\"/>"
        "</mri:MD_AssociatedResource></mri:associatedResource>"
        "<srv:coupledResource><srv:SV_CoupledResource><srv:resourceReference uuidref=\"c1\"/></srv:SV_CoupledResource></srv:coupledResource>"
        "</srv:SV_ServiceIdentification></mdb:identificationInfo><mdb:resourceLineage><mrl:LI_Lineage>"
        "<mrl:source uuidref=\"s1\" xlink:title=\"The source\"/></mrl:LI_Lineage></mdb:resourceLineage>" MDB_TAIL));
    static const char *const parts[] = {
        "<mcc:code><gco:CharacterString>p1<", "<mcc:code><gco:CharacterString>a1<", "<mcc:code><gco:CharacterString>c1<",
        "<mri:metadataReference xlink:href=\"http://x.example/a1\">", "<mrl:source uuidref=\"s1\">",
        "<cit:title><gco:CharacterString>The source<", "<cit:title><gco:CharacterString>Named<",
    };

    assert_int_equal(r.status, VG_OK);
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "'Else' has no place"));
    assert_int_equal(r.found.report->counts[VG_RECORD_LOST], 1);
    assert_string_equal(r.found.record->parent.value, "p1");
    assert_string_equal(r.found.record->relations[0].identifier.code.value, "a1");
    assert_string_equal(r.found.record->relations[0].citation.title.value, "Named");
    assert_string_equal(r.found.record->service.coupled[0].identifier.value, "c1");
    assert_has(VG_RECORD_ISO19115_3, &r, parts, VG_COUNT(parts));
    drop_reading(&r);
}

static void an_address_for_each_language_is_written_where_the_form_has_it(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        MDB_HEAD MDB_LANGUAGE("EN", "eng", "GB") "<mdb:identificationInfo><mri:MD_DataIdentification>" MDB_TITLE
        "</mri:MD_DataIdentification></mdb:identificationInfo><mdb:distributionInfo><mrd:MD_Distribution><mrd:transferOptions>"
        "<mrd:MD_DigitalTransferOptions><mrd:onLine><cit:CI_OnlineResource><cit:linkage><gco:CharacterString>http://x.example/fr</gco:CharacterString>"
        "<lan:PT_FreeText><lan:textGroup><lan:LocalisedCharacterString locale=\"#EN\">http://x.example/en</lan:LocalisedCharacterString>"
        "</lan:textGroup></lan:PT_FreeText></cit:linkage></cit:CI_OnlineResource></mrd:onLine></mrd:MD_DigitalTransferOptions>"
        "</mrd:transferOptions></mrd:MD_Distribution></mdb:distributionInfo>" MDB_TAIL));
    static const char *const parts[] = {"<gco:CharacterString>http://x.example/fr<", "locale=\"#EN\">http://x.example/en<"};

    assert_has(VG_RECORD_ISO19115_3, &r, parts, VG_COUNT(parts));
    drop_reading(&r);
}

#define ONLINE(role, linkage) "<gmd:onLine" role "><gmd:CI_OnlineResource><gmd:linkage>" linkage "</gmd:linkage></gmd:CI_OnlineResource></gmd:onLine>"
#define CHE_URL(locale, url) "<che:URLGroup><che:LocalisedURL locale=\"#" locale "\">" url "</che:LocalisedURL></che:URLGroup>"
#define LOCALE(id, lang) \
    "<gmd:locale><gmd:PT_Locale id=\"" id "\"><gmd:languageCode><gmd:LanguageCode codeListValue=\"" lang "\"/></gmd:languageCode>" \
    "<gmd:characterEncoding><gmd:MD_CharacterSetCode codeListValue=\"utf8\"/></gmd:characterEncoding></gmd:PT_Locale></gmd:locale>"

/* ISO 19139 has one address a link, and the language of what is there in the link's role. */
static void a_link_for_each_language_is_written_where_a_link_has_one_address(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\" "
        "xmlns:che=\"http://www.geocat.ch/2008/che\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">" ID
        LOCALE("FR", "fre") LOCALE("IT", "ita") LOCALE("EN", "eng") DATA(TITLE("T"))
        "<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions>"
        ONLINE("", "<gmd:URL>http://x.example/fr</gmd:URL><che:PT_FreeURL>" CHE_URL("FR", "http://x.example/fr") CHE_URL("IT", "http://x.example/it")
                   CHE_URL("EN", "http://x.example/it") "</che:PT_FreeURL>")
        ONLINE(" xlink:role=\"urn:xml:lang:eng-CAN\"", "<gmd:URL>http://x.example/ca</gmd:URL>")
        "</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>" TAIL));
    static const char *const parts[] = {"<gmd:URL>http://x.example/fr<", "<gmd:onLine xlink:role=\"urn:xml:lang:ita\">",
                                        "<gmd:URL>http://x.example/it<", "<gmd:onLine xlink:role=\"urn:xml:lang:eng-CAN\">"};

    assert_has(VG_RECORD_ISO19139, &r, parts, VG_COUNT(parts));
    struct vg_buf b = written_as(VG_RECORD_ISO19139, r.found.record, NULL);
    size_t links = 0;
    for (const char *at = b.ptr; (at = strstr(at, "<gmd:onLine")); at++)
        links++;
    assert_int_equal(links, 3);
    vg_buf_finish(&b);
    drop_reading(&r);
}

static void what_stands_around_what_is_read_is_told(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\">" ID
        "<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue=\"service\"/></gmd:hierarchyLevel>"
        "<gmd:contact xlink:title=\"Her office\">- <gmd:CI_ResponsibleParty><gmd:individualName><gco:CharacterString>She</gco:CharacterString>"
        "</gmd:individualName></gmd:CI_ResponsibleParty></gmd:contact>"
        "<gmd:dateStamp><gco:Date>2014-09-08Z</gco:Date></gmd:dateStamp>"
        DATA(TITLE("T") "<gmd:pointOfContact xlink:title=\"She\"><gmd:CI_ResponsibleParty><gmd:individualName>"
             "<gmd:Country codeListValue=\"XX\">She</gmd:Country></gmd:individualName></gmd:CI_ResponsibleParty></gmd:pointOfContact>"
             "<gmd:spatialResolution><gmd:MD_Resolution><gmd:distance><gco:Distance uom=\"m\">0</gco:Distance></gmd:distance></gmd:MD_Resolution>"
             "</gmd:spatialResolution><gmd:supplementalInformation><gco:CharacterString>More</gco:CharacterString></gmd:supplementalInformation>")
        TAIL));

    assert_true(is_told(r.found.report, VG_RECORD_LOST, "'Her office' has no place"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "'-' stands between the elements"));
    assert_true(is_told(r.found.report, VG_RECORD_NORMALISED, "'2014-09-08Z' is written '2014-09-08'"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "the code 'XX' beside the text"));
    assert_true(is_told(r.found.report, VG_RECORD_NORMALISED, "'0' says nothing here"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "the record is of a service"));
    assert_false(is_told(r.found.report, VG_RECORD_LOST, "'She' has no place")); /* it is said within */
    drop_reading(&r);
}

static void what_stands_beside_a_text_or_a_language_is_told_as_lost(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        MDB_HEAD MDB_LANGUAGE("FR", "fre", "FR") MDB_LANGUAGE("FRCA", "fre", "CA")
        "<mdb:identificationInfo><mri:MD_DataIdentification>" MDB_TITLE
        "<mri:abstract><gcx:Anchor xlink:href=\"http://x.example/a\" xlink:title=\"More\">Text</gcx:Anchor></mri:abstract>"
        "<mri:purpose><gcx:Anchor xlink:href=\"http://x.example/p\" xlink:title=\"Same\">Same</gcx:Anchor></mri:purpose>"
        "<mri:descriptiveKeywords><mri:MD_Keywords><mri:keyword><gco:CharacterString>k</gco:CharacterString></mri:keyword>"
        "<mri:thesaurusName uuidref=\"t1\"/></mri:MD_Keywords></mri:descriptiveKeywords>"
        "</mri:MD_DataIdentification></mdb:identificationInfo>" MDB_TAIL));

    assert_true(is_told(r.found.report, VG_RECORD_LOST, "the title 'More' beside the text"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "the language 'fre' is declared already"));
    assert_true(is_told(r.found.report, VG_RECORD_LOST, "points to 't1'"));
    assert_int_equal(r.found.report->counts[VG_RECORD_LOST], 3);
    drop_reading(&r);
}

static void the_thesaurus_of_a_dublin_core_subject_is_its_scheme(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<csw:Record xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier>d1</dc:identifier>"
        "<dc:title>T</dc:title><dc:subject scheme=\"http://t.example/2\">forest</dc:subject><dc:subject>plain</dc:subject></csw:Record>"));
    static const char *const parts[] = {"<dc:subject scheme=\"http://t.example/2\">forest</dc:subject>", "<dc:subject>plain</dc:subject>"};
    static const char *const oai[] = {"<dc:subject>forest</dc:subject>", "<dc:subject>plain</dc:subject>"};

    assert_int_equal(r.found.record->n_keywords, 2);
    assert_has(VG_RECORD_DC, &r, parts, VG_COUNT(parts));
    assert_has(VG_RECORD_DC30, &r, parts, VG_COUNT(parts));
    assert_has(VG_RECORD_OAI_DC, &r, oai, VG_COUNT(oai)); /* whose schema has no such attribute */
    drop_reading(&r);
}

static void profiles_are_read_as_what_they_specialise(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(
        "<che:CHE_MD_Metadata xmlns:che=\"http://www.geocat.ch/2008/che\" xmlns:gmd=\"http://www.isotc211.org/2005/gmd\""
        " xmlns:gco=\"http://www.isotc211.org/2005/gco\">" ID "<gmd:identificationInfo><che:CHE_MD_DataIdentification>"
        TITLE("Kehrichtsackgebühr") "</che:CHE_MD_DataIdentification></gmd:identificationInfo></che:CHE_MD_Metadata>"));

    assert_int_equal(r.status, VG_OK);
    assert_string_equal(r.found.record->citation.title.value, "Kehrichtsackgebühr");
    drop_reading(&r);
}

static void entities_are_refused_and_nothing_is_fetched(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" HEAD ID
                                        DATA(TITLE("&x;")) TAIL));

    assert_int_equal(r.status, VG_BAD_INPUT);
    assert_non_null(strstr(r.err.text, "declares entities"));
    drop_reading(&r);
    r = read_text(VG_STR("<!DOCTYPE a SYSTEM \"http://localhost:1/x.dtd\">" HEAD ID DATA(TITLE("T")) TAIL));
    assert_int_equal(r.status, VG_OK);
    drop_reading(&r);
}

static void deep_documents_are_refused(void **state)
{
    struct vg_buf b;

    (void)state;
    vg_buf_init(&b, 1 << 20);
    for (int i = 0; i < VG_RECORD_MAX_DEPTH + 3; i++)
        VG_BUF_LIT(&b, "<a>");
    for (int i = 0; i < VG_RECORD_MAX_DEPTH + 3; i++)
        VG_BUF_LIT(&b, "</a>");
    struct reading r = read_text((struct vg_str){b.ptr, b.len});
    assert_int_equal(r.status, VG_TOO_LARGE);
    drop_reading(&r);
    vg_buf_finish(&b);
}

static void broken_documents_are_refused_by_their_line(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR(HEAD "\n\n<gmd:x>" TAIL));

    assert_int_equal(r.status, VG_BAD_INPUT);
    assert_string_equal(r.err.where, "line 3");
    drop_reading(&r);
}

static void headers_of_http_before_the_document_are_left_out(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" HEAD ID DATA(TITLE("T")) TAIL));

    assert_int_equal(r.status, VG_OK);
    assert_true(is_told(r.found.report, VG_RECORD_REPAIRED, "what stands before the document"));
    drop_reading(&r);
}

static void a_wrong_encoding_is_read_as_latin_1(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" HEAD ID DATA(TITLE("\xE9tat")) TAIL));

    assert_int_equal(r.status, VG_OK);
    assert_string_equal(r.found.record->citation.title.value, "état");
    assert_true(is_told(r.found.report, VG_RECORD_REPAIRED, "read as ISO-8859-1"));
    drop_reading(&r);
}

static void records_within_an_answer_are_found_one_by_one(void **state)
{
    (void)state;
    struct reading r = read_text(VG_STR("<r:GetRecordsResponse xmlns:r=\"http://www.opengis.net/cat/csw/2.0.2\"><r:SearchResults>"
                                        HEAD ID DATA(TITLE("A")) TAIL HEAD ID TAIL "</r:SearchResults></r:GetRecordsResponse>"));

    assert_int_equal(r.n, 2);
    assert_false(r.found.whole);
    assert_true(vg_str_starts(r.found.original, VG_STR("<gmd:MD_Metadata xmlns:gmd=")));
    drop_reading(&r);
}

static void an_original_is_served_as_utf8_without_prolog(void **state)
{
    (void)state;
    const struct vg_record_codec *codec = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    struct vg_str text = VG_STR("\xEF\xBB\xBF<?xml version=\"1.0\"?><!-- a --><!DOCTYPE x>\n" HEAD ID REST TAIL "\n"), out;
    struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_record_report report = {.arena = a};
    struct vg_error err = {0};

    assert_int_equal(vg_record_as_is(codec, text, &report, a, &out, &err), VG_OK);
    assert_true(vg_str_is(out, HEAD ID REST TAIL));
    text = VG_STR("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" HEAD ID PARENT("\xE9") REST TAIL);
    assert_int_equal(vg_record_as_is(codec, text, &report, a, &out, &err), VG_OK);
    assert_true(vg_str_is(out, HEAD ID PARENT("é") REST TAIL));
    assert_int_equal(vg_record_as_is(codec, VG_STR("<a/>"), &report, a, &out, &err), VG_BAD_INPUT);
    vg_record_tell(&report, VG_RECORD_REPAIRED, "", "the box lacks a side");
    assert_int_equal(vg_record_as_is(codec, text, &report, a, &out, &err), VG_BAD_INPUT);
    vg_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_written_and_read_again_is_the_same),
        cmocka_unit_test(a_record_is_written_in_other_forms),
        cmocka_unit_test(a_brief_record_has_what_its_schema_allows),
        cmocka_unit_test(records_are_valid_by_their_schemas_or_the_line_is_told),
        cmocka_unit_test(addresses_and_units_keep_to_what_a_schema_allows),
        cmocka_unit_test(what_cannot_be_served_is_in_quarantine_with_its_reason),
        cmocka_unit_test(what_is_plainly_meant_is_mended_and_told),
        cmocka_unit_test(what_has_no_place_is_told_as_lost),
        cmocka_unit_test(another_record_named_by_an_attribute_is_known),
        cmocka_unit_test(an_address_for_each_language_is_written_where_the_form_has_it),
        cmocka_unit_test(a_link_for_each_language_is_written_where_a_link_has_one_address),
        cmocka_unit_test(what_stands_around_what_is_read_is_told),
        cmocka_unit_test(what_stands_beside_a_text_or_a_language_is_told_as_lost),
        cmocka_unit_test(the_thesaurus_of_a_dublin_core_subject_is_its_scheme),
        cmocka_unit_test(profiles_are_read_as_what_they_specialise),
        cmocka_unit_test(entities_are_refused_and_nothing_is_fetched),
        cmocka_unit_test(deep_documents_are_refused),
        cmocka_unit_test(broken_documents_are_refused_by_their_line),
        cmocka_unit_test(headers_of_http_before_the_document_are_left_out),
        cmocka_unit_test(a_wrong_encoding_is_read_as_latin_1),
        cmocka_unit_test(records_within_an_answer_are_found_one_by_one),
        cmocka_unit_test(an_original_is_served_as_utf8_without_prolog),
    };
    return cmocka_run_group_tests_name("record_xml", tests, NULL, NULL);
}
