/* STAC Items on their way in.  GDAL reads an Item as the GeoJSON feature that it is and passes over what else it says; so assets
 * and extensions are put among the properties first.  A document is one Item or a FeatureCollection of them, read whole. */
#include <vigie/base/escape.h>
#include <vigie/codec/json.h>

#include "../files/place.h"
#include "../files/walk.h"

#define MAX_BYTES ((size_t)64 << 20)
#define MAX_TREE ((size_t)1 << 30)

static const char *const moved[] = {"assets", "stac_extensions"};

static bool is_moved(struct vg_str name)
{
    size_t i = 0;
    while (i < VG_COUNT(moved) && !vg_str_is(name, moved[i]))
        i++;
    return i < VG_COUNT(moved);
}

static void put_member(struct vg_buf *b, bool *any, struct vg_str name, const struct vg_node *value)
{
    vg_buf_cstr(b, *any ? "," : "");
    *any = true;
    vg_json_put_str(b, name);
    vg_buf_char(b, ':');
    vg_node_put_json(b, value, 0);
}

static void put_properties(struct vg_buf *b, const struct vg_node *item)
{
    bool any = false;
    VG_BUF_LIT(b, ",\"properties\":{");
    VG_EACH(m, vg_node_get(item, "properties"))
        if (!is_moved(m->key))
            put_member(b, &any, m->key, m);
    for (size_t i = 0; i < VG_COUNT(moved); i++)
        if (vg_node_get(item, moved[i]))
            put_member(b, &any, vg_str_of(moved[i]), vg_node_get(item, moved[i]));
    vg_buf_char(b, '}');
}

static enum vg_status put_item(struct vg_buf *b, const struct vg_node *item, const char *file, int number, struct vg_error *err)
{
    static const char *const kept[] = {"type", "id", "geometry"};
    const struct vg_node *assets = vg_node_get(item, "assets");
    bool any = false;
    if (!assets || assets->kind != VG_N_MAP || !vg_node_get(item, "id"))
        return vg_fail(err, VG_BAD_INPUT, "", "'%s', feature %d: no STAC Item: those have an 'id' and 'assets', an object", file, number);
    vg_buf_cstr(b, number == 1 ? "{" : ",{");
    for (size_t i = 0; i < VG_COUNT(kept); i++)
        if (vg_node_get(item, kept[i]))
            put_member(b, &any, vg_str_of(kept[i]), vg_node_get(item, kept[i]));
    put_properties(b, item);
    vg_buf_char(b, '}');
    return vg_buf_check(b, err);
}

static enum vg_status put_all(struct vg_buf *b, const struct vg_node *root, const char *file, struct vg_error *err)
{
    const struct vg_node *features = vg_node_get(root, "features");
    bool list = features && features->kind == VG_N_LIST;
    enum vg_status r = VG_OK;
    int n = 0;
    VG_BUF_LIT(b, "{\"type\":\"FeatureCollection\",\"features\":[");
    if (!list)
        r = put_item(b, root, file, ++n, err);
    for (const struct vg_node *f = list ? features->first : NULL; f && r == VG_OK; f = f->next)
        r = put_item(b, f, file, ++n, err);
    VG_BUF_LIT(b, "]}");
    return r == VG_OK ? vg_buf_check(b, err) : r;
}

enum vg_status vg_place_as_stac(struct vg_place *p, struct vg_arena *a, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *tree = vg_arena_new(MAX_TREE);
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    struct vg_str text;
    struct vg_node *root;
    vg_buf_init(&b, 2 * MAX_BYTES);
    if (!tree)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_walk_read(p->path, MAX_BYTES, tree, &text, err);
    struct vg_error why = {.lang = err ? err->lang : VG_EN};
    if (r == VG_OK && (r = vg_json_parse(text, tree, &root, &why)) != VG_OK)
        return vg_fail(err, r, "", "'%s', %s: %s", p->file, why.where, why.text);
    if (r == VG_OK)
        r = put_all(&b, root, p->file, err);
    return r == VG_OK ? vg_place_replace(p, (struct vg_str){b.ptr, b.len}, ".geojson", a, err) : r;
}
