/* Pages: every template renders, in both languages, and nothing a store holds can become markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/yaml.h>
#include <vigie/codec/html.h>

static const char *const pages[] = {"api", "collection", "collections", "conformance", "error", "item", "items", "landing"};

struct fixture {
    struct vg_html *html;
    struct vg_arena *arena;
    struct vg_buf out;
};

static int setup(void **state)
{
    static struct fixture f;
    struct vg_error err = {0};
    f.html = vg_html_new(&err);
    f.arena = vg_arena_new(1u << 20);
    vg_buf_init(&f.out, 1u << 20);
    *state = &f;
    return f.html && f.arena ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    vg_html_free(f->html);
    vg_arena_free(f->arena);
    vg_buf_finish(&f->out);
    return 0;
}

static struct vg_node *page_data(struct fixture *f, const char *title)
{
    struct vg_node *data = vg_node_map(f->arena);
    struct vg_node *page = vg_node_add_map(f->arena, data, "page");
    vg_node_add_str(f->arena, page, "title", title);
    vg_node_add_str(f->arena, page, "base", "http://host");
    struct vg_node *site = vg_node_add_map(f->arena, data, "site");
    vg_node_add_str(f->arena, site, "title", "Site");
    vg_node_add_map(f->arena, data, "view");
    return data;
}

static void every_page_renders_in_both_languages(void **state)
{
    struct fixture *f = *state;
    struct vg_error err = {0};
    for (size_t i = 0; i < VG_COUNT(pages); i++)
        for (int lang = VG_EN; lang <= VG_FR; lang++) {
            f->out.len = 0;
            assert_int_equal(vg_html_put(f->html, pages[i], (enum vg_lang)lang, page_data(f, "T"), &f->out, &err), VG_OK);
            assert_non_null(strstr(f->out.ptr, "</html>"));
            assert_non_null(strstr(f->out.ptr, lang == VG_FR ? "Aller au contenu" : "Skip to the content"));
        }
}

static void text_from_outside_is_escaped(void **state)
{
    struct fixture *f = *state;
    struct vg_error err = {0};
    struct vg_node *data = page_data(f, "<script>alert('x')</script>&\"");
    assert_int_equal(vg_html_put(f->html, "landing", VG_EN, data, &f->out, &err), VG_OK);
    assert_null(strstr(f->out.ptr, "<script>alert"));
    assert_non_null(strstr(f->out.ptr, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
}

static void unknown_page_is_our_mistake(void **state)
{
    struct fixture *f = *state;
    struct vg_error err = {0};
    assert_int_equal(vg_html_put(f->html, "nowhere", VG_EN, page_data(f, "T"), &f->out, &err), VG_BUG);
    assert_string_equal(err.where, "nowhere");
}

static const struct vg_node *texts_of(struct fixture *f, const char *name)
{
    struct vg_asset file;
    struct vg_node *texts = NULL;
    struct vg_error err = {0};
    assert_true(vg_asset_find(vg_str_of(name), &file));
    assert_int_equal(vg_yaml_parse(file.bytes, f->arena, &texts, &err), VG_OK);
    return texts;
}

static void both_languages_have_the_same_keys(void **state)
{
    struct fixture *f = *state;
    const struct vg_node *en = texts_of(f, "text/en.yaml"), *fr = texts_of(f, "text/fr.yaml");
    assert_int_equal(en->n, fr->n);
    for (const struct vg_node *a = en->first, *b = fr->first; a && b; a = a->next, b = b->next)
        assert_true(vg_str_eq(a->key, b->key));
}

static void counts_are_grouped_as_people_write_them(void **state)
{
    struct fixture *f = *state;
    vg_html_put_count(&f->out, VG_EN, 1234567);
    vg_html_put_count(&f->out, VG_FR, -12345);
    vg_html_put_count(&f->out, VG_EN, 999);
    assert_string_equal(f->out.ptr, "1,234,567-12\u202f345999");
}

/* One value of JSON in a table, as the page has it between the marks of its cell. */
static const char *cell_of(struct fixture *f, enum vg_lang lang, const char *json)
{
    static struct vg_field fields[] = {{.name = "v", .type = VG_T_JSON}};
    static const struct vg_collection c = {.id = "c", .title = "C", .fields = fields, .n_fields = 1};
    static const int shown[] = {0};
    struct vg_error err = {0};
    struct vg_html_items h = {.html = f->html, .data = page_data(f, "T"), .items_url = "http://host/i", .keep = "", .chart_key = -1};
    struct vg_item_writer w = {.codec = &vg_codec_html_rows, .out = &f->out, .arena = f->arena, .collection = &c, .fields = shown,
                               .n_fields = 1, .lang = lang, .context = &h};
    struct vg_value value = {.kind = VG_V_JSON, .text = vg_str_of(json)};
    const struct vg_feature row = {.id = VG_STR("1"), .values = &value};
    const struct vg_page_info info = {.returned = 1, .matched = -1};
    assert_int_equal(w.codec->begin(&w, &err), VG_OK);
    assert_int_equal(w.codec->item(&w, &row, &err), VG_OK);
    assert_int_equal(w.codec->end(&w, &info, &err), VG_OK);
    w.codec->drop(&w);
    const char *rows = vg_node_cstr(vg_node_get(h.data, "view"), "rows", "");
    const char *from = strstr(rows, "<td class=\"long\">"), *to = strstr(rows, "</td>");
    assert_true(from && to);
    from += strlen("<td class=\"long\">");
    return vg_arena_cstr(f->arena, (struct vg_str){from, (size_t)(to - from)});
}

static void lists_are_told_in_words(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(cell_of(f, VG_EN, "[\"a\", \"b & c\", 3, true]"), "a, b &amp; c, 3, yes");
    assert_string_equal(cell_of(f, VG_FR, "[1, 2, false]"), "1, 2, non");
    assert_string_equal(cell_of(f, VG_FR, "[1.5, 2]"), "1,5\u00a0; 2");
    assert_string_equal(cell_of(f, VG_EN, "[1.5, 2]"), "1.5, 2");
    assert_string_equal(cell_of(f, VG_EN, "[]"), "");
    assert_string_equal(cell_of(f, VG_EN, "\"alone\""), "alone");
    assert_string_equal(cell_of(f, VG_EN, "[{\"a\": [1]}, [\"<\"]]"), "{&quot;a&quot;:[1]}, [&quot;&lt;&quot;]");
    assert_string_equal(cell_of(f, VG_EN, "{\"a\":1}"), "{&quot;a&quot;:1}");
    assert_string_equal(cell_of(f, VG_EN, "[1, not JSON"), "[1, not JSON");
    assert_non_null(strstr(cell_of(f, VG_EN, "[\"https://a.example/x\", \"y\"]"), "href=\"https://a.example/x\">https://a.example/x</a>, y"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_page_renders_in_both_languages, setup, teardown),
        cmocka_unit_test_setup_teardown(text_from_outside_is_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_page_is_our_mistake, setup, teardown),
        cmocka_unit_test_setup_teardown(both_languages_have_the_same_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(lists_are_told_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_are_grouped_as_people_write_them, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
