/* Everything is opened through GDAL's file systems, so a table in an archive is read like one beside it.  Formats
 * that jump about in their file (SQLite) would inflate an archive anew at each jump: they are unpacked first. */
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#define COPY_BYTES ((size_t)1 << 20)
#define MAX_LISTED 5 /* sources of an archive that a sentence names */

/* Endings of files that stand for a source.  rank 1 before rank 2: a table or a document beside a
 * map is usually about it. */
static const struct ending {
    const char *text;
    int rank;
    enum vg_place_kind kind;
    bool jumps;
} endings[] = {
    { ".csv", 2, VG_PLACE_CSV, false },     { ".dgn", 1, VG_PLACE_OGR, false },     { ".dxf", 1, VG_PLACE_OGR, false },
    { ".fgb", 1, VG_PLACE_OGR, false },     { ".gdb", 1, VG_PLACE_OGR, true },      { ".geojson", 1, VG_PLACE_OGR, false },
    { ".geojsonl", 1, VG_PLACE_OGR, false }, { ".gml", 1, VG_PLACE_OGR, false },    { ".gpkg", 1, VG_PLACE_OGR, true },
    { ".gpx", 1, VG_PLACE_OGR, false },     { ".jml", 1, VG_PLACE_OGR, false },     { ".json", 2, VG_PLACE_OGR, false },
    { ".kml", 1, VG_PLACE_OGR, false },     { ".kmz", 1, VG_PLACE_OGR, false },     { ".mif", 1, VG_PLACE_OGR, false },
    { ".ods", 2, VG_PLACE_OGR, false },     { ".psv", 2, VG_PLACE_CSV, false },     { ".shp", 1, VG_PLACE_OGR, false },
    { ".sqlite", 1, VG_PLACE_OGR, true },   { ".tab", 1, VG_PLACE_OGR, false },     { ".topojson", 1, VG_PLACE_OGR, false },
    { ".tsv", 2, VG_PLACE_CSV, false },     { ".txt", 3, VG_PLACE_CSV, false },     { ".xlsx", 2, VG_PLACE_OGR, false },
    { ".xml", 3, VG_PLACE_OGR, false },
};

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && !strcasecmp(s + n - m, end);
}

static const struct ending *ending_of(const char *name)
{
    for (size_t i = 0; i < VG_COUNT(endings); i++)
        if (ends_with(name, endings[i].text))
            return &endings[i];
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "zones.geojson.gz" -> "zones" */
static const char *stem_of(const char *file, struct vg_arena *a)
{
    size_t n = strlen(file);
    static const char *const wrappers[] = { ".gz", ".zip", ".tar", ".tgz", ".shz" };
    for (size_t i = 0; i < VG_COUNT(wrappers); i++)
        if (n > strlen(wrappers[i]) && !strncasecmp(file + n - strlen(wrappers[i]), wrappers[i], strlen(wrappers[i])))
            n -= strlen(wrappers[i]);
    for (size_t i = n; i > 1; i--)
        if (file[i - 1] == '.' && n - i < 10) {
            n = i - 1;
            break;
        }
    return vg_arena_cstr(a, (struct vg_str){ file, n });
}

/* ---- what is refused ---- */

static enum vg_status refuse_network(const char *source, struct vg_error *err)
{
    static const char *const local[] = { "/vsizip/", "/vsigzip/", "/vsitar/" };
    bool virtual = !strncmp(source, "/vsi", 4);
    for (size_t i = 0; virtual && i < VG_COUNT(local); i++)
        if (!strncmp(source, local[i], strlen(local[i])) && !strstr(source + 4, "/vsi"))
            virtual = false;
    if (virtual || strstr(source, "://"))
        return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' is on the network: download it first, then import the file",
                       source);
    return VG_OK;
}

/* ---- archives ---- */

struct found {
    char *best[MAX_LISTED + 1];
    int rank;
    size_t n;
    bool chosen; /* one of them is named like the layer that was asked for */
};

