#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include <vigie/codec/mvt.h>

#define TILE 4096.0 /* metres: a whole number of the tile is a metre, y counted from the top */

static struct vg_arena *arena;
static struct vg_crs_registry *registry;
static struct vg_transform *same;

static struct vg_field fields[] = {{.name = "name"}, {.name = "n"}};
static const struct vg_collection collection = {.id = "c", .fields = fields, .n_fields = 2};
static const int both[] = {0, 1};

static int set_up(void **state)
{
    (void)state;
    struct vg_error err = {0};
    const struct vg_crs *crs;
    arena = vg_arena_new(64 << 20);
    registry = vg_crs_registry_new(&err);
    if (!registry || vg_crs_find(registry, VG_STR("EPSG:3857"), &crs, &err) != VG_OK)
        return -1;
    return vg_transform_borrow(registry, crs, crs, NULL, &same, &err) == VG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    vg_transform_return(same);
    vg_crs_registry_free(registry);
    vg_arena_free(arena);
    return 0;
}

/* --- a decoder of its own: a layer as text ------------------------------------------------------ */

struct reader {
    const unsigned char *at, *end;
};

static uint64_t varint(struct reader *r)
{
    uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
        assert_true(r->at < r->end);
        v |= (uint64_t)(*r->at & 0x7f) << shift;
        if (!(*r->at++ & 0x80))
            return v;
    }
}

static struct reader bytes(struct reader *r)
{
    uint64_t n = varint(r);
    assert_true(n <= (uint64_t)(r->end - r->at));
    struct reader part = {r->at, r->at + n};
    r->at += n;
    return part;
}

static long long zigzag(struct reader *r)
{
    uint64_t v = varint(r);
    return (long long)(v >> 1) ^ -(long long)(v & 1);
}

/* "M0,0 L5,0 L5,5 Z", absolute. */
static void put_geometry(struct vg_buf *out, struct reader r)
{
    long long x = 0, y = 0;
    while (r.at < r.end) {
        uint64_t command = varint(&r);
        if ((command & 7) == 7)
            vg_buf_cstr(out, " Z");
        for (uint64_t i = 0; (command & 7) != 7 && i < command >> 3; i++) {
            x += zigzag(&r);
            y += zigzag(&r);
            vg_buf_printf(out, " %c%lld,%lld", (command & 7) == 1 ? 'M' : 'L', x, y);
        }
    }
}

static void put_tags(struct vg_buf *out, struct reader r)
{
    while (r.at < r.end) {
        unsigned long long key = varint(&r);
        vg_buf_printf(out, " %llu=%llu", key, (unsigned long long)varint(&r));
    }
}

static void put_feature(struct vg_buf *out, struct reader r)
{
    while (r.at < r.end) {
        switch (varint(&r)) {
        case 1 << 3: vg_buf_printf(out, "#%llu", (unsigned long long)varint(&r)); break;
        case 2 << 3 | 2: put_tags(out, bytes(&r)); break;
        case 3 << 3: vg_buf_printf(out, " type %llu", (unsigned long long)varint(&r)); break;
        case 4 << 3 | 2: put_geometry(out, bytes(&r)); break;
        default: fail();
        }
    }
    vg_buf_cstr(out, "\n");
}

static void put_layer(struct vg_buf *out, struct reader r)
{
    while (r.at < r.end) {
        uint64_t key = varint(&r);
        struct reader part = (key & 7) == 2 ? bytes(&r) : (struct reader){0};
        uint64_t number = (key & 7) == 2 ? 0 : varint(&r);
        switch (key >> 3) {
        case 1: vg_buf_printf(out, "layer %.*s\n", (int)(part.end - part.at), (const char *)part.at); break;
        case 2: put_feature(out, part); break;
        case 3: vg_buf_printf(out, "key %.*s\n", (int)(part.end - part.at), (const char *)part.at); break;
        case 4:
            vg_buf_cstr(out, "value");
            for (; part.at < part.end; part.at++)
                vg_buf_printf(out, " %02x", *part.at);
            vg_buf_cstr(out, "\n");
            break;
        case 5: assert_int_equal(number, VG_MVT_EXTENT); break;
        case 15: assert_int_equal(number, 2); break;
        default: fail();
        }
    }
}

/* --- writing ------------------------------------------------------------------------------------ */

struct row {
    const char *id, *wkt;
    struct vg_value values[2];
};

