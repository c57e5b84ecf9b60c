/* xml_map.h — a record and XML by one table: each row says which member stands at which path, and both directions follow
 * it.  Private to codec/record.
 *
 * Reading matches local names and takes what a row asks for wherever it stands among its siblings; classes of profiles
 * (CHE_MD_DataIdentification, FRA_LegalConstraints) match what they specialise.  What no row took is told as lost.
 * Writing follows the rows, so they stand in the order of the schema. */
#ifndef VIGIE_SRC_CODEC_RECORD_XML_MAP_H
#define VIGIE_SRC_CODEC_RECORD_XML_MAP_H

#include <libxml/tree.h>

#include <vigie/codec/record.h>

struct vg_xml_row;

struct vg_xml_table {
    const struct vg_xml_row *rows;
    size_t n;
};
#define VG_XML_TABLE(rows) {rows, VG_COUNT(rows)}

/* What differs between ISO 19139 and 19115-3 beside the paths. */
struct vg_xml_dialect {
    const char *form;      /* name of the codec: whose pieces are kept */
    const char *anchor;    /* "gmx:Anchor" */
    const char *free_type; /* xsi:type of a property with further languages; NULL: none needed */
    const char *free_text, *text_group, *localised; /* "gmd:PT_FreeText"… */
    const char *code_lists, *languages; /* where the lists are; the code's class stands behind the first */
    bool one_address; /* of a link; else one for each language */
    const char *const (*spaces)[2];     /* {prefix, namespace} of what is written; ends with {NULL} */
};

struct vg_xml_locale {
    const char *id, *lang;
};

struct vg_xml_reader {
    struct vg_arena *arena;
    struct vg_record *record;
    struct vg_record_report *report;
    const struct vg_xml_dialect *dialect;
    VG_RECORD_LIST(struct vg_xml_locale, locales); /* of the document, by their id */
    VG_RECORD_LIST(const char *, used);            /* languages that texts are in beside the record's own */
};

struct vg_xml_writer {
    struct vg_buf *b;
    const struct vg_record *record;
    const struct vg_xml_dialect *dialect;
    const struct vg_record_writing *options;
    int depth;
    unsigned ids;     /* gml:id given so far */
    size_t opened_at; /* length of the buffer behind the last open tag */
};

struct vg_xml_kind {
    bool inside; /* has rows of its own, which say what of the element is taken; otherwise all of it is */
    /* false: there is nothing; the member is then as it was. */
    bool (*read)(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member);
    bool (*has)(const struct vg_xml_row *row, const void *member);
    /* The whole path with the value in it. */
    void (*write)(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member);
    /* What is written where the row is required and there is nothing; NULL: a nilReason. */
    void (*missing)(struct vg_xml_writer *x, const struct vg_xml_row *row);
};

enum {
    VG_X_REQUIRED = 1, /* the schema wants it: nilReason where there is nothing */
    VG_X_REST = 2,     /* takes what no row before it took */
    VG_X_ONCE = 4,     /* a second one is not merged into the first */
    VG_X_READ = 8,     /* another place where it is found, never written */
    VG_X_CLOSED = 16,  /* a code list without additions: what is not in it is lost */
};

struct vg_xml_row {
    const char *path; /* "gmd:contactInfo/gmd:CI_Contact", "@uuidref", or "." for what stands in the element itself */
    const struct vg_xml_kind *kind;
    size_t at, size;  /* of the member in the struct; of one item where it is a list, else 0 */
    const struct vg_xml_table *rows; /* of a group */
    const char *element; /* what wraps the value: "gco:Boolean", "gmd:CI_RoleCode" */
    int value;           /* enum vg_record_codes of a code, -1: of no list; of the case that the rows are for */
    unsigned flags;
};

#define VG_XML_ONE(type, path_, kind_, member) .path = path_, .kind = &vg_xml_##kind_, .at = offsetof(struct type, member)
#define VG_XML_MANY(type, path_, kind_, member) \
    VG_XML_ONE(type, path_, kind_, member), .size = sizeof(*((struct type *)0)->member)

