/* Changes of a record: a property's name, its value and a document, each on lines of its own.  What comes out can be read. */
#include <assert.h>

#include <vigie/catalog/change.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(64 << 20);
    struct vg_str rest = {(const char *)data, size < 65536 ? size : 65536}, out;
    struct vg_catalog_property p = {0};
    struct vg_record_found found;
    struct vg_error err = {0};
    if (!a)
        return 0;
    p.name = vg_str_cut(rest, '\n', &rest);
    p.value = rest.ptr ? vg_str_cut(rest, '\n', &rest) : rest;
    if (!rest.ptr || !vg_utf8_valid(p.name, NULL) || !vg_utf8_valid(p.value, NULL))
        return 0;
    enum vg_status r = vg_catalog_change(rest, &p, 1, a, &out, &err);
    if (r == VG_OK)
        r = vg_catalog_read_one(out, a, &found, &err);
    assert(r == VG_OK || err.text[0]);
    return 0;
}
