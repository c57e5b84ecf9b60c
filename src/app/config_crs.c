/* config_crs.c — which coordinate reference systems a collection is offered in.
 *
 * First CRS84 (with heights CRS84h), as Features Part 2 asks; then those that every client of the
 * web knows, those of France and Europe where the collection lies wholly within their area of use,
 * or in place of both what the configuration lists; then what it lists for all; at the end the
 * storage CRS, unless it was named before. */
#include "config_keys.h"

static const char *const everywhere[] = {"EPSG:4326", "EPSG:3857", "EPSG:4258"};

/* Lambert-93, and the UTM zones of the Antilles, Guyane, La Réunion and Mayotte.  LAEA Europe only where somebody names it: its
 * northing comes first, which many clients get wrong. */
static const char *const by_area[] = {"EPSG:2154", "EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471"};

struct list {
    const struct vg_crs **items;
    size_t n;
};

static void add(struct list *l, const struct vg_crs *crs)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->items[i] == crs)
            return;
    }
    l->items[l->n++] = crs;
}

/* Areas of use end where a zone does (54°W), the territories they serve a little further (Guyane). */
#define MARGIN_DEG 1.0

static bool is_within(const struct vg_bbox *inner, const struct vg_bbox *area)
{
    struct vg_bbox in[2], out[2], outer = *area;
    for (int i = 0; i < 2; i++) {
        outer.min[i] -= MARGIN_DEG;
        outer.max[i] += MARGIN_DEG;
    }
    int n_in = vg_bbox_split(inner, in), n_out = vg_bbox_split(&outer, out);
    for (int i = 0; i < n_in; i++) {
        bool found = false;
        for (int o = 0; o < n_out && !found; o++)
            found = in[i].min[0] >= out[o].min[0] && in[i].max[0] <= out[o].max[0] &&
                    in[i].min[1] >= out[o].min[1] && in[i].max[1] <= out[o].max[1];
        if (!found)
            return false;
    }
    return true;
}

static bool reaches_past(const struct vg_collection *c, const struct vg_crs *crs)
{
    return c->has_extent && crs->has_area && !is_within(&c->extent, &crs->area);
}

/* One that this PROJ does not know is left out, and Web Mercator for what reaches the poles, which have no place in it. */
static void add_usual(struct list *l, struct vg_crs_registry *registry,
                      const struct vg_collection *to)
{
    const struct vg_crs *crs;
    for (size_t i = 0; i < VG_COUNT(everywhere); i++) {
        if (vg_crs_find(registry, vg_str_of(everywhere[i]), &crs, NULL) == VG_OK && (crs->geographic || !reaches_past(to, crs)))
            add(l, crs);
    }
    for (size_t i = 0; i < VG_COUNT(by_area) && to->has_extent; i++) {
        if (vg_crs_find(registry, vg_str_of(by_area[i]), &crs, NULL) == VG_OK && crs->has_area && !reaches_past(to, crs))
            add(l, crs);
    }
}

static enum vg_status add_named(struct list *l, struct vg_crs_registry *registry,
                                const char *const *names, size_t n, const char *path,
                                struct vg_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct vg_crs *crs;
        enum vg_status r = vg_crs_find(registry, vg_str_of(names[i]), &crs, NULL);
        if (r == VG_NOT_FOUND || r == VG_BAD_INPUT)
            return vg_fail(err, VG_BAD_INPUT, path,
                           "'%s' names '%s', which is no coordinate reference system that PROJ "
                           "knows, such as EPSG:2154",
                           path, names[i]);
        if (r != VG_OK)
            return vg_fail(err, r, path, "'%s' cannot be looked up in PROJ's database", names[i]);
        add(l, crs);
    }
    return VG_OK;
}

enum vg_status vg_config_crs_list(const struct vg_config *c, const struct vg_collection_config *own,
                                  struct vg_crs_registry *registry, struct vg_arena *a,
                                  struct vg_collection *to, struct vg_error *err)
{
    if (!to->crs) {
        to->crs_list = NULL;
        to->n_crs = 0;
        return VG_OK;
    }
    size_t n_own = own ? own->n_crs : 0;
    size_t most = 2 + VG_COUNT(everywhere) + VG_COUNT(by_area) + n_own + c->n_crs;
    struct list l = {.items = vg_arena_array(a, most, sizeof(*l.items))};
    const char *path = own ? vg_arena_printf(a, "collections.%s.crs", own->id) : "crs";
    if (!l.items || !path)
        return vg_arena_check(a, err);

    add(&l, to->geom_z ? vg_crs84h(registry) : vg_crs84(registry));
    enum vg_status r = VG_OK;
    if (n_own > 0)
        r = add_named(&l, registry, own->crs, own->n_crs, path, err);
    else
        add_usual(&l, registry, to);
    if (r == VG_OK)
        r = add_named(&l, registry, c->crs, c->n_crs, "crs", err);
    if (r != VG_OK)
        return r;
    add(&l, to->crs);
    to->crs_list = l.items;
    to->n_crs = l.n;
    return VG_OK;
}
