/* ISO 19139 (gmd:MD_Metadata, edition 2007-04-17 over GML 3.2; services over the GML before, which the schema of srv is
 * made for).  gmi:MI_Metadata and national profiles (CHE, FRA…) are read as what they specialise.
 *
 * The tables follow the schema's order, and INSPIRE's metadata guidelines 2.0.1 where these say which of several ways. */
#include "iso.h"

static const char *const spaces[][2] = {
    {"gmd", "http://www.isotc211.org/2005/gmd"}, {"gco", "http://www.isotc211.org/2005/gco"},
    {"gmx", "http://www.isotc211.org/2005/gmx"}, {"gts", "http://www.isotc211.org/2005/gts"},
    {"srv", "http://www.isotc211.org/2005/srv"}, {"gml", "http://www.opengis.net/gml/3.2"},
    {"xlink", "http://www.w3.org/1999/xlink"},   {"xsi", "http://www.w3.org/2001/XMLSchema-instance"},
    {NULL, NULL},
};

static const struct vg_xml_dialect dialect = {
    .form = VG_RECORD_ISO19139,
    .anchor = "gmx:Anchor",
    .free_type = "gmd:PT_FreeText_PropertyType",
    .free_text = "gmd:PT_FreeText",
    .text_group = "gmd:textGroup",
    .localised = "gmd:LocalisedCharacterString",
    .code_lists = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#",
    .languages = "http://www.loc.gov/standards/iso639-2/",
    .one_address = true,
    .spaces = spaces,
};

#define R(path, kind, member) VG_XML_ONE(vg_record, path, kind, member)
#define RS(path, kind, member) VG_XML_MANY(vg_record, path, kind, member)
#define CODE(list, codes) .element = "gmd:" list, .value = VG_CODES_##codes

/* --- what is cited, and by whom it is kept --- */

static const struct vg_xml_row link_rows[] = {
    {VG_XML_ONE(vg_record_link, "gmd:linkage", url, href), .element = "gmd:URL", .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_link, "gmd:protocol", text, protocol)},
    {VG_XML_ONE(vg_record_link, "gmd:applicationProfile", text, profile)},
    {VG_XML_ONE(vg_record_link, "gmd:name", text, name)},
    {VG_XML_ONE(vg_record_link, "gmd:description", text, description)},
    {VG_XML_ONE(vg_record_link, "gmd:function", code, function), CODE("CI_OnLineFunctionCode", FUNCTION)},
};
static const struct vg_xml_table link_table = VG_XML_TABLE(link_rows);

#define C(path, kind, member) VG_XML_ONE(vg_record_contact, path, kind, member)
#define CS(path, kind, member) VG_XML_MANY(vg_record_contact, path, kind, member)

static const struct vg_xml_row telephone_rows[] = {
    {CS("gmd:voice", text, phones)},
    {CS("gmd:facsimile", text, faxes)},
};
static const struct vg_xml_table telephone_table = VG_XML_TABLE(telephone_rows);

static const struct vg_xml_row address_rows[] = {
    {CS("gmd:deliveryPoint", text, lines)},
    {C("gmd:city", text, city)},
    {C("gmd:administrativeArea", text, region)},
    {C("gmd:postalCode", text, postcode)},
    {C("gmd:country", text, country)},
    {CS("gmd:electronicMailAddress", text, emails)},
    {CS("che:streetName", text, lines), .flags = VG_X_READ},
};
static const struct vg_xml_table address_table = VG_XML_TABLE(address_rows);

static const struct vg_xml_row contact_info_rows[] = {
    {.path = "gmd:phone/gmd:CI_Telephone", .kind = &vg_xml_group, .rows = &telephone_table},
    {.path = "gmd:address/gmd:CI_Address", .kind = &vg_xml_group, .rows = &address_table},
    {C("gmd:onlineResource/gmd:CI_OnlineResource", group, site), .rows = &link_table},
    {C("gmd:hoursOfService", text, hours)},
    {C("gmd:contactInstructions", text, instructions)},
};
static const struct vg_xml_table contact_info_table = VG_XML_TABLE(contact_info_rows);

