/* schema.org in JSON-LD, as search engines for data want it (Dataset and its kin); written only. */
#include <vigie/base/keyword.h>
#include <vigie/base/number.h>

#include "json_map.h"
#include "rdf.h"

struct word {
    const char *name, *meaning;
};

/* MD_ScopeCode and its extensions to a type of schema.org; what is not here is a Dataset. */
static const struct word types[] = { /* sorted */
    {"application", "SoftwareApplication"},
    {"document", "CreativeWork"},
    {"guide", "CreativeWork"},
    {"image", "ImageObject"},
    {"map", "Map"},
    {"method", "CreativeWork"},
    {"project", "Project"},
    {"service", "WebAPI"},
    {"software", "SoftwareApplication"},
    {"tool", "SoftwareApplication"},
};

static bool nothing_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)x, (void)row, (void)node, (void)member;
    return false;
}

static void type_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    const struct word *known = VG_KEYWORD(vg_str_of(vg_record_type(x->record)), types);

    (void)row, (void)member;
    vg_node_add_str(x->arena, to, key, known ? known->meaning : "Dataset");
}
static const struct vg_json_kind vg_json_class = {nothing_read, type_write};

static bool is_on_the_web(const char *address)
{
    return (strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0) && !strpbrk(address, " \t\n<>\"");
}

/* The page of the record, and the catalogue that it is of. */
static void page_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    const char *address = x->record->id ? vg_record_address(x->options->base_url, x->record->id, x->arena) : NULL;

    (void)row, (void)member;
    vg_node_add_str(x->arena, to, key, address);
}
static const struct vg_json_kind vg_json_page = {nothing_read, page_write};

static void catalogue_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                            const void *member)
{
    const char *address = vg_record_address(x->options->base_url, NULL, x->arena);

    (void)row, (void)member;
    if (!address)
        return;
    struct vg_node *catalogue = vg_node_add_map(x->arena, to, key);
    vg_node_add_str(x->arena, catalogue, "@type", "DataCatalog");
    vg_node_add_str(x->arena, catalogue, "url", address);
}
static const struct vg_json_kind vg_json_catalogue = {nothing_read, catalogue_write};

/* Search engines ask for one. */
static void description_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                              const void *member)
{
    const char *lang = x->options->lang, *text = vg_record_text_in(member, lang);

    (void)row;
    vg_node_add_str(x->arena, to, key, text ? text : vg_record_text_in(&x->record->citation.title, lang));
}
static const struct vg_json_kind vg_json_description = {nothing_read, description_write};

static void identifier_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                             const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);
    const char *resource = vg_record_resource_id(x->record, x->arena);

    (void)row, (void)member;
    vg_node_add_str(x->arena, list, NULL, x->record->id);
    if (resource && (!x->record->id || strcmp(resource, x->record->id) != 0))
        vg_node_add_str(x->arena, list, NULL, resource);
    vg_json_append(x, to, key, list);
}
static const struct vg_json_kind vg_json_identifiers = {nothing_read, identifier_write};

static void licence_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    const struct vg_record_text *t = vg_record_licence(x->record);
    const char *address = t && t->uri ? t->uri : t ? t->value : NULL;

    (void)row, (void)member;
    if (!address)
        return;
    if (is_on_the_web(address)) {
        vg_node_add_str(x->arena, to, key, address);
        return;
    }
    struct vg_node *work = vg_node_add_map(x->arena, to, key); /* a text is no licence to Google, a work with a name is */
    vg_node_add_str(x->arena, work, "@type", "CreativeWork");
    vg_node_add_str(x->arena, work, "name", t->value ? vg_record_text_in(t, x->options->lang) : address);
}
static const struct vg_json_kind vg_json_licence = {nothing_read, licence_write};

static struct vg_node *party(struct vg_json_writer *x, const struct vg_record_contact *c)
{
    const char *lang = x->options->lang, *organisation = vg_record_text_in(&c->organisation, lang);
    struct vg_node *map = vg_node_map(x->arena);

    vg_node_add_str(x->arena, map, "@type", organisation ? "Organization" : "Person");
    vg_node_add_str(x->arena, map, "name", organisation ? organisation : vg_record_text_in(&c->name, lang));
    if (c->n_emails && c->emails[0].value && strchr(c->emails[0].value, '@'))
        vg_node_add_str(x->arena, map, "email", c->emails[0].value);
    if (c->site.href.value && is_on_the_web(c->site.href.value))
        vg_node_add_str(x->arena, map, "url", c->site.href.value);
    return map;
}

/* row->value: the roles that are meant, in the order of preference. */
static void party_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                        const void *member)
{
    const struct vg_record *r = x->record;
    struct vg_str rest = vg_str_of(row->value);

    (void)member;
    while (rest.ptr) {
        struct vg_str role = vg_str_cut(rest, ' ', &rest);
        for (size_t i = 0; i < r->n_contacts; i++) {
            const struct vg_record_contact *c = &r->contacts[i];
            if (c->role && vg_str_is(role, c->role) && (c->organisation.value || c->name.value)) {
                vg_node_append(x->arena, to, key, party(x, c));
                return;
            }
        }
    }
}
static const struct vg_json_kind vg_json_party = {nothing_read, party_write};

static void date_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    const struct vg_record_when *when = vg_record_date(&x->record->citation, row->value);

    (void)member;
    if (when)
        vg_node_add_str(x->arena, to, key, when->text);
}
static const struct vg_json_kind vg_json_date = {nothing_read, date_write};

