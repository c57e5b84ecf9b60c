#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include <vigie/base/yaml.h>
#include <vigie/codec/products.h>

static struct vg_value text(const char *s)
{
    return (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(s)};
}

static const struct vg_product *kind(const char *id)
{
    const struct vg_product *p = NULL;
    struct vg_error err = {0};
    assert_int_equal(vg_products_need(id, &p, &err), VG_OK);
    return p;
}

static void every_kind_is_there_with_texts_in_both_languages(void **state)
{
    static const char *const ids[] = {"coastline_erosion", "flood_height", "lcz", "night_extinction", "sco_project", "soil_sealing",
                                      "territorial_indicator", "vegetation"};
    const struct vg_products *all = vg_products_shipped();
    (void)state;
    assert_int_equal(all->n, VG_COUNT(ids));
    for (size_t i = 0; i < all->n; i++) {
        const struct vg_product *p = all->list[i];
        assert_string_equal(p->id, ids[i]);
        for (int lang = 0; lang < 2; lang++) {
            assert_non_null(p->title.in[lang]);
            assert_non_null(p->description.in[lang]);
            assert_non_null(p->lineage.in[lang]);
            for (size_t k = 0; k < p->n_classes; k++)
                assert_non_null(p->classes[k].title.in[lang]);
            for (size_t k = 0; k < p->n_sentences; k++)
                assert_non_null(p->sentences[k].text.in[lang]);
            for (size_t k = 0; k < p->schema->n_fields; k++)
                assert_non_null(p->schema->fields[k].title.in[lang]);
        }
    }
}

static void a_kind_that_is_not_there_is_told_with_those_that_are(void **state)
{
    const struct vg_product *p = NULL;
    struct vg_error err = {0};
    (void)state;
    assert_int_equal(vg_products_need("lcs", &p, &err), VG_NOT_FOUND);
    assert_non_null(strstr(err.text, "lcz"));
}

static void local_climate_zones_are_understood_in_each_coding(void **state)
{
    static const struct {
        const char *said;
        int64_t number; /* 0: none */
        int index;
    } rows[] = {
        {"1", 1, 0}, {"10", 10, 9}, {"A", 11, 10}, {"a", 101, 10}, {"G", 17, 16}, {"107", 107, 16}, {"11", 11, 10},
        {"LCZ 3", 3, 2}, {"lcz_E", 15, 14}, {"3.0", 3, 2}, {" 104 ", 104, 13}, {"H", 18, -1}, {"", 0, -1}, {"108", 108, -1},
        {"LCZ", 100, -1}, {"1A", 21, -1},
    };
    const struct vg_product *p = kind("lcz");
    (void)state;
    assert_int_equal(p->n_classes, 17);
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        struct vg_value said = text(rows[i].said);
        assert_int_equal(vg_product_code(p, &said), rows[i].index);
        struct vg_value whole = {.kind = VG_V_INT, .integer = rows[i].number};
        struct vg_value real = {.kind = VG_V_DOUBLE, .real = (double)rows[i].number};
        assert_int_equal(vg_product_code(p, &whole), rows[i].index);
        assert_int_equal(vg_product_code(p, &real), rows[i].index);
    }
    struct vg_value half = {.kind = VG_V_DOUBLE, .real = 3.5};
    assert_int_equal(vg_product_code(p, &half), -1);
    half.real = NAN;
    assert_int_equal(vg_product_code(p, &half), -1);
}

/* A kind "k" with these classes; NULL and *err where it is refused.  The caller finishes its schema. */
static struct vg_product *kind_of_classes(const char *classes, struct vg_arena *a, struct vg_error *err)
{
    const char *yaml = vg_arena_printf(a, "id: k\ntitle: {fr: K}\nschema: {fields: [{name: c}]}\nclass: {field: c, classes: [%s]}\n",
                                       classes);
    struct vg_product *p = NULL;
    struct vg_node *root;
    assert_int_equal(vg_yaml_parse(vg_str_of(yaml), a, &root, err), VG_OK);
    return vg_product_read(root, a, &p, err) == VG_OK ? p : NULL;
}

