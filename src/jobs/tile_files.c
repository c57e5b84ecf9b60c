/* Each of the 256 folders has its share of the ceiling, so keeping to it means looking at one short folder now and then.
 *
 * A file is a head and the tile's bytes, plain and packed.  It is written under another name and renamed; one whose sum does not
 * hold is no tile. */
#include "tile_files.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <vigie/base/log.h>

#include "folder.h"

#define FOLDERS 256
#define EXTENSION "tile"
#define MARK UINT64_C(0x32656c69745f6776) /* "vg_tile2" */
/* Parts of its share that a folder may grow by before it is looked at. */
#define GROWTH 4

struct head {
    uint64_t mark, plain, gzip;
    struct vg_hash etag;
    struct vg_hash sum; /* of all before it and of the bytes behind it */
};

struct vg_tile_files {
    char *folder;
    int64_t share;                   /* of one of the folders */
    _Atomic int64_t grown[FOLDERS];  /* since it was last looked at */
    atomic_bool known[FOLDERS];      /* looked at by this process */
    atomic_bool complained;
};

static unsigned number_of(struct vg_hash key)
{
    return (unsigned)(key.hi >> 56);
}

static bool folder_of(const struct vg_tile_files *f, struct vg_hash key, char path[PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%s/tiles/%02x", f->folder, number_of(key)) < PATH_MAX;
}

static void name_of(struct vg_hash key, char name[VG_JOB_NAME])
{
    const struct vg_job_key k = {.hash = key, .extension = EXTENSION};
    vg_job_name(&k, name);
}

static struct vg_hash sum_of(const struct head *h, const char *plain, const char *gzip)
{
    struct vg_hash sum = vg_hash_bytes(h, offsetof(struct head, sum));
    sum = vg_hash_more(sum, plain, h->plain);
    return vg_hash_more(sum, gzip, h->gzip);
}

/* --- reading -------------------------------------------------------------------------------------- */

static char *read_whole(const struct vg_job_file *file)
{
    char *bytes = file->size >= (int64_t)sizeof(struct head) ? malloc((size_t)file->size) : NULL;
    size_t done = 0;

    while (bytes && done < (size_t)file->size) {
        ssize_t n = read(file->fd, bytes + done, (size_t)file->size - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            break;
    }
    if (bytes && done == (size_t)file->size)
        return bytes;
    free(bytes);
    return NULL;
}

static bool is_whole(const struct head *h, const char *bytes, int64_t size)
{
    uint64_t room = (uint64_t)size - sizeof *h;
    if (h->mark != MARK || h->plain > room || h->gzip != room - h->plain)
        return false;
    struct vg_hash sum = sum_of(h, bytes, bytes + h->plain);
    return memcmp(&sum, &h->sum, sizeof sum) == 0;
}

char *vg_tile_files_read(struct vg_tile_files *f, struct vg_hash key, int64_t max_age_ms, struct vg_tile *out, int64_t *made_us)
{
    char folder[PATH_MAX], name[VG_JOB_NAME];
    struct vg_job_file file;
    struct head h;

    name_of(key, name);
    if (!folder_of(f, key, folder) || !vg_folder_open(folder, name, max_age_ms, &file))
        return NULL;
    char *bytes = read_whole(&file);
    close(file.fd);
    if (!bytes)
        return NULL;
    memcpy(&h, bytes, sizeof h);
    if (!is_whole(&h, bytes + sizeof h, file.size)) {
        free(bytes);
        vg_folder_damaged(folder, name);
        return NULL;
    }
    *made_us = file.made_us;
    *out = (struct vg_tile){.plain = {bytes + sizeof h, h.plain}, .etag = h.etag};
    if (h.gzip)
        out->gzip = (struct vg_str){bytes + sizeof h + h.plain, h.gzip};
    return bytes;
}

/* --- writing -------------------------------------------------------------------------------------- */

static bool write_bytes(int fd, const struct vg_tile *t)
{
    struct head h = {MARK, t->plain.len, t->gzip.ptr ? t->gzip.len : 0, t->etag, {0}};
    h.sum = sum_of(&h, t->plain.ptr, t->gzip.ptr);
    struct iovec parts[] = {{&h, sizeof h}, {(void *)t->plain.ptr, t->plain.len}, {(void *)t->gzip.ptr, h.gzip}};
    ssize_t want = (ssize_t)(sizeof h + h.plain + h.gzip);

    return writev(fd, parts, VG_COUNT(parts)) == want;
}

static bool write_file(const char *folder, const char *name, const struct vg_tile *t)
{
    static atomic_uint count;
    char part[PATH_MAX], path[PATH_MAX];

    if (snprintf(part, sizeof part, "%s/part-%s-%d-%u", folder, name, (int)getpid(), atomic_fetch_add(&count, 1)) >=
            (int)sizeof part ||
        snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return false;
    int fd = open(part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool whole = write_bytes(fd, t);
    whole = close(fd) == 0 && whole && rename(part, path) == 0;
    if (!whole)
        (void)unlink(part);
    return whole;
}

/* The first time also what a process that died left half written. */
static void keep_share(struct vg_tile_files *f, unsigned number, const char *folder, const char *name, int64_t size)
{
    bool first = !atomic_exchange(&f->known[number], true);

    if (first)
        vg_folder_clean(folder);
    if (!first && atomic_fetch_add(&f->grown[number], size) + size < f->share / GROWTH)
        return;
    atomic_store(&f->grown[number], 0);
    vg_folder_trim(folder, f->share - f->share / GROWTH, name);
}

void vg_tile_files_write(struct vg_tile_files *f, struct vg_hash key, const struct vg_tile *t)
{
    char folder[PATH_MAX], name[VG_JOB_NAME];
    int64_t size = (int64_t)(sizeof(struct head) + t->plain.len + t->gzip.len);
    struct vg_error err = {0};

    name_of(key, name);
    if (t->plain.len == 0 || size > f->share / GROWTH || !folder_of(f, key, folder))
        return;
    bool written = write_file(folder, name, t);
    if (!written && errno == ENOENT && vg_folder_make(folder, &err) == VG_OK)
        written = write_file(folder, name, t);
    if (written)
        keep_share(f, number_of(key), folder, name, size);
    else if (!atomic_exchange(&f->complained, true))
        vg_log(VG_LOG_WARN, "tiles cannot be kept in '%s': %s", folder, strerror(errno));
}

/* --- beginning and end ------------------------------------------------------------------------------ */

enum vg_status vg_tile_files_new(const char *folder, int64_t max_bytes, struct vg_tile_files **out, struct vg_error *err)
{
    struct vg_tile_files *f = calloc(1, sizeof *f);
    if (f)
        f->folder = strdup(folder);
    if (!f || !f->folder) {
        free(f);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    f->share = max_bytes / FOLDERS;
    *out = f;
    return VG_OK;
}

void vg_tile_files_free(struct vg_tile_files *f)
{
    if (!f)
        return;
    free(f->folder);
    free(f);
}