/* "south west north east"; a box of no size is a place of its own kind */
static void place_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                        const void *member)
{
    struct vg_bbox box;
    struct vg_buf b;

    (void)row, (void)member;
    if (!vg_record_bbox(x->record, &box))
        return;
    struct vg_node *place = vg_node_add_map(x->arena, to, key), *shape;
    vg_node_add_str(x->arena, place, "@type", "Place");
    shape = vg_node_add_map(x->arena, place, "geo");
    if (box.min[0] == box.max[0] && box.min[1] == box.max[1]) {
        vg_node_add_str(x->arena, shape, "@type", "GeoCoordinates");
        vg_node_add_double(x->arena, shape, "latitude", box.min[1]);
        vg_node_add_double(x->arena, shape, "longitude", box.min[0]);
        return;
    }
    vg_node_add_str(x->arena, shape, "@type", "GeoShape");
    const double v[] = {box.min[1], box.min[0], box.max[1], box.max[0]};
    vg_buf_init(&b, 256);
    for (size_t i = 0; i < VG_COUNT(v); i++) {
        vg_buf_cstr(&b, i ? " " : "");
        vg_buf_fixed(&b, v[i], 6);
    }
    vg_node_add_str(x->arena, shape, "box", b.ptr);
    vg_buf_finish(&b);
}
static const struct vg_json_kind vg_json_place = {nothing_read, place_write};

static void period_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    const struct vg_record *r = x->record;
    const struct vg_record_time *t = r->n_extents && r->extents[0].n_times ? &r->extents[0].times[0] : NULL;

    (void)row, (void)member;
    if (!t || (!t->begin.text && !t->end.text))
        return;
    const char *begin = t->begin.text ? t->begin.text : "..", *end = t->end.text ? t->end.text : "..";
    vg_node_add_str(x->arena, to, key, t->instant ? begin : vg_arena_printf(x->arena, "%s/%s", begin, end));
}
static const struct vg_json_kind vg_json_period = {nothing_read, period_write};

static void downloads_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                            const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);
    const struct vg_record *r = x->record;

    (void)row, (void)member;
    for (size_t i = 0; i < r->n_links; i++) {
        const struct vg_record_link *l = &r->links[i];
        bool informs = (l->function && strcmp(l->function, "information") == 0)
                       || (l->protocol.value && strncmp(l->protocol.value, "WWW:LINK", 8) == 0);
        if (!l->href.value || !vg_rdf_is_absolute(l->href.value) || informs)
            continue;
        struct vg_node *map = vg_node_add_map(x->arena, list, NULL);
        vg_node_add_str(x->arena, map, "@type", "DataDownload");
        vg_node_add_str(x->arena, map, "contentUrl", l->href.value);
        vg_node_add_str(x->arena, map, "name", vg_record_text_in(&l->name, x->options->lang));
        vg_node_add_str(x->arena, map, "encodingFormat", l->media_type ? l->media_type : l->format.value);
    }
    vg_json_append(x, to, key, list);
}
static const struct vg_json_kind vg_json_downloads = {nothing_read, downloads_write};

static void language_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                           const void *member)
{
    const char *lang = x->record->n_languages ? x->record->languages[0] : x->record->lang;

    (void)row, (void)member;
    vg_node_add_str(x->arena, to, key, vg_record_lang_short(lang));
}
static const struct vg_json_kind vg_json_tongue = {nothing_read, language_write};

static void picture_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    const char *file = x->record->n_graphics ? x->record->graphics[0].file.value : NULL;

    (void)row, (void)member;
    if (file && strstr(file, "://"))
        vg_node_add_str(x->arena, to, key, file);
}
static const struct vg_json_kind vg_json_picture = {nothing_read, picture_write};

static const struct vg_json_row rows[] = {
    {.key = "@context", .kind = &vg_json_constant, .value = "https://schema.org/"},
    {.key = "@type", .kind = &vg_json_class},
    {.key = "identifier", .kind = &vg_json_identifiers},
    {VG_JSON_ONE(vg_record, "name", text, citation.title)},
    {VG_JSON_MANY(vg_record, "alternateName", text, citation.alternates)},
    {VG_JSON_ONE(vg_record, "description", description, abstract)},
    {.key = "url", .kind = &vg_json_page},
    {.key = "includedInDataCatalog", .kind = &vg_json_catalogue},
    {.key = "keywords", .kind = &vg_json_all_words},
    {.key = "license", .kind = &vg_json_licence},
    {.key = "creator", .kind = &vg_json_party, .value = "author originator owner principalInvestigator"},
    {.key = "publisher", .kind = &vg_json_party, .value = "publisher distributor owner custodian resourceProvider pointOfContact"},
    {.key = "dateCreated", .kind = &vg_json_date, .value = "creation"},
    {.key = "datePublished", .kind = &vg_json_date, .value = "publication"},
    {.key = "dateModified", .kind = &vg_json_date, .value = "revision"},
    {.key = "inLanguage", .kind = &vg_json_tongue},
    {VG_JSON_ONE(vg_record, "version", text, citation.edition)},
    {.key = "spatialCoverage", .kind = &vg_json_place},
    {.key = "temporalCoverage", .kind = &vg_json_period},
    {.key = "thumbnailUrl", .kind = &vg_json_picture},
    {.key = "distribution", .kind = &vg_json_downloads},
};
static const struct vg_json_table table = VG_JSON_TABLE(rows);

static void make(struct vg_json_writer *x, struct vg_node *root)
{
    vg_json_write_rows(x, &table, root, x->record);
}

static enum vg_status write_record(const struct vg_record_codec *codec, const struct vg_record *r,
                                   const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    (void)codec;
    return vg_json_write_tree(r, w, b, make, err);
}

const struct vg_record_codec vg_record_schema_org = {
    .name = VG_RECORD_SCHEMA_ORG,
    .media_type = "application/ld+json",
    .title = "schema.org",
    .write = write_record,
};