static const struct vg_xml_row contact_rows[] = {
    {C("gmd:individualName", text, name)},
    {C("che:individualLastName", text, name), .flags = VG_X_READ},
    {C("gmd:organisationName", text, organisation)},
    {C("gmd:positionName", text, position)},
    {.path = "gmd:contactInfo/gmd:CI_Contact", .kind = &vg_xml_group, .rows = &contact_info_table},
    {C("gmd:role", code, role), CODE("CI_RoleCode", ROLE), .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table contact_table = VG_XML_TABLE(contact_rows);

static const struct vg_xml_row date_rows[] = {
    {VG_XML_ONE(vg_record_date, "gmd:date", when, when), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_date, "gmd:dateType", code, type), CODE("CI_DateTypeCode", DATE), .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table date_table = VG_XML_TABLE(date_rows);

static const struct vg_xml_table citation_table; /* identifiers have authorities, which are cited */

#define I(path, kind, member) VG_XML_ONE(vg_record_identifier, path, kind, member)
static const struct vg_xml_row identifier_rows[] = {
    {I("gmd:authority/gmd:CI_Citation", pointer, authority), .rows = &citation_table, .value = sizeof(struct vg_record_citation)},
    {I("gmd:code", text, code), .flags = VG_X_REQUIRED},
    {I("gmd:codeSpace", text, space)},
    {I("gmd:version", string, version), .element = "gco:CharacterString"},
};
static const struct vg_xml_table identifier_table = VG_XML_TABLE(identifier_rows);

#define T(path, kind, member) VG_XML_ONE(vg_record_citation, path, kind, member)
#define TS(path, kind, member) VG_XML_MANY(vg_record_citation, path, kind, member)
static const struct vg_xml_row series_rows[] = {
    {T("gmd:name", text, series)},
    {T("gmd:issueIdentification", text, issue)},
    {T("gmd:page", text, page)},
};
static const struct vg_xml_table series_table = VG_XML_TABLE(series_rows);

static const struct vg_xml_row citation_rows[] = {
    {T("gmd:title", text, title), .flags = VG_X_REQUIRED},
    {TS("gmd:alternateTitle", text, alternates)},
    {TS("gmd:date/gmd:CI_Date", group, dates), .rows = &date_table, .flags = VG_X_REQUIRED},
    {T("gmd:edition", text, edition)},
    {T("gmd:editionDate", when, edition_date)},
    {TS("gmd:identifier", identifier, identifiers), .rows = &identifier_table},
    {TS("gmd:citedResponsibleParty/gmd:CI_ResponsibleParty", group, parties), .rows = &contact_table},
    {TS("gmd:presentationForm", code, forms), CODE("CI_PresentationFormCode", FORM)},
    {.path = "gmd:series/gmd:CI_Series", .kind = &vg_xml_group, .rows = &series_table},
    {T("gmd:otherCitationDetails", text, details)},
    {T("gmd:collectiveTitle", text, collective)},
    {T("gmd:ISBN", text, isbn)},
    {T("gmd:ISSN", text, issn)},
};
static const struct vg_xml_table citation_table = VG_XML_TABLE(citation_rows);

/* --- identification --- */

static const struct vg_xml_row format_rows[] = {
    {VG_XML_ONE(vg_record_format, "gmd:name", text, name), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_format, "gmd:version", text, version), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_format, "gmd:amendmentNumber", text, amendment)},
    {VG_XML_ONE(vg_record_format, "gmd:specification", text, specification)},
    {VG_XML_ONE(vg_record_format, "gmd:fileDecompressionTechnique", text, compression)},
};
static const struct vg_xml_table format_table = VG_XML_TABLE(format_rows);

static const struct vg_xml_row maintenance_rows[] = {
    {VG_XML_ONE(vg_record_maintenance, "gmd:maintenanceAndUpdateFrequency", code, frequency),
     CODE("MD_MaintenanceFrequencyCode", FREQUENCY), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_maintenance, "gmd:dateOfNextUpdate", when, next)},
    {VG_XML_ONE(vg_record_maintenance, "gmd:userDefinedMaintenanceFrequency", string, period),
     .element = "gts:TM_PeriodDuration"},
    {VG_XML_MANY(vg_record_maintenance, "gmd:updateScope", code, scopes), CODE("MD_ScopeCode", SCOPE)},
    {VG_XML_MANY(vg_record_maintenance, "gmd:maintenanceNote", text, notes)},
    {VG_XML_MANY(vg_record_maintenance, "gmd:contact/gmd:CI_ResponsibleParty", group, contacts), .rows = &contact_table},
};
static const struct vg_xml_table maintenance_table = VG_XML_TABLE(maintenance_rows);

