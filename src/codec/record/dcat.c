/* DCAT-AP 3 with what GeoDCAT-AP 3 adds: a dcat:Dataset, DatasetSeries or DataService and the dcat:CatalogRecord about it,
 * as RDF/XML, Turtle and JSON-LD.
 *
 * One table maps the resource both ways; dcat_kinds.c has the properties that are more than a text.  A record's address is
 * that of the catalogue where it is known, else what identifies the resource, so that harvesters find the same subject
 * again. */
#include "dcat.h"

#define MAX_PARTS 4096 /* nodes of what is said of one resource */

#define R(property, kind, member) VG_RDF_ONE(vg_record, property, kind, member)
#define RS(property, kind, member) VG_RDF_MANY(vg_record, property, kind, member)
#define AGENT(property_, role) {RS(property_, agent, contacts), .value = role}

static const struct vg_rdf_row statement_rows[] = {
    {R("rdfs:label", text, lineage)},
};
static const struct vg_rdf_table statement_table = VG_RDF_TABLE(statement_rows);

static const struct vg_rdf_row resource_rows[] = {
    {.property = "dct:identifier", .kind = &vg_rdf_identifier},
    {R("dct:title", text, citation.title)},
    {RS("dct:alternative", text, citation.alternates)},
    {R("dct:description", text, abstract)},
    {R("dct:abstract", text, abstract), .read_only = true},
    {R("dct:type", resource_type, type)},
    {R("dcat:keyword", keyword, keywords)},
    {R("dcat:theme", theme, keywords)},
    {R("dct:subject", topic, topics)},
    {RS("dct:issued", dated, citation.dates), .value = "publication"},
    {RS("dct:modified", dated, citation.dates), .value = "revision"},
    {RS("dct:created", dated, citation.dates), .value = "creation"},
    {RS("dct:language", language, languages)},
    {R("dcat:version", text, citation.edition)},
    {R("owl:versionInfo", text, citation.edition), .read_only = true},
    {RS("dcat:contactPoint", contact, contacts), .value = "pointOfContact"},
    AGENT("dct:publisher", "publisher"),
    {RS("prov:qualifiedAttribution", attribution, contacts), .value = "publisher"},
    AGENT("dct:creator", "author"),
    AGENT("dct:rightsHolder", "owner"),
    AGENT("geodcat:custodian", "custodian"),
    AGENT("geodcat:distributor", "distributor"),
    AGENT("geodcat:originator", "originator"),
    AGENT("geodcat:principalInvestigator", "principalInvestigator"),
    AGENT("geodcat:processor", "processor"),
    AGENT("geodcat:resourceProvider", "resourceProvider"),
    AGENT("geodcat:user", "user"),
    {R("dct:accrualPeriodicity", frequency, maintenance.frequency)},
    {R("dct:spatial", spatial, extents)},
    {R("dct:temporal", temporal, extents)},
    {R("dcat:spatialResolutionInMeters", metres, resolutions)},
    {R("geodcat:spatialResolutionAsText", scale, resolutions)},
    {R("dct:conformsTo", conforms, crs)},
    {.property = "dct:provenance", .kind = &vg_rdf_group, .rows = &statement_table, .class = "dct:ProvenanceStatement"},
    {R("dct:accessRights", rights, constraints), .value = "access"},
    {R("dct:rights", rights, constraints), .value = "use"},
    {R("dct:license", licence, constraints)},
    {R("dcat:inSeries", parent, parent)},
    {R("dct:isPartOf", parent, parent), .read_only = true},
    {RS("dct:relation", relation, relations)},
    {RS("dct:source", source, sources)},
    {R("dcat:endpointURL", endpoint, links)},
    {RS("dcat:servesDataset", operand, service.operands)},
    {R("foaf:page", page, links)},
    {R("dcat:landingPage", page, links), .read_only = true},
    {R("dcat:distribution", distribution, links)},
};
static const struct vg_rdf_table resource_table = VG_RDF_TABLE(resource_rows);

