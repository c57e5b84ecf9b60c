/* Zips of records.  What is read of one has the length that its directory tells. */
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../src/ingest/files/archive.h"
#include "fuzz.h"

#define MAX_INPUT (64u << 10)
#define MAX_FILE (1u << 20)
#define MAX_FILES 64

static void read_all(const char *path)
{
    struct vg_archive *zip;
    struct vg_error err = {0};
    size_t n;

    if (vg_archive_open(path, &zip, &err) != VG_OK) {
        assert(err.text[0]);
        return;
    }
    const struct vg_archive_entry *entries = vg_archive_entries(zip, &n);
    assert(n > 0);
    for (size_t i = 0; i < n && i < MAX_FILES; i++) {
        struct vg_arena *a = vg_arena_new(4u << 20);
        struct vg_str bytes = {0};
        if (vg_archive_read(zip, &entries[i], MAX_FILE, a, &bytes, &err) == VG_OK)
            assert(bytes.len <= MAX_FILE && bytes.ptr[bytes.len] == '\0');
        vg_arena_free(a);
    }
    vg_archive_close(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = memfd_create("zip", 0);

    size = size < MAX_INPUT ? size : MAX_INPUT;
    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        read_all(path);
    }
    close(fd);
    return 0;
}