static const struct vg_xml_row graphic_rows[] = {
    {VG_XML_ONE(vg_record_graphic, "gmd:fileName", text, file), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_graphic, "gmd:fileDescription", text, description)},
    {VG_XML_ONE(vg_record_graphic, "gmd:fileType", text, type)},
};
static const struct vg_xml_table graphic_table = VG_XML_TABLE(graphic_rows);

static const struct vg_xml_row keywords_rows[] = {
    {VG_XML_MANY(vg_record_keywords, "gmd:keyword", text, words), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_keywords, "gmd:type", code, type), CODE("MD_KeywordTypeCode", KEYWORD)},
    {VG_XML_ONE(vg_record_keywords, "gmd:thesaurusName/gmd:CI_Citation", group, thesaurus), .rows = &citation_table},
};
static const struct vg_xml_table keywords_table = VG_XML_TABLE(keywords_rows);

#define K(path, kind, member) VG_XML_ONE(vg_record_constraint, path, kind, member)
#define KS(path, kind, member) VG_XML_MANY(vg_record_constraint, path, kind, member)
static const struct vg_xml_row general_rows[] = {
    {KS("gmd:useLimitation", text, limitations)},
};
static const struct vg_xml_row legal_rows[] = {
    {KS("gmd:useLimitation", text, limitations)},
    {KS("gmd:accessConstraints", code, access), CODE("MD_RestrictionCode", RESTRICTION)},
    {KS("gmd:useConstraints", code, use), CODE("MD_RestrictionCode", RESTRICTION)},
    {KS("gmd:otherConstraints", text, others)},
};
static const struct vg_xml_row security_rows[] = {
    {KS("gmd:useLimitation", text, limitations)},
    {K("gmd:classification", code, classification), CODE("MD_ClassificationCode", CLASSIFICATION), .flags = VG_X_REQUIRED},
    {K("gmd:userNote", text, note)},
    {K("gmd:classificationSystem", text, system)},
    {K("gmd:handlingDescription", text, handling)},
};
static const struct vg_xml_table general_table = VG_XML_TABLE(general_rows), legal_table = VG_XML_TABLE(legal_rows),
                                 security_table = VG_XML_TABLE(security_rows);
static const struct vg_xml_row constraint_rows[] = {
    {K("gmd:MD_Constraints", case, kind), .value = VG_RECORD_GENERAL, .rows = &general_table},
    {K("gmd:MD_LegalConstraints", case, kind), .value = VG_RECORD_LEGAL, .rows = &legal_table},
    {K("gmd:MD_SecurityConstraints", case, kind), .value = VG_RECORD_SECURITY, .rows = &security_table},
};
static const struct vg_xml_table constraint_table = VG_XML_TABLE(constraint_rows);

static const struct vg_xml_row relation_rows[] = {
    {VG_XML_ONE(vg_record_relation, "gmd:aggregateDataSetName/gmd:CI_Citation", group, citation), .rows = &citation_table},
    {VG_XML_ONE(vg_record_relation, "gmd:aggregateDataSetIdentifier", identifier, identifier),
     .rows = &identifier_table},
    {VG_XML_ONE(vg_record_relation, "gmd:associationType", code, association), CODE("DS_AssociationTypeCode", ASSOCIATION),
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_relation, "gmd:initiativeType", code, initiative), CODE("DS_InitiativeTypeCode", INITIATIVE)},
};
static const struct vg_xml_table relation_table = VG_XML_TABLE(relation_rows);

static const struct vg_xml_row resolution_rows[] = {
    {VG_XML_ONE(vg_record_resolution, "gmd:equivalentScale/gmd:MD_RepresentativeFraction/gmd:denominator", number, scale),
     .element = "gco:Integer"},
    {VG_XML_ONE(vg_record_resolution, "gmd:distance", distance, distance), .element = "gco:Distance"},
};
static const struct vg_xml_table resolution_table = VG_XML_TABLE(resolution_rows);

/* --- where and when --- */

static const struct vg_xml_row box_rows[] = {
    {VG_XML_ONE(vg_record_box, "gmd:extentTypeCode", outside, outside), .element = "gco:Boolean"},
    {VG_XML_ONE(vg_record_box, "gmd:westBoundLongitude", side, west), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gmd:eastBoundLongitude", side, east), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gmd:southBoundLatitude", side, south), .element = "gco:Decimal"},
    {VG_XML_ONE(vg_record_box, "gmd:northBoundLatitude", side, north), .element = "gco:Decimal"},
};
static const struct vg_xml_table box_table = VG_XML_TABLE(box_rows);

