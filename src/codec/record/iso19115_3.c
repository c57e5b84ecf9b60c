/* ISO 19115-3 (mdb:MD_Metadata 2.0, the encoding of 19115-1:2014); version 1.0 and the drafts before it, which differ in
 * namespaces and little else, are read too.
 *
 * Against 19139: parties are organisations with individuals in them, dates of the record carry types, lineage stands at the
 * root, and everything that is a reference is a citation. */
#include "iso19115_3.h"

static const char *const spaces[][2] = {
    {"mdb", "http://standards.iso.org/iso/19115/-3/mdb/2.0"}, {"cat", "http://standards.iso.org/iso/19115/-3/cat/1.0"},
    {"cit", "http://standards.iso.org/iso/19115/-3/cit/2.0"}, {"gcx", "http://standards.iso.org/iso/19115/-3/gcx/1.0"},
    {"gex", "http://standards.iso.org/iso/19115/-3/gex/1.0"}, {"lan", "http://standards.iso.org/iso/19115/-3/lan/1.0"},
    {"srv", "http://standards.iso.org/iso/19115/-3/srv/2.1"}, {"mac", "http://standards.iso.org/iso/19115/-3/mac/2.0"},
    {"mas", "http://standards.iso.org/iso/19115/-3/mas/1.0"}, {"mcc", "http://standards.iso.org/iso/19115/-3/mcc/1.0"},
    {"mco", "http://standards.iso.org/iso/19115/-3/mco/1.0"}, {"mda", "http://standards.iso.org/iso/19115/-3/mda/1.0"},
    {"mex", "http://standards.iso.org/iso/19115/-3/mex/1.0"}, {"mmi", "http://standards.iso.org/iso/19115/-3/mmi/1.0"},
    {"mpc", "http://standards.iso.org/iso/19115/-3/mpc/1.0"}, {"mrc", "http://standards.iso.org/iso/19115/-3/mrc/2.0"},
    {"mrd", "http://standards.iso.org/iso/19115/-3/mrd/1.0"}, {"mri", "http://standards.iso.org/iso/19115/-3/mri/1.0"},
    {"mrl", "http://standards.iso.org/iso/19115/-3/mrl/2.0"}, {"mrs", "http://standards.iso.org/iso/19115/-3/mrs/1.0"},
    {"msr", "http://standards.iso.org/iso/19115/-3/msr/2.0"}, {"mdq", "http://standards.iso.org/iso/19157/-2/mdq/1.0"},
    {"gco", "http://standards.iso.org/iso/19115/-3/gco/1.0"}, {"gfc", "http://standards.iso.org/iso/19110/gfc/1.1"},
    {"gml", "http://www.opengis.net/gml/3.2"},                {"xlink", "http://www.w3.org/1999/xlink"},
    {"xsi", "http://www.w3.org/2001/XMLSchema-instance"},     {NULL, NULL},
};

static const struct vg_xml_dialect dialect = {
    .form = VG_RECORD_ISO19115_3,
    .anchor = "gcx:Anchor",
    .free_type = "lan:PT_FreeText_PropertyType",
    .free_text = "lan:PT_FreeText",
    .text_group = "lan:textGroup",
    .localised = "lan:LocalisedCharacterString",
    .code_lists = "http://standards.iso.org/iso/19115/resources/Codelists/cat/codelists.xml#",
    .languages = "http://www.loc.gov/standards/iso639-2/",
    .spaces = spaces,
};

#define R(path, kind, member) VG_XML_ONE(vg_record, path, kind, member)
#define RS(path, kind, member) VG_XML_MANY(vg_record, path, kind, member)
#define CODE(list, codes) .element = list, .value = VG_CODES_##codes
#define INTEGER .element = "gco:Integer"
#define PLAIN .element = "gco:CharacterString"

/* --- parties --- */

static const struct vg_xml_row link_rows[] = {
    {VG_XML_ONE(vg_record_link, "cit:linkage", url, href), PLAIN, .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_link, "cit:protocol", text, protocol)},
    {VG_XML_ONE(vg_record_link, "cit:applicationProfile", text, profile)},
    {VG_XML_ONE(vg_record_link, "cit:name", text, name)},
    {VG_XML_ONE(vg_record_link, "cit:description", text, description)},
    {VG_XML_ONE(vg_record_link, "cit:function", code, function), CODE("cit:CI_OnLineFunctionCode", FUNCTION)},
};
static const struct vg_xml_table link_table = VG_XML_TABLE(link_rows);

#define C(path, kind, member) VG_XML_ONE(vg_record_contact, path, kind, member)
#define CS(path, kind, member) VG_XML_MANY(vg_record_contact, path, kind, member)
static const struct vg_xml_row address_rows[] = {
    {CS("cit:deliveryPoint", text, lines)},
    {C("cit:city", text, city)},
    {C("cit:administrativeArea", text, region)},
    {C("cit:postalCode", text, postcode)},
    {C("cit:country", text, country)},
    {CS("cit:electronicMailAddress", text, emails)},
};
static const struct vg_xml_table address_table = VG_XML_TABLE(address_rows);

