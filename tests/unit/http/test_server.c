/* The server as clients see it: real connections on a free port of the loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <libdeflate.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zstd.h>

#include <vigie/base/log.h>
#include <vigie/http/server.h>

#include "client.h"

/* What the handlers share with the tests. */
struct stage {
    struct vg_http_server *server;
    int port;
    sem_t entered, leave; /* of /slow */
    char file[64];
};

static char big[200000];

static void put_text(struct vg_http_response *rs, const char *text)
{
    rs->content_type = "text/plain; charset=utf-8";
    vg_buf_init(&rs->body, 1 << 20);
    rs->body_kind = VG_BODY_BUF;
    vg_buf_cstr(&rs->body, text);
}

static void tell_request(struct vg_http_request *rq, struct vg_http_response *rs)
{
    put_text(rs, "");
    vg_buf_printf(&rs->body, "url=%s\npeer=%.*s\nid=%s\npath=%.*s\nquery=%.*s\nx=%.*s\n",
                  rq->base_url, (int)rq->peer.len, rq->peer.ptr, rq->id, (int)rq->path.len,
                  rq->path.ptr, (int)rq->query.len, rq->query.ptr ? rq->query.ptr : "",
                  (int)vg_http_header(rq, "x").len,
                  vg_http_header(rq, "x").ptr ? vg_http_header(rq, "x").ptr : "");
}

static void put_static(struct vg_http_response *rs)
{
    rs->body_kind = VG_BODY_STATIC;
    rs->content_type = "text/css";
    rs->compressible = true;
    rs->bytes = (struct vg_str){big, 2000};
    rs->gzip_bytes = VG_STR("PACKED");
    rs->wants_etag = true;
    rs->cache_control = "public, max-age=60";
}

static void put_file(struct stage *st, struct vg_http_response *rs, bool missing)
{
    rs->body_kind = VG_BODY_FILE;
    rs->file = missing ? "/nonexistent/file" : st->file;
    rs->content_type = "application/geopackage+sqlite3";
    rs->wants_etag = true;
}

static void handle(void *ctx, struct vg_http_request *rq, struct vg_http_response *rs)
{
    struct stage *st = ctx;
    if (vg_str_is(rq->path, "/big")) {
        put_text(rs, big);
        rs->compressible = rs->wants_etag = true;
        rs->vary = "Accept, accept-encoding";
        rs->last_modified_us = INT64_C(784111777) * 1000000;
    } else if (vg_str_is(rq->path, "/small")) {
        put_text(rs, "small");
        rs->compressible = true;
        vg_http_add_header(rq, rs, "Vary", "Prefer");
        vg_http_add_header(rq, rs, "Link", "<a>; rel=next");
        vg_http_add_header(rq, rs, "X-Bad", "a\r\nInjected: yes");
    } else if (vg_str_is(rq->path, "/static")) {
        put_static(rs);
    } else if (vg_str_is(rq->path, "/file") || vg_str_is(rq->path, "/gone")) {
        put_file(st, rs, vg_str_is(rq->path, "/gone"));
    } else if (vg_str_is(rq->path, "/echo")) {
        put_text(rs, "");
        vg_buf_str(&rs->body, rq->body);
    } else if (vg_str_is(rq->path, "/broken")) {
        put_text(rs, "");
        vg_buf_finish(&rs->body);
        vg_buf_init(&rs->body, 10);
        vg_buf_cstr(&rs->body, "more than ten bytes");
    } else if (vg_str_is(rq->path, "/slow")) {
        sem_post(&st->entered);
        sem_wait(&st->leave);
        put_text(rs, "at last");
    } else if (vg_str_is(rq->path, "/same")) {
        rs->status = 304;
        rs->has_etag = true;
        rs->etag = (struct vg_hash){1, 2};
    } else if (vg_str_is(rq->path, "/page.html")) {
        put_text(rs, "<p>");
        rs->content_type = "text/html; charset=utf-8";
    } else if (vg_str_is(rq->path, "/missing")) {
        rs->status = 404;
        rs->wants_etag = true;
        put_text(rs, "not here");
    } else {
        tell_request(rq, rs);
    }
}

static void explain(void *ctx, int status, const char *detail, struct vg_http_request *rq,
                    struct vg_http_response *rs)
{
    (void)ctx;
    put_text(rs, "");
    rs->content_type = "application/problem+json";
    vg_buf_printf(&rs->body, "{\"status\":%d,\"detail\":\"%s\",\"at\":\"%s\"}", status, detail,
                  rq->base_url);
}