static const struct vg_xml_row height_rows[] = {
    {VG_XML_ONE(vg_record_height, "gmd:minimumValue", side, min), .element = "gco:Real"},
    {VG_XML_ONE(vg_record_height, "gmd:maximumValue", side, max), .element = "gco:Real"},
    {VG_XML_ONE(vg_record_height, "gmd:verticalCRS", vertical_crs, crs), .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table height_table = VG_XML_TABLE(height_rows);

#define E(path, kind, member) VG_XML_ONE(vg_record_extent, path, kind, member)
#define ES(path, kind, member) VG_XML_MANY(vg_record_extent, path, kind, member)
static const struct vg_xml_row extent_rows[] = {
    {E("gmd:description", text, description)},
    {ES("gmd:geographicElement/gmd:EX_GeographicBoundingBox", box, boxes), .rows = &box_table},
    {E("gmd:geographicElement/gmd:EX_BoundingPolygon/gmd:polygon", polygons, polygons)},
    {ES("gmd:geographicElement/gmd:EX_GeographicDescription/gmd:geographicIdentifier", identifier, places),
     .rows = &identifier_table},
    {ES("gmd:temporalElement/gmd:EX_TemporalExtent/gmd:extent", time, times)},
    {ES("gmd:temporalElement/gmd:EX_SpatialTemporalExtent/gmd:extent", time, times), .flags = VG_X_READ},
    {ES("gmd:verticalElement/gmd:EX_VerticalExtent", height, heights), .rows = &height_table},
};
static const struct vg_xml_table extent_table = VG_XML_TABLE(extent_rows);

/* --- services --- */

#define S(path, kind, member) VG_XML_ONE(vg_record, path, kind, service.member)
#define SS(path, kind, member) VG_XML_MANY(vg_record, path, kind, service.member)
static const struct vg_xml_row coupled_rows[] = {
    {VG_XML_ONE(vg_record_coupled, "srv:operationName", text, operation), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_coupled, "srv:identifier", text, identifier), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_coupled, "gco:ScopedName", string, layer)},
};
static const struct vg_xml_table coupled_table = VG_XML_TABLE(coupled_rows);

static const struct vg_xml_row operation_rows[] = {
    {VG_XML_ONE(vg_record_operation, "srv:operationName", text, name), .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_operation, "srv:DCP", code, platforms), .element = "srv:DCPList", .value = VG_CODES_PLATFORM,
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_operation, "srv:operationDescription", text, description)},
    {VG_XML_ONE(vg_record_operation, "srv:invocationName", text, invocation)},
    {VG_XML_MANY(vg_record_operation, "srv:parameters", kept, kept)},
    {VG_XML_MANY(vg_record_operation, "srv:connectPoint/gmd:CI_OnlineResource", group, points), .rows = &link_table,
     .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_operation, "srv:dependsOn", kept, kept)},
};
static const struct vg_xml_table operation_table = VG_XML_TABLE(operation_rows);

static const struct vg_xml_row operand_rows[] = {
    {VG_XML_ONE(vg_record_operand, "@uuidref", attribute, id)},
    {VG_XML_ONE(vg_record_operand, "@xlink:href", attribute, href)},
    {VG_XML_ONE(vg_record_operand, "@xlink:title", attribute, title)},
};
static const struct vg_xml_table operand_table = VG_XML_TABLE(operand_rows);

/* --- both kinds of identification --- */

