/* record.h — one metadata record: what a catalogue knows of a dataset, series, service, document…  No I/O.
 *
 * The nouns are those of ISO 19115, since nearly all that harvesters exchange is a form or a subset of it; every form is
 * read into this and written from this (codec/record.h).  Plain structs in one arena, read-only once they are handed on.
 *
 * Conventions: an absent text, code or date is NULL (or has a NULL value), an absent number 0.
 * Languages are ISO 639-2/B ("fre", "eng"), codes those of ISO 19115 (gmxCodelists: "pointOfContact"), whatever spelling
 * they came in.  Longitude and latitude are WGS 84 degrees, x then y. */
#ifndef VIGIE_MODEL_RECORD_H
#define VIGIE_MODEL_RECORD_H

#include <vigie/base/arena.h>
#include <vigie/base/time.h>
#include <vigie/geo/bbox.h>

/* A list member: the items, and n_<name> of them right behind (the codecs' tables count on that place). */
#define VG_RECORD_LIST(type, name) \
    type *name;                    \
    size_t n_##name

/* The same text in another language. */
struct vg_record_variant {
    const char *lang, *value;
};

/* A text in the record's own language, what it names where that is known (gmx:Anchor: a licence, a concept), and
 * further languages. */
struct vg_record_text {
    const char *value;
    const char *uri;
    VG_RECORD_LIST(struct vg_record_variant, others);
};

/* A date as precise as it was given: "2007", "2007-03", "2007-03-01" or an RFC 3339 date and time (a time without
 * offset has none here either). */
struct vg_record_when {
    const char *text; /* NULL: none */
    int64_t us;       /* its first moment, UTC */
};

struct vg_record_date {
    struct vg_record_when when;
    const char *type; /* creation, publication, revision… */
};

/* A piece the model has no member for, kept as it came for the form it came in. */
struct vg_record_kept {
    const char *form; /* "iso19139" */
    const char *path; /* of the row that took it */
    const char *text; /* well-formed by itself but for the namespace prefixes of the form */
};

struct vg_record_citation;

/* An identifier with the space that makes it unique. */
struct vg_record_identifier {
    struct vg_record_text code;
    struct vg_record_text space; /* codeSpace */
    const char *version;
    struct vg_record_citation *authority; /* who keeps it, or where; NULL */
};

/* A way to something on line. */
struct vg_record_link {
    struct vg_record_text href;     /* value: the address; others: the address for another language */
    struct vg_record_text protocol; /* "OGC:WFS", "WWW:DOWNLOAD-1.0-http--download", a URI… as given */
    struct vg_record_text profile;  /* application profile */
    struct vg_record_text name;     /* of the layer, file or page */
    struct vg_record_text description;
    const char *function;           /* download, information, offlineAccess, order, search, or another */
    struct vg_record_text format;   /* of the file; uri: its media type or format's address */
    const char *media_type;         /* "application/geopackage+sqlite3" */
    const char *rel;                /* link relation, where the form it came in has one */
    struct vg_record_text licence;  /* of this distribution alone */
    double size_mb;
    const char *units;              /* of distribution: "tile", "dalle" */
    const char *lang;               /* of what is there */
    const char *lang_country;       /* of that language, as it was given: "CAN" */
    int transfer;                   /* links with the same number came as one offer (MD_DigitalTransferOptions) */
};

struct vg_record_contact {
    struct vg_record_text name, organisation, position;
    const char *role; /* CI_RoleCode */
    VG_RECORD_LIST(struct vg_record_text, phones);
    VG_RECORD_LIST(struct vg_record_text, faxes);
    VG_RECORD_LIST(struct vg_record_text, lines); /* of the address, down to the street */
    struct vg_record_text city, region, postcode, country;
    VG_RECORD_LIST(struct vg_record_text, emails);
    struct vg_record_link site;
    struct vg_record_text hours, instructions;
    VG_RECORD_LIST(struct vg_record_kept, kept);
};

