/* The requirements, one row each, in the order of the guidelines; what they look at is in rules_common.c and rules_kinds.c.
 *
 * Left out are those that a record alone cannot show to be broken: 2.3 (a calendar other than the Gregorian), 2.7 and 2.8 (a
 * network whose topology was measured, or is not assured) and 3.3 (a service whose resolution is restricted). */
#include "rules.h"

#define PART "/gmd:MD_Metadata/gmd:identificationInfo"
#define CITATION PART "/*/gmd:citation/gmd:CI_Citation"
#define QUALITY "/gmd:MD_Metadata/gmd:dataQualityInfo/gmd:DQ_DataQuality"
#define ONLINE "/gmd:MD_Metadata/gmd:distributionInfo/*/gmd:transferOptions/*/gmd:onLine"

enum { DATA = 1, SERVICE = 2, BOTH = 3 };
enum { FULL = 3, THIRD = 1 }; /* weights: of a requirement, of a warning */

struct rule {
    const char *id;
    int applies, weight;
    vg_rule_check *kept;
    const char *path;
    const char *sentence; /* of what is wrong, and what would be right; %s: what the check found */
};

static const struct rule rules[] = {
    {"C.1", BOTH, FULL, vg_rule_valid, "/", "the document is not valid by the schema of ISO 19139, %s"},
    {"C.2", BOTH, FULL, vg_rule_root, "/", "the root element is %s; it must be gmd:MD_Metadata"},
    {"C.3", BOTH, FULL, vg_rule_codes, "", "'%s' is no value of the code list"},
    {"C.4", BOTH, FULL, vg_rule_locales, "/gmd:MD_Metadata/gmd:locale", "texts are in '%s', a language that no locale declares"},
    {"C.5", BOTH, FULL, vg_rule_language, "/gmd:MD_Metadata/gmd:language",
     "the language of the record must be one of the European Union's, as three letters of ISO 639-2/B; it is %s"},
    {"C.6", BOTH, FULL, vg_rule_record_contact, "/gmd:MD_Metadata/gmd:contact",
     "the record needs a contact of the role pointOfContact with organisation and e-mail; what lacks is %s"},
    {"C.7", BOTH, FULL, vg_rule_stamp, "/gmd:MD_Metadata/gmd:dateStamp", "there is no date of the record"},
    {"C.8", BOTH, FULL, vg_rule_title, CITATION "/gmd:title", "there is no title"},
    {"C.9", BOTH, FULL, vg_rule_abstract, PART "/*/gmd:abstract", "there is no abstract"},
    {"C.10", BOTH, FULL, vg_rule_responsible, PART "/*/gmd:pointOfContact",
     "the resource needs a responsible organisation with name, e-mail and role; what lacks is %s"},
    {"C.11", BOTH, FULL, vg_rule_dated, CITATION "/gmd:date", "there is no date of creation, publication or revision"},
    {"C.12", BOTH, FULL, vg_rule_one_creation, CITATION "/gmd:date", "there is more than one date of creation"},
    {"C.13", BOTH, FULL, vg_rule_one_revision, CITATION "/gmd:date", "there is more than one date of revision"},
    {"C.14", BOTH, FULL, vg_rule_times, PART "/*/gmd:extent/*/gmd:temporalElement",
     "a period needs a begin and an end, be it 'unknown' or 'now'; this one has %s"},
    {"C.15", BOTH, FULL, vg_rule_thesauri, PART "/*/gmd:descriptiveKeywords/*/gmd:thesaurusName",
     "the thesaurus '%s' needs a title and a date of publication, revision or creation"},
    {"C.16", BOTH, FULL, vg_rule_grouped, PART "/*/gmd:descriptiveKeywords",
     "the keywords of '%s' stand in more than one group"},
    {"C.17", BOTH, FULL, vg_rule_public_access, PART "/*/gmd:resourceConstraints",
     "limitations on public access are to be given once, as otherRestrictions with an anchor to INSPIRE's list; they are given %s"},
    {"C.18", BOTH, FULL, vg_rule_conditions, PART "/*/gmd:resourceConstraints",
     "the conditions of access and use are to be given once, as otherRestrictions, apart from those on public access; they are given %s"},
    {"C.19", DATA, FULL, vg_rule_box, PART "/*/gmd:extent/*/gmd:geographicElement", "there is no box in degrees of longitude and latitude"},
    {"C.20", BOTH, FULL, vg_rule_conformity, QUALITY "/gmd:report", "conformity to a specification is not declared"},
    {"C.21", BOTH, FULL, vg_rule_specification, QUALITY "/gmd:report/*/gmd:result/*/gmd:specification",
     "a specification needs its title and its date of publication; what lacks is %s"},
    {"C.22", BOTH, FULL, vg_rule_degree, QUALITY "/gmd:report/*/gmd:result/*/gmd:pass", "the degree of conformity is '%s'; it must be true, false or unknown"},
    {"1.1", DATA, FULL, vg_rule_is_data, "/gmd:MD_Metadata/gmd:hierarchyLevel", "the type is '%s'; of data it must be dataset or series"},
    {"1.2", DATA, FULL, vg_rule_no_service_part, PART, "data are identified by MD_DataIdentification, not as a service"},
    {"1.3", DATA, FULL, vg_rule_identified, CITATION "/gmd:identifier", "there is no identifier of the resource that is a URI; the first one is '%s'"},
    {"1.4", DATA, FULL, vg_rule_theme, PART "/*/gmd:descriptiveKeywords", "no keyword is a theme of INSPIRE under the thesaurus 'GEMET - INSPIRE themes, version 1.0'"},
    {"1.5", DATA, FULL, vg_rule_one_resolution, PART "/*/gmd:spatialResolution", "the resolution is given both as a scale and as a distance; one of them is to be chosen"},
    {"1.6", DATA, FULL, vg_rule_data_language, PART "/*/gmd:language", "the language of the data is not given; 'zxx' says that there is none"},
    {"1.7", DATA, FULL, vg_rule_topic, PART "/*/gmd:topicCategory", "there is no topic category"},
    {"1.8", DATA, THIRD, vg_rule_located, ONLINE, "there is no address of the data, or of a page about them"},
    {"1.9", DATA, FULL, vg_rule_quality_scope, QUALITY "/gmd:scope", "the scope of quality is '%s'; of data it must be dataset or series"},
    {"1.10", DATA, FULL, vg_rule_interoperability, QUALITY "/gmd:report", "conformity to Regulation (EU) No 1089/2010 is not declared"},
    {"1.11", DATA, FULL, vg_rule_lineage, QUALITY "/gmd:lineage", "the lineage is not told"},
    {"2.1", DATA, THIRD, vg_rule_crs, "/gmd:MD_Metadata/gmd:referenceSystemInfo", "there is no coordinate reference system"},
    {"2.2", DATA, THIRD, vg_rule_crs_uri, "/gmd:MD_Metadata/gmd:referenceSystemInfo", "the reference system '%s' is to be given by its address, http://www.opengis.net/def/crs/EPSG/0/…"},
    {"2.4", DATA, THIRD, vg_rule_representation, PART "/*/gmd:spatialRepresentationType", "the type of spatial representation is not given"},
    {"2.5", DATA, THIRD, vg_rule_charset, PART "/*/gmd:characterSet", "'%s' is no character set of the code list"},
    {"2.6", DATA, THIRD, vg_rule_format, "/gmd:MD_Metadata/gmd:distributionInfo/*/gmd:distributionFormat", "a format needs a name and a version; what lacks is %s"},
    {"3.1", SERVICE, FULL, vg_rule_is_service, "/gmd:MD_Metadata/gmd:hierarchyLevelName", "the type of a service is 'service', and its name too; the name is '%s'"},
    {"3.2", SERVICE, FULL, vg_rule_service_part, PART, "a service is identified by srv:SV_ServiceIdentification"},
    {"3.4", SERVICE, FULL, vg_rule_category, PART "/*/gmd:descriptiveKeywords", "no keyword is a category of services of Regulation (EC) No 1205/2008, part D 4"},
    {"3.5", SERVICE, FULL, vg_rule_service_type, PART "/*/srv:serviceType", "the type of service is '%s'; it must be discovery, view, download, transformation, invoke or other"},
    {"3.6", SERVICE, THIRD, vg_rule_coupled, PART "/*/srv:operatesOn", "data that the service works on are to be named by the address of their record (xlink:href); '%s' is none"},
    {"3.7", SERVICE, THIRD, vg_rule_located, ONLINE, "there is no address of the service, or of a page about it"},
    {"3.8", SERVICE, FULL, vg_rule_service_scope, QUALITY "/gmd:scope", "the scope of quality is '%s'; of a service it must be service"},
};

