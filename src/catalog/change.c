/* Changes of a record: first those of its document, by paths, then those of what it says, by names.  The whole is written anew
 * in the form that it was in, with the date of the change. */
#include "property.h"
#include "site.h"

static enum vg_status set_names(struct vg_record *r, const struct vg_catalog_property *list, size_t n, struct vg_arena *a,
                                struct vg_error *err)
{
    bool stamped = false;
    enum vg_status st = VG_OK;
    for (size_t i = 0; i < n && st == VG_OK; i++)
        if (!vg_catalog_is_path(list[i].name))
            st = vg_catalog_set_property(r, &list[i], a, &stamped, err);
        else
            stamped |= vg_str_starts(list[i].name, VG_STR("gmd:dateStamp"));
    if (!stamped)
        r->stamp = vg_catalog_when(a, vg_now_us());
    return st;
}

enum vg_status vg_catalog_write_found(const struct vg_record_found *found, bool alone, struct vg_arena *a, struct vg_str *out,
                                      struct vg_error *err)
{
    const struct vg_record_codec *codec = found->codec->write ? found->codec : vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    const struct vg_record_writing how = {.base_url = VG_CATALOG_BASE, .alone = alone};
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_RECORD_BYTES);
    enum vg_status r = codec->write(codec, found->record, &how, &b, err);
    if (r == VG_OK)
        r = vg_buf_check(&b, err);
    if (r == VG_OK)
        *out = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}

enum vg_status vg_catalog_change(struct vg_str original, const struct vg_catalog_property *list, size_t n,
                                 struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    struct vg_record_found found;
    struct vg_str document = original;
    bool paths = false;
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < n; i++)
        paths |= vg_catalog_is_path(list[i].name);
    if (paths)
        r = vg_catalog_set_paths(original, list, n, a, &document, err);
    if (r == VG_OK)
        r = vg_catalog_read_one(document, a, &found, err);
    if (r == VG_OK)
        r = set_names((struct vg_record *)(uintptr_t)found.record, list, n, a, err);
    return r == VG_OK ? vg_catalog_write_found(&found, false, a, out, err) : r;
}
