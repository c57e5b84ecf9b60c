/* Whole imports into a GeoPackage of the test's own, looked at through the store. */
#include "ingest_test.h"

#include <vigie/ingest/import.h>

static struct vg_crs_registry *registry;
static struct vg_arena *arena; /* of the report, and of what is looked at */
static struct vg_import_report report;
static struct vg_error err;

static int set_up(void **state)
{
    registry = vg_crs_registry_new(NULL);
    arena = vg_arena_new(64 << 20);
    return registry && arena ? make_folder(state) : -1;
}

static int tear_down(void **state)
{
    vg_arena_free(arena);
    vg_crs_registry_free(registry);
    return remove_folder(state);
}

static struct vg_store *open_store(const char *name)
{
    struct vg_store *s = NULL;
    const struct vg_store_options o = { .crs = registry, .pool_size = 2, .writable = true, .create = true };
    err = (struct vg_error){0};
    if (vg_store_open(path_of(2, name), &o, &s, &err) != VG_OK)
        fail_msg("%s", err.text);
    return s;
}

/* Import source into s.gpkg; o's source and registry are filled in. */
static enum vg_status import(const char *source, struct vg_import_options o)
{
    struct vg_store *s = open_store("s.gpkg");
    o.source = source;
    o.registry = registry;
    err = (struct vg_error){0};
    enum vg_status r = vg_import(s, &o, arena, &report, &err);
    vg_store_close(s);
    return r;
}

static void assert_imports(const char *source, struct vg_import_options o, int64_t rows)
{
    enum vg_status r = import(source, o);
    if (r != VG_OK)
        fail_msg("%s: %s", source, err.text);
    assert_int_equal(report.rows, rows);
}

static void assert_refused(const char *source, struct vg_import_options o, enum vg_status kind, const char *text)
{
    assert_int_equal(import(source, o), kind);
    if (!strstr(err.text, text))
        fail_msg("'%s' instead of '%s'", err.text, text);
}

static const struct vg_collection *collection(struct vg_store *s, const char *id)
{
    struct vg_discovery d;
    assert_int_equal(vg_store_discover(s, NULL, 0, arena, &d, &err), VG_OK);
    for (size_t i = 0; i < d.n_collections; i++)
        if (!strcmp(d.collections[i]->id, id))
            return d.collections[i];
    return NULL;
}

/* All rows as text: "id:value|value|WKT" joined by spaces, hidden fields left out. */
static const char *rows_of(const char *id)
{
    struct vg_store *s = open_store("s.gpkg");
    const struct vg_collection *c = collection(s, id);
    if (!c)
        fail_msg("no collection %s", id);
    int fields[64];
    size_t n = 0;
    for (size_t i = 0; i < c->n_fields && n < 64; i++)
        if (!c->fields[i].hidden && !vg_collection_is_key(c, (int)i))
            fields[n++] = (int)i;
    struct vg_query q = { .collection = c, .fields = fields, .n_fields = n, .no_geometry = !c->geom_name, .crs = c->crs,
                          .limit = 100 };
    struct vg_session *x;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    assert_int_equal(vg_session_begin(s, (struct vg_hold){0}, &x, &err), VG_OK);
    if (vg_session_select(x, &q, &cursor, &err) != VG_OK)
        fail_msg("%s", err.text);
    while (vg_cursor_next(cursor, &f, &err) == VG_OK) {
        vg_buf_printf(&b, "%s%.*s:", b.len ? " " : "", (int)f->id.len, f->id.ptr);
        for (size_t i = 0; i < n; i++) {
            vg_buf_cstr(&b, i ? "|" : "");
            vg_value_put_text(&b, &f->values[i]);
        }
        if (f->geom.wkb) {
            vg_buf_cstr(&b, "|");
            assert_int_equal(vg_geom_put_wkt(&b, f->geom, 3, &err), VG_OK);
        }
    }
    const char *kept = vg_arena_strdup(arena, b.ptr ? b.ptr : "");
    vg_cursor_close(cursor);
    vg_session_end(x);
    vg_store_close(s);
    return kept;
}

static int each(void **state)
{
    (void)state;
    unlink(path_of(2, "s.gpkg"));
    vg_arena_reset(arena);
    return 0;
}

