/* view.h — csw:Record in part: its brief and summary views, and the elements a client names. */
#ifndef API_CSW_VIEW_H
#define API_CSW_VIEW_H

#include "csw.h"

enum csw_set { CSW_BRIEF, CSW_SUMMARY, CSW_FULL, CSW_NAMED };

/* A child of csw:Record (07-006r1, tables 3 to 5), in the order of the schema. */
struct csw_part {
    const char *prefix, *name;
    bool brief, summary;
    bool once;             /* at most one in a view */
};
extern const struct csw_part vg_csw_parts[];
extern const size_t vg_csw_n_parts;

#define CSW_MAX_NAMED 64

struct csw_view {
    enum csw_set set;
    bool named[CSW_MAX_NAMED]; /* CSW_NAMED: by place in vg_csw_parts */
};

/* The record's full form cut down to the view. id and title stand in where the form has none. */
enum vg_status vg_csw_put_view(struct csw *c, const struct csw_view *v, struct vg_str record, struct vg_str id,
                               struct vg_str title, struct vg_buf *b, struct vg_error *err) VG_MUST_USE;

#endif