static bool always(void *ctx, struct vg_str path)
{
    (void)ctx;
    return vg_str_is(path, "/health");
}

static void start(struct stage *st, struct vg_http_limits limits)
{
    struct vg_http_options o = {.listen = "127.0.0.1:0",
                                .limits = limits,
                                .handle = handle,
                                .explain = explain,
                                .always = always,
                                .ctx = st};
    struct vg_error err = {0};
    sem_init(&st->entered, 0, 0);
    sem_init(&st->leave, 0, 0);
    assert_int_equal(vg_http_server_start(&o, &st->server, &err), VG_OK);
    st->port = vg_http_server_port(st->server);
    assert_true(st->port > 0);
}

static void stop(struct stage *st)
{
    vg_http_server_stop(st->server);
    sem_destroy(&st->entered);
    sem_destroy(&st->leave);
}

static void expect_field(const struct answer *a, const char *name, const char *value)
{
    const char *found = answer_field(a, name);
    if (!found)
        fail_msg("no field %s in\n%s", name, a->head);
    assert_string_equal(found, value);
    assert_int_equal(answer_count_field(a, name), 1);
}

static void expect_no_field(const struct answer *a, const char *name)
{
    if (answer_field(a, name))
        fail_msg("field %s in\n%s", name, a->head);
}

static void an_answer_has_all_that_every_answer_needs(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/small", "");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "small");
    expect_field(&a, "Content-Type", "text/plain; charset=utf-8");
    expect_field(&a, "Content-Length", "5");
    expect_field(&a, "Access-Control-Allow-Origin", "*");
    expect_field(&a, "X-Content-Type-Options", "nosniff");
    expect_no_field(&a, "Referrer-Policy");
    expect_field(&a, "Link", "<a>; rel=next");
    expect_field(&a, "Vary", "Accept-Encoding, Prefer");
    expect_field(&a, "Connection", "close");
    assert_non_null(answer_field(&a, "Date"));
    assert_non_null(strstr(answer_field(&a, "Access-Control-Expose-Headers"), "Content-Crs"));
    assert_int_equal(strlen(answer_field(&a, "X-Request-Id")), 16);
    expect_no_field(&a, "Injected");
    expect_no_field(&a, "ETag");
    expect_no_field(&a, "Content-Encoding");
    answer_finish(&a);
}

static void a_page_says_what_links_may_tell_of_it(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/page.html", "");
    expect_field(&a, "Referrer-Policy", "strict-origin-when-cross-origin");
    answer_finish(&a);
}

