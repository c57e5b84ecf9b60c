/* Who asks, and by which address, behind proxies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../../../src/http/forwarded.h"

static struct vg_cidr trusted[3];

static struct vg_forwarded read(struct vg_forwarded_fields f)
{
    struct vg_forwarded out;
    vg_forwarded_read(&f, trusted, 3, &out);
    return out;
}

static struct vg_forwarded read_rfc(const char *forwarded)
{
    return read((struct vg_forwarded_fields){.forwarded = vg_str_of(forwarded)});
}

static void expect_url(struct vg_forwarded f, const char *host, const char *url)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(4096);
    assert_string_equal(vg_forwarded_base_url(&f, vg_str_of(host), a), url);
}

static void addresses_are_read_with_and_without_port(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:80", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:DB8::1]:80", "2001:db8::1"},
        {"[::1]", "::1"},
        {"::ffff:10.1.2.3", "10.1.2.3"},
    };
    for (size_t i = 0; i < VG_COUNT(good); i++) {
        struct vg_address a;
        char text[VG_ADDRESS_TEXT];
        assert_true(vg_address_parse(vg_str_of(good[i][0]), &a));
        vg_address_text(&a, text);
        assert_string_equal(text, good[i][1]);
    }
    static const char *const bad[] = {
        "",          "unknown",
        "_hidden",   "1.2.3",
        "1.2.3.4.5", "[]",
        "::g",       "0000000000000000000000000000000000000000000000000000001"};
    for (size_t i = 0; i < VG_COUNT(bad); i++) {
        struct vg_address a;
        assert_false(vg_address_parse(vg_str_of(bad[i]), &a));
    }
}

static bool has(const char *block, const char *address)
{
    struct vg_cidr c;
    struct vg_address a;
    assert_true(vg_cidr_parse(vg_str_of(block), &c));
    assert_true(vg_address_parse(vg_str_of(address), &a));
    return vg_cidr_any_has(&c, 1, &a);
}

static void blocks_hold_what_their_width_says(void **state)
{
    (void)state;
    assert_true(has("10.0.0.0/8", "10.255.0.1"));
    assert_false(has("10.0.0.0/8", "11.0.0.1"));
    assert_true(has("192.0.2.128/25", "192.0.2.200"));
    assert_false(has("192.0.2.128/25", "192.0.2.127"));
    assert_true(has("192.0.2.1", "192.0.2.1"));
    assert_false(has("192.0.2.1", "192.0.2.0"));
    assert_true(has("0.0.0.0/0", "8.8.8.8"));
    assert_false(has("0.0.0.0/0", "2001:db8::1"));
    assert_true(has("::/0", "8.8.8.8"));
    assert_true(has("2001:db8::/33", "2001:db8:7fff::1"));
    assert_false(has("2001:db8::/33", "2001:db8:8000::1"));
    assert_true(has("127.0.0.0/8", "::ffff:127.0.0.1"));

    static const char *const bad[] = {"10.0.0.0/33", "::/129",   "10.0.0.0/",
                                      "10.0.0.0/-1", "/8",       "proxy",
                                      "10.0.0.1:80", "[::1]/64", "10.0.0.0/8/8"};
    for (size_t i = 0; i < VG_COUNT(bad); i++) {
        struct vg_cidr c;
        assert_false(vg_cidr_parse(vg_str_of(bad[i]), &c));
    }
}

static void forwarded_is_read_from_its_end_as_far_as_proxies_are_trusted(void **state)
{
    (void)state;
    struct vg_forwarded f = read_rfc("for=203.0.113.9;proto=https;host=data.example.org");
    assert_true(vg_str_is(f.peer, "203.0.113.9"));
    expect_url(f, "inner:8080", "https://data.example.org");

    f = read_rfc("for=6.6.6.6;host=evil.example, for=203.0.113.9;host=good.example;proto=https, "
                 "For=\"[fd00::1]:4711\";Host=inner;Proto=http");
    assert_true(vg_str_is(f.peer, "203.0.113.9"));
    expect_url(f, "x", "https://good.example");

    f = read_rfc("for=\"10.0.0.9:1234\"; proto=https, for=10.0.0.2;host=\"a.example:8443\"");
    assert_true(vg_str_is(f.peer, "10.0.0.9"));
    expect_url(f, "x", "https://a.example:8443");
}

static void a_hop_without_an_address_ends_the_chain(void **state)
{
    (void)state;
    struct vg_forwarded f = read_rfc("for=6.6.6.6;host=evil.example, for=_gazonk;proto=https");
    assert_true(vg_str_is(f.peer, "_gazonk"));
    expect_url(f, "me.example", "https://me.example");
    f = read_rfc("for=6.6.6.6;host=evil.example, proto=https");
    assert_null(f.peer.ptr);
    expect_url(f, "me.example", "https://me.example");
}

static void what_is_malformed_is_ignored(void **state)
{
    (void)state;
    expect_url(read_rfc(NULL), "h", "http://h");
    expect_url(read_rfc(""), "h", "http://h");
    expect_url(read_rfc(";;,=,,\"\",for=;host=;proto="), "h", "http://h");
    expect_url(read_rfc("host=\"a b\";proto=gopher"), "h", "http://h");
    expect_url(read_rfc("host=a/b;proto=https"), "h", "https://h");
    expect_url(read_rfc("host=\"a.example\\\"\""), "h", "http://h");
}

static void x_forwarded_lists_follow_the_same_chain(void **state)
{
    (void)state;
    struct vg_forwarded f = read((struct vg_forwarded_fields){
        .x_for = VG_STR("6.6.6.6, 203.0.113.9, 10.0.0.2"),
        .x_proto = VG_STR("http, https, http"),
        .x_host = VG_STR("evil.example, good.example, inner"),
    });
    assert_true(vg_str_is(f.peer, "203.0.113.9"));
    expect_url(f, "x", "https://good.example");

    /* a proxy that overwrites gives one value only */
    f = read((struct vg_forwarded_fields){.x_for = VG_STR("203.0.113.9,10.0.0.2"),
                                          .x_proto = VG_STR("https"),
                                          .x_host = VG_STR("good.example"),
                                          .x_port = VG_STR("443"),
                                          .x_prefix = VG_STR("/geo/vigie/")});
    expect_url(f, "x", "https://good.example/geo/vigie");
}

