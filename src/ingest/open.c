/* The one place that knows which reader takes what.  A check is a source around the source: whoever reads rows need not
 * know that they are judged on the way. */
#include "open.h"

#include "check/judge.h"
#include "files/place.h"

enum vg_status vg_source_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                              struct vg_notes *notes, struct vg_check_report *report, struct vg_source **out, struct vg_error *err)
{
    struct vg_source *source = NULL;
    bool texts = p->kind == VG_PLACE_CSV;
    enum vg_status r = VG_NOT_FOUND;
    if (o->product && o->product->json_rows && !texts) {
        r = vg_json_rows_open(p, o, a, notes, &source, err);
        texts = r == VG_OK;
    }
    if (r == VG_NOT_FOUND)
        r = p->kind == VG_PLACE_CSV ? vg_csv_open(p, o, a, notes, &source, err) : vg_ogr_open(p, o, a, notes, &source, err);
    if (r != VG_OK || !o->schema) {
        *out = source;
        return r;
    }
    return vg_judge_open(source, o, texts, report, out, err);
}