/* ---- tables ---- */

static void table_with_coordinates_becomes_points(void **state)
{
    (void)state;
    assert_imports(write_text("p.csv", "code;nom;lon;lat\n01001;Été;2,5;48\n2A004;;;\n"),
                   (struct vg_import_options){ .id_field = "CODE" }, 2);
    assert_string_equal(report.geometry, "POINT");
    assert_string_equal(report.crs, "OGC:CRS84");
    assert_string_equal(rows_of("p"), "01001:Été|2.5|48|POINT (2.5 48) 2A004:||");
}

static void table_with_wkt_loses_the_column_and_keeps_the_shape(void **state)
{
    (void)state;
    assert_imports(write_text("w.csv", "n,the_geom\n1,\"POLYGON ((0 0,1 0,1 1,0 0))\"\n"
                                       "2,\"MULTIPOLYGON (((0 0,1 0,1 1,0 0)))\"\n3,\n"),
                   (struct vg_import_options){0}, 3);
    assert_string_equal(report.geometry, "MULTIPOLYGON");
    assert_string_equal(rows_of("w"), "1:1|MULTIPOLYGON (((0 0,1 0,1 1,0 0))) 2:2|MULTIPOLYGON (((0 0,1 0,1 1,0 0))) 3:3");
}

static void table_without_geometry_is_a_table(void **state)
{
    (void)state;
    assert_imports(write_text("t.csv", "a,a,\n1,x,true\n"), (struct vg_import_options){0}, 1);
    assert_null(report.geometry);
    assert_int_equal(report.n_notes, 1); /* a second column called a */
    assert_string_equal(rows_of("t"), "1:1|x|true");
}