static struct vg_mvt *begin(bool exact, size_t n_fields, size_t max_features)
{
    struct vg_mvt_layer l = {.name = "c", .collection = &collection, .fields = both, .n_fields = n_fields,
                             .tile = {.max = {TILE, TILE}}, .to_tile = same, .exact = exact, .max_bytes = 1 << 20,
                             .max_features = max_features};
    struct vg_mvt *m;
    assert_true(vg_mvt_reach(&l.tile, same, &l.reach));
    assert_int_equal(vg_mvt_new(&l, &m, NULL), VG_OK);
    return m;
}

static void add(struct vg_mvt *m, const struct row *row)
{
    struct vg_error err = {0};
    struct vg_feature f = {.id = vg_str_of(row->id), .values = row->values};
    if (vg_geom_from_wkt(vg_str_of(row->wkt), arena, &f.geom, &err) != VG_OK)
        fail_msg("%s: %s", row->wkt, err.text);
    assert_int_equal(vg_mvt_add(m, &f, &err), VG_OK);
}

static const char *finish(struct vg_mvt *m)
{
    struct vg_buf b, text;
    vg_buf_init(&b, 1 << 20);
    vg_buf_init(&text, 1 << 20);
    assert_int_equal(vg_mvt_put(m, &b, NULL), VG_OK);
    vg_mvt_free(m);
    struct reader r = {(const unsigned char *)b.ptr, (const unsigned char *)b.ptr + b.len};
    while (r.at < r.end) {
        assert_int_equal(varint(&r), 3 << 3 | 2);
        put_layer(&text, bytes(&r));
    }
    const char *kept = vg_arena_cstr(arena, (struct vg_str){text.ptr ? text.ptr : "", text.len});
    vg_buf_finish(&b);
    vg_buf_finish(&text);
    return kept;
}

static const char *tile_of(const char *wkt)
{
    struct vg_mvt *m = begin(true, 0, 1000);
    add(m, &(struct row){.id = "7", .wkt = wkt});
    return finish(m);
}

