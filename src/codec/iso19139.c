/* The ISO 19139 record of a collection: title, abstract, place, time, reference system, fields, contacts, licence and
 * access points, each value beside its path, in the order of the schema (edition 2007-04-17, GML 3.2).
 *
 * What INSPIRE asks beyond the schema is kept where the facts are known: languages and codes by their lists, the
 * licence as an anchor, the access point with its registered protocol (metadata guidelines 2.0.1).  What is not known is
 * left out, or has a nilReason where the schema wants the element; nothing is made up. */
#include <vigie/base/escape.h>
#include <vigie/base/keyword.h>
#include <vigie/codec/iso19139.h>

#include "iso19139_xml.h"

#define HEAD                                                                                                          \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                                    \
    "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"http://www.isotc211.org/2005/gco\""  \
    " xmlns:gmx=\"http://www.isotc211.org/2005/gmx\" xmlns:gml=\"http://www.opengis.net/gml/3.2\""                    \
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
#define OAPIF "http://www.opengis.net/def/interface/ogcapi-features"
#define INSPIRE_DOWNLOAD "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/download"
#define MAX_TEXT (1u << 20)

struct record {
    struct vg_iso_xml xml;
    const struct vg_iso_source *source;
    const struct vg_collection *collection;
    bool french;
    struct vg_buf scratch; /* one text at a time */
};

struct contact_row {
    const char *path;
    size_t offset; /* of the member in struct vg_contact */
};

