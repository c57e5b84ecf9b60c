/* judge.h — a source whose rows were checked against a schema; faulty ones do not come out of it. */
#ifndef INGEST_JUDGE_H
#define INGEST_JUDGE_H

#include <vigie/ingest/check.h>

#include "../sources/source.h"

/* Takes inner over, on failure too.  texts: every column of inner is text, and gets the type that the schema gives it.
 * The report is filled as rows go by, begun again at each rewind.  quarantine: a file that takes the faulty rows as CSV;
 * NULL: none. */
enum vg_status vg_judge_open(struct vg_source *inner, const struct vg_import_options *o, bool texts,
                             struct vg_check_report *report, struct vg_source **out, struct vg_error *err) VG_MUST_USE;

#endif
