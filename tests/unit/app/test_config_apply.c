#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/app/config.h>

static struct vg_crs_registry *registry;
static struct vg_arena *arena;
static struct vg_buf warnings;

static struct vg_field fields[6];
static struct vg_collection buoys, plain;
static struct vg_collection *all[2];
static struct vg_unpublished unpublished[] = {{"nokey", "has no primary key"}};
static struct vg_discovery found;

static const struct vg_crs *crs_of(const char *name)
{
    const struct vg_crs *crs = NULL;
    assert_int_equal(vg_crs_find(registry, vg_str_of(name), &crs, NULL), VG_OK);
    return crs;
}

static int group_set_up(void **state)
{
    (void)state;
    struct vg_error err = {0};
    registry = vg_crs_registry_new(&err);
    return registry ? 0 : 1;
}

static int group_tear_down(void **state)
{
    (void)state;
    vg_crs_registry_free(registry);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    arena = vg_arena_new(1 << 22);
    vg_buf_init(&warnings, 10000);
    static const struct vg_field fresh[] = {
        {"code", .type = VG_T_TEXT},       {"début", .type = VG_T_DATE},
        {"fin", .type = VG_T_DATETIME},    {"nom", .type = VG_T_TEXT},
        {"local", .type = VG_T_LOCALTIME}, {"heure", .type = VG_T_TIME}};
    memcpy(fields, fresh, sizeof(fields));
    buoys = (struct vg_collection){.id = "buoys",
                                   .title = "buoys",
                                   .fields = fields,
                                   .n_fields = VG_COUNT(fields),
                                   .n_key = 1,
                                   .geom_name = "geom",
                                   .crs = crs_of("EPSG:2154"),
                                   .has_extent = true,
                                   .extent = {{-4.8, 42.0}, {8.2, 51.1}, false},
                                   .time_start = 1,
                                   .time_end = 2,
                                   .has_interval = true};
    plain =
        (struct vg_collection){.id = "plain", .title = "plain", .time_start = -1, .time_end = -1};
    all[0] = &buoys;
    all[1] = &plain;
    found = (struct vg_discovery){all, 2, unpublished, 1};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vg_buf_finish(&warnings);
    vg_arena_freep(&arena);
    return 0;
}

static enum vg_status try_apply(const char *text, enum vg_lang lang, struct vg_error *err)
{
    struct vg_config *c = VG_NEW(arena, struct vg_config);
    if (vg_config_parse(vg_str_of(text), "f", arena, c, err) != VG_OK)
        fail_msg("%s", err->text);
    return vg_config_apply(c, lang, registry, &found, arena, &warnings, err);
}

static void apply(const char *text, enum vg_lang lang)
{
    struct vg_error err = {0};
    if (try_apply(text, lang, &err) != VG_OK)
        fail_msg("%s", err.text);
}

static const char *crs_names(const struct vg_collection *c)
{
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    for (size_t i = 0; i < c->n_crs; i++)
        vg_buf_printf(&b, "%s%s", i ? " " : "", c->crs_list[i]->curie);
    char *names = vg_arena_strdup(arena, b.ptr);
    vg_buf_finish(&b);
    return names;
}

static void texts_are_those_of_the_language_or_of_the_other(void **state)
{
    (void)state;
    const char *text = "collections:\n"
                       "  buoys:\n"
                       "    title: {en: Buoys, fr: Bouées}\n"
                       "    description: {fr: Où}\n"
                       "    fields: {nom: {title: {en: name, fr: nom}, unit: m}}\n"
                       "  plain: {title: Both}\n";
    apply(text, VG_FR);
    assert_string_equal(buoys.title, "Bouées");
    assert_string_equal(buoys.lang, "fr");
    assert_string_equal(fields[3].title, "nom");
    assert_string_equal(fields[3].unit, "m");
    apply(text, VG_EN);
    assert_string_equal(buoys.title, "Buoys");
    assert_string_equal(buoys.description, "Où");
    assert_string_equal(buoys.lang, "en");
    assert_string_equal(plain.title, "Both");
    assert_string_equal(plain.lang, "en");
    apply("lang: fr\ncollections: {plain: {title: Deux}}\n", VG_EN);
    assert_string_equal(plain.lang, "fr");
}

