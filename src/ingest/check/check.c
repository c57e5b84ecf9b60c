/* A file against a schema, without a store. */
#include <vigie/ingest/check.h>

#include "../files/place.h"
#include "../open.h"
#include "../sources/ogr_library.h"

static enum vg_status read_all(struct vg_source *s, struct vg_error *err)
{
    struct vg_source_row row;
    enum vg_status r = s->ops->rewind(s, err);
    while (r == VG_OK && (r = s->ops->next(s, &row, err)) == VG_OK)
        if (row.changed)
            r = s->ops->rewind(s, err);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_check_file(const struct vg_import_options *o, struct vg_arena *a, struct vg_check_report *out, struct vg_error *err)
{
    struct vg_place place = {0};
    struct vg_source *source = NULL;
    struct vg_notes notes = {.arena = a, .lang = err ? err->lang : VG_EN};
    struct vg_gdal_words words;
    *out = (struct vg_check_report){0};
    vg_gdal_init();
    vg_gdal_begin(&words);
    enum vg_status r = vg_place_find(o->source, o->layer, a, &place, err);
    if (r == VG_OK)
        r = vg_source_open(&place, o, a, &notes, out, &source, err);
    if (r == VG_OK)
        r = read_all(source, err);
    vg_source_close(source);
    vg_gdal_end();
    vg_place_finish(&place);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}
