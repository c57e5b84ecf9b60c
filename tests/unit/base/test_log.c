#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <vigie/base/log.h>

static int saved, file;
static char text[100000];

static void catch_stderr(void)
{
    char name[] = "/tmp/vigie-log-XXXXXX";
    file = mkstemp(name);
    assert_true(file >= 0);
    unlink(name);
    saved = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
}

static const char *caught(void)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
    ssize_t n = pread(file, text, sizeof(text) - 1, 0);
    close(file);
    assert_true(n >= 0);
    text[n] = '\0';
    return text;
}

static size_t count(const char *in, char c)
{
    size_t n = 0;
    for (; *in; in++)
        n += *in == c;
    return n;
}

static void a_line_has_time_level_message_and_fields(void **state)
{
    (void)state;
    catch_stderr();
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_WARN, "store is away");
    vg_log_str(&l, "path", VG_STR("/collections/x?limit:1"));
    vg_log_str(&l, "agent", VG_STR("a b"));
    vg_log_str(&l, "empty", VG_STR(""));
    vg_log_int(&l, "ms", -12);
    vg_log_end(&l);
    const char *line = caught();
    assert_memory_equal(line, "time=20", 7);
    assert_non_null(strstr(line, "Z level=warn msg=\"store is away\" path=/collections/x?limit:1 "
                                 "agent=\"a b\" empty=\"\" ms=-12\n"));
}

static void what_a_client_sends_cannot_forge_a_line(void **state)
{
    (void)state;
    catch_stderr();
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_INFO, "request");
    vg_log_str(&l, "path", VG_STR("/\ntime=1 level=error msg=\"forged\" \x1b[2J\xFF"));
    vg_log_end(&l);
    const char *line = caught();
    assert_int_equal(count(line, '\n'), 1);
    assert_int_equal(count(line, '\x1b'), 0);
    assert_non_null(strstr(
        line, "path=\"/\\ntime=1 level=error msg=\\\"forged\\\" \\u001b[2J\xEF\xBF\xBD\"\n"));
}

static void lines_below_the_level_are_not_written(void **state)
{
    (void)state;
    catch_stderr();
    vg_log(VG_LOG_DEBUG, "%s", "hidden");
    vg_log_set_level(VG_LOG_ERROR);
    vg_log(VG_LOG_WARN, "hidden too");
    vg_log_set_level(VG_LOG_DEBUG);
    vg_log(VG_LOG_DEBUG, "seen %d", 1);
    vg_log_set_level(VG_LOG_INFO);
    const char *line = caught();
    assert_int_equal(count(line, '\n'), 1);
    assert_non_null(strstr(line, "level=debug msg=\"seen 1\"\n"));
}

static void long_values_are_cut_and_the_line_still_ends(void **state)
{
    (void)state;
    char *longer = malloc(5000);
    memset(longer, 'x', 5000);
    catch_stderr();
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_INFO, "long");
    for (int i = 0; i < 60; i++)
        vg_log_str(&l, "k", (struct vg_str){longer, 5000});
    vg_log_end(&l);
    const char *line = caught();
    free(longer);
    assert_int_equal(count(line, '\n'), 1);
    assert_int_equal(line[strlen(line) - 1], '\n');
    assert_in_range(strlen(line), 10000, 66000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_time_level_message_and_fields),
        cmocka_unit_test(what_a_client_sends_cannot_forge_a_line),
        cmocka_unit_test(lines_below_the_level_are_not_written),
        cmocka_unit_test(long_values_are_cut_and_the_line_still_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