/* Members at 0 of the row get the record itself. */
static const struct vg_rdf_row about_rows[] = {
    {R("dct:identifier", string, id)},
    {R("dct:modified", when, stamp)},
    {R("dct:issued", when, created)},
    {R("dct:language", said_language, lang)},
    {RS("dcat:contactPoint", contact, record_contacts), .value = "pointOfContact"},
};
static const struct vg_rdf_table about_table = VG_RDF_TABLE(about_rows);

/* --- writing --- */

static const char *class_of(const struct vg_record *r)
{
    const char *type = vg_record_type(r);
    return r->is_service ? "dcat:DataService" : strcmp(type, "series") == 0 ? "dcat:DatasetSeries" : "dcat:Dataset";
}

const char *vg_dcat_address(struct vg_rdf_writer *x, const char *id)
{
    const char *base = x->options->base_url;

    if (!id || base)
        return id ? vg_record_address(base, id, x->g->arena) : NULL;
    return strstr(id, "://") || strncmp(id, "urn:", 4) == 0 ? id : NULL;
}

/* The resource's own address, that within the catalogue, or none. */
static struct vg_rdf_term subject_of(struct vg_rdf_writer *x)
{
    const char *own = vg_record_resource_id(x->record, x->g->arena);
    const char *address = vg_dcat_address(x, x->record->id);

    if (!address && own && (strstr(own, "://") || strncmp(own, "urn:", 4) == 0))
        address = own;
    return address ? vg_rdf_iri(address) : vg_rdf_blank(x->g);
}

static void make_graph(struct vg_rdf_writer *x)
{
    struct vg_rdf_term s = subject_of(x), about = vg_rdf_blank(x->g);

    vg_rdf_add(x->g, s, "rdf:type", vg_rdf_iri(class_of(x->record)));
    vg_rdf_write_rows(x, &resource_table, s, x->record);
    if (!x->record->abstract.value) /* DCAT-AP asks for one */
        vg_rdf_put_text(x, s, "dct:description", &x->record->citation.title);
    vg_rdf_add(x->g, s, "foaf:isPrimaryTopicOf", about);
    vg_rdf_add(x->g, about, "rdf:type", vg_rdf_iri("dcat:CatalogRecord"));
    if (s.kind == VG_RDF_IRI)
        vg_rdf_add(x->g, about, "foaf:primaryTopic", s);
    vg_rdf_write_rows(x, &about_table, about, x->record);
    vg_rdf_settle(x->g);
}

static void put_graph(const struct vg_record_codec *codec, const struct vg_record_writing *w, struct vg_buf *b,
                      const struct vg_rdf_graph *g)
{
    if (strcmp(codec->name, VG_RECORD_DCAT_XML) == 0)
        vg_rdf_put_xml(b, g, w->alone);
    else if (strcmp(codec->name, VG_RECORD_DCAT_TURTLE) == 0)
        vg_rdf_put_turtle(b, g);
    else
        vg_rdf_put_json(b, g);
}

static enum vg_status write_record(const struct vg_record_codec *codec, const struct vg_record *r,
                                   const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(32u << 20);
    struct vg_rdf_graph g = {.arena = a};
    struct vg_rdf_writer x = {.g = &g, .record = r, .options = w};

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    make_graph(&x);
    enum vg_status status = vg_arena_check(a, err);
    if (status != VG_OK)
        return status;
    put_graph(codec, w, b, &g);
    return vg_buf_check(b, err);
}

/* --- reading --- */

static const char *const classes[] = {"dcat:Dataset", "dcat:DatasetSeries", "dcat:DataService"};

/* The catalogue record about a resource, whichever of the two tells of the other. */
static const struct vg_rdf_term *about_of(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    const struct vg_rdf_term *about = vg_rdf_object(g, s, "foaf:isPrimaryTopicOf");

    for (size_t i = 0; i < g->n_triples && !about; i++) {
        if (strcmp(g->triples[i].p, "foaf:primaryTopic") == 0 && vg_rdf_same(&g->triples[i].o, s))
            about = &g->triples[i].s;
    }
    return about;
}