static const struct contact_row contact_rows[] = {
    {"gmd:individualName", offsetof(struct vg_contact, name)},
    {"gmd:organisationName", offsetof(struct vg_contact, organization)},
    {"gmd:positionName", offsetof(struct vg_contact, position)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:phone/gmd:CI_Telephone/gmd:voice", offsetof(struct vg_contact, phone)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:address/gmd:CI_Address/gmd:deliveryPoint",
     offsetof(struct vg_contact, address)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:address/gmd:CI_Address/gmd:city", offsetof(struct vg_contact, city)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:address/gmd:CI_Address/gmd:postalCode",
     offsetof(struct vg_contact, postcode)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:address/gmd:CI_Address/gmd:country", offsetof(struct vg_contact, country)},
    {"gmd:contactInfo/gmd:CI_Contact/gmd:address/gmd:CI_Address/gmd:electronicMailAddress",
     offsetof(struct vg_contact, email)},
};

struct word {
    const char *name, *meaning;
};

/* CI_RoleCode */
static const struct word roles[] = { /* sorted */
    {"author", NULL},
    {"custodian", NULL},
    {"distributor", NULL},
    {"originator", NULL},
    {"owner", NULL},
    {"pointOfContact", NULL},
    {"principalInvestigator", NULL},
    {"processor", NULL},
    {"publisher", NULL},
    {"resourceProvider", NULL},
    {"user", NULL},
};

/* MD_TopicCategoryCode; a keyword that is one of them says the category. */
static const struct word topics[] = { /* sorted */
    {"biota", NULL},
    {"boundaries", NULL},
    {"climatologyMeteorologyAtmosphere", NULL},
    {"economy", NULL},
    {"elevation", NULL},
    {"environment", NULL},
    {"farming", NULL},
    {"geoscientificInformation", NULL},
    {"health", NULL},
    {"imageryBaseMapsEarthCover", NULL},
    {"inlandWaters", NULL},
    {"intelligenceMilitary", NULL},
    {"location", NULL},
    {"oceans", NULL},
    {"planningCadastre", NULL},
    {"society", NULL},
    {"structure", NULL},
    {"transportation", NULL},
    {"utilitiesCommunication", NULL},
};

/* ISO 639-1 and terminological codes to the bibliographic ones of ISO 639-2, which INSPIRE wants. */
static const struct word languages[] = { /* sorted */
    {"br", "bre"},
    {"ca", "cat"},
    {"co", "cos"},
    {"de", "ger"},
    {"deu", "ger"},
    {"en", "eng"},
    {"es", "spa"},
    {"eu", "baq"},
    {"fr", "fre"},
    {"fra", "fre"},
    {"it", "ita"},
    {"nl", "dut"},
    {"nld", "dut"},
    {"oc", "oci"},
    {"pt", "por"},
};

/* Link relation to CI_OnLineFunctionCode; what is not here informs, NULL is not a way to the data. */
static const struct word functions[] = { /* sorted */
    {"enclosure", "download"},
    {"items", "download"},
    {"license", NULL},
    {"self", NULL},
};

/* A text in the record's own language. */
static const char *say(const struct record *r, const char *english, const char *french)
{
    return r->french ? french : english;
}

static const char *title_of(const struct vg_collection *c)
{
    return c->title && *c->title ? c->title : c->id;
}

static const char *language_of(const struct vg_collection *c)
{
    struct vg_str region, lang = vg_str_cut(vg_str_of(c->lang ? c->lang : ""), '-', &region);
    const struct word *known = VG_KEYWORD(lang, languages);

    return known ? known->meaning : lang.len == 3 && !region.ptr ? c->lang : NULL;
}

/* base_url and the path of the collection with `rest` behind it; valid until the scratch is used again. */
static const char *address(struct record *r, const char *rest)
{
    struct vg_str base = vg_str_of(r->source->base_url);

    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    vg_buf_clear(&r->scratch);
    vg_buf_str(&r->scratch, base);
    VG_BUF_LIT(&r->scratch, "/");
    if (rest) {
        VG_BUF_LIT(&r->scratch, "collections/");
        vg_url_put(&r->scratch, vg_str_of(r->collection->id));
        vg_buf_cstr(&r->scratch, rest);
    }
    return r->scratch.ptr;
}

static void put_contact(struct record *r, const char *path, const struct vg_contact *c)
{
    struct vg_iso_xml *x = &r->xml;

    vg_iso_enter(x, path);
    for (size_t i = 0; i < VG_COUNT(contact_rows); i++) {
        const char *text;
        memcpy(&text, (const char *)c + contact_rows[i].offset, sizeof(text));
        vg_iso_text(x, contact_rows[i].path, text);
    }
    vg_iso_url(x, "gmd:contactInfo/gmd:CI_Contact/gmd:onlineResource/gmd:CI_OnlineResource/gmd:linkage", c->url);
    const struct word *role = c->role ? VG_KEYWORD(vg_str_of(c->role), roles) : NULL;
    vg_iso_code(x, "gmd:role", "CI_RoleCode", role ? role->name : "pointOfContact");
    vg_iso_leave(x);
}

static void put_head(struct record *r)
{
    struct vg_iso_xml *x = &r->xml;
    const struct vg_collection *c = r->collection;
    const char *lang = language_of(c);
    const struct vg_contact *contact = r->source->contact ? r->source->contact : c->n_contacts ? c->contacts : NULL;

    vg_iso_text(x, "gmd:fileIdentifier", r->source->file_identifier);
    if (lang)
        vg_iso_code(x, "gmd:language", "LanguageCode", lang);
    vg_iso_code(x, "gmd:characterSet", "MD_CharacterSetCode", "utf8");
    vg_iso_code(x, "gmd:hierarchyLevel", "MD_ScopeCode", c->geom_name ? "dataset" : "nonGeographicDataset");
    if (contact)
        put_contact(r, "gmd:contact/gmd:CI_ResponsibleParty", contact);
    else
        vg_iso_nil(x, "gmd:contact", "missing");
    vg_iso_date(x, "gmd:dateStamp", r->source->stamp_us);
    vg_iso_text(x, "gmd:metadataStandardName", "ISO 19115:2003/19139");
    vg_iso_text(x, "gmd:metadataStandardVersion", "1.0");
}

static void put_reference_system(struct record *r)
{
    static const char path[] = "gmd:referenceSystemInfo/gmd:MD_ReferenceSystem/gmd:referenceSystemIdentifier/gmd:RS_Identifier";
    const struct vg_crs *crs = r->collection->crs;
    const char *label = crs && crs->curie && *crs->curie ? crs->curie : crs ? crs->name : NULL;

    if (!label || !*label)
        return;
    vg_iso_enter(&r->xml, path);
    vg_iso_anchor(&r->xml, "gmd:code", crs->uri, label);
    vg_iso_text(&r->xml, "gmd:codeSpace", crs->auth);
    vg_iso_leave(&r->xml);
}

static void put_dates(struct record *r)
{
    const struct {
        int64_t us;
        const char *type;
    } dates[] = {{r->collection->created_us, "creation"}, {r->collection->modified_us, "revision"}};
    bool any = false;

    for (size_t i = 0; i < VG_COUNT(dates); i++) {
        if (dates[i].us == 0)
            continue;
        vg_iso_enter(&r->xml, "gmd:date/gmd:CI_Date");
        vg_iso_date(&r->xml, "gmd:date", dates[i].us);
        vg_iso_code(&r->xml, "gmd:dateType", "CI_DateTypeCode", dates[i].type);
        vg_iso_leave(&r->xml);
        any = true;
    }
    if (!any)
        vg_iso_nil(&r->xml, "gmd:date", "unknown");
}

/* "code (text): INSEE code; area (number, ha)" */
static void add_fields(struct record *r, bool with_types)
{
    const struct vg_collection *c = r->collection;
    const char *between = "";

    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (f->hidden)
            continue;
        vg_buf_cstr(&r->scratch, between);
        vg_buf_cstr(&r->scratch, f->name);
        between = with_types ? "; " : ", ";
        if (!with_types)
            continue;
        vg_buf_printf(&r->scratch, " (%s%s%s)", vg_text(r->french ? VG_FR : VG_EN, vg_type_name(f->type)),
                      f->unit ? ", " : "", f->unit ? f->unit : "");
        const char *meaning = f->description ? f->description : f->title;
        if (meaning)
            vg_buf_printf(&r->scratch, "%s%s", say(r, ": ", " : "), meaning);
    }
}

