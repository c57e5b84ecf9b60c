/* Properties of DCAT that lead elsewhere: distributions, pages, services, other records. */
#include <vigie/base/number.h>

#include "dcat.h"

#define MEDIA "https://www.iana.org/assignments/media-types/"

static bool informs(const struct vg_record_link *l)
{
    const char *protocol = l->protocol.value;

    if (l->function)
        return strcmp(l->function, "information") == 0;
    return protocol && strncmp(protocol, "WWW:LINK", 8) == 0;
}

static bool is_download(const struct vg_record_link *l)
{
    return (l->function && strcmp(l->function, "download") == 0) || (l->protocol.value && strstr(l->protocol.value, "DOWNLOAD"));
}

/* --- distributions --- */

static const struct vg_rdf_row distribution_rows[] = {
    {VG_RDF_ONE(vg_record_link, "dct:title", text, name)},
    {VG_RDF_ONE(vg_record_link, "dct:description", text, description)},
    {VG_RDF_ONE(vg_record_link, "dcat:downloadURL", address, href)},
    {VG_RDF_ONE(vg_record_link, "dcat:accessURL", address, href)},
    {VG_RDF_ONE(vg_record_link, "dct:language", language, lang)},
};
static const struct vg_rdf_table distribution_table = VG_RDF_TABLE(distribution_rows);

static const char *media_of(const char *value)
{
    const char *at = value ? strstr(value, "media-types/") : NULL;
    return at ? at + strlen("media-types/") : value && strchr(value, '/') && !strstr(value, "://") ? value : NULL;
}

static void read_format(struct vg_rdf_reader *x, const struct vg_rdf_term *o, struct vg_record_link *l)
{
    const struct vg_rdf_term *media = vg_rdf_object(x->g, o, "dcat:mediaType"), *format = vg_rdf_object(x->g, o, "dct:format");
    const struct vg_rdf_term *size = vg_rdf_object(x->g, o, "dcat:byteSize"), *protocol = vg_rdf_object(x->g, o, "dct:conformsTo");
    double bytes;

    l->media_type = media_of(vg_rdf_plain(media));
    if (!l->media_type)
        l->media_type = media_of(vg_rdf_plain(format));
    l->format.value = format ? vg_rdf_said(x, format) : NULL;
    l->format.uri = format && format->kind == VG_RDF_IRI ? format->value : NULL;
    if (size && vg_rdf_plain(size) && vg_str_double(vg_str_of(size->value), &bytes) && bytes > 0)
        l->size_mb = bytes / 1e6;
    l->protocol.value = protocol ? vg_rdf_said(x, protocol) : NULL;
    l->protocol.uri = protocol && protocol->kind == VG_RDF_IRI ? protocol->value : NULL;
}

static bool distribution_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    static const struct vg_rdf_row licence = {.property = "dct:license"}, rights = {.property = "dct:rights", .value = "use"};
    struct vg_record_link l = {0};

    (void)row, (void)member;
    if (o->kind == VG_RDF_LITERAL)
        return false;
    if (vg_rdf_next(x->g, o, "dcat:downloadURL", NULL))
        l.function = "download";
    vg_rdf_read_rows(x, &distribution_table, o, &l);
    read_format(x, o, &l);
    if (!l.href.value && o->kind == VG_RDF_IRI)
        l.href.value = o->value;
    for (struct vg_rdf_triple *t = vg_rdf_next(x->g, o, "dcat:accessURL", NULL); t; t = vg_rdf_next(x->g, o, "dcat:accessURL", t))
        t->used = true; /* beside a downloadURL it says no more */
    const struct vg_rdf_term *right = vg_rdf_object(x->g, o, "dct:license");
    if (right)
        vg_rdf_licence.read(x, &licence, right, &x->record->constraints);
    else if ((right = vg_rdf_object(x->g, o, "dct:rights")))
        vg_rdf_rights.read(x, &rights, right, &x->record->constraints);
    l.transfer = l.size_mb > 0 ? (int)x->record->n_links + 2 : 1; /* a size is of one offer */
    struct vg_record_link *to = l.href.value ? VG_RECORD_ADD(x->arena, x->record, links) : NULL;
    if (to)
        *to = l;
    return to != NULL;
}

static void put_format(struct vg_rdf_writer *x, struct vg_rdf_term s, const struct vg_record_link *l)
{
    struct vg_arena *a = x->g->arena;
    char digits[VG_NUMBER_MAX + 1];

    if (l->media_type)
        vg_rdf_add(x->g, s, "dcat:mediaType", vg_rdf_iri(vg_arena_printf(a, MEDIA "%s", l->media_type)));
    if (l->format.uri) {
        vg_rdf_add(x->g, s, "dct:format", vg_rdf_iri(l->format.uri));
        vg_dcat_put_named(x, l->format.uri, "dct:MediaTypeOrExtent", "rdfs:label", &l->format);
    }
    if (l->size_mb > 0) {
        *vg_fixed_write(digits, l->size_mb * 1e6, 0) = '\0';
        vg_rdf_add(x->g, s, "dcat:byteSize", vg_rdf_literal(vg_arena_strdup(a, digits), NULL, "xsd:nonNegativeInteger"));
    }
    if (l->protocol.uri || (l->protocol.value && strstr(l->protocol.value, "://"))) {
        const char *address = l->protocol.uri ? l->protocol.uri : l->protocol.value;
        vg_rdf_add(x->g, s, "dct:conformsTo", vg_rdf_iri(address));
        vg_dcat_put_named(x, address, "dct:Standard", "dct:title", &l->protocol);
    }
}