static void read_resource(struct vg_rdf_reader *x, const struct vg_rdf_term *s, const struct vg_rdf_term *about)
{
    struct vg_record *r = x->record;

    if (about) {
        vg_rdf_read_rows(x, &about_table, about, r);
        (void)vg_rdf_object(x->g, about, "foaf:primaryTopic"); /* it is this one */
    }
    r->is_service = vg_rdf_is_a(x->g, s, "dcat:DataService");
    if (r->is_service)
        r->type = "service";
    else if (vg_rdf_is_a(x->g, s, "dcat:DatasetSeries"))
        r->type = "series";
    vg_rdf_read_rows(x, &resource_table, s, r);
    if (!r->type)
        r->type = "dataset";
    if (!r->id)
        r->id = r->citation.n_identifiers ? r->citation.identifiers[0].code.value : vg_rdf_plain(s);
    if (!r->stamp.text) {
        const struct vg_record_when *modified = vg_record_date(&r->citation, "revision");
        r->stamp = modified ? *modified : r->stamp;
    }
    vg_rdf_tell_lost(x, s, 0);
}

static bool is_class(const char *name)
{
    for (size_t c = 0; c < VG_COUNT(classes); c++) {
        if (strcmp(name, classes[c]) == 0)
            return true;
    }
    return false;
}

/* What is a resource or a catalogue of its own. */
static bool stands_alone(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    for (const struct vg_rdf_triple *t = vg_rdf_next(g, s, "rdf:type", NULL); t; t = vg_rdf_next(g, s, "rdf:type", t)) {
        if (is_class(t->o.value) || strcmp(t->o.value, "dcat:Catalog") == 0 || strncmp(t->o.value, "hydra:", 6) == 0)
            return true;
    }
    return false;
}

struct node {
    struct vg_rdf_term term;
    bool named; /* stands behind an address: of what that names in turn nothing is taken, which may be a whole thesaurus */
};

/* A node of the part of a document that is about one resource: once, and not what has a part of its own. */
static void want(const struct vg_rdf_graph *g, struct node *wanted, size_t *n, const struct vg_rdf_term *term, bool named)
{
    bool blank = term->kind == VG_RDF_BLANK;
    bool described = blank || (!named && term->kind == VG_RDF_IRI && vg_rdf_next(g, term, NULL, NULL));
    size_t i = 0;

    while (described && i < *n && !vg_rdf_same(&wanted[i].term, term))
        i++;
    if (described && i == *n && i < MAX_PARTS && !stands_alone(g, term))
        wanted[(*n)++] = (struct node){*term, named || !blank};
}

