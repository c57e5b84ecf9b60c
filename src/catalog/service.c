/* The record of the service: what the configuration says of the site, and what a discovery service is by its nature. */
#include <vigie/catalog/service.h>

#include <math.h>

#include "site.h"

#define SERVICE_TYPES "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/"
#define CATEGORIES "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceCategory/"
#define LIMITATIONS "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"

struct maker {
    const struct vg_catalog_service *service;
    struct vg_arena *arena;
    struct vg_record *record;
    bool french;
};

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static const char *say(const struct maker *m, const char *english, const char *french)
{
    return m->french ? french : english;
}

static void make_head(const struct maker *m)
{
    struct vg_record *r = m->record;
    const struct vg_catalog_service *s = m->service;
    r->id = s->address;
    r->lang = s->lang;
    r->charset = "utf8";
    r->type = r->quality_scope = "service";
    r->is_service = true;
    r->stamp = vg_catalog_when(m->arena, s->stamp_us);
    r->standard = text_of("ISO 19115:2003/19139");
    r->standard_version = text_of("1.0");
    vg_catalog_add_contact(m->arena, &r->record_contacts, s->contact);
    vg_catalog_add_contact(m->arena, &r->contacts, s->contact);
}

static void make_identification(const struct maker *m)
{
    const struct vg_catalog_service *s = m->service;
    struct vg_record *r = m->record;
    r->citation.title = text_of(s->title);
    r->abstract = text_of(s->abstract ? s->abstract : say(m, "Discovery service: the catalogue of these data, searched and harvested",
                                                          "Service de découverte : le catalogue de ces données, à chercher et à moissonner"));
    struct vg_record_date *d = VG_RECORD_ADD(m->arena, &r->citation, dates);
    if (d)
        *d = (struct vg_record_date){r->stamp, "revision"};
    struct vg_record_identifier *id = VG_RECORD_ADD(m->arena, &r->citation, identifiers);
    if (id)
        id->code = text_of(s->address);
}

/* What kind of service it is must be a keyword too (requirement 3.3). */
static void make_keywords(const struct maker *m)
{
    struct vg_record_keywords *k = VG_RECORD_ADD(m->arena, m->record, keywords);
    struct vg_record_text *kind = k ? VG_RECORD_ADD(m->arena, k, words) : NULL;
    if (kind)
        *kind = (struct vg_record_text){.value = "infoCatalogueService", .uri = CATEGORIES "infoCatalogueService"};
    k = m->service->n_keywords ? VG_RECORD_ADD(m->arena, m->record, keywords) : NULL;
    for (size_t i = 0; k && i < m->service->n_keywords; i++)
        vg_catalog_add_text(m->arena, &k->words, m->service->keywords[i]);
}

static void add_constraint(const struct maker *m, bool access, const char *uri, const char *value)
{
    struct vg_record_constraint *k = VG_RECORD_ADD(m->arena, m->record, constraints);
    const char **code = !k ? NULL : access ? VG_RECORD_ADD(m->arena, k, access) : VG_RECORD_ADD(m->arena, k, use);
    struct vg_record_text *other = code ? VG_RECORD_ADD(m->arena, k, others) : NULL;
    if (!other)
        return;
    k->kind = VG_RECORD_LEGAL;
    *code = "otherRestrictions";
    *other = (struct vg_record_text){.value = value ? value : uri, .uri = uri};
}

static void make_constraints(const struct maker *m)
{
    const struct vg_catalog_service *s = m->service;
    add_constraint(m, true, LIMITATIONS, say(m, "no limitations to public access", "pas de restriction d'accès public"));
    if (s->license_url || s->license_title)
        add_constraint(m, false, s->license_url, s->license_title);
}

static void make_extent(const struct maker *m)
{
    const struct vg_bbox *e = &m->service->extent;
    struct vg_record_extent *x = m->service->has_extent ? VG_RECORD_ADD(m->arena, m->record, extents) : NULL;
    struct vg_record_box *box = x ? VG_RECORD_ADD(m->arena, x, boxes) : NULL;
    if (box)
        *box = (struct vg_record_box){.west = fmax(-180, e->min[0]), .east = fmin(180, e->max[0]), .south = fmax(-90, e->min[1]),
                                      .north = fmin(90, e->max[1])};
}

static void add_operation(const struct maker *m, const char *name)
{
    struct vg_record_operation *o = VG_RECORD_ADD(m->arena, &m->record->service, operations);
    const char **platform = o ? VG_RECORD_ADD(m->arena, o, platforms) : NULL;
    struct vg_record_link *point = platform ? VG_RECORD_ADD(m->arena, o, points) : NULL;
    if (!point)
        return;
    o->name = text_of(name);
    *platform = "WebServices";
    point->href = text_of(m->service->address);
}

static void make_service(const struct maker *m)
{
    struct vg_record_service *s = &m->record->service;
    static const char *const versions[] = {"2.0.2", "3.0.0"}, *const operations[] = {"GetCapabilities", "GetRecords", "GetRecordById"};
    s->type = (struct vg_record_text){.value = "discovery", .uri = SERVICE_TYPES "discovery"};
    s->coupling = "loose";
    for (size_t i = 0; i < VG_COUNT(versions); i++)
        vg_catalog_add_text(m->arena, &s->versions, versions[i]);
    for (size_t i = 0; i < VG_COUNT(operations); i++)
        add_operation(m, operations[i]);
}

/* Whether it keeps to the regulation nobody has looked at (requirement 3.6: that is said, too). */
static void make_conformity(const struct maker *m)
{
    struct vg_record_conformity *k = VG_RECORD_ADD(m->arena, m->record, conformities);
    struct vg_record_date *d = k ? VG_RECORD_ADD(m->arena, &k->specification, dates) : NULL;
    bool repaired;
    if (!d)
        return;
    k->specification.title = text_of(say(m, "Commission Regulation (EC) No 976/2009 of 19 October 2009 implementing Directive 2007/2/EC "
                                            "as regards the Network Services",
                                         "Règlement (CE) n° 976/2009 de la Commission du 19 octobre 2009 portant modalités "
                                         "d'application de la directive 2007/2/CE en ce qui concerne les services en réseau"));
    k->explanation = text_of(say(m, "not evaluated", "non évalué"));
    d->type = "publication";
    (void)vg_record_when_parse(VG_STR("2009-10-20"), m->arena, &d->when, &repaired);
}

static void add_link(const struct maker *m, const char *href, const char *protocol, const char *name, const char *function)
{
    struct vg_record_link *l = VG_RECORD_ADD(m->arena, m->record, links);
    if (l)
        *l = (struct vg_record_link){.href = text_of(href), .protocol = text_of(protocol), .name = text_of(name),
                                     .function = function};
}

const struct vg_record *vg_catalog_describe_service(const struct vg_catalog_service *s, struct vg_arena *a)
{
    struct vg_record *r = VG_NEW(a, struct vg_record);
    const struct maker m = {s, a, r, s->lang && !strcmp(s->lang, "fre")};
    if (!r)
        return NULL;
    make_head(&m);
    make_identification(&m);
    make_keywords(&m);
    make_constraints(&m);
    make_extent(&m);
    make_service(&m);
    make_conformity(&m);
    add_link(&m, vg_arena_printf(a, "%s?service=CSW&version=2.0.2&request=GetCapabilities", s->address), "OGC:CSW", s->title,
             "search");
    add_link(&m, s->page, "WWW:LINK-1.0-http--link", s->title, "information");
    return r;
}
