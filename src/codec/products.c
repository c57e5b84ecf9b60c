/* The kinds of products, out of the files built into the program. */
#include <assert.h>
#include <stdio.h>
#include <pthread.h>

#include <vigie/base/log.h>
#include <vigie/base/yaml.h>
#include <vigie/codec/json.h>
#include <vigie/codec/products.h>

#include "assets.h"

#define FOLDER "schemas/products/"
#define MAX_MEMORY ((size_t)32 << 20)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct vg_products shipped; /* both written once, by read_all(), and read-only from then on */
static struct vg_arena *kept;

static bool is_kind(const struct vg_asset_row *row)
{
    size_t n = strlen(row->name);
    return !strncmp(row->name, FOLDER, sizeof FOLDER - 1) && n > 5 && !strcmp(row->name + n - 5, ".yaml");
}

static void read_one(const struct vg_asset_row *row, struct vg_arena *a, const struct vg_product **list)
{
    struct vg_error err = {0};
    struct vg_node *root;
    struct vg_product *p;
    enum vg_status r = vg_yaml_parse((struct vg_str){(const char *)row->bytes, row->len}, a, &root, &err);
    if (r == VG_OK)
        r = vg_product_read(root, a, &p, &err);
    if (r != VG_OK) {
        vg_log(VG_LOG_ERROR, "%s: %s: %s", row->name, err.where, err.text);
        assert(false);
        return;
    }
    list[shipped.n++] = p;
}

/* Rows are sorted by name, files are named after their kind: so are the kinds. */
static void read_all(void)
{
    kept = vg_arena_new(MAX_MEMORY);
    const struct vg_product **list = kept ? vg_arena_array(kept, vg_asset_count + 1, sizeof *list) : NULL;
    for (size_t i = 0; list && i < vg_asset_count; i++)
        if (is_kind(&vg_asset_rows[i]))
            read_one(&vg_asset_rows[i], kept, list);
    shipped.list = list;
}

const struct vg_products *vg_products_shipped(void)
{
    pthread_once(&once, read_all);
    return &shipped;
}

enum vg_status vg_products_need(const char *id, const struct vg_product **out, struct vg_error *err)
{
    const struct vg_products *all = vg_products_shipped();
    const struct vg_product *p = vg_product_find(all, vg_str_of(id));
    char names[160] = "";
    if (p) {
        *out = p;
        return VG_OK;
    }
    for (size_t i = 0, n = 0; i < all->n && n + 40 < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", i ? ", " : "", all->list[i]->id);
    return vg_fail(err, VG_NOT_FOUND, "product", "there is no kind of products '%.40s'; there are %s", id, names);
}

/* JSON is what such files usually are; its reader's word counts where a text looks like it. */
enum vg_status vg_table_schema_parse(struct vg_str text, struct vg_arena *a, struct vg_table_schema **out, struct vg_error *err)
{
    struct vg_node *root;
    struct vg_str seen = vg_str_trim(text);
    if (vg_str_starts(seen, VG_STR("\xEF\xBB\xBF")))
        seen = vg_str_trim((struct vg_str){seen.ptr + 3, seen.len - 3});
    enum vg_status r = seen.len && *seen.ptr == '{' ? vg_json_parse(seen, a, &root, err) : vg_yaml_parse(seen, a, &root, err);
    return r == VG_OK ? vg_table_schema_read(root, a, out, err) : r;
}