static void head_gets_the_fields_of_get_and_no_body(void **state)
{
    struct stage *st = *state;
    int fd = client_connect(st->port);
    client_send(fd, "HEAD /big HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
    struct answer head = client_read(fd, true);
    client_send(fd, "GET /big HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
    struct answer get = client_read(fd, false);
    close(fd);
    assert_int_equal(head.status, 200);
    assert_int_equal(get.status, 200);
    static const char *const names[] = {"Content-Length", "ETag", "Content-Encoding", "Vary",
                                        "Content-Type"};
    for (size_t i = 0; i < VG_COUNT(names); i++) {
        char *value = strdup(answer_field(&get, names[i]));
        expect_field(&head, names[i], value);
        free(value);
    }
    answer_finish(&head);
    answer_finish(&get);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    struct stage *st = *state;
    int fd = client_connect(st->port);
    client_send(fd, "GET /a?n=1 HTTP/1.1\r\nHost: h\r\n\r\n"
                    "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                    "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                    "chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
                    "GET /b HTTP/1.1\r\nHost: h\r\nX: 1\r\nx: 2\r\n\r\n");
    struct answer a = client_read(fd, false);
    assert_non_null(strstr(a.body, "path=/a\nquery=n=1\n"));
    answer_finish(&a);
    a = client_read(fd, false);
    assert_string_equal(a.body, "abc");
    answer_finish(&a);
    a = client_read(fd, false);
    assert_string_equal(a.body, "def");
    answer_finish(&a);
    a = client_read(fd, false);
    assert_non_null(strstr(a.body, "path=/b\nquery=\nx=1, 2\n"));
    answer_finish(&a);
    close(fd);
}

static void the_path_stays_as_it_was_sent(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/a%2Fb/%C3%A9+c?q=%41+&&r=%zz?", "");
    assert_non_null(strstr(a.body, "path=/a%2Fb/%C3%A9+c\nquery=q=%41+&&r=%zz?\n"));
    answer_finish(&a);
    a = client_ask(st->port, "GET", "http://other.example/p?q", "");
    assert_non_null(strstr(a.body, "url=http://other.example\n"));
    assert_non_null(strstr(a.body, "path=/p\nquery=q\n"));
    answer_finish(&a);
}

static void what_the_client_has_is_not_sent_again(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/big", "");
    assert_int_equal(a.status, 200);
    expect_field(&a, "Cache-Control", "no-cache");
    expect_field(&a, "Vary", "Accept-Encoding, Accept");
    expect_field(&a, "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    char tag[64], line[256];
    snprintf(tag, sizeof(tag), "%s", answer_field(&a, "ETag"));
    assert_int_equal(strlen(tag), 34);
    answer_finish(&a);

    snprintf(line, sizeof(line), "If-None-Match: \"x\", W/%s\r\n", tag);
    a = client_ask(st->port, "GET", "/big", line);
    assert_int_equal(a.status, 304);
    expect_field(&a, "ETag", tag);
    expect_field(&a, "Vary", "Accept-Encoding, Accept");
    expect_field(&a, "Cache-Control", "no-cache");
    expect_field(&a, "Content-Length", "199999");
    expect_no_field(&a, "Content-Type");
    answer_finish(&a);

    /* a tag other than ours outweighs the date */
    a = client_ask(
        st->port, "GET", "/big",
        "If-None-Match: \"other\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/big", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    assert_int_equal(a.status, 304);
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/big", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n");
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/missing", "If-None-Match: *\r\n");
    assert_int_equal(a.status, 404);
    expect_no_field(&a, "ETag");
    answer_finish(&a);
}

static void a_handler_may_find_that_nothing_changed(void **state)
{
    struct stage *st = *state;
    static const char tag[] = "\"00000000000000010000000000000002-gzip\"";
    char line[128];
    snprintf(line, sizeof(line), "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", tag);
    struct answer a = client_ask(st->port, "GET", "/same", line);
    assert_int_equal(a.status, 304);
    expect_field(&a, "ETag", tag);
    answer_finish(&a);
}

static void bodies_are_packed_for_those_who_ask(void **state)
{
    struct stage *st = *state;
    static char unpacked[sizeof(big)];
    struct answer a = client_ask(st->port, "GET", "/big", "Accept-Encoding: gzip, deflate\r\n");
    expect_field(&a, "Content-Encoding", "gzip");
    assert_true(a.body_len < sizeof(big) / 2);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t n = 0;
    assert_int_equal(
        libdeflate_gzip_decompress(d, a.body, a.body_len, unpacked, sizeof(unpacked), &n),
        LIBDEFLATE_SUCCESS);
    libdeflate_free_decompressor(d);
    assert_int_equal(n, strlen(big));
    assert_memory_equal(unpacked, big, n);
    char line[128], length[32];
    snprintf(length, sizeof(length), "%zu", a.body_len);
    assert_non_null(strstr(answer_field(&a, "ETag"), "-gzip\""));
    snprintf(line, sizeof(line), "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n",
             answer_field(&a, "ETag"));
    answer_finish(&a);

    a = client_ask(st->port, "GET", "/big", line);
    assert_int_equal(a.status, 304);
    expect_field(&a, "Content-Length", length);
    answer_finish(&a);

    a = client_ask(st->port, "GET", "/big", "Accept-Encoding: gzip, br, zstd\r\n");
    expect_field(&a, "Content-Encoding", "zstd");
    assert_int_equal(ZSTD_decompress(unpacked, sizeof(unpacked), a.body, a.body_len), strlen(big));
    assert_memory_equal(unpacked, big, strlen(big));
    answer_finish(&a);
}

static void bodies_are_left_alone_for_the_others(void **state)
{
    struct stage *st = *state;
    static const char *const lines[] = {"", "Accept-Encoding: gzip;q=0\r\n",
                                        "Accept-Encoding: br\r\n",
                                        "Accept-Encoding: identity, gzip;q=0.5\r\n"};
    for (size_t i = 0; i < VG_COUNT(lines); i++) {
        struct answer a = client_ask(st->port, "GET", "/big", lines[i]);
        expect_no_field(&a, "Content-Encoding");
        assert_int_equal(a.body_len, strlen(big));
        answer_finish(&a);
    }
    struct answer a = client_ask(st->port, "GET", "/small", "Accept-Encoding: gzip\r\n");
    expect_no_field(&a, "Content-Encoding");
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/big", "Accept-Encoding: zstd;q=0.5, gzip;q=0.8\r\n");
    expect_field(&a, "Content-Encoding", "gzip");
    answer_finish(&a);
}

static void what_is_packed_already_is_sent_so(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/static", "Accept-Encoding: gzip, zstd\r\n");
    expect_field(&a, "Content-Encoding", "gzip");
    expect_field(&a, "Cache-Control", "public, max-age=60");
    assert_string_equal(a.body, "PACKED");
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/static", "");
    assert_int_equal(a.body_len, 2000);
    answer_finish(&a);
}

static void files_are_sent_whole_or_in_part(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/file", "Accept-Encoding: gzip\r\n");
    assert_int_equal(a.status, 200);
    assert_int_equal(a.body_len, 1000);
    expect_field(&a, "Accept-Ranges", "bytes");
    expect_no_field(&a, "Content-Encoding");
    char line[256], tag[64];
    snprintf(tag, sizeof(tag), "%s", answer_field(&a, "ETag"));
    answer_finish(&a);

    a = client_ask(st->port, "GET", "/file", "Range: bytes=10-14\r\n");
    assert_int_equal(a.status, 206);
    assert_string_equal(a.body, "uwyac");
    expect_field(&a, "Content-Range", "bytes 10-14/1000");
    expect_field(&a, "ETag", tag);
    answer_finish(&a);

    a = client_ask(st->port, "HEAD", "/file", "Range: bytes=10-14\r\n");
    assert_int_equal(a.status, 200);
    expect_field(&a, "Content-Length", "1000");
    answer_finish(&a);

    snprintf(line, sizeof(line), "Range: bytes=-3\r\nIf-Range: %s\r\n", tag);
    a = client_ask(st->port, "GET", "/file", line);
    assert_int_equal(a.status, 206);
    assert_int_equal(a.body_len, 3);
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/file", "Range: bytes=-3\r\nIf-Range: \"other\"\r\n");
    assert_int_equal(a.status, 200);
    answer_finish(&a);

    a = client_ask(st->port, "GET", "/file", "Range: bytes=1000-\r\n");
    assert_int_equal(a.status, 416);
    expect_field(&a, "Content-Range", "bytes */1000");
    expect_field(&a, "Content-Type", "application/problem+json");
    expect_no_field(&a, "ETag");
    answer_finish(&a);

    snprintf(line, sizeof(line), "Range: bytes=0-1\r\nIf-None-Match: %s\r\n", tag);
    a = client_ask(st->port, "GET", "/file", line);
    assert_int_equal(a.status, 304);
    answer_finish(&a);
}

static void an_answer_that_failed_becomes_503(void **state)
{
    struct stage *st = *state;
    static const char *const paths[] = {"/gone", "/broken"};
    for (size_t i = 0; i < VG_COUNT(paths); i++) {
        struct answer a = client_ask(st->port, "GET", paths[i], "");
        assert_int_equal(a.status, 503);
        expect_field(&a, "Content-Type", "application/problem+json");
        expect_field(&a, "Retry-After", "1");
        answer_finish(&a);
    }
}

static void a_preflight_is_answered_by_the_server(void **state)
{
    struct stage *st = *state;
    struct answer a =
        client_ask(st->port, "OPTIONS", "/small",
                   "Origin: https://map.example\r\nAccess-Control-Request-Method: PUT\r\n"
                   "Access-Control-Request-Headers: if-match, x-own\r\n");
    assert_int_equal(a.status, 204);
    expect_field(&a, "Access-Control-Allow-Origin", "*");
    expect_field(&a, "Access-Control-Allow-Headers", "if-match, x-own");
    assert_non_null(strstr(answer_field(&a, "Access-Control-Allow-Methods"), "PUT"));
    assert_non_null(answer_field(&a, "Access-Control-Max-Age"));
    expect_no_field(&a, "Content-Length");
    answer_finish(&a);

    a = client_ask(st->port, "OPTIONS", "/small",
                   "Access-Control-Request-Method: PUT\r\n"
                   "Access-Control-Request-Headers: a b\"\r\n");
    assert_null(strchr(answer_field(&a, "Access-Control-Allow-Headers"), '"'));
    answer_finish(&a);
    a = client_ask(st->port, "OPTIONS", "/small", "Origin: https://map.example\r\n");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "small");
    answer_finish(&a);
    a = client_ask(st->port, "OPTIONS", "*", "");
    assert_int_equal(a.status, 204);
    answer_finish(&a);
}

static void a_trusted_proxy_tells_who_asks_and_where(void **state)
{
    struct stage *st = *state;
    struct answer a = client_ask(st->port, "GET", "/a", "");
    char own[64];
    snprintf(own, sizeof(own), "url=http://me.example:%d\npeer=127.0.0.1\n", st->port);
    assert_non_null(strstr(a.body, own));
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/a",
                   "Forwarded: for=203.0.113.9;proto=https;host=data.example\r\n"
                   "X-Forwarded-Prefix: /geo\r\nX-Request-Id: abc-1.2_3\r\n");
    assert_non_null(
        strstr(a.body, "url=https://data.example/geo\npeer=203.0.113.9\nid=abc-1.2_3\n"));
    expect_field(&a, "X-Request-Id", "abc-1.2_3");
    answer_finish(&a);
    a = client_ask(st->port, "GET", "/a", "X-Request-Id: a\"b\r\n");
    assert_int_equal(strlen(answer_field(&a, "X-Request-Id")), 16);
    answer_finish(&a);
}

