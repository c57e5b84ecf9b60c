#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <vigie/base/file.h>

static void a_file_is_read_whole_and_ended(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    char name[] = "/tmp/vigie-file-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    static char text[100000];
    memset(text, 'x', sizeof(text));
    assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
    close(fd);

    struct vg_str out = {0};
    struct vg_error err = {0};
    assert_int_equal(vg_file_read(name, sizeof(text), a, &out, &err), VG_OK);
    assert_int_equal(out.len, sizeof(text));
    assert_memory_equal(out.ptr, text, sizeof(text));
    assert_int_equal(out.ptr[out.len], '\0');

    assert_int_equal(vg_file_read(name, sizeof(text) - 1, a, &out, &err), VG_TOO_LARGE);
    assert_non_null(strstr(err.text, "is larger than the limit of 99999 bytes"));
    unlink(name);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_str out = {0};
    struct vg_error err = {0};
    assert_int_equal(vg_file_read("/nonexistent/x", 100, a, &out, &err), VG_NOT_FOUND);
    assert_string_equal(err.text, "there is no file '/nonexistent/x'");
    assert_int_equal(vg_file_read("/tmp", 100, a, &out, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "'/tmp' cannot be read: Is a directory");
    assert_int_equal(vg_file_read("/dev/null", 100, a, &out, &err), VG_OK);
    assert_int_equal(out.len, 0);
    assert_non_null(out.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole_and_ended),
        cmocka_unit_test(a_file_that_cannot_be_read_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
