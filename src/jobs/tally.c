/* A tally as a file of our own: a head, then for each group its two texts and its numbers, in the machine's form.  Who reads
 * it trusts nothing but the folder's owner, and still checks every length. */
#include <vigie/jobs/tally.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "download.h"

#define MAGIC "vgtally1"
#define RESULT_BYTES ((size_t)192 << 20)
#define ABSENT UINT32_MAX

struct head {
    char magic[8];
    uint64_t n;
    uint64_t size_kind;
};

struct row {
    uint32_t unit, class; /* lengths; ABSENT */
    int64_t rows;
    double count, size, sum, weight, lowest, highest, unit_size;
};

struct making {
    struct vg_downloads *downloads;
    struct vg_tally_question question;
    void (*release)(void *owner);
    void *owner;
    struct vg_job *job;
};

/* --- writing -------------------------------------------------------------------------------------- */

static uint32_t length_of(struct vg_str s)
{
    return s.ptr ? (uint32_t)s.len : ABSENT;
}

static void put_group(FILE *f, const struct vg_tally_group *g)
{
    const struct row row = {length_of(g->unit), length_of(g->class), g->rows, g->count, g->size,
                            g->sum, g->weight, g->lowest, g->highest, g->unit_size};

    fwrite(&row, sizeof row, 1, f);
    if (g->unit.len)
        fwrite(g->unit.ptr, 1, g->unit.len, f);
    if (g->class.len)
        fwrite(g->class.ptr, 1, g->class.len, f);
}

static enum vg_status write_file(const struct vg_job *job, const struct vg_tally *t, struct vg_error *err)
{
    struct head head = {.n = t->n, .size_kind = t->size_kind};
    FILE *f = fopen(vg_job_path(job), "wxe");

    if (!f)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(job), strerror(errno));
    memcpy(head.magic, MAGIC, sizeof head.magic);
    fwrite(&head, sizeof head, 1, f);
    for (size_t i = 0; i < t->n; i++)
        put_group(f, &t->groups[i]);
    int64_t size = ftell(f);
    bool bad = ferror(f);
    if (fclose(f) != 0 || bad)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(job), strerror(errno));
    return vg_job_check(job, size, err);
}

static enum vg_status go_on(void *ctx, struct vg_error *err)
{
    return vg_job_check(ctx, 0, err);
}

static enum vg_status run(void *ctx, struct vg_job *job, struct vg_error *err)
{
    struct making *m = ctx;
    struct vg_tally_question q = m->question;
    struct vg_query rows = *q.rows, units = {0};
    struct vg_session *session;
    struct vg_tally t;
    enum vg_status r = vg_downloads_session(m->downloads, true, &session, err);

    if (r != VG_OK)
        return r;
    rows.deadline_ms = 0; /* the request's is not the job's */
    q.rows = &rows;
    if (q.units) {
        units = *q.units;
        units.deadline_ms = 0;
        q.units = &units;
    }
    q.go_on = go_on;
    q.ctx = job;
    r = vg_session_tally(session, &q, &t, err);
    vg_session_end(session);
    if (r != VG_OK)
        return r;
    r = write_file(job, &t, err);
    vg_tally_finish(&t);
    return r;
}

static void making_free(void *ctx)
{
    struct making *m = ctx;

    m->release(m->owner);
    free(m);
}

/* --- reading -------------------------------------------------------------------------------------- */

static bool get_text(FILE *f, uint32_t length, struct vg_arena *a, struct vg_str *out)
{
    *out = (struct vg_str){0};
    if (length == ABSENT)
        return true;
    char *text = length < RESULT_BYTES ? vg_arena_alloc(a, (size_t)length + 1) : NULL;
    if (!text || fread(text, 1, length, f) != length)
        return false;
    *out = (struct vg_str){text, length};
    return true;
}

