/* Style sheets in files: read and checked when the configuration is, so that a fault stops there. */
#include "style_files.h"

#include <vigie/base/file.h>
#include <vigie/codec/style.h>

static struct vg_collection *find(struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (strcmp(d->collections[i]->id, id) == 0)
            return d->collections[i];
    return NULL;
}

static enum vg_status add_one(const struct vg_style_config *own, const char *file, enum vg_lang lang, const struct vg_collection *c,
                              struct vg_arena *a, struct vg_style *out, struct vg_error *err)
{
    struct vg_error fault = {.lang = err ? err->lang : VG_EN};
    struct vg_str text;
    const char *path = vg_config_path(file, own->file, a), *title = lang == VG_FR ? own->title.fr : own->title.en;
    const char *key = vg_arena_printf(a, "collections.%s.styles.%s", c->id, own->name);
    enum vg_status r = path && key ? vg_file_read(path, VG_MAX_STYLE_BYTES, a, &text, &fault) : vg_arena_check(a, err);
    if (!path || !key)
        return r;
    if (r == VG_OK)
        r = vg_style_read(text, c, own->name, a, out, &fault);
    if (r != VG_OK)
        return vg_fail(err, VG_BAD_INPUT, key, "'%s' names the file '%s': %s", key, own->file, fault.text);
    title = title ? title : own->title.en ? own->title.en : own->title.fr;
    out->title = title ? title : out->title;
    return VG_OK;
}

enum vg_status vg_style_files_add(const struct vg_config *c, const char *file, enum vg_lang lang, struct vg_discovery *d,
                                  struct vg_arena *a, struct vg_error *err)
{
    for (size_t i = 0; i < c->n_collections; i++) {
        const struct vg_collection_config *own = &c->collections[i];
        struct vg_collection *to = own->n_styles ? find(d, own->id) : NULL;
        struct vg_style *styles = to ? vg_arena_array(a, own->n_styles, sizeof *styles) : NULL;
        if (to && !styles)
            return vg_arena_check(a, err);
        for (size_t k = 0; to && k < own->n_styles; k++) {
            enum vg_status r = add_one(&own->styles[k], file, lang, to, a, &styles[k], err);
            if (r != VG_OK)
                return r;
        }
        if (to) {
            to->styles = styles;
            to->n_styles = own->n_styles;
        }
    }
    return VG_OK;
}