static void others_are_not_believed(void **state)
{
    (void)state;
    static const char *const trusted[] = {"192.0.2.0/24"};
    struct stage st = {0};
    struct vg_http_options o = {.listen = "[::1]:0", .handle = handle, .ctx = &st};
    struct vg_error err = {0};
    o.trusted_proxies = trusted;
    o.n_trusted = 1;
    o.base_url = "https://configured.example/base/";
    enum vg_status r = vg_http_server_start(&o, &st.server, &err);
    if (r != VG_OK) { /* no IPv6 here */
        o.listen = "127.0.0.1:0";
        assert_int_equal(vg_http_server_start(&o, &st.server, &err), VG_OK);
    }
    vg_http_server_stop(st.server);

    o.listen = "0.0.0.0:0";
    assert_int_equal(vg_http_server_start(&o, &st.server, &err), VG_OK);
    struct answer a = client_ask(vg_http_server_port(st.server), "GET", "/a",
                                 "X-Forwarded-For: 6.6.6.6\r\nX-Request-Id: mine\r\n");
    assert_non_null(strstr(a.body, "url=https://configured.example/base\npeer=127.0.0.1\n"));
    assert_string_not_equal(answer_field(&a, "X-Request-Id"), "mine");
    answer_finish(&a);
    a = client_ask(vg_http_server_port(st.server), "GET", "/gone", "");
    expect_field(&a, "Content-Type", "text/plain; charset=utf-8");
    answer_finish(&a);
    vg_http_server_stop(st.server);
}

