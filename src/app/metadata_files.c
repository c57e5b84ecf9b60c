/* Documents of metadata: read when the configuration is, so that a fault stops there. */
#include "metadata_files.h"

#include <vigie/base/file.h>
#include <vigie/catalog/derive.h>

/* The file that the configuration names stands in place of what came with the data. */
static enum vg_status read_file(const char *name, const char *file, struct vg_collection *to, struct vg_arena *a, struct vg_error *err)
{
    struct vg_error fault = {.lang = err ? err->lang : VG_EN};
    const char *path = vg_config_path(file, name, a), *key = vg_arena_printf(a, "collections.%s.metadata", to->id);
    if (!path || !key)
        return vg_arena_check(a, err);
    enum vg_status r = vg_file_read(path, VG_RECORD_MAX_BYTES, a, &to->metadata, &fault);
    if (r == VG_OK)
        r = vg_catalog_read_metadata(to, a, &fault);
    return r == VG_OK ? r : vg_fail(err, VG_BAD_INPUT, key, "'%s' names the file '%s': %s", key, name, fault.text);
}

enum vg_status vg_metadata_files_read(const struct vg_config *c, const char *file, struct vg_discovery *d, struct vg_arena *a,
                                      struct vg_buf *warnings, struct vg_error *err)
{
    for (size_t i = 0; i < d->n_collections; i++) {
        struct vg_collection *to = d->collections[i];
        const struct vg_collection_config *own = vg_config_collection(c, to->id);
        struct vg_error fault = {.lang = VG_EN};
        enum vg_status r = VG_OK;
        if (own && own->metadata)
            r = read_file(own->metadata, file, to, a, err);
        else if (vg_catalog_read_metadata(to, a, &fault) != VG_OK)
            vg_buf_printf(warnings, "the metadata kept with '%s' is not used: %s\n", to->id, fault.text);
        if (r != VG_OK)
            return r;
    }
    return vg_arena_check(a, err);
}

void vg_metadata_files_adopt(struct vg_discovery *d, enum vg_lang lang, struct vg_arena *a)
{
    for (size_t i = 0; i < d->n_collections; i++)
        vg_catalog_adopt_metadata(d->collections[i], lang, a);
}
