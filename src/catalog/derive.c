/* The record of a collection: what the store and the configuration know of it, each fact where the model has its place.
 *
 * What INSPIRE asks beyond that is kept where the facts are known: the licence with its address, the access point with
 * its registered protocol and application profile (metadata guidelines 2.0.1).  Nothing is made up. */
#include <vigie/catalog/derive.h>

#include <vigie/base/escape.h>
#include <vigie/model/raster.h>
#include <vigie/model/product.h>

#include "complete.h"
#include "site.h"

#define OAPIF "http://www.opengis.net/def/interface/ogcapi-features"
#define INSPIRE_DOWNLOAD "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/download"
#define GEOTIFF "image/tiff; application=geotiff; profile=cloud-optimized"
#define MAX_TEXT (1u << 20)
#define MAX_ADDRESS 8192

struct maker {
    const struct vg_collection *collection;
    const struct vg_catalog_site *site;
    const char *base_url;
    struct vg_arena *arena;
    struct vg_record *record;
    bool french;
};

/* --- texts ---------------------------------------------------------------------------------------- */

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static struct vg_record_text anchor_of(const char *uri, const char *value)
{
    return (struct vg_record_text){.value = value ? value : uri, .uri = uri};
}

/* A text in the record's own language. */
static const char *say(const struct maker *m, const char *english, const char *french)
{
    return m->french ? french : english;
}

static const char *taken(const struct maker *m, struct vg_buf *b)
{
    const char *text = b->failed ? NULL : vg_arena_cstr(m->arena, (struct vg_str){b->ptr ? b->ptr : "", b->len});
    vg_buf_finish(b);
    return text;
}

/* base_url and the path of the collection with `rest` behind it. */
static const char *address(const struct maker *m, const char *rest)
{
    struct vg_str base = vg_str_of(m->base_url);
    struct vg_buf b;
    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    vg_buf_init(&b, MAX_ADDRESS);
    vg_buf_str(&b, base);
    VG_BUF_LIT(&b, "/");
    if (rest) {
        VG_BUF_LIT(&b, "collections/");
        vg_url_put(&b, vg_str_of(m->collection->id));
        vg_buf_cstr(&b, rest);
    }
    return taken(m, &b);
}

/* "code (text): INSEE code; area (number, ha)" */
static void add_fields(const struct maker *m, struct vg_buf *b, bool with_types)
{
    const struct vg_collection *c = m->collection;
    const char *between = "";
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (f->hidden)
            continue;
        vg_buf_cstr(b, between);
        vg_buf_cstr(b, f->name);
        between = with_types ? "; " : ", ";
        if (!with_types)
            continue;
        vg_buf_printf(b, " (%s%s%s)", vg_text(m->french ? VG_FR : VG_EN, vg_type_name(f->type)), f->unit ? ", " : "",
                      f->unit ? f->unit : "");
        const char *meaning = f->description ? f->description : f->title;
        if (meaning)
            vg_buf_printf(b, "%s%s", say(m, ": ", " : "), meaning);
    }
}

/* What the publisher says, else a sentence of facts. */
static const char *abstract_of(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    const char *type = c->geom_name ? vg_geom_type_geojson(c->geom_type) : NULL;
    struct vg_buf b;
    if (c->description && *c->description)
        return c->description;
    if (c->raster)
        return vg_arena_printf(m->arena, say(m, "Raster of %lld by %lld cells, each of %g by %g.",
                                             "Raster de %lld par %lld cellules, chacune de %g par %g."),
                               (long long)c->raster->width, (long long)c->raster->height, c->raster->cell[0], c->raster->cell[1]);
    vg_buf_init(&b, MAX_TEXT);
    vg_buf_cstr(&b, c->geom_name ? say(m, "Features", "Objets géographiques") : say(m, "Rows", "Lignes"));
    if (type)
        vg_buf_printf(&b, " (%s)", type);
    vg_buf_printf(&b, "%s%s%s", say(m, " of '", " de « "), c->title && *c->title ? c->title : c->id, say(m, "'", " »"));
    if (c->n_fields) {
        vg_buf_cstr(&b, say(m, ", with the fields: ", ", avec les champs : "));
        add_fields(m, &b, false);
    }
    vg_buf_char(&b, '.');
    return taken(m, &b);
}

/* --- parts ---------------------------------------------------------------------------------------- */

static void make_head(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    struct vg_record *r = m->record;
    r->id = c->id;
    r->lang = vg_record_lang(vg_str_of(c->lang ? c->lang : m->site->lang ? m->site->lang : ""));
    r->charset = "utf8";
    r->type = c->geom_name || c->raster ? "dataset" : "nonGeographicDataset";
    vg_catalog_add_contact(m->arena, &r->record_contacts, m->site->contact ? m->site->contact : c->n_contacts ? c->contacts : NULL);
    r->standard = text_of("ISO 19115:2003/19139");
    r->standard_version = text_of("1.0");
}