static void malformed_requests_are_refused_and_closed(void **state)
{
    struct stage *st = *state;
    static const struct {
        const char *text;
        int status;
        bool twice; /* a flaw of the library: the head of its answer comes twice, then it closes */
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
        {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTX/1.1\r\nHost: a\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, true},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n", 400, true},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: the best\r\nContent-Length: 1\r\n\r\n", 417},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        int fd = client_connect(st->port);
        client_send(fd, cases[i].text);
        shutdown(fd, SHUT_WR);
        struct answer a = client_read(fd, false);
        if (a.status != cases[i].status)
            fail_msg("%d for %s", a.status, cases[i].text);
        if (!cases[i].twice && !client_is_closed(fd))
            fail_msg("still open after %s", cases[i].text);
        answer_finish(&a);
        close(fd);
    }
    int fd = client_connect(st->port);
    client_send(fd, "GET / HTTP/1.0\r\n\r\n");
    struct answer a = client_read(fd, false);
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    close(fd);
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.head_bytes = 2000, .body_bytes = 100});

    char text[70000];
    int fd = client_connect(st.port);
    snprintf(text, sizeof(text),
             "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n%0100d", 7);
    client_send(fd, text);
    struct answer a = client_read(fd, false);
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    client_send(
        fd,
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
    a = client_read(fd, false);
    assert_int_equal(a.status, 413);
    expect_field(&a, "Connection", "close");
    expect_field(&a, "Content-Type", "application/problem+json");
    answer_finish(&a);
    shutdown(fd, SHUT_WR);
    assert_true(client_is_closed(fd));
    close(fd);

    /* who sends all before reading must get the answer too, no reset */
    fd = client_connect(st.port);
    client_send(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
    memset(text, 'x', sizeof(text));
    for (int i = 0; i < 70; i++)
        client_send_bytes(fd, text, sizeof(text));
    shutdown(fd, SHUT_WR);
    a = client_read(fd, false);
    assert_int_equal(a.status, 413);
    answer_finish(&a);
    assert_true(client_is_closed(fd));
    close(fd);

    fd = client_connect(st.port);
    client_send(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n");
    client_send_bytes(fd, text, 101);
    shutdown(fd, SHUT_WR);
    a = client_read(fd, false);
    assert_int_equal(a.status, 413);
    answer_finish(&a);
    close(fd);

    for (size_t size = 2000; size < sizeof(text) - 200; size *= 5) {
        int n = snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: h\r\nX: ");
        memset(text + n, 'x', size);
        strcpy(text + n + size, "\r\n\r\n");
        fd = client_connect(st.port);
        client_send(fd, text);
        shutdown(fd, SHUT_WR);
        a = client_read(fd, false);
        if (size < 10000) /* later the library's own answer may be lost to a reset */
            assert_int_equal(a.status, 431);
        answer_finish(&a);
        close(fd);
    }
    stop(&st);
}

static void too_many_parameters_are_told(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){0});
    static const int numbers[] = {100, 300, 1000, 4000};
    for (size_t i = 0; i < VG_COUNT(numbers); i++) {
        static char head[32 * 1024];
        size_t n = (size_t)snprintf(head, sizeof(head), "GET /?a=1");
        for (int k = 0; k < numbers[i]; k++)
            n += (size_t)snprintf(head + n, sizeof(head) - n, "&a=%d", k % 10);
        snprintf(head + n, sizeof(head) - n, " HTTP/1.1\r\nHost: h\r\n\r\n");
        int fd = client_connect(st.port);
        client_send(fd, head);
        struct answer a = client_read(fd, false);
        assert_int_equal(a.status, numbers[i] < 250 ? 200 : 414);
        answer_finish(&a);
        close(fd);
    }
    stop(&st);
}