static void a_code_as_it_stands_is_its_own_class(void **state)
{
    static const char classes[] = "{code: k-1, colour: '#111111', title: {fr: Un}}, {code: '2.0', colour: '#222222', title: {fr: Deux}}, "
                                  "{code: ' k 3', colour: '#333333', title: {fr: Trois}, codings: [2]}";
    static const struct {
        const char *said;
        int index;
    } rows[] = {{"k-1", 0}, {"K-1", 0}, {"kk-1", 0}, {"2.0", 1}, {"2", 2}, {" k 3", 2}, {"3", -1}};
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_error err = {0};
    struct vg_product *p = kind_of_classes(classes, a, &err);
    (void)state;
    assert_non_null(p);
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        struct vg_value said = text(rows[i].said);
        if (vg_product_code(p, &said) != rows[i].index)
            print_error("'%s'\n", rows[i].said);
        assert_int_equal(vg_product_code(p, &said), rows[i].index);
    }
    vg_table_schema_finish((struct vg_table_schema *)p->schema);
}

static void a_code_of_two_classes_or_too_long_is_refused(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_error err = {0};
    (void)state;
    assert_null(kind_of_classes("{code: a, colour: '#111111', title: {fr: Un}}, {code: A, colour: '#111111', title: {fr: Un}}", a, &err));
    assert_string_equal(err.text, "two classes have the code 'A', case ignored");
    assert_string_equal(err.where, "line 4");
    assert_null(kind_of_classes(vg_arena_printf(a, "{code: '%065d', colour: '#111111', title: {fr: Un}}", 1), a, &err));
    assert_string_equal(err.text, "a class's code is longer than 64 bytes");
}

static void steps_take_the_values_from_their_bound_on(void **state)
{
    const struct vg_product *p = kind("coastline_erosion");
    (void)state;
    assert_int_equal(vg_product_step(p, -50), 0);
    assert_int_equal(vg_product_step(p, -3), 1);
    assert_int_equal(vg_product_step(p, 0), 4);
    assert_int_equal(vg_product_step(p, 8.64), (int)p->n_steps - 1);
    assert_int_equal(vg_product_step(p, NAN), -1);
}

static void minus_9999_is_no_data(void **state)
{
    const struct vg_product *p = kind("coastline_erosion");
    struct vg_value none = {.kind = VG_V_DOUBLE, .real = -9999}, some = {.kind = VG_V_DOUBLE, .real = -0.5};
    (void)state;
    assert_true(vg_product_no_data(p, "taux", &none));
    assert_false(vg_product_no_data(p, "taux", &some));
    assert_false(vg_product_no_data(p, "duree", &none));
}

static void a_collection_gets_titles_units_and_domains_of_its_kind(void **state)
{
    struct vg_field fields[] = {
        {.name = "ID_RSU", .type = VG_T_INT}, {.name = "LCZ_PRIMARY", .type = VG_T_INT},
        {.name = "bur", .type = VG_T_DOUBLE, .title = "Mine"}, {.name = "POP", .type = VG_T_DOUBLE},
    };
    struct vg_collection c = {.id = "c", .fields = fields, .n_fields = VG_COUNT(fields)};
    struct vg_error err = {0};
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    const struct vg_product *p = kind("lcz");
    (void)state;
    assert_int_equal(vg_product_complete(p, VG_FR, &c, a, &err), VG_OK);
    assert_ptr_equal(c.product, p);
    assert_string_equal(fields[1].title, "Zone climatique locale");
    assert_non_null(fields[1].domain);
    assert_string_equal(fields[2].title, "Mine");
    assert_string_equal(fields[2].unit, "%");
    assert_null(fields[3].title);
    assert_int_equal(vg_product_field(p, &c, "lcz"), 1);
    assert_int_equal(vg_product_field(p, &c, "hre"), -1);
}

/* --- schemas ---------------------------------------------------------------------------------- */

