/* A STAC Collection (1.1.0) of a record, and the record of a STAC Collection.
 *
 * STAC wants a licence by its SPDX name and a few roles of providers; what these lists do not have is "other", or told by
 * the nearest. */
#include <vigie/base/keyword.h>
#include <vigie/codec/json.h>

#include "json_map.h"

struct word {
    const char *name, *meaning;
};

/* Part of a licence's address, lower case, to its SPDX name; the first that is found. */
static const struct word spdx[] = {
    {"spdx.org/licenses/", NULL}, /* the name follows */
    {"licence-ouverte", "etalab-2.0"},
    {"licence_ouverte", "etalab-2.0"},
    {"etalab", "etalab-2.0"},
    {"opendatacommons.org/licenses/odbl", "ODbL-1.0"},
    {"opendatacommons.org/licenses/by", "ODC-By-1.0"},
    {"opendatacommons.org/licenses/pddl", "PDDL-1.0"},
    {"creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"},
    {"creativecommons.org/licenses/by/4.0", "CC-BY-4.0"},
    {"creativecommons.org/licenses/by/3.0", "CC-BY-3.0"},
    {"creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0"},
    {"creativecommons.org/licenses/by-sa/3.0", "CC-BY-SA-3.0"},
    {"creativecommons.org/licenses/by-nc/4.0", "CC-BY-NC-4.0"},
    {"creativecommons.org/licenses/by-nd/4.0", "CC-BY-ND-4.0"},
    {"creativecommons.org/licenses/by-nc-sa/4.0", "CC-BY-NC-SA-4.0"},
    {"creativecommons.org/licenses/by-nc-nd/4.0", "CC-BY-NC-ND-4.0"},
};

static const char *spdx_of(struct vg_arena *a, const char *uri)
{
    for (size_t i = 0; uri && i < VG_COUNT(spdx); i++) {
        const char *at = strcasestr(uri, spdx[i].name);
        if (!at)
            continue;
        if (spdx[i].meaning)
            return spdx[i].meaning;
        struct vg_str name = vg_str_of(at + strlen(spdx[i].name));
        if (name.len > 5 && strcmp(name.ptr + name.len - 5, ".html") == 0)
            name.len -= 5;
        return vg_arena_cstr(a, name);
    }
    return "other";
}

static void licence_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    const struct vg_record_text *t = vg_record_licence(x->record);

    (void)row, (void)member;
    vg_node_add_str(x->arena, to, key, spdx_of(x->arena, t ? t->uri ? t->uri : t->value : NULL));
}

static bool licence_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    static const char *const none[] = {"other", "various", "proprietary"}; /* the license link tells */
    const char *name = vg_json_cstr(x, node);

    (void)row, (void)member;
    for (size_t i = 0; name && i < VG_COUNT(none); i++) {
        if (strcmp(name, none[i]) == 0)
            return false;
    }
    struct vg_record_constraint *c = name ? VG_RECORD_ADD(x->arena, x->record, constraints) : NULL;
    struct vg_record_text *t = c ? VG_RECORD_ADD(x->arena, c, others) : NULL;
    const char **use = c ? VG_RECORD_ADD(x->arena, c, use) : NULL;
    if (!t || !use)
        return false;
    c->kind = VG_RECORD_LEGAL;
    *use = "license";
    t->value = name;
    t->uri = vg_arena_printf(x->arena, "https://spdx.org/licenses/%s", name);
    return true;
}

static const struct vg_json_kind vg_json_licence = {licence_read, licence_write};

/* --- providers --- */

static const struct word roles[] = { /* sorted */
    {"author", "producer"},
    {"custodian", "host"},
    {"distributor", "host"},
    {"originator", "producer"},
    {"owner", "licensor"},
    {"principalInvestigator", "producer"},
    {"processor", "processor"},
    {"publisher", "host"},
    {"resourceProvider", "host"},
};

static const struct word roles_back[] = { /* sorted */
    {"host", "distributor"},
    {"licensor", "owner"},
    {"processor", "processor"},
    {"producer", "originator"},
};

static void add_provider(struct vg_json_writer *x, struct vg_node *list, const struct vg_record_contact *c)
{
    const struct vg_record_text *name = c->organisation.value ? &c->organisation : &c->name;
    const struct word *role = c->role ? VG_KEYWORD(vg_str_of(c->role), roles) : NULL;

    if (!name->value)
        return;
    struct vg_node *map = vg_node_add_map(x->arena, list, NULL);
    vg_node_add_str(x->arena, map, "name", vg_record_text_in(name, x->options->lang));
    if (role)
        vg_node_add_str(x->arena, vg_node_add_list(x->arena, map, "roles"), NULL, role->meaning);
    vg_node_add_str(x->arena, map, "url", c->site.href.value);
}

static void providers_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                            const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);

    (void)row, (void)member;
    for (size_t i = 0; i < x->record->n_contacts; i++)
        add_provider(x, list, &x->record->contacts[i]);
    vg_json_append(x, to, key, list);
}