static bool named_like(const char *entry, const char *layer, struct vg_arena *a)
{
    const char *stem = layer ? stem_of(base_name(entry), a) : NULL;
    return stem && (!strcmp(stem, layer) || !strcmp(base_name(entry), layer));
}

static void consider(struct found *f, char *entry, const char *layer, struct vg_arena *a)
{
    size_t n = strlen(entry);
    if (n && entry[n - 1] == '/')
        entry[n - 1] = 0; /* a folder: .gdb is one */
    const struct ending *e = ending_of(entry);
    if (!e || strstr(entry, "__MACOSX/") || base_name(entry)[0] == '.')
        return;
    bool like = named_like(entry, layer, a);
    if (f->chosen && !like)
        return;
    if ((like && !f->chosen) || f->n == 0 || e->rank < f->rank)
        *f = (struct found){ .rank = e->rank, .chosen = like };
    if (e->rank > f->rank)
        return;
    if (f->n < MAX_LISTED)
        f->best[f->n] = vg_arena_strdup(a, entry);
    f->n++;
}

static enum vg_status fail_several(const char *file, const struct found *f, struct vg_error *err)
{
    char names[160] = "";
    for (size_t i = 0; i < f->n && i < MAX_LISTED; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "", base_name(f->best[i]));
    if (f->n > MAX_LISTED)
        snprintf(names + strlen(names), sizeof names - strlen(names), ", …");
    return vg_fail(err, VG_BAD_INPUT, "layer", "'%s' holds %zu sources (%s): choose one with --layer", file, f->n, names);
}

/* root: the archive or folder as GDAL names it. */
static enum vg_status look_into(const char *root, const char *source, const char *layer, struct vg_arena *a,
                                struct vg_place *p, struct vg_error *err)
{
    const char *file = base_name(source);
    char **entries = root ? VSIReadDirRecursive(root) : NULL;
    if (!entries)
        return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' is no archive or folder that can be read, or it is empty", file);
    struct found f = {0};
    for (char **e = entries; *e; e++)
        consider(&f, *e, layer, a);
    CSLDestroy(entries);
    if (f.n == 0)
        return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' holds no file of a known format", file);
    if (f.n > 1)
        return fail_several(file, &f, err);
    p->path = vg_arena_printf(a, "%s/%s", root, f.best[0]);
    p->file = f.best[0] ? base_name(f.best[0]) : NULL;
    p->layer = f.chosen ? NULL : layer;
    return vg_arena_check(a, err);
}

/* ---- unpacking ---- */

static enum vg_status copy_out(const char *from, const char *file, int fd, struct vg_error *err)
{
    VSILFILE *in = VSIFOpenL(from, "rb");
    char *bytes = malloc(COPY_BYTES);
    enum vg_status r = in && bytes ? VG_OK : vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' cannot be read", file);
    for (size_t n; r == VG_OK && (n = VSIFReadL(bytes, 1, COPY_BYTES, in)) > 0;)
        for (size_t done = 0; r == VG_OK && done < n;) {
            ssize_t w = write(fd, bytes + done, n - done);
            if (w < 0 && errno != EINTR)
                r = vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be unpacked into the temporary folder: %s", file,
                            strerror(errno));
            done += w > 0 ? (size_t)w : 0;
        }
    if (r == VG_OK && !VSIFEofL(in))
        r = vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' is damaged: it cannot be unpacked to its end", file);
    free(bytes);
    if (in)
        VSIFCloseL(in);
    return r;
}

static enum vg_status make_temp(const char *ending, char **name, int *fd, struct vg_error *err)
{
    const char *folder = getenv("TMPDIR");
    if (asprintf(name, "%s/vigie-XXXXXX%s", folder && *folder ? folder : "/tmp", ending) < 0)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    *fd = mkstemps(*name, (int)strlen(ending));
    if (*fd >= 0)
        return VG_OK;
    free(*name);
    return vg_fail(err, VG_UNAVAILABLE, "", "the temporary folder cannot be written to: %s", strerror(errno));
}

