/* Parties and rights in DCAT. */
#include <ctype.h>

#include "dcat.h"

#define ROLES "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/"

/* --- parties --- */

static const char *without(const char *scheme, const char *s)
{
    size_t len = strlen(scheme);
    return strncasecmp(s, scheme, len) == 0 ? s + len : s;
}

static void add_text(struct vg_rdf_reader *x, void *list, const char *value)
{
    struct vg_record_text *to = vg_record_grow(x->arena, list, sizeof(*to));
    if (to)
        to->value = value;
}

/* Lists take one of each, whatever language or vocabulary. */
static bool mail_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const struct vg_rdf_term *inner = o->kind == VG_RDF_BLANK ? vg_rdf_object(x->g, o, "vcard:hasValue") : o;
    const char *value = vg_rdf_plain(inner);

    if (value)
        add_text(x, member, without(row->value, value));
    return value != NULL;
}

static void nothing_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)x, (void)row, (void)s, (void)member;
}

static const struct vg_rdf_mapping vg_rdf_mail = {mail_read, nothing_write};

/* Names, addresses and mails under the properties of either vocabulary. */
#define P(property, kind, member) VG_RDF_ONE(vg_record_contact, property, kind, member)
static const struct vg_rdf_row party_rows[] = {
    {P("foaf:name", text, organisation)},
    {P("vcard:organization-name", text, organisation)},
    {P("vcard:fn", text, name)},
    {P("vcard:hasFN", text, name)},
    {P("rdfs:label", text, organisation)},
    {P("skos:prefLabel", text, organisation)},
    {P("schema:name", text, organisation)},
    {P("foaf:mbox", mail, emails), .value = "mailto:"},
    {P("vcard:hasEmail", mail, emails), .value = "mailto:"},
    {P("vcard:hasTelephone", mail, phones), .value = "tel:"},
    {P("foaf:phone", mail, phones), .value = "tel:"},
    {P("foaf:homepage", address, site.href)},
    {P("foaf:workplaceHomepage", address, site.href)},
    {P("vcard:hasURL", address, site.href)},
};
static const struct vg_rdf_table party_table = VG_RDF_TABLE(party_rows);

static bool party_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_contact *c = member;

    c->role = row->value;
    if (o->kind == VG_RDF_LITERAL)
        c->organisation.value = vg_rdf_plain(o);
    else
        vg_rdf_read_rows(x, &party_table, o, c);
    if (c->name.value && !c->organisation.value) {
        c->organisation = c->name; /* vcard:fn is whatever the card is of */
        c->name = (struct vg_record_text){0};
    }
    if (!c->organisation.value && o->kind == VG_RDF_IRI)
        c->organisation = (struct vg_record_text){.value = o->value, .uri = o->value};
    return c->organisation.value || c->n_emails;
}

/* Some write a sentence where the address is to stand. */
static void put_mail(struct vg_rdf_writer *x, struct vg_rdf_term s, const char *property, const struct vg_record_contact *c)
{
    const char *mail = c->n_emails ? c->emails[0].value : NULL, *at = mail ? strchr(mail, '@') : NULL;

    if (at && at > mail && at[1] && !strchr(at + 1, '@') && !strpbrk(mail, " \t\n\r,;<>\"()"))
        vg_rdf_add(x->g, s, property, vg_rdf_iri(vg_arena_printf(x->g->arena, "mailto:%s", mail)));
}

