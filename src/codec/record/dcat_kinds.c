/* Properties of DCAT that are more than a text: parties, themes, codes of the Publications Office, distributions. */
#include <vigie/base/keyword.h>
#include <vigie/base/number.h>

#include "dcat.h"

#define AUTHORITY "http://publications.europa.eu/resource/authority/"
#define TOPICS "http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/"
#define TYPES "http://inspire.ec.europa.eu/metadata-codelist/ResourceType/"
#define MEDIA "https://www.iana.org/assignments/media-types/"

struct word {
    const char *name, *meaning;
};

static const char *last_part(const char *address)
{
    const char *end = address + strlen(address);

    while (end > address && end[-1] != '/' && end[-1] != '#')
        end--;
    return end;
}

static const char *string_at(const void *member)
{
    const char *value;

    memcpy(&value, member, sizeof(value));
    return value;
}

/* --- identity --- */

static bool identifier_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = vg_rdf_plain(o);
    struct vg_record_identifier *to = value ? VG_RECORD_ADD(x->arena, &x->record->citation, identifiers) : NULL;

    (void)row, (void)member;
    if (to)
        to->code.value = value;
    return to != NULL;
}

static void identifier_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const char *own = vg_record_resource_id(x->record, x->g->arena);

    (void)member;
    vg_rdf_add(x->g, s, row->property, vg_rdf_literal(own ? own : x->record->id, NULL, NULL));
}

const struct vg_rdf_mapping vg_rdf_identifier = {identifier_read, identifier_write};

static bool resource_type_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = o->kind == VG_RDF_BLANK ? vg_rdf_said(x, o) : vg_rdf_plain(o);
    const char *code = value ? vg_record_code(VG_CODES_SCOPE, vg_str_of(value)) : NULL;

    (void)row;
    if (!code || string_at(member))
        return false;
    memcpy(member, &code, sizeof(code));
    return true;
}

/* The class tells the rest. */
static void resource_type_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const char *type = string_at(member);

    if (type)
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(vg_arena_printf(x->g->arena, TYPES "%s", type)));
}

const struct vg_rdf_mapping vg_rdf_resource_type = {resource_type_read, resource_type_write};

/* --- words --- */

static struct vg_record_keywords *group_of(struct vg_rdf_reader *x, const char *type)
{
    struct vg_record *r = x->record;

    for (size_t i = 0; i < r->n_keywords; i++) {
        if (r->keywords[i].type == type)
            return &r->keywords[i];
    }
    struct vg_record_keywords *k = VG_RECORD_ADD(x->arena, r, keywords);
    if (k)
        k->type = type;
    return k;
}

static bool keyword_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = vg_rdf_plain(o);
    struct vg_record_keywords *k = value ? group_of(x, NULL) : NULL;
    struct vg_record_text *to = k ? VG_RECORD_ADD(x->arena, k, words) : NULL;

    (void)row, (void)member;
    if (to)
        to->value = value;
    return to != NULL;
}

static void keyword_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;

    (void)member;
    for (size_t i = 0; i < r->n_keywords; i++) {
        for (size_t j = 0; j < r->keywords[i].n_words; j++) {
            const struct vg_record_text *word = &r->keywords[i].words[j];
            if (!word->uri || strcmp(word->uri, word->value) != 0) /* an address alone is no word */
                vg_rdf_put_text(x, s, row->property, word);
        }
    }
}

const struct vg_rdf_mapping vg_rdf_keyword = {keyword_read, keyword_write};

/* A concept: its label stands with it, or nowhere. */
static bool theme_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    static const char theme[] = "theme";
    const struct vg_rdf_term *label = vg_rdf_object(x->g, o, "skos:prefLabel");
    const char *value = vg_rdf_plain(label ? label : o);
    struct vg_record_keywords *k = value ? group_of(x, theme) : NULL;
    struct vg_record_text *to = k ? VG_RECORD_ADD(x->arena, k, words) : NULL;

    (void)row, (void)member;
    if (to)
        *to = (struct vg_record_text){.value = value, .uri = o->kind == VG_RDF_IRI ? o->value : NULL};
    return to != NULL;
}

