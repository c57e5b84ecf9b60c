/* vigie records import: file after file, record after record, in one transaction.
 *
 * Memory is that of one document, whatever the number of files: an arena is emptied after each.  What is told of them goes
 * into the report, one by one up to a named number. */
#include <vigie/ingest/records.h>

#include <stdio.h>
#include <sys/stat.h>

#include <vigie/catalog/entry.h>
#include <vigie/catalog/rules.h>

#include "../check/keyset.h"
#include "../files/walk.h"

#define MAX_DOCUMENT_MEMORY ((size_t)512 << 20)
#define MOST_FINDINGS 20 /* told of one record */
#define MOST_IDS ((size_t)1 << 20) /* remembered with where they came from */
#define MAX_SOURCES ((size_t)64 << 20)

struct run {
    const struct vg_records_options *options;
    struct vg_records *batch;
    struct vg_arena *document;     /* of the file at hand */
    struct vg_arena *arena;        /* of the report */
    struct vg_node *list;
    const char *file;              /* its name, as told */
    int64_t in_file;               /* records so far */
    int64_t files, records, quarantined, repaired, told;
    int64_t fates[VG_RECORD_TWICE + 1];
    int64_t judged, scores;        /* records that the rules were asked of, and the sum of their scores */
    struct vg_keyset ids;          /* each with where its source begins in sources, from 1 */
    struct vg_buf sources;         /* NUL-ended; what has no room is forgotten */
    enum vg_lang lang;
};

/* --- the report ----------------------------------------------------------------------------------- */

static const char *const fate_names[] = {
    [VG_RECORD_ADDED] = "added", [VG_RECORD_CHANGED] = "changed", [VG_RECORD_SAME] = "same",
    [VG_RECORD_KEPT] = "kept",   [VG_RECORD_TWICE] = "twice",
};

static struct vg_node *tell(struct run *run, const char *source, const char *id, const char *fate, const char *reason)
{
    if (run->told++ >= VG_RECORDS_LISTED)
        return NULL;
    struct vg_node *one = vg_node_add_map(run->arena, run->list, NULL);
    vg_node_add_str(run->arena, one, "source", source);
    vg_node_add_str(run->arena, one, "id", id);
    vg_node_add_str(run->arena, one, "fate", fate);
    vg_node_add_str(run->arena, one, "reason", reason && *reason ? reason : NULL);
    return one;
}

static void add_finding(struct run *run, struct vg_node *list, enum vg_record_severity severity, const char *path,
                        const char *text)
{
    struct vg_node *n = vg_node_add_map(run->arena, list, NULL);
    vg_node_add_str(run->arena, n, "severity", vg_record_severity_name(severity));
    vg_node_add_str(run->arena, n, "path", path);
    vg_node_add_str(run->arena, n, "text", text);
}

/* day: what stands for the date that the record lacks, which is wrong where its form asks for one; "" */
static void tell_findings(struct run *run, struct vg_node *one, const struct vg_record_found *found, const char *day)
{
    const struct vg_record_report *report = found->report;
    if (!one || !report || (!report->n_findings && !*day))
        return;
    struct vg_node *list = vg_node_add_list(run->arena, one, "findings");
    char text[160];
    snprintf(text, sizeof text, vg_text(run->lang, "the record has no date; the day of its entry in the catalogue, %s, stands for it"), day);
    if (*day)
        add_finding(run, list, found->codec->dated ? VG_RECORD_REPAIRED : VG_RECORD_NORMALISED, "dateStamp", text);
    for (size_t i = 0; i < report->n_findings && i < MOST_FINDINGS; i++)
        add_finding(run, list, report->findings[i].severity, report->findings[i].path, report->findings[i].text[run->lang]);
}

/* The first thing that keeps a record out. */
static const char *why_refused(const struct run *run, const struct vg_record_report *report)
{
    for (size_t i = 0; report && i < report->n_findings; i++)
        if (report->findings[i].severity == VG_RECORD_QUARANTINE)
            return report->findings[i].path && *report->findings[i].path
                       ? vg_arena_printf(run->document, "%s: %s", report->findings[i].path,
                                         report->findings[i].text[run->lang])
                       : report->findings[i].text[run->lang];
    return vg_text(run->lang, "the record cannot be read");
}

static enum vg_status put_aside(struct run *run, const char *source, const char *id, const char *reason,
                                const struct vg_record_found *found, struct vg_error *err)
{
    run->quarantined++;
    tell_findings(run, tell(run, source, id, "quarantine", reason), found, "");
    return vg_records_quarantine(run->batch, source, reason, found->original, err);
}

/* --- one record ----------------------------------------------------------------------------------- */

