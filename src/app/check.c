/* The report of `vigie check`, from the same steps that `vigie serve` takes. */
#include <vigie/app/check.h>

#include "generation.h"

#include <vigie/base/file.h>
#include <vigie/model/raster.h>
#include <vigie/store/advice.h>

static const char *summary_of(const struct vg_collection *c, struct vg_arena *a)
{
    if (c->raster)
        return vg_arena_printf(a, "%s, raster of %lld x %lld cells in %zu bands, %s, %d overviews", c->title,
                               (long long)c->raster->width, (long long)c->raster->height, c->raster->n_bands, c->crs->curie,
                               c->raster->n_overviews);
    const char *type = c->geom_name ? vg_geom_type_name(c->geom_type) : "no geometry";
    return vg_arena_printf(a, "%s, %s%s%s, %zu fields, %s%lld rows%s%s", c->title, type ? type : "any geometry",
                           c->crs ? ", " : "", c->crs ? c->crs->curie : "", c->n_fields,
                           c->estimate >= 0 ? "about " : "", (long long)c->estimate,
                           c->time_start >= 0 ? ", time in " : "",
                           c->time_start >= 0 ? c->fields[c->time_start].name : "");
}

static void add_advice(const struct vg_store *store, const struct vg_collection *c, struct vg_arena *a, struct vg_node *to)
{
    struct vg_advice advice[VG_MAX_ADVICE];
    size_t n = vg_store_advise(store, c, a, advice);
    struct vg_node *list = n ? vg_node_add_list(a, to, "missing_indexes") : NULL;

    for (size_t i = 0; i < n; i++) {
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "why", advice[i].why);
        vg_node_add_str(a, one, "statement", advice[i].statement);
    }
}

static void add_collections(const struct vg_store *store, const struct vg_generation *g, struct vg_arena *a,
                            struct vg_node *report)
{
    struct vg_node *list = vg_node_add_list(a, report, "collections");
    for (size_t i = 0; i < g->n_collections; i++) {
        const struct vg_collection *c = g->collections[VG_EN][i];
        if (c->hidden)
            continue;
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "id", c->id);
        vg_node_add_str(a, one, "title", c->title);
        vg_node_add_str(a, one, "crs", c->crs ? c->crs->curie : NULL);
        vg_node_add_str(a, one, "geometry", c->geom_name ? vg_geom_type_name(c->geom_type) : NULL);
        vg_node_add_str(a, one, "summary", summary_of(c, a));
        if (!c->raster)
            add_advice(store, c, a, one);
    }
}

static void add_warnings(const struct vg_buf *b, struct vg_arena *a, struct vg_node *report)
{
    struct vg_node *list = vg_node_add_list(a, report, "warnings");
    for (struct vg_str rest = {b->ptr, b->len}; rest.ptr;) {
        struct vg_str line = vg_str_cut(rest, '\n', &rest);
        if (line.len)
            vg_node_add_text(a, list, NULL, line);
    }
}

static enum vg_status check_store(const char *address, struct vg_str text, const char *config, struct vg_arena *a,
                                  struct vg_node *report, struct vg_error *err)
{
    struct vg_crs_registry *crs = vg_crs_registry_new(err);
    if (!crs)
        return err->kind;
    const struct vg_store_options options = {.crs = crs, .pool_size = 1};
    struct vg_store *store = NULL;
    struct vg_generation *g = NULL;
    struct vg_buf warnings;
    vg_buf_init(&warnings, 4u << 20);
    enum vg_status r = vg_store_open(address, &options, &store, err);
    if (r == VG_OK)
        r = vg_generation_build(store, NULL, crs, text, config, &warnings, &g, err);
    if (r == VG_OK) {
        add_collections(store, g, a, report);
        add_warnings(&warnings, a, report);
        vg_arena_free(g->arena);
    }
    vg_buf_finish(&warnings);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    return r;
}

enum vg_status vg_check(const char *store, const char *config, struct vg_arena *a, struct vg_node **out,
                        struct vg_error *err)
{
    struct vg_node *report = vg_node_map(a);
    struct vg_str text = {0};
    struct vg_config parsed;
    enum vg_status r = VG_OK;
    vg_config_default(&parsed);
    if (config) {
        r = vg_file_read(config, 1u << 20, a, &text, err);
        if (r == VG_OK)
            r = vg_config_parse(text, config, a, &parsed, err);
        if (r == VG_OK)
            vg_node_add_str(a, report, "config", "ok");
    }
    if (r == VG_OK && store)
        r = check_store(store, text, config, a, report, err);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = report;
    return r;
}