/* Topic categories to the data themes of the European portal. */
static const struct word data_themes[] = { /* sorted */
    {"biota", "ENVI"},
    {"boundaries", "REGI"},
    {"climatologyMeteorologyAtmosphere", "ENVI"},
    {"economy", "ECON"},
    {"elevation", "REGI"},
    {"environment", "ENVI"},
    {"farming", "AGRI"},
    {"geoscientificInformation", "TECH"},
    {"health", "HEAL"},
    {"imageryBaseMapsEarthCover", "REGI"},
    {"inlandWaters", "ENVI"},
    {"intelligenceMilitary", "JUST"},
    {"location", "REGI"},
    {"oceans", "ENVI"},
    {"planningCadastre", "REGI"},
    {"society", "SOCI"},
    {"structure", "REGI"},
    {"transportation", "TRAN"},
    {"utilitiesCommunication", "ENER"},
};

static bool has_theme(const struct vg_rdf_graph *g, const struct vg_rdf_term *s, const char *address)
{
    for (struct vg_rdf_triple *t = vg_rdf_next(g, s, "dcat:theme", NULL); t; t = vg_rdf_next(g, s, "dcat:theme", t)) {
        if (strcmp(t->o.value, address) == 0)
            return true;
    }
    return false;
}

static void theme_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;

    (void)member;
    for (size_t i = 0; i < r->n_keywords; i++) {
        for (size_t j = 0; j < r->keywords[i].n_words; j++) {
            const char *uri = r->keywords[i].words[j].uri;
            if (uri && !has_theme(x->g, &s, uri))
                vg_rdf_add(x->g, s, row->property, vg_rdf_iri(uri));
        }
    }
    for (size_t i = 0; i < r->n_topics; i++) {
        const struct word *known = VG_KEYWORD(vg_str_of(r->topics[i]), data_themes);
        const char *uri = known ? vg_arena_printf(x->g->arena, AUTHORITY "data-theme/%s", known->meaning) : NULL;
        if (uri && !has_theme(x->g, &s, uri))
            vg_rdf_add(x->g, s, row->property, vg_rdf_iri(uri));
    }
}

const struct vg_rdf_mapping vg_rdf_theme = {theme_read, theme_write};

static bool topic_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = vg_rdf_plain(o);
    const char *topic = value ? vg_record_code(VG_CODES_TOPIC, vg_str_of(value)) : NULL;
    const char **to = topic ? VG_RECORD_ADD(x->arena, x->record, topics) : NULL;

    (void)row, (void)member;
    if (to)
        *to = topic;
    return to != NULL;
}

static void topic_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)member;
    for (size_t i = 0; i < x->record->n_topics; i++)
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(vg_arena_printf(x->g->arena, TOPICS "%s", x->record->topics[i])));
}

const struct vg_rdf_mapping vg_rdf_topic = {topic_read, topic_write};

/* --- dates, languages, frequencies --- */

static bool dated_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_date *d = member;

    d->type = row->value;
    return vg_rdf_when.read(x, row, o, &d->when) && d->when.text;
}

static void dated_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_date *d = member;

    if (d->type && strcmp(d->type, row->value) == 0)
        vg_rdf_put_when(x, s, row->property, &d->when);
}

const struct vg_rdf_mapping vg_rdf_dated = {dated_read, dated_write};

/* Terminological codes where they differ from the bibliographic ones: the Publications Office has these, in capitals. */
static const struct word terminological[] = { /* sorted */
    {"alb", "SQI"}, {"baq", "EUS"}, {"chi", "ZHO"}, {"cze", "CES"}, {"dut", "NLD"}, {"fre", "FRA"}, {"ger", "DEU"}, {"gre", "ELL"},
    {"ice", "ISL"}, {"mac", "MKD"}, {"may", "MSA"}, {"per", "FAS"}, {"rum", "RON"}, {"slo", "SLK"}, {"wel", "CYM"},
};

static bool language_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = o->kind == VG_RDF_BLANK ? vg_rdf_said(x, o) : vg_rdf_plain(o);
    const char *lang = value ? vg_record_lang(vg_str_of(value)) : NULL;

    (void)row;
    if (lang)
        memcpy(member, &lang, sizeof(lang));
    return lang != NULL;
}

static void language_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const char *lang = string_at(member);
    char code[8] = "";

    if (!lang)
        return;
    const struct word *other = VG_KEYWORD(vg_str_of(lang), terminological);
    for (size_t i = 0; i < 3 && lang[i]; i++)
        code[i] = (char)(lang[i] - 'a' + 'A');
    vg_rdf_add(x->g, s, row->property,
               vg_rdf_iri(vg_arena_printf(x->g->arena, AUTHORITY "language/%s", other ? other->meaning : code)));
}