static size_t lines_with(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

/* --- cases -------------------------------------------------------------------------------------- */

static void outside_rings_run_clockwise_as_seen_and_holes_the_other_way(void **state)
{
    (void)state;
    static const char *const square = "layer c\n#7 type 3 M0,4096 L0,4086 L10,4086 L10,4096 Z M2,4094 L8,4094 L8,4088 L2,4088 Z\n";
    assert_string_equal(tile_of("POLYGON((0 0, 0 10, 10 10, 10 0, 0 0), (2 2, 8 2, 8 8, 2 8, 2 2))"), square);
    /* written the other way round it is drawn alike, from the same first positions */
    assert_string_equal(tile_of("POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 8, 8 8, 8 2, 2 2))"), square);
}

static void a_polygon_beyond_the_tile_on_all_sides_is_its_square_with_the_margin(void **state)
{
    (void)state;
    const char *t = tile_of("POLYGON((-90000 -90000, 90000 -90000, 90000 90000, -90000 90000, -90000 -90000))");
    assert_non_null(strstr(t, "-64,4160"));
    assert_non_null(strstr(t, "4160,-64"));
    assert_int_equal(lines_with(t, " L"), 3);
}

static void a_line_that_leaves_and_comes_back_is_two(void **state)
{
    (void)state;
    assert_string_equal(tile_of("LINESTRING(4000 96, 9000 96, 9000 196, 4000 196)"),
                        "layer c\n#7 type 2 M4000,4000 L4160,4000 M4160,3900 L4000,3900\n");
}

static void what_is_not_seen_makes_no_layer(void **state)
{
    (void)state;
    assert_string_equal(tile_of("POINT(5000 5000)"), "");
    assert_string_equal(tile_of("POINT EMPTY"), "");
    assert_string_equal(tile_of("POLYGON EMPTY"), "");
    /* its box meets the tile, it does not */
    assert_string_equal(tile_of("LINESTRING(-5000 3000, 1000 9000)"), "");
}

static void points_are_one_feature_and_a_collection_one_a_kind(void **state)
{
    (void)state;
    assert_string_equal(tile_of("MULTIPOINT((1 4095), (2 4094), (9999 0))"), "layer c\n#7 type 1 M1,1 M2,2\n");
    assert_string_equal(tile_of("GEOMETRYCOLLECTION(LINESTRING(0 4096, 5 4096), POINT(1 4095))"),
                        "layer c\n#7 type 1 M1,1\n#7 type 2 M0,0 L5,0\n");
}

static void curves_are_drawn(void **state)
{
    (void)state;
    const char *t = tile_of("CURVEPOLYGON(CIRCULARSTRING(1000 1000, 1200 1000, 1000 1000))");
    assert_true(lines_with(t, " L") > 20);
}

static void values_are_written_once_and_null_is_no_attribute(void **state)
{
    (void)state;
    struct vg_mvt *m = begin(true, 2, 1000);
    add(m, &(struct row){"1", "POINT(1 4095)", {{.kind = VG_V_TEXT, .text = VG_STR("x")}, {.kind = VG_V_INT, .integer = 3}}});
    add(m, &(struct row){"2", "POINT(1 4095)", {{.kind = VG_V_NULL}, {.kind = VG_V_INT, .integer = 3}}});
    add(m, &(struct row){"not a number", "POINT(1 4095)", {{.kind = VG_V_TEXT, .text = VG_STR("x")}, {.kind = VG_V_INT, .integer = -1}}});
    assert_string_equal(finish(m), "layer c\n#1 0=0 1=1 type 1 M1,1\n#2 1=1 type 1 M1,1\n 0=0 1=2 type 1 M1,1\n"
                                   "key name\nkey n\nvalue 0a 01 78\nvalue 28 03\nvalue 30 01\n");
}

static void small_polygons_add_up_to_one_that_is_seen(void **state)
{
    (void)state;
    struct vg_mvt *m = begin(false, 0, 1000);
    for (int i = 0; i < 10; i++)
        add(m, &(struct row){.id = "1", .wkt = "POLYGON((100 100, 102 100, 102 102, 100 102, 100 100))"});
    /* 4 each: two squares of 16 stand for eight of them */
    assert_int_equal(lines_with(finish(m), "type 3"), 2);
}

static void past_the_limit_the_largest_stay(void **state)
{
    (void)state;
    struct vg_mvt *m = begin(true, 0, 3);
    for (int i = 1; i <= 20; i++) {
        int size = i % 2 ? 10 : 10 * i;
        add(m, &(struct row){.id = vg_arena_printf(arena, "%d", i),
                             .wkt = vg_arena_printf(arena, "POLYGON((0 0, %d 0, %d %d, 0 0))", size, size, size)});
    }
    const char *t = finish(m);
    assert_int_equal(lines_with(t, "type 3"), 3);
    for (int i = 16; i <= 20; i += 2)
        assert_non_null(strstr(t, vg_arena_printf(arena, "#%d type", i)));
}

static void past_the_limit_in_bytes_a_layer_still_fits(void **state)
{
    (void)state;
    struct vg_mvt_layer l = {.name = "c", .collection = &collection, .fields = both, .n_fields = 1,
                             .tile = {.max = {TILE, TILE}}, .to_tile = same, .exact = true, .max_bytes = 2000,
                             .max_features = 100000};
    struct vg_mvt *m;
    struct vg_buf b;
    assert_true(vg_mvt_reach(&l.tile, same, &l.reach));
    assert_int_equal(vg_mvt_new(&l, &m, NULL), VG_OK);
    for (int i = 0; i < 5000; i++) {
        const char *name = vg_arena_printf(arena, "name %d", i);
        add(m, &(struct row){name, "POINT(5 5)", {{.kind = VG_V_TEXT, .text = vg_str_of(name)}}});
    }
    vg_buf_init(&b, 1 << 20);
    assert_int_equal(vg_mvt_put(m, &b, NULL), VG_OK);
    vg_mvt_free(m);
    assert_in_range(b.len, 1000, 2000);
    vg_buf_finish(&b);
}

static void a_long_zigzag_is_thinned_and_never_moves_far(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 4 << 20);
    vg_buf_cstr(&b, "LINESTRING(0 0");
    for (int i = 1; i < 20000; i++)
        vg_buf_printf(&b, ", %g %g", i * 0.2, i % 2 ? 0.5 : 0.0);
    vg_buf_cstr(&b, ", 4000 0)");
    struct vg_mvt *m = begin(false, 0, 10);
    add(m, &(struct row){.id = "1", .wkt = b.ptr});
    const char *t = finish(m);
    assert_in_range(lines_with(t, " L"), 1, 40);
    assert_non_null(strstr(t, "L4000,4096"));
    vg_buf_finish(&b);
}

