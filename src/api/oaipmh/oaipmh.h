/* oaipmh.h — the Open Archives Initiative's Protocol for Metadata Harvesting 2.0, private to this folder.
 *
 * Lists come in the order of the numbers that records keep for ever, then the deletions in the order of the log: what
 * was there throughout is given, and given once, whatever is written meanwhile.  A resumption token holds all that the next
 * page needs, so that it outlives a restart and is good on any node.  Failures are OAI's own, with status 200. */
#ifndef API_OAIPMH_OAIPMH_H
#define API_OAIPMH_OAIPMH_H

#include "../common/call.h"

#include <vigie/store/records.h>

#define OAI_PAGE 100 /* records or deletions in one answer */

struct oai_format {
    const char *prefix, *form, *schema, *space;
};
extern const struct oai_format vg_oai_formats[];
extern const size_t vg_oai_n_formats;

/* What a list is asked for; also what its resumption tokens hold. */
struct oai_list {
    const struct oai_format *format;
    bool has_from, has_until;
    int64_t from_us, until_us;  /* until: the last microsecond */
    struct vg_str set;          /* absent: all */
    bool deletions;             /* the records are told, deletions follow */
    int64_t number;             /* the last one told */
    struct vg_str since;        /* token of the log of changes; absent: from the beginning */
    int64_t cursor;             /* how many were told before */
};

struct oai {
    struct vg_call *call;
    struct vg_str verb;
    const struct vg_collection *catalogue;
    struct vg_buf *b;
    const char *code;           /* of OAI's own failures; NULL: none */
};

/* Fail as the protocol has it: "badArgument"…; the answer is 200 all the same. */
enum vg_status vg_oai_fail(struct oai *o, const char *code, struct vg_error *err, const char *fmt, ...) VG_PRINTF(4, 5);

/* token.c */
void vg_oai_put_token(struct vg_buf *b, const struct oai_list *l);
enum vg_status vg_oai_read_token(struct oai *o, struct vg_str token, struct oai_list *out, struct vg_error *err) VG_MUST_USE;

/* identify.c */
enum vg_status vg_oai_identify(struct oai *o, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_oai_list_formats(struct oai *o, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_oai_list_sets(struct oai *o, struct vg_error *err) VG_MUST_USE;

/* list.c */
enum vg_status vg_oai_list_identifiers(struct oai *o, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_oai_list_records(struct oai *o, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_oai_get_record(struct oai *o, struct vg_error *err) VG_MUST_USE;

/* sets.c: records are in the set of their type and in those of their themes. */
enum vg_status vg_oai_set_filter(struct oai *o, struct vg_str set, const struct vg_expr **out, struct vg_error *err) VG_MUST_USE;
/* <setSpec> for a value of the column; false: it makes none. */
bool vg_oai_put_set(struct vg_buf *b, enum vg_record_field field, struct vg_str value);

/* The id in "oai:host:id", where it is percent-encoded; in the arena. */
bool vg_oai_read_identifier(struct oai *o, struct vg_str identifier, struct vg_str *out);

const char *vg_oai_time(struct oai *o, int64_t us); /* to the second */

#endif