/* clang-format off */
#define IDENTIFICATION \
    {R("gmd:citation/gmd:CI_Citation", group, citation), .rows = &citation_table, .flags = VG_X_REQUIRED}, \
    {R("gmd:abstract", text, abstract), .flags = VG_X_REQUIRED}, \
    {R("gmd:purpose", text, purpose)}, \
    {RS("gmd:credit", text, credits)}, \
    {RS("gmd:status", code, status), CODE("MD_ProgressCode", PROGRESS)}, \
    {RS("gmd:pointOfContact/gmd:CI_ResponsibleParty", group, contacts), .rows = &contact_table}, \
    {RS("gmd:pointOfContact", kept, kept), .flags = VG_X_REST}, \
    {R("gmd:resourceMaintenance/gmd:MD_MaintenanceInformation", group, maintenance), .rows = &maintenance_table, \
     .flags = VG_X_ONCE}, \
    {RS("gmd:resourceMaintenance", kept, kept), .flags = VG_X_REST}, \
    {RS("gmd:graphicOverview/gmd:MD_BrowseGraphic", group, graphics), .rows = &graphic_table}, \
    {RS("gmd:graphicOverview", kept, kept), .flags = VG_X_REST}, \
    {RS("gmd:resourceFormat/gmd:MD_Format", group, resource_formats), .rows = &format_table}, \
    {RS("gmd:resourceFormat", kept, kept), .flags = VG_X_REST}, \
    {RS("gmd:descriptiveKeywords/gmd:MD_Keywords", group, keywords), .rows = &keywords_table}, \
    {RS("gmd:descriptiveKeywords", kept, kept), .flags = VG_X_REST}, \
    {RS("gmd:resourceSpecificUsage", kept, kept)}, \
    {RS("gmd:resourceConstraints", group, constraints), .rows = &constraint_table}, \
    {RS("gmd:resourceConstraints", kept, kept), .flags = VG_X_REST}, \
    {RS("gmd:aggregationInfo/gmd:MD_AggregateInformation", group, relations), .rows = &relation_table}, \
    {RS("gmd:aggregationInfo", kept, kept), .flags = VG_X_REST}
/* clang-format on */

static const struct vg_xml_row data_rows[] = {
    IDENTIFICATION,
    {RS("gmd:spatialRepresentationType", code, representations),
     CODE("MD_SpatialRepresentationTypeCode", REPRESENTATION)},
    {RS("gmd:spatialResolution/gmd:MD_Resolution", group, resolutions), .rows = &resolution_table},
    {RS("gmd:spatialResolution", kept, kept), .flags = VG_X_REST},
    {RS("gmd:language", language, languages), .element = "gmd:LanguageCode", .flags = VG_X_REQUIRED},
    {RS("gmd:characterSet", code, charsets), CODE("MD_CharacterSetCode", CHARSET)},
    {RS("gmd:topicCategory", enumerated, topics), .element = "gmd:MD_TopicCategoryCode", .value = VG_CODES_TOPIC,
     .flags = VG_X_CLOSED},
    {R("gmd:environmentDescription", text, environment)},
    {RS("gmd:extent/gmd:EX_Extent", group, extents), .rows = &extent_table},
    {RS("gmd:extent", kept, kept), .flags = VG_X_REST},
    {R("gmd:supplementalInformation", text, supplement)},
};
static const struct vg_xml_table data_table = VG_XML_TABLE(data_rows);

static const struct vg_xml_row service_rows[] = {
    IDENTIFICATION,
    {S("srv:serviceType", name, type), .element = "gco:LocalName", .flags = VG_X_REQUIRED},
    {SS("srv:serviceTypeVersion", text, versions)},
    {S("srv:accessProperties/gmd:MD_StandardOrderProcess/gmd:fees", text, fees)},
    {RS("srv:restrictions", kept, kept)},
    {RS("srv:extent/gmd:EX_Extent", group, extents), .rows = &extent_table},
    {RS("srv:extent", kept, kept), .flags = VG_X_REST},
    {SS("srv:coupledResource/srv:SV_CoupledResource", group, coupled), .rows = &coupled_table},
    {S("srv:couplingType", code, coupling), .element = "srv:SV_CouplingType", .value = VG_CODES_COUPLING,
     .flags = VG_X_REQUIRED},
    {SS("srv:containsOperations/srv:SV_OperationMetadata", group, operations), .rows = &operation_table,
     .flags = VG_X_REQUIRED},
    {SS("srv:operatesOn", group, operands), .rows = &operand_table},
};
static const struct vg_xml_table service_table = VG_XML_TABLE(service_rows);

/* --- content, distribution, quality --- */

