/* Entries are sorted by name, so that what is read does not depend on the order they were packed in.  The directory
 * tells each size and packing, so that what is too large or encrypted is refused before any of it is unpacked. */
#include "archive.h"

#include <errno.h>
#include <stdlib.h>

#include <zip.h>

#define NAMES_BYTES ((size_t)256 << 20) /* of all entries */

struct vg_archive {
    zip_t *file;
    struct vg_arena *arena; /* of the entries */
    struct vg_archive_entry *entries;
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    const struct vg_archive_entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static enum vg_status take_entries(struct vg_archive *z, const char *path, struct vg_error *err)
{
    zip_int64_t n = zip_get_num_entries(z->file, 0);
    if (n > VG_ARCHIVE_MAX_FILES)
        return vg_fail(err, VG_TOO_LARGE, path, "the archive has more than %d files", VG_ARCHIVE_MAX_FILES);
    z->entries = vg_arena_array(z->arena, n > 0 ? (size_t)n : 1, sizeof *z->entries);
    for (zip_int64_t i = 0; z->entries && i < n; i++) {
        const char *name = zip_get_name(z->file, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (name)
            z->entries[z->n++] = (struct vg_archive_entry){vg_arena_strdup(z->arena, name), (uint64_t)i};
    }
    enum vg_status r = vg_arena_check(z->arena, err);
    if (r == VG_OK && !z->n)
        return vg_fail(err, VG_BAD_INPUT, path, "the archive cannot be read, or is empty");
    if (r == VG_OK)
        qsort(z->entries, z->n, sizeof *z->entries, by_name);
    return r;
}

static enum vg_status open_file(struct vg_archive *z, const char *path, struct vg_error *err)
{
    int code = 0;
    z->file = zip_open(path, ZIP_RDONLY, &code);
    if (z->file)
        return take_entries(z, path, err);
    if (code == ZIP_ER_OPEN || code == ZIP_ER_READ || code == ZIP_ER_NOENT)
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(errno));
    return vg_fail(err, VG_BAD_INPUT, path, "the archive cannot be read, or is empty");
}

enum vg_status vg_archive_open(const char *path, struct vg_archive **out, struct vg_error *err)
{
    struct vg_archive *z = calloc(1, sizeof *z);
    if (!z || !(z->arena = vg_arena_new(NAMES_BYTES))) {
        vg_archive_close(z);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    enum vg_status r = open_file(z, path, err);
    if (r == VG_OK)
        *out = z;
    else
        vg_archive_close(z);
    return r;
}

const struct vg_archive_entry *vg_archive_entries(const struct vg_archive *z, size_t *n_out)
{
    *n_out = z->n;
    return z->entries;
}

void vg_archive_close(struct vg_archive *z)
{
    if (!z)
        return;
    if (z->file)
        zip_discard(z->file);
    vg_arena_free(z->arena);
    free(z);
}

/* All of it, and no more: reading on past the end is what has libzip compare the check sum. */
static bool read_whole(zip_file_t *f, char *to, zip_uint64_t size)
{
    zip_uint64_t n = 0;
    zip_int64_t got = 0;
    char more;
    while (n < size && (got = zip_fread(f, to + n, size - n)) > 0)
        n += (zip_uint64_t)got;
    return n == size && zip_fread(f, &more, 1) == 0;
}

enum vg_status vg_archive_read(struct vg_archive *z, const struct vg_archive_entry *e, size_t max, struct vg_arena *a, struct vg_str *out,
                           struct vg_error *err)
{
    zip_stat_t st;
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(z->file, e->index, 0, &st) != 0 || (st.valid & needed) != needed)
        return vg_fail(err, VG_BAD_INPUT, "", "it is damaged: it cannot be read to its end");
    if (st.size > max)
        return vg_fail(err, VG_TOO_LARGE, "", "the file is larger than %zu MB", max >> 20);
    if (st.encryption_method != ZIP_EM_NONE || !zip_compression_method_supported(st.comp_method, 0))
        return vg_fail(err, VG_BAD_INPUT, "", "it is encrypted, or packed in a way that is not known here");
    char *bytes = vg_arena_alloc(a, (size_t)st.size + 1);
    if (!bytes)
        return vg_arena_check(a, err);
    zip_file_t *f = zip_fopen_index(z->file, e->index, 0);
    bool whole = f && read_whole(f, bytes, st.size);
    if (f)
        zip_fclose(f);
    if (!whole)
        return vg_fail(err, VG_BAD_INPUT, "", "it is damaged: it cannot be read to its end");
    bytes[st.size] = '\0';
    *out = (struct vg_str){bytes, (size_t)st.size};
    return VG_OK;
}
