/* Fetching from a server of our own on a free port of the loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/http/server.h>

#include "../../../src/http/fetch_hosts.h"

static struct vg_http_server *server;
static int port;

static void put(struct vg_http_response *rs, const char *text)
{
    vg_buf_init(&rs->body, 8 << 20);
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = "text/plain; charset=utf-8";
    vg_buf_cstr(&rs->body, text);
}

/* "/to?ADDRESS" redirects there, "/loop" to itself. */
static void redirect(struct vg_http_request *rq, struct vg_http_response *rs)
{
    put(rs, "elsewhere");
    rs->status = 302;
    vg_http_add_header(rq, rs, "Location", rq->query.ptr ? vg_arena_cstr(rq->arena, rq->query) : "/loop");
}

static void handle(void *ctx, struct vg_http_request *rq, struct vg_http_response *rs)
{
    (void)ctx;
    if (vg_str_is(rq->path, "/to") || vg_str_is(rq->path, "/loop")) {
        redirect(rq, rs);
    } else if (vg_str_is(rq->path, "/big")) {
        put(rs, "");
        for (int i = 0; i < 200000; i++)
            VG_BUF_LIT(&rs->body, "0123456789");
        rs->compressible = true;
    } else if (vg_str_is(rq->path, "/slow")) {
        usleep(700000);
        put(rs, "late");
    } else if (vg_str_is(rq->path, "/missing")) {
        put(rs, "no");
        rs->status = 404;
    } else {
        put(rs, "");
        vg_buf_printf(&rs->body, "%.*s %.*s %.*s", (int)rq->method.len, rq->method.ptr, (int)rq->body.len,
                      rq->body.ptr ? rq->body.ptr : "", (int)vg_http_header(rq, "Accept").len, vg_http_header(rq, "Accept").ptr);
    }
}

static int set_up(void **state)
{
    struct vg_error err = {0};
    const struct vg_http_options o = {.listen = "127.0.0.1:0", .handle = handle};
    (void)state;
    vg_log_set_level(VG_LOG_ERROR);
    if (vg_http_server_start(&o, &server, &err) != VG_OK)
        return -1;
    port = vg_http_server_port(server);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vg_http_server_stop(server);
    return 0;
}

struct asked {
    enum vg_status status;
    struct vg_fetched got;
    struct vg_error err;
    struct vg_arena *arena;
};

static const char *address(struct vg_arena *a, const char *path)
{
    return vg_arena_printf(a, "http://127.0.0.1:%d%s", port, path);
}

/* path, else a whole address; host: the one that is named, NULL: ours. */
static struct asked ask(const char *path, const char *host, struct vg_fetch f)
{
    struct asked r = {.arena = vg_arena_new(1 << 20)};
    const char *hosts[] = {host ? host : vg_arena_printf(r.arena, "127.0.0.1:%d", port)};
    f.url = *path == '/' ? address(r.arena, path) : path;
    f.hosts = hosts;
    f.n_hosts = 1;
    r.status = vg_fetch(&f, r.arena, &r.got, &r.err);
    return r;
}

static void done(struct asked *r)
{
    if (r->status == VG_OK)
        vg_buf_finish(&r->got.body);
    vg_arena_free(r->arena);
}

static void expect(const char *path, const char *host, struct vg_fetch f, enum vg_status status)
{
    struct asked r = ask(path, host, f);
    if (r.status != status)
        fail_msg("%s: %d and not %d: %s", path, r.status, status, r.err.text);
    assert_true(status == VG_OK || r.err.text[0]);
    done(&r);
}

static void what_is_asked_is_answered(void **state)
{
    (void)state;
    struct asked r = ask("/x", NULL, (struct vg_fetch){.accept = "text/xml"});
    assert_int_equal(r.status, VG_OK);
    assert_int_equal(r.got.status, 200);
    assert_string_equal(r.got.body.ptr, "GET  text/xml");
    assert_string_equal(r.got.content_type, "text/plain; charset=utf-8");
    done(&r);
    r = ask("/x", NULL, (struct vg_fetch){.body = VG_STR("<a/>"), .content_type = "text/xml", .accept = "a/b"});
    assert_int_equal(r.status, VG_OK);
    assert_string_equal(r.got.body.ptr, "POST <a/> a/b");
    done(&r);
    r = ask("/missing", NULL, (struct vg_fetch){.url = NULL});
    assert_int_equal(r.got.status, 404);
    done(&r);
}

