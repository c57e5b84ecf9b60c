/* What is found out about a file before it is read: where it is, its encoding, whether its features have ids. */
#include "ingest_test.h"

#include "../../../src/ingest/files/place.h"
#include "../../../src/ingest/sources/dbf_encoding.h"
#include "../../../src/ingest/sources/geojson_peek.h"
#include "../../../src/ingest/sources/kin.h"

static struct vg_geojson_peek peek(const char *text)
{
    struct vg_geojson_peek p;
    vg_geojson_peek(write_text("p.geojson", text), &p);
    return p;
}

static void ids_of_the_first_feature_are_seen(void **state)
{
    (void)state;
    assert_true(peek("{\"type\":\"FeatureCollection\",\"features\":[{\"id\":7,\"type\":\"Feature\"}]}").number_id);
    assert_true(peek("{\"features\":[ {\"type\":\"Feature\",\"geometry\":{\"coordinates\":[1,2]},\"id\" : \"a\"}]}").text_id);
    struct vg_geojson_peek p = peek("{\"name\":\"x, {\",\"features\":[{\"properties\":{\"id\":1},\"geometry\":null},{\"id\":2}]}");
    assert_false(p.number_id || p.text_id || p.bare);
    assert_true(peek("{\"type\":\"Feature\",\"id\":-3,\"geometry\":null}").number_id);
    assert_true(peek("{\"type\":\"Point\",\"coordinates\":[1,2]}").bare);
    p = peek("{\"type\":\"FeatureCollection\",\"features\":[]}");
    assert_false(p.number_id || p.text_id || p.bare);
    p = peek("{\"features\":[{\"pro");
    assert_false(p.number_id || p.text_id || p.bare);
}

static const char *encoding_of(const char *records, unsigned char code_page)
{
    char bytes[400] = {3};
    bytes[29] = (char)code_page;
    size_t n = strlen(records);
    memcpy(bytes + 64, records, n);
    write_bytes("s.dbf", bytes, 64 + n);
    return vg_dbf_encoding(path_of(1, "s.shp"));
}

static void shapefile_without_a_word_is_judged_by_its_bytes(void **state)
{
    (void)state;
    assert_null(encoding_of("only ASCII", 0));
    assert_string_equal(encoding_of("Tr\xE9gor", 0), "ISO-8859-1");
    assert_string_equal(encoding_of("c\x9Cur", 0), "Windows-1252");
    assert_string_equal(encoding_of("Trégor, forêt, cœur, été, à", 0), "UTF-8");
    assert_string_equal(encoding_of("éèàùç, cut: \xC3", 0), "UTF-8");
    assert_null(encoding_of("Tr\xE9gor", 0x57)); /* the file says it */
    write_text("s.cpg", "UTF-8");
    assert_null(encoding_of("Tr\xE9gor", 0));
    unlink(path_of(1, "s.cpg"));
}

static enum vg_status find(const char *source, const char *layer, struct vg_arena *a, struct vg_place *p,
                           struct vg_error *err)
{
    vg_arena_reset(a);
    *err = (struct vg_error){0};
    return vg_place_find(source, layer, a, p, err);
}

static void places_are_files_or_refused(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_place p;
    struct vg_error err;
    static const char *const remote[] = {
        "http://localhost/x.geojson", "/vsicurl/http://localhost/x", "/vsis3/bucket/x.shp", "/vsizip//vsicurl/http://x/y.zip",
        "postgresql://localhost/x", "WFS:https://localhost/",
    };
    for (size_t i = 0; i < VG_COUNT(remote); i++) {
        assert_int_equal(find(remote[i], NULL, a, &p, &err), VG_BAD_INPUT);
        assert_non_null(strstr(err.text, "is on the network"));
    }
    assert_int_equal(find(path_of(1, "none.shp"), NULL, a, &p, &err), VG_NOT_FOUND);
    assert_int_equal(find(write_text("Zones d'été.GeoJSON", "{}"), NULL, a, &p, &err), VG_OK);
    assert_int_equal(p.kind, VG_PLACE_OGR);
    assert_string_equal(p.stem, "Zones d'été");
    assert_int_equal(find(write_text("t.csv.gz", ""), NULL, a, &p, &err), VG_OK);
    assert_int_equal(p.kind, VG_PLACE_CSV);
    assert_string_equal(p.stem, "t");
    vg_arena_free(a);
}

static void one_source_of_a_folder_is_found(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_place p;
    struct vg_error err;
    char command[300];
    snprintf(command, sizeof command, "mkdir -p '%s/f/in/ner' '%s/g'", test_folder, test_folder);
    assert_int_equal(system(command), 0);
    write_text("f/in/ner/a.shp", "");
    write_text("f/in/ner/a.dbf", "");
    write_text("f/readme.txt", "");
    write_text("f/in/table.csv", "");
    assert_int_equal(find(path_of(1, "f"), NULL, a, &p, &err), VG_OK);
    assert_string_equal(p.file, "a.shp");
    assert_int_equal(find(path_of(1, "f"), "table", a, &p, &err), VG_OK); /* named */
    assert_string_equal(p.file, "table.csv");
    assert_null(p.layer);
    write_text("f/in/b.gpkg", "");
    assert_int_equal(find(path_of(1, "f"), NULL, a, &p, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "--layer"));
    assert_int_equal(find(path_of(1, "g"), NULL, a, &p, &err), VG_BAD_INPUT);
    vg_arena_free(a);
}

static void kin_share_a_type_and_strangers_do_not(void **state)
{
    (void)state;
    assert_int_equal(vg_kin_type(1u << VG_GEOM_POLYGON), VG_GEOM_POLYGON);
    assert_int_equal(vg_kin_type(1u << VG_GEOM_POLYGON | 1u << VG_GEOM_MULTIPOLYGON), VG_GEOM_MULTIPOLYGON);
    assert_int_equal(vg_kin_type(1u << VG_GEOM_POINT | 1u << VG_GEOM_MULTIPOINT), VG_GEOM_MULTIPOINT);
    assert_int_equal(vg_kin_type(1u << VG_GEOM_POINT | 1u << VG_GEOM_LINESTRING), VG_GEOM_ANY);
    assert_int_equal(vg_kin_type(1u << VG_GEOM_COLLECTION), VG_GEOM_COLLECTION);
    assert_int_equal(vg_kin_type(1u << VG_GEOM_CIRCULARSTRING | 1u << VG_GEOM_MULTICURVE), VG_GEOM_MULTICURVE);
    assert_int_equal(vg_kin_type(0), VG_GEOM_ANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_of_the_first_feature_are_seen),
        cmocka_unit_test(shapefile_without_a_word_is_judged_by_its_bytes),
        cmocka_unit_test(places_are_files_or_refused),
        cmocka_unit_test(one_source_of_a_folder_is_found),
        cmocka_unit_test(kin_share_a_type_and_strangers_do_not),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
