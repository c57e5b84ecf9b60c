/* json_map.h — a record and JSON by one table: each row says which member stands under which key, and both directions
 * follow it.  Private to codec/record. */
#ifndef VIGIE_SRC_CODEC_RECORD_JSON_MAP_H
#define VIGIE_SRC_CODEC_RECORD_JSON_MAP_H

#include <vigie/base/node.h>

#include "forms.h"

struct vg_json_row;

struct vg_json_table {
    const struct vg_json_row *rows;
    size_t n;
};
#define VG_JSON_TABLE(rows) {rows, VG_COUNT(rows)}

struct vg_json_reader {
    struct vg_arena *arena;
    struct vg_record *record;
    struct vg_record_report *report;
    char path[256]; /* of what is read: "properties.contacts.2" */
};

struct vg_json_writer {
    struct vg_arena *arena;
    const struct vg_record *record;
    const struct vg_record_writing *options;
};

struct vg_json_kind {
    bool (*read)(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member);
    /* Add it to a map (key) or list (key NULL); what is not there adds nothing. */
    void (*write)(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                  const void *member);
};

struct vg_json_row {
    const char *key;
    const struct vg_json_kind *kind;
    size_t at, size; /* of the member; of an item where it is a list, else 0 */
    const struct vg_json_table *rows;
    const char *value; /* what a constant is */
    int codes;         /* enum vg_record_codes of a code */
};

#define VG_JSON_ONE(type, key_, kind_, member) .key = key_, .kind = &vg_json_##kind_, .at = offsetof(struct type, member)
#define VG_JSON_MANY(type, key_, kind_, member) \
    VG_JSON_ONE(type, key_, kind_, member), .size = sizeof(*((struct type *)0)->member)

extern const struct vg_json_kind vg_json_group;    /* a struct, or the same one at 0 */
extern const struct vg_json_kind vg_json_text;     /* vg_record_text, in the language asked for */
extern const struct vg_json_kind vg_json_string;   /* const char * */
extern const struct vg_json_kind vg_json_code;     /* const char *, of row->codes */
extern const struct vg_json_kind vg_json_when;     /* vg_record_when as it is */
extern const struct vg_json_kind vg_json_moment;   /* vg_record_when as a date and time in UTC (RFC 3339) */
extern const struct vg_json_kind vg_json_language; /* const char *: "fr" */
extern const struct vg_json_kind vg_json_constant; /* row->value, written and not read */
extern const struct vg_json_kind vg_json_ignored;  /* known, and said elsewhere */

extern const struct vg_json_kind vg_json_links;    /* of the record, as links (json_links.c) */
extern const struct vg_json_kind vg_json_keywords; /* those of no thesaurus, as texts (record_json.c) */
extern const struct vg_json_kind vg_json_all_words; /* those of all, written as texts (record_json.c) */

/* Members of a map by a table; those no row names are told as lost. */
bool vg_json_read_rows(struct vg_json_reader *x, const struct vg_json_table *t, const struct vg_node *map, void *holder);
void vg_json_write_rows(struct vg_json_writer *x, const struct vg_json_table *t, struct vg_node *map, const void *holder);
/* Append a map or list that may have stayed empty; then it is left out. */
void vg_json_append(struct vg_json_writer *x, struct vg_node *to, const char *key, struct vg_node *child);
void vg_json_tell(struct vg_json_reader *x, enum vg_record_severity severity, const char *key, const char *fmt, ...)
    VG_PRINTF(4, 5);
const char *vg_json_cstr(struct vg_json_reader *x, const struct vg_node *node); /* a scalar as text; NULL */

/* GeoJSON's geometry of a record, its bbox as four numbers; they read into an extent of their own. */
struct vg_node *vg_json_geometry(struct vg_json_writer *x);
struct vg_node *vg_json_bbox(struct vg_json_writer *x);
bool vg_json_read_geometry(struct vg_json_reader *x, const struct vg_node *node);
bool vg_json_read_bbox(struct vg_json_reader *x, const struct vg_node *node);

/* A licence told by a link: href its address, description its name. */
void vg_json_keep_licence(struct vg_json_reader *x, const struct vg_record_link *l);
/* Whether a link or picture of that address is there already. */
bool vg_json_is_known(const struct vg_record *r, const char *href);

/* A record as its node says it; false: nothing in it is known. */
typedef bool vg_json_read(struct vg_json_reader *x, const struct vg_node *node);
/* The records of a document to the sink: those of a list in it; of no list, the root itself. */
enum vg_status vg_json_take(const struct vg_record_codec *codec, struct vg_str bytes, const struct vg_node *root,
                            const struct vg_node *list, struct vg_arena *a, const struct vg_record_sink *sink, vg_json_read *read,
                            struct vg_error *err);
/* Write a tree made by a function with an arena of its own. */
enum vg_status vg_json_write_tree(const struct vg_record *r, const struct vg_record_writing *w, struct vg_buf *b,
                                  void (*make)(struct vg_json_writer *x, struct vg_node *root), struct vg_error *err);

#endif
