#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/escape.h>

typedef void put_function(struct vg_buf *b, struct vg_str s);

static void expect(put_function *put, struct vg_str in, const char *out)
{
    struct vg_buf b;
    vg_buf_init(&b, 10000);
    put(&b, in);
    assert_string_equal(b.ptr, out);
    assert_true(vg_utf8_valid((struct vg_str){b.ptr, b.len}, NULL));
    vg_buf_finish(&b);
}

static void json_escapes_what_rfc_8259_asks_and_nothing_else(void **state)
{
    (void)state;
    expect(vg_json_put_str, VG_STR(""), "\"\"");
    expect(vg_json_put_str, (struct vg_str){0}, "\"\"");
    expect(vg_json_put_str, VG_STR("Sète / Étang de Thau <b>"), "\"Sète / Étang de Thau <b>\"");
    expect(vg_json_put_str, VG_STR("a\"b\\c"), "\"a\\\"b\\\\c\"");
    expect(vg_json_put_str, VG_STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    expect(vg_json_put_str, ((struct vg_str){"\0\x1F\x7F", 3}), "\"\\u0000\\u001f\x7F\"");
}

static void json_replaces_each_faulty_byte(void **state)
{
    (void)state;
    expect(vg_json_put_str, VG_STR("caf\xE9 cr\xE8me"), "\"caf\xEF\xBF\xBD cr\xEF\xBF\xBDme\"");
    expect(vg_json_put_str, VG_STR("\xE2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    expect(vg_json_put_str, VG_STR("\xE2\x82\xAC"), "\"\xE2\x82\xAC\"");
}

/* The scan takes eight bytes at a time: a byte to escape must be seen at each place of each word. */
static void json_finds_the_byte_at_every_place(void **state)
{
    (void)state;
    for (size_t len = 1; len < 40; len++) {
        for (size_t at = 0; at < len; at++) {
            char in[64], out[64];
            memset(in, 'x', sizeof(in));
            memset(out, 'x', sizeof(out));
            in[at] = at % 2 ? '"' : '\\';
            out[0] = '"';
            out[at + 1] = '\\';
            out[at + 2] = in[at];
            out[len + 2] = '"';
            out[len + 3] = '\0';
            expect(vg_json_put_str, (struct vg_str){in, len}, out);
        }
    }
}

static void xml_text_is_safe_inside_elements_and_attributes(void **state)
{
    (void)state;
    expect(vg_xml_put_text, VG_STR("a < b & c > \"d\" 'e' plus a long tail"),
           "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39; plus a long tail");
    expect(vg_xml_put_text, VG_STR("é\t\n\r"), "é\t\n&#13;");
    expect(vg_xml_put_text, ((struct vg_str){"\0\x0B\xFF", 3}),
           "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    expect(vg_xml_put_text, VG_STR("\xEF\xBF\xBE.\xEF\xBF\xBD"), "\xEF\xBF\xBD.\xEF\xBF\xBD");
}

static void addresses_keep_only_unreserved_characters(void **state)
{
    (void)state;
    expect(vg_url_put, VG_STR("aZ09-._~"), "aZ09-._~");
    expect(vg_url_put, VG_STR("a/b:c%d é+"), "a%2Fb%3Ac%25d%20%C3%A9%2B");
}

static void csv_fields_are_quoted_when_they_must(void **state)
{
    (void)state;
    expect(vg_csv_put_field, VG_STR("Sète"), "Sète");
    expect(vg_csv_put_field, VG_STR(""), "");
    expect(vg_csv_put_field, VG_STR("a,b"), "\"a,b\"");
    expect(vg_csv_put_field, VG_STR("say \"x\""), "\"say \"\"x\"\"\"");
    expect(vg_csv_put_field, VG_STR("a\nb"), "\"a\nb\"");
    expect(vg_csv_put_field, VG_STR(" a"), "\" a\"");
    expect(vg_csv_put_field, VG_STR("\xE9,"), "\"\xEF\xBF\xBD,\"");
}

static enum vg_status decode(struct vg_arena *a, struct vg_str in, bool plus, const char *expected)
{
    struct vg_str out = {0};
    struct vg_error err = {0};
    enum vg_status r = vg_url_decode(in, plus, a, &out, &err);
    if (r == VG_OK)
        assert_true(vg_str_is(out, expected));
    return r;
}

static void addresses_are_decoded_or_refused(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(10000);
    assert_int_equal(decode(a, VG_STR("a%2fb%C3%A9+"), false, "a/bé+"), VG_OK);
    assert_int_equal(decode(a, VG_STR("a+b%2B"), true, "a b+"), VG_OK);
    assert_int_equal(decode(a, VG_STR(""), true, ""), VG_OK);
    static const char *const wrong[] = {"%", "%4", "a%4g", "%00", "%E9", "%C3", "%-1"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++)
        assert_int_equal(decode(a, vg_str_of(wrong[i]), false, ""), VG_BAD_INPUT);
}

static void base64url_comes_back_as_it_was(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    unsigned char bytes[70];
    for (size_t len = 0; len < sizeof(bytes); len++) {
        for (size_t i = 0; i < len; i++)
            bytes[i] = (unsigned char)(i * 37 + len * 11);
        struct vg_buf b;
        vg_buf_init(&b, 200);
        vg_base64url_put(&b, bytes, len);
        assert_int_equal(b.len, (len * 4 + 2) / 3);
        struct vg_str out = {0};
        assert_int_equal(vg_base64url_decode((struct vg_str){b.ptr, b.len}, a, &out, NULL), VG_OK);
        assert_int_equal(out.len, len);
        assert_memory_equal(out.ptr, bytes, len);
        vg_buf_finish(&b);
    }
}

static void base64url_has_one_text_for_each_value(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(10000);
    struct vg_str out;
    static const char *const wrong[] = {"A", "AAAAA", "AB", "AAB", "A+", "A=", "AA==", "é"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++)
        assert_int_equal(vg_base64url_decode(vg_str_of(wrong[i]), a, &out, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_base64url_decode(VG_STR("-_8"), a, &out, NULL), VG_OK);
    assert_memory_equal(out.ptr, "\xFB\xFF", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_escapes_what_rfc_8259_asks_and_nothing_else),
        cmocka_unit_test(json_replaces_each_faulty_byte),
        cmocka_unit_test(json_finds_the_byte_at_every_place),
        cmocka_unit_test(xml_text_is_safe_inside_elements_and_attributes),
        cmocka_unit_test(addresses_keep_only_unreserved_characters),
        cmocka_unit_test(csv_fields_are_quoted_when_they_must),
        cmocka_unit_test(addresses_are_decoded_or_refused),
        cmocka_unit_test(base64url_comes_back_as_it_was),
        cmocka_unit_test(base64url_has_one_text_for_each_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
