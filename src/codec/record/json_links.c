/* What points elsewhere, as links of a record in JSON: ways to the data, previews, the licence, and, where the catalogue's
 * address is known, other records. */
#include <vigie/base/keyword.h>

#include "json_map.h"

struct word {
    const char *name, *meaning;
};

/* CI_OnLineFunctionCode to link relation. */
static const struct word relations[] = { /* sorted */
    {"browseGraphic", "preview"},
    {"browsing", "about"},
    {"completeMetadata", "alternate"},
    {"download", "enclosure"},
    {"fileAccess", "enclosure"},
    {"information", "about"},
    {"order", "payment"},
    {"search", "search"},
};

static const struct word functions[] = { /* sorted */
    {"about", "information"},
    {"data", "download"},
    {"enclosure", "download"},
    {"item", "download"},
    {"items", "download"},
    {"payment", "order"},
    {"preview", "browseGraphic"},
    {"search", "search"},
};

static bool is_service(const char *protocol)
{
    return protocol && (strncmp(protocol, "OGC:", 4) == 0 || strncmp(protocol, "ESRI:", 5) == 0 || strstr(protocol, "opengis.net/def/"));
}

static const char *relation_of(const struct vg_record_link *l)
{
    const struct word *known = l->function ? VG_KEYWORD(vg_str_of(l->function), relations) : NULL;

    if (l->rel)
        return l->rel;
    if (is_service(l->protocol.uri ? l->protocol.uri : l->protocol.value))
        return "service";
    if (known)
        return known->meaning;
    return l->protocol.value && strstr(l->protocol.value, "DOWNLOAD") ? "enclosure" : "related";
}

static struct vg_node *add_link(struct vg_json_writer *x, struct vg_node *list, const char *rel, const char *href, const char *title)
{
    struct vg_node *map = vg_node_add_map(x->arena, list, NULL);

    vg_node_add_str(x->arena, map, "rel", rel);
    vg_node_add_str(x->arena, map, "href", href);
    vg_node_add_str(x->arena, map, "title", title);
    return map;
}

static void add_way(struct vg_json_writer *x, struct vg_node *list, const struct vg_record_link *l)
{
    const char *lang = x->options->lang, *name = vg_record_text_in(&l->name, lang);
    const char *description = vg_record_text_in(&l->description, lang);

    if (!l->href.value)
        return;
    struct vg_node *map = add_link(x, list, relation_of(l), vg_record_text_in(&l->href, lang), description ? description : name);
    vg_node_add_str(x->arena, map, "type", l->media_type);
    vg_node_add_str(x->arena, map, "hreflang", vg_record_lang_short(l->lang));
    if (l->size_mb > 0)
        vg_node_add_int(x->arena, map, "length", (int64_t)(l->size_mb * 1e6));
    vg_node_add_str(x->arena, map, "protocol", vg_record_text_in(&l->protocol, lang));
    if (description)
        vg_node_add_str(x->arena, map, "name", name);
}

static void add_record_link(struct vg_json_writer *x, struct vg_node *list, const char *rel, const char *id, const char *href,
                            const char *title)
{
    const char *address = id ? vg_record_address(x->options->base_url, id, x->arena) : NULL;

    address = address ? address : href;
    if (address)
        add_link(x, list, rel, address, title);
}

static void links_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                        const void *member)
{
    const struct vg_record *r = x->record;
    const struct vg_record_text *licence = vg_record_licence(r);
    struct vg_node *list = vg_node_list(x->arena);

    (void)row, (void)member;
    for (size_t i = 0; i < r->n_links; i++)
        add_way(x, list, &r->links[i]);
    for (size_t i = 0; i < r->service.n_operations; i++) {
        for (size_t j = 0; j < r->service.operations[i].n_points; j++)
            add_way(x, list, &r->service.operations[i].points[j]);
    }
    for (size_t i = 0; i < r->n_graphics; i++) {
        if (r->graphics[i].file.value && strstr(r->graphics[i].file.value, "://"))
            add_link(x, list, "preview", r->graphics[i].file.value, vg_record_text_in(&r->graphics[i].description, x->options->lang));
    }
    if (licence && licence->uri)
        add_link(x, list, "license", licence->uri, vg_record_text_in(licence, x->options->lang));
    add_record_link(x, list, "up", r->parent.value, NULL, NULL);
    for (size_t i = 0; i < r->n_relations; i++)
        add_record_link(x, list, "related", r->relations[i].identifier.code.value, r->relations[i].href,
                        vg_record_text_in(&r->relations[i].citation.title, x->options->lang));
    for (size_t i = 0; i < r->service.n_operands; i++)
        add_record_link(x, list, "describes", r->service.operands[i].id, r->service.operands[i].href, r->service.operands[i].title);
    vg_json_append(x, to, key, list);
}

