/* row_file.h — what was found out of each row of a collection, in a file made once by a job and kept until the data changes.
 *
 * The file is a head and the entries as they lie in memory, so that it is used where the kernel maps it: a tile that looks
 * at a million entries takes some milliseconds and no memory of its own. */
#ifndef VIGIE_JOBS_ROW_FILE_H
#define VIGIE_JOBS_ROW_FILE_H

#include <stdio.h>

#include <vigie/jobs/download.h>

struct vg_row_file {
    const void *first;  /* the first entry; they are ascending by the id of their rows */
    size_t bytes;       /* of all entries and what stands behind them */
    uint64_t n;         /* of them */
    void *map;          /* NULL: there is none */
    size_t map_bytes;
};

/* What is to be in it. */
struct vg_row_file_work {
    const char *magic;       /* eight letters: what its entries are */
    struct vg_hash more;     /* of all that decides them beside the query and the data */
    const struct vg_query *query; /* collection and filter; the rest is not looked at.  Lives until release */
    /* Write what there is to know of a row, and tell how many entries that is. */
    enum vg_status (*put)(void *ctx, const struct vg_feature *f, FILE *to, uint64_t *n, struct vg_error *err);
    /* After the last row, what is to stand behind the entries; NULL: nothing. */
    enum vg_status (*end)(void *ctx, FILE *to, struct vg_error *err);
    void *ctx;
    void (*release)(void *owner); /* once, when none of this is needed any more */
    void *owner;
};

/* The file, if it is there already: what makes one is not looked at. */
bool vg_row_file_open(struct vg_downloads *d, const struct vg_row_file_work *w, struct vg_row_file *out);
/* The same, made where it is not there.  Waits at most wait_ms; VG_END: the work goes on.  On success the caller finishes *out. */
enum vg_status vg_row_file_get(struct vg_downloads *d, const struct vg_row_file_work *w, int wait_ms, struct vg_row_file *out,
                               struct vg_error *err) VG_MUST_USE;
void vg_row_file_finish(struct vg_row_file *f); /* bears {0} */

#endif
