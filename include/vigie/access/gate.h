/* gate.h — the one place where a question is narrowed to what its asker may have.
 *
 * Every protocol passes its query through here before a store sees it, so that none can forget a
 * rule.  Who asks decides whose rows, which fields, how precisely and how many; today everyone may
 * read all published collections and never sees a hidden field, and who has a token may write those
 * that it names and the configuration lets be written. */
#ifndef VIGIE_ACCESS_GATE_H
#define VIGIE_ACCESS_GATE_H

#include <vigie/access/token.h>
#include <vigie/query/query.h>

/* Who is asking. */
struct vg_visitor {
    const char *subject;          /* NULL: anonymous */
    const struct vg_token *token; /* NULL: none, or one that is not known */
    bool presented;               /* a token was given, known or not */
};

/* May this visitor change the items of the collection? */
enum vg_writing {
    VG_WRITES,
    VG_WRITES_NOBODY,   /* the configuration lets nobody */
    VG_WRITES_UNKNOWN,  /* who asks must say who it is */
    VG_WRITES_OTHERS,   /* its token does not name this collection */
};
enum vg_writing vg_gate_writes(const struct vg_visitor *who, const struct vg_collection *c);
/* The same of records, which are written as wholes and in their own forms (CSW), never as features. */
enum vg_writing vg_gate_writes_records(const struct vg_visitor *who, const struct vg_collection *c);

/* May this visitor have written, here or on another node, and so must read where it is written? */
bool vg_gate_reads_own(const struct vg_visitor *who);

/* Narrow q: its fields become those of its wish (all of the collection's where q->fields is NULL) that
 * are not hidden, and its limit is at most items_max (0: no bound).  The lists it writes live in a. */
enum vg_status vg_gate_narrow(const struct vg_visitor *who, struct vg_query *q, int64_t items_max,
                              struct vg_arena *a, struct vg_error *err) VG_MUST_USE;

/* May this field be named in a filter or a sort?  Hidden ones may not: an answer must not depend on them. */
bool vg_gate_may_ask(const struct vg_visitor *who, const struct vg_collection *c, int field);

/* Is the collection there for this visitor? */
bool vg_gate_sees(const struct vg_visitor *who, const struct vg_collection *c);

#endif
