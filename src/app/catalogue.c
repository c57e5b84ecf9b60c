/* Serving creates nothing: a store without tables for records gets none, and its catalogue lives in memory. */
#include "catalogue.h"

#include <vigie/catalog/derive.h>

#define MAX_DISCOVERY ((size_t)4 << 20)

static struct vg_collection *find(struct vg_collection *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i]->item_type == VG_ITEM_RECORD)
            return list[i];
    return NULL;
}

void vg_discovery_insert(struct vg_discovery *d, struct vg_arena *a, struct vg_collection *c)
{
    struct vg_collection **list = vg_arena_array(a, d->n_collections + 1, sizeof *list);
    size_t at = 0;
    if (!list)
        return;
    while (at < d->n_collections && strcmp(d->collections[at]->id, c->id) < 0)
        at++;
    if (at)
        memcpy(list, d->collections, at * sizeof *list);
    list[at] = c;
    if (at < d->n_collections)
        memcpy(list + at + 1, d->collections + at, (d->n_collections - at) * sizeof *list);
    d->collections = list;
    d->n_collections++;
}

enum vg_status vg_catalogue_add(struct vg_store *derived, struct vg_arena *a, struct vg_discovery *d, struct vg_error *err)
{
    struct vg_discovery own = {0};
    if (!derived || find(d->collections, d->n_collections))
        return VG_OK;
    enum vg_status r = vg_store_discover(derived, NULL, 0, a, &own, err);
    struct vg_collection *c = r == VG_OK ? find(own.collections, own.n_collections) : NULL;
    if (c)
        vg_discovery_insert(d, a, c);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}

void vg_catalogue_name(struct vg_discovery *d, enum vg_lang lang)
{
    struct vg_collection *c = find(d->collections, d->n_collections);
    if (!c)
        return;
    c->title = vg_text(lang, "Catalogue");
    c->description = vg_text(lang, "Metadata records: what there is, where it comes from, and how to get it");
    c->lang = lang == VG_FR ? "fr" : "en";
    for (int f = 0; f < VG_R_N_FIELDS; f++)
        c->fields[vg_record_column(c, (enum vg_record_field)f)].title = vg_record_field_title((enum vg_record_field)f, lang);
}

/* The facts that the records just written have changed. */
static void take_facts(struct vg_collection *to, const struct vg_collection *from)
{
    to->has_extent = from->has_extent;
    to->extent = from->extent;
    to->has_interval = from->has_interval;
    to->interval = from->interval;
    to->small = from->small;
    to->estimate = from->estimate;
    to->modified_us = from->modified_us;
}

static enum vg_status measure(struct vg_generation *g, struct vg_collection *c, struct vg_error *err)
{
    struct vg_discovery now = {0};
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_DISCOVERY);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_store_discover(c->store, NULL, 0, a, &now, err);
    const struct vg_collection *found = r == VG_OK ? find(now.collections, now.n_collections) : NULL;
    for (int lang = VG_EN; found && lang <= VG_FR; lang++)
        take_facts(find(g->collections[lang], g->n_collections), found);
    return r;
}

/* Each as it is told in its own language, which its record is said to be in; of another language, in that of the site. */
static enum vg_status in_own_language(const struct vg_generation *g, struct vg_arena *a, const struct vg_collection ***out,
                                      struct vg_error *err)
{
    const struct vg_collection **each = vg_arena_array(a, g->n_collections + 1, sizeof *each);

    for (size_t i = 0; each && i < g->n_collections; i++) {
        const char *lang = g->collections[VG_EN][i]->lang;
        enum vg_lang own = lang && !strcmp(lang, "fr") ? VG_FR : lang && !strcmp(lang, "en") ? VG_EN : g->site.lang;
        each[i] = g->collections[own][i];
    }
    *out = each;
    return vg_arena_check(a, err);
}

enum vg_status vg_catalogue_refresh(struct vg_generation *g, const struct vg_store *derived, int64_t *n_changed,
                                    struct vg_error *err)
{
    const struct vg_site *s = &g->site;
    struct vg_catalog_site site = {.contact = s->contact, .license_url = s->license_url,
                                   .license_title = s->license_title, .attribution = s->attribution,
                                   .lang = s->lang == VG_FR ? "fr" : "en", .config_us = g->config_us,
                                   .maps = g->maps[s->lang], .n_maps = g->n_maps, .projects = g->projects};
    struct vg_collection *c = find(g->collections[s->lang], g->n_collections);
    const struct vg_collection **all;
    *n_changed = 0;
    if (!c)
        return VG_OK;
    site.forgets = c->store == derived;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_DISCOVERY);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = in_own_language(g, a, &all, err);
    if (r == VG_OK)
        r = vg_catalog_refresh(c->store, all, g->n_collections, &site, n_changed, err);
    return r == VG_OK && *n_changed ? measure(g, c, err) : r;
}
