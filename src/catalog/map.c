/* The record of a map: what the configuration says of it, where it is looked at, and which data it is made of. */
#include <vigie/catalog/derive.h>

#include "site.h"

#define OWC_TYPE "application/geo+json"

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static void make_identification(struct vg_arena *a, struct vg_record *r, const struct vg_map *m, const struct vg_catalog_site *site,
                                const char *base_url)
{
    struct vg_record_identifier *id = VG_RECORD_ADD(a, &r->citation, identifiers);
    struct vg_record_date *d = r->stamp.text ? VG_RECORD_ADD(a, &r->citation, dates) : NULL;
    struct vg_record_keywords *k = m->n_keywords ? VG_RECORD_ADD(a, r, keywords) : NULL;
    r->citation.title = text_of(m->title);
    r->abstract = text_of(m->description ? m->description : m->title);
    if (id)
        id->code = text_of(vg_catalog_address(a, base_url, "/maps/", m->id, ""));
    if (d)
        *d = (struct vg_record_date){r->stamp, "revision"};
    for (size_t i = 0; k && i < m->n_keywords; i++)
        vg_catalog_add_text(a, &k->words, m->keywords[i]);
    vg_catalog_add_contact(a, &r->contacts, site->contact);
    vg_catalog_add_contact(a, &r->record_contacts, site->contact);
    vg_catalog_add_text(a, &r->credits, site->attribution);
    vg_catalog_add_licence(a, r, site->license_url, site->license_title);
    const char **lang = r->lang ? VG_RECORD_ADD(a, r, languages) : NULL;
    if (lang)
        *lang = r->lang;
    if (m->has_extent)
        vg_catalog_add_box(a, r, &m->extent);
}

static void make_links(struct vg_arena *a, struct vg_record *r, const struct vg_map *m, const char *base_url)
{
    struct vg_record_link *page = vg_catalog_add_link(a, r, vg_catalog_address(a, base_url, "/maps/", m->id, ""), m->title, "text/html");
    struct vg_record_link *context = vg_catalog_add_link(a, r, vg_catalog_address(a, base_url, "/maps/", m->id, "?f=owc"), m->title, OWC_TYPE);
    if (page)
        page->rel = "about";
    if (context)
        context->protocol = text_of("OGC:OWS-C");
    if (m->viewer_url)
        vg_catalog_add_link(a, r, m->viewer_url, m->viewer_title ? m->viewer_title : m->title, NULL);
}

static void make_sources(struct vg_arena *a, struct vg_record *r, const struct vg_map *m, const char *base_url)
{
    for (size_t i = 0; i < m->n_layers; i++) {
        const struct vg_collection *c = m->layers[i].collection;
        struct vg_record_source *s = VG_RECORD_ADD(a, r, sources);
        if (!s)
            return;
        s->description = text_of(c->title && *c->title ? c->title : c->id);
        s->citation.title = s->description;
        s->id = c->id;
        s->href = vg_catalog_address(a, base_url, "/collections/catalogue/items/", c->id, "");
        vg_catalog_add_relation(a, r, c->id, s->description.value, s->href, "crossReference");
    }
}

const struct vg_record *vg_catalog_describe_map(const struct vg_map *m, const struct vg_catalog_site *site, const char *base_url,
                                                int64_t stamp_us, struct vg_arena *a)
{
    struct vg_record *r = VG_NEW(a, struct vg_record);
    if (!r)
        return NULL;
    r->id = vg_arena_printf(a, VG_MAP_RECORD "%s", m->id);
    r->lang = vg_record_lang(vg_str_of(site->lang ? site->lang : ""));
    r->charset = "utf8";
    r->type = r->quality_scope = "map";
    r->stamp = vg_catalog_when(a, stamp_us);
    r->standard = text_of("ISO 19115:2003/19139");
    r->standard_version = text_of("1.0");
    make_identification(a, r, m, site, base_url);
    make_links(a, r, m, base_url);
    make_sources(a, r, m, base_url);
    return r;
}

void vg_catalog_add_maps_of(struct vg_arena *a, struct vg_record *r, const struct vg_collection *c, const struct vg_catalog_site *site,
                            const char *base_url)
{
    for (size_t i = 0; i < site->n_maps; i++) {
        const struct vg_map *m = &site->maps[i];
        if (!vg_map_draws(m, c))
            continue;
        const char *id = vg_arena_printf(a, VG_MAP_RECORD "%s", m->id);
        const char *record = id ? vg_catalog_address(a, base_url, "/collections/catalogue/items/", id, "") : NULL;
        struct vg_record_link *l = vg_catalog_add_link(a, r, vg_catalog_address(a, base_url, "/maps/", m->id, ""), m->title, "text/html");
        if (l)
            l->rel = "related";
        vg_catalog_add_relation(a, r, id, m->title, record, "crossReference");
    }
}