/* What the publisher says, else a sentence of facts. */
static const char *abstract_of(struct record *r)
{
    const struct vg_collection *c = r->collection;
    const char *type = c->geom_name ? vg_geom_type_geojson(c->geom_type) : NULL;

    if (c->description && *c->description)
        return c->description;
    vg_buf_clear(&r->scratch);
    vg_buf_cstr(&r->scratch, c->geom_name ? say(r, "Features", "Objets géographiques") : say(r, "Rows", "Lignes"));
    if (type)
        vg_buf_printf(&r->scratch, " (%s)", type);
    vg_buf_cstr(&r->scratch, say(r, " of '", " de « "));
    vg_buf_cstr(&r->scratch, title_of(c));
    vg_buf_cstr(&r->scratch, say(r, "'", " »"));
    if (c->n_fields) {
        vg_buf_cstr(&r->scratch, say(r, ", with the fields: ", ", avec les champs : "));
        add_fields(r, false);
    }
    vg_buf_char(&r->scratch, '.');
    return r->scratch.ptr;
}

static void put_constraints(struct record *r)
{
    const struct vg_collection *c = r->collection;

    if (!c->license_url && !c->license_title)
        return;
    vg_iso_enter(&r->xml, "gmd:resourceConstraints/gmd:MD_LegalConstraints");
    vg_iso_code(&r->xml, "gmd:useConstraints", "MD_RestrictionCode", "otherRestrictions");
    vg_iso_anchor(&r->xml, "gmd:otherConstraints", c->license_url, c->license_title);
    vg_iso_leave(&r->xml);
}

static void put_position(struct record *r, const char *path, bool known, int64_t us)
{
    vg_buf_clear(&r->scratch);
    /* xs:dateTime knows no year 0 */
    if (known && us >= vg_days_from_civil(1, 1, 1) * VG_US_PER_DAY && vg_datetime_put(&r->scratch, us, true))
        vg_iso_put(&r->xml, path, NULL, r->scratch.ptr);
    else
        vg_iso_empty(&r->xml, path, "indeterminatePosition=\"unknown\"");
}

