/* record.h — metadata records in the forms that catalogues exchange: read into struct vg_record and written from it.
 *
 * A form is a row of a table: its names, how its documents are told apart, its reader and its writer (either may be
 * absent).  Readers fetch nothing, expand no entities, and bound what they take by the names below.  What they mend and
 * what they cannot hold is told in a report, sentence by sentence; one bad record never stops those beside it. */
#ifndef VIGIE_CODEC_RECORD_H
#define VIGIE_CODEC_RECORD_H

#include <vigie/model/record.h>

#define VG_RECORD_MAX_BYTES (8u << 20)     /* one document to read */
#define VG_RECORD_MAX_DEPTH 100            /* elements or objects within each other */
#define VG_RECORD_MAX_FINDINGS 200         /* in one report; more are counted */
#define VG_RECORD_MAX_IN_DOCUMENT 100000   /* records of one document */

enum vg_record_severity {
    VG_RECORD_REPAIRED,   /* was wrong, and its meaning plain: mended */
    VG_RECORD_LOST,       /* the model has no place for it: only the original says it */
    VG_RECORD_QUARANTINE, /* the record cannot be served */
    VG_RECORD_NORMALISED, /* right as it is, and kept in the spelling that is common: "fra" as "fre" */
};

struct vg_record_finding {
    enum vg_record_severity severity;
    const char *path;    /* "gmd:dateStamp", "properties.created", "line 3"; "" if none */
    const char *text[2]; /* by enum vg_lang: one sentence, lower case, no full stop */
};

struct vg_record_report {
    struct vg_arena *arena;
    VG_RECORD_LIST(struct vg_record_finding, findings);
    size_t counts[4]; /* by severity, those past the limit included */
};

/* fmt is the key of its French, as with vg_fail. */
void vg_record_tell(struct vg_record_report *r, enum vg_record_severity severity, const char *path, const char *fmt, ...)
    VG_PRINTF(4, 5);
/* The same with the sentence formed already, in one language after the other: English first, then French. */
void vg_record_tell_in(struct vg_record_report *r, enum vg_record_severity severity, const char *path, enum vg_lang lang,
                       const char *text);
const char *vg_record_severity_name(enum vg_record_severity s); /* "repaired", "lost", "quarantine", "normalised" */

struct vg_record_codec;

/* One record of a document. */
struct vg_record_found {
    const struct vg_record_codec *codec;
    const struct vg_record *record; /* NULL: it is refused, the report says why.  A record in quarantine may still be here. */
    const struct vg_record_report *report;
    struct vg_str original; /* its own bytes: the document's, or its element of it where that holds several */
    bool whole;             /* original is the whole document, byte for byte */
};

struct vg_record_sink {
    /* Take one; what it points at lives as long as the arena given to the reader.  Not VG_OK: stop and pass that on. */
    enum vg_status (*take)(void *to, const struct vg_record_found *found, struct vg_error *err);
    void *to;
};

struct vg_record_writing {
    const char *base_url;   /* of the catalogue, for links to other records; NULL: identifiers only */
    const char *lang;       /* 639-2/B: the language asked for, where the form has but one; NULL: the record's own */
    bool alone;             /* without XML declaration: it is put into another document */
    bool without_kept;      /* leave out what was kept unread (vg_record.kept): what remains is valid by construction */
    bool without_anchors;   /* ISO: words without the addresses of what they mean (gmx:Anchor), which the schema of services does not know */
    const char *set;        /* csw:Record: "brief", "summary" or "full"; NULL: full */
};

struct vg_record_codec {
    const char *name;       /* f=…: "iso19139" */
    const char *media_type;
    const char *title;      /* "ISO 19139" */
    const char *schema;     /* what CSW's outputSchema calls it: "http://www.isotc211.org/2005/gmd"; NULL: not there */
    const char *prefix;     /* what OAI-PMH's metadataPrefix calls it; NULL */
    const char *root;       /* "{namespace}local" of its document element; NULL: not XML */
    bool dated;             /* a record without a date of its own is not whole in it, as the schemas of ISO have it */
    bool untitled;          /* a record without a title is whole in it, as the schemas of Dublin Core have it */
    /* Read a document.  VG_BAD_INPUT: not such a document at all (what is wrong with a record goes to its report). */
    enum vg_status (*read)(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                           const struct vg_record_sink *sink, struct vg_error *err);
    /* Write one record; the buffer's sticky failure is checked by the caller. */
    enum vg_status (*write)(const struct vg_record_codec *codec, const struct vg_record *r,
                            const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err);
};

/* All forms, by name. */
const struct vg_record_codec *const *vg_record_codecs(size_t *n);
const struct vg_record_codec *vg_record_codec_find(struct vg_str name);

/* Sniff and read; each record goes to the sink.
 * VG_BAD_INPUT: no record form at all, or not well-formed: err says where.  VG_TOO_LARGE: a limit above. */
enum vg_status vg_record_read(struct vg_str bytes, struct vg_arena *a, const struct vg_record_sink *sink,
                              struct vg_error *err) VG_MUST_USE;

/* Whether a document can be served as it came in a form: well-formed, its root element the form's, nothing in it that
 * points outside (DOCTYPE with entities), no repairs told, valid by its schemas where they are built in (record_schema.h).  VG_OK: *out is it as UTF-8, without prolog and DOCTYPE
 * (XML) or as it is (JSON).  VG_BAD_INPUT: err says why not. */
enum vg_status vg_record_as_is(const struct vg_record_codec *codec, struct vg_str original,
                               const struct vg_record_report *report, struct vg_arena *a, struct vg_str *out,
                               struct vg_error *err) VG_MUST_USE;

/* Names a vg_record_codec has. */
#define VG_RECORD_ISO19139 "iso19139"
#define VG_RECORD_ISO19115_3 "iso19115-3"
#define VG_RECORD_DC "dc"           /* csw:Record of CSW 2.0.2 */
#define VG_RECORD_DC30 "dc30"       /* csw30:Record */
#define VG_RECORD_OAI_DC "oai_dc"
#define VG_RECORD_JSON "record"     /* OGC API Records */
#define VG_RECORD_DCAT_XML "dcat-xml"
#define VG_RECORD_DCAT_TURTLE "dcat-turtle"
#define VG_RECORD_DCAT_JSON "dcat-json"
#define VG_RECORD_SCHEMA_ORG "schema.org"
#define VG_RECORD_STAC "stac"       /* a STAC Collection */

#endif