/* us: 0, it is not known. */
static void add_date(const struct maker *m, int64_t us, const char *type)
{
    struct vg_record_when when = us ? vg_catalog_when(m->arena, us) : (struct vg_record_when){0};
    struct vg_record_date *d = when.text ? VG_RECORD_ADD(m->arena, &m->record->citation, dates) : NULL;
    if (d)
        *d = (struct vg_record_date){when, type};
}

static void make_citation(const struct maker *m, int64_t stamp_us)
{
    const struct vg_collection *c = m->collection;
    struct vg_record_citation *to = &m->record->citation;
    to->title = text_of(c->title && *c->title ? c->title : c->id);
    add_date(m, c->created_us, "creation");
    add_date(m, stamp_us, "revision");
    struct vg_record_identifier *id = VG_RECORD_ADD(m->arena, to, identifiers);
    if (id)
        id->code = text_of(address(m, ""));
}

static void make_keywords(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    struct vg_record_keywords *k = c->n_keywords ? VG_RECORD_ADD(m->arena, m->record, keywords) : NULL;
    for (size_t i = 0; k && i < c->n_keywords; i++) {
        vg_catalog_add_text(m->arena, &k->words, c->keywords[i]);
        const char *code = vg_record_code(VG_CODES_TOPIC, vg_str_of(c->keywords[i]));
        const char **topic = code && !strcmp(code, c->keywords[i]) ? VG_RECORD_ADD(m->arena, m->record, topics) : NULL;
        if (topic)
            *topic = code;
    }
}

static void make_constraints(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    bool own = c->license_url || c->license_title;
    const char *url = own ? c->license_url : m->site->license_url, *title = own ? c->license_title : m->site->license_title;
    vg_catalog_add_licence(m->arena, m->record, url, title);
}

static void make_extent(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    struct vg_record_extent *e = c->has_extent     ? vg_catalog_add_box(m->arena, m->record, &c->extent)
                                 : c->has_interval ? VG_RECORD_ADD(m->arena, m->record, extents)
                                                   : NULL;
    struct vg_record_time *t = e && c->has_interval ? VG_RECORD_ADD(m->arena, e, times) : NULL;
    if (!t)
        return;
    if (c->interval.has_start)
        t->begin = vg_catalog_when(m->arena, c->interval.start_us);
    if (c->interval.has_end)
        t->end = vg_catalog_when(m->arena, c->interval.end_us);
    t->begin_is = t->begin.text ? NULL : "unknown";
    t->end_is = t->end.text ? NULL : "unknown";
}

static void make_identification(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    struct vg_record *r = m->record;
    r->abstract = text_of(abstract_of(m));
    vg_catalog_add_text(m->arena, &r->credits, c->attribution ? c->attribution : m->site->attribution);
    for (size_t i = 0; i < c->n_contacts; i++)
        vg_catalog_add_contact(m->arena, &r->contacts, &c->contacts[i]);
    if (!c->n_contacts)
        vg_catalog_add_contact(m->arena, &r->contacts, m->site->contact);
    make_keywords(m);
    make_constraints(m);
    if (c->product)
        r->lineage = text_of(vg_words_in(&c->product->lineage, m->french ? VG_FR : VG_EN));
    const char **kind = VG_RECORD_ADD(m->arena, r, representations);
    if (kind)
        *kind = c->raster ? "grid" : c->geom_name ? "vector" : "textTable";
    const char **lang = r->lang ? VG_RECORD_ADD(m->arena, r, languages) : NULL;
    if (lang)
        *lang = r->lang;
    const char **charset = VG_RECORD_ADD(m->arena, r, charsets);
    if (charset)
        *charset = "utf8";
    make_extent(m);
}

static void make_reference_system(const struct maker *m)
{
    const struct vg_crs *crs = m->collection->crs;
    const char *label = crs && crs->curie && *crs->curie ? crs->curie : crs ? crs->name : NULL;
    struct vg_record_identifier *id = label && *label ? VG_RECORD_ADD(m->arena, m->record, crs) : NULL;
    if (id) {
        id->code = anchor_of(crs->uri, label);
        id->space = text_of(crs->auth);
    }
}

/* The fields; a catalogue of its own (ISO 19110) there is not, so they stand in the citation of what describes them. */
static void make_content(const struct maker *m)
{
    struct vg_record_catalogue *k = VG_RECORD_ADD(m->arena, m->record, catalogues);
    struct vg_record_citation *cited = k ? VG_RECORD_ADD(m->arena, k, citations) : NULL;
    struct vg_buf b;
    if (!cited)
        return;
    k->compliant = "false";
    k->included = "true";
    vg_catalog_add_text(m->arena, &k->types, m->collection->id);
    cited->title = text_of(say(m, "Fields", "Champs"));
    vg_buf_init(&b, MAX_TEXT);
    add_fields(m, &b, true);
    cited->details = text_of(taken(m, &b));
}

/* --- ways to the data ----------------------------------------------------------------------------- */

static struct vg_record_link *add_link(const struct maker *m, const char *href, const char *name, const char *media_type)
{
    struct vg_record_link *l = href ? VG_RECORD_ADD(m->arena, m->record, links) : NULL;
    if (l)
        *l = (struct vg_record_link){.href = text_of(href), .name = text_of(name), .media_type = media_type,
                                     .description = text_of(media_type)};
    return l;
}

