/* records_since.h — copies of the rows of a batch since its last mark, to be put again when one after them is refused. */
#ifndef VIGIE_STORE_RECORDS_SINCE_H
#define VIGIE_STORE_RECORDS_SINCE_H

#include <vigie/store/records.h>

#define VG_SINCE_ROWS 64
#define VG_SINCE_BYTES ((size_t)16 << 20) /* of all of them; a row that passes it is not copied */

struct vg_records_since {
    struct vg_arena *arena; /* NULL: none yet */
    size_t n;
    struct vg_record_row rows[VG_SINCE_ROWS];
};

/* false: there is no room for it, and nothing was added. */
bool vg_records_since_add(struct vg_records_since *s, const struct vg_record_row *row);
void vg_records_since_clear(struct vg_records_since *s);
void vg_records_since_finish(struct vg_records_since *s);

#endif
