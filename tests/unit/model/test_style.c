#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <vigie/codec/products.h>
#include <vigie/model/domain.h>
#include <vigie/model/style.h>

static struct vg_field fields[] = {
    {.name = "id", .type = VG_T_INT},
    {.name = "kind", .type = VG_T_TEXT, .nullable = true},
    {.name = "rate", .type = VG_T_DOUBLE, .unit = "m/an"},
    {.name = "n", .type = VG_T_INT},
};
static const struct vg_collection collection = {.id = "c", .title = "C", .fields = fields, .n_fields = VG_COUNT(fields),
                                                .key = {0}, .n_key = 1};
static const int told[] = {1, 2, 3};

static struct vg_value text(const char *s)
{
    return (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(s)};
}

static struct vg_value real(double v)
{
    return (struct vg_value){.kind = VG_V_DOUBLE, .real = v};
}

static struct vg_value whole(int64_t v)
{
    return (struct vg_value){.kind = VG_V_INT, .integer = v};
}

static struct vg_styles made(struct vg_arena *a, const struct vg_style_sample *s, enum vg_lang lang)
{
    struct vg_styles out;
    struct vg_error err = {0};
    assert_int_equal(vg_styles_make(&collection, s, NULL, lang, a, &out, &err), VG_OK);
    return out;
}

/* 100 rows: kinds 10, 2, A in turn and null; rates from -10 to 10 but -9999; n counts the rows. */
static const struct vg_style_sample *sample(struct vg_arena *a, bool all)
{
    static const char *const kinds[] = {"10", "2", "A"};
    struct vg_style_sample *s = vg_style_sample_new(a, &collection, told, VG_COUNT(told));
    assert_non_null(s);
    for (int i = 0; i < 100; i++) {
        struct vg_value values[] = {i % 4 == 3 ? (struct vg_value){0} : text(kinds[i % 4]), real(i == 50 ? -9999 : (i - 50) / 5.0), whole(i)};
        const struct vg_feature f = {.values = values};
        vg_style_sample_add(s, &f);
    }
    vg_style_sample_end(s, all);
    return s;
}

static void few_values_are_classes_in_the_order_of_people(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    const struct vg_styles all = made(a, sample(a, true), VG_FR);
    const struct vg_style *s = vg_style_find(&all, VG_STR("kind"));
    assert_non_null(s);
    assert_int_equal(s->n_rules, 4);
    assert_string_equal(s->rules[0].title, "2");
    assert_string_equal(s->rules[1].title, "10");
    assert_string_equal(s->rules[2].title, "A");
    assert_string_equal(s->rules[3].title, "sans valeur");
    const struct vg_value ten = text("10"), other = text("B"), none = {0};
    assert_int_equal(vg_style_rule(s, &ten), 1);
    assert_int_equal(vg_style_rule(s, &none), 3);
    assert_int_equal(vg_style_rule(s, &other), -1);
    vg_arena_free(a);
}

static void what_the_sample_does_not_hold_is_the_rest(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    const struct vg_styles all = made(a, sample(a, false), VG_EN);
    const struct vg_style *s = vg_style_find(&all, VG_STR("kind"));
    const struct vg_value other = text("B");
    assert_int_equal(s->n_rules, 5);
    assert_int_equal(vg_style_rule(s, &other), 4);
    vg_arena_free(a);
}

static void numbers_around_zero_part_there(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    const struct vg_styles all = made(a, sample(a, true), VG_FR);
    const struct vg_style *s = vg_style_find(&all, VG_STR("rate"));
    assert_non_null(s);
    assert_string_equal(s->title, "rate (m/an)");
    assert_int_equal(s->n_rules, 7);
    assert_string_equal(s->rules[0].title, "moins de -4,6");
    assert_true(s->rules[3].has_min && s->rules[3].min == 0);
    const struct vg_value below = real(-0.1), zero = real(0), high = real(1e9), none = real(-9999);
    assert_int_equal(vg_style_rule(s, &below), 2);
    assert_int_equal(vg_style_rule(s, &zero), 3);
    assert_int_equal(vg_style_rule(s, &high), 5);
    assert_int_equal(vg_style_rule(s, &none), 6);
    assert_null(vg_style_find(&all, VG_STR("n"))); /* it counts the rows */
    vg_arena_free(a);
}

static void codes_with_names_come_first(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    const struct vg_code codes[] = {{text("b"), "Bee"}, {text("a"), "Ape"}};
    const struct vg_domain d = {.codes = codes, .n_codes = 2};
    fields[1].domain = &d;
    const struct vg_styles all = made(a, NULL, VG_EN);
    fields[1].domain = NULL;
    assert_int_equal(all.n, 2);
    assert_string_equal(all.list[0].id, "kind");
    assert_string_equal(all.list[0].rules[0].title, "Bee");
    assert_string_equal(all.list[0].rules[2].title, "no value");
    assert_string_equal(all.list[1].id, "plain");
    vg_arena_free(a);
}

static void zones_have_their_colours_whatever_their_coding(void **state)
{
    (void)state;
    static struct vg_field lcz[] = {{.name = "LCZ_PRIMARY", .type = VG_T_INT}};
    static const struct vg_collection c = {.id = "z", .fields = lcz, .n_fields = 1};
    static const int first[] = {0};
    struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_style_sample *s = vg_style_sample_new(a, &c, first, 1);
    const int64_t codes[] = {107, 2, 101, 10, 2};
    for (size_t i = 0; i < VG_COUNT(codes); i++) {
        const struct vg_value v = whole(codes[i]);
        const struct vg_feature f = {.values = &v};
        vg_style_sample_add(s, &f);
    }
    vg_style_sample_end(s, true);
    struct vg_styles all;
    struct vg_error err = {0};
    assert_int_equal(vg_styles_make(&c, s, vg_product_find(vg_products_shipped(), VG_STR("lcz")), VG_FR, a, &all, &err), VG_OK);
    const struct vg_style *z = all.list;
    assert_string_equal(z->id, "LCZ_PRIMARY");
    assert_int_equal(z->n_rules, 4);
    assert_string_equal(z->rules[0].title, "2 – Ensemble compact d'immeubles");
    assert_string_equal(z->rules[1].title, "10 – Industrie lourde");
    assert_string_equal(z->rules[2].title, "A – Espace densément arboré");
    assert_string_equal(z->rules[3].title, "G – Eau");
    assert_int_equal(z->rules[3].symbol.fill.blue, 0xff);
    vg_arena_free(a);
}

static void colours_are_read_as_written(void **state)
{
    (void)state;
    struct vg_colour c;
    struct vg_buf b;
    assert_true(vg_colour_parse(VG_STR("#0b6E99"), &c));
    vg_buf_init(&b, 16);
    vg_colour_put(&b, c);
    assert_string_equal(b.ptr, "#0b6e99");
    vg_buf_finish(&b);
    assert_true(vg_colour_parse(VG_STR("#f0a"), &c) && c.red == 255 && c.green == 0 && c.blue == 170);
    assert_false(vg_colour_parse(VG_STR("#12345g"), &c) || vg_colour_parse(VG_STR("red"), &c) || vg_colour_parse(VG_STR(""), &c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_values_are_classes_in_the_order_of_people),
        cmocka_unit_test(what_the_sample_does_not_hold_is_the_rest),
        cmocka_unit_test(numbers_around_zero_part_there),
        cmocka_unit_test(codes_with_names_come_first),
        cmocka_unit_test(zones_have_their_colours_whatever_their_coding),
        cmocka_unit_test(colours_are_read_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