static void a_head_that_is_late_is_cut_off(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.head_ms = 150});
    int silent = client_connect(st.port), half = client_connect(st.port);
    client_send(half, "GET / HTTP/1.1\r\nHo");
    struct answer a = client_read(half, false);
    assert_int_equal(a.status, 408);
    answer_finish(&a);
    assert_true(client_is_closed(half));
    assert_true(client_is_closed(silent));
    close(silent);
    close(half);

    /* one that sends a byte now and then is never silent, but late all the same */
    int fd = client_connect(st.port);
    client_send(fd, "GET / HTTP/1.1\r\n");
    bool cut = false;
    for (int i = 0; i < 1000 && !cut; i++) {
        usleep(10000);
        char c;
        cut = send(fd, "X: y\r\n", 6, MSG_NOSIGNAL) < 0 || recv(fd, &c, 1, MSG_DONTWAIT) > 0;
    }
    assert_true(cut);
    close(fd);
    stop(&st);
}

static void a_body_that_is_late_is_cut_off(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.body_ms = 50});
    int fd = client_connect(st.port);
    client_send(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
    struct answer a = client_read(fd, false);
    assert_int_equal(a.status, 408);
    answer_finish(&a);
    assert_true(client_is_closed(fd));
    close(fd);
    stop(&st);
}

static void a_connection_left_idle_is_closed(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.idle_ms = 50});
    int fd = client_connect(st.port);
    client_send(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    struct answer a = client_read(fd, false);
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    assert_true(client_is_closed(fd));
    close(fd);
    stop(&st);
}

/* As many are open as at least and at most so many; gives up after some seconds. */
static void wait_for_connections(struct stage *st, int64_t min, int64_t max)
{
    struct vg_http_stats stats = {.connections_open = -1};
    for (int i = 0; i < 10000; i++) {
        vg_http_server_stats(st->server, &stats);
        if (stats.connections_open >= min && stats.connections_open <= max)
            return;
        usleep(1000);
    }
    fail_msg("%lld connections are open", (long long)stats.connections_open);
}

