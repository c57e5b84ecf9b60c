/* Instants, intervals and HTTP dates of any bytes.  What is accepted is written and read again. */
#include <assert.h>

#include <vigie/base/time.h>

#include "fuzz.h"

static void expect_instant_again(int64_t us)
{
    struct vg_buf b;
    struct vg_instant t;
    vg_buf_init(&b, 100);
    assert(vg_datetime_put(&b, us, true));
    assert(vg_instant_parse((struct vg_str){b.ptr, b.len}, &t, NULL) == VG_OK);
    assert(t.us == us && t.has_offset && !t.date_only);
    vg_buf_finish(&b);
}

static void try_http_date(struct vg_str s)
{
    int64_t us, again;
    if (!vg_httpdate_parse(s, &us))
        return;
    struct vg_buf b;
    vg_buf_init(&b, 100);
    vg_httpdate_put(&b, us);
    /* a leap second at the end of 9999 is the one instant that cannot be written */
    assert(b.len == 0 || (vg_httpdate_parse((struct vg_str){b.ptr, b.len}, &again) && again == us));
    vg_buf_finish(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str s = {(const char *)data, size < 65536 ? size : 65536};
    struct vg_error err = {0};
    struct vg_instant t;
    if (vg_instant_parse(s, &t, &err) == VG_OK)
        expect_instant_again(t.us);
    struct vg_interval v;
    if (vg_interval_parse(s, &v, &err) == VG_OK) {
        assert(!v.has_start || !v.has_end || v.start_us <= v.end_us);
        if (v.has_start)
            expect_instant_again(v.start_us);
        if (v.has_end)
            expect_instant_again(v.end_us);
    }
    try_http_date(s);
    return 0;
}
