/* The record of a data collection, from its own facts: title, place, time, reference system, fields, contacts, licence and
 * access points.
 *
 * What INSPIRE asks beyond the schemas is kept where the facts are known: languages and codes by their lists, the licence as
 * an anchor, the access point with its registered protocol (metadata guidelines 2.0.1).  What is not known is left out;
 * nothing is made up. */
#include <vigie/base/escape.h>
#include <vigie/base/keyword.h>
#include <vigie/codec/iso19139.h>

#define OAPIF "http://www.opengis.net/def/interface/ogcapi-features"
#define INSPIRE_DOWNLOAD "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/download"
#define MAX_TEXT (1u << 20)

struct work {
    struct vg_arena *a;
    struct vg_record *r;
    const struct vg_iso_source *source;
    const struct vg_collection *c;
    bool french;
};

struct word {
    const char *name, *meaning;
};

/* Link relation to CI_OnLineFunctionCode; what is not here informs, NULL is not a way to the data. */
static const struct word functions[] = { /* sorted */
    {"enclosure", "download"},
    {"items", "download"},
    {"license", NULL},
    {"self", NULL},
};

/* A text in the record's own language. */
static const char *say(const struct work *w, const char *english, const char *french)
{
    return w->french ? french : english;
}

static struct vg_record_text text(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static struct vg_record_text anchor(const char *uri, const char *value)
{
    struct vg_record_text t = text(value);

    t.uri = uri && *uri ? uri : NULL;
    t.value = t.value ? t.value : t.uri;
    return t;
}

static void add_text(struct vg_arena *a, void *list, const char *value)
{
    struct vg_record_text *t = value && *value ? vg_record_grow(a, list, sizeof(*t)) : NULL;
    if (t)
        t->value = value;
}

static void add_string(struct vg_arena *a, void *list, const char *value)
{
    const char **s = value ? vg_record_grow(a, list, sizeof(*s)) : NULL;
    if (s)
        *s = value;
}

/* As a date or a moment; XML Schema knows no year 0. */
static struct vg_record_when when_of(struct vg_arena *a, int64_t us, bool moment)
{
    int64_t day = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
    struct vg_record_when when = {0};
    struct vg_buf b;

    if (day < vg_days_from_civil(1, 1, 1))
        return when;
    vg_buf_init(&b, 64);
    if (moment ? vg_datetime_put(&b, us, true) : vg_date_put(&b, day))
        when = (struct vg_record_when){vg_arena_strdup(a, b.ptr), us};
    vg_buf_finish(&b);
    return when;
}

/* base_url and the path of the collection with `rest` behind it; without `rest` the base alone. */
static const char *address(const struct work *w, const char *rest)
{
    struct vg_str base = vg_str_of(w->source->base_url);
    struct vg_buf b;

    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    vg_buf_init(&b, MAX_TEXT);
    vg_buf_str(&b, base);
    VG_BUF_LIT(&b, "/");
    if (rest) {
        VG_BUF_LIT(&b, "collections/");
        vg_url_put(&b, vg_str_of(w->c->id));
        vg_buf_cstr(&b, rest);
    }
    const char *made = vg_arena_strdup(w->a, b.ptr);
    vg_buf_finish(&b);
    return made;
}

static struct vg_record_contact contact_of(const struct work *w, const struct vg_contact *c)
{
    const char *role = c->role ? vg_record_code(VG_CODES_ROLE, vg_str_of(c->role)) : NULL;
    struct vg_record_contact to = {
        .name = text(c->name), .organisation = text(c->organization), .position = text(c->position),
        .role = role ? role : "pointOfContact", .city = text(c->city), .postcode = text(c->postcode), .country = text(c->country),
        .site = {.href = text(c->url)},
    };

    add_text(w->a, &to.phones, c->phone);
    add_text(w->a, &to.lines, c->address);
    add_text(w->a, &to.emails, c->email);
    return to;
}

static void add_contact(struct work *w, void *list, const struct vg_contact *c)
{
    struct vg_record_contact one = contact_of(w, c), *to = vg_record_grow(w->a, list, sizeof(*to));
    if (to)
        *to = one;
}

static void fill_head(struct work *w)
{
    const struct vg_contact *contact = w->source->contact ? w->source->contact : w->c->n_contacts ? w->c->contacts : NULL;
    struct vg_record *r = w->r;

    r->id = w->source->file_identifier;
    r->lang = w->c->lang ? vg_record_lang(vg_str_of(w->c->lang)) : NULL;
    r->charset = "utf8";
    r->type = w->c->geom_name ? "dataset" : "nonGeographicDataset";
    r->stamp = when_of(w->a, w->source->stamp_us, false);
    r->standard = text("ISO 19115:2003/19139");
    r->standard_version = text("1.0");
    if (contact)
        add_contact(w, &r->record_contacts, contact);
}

static void fill_reference_system(struct work *w)
{
    const struct vg_crs *crs = w->c->crs;
    const char *label = crs && crs->curie && *crs->curie ? crs->curie : crs ? crs->name : NULL;
    struct vg_record_identifier *to = label && *label ? VG_RECORD_ADD(w->a, w->r, crs) : NULL;

    if (to)
        *to = (struct vg_record_identifier){.code = anchor(crs->uri, label), .space = text(crs->auth)};
}

static void add_date(struct work *w, int64_t us, const char *type)
{
    struct vg_record_date d = {.when = when_of(w->a, us, false), .type = type};
    struct vg_record_date *to = us != 0 && d.when.text ? VG_RECORD_ADD(w->a, &w->r->citation, dates) : NULL;
    if (to)
        *to = d;
}

/* "code (text): INSEE code; area (number, ha)" */
static void put_fields(const struct work *w, struct vg_buf *b, bool with_types)
{
    const struct vg_collection *c = w->c;
    const char *between = "";

    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        const char *meaning = f->description ? f->description : f->title;
        if (f->hidden)
            continue;
        vg_buf_cstr(b, between);
        vg_buf_cstr(b, f->name);
        between = with_types ? "; " : ", ";
        if (!with_types)
            continue;
        vg_buf_printf(b, " (%s%s%s)", vg_text(w->french ? VG_FR : VG_EN, vg_type_name(f->type)), f->unit ? ", " : "",
                      f->unit ? f->unit : "");
        if (meaning)
            vg_buf_printf(b, "%s%s", say(w, ": ", " : "), meaning);
    }
}