static void add_faults(struct run *run, struct vg_node *one, const struct vg_rule_verdict *v)
{
    struct vg_node *list = vg_node_add_list(run->arena, one, "faults");
    for (size_t i = 0; i < v->n_faults; i++) {
        struct vg_node *n = vg_node_add_map(run->arena, list, NULL);
        vg_node_add_str(run->arena, n, "rule", v->faults[i].rule);
        vg_node_add_str(run->arena, n, "severity", v->faults[i].is_warning ? "warning" : "error");
        vg_node_add_str(run->arena, n, "path", v->faults[i].path);
        vg_node_add_str(run->arena, n, "text", v->faults[i].text);
    }
}

/* How good a record is is told of each, good ones too. */
static enum vg_status judge(struct run *run, struct vg_node *one, const struct vg_record_found *found, struct vg_error *err)
{
    const struct vg_rule_subject subject = {found->record, found->codec, found->original};
    struct vg_rule_verdict *v = VG_NEW(run->document, struct vg_rule_verdict);
    if (!v)
        return vg_arena_check(run->document, err);
    enum vg_status r = vg_rules_judge(&subject, run->lang, run->document, v, err);
    if (r != VG_OK)
        return r;
    run->judged++;
    run->scores += v->score;
    if (!one)
        return VG_OK;
    vg_node_add_str(run->arena, one, "title", found->record->citation.title.value);
    vg_node_add_str(run->arena, one, "type", vg_record_type(found->record));
    vg_node_add_str(run->arena, one, "form", found->codec->name);
    vg_node_add_int(run->arena, one, "score", v->score);
    vg_node_add_int(run->arena, one, "rules", v->n_rules);
    add_faults(run, one, v);
    return VG_OK;
}

/* Where a record came from, so that one of the same identifier is told beside it. */
static void note_source(struct run *run, const char *id, const char *source)
{
    size_t at = run->sources.len;
    vg_buf_add(&run->sources, source, strlen(source) + 1);
    if (!run->sources.failed)
        vg_keyset_put(&run->ids, vg_hash_bytes(id, strlen(id)), (int64_t)at + 1);
}

static const char *source_of(const struct run *run, const char *id)
{
    int64_t at = vg_keyset_find(&run->ids, vg_hash_bytes(id, strlen(id)));
    return at ? run->sources.ptr + at - 1 : NULL;
}

static enum vg_status put_twice(struct run *run, const char *source, const struct vg_catalog_result *result,
                                const struct vg_record_found *found, struct vg_error *err)
{
    const char *first = source_of(run, result->id);
    struct vg_error why = {.lang = run->lang};
    vg_fail(&why, VG_CONFLICT, "", "another record of this import has the same identifier: %s", first ? first : result->id);
    return put_aside(run, source, result->id, why.text, found, err);
}

static enum vg_status put_record(struct run *run, const char *source, const struct vg_record_found *found,
                                 struct vg_error *err)
{
    const struct vg_catalog_entry entry = {.record = found->record, .report = found->report, .codec = found->codec,
                                           .original = found->original, .origin = "import", .source = source};
    struct vg_catalog_result result;
    struct vg_error why = {.lang = run->lang};
    enum vg_status r = vg_catalog_put(run->batch, &entry, run->document, &result, &why);
    if (r == VG_BAD_INPUT || r == VG_TOO_LARGE)
        return put_aside(run, source, found->record->id, why.text, found, err);
    if (r != VG_OK)
        return vg_fail(err, r, why.where, "%s", why.text);
    run->fates[result.fate]++;
    if (result.fate == VG_RECORD_TWICE)
        return put_twice(run, source, &result, found, err);
    note_source(run, result.id, source);
    bool mended = (found->report && found->report->counts[VG_RECORD_REPAIRED] > 0) || *result.why_not
                  || (result.day[0] && found->codec->dated);
    run->repaired += mended;
    struct vg_node *one = NULL;
    if (run->options->dry || mended || result.made_id || result.day[0] || result.fate == VG_RECORD_KEPT)
        one = tell(run, source, result.id, fate_names[result.fate], result.why_not);
    tell_findings(run, one, found, result.day);
    return run->options->dry ? judge(run, one, found, err) : VG_OK;
}

/* A record that lacks nothing but an identifier gets one. */
static bool is_refused(const struct vg_record_report *report)
{
    for (size_t i = 0; report && i < report->n_findings; i++)
        if (report->findings[i].severity == VG_RECORD_QUARANTINE && strcmp(report->findings[i].path, "id") != 0)
            return true;
    return false;
}

static enum vg_status take_record(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct run *run = to;
    const char *source = found->whole ? run->file
                                      : vg_arena_printf(run->document, "%s#%lld", run->file, (long long)run->in_file + 1);
    run->in_file++;
    run->records++;
    if (!source)
        return vg_arena_check(run->document, err);
    bool refused = !found->record || is_refused(found->report);
    return refused ? put_aside(run, source, found->record ? found->record->id : NULL, why_refused(run, found->report), found,
                               err)
                   : put_record(run, source, found, err);
}

