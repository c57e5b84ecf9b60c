#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <vigie/app/config.h>
#include <vigie/base/file.h>

#include "../arena.h"

static struct vg_config parse(const char *text)
{
    struct vg_config c;
    struct vg_error err = {0};
    if (vg_config_parse(vg_str_of(text), "vigie.yaml", arena, &c, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    return c;
}

static void expect_error(const char *text, const char *where, const char *sentence)
{
    struct vg_config c;
    struct vg_error err = {0};
    assert_int_equal(vg_config_parse(vg_str_of(text), "vigie.yaml", arena, &c, &err), VG_BAD_INPUT);
    assert_string_equal(err.text, sentence);
    assert_string_equal(err.where, where);
}

static void an_empty_file_gives_the_defaults(void **state)
{
    (void)state;
    struct vg_config c = parse("# nothing\n");
    assert_string_equal(c.title.en, "vigie");
    assert_string_equal(c.title.fr, "vigie");
    assert_string_equal(c.listen, "127.0.0.1:8080");
    assert_string_equal(c.cors_origins, "*");
    assert_int_equal(c.lang, VG_EN);
    assert_true(c.publish_all);
    assert_null(c.base_url);
    assert_null(c.contact);
    assert_int_equal(c.n_collections, 0);
    assert_int_equal(c.http.connections, 512);
    assert_int_equal(c.http.head_bytes, 32 * 1024);
    assert_int_equal(c.http.request_ms, 30000);
    assert_int_equal(c.limits.items_default, 10);
    assert_int_equal(c.limits.items_max, 10000);
    assert_int_equal(c.limits.offset_max, 1000000);
    assert_int_equal(c.limits.page_memory, 8 << 20);
    assert_int_equal(c.limits.page_bytes, 1 << 30);
    assert_int_equal(c.limits.pages_memory, 256 << 20);
    assert_int_equal(c.limits.feature_bytes, 64 << 20);
    assert_int_equal(c.limits.refresh_ms, 2000);
}

static void every_kind_of_value_is_read(void **state)
{
    (void)state;
    struct vg_config c =
        parse("title: {fr: Données, en: Data}\n"
              "description: One for both\n"
              "keywords: [coast, 2024, true]\n"
              "lang: fr\n"
              "contact: {organization: Obs, postcode: 56100}\n"
              "license: {url: 'https://example.org/l', title: L}\n"
              "base_url: https://example.org/vigie//\n"
              "trusted_proxies: [127.0.0.1, '::1', 10.0.0.0/8, 'fd00::/8']\n"
              "cors_origins: ''\n"
              "limits: {connections: 7, head_ms: 1.5 s, body_ms: 2min, head_bytes: 2048,\n"
              "         page_memory: 1 MiB, items_max: 50, store_wait_ms: 0}\n"
              "publish_all: false\n");
    assert_string_equal(c.title.en, "Data");
    assert_string_equal(c.title.fr, "Données");
    assert_ptr_equal(c.description.en, c.description.fr);
    assert_int_equal(c.n_keywords, 3);
    assert_string_equal(c.keywords[1], "2024");
    assert_string_equal(c.keywords[2], "true");
    assert_int_equal(c.lang, VG_FR);
    assert_string_equal(c.contact->postcode, "56100");
    assert_string_equal(c.contact->role, "pointOfContact");
    assert_string_equal(c.license_title, "L");
    assert_string_equal(c.base_url, "https://example.org/vigie");
    assert_int_equal(c.n_trusted, 4);
    assert_string_equal(c.cors_origins, "");
    assert_int_equal(c.http.connections, 7);
    assert_int_equal(c.http.head_ms, 1500);
    assert_int_equal(c.http.body_ms, 120000);
    assert_int_equal(c.http.head_bytes, 2048);
    assert_int_equal(c.limits.page_memory, 1 << 20);
    assert_int_equal(c.limits.items_max, 50);
    assert_int_equal(c.limits.store_wait_ms, 0);
    assert_false(c.publish_all);
}

static void one_language_alone_replaces_the_default_of_both(void **state)
{
    (void)state;
    struct vg_config c = parse("title: {fr: Données}\n");
    assert_null(c.title.en);
    assert_string_equal(c.title.fr, "Données");
}

static void collections_are_read_with_all_they_say(void **state)
{
    (void)state;
    struct vg_config c = parse("collections:\n"
                               "  a.b:\n"
                               "    title: T\n"
                               "    key: code\n"
                               "    time_start: ''\n"
                               "    crs: [EPSG:2154]\n"
                               "    hide: [x, y]\n"
                               "    fields:\n"
                               "      height: {unit: m, title: {en: height}}\n"
                               "      é: {}\n"
                               "    license: {url: http://example.org/}\n"
                               "    links:\n"
                               "      - {href: /doc}\n"
                               "      - {href: mailto:a@b.fr, rel: author}\n"
                               "  second:\n"
                               "    hidden: true\n"
                               "  third:\n");
    assert_int_equal(c.n_collections, 3);
    const struct vg_collection_config *a = &c.collections[0];
    assert_string_equal(a->id, "a.b");
    assert_int_equal(a->line, 2);
    assert_string_equal(a->key, "code");
    assert_string_equal(a->time_start, "");
    assert_null(a->time_end);
    assert_string_equal(a->crs[0], "EPSG:2154");
    assert_int_equal(a->n_hide, 2);
    assert_int_equal(a->n_fields, 2);
    assert_string_equal(a->fields[0].name, "height");
    assert_string_equal(a->fields[0].unit, "m");
    assert_null(a->fields[0].title.fr);
    assert_string_equal(a->license_url, "http://example.org/");
    assert_null(c.license_url);
    assert_string_equal(a->links[0].rel, "related");
    assert_string_equal(a->links[1].rel, "author");
    assert_false(a->hidden);
    assert_true(c.collections[1].hidden);
    assert_string_equal(c.collections[2].id, "third");
}

static void maps_with_all_lines_commented_out_are_empty(void **state)
{
    (void)state;
    struct vg_config c = parse("contact:\nlicense:\nlimits:\nbasemap:\ncollections:\n");
    assert_null(c.contact);
    assert_int_equal(c.n_collections, 0);
    assert_int_equal(c.http.connections, 512);
}

static void an_unknown_key_is_refused_with_the_one_that_was_meant(void **state)
{
    (void)state;
    expect_error("lang: fr\ntitel: x\n", "vigie.yaml:2",
                 "'titel' is not a known key; did you mean 'title'?");
    expect_error("limits:\n  conections: 3\n", "vigie.yaml:2",
                 "'limits.conections' is not a known key; did you mean 'limits.connections'?");
    expect_error("items_max: 3\n", "vigie.yaml:1",
                 "'items_max' is not a known key; did you mean 'limits.items_max'?");
    expect_error("time_start: d\n", "vigie.yaml:1",
                 "'time_start' is not a known key; did you mean 'collections.….time_start'?");
    expect_error("collections: {a: {feilds: {}}}\n", "vigie.yaml:1",
                 "'collections.a.feilds' is not a known key; did you mean 'collections.a.fields'?");
    expect_error("zzzzzz: 1\n", "vigie.yaml:1",
                 "'zzzzzz' is not a known key; docs/configuration.md lists them");
    expect_error("'': 1\n", "vigie.yaml:1",
                 "'' is not a known key; docs/configuration.md lists them");
}

static void a_wrong_type_is_named_with_what_is_right(void **state)
{
    (void)state;
    expect_error("publish_all: yes\n", "vigie.yaml:1", "'publish_all' must be true or false");
    expect_error("limits:\n  connections: many\n", "vigie.yaml:2",
                 "'limits.connections' must be a whole number");
    expect_error("limits: {connections: 1.5}\n", "vigie.yaml:1",
                 "'limits.connections' must be a whole number");
    expect_error("limits: {connections: '5'}\n", "vigie.yaml:1",
                 "'limits.connections' must be a whole number");
    expect_error("limits: {head_ms: 3 minutes}\n", "vigie.yaml:1",
                 "'limits.head_ms' must be a time such as 500 ms, 30 s or 5 min");
    expect_error("limits: {head_ms: 0.0001 s}\n", "vigie.yaml:1",
                 "'limits.head_ms' must be a time such as 500 ms, 30 s or 5 min");
    expect_error("limits: {page_bytes: 3 MB}\n", "vigie.yaml:1",
                 "'limits.page_bytes' must be a size such as 512 KiB, 8 MiB or 1 GiB");
    expect_error("limits: {page_bytes: -3 MiB}\n", "vigie.yaml:1",
                 "'limits.page_bytes' must be a size such as 512 KiB, 8 MiB or 1 GiB");
    expect_error("limits: 3\n", "vigie.yaml:1", "'limits' must be a map of keys and values");
    expect_error("title: [a]\n", "vigie.yaml:1",
                 "'title' must be a text, or a map with the keys en and fr");
    expect_error("title: {de: a}\n", "vigie.yaml:1",
                 "'title' must be a text, or a map with the keys en and fr");
    expect_error("title: {}\n", "vigie.yaml:1",
                 "'title' must be a text, or a map with the keys en and fr");
    expect_error("title:\n", "vigie.yaml:1",
                 "'title' has no value: give one, or leave the key out");
    expect_error("title: ''\n", "vigie.yaml:1", "'title' must be a text that is not empty");
    expect_error("attribution: {a: 1}\n", "vigie.yaml:1", "'attribution' must be a text");
    expect_error("keywords: coast\n", "vigie.yaml:1", "'keywords' must be a list such as [a, b]");
    expect_error("lang: de\n", "vigie.yaml:1", "'lang' must be one of en, fr");
    expect_error("collections: [a]\n", "vigie.yaml:1",
                 "'collections' must be a map of keys and values");
    expect_error("collections: {a: 1}\n", "vigie.yaml:1",
                 "'collections.a' must be a map of keys and values");
    expect_error("collections: {a: {links: {}}}\n", "vigie.yaml:1",
                 "'collections.a.links' must be a list of maps");
    expect_error("collections: {a: {links: [{rel: x}]}}\n", "vigie.yaml:1",
                 "'collections.a.links' needs the key 'href'");
    expect_error("- a\n", "vigie.yaml:1", "'vigie.yaml' must be a map of keys and values");
}

static void a_wrong_address_is_refused(void **state)
{
    (void)state;
    static const char *const bases[] = {"example.org",   "ftp://example.org", "https://",
                                        "http:///x",     "'https://a b'",     "https://a/?q",
                                        "'https://a/#x'"};
    static const char *const listens[] = {"'8080'",  "127.0.0.1", "':8080'", "'::1:8080'",
                                          "a:65536", "'a:'",      "a:-1",    "a:+1"};
    static const char *const proxies[] = {"a",         "10.0.0.0/33", "10.0.0",
                                          "'::1/129'", "10.0.0.0/",   "10.0.0.0/8/8"};
    static const char *const links[] = {"javascript:alert(1)", "//example.org/x", "x", "data:x"};
    const struct {
        const char *format;
        const char *const *values;
        size_t n;
    } cases[] = {{"base_url: %s\n", bases, VG_COUNT(bases)},
                 {"listen: %s\n", listens, VG_COUNT(listens)},
                 {"trusted_proxies: [%s]\n", proxies, VG_COUNT(proxies)},
                 {"collections: {a: {links: [{href: '%s'}]}}\n", links, VG_COUNT(links)}};
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        for (size_t j = 0; j < cases[i].n; j++) {
            const char *before = cases[i].format, *value = cases[i].values[j];
            const char *at = strstr(before, "%s");
            char text[200];
            snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - before), before, value, at + 2);
            struct vg_config c;
            struct vg_error err = {0};
            if (vg_config_parse(vg_str_of(text), "f", arena, &c, &err) != VG_BAD_INPUT)
                fail_msg("passes: %s", text);
            assert_non_null(strstr(err.text, "must be"));
        }
    }
    assert_string_equal(parse("listen: '[::1]:0'\n").listen, "[::1]:0");
    assert_string_equal(parse("listen: localhost:80\n").listen, "localhost:80");
}

