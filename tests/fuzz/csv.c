/* A table of separated values of any bytes: records with lines that only grow, the same read again. */
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../src/ingest/sources/csv_reader.h"

#include "fuzz.h"

#define MAX_INPUT 65536

/* Reads all; how many records and bytes there were. */
static enum vg_status read_all(struct vg_csv_reader *r, size_t *n, size_t *bytes)
{
    struct vg_csv_record record = {0};
    struct vg_error err = {0};
    enum vg_status st;
    int64_t line = 0;

    *n = *bytes = 0;
    while ((st = vg_csv_next(r, &record, &err)) == VG_OK) {
        assert(record.n > 0 && record.n <= VG_CSV_MAX_CELLS && record.line > line);
        line = record.line;
        for (size_t i = 0; i < record.n; i++) {
            assert(record.cells[i].ptr); /* whether it is UTF-8 is looked at by who takes it */
            *bytes += record.cells[i].len;
        }
        ++*n;
    }
    assert(st == VG_END || err.text[0]);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_csv_reader *r;
    struct vg_error err = {0};
    size_t n, bytes, again, bytes_again;
    char path[48];
    int fd = memfd_create("csv", 0);

    if (fd < 0)
        return 0;
    if (size > MAX_INPUT)
        size = MAX_INPUT;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size && vg_csv_reader_open(path, NULL, &r, &err) == VG_OK) {
        enum vg_status first = read_all(r, &n, &bytes);
        if (vg_csv_rewind(r, &err) == VG_OK) {
            enum vg_status second = read_all(r, &again, &bytes_again);
            assert(first == second && n == again && bytes == bytes_again);
        }
        vg_csv_reader_close(r);
    }
    close(fd);
    return 0;
}