/* --- one file ------------------------------------------------------------------------------------- */

/* A document that is none of ours, or breaks off: what was read of it before that stays. */
static enum vg_status read_document(struct run *run, struct vg_str bytes, struct vg_error *err)
{
    const struct vg_record_sink sink = {take_record, run};
    struct vg_error why = {.lang = run->lang};
    enum vg_status r = vg_record_read(bytes, run->document, &sink, &why);
    if (r == VG_OK)
        return VG_OK;
    if (r != VG_BAD_INPUT && r != VG_TOO_LARGE)
        return vg_fail(err, r, why.where, "%s", why.text);
    run->records += run->in_file == 0;
    const char *reason = why.where[0] ? vg_arena_printf(run->document, "%s: %s", why.where, why.text) : why.text;
    return put_aside(run, run->file, NULL, reason, &(struct vg_record_found){.original = bytes}, err);
}

/* A name in another encoding than UTF-8 is told with its bytes as "%E9": no store would take it as text, nor JSON. */
static const char *told_name(struct run *run, const char *name)
{
    size_t bad, len = strlen(name);
    if (vg_utf8_valid((struct vg_str){name, len}, &bad))
        return name;
    char *told = vg_arena_alloc(run->document, 3 * len + 1), *to = told;
    for (size_t i = 0; told && i < len; i++)
        to += sprintf(to, (unsigned char)name[i] < 0x80 ? "%c" : "%%%02X", (unsigned char)name[i]);
    return told ? told : "?";
}

static enum vg_status take_file(void *to, const struct vg_walk_file *file, struct vg_error *err)
{
    struct run *run = to;
    struct vg_str bytes = {0};
    struct vg_error why = {.lang = run->lang};
    const struct vg_records_options *o = run->options;
    if (o->stop && o->stop(o->ctx))
        return vg_fail(err, VG_UNAVAILABLE, "", "interrupted");
    run->in_file = 0;
    run->files++;
    vg_arena_reset(run->document);
    run->file = told_name(run, file->name);
    enum vg_status r = vg_walk_read_file(file, VG_RECORD_MAX_BYTES, run->document, &bytes, &why);
    if (r == VG_TOO_LARGE || r == VG_BAD_INPUT) {
        run->records++;
        r = put_aside(run, run->file, NULL, why.text, &(struct vg_record_found){.original = bytes}, err);
    } else {
        r = r == VG_OK ? read_document(run, bytes, err) : vg_fail(err, r, why.where, "%s", why.text);
    }
    if (r == VG_OK && o->progress)
        o->progress(o->ctx, run->files, run->records);
    return r;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static struct vg_node *counts_of(const struct run *run)
{
    struct vg_node *report = vg_node_map(run->arena);
    vg_node_add_int(run->arena, report, "files", run->files);
    vg_node_add_int(run->arena, report, "records", run->records);
    for (size_t i = 0; i < VG_COUNT(fate_names); i++)
        vg_node_add_int(run->arena, report, fate_names[i], run->fates[i]);
    vg_node_add_int(run->arena, report, "quarantined", run->quarantined);
    vg_node_add_int(run->arena, report, "repaired", run->repaired);
    if (run->judged)
        vg_node_add_int(run->arena, report, "score", run->scores / run->judged);
    vg_node_append(run->arena, report, "list", run->list);
    return report;
}

static enum vg_status run_all(struct run *run, struct vg_error *err)
{
    const struct vg_records_options *o = run->options;
    enum vg_status r = VG_OK;
    for (size_t i = 0; r == VG_OK && i < o->n_paths; i++)
        r = vg_walk_files(o->paths[i], take_file, run, err);
    if (r == VG_OK && !o->dry)
        r = vg_records_commit(run->batch, err);
    return r == VG_OK ? vg_arena_check(run->arena, err) : r;
}

enum vg_status vg_records_import(struct vg_store *s, const struct vg_records_options *o, struct vg_arena *a,
                                 struct vg_node **report, struct vg_error *err)
{
    struct run run = {.options = o, .arena = a, .list = vg_node_list(a), .lang = err ? err->lang : VG_EN,
                      .ids = {.max = MOST_IDS}};
    VG_AUTO(vg_arena_freep) struct vg_arena *document = vg_arena_new(MAX_DOCUMENT_MEMORY);
    run.document = document;
    if (!document)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_records_begin(s, !o->dry, &run.batch, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&run.sources, MAX_SOURCES);
    r = run_all(&run, err);
    vg_buf_finish(&run.sources);
    vg_keyset_finish(&run.ids);
    vg_records_free(run.batch);
    if (r == VG_OK)
        *report = counts_of(&run);
    return r;
}