static const struct vg_xml_row contact_info_rows[] = {
    {CS("cit:phone/cit:CI_Telephone", phone, phones), .element = "voice"},
    {CS("cit:phone/cit:CI_Telephone", phone, faxes), .element = "facsimile"},
    {.path = "cit:address/cit:CI_Address", .kind = &vg_xml_group, .rows = &address_table},
    {C("cit:onlineResource/cit:CI_OnlineResource", group, site), .rows = &link_table},
    {C("cit:hoursOfService", text, hours)},
    {C("cit:contactInstructions", text, instructions)},
};
static const struct vg_xml_table contact_info_table = VG_XML_TABLE(contact_info_rows);

static const struct vg_xml_row person_rows[] = {
    {C("cit:name", text, name)},
    {.path = "cit:contactInfo/cit:CI_Contact", .kind = &vg_xml_group, .rows = &contact_info_table, .flags = VG_X_READ},
    {CS("cit:partyIdentifier", kept, kept)},
    {C("cit:positionName", text, position)},
};
static const struct vg_xml_row individual_rows[] = {
    {C("cit:name", text, name)},
    {.path = "cit:contactInfo/cit:CI_Contact", .kind = &vg_xml_group, .rows = &contact_info_table},
    {C("cit:positionName", text, position)},
};
static const struct vg_xml_table person_table = VG_XML_TABLE(person_rows), individual_table = VG_XML_TABLE(individual_rows);
static const struct vg_xml_row organisation_rows[] = {
    {C("cit:name", text, organisation)},
    {.path = "cit:contactInfo/cit:CI_Contact", .kind = &vg_xml_group, .rows = &contact_info_table},
    {CS("cit:logo", kept, kept)},
    {.path = "cit:individual/cit:CI_Individual", .kind = &vg_xml_group, .rows = &person_table},
};
static const struct vg_xml_table organisation_table = VG_XML_TABLE(organisation_rows);
static const struct vg_xml_row contact_rows[] = {
    {C("cit:role", code, role), CODE("cit:CI_RoleCode", ROLE), .flags = VG_X_REQUIRED},
    {.path = "cit:party/cit:CI_Organisation", .kind = &vg_xml_organisation, .rows = &organisation_table},
    {.path = "cit:party/cit:CI_Individual", .kind = &vg_xml_individual, .rows = &individual_table},
};
static const struct vg_xml_table contact_table = VG_XML_TABLE(contact_rows);

/* --- citations --- */

static const struct vg_xml_table citation_table; /* identifiers have authorities, which are cited */

#define I(path, kind, member) VG_XML_ONE(vg_record_identifier, path, kind, member)
static const struct vg_xml_row identifier_rows[] = {
    {I("mcc:authority/cit:CI_Citation", pointer, authority), .rows = &citation_table, .value = sizeof(struct vg_record_citation)},
    {I("mcc:code", text, code), .flags = VG_X_REQUIRED},
    {I("mcc:codeSpace", text, space)},
    {I("mcc:version", string, version), PLAIN},
};
static const struct vg_xml_table identifier_table = VG_XML_TABLE(identifier_rows);

#define T(path, kind, member) VG_XML_ONE(vg_record_citation, path, kind, member)
#define TS(path, kind, member) VG_XML_MANY(vg_record_citation, path, kind, member)
static const struct vg_xml_row series_rows[] = {
    {T("cit:name", text, series)},
    {T("cit:issueIdentification", text, issue)},
    {T("cit:page", text, page)},
};
static const struct vg_xml_table series_table = VG_XML_TABLE(series_rows);
static const struct vg_xml_row citation_rows[] = {
    {T("cit:title", text, title), .flags = VG_X_REQUIRED},
    {TS("cit:alternateTitle", text, alternates)},
    {TS("cit:date/cit:CI_Date", group, dates), .rows = &vg_iso3_date_table},
    {T("cit:edition", text, edition)},
    {T("cit:editionDate", when, edition_date)},
    {TS("cit:identifier/mcc:MD_Identifier", group, identifiers), .rows = &identifier_table},
    {TS("cit:citedResponsibleParty/cit:CI_Responsibility", group, parties), .rows = &contact_table},
    {TS("cit:presentationForm", code, forms), CODE("cit:CI_PresentationFormCode", FORM)},
    {.path = "cit:series/cit:CI_Series", .kind = &vg_xml_group, .rows = &series_table},
    {T("cit:otherCitationDetails", text, details)},
    {T("cit:collectiveTitle", text, collective), .flags = VG_X_READ},
    {T("cit:ISBN", text, isbn)},
    {T("cit:ISSN", text, issn)},
};
static const struct vg_xml_table citation_table = VG_XML_TABLE(citation_rows);

/* --- identification --- */

static const struct vg_xml_row format_citation_rows[] = {
    {VG_XML_ONE(vg_record_format, "cit:title", text, name), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_format, "cit:edition", text, version)},
};
static const struct vg_xml_table format_citation_table = VG_XML_TABLE(format_citation_rows);
static const struct vg_xml_row format_rows[] = {
    {.path = "mrd:formatSpecificationCitation/cit:CI_Citation", .kind = &vg_xml_group, .rows = &format_citation_table,
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_format, "mrd:amendmentNumber", text, amendment)},
    {VG_XML_ONE(vg_record_format, "mrd:fileDecompressionTechnique", text, compression)},
};
static const struct vg_xml_table format_table = VG_XML_TABLE(format_rows);