/* What the publisher says, else a sentence of facts. */
static const char *abstract_of(const struct work *w)
{
    const struct vg_collection *c = w->c;
    const char *type = c->geom_name ? vg_geom_type_geojson(c->geom_type) : NULL;
    struct vg_buf b;

    if (c->description && *c->description)
        return c->description;
    vg_buf_init(&b, MAX_TEXT);
    vg_buf_cstr(&b, c->geom_name ? say(w, "Features", "Objets géographiques") : say(w, "Rows", "Lignes"));
    if (type)
        vg_buf_printf(&b, " (%s)", type);
    vg_buf_cstr(&b, say(w, " of '", " de « "));
    vg_buf_cstr(&b, w->r->citation.title.value);
    vg_buf_cstr(&b, say(w, "'", " »"));
    if (c->n_fields) {
        vg_buf_cstr(&b, say(w, ", with the fields: ", ", avec les champs : "));
        put_fields(w, &b, false);
    }
    vg_buf_char(&b, '.');
    const char *sentence = vg_arena_strdup(w->a, b.ptr);
    vg_buf_finish(&b);
    return sentence;
}

static void fill_words(struct work *w)
{
    const struct vg_collection *c = w->c;
    struct vg_record_keywords *k = c->n_keywords ? VG_RECORD_ADD(w->a, w->r, keywords) : NULL;

    for (size_t i = 0; k && i < c->n_keywords; i++) {
        const char *topic = vg_record_code(VG_CODES_TOPIC, vg_str_of(c->keywords[i]));
        add_text(w->a, &k->words, c->keywords[i]);
        if (topic && strcmp(topic, c->keywords[i]) == 0) /* a keyword that is one of them says the category */
            add_string(w->a, &w->r->topics, topic);
    }
}

static void fill_licence(struct work *w)
{
    const struct vg_collection *c = w->c;
    struct vg_record_constraint *to = c->license_url || c->license_title ? VG_RECORD_ADD(w->a, w->r, constraints) : NULL;
    struct vg_record_text *licence = to ? VG_RECORD_ADD(w->a, to, others) : NULL;

    if (!licence)
        return;
    to->kind = VG_RECORD_LEGAL;
    add_string(w->a, &to->use, "otherRestrictions");
    *licence = anchor(c->license_url, c->license_title);
}

static void fill_extent(struct work *w)
{
    const struct vg_collection *c = w->c;
    bool has_time = c->has_interval && (c->interval.has_start || c->interval.has_end);
    struct vg_record_extent *e = c->has_extent || has_time ? VG_RECORD_ADD(w->a, w->r, extents) : NULL;
    struct vg_record_box *box = e && c->has_extent ? VG_RECORD_ADD(w->a, e, boxes) : NULL;
    struct vg_record_time *time = e && has_time ? VG_RECORD_ADD(w->a, e, times) : NULL;

    if (box)
        *box = (struct vg_record_box){.west = c->extent.min[0], .east = c->extent.max[0], .south = c->extent.min[1],
                                      .north = c->extent.max[1]};
    if (time && c->interval.has_start)
        time->begin = when_of(w->a, c->interval.start_us, true);
    if (time && c->interval.has_end)
        time->end = when_of(w->a, c->interval.end_us, true);
}

