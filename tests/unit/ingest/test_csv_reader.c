/* Records of a CSV table: separators, quotes, line ends, line numbers, faults. */
#include "ingest_test.h"

#include "../../../src/ingest/sources/csv_reader.h"

static struct vg_csv_reader *open_text(const char *text)
{
    struct vg_csv_reader *r;
    struct vg_error err = {0};
    if (vg_csv_reader_open(write_text("t.csv", text), NULL, &r, &err) != VG_OK)
        fail_msg("%s", err.text);
    return r;
}

/* All records as "line:a|b|c" joined by spaces; an error ends them with "!cell text". */
static void assert_records(const char *text, const char *expected)
{
    struct vg_csv_reader *r = open_text(text);
    struct vg_csv_record rec;
    struct vg_error err = {0};
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    enum vg_status s;
    while ((s = vg_csv_next(r, &rec, &err)) == VG_OK) {
        vg_buf_printf(&b, "%s%d:", b.len ? " " : "", (int)rec.line);
        for (size_t i = 0; i < rec.n; i++)
            vg_buf_printf(&b, "%s%.*s", i ? "|" : "", (int)rec.cells[i].len, rec.cells[i].ptr);
    }
    if (s != VG_END)
        vg_buf_printf(&b, " !%d/%d %s", (int)rec.line, (int)rec.n, err.text);
    assert_string_equal(b.ptr ? b.ptr : "", expected);
    vg_csv_reader_close(r);
}

static void separator_is_found_out(void **state)
{
    (void)state;
    assert_records("a,b\n1,2\n", "1:a|b 2:1|2");
    assert_records("a;b\n1,5;2,5\n", "1:a|b 2:1,5|2,5");
    assert_records("a\tb\n1;x\t2\n", "1:a|b 2:1;x|2");
    assert_records("a|b\n1|2\n", "1:a|b 2:1|2");
    assert_records("a\n1\n", "1:a 2:1");
    assert_records("nom, dit;x;y\nLe Havre, port;1;2\n", "1:nom, dit|x|y 2:Le Havre, port|1|2");
    assert_records("\"a;b\",c\n1,2\n", "1:a;b|c 2:1|2");
}

static void quotes_hold_separators_lines_and_quotes(void **state)
{
    (void)state;
    assert_records("a,b\n\"1,\n2\",\"say \"\"yes\"\"\"\n3,4\n", "1:a|b 2:1,\n2|say \"yes\" 4:3|4");
    assert_records("a,b\n\"\",x\n", "1:a|b 2:|x");
    assert_records("a,b\n5\"\" pipe,x\n", "1:a|b 2:5\"\" pipe|x");
}

static void line_ends_may_differ(void **state)
{
    (void)state;
    assert_records("a,b\r\n1,2\r\n\r\n3,4", "1:a|b 2:1|2 4:3|4");
    assert_records("a,b\r1,2\r", "1:a|b 2:1|2");
    assert_records("\n\na,b\n", "3:a|b");
}

static void byte_order_marks_are_not_text(void **state)
{
    (void)state;
    assert_records("\xEF\xBB\xBF" "a,b\n1,2\n", "1:a|b 2:1|2");
    struct vg_csv_reader *r;
    struct vg_csv_record rec;
    struct vg_error err = {0};
    static const char utf16[] = "\xFF\xFE" "a\0,\0\xE9\0\n\0";
    assert_int_equal(vg_csv_reader_open(write_bytes("u.csv", utf16, sizeof utf16 - 1), NULL, &r, &err), VG_OK);
    assert_int_equal(vg_csv_next(r, &rec, &err), VG_OK);
    assert_int_equal(rec.n, 2);
    assert_true(vg_str_is(rec.cells[1], "é"));
    assert_string_equal(vg_csv_marked(r), "UTF-16LE");
    vg_csv_reader_close(r);
}

static void other_encodings_become_utf8(void **state)
{
    (void)state;
    struct vg_csv_reader *r;
    struct vg_csv_record rec;
    struct vg_error err = {0};
    const char *path = write_text("l.csv", "n,\xE9t\xE9\n\x80,2\n");
    assert_int_equal(vg_csv_reader_open(path, "Windows-1252", &r, &err), VG_OK);
    assert_int_equal(vg_csv_next(r, &rec, &err), VG_OK);
    assert_true(vg_str_is(rec.cells[1], "été"));
    assert_int_equal(vg_csv_next(r, &rec, &err), VG_OK);
    assert_true(vg_str_is(rec.cells[0], "€"));
    vg_csv_reader_close(r);
    assert_int_equal(vg_csv_reader_open(path, "Klingon", &r, &err), VG_BAD_INPUT);
}

static void broken_records_say_where(void **state)
{
    (void)state;
    assert_records("a,b\n1,\"x\n2,3\n", "1:a|b !2/1 a quote is opened and never closed");
    assert_records("a,b\n1,2\n\"x\" y,3\n",
                   "1:a|b 2:1|2 !3/0 there is text after a closing quote; a quote within a text is doubled");
}

static void rewinds_to_the_header(void **state)
{
    (void)state;
    struct vg_csv_reader *r = open_text("a;b\n1;2\n");
    struct vg_csv_record rec;
    struct vg_error err = {0};
    while (vg_csv_next(r, &rec, &err) == VG_OK)
        ;
    assert_int_equal(vg_csv_rewind(r, &err), VG_OK);
    assert_int_equal(vg_csv_next(r, &rec, &err), VG_OK);
    assert_true(vg_str_is(rec.cells[0], "a"));
    assert_int_equal(rec.line, 1);
    vg_csv_reader_close(r);
}

/* Longer than the first buffer, so that records straddle its end. */
static void long_tables_are_read_whole(void **state)
{
    (void)state;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 16 << 20);
    VG_BUF_LIT(&b, "n,text\n");
    for (int i = 1; i <= 20000; i++)
        vg_buf_printf(&b, "%d,\"row %d, with some \"\"text\"\" in it\"\n", i, i);
    struct vg_csv_reader *r;
    struct vg_csv_record rec;
    struct vg_error err = {0};
    assert_int_equal(vg_csv_reader_open(write_bytes("big.csv", b.ptr, b.len), NULL, &r, &err), VG_OK);
    int64_t sum = 0, n = -1;
    for (; vg_csv_next(r, &rec, &err) == VG_OK; n++) {
        int64_t v = 0;
        assert_int_equal(rec.n, 2);
        assert_int_equal(rec.line, n + 2);
        if (n >= 0)
            assert_true(vg_str_int64(rec.cells[0], &v));
        sum += v;
    }
    assert_int_equal(n, 20000);
    assert_int_equal(sum, 20000 * 20001 / 2);
    vg_csv_reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separator_is_found_out),
        cmocka_unit_test(quotes_hold_separators_lines_and_quotes),
        cmocka_unit_test(line_ends_may_differ),
        cmocka_unit_test(byte_order_marks_are_not_text),
        cmocka_unit_test(other_encodings_become_utf8),
        cmocka_unit_test(broken_records_say_where),
        cmocka_unit_test(rewinds_to_the_header),
        cmocka_unit_test(long_tables_are_read_whole),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