/* As RFC 3966 has it: digits, with hyphens for what stands between them. */
static void put_phone(struct vg_rdf_writer *x, struct vg_rdf_term s, const struct vg_record_contact *c)
{
    const char *phone = c->n_phones ? c->phones[0].value : NULL;
    struct vg_buf b;
    size_t n_digits = 0;

    vg_buf_init(&b, 256);
    VG_BUF_LIT(&b, "tel:");
    size_t start = b.len;
    for (const char *p = phone ? phone : ""; *p && !isalpha((unsigned char)*p); p++) {
        bool digit = *p >= '0' && *p <= '9', plus = *p == '+' && b.len == start;
        n_digits += digit;
        if (digit || plus)
            vg_buf_char(&b, *p);
        else if (b.len > start && b.ptr[b.len - 1] != '-' && b.ptr[b.len - 1] != '+')
            vg_buf_char(&b, '-');
    }
    if (n_digits >= 3 && !b.failed)
        vg_rdf_add(x->g, s, "vcard:hasTelephone",
                   vg_rdf_iri(vg_arena_cstr(x->g->arena, (struct vg_str){b.ptr, b.len - (b.ptr[b.len - 1] == '-')})));
    vg_buf_finish(&b);
}

static bool has_role(const struct vg_rdf_row *row, const struct vg_record_contact *c)
{
    bool named = c->organisation.value || c->name.value || c->n_emails;
    return named && strcmp(c->role ? c->role : "pointOfContact", row->value) == 0;
}

static void put_agent(struct vg_rdf_writer *x, struct vg_rdf_term s, const char *property, const struct vg_record_contact *c)
{
    struct vg_rdf_term agent = c->organisation.uri ? vg_rdf_iri(c->organisation.uri) : vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, property, agent);
    vg_rdf_add(x->g, agent, "rdf:type", vg_rdf_iri("foaf:Agent"));
    vg_rdf_put_text(x, agent, "foaf:name", c->organisation.value ? &c->organisation : &c->name);
    put_mail(x, agent, "foaf:mbox", c);
    vg_rdf_add(x->g, agent, "foaf:homepage", vg_rdf_iri(c->site.href.value));
}

/* A resource has one publisher. */
static bool comes_after(const struct vg_rdf_writer *x, const struct vg_rdf_row *row, const struct vg_record_contact *c)
{
    const struct vg_record_contact *first = x->record->contacts;

    while (first < c && !has_role(row, first))
        first++;
    return first < c && strcmp(row->value, "publisher") == 0;
}

static void agent_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    if (has_role(row, member) && !comes_after(x, row, member))
        put_agent(x, s, row->property, member);
}

const struct vg_rdf_mapping vg_rdf_agent = {party_read, agent_write};

static bool attribution_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const struct vg_rdf_term *agent = vg_rdf_object(x->g, o, "prov:agent"), *role = vg_rdf_object(x->g, o, "dcat:hadRole");

    if (!agent || !role || role->kind != VG_RDF_IRI || !party_read(x, row, agent, member))
        return false;
    const char *code = vg_record_code(VG_CODES_ROLE, vg_str_of(role->value));
    ((struct vg_record_contact *)member)->role = code ? code : row->value;
    return true;
}

static void attribution_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    if (!has_role(row, member) || !comes_after(x, row, member))
        return;
    struct vg_rdf_term node = vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, row->property, node);
    vg_rdf_add(x->g, node, "rdf:type", vg_rdf_iri("prov:Attribution"));
    put_agent(x, node, "prov:agent", member);
    vg_rdf_add(x->g, node, "dcat:hadRole", vg_rdf_iri(vg_arena_printf(x->g->arena, ROLES "%s", row->value)));
}

const struct vg_rdf_mapping vg_rdf_attribution = {attribution_read, attribution_write};

static void contact_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_contact *c = member;

    if (!has_role(row, c))
        return;
    struct vg_rdf_term card = vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, row->property, card);
    vg_rdf_add(x->g, card, "rdf:type", vg_rdf_iri(c->organisation.value ? "vcard:Organization" : "vcard:Individual"));
    vg_rdf_put_text(x, card, "vcard:fn", c->organisation.value ? &c->organisation : &c->name);
    put_mail(x, card, "vcard:hasEmail", c);
    put_phone(x, card, c);
    vg_rdf_add(x->g, card, "vcard:hasURL", vg_rdf_iri(c->site.href.value));
}

const struct vg_rdf_mapping vg_rdf_contact = {party_read, contact_write};

/* --- rights --- */