/* What is cited: the resource itself, a thesaurus, a specification, a source. */
struct vg_record_citation {
    struct vg_record_text title;
    VG_RECORD_LIST(struct vg_record_text, alternates);
    VG_RECORD_LIST(struct vg_record_date, dates);
    struct vg_record_text edition;
    struct vg_record_when edition_date;
    VG_RECORD_LIST(struct vg_record_identifier, identifiers);
    VG_RECORD_LIST(struct vg_record_contact, parties);
    VG_RECORD_LIST(const char *, forms); /* CI_PresentationFormCode */
    struct vg_record_text series, issue, page;
    struct vg_record_text details, collective;
    struct vg_record_text isbn, issn;
};

/* Keywords of one thesaurus, or of none. */
struct vg_record_keywords {
    VG_RECORD_LIST(struct vg_record_text, words);
    const char *type; /* theme, place, temporal, discipline, stratum… */
    struct vg_record_citation thesaurus;
};

enum vg_record_constraint_kind { VG_RECORD_GENERAL, VG_RECORD_LEGAL, VG_RECORD_SECURITY };

struct vg_record_constraint {
    enum vg_record_constraint_kind kind;
    VG_RECORD_LIST(struct vg_record_text, limitations); /* useLimitation */
    VG_RECORD_LIST(const char *, access);               /* MD_RestrictionCode */
    VG_RECORD_LIST(const char *, use);
    VG_RECORD_LIST(struct vg_record_text, others);      /* uri: licence or limitation on public access */
    const char *classification;                         /* of VG_RECORD_SECURITY */
    struct vg_record_text note, system, handling;
};

struct vg_record_box {
    double west, east, south, north; /* degrees; west > east crosses the antimeridian */
    bool outside;                    /* the resource is not in it (extentTypeCode 0) */
};

struct vg_record_ring {
    VG_RECORD_LIST(double, xy); /* n_xy numbers, two a position, closed */
};

struct vg_record_polygon {
    VG_RECORD_LIST(struct vg_record_ring, rings); /* the outer one first */
};

struct vg_record_time {
    struct vg_record_when begin, end; /* an instant: both the same */
    const char *begin_is, *end_is;    /* "unknown", "now", "before", "after": where no date is given, or beside it */
    bool instant;
    struct vg_record_text description;
};

struct vg_record_height {
    double min, max;
    struct vg_record_text crs; /* vertical reference system; uri where known */
    VG_RECORD_LIST(struct vg_record_kept, kept);
};

struct vg_record_extent {
    struct vg_record_text description;
    VG_RECORD_LIST(struct vg_record_box, boxes);
    VG_RECORD_LIST(struct vg_record_polygon, polygons);
    VG_RECORD_LIST(struct vg_record_identifier, places);
    VG_RECORD_LIST(struct vg_record_time, times);
    VG_RECORD_LIST(struct vg_record_height, heights);
};

struct vg_record_resolution {
    double scale;    /* the denominator: 25000 */
    double distance; /* in unit */
    const char *unit;
};

struct vg_record_format {
    struct vg_record_text name, version, amendment, specification, compression;
};

struct vg_record_graphic {
    struct vg_record_text file; /* the address of the picture */
    struct vg_record_text description, type;
};

struct vg_record_maintenance {
    const char *frequency; /* MD_MaintenanceFrequencyCode */
    struct vg_record_when next;
    const char *period;    /* ISO 8601 duration: "P3M" */
    VG_RECORD_LIST(const char *, scopes);
    VG_RECORD_LIST(struct vg_record_text, notes);
    VG_RECORD_LIST(struct vg_record_contact, contacts);
};

/* Something made of, from or for this. */
struct vg_record_relation {
    struct vg_record_citation citation;
    struct vg_record_identifier identifier; /* of the other resource or record */
    const char *association; /* DS_AssociationTypeCode: largerWorkCitation, crossReference, source… */
    const char *initiative;  /* DS_InitiativeTypeCode */
    const char *href;        /* of its record, where known */
};

struct vg_record_conformity {
    struct vg_record_citation specification;
    struct vg_record_text explanation;
    const char *pass;  /* "true", "false"; NULL: not evaluated */
    struct vg_record_text measure, method; /* what was measured, and how */
    VG_RECORD_LIST(struct vg_record_kept, kept);
};

struct vg_record_step {
    struct vg_record_text description, rationale;
    struct vg_record_when when;
    VG_RECORD_LIST(struct vg_record_contact, processors);
    VG_RECORD_LIST(struct vg_record_text, sources);
};