static void what_is_not_said_stays_as_found(void **state)
{
    (void)state;
    buoys.license_title = "found";
    apply("", VG_EN);
    assert_string_equal(buoys.title, "buoys");
    assert_string_equal(buoys.license_title, "found");
    assert_int_equal(buoys.time_start, 1);
    assert_int_equal(buoys.time_end, 2);
    assert_true(buoys.has_interval);
    assert_false(buoys.hidden);
    assert_int_equal(warnings.len, 0);
}

static void terms_come_from_the_collection_the_store_or_the_service(void **state)
{
    (void)state;
    plain.attribution = "found";
    apply("contact: {name: S}\nlicense: {title: LS}\nattribution: AS\n"
          "collections: {buoys: {contact: {name: C}, license: {url: 'http://l/'}, links: [{href: "
          "/x}]}}\n",
          VG_EN);
    assert_string_equal(buoys.contacts->name, "C");
    assert_string_equal(buoys.license_url, "http://l/");
    assert_null(buoys.license_title);
    assert_string_equal(buoys.attribution, "AS");
    assert_int_equal(buoys.n_links, 1);
    assert_string_equal(plain.contacts->name, "S");
    assert_string_equal(plain.license_title, "LS");
    assert_string_equal(plain.attribution, "found");
}

static void fields_and_collections_are_hidden(void **state)
{
    (void)state;
    apply("collections: {buoys: {hide: [nom]}, plain: {hidden: true}}\n", VG_EN);
    assert_true(fields[3].hidden);
    assert_false(fields[0].hidden);
    assert_true(plain.hidden);
    assert_false(buoys.hidden);
}

static void only_what_is_listed_is_published_where_so_asked(void **state)
{
    (void)state;
    apply("publish_all: false\ncollections: {buoys: }\n", VG_EN);
    assert_false(buoys.hidden);
    assert_true(plain.hidden);
}