static struct vg_record_text *new_constraint(struct vg_rdf_reader *x, const char *use, const char *access)
{
    struct vg_record_constraint *c = VG_RECORD_ADD(x->arena, x->record, constraints);
    const char **code = c ? use ? VG_RECORD_ADD(x->arena, c, use) : VG_RECORD_ADD(x->arena, c, access) : NULL;

    if (!code)
        return NULL;
    c->kind = VG_RECORD_LEGAL;
    *code = use ? use : access;
    return VG_RECORD_ADD(x->arena, c, others);
}

static bool rights_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    bool is_access = strcmp(row->value, "access") == 0;
    const char *label = vg_rdf_said(x, o);
    struct vg_record_text *t = label ? new_constraint(x, is_access ? NULL : "otherRestrictions", "otherRestrictions") : NULL;

    (void)member;
    if (t)
        *t = (struct vg_record_text){.value = label, .uri = o->kind == VG_RDF_IRI ? o->value : NULL};
    return t != NULL;
}

static void put_statement(struct vg_rdf_writer *x, struct vg_rdf_term s, const char *property, const char *class,
                          const struct vg_record_text *t)
{
    if (!t->value && !t->uri)
        return;
    struct vg_rdf_term node = t->uri ? vg_rdf_iri(t->uri) : vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, property, node);
    if (t->uri) {
        vg_dcat_put_named(x, t->uri, class, "rdfs:label", t);
        return;
    }
    vg_rdf_add(x->g, node, "rdf:type", vg_rdf_iri(class));
    vg_rdf_put_text(x, node, "rdfs:label", t);
}

/* The one statement on access that a resource has: an address before words; what else limits access stands among the rights. */
static const struct vg_record_text *access_of(const struct vg_record *r, const struct vg_record_text *licence)
{
    const struct vg_record_text *best = NULL;

    for (size_t i = 0; i < r->n_constraints; i++) {
        const struct vg_record_constraint *c = &r->constraints[i];
        for (size_t j = 0; j < c->n_others && c->n_access > 0; j++) {
            const struct vg_record_text *t = &c->others[j];
            if (t != licence && (t->value || t->uri) && (!best || (t->uri && !best->uri)))
                best = t;
        }
    }
    return best;
}

static void rights_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;
    const struct vg_record_text *licence = vg_record_licence(r);
    const struct vg_record_text *access = access_of(r, licence);
    bool wants_access = strcmp(row->value, "access") == 0;

    (void)member;
    for (size_t i = 0; i < r->n_constraints; i++) {
        const struct vg_record_constraint *c = &r->constraints[i];
        for (size_t j = 0; j < c->n_others; j++) {
            if (&c->others[j] != licence && (&c->others[j] == access) == wants_access)
                put_statement(x, s, row->property, "dct:RightsStatement", &c->others[j]);
        }
        for (size_t j = 0; j < c->n_limitations && !wants_access; j++)
            put_statement(x, s, row->property, "dct:RightsStatement", &c->limitations[j]);
    }
}

const struct vg_rdf_mapping vg_rdf_rights = {rights_read, rights_write};

static bool licence_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *label = vg_rdf_said(x, o);
    const struct vg_record_text *before = vg_record_licence(x->record);

    (void)row, (void)member;
    if (before && label && ((before->uri && o->kind == VG_RDF_IRI && strcmp(before->uri, o->value) == 0) || strcmp(before->value, label) == 0))
        return true;
    struct vg_record_text *t = label ? new_constraint(x, "license", NULL) : NULL;
    if (t)
        *t = (struct vg_record_text){.value = label, .uri = o->kind == VG_RDF_IRI ? o->value : NULL};
    return t != NULL;
}

static void licence_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_text *licence = vg_record_licence(x->record);

    (void)member;
    if (licence)
        put_statement(x, s, row->property, "dct:LicenseDocument", licence);
}

const struct vg_rdf_mapping vg_rdf_licence = {licence_read, licence_write};