static const struct vg_xml_row maintenance_rows[] = {
    {VG_XML_ONE(vg_record_maintenance, "mmi:maintenanceAndUpdateFrequency", code, frequency),
     CODE("mmi:MD_MaintenanceFrequencyCode", FREQUENCY), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_maintenance, "mmi:maintenanceDate", typed_date, next), .element = "nextUpdate"},
    {VG_XML_ONE(vg_record_maintenance, "mmi:userDefinedMaintenanceFrequency", string, period),
     .element = "gco:TM_PeriodDuration"},
    {VG_XML_MANY(vg_record_maintenance, "mmi:maintenanceScope/mcc:MD_Scope/mcc:level", code, scopes),
     CODE("mcc:MD_ScopeCode", SCOPE)},
    {VG_XML_MANY(vg_record_maintenance, "mmi:maintenanceNote", text, notes)},
    {VG_XML_MANY(vg_record_maintenance, "mmi:contact/cit:CI_Responsibility", group, contacts), .rows = &contact_table},
};
static const struct vg_xml_table maintenance_table = VG_XML_TABLE(maintenance_rows);

static const struct vg_xml_row graphic_rows[] = {
    {VG_XML_ONE(vg_record_graphic, "mcc:fileName", text, file), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_graphic, "mcc:fileDescription", text, description)},
    {VG_XML_ONE(vg_record_graphic, "mcc:fileType", text, type)},
};
static const struct vg_xml_table graphic_table = VG_XML_TABLE(graphic_rows);

static const struct vg_xml_row keywords_rows[] = {
    {VG_XML_MANY(vg_record_keywords, "mri:keyword", text, words), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_keywords, "mri:type", code, type), CODE("mri:MD_KeywordTypeCode", KEYWORD)},
    {VG_XML_ONE(vg_record_keywords, "mri:thesaurusName/cit:CI_Citation", group, thesaurus), .rows = &citation_table},
};
static const struct vg_xml_table keywords_table = VG_XML_TABLE(keywords_rows);

#define K(path, kind, member) VG_XML_ONE(vg_record_constraint, path, kind, member)
#define KS(path, kind, member) VG_XML_MANY(vg_record_constraint, path, kind, member)
#define CONSTRAINT {KS("mco:useLimitation", text, limitations)}
static const struct vg_xml_row general_rows[] = {CONSTRAINT};
static const struct vg_xml_row legal_rows[] = {
    CONSTRAINT,
    {KS("mco:accessConstraints", code, access), CODE("mco:MD_RestrictionCode", RESTRICTION)},
    {KS("mco:useConstraints", code, use), CODE("mco:MD_RestrictionCode", RESTRICTION)},
    {KS("mco:otherConstraints", text, others)},
};
static const struct vg_xml_row security_rows[] = {
    CONSTRAINT,
    {K("mco:classification", code, classification), CODE("mco:MD_ClassificationCode", CLASSIFICATION), .flags = VG_X_REQUIRED},
    {K("mco:userNote", text, note)},
    {K("mco:classificationSystem", text, system)},
    {K("mco:handlingDescription", text, handling)},
};
static const struct vg_xml_table general_table = VG_XML_TABLE(general_rows), legal_table = VG_XML_TABLE(legal_rows),
                                 security_table = VG_XML_TABLE(security_rows);
static const struct vg_xml_row constraint_rows[] = {
    {K("mco:MD_Constraints", case, kind), .value = VG_RECORD_GENERAL, .rows = &general_table},
    {K("mco:MD_LegalConstraints", case, kind), .value = VG_RECORD_LEGAL, .rows = &legal_table},
    {K("mco:MD_SecurityConstraints", case, kind), .value = VG_RECORD_SECURITY, .rows = &security_table},
};
static const struct vg_xml_table constraint_table = VG_XML_TABLE(constraint_rows);

static const struct vg_xml_row reference_rows[] = {
    {.path = "cit:title", .kind = &vg_xml_never, .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_relation, "cit:identifier/mcc:MD_Identifier", group, identifier), .rows = &identifier_table},
};
static const struct vg_xml_table reference_table = VG_XML_TABLE(reference_rows);
/* GeoNetwork's records name another one by an attribute alone; we write a citation with its identifier. */
static const struct vg_xml_row reference_holder_rows[] = {
    {VG_XML_ONE(vg_record_relation, "@uuidref", attribute, identifier.code.value), .flags = VG_X_READ},
    {VG_XML_ONE(vg_record_relation, "@xlink:href", attribute, href)},
    {VG_XML_ONE(vg_record_relation, "@xlink:title", attribute, citation.title.value), .flags = VG_X_READ},
    {.path = "cit:CI_Citation", .kind = &vg_xml_group, .rows = &reference_table},
};
static const struct vg_xml_table reference_holder_table = VG_XML_TABLE(reference_holder_rows);
static const struct vg_xml_row relation_rows[] = {
    {VG_XML_ONE(vg_record_relation, "mri:name/cit:CI_Citation", group, citation), .rows = &citation_table},
    {VG_XML_ONE(vg_record_relation, "mri:associationType", code, association), CODE("mri:DS_AssociationTypeCode", ASSOCIATION),
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_relation, "mri:initiativeType", code, initiative), CODE("mri:DS_InitiativeTypeCode", INITIATIVE)},
    {.path = "mri:metadataReference", .kind = &vg_xml_group, .rows = &reference_holder_table},
};
static const struct vg_xml_table relation_table = VG_XML_TABLE(relation_rows);