static const char every_rule[] =
    "{\"fields\": [{\"name\": \"t\", \"type\": \"string\", \"constraints\": {\"minLength\": 2, \"maxLength\": 4, \"pattern\": \"[a-z\\u00e9]+\"}},"
    "{\"name\": \"i\", \"type\": \"integer\", \"constraints\": {\"required\": true, \"minimum\": 0, \"exclusiveMaximum\": 10}},"
    "{\"name\": \"n\", \"type\": \"number\", \"decimalChar\": \",\", \"groupChar\": \" \", \"bareNumber\": false},"
    "{\"name\": \"b\", \"type\": \"boolean\", \"trueValues\": [\"oui\"], \"falseValues\": [\"non\"]},"
    "{\"name\": \"d\", \"type\": \"date\", \"format\": \"%d/%m/%Y\", \"constraints\": {\"minimum\": \"01/01/2000\"}},"
    "{\"name\": \"dt\", \"type\": \"datetime\"}, {\"name\": \"y\", \"type\": \"year\"}, {\"name\": \"ym\", \"type\": \"yearmonth\"},"
    "{\"name\": \"tm\", \"type\": \"time\"}, {\"name\": \"gp\", \"type\": \"geopoint\"}, {\"name\": \"gj\", \"type\": \"geojson\"},"
    "{\"name\": \"a\", \"type\": \"array\"}, {\"name\": \"o\", \"type\": \"object\"}, {\"name\": \"du\", \"type\": \"duration\"},"
    "{\"name\": \"e\", \"type\": \"string\", \"constraints\": {\"enum\": [\"x\", \"y\"]}},"
    "{\"name\": \"m\", \"type\": \"string\", \"format\": \"email\"}], \"missingValues\": [\"\", \"NA\"]}";

static void each_rule_is_told_when_it_is_broken(void **state)
{
    static const struct {
        const char *field, *text;
        enum vg_schema_rule rule;
    } rows[] = {
        {"t", "abc", VG_KEEPS}, {"t", "\xc3\xa9t\xc3\xa9", VG_KEEPS}, {"t", "a", VG_BREAKS_MIN_LENGTH}, {"t", "abcde", VG_BREAKS_MAX_LENGTH},
        {"t", "ab1", VG_BREAKS_PATTERN}, {"t", "NA", VG_KEEPS},
        {"i", "", VG_BREAKS_REQUIRED}, {"i", "NA", VG_BREAKS_REQUIRED}, {"i", "9", VG_KEEPS}, {"i", "10", VG_BREAKS_MAXIMUM},
        {"i", "-1", VG_BREAKS_MINIMUM}, {"i", "1.5", VG_BREAKS_TYPE}, {"i", "12 kg", VG_BREAKS_TYPE},
        {"n", "1 234,5 EUR", VG_KEEPS}, {"n", "1.5", VG_BREAKS_TYPE}, {"n", "NaN", VG_KEEPS}, {"n", "un", VG_BREAKS_TYPE},
        {"b", "oui", VG_KEEPS}, {"b", "true", VG_BREAKS_TYPE},
        {"d", "31/12/2020", VG_KEEPS}, {"d", "2020-12-31", VG_BREAKS_TYPE}, {"d", "30/02/2020", VG_BREAKS_TYPE}, {"d", "31/12/1999", VG_BREAKS_MINIMUM},
        {"dt", "2020-12-31T10:00:00Z", VG_KEEPS}, {"dt", "2020-12-31", VG_BREAKS_TYPE},
        {"y", "2024", VG_KEEPS}, {"y", "24", VG_BREAKS_TYPE}, {"ym", "2024-07", VG_KEEPS}, {"ym", "2024-13", VG_BREAKS_TYPE},
        {"tm", "23:59:59", VG_KEEPS}, {"tm", "24:00:00", VG_BREAKS_TYPE}, {"gp", "2.35, 48.85", VG_KEEPS}, {"gp", "2.35, 98", VG_BREAKS_TYPE},
        {"gj", "{\"type\": \"Point\", \"coordinates\": [1, 2]}", VG_KEEPS}, {"gj", "{\"a\": 1}", VG_BREAKS_TYPE},
        {"a", "[1, 2]", VG_KEEPS}, {"a", "{}", VG_BREAKS_TYPE}, {"o", "{\"a\": [1, {}]}", VG_KEEPS}, {"o", "{\"a\": }", VG_BREAKS_TYPE},
        {"du", "P1Y2M", VG_KEEPS}, {"du", "PT30M", VG_KEEPS}, {"du", "P", VG_BREAKS_TYPE}, {"du", "1Y", VG_BREAKS_TYPE},
        {"e", "x", VG_KEEPS}, {"e", "z", VG_BREAKS_ENUM}, {"m", "a@b.fr", VG_KEEPS}, {"m", "a at b", VG_BREAKS_TYPE},
    };
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_table_schema *s;
    struct vg_error err = {0};
    (void)state;
    assert_int_equal(vg_table_schema_parse(vg_str_of(every_rule), a, &s, &err), VG_OK);
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        struct vg_value said = text(rows[i].text), out;
        struct vg_error says = {.lang = VG_FR};
        int at = vg_schema_field(s, vg_str_of(rows[i].field));
        assert_true(at >= 0);
        enum vg_schema_rule rule = vg_schema_check(s, &s->fields[at], &said, &out, &says);
        if (rule != rows[i].rule)
            print_error("%s '%s': %s\n", rows[i].field, rows[i].text, vg_schema_rule_name(rule));
        assert_int_equal(rule, rows[i].rule);
        assert_int_equal(rule != VG_KEEPS, says.text[0] != 0);
    }
    vg_table_schema_finish(s);
}

