/* The folder of files, which other processes may share and anybody may empty.
 *
 *     0123456789abcdef0123456789abcdef.gpkg        a file, whole
 *     part-0123456789abcdef0123456789abcdef-77-1.gpkg   one being made, by process 77
 *     lock-0123456789abcdef0123456789abcdef        held (flock) by who makes it: gone with its process
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/base/time.h>

#include "sum.h"

#define HEX 32
#define MOST_FILES 100000 /* looked at when making room */

void vg_job_name(const struct vg_job_key *k, char name[VG_JOB_NAME])
{
    char hex[HEX + 1];

    vg_hash_hex(k->hash, hex);
    snprintf(name, VG_JOB_NAME, "%s.%s", hex, k->extension);
}

static enum vg_status cannot_write(const char *path, struct vg_error *err)
{
    return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", path, strerror(errno));
}

enum vg_status vg_folder_make(const char *folder, struct vg_error *err)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof(path), "%s", folder) >= (int)sizeof(path))
        return vg_fail(err, VG_BAD_INPUT, "cache", "the path of the cache folder is too long");
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        (void)mkdir(path, 0755); /* the last one tells */
        *p = '/';
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST ? VG_OK : cannot_write(path, err);
}

static bool is_hex(const char *s)
{
    return strspn(s, "0123456789abcdef") >= HEX;
}

/* What a name in the folder is about: the hash in it; NULL for files that are not ours. */
static const char *hash_in(const char *name, bool *half_made)
{
    bool part = strncmp(name, "part-", 5) == 0 || strncmp(name, "lock-", 5) == 0;
    const char *hash = part ? name + 5 : name;

    *half_made = part;
    return is_hex(hash) && (part || hash[HEX] == '.') ? hash : NULL;
}

static bool path_of(char path[PATH_MAX], const char *folder, const char *before, const char *name)
{
    return snprintf(path, PATH_MAX, "%s/%s%s", folder, before, name) < PATH_MAX;
}

static int take_lock(const char *path)
{
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        errno = EWOULDBLOCK;
        return -1;
    }
    return fd;
}

/* --- looking -------------------------------------------------------------------------------------- */

static int64_t made_us(const struct stat *st)
{
    return st->st_mtim.tv_sec * INT64_C(1000000) + st->st_mtim.tv_nsec / 1000;
}

static bool is_young(const struct stat *st, int64_t max_age_ms)
{
    return S_ISREG(st->st_mode) && (max_age_ms == 0 || made_us(st) + max_age_ms * 1000 > vg_now_us());
}

bool vg_folder_has(const char *folder, const char *name, int64_t max_age_ms, int64_t *size_out)
{
    char path[PATH_MAX];
    struct stat st;

    if (!path_of(path, folder, "", name) || stat(path, &st) != 0 || !is_young(&st, max_age_ms))
        return false;
    *size_out = st.st_size;
    return true;
}

bool vg_folder_open(const char *folder, const char *name, int64_t max_age_ms, struct vg_job_file *out)
{
    char path[PATH_MAX];
    struct stat st;
    int fd = path_of(path, folder, "", name) ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) != 0 || !is_young(&st, max_age_ms)) {
        close(fd);
        return false;
    }
    *out = (struct vg_job_file){fd, st.st_size, made_us(&st)};
    return true;
}

void vg_folder_drop(const char *folder, const char *name)
{
    char path[PATH_MAX];

    if (path_of(path, folder, "", name))
        (void)unlink(path);
}

void vg_folder_damaged(const char *folder, const char *name)
{
    vg_folder_drop(folder, name);
    vg_log(VG_LOG_WARN, "'%s' in the folder '%s' is not what was written there: it is made anew", name, folder);
}

/* --- making --------------------------------------------------------------------------------------- */

enum vg_status vg_part_begin(struct vg_part *p, const char *folder, const char *name, struct vg_error *err)
{
    static atomic_uint count;
    enum vg_status r = vg_folder_make(folder, err);

    if (r != VG_OK)
        return r;
    if (snprintf(p->lock, sizeof(p->lock), "%s/lock-%.*s", folder, HEX, name) >= (int)sizeof(p->lock) ||
        snprintf(p->path, sizeof(p->path), "%s/part-%.*s-%d-%u%s", folder, HEX, name, (int)getpid(),
                 atomic_fetch_add(&count, 1), name + HEX) >= (int)sizeof(p->path))
        return vg_fail(err, VG_BAD_INPUT, "cache", "the path of the cache folder is too long");
    p->lock_fd = take_lock(p->lock);
    if (p->lock_fd >= 0)
        return VG_OK;
    return errno == EWOULDBLOCK ? VG_END : cannot_write(p->lock, err);
}