static const struct vg_xml_row catalogue_rows[] = {
    {VG_XML_ONE(vg_record_catalogue, "gmd:complianceCode", boolean, compliant), .element = "gco:Boolean"},
    {VG_XML_MANY(vg_record_catalogue, "gmd:language", language, languages), .element = "gmd:LanguageCode"},
    {VG_XML_ONE(vg_record_catalogue, "gmd:includedWithDataset", boolean, included), .element = "gco:Boolean",
     .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_catalogue, "gmd:featureTypes", name, types), .element = "gco:LocalName"},
    {VG_XML_MANY(vg_record_catalogue, "gmd:featureCatalogueCitation/gmd:CI_Citation", group, citations),
     .rows = &citation_table, .flags = VG_X_REQUIRED},
    {VG_XML_MANY(vg_record_catalogue, "gmd:featureCatalogueCitation", kept, kept), .flags = VG_X_REST},
};
static const struct vg_xml_table catalogue_table = VG_XML_TABLE(catalogue_rows);

static const struct vg_xml_row transfer_rows[] = {
    {VG_XML_ONE(vg_record_link, "gmd:unitsOfDistribution", string, units), .element = "gco:CharacterString"},
    {VG_XML_ONE(vg_record_link, "gmd:transferSize", number, size_mb), .element = "gco:Real"},
    {.path = "gmd:onLine/gmd:CI_OnlineResource", .kind = &vg_xml_group, .rows = &link_table},
};
static const struct vg_xml_table transfer_table = VG_XML_TABLE(transfer_rows);

static const struct vg_xml_row distributor_rows[] = {
    {.path = "gmd:distributorContact/gmd:CI_ResponsibleParty", .kind = &vg_xml_group, .rows = &contact_table,
     .flags = VG_X_REQUIRED},
    {CS("gmd:distributionOrderProcess", kept, kept)},
};
static const struct vg_xml_table distributor_table = VG_XML_TABLE(distributor_rows);

static const struct vg_xml_row distribution_rows[] = {
    {RS("gmd:distributionFormat/gmd:MD_Format", group, formats), .rows = &format_table},
    {RS("gmd:distributor/gmd:MD_Distributor", group, distributors), .rows = &distributor_table},
    {RS("gmd:distributor/gmd:MD_Distributor/gmd:distributorFormat/gmd:MD_Format", group, formats), .rows = &format_table,
     .flags = VG_X_READ},
    {R("gmd:distributor/gmd:MD_Distributor/gmd:distributorTransferOptions/gmd:MD_DigitalTransferOptions", transfer, links),
     .rows = &transfer_table, .flags = VG_X_READ},
    {R("gmd:transferOptions/gmd:MD_DigitalTransferOptions", transfer, links), .rows = &transfer_table},
};
static const struct vg_xml_table distribution_table = VG_XML_TABLE(distribution_rows);

static const struct vg_xml_row result_rows[] = {
    {VG_XML_ONE(vg_record_conformity, "gmd:specification/gmd:CI_Citation", group, specification), .rows = &citation_table,
     .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_conformity, "gmd:explanation", text, explanation), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_conformity, "gmd:pass", boolean, pass), .element = "gco:Boolean", .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table result_table = VG_XML_TABLE(result_rows);
static const struct vg_xml_row conformity_rows[] = {
    {VG_XML_ONE(vg_record_conformity, "gmd:nameOfMeasure", text, measure)},
    {VG_XML_MANY(vg_record_conformity, "gmd:measureIdentification", kept, kept)},
    {VG_XML_MANY(vg_record_conformity, "gmd:measureDescription", kept, kept)},
    {VG_XML_MANY(vg_record_conformity, "gmd:evaluationMethodType", kept, kept)},
    {VG_XML_ONE(vg_record_conformity, "gmd:evaluationMethodDescription", text, method)},
    {VG_XML_MANY(vg_record_conformity, "gmd:evaluationProcedure", kept, kept)},
    {VG_XML_MANY(vg_record_conformity, "gmd:dateTime", kept, kept)},
    {.path = "gmd:result/gmd:DQ_ConformanceResult", .kind = &vg_xml_group, .rows = &result_table},
};
static const struct vg_xml_table conformity_table = VG_XML_TABLE(conformity_rows);

static const struct vg_xml_row step_rows[] = {
    {VG_XML_ONE(vg_record_step, "gmd:description", text, description), .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_step, "gmd:rationale", text, rationale)},
    {VG_XML_ONE(vg_record_step, "gmd:dateTime", time_stamp, when)},
    {VG_XML_MANY(vg_record_step, "gmd:processor/gmd:CI_ResponsibleParty", group, processors), .rows = &contact_table},
    {VG_XML_MANY(vg_record_step, "gmd:source/gmd:LI_Source/gmd:description", text, sources)},
};
static const struct vg_xml_table step_table = VG_XML_TABLE(step_rows);