struct vg_record_source {
    struct vg_record_text description;
    double scale; /* denominator */
    struct vg_record_citation citation;
    const char *href, *id; /* of its record */
};

/* Of a service. */
struct vg_record_operation {
    struct vg_record_text name;
    VG_RECORD_LIST(const char *, platforms); /* DCPList: "WebServices", "HTTPGet"… */
    struct vg_record_text description, invocation;
    VG_RECORD_LIST(struct vg_record_link, points);
    VG_RECORD_LIST(struct vg_record_kept, kept);
};

struct vg_record_coupled {
    struct vg_record_text operation, identifier;
    const char *layer; /* scoped name */
};

/* What a service works on. */
struct vg_record_operand {
    const char *href;  /* of its record */
    const char *id;    /* uuidref */
    const char *title;
};

struct vg_record_service {
    struct vg_record_text type; /* "view", "download", "discovery", "OGC:WFS"… */
    VG_RECORD_LIST(struct vg_record_text, versions);
    struct vg_record_text fees;
    const char *coupling; /* tight, loose, mixed */
    VG_RECORD_LIST(struct vg_record_coupled, coupled);
    VG_RECORD_LIST(struct vg_record_operation, operations);
    VG_RECORD_LIST(struct vg_record_operand, operands);
};

/* What the fields of the data are told by. */
struct vg_record_catalogue {
    const char *compliant, *included; /* "true", "false" */
    VG_RECORD_LIST(const char *, languages);
    VG_RECORD_LIST(struct vg_record_text, types); /* names of feature types */
    VG_RECORD_LIST(struct vg_record_citation, citations);
    VG_RECORD_LIST(struct vg_record_kept, kept);
};

struct vg_record_locale {
    const char *lang, *country, *charset;
};

struct vg_record {
    /* the record itself */
    const char *id; /* fileIdentifier: what catalogues know it by */
    const char *id_space;
    const char *lang, *charset;
    VG_RECORD_LIST(struct vg_record_locale, locales);
    struct vg_record_text parent;
    const char *type; /* MD_ScopeCode and its extensions: dataset, series, service, application, document… */
    VG_RECORD_LIST(struct vg_record_text, type_names);
    VG_RECORD_LIST(struct vg_record_contact, record_contacts);
    struct vg_record_when stamp;   /* when the record was last changed */
    struct vg_record_when created; /* when the record was made */
    struct vg_record_text standard, standard_version;
    struct vg_record_maintenance record_maintenance;
    VG_RECORD_LIST(struct vg_record_constraint, record_constraints);

    /* what it is about */
    struct vg_record_citation citation; /* title, dates, identifiers of the resource… */
    struct vg_record_text abstract, purpose;
    VG_RECORD_LIST(struct vg_record_text, credits);
    VG_RECORD_LIST(const char *, status); /* MD_ProgressCode */
    VG_RECORD_LIST(struct vg_record_contact, contacts);
    struct vg_record_maintenance maintenance;
    VG_RECORD_LIST(struct vg_record_graphic, graphics);
    VG_RECORD_LIST(struct vg_record_format, resource_formats);
    VG_RECORD_LIST(struct vg_record_keywords, keywords);
    VG_RECORD_LIST(struct vg_record_constraint, constraints);
    VG_RECORD_LIST(struct vg_record_relation, relations);
    VG_RECORD_LIST(const char *, representations); /* MD_SpatialRepresentationTypeCode */
    VG_RECORD_LIST(struct vg_record_resolution, resolutions);
    VG_RECORD_LIST(const char *, languages);       /* of the data */
    VG_RECORD_LIST(const char *, charsets);
    VG_RECORD_LIST(const char *, topics);          /* MD_TopicCategoryCode */
    struct vg_record_text environment, supplement;
    VG_RECORD_LIST(struct vg_record_extent, extents);
    VG_RECORD_LIST(struct vg_record_identifier, crs);
    const char *dataset_uri;
    bool is_service; /* has what only services have */
    struct vg_record_service service;
    VG_RECORD_LIST(struct vg_record_catalogue, catalogues);

    /* where to get it */
    VG_RECORD_LIST(struct vg_record_format, formats);
    VG_RECORD_LIST(struct vg_record_contact, distributors);
    VG_RECORD_LIST(struct vg_record_link, links);