/* The part of the document that is about one resource, in the form's own text. */
static struct vg_str part_of(const struct vg_record_codec *codec, struct vg_arena *a, const struct vg_rdf_graph *g,
                             const struct vg_rdf_term *s, const struct vg_rdf_term *about)
{
    struct vg_rdf_graph part = {.arena = a};
    const struct vg_record_writing w = {0};
    struct vg_buf b;
    size_t n_wanted = 1;
    struct node *wanted = vg_arena_array(a, MAX_PARTS, sizeof(*wanted));

    if (!wanted)
        return (struct vg_str){0};
    wanted[0] = (struct node){.term = *s};
    if (about)
        wanted[n_wanted++] = (struct node){.term = *about};
    for (size_t i = 0; i < n_wanted; i++) {
        const struct node of = wanted[i];
        for (struct vg_rdf_triple *t = vg_rdf_next(g, &of.term, NULL, NULL); t; t = vg_rdf_next(g, &of.term, NULL, t)) {
            vg_rdf_add(&part, t->s, t->p, t->o);
            if (strcmp(t->p, "rdf:type") != 0)
                want(g, wanted, &n_wanted, &t->o, of.named);
        }
    }
    vg_buf_init(&b, VG_RECORD_MAX_BYTES);
    put_graph(codec, &w, &b, &part);
    struct vg_str text = b.failed ? (struct vg_str){0} : vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

/* The first triple that makes its subject one of the classes. */
static bool is_resource(const struct vg_rdf_graph *g, size_t i)
{
    const struct vg_rdf_triple *t = &g->triples[i];

    if (strcmp(t->p, "rdf:type") != 0 || !is_class(t->o.value))
        return false;
    for (const struct vg_rdf_triple *u = vg_rdf_next(g, &t->s, "rdf:type", NULL); u && u < t; u = vg_rdf_next(g, &t->s, "rdf:type", u)) {
        if (is_class(u->o.value))
            return false;
    }
    return true;
}

/* One that is only named (as what a service serves) is no record. */
static bool says_something(const struct vg_rdf_graph *g, const struct vg_rdf_term *s)
{
    return vg_rdf_next(g, s, "dct:title", NULL) || vg_rdf_next(g, s, "dct:description", NULL)
           || vg_rdf_next(g, s, "dcat:distribution", NULL) || vg_rdf_next(g, s, "dct:identifier", NULL);
}

static enum vg_status take_resource(const struct vg_record_codec *codec, struct vg_rdf_graph *g, const struct vg_rdf_term *s,
                                    struct vg_str whole, struct vg_arena *a, const struct vg_record_sink *sink,
                                    struct vg_error *err)
{
    struct vg_record_report *report = VG_NEW(a, struct vg_record_report);
    struct vg_record *record = VG_NEW(a, struct vg_record);

    if (!report || !record)
        return vg_arena_check(a, err);
    report->arena = a;
    struct vg_rdf_reader x = {.g = g, .arena = a, .record = record, .report = report};
    const struct vg_rdf_term *about = about_of(g, s);
    read_resource(&x, s, about);
    vg_record_settle(codec, record, report);
    enum vg_status r = vg_arena_check(a, err);
    struct vg_record_found found = {.codec = codec, .record = record, .report = report, .whole = whole.ptr != NULL,
                                    .original = whole.ptr ? whole : part_of(codec, a, g, s, about)};
    return r == VG_OK ? sink->take(sink->to, &found, err) : r;
}

static enum vg_status parse(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_rdf_graph *g, struct vg_error *err)
{
    struct vg_record_report unheard = {.arena = g->arena};
    VG_AUTO(vg_xml_doc_freep) xmlDoc *doc = NULL;

    if (strcmp(codec->name, VG_RECORD_DCAT_JSON) == 0)
        return vg_rdf_parse_json(bytes, g, err);
    if (strcmp(codec->name, VG_RECORD_DCAT_TURTLE) == 0)
        return vg_rdf_parse(bytes, "turtle", g, err);
    enum vg_status r = vg_xml_parse(bytes, &unheard, &doc, err); /* refuses what is unsafe before raptor sees it */
    return r == VG_OK ? vg_rdf_parse(bytes, "rdfxml", g, err) : r;
}

static enum vg_status read_document(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                                    const struct vg_record_sink *sink, struct vg_error *err)
{
    struct vg_rdf_graph g = {.arena = a};
    enum vg_status r = parse(codec, bytes, &g, err);
    size_t n = 0;

    vg_rdf_sort(&g);
    for (size_t i = 0; i < g.n_triples && r == VG_OK; i++)
        n += is_resource(&g, i) && says_something(&g, &g.triples[i].s);
    for (size_t i = 0; i < g.n_triples && r == VG_OK && n; i++) {
        struct vg_rdf_term s = g.triples[i].s;
        if (is_resource(&g, i) && says_something(&g, &s))
            r = take_resource(codec, &g, &s, n == 1 ? bytes : (struct vg_str){0}, a, sink, err);
    }
    if (r == VG_OK && n == 0)
        return vg_fail(err, VG_BAD_INPUT, "", "there is no dcat:Dataset, dcat:DatasetSeries or dcat:DataService in it");
    return r;
}

const struct vg_record_codec vg_record_dcat_xml = {
    .name = VG_RECORD_DCAT_XML,
    .media_type = "application/rdf+xml",
    .title = "GeoDCAT-AP (RDF/XML)",
    .schema = "http://www.w3.org/ns/dcat#",
    .prefix = "dcat",
    .root = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF",
    .read = read_document,
    .write = write_record,
};

const struct vg_record_codec vg_record_dcat_turtle = {
    .name = VG_RECORD_DCAT_TURTLE,
    .media_type = "text/turtle",
    .title = "GeoDCAT-AP (Turtle)",
    .read = read_document,
    .write = write_record,
};

const struct vg_record_codec vg_record_dcat_json = {
    .name = VG_RECORD_DCAT_JSON,
    .media_type = "application/ld+json",
    .title = "GeoDCAT-AP (JSON-LD)",
    .read = read_document,
    .write = write_record,
};