static const struct vg_xml_row source_rows[] = {
    {VG_XML_ONE(vg_record_source, "gmd:description", text, description)},
    {VG_XML_ONE(vg_record_source, "gmd:scaleDenominator/gmd:MD_RepresentativeFraction/gmd:denominator", number, scale),
     .element = "gco:Integer"},
    {VG_XML_ONE(vg_record_source, "gmd:sourceCitation/gmd:CI_Citation", group, citation), .rows = &citation_table},
};
static const struct vg_xml_table source_table = VG_XML_TABLE(source_rows);
static const struct vg_xml_row source_holder_rows[] = {
    {VG_XML_ONE(vg_record_source, "@uuidref", attribute, id)},
    {VG_XML_ONE(vg_record_source, "@xlink:href", attribute, href)},
    {VG_XML_ONE(vg_record_source, "@xlink:title", attribute, citation.title.value), .flags = VG_X_READ},
    {.path = "gmd:LI_Source", .kind = &vg_xml_group, .rows = &source_table},
};
static const struct vg_xml_table source_holder_table = VG_XML_TABLE(source_holder_rows);

static const struct vg_xml_row lineage_rows[] = {
    {R("gmd:statement", text, lineage)},
    {RS("gmd:processStep/gmd:LI_ProcessStep", group, steps), .rows = &step_table},
    {RS("gmd:source", group, sources), .rows = &source_holder_table},
};
static const struct vg_xml_table lineage_table = VG_XML_TABLE(lineage_rows);

static const struct vg_xml_row scope_rows[] = {
    {R("gmd:level", quality_scope, quality_scope), CODE("MD_ScopeCode", SCOPE), .flags = VG_X_REQUIRED},
    {RS("gmd:levelDescription", kept, kept)},
};
static const struct vg_xml_table scope_table = VG_XML_TABLE(scope_rows);

static const struct vg_xml_row quality_rows[] = {
    {.path = "gmd:scope/gmd:DQ_Scope", .kind = &vg_xml_scope, .rows = &scope_table,
     .flags = VG_X_REQUIRED},
    {RS("gmd:report/gmd:DQ_DomainConsistency", conformity, conformities), .rows = &conformity_table},
    {RS("gmd:report", kept, kept), .flags = VG_X_REST},
    {.path = "gmd:lineage/gmd:LI_Lineage", .kind = &vg_xml_group, .rows = &lineage_table},
};
static const struct vg_xml_table quality_table = VG_XML_TABLE(quality_rows);

/* --- the record --- */

static const struct vg_xml_row locale_rows[] = {
    {VG_XML_ONE(vg_record_locale, "gmd:languageCode", language, lang), .element = "gmd:LanguageCode", .flags = VG_X_REQUIRED},
    {VG_XML_ONE(vg_record_locale, "gmd:country", code, country), .element = "gmd:Country", .value = -1},
    {VG_XML_ONE(vg_record_locale, "gmd:characterEncoding", code, charset), CODE("MD_CharacterSetCode", CHARSET),
     .flags = VG_X_REQUIRED},
};
static const struct vg_xml_table locale_table = VG_XML_TABLE(locale_rows);