static const struct vg_xml_row resolution_rows[] = {
    {VG_XML_ONE(vg_record_resolution, "mri:equivalentScale/mri:MD_RepresentativeFraction/mri:denominator", number, scale), INTEGER},
    {VG_XML_ONE(vg_record_resolution, "mri:distance", distance, distance), .element = "gco:Distance"},
};
static const struct vg_xml_table resolution_table = VG_XML_TABLE(resolution_rows);

static const struct vg_xml_row box_rows[] = {
    {VG_XML_ONE(vg_record_box, "gex:extentTypeCode", outside, outside), .element = "gco:Boolean"},
    {VG_XML_ONE(vg_record_box, "gex:westBoundLongitude", side, west), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gex:eastBoundLongitude", side, east), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gex:southBoundLatitude", side, south), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gex:northBoundLatitude", side, north), .element = "gco:Decimal"},
};
static const struct vg_xml_table box_table = VG_XML_TABLE(box_rows);
static const struct vg_xml_row height_rows[] = {
    {VG_XML_ONE(vg_record_height, "gex:minimumValue", side, min), .element = "gco:Real"},
    {VG_XML_ONE(vg_record_height, "gex:maximumValue", side, max), .element = "gco:Real"},
    {VG_XML_ONE(vg_record_height, "gex:verticalCRS", vertical_crs, crs)},
};
static const struct vg_xml_table height_table = VG_XML_TABLE(height_rows);

#define E(path, kind, member) VG_XML_ONE(vg_record_extent, path, kind, member)
#define ES(path, kind, member) VG_XML_MANY(vg_record_extent, path, kind, member)
static const struct vg_xml_row extent_rows[] = {
    {E("gex:description", text, description)},
    {ES("gex:geographicElement/gex:EX_GeographicBoundingBox", box, boxes), .rows = &box_table},
    {E("gex:geographicElement/gex:EX_BoundingPolygon/gex:polygon", polygons, polygons)},
    {ES("gex:geographicElement/gex:EX_GeographicDescription/gex:geographicIdentifier/mcc:MD_Identifier", group, places),
     .rows = &identifier_table},
    {ES("gex:temporalElement/gex:EX_TemporalExtent/gex:extent", time, times)},
    {ES("gex:temporalElement/gex:EX_SpatialTemporalExtent/gex:extent", time, times), .flags = VG_X_READ},
    {ES("gex:verticalElement/gex:EX_VerticalExtent", height, heights), .rows = &height_table},
};
static const struct vg_xml_table extent_table = VG_XML_TABLE(extent_rows);

/* --- services --- */

#define S(path, kind, member) VG_XML_ONE(vg_record, path, kind, service.member)
#define SS(path, kind, member) VG_XML_MANY(vg_record, path, kind, service.member)
static const struct vg_xml_row coupled_operation_rows[] = {
    {VG_XML_ONE(vg_record_coupled, "srv:operationName", text, operation)},
};
static const struct vg_xml_row coupled_reference_rows[] = {
    {.path = "cit:title", .kind = &vg_xml_never, .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_coupled, "cit:identifier/mcc:MD_Identifier/mcc:code", text, identifier)},
};
static const struct vg_xml_table coupled_reference_table = VG_XML_TABLE(coupled_reference_rows);
static const struct vg_xml_row coupled_holder_rows[] = {
    {VG_XML_ONE(vg_record_coupled, "@uuidref", attribute, identifier.value), .flags = VG_X_READ},
    {.path = "cit:CI_Citation", .kind = &vg_xml_group, .rows = &coupled_reference_table},
};
static const struct vg_xml_table coupled_operation_table = VG_XML_TABLE(coupled_operation_rows),
                                 coupled_holder_table = VG_XML_TABLE(coupled_holder_rows);
static const struct vg_xml_row coupled_rows[] = {
    {VG_XML_ONE(vg_record_coupled, "srv:scopedName", string, layer), .element = "gco:ScopedName"},
    {.path = "srv:resourceReference", .kind = &vg_xml_group, .rows = &coupled_holder_table},
    {.path = "srv:operation/srv:SV_OperationMetadata", .kind = &vg_xml_group, .rows = &coupled_operation_table},
};
static const struct vg_xml_table coupled_table = VG_XML_TABLE(coupled_rows);