static void a_square_stands_for_small_ones_where_it_is_told(void **state)
{
    (void)state;
    struct vg_mvt_layer l = {.name = "c", .collection = &collection, .fields = both, .tile = {.max = {TILE, TILE}},
                             .to_tile = same, .smallest = 400, .max_bytes = 1 << 20, .max_features = 100};
    const struct vg_feature f = {.id = VG_STR("5")};
    struct vg_mvt *m;
    assert_true(vg_mvt_reach(&l.tile, same, &l.reach));
    assert_int_equal(vg_mvt_new(&l, &m, NULL), VG_OK);
    assert_int_equal(vg_mvt_add_square(m, &f, 1000, 4000, NULL), VG_OK);
    assert_int_equal(vg_mvt_add_square(m, &f, 5000, 4000, NULL), VG_OK); /* out of sight */
    add(m, &(struct row){.id = "6", .wkt = "POLYGON((0 0, 19 0, 19 19, 0 19, 0 0))"});
    add(m, &(struct row){.id = "7", .wkt = "POLYGON((0 0, 21 0, 21 21, 0 21, 0 0))"});
    assert_string_equal(finish(m), "layer c\n#5 type 3 M990,86 L1010,86 L1010,106 L990,106 Z\n"
                                   "#7 type 3 M0,4096 L0,4075 L21,4075 L21,4096 Z\n");
}

/* Lambert-93 to Web Mercator at zoom 8: what comes after the first thousands is where it would be as the first. */
static void many_positions_are_projected_to_the_same_places(void **state)
{
    (void)state;
    const struct vg_crs *from, *to;
    struct vg_transform *there, *back;
    assert_int_equal(vg_crs_find(registry, VG_STR("EPSG:2154"), &from, NULL), VG_OK);
    assert_int_equal(vg_crs_find(registry, VG_STR("EPSG:3857"), &to, NULL), VG_OK);
    assert_int_equal(vg_transform_borrow(registry, from, to, NULL, &there, NULL), VG_OK);
    assert_int_equal(vg_transform_borrow(registry, to, from, NULL, &back, NULL), VG_OK);
    struct vg_mvt_layer l = {.name = "c", .collection = &collection, .fields = both, .to_tile = there,
                             .tile = {.min = {-313086, 6105178}, .max = {-156543, 6261721}}, .max_bytes = 1 << 20,
                             .max_features = 10000};
    assert_true(vg_mvt_reach(&l.tile, back, &l.reach));
    struct vg_mvt *m;
    assert_int_equal(vg_mvt_new(&l, &m, NULL), VG_OK);
    for (int i = 0; i < 5000; i++) {
        double share = i / 5000.0;
        add(m, &(struct row){.id = vg_arena_printf(arena, "%d", i),
                             .wkt = vg_arena_printf(arena, "POINT(%.3f %.3f)", l.reach.min[0] + share * (l.reach.max[0] - l.reach.min[0]),
                                                    l.reach.min[1] + share * (l.reach.max[1] - l.reach.min[1]))});
    }
    const char *t = finish(m);
    for (int i = 0; i < 5000; i += 7) {
        double share = i / 5000.0, at[2];
        const char *line = strstr(t, vg_arena_printf(arena, "#%d type 1 M", i));
        for (int k = 0; k < 2; k++)
            at[k] = l.reach.min[k] + share * (l.reach.max[k] - l.reach.min[k]);
        vg_transform_points(there, at, 1, 2);
        double x = (at[0] - l.tile.min[0]) / 156543 * 4096, y = (l.tile.max[1] - at[1]) / 156543 * 4096;
        int found[2];
        if (!line)
            continue; /* a corner of the reach that is not seen */
        assert_int_equal(sscanf(strchr(line, 'M'), "M%d,%d", &found[0], &found[1]), 2);
        assert_true(fabs(found[0] - x) < 0.61 && fabs(found[1] - y) < 0.61);
    }
    assert_in_range(lines_with(t, "type 1"), 3000, 5000);
    vg_transform_return(there);
    vg_transform_return(back);
}