static const struct vg_json_row link_rows[] = {
    {VG_JSON_ONE(vg_record_link, "href", text, href)},
    {VG_JSON_ONE(vg_record_link, "rel", string, rel)},
    {VG_JSON_ONE(vg_record_link, "type", string, media_type)},
    {VG_JSON_ONE(vg_record_link, "title", text, description)},
    {VG_JSON_ONE(vg_record_link, "name", text, name)},
    {VG_JSON_ONE(vg_record_link, "hreflang", language, lang)},
    {VG_JSON_ONE(vg_record_link, "protocol", text, protocol)},
    {.key = "length", .kind = &vg_json_ignored},
    {.key = "created", .kind = &vg_json_ignored},
    {.key = "updated", .kind = &vg_json_ignored},
};
static const struct vg_json_table link_table = VG_JSON_TABLE(link_rows);

bool vg_json_is_known(const struct vg_record *r, const char *href)
{
    for (size_t i = 0; i < r->n_links; i++) {
        if (strcmp(r->links[i].href.value, href) == 0)
            return true;
    }
    for (size_t i = 0; i < r->n_graphics; i++) {
        if (strcmp(r->graphics[i].file.value, href) == 0)
            return true;
    }
    return false;
}

static void keep_graphic(struct vg_json_reader *x, const struct vg_record_link *l)
{
    struct vg_record_graphic *g = VG_RECORD_ADD(x->arena, x->record, graphics);
    if (g)
        *g = (struct vg_record_graphic){.file = l->href, .description = l->description};
}

/* The address of a licence that was told by name before takes the place of the name. */
void vg_json_keep_licence(struct vg_json_reader *x, const struct vg_record_link *l)
{
    struct vg_record_text *before = (struct vg_record_text *)(uintptr_t)vg_record_licence(x->record);

    if (before && before->uri && l->href.value && strncmp(before->uri, "https://spdx.org/", 17) == 0) {
        before->uri = l->href.value;
        before->value = l->description.value ? l->description.value : before->value;
        return;
    }
    struct vg_record_constraint *c = VG_RECORD_ADD(x->arena, x->record, constraints);
    struct vg_record_text *t = c ? VG_RECORD_ADD(x->arena, c, others) : NULL;
    const char **use = c ? VG_RECORD_ADD(x->arena, c, use) : NULL;

    if (!t || !use)
        return;
    c->kind = VG_RECORD_LEGAL;
    *use = "license";
    *t = l->description;
    t->uri = l->href.value;
    t->value = t->value ? t->value : t->uri;
}

/* Links of the API around a record say nothing of the resource. */
static bool is_of_the_api(const char *rel)
{
    static const char *const rels[] = {"self", "alternate", "collection", "root", "parent", "next", "prev", "canonical"};

    for (size_t i = 0; rel && i < VG_COUNT(rels); i++) {
        if (strcmp(rel, rels[i]) == 0)
            return true;
    }
    return false;
}

static bool link_read(struct vg_json_reader *x, const struct vg_node *node)
{
    struct vg_record_link l = {0};

    if (!vg_json_read_rows(x, &link_table, node, &l) || !l.href.value || is_of_the_api(l.rel)
        || vg_json_is_known(x->record, l.href.value))
        return false;
    const struct word *function = l.rel ? VG_KEYWORD(vg_str_of(l.rel), functions) : NULL;
    if (l.rel && strcmp(l.rel, "preview") == 0)
        return keep_graphic(x, &l), true;
    if (l.rel && strcmp(l.rel, "license") == 0)
        return vg_json_keep_licence(x, &l), true;
    l.function = function ? function->meaning : NULL;
    long long bytes = vg_node_count(node, "length");
    l.size_mb = bytes > 0 ? (double)bytes / 1e6 : 0;
    l.transfer = l.size_mb > 0 ? (int)x->record->n_links + 2 : 1; /* a size is of one offer */
    struct vg_record_link *to = VG_RECORD_ADD(x->arena, x->record, links);
    if (to)
        *to = l;
    return to != NULL;
}

static bool links_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    bool any = false;

    (void)row, (void)member;
    VG_EACH(link, node)
        any = link_read(x, link) || any;
    return any;
}

const struct vg_json_kind vg_json_links = {links_read, links_write};