static const struct vg_xml_row operation_rows[] = {
    {VG_XML_ONE(vg_record_operation, "srv:operationName", text, name), .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_operation, "srv:distributedComputingPlatform", code, platforms),
     CODE("srv:DCPList", PLATFORM), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_operation, "srv:operationDescription", text, description)},
    {VG_XML_ONE(vg_record_operation, "srv:invocationName", text, invocation)},
    {VG_XML_MANY(vg_record_operation, "srv:connectPoint/cit:CI_OnlineResource", group, points), .rows = &link_table,
     .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_operation, "srv:parameter", kept, kept)},
    {VG_XML_MANY(vg_record_operation, "srv:dependsOn", kept, kept)},
};
static const struct vg_xml_table operation_table = VG_XML_TABLE(operation_rows);

static const struct vg_xml_row operand_rows[] = {
    {VG_XML_ONE(vg_record_operand, "@uuidref", attribute, id)},
    {VG_XML_ONE(vg_record_operand, "@xlink:href", attribute, href)},
    {VG_XML_ONE(vg_record_operand, "@xlink:title", attribute, title)},
};
static const struct vg_xml_table operand_table = VG_XML_TABLE(operand_rows);

/* clang-format off */
#define IDENTIFICATION \
    {R("mri:citation/cit:CI_Citation", group, citation), .rows = &citation_table, .flags = VG_X_REQUIRED}, \
    {R("mri:abstract", text, abstract), .flags = VG_X_REQUIRED}, \
    {R("mri:purpose", text, purpose)}, \
    {RS("mri:credit", text, credits)}, \
    {RS("mri:status", code, status), CODE("mcc:MD_ProgressCode", PROGRESS)}, \
    {RS("mri:pointOfContact/cit:CI_Responsibility", group, contacts), .rows = &contact_table}, \
    {RS("mri:pointOfContact", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:spatialRepresentationType", code, representations), \
     CODE("mcc:MD_SpatialRepresentationTypeCode", REPRESENTATION)}, \
    {RS("mri:spatialResolution/mri:MD_Resolution", group, resolutions), .rows = &resolution_table}, \
    {RS("mri:spatialResolution", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:temporalResolution", kept, kept)}, \
    {RS("mri:topicCategory", enumerated, topics), .element = "mri:MD_TopicCategoryCode", .value = VG_CODES_TOPIC, \
     .flags = VG_X_CLOSED}, \
    {RS("mri:extent/gex:EX_Extent", group, extents), .rows = &extent_table}, \
    {RS("mri:extent", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:additionalDocumentation", kept, kept)}, \
    {RS("mri:processingLevel", kept, kept)}, \
    {R("mri:resourceMaintenance/mmi:MD_MaintenanceInformation", group, maintenance), .rows = &maintenance_table, \
     .flags = VG_X_ONCE}, \
    {RS("mri:resourceMaintenance", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:graphicOverview/mcc:MD_BrowseGraphic", group, graphics), .rows = &graphic_table}, \
    {RS("mri:graphicOverview", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:resourceFormat/mrd:MD_Format", group, resource_formats), .rows = &format_table}, \
    {RS("mri:descriptiveKeywords/mri:MD_Keywords", group, keywords), .rows = &keywords_table}, \
    {RS("mri:descriptiveKeywords", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:resourceSpecificUsage", kept, kept)}, \
    {RS("mri:resourceConstraints", group, constraints), .rows = &constraint_table}, \
    {RS("mri:resourceConstraints", kept, kept), .flags = VG_X_REST}, \
    {RS("mri:associatedResource/mri:MD_AssociatedResource", group, relations), .rows = &relation_table}, \
    {RS("mri:associatedResource", kept, kept), .flags = VG_X_REST}
/* clang-format on */

static const struct vg_xml_row data_rows[] = {
    IDENTIFICATION,
    {R("mri:defaultLocale/lan:PT_Locale", locale_language, languages)},
    {R("mri:otherLocale/lan:PT_Locale", locale_language, languages), .flags = VG_X_READ},
    {R("mri:environmentDescription", text, environment)},
    {R("mri:supplementalInformation", text, supplement)},
};
static const struct vg_xml_table data_table = VG_XML_TABLE(data_rows);

static const struct vg_xml_row service_rows[] = {
    IDENTIFICATION,
    {S("srv:serviceType", name, type), .element = "gco:ScopedName", .flags = VG_X_REQUIRED},
    {SS("srv:serviceTypeVersion", text, versions)},
    {S("srv:accessProperties/mrd:MD_StandardOrderProcess/mrd:fees", text, fees)},
    {S("srv:couplingType", code, coupling), CODE("srv:SV_CouplingType", COUPLING)},
    {SS("srv:coupledResource/srv:SV_CoupledResource", group, coupled), .rows = &coupled_table},
    {SS("srv:containsOperations/srv:SV_OperationMetadata", group, operations), .rows = &operation_table},
    {SS("srv:operatesOn", group, operands), .rows = &operand_table},
};
static const struct vg_xml_table service_table = VG_XML_TABLE(service_rows);

/* --- content, distribution, quality, lineage --- */