static const struct vg_xml_row root_rows[] = {
    {R("gmd:fileIdentifier", string, id), .element = "gco:CharacterString"},
    {R("gmd:language", language, lang), .element = "gmd:LanguageCode"},
    {R("gmd:characterSet", code, charset), CODE("MD_CharacterSetCode", CHARSET)},
    {R("gmd:parentIdentifier", text, parent)},
    {R("gmd:hierarchyLevel", code, type), CODE("MD_ScopeCode", SCOPE)},
    {RS("gmd:hierarchyLevel", kept, kept), .flags = VG_X_REST},
    {RS("gmd:hierarchyLevelName", text, type_names)},
    {RS("gmd:contact/gmd:CI_ResponsibleParty", group, record_contacts), .rows = &contact_table, .flags = VG_X_REQUIRED},
    {RS("gmd:contact", kept, kept), .flags = VG_X_REST},
    {R("gmd:dateStamp", when, stamp), .flags = VG_X_REQUIRED},
    {R("gmd:metadataStandardName", text, standard)},
    {R("gmd:metadataStandardVersion", text, standard_version)},
    {R("gmd:dataSetURI", string, dataset_uri), .element = "gco:CharacterString"},
    {RS("gmd:locale/gmd:PT_Locale", locale, locales), .rows = &locale_table},
    {RS("gmd:spatialRepresentationInfo", kept, kept)},
    {RS("gmd:referenceSystemInfo/gmd:MD_ReferenceSystem/gmd:referenceSystemIdentifier/gmd:RS_Identifier", group, crs),
     .rows = &identifier_table},
    {RS("gmd:referenceSystemInfo", kept, kept), .flags = VG_X_REST},
    {RS("gmd:metadataExtensionInfo", kept, kept)},
    {R("gmd:identificationInfo/gmd:MD_DataIdentification", case, is_service), .value = false, .element = "bool",
     .rows = &data_table, .flags = VG_X_ONCE | VG_X_REQUIRED},
    {R("gmd:identificationInfo/srv:SV_ServiceIdentification", case, is_service), .value = true, .element = "bool",
     .rows = &service_table, .flags = VG_X_ONCE | VG_X_REQUIRED},
    {RS("gmd:identificationInfo", kept, kept), .flags = VG_X_REST},
    {RS("gmd:contentInfo/gmd:MD_FeatureCatalogueDescription", group, catalogues), .rows = &catalogue_table},
    {RS("gmd:contentInfo", kept, kept), .flags = VG_X_REST},
    {.path = "gmd:distributionInfo/gmd:MD_Distribution", .kind = &vg_xml_group, .rows = &distribution_table},
    {.path = "gmd:dataQualityInfo/gmd:DQ_DataQuality", .kind = &vg_xml_group, .rows = &quality_table},
    {RS("gmd:portrayalCatalogueInfo", kept, kept)},
    {RS("gmd:metadataConstraints", group, record_constraints), .rows = &constraint_table},
    {RS("gmd:metadataConstraints", kept, kept), .flags = VG_X_REST},
    {RS("gmd:applicationSchemaInfo", kept, kept)},
    {R("gmd:metadataMaintenance/gmd:MD_MaintenanceInformation", group, record_maintenance), .rows = &maintenance_table},
};
static const struct vg_xml_table root_table = VG_XML_TABLE(root_rows);

static bool read_record(struct vg_xml_reader *x, xmlNode *root)
{
    x->dialect = &dialect;
    vg_iso_read_locales(x, root);
    bool any = vg_xml_read_rows(x, &root_table, root, x->record);
    vg_iso_declare_languages(x);
    vg_iso_tell_data_only(x, &service_table, root);
    return any;
}

/* srv is made for the GML before 3.2. */
static bool has_srv(const struct vg_record *r)
{
    for (size_t i = 0; i < r->n_kept; i++) {
        if (strstr(r->kept[i].text, "<srv:"))
            return true;
    }
    return r->is_service;
}

static const char *namespace_of(const struct vg_record *r, size_t i)
{
    return strcmp(spaces[i][0], "gml") == 0 && has_srv(r) ? "http://www.opengis.net/gml" : spaces[i][1];
}

static enum vg_status write_record(const struct vg_record_codec *codec, const struct vg_record *r,
                                   const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    struct vg_xml_writer x = {.b = b, .record = r, .dialect = &dialect, .options = w, .depth = 1};

    (void)codec;
    if (!w->alone)
        VG_BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    VG_BUF_LIT(b, "<gmd:MD_Metadata");
    for (size_t i = 0; spaces[i][0]; i++)
        vg_buf_printf(b, " xmlns:%s=\"%s\"", spaces[i][0], namespace_of(r, i));
    VG_BUF_LIT(b, ">");
    vg_xml_write_rows(&x, &root_table, r);
    VG_BUF_LIT(b, "\n</gmd:MD_Metadata>\n");
    return vg_buf_check(b, err);
}

const struct vg_record_codec vg_record_iso19139 = {
    .name = VG_RECORD_ISO19139,
    .media_type = "application/vnd.iso.19139+xml",
    .title = "ISO 19139",
    .schema = "http://www.isotc211.org/2005/gmd",
    .prefix = "iso19139",
    .root = "{http://www.isotc211.org/2005/gmd}MD_Metadata",
    .dated = true,
    .read = vg_xml_read_document,
    .write = write_record,
};

const struct vg_xml_form vg_xml_iso19139 = {&vg_record_iso19139, read_record};
