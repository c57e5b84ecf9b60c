/* rules.h — what INSPIRE asks of a metadata record (Technical Guidelines for dataset and service metadata based on
 * ISO/TS 19139:2007, version 2.0.1): each requirement a row, each fault a sentence, and a score.
 *
 * Rules look at the record as it was read, whatever form it came in; that a document of ISO 19139 is valid by its schema
 * (C.1) and has the right root (C.2) is told from the document. */
#ifndef VIGIE_CATALOG_RULES_H
#define VIGIE_CATALOG_RULES_H

#include <vigie/codec/record_schema.h>

/* What is judged. */
struct vg_rule_subject {
    const struct vg_record *record;
    const struct vg_record_codec *codec; /* of the form it came in */
    struct vg_str document;              /* as it came; absent: C.1 and C.2 are not asked */
};

struct vg_rule_fault {
    const char *rule;     /* "C.8" */
    bool is_warning;      /* of what is asked for interoperability alone (2.x), or cannot be told for sure */
    const char *path;     /* where in an ISO 19139 document */
    const char *text;     /* in the language asked for */
};

#define VG_RULE_MAX_FAULTS 64

struct vg_rule_verdict {
    int score;            /* 0 to 100: of the weights of all rules that apply, the share that is kept; a warning weighs a third */
    int n_rules;          /* that apply */
    size_t n_faults;
    struct vg_rule_fault faults[VG_RULE_MAX_FAULTS];
};

/* Texts live in a.  VG_NO_MEMORY alone. */
enum vg_status vg_rules_judge(const struct vg_rule_subject *s, enum vg_lang lang, struct vg_arena *a, struct vg_rule_verdict *out,
                              struct vg_error *err) VG_MUST_USE;

#endif