static void typed_values_are_judged_by_their_type(void **state)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_table_schema *s;
    struct vg_error err = {0};
    struct vg_value out, day = {.kind = VG_V_DATE, .integer = 20000}, real = {.kind = VG_V_DOUBLE, .real = 3}, half = {.kind = VG_V_DOUBLE, .real = 3.5};
    (void)state;
    assert_int_equal(vg_table_schema_parse(vg_str_of(every_rule), a, &s, &err), VG_OK);
    assert_int_equal(vg_schema_check(s, &s->fields[4], &day, &out, &err), VG_KEEPS);
    day.integer = 0; /* 1970 */
    assert_int_equal(vg_schema_check(s, &s->fields[4], &day, &out, &err), VG_BREAKS_MINIMUM);
    assert_int_equal(vg_schema_check(s, &s->fields[1], &real, &out, &err), VG_KEEPS);
    assert_int_equal(vg_schema_check(s, &s->fields[1], &half, &out, &err), VG_BREAKS_TYPE);
    vg_table_schema_finish(s);
}

static void what_is_no_schema_is_refused_with_what_it_is(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{\"resources\": []}", "Data Package"},
        {"{\"properties\": {}}", "JSON Schema"},
        {"{\"fields\": []}", "no list 'fields'"},
        {"{\"fields\": [{}]}", "has no name"},
        {"{\"fields\": [{\"name\": \"a\", \"type\": \"float\"}]}", "'float'"},
        {"{\"fields\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}", "twice"},
        {"{\"fields\": [{\"name\": \"a\"}], \"primaryKey\": \"b\"}", "'b'"},
        {"{\"fields\": [{\"name\": \"a\", \"constraints\": {\"pattern\": \"(\"}}]}", "regular expression"},
        {"{\"fields\": [{\"name\": \"a\", \"type\": \"date\", \"format\": \"%Q\"}]}", "%Q"},
        {"[1]", "no list 'fields'"},
    };
    (void)state;
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
        struct vg_table_schema *s = NULL;
        struct vg_error err = {0};
        assert_int_equal(vg_table_schema_parse(vg_str_of(rows[i].text), a, &s, &err), VG_BAD_INPUT);
        if (!strstr(err.text, rows[i].says))
            print_error("%s: %s\n", rows[i].text, err.text);
        assert_non_null(strstr(err.text, rows[i].says));
    }
}

