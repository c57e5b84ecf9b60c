#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/codec/chart.h>

static const char *number(enum vg_lang lang, double v, int digits)
{
    static char text[64];
    struct vg_buf b;
    vg_buf_init(&b, sizeof text);
    vg_chart_put_number(&b, lang, v, digits);
    memcpy(text, b.ptr, b.len + 1);
    vg_buf_finish(&b);
    return text;
}

static void numbers_are_written_as_people_do(void **state)
{
    (void)state;
    assert_string_equal(number(VG_EN, 12345.678, 6), "12,345.7");
    assert_string_equal(number(VG_FR, 12345.678, 6), "12\u202f345,7");
    assert_string_equal(number(VG_FR, 2014, 3), "2014");
    assert_string_equal(number(VG_EN, -0.04567, 3), "−0.0457");
    assert_string_equal(number(VG_EN, 0, 3), "0");
    assert_string_equal(number(VG_EN, NAN, 3), "–");
}

static const char *step(enum vg_lang lang, const char *s)
{
    static char text[64];
    struct vg_buf b;
    vg_buf_init(&b, sizeof text);
    vg_chart_put_step(&b, lang, vg_str_of(s));
    memcpy(text, b.ptr, b.len + 1);
    vg_buf_finish(&b);
    return text;
}

static void steps_are_named(void **state)
{
    (void)state;
    assert_string_equal(step(VG_FR, "2014-08"), "août 2014");
    assert_string_equal(step(VG_EN, "2014-03-01"), "1 March 2014");
    assert_string_equal(step(VG_EN, "2014"), "2014");
    assert_string_equal(step(VG_EN, "2014-13"), "2014-13");
}

static void draw(struct vg_chart *c, struct vg_buf *b)
{
    c->id = "c";
    c->title = "Night <light>";
    vg_buf_init(b, 1 << 20);
    vg_chart_put_svg(c, true, b);
    assert_int_equal(vg_buf_check(b, NULL), VG_OK);
}

static size_t count(const struct vg_buf *b, const char *what)
{
    size_t n = 0;
    for (const char *p = b->ptr; (p = strstr(p, what)); p++)
        n++;
    return n;
}

static const char *const years[] = {"2020", "2021", "2022"};

static void bars_stand_on_zero_and_gaps_stay_gaps(void **state)
{
    (void)state;
    const double values[] = {2, NAN, -1};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_BARS, .lang = VG_FR, .unit = "h", .labels = years, .n_steps = 3, .n_series = 1,
                         .series = {{.values = values}}};
    draw(&c, &b);
    assert_int_equal(count(&b, "<rect"), 3); /* the ground and two bars */
    assert_non_null(strstr(b.ptr, "<title id=\"c-t\">Night &lt;light&gt;</title>"));
    assert_non_null(strstr(b.ptr, "2020 : 2 h; 2021 : – h; 2022 : −1 h"));
    assert_null(strstr(b.ptr, "style="));
    assert_null(strstr(b.ptr, "nan"));
    vg_buf_finish(&b);
}

static void a_line_begins_anew_after_a_gap(void **state)
{
    (void)state;
    const double values[] = {2, NAN, 1};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_LINE, .lang = VG_EN, .labels = years, .n_steps = 3, .n_series = 1,
                         .series = {{.values = values}}};
    draw(&c, &b);
    const char *path = strstr(b.ptr, "<path d=\"");
    assert_non_null(path);
    size_t moves = 0;
    for (const char *p = path + 9; *p != '"'; p++)
        moves += *p == 'M';
    assert_int_equal(moves, 2);
    vg_buf_finish(&b);
}

