/* Whoever publishes a Shapefile puts its metadata beside it; whoever unpacks one finds it there. */
#include "sidecar.h"

#include <sys/stat.h>

#include <cpl_vsi.h>

#include <vigie/catalog/change.h>
#include <vigie/catalog/derive.h>

#include "files/walk.h"

/* UTF-8 text whatever the file was in: as it came where that is valid, else as it was mended. */
static enum vg_status text_of(const struct vg_record_found *f, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    struct vg_error unused = {.lang = VG_EN};
    if (vg_record_as_is(f->codec, f->original, f->report, a, out, &unused) == VG_OK)
        return VG_OK;
    return vg_catalog_write_found(f, true, a, out, err);
}

static bool is_iso(const struct vg_record_codec *c)
{
    return !strcmp(c->name, VG_RECORD_ISO19139) || !strcmp(c->name, VG_RECORD_ISO19115_3);
}

/* *c is as it was unless all is well. */
static enum vg_status read_document(const char *path, struct vg_arena *a, struct vg_collection *c, struct vg_error *err)
{
    struct vg_collection with = *c;
    struct vg_record_found found;
    struct vg_str bytes;
    enum vg_status r = vg_walk_read(path, VG_RECORD_MAX_BYTES, a, &bytes, err);
    if (r == VG_OK)
        r = vg_catalog_read_one(bytes, a, &found, err);
    if (r == VG_OK && !is_iso(found.codec))
        r = vg_fail(err, VG_BAD_INPUT, "", "it is %s, not ISO 19139 or ISO 19115-3", found.codec->title);
    if (r == VG_OK)
        r = text_of(&found, a, &with.metadata, err);
    if (r == VG_OK)
        r = vg_catalog_read_metadata(&with, a, err);
    if (r != VG_OK)
        return r;
    const char *lang = with.described->lang;
    vg_catalog_adopt_metadata(&with, lang && !strcmp(lang, "fre") ? VG_FR : VG_EN, a);
    c->metadata = with.metadata;
    c->title = with.title;
    c->description = with.description;
    c->lang = with.lang;
    return vg_arena_check(a, err);
}

static bool is_there(const char *path)
{
    VSIStatBufL st;
    return path && VSIStatL(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A file beside the source with its name, or NULL. */
static const char *find_beside(const struct vg_place *p, struct vg_arena *a)
{
    const char *slash = strrchr(p->path, '/');
    int folder = slash ? (int)(slash + 1 - p->path) : 0;
    const char *const paths[] = {
        vg_arena_printf(a, "%s.xml", p->path),
        vg_arena_printf(a, "%.*s%s.xml", folder, p->path, p->stem),
        vg_arena_printf(a, "%.*s%s_metadata.xml", folder, p->path, p->stem),
        vg_arena_printf(a, "%.*s%s.metadata.xml", folder, p->path, p->stem),
    };
    for (size_t i = 0; i < VG_COUNT(paths); i++)
        if (is_there(paths[i]) && strcmp(paths[i], p->path) != 0)
            return paths[i];
    return NULL;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

enum vg_status vg_sidecar_read(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                               struct vg_notes *notes, struct vg_collection *c, struct vg_error *err)
{
    struct vg_error fault = {.lang = err ? err->lang : VG_EN};
    const char *path = o->metadata ? o->metadata : o->no_metadata || p->temp ? NULL : find_beside(p, a);
    if (!path)
        return vg_arena_check(a, err);
    if (o->metadata && !is_there(path))
        return vg_fail(err, VG_NOT_FOUND, "metadata", "there is no file '%s'", path);
    enum vg_status r = read_document(path, a, c, &fault);
    if (r == VG_OK) {
        vg_notes_add(notes, "the metadata in '%s' is kept with the collection", name_of(path));
        return VG_OK;
    }
    if (r == VG_NO_MEMORY || o->metadata)
        return vg_fail(err, r, "metadata", "the metadata in '%s' cannot be used: %s", name_of(path), fault.text);
    vg_notes_add(notes, "the metadata in '%s' is left aside: %s", name_of(path), fault.text);
    return VG_OK;
}