/* Kinds: the member's type, and what stands there. */
extern const struct vg_xml_kind vg_xml_group;   /* a struct (or at 0 the same one) with rows */
extern const struct vg_xml_kind vg_xml_pointer; /* a pointer to a struct of row->value bytes, with rows */
extern const struct vg_xml_kind vg_xml_case;    /* the same struct, where an int or bool member has row->value */
extern const struct vg_xml_kind vg_xml_text;    /* vg_record_text: CharacterString, Anchor, PT_FreeText */
extern const struct vg_xml_kind vg_xml_url;     /* vg_record_text: an address within row->element */
extern const struct vg_xml_kind vg_xml_string;  /* const char *: text within row->element */
extern const struct vg_xml_kind vg_xml_name;    /* vg_record_text, plain, within row->element */
extern const struct vg_xml_kind vg_xml_attribute; /* const char *: path "@name" */
extern const struct vg_xml_kind vg_xml_code;    /* const char *: code list row->element, row->value */
extern const struct vg_xml_kind vg_xml_enumerated; /* const char *: the value as content of row->element */
extern const struct vg_xml_kind vg_xml_language; /* const char * */
extern const struct vg_xml_kind vg_xml_when;    /* vg_record_when: gco:Date or gco:DateTime */
extern const struct vg_xml_kind vg_xml_time_stamp; /* vg_record_when: gco:DateTime always */
extern const struct vg_xml_kind vg_xml_number;  /* double, 0 absent, within row->element */
extern const struct vg_xml_kind vg_xml_boolean; /* const char *: "true" or "false" within row->element */
extern const struct vg_xml_kind vg_xml_kept;    /* vg_record.kept: the element as it is */
extern const struct vg_xml_kind vg_xml_box;     /* vg_record_box, rows tell the sides */
extern const struct vg_xml_kind vg_xml_height;  /* vg_record_height, both numbers told */
extern const struct vg_xml_kind vg_xml_side;    /* double, of a box: 0 is a value */
extern const struct vg_xml_kind vg_xml_outside; /* bool: false in the document where true here */
extern const struct vg_xml_kind vg_xml_polygons; /* list of vg_record_polygon: GML within the element */
extern const struct vg_xml_kind vg_xml_time;    /* vg_record_time: a GML period or instant within the element */

/* --- reading --- */
bool vg_xml_read_rows(struct vg_xml_reader *x, const struct vg_xml_table *t, xmlNode *node, void *holder);
/* Tell what of the document no row took. */
void vg_xml_tell_lost(struct vg_xml_reader *x, xmlNode *root);
/* The class a step names, or one that specialises it. */
bool vg_xml_is(const xmlNode *node, const char *step);
/* First child of that name; NULL. */
xmlNode *vg_xml_child(const xmlNode *node, const char *step);
/* First of that name at any depth, a child before what lies deeper; NULL. */
xmlNode *vg_xml_find(const xmlNode *node, const char *name);
/* First element in it; NULL. */
xmlNode *vg_xml_first(const xmlNode *node);
/* All text within, trimmed, in the arena; NULL: blank.  Entities are not expanded. */
const char *vg_xml_content(struct vg_arena *a, const xmlNode *node);
/* An attribute by its local name, trimmed; NULL: none or blank. */
const char *vg_xml_attr(struct vg_arena *a, const xmlNode *node, const char *name);
/* Its place, to tell of it. */
const xmlNode *vg_xml_attr_node(const xmlNode *node, const char *name);
void vg_xml_tell(struct vg_xml_reader *x, enum vg_record_severity severity, const xmlNode *at, const char *fmt, ...)
    VG_PRINTF(4, 5);
void vg_xml_took(xmlNode *node); /* it and all within */
bool vg_xml_says(const xmlNode *node); /* has text or a code in it */
/* Mend a box; false: it is none, and that is told. */
bool vg_xml_settle_box(struct vg_xml_reader *x, const xmlNode *at, struct vg_record_box *b);

/* --- writing --- */
bool vg_xml_has_rows(const struct vg_xml_table *t, const void *holder);
void vg_xml_write_rows(struct vg_xml_writer *x, const struct vg_xml_table *t, const void *holder);
/* Open all steps of a path, attributes of the last by the rows' "@…"; close them. */
void vg_xml_open(struct vg_xml_writer *x, const char *path, const struct vg_xml_table *t, const void *holder);
void vg_xml_close(struct vg_xml_writer *x, const char *path);
/* An element with text alone, on a line of its own; attributes as they are to stand, with a space before each. */
void vg_xml_leaf(struct vg_xml_writer *x, const char *name, const char *attributes, struct vg_str text);
void vg_xml_line(struct vg_xml_writer *x);
/* As xs:anyURI: what an address may not hold is percent-encoded. */
void vg_xml_put_url(struct vg_buf *b, const char *url);

void vg_xml_nil(struct vg_xml_writer *x, const char *path);

/* --- documents (xml_doc.c) --- */
/* Nothing is fetched, no entity expanded, no DTD used.  VG_BAD_INPUT with the line, VG_TOO_LARGE.  xmlFreeDoc. */
enum vg_status vg_xml_parse(struct vg_str bytes, struct vg_record_report *report, xmlDoc **out, struct vg_error *err) VG_MUST_USE;
void vg_xml_doc_freep(xmlDoc **doc);
/* An element as text with the namespaces it needs, in the arena. */
struct vg_str vg_xml_dump(struct vg_arena *a, xmlNode *node);

#endif
