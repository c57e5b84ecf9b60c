/* Bodies of POST, PUT and PATCH: whatever comes, it is refused or becomes whole geometries and values of their fields' types. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/codec/feature_in.h>

static struct vg_field fields[] = {
    {.name = "b", .type = VG_T_BOOL, .nullable = true},       {.name = "i", .type = VG_T_INT},
    {.name = "f", .type = VG_T_FLOAT, .nullable = true},      {.name = "d", .type = VG_T_DECIMAL, .nullable = true},
    {.name = "t", .type = VG_T_TEXT, .width = 4},             {.name = "day", .type = VG_T_DATE, .nullable = true},
    {.name = "at", .type = VG_T_DATETIME, .nullable = true},  {.name = "o", .type = VG_T_TIME, .nullable = true},
    {.name = "u", .type = VG_T_UUID, .nullable = true},       {.name = "j", .type = VG_T_JSON, .nullable = true},
    {.name = "x", .type = VG_T_BYTES, .nullable = true},      {.name = "h", .type = VG_T_TEXT, .hidden = true},
    {.name = "c", .type = VG_T_INT, .computed = true},
};

static const struct vg_collection collection = {.id = "c", .fields = fields, .n_fields = VG_COUNT(fields), .n_key = 1,
                                                .key = {1}, .geom_name = "g", .time_start = 5, .time_end = 6};

static void read_as(enum vg_body_use use, struct vg_crs_registry *crs, struct vg_str body)
{
    struct vg_arena *a = vg_arena_new(64 << 20);
    const struct vg_body_reader reader = {.collection = &collection, .registry = crs, .use = use};
    struct vg_feature_in *list;
    static struct vg_faults faults;
    struct vg_geom_info info;
    bool many;
    size_t n;

    if (vg_feature_in_read(&reader, body, a, &list, &n, &many, &faults, NULL) == VG_OK && faults.n == 0) {
        for (size_t i = 0; i < n; i++)
            assert(!list[i].geom.wkb || vg_geom_check(list[i].geom, &info, NULL) == VG_OK);
    }
    vg_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct vg_crs_registry *crs;
    struct vg_str body = {(const char *)data, size};

    if (!crs)
        crs = vg_crs_registry_new(NULL);
    read_as(VG_BODY_CREATE, crs, body);
    read_as(VG_BODY_REPLACE, crs, body);
    read_as(VG_BODY_MERGE, crs, body);
    struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_str merged;
    if (vg_json_merge(VG_STR("{\"a\":{\"b\":1},\"c\":2}"), body, a, &merged, NULL) == VG_OK)
        assert(merged.len > 0);
    vg_arena_free(a);
    return 0;
}
