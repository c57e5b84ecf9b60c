/* Derived records into the catalogue.  What changes a record is what it says, not when the data was looked at: its hash is
 * taken before it has a stamp. */
#include <vigie/catalog/derive.h>

#define MAX_RECORD_MEMORY ((size_t)64 << 20)

static enum vg_status hash_of(const struct vg_record *r, const struct vg_record_codec *codec, struct vg_hash *out,
                              struct vg_error *err)
{
    const struct vg_record_writing how = {.base_url = VG_CATALOG_BASE, .alone = true};
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_RECORD_BYTES);
    enum vg_status st = codec->write(codec, r, &how, &b, err);
    if (st == VG_OK)
        st = vg_buf_check(&b, err);
    if (st == VG_OK)
        *out = vg_hash_bytes(b.ptr, b.len);
    vg_buf_finish(&b);
    return st;
}

static int64_t stamp_of(const struct vg_collection *c, const struct vg_catalog_site *site)
{
    int64_t changed = c->modified_us ? c->modified_us : c->created_us;
    if (!site->forgets || !changed)
        return vg_now_us();
    return changed > site->config_us ? changed : site->config_us;
}

static enum vg_status put_one(struct vg_records *w, const struct vg_collection *c, const struct vg_catalog_site *site,
                              struct vg_arena *a, int64_t *n_changed, struct vg_error *err)
{
    struct vg_catalog_entry e = {.origin = "data", .source = c->id,
                                 .codec = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139))};
    struct vg_catalog_result result;
    e.record = vg_catalog_describe(c, site, VG_CATALOG_BASE, 0, a);
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = hash_of(e.record, e.codec, &e.hash, err);
    if (r != VG_OK)
        return r;
    e.record = vg_catalog_describe(c, site, VG_CATALOG_BASE, stamp_of(c, site), a);
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_catalog_put(w, &e, a, &result, err);
    if (r == VG_OK && (result.fate == VG_RECORD_ADDED || result.fate == VG_RECORD_CHANGED))
        ++*n_changed;
    return r;
}

static enum vg_status put_all(struct vg_records *w, const struct vg_collection *const *collections, size_t n,
                              const struct vg_catalog_site *site, int64_t *n_changed, struct vg_error *err)
{
    int64_t gone = 0;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_RECORD_MEMORY);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    *n_changed = 0;
    for (size_t i = 0; i < n; i++) {
        if (collections[i]->hidden || collections[i]->item_type == VG_ITEM_RECORD)
            continue;
        enum vg_status r = put_one(w, collections[i], site, a, n_changed, err);
        if (r != VG_OK)
            return r;
        vg_arena_reset(a);
    }
    enum vg_status r = vg_records_remove_others(w, "data", &gone, err);
    *n_changed += gone;
    return r == VG_OK && *n_changed ? vg_records_commit(w, err) : r;
}

enum vg_status vg_catalog_refresh(struct vg_store *s, const struct vg_collection *const *collections, size_t n,
                                  const struct vg_catalog_site *site, int64_t *n_changed, struct vg_error *err)
{
    struct vg_records *w;
    enum vg_status r = vg_records_begin(s, false, &w, err);
    if (r != VG_OK)
        return r;
    r = put_all(w, collections, n, site, n_changed, err);
    vg_records_free(w);
    return r;
}