static void a_number_out_of_bounds_is_named_with_the_bounds(void **state)
{
    (void)state;
    expect_error("limits: {connections: 0}\n", "vigie.yaml:1",
                 "'limits.connections' must be from 1 to 100000, not '0'");
    expect_error("limits: {head_ms: 1 h}\n", "vigie.yaml:1",
                 "'limits.head_ms' must be from 100 ms to 10 min, not '1 h'");
    expect_error("limits: {head_bytes: 10 B}\n", "vigie.yaml:1",
                 "'limits.head_bytes' must be from 1 KiB to 1 MiB, not '10 B'");
    expect_error("limits: {offset_max: -1}\n", "vigie.yaml:1",
                 "'limits.offset_max' must be from 0 to 1000000000, not '-1'");
}

static void limits_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    expect_error("limits:\n  connections: 5\n  items_max: 5\n", "vigie.yaml:3",
                 "'limits.items_default' must not be larger than 'limits.items_max'");
    expect_error("limits:\n  page_memory: 1 GiB\n", "vigie.yaml:2",
                 "'limits.page_memory' must not be larger than 'limits.pages_memory'");
    parse("limits: {items_default: 5, items_max: 5}\n");
}

static void what_is_not_yaml_is_told_with_its_line(void **state)
{
    (void)state;
    struct vg_config c;
    struct vg_error err = {0};
    assert_int_equal(vg_config_parse(VG_STR("a: 1\nb: [\n"), "conf.yaml", arena, &c, &err),
                     VG_BAD_INPUT);
    assert_memory_equal(err.where, "conf.yaml:", 10);
    assert_memory_equal(err.text, "this is not YAML: ", 18);
    expect_error("lang: fr\nlang: en\n", "vigie.yaml:2",
                 "the key 'lang' stands here twice, first in line 1");
}

