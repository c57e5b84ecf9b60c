/* Forwarded and X-Forwarded-* fields of any bytes: the first byte says which, the rest is its value. */
#include <assert.h>

#include "../../src/http/forwarded.h"
#include "fuzz.h"

static void check(const struct vg_forwarded *f)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    const char *url = vg_forwarded_base_url(f, VG_STR("example.org"), a);
    assert(url && strncmp(url, "http", 4) == 0);
    for (const char *c = url; *c; c++)
        assert(*c > ' ' && *c != '"' && *c != '<' && *c != '>' && *c < 0x7F);
    assert(!f->host.ptr || vg_host_is_valid(f->host));
    assert(f->port >= 0 && f->port <= 65535);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (size > 65536)
        size = 65536;
    struct vg_str value = {(const char *)data + 1, size - 1};
    struct vg_forwarded_fields fields = {0};
    struct vg_str *const which[] = {&fields.forwarded, &fields.x_for,  &fields.x_proto,
                                    &fields.x_host,    &fields.x_port, &fields.x_prefix};
    *which[data[0] % VG_COUNT(which)] = value;

    struct vg_cidr trusted;
    bool known = vg_cidr_parse(VG_STR("10.0.0.0/8"), &trusted);
    assert(known);
    struct vg_forwarded f;
    vg_forwarded_read(&fields, &trusted, 1, &f);
    check(&f);

    struct vg_address address;
    if (vg_address_parse(value, &address)) {
        char text[VG_ADDRESS_TEXT];
        struct vg_address again;
        vg_address_text(&address, text);
        bool read = vg_address_parse(vg_str_of(text), &again);
        assert(read && memcmp(&address, &again, sizeof(again)) == 0);
    }
    return 0;
}