static void crossings_are_read_and_what_is_wrong_with_them_is_told(void **state)
{
    (void)state;
    struct vg_error err = {0};
    apply("collections:\n  buoys:\n    crossings: {away: {year: 2021, title: Seen}}\n", VG_EN);
    assert_int_equal(buoys.n_crossings, 1);
    assert_string_equal(buoys.crossings[0].with, "away");
    assert_string_equal(buoys.crossings[0].title, "Seen");
    assert_int_equal(buoys.crossings[0].year, 2021);
    assert_null(buoys.crossings[0].counts);
    assert_string_equal(warnings.ptr, "'collections.buoys.crossings.away' names a collection that is not in the store\n");
    assert_int_equal(try_apply("collections:\n  buoys:\n    crossings: {plain: {filter: nothing = 1}}\n", VG_EN, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "collections.buoys.crossings.plain.filter");
    assert_non_null(strstr(err.text, "'nothing' is no property"));
    assert_int_equal(try_apply("collections:\n  buoys:\n    crossings: {buoys: {}}\n", VG_EN, &err), VG_BAD_INPUT);
    assert_int_equal(try_apply("collections:\n  plain:\n    crossings: {buoys: {}}\n", VG_EN, &err), VG_BAD_INPUT);
}

static void what_is_not_there_is_a_warning(void **state)
{
    (void)state;
    apply("collections:\n  gone: {}\n  nokey: {}\n  buoys:\n    hide: [a]\n    key: nom\n"
          "    fields: {b: {}}\n    time_start: c\n",
          VG_EN);
    assert_string_equal(warnings.ptr,
                        "'collections.gone' (line 2) is not in the store\n"
                        "'collections.nokey' (line 3) cannot be published: it has no primary key\n"
                        "'collections.buoys.fields' names the field 'b', which is not there\n"
                        "'collections.buoys.hide' names the field 'a', which is not there\n"
                        "'collections.buoys.key' names the field 'nom', which cannot be the key\n"
                        "'collections.buoys.time_start' names the field 'c', which is not there\n");
    struct vg_error err = {0};
    struct vg_config c;
    assert_int_equal(vg_config_parse(VG_STR("collections: {gone: {}}"), "f", arena, &c, &err),
                     VG_OK);
    assert_int_equal(vg_config_apply(&c, VG_EN, registry, &found, arena, NULL, NULL), VG_OK);
}

static void time_fields_are_named_or_taken_away(void **state)
{
    (void)state;
    apply("collections: {buoys: {time_start: fin}}\n", VG_EN);
    assert_int_equal(buoys.time_start, 2);
    assert_int_equal(buoys.time_end, -1);
    assert_false(buoys.has_interval);
    apply("collections: {buoys: {time_start: début, time_end: local}}\n", VG_EN);
    assert_int_equal(buoys.time_start, 1);
    assert_int_equal(buoys.time_end, 4);
    apply("collections: {buoys: {time_end: fin}}\n", VG_EN);
    assert_int_equal(buoys.time_start, 1);
    assert_int_equal(buoys.time_end, 2);
    apply("collections: {buoys: {time_end: ''}}\n", VG_EN);
    assert_int_equal(buoys.time_start, 1);
    assert_int_equal(buoys.time_end, -1);
    apply("collections: {buoys: {time_start: ''}}\n", VG_EN);
    assert_int_equal(buoys.time_start, -1);
    assert_int_equal(buoys.time_end, -1);
}

static void the_same_time_fields_keep_their_interval(void **state)
{
    (void)state;
    apply("collections: {buoys: {time_start: début, time_end: fin}}\n", VG_EN);
    assert_true(buoys.has_interval);
}

static void a_hidden_field_is_no_guessed_time(void **state)
{
    (void)state;
    apply("collections: {buoys: {hide: [fin]}}\n", VG_EN);
    assert_int_equal(buoys.time_start, 1);
    assert_int_equal(buoys.time_end, -1);
    apply("collections: {buoys: {hide: [début]}}\n", VG_EN);
    assert_int_equal(buoys.time_start, -1);
}

static void a_field_that_is_no_time_is_refused(void **state)
{
    (void)state;
    struct vg_error err = {0};
    assert_int_equal(try_apply("collections: {buoys: {time_start: nom}}\n", VG_EN, &err),
                     VG_BAD_INPUT);
    assert_string_equal(err.where, "collections.buoys.time_start");
    assert_string_equal(err.text,
                        "'collections.buoys.time_start' names the field 'nom' of type text; it "
                        "must be a date or a date and time");
    assert_int_equal(try_apply("collections: {buoys: {time_end: heure}}\n", VG_EN, &err),
                     VG_BAD_INPUT);
    assert_int_equal(
        try_apply("collections: {buoys: {time_start: fin, hide: [fin]}}\n", VG_EN, &err),
        VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "is hidden"));
    buoys.time_start = buoys.time_end = -1;
    fields[2].hidden = false;
    assert_int_equal(try_apply("collections: {buoys: {time_end: fin}}\n", VG_EN, &err),
                     VG_BAD_INPUT);
    assert_string_equal(err.text, "'collections.buoys.time_end' needs the key 'time_start'");
}