static void one_who_does_not_read_is_cut_off(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.idle_ms = 60});
    int fd = client_connect(st.port);
    for (int i = 0; i < 100; i++)
        client_send(fd, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_for_connections(&st, 1, 1);
    wait_for_connections(&st, 0, 0);
    struct vg_http_stats stats;
    vg_http_server_stats(st.server, &stats);
    assert_true(stats.requests > 0 && stats.requests < 100);
    close(fd);
    stop(&st);
}

static void *ask_often(void *stage)
{
    const struct stage *st = stage;
    static const char *const paths[] = {"/big", "/small", "/static", "/file", "/missing"};
    intptr_t wrong = 0;
    for (int i = 0; i < 40; i++) {
        int fd = client_connect(st->port);
        for (int j = 0; j < 3; j++) {
            char text[256];
            snprintf(text, sizeof(text),
                     "GET %s HTTP/1.1\r\nHost: h\r\nAccept-Encoding: %s\r\n\r\n",
                     paths[(i + j) % 5], j == 1 ? "gzip" : "zstd");
            client_send(fd, text);
            struct answer a = client_read(fd, false);
            wrong += a.status != ((i + j) % 5 == 4 ? 404 : 200);
            answer_finish(&a);
        }
        close(fd);
    }
    return (void *)wrong;
}

static void many_clients_at_once_each_get_their_own_answer(void **state)
{
    pthread_t clients[8];
    for (size_t i = 0; i < VG_COUNT(clients); i++)
        pthread_create(&clients[i], NULL, ask_often, *state);
    for (size_t i = 0; i < VG_COUNT(clients); i++) {
        void *wrong;
        pthread_join(clients[i], &wrong);
        assert_null(wrong);
    }
}

