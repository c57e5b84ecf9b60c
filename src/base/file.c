/* file.c — read a file whole. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <vigie/base/file.h>

#define CHUNK 65536

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* strerror is not thread-safe, glibc's strerrordesc_np is, and speaks no locale. */
static const char *reason(int code)
{
    const char *text = strerrordesc_np(code);
    return text ? text : "unknown error";
}

/* A size that fstat tells may be wrong (a pipe, /proc, a file that grows): read until the end. */
static enum vg_status read_all(int fd, const char *path, struct vg_buf *b, struct vg_error *err)
{
    for (;;) {
        char chunk[CHUNK];
        ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return vg_fail(err, VG_UNAVAILABLE, path, "'%s' cannot be read: %s", path,
                           reason(errno));
        if (n == 0)
            return vg_buf_check(b, err);
        vg_buf_add(b, chunk, (size_t)n);
        if (b->failed == VG_TOO_LARGE)
            return vg_fail(err, VG_TOO_LARGE, path, "'%s' is larger than the limit of %zu bytes",
                           path, b->max);
        if (b->failed != VG_OK)
            return vg_buf_check(b, err);
    }
}

enum vg_status vg_file_read(const char *path, size_t max_bytes, struct vg_arena *a,
                            struct vg_str *out, struct vg_error *err)
{
    VG_AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return vg_fail(err, VG_NOT_FOUND, path, "there is no file '%s'", path);
    if (fd < 0)
        return vg_fail(err, VG_UNAVAILABLE, path, "'%s' cannot be read: %s", path, reason(errno));

    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, max_bytes);
    enum vg_status r = read_all(fd, path, &b, err);
    if (r != VG_OK)
        return r;
    struct vg_str copy = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    if (!copy.ptr)
        return vg_arena_check(a, err);
    *out = copy;
    return VG_OK;
}