static void x_forwarded_hides_forwarded(void **state)
{
    (void)state;
    struct vg_forwarded f = read((struct vg_forwarded_fields){
        .forwarded = VG_STR("for=6.6.6.6;host=evil.example"), .x_proto = VG_STR("https")});
    assert_null(f.peer.ptr);
    expect_url(f, "me.example", "https://me.example");
}

static void ports_are_told_where_they_are_not_the_usual_ones(void **state)
{
    (void)state;
    struct vg_forwarded_fields f = {.x_proto = VG_STR("https"), .x_port = VG_STR("8443")};
    expect_url(read(f), "h", "https://h:8443");
    expect_url(read(f), "h:81", "https://h:81");
    expect_url(read(f), "[::1]", "https://[::1]:8443");
    f.x_port = VG_STR("443");
    expect_url(read(f), "h", "https://h");
    f.x_port = VG_STR("99999");
    expect_url(read(f), "h", "https://h");
    f = (struct vg_forwarded_fields){.x_port = VG_STR("443")};
    expect_url(read(f), "h", "https://h");
    f.x_port = VG_STR("80");
    expect_url(read(f), "h", "http://h");
}

static void prefixes_are_plain_paths(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"/", "http://h"},           {"", "http://h"},     {"/a", "http://h/a"},
        {"/a/b///", "http://h/a/b"}, {"a", "http://h"},    {"//evil.example", "http://h"},
        {"/a\"b", "http://h"},       {"/a?b", "http://h"}, {"/%C3%A9", "http://h/%C3%A9"},
    };
    for (size_t i = 0; i < VG_COUNT(pairs); i++)
        expect_url(read((struct vg_forwarded_fields){.x_prefix = vg_str_of(pairs[i][0])}), "h",
                   pairs[i][1]);
}

static void hosts_are_names_or_addresses_with_a_port(void **state)
{
    (void)state;
    static const char *const good[] = {"localhost", "a.example:80",       "my_host-1",
                                       "[::1]",     "[2001:db8::1]:8080", "192.0.2.1:65535"};
    for (size_t i = 0; i < VG_COUNT(good); i++)
        assert_true(vg_host_is_valid(vg_str_of(good[i])));
    static const char *const bad[] = {"",    ":80",  "a:",  "a:0",     "a:65536", "a:1:2",
                                      "a b", "a/b",  "a@b", "::1",     "[]",      "[g]",
                                      "a\"", "a%20", "<a>", "a:080808"};
    for (size_t i = 0; i < VG_COUNT(bad); i++)
        assert_false(vg_host_is_valid(vg_str_of(bad[i])));
}

static int setup(void **state)
{
    (void)state;
    static const char *const blocks[] = {"127.0.0.0/8", "10.0.0.0/8", "fd00::/8"};
    for (size_t i = 0; i < VG_COUNT(blocks); i++)
        if (!vg_cidr_parse(vg_str_of(blocks[i]), &trusted[i]))
            return -1;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_with_and_without_port),
        cmocka_unit_test(blocks_hold_what_their_width_says),
        cmocka_unit_test(forwarded_is_read_from_its_end_as_far_as_proxies_are_trusted),
        cmocka_unit_test(a_hop_without_an_address_ends_the_chain),
        cmocka_unit_test(what_is_malformed_is_ignored),
        cmocka_unit_test(x_forwarded_lists_follow_the_same_chain),
        cmocka_unit_test(x_forwarded_hides_forwarded),
        cmocka_unit_test(ports_are_told_where_they_are_not_the_usual_ones),
        cmocka_unit_test(prefixes_are_plain_paths),
        cmocka_unit_test(hosts_are_names_or_addresses_with_a_port),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