static void the_line_stands_behind_a_long_path_too(void **state)
{
    (void)state;
    struct vg_config c;
    struct vg_error err = {0};
    const char *path = "/a/very/long/path/é/é/é/é/é/é/é/é/é/é/é/é/é/é/é/é/that/ends/in/vigie.yaml";
    assert_int_equal(vg_config_parse(VG_STR("\n\nlang: x\n"), path, arena, &c, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.where, "/that/ends/in/vigie.yaml:3"));
    assert_true(vg_utf8_valid(vg_str_of(err.where), NULL));
}

static void mistakes_are_told_in_french_too(void **state)
{
    (void)state;
    struct vg_config c;
    struct vg_error err = {.lang = VG_FR};
    assert_int_equal(vg_config_parse(VG_STR("publish_all: 3\n"), "f", arena, &c, &err),
                     VG_BAD_INPUT);
    assert_string_equal(err.text, "'publish_all' doit être true ou false");
    assert_int_equal(err.lang, VG_FR);
    assert_int_equal(vg_config_parse(VG_STR("x: 3\n"), "f", arena, &c, NULL), VG_BAD_INPUT);
}

static void a_file_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct vg_config c;
    struct vg_error err = {0};
    assert_int_equal(vg_config_load("/nonexistent/vigie.yaml", arena, &c, &err), VG_NOT_FOUND);
    assert_string_equal(err.text, "there is no file '/nonexistent/vigie.yaml'");
}