static const struct vg_xml_row catalogue_rows[] = {
    {VG_XML_ONE(vg_record_catalogue, "mrc:complianceCode", boolean, compliant), .element = "gco:Boolean"},
    {VG_XML_ONE(vg_record_catalogue, "mrc:includedWithDataset", boolean, included), .element = "gco:Boolean"},
    {VG_XML_MANY(vg_record_catalogue, "mrc:featureTypes/mrc:MD_FeatureTypeInfo/mrc:featureTypeName", name, types),
     .element = "gco:LocalName"},
    {VG_XML_MANY(vg_record_catalogue, "mrc:featureCatalogueCitation/cit:CI_Citation", group, citations),
     .rows = &citation_table},
    {VG_XML_MANY(vg_record_catalogue, "mrc:featureCatalogueCitation", kept, kept), .flags = VG_X_REST},
};
static const struct vg_xml_table catalogue_table = VG_XML_TABLE(catalogue_rows);

static const struct vg_xml_row transfer_rows[] = {
    {VG_XML_ONE(vg_record_link, "mrd:unitsOfDistribution", string, units), PLAIN},
    {VG_XML_ONE(vg_record_link, "mrd:transferSize", number, size_mb), .element = "gco:Real"},
    {.path = "mrd:onLine/cit:CI_OnlineResource", .kind = &vg_xml_group, .rows = &link_table},
};
static const struct vg_xml_table transfer_table = VG_XML_TABLE(transfer_rows);

static const struct vg_xml_row distributor_rows[] = {
    {.path = "mrd:distributorContact/cit:CI_Responsibility", .kind = &vg_xml_group, .rows = &contact_table,
     .flags = VG_X_REQUIRED},
    {CS("mrd:distributionOrderProcess", kept, kept)},
};
static const struct vg_xml_table distributor_table = VG_XML_TABLE(distributor_rows);

static const struct vg_xml_row distribution_rows[] = {
    {RS("mrd:distributionFormat/mrd:MD_Format", group, formats), .rows = &format_table},
    {RS("mrd:distributionFormat", kept, kept), .flags = VG_X_REST},
    {RS("mrd:distributor/mrd:MD_Distributor", group, distributors), .rows = &distributor_table},
    {RS("mrd:distributor/mrd:MD_Distributor/mrd:distributorFormat/mrd:MD_Format", group, formats), .rows = &format_table,
     .flags = VG_X_READ},
    {R("mrd:distributor/mrd:MD_Distributor/mrd:distributorTransferOptions/mrd:MD_DigitalTransferOptions", transfer, links),
     .rows = &transfer_table, .flags = VG_X_READ},
    {R("mrd:transferOptions/mrd:MD_DigitalTransferOptions", transfer, links), .rows = &transfer_table},
};
static const struct vg_xml_table distribution_table = VG_XML_TABLE(distribution_rows);

static const struct vg_xml_row result_rows[] = {
    {VG_XML_ONE(vg_record_conformity, "mdq:specification/cit:CI_Citation", group, specification), .rows = &citation_table,
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_conformity, "mdq:explanation", text, explanation)},
    {VG_XML_ONE(vg_record_conformity, "mdq:pass", boolean, pass), .element = "gco:Boolean", .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table result_table = VG_XML_TABLE(result_rows);
static const struct vg_xml_row conformity_rows[] = {
    {VG_XML_ONE(vg_record_conformity, "mdq:measure/mdq:DQ_MeasureReference/mdq:nameOfMeasure", text, measure)},
    {VG_XML_MANY(vg_record_conformity, "mdq:measure", kept, kept), .flags = VG_X_REST},
    {VG_XML_MANY(vg_record_conformity, "mdq:evaluationMethod", kept, kept)},
    {.path = "mdq:result/mdq:DQ_ConformanceResult", .kind = &vg_xml_group, .rows = &result_table},
};
static const struct vg_xml_table conformity_table = VG_XML_TABLE(conformity_rows);

static const struct vg_xml_row scope_rows[] = {
    {R("mcc:level", quality_scope, quality_scope), CODE("mcc:MD_ScopeCode", SCOPE), .flags = VG_X_REQUIRED},
    {RS("mcc:levelDescription", kept, kept)},
};
static const struct vg_xml_table scope_table = VG_XML_TABLE(scope_rows);
static const struct vg_xml_row quality_rows[] = {
    {.path = "mdq:scope/mcc:MD_Scope", .kind = &vg_xml_scope, .rows = &scope_table, .flags = VG_X_REQUIRED},
    {RS("mdq:standaloneQualityReport", kept, kept)},
    {RS("mdq:report/mdq:DQ_DomainConsistency", conformity, conformities), .rows = &conformity_table},
    {RS("mdq:report", kept, kept), .flags = VG_X_REST},
};
static const struct vg_xml_table quality_table = VG_XML_TABLE(quality_rows);

static const struct vg_xml_row step_rows[] = {
    {VG_XML_ONE(vg_record_step, "mrl:description", text, description), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_step, "mrl:rationale", text, rationale)},
    {VG_XML_ONE(vg_record_step, "mrl:stepDateTime", step_time, when)},
    {VG_XML_MANY(vg_record_step, "mrl:processor/cit:CI_Responsibility", group, processors), .rows = &contact_table},
    {VG_XML_MANY(vg_record_step, "mrl:source/mrl:LI_Source/mrl:description", text, sources)},
};
static const struct vg_xml_table step_table = VG_XML_TABLE(step_rows);
static const struct vg_xml_row source_rows[] = {
    {VG_XML_ONE(vg_record_source, "mrl:description", text, description)},
    {VG_XML_ONE(vg_record_source,
                "mrl:sourceSpatialResolution/mri:MD_Resolution/mri:equivalentScale/mri:MD_RepresentativeFraction/mri:denominator",
                number, scale), INTEGER},
    {VG_XML_ONE(vg_record_source, "mrl:sourceCitation/cit:CI_Citation", group, citation), .rows = &citation_table},
};
static const struct vg_xml_table source_table = VG_XML_TABLE(source_rows);
static const struct vg_xml_row source_holder_rows[] = {
    {VG_XML_ONE(vg_record_source, "@uuidref", attribute, id)},
    {VG_XML_ONE(vg_record_source, "@xlink:href", attribute, href)},
    {VG_XML_ONE(vg_record_source, "@xlink:title", attribute, citation.title.value), .flags = VG_X_READ},
    {.path = "mrl:LI_Source", .kind = &vg_xml_group, .rows = &source_table},
};
static const struct vg_xml_table source_holder_table = VG_XML_TABLE(source_holder_rows);
static const struct vg_xml_row lineage_rows[] = {
    {R("mrl:statement", text, lineage)},
    {RS("mrl:scope", kept, kept)},
    {RS("mrl:additionalDocumentation", kept, kept)},
    {RS("mrl:source", group, sources), .rows = &source_holder_table},
    {RS("mrl:processStep/mrl:LI_ProcessStep", group, steps), .rows = &step_table},
};
static const struct vg_xml_table lineage_table = VG_XML_TABLE(lineage_rows);