static void put_distribution(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const struct vg_record_link *l)
{
    static const struct vg_rdf_row licence = {.property = "dct:license"};
    struct vg_rdf_term d = vg_rdf_blank(x->g);

    vg_rdf_add(x->g, s, row->property, d);
    vg_rdf_add(x->g, d, "rdf:type", vg_rdf_iri("dcat:Distribution"));
    vg_rdf_put_text(x, d, "dct:title", &l->name);
    vg_rdf_put_text(x, d, "dct:description", &l->description);
    vg_rdf_add(x->g, d, "dcat:accessURL", vg_rdf_iri(l->href.value));
    if (is_download(l))
        vg_rdf_add(x->g, d, "dcat:downloadURL", vg_rdf_iri(l->href.value));
    put_format(x, d, l);
    vg_rdf_licence.write(x, &licence, d, NULL);
}

static void distribution_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)member;
    for (size_t i = 0; i < x->record->n_links && !x->record->is_service; i++) {
        const struct vg_record_link *l = &x->record->links[i];
        if (vg_rdf_is_absolute(l->href.value) && !informs(l))
            put_distribution(x, row, s, l);
    }
}

const struct vg_rdf_mapping vg_rdf_distribution = {distribution_read, distribution_write};

/* --- pages --- */

static bool page_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const struct vg_rdf_term *title = vg_rdf_object(x->g, o, "dct:title");
    struct vg_record_link *l = o->kind == VG_RDF_IRI ? VG_RECORD_ADD(x->arena, x->record, links) : NULL;

    (void)row, (void)member;
    if (l)
        *l = (struct vg_record_link){.href.value = o->value, .name.value = vg_rdf_plain(title), .function = "information", .transfer = 1};
    return l != NULL;
}

static void page_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)member;
    for (size_t i = 0; i < x->record->n_links; i++) {
        const struct vg_record_link *l = &x->record->links[i];
        if (!l->href.value || !informs(l))
            continue;
        struct vg_rdf_term page = vg_rdf_iri(l->href.value);
        vg_rdf_add(x->g, s, row->property, page);
        vg_dcat_put_named(x, l->href.value, "foaf:Document", "dct:title", &l->name);
    }
}

const struct vg_rdf_mapping vg_rdf_page = {page_read, page_write};

/* --- services --- */

static bool endpoint_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = vg_rdf_plain(o);
    struct vg_record_link *l = value ? VG_RECORD_ADD(x->arena, x->record, links) : NULL;

    (void)row, (void)member;
    if (l)
        *l = (struct vg_record_link){.href.value = value, .transfer = 1};
    return l != NULL;
}

static void endpoint_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;

    (void)member;
    if (!r->is_service)
        return;
    for (size_t i = 0; i < r->service.n_operations; i++) {
        for (size_t j = 0; j < r->service.operations[i].n_points; j++)
            vg_rdf_add(x->g, s, row->property, vg_rdf_iri(r->service.operations[i].points[j].href.value));
    }
    for (size_t i = 0; i < r->n_links; i++) {
        if (r->links[i].href.value && !informs(&r->links[i]))
            vg_rdf_add(x->g, s, row->property, vg_rdf_iri(r->links[i].href.value));
    }
}

const struct vg_rdf_mapping vg_rdf_endpoint = {endpoint_read, endpoint_write};

static bool operand_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_operand *to = member;
    const struct vg_rdf_term *id = vg_rdf_object(x->g, o, "dct:identifier"), *title = vg_rdf_object(x->g, o, "dct:title");

    (void)row;
    *to = (struct vg_record_operand){.href = vg_rdf_plain(o), .id = vg_rdf_plain(id), .title = vg_rdf_plain(title)};
    return to->href || to->id;
}

static void operand_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_operand *o = member;
    const char *address = vg_dcat_address(x, o->id);

    if (address || o->href)
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(address ? address : o->href));
}

const struct vg_rdf_mapping vg_rdf_operand = {operand_read, operand_write};

/* --- other records --- */

static void parent_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const char *address = vg_dcat_address(x, ((const struct vg_record_text *)member)->value);
    vg_rdf_add(x->g, s, row->property, vg_rdf_iri(address));
}

const struct vg_rdf_mapping vg_rdf_parent = {vg_rdf_read_address, parent_write};

static bool relation_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_relation *r = member;

    (void)x, (void)row;
    r->identifier.code.value = vg_rdf_plain(o);
    r->href = o->kind == VG_RDF_IRI ? o->value : NULL;
    r->association = "crossReference";
    return r->identifier.code.value != NULL;
}

static void relation_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_relation *r = member;
    const char *address = vg_dcat_address(x, r->identifier.code.value);

    if (address || r->href)
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(address ? address : r->href));
}

const struct vg_rdf_mapping vg_rdf_relation = {relation_read, relation_write};

static bool source_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_source *to = member;
    const struct vg_rdf_term *title = vg_rdf_object(x->g, o, "dct:title");

    (void)row;
    to->href = o->kind == VG_RDF_IRI ? o->value : NULL;
    to->description.value = vg_rdf_plain(title ? title : o);
    return to->description.value != NULL;
}

static void source_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_source *source = member;
    const struct vg_record_text *title = source->description.value ? &source->description : &source->citation.title;
    const char *address = vg_dcat_address(x, source->id);

    address = address ? address : source->href;
    if (!address && !title->value)
        return;
    struct vg_rdf_term node = address ? vg_rdf_iri(address) : vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, row->property, node);
    if (title->value && !address)
        vg_rdf_put_text(x, node, "dct:title", title);
}

const struct vg_rdf_mapping vg_rdf_source = {source_read, source_write};