    /* how good it is */
    const char *quality_scope;
    struct vg_record_text lineage;
    VG_RECORD_LIST(struct vg_record_step, steps);
    VG_RECORD_LIST(struct vg_record_source, sources);
    VG_RECORD_LIST(struct vg_record_conformity, conformities);

    VG_RECORD_LIST(struct vg_record_kept, kept);
};

/* Append one zeroed item to a list member; NULL past the ceiling.
 *     struct vg_record_link *l = VG_RECORD_ADD(a, r, links);
 * Earlier items may move. */
void *vg_record_grow(struct vg_arena *a, void *list, size_t item_size);
#define VG_RECORD_ADD(arena, holder, list) \
    ((__typeof__((holder)->list))vg_record_grow(arena, &(holder)->list, sizeof(*(holder)->list)))
/* The item appended last is not wanted after all. */
void vg_record_take_back(void *list);

/* --- what is asked of a record most often --- */

/* A text in a language (639-2/B), else in the record's own; NULL where it has none. */
const char *vg_record_text_in(const struct vg_record_text *t, const char *lang);
/* The first identifier of the resource, as a URI where space and code make one (in a); NULL. */
const char *vg_record_resource_id(const struct vg_record *r, struct vg_arena *a);
/* First date of a type, NULL where none. */
const struct vg_record_when *vg_record_date(const struct vg_record_citation *c, const char *type);
/* Around all boxes and polygons (lon/lat); false where there is none. */
bool vg_record_bbox(const struct vg_record *r, struct vg_bbox *out);
bool vg_record_polygons_bbox(const struct vg_record_extent *e, struct vg_bbox *out); /* around the polygons of one extent */
/* From the first moment to the last; false where no time is given. */
bool vg_record_interval(const struct vg_record *r, struct vg_interval *out);
/* The licence: an "other" constraint with a URI, or under a use constraint 'license'; NULL where none is told. */
const struct vg_record_text *vg_record_licence(const struct vg_record *r);
/* Its type; "dataset" where it has none. */
const char *vg_record_type(const struct vg_record *r);

/* --- normalising what came (record_*.c: one sorted table each) --- */

/* Any usual spelling of a language ("fr", "fra", "FRE", "fra; CAN", "fr-CH", "French", "français", a URI that ends in
 * one) as ISO 639-2/B; NULL where it is none known. */
const char *vg_record_lang(struct vg_str s);
/* "fre" as "fr" (BCP 47: the three letters where there are no two); NULL bears. */
const char *vg_record_lang_short(const char *lang);

enum vg_record_codes {
    VG_CODES_ASSOCIATION,
    VG_CODES_CHARSET,
    VG_CODES_CLASSIFICATION,
    VG_CODES_COUPLING,
    VG_CODES_DATE,
    VG_CODES_FORM,
    VG_CODES_FREQUENCY,
    VG_CODES_FUNCTION,
    VG_CODES_INITIATIVE,
    VG_CODES_KEYWORD,
    VG_CODES_PLATFORM,
    VG_CODES_PROGRESS,
    VG_CODES_REPRESENTATION,
    VG_CODES_RESTRICTION,
    VG_CODES_ROLE,
    VG_CODES_SCOPE,
    VG_CODES_TOPIC,
    VG_CODES_N
};

/* The code of a list that a value means: itself, another case or spelling, a number ("007"), a synonym in French or
 * English, the last part of a URI.  NULL: none known. */
const char *vg_record_code(enum vg_record_codes list, struct vg_str value);

/* A date in any usual spelling.  true: *out has it (text in the arena), and *repaired tells whether it was not as it
 * should be ("01/03/2007", "2007-3-1", "2007-02-30T00:00:00").  false: none can be made out. */
bool vg_record_when_parse(struct vg_str s, struct vg_arena *a, struct vg_record_when *out, bool *repaired);

struct vg_inspire_theme {
    const char *code;  /* "hy" */
    const char *names[2]; /* by enum vg_lang */
    const char *topic; /* the topic category INSPIRE lists for it */
};
/* The theme that a keyword names by URI, code or name (en, fr, de, it, nl, es), else NULL. */
const struct vg_inspire_theme *vg_inspire_theme_find(const struct vg_record_text *word);
#define VG_INSPIRE_THEMES "http://inspire.ec.europa.eu/theme/"

#endif
