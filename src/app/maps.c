/* Maps: what the configuration names, found among the collections. */
#include "maps.h"

/* "communes", or "communes.population" for one of its styles; ids may have dots, so the longest that fits counts. */
static bool find_layer(const struct vg_discovery *d, const char *text, struct vg_map_layer *out)
{
    size_t best = 0;
    for (size_t i = 0; i < d->n_collections; i++) {
        const struct vg_collection *c = d->collections[i];
        size_t n = strlen(c->id);
        bool whole = strcmp(c->id, text) == 0, styled = strncmp(c->id, text, n) == 0 && text[n] == '.' && text[n + 1];
        if ((!whole && !styled) || n <= best || c->hidden || !(c->geom_name || c->raster))
            continue;
        best = n;
        *out = (struct vg_map_layer){c, whole ? (struct vg_str){0} : vg_str_of(text + n + 1)};
    }
    return best > 0;
}

static void grow_extent(struct vg_map *m, const struct vg_collection *c)
{
    if (!c->has_extent)
        return;
    if (!m->has_extent)
        m->extent = c->extent;
    for (int i = 0; m->has_extent && i < 2; i++) {
        m->extent.min[i] = c->extent.min[i] < m->extent.min[i] ? c->extent.min[i] : m->extent.min[i];
        m->extent.max[i] = c->extent.max[i] > m->extent.max[i] ? c->extent.max[i] : m->extent.max[i];
    }
    m->has_extent = true;
}

static bool fill_layers(struct vg_map *m, const struct vg_map_config *own, const struct vg_discovery *d, struct vg_arena *a,
                        struct vg_buf *warnings)
{
    struct vg_map_layer *layers = vg_arena_array(a, own->n_layers + 1, sizeof *layers);
    for (size_t i = 0; layers && i < own->n_layers; i++) {
        if (find_layer(d, own->layers[i], &layers[m->n_layers]))
            grow_extent(m, layers[m->n_layers++].collection);
        else if (warnings)
            vg_buf_printf(warnings, "'maps.%s.layers' (line %d) names '%s', which is no collection that can be drawn\n", own->id,
                          own->line, own->layers[i]);
    }
    m->layers = layers;
    return m->n_layers > 0;
}

enum vg_status vg_maps_make(const struct vg_config *c, enum vg_lang lang, const struct vg_discovery *d, struct vg_arena *a,
                            struct vg_buf *warnings, const struct vg_map **out, size_t *n, struct vg_error *err)
{
    struct vg_map *maps = vg_arena_array(a, c->n_maps + 1, sizeof *maps);
    *n = 0;
    for (size_t i = 0; maps && i < c->n_maps; i++) {
        const struct vg_map_config *own = &c->maps[i];
        struct vg_map *m = &maps[*n];
        const char *title = vg_config_text(own->title, lang);
        *m = (struct vg_map){.id = own->id, .title = title ? title : own->id, .description = vg_config_text(own->description, lang),
                             .keywords = own->keywords, .n_keywords = own->n_keywords, .viewer_url = own->viewer_url,
                             .viewer_title = own->viewer_title};
        if (fill_layers(m, own, d, a, warnings))
            ++*n;
        else if (warnings)
            vg_buf_printf(warnings, "'maps.%s' (line %d) is not published: it has no layer\n", own->id, own->line);
    }
    *out = maps;
    return vg_arena_check(a, err);
}
