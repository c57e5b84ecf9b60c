/* Forms that a library may lack: they are offered, liked and linked where they can be had alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <gdal.h>

#include <vigie/codec/gdal.h>
#include <vigie/codec/ogr.h>

#include "../../../src/api/common/call.h"

static bool here;

static bool told(void)
{
    return here;
}

static const struct vg_item_codec shy_codec = {.name = "shy", .is_there = told};
static const struct vg_format shy = {"shy", "application/x-shy", "Shy", {"application/x-shyer", NULL}, &shy_codec, "shy"};
static const struct vg_format twin = {.name = "twin", .media_type = "application/json", .title = "Twin", .is_twin = true};
static const struct vg_format *const formats[] = {&shy, &vg_format_json, &twin, NULL};

static void what_is_not_there_is_neither_liked_nor_linked(void **state)
{
    (void)state;
    here = false;
    assert_false(vg_format_is_there(&shy) || vg_format_linked(&shy));
    assert_null(vg_format_accepted(formats, VG_STR("application/x-shy")));
    assert_ptr_equal(vg_format_accepted(formats, VG_STR("application/x-shyer, application/json;q=0.1")), &vg_format_json);
    assert_ptr_equal(vg_format_accepted(formats, VG_STR("*/*")), &vg_format_json);
    assert_ptr_equal(vg_format_named(formats, VG_STR("shy")), &shy); /* to be refused with what it lacks */
    assert_null(vg_format_named(formats, VG_STR("bold")));
}

static void what_is_there_is(void **state)
{
    (void)state;
    here = true;
    assert_true(vg_format_is_there(&shy) && vg_format_linked(&shy));
    assert_ptr_equal(vg_format_accepted(formats, VG_STR("application/x-shyer, application/json;q=0.1")), &shy);
    assert_ptr_equal(vg_format_accepted(formats, VG_STR("*/*")), &shy);
    assert_true(vg_format_linked(&vg_format_json));
    assert_true(vg_format_is_there(&twin) && !vg_format_linked(&twin));
    assert_true(vg_format_alternate(&twin, &vg_format_json) && !vg_format_alternate(&twin, &vg_format_html));
    assert_false(vg_format_alternate(&twin, &twin));
}

static void geoparquet_is_there_where_gdal_writes_it(void **state)
{
    (void)state;
    vg_gdal_init();
    assert_int_equal(vg_codec_parquet.is_there(), GDALGetDriverByName("Parquet") != NULL);
    assert_string_equal(vg_codec_parquet.media_type, "application/vnd.apache.parquet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_neither_liked_nor_linked),
        cmocka_unit_test(what_is_there_is),
        cmocka_unit_test(geoparquet_is_there_where_gdal_writes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
