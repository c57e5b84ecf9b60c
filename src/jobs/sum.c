/* The sum is taken of the file as it lies there, so it does not matter who wrote it, and in what order. */
#include "sum.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)
#define MARK UINT64_C(0x316d75735f6776) /* "vg_sum1" */

struct sum {
    uint64_t mark;
    struct vg_hash hash;
};
static_assert(sizeof(struct sum) == VG_SUM_BYTES, "a sum has no gaps");

/* Less than n only where the file ends; -1: it cannot be read. */
static ssize_t read_at(int fd, void *to, size_t n, int64_t at)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(fd, (char *)to + done, n - done, at + (int64_t)done);
        if (got == 0 || (got < 0 && errno != EINTR))
            return got == 0 ? (ssize_t)done : -1;
        done += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)done;
}

/* Of the first bytes of the file, so many at most; *size: how many there are. */
static bool add_up(int fd, int64_t most, struct vg_hash *out, int64_t *size)
{
    char *block = malloc(BLOCK);
    ssize_t n = block ? 1 : -1;

    *out = (struct vg_hash){0};
    *size = 0;
    while (n > 0 && *size < most) {
        n = read_at(fd, block, most - *size < (int64_t)BLOCK ? (size_t)(most - *size) : BLOCK, *size);
        if (n > 0) {
            *out = vg_hash_more(*out, block, (size_t)n);
            *size += n;
        }
    }
    free(block);
    return n >= 0;
}

bool vg_sum_put(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct sum sum = {.mark = MARK};
    int64_t size;
    bool done = fd >= 0 && add_up(fd, INT64_MAX, &sum.hash, &size) && pwrite(fd, &sum, sizeof sum, size) == sizeof sum;
    int why = errno;

    if (fd >= 0)
        close(fd);
    errno = why;
    return done;
}

bool vg_sum_take(struct vg_job_file *file, bool is_known)
{
    struct sum sum;
    struct vg_hash hash;
    int64_t size = file->size - VG_SUM_BYTES;

    if (size < 0 || read_at(file->fd, &sum, sizeof sum, size) != sizeof sum || sum.mark != MARK)
        return false;
    file->size = size;
    return is_known || (add_up(file->fd, size, &hash, &size) && memcmp(&hash, &sum.hash, sizeof hash) == 0);
}