static bool is_service(const struct vg_record *r)
{
    return r->is_service || strcmp(vg_record_type(r), "service") == 0;
}

/* The sentence with the detail in the place of its %s. */
static const char *filled(const char *sentence, const char *detail, struct vg_arena *a)
{
    const char *at = strstr(sentence, "%s");
    return at ? vg_arena_printf(a, "%.*s%s%s", (int)(at - sentence), sentence, detail, at + 2) : sentence;
}

static void add_fault(struct vg_rule_verdict *v, const struct rule *rule, const struct vg_rule_case *c, enum vg_lang lang)
{
    v->faults[v->n_faults++] = (struct vg_rule_fault){
        .rule = rule->id,
        .is_warning = rule->weight == THIRD,
        .path = rule->path,
        .text = filled(vg_text(lang, rule->sentence), c->translate ? vg_text(lang, c->detail) : c->detail, c->arena),
    };
}

_Static_assert(VG_COUNT(rules) <= VG_RULE_MAX_FAULTS, "each rule may be broken");

enum vg_status vg_rules_judge(const struct vg_rule_subject *s, enum vg_lang lang, struct vg_arena *a, struct vg_rule_verdict *out,
                              struct vg_error *err)
{
    int kind = is_service(s->record) ? SERVICE : DATA, asked = 0, kept = 0;
    *out = (struct vg_rule_verdict){0};
    for (size_t i = 0; i < VG_COUNT(rules); i++) {
        struct vg_rule_case c = {.r = s->record, .subject = s, .arena = a, .detail = ""};
        if (!(rules[i].applies & kind))
            continue;
        out->n_rules++;
        asked += rules[i].weight;
        if (rules[i].kept(&c))
            kept += rules[i].weight;
        else
            add_fault(out, &rules[i], &c, lang);
    }
    out->score = asked ? kept * 100 / asked : 0;
    return vg_arena_check(a, err);
}
