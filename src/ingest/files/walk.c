/* Folders are walked by their names' order, so that the same files give the same catalogue; what begins with a dot is
 * left out.  Zips are told by their first bytes and read without being unpacked. */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_vsi.h>

#define MAX_NAME ((size_t)1 << 20) /* of a file in an archive */
#define MAX_FOLDERS 64               /* within each other */

struct walk {
    vg_walk_take *take;
    void *to;
    struct vg_error *err;
};

static enum vg_status walk_path(struct walk *w, const char *name, const char *path, int depth);

static bool is_zip(const char *path)
{
    char head[4] = "";
    VSILFILE *f = VSIFOpenL(path, "rb");
    size_t n = f ? VSIFReadL(head, 1, sizeof head, f) : 0;
    if (f)
        VSIFCloseL(f);
    return n == sizeof head && !memcmp(head, "PK\3\4", 4);
}

/* --- archives ------------------------------------------------------------------------------------- */

static bool is_hidden(const char *entry)
{
    return *entry == '.' || strstr(entry, "/.") || !strncmp(entry, "__MACOSX/", 9);
}

static enum vg_status walk_zip(struct walk *w, const char *name, const char *path)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_NAME);
    struct vg_archive *zip = NULL;
    size_t n = 0;
    enum vg_status r = a ? vg_archive_open(path, &zip, w->err) : vg_fail(w->err, VG_NO_MEMORY, "", "out of memory");
    const struct vg_archive_entry *entries = r == VG_OK ? vg_archive_entries(zip, &n) : NULL;
    for (size_t i = 0; r == VG_OK && i < n; i++) {
        size_t len = strlen(entries[i].name);
        if (!len || entries[i].name[len - 1] == '/' || is_hidden(entries[i].name))
            continue;
        const struct vg_walk_file file = {.name = vg_arena_printf(a, "%s/%s", name, entries[i].name), .zip = zip, .entry = &entries[i]};
        r = file.name ? w->take(w->to, &file, w->err) : vg_arena_check(a, w->err);
        vg_arena_reset(a);
    }
    vg_archive_close(zip);
    return r;
}

/* --- folders -------------------------------------------------------------------------------------- */

static int is_shown(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static int by_code_point(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum vg_status walk_entry(struct walk *w, const char *name, const char *path, const char *entry, int depth)
{
    char *inner_name = NULL, *inner_path = NULL;
    enum vg_status r;
    if (asprintf(&inner_name, "%s/%s", name, entry) < 0)
        inner_name = NULL;
    if (asprintf(&inner_path, "%s/%s", path, entry) < 0)
        inner_path = NULL;
    r = inner_name && inner_path ? walk_path(w, inner_name, inner_path, depth + 1)
                                 : vg_fail(w->err, VG_NO_MEMORY, "", "out of memory");
    free(inner_name);
    free(inner_path);
    return r;
}

static enum vg_status walk_folder(struct walk *w, const char *name, const char *path, int depth)
{
    struct dirent **entries = NULL;
    enum vg_status r = VG_OK;
    if (depth >= MAX_FOLDERS)
        return vg_fail(w->err, VG_BAD_INPUT, "", "more than %d folders within each other at '%s'", MAX_FOLDERS, name);
    int n = scandir(path, &entries, is_shown, by_code_point);
    if (n < 0)
        return vg_fail(w->err, VG_UNAVAILABLE, "", "the folder '%s' cannot be read: %s", name, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (r == VG_OK)
            r = walk_entry(w, name, path, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return r;
}

static enum vg_status walk_path(struct walk *w, const char *name, const char *path, int depth)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return vg_fail(w->err, VG_NOT_FOUND, "", "there is no file '%s'", path);
    if (S_ISDIR(st.st_mode))
        return walk_folder(w, name, path, depth);
    if (!S_ISREG(st.st_mode))
        return VG_OK;
    const struct vg_walk_file file = {.name = name, .path = path};
    return is_zip(path) ? walk_zip(w, name, path) : w->take(w->to, &file, w->err);
}

enum vg_status vg_walk_files(const char *path, vg_walk_take *take, void *to, struct vg_error *err)
{
    struct walk w = {take, to, err};
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    char *plain = strndup(path, len);
    if (!plain)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    const char *slash = strrchr(plain, '/');
    enum vg_status r = walk_path(&w, slash && slash[1] ? slash + 1 : plain, plain, 0);
    free(plain);
    return r;
}

enum vg_status vg_walk_read(const char *path, size_t max, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    VSIStatBufL st;
    VSILFILE *f = VSIFOpenL(path, "rb");
    if (!f || VSIStatL(path, &st) != 0) {
        if (f)
            VSIFCloseL(f);
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(errno));
    }
    size_t size = (size_t)st.st_size;
    char *bytes = size <= max ? vg_arena_alloc(a, size + 1) : NULL;
    size_t n = bytes ? VSIFReadL(bytes, 1, size, f) : 0;
    VSIFCloseL(f);
    if (size > max)
        return vg_fail(err, VG_TOO_LARGE, "", "the file is larger than %zu MB", max >> 20);
    if (!bytes)
        return vg_arena_check(a, err);
    if (n != size)
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read to its end", path);
    *out = (struct vg_str){bytes, size};
    return VG_OK;
}

enum vg_status vg_walk_read_file(const struct vg_walk_file *f, size_t max, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    return f->zip ? vg_archive_read(f->zip, f->entry, max, a, out, err) : vg_walk_read(f->path, max, a, out, err);
}