static void only_named_hosts_are_asked(void **state)
{
    const struct vg_fetch f = {.url = NULL};
    char other[64], local[64];
    (void)state;
    snprintf(other, sizeof other, "127.0.0.2:%d", port);
    snprintf(local, sizeof local, "http://localhost:%d/", port);
    expect("/", "example.org", f, VG_FORBIDDEN);
    expect("/", "127.0.0.1", f, VG_FORBIDDEN); /* of the usual ports alone */
    expect("/", other, f, VG_FORBIDDEN);
    expect(local, NULL, f, VG_FORBIDDEN); /* it is not named so */
    expect("file:///etc/passwd", NULL, f, VG_BAD_INPUT);
    expect("ftp://127.0.0.1/", NULL, f, VG_BAD_INPUT);
    expect("http://", NULL, f, VG_BAD_INPUT);
    expect("nonsense", NULL, f, VG_BAD_INPUT);
    snprintf(other, sizeof other, "http://user:secret@127.0.0.1:%d/", port);
    expect(other, NULL, f, VG_BAD_INPUT);
    snprintf(other, sizeof other, "http://127.0.0.1:%d@example.org/", port);
    expect(other, NULL, f, VG_BAD_INPUT);
    expect("/", "localhost", f, VG_FORBIDDEN);
}

/* "localhost" leads to loopback: named so it may, and no other name may. */
static void names_do_not_lead_into_our_own_networks(void **state)
{
    const struct vg_fetch f = {.url = NULL};
    char named[64], url[64];
    (void)state;
    snprintf(named, sizeof named, "localhost:%d", port);
    snprintf(url, sizeof url, "http://localhost:%d/", port);
    expect(url, named, f, VG_OK);
    snprintf(named, sizeof named, "localhost.:%d", port);
    snprintf(url, sizeof url, "http://localhost.:%d/", port);
    struct asked r = ask(url, named, f); /* by whatever name: it is the address that counts */
    assert_int_not_equal(r.status, VG_OK);
    done(&r);
}

static bool may(const char *text, const char *named)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    bool is4 = inet_pton(AF_INET, text, &v4.sin_addr) == 1;
    if (!is4)
        assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return vg_fetch_may_connect(is4 ? (const struct sockaddr *)&v4 : (const struct sockaddr *)&v6, &named, 1);
}

static void addresses_of_ones_own_must_be_named(void **state)
{
    static const char *const own[] = {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
                                      "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1",
                                      "64:ff9b::a00:1", "2002:0a00:0001::", "2001::1", "ff02::1"};
    static const char *const all[] = {"8.8.8.8", "172.32.0.1", "193.52.1.1", "2001:4860:4860::8888", "2a00::1"};
    (void)state;
    for (size_t i = 0; i < VG_COUNT(own); i++)
        if (may(own[i], "example.org"))
            fail_msg("%s may be asked", own[i]);
    for (size_t i = 0; i < VG_COUNT(all); i++)
        if (!may(all[i], "example.org"))
            fail_msg("%s may not be asked", all[i]);
    assert_true(may("10.1.2.3", "10.1.2.3"));
    assert_true(may("10.1.2.3", "10.1.2.3:8080"));
    assert_true(may("::1", "[::1]:80"));
    assert_true(may("127.0.0.1", "localhost"));
    assert_false(may("10.1.2.4", "10.1.2.3"));
}

static void redirects_lead_to_named_hosts_alone(void **state)
{
    const struct vg_fetch f = {.url = NULL};
    char path[200];
    (void)state;
    snprintf(path, sizeof path, "/to?http://127.0.0.1:%d/there", port);
    expect(path, NULL, f, VG_OK);
    snprintf(path, sizeof path, "/to?/there");
    struct asked r = ask(path, NULL, f);
    assert_int_equal(r.status, VG_OK);
    assert_int_equal(r.got.status, 200);
    done(&r);
    snprintf(path, sizeof path, "/to?http://localhost:%d/", port);
    expect(path, NULL, f, VG_FORBIDDEN);
    expect("/to?http://169.254.169.254/latest/", NULL, f, VG_FORBIDDEN);
    expect("/to?file:///etc/passwd", NULL, f, VG_BAD_INPUT);
    expect("/loop", NULL, f, VG_UNAVAILABLE);
}

static void size_and_time_are_bounded(void **state)
{
    (void)state;
    expect("/big", NULL, (struct vg_fetch){.max_bytes = 1 << 20}, VG_TOO_LARGE); /* packed it is small */
    expect("/big", NULL, (struct vg_fetch){.max_bytes = 4 << 20}, VG_OK);
    expect("/slow", NULL, (struct vg_fetch){.timeout_ms = 100}, VG_UNAVAILABLE);
    expect("http://127.0.0.1:1/", "127.0.0.1:1", (struct vg_fetch){.url = NULL}, VG_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_is_answered),
        cmocka_unit_test(only_named_hosts_are_asked),
        cmocka_unit_test(names_do_not_lead_into_our_own_networks),
        cmocka_unit_test(addresses_of_ones_own_must_be_named),
        cmocka_unit_test(redirects_lead_to_named_hosts_alone),
        cmocka_unit_test(size_and_time_are_bounded),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
