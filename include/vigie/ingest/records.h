/* records.h — metadata records from files, folders and zips into the catalogue of a store, and out of it into files.
 *
 * What a file holds is told by its bytes.  One bad record never stops the rest: it goes into quarantine with the reason. */
#ifndef VIGIE_INGEST_RECORDS_H
#define VIGIE_INGEST_RECORDS_H

#include <vigie/base/str.h>
#include <vigie/base/node.h>
#include <vigie/store/records.h>

#define VG_RECORDS_LISTED 1000 /* records a report tells of one by one; all are counted */

struct vg_records_options {
    const char *const *paths;
    size_t n_paths;
    bool dry;  /* look only: nothing is written, and each record is judged by INSPIRE's rules */
    /* Called after each file; either may be NULL.  What stop() answers with true ends it all: nothing is written. */
    void (*progress)(void *ctx, int64_t files, int64_t records);
    bool (*stop)(void *ctx);
    void *ctx;
};

/* Bring all in, in one transaction; the tables are made where they are not there.  The report is a map in a: files,
 * records, added, changed, same, twice, quarantined, repaired, and list: [{source, id, fate, reason, findings: [{severity,
 * path, text}]}] of those that there is something to tell of.  With dry: score, the mean of all, and list has every record,
 * with title, type, form, score (0 to 100), rules (that apply) and faults: [{rule, severity: "error" or "warning", path, text}].
 * Errors are of the call and of the surroundings: a path that is not there, a store that cannot be written. */
enum vg_status vg_records_import(struct vg_store *s, const struct vg_records_options *o, struct vg_arena *a,
                                 struct vg_node **report, struct vg_error *err) VG_MUST_USE;

/* The report as a page that stands alone. */
void vg_records_put_html(const struct vg_node *report, enum vg_lang lang, struct vg_buf *b);

/* Each record of the catalogue as a file in a folder, which is made; form: a name of codec/record.h, or "original".
 * *n_out: how many; *n_without: records that there is no such form of. */
enum vg_status vg_records_export(struct vg_store *s, const char *folder, const char *form, int64_t *n_out,
                                 int64_t *n_without, struct vg_error *err) VG_MUST_USE;

#endif