static bool get_group(FILE *f, struct vg_arena *a, struct vg_tally_group *g)
{
    struct row row;

    if (fread(&row, sizeof row, 1, f) != 1)
        return false;
    *g = (struct vg_tally_group){.rows = row.rows, .count = row.count, .size = row.size, .sum = row.sum,
                                 .weight = row.weight, .lowest = row.lowest, .highest = row.highest,
                                 .unit_size = row.unit_size};
    return get_text(f, row.unit, a, &g->unit) && get_text(f, row.class, a, &g->class);
}

static bool read_groups(FILE *f, struct vg_arena *a, struct vg_tally *out)
{
    struct head head;

    if (fread(&head, sizeof head, 1, f) != 1 || memcmp(head.magic, MAGIC, sizeof head.magic) != 0 ||
        head.n > VG_MAX_TALLY_GROUPS || head.size_kind > VG_SIZE_AREA)
        return false;
    struct vg_tally_group *groups = vg_arena_array(a, head.n + 1, sizeof *groups);
    for (uint64_t i = 0; groups && i < head.n; i++)
        if (!get_group(f, a, &groups[i]))
            return false;
    *out = (struct vg_tally){.arena = a, .groups = groups, .n = head.n, .size_kind = (enum vg_size_kind)head.size_kind};
    return groups;
}

/* Takes over the file. */
static enum vg_status read_file(const struct vg_job_file *file, struct vg_tally *out, struct vg_error *err)
{
    FILE *f = fdopen(file->fd, "re");
    struct vg_arena *a = vg_arena_new(RESULT_BYTES);
    bool good = f && a && read_groups(f, a, out);

    if (f)
        fclose(f);
    else
        close(file->fd);
    if (good)
        return VG_OK;
    vg_arena_free(a);
    return vg_fail(err, VG_BUG, "", "a tally in the cache folder cannot be read");
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct vg_job_key key_of(const struct vg_downloads *d, const struct vg_tally_question *q)
{
    const int numbers[] = {q->class_field, q->property, q->unit_field, q->unit_key, q->sizes};
    const struct vg_collection *c = q->rows->collection, *u = q->units ? q->units->collection : NULL;
    struct vg_hash h = vg_query_hash(q->rows);

    h = vg_hash_more(h, MAGIC, strlen(MAGIC));
    h = vg_hash_more(h, numbers, sizeof numbers);
    h = vg_hash_more(h, &c->modified_us, sizeof c->modified_us);
    h = vg_hash_more(h, d->address, strlen(d->address));
    if (u) {
        struct vg_hash units = vg_query_hash(q->units);
        h = vg_hash_more(h, &units, sizeof units);
        h = vg_hash_more(h, &u->modified_us, sizeof u->modified_us);
    }
    bool known = c->modified_us && (!u || u->modified_us);
    return (struct vg_job_key){h, "tally", known ? 0 : d->o.max_age_ms};
}

/* One that cannot be read goes, and is made anew. */
static bool find_ready(struct vg_downloads *d, const struct vg_job_key *key, struct vg_tally *out)
{
    struct vg_job_file file;

    if (!vg_jobs_open(d->o.jobs, key, &file))
        return false;
    if (read_file(&file, out, NULL) == VG_OK)
        return true;
    vg_jobs_drop(d->o.jobs, key);
    return false;
}

enum vg_status vg_tally_get(struct vg_downloads *d, const struct vg_tally_question *q, void (*release)(void *owner),
                            void *owner, int wait_ms, struct vg_tally *out, struct vg_error *err)
{
    const struct vg_job_key key = key_of(d, q);

    if (find_ready(d, &key, out)) {
        release(owner);
        return VG_OK;
    }
    struct making *m = calloc(1, sizeof(*m));
    struct vg_job_file file;

    if (!m) {
        release(owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *m = (struct making){.downloads = d, .question = *q, .release = release, .owner = owner};
    const struct vg_job_work work = {run, making_free, m};
    enum vg_status r = vg_jobs_file(d->o.jobs, &key, &work, wait_ms, &file, err);
    return r == VG_OK ? read_file(&file, out, err) : r;
}
