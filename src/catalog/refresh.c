/* Derived records into the catalogue.  What changes a record is what it says, not when the data was looked at: its hash is
 * taken before it has a stamp. */
#include <vigie/catalog/project.h>

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

/* What a record is made of: a collection, a row of one that is a project, or a map. */
struct subject {
    const struct vg_catalog_site *site;
    const struct vg_collection *collection; /* of a project: its own */
    const struct vg_project *project;
    const struct vg_map *map;
};

static const struct vg_record *describe(const struct subject *s, int64_t stamp_us, struct vg_arena *a)
{
    return s->map       ? vg_catalog_describe_map(s->map, s->site, VG_CATALOG_BASE, stamp_us, a)
           : s->project ? vg_catalog_describe_project(s->project, s->site, VG_CATALOG_BASE, stamp_us, a)
                        : vg_catalog_describe(s->collection, s->site, VG_CATALOG_BASE, stamp_us, a);
}

static int64_t stamp_of(const struct subject *s)
{
    const struct vg_collection *c = s->collection;
    int64_t changed = !c ? s->site->config_us : c->modified_us ? c->modified_us : c->created_us;
    if (!s->site->forgets || !changed)
        return vg_now_us();
    return changed > s->site->config_us ? changed : s->site->config_us;
}

static enum vg_status put_one(struct vg_records *w, const struct subject *s, struct vg_arena *a, int64_t *n_changed,
                              struct vg_error *err)
{
    struct vg_catalog_entry e = {.origin = "data", .source = s->map ? s->map->id : s->collection->id,
                                 .codec = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139))};
    struct vg_catalog_result result;
    e.record = describe(s, 0, a);
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = hash_of(e.record, e.codec, &e.hash, err);
    if (r != VG_OK)
        return r;
    e.record = describe(s, stamp_of(s), a);
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_catalog_put(w, &e, a, &result, err);
    if (r == VG_OK && (result.fate == VG_RECORD_ADDED || result.fate == VG_RECORD_CHANGED))
        ++*n_changed;
    vg_arena_reset(a);
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
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < n && r == VG_OK; i++) {
        if (collections[i]->hidden || collections[i]->item_type == VG_ITEM_RECORD)
            continue;
        r = put_one(w, &(struct subject){.site = site, .collection = collections[i]}, a, n_changed, err);
    }
    for (size_t i = 0; i < site->n_maps && r == VG_OK; i++)
        r = put_one(w, &(struct subject){.site = site, .map = &site->maps[i]}, a, n_changed, err);
    for (size_t i = 0; i < site->projects.n && r == VG_OK; i++) {
        const struct vg_project *p = &site->projects.list[i];
        r = put_one(w, &(struct subject){.site = site, .collection = p->collection, .project = p}, a, n_changed, err);
    }
    if (r == VG_OK)
        r = vg_records_remove_others(w, "data", &gone, err);
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