static bool providers_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)row, (void)member;
    VG_EACH(provider, node) {
        const char *name = vg_node_cstr(provider, "name", NULL);
        const struct vg_node *role = vg_node_at(provider, "roles.0");
        const struct word *known = role && role->kind == VG_N_STR ? VG_KEYWORD(role->text, roles_back) : NULL;
        struct vg_record_contact *c = name ? VG_RECORD_ADD(x->arena, x->record, contacts) : NULL;
        if (!c)
            continue;
        c->organisation.value = vg_arena_strdup(x->arena, name);
        c->role = known ? known->meaning : "pointOfContact";
        c->site.href.value = vg_arena_strdup(x->arena, vg_node_cstr(provider, "url", NULL));
        c->instructions.value = vg_arena_strdup(x->arena, vg_node_cstr(provider, "description", NULL));
    }
    return node->first != NULL;
}

static const struct vg_json_kind vg_json_providers = {providers_read, providers_write};

/* --- extent: required, the whole world and all time where nothing is known --- */

static void add_interval(struct vg_json_writer *x, struct vg_node *list)
{
    struct vg_interval when = {0};
    bool known = vg_record_interval(x->record, &when);
    struct vg_node *pair = vg_node_add_list(x->arena, list, NULL);
    const struct {
        bool has;
        int64_t us;
    } sides[] = {{known && when.has_start, when.start_us}, {known && when.has_end, when.end_us}};

    for (size_t i = 0; i < VG_COUNT(sides); i++) {
        struct vg_buf b;
        vg_buf_init(&b, 64);
        if (sides[i].has && vg_datetime_put(&b, sides[i].us - sides[i].us % 1000000, true))
            vg_node_add_str(x->arena, pair, NULL, b.ptr);
        else
            vg_node_add_null(x->arena, pair, NULL);
        vg_buf_finish(&b);
    }
}

static void extent_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    struct vg_node *extent = vg_node_add_map(x->arena, to, key), *bbox = vg_json_bbox(x);
    struct vg_node *boxes = vg_node_add_list(x->arena, vg_node_add_map(x->arena, extent, "spatial"), "bbox");
    static const double world[] = {-180, -90, 180, 90};

    (void)row, (void)member;
    if (!bbox) {
        bbox = vg_node_list(x->arena);
        for (size_t i = 0; i < VG_COUNT(world); i++)
            vg_node_add_double(x->arena, bbox, NULL, world[i]);
    }
    vg_node_append(x->arena, boxes, NULL, bbox);
    add_interval(x, vg_node_add_list(x->arena, vg_node_add_map(x->arena, extent, "temporal"), "interval"));
}

static void read_interval(struct vg_json_reader *x, const struct vg_node *pair)
{
    struct vg_record_time t = {0};

    if (pair && pair->first)
        vg_json_when.read(x, NULL, pair->first, &t.begin);
    if (pair && pair->first && pair->first->next)
        vg_json_when.read(x, NULL, pair->first->next, &t.end);
    if (!t.begin.text && !t.end.text)
        return;
    struct vg_record_extent *e = x->record->n_extents ? &x->record->extents[0] : VG_RECORD_ADD(x->arena, x->record, extents);
    struct vg_record_time *to = e ? VG_RECORD_ADD(x->arena, e, times) : NULL;
    if (to)
        *to = t;
}

/* The first of each is the whole; others are parts of it. */
static bool extent_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const struct vg_node *box = vg_node_at(node, "spatial.bbox.0");

    (void)row, (void)member;
    if (box)
        vg_json_read_bbox(x, box);
    read_interval(x, vg_node_at(node, "temporal.interval.0"));
    return x->record->n_extents > 0;
}

static const struct vg_json_kind vg_json_extent = {extent_read, extent_write};

/* --- assets: what can be downloaded, and previews --- */

static struct vg_node *add_asset(struct vg_json_writer *x, struct vg_node *map, const char *key, const char *href,
                                 const char *title, const char *role)
{
    struct vg_node *asset = vg_node_add_map(x->arena, map, key);

    vg_node_add_str(x->arena, asset, "href", href);
    vg_node_add_str(x->arena, asset, "title", title);
    vg_node_add_str(x->arena, vg_node_add_list(x->arena, asset, "roles"), NULL, role);
    return asset;
}

static void assets_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    struct vg_node *map = vg_node_map(x->arena);
    const struct vg_record *r = x->record;

    (void)row, (void)member;
    for (size_t i = 0; i < r->n_links; i++) {
        const struct vg_record_link *l = &r->links[i];
        if (!l->href.value || !l->function || strcmp(l->function, "download") != 0)
            continue;
        struct vg_node *asset = add_asset(x, map, vg_arena_printf(x->arena, "data-%zu", i + 1), l->href.value,
                                          vg_record_text_in(&l->name, x->options->lang), "data");
        vg_node_add_str(x->arena, asset, "type", l->media_type);
    }
    for (size_t i = 0; i < r->n_graphics; i++) {
        if (r->graphics[i].file.value && strstr(r->graphics[i].file.value, "://"))
            add_asset(x, map, vg_arena_printf(x->arena, "preview-%zu", i + 1), r->graphics[i].file.value,
                      vg_record_text_in(&r->graphics[i].description, x->options->lang), "thumbnail");
    }
    vg_json_append(x, to, key, map);
}