static void coordinates_that_are_no_degrees_need_a_crs(void **state)
{
    (void)state;
    const char *path = write_text("m.csv", "n,x,y\n1,652000,6862000\n");
    assert_imports(path, (struct vg_import_options){0}, 1);
    assert_null(report.geometry);
    assert_int_equal(report.n_notes, 1);
    assert_refused(path, (struct vg_import_options){ .x = "x", .y = "y", .collection = "m2" }, VG_BAD_INPUT, "--crs");
    assert_imports(path, (struct vg_import_options){ .crs = "EPSG:2154", .collection = "m2" }, 1);
    assert_string_equal(report.crs, "EPSG:2154");
    assert_refused(write_text("d.csv", "lon,lat\n3,48\n300,48\n"), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'d.csv', line 3, field 'lon'");
}

static void latin1_is_recognised_and_said(void **state)
{
    (void)state;
    assert_imports(write_text("l.csv", "n,nom\n1,Tr\xE9gor\n"), (struct vg_import_options){0}, 1);
    assert_string_equal(report.encoding, "ISO-8859-1");
    assert_string_equal(rows_of("l"), "1:1|Trégor");
    assert_refused(write_text("mix.csv", "n,nom\n1,Trégor\n2,Tr\xE9gor\n"), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'mix.csv', line 3");
}

static void faults_of_tables_name_line_and_field(void **state)
{
    (void)state;
    assert_refused(write_text("f.csv", "a,b\n1,2\n3\n"), (struct vg_import_options){0}, VG_BAD_INPUT, "'f.csv', line 3: it has 1");
    assert_refused(write_text("f.csv", "a,b\n1,\"2\n"), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'f.csv', line 2, field 'b': a quote is opened");
    assert_refused(write_text("f.csv", ""), (struct vg_import_options){0}, VG_BAD_INPUT, "empty");
    assert_refused(write_text("f.csv", "a,wkt\n1,POINT (1 2)\n2,POINT (1\n"), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'f.csv', line 3, field 'wkt'");
    assert_int_not_equal(access(path_of(1, "s.gpkg"), F_OK), 0);
}

/* ---- ids ---- */

static void duplicate_ids_name_both_lines(void **state)
{
    (void)state;
    const char *path = write_text("dup.csv", "code,n\na,1\nb,2\na,3\n");
    assert_refused(path, (struct vg_import_options){ .id_field = "code" }, VG_CONFLICT, "lines 2 and 4 have the same id 'a'");
    path = write_text("dup.csv", "code,n\na,1\nb,2\na,1\n");
    assert_refused(path, (struct vg_import_options){ .id_field = "n" }, VG_CONFLICT, "lines 2 and 4 have the same id '1'");
    assert_refused(path, (struct vg_import_options){ .id_field = "none" }, VG_BAD_INPUT, "no field 'none'");
    path = write_text("dup.csv", "code,n\na,1\n,2\n");
    assert_refused(path, (struct vg_import_options){ .id_field = "code" }, VG_BAD_INPUT, "'dup.csv', line 3, field 'code'");
    assert_int_not_equal(access(path_of(1, "s.gpkg"), F_OK), 0);
}

#define FEATURES(list) "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"
#define FEATURE(id, n) \
    "{\"type\":\"Feature\"" id ",\"properties\":{\"n\":" n "},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"

static void ids_of_geojson_are_kept(void **state)
{
    (void)state;
    assert_imports(write_text("i.geojson", FEATURES(FEATURE(",\"id\":70", "1") "," FEATURE(",\"id\":7", "2"))),
                   (struct vg_import_options){0}, 2);
    assert_true(report.own_ids);
    assert_string_equal(rows_of("i"), "7:2|POINT (1 2) 70:1|POINT (1 2)");
    assert_imports(write_text("t.geojson", FEATURES(FEATURE(",\"id\":\"a/b\"", "1"))), (struct vg_import_options){0}, 1);
    assert_string_equal(report.id_field, "id");
    assert_string_equal(rows_of("t"), "a/b:1|POINT (1 2)");
    assert_imports(write_text("n.geojson", FEATURES(FEATURE("", "5") "," FEATURE("", "null"))),
                   (struct vg_import_options){0}, 2);
    assert_string_equal(rows_of("n"), "1:5|POINT (1 2) 2:|POINT (1 2)");
    assert_refused(write_text("d.geojson", FEATURES(FEATURE(",\"id\":7", "1") "," FEATURE(",\"id\":7", "2"))),
                   (struct vg_import_options){0}, VG_CONFLICT, "features 1 and 2 have the same id '7'");
}

/* ---- geometry ---- */

#define POLYGON(coordinates) \
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" coordinates "]}}"
#define GOOD POLYGON("[[5,5],[6,5],[6,6],[5,5]]")
#define BOW_TIE POLYGON("[[0,0],[1,1],[1,0],[0,1],[0,0]]")

static void invalid_polygons_are_repaired_and_named(void **state)
{
    (void)state;
    assert_imports(write_text("z.geojson", FEATURES(GOOD "," BOW_TIE)), (struct vg_import_options){0}, 2);
    assert_string_equal(report.geometry, "MULTIPOLYGON"); /* the repaired one has two parts */
    assert_int_equal(report.n_invalid, 1);
    assert_string_equal(report.invalid[0].id, "2");
    assert_non_null(strstr(report.invalid[0].reason, "Self-intersection"));
}

static void invalid_polygons_are_refused_or_kept_on_demand(void **state)
{
    (void)state;
    const char *path = write_text("z.geojson", FEATURES(BOW_TIE "," GOOD "," BOW_TIE));
    assert_refused(path, (struct vg_import_options){ .geometry = VG_GEOMETRY_REFUSE }, VG_BAD_INPUT, "2 geometries are not valid");
    assert_int_equal(report.n_invalid, 2);
    assert_int_not_equal(access(path_of(1, "s.gpkg"), F_OK), 0);
    assert_imports(path, (struct vg_import_options){ .geometry = VG_GEOMETRY_KEEP }, 3);
    assert_string_equal(report.geometry, "POLYGON");
    assert_int_equal(report.n_invalid, 0);
}

static void what_is_not_geojson_is_refused_in_a_sentence(void **state)
{
    (void)state;
    assert_refused(write_text("j.json", "{\"01001\":{\"n\":1}}"), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'j.json' is not GeoJSON");
    assert_refused(write_text("b.geojson", FEATURES(FEATURE("", "1 2"))), (struct vg_import_options){0}, VG_BAD_INPUT,
                   "'b.geojson' cannot be read");
    assert_refused(write_text("x.bin", "nothing known"), (struct vg_import_options){0}, VG_BAD_INPUT, "no format");
}

static void a_bare_geometry_is_one_feature(void **state)
{
    (void)state;
    assert_imports(write_text("g.geojson", "{\"type\":\"Point\",\"coordinates\":[1,2]}"), (struct vg_import_options){0}, 1);
    assert_int_equal(report.n_notes, 1);
    assert_string_equal(rows_of("g"), "1:|POINT (1 2)");
}

/* ---- modes ---- */

static void existing_collections_are_kept_replaced_or_appended_to(void **state)
{
    (void)state;
    const struct vg_import_options same = { .collection = "c", .id_field = "code" };
    struct vg_import_options o = same;
    assert_imports(write_text("1.csv", "code;nom;pop;lon;lat\na;un;1;0;0\n"), o, 1);
    assert_refused(path_of(0, "1.csv"), o, VG_CONFLICT, "--append, --replace");
    o.mode = VG_LOAD_APPEND;
    o.id_field = NULL;
    assert_imports(write_text("2.csv", "NOM;code;lon;lat\n2;b;1;1\n"), o, 1); /* other order and case, a number as text */
    assert_string_equal(rows_of("c"), "a:un|1|0|0|POINT (0 0) b:2||1|1|POINT (1 1)");
    assert_refused(write_text("3.csv", "code;nom\nb;x\n"), o, VG_CONFLICT, "the id 'b' is there already");
    assert_refused(write_text("3.csv", "code;other\nc;x\n"), o, VG_CONFLICT, "no field 'other'");
    assert_refused(write_text("3.csv", "code;pop\nc;many\n"), o, VG_CONFLICT, "'pop'");
    assert_string_equal(rows_of("c"), "a:un|1|0|0|POINT (0 0) b:2||1|1|POINT (1 1)");
    o = same;
    o.mode = VG_LOAD_REPLACE;
    assert_imports(write_text("4.csv", "code;x\nz;1\n"), o, 1);
    assert_string_equal(rows_of("c"), "z:1");
    o.mode = VG_LOAD_APPEND;
    o.collection = "none";
    assert_refused(path_of(0, "4.csv"), o, VG_NOT_FOUND, "no collection 'none'");
}

static bool stop_now(void *ctx)
{
    return ++*(int *)ctx > 1;
}

static void interrupted_import_leaves_nothing(void **state)
{
    (void)state;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    VG_BUF_LIT(&b, "n\n");
    for (int i = 0; i < 10000; i++)
        vg_buf_printf(&b, "%d\n", i);
    int asked = 0;
    assert_int_equal(import(write_text("long.csv", b.ptr), (struct vg_import_options){ .stop = stop_now, .ctx = &asked }),
                     VG_UNAVAILABLE);
    char command[100];
    snprintf(command, sizeof command, "ls -A '%s' | grep -q 's.gpkg'", test_folder);
    assert_int_not_equal(system(command), 0);
}

static void reserved_names_are_refused(void **state)
{
    (void)state;
    const char *path = write_text("r.csv", "n\n1\n");
    assert_refused(path, (struct vg_import_options){ .collection = "catalogue" }, VG_BAD_INPUT, "catalogue");
    assert_refused(path, (struct vg_import_options){ .collection = "gpkg_x" }, VG_BAD_INPUT, "gpkg_");
    assert_refused(path, (struct vg_import_options){ .collection = "" }, VG_BAD_INPUT, "1 to 63 bytes");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup(f, each)
    const struct CMUnitTest tests[] = {
        CASE(table_with_coordinates_becomes_points),
        CASE(table_with_wkt_loses_the_column_and_keeps_the_shape),
        CASE(table_without_geometry_is_a_table),
        CASE(coordinates_that_are_no_degrees_need_a_crs),
        CASE(latin1_is_recognised_and_said),
        CASE(faults_of_tables_name_line_and_field),
        CASE(duplicate_ids_name_both_lines),
        CASE(ids_of_geojson_are_kept),
        CASE(invalid_polygons_are_repaired_and_named),
        CASE(invalid_polygons_are_refused_or_kept_on_demand),
        CASE(what_is_not_geojson_is_refused_in_a_sentence),
        CASE(a_bare_geometry_is_one_feature),
        CASE(existing_collections_are_kept_replaced_or_appended_to),
        CASE(interrupted_import_leaves_nothing),
        CASE(reserved_names_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
