/* buf.h — what a spilling buffer keeps beside its memory. */
#ifndef VIGIE_SRC_BASE_BUF_H
#define VIGIE_SRC_BASE_BUF_H

#include <vigie/base/str.h>

struct vg_spill {
    size_t mem_max;
    const char *folder; /* borrowed; NULL: $TMPDIR or /tmp */
    struct vg_budget *budget;
    size_t charged; /* bytes taken from the budget */
    int fd;         /* -1: nothing spilled yet */
    size_t written; /* bytes in the file */
    void *map;      /* the sealed file; NULL: none */
    size_t map_len;
};

struct vg_spill *vg_spill_new(const struct vg_spill_options *o);
void vg_spill_free(struct vg_spill *s);

/* Append to the file, which is made at need.  VG_UNAVAILABLE: disk full, no folder, … */
enum vg_status vg_spill_write(struct vg_spill *s, const void *ptr, size_t len) VG_MUST_USE;
enum vg_status vg_spill_map(struct vg_spill *s, struct vg_str *out) VG_MUST_USE;
void vg_spill_rest(const struct vg_spill *s, size_t n); /* see vg_buf_rest() */
void vg_spill_clear(struct vg_spill *s);

/* Set the charge to that of `bytes` of memory; false when the budget does not allow more and it need not be. */
bool vg_spill_charge(struct vg_spill *s, size_t bytes, bool must);

#endif