const struct vg_rdf_mapping vg_rdf_language = {language_read, language_write};

static bool said_language_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    return !string_at(member) && language_read(x, row, o, member);
}

const struct vg_rdf_mapping vg_rdf_said_language = {said_language_read, language_write};

static const struct word frequencies[] = { /* sorted */
    {"annually", "ANNUAL"},
    {"asNeeded", "AS_NEEDED"},
    {"biannually", "ANNUAL_2"},
    {"biennially", "BIENNIAL"},
    {"continual", "CONT"},
    {"daily", "DAILY"},
    {"fortnightly", "BIWEEKLY"},
    {"irregular", "IRREG"},
    {"monthly", "MONTHLY"},
    {"notPlanned", "NOT_PLANNED"},
    {"quarterly", "QUARTERLY"},
    {"semimonthly", "MONTHLY_2"},
    {"unknown", "UNKNOWN"},
    {"weekly", "WEEKLY"},
};

static bool frequency_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = o->kind == VG_RDF_BLANK ? vg_rdf_said(x, o) : vg_rdf_plain(o), *code = NULL;

    (void)row;
    for (size_t i = 0; value && i < VG_COUNT(frequencies); i++) {
        if (strcasecmp(frequencies[i].meaning, last_part(value)) == 0)
            code = frequencies[i].name;
    }
    code = code || !value ? code : vg_record_code(VG_CODES_FREQUENCY, vg_str_of(value));
    if (!code || string_at(member))
        return false;
    memcpy(member, &code, sizeof(code));
    return true;
}

static void frequency_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const char *code = string_at(member);
    const struct word *known = code ? VG_KEYWORD(vg_str_of(code), frequencies) : NULL;

    if (known)
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(vg_arena_printf(x->g->arena, AUTHORITY "frequency/%s", known->meaning)));
}

const struct vg_rdf_mapping vg_rdf_frequency = {frequency_read, frequency_write};

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

static void put_mail(struct vg_rdf_writer *x, struct vg_rdf_term s, const char *property, const struct vg_record_contact *c)
{
    if (c->n_emails && c->emails[0].value)
        vg_rdf_add(x->g, s, property, vg_rdf_iri(vg_arena_printf(x->g->arena, "mailto:%s", c->emails[0].value)));
}

static bool has_role(const struct vg_rdf_row *row, const struct vg_record_contact *c)
{
    bool named = c->organisation.value || c->name.value || c->n_emails;
    return named && strcmp(c->role ? c->role : "pointOfContact", row->value) == 0;
}

static void agent_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record_contact *c = member;

    if (!has_role(row, c))
        return;
    struct vg_rdf_term agent = c->organisation.uri ? vg_rdf_iri(c->organisation.uri) : vg_rdf_blank(x->g);
    vg_rdf_add(x->g, s, row->property, agent);
    vg_rdf_add(x->g, agent, "rdf:type", vg_rdf_iri("foaf:Agent"));
    vg_rdf_put_text(x, agent, "foaf:name", c->organisation.value ? &c->organisation : &c->name);
    put_mail(x, agent, "foaf:mbox", c);
    vg_rdf_add(x->g, agent, "foaf:homepage", vg_rdf_iri(c->site.href.value));
}

const struct vg_rdf_mapping vg_rdf_agent = {party_read, agent_write};

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
    if (c->n_phones && c->phones[0].value && !strpbrk(c->phones[0].value, "<>\""))
        vg_rdf_add(x->g, card, "vcard:hasTelephone", vg_rdf_iri(vg_arena_printf(x->g->arena, "tel:%s", c->phones[0].value)));
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
    if (t->uri)
        return; /* what an address means is said there */
    vg_rdf_add(x->g, node, "rdf:type", vg_rdf_iri(class));
    vg_rdf_put_text(x, node, "rdfs:label", t);
}

static void rights_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;
    const struct vg_record_text *licence = vg_record_licence(r);
    bool wants_access = strcmp(row->value, "access") == 0;

    (void)member;
    for (size_t i = 0; i < r->n_constraints; i++) {
        const struct vg_record_constraint *c = &r->constraints[i];
        bool is_access = c->n_access > 0;
        for (size_t j = 0; j < c->n_others && is_access == wants_access; j++) {
            if (&c->others[j] != licence)
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