static void a_text_cut_off_at_a_comma_is_refused(void **state)
{
    (void)state;
    static const char yaml[] = "id: x\ntitle: {fr: Recul de 1,5 m, en: Retreat}\nschema: {fields: [{name: a}]}\n";
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_product *p = NULL;
    struct vg_node *root;
    struct vg_error err = {0};
    assert_int_equal(vg_yaml_parse(vg_str_of(yaml), a, &root, &err), VG_OK);
    assert_int_equal(vg_product_read(root, a, &p, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "'5 m' is neither fr nor en"));
    assert_string_equal(err.where, "line 2");
}

static enum vg_status read_kind(const char *yaml, struct vg_arena *a, struct vg_product **out, struct vg_error *err)
{
    struct vg_node *root;
    assert_int_equal(vg_yaml_parse(vg_str_of(yaml), a, &root, err), VG_OK);
    return vg_product_read(root, a, out, err);
}

#define SMALL_KIND "id: k\ntitle: {fr: T, en: T}\nschema: {fields: [{name: nom, type: string}]}\nrecord: "

static void parts_of_a_row_are_known_ones_and_fields_of_the_schema(void **state)
{
    struct vg_error err = {0};
    struct vg_product *p = NULL;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    (void)state;
    assert_int_equal(read_kind(SMALL_KIND "{row: {name: nom}}", a, &p, &err), VG_OK);
    assert_string_equal(p->row[VG_ROW_NAME], "nom");
    assert_null(p->row[VG_ROW_TITLE]);
    vg_table_schema_finish((struct vg_table_schema *)p->schema);
    assert_int_equal(read_kind(SMALL_KIND "{row: {name: nom, title: titre}}", a, &p, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "record.row.title");
    assert_non_null(strstr(err.text, "'titre'"));
    assert_int_equal(read_kind(SMALL_KIND "{row: {nom: nom}}", a, &p, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "line 4");
}

static void a_schema_written_and_read_again_is_the_same(void **state)
{
    const struct vg_products *all = vg_products_shipped();
    (void)state;
    for (size_t i = 0; i < all->n; i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(8 << 20);
        VG_AUTO(vg_buf_finish) struct vg_buf once, twice;
        struct vg_table_schema *s;
        struct vg_error err = {0};
        vg_buf_init(&once, 1 << 20);
        vg_buf_init(&twice, 1 << 20);
        vg_node_put_json(&once, vg_table_schema_node(all->list[i]->schema, VG_FR, a), 2);
        assert_int_equal(vg_table_schema_parse((struct vg_str){once.ptr, once.len}, a, &s, &err), VG_OK);
        assert_int_equal(s->n_fields, all->list[i]->schema->n_fields);
        assert_int_equal(s->n_key, all->list[i]->schema->n_key);
        vg_table_schema_finish(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_there_with_texts_in_both_languages),
        cmocka_unit_test(a_kind_that_is_not_there_is_told_with_those_that_are),
        cmocka_unit_test(local_climate_zones_are_understood_in_each_coding),
        cmocka_unit_test(a_code_as_it_stands_is_its_own_class),
        cmocka_unit_test(a_code_of_two_classes_or_too_long_is_refused),
        cmocka_unit_test(steps_take_the_values_from_their_bound_on),
        cmocka_unit_test(minus_9999_is_no_data),
        cmocka_unit_test(a_collection_gets_titles_units_and_domains_of_its_kind),
        cmocka_unit_test(each_rule_is_told_when_it_is_broken),
        cmocka_unit_test(typed_values_are_judged_by_their_type),
        cmocka_unit_test(what_is_no_schema_is_refused_with_what_it_is),
        cmocka_unit_test(a_text_cut_off_at_a_comma_is_refused),
        cmocka_unit_test(parts_of_a_row_are_known_ones_and_fields_of_the_schema),
        cmocka_unit_test(a_schema_written_and_read_again_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
