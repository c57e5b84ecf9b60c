/* What the first feature of a GeoJSON file has for an id: any bytes are walked to an end, and of JSON the answer is that of a
 * reader of all of it. */
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include <cpl_vsi.h>
#include <jansson.h>

#include "../../src/ingest/sources/geojson_peek.h"

#define PATH "/vsimem/peek.json"

static void take_id(const json_t *id, struct vg_geojson_peek *out)
{
    if (!id)
        return;
    out->text_id = json_is_string(id);
    out->number_id = json_is_number(id);
}

/* By the members in their order, as the file has them. */
static struct vg_geojson_peek expected(json_t *root)
{
    struct vg_geojson_peek out = {0};
    const char *name;
    json_t *value;

    json_object_foreach(root, name, value) {
        if (!strcmp(name, "features") && json_is_array(value)) {
            out = (struct vg_geojson_peek){0};
            take_id(json_object_get(json_array_get(value, 0), "id"), &out);
            return out;
        }
        if (!strcmp(name, "coordinates") || !strcmp(name, "geometries")) {
            out.bare = true;
            return out;
        }
        if (!strcmp(name, "id"))
            take_id(value, &out);
    }
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_geojson_peek got;
    size_t n = size > 65536 ? 65536 : size;
    uint8_t *bytes = malloc(n + 1);

    if (!bytes)
        return 0;
    if (n)
        memcpy(bytes, data, n);
    VSIFCloseL(VSIFileFromMemBuffer(PATH, bytes, n, 0));
    vg_geojson_peek(PATH, &got);
    assert(!(got.text_id && got.number_id));
    /* names with escapes are not looked through */
    json_t *root = memchr(bytes, '\\', n) ? NULL : json_loadb((const char *)bytes, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    if (json_is_object(root)) {
        struct vg_geojson_peek want = expected(root);
        assert(got.text_id == want.text_id && got.number_id == want.number_id && got.bare == want.bare);
    }
    json_decref(root);
    VSIUnlink(PATH);
    free(bytes);
    return 0;
}
