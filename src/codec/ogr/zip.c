/* A folder of files as one zip. */
#include <cpl_conv.h>
#include <cpl_error.h>
#include <dirent.h>
#include <stdio.h>

#include <vigie/base/escape.h>

#include "form.h"

#define PIECE 65536
#define MAX_NAMES ((size_t)4 << 20)

static bool put_file(void *zip, const char *folder, const char *name)
{
    char path[PATH_MAX], piece[PIECE];
    size_t n;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        return false;
    FILE *in = fopen(path, "rb");
    bool ok = in && CPLCreateFileInZip(zip, name, NULL) == CE_None;
    while (ok && (n = fread(piece, 1, sizeof(piece), in)) > 0)
        ok = CPLWriteFileInZip(zip, piece, (int)n) == CE_None;
    if (in)
        fclose(in);
    return ok && CPLCloseFileInZip(zip) == CE_None;
}

/* Which field is which, where names had to be shortened, and what of their texts was. */
static bool put_names(void *zip, const struct vg_item_writer *w, const struct vg_ogr_file *f)
{
    struct vg_buf b;
    bool changed = false;

    vg_buf_init(&b, MAX_NAMES);
    VG_BUF_LIT(&b, "field,name,shortened\r\n");
    for (size_t i = 0; i < w->n_fields; i++) {
        const char *name = w->collection->fields[w->fields[i]].name;
        changed = changed || strcmp(name, f->names[i]) != 0 || f->cut[i] > 0;
        vg_csv_put_field(&b, vg_str_of(f->names[i]));
        vg_buf_char(&b, ',');
        vg_csv_put_field(&b, vg_str_of(name));
        vg_buf_printf(&b, ",%lld\r\n", (long long)f->cut[i]);
    }
    bool ok = !b.failed;
    if (ok && changed)
        ok = CPLCreateFileInZip(zip, "names.csv", NULL) == CE_None &&
             CPLWriteFileInZip(zip, b.ptr, (int)b.len) == CE_None && CPLCloseFileInZip(zip) == CE_None;
    vg_buf_finish(&b);
    return ok;
}

enum vg_status vg_ogr_zip(const struct vg_item_writer *w, const struct vg_ogr_file *f, const char *to,
                          struct vg_error *err)
{
    void *zip = CPLCreateZip(to, NULL);
    DIR *d = opendir(f->path);
    bool ok = zip && d;

    for (struct dirent *e; ok && (e = readdir(d));)
        if (e->d_name[0] != '.')
            ok = put_file(zip, f->path, e->d_name);
    ok = ok && put_names(zip, w, f);
    if (d)
        closedir(d);
    if (zip && CPLCloseZip(zip) != CE_None)
        ok = false;
    return ok ? VG_OK : vg_ogr_fail(f, (struct vg_str){0}, err);
}