static enum vg_status unpack(struct vg_place *p, const char *ending, struct vg_arena *a, struct vg_error *err)
{
    int fd;
    enum vg_status r = make_temp(ending, &p->temp, &fd, err);
    if (r != VG_OK) {
        p->temp = NULL;
        return r;
    }
    r = copy_out(p->path, p->file, fd, err);
    close(fd);
    p->path = vg_arena_strdup(a, p->temp);
    return r != VG_OK ? r : vg_arena_check(a, err);
}

/* ---- public ---- */

static enum vg_status resolve(const char *source, const char *layer, struct vg_arena *a, struct vg_place *p,
                              struct vg_error *err)
{
    char *path = vg_arena_strdup(a, source);
    for (size_t n = path ? strlen(path) : 0; n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = 0; /* a folder given as "x.gdb/" */
    source = p->path = path;
    if (!path)
        return vg_arena_check(a, err);
    p->file = base_name(path);
    p->layer = layer;
    struct stat st;
    if (!strncmp(source, "/vsi", 4))
        return vg_arena_check(a, err);
    if (stat(source, &st) < 0)
        return vg_fail(err, VG_NOT_FOUND, "SOURCE", "'%s' cannot be read: %s", source, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return ends_with(source, ".gdb") ? vg_arena_check(a, err) : look_into(source, source, layer, a, p, err);
    if (ends_with(source, ".zip") || ends_with(source, ".shz"))
        return look_into(vg_arena_printf(a, "/vsizip/{%s}", source), source, layer, a, p, err);
    if (ends_with(source, ".tar") || ends_with(source, ".tgz") || ends_with(source, ".tar.gz"))
        return look_into(vg_arena_printf(a, "/vsitar/{%s}", source), source, layer, a, p, err);
    if (ends_with(source, ".gz"))
        p->path = vg_arena_printf(a, "/vsigzip/%s", source);
    return vg_arena_check(a, err);
}

enum vg_status vg_place_find(const char *source, const char *layer, struct vg_arena *a, struct vg_place *out,
                             struct vg_error *err)
{
    struct vg_place p = {0};
    enum vg_status r = refuse_network(source, err);
    if (r == VG_OK)
        r = resolve(source, layer, a, &p, err);
    if (r != VG_OK)
        return r;
    p.stem = stem_of(p.file, a);
    const char *plain = ends_with(p.file, ".gz") ? vg_arena_printf(a, "%.*s", (int)strlen(p.file) - 3, p.file) : p.file;
    const struct ending *e = plain ? ending_of(plain) : NULL;
    p.kind = e ? e->kind : VG_PLACE_OGR;
    if (e && e->jumps && strcmp(e->text, ".gdb") && !strncmp(p.path, "/vsi", 4))
        r = unpack(&p, e->text, a, err);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = p;
    else
        vg_place_finish(&p);
    return r;
}

enum vg_status vg_place_replace(struct vg_place *p, struct vg_str text, const char *ending, struct vg_arena *a,
                                struct vg_error *err)
{
    char *name;
    int fd;
    enum vg_status r = make_temp(ending, &name, &fd, err);
    if (r != VG_OK)
        return r;
    vg_place_finish(p);
    p->temp = name;
    p->path = vg_arena_strdup(a, name);
    FILE *f = fdopen(fd, "wb");
    bool written = f && fwrite(text.ptr, 1, text.len, f) == text.len;
    if (f)
        written = fclose(f) == 0 && written;
    else
        close(fd);
    return written ? vg_arena_check(a, err)
                   : vg_fail(err, VG_UNAVAILABLE, "", "the temporary folder cannot be written to: %s", strerror(errno));
}

void vg_place_finish(struct vg_place *p)
{
    if (!p->temp)
        return;
    unlink(p->temp);
    free(p->temp);
    p->temp = NULL;
}