static void read_asset(struct vg_json_reader *x, const struct vg_node *asset)
{
    const char *href = vg_arena_strdup(x->arena, vg_node_cstr(asset, "href", NULL));
    const char *title = vg_arena_strdup(x->arena, vg_node_cstr(asset, "title", NULL));
    const struct vg_node *role = vg_node_at(asset, "roles.0");

    if (!href || vg_json_is_known(x->record, href))
        return;
    if (role && (vg_str_is(role->text, "thumbnail") || vg_str_is(role->text, "overview"))) {
        struct vg_record_graphic *g = VG_RECORD_ADD(x->arena, x->record, graphics);
        if (g)
            *g = (struct vg_record_graphic){.file.value = href, .description.value = title};
        return;
    }
    struct vg_record_link *l = VG_RECORD_ADD(x->arena, x->record, links);
    if (l)
        *l = (struct vg_record_link){.href.value = href, .name.value = title, .function = "download", .transfer = 1,
                                     .description.value = vg_arena_strdup(x->arena, vg_node_cstr(asset, "description", NULL)),
                                     .media_type = vg_arena_strdup(x->arena, vg_node_cstr(asset, "type", NULL))};
}

static bool assets_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)row, (void)member;
    VG_EACH(asset, node)
        read_asset(x, asset);
    return node->first != NULL;
}

static const struct vg_json_kind vg_json_assets = {assets_read, assets_write};

/* --- the collection --- */

static const struct vg_json_row collection_rows[] = {
    {.key = "type", .kind = &vg_json_constant, .value = "Collection"},
    {.key = "stac_version", .kind = &vg_json_constant, .value = "1.1.0"},
    {VG_JSON_ONE(vg_record, "id", string, id)},
    {VG_JSON_ONE(vg_record, "title", text, citation.title)},
    {VG_JSON_ONE(vg_record, "description", text, abstract)},
    {VG_JSON_ONE(vg_record, "keywords", all_words, keywords)},
    {VG_JSON_ONE(vg_record, "license", licence, constraints)},
    {VG_JSON_ONE(vg_record, "providers", providers, contacts)},
    {.key = "extent", .kind = &vg_json_extent},
    {VG_JSON_ONE(vg_record, "version", text, citation.edition)},
    {VG_JSON_ONE(vg_record, "created", moment, created)},
    {VG_JSON_ONE(vg_record, "updated", moment, stamp)},
    {.key = "assets", .kind = &vg_json_assets},
    {.key = "links", .kind = &vg_json_links},
    {.key = "stac_extensions", .kind = &vg_json_ignored},
};
static const struct vg_json_table collection_table = VG_JSON_TABLE(collection_rows);

static bool read_collection(struct vg_json_reader *x, const struct vg_node *node)
{
    bool any = vg_json_read_rows(x, &collection_table, node, x->record);

    x->record->type = "series";
    if (!x->record->citation.title.value)
        x->record->citation.title.value = x->record->id; /* title may lack; the id stands for it */
    return any;
}

/* description and links are required. */
static void make_collection(struct vg_json_writer *x, struct vg_node *root)
{
    vg_json_write_rows(x, &collection_table, root, x->record);
    if (!vg_node_get(root, "description")) {
        const char *title = vg_record_text_in(&x->record->citation.title, x->options->lang);
        vg_node_add_str(x->arena, root, "description", title ? title : x->record->id);
    }
    if (!vg_node_get(root, "links"))
        vg_node_add_list(x->arena, root, "links");
}

static enum vg_status write_collection(const struct vg_record_codec *codec, const struct vg_record *r,
                                       const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    (void)codec;
    return vg_json_write_tree(r, w, b, make_collection, err);
}

/* One collection, or the list of an API. */
static enum vg_status read_document(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                                    const struct vg_record_sink *sink, struct vg_error *err)
{
    struct vg_node *root;
    enum vg_status r = vg_json_parse(bytes, a, &root, err);

    if (r != VG_OK)
        return r;
    const struct vg_node *list = vg_node_get(root, "collections");
    if (!list && strcmp(vg_node_cstr(root, "type", ""), "Collection") != 0)
        return vg_fail(err, VG_BAD_INPUT, "type", "a STAC document of the type '%.40s' is no collection", vg_node_cstr(root, "type", ""));
    return vg_json_take(codec, bytes, root, list, a, sink, read_collection, err);
}

const struct vg_record_codec vg_record_stac = {
    .name = VG_RECORD_STAC,
    .media_type = "application/json",
    .title = "STAC Collection",
    .read = read_document,
    .write = write_collection,
};