/* The file and what its writer put beside it ("…gpkg-journal"). */
static void remove_like(const char *folder, const char *path)
{
    const char *start = strrchr(path, '/') + 1;
    char one[PATH_MAX];
    DIR *d = opendir(folder);

    for (struct dirent *e; d && (e = readdir(d));)
        if (strncmp(e->d_name, start, strlen(start)) == 0 && path_of(one, folder, "", e->d_name))
            (void)unlink(one);
    if (d)
        closedir(d);
}

/* A folder that keeps nothing over a power cut has nothing to wait for. */
static bool is_on_disk(struct vg_part *p)
{
    int fd = open(p->path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    bool done = fd >= 0 && (fdatasync(fd) == 0 || errno == EINVAL || errno == ENOSYS) && fstat(fd, &st) == 0;
    int why = errno;

    if (fd >= 0)
        close(fd);
    if (done) {
        p->inode = st.st_ino;
        p->made_us = made_us(&st);
    }
    errno = why;
    return done;
}

enum vg_status vg_part_end(struct vg_part *p, const char *folder, const char *name, bool made, struct vg_error *err)
{
    char path[PATH_MAX];
    enum vg_status r = VG_OK;

    if (made && (!path_of(path, folder, "", name) || !vg_sum_put(p->path) || !is_on_disk(p) || rename(p->path, path) != 0))
        r = cannot_write(p->path, err);
    remove_like(folder, p->path);
    (void)unlink(p->lock);
    close(p->lock_fd);
    return r;
}

void vg_folder_clean(const char *folder)
{
    DIR *d = opendir(folder);
    char lock[PATH_MAX], path[PATH_MAX];

    for (struct dirent *e; d && (e = readdir(d));) {
        bool half_made;
        const char *hash = hash_in(e->d_name, &half_made);
        if (!hash || !half_made || snprintf(lock, sizeof(lock), "%s/lock-%.*s", folder, HEX, hash) >= (int)sizeof(lock))
            continue;
        int fd = take_lock(lock);
        if (fd < 0)
            continue; /* its maker lives */
        if (path_of(path, folder, "", e->d_name))
            (void)unlink(path);
        (void)unlink(lock);
        close(fd);
    }
    if (d)
        closedir(d);
}

/* --- making room ---------------------------------------------------------------------------------- */

struct entry {
    char name[VG_JOB_NAME];
    int64_t made_us, size;
};

static int by_age(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return (x->made_us > y->made_us) - (x->made_us < y->made_us);
}

/* The whole files of the folder; *n and *total are set. */
static struct entry *list_files(const char *folder, size_t *n, int64_t *total)
{
    size_t room = 256;
    struct entry *list = malloc(room * sizeof(*list));
    DIR *d = opendir(folder);

    *n = 0;
    *total = 0;
    for (struct dirent *e; list && d && *n < MOST_FILES && (e = readdir(d));) {
        struct stat st;
        char path[PATH_MAX];
        bool half_made;
        if (!hash_in(e->d_name, &half_made) || half_made || strlen(e->d_name) >= VG_JOB_NAME ||
            !path_of(path, folder, "", e->d_name) || stat(path, &st) != 0)
            continue;
        if (*n == room) {
            struct entry *more = realloc(list, 2 * room * sizeof(*list));
            if (!more)
                break;
            list = more;
            room *= 2;
        }
        list[*n] = (struct entry){.made_us = made_us(&st), .size = st.st_size};
        snprintf(list[(*n)++].name, VG_JOB_NAME, "%s", e->d_name);
        *total += st.st_size;
    }
    if (d)
        closedir(d);
    return list;
}

void vg_folder_trim(const char *folder, int64_t max_bytes, const char *keep)
{
    size_t n;
    int64_t total;
    struct entry *list = list_files(folder, &n, &total);
    char path[PATH_MAX];

    if (list && total > max_bytes)
        qsort(list, n, sizeof(*list), by_age);
    for (size_t i = 0; list && i < n && total > max_bytes; i++) {
        if (strcmp(list[i].name, keep) == 0 || !path_of(path, folder, "", list[i].name) || unlink(path) != 0)
            continue;
        total -= list[i].size;
    }
    free(list);
}