static struct vg_str read_sample(void)
{
    struct vg_str text = {0};
    struct vg_error err = {0};
    if (vg_file_read(SOURCE_ROOT "/conf/vigie.yaml", 1 << 20, arena, &text, &err) != VG_OK)
        fail_msg("%s", err.text);
    return text;
}

static void the_sample_is_all_defaults(void **state)
{
    (void)state;
    struct vg_config expected, c;
    struct vg_error err = {0};
    vg_config_default(&expected);
    read_sample();
    if (vg_config_load(SOURCE_ROOT "/conf/vigie.yaml", arena, &c, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    c.collections = NULL; /* an empty array */
    c.rasters = NULL;
    c.maps = NULL;
    c.tokens = NULL;
    assert_memory_equal(&c, &expected, sizeof(c));
}

/* '#' right before a key is taken away; "# " begins an explanation. */
static struct vg_str uncommented(struct vg_str sample)
{
    char *text = vg_arena_cstr(arena, sample), *to = text;
    bool first = true;
    for (const char *from = sample.ptr; *from; from++) {
        bool drop = first && *from == '#' && (from[1] != ' ' || (from[2] == ' ' && from[3] != ' '));
        if (!drop)
            *to++ = *from;
        first = *from == '\n' || (first && *from == ' ');
    }
    *to = '\0';
    return (struct vg_str){text, (size_t)(to - text)};
}

static void every_line_of_the_sample_may_be_uncommented(void **state)
{
    (void)state;
    struct vg_config c;
    struct vg_error err = {0};
    struct vg_str text = uncommented(read_sample());
    if (vg_config_parse(text, "vigie.yaml", arena, &c, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    struct vg_config d;
    vg_config_default(&d);
    assert_memory_equal(&c.limits, &d.limits, sizeof(d.limits));
    assert_memory_equal(&c.http, &d.http, sizeof(d.http));
    assert_string_equal(c.title.en, d.title.en);
    assert_int_equal(c.n_collections, 1);
    assert_int_equal(c.collections[0].n_fields, 1);
    assert_int_equal(c.collections[0].n_links, 1);
    assert_string_equal(c.collections[0].links[0].hreflang, "fr");
    assert_string_equal(c.collections[0].contact->postcode, "56100");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_gives_the_defaults),
        cmocka_unit_test(every_kind_of_value_is_read),
        cmocka_unit_test(one_language_alone_replaces_the_default_of_both),
        cmocka_unit_test(collections_are_read_with_all_they_say),
        cmocka_unit_test(maps_with_all_lines_commented_out_are_empty),
        cmocka_unit_test(an_unknown_key_is_refused_with_the_one_that_was_meant),
        cmocka_unit_test(a_wrong_type_is_named_with_what_is_right),
        cmocka_unit_test(a_wrong_address_is_refused),
        cmocka_unit_test(a_number_out_of_bounds_is_named_with_the_bounds),
        cmocka_unit_test(limits_that_contradict_each_other_are_refused),
        cmocka_unit_test(what_is_not_yaml_is_told_with_its_line),
        cmocka_unit_test(the_line_stands_behind_a_long_path_too),
        cmocka_unit_test(mistakes_are_told_in_french_too),
        cmocka_unit_test(a_file_that_is_not_there_is_told),
        cmocka_unit_test(the_sample_is_all_defaults),
        cmocka_unit_test(every_line_of_the_sample_may_be_uncommented),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