static void put_extent(struct record *r)
{
    static const char box[] = "gmd:extent/gmd:EX_Extent/gmd:geographicElement/gmd:EX_GeographicBoundingBox";
    static const char period[] = "gmd:extent/gmd:EX_Extent/gmd:temporalElement/gmd:EX_TemporalExtent/gmd:extent/"
                                 "gml:TimePeriod gml:id=\"period\"";
    const struct vg_collection *c = r->collection;
    struct vg_iso_xml *x = &r->xml;

    if (c->has_extent) {
        vg_iso_enter(x, box);
        vg_iso_decimal(x, "gmd:westBoundLongitude", c->extent.min[0]);
        vg_iso_decimal(x, "gmd:eastBoundLongitude", c->extent.max[0]);
        vg_iso_decimal(x, "gmd:southBoundLatitude", c->extent.min[1]);
        vg_iso_decimal(x, "gmd:northBoundLatitude", c->extent.max[1]);
        vg_iso_leave(x);
    }
    if (c->has_interval && (c->interval.has_start || c->interval.has_end)) {
        vg_iso_enter(x, period);
        put_position(r, "gml:beginPosition", c->interval.has_start, c->interval.start_us);
        put_position(r, "gml:endPosition", c->interval.has_end, c->interval.end_us);
        vg_iso_leave(x);
    }
}

static void put_identification(struct record *r)
{
    const struct vg_collection *c = r->collection;
    struct vg_iso_xml *x = &r->xml;
    const char *lang = language_of(c);

    vg_iso_enter(x, "gmd:identificationInfo/gmd:MD_DataIdentification");
    vg_iso_enter(x, "gmd:citation/gmd:CI_Citation");
    vg_iso_text(x, "gmd:title", title_of(c));
    put_dates(r);
    vg_iso_text(x, "gmd:identifier/gmd:MD_Identifier/gmd:code", address(r, ""));
    vg_iso_leave(x);
    vg_iso_text(x, "gmd:abstract", abstract_of(r));
    vg_iso_text(x, "gmd:credit", c->attribution);
    for (size_t i = 0; i < c->n_contacts; i++)
        put_contact(r, "gmd:pointOfContact/gmd:CI_ResponsibleParty", &c->contacts[i]);
    if (c->n_contacts == 0 && r->source->contact)
        put_contact(r, "gmd:pointOfContact/gmd:CI_ResponsibleParty", r->source->contact);
    for (size_t i = 0; i < c->n_keywords; i++)
        vg_iso_text(x, "gmd:descriptiveKeywords/gmd:MD_Keywords/gmd:keyword", c->keywords[i]);
    put_constraints(r);
    vg_iso_code(x, "gmd:spatialRepresentationType", "MD_SpatialRepresentationTypeCode",
                c->geom_name ? "vector" : "textTable");
    if (lang)
        vg_iso_code(x, "gmd:language", "LanguageCode", lang);
    else
        vg_iso_nil(x, "gmd:language", "unknown");
    vg_iso_code(x, "gmd:characterSet", "MD_CharacterSetCode", "utf8");
    for (size_t i = 0; i < c->n_keywords; i++) {
        if (VG_KEYWORD(vg_str_of(c->keywords[i]), topics))
            vg_iso_put(x, "gmd:topicCategory", "gmd:MD_TopicCategoryCode", c->keywords[i]);
    }
    put_extent(r);
    vg_iso_leave(x);
}

/* The fields; a catalogue of its own (ISO 19110) there is not, so they stand in the citation of what describes them. */
static void put_content(struct record *r)
{
    const struct vg_collection *c = r->collection;
    struct vg_iso_xml *x = &r->xml;

    vg_iso_enter(x, "gmd:contentInfo/gmd:MD_FeatureCatalogueDescription");
    vg_iso_put(x, "gmd:complianceCode", "gco:Boolean", "false");
    vg_iso_put(x, "gmd:includedWithDataset", "gco:Boolean", "true");
    vg_iso_put(x, "gmd:featureTypes", "gco:LocalName", c->id);
    vg_iso_enter(x, "gmd:featureCatalogueCitation/gmd:CI_Citation");
    vg_iso_text(x, "gmd:title", say(r, "Fields", "Champs"));
    vg_iso_nil(x, "gmd:date", "unknown");
    vg_buf_clear(&r->scratch);
    add_fields(r, true);
    vg_iso_text(x, "gmd:otherCitationDetails", r->scratch.ptr);
    vg_iso_leave(x);
    vg_iso_leave(x);
}

