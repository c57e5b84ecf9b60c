/* A raster is a collection without items: its file is read by GDAL when it is drawn, and sent as it is.
 *
 * Only files that the configuration names are ever opened: no request holds a path. */
#include "rasters.h"

#include <stdlib.h>

#include "catalogue.h"

#include <vigie/codec/raster.h>
#include <vigie/model/style.h>

#define MOST_FAULTS ((size_t)64 << 10)

/* ---- classes ---- */

static int by_value(const void *a, const void *b)
{
    double x = ((const struct vg_raster_class *)a)->value, y = ((const struct vg_raster_class *)b)->value;
    return (x > y) - (x < y);
}

static enum vg_status set_classes(const struct vg_raster_config *own, struct vg_arena *a, struct vg_raster *r, struct vg_error *err)
{
    struct vg_raster_class *list = vg_arena_array(a, own->n_classes + 1, sizeof *list);
    for (size_t i = 0; list && i < own->n_classes; i++) {
        const struct vg_raster_class_config *from = &own->classes[i];
        if (!vg_str_double(vg_str_of(from->name), &list[i].value))
            return vg_fail(err, VG_BAD_INPUT, vg_arena_printf(a, "rasters.%s.classes", own->id),
                           "'%s' is no number: classes are named by the value of their cells", from->name);
        struct vg_colour colour;
        if (!vg_colour_parse(vg_str_of(from->color), &colour))
            return vg_fail(err, VG_BAD_INPUT, vg_arena_printf(a, "rasters.%s.classes.%s.color", own->id, from->name),
                           "'%s' is no colour such as #8c0000", from->color);
        list[i].title = from->title.en ? from->title.en : from->title.fr;
        memcpy(list[i].rgba, (const uint8_t[]){colour.red, colour.green, colour.blue, 255}, sizeof list[i].rgba);
    }
    if (list && own->n_classes) {
        qsort(list, own->n_classes, sizeof *list, by_value);
        r->classes = list;
        r->n_classes = own->n_classes;
    }
    return vg_arena_check(a, err);
}

/* ---- collections ---- */

static bool find_extent(struct vg_crs_registry *registry, const struct vg_crs *crs, const struct vg_bbox *box, struct vg_bbox *out)
{
    struct vg_transform *t;
    struct vg_error ignored = {0};
    if (vg_transform_borrow(registry, crs, vg_crs84(registry), NULL, &t, &ignored) != VG_OK)
        return false;
    bool found = vg_transform_bbox(t, box, out);
    vg_transform_return(t);
    return found;
}

static struct vg_collection *collection_of(const struct vg_raster_config *own, const struct vg_raster *r, const struct vg_crs *crs,
                                           struct vg_store *store, struct vg_crs_registry *registry, struct vg_arena *a)
{
    struct vg_collection *c = VG_NEW(a, struct vg_collection);
    const struct vg_crs **list = vg_arena_array(a, 1, sizeof(*list));
    if (!c || !list)
        return NULL;
    list[0] = crs;
    *c = (struct vg_collection){.id = own->id, .title = own->id, .item_type = VG_ITEM_COVERAGE, .crs = crs, .crs_list = list,
                                .n_crs = 1, .time_start = -1, .time_end = -1, .estimate = -1, .modified_us = r->modified_us,
                                .store = store, .raster = r};
    c->has_extent = find_extent(registry, crs, &r->box, &c->extent);
    return c;
}

static bool is_taken(const struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (strcmp(d->collections[i]->id, id) == 0)
            return true;
    return false;
}

/* Whatever is wrong with one file is no reason not to publish the others. */
static void warn_of_faults(const struct vg_raster_config *own, const char *path, struct vg_buf *warnings)
{
    struct vg_buf faults;
    struct vg_error fault = {0};
    vg_buf_init(&faults, MOST_FAULTS);
    if (vg_raster_check_file(path, &faults, &fault) != VG_OK)
        vg_buf_printf(&faults, "%s\n", fault.text);
    for (struct vg_str rest = {faults.ptr, faults.len}; rest.ptr;) {
        struct vg_str line = vg_str_cut(rest, '\n', &rest);
        if (line.len)
            vg_buf_printf(warnings, "'rasters.%s' is not cloud-optimised: %.*s\n", own->id, (int)line.len, line.ptr);
    }
    vg_buf_finish(&faults);
}

static enum vg_status add_one(const struct vg_raster_config *own, const char *path, struct vg_store *store,
                              struct vg_crs_registry *registry, struct vg_arena *a, struct vg_discovery *d, struct vg_buf *warnings,
                              struct vg_error *err)
{
    struct vg_raster *r = VG_NEW(a, struct vg_raster);
    const struct vg_crs *crs;
    struct vg_error fault = {0};
    if (!r || !path)
        return vg_arena_check(a, err);
    if (is_taken(d, own->id)) {
        vg_buf_printf(warnings, "'rasters.%s' is not published: another collection has that name\n", own->id);
        return VG_OK;
    }
    if (vg_raster_open(path, registry, a, r, &crs, &fault) != VG_OK) {
        vg_buf_printf(warnings, "'rasters.%s' is not published: %s\n", own->id, fault.text);
        return VG_OK;
    }
    warn_of_faults(own, path, warnings);
    enum vg_status s = set_classes(own, a, r, err);
    struct vg_collection *c = s == VG_OK ? collection_of(own, r, crs, store, registry, a) : NULL;
    if (c)
        vg_discovery_insert(d, a, c);
    return s == VG_OK ? vg_arena_check(a, err) : s;
}

enum vg_status vg_rasters_add(const struct vg_config *c, const char *file, struct vg_store *store, struct vg_crs_registry *crs,
                              struct vg_arena *a, struct vg_discovery *d, struct vg_buf *warnings, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < c->n_rasters && r == VG_OK; i++)
        r = add_one(&c->rasters[i], vg_config_path(file, c->rasters[i].file, a), store, crs, a, d, warnings, err);
    return r;
}

void vg_rasters_name(const struct vg_config *c, enum vg_lang lang, struct vg_discovery *d)
{
    for (size_t i = 0; i < c->n_rasters; i++)
        for (size_t k = 0; k < d->n_collections; k++) {
            struct vg_collection *to = d->collections[k];
            const char *title = vg_config_text(c->rasters[i].title, lang);
            if (!to->raster || strcmp(to->id, c->rasters[i].id) != 0)
                continue;
            to->title = title ? title : to->id;
            to->description = vg_config_text(c->rasters[i].description, lang);
            to->lang = lang == VG_FR ? "fr" : "en";
        }
}