static void past_the_limit_of_connections_there_is_503(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.connections = 2});
    int fds[2];
    for (int i = 0; i < 2; i++) {
        fds[i] = client_connect(st.port);
        client_send(fds[i], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        struct answer a = client_read(fds[i], false);
        assert_int_equal(a.status, 200);
        answer_finish(&a);
    }
    int fd = client_connect(st.port);
    client_send(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    struct answer a = client_read(fd, false);
    assert_int_equal(a.status, 503);
    expect_field(&a, "Retry-After", "1");
    expect_field(&a, "Connection", "close");
    expect_field(&a, "Content-Type", "application/problem+json");
    assert_true(client_is_closed(fd));
    answer_finish(&a);
    close(fd);

    fd = client_connect(st.port);
    client_send(fd, "GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
    a = client_read(fd, false);
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    close(fd);

    struct vg_http_stats stats;
    vg_http_server_stats(st.server, &stats);
    assert_int_equal(stats.refused, 1);
    assert_true(stats.by_class[2] >= 2);

    close(fds[0]);
    wait_for_connections(&st, 0, 1);
    a = client_ask(st.port, "GET", "/", "");
    assert_int_equal(a.status, 200);
    answer_finish(&a);
    close(fds[1]);
    stop(&st);
}

static void *stop_in_thread(void *server)
{
    vg_http_server_stop(server);
    return NULL;
}

static void stopping_lets_answers_under_way_finish(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){0});
    int idle = client_connect(st.port), busy = client_connect(st.port);
    client_send(idle, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    struct answer a = client_read(idle, false);
    answer_finish(&a);
    client_send(busy, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    sem_wait(&st.entered);

    pthread_t stopper;
    pthread_create(&stopper, NULL, stop_in_thread, st.server);
    assert_true(client_is_closed(idle));
    /* turned away now: at once, or as soon as the listening socket is down */
    int refused = 0;
    for (int i = 0; i < 1000 && refused >= 0; i++) {
        refused = client_connect(st.port);
        if (refused >= 0)
            close(refused);
    }
    assert_int_equal(refused, -1);

    sem_post(&st.leave);
    a = client_read(busy, false);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "at last");
    expect_field(&a, "Connection", "close");
    answer_finish(&a);
    pthread_join(stopper, NULL);
    close(idle);
    close(busy);
}

static void stopping_waits_no_longer_than_it_should(void **state)
{
    (void)state;
    struct stage st = {0};
    start(&st, (struct vg_http_limits){.drain_ms = 30});
    int fd = client_connect(st.port);
    client_send(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
    wait_for_connections(&st, 1, 1);
    stop(&st);
    assert_true(client_is_closed(fd));
    close(fd);
}

static void clients_that_vanish_harm_nobody(void **state)
{
    struct stage *st = *state;
    for (int i = 0; i < 20; i++) {
        int fd = client_connect(st->port);
        client_send(fd, "GET /big HTTP/1.1\r\nHost: h\r\n\r\nGET /big HTTP/1.1\r\nHost: h\r\n\r\n");
        struct linger reset = {.l_onoff = 1};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
    }
    struct answer a = client_ask(st->port, "GET", "/small", "");
    assert_int_equal(a.status, 200);
    answer_finish(&a);
}

static void addresses_that_cannot_be_had_are_told(void **state)
{
    struct stage *st = *state;
    struct vg_http_server *s = NULL;
    struct vg_error err = {0};
    char taken[32];
    snprintf(taken, sizeof(taken), "127.0.0.1:%d", st->port);
    struct vg_http_options o = {.listen = taken, .handle = handle};
    assert_int_equal(vg_http_server_start(&o, &s, &err), VG_UNAVAILABLE);
    assert_non_null(strstr(err.text, "in use"));
    o.listen = "192.0.2.77:0";
    assert_int_equal(vg_http_server_start(&o, &s, &err), VG_UNAVAILABLE);
    static const char *const wrong[] = {"",
                                        ":80",
                                        "8080",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "127.0.0.1:x",
                                        "127.0.0.1:65536",
                                        "::1:80",
                                        "127.0.0.1:-1"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++) {
        o.listen = wrong[i];
        assert_int_equal(vg_http_server_start(&o, &s, &err), VG_BAD_INPUT);
    }
    static const char *const proxies[] = {"10.0.0.0/8", "everybody"};
    o.listen = "127.0.0.1:0";
    o.trusted_proxies = proxies;
    o.n_trusted = 2;
    assert_int_equal(vg_http_server_start(&o, &s, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "'everybody'"));
    assert_null(s);
    vg_http_server_stop(NULL);
}

static int setup(void **state)
{
    static struct stage st;
    vg_log_set_level((enum vg_log_level)(VG_LOG_ERROR + 1));
    for (size_t i = 0; i < sizeof(big) - 1; i++)
        big[i] = "{\"type\":\"Feature\"},"[i * i / 97 % 19];
    snprintf(st.file, sizeof(st.file), "/tmp/vigie-test-server-XXXXXX");
    int fd = mkstemp(st.file);
    char bytes[1000];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)('a' + i % 13 * 2 % 26);
    if (fd < 0 || write(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
        return -1;
    close(fd);
    start(&st, (struct vg_http_limits){0});
    *state = &st;
    return 0;
}

static int teardown(void **state)
{
    struct stage *st = *state;
    stop(st);
    unlink(st->file);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_has_all_that_every_answer_needs),
        cmocka_unit_test(a_page_says_what_links_may_tell_of_it),
        cmocka_unit_test(head_gets_the_fields_of_get_and_no_body),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(the_path_stays_as_it_was_sent),
        cmocka_unit_test(what_the_client_has_is_not_sent_again),
        cmocka_unit_test(a_handler_may_find_that_nothing_changed),
        cmocka_unit_test(bodies_are_packed_for_those_who_ask),
        cmocka_unit_test(bodies_are_left_alone_for_the_others),
        cmocka_unit_test(what_is_packed_already_is_sent_so),
        cmocka_unit_test(files_are_sent_whole_or_in_part),
        cmocka_unit_test(an_answer_that_failed_becomes_503),
        cmocka_unit_test(a_preflight_is_answered_by_the_server),
        cmocka_unit_test(a_trusted_proxy_tells_who_asks_and_where),
        cmocka_unit_test(others_are_not_believed),
        cmocka_unit_test(malformed_requests_are_refused_and_closed),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(too_many_parameters_are_told),
        cmocka_unit_test(a_head_that_is_late_is_cut_off),
        cmocka_unit_test(a_body_that_is_late_is_cut_off),
        cmocka_unit_test(a_connection_left_idle_is_closed),
        cmocka_unit_test(many_clients_at_once_each_get_their_own_answer),
        cmocka_unit_test(one_who_does_not_read_is_cut_off),
        cmocka_unit_test(past_the_limit_of_connections_there_is_503),
        cmocka_unit_test(stopping_lets_answers_under_way_finish),
        cmocka_unit_test(stopping_waits_no_longer_than_it_should),
        cmocka_unit_test(clients_that_vanish_harm_nobody),
        cmocka_unit_test(addresses_that_cannot_be_had_are_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
