/* golden.h — compare what a codec wrote with a file of tests/golden.
 *
 * VIGIE_GOLDEN=write makes the files anew instead: read the difference in review. */
#ifndef VIGIE_TESTS_CODEC_GOLDEN_H
#define VIGIE_TESTS_CODEC_GOLDEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <vigie/base/file.h>

static void assert_golden(const char *name, struct vg_str got)
{
    char path[4096];
    const char *mode = getenv("VIGIE_GOLDEN");

    snprintf(path, sizeof(path), "%s/tests/golden/%s", SOURCE_ROOT, name);
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got.ptr, 1, got.len, f), got.len);
        fputc('\n', f);
        assert_int_equal(fclose(f), 0);
        return;
    }

    struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_str want = {0};
    struct vg_error err = {0};
    if (vg_file_read(path, 1 << 19, a, &want, &err) != VG_OK)
        fail_msg("%s", err.text);
    assert_string_equal(vg_arena_cstr(a, got), vg_arena_cstr(a, vg_str_trim(want)));
    vg_arena_free(a);
}

#endif