static void add_access_point(const struct maker *m)
{
    struct vg_record_link *l = add_link(m, address(m, NULL), m->collection->id, NULL);
    if (!l)
        return;
    l->protocol = anchor_of(OAPIF, "OGC API - Features");
    l->media_type = "application/json";
    l->profile = anchor_of(INSPIRE_DOWNLOAD, say(m, "Download Service", "Service de téléchargement"));
    l->function = "download";
}

static void add_items(const struct maker *m)
{
    struct vg_record_link *l = add_link(m, address(m, "/items"), m->record->citation.title.value, "application/geo+json");
    if (!l)
        return;
    l->protocol = anchor_of(OAPIF, "OGC API - Features");
    l->format = text_of("GeoJSON");
    l->function = "download";
    l->rel = "item";
}

static void add_page(const struct maker *m)
{
    struct vg_record_link *l = add_link(m, address(m, ""), m->record->citation.title.value, "text/html");
    if (!l)
        return;
    l->protocol = text_of("WWW:LINK-1.0-http--link");
    l->function = "information";
    l->rel = "about";
}

/* A link of the configuration: what is an enclosure is a download, a licence is told elsewhere. */
static void add_further(const struct maker *m, const struct vg_link *from)
{
    bool file = from->rel && !strcmp(from->rel, "enclosure");
    if (from->rel && !strcmp(from->rel, "license"))
        return;
    struct vg_record_link *l = add_link(m, from->href, from->title, from->type);
    if (!l)
        return;
    l->protocol = text_of(file ? "WWW:DOWNLOAD-1.0-http--download" : "WWW:LINK-1.0-http--link");
    l->function = file ? "download" : "information";
    l->rel = from->rel;
    l->size_mb = (double)from->length / 1e6;
}

/* What comes of crossing it with another collection. */
static void add_crossing(const struct maker *m, const struct vg_crossing *x)
{
    struct vg_record_link *l = add_link(m, address(m, vg_arena_printf(m->arena, "/crossings/%s?f=csv", x->with)), x->title, "text/csv");
    if (!l)
        return;
    l->protocol = text_of("WWW:DOWNLOAD-1.0-http--download");
    l->function = "download";
    l->rel = "related";
}

static void add_file(const struct maker *m)
{
    struct vg_record_link *l = add_link(m, address(m, "/coverage"), m->record->citation.title.value, GEOTIFF);
    if (!l)
        return;
    l->protocol = text_of("WWW:DOWNLOAD-1.0-http--download");
    l->format = text_of("GeoTIFF");
    l->function = "download";
    l->rel = "enclosure";
    l->size_mb = (double)m->collection->raster->bytes / 1e6;
}

static void add_map(const struct maker *m)
{
    struct vg_record_link *l = add_link(m, address(m, "/map/tiles"), m->record->citation.title.value, "application/json");
    if (!l)
        return;
    l->protocol = anchor_of("http://www.opengis.net/def/interface/ogcapi-tiles", "OGC API - Tiles");
    l->function = "information";
    l->rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
}

static void make_raster_distribution(const struct maker *m)
{
    struct vg_record_format *f = VG_RECORD_ADD(m->arena, m->record, formats);
    if (f) {
        f->name = text_of("GeoTIFF");
        f->version = text_of("1.1");
    }
    add_file(m);
    add_map(m);
    add_page(m);
}

static void make_vector_distribution(const struct maker *m)
{
    struct vg_record_format *f = VG_RECORD_ADD(m->arena, m->record, formats);
    if (f) {
        f->name = text_of("GeoJSON");
        f->version = text_of("RFC 7946");
    }
    add_access_point(m);
    add_items(m);
    add_page(m);
}

static void make_distribution(const struct maker *m)
{
    if (m->collection->raster)
        make_raster_distribution(m);
    else
        make_vector_distribution(m);
    for (size_t i = 0; i < m->collection->n_links; i++)
        add_further(m, &m->collection->links[i]);
    for (size_t i = 0; i < m->collection->n_crossings; i++)
        add_crossing(m, &m->collection->crossings[i]);
    vg_catalog_add_maps_of(m->arena, m->record, m->collection, m->site, m->base_url);
    vg_catalog_add_projects_of(m->arena, m->record, m->collection, m->site, m->base_url);
}

const struct vg_record *vg_catalog_describe(const struct vg_collection *c, const struct vg_catalog_site *site,
                                            const char *base_url, int64_t stamp_us, struct vg_arena *a)
{
    struct vg_record *r = VG_NEW(a, struct vg_record);
    struct maker m = {c, site, base_url, a, r, false};
    if (!r)
        return NULL;
    make_head(&m);
    m.french = r->lang && !strcmp(r->lang, "fre");
    r->stamp = vg_catalog_when(m.arena, stamp_us);
    make_citation(&m, stamp_us);
    make_identification(&m);
    make_reference_system(&m);
    if (!c->raster)
        make_content(&m);
    make_distribution(&m);
    r->quality_scope = r->type;
    if (c->described)
        vg_catalog_complete(r, c->described, a);
    return r;
}
