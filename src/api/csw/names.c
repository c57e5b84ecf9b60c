/* What a client may name, and what that is here: requests, capabilities, GetDomain and DescribeRecord all go by these
 * tables.  A queryable of the standards that records have nothing for is known all the same and null in every record
 * (VG_M_NOTHING), so that a client's stock filter gets an answer; only a name that nobody defines is an error. */
#include "names.h"

#include <ctype.h>
#include <stdlib.h>

#define OLD (1u << CSW_202)
#define NEW (1u << CSW_300)
#define BOTH (OLD | NEW)

const struct csw_schema vg_csw_schemas[] = {
    {"http://www.opengis.net/cat/csw/2.0.2", "dc", OLD},
    {"http://www.opengis.net/cat/csw/3.0", "dc30", NEW},
    {"http://www.isotc211.org/2005/gmd", "iso19139", BOTH},
    {"http://standards.iso.org/iso/19115/-3/mdb/2.0", "iso19115-3", BOTH},
    {"http://www.w3.org/ns/dcat#", "dcat-xml", BOTH},
    {"http://data.europa.eu/930/", "dcat-xml", BOTH},
    {"http://www.openarchives.org/OAI/2.0/oai_dc/", "oai_dc", BOTH},
    {CSW_ATOM_SCHEMA, "dc30", NEW},
};
const size_t vg_csw_n_schemas = VG_COUNT(vg_csw_schemas);

const struct csw_type vg_csw_types[] = {
    {"csw:Record", "http://www.opengis.net/cat/csw/2.0.2", NULL, OLD},
    {"csw:Record", "http://www.opengis.net/cat/csw/3.0", NULL, NEW},
    {"gmd:MD_Metadata", "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gmd", BOTH},
    {"mdb:MD_Metadata", "http://standards.iso.org/iso/19115/-3/mdb/2.0", "http://standards.iso.org/iso/19115/-3/mdb/2.0",
     BOTH},
    {"dcat:Dataset", "http://www.w3.org/ns/dcat#", "http://www.w3.org/ns/dcat#", BOTH},
};
const size_t vg_csw_n_types = VG_COUNT(vg_csw_types);

#define FIELD(name, field, listed) {name, VG_M_FIELD, field, listed}
#define NOTHING(name, listed) {name, VG_M_NOTHING, VG_R_ID, listed}

/* Core queryables of 07-006r1 (table 1), those of the ISO profile (07-045, tables 6 to 12), and what clients call them. */
const struct csw_name vg_csw_names[] = { /* sorted */
    FIELD("abstract", VG_R_DESCRIPTION, "apiso:Abstract"),
    FIELD("accessconstraints", VG_R_LICENSE, "apiso:AccessConstraints"),
    NOTHING("alternatetitle", "apiso:AlternateTitle"),
    {"anytext", VG_M_SEARCH, VG_R_ID, "csw:AnyText"},
    NOTHING("association", NULL),
    {"boundingbox", VG_M_GEOMETRY, VG_R_ID, "ows:BoundingBox"},
    FIELD("contributor", VG_R_CONTACTS, NULL),
    NOTHING("coupledresource", NULL),
    NOTHING("coverage", NULL),
    FIELD("creationdate", VG_R_CREATED, "apiso:CreationDate"),
    FIELD("creator", VG_R_CONTACTS, NULL),
    NOTHING("crs", NULL),
    FIELD("date", VG_R_CREATED, "dc:date"),
    FIELD("datestamp", VG_R_UPDATED, NULL),
    FIELD("description", VG_R_DESCRIPTION, NULL),
    {"envelope", VG_M_GEOMETRY, VG_R_ID, NULL},
    FIELD("fileidentifier", VG_R_ID, NULL),
    FIELD("format", VG_R_FORMATS, "apiso:Format"),
    {"geometry", VG_M_GEOMETRY, VG_R_ID, NULL},
    FIELD("id", VG_R_ID, NULL),
    FIELD("identifier", VG_R_ID, "apiso:Identifier"),
    FIELD("keyword", VG_R_KEYWORDS, NULL),
    FIELD("language", VG_R_LANGUAGE, "apiso:Language"),
    FIELD("license", VG_R_LICENSE, NULL),
    NOTHING("lineage", "apiso:Lineage"),
    FIELD("modified", VG_R_UPDATED, "apiso:Modified"),
    NOTHING("operateson", "apiso:OperatesOn"),
    FIELD("organisationname", VG_R_CONTACTS, "apiso:OrganisationName"),
    FIELD("parentidentifier", VG_R_PARENT, "apiso:ParentIdentifier"),
    FIELD("publicationdate", VG_R_CREATED, "apiso:PublicationDate"),
    FIELD("publisher", VG_R_CONTACTS, NULL),
    FIELD("relation", VG_R_RELATIONS, NULL),
    FIELD("resourceidentifier", VG_R_EXTERNAL_IDS, "apiso:ResourceIdentifier"),
    FIELD("resourcelanguage", VG_R_LANGUAGES, "apiso:ResourceLanguage"),
    FIELD("revisiondate", VG_R_UPDATED, "apiso:RevisionDate"),
    FIELD("rights", VG_R_LICENSE, NULL),
    NOTHING("servicetype", "apiso:ServiceType"),
    NOTHING("source", NULL),
    NOTHING("spatial", NULL),
    FIELD("subject", VG_R_KEYWORDS, "apiso:Subject"),
    FIELD("tempextent_begin", VG_R_TIME_START, "apiso:TempExtent_begin"),
    FIELD("tempextent_end", VG_R_TIME_END, "apiso:TempExtent_end"),
    FIELD("title", VG_R_TITLE, "apiso:Title"),
    FIELD("topiccategory", VG_R_THEMES, "apiso:TopicCategory"),
    FIELD("type", VG_R_TYPE, "apiso:Type"),
    FIELD("uuid", VG_R_ID, NULL),
};
const size_t vg_csw_n_names = VG_COUNT(vg_csw_names);

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct csw_name *)row)->name);
}

/* The last step of a path that is no mere wrapper of a value ("gco:CharacterString"), and of that what follows the prefix. */
static struct vg_str last_name(struct vg_str path)
{
    struct vg_str step = {0}, found = {0};
    for (struct vg_str rest = path; rest.ptr;) {
        step = vg_str_cut(rest, '/', &rest);
        if (step.len && !vg_str_starts(step, VG_STR("gco:")) && !vg_str_starts(step, VG_STR("gmx:")))
            found = step;
    }
    struct vg_str local;
    (void)vg_str_cut(found, ':', &local);
    found = local.ptr ? local : found;
    return found.len && found.ptr[0] == '@' ? (struct vg_str){found.ptr + 1, found.len - 1} : found;
}

bool vg_csw_name_find(struct vg_str name, const struct csw_name **out)
{
    char lower[64];
    struct vg_str local = last_name(name);
    if (!local.len || local.len >= sizeof lower)
        return false;
    for (size_t i = 0; i < local.len; i++)
        lower[i] = (char)tolower((unsigned char)local.ptr[i]);
    lower[local.len] = '\0';
    *out = bsearch(lower, vg_csw_names, vg_csw_n_names, sizeof *vg_csw_names, compare);
    return *out != NULL;
}