static void units_have_a_frame_each(void **state)
{
    (void)state;
    const double hours[] = {0, 3, 3}, light[] = {800, 400, 200}, more[] = {1, 2, 3};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_BARS, .lang = VG_EN, .labels = years, .n_steps = 3, .n_series = 3,
                         .series = {{.title = "Hours", .unit = "h", .values = hours}, {.title = "Light", .unit = "nW", .values = light},
                                    {.title = "More", .unit = "h", .values = more}}};
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, "viewBox=\"0 0 420 600\""));
    assert_int_equal(count(&b, "<g transform=\"translate(0 "), 2);
    assert_int_equal(count(&b, ">0</text>"), 2); /* an axis each */
    assert_non_null(strstr(b.ptr, "Hours: 2020: 0 h; 2021: 3 h; 2022: 3 h. Light: 2020: 800 nW"));
    assert_int_equal(count(&b, ">Light</text>") + count(&b, ">nW</text>"), 2);
    vg_buf_finish(&b);
}

static void names_that_do_not_fit_begin_a_new_row(void **state)
{
    (void)state;
    const double values[] = {1, 2, 3};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_LINE, .lang = VG_FR, .labels = years, .n_steps = 3, .n_series = 4,
                         .series = {{.title = "Zones très sensibles", .unit = "%", .values = values},
                                    {.title = "Zones sensibles", .unit = "%", .values = values},
                                    {.title = "Zones peu sensibles", .unit = "%", .values = values},
                                    {.title = "Fraîcheur", .unit = "m", .values = values}}};
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, "viewBox=\"0 0 420 618\"")); /* two rows above the first frame, one above the second */
    assert_non_null(strstr(b.ptr, "<g transform=\"translate(0 318)\">"));
    assert_non_null(strstr(b.ptr, "<text x=\"151\" y=\"16\" text-anchor=\"start\">Zones très sensibles</text>"));
    assert_non_null(strstr(b.ptr, "<text x=\"21\" y=\"34\" text-anchor=\"start\">Zones sensibles</text>"));
    assert_non_null(strstr(b.ptr, "<text x=\"166\" y=\"34\" text-anchor=\"start\">Zones peu sensibles</text>"));
    vg_buf_finish(&b);
}

static void instants_are_told_by_their_day(void **state)
{
    (void)state;
    static const char *const instants[] = {"2025-07-01T00:00:00Z", "2025-07-01T06:00:00Z", "2025-07-01T12:00:00Z"};
    const double values[] = {2, 3, 1};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_LINE, .lang = VG_EN, .labels = instants, .n_steps = 3, .n_series = 1,
                         .series = {{.values = values}}};
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, ">2025-07-01</text>"));
    assert_null(strstr(b.ptr, ">2025-07-01T"));
    vg_buf_finish(&b);
}

static void parts_have_their_colours_and_no_values_are_told(void **state)
{
    (void)state;
    const double values[] = {75, 20, 5};
    static const char *const colours[] = {"#112233", NULL, "#445566"};
    struct vg_buf b;
    struct vg_chart c = {.form = VG_DRAW_PARTS, .lang = VG_EN, .unit = "%", .labels = years, .colours = colours, .n_steps = 3,
                         .n_series = 1, .series = {{.values = values}}};
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, "width=\"350\" fill=\"#112233\""));
    assert_non_null(strstr(b.ptr, "width=\"23.33\" fill=\"#445566\""));
    vg_buf_finish(&b);
    const double shares[] = {0.0332, 0.794, 16.11};
    c.series[0].values = shares;
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, ">&lt;\u00a00.1\u00a0%<"));
    assert_non_null(strstr(b.ptr, ">0.79\u00a0%<"));
    assert_non_null(strstr(b.ptr, ">16.1\u00a0%<"));
    vg_buf_finish(&b);
    c.n_steps = 0;
    draw(&c, &b);
    assert_non_null(strstr(b.ptr, "no values"));
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_people_do),
        cmocka_unit_test(steps_are_named),
        cmocka_unit_test(bars_stand_on_zero_and_gaps_stay_gaps),
        cmocka_unit_test(a_line_begins_anew_after_a_gap),
        cmocka_unit_test(units_have_a_frame_each),
        cmocka_unit_test(names_that_do_not_fit_begin_a_new_row),
        cmocka_unit_test(instants_are_told_by_their_day),
        cmocka_unit_test(parts_have_their_colours_and_no_values_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