static void fill_identification(struct work *w)
{
    const struct vg_collection *c = w->c;
    struct vg_record *r = w->r;
    struct vg_record_identifier *id = VG_RECORD_ADD(w->a, &r->citation, identifiers);

    r->citation.title = text(c->title && *c->title ? c->title : c->id);
    add_date(w, c->created_us, "creation");
    add_date(w, c->modified_us, "revision");
    if (id)
        id->code = text(address(w, ""));
    r->abstract = text(abstract_of(w));
    add_text(w->a, &r->credits, c->attribution);
    for (size_t i = 0; i < c->n_contacts; i++)
        add_contact(w, &r->contacts, &c->contacts[i]);
    if (c->n_contacts == 0 && w->source->contact)
        add_contact(w, &r->contacts, w->source->contact);
    fill_words(w);
    fill_licence(w);
    add_string(w->a, &r->representations, c->geom_name ? "vector" : "textTable");
    add_string(w->a, &r->languages, r->lang);
    add_string(w->a, &r->charsets, "utf8");
    fill_extent(w);
}

/* The fields; a catalogue of its own (ISO 19110) there is not, so they stand in the citation of what describes them. */
static void fill_fields(struct work *w)
{
    struct vg_record_catalogue *to = VG_RECORD_ADD(w->a, w->r, catalogues);
    struct vg_record_citation *citation = to ? VG_RECORD_ADD(w->a, to, citations) : NULL;
    struct vg_buf b;

    if (!citation)
        return;
    to->compliant = "false";
    to->included = "true";
    add_text(w->a, &to->types, w->c->id);
    citation->title = text(say(w, "Fields", "Champs"));
    vg_buf_init(&b, MAX_TEXT);
    put_fields(w, &b, true);
    citation->details = text(vg_arena_strdup(w->a, b.len ? b.ptr : NULL));
    vg_buf_finish(&b);
}

static void add_way(struct work *w, const struct vg_link *l)
{
    const struct word *known = VG_KEYWORD(vg_str_of(l->rel ? l->rel : ""), functions);
    bool is_download = known && known->meaning;
    struct vg_record_link *to = l->href && (!known || known->meaning) ? VG_RECORD_ADD(w->a, w->r, links) : NULL;

    if (!to)
        return;
    *to = (struct vg_record_link){.href = text(l->href), .name = text(l->title), .description = text(l->type),
                                  .media_type = l->type, .rel = l->rel, .transfer = 1,
                                  .function = is_download ? known->meaning : "information"};
    to->protocol = is_download && strcmp(known->name, "items") == 0
                       ? anchor(OAPIF, "OGC API - Features")
                       : text(is_download ? "WWW:DOWNLOAD-1.0-http--download" : "WWW:LINK-1.0-http--link");
}

static void fill_distribution(struct work *w)
{
    struct vg_record_format *format = VG_RECORD_ADD(w->a, w->r, formats);
    struct vg_record_link *api = VG_RECORD_ADD(w->a, w->r, links);

    if (format)
        *format = (struct vg_record_format){.name = text("GeoJSON"), .version = text("RFC 7946")};
    if (api)
        *api = (struct vg_record_link){.href = text(address(w, NULL)), .protocol = anchor(OAPIF, "OGC API - Features"),
                                       .profile = anchor(INSPIRE_DOWNLOAD, say(w, "Download Service", "Service de téléchargement")),
                                       .name = text(w->c->id), .function = "download", .transfer = 1};
    for (size_t i = 0; i < w->source->n_links; i++)
        add_way(w, &w->source->links[i]);
    for (size_t i = 0; i < w->c->n_links; i++)
        add_way(w, &w->c->links[i]);
}

enum vg_status vg_record_of_collection(const struct vg_iso_source *s, struct vg_arena *a, struct vg_record **out,
                                       struct vg_error *err)
{
    struct work w = {.a = a, .r = VG_NEW(a, struct vg_record), .source = s, .c = s->collection};

    if (w.r) {
        fill_head(&w);
        w.french = w.r->lang && strcmp(w.r->lang, "fre") == 0;
        fill_reference_system(&w);
        fill_identification(&w);
        fill_fields(&w);
        fill_distribution(&w);
        w.r->quality_scope = w.r->type;
    }
    enum vg_status status = vg_arena_check(a, err);
    if (status == VG_OK)
        *out = w.r;
    return status;
}

enum vg_status vg_iso19139_put(struct vg_buf *b, const struct vg_iso_source *s, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(8 * MAX_TEXT);
    const struct vg_record_codec *form = vg_record_codec_find(VG_STR(VG_RECORD_ISO19139));
    const struct vg_record_writing how = {0};
    struct vg_record *r;

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status status = vg_record_of_collection(s, a, &r, err);
    return status == VG_OK ? form->write(form, r, &how, b, err) : status;
}