static void put_link(struct record *r, const struct vg_link *l)
{
    static const char path[] = "gmd:transferOptions/gmd:MD_DigitalTransferOptions/gmd:onLine/gmd:CI_OnlineResource";
    struct vg_iso_xml *x = &r->xml;
    const struct word *known = VG_KEYWORD(vg_str_of(l->rel ? l->rel : ""), functions);
    bool is_download = known && known->meaning;

    if (!l->href || (known && !known->meaning))
        return;
    vg_iso_enter(x, path);
    vg_iso_url(x, "gmd:linkage", l->href);
    if (is_download && strcmp(known->name, "items") == 0)
        vg_iso_anchor(x, "gmd:protocol", OAPIF, "OGC API - Features");
    else
        vg_iso_text(x, "gmd:protocol", is_download ? "WWW:DOWNLOAD-1.0-http--download" : "WWW:LINK-1.0-http--link");
    vg_iso_text(x, "gmd:name", l->title);
    vg_iso_text(x, "gmd:description", l->type);
    vg_iso_code(x, "gmd:function", "CI_OnLineFunctionCode", is_download ? known->meaning : "information");
    vg_iso_leave(x);
}

static void put_distribution(struct record *r)
{
    static const char path[] = "gmd:transferOptions/gmd:MD_DigitalTransferOptions/gmd:onLine/gmd:CI_OnlineResource";
    const struct vg_collection *c = r->collection;
    struct vg_iso_xml *x = &r->xml;

    vg_iso_enter(x, "gmd:distributionInfo/gmd:MD_Distribution");
    vg_iso_text(x, "gmd:distributionFormat/gmd:MD_Format/gmd:name", "GeoJSON");
    vg_iso_text(x, "gmd:distributionFormat/gmd:MD_Format/gmd:version", "RFC 7946");
    vg_iso_enter(x, path);
    vg_iso_url(x, "gmd:linkage", address(r, NULL));
    vg_iso_anchor(x, "gmd:protocol", OAPIF, "OGC API - Features");
    vg_iso_anchor(x, "gmd:applicationProfile", INSPIRE_DOWNLOAD, say(r, "Download Service", "Service de téléchargement"));
    vg_iso_text(x, "gmd:name", c->id);
    vg_iso_code(x, "gmd:function", "CI_OnLineFunctionCode", "download");
    vg_iso_leave(x);
    for (size_t i = 0; i < r->source->n_links; i++)
        put_link(r, &r->source->links[i]);
    for (size_t i = 0; i < c->n_links; i++)
        put_link(r, &c->links[i]);
    vg_iso_leave(x);
}

static void put_quality(struct record *r)
{
    vg_iso_code(&r->xml, "gmd:dataQualityInfo/gmd:DQ_DataQuality/gmd:scope/gmd:DQ_Scope/gmd:level", "MD_ScopeCode",
                r->collection->geom_name ? "dataset" : "nonGeographicDataset");
    vg_iso_nil(&r->xml, "gmd:dataQualityInfo/gmd:DQ_DataQuality/gmd:lineage/gmd:LI_Lineage/gmd:statement", "unknown");
}

enum vg_status vg_iso19139_put(struct vg_buf *b, const struct vg_iso_source *s, struct vg_error *err)
{
    const char *lang = language_of(s->collection);
    struct record r = {.xml = {.b = b}, .source = s, .collection = s->collection,
                       .french = lang && strcmp(lang, "fre") == 0};

    vg_buf_init(&r.scratch, MAX_TEXT);
    VG_BUF_LIT(b, HEAD);
    put_head(&r);
    put_reference_system(&r);
    put_identification(&r);
    put_content(&r);
    put_distribution(&r);
    put_quality(&r);
    vg_iso_end(&r.xml);
    VG_BUF_LIT(b, "\n</gmd:MD_Metadata>\n");

    enum vg_status status = vg_buf_check(&r.scratch, err);
    vg_buf_finish(&r.scratch);
    return status == VG_OK ? vg_buf_check(b, err) : status;
}
