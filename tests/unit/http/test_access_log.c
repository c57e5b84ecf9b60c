/* What of a request is written to the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include <vigie/base/log.h>

#include "../../../src/http/serve.h"

static void expect_target(const char *target, const char *text)
{
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    vg_access_log_target(&b, vg_str_of(target));
    assert_string_equal(b.ptr, text);
    vg_buf_finish(&b);
}

static void secrets_are_hidden(void **state)
{
    (void)state;
    expect_target("/a", "/a");
    expect_target("/a?", "/a?");
    expect_target("/a?x=1&token=abc&y=2", "/a?x=1&token=***&y=2");
    expect_target("/a?access_token=abc&code=1&state=x", "/a?access_token=***&code=***&state=***");
    expect_target("/a?tokens=1&token", "/a?tokens=1&token");
    expect_target("/a?token=", "/a?token=***");
}

static void a_long_address_is_cut_without_showing_a_secret(void **state)
{
    (void)state;
    char target[2001], shown[2001];
    memset(target, 'a', sizeof(target));
    memcpy(target, "/", 1);
    target[2000] = '\0';
    memcpy(target + 500, "?token=secretsecret", 19);
    memcpy(shown, target, 501);
    strcpy(shown + 500, "?token=***");
    expect_target(target, shown);
}

/* One line as vg_access_log() writes it to standard error. */
static const char *line_of(const struct vg_http_connection *c, bool whole)
{
    static char line[4096];
    int pipe_fds[2], before = dup(STDERR_FILENO);
    assert_int_equal(pipe(pipe_fds), 0);
    dup2(pipe_fds[1], STDERR_FILENO);
    vg_access_log(c, whole);
    dup2(before, STDERR_FILENO);
    close(before);
    close(pipe_fds[1]);
    ssize_t n = read(pipe_fds[0], line, sizeof(line) - 1);
    close(pipe_fds[0]);
    line[n > 0 ? n : 0] = '\0';
    return line;
}

static struct vg_http_connection *a_request(void)
{
    static struct vg_field fields[] = {{{"User-Agent", 10}, {"a \"b\"", 5}}};
    static struct vg_http_connection c;
    c = (struct vg_http_connection){.peer = "192.0.2.1",
                                    .fields = fields,
                                    .n_fields = 1,
                                    .status = 200,
                                    .sent_bytes = 17,
                                    .id = "0123456789abcdef"};
    c.target = VG_STR("/a?b=c");
    c.rq.method = VG_STR("GET");
    c.rs = (struct vg_http_response){.n_items = 10, .what = "stations"};
    return &c;
}

static void a_line_tells_who_asked_what_and_what_came_of_it(void **state)
{
    (void)state;
    vg_log_set_level(VG_LOG_INFO);
    const char *line = line_of(a_request(), true);
    assert_non_null(
        strstr(line, " level=info msg=\"request\" id=0123456789abcdef peer=192.0.2.1 method=GET "
                     "path=\"/a?b=c\" status=200 bytes=17 ms="));
    assert_non_null(strstr(line, " items=10 what=stations ua=\"a \\\"b\\\"\"\n"));
    assert_null(strstr(line, "end="));
    assert_non_null(strstr(line_of(a_request(), false), " end=broken\n"));
}

static void nothing_is_written_where_the_level_is_higher(void **state)
{
    (void)state;
    vg_log_set_level(VG_LOG_WARN);
    assert_string_equal(line_of(a_request(), true), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_hidden),
        cmocka_unit_test(a_long_address_is_cut_without_showing_a_secret),
        cmocka_unit_test(a_line_tells_who_asked_what_and_what_came_of_it),
        cmocka_unit_test(nothing_is_written_where_the_level_is_higher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
