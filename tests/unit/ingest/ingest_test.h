/* ingest_test.h — files of a test's own, in a folder that goes with it. */
#ifndef INGEST_TEST_H
#define INGEST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char test_folder[] = "/tmp/vigie-test-XXXXXX";

static inline int make_folder(void **state)
{
    (void)state;
    return mkdtemp(test_folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    char command[80];
    snprintf(command, sizeof command, "rm -r '%s'", test_folder);
    return system(command);
}

/* Its path; the next call with the same slot (0 to 3) overwrites it. */
static inline const char *path_of(int slot, const char *name)
{
    static char paths[4][200];
    snprintf(paths[slot], sizeof paths[slot], "%s/%s", test_folder, name);
    return paths[slot];
}

static inline const char *write_bytes(const char *name, const char *bytes, size_t n)
{
    const char *path = path_of(0, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    return path;
}

static inline const char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

#endif
