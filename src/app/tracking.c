/* Own tables and triggers, for the one who runs the store: serving makes nothing. */
#include <vigie/app/tracking.h>

#include <vigie/base/file.h>
#include <vigie/store/change.h>

#include "generation.h"

enum vg_status vg_tracking_make_tables(const char *address, struct vg_error *err)
{
    struct vg_crs_registry *crs = vg_crs_registry_new(err);
    if (!crs)
        return err->kind;
    const struct vg_store_options options = {.crs = crs, .pool_size = 1, .writable = true};
    struct vg_store *store = NULL;
    enum vg_status r = vg_store_open(address, &options, &store, err);
    if (r == VG_OK)
        r = vg_store_make_tables(store, err);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    return r;
}

/* What cannot be tracked is told and does not stop the others. */
static enum vg_status put_one(struct vg_store *store, const struct vg_collection *c, struct vg_buf *sql,
                              struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf one;
    struct vg_error why = {.lang = err->lang};
    bool installed = false;
    vg_buf_init(&one, 1u << 20);
    enum vg_status r = vg_store_tracking(store, c, &installed, &one, &why);
    if (r == VG_OK && !installed)
        vg_buf_printf(sql, "-- %s\n%s\n", c->id, one.ptr);
    else if (r == VG_OK)
        vg_buf_printf(sql, "-- %s: its triggers are installed\n", c->id);
    else if (r == VG_BAD_INPUT)
        vg_buf_printf(sql, "-- %s\n", why.text);
    else
        return vg_fail(err, r, why.where, "%s", why.text);
    return VG_OK;
}

static enum vg_status put_all(struct vg_store *store, struct vg_crs_registry *crs, const char *config,
                              struct vg_buf *sql, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(2u << 20);
    VG_AUTO(vg_buf_finish) struct vg_buf warnings;
    struct vg_generation *g = NULL;
    struct vg_str text = {0};
    vg_buf_init(&warnings, 4u << 20);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = config ? vg_file_read(config, 1u << 20, a, &text, err) : VG_OK;
    if (r == VG_OK)
        r = vg_generation_build(store, NULL, crs, text, config, &warnings, &g, err);
    for (size_t i = 0; r == VG_OK && i < g->n_collections; i++)
        r = put_one(store, g->collections[VG_EN][i], sql, err);
    if (g)
        vg_arena_free(g->arena);
    return r == VG_OK ? vg_buf_check(sql, err) : r;
}

enum vg_status vg_tracking_print(const char *address, const char *config, struct vg_buf *sql, struct vg_error *err)
{
    struct vg_crs_registry *crs = vg_crs_registry_new(err);
    if (!crs)
        return err->kind;
    const struct vg_store_options options = {.crs = crs, .pool_size = 1};
    struct vg_store *store = NULL;
    enum vg_status r = vg_store_open(address, &options, &store, err);
    if (r == VG_OK)
        r = put_all(store, crs, config, sql, err);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    return r;
}