/* --- the record --- */

static const struct vg_xml_row default_locale_rows[] = {
    {R("lan:language", language, lang), .element = "lan:LanguageCode", .flags = VG_X_REQUIRED},
    {RS("lan:country", kept, kept)},
    {R("lan:characterEncoding", code, charset), CODE("lan:MD_CharacterSetCode", CHARSET), .flags = VG_X_REQUIRED},
};
static const struct vg_xml_row locale_rows[] = {
    {VG_XML_ONE(vg_record_locale, "lan:language", language, lang), .element = "lan:LanguageCode", .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_locale, "lan:country", code, country), .element = "lan:CountryCode", .value = -1},
    {VG_XML_ONE(vg_record_locale, "lan:characterEncoding", code, charset), CODE("lan:MD_CharacterSetCode", CHARSET),
     .flags = VG_X_REQUIRED},
};
static const struct vg_xml_row id_rows[] = {
    {R("mcc:code", string, id), PLAIN, .flags = VG_X_REQUIRED},
    {R("mcc:codeSpace", string, id_space), PLAIN},
};
static const struct vg_xml_row standard_rows[] = {
    {R("cit:title", text, standard), .flags = VG_X_REQUIRED},
    {R("cit:edition", text, standard_version)},
};
static const struct vg_xml_row parent_identifier_rows[] = {
    {R("mcc:code", text, parent), .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table default_locale_table = VG_XML_TABLE(default_locale_rows),
                                 locale_table = VG_XML_TABLE(locale_rows), id_table = VG_XML_TABLE(id_rows),
                                 standard_table = VG_XML_TABLE(standard_rows),
                                 parent_identifier_table = VG_XML_TABLE(parent_identifier_rows);
static const struct vg_xml_row parent_rows[] = {
    {.path = "cit:title", .kind = &vg_xml_never, .flags = VG_X_REQUIRED},
    {.path = "cit:identifier/mcc:MD_Identifier", .kind = &vg_xml_group, .rows = &parent_identifier_table},
};
static const struct vg_xml_table parent_table = VG_XML_TABLE(parent_rows);
static const struct vg_xml_row parent_holder_rows[] = {
    {R("@uuidref", attribute, parent.value), .flags = VG_X_READ},
    {.path = "cit:CI_Citation", .kind = &vg_xml_group, .rows = &parent_table},
};
static const struct vg_xml_row metadata_scope_rows[] = {
    {R("mdb:resourceScope", code, type), CODE("mcc:MD_ScopeCode", SCOPE), .flags = VG_X_REQUIRED},
    {RS("mdb:name", text, type_names)},
};
static const struct vg_xml_table parent_holder_table = VG_XML_TABLE(parent_holder_rows),
                                 metadata_scope_table = VG_XML_TABLE(metadata_scope_rows);

static const struct vg_xml_row root_rows[] = {
    {.path = "mdb:metadataIdentifier/mcc:MD_Identifier", .kind = &vg_xml_group, .rows = &id_table},
    {R("mdb:metadataIdentifier/gco:CharacterString", string, id), .flags = VG_X_READ},
    {.path = "mdb:defaultLocale/lan:PT_Locale", .kind = &vg_xml_group, .rows = &default_locale_table},
    {.path = "mdb:parentMetadata", .kind = &vg_xml_group, .rows = &parent_holder_table},
    {RS("mdb:parentMetadata", kept, kept), .flags = VG_X_REST},
    {.path = "mdb:metadataScope/mdb:MD_MetadataScope", .kind = &vg_xml_group, .rows = &metadata_scope_table},
    {RS("mdb:contact/cit:CI_Responsibility", group, record_contacts), .rows = &contact_table, .flags = VG_X_REQUIRED},
    {RS("mdb:contact", kept, kept), .flags = VG_X_REST},
    {R("mdb:dateInfo", typed_date, created), .element = "creation"},
    {R("mdb:dateInfo", typed_date, stamp), .element = "revision", .flags = VG_X_REQUIRED},
    {RS("mdb:dateInfo", kept, kept), .flags = VG_X_REST},
    {.path = "mdb:metadataStandard/cit:CI_Citation", .kind = &vg_xml_group, .rows = &standard_table},
    {RS("mdb:metadataProfile", kept, kept)},
    {RS("mdb:alternativeMetadataReference", kept, kept)},
    {RS("mdb:otherLocale/lan:PT_Locale", locale, locales), .rows = &locale_table},
    {RS("mdb:metadataLinkage", kept, kept)},
    {RS("mdb:spatialRepresentationInfo", kept, kept)},
    {RS("mdb:referenceSystemInfo/mrs:MD_ReferenceSystem/mrs:referenceSystemIdentifier/mcc:MD_Identifier", group, crs),
     .rows = &identifier_table},
    {RS("mdb:referenceSystemInfo", kept, kept), .flags = VG_X_REST},
    {RS("mdb:metadataExtensionInfo", kept, kept)},
    {R("mdb:identificationInfo/mri:MD_DataIdentification", case, is_service), .value = false, .element = "bool",
     .rows = &data_table, .flags = VG_X_ONCE | VG_X_REQUIRED},
    {R("mdb:identificationInfo/srv:SV_ServiceIdentification", case, is_service), .value = true, .element = "bool",
     .rows = &service_table, .flags = VG_X_ONCE | VG_X_REQUIRED},
    {RS("mdb:identificationInfo", kept, kept), .flags = VG_X_REST},
    {RS("mdb:contentInfo/mrc:MD_FeatureCatalogueDescription", group, catalogues), .rows = &catalogue_table},
    {RS("mdb:contentInfo", kept, kept), .flags = VG_X_REST},
    {.path = "mdb:distributionInfo/mrd:MD_Distribution", .kind = &vg_xml_group, .rows = &distribution_table},
    {.path = "mdb:dataQualityInfo/mdq:DQ_DataQuality", .kind = &vg_xml_group, .rows = &quality_table},
    {.path = "mdb:resourceLineage/mrl:LI_Lineage", .kind = &vg_xml_group, .rows = &lineage_table},
    {RS("mdb:portrayalCatalogueInfo", kept, kept)},
    {RS("mdb:metadataConstraints", group, record_constraints), .rows = &constraint_table},
    {RS("mdb:applicationSchemaInfo", kept, kept)},
    {R("mdb:metadataMaintenance/mmi:MD_MaintenanceInformation", group, record_maintenance), .rows = &maintenance_table},
    {RS("mdb:acquisitionInformation", kept, kept)},
};
static const struct vg_xml_table root_table = VG_XML_TABLE(root_rows);

static bool read_record(struct vg_xml_reader *x, xmlNode *root)
{
    x->dialect = &dialect;
    vg_iso_read_locales(x, root);
    bool any = vg_xml_read_rows(x, &root_table, root, x->record);
    vg_iso_declare_languages(x);
    vg_iso_tell_data_only(x, &service_table, root);
    if (!x->record->stamp.text)
        x->record->stamp = x->record->created;
    return any;
}

static enum vg_status write_record(const struct vg_record_codec *codec, const struct vg_record *r,
                                   const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    struct vg_xml_writer x = {.b = b, .record = r, .dialect = &dialect, .options = w, .depth = 1};

    (void)codec;
    if (!w->alone)
        VG_BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    VG_BUF_LIT(b, "<mdb:MD_Metadata");
    for (size_t i = 0; spaces[i][0]; i++)
        vg_buf_printf(b, " xmlns:%s=\"%s\"", spaces[i][0], spaces[i][1]);
    VG_BUF_LIT(b, ">");
    vg_xml_write_rows(&x, &root_table, r);
    VG_BUF_LIT(b, "\n</mdb:MD_Metadata>\n");
    return vg_buf_check(b, err);
}

const struct vg_record_codec vg_record_iso19115_3 = {
    .name = VG_RECORD_ISO19115_3,
    .media_type = "application/vnd.iso.19115.-3+xml",
    .title = "ISO 19115-3",
    .schema = "http://standards.iso.org/iso/19115/-3/mdb/2.0",
    .prefix = "iso19115-3",
    .root = "{http://standards.iso.org/iso/19115/-3/mdb/2.0}MD_Metadata",
    .dated = true,
    .read = vg_xml_read_document,
    .write = write_record,
};

const struct vg_xml_form vg_xml_iso19115_3 = {&vg_record_iso19115_3, read_record};