/* What rows draw in a tile `column` tiles to the right, as they are and by shapes made of them. */
static const char *drawn(const char *const *wkts, size_t n, int column, bool made)
{
    struct vg_mvt_layer l = {.name = "c", .collection = &collection, .fields = both, .tile = {.max = {TILE, TILE}}, .to_tile = same,
                             .max_bytes = 1 << 20, .max_features = 100, .make = true};
    struct vg_mvt *maker, *m;
    struct vg_buf shapes;
    vg_buf_init(&shapes, 1 << 20);
    assert_int_equal(vg_mvt_new(&l, &maker, NULL), VG_OK);
    l.make = false;
    l.tile.min[0] += column * TILE;
    l.tile.max[0] += column * TILE;
    l.corner[0] = column * VG_MVT_EXTENT;
    assert_true(vg_mvt_reach(&l.tile, same, &l.reach));
    assert_int_equal(vg_mvt_new(&l, &m, NULL), VG_OK);
    for (size_t i = 0; i < n; i++) {
        struct vg_feature f = {.id = vg_str_of(vg_arena_printf(arena, "%zu", i))};
        uint64_t entries = 0;
        assert_int_equal(vg_geom_from_wkt(vg_str_of(wkts[i]), arena, &f.geom, NULL), VG_OK);
        vg_buf_clear(&shapes);
        assert_int_equal(vg_mvt_make(maker, &f, (int64_t)i, &shapes, &entries, NULL), VG_OK);
        assert_int_equal(entries, 1);
        const struct vg_mvt_made *w = (const void *)shapes.ptr;
        assert_int_equal(shapes.len, vg_mvt_made_size(w));
        assert_int_equal(made ? vg_mvt_add_made(m, &f, w, NULL) : vg_mvt_add(m, &f, NULL), VG_OK);
    }
    vg_mvt_free(maker);
    vg_buf_finish(&shapes);
    return finish(m);
}

static void shapes_made_once_draw_what_their_rows_do(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "POLYGON((100 100, 900 100, 900.6 104, 900 900, 100 900, 100 100), (200 200, 200 300, 300 300, 300 200, 200 200))",
        "MULTIPOLYGON(((3000 100, 3000 900, 5000 900, 5000 100, 3000 100), (3100 200, 3100 300, 3200 300, 3200 200, 3100 200),"
        " (4500 200, 4500 300, 4600 300, 4600 200, 4500 200)), ((10 3000, 50 3000, 50 3050, 10 3000)))",
        "LINESTRING(4000 96, 9000 96, 9000 196, 4000 196)",
        "MULTILINESTRING((1 1, 50 1, 50 40), (60 60, 90 91))",
        "POLYGON((100 100, 102 100, 102 102, 100 102, 100 100))",
        "MULTIPOLYGON(((110 100, 113 100, 113 103, 110 103, 110 100)), ((120 100, 123 100, 123 103, 120 103, 120 100)))",
        "POLYGON((0 0, 19 0, 19 19, 0 19, 0 0))",
        "MULTIPOLYGON(((500 500, 600 500, 600 600, 500 500)), ((700 700, 703 700, 703 705, 700 700)),"
        " ((710 700, 713 700, 713 705, 710 700)))",
    };
    for (int column = 0; column < 4; column++) {
        const char *made = drawn(rows, VG_COUNT(rows), column, true);
        assert_string_equal(made, drawn(rows, VG_COUNT(rows), column, false));
        assert_int_equal(lines_with(made, "type"), column == 0 ? 7 : column == 1 ? 2 : column == 2);
    }
}

static void broken_bytes_are_told(void **state)
{
    (void)state;
    struct vg_mvt *m = begin(true, 0, 10);
    static const unsigned char cut[] = {1, 2, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3};
    const struct vg_feature f = {.id = VG_STR("1"), .geom = {cut, sizeof cut}};
    struct vg_error err = {0};
    assert_int_equal(vg_mvt_add(m, &f, &err), VG_BAD_INPUT);
    vg_mvt_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outside_rings_run_clockwise_as_seen_and_holes_the_other_way),
        cmocka_unit_test(a_polygon_beyond_the_tile_on_all_sides_is_its_square_with_the_margin),
        cmocka_unit_test(a_line_that_leaves_and_comes_back_is_two),
        cmocka_unit_test(what_is_not_seen_makes_no_layer),
        cmocka_unit_test(points_are_one_feature_and_a_collection_one_a_kind),
        cmocka_unit_test(curves_are_drawn),
        cmocka_unit_test(values_are_written_once_and_null_is_no_attribute),
        cmocka_unit_test(small_polygons_add_up_to_one_that_is_seen),
        cmocka_unit_test(past_the_limit_the_largest_stay),
        cmocka_unit_test(past_the_limit_in_bytes_a_layer_still_fits),
        cmocka_unit_test(a_long_zigzag_is_thinned_and_never_moves_far),
        cmocka_unit_test(a_square_stands_for_small_ones_where_it_is_told),
        cmocka_unit_test(many_positions_are_projected_to_the_same_places),
        cmocka_unit_test(shapes_made_once_draw_what_their_rows_do),
        cmocka_unit_test(broken_bytes_are_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
