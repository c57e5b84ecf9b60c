/* The lock is flock on the hidden file itself, which dies with its process: no stale lock, no process ids to compare.
 * The name is given by a rename that refuses to replace, so of two who make the same store one succeeds and the other is
 * told. */
#include "newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct vg_newfile {
    char *path, *temp, *folder;
    int fd; /* holds the lock; closed last, since closing any descriptor drops SQLite's own locks */
    bool made;
};

/* What SQLite may have left beside a database. */
static const char *const companions[] = { "-wal", "-shm", "-journal" };

static bool name_parts(struct vg_newfile *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder_len = slash ? (int)(slash - path) : 0;
    f->path = strdup(path);
    if (asprintf(&f->folder, "%.*s", slash ? (folder_len ? folder_len : 1) : 1, slash ? path : ".") < 0)
        f->folder = NULL;
    if (asprintf(&f->temp, "%.*s.%s.vigie-new", slash ? folder_len + 1 : 0, path, slash ? slash + 1 : path) < 0)
        f->temp = NULL;
    return f->path && f->temp && f->folder;
}

static void remove_companions(const struct vg_newfile *f)
{
    for (size_t i = 0; i < VG_COUNT(companions); i++) {
        char *name;
        if (asprintf(&name, "%s%s", f->temp, companions[i]) < 0)
            continue;
        unlink(name);
        free(name);
    }
}

/* Between open and lock another process may have finished the file and given it its name: what we hold is then the
 * store itself.  Only a descriptor that still stands under the hidden name is ours. */
static bool still_there(const struct vg_newfile *f)
{
    struct stat held, named;
    return fstat(f->fd, &held) == 0 && stat(f->temp, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static enum vg_status fail_make(const struct vg_newfile *f, struct vg_error *err)
{
    return vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' cannot be made: %s", f->path, strerror(errno));
}

static enum vg_status open_locked(struct vg_newfile *f, struct vg_error *err)
{
    do {
        if (f->fd >= 0)
            close(f->fd);
        f->fd = open(f->temp, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (f->fd < 0)
            return fail_make(f, err);
        if (flock(f->fd, LOCK_EX | LOCK_NB) < 0)
            return vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' is being made by another program", f->path);
    } while (!still_there(f));
    f->made = true;
    remove_companions(f);
    return ftruncate(f->fd, 0) < 0 ? fail_make(f, err) : VG_OK;
}

enum vg_status vg_newfile_begin(const char *path, struct vg_newfile **out, struct vg_error *err)
{
    struct vg_newfile *f = calloc(1, sizeof *f);
    if (!f)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    f->fd = -1;
    enum vg_status r = name_parts(f, path) ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK && access(path, F_OK) == 0)
        r = vg_fail(err, VG_CONFLICT, "", "'%s' is there already", path);
    if (r == VG_OK)
        r = open_locked(f, err);
    if (r != VG_OK) {
        vg_newfile_free(f);
        return r;
    }
    *out = f;
    return VG_OK;
}

const char *vg_newfile_path(const struct vg_newfile *f)
{
    return f->temp;
}

/* Some file systems know no RENAME_NOREPLACE; there a look beforehand must do. */
static int rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd); /* a file system that cannot do it keeps names safe by itself */
    close(fd);
}

enum vg_status vg_newfile_commit(struct vg_newfile *f, struct vg_error *err)
{
    if (fsync(f->fd) < 0)
        return fail_make(f, err);
    if (rename_new(f->temp, f->path) < 0)
        return errno == EEXIST ? vg_fail(err, VG_CONFLICT, "", "'%s' is there already", f->path) : fail_make(f, err);
    f->made = false;
    sync_folder(f->folder);
    return VG_OK;
}

void vg_newfile_free(struct vg_newfile *f)
{
    if (!f)
        return;
    if (f->made) {
        remove_companions(f);
        unlink(f->temp);
    }
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    free(f->temp);
    free(f->folder);
    free(f);
}