static void the_usual_crs_fit_the_place(void **state)
{
    (void)state;
    apply("", VG_EN);
    assert_string_equal(crs_names(&buoys),
                        "OGC:CRS84 EPSG:4326 EPSG:3857 EPSG:4258 EPSG:2154");
    assert_int_equal(plain.n_crs, 0);
    static const struct {
        struct vg_bbox extent;
        const char *special;
    } places[] = {
        {{{-61.9, 15.8}, {-61.0, 16.6}, false}, "EPSG:5490"}, /* Guadeloupe */
        {{{-54.5, 2.2}, {-51.7, 5.8}, false}, "EPSG:2972"},   /* Guyane */
        {{{55.2, -21.4}, {55.9, -20.8}, false}, "EPSG:2975"}, /* La Réunion */
        {{{45.0, -13.0}, {45.3, -12.6}, false}, "EPSG:4471"}, /* Mayotte */
    };
    for (size_t i = 0; i < VG_COUNT(places); i++) {
        buoys.extent = places[i].extent;
        buoys.crs = crs_of("EPSG:4326");
        apply("", VG_EN);
        const char *names = crs_names(&buoys);
        assert_non_null(strstr(names, places[i].special));
        assert_null(strstr(names, "EPSG:2154"));
        assert_int_equal(buoys.n_crs, 5);
    }
}

static void a_world_or_an_unknown_extent_has_no_local_crs(void **state)
{
    (void)state;
    buoys.crs = crs_of("EPSG:32631");
    buoys.extent = (struct vg_bbox){{-180, -90}, {180, 90}, false};
    apply("", VG_EN);
    assert_string_equal(crs_names(&buoys), "OGC:CRS84 EPSG:4326 EPSG:4258 EPSG:32631");
    buoys.extent = (struct vg_bbox){{170, -20}, {-170, -10}, false}; /* across the antimeridian */
    apply("", VG_EN);
    assert_string_equal(crs_names(&buoys), "OGC:CRS84 EPSG:4326 EPSG:3857 EPSG:4258 EPSG:32631");
    buoys.has_extent = false;
    apply("", VG_EN);
    assert_int_equal(buoys.n_crs, 5);
}

static void with_heights_the_first_is_crs84h(void **state)
{
    (void)state;
    buoys.geom_z = true;
    apply("", VG_EN);
    assert_string_equal(buoys.crs_list[0]->curie, "OGC:CRS84h");
}

static void listed_crs_replace_or_add_without_doubles(void **state)
{
    (void)state;
    apply("crs: [EPSG:3395, EPSG:3857]\n", VG_EN);
    assert_string_equal(crs_names(&buoys),
                        "OGC:CRS84 EPSG:4326 EPSG:3857 EPSG:4258 EPSG:2154 EPSG:3395");
    apply("crs: [EPSG:3395]\n"
          "collections: {buoys: {crs: ['http://www.opengis.net/def/crs/EPSG/0/3857', EPSG:3857, "
          "CRS84]}}\n",
          VG_EN);
    assert_string_equal(crs_names(&buoys), "OGC:CRS84 EPSG:3857 EPSG:3395 EPSG:2154");
}

static void an_unknown_crs_is_refused_with_its_key(void **state)
{
    (void)state;
    struct vg_error err = {0};
    assert_int_equal(try_apply("collections: {buoys: {crs: [EPSG:999999]}}\n", VG_EN, &err),
                     VG_BAD_INPUT);
    assert_string_equal(err.where, "collections.buoys.crs");
    assert_non_null(strstr(err.text, "'EPSG:999999'"));
    assert_int_equal(try_apply("crs: [nonsense]\n", VG_EN, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "crs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_those_of_the_language_or_of_the_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_said_stays_as_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(terms_come_from_the_collection_the_store_or_the_service,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_and_collections_are_hidden, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_is_listed_is_published_where_so_asked, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(crossings_are_read_and_what_is_wrong_with_them_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_a_warning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(time_fields_are_named_or_taken_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_time_fields_keep_their_interval, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_hidden_field_is_no_guessed_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_field_that_is_no_time_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_usual_crs_fit_the_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_world_or_an_unknown_extent_has_no_local_crs, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(with_heights_the_first_is_crs84h, set_up, tear_down),
        cmocka_unit_test_setup_teardown(listed_crs_replace_or_add_without_doubles, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_crs_is_refused_with_its_key, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
