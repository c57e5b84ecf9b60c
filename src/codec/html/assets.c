/* The files built into the program, found by name. */
#include <vigie/codec/html.h>

#include "assets.h"

bool vg_asset_find(struct vg_str name, struct vg_asset *out)
{
    size_t lo = 0, hi = vg_asset_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct vg_asset_row *row = &vg_asset_rows[mid];
        struct vg_str have = vg_str_of(row->name);
        int c = memcmp(have.ptr, name.ptr, have.len < name.len ? have.len : name.len);
        if (c == 0)
            c = have.len < name.len ? -1 : have.len > name.len;
        if (c == 0) {
            *out = (struct vg_asset){
                .name = row->name,
                .media_type = row->media_type,
                .bytes = {(const char *)row->bytes, row->len},
                .gzip = {(const char *)row->gzip, row->gzip ? row->gzip_len : 0},
            };
            return true;
        }
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return false;
}
