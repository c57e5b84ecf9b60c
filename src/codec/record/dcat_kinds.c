/* Properties of DCAT that are more than a text: identity, words, dates, codes of the Publications Office. */
#include <vigie/base/keyword.h>
#include <vigie/base/number.h>

#include "dcat.h"

#define AUTHORITY "http://publications.europa.eu/resource/authority/"
#define TOPICS "http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/"
#define TYPES "http://inspire.ec.europa.eu/metadata-codelist/ResourceType/"

struct word {
    const char *name, *meaning;
};

static const char *string_at(const void *member)
{
    const char *value;

    memcpy(&value, member, sizeof(value));
    return value;
}

/* What stands behind the last '/' or '#'. */
static const char *last_part(const char *address)
{
    const char *end = address + strlen(address);

    while (end > address && end[-1] != '/' && end[-1] != '#')
        end--;
    return end;
}

/* Registers that publish the class and the names of what is in them. */
static bool is_registered(const char *address)
{
    static const char *const registers[] = {AUTHORITY, "http://inspire.ec.europa.eu/metadata-codelist/", "http://inspire.ec.europa.eu/theme/"};

    for (size_t i = 0; i < VG_COUNT(registers); i++) {
        if (strncmp(address, registers[i], strlen(registers[i])) == 0)
            return true;
    }
    return false;
}

void vg_dcat_put_named(struct vg_rdf_writer *x, const char *address, const char *class, const char *property,
                       const struct vg_record_text *name)
{
    struct vg_rdf_term s = vg_rdf_iri(address);

    if (vg_rdf_is_a(x->g, &s, class) || is_registered(address))
        return;
    vg_rdf_add(x->g, s, "rdf:type", vg_rdf_iri(class));
    if (name->value && strcmp(name->value, address) != 0 && !vg_rdf_next(x->g, &s, property, NULL))
        vg_rdf_put_text(x, s, property, name);
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

/* The word that a concept is the meaning of, where it is among the keywords too. */
static struct vg_record_text *word_of(const struct vg_record *r, const char *value)
{
    for (size_t i = 0; i < r->n_keywords; i++) {
        for (size_t j = 0; j < r->keywords[i].n_words; j++) {
            struct vg_record_text *word = &r->keywords[i].words[j];
            if (!word->uri && word->value && strcmp(word->value, value) == 0)
                return word;
        }
    }
    return NULL;
}

/* A concept: its label stands with it, or nowhere. */
static bool theme_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    static const char theme[] = "theme";
    const struct vg_rdf_term *label = vg_rdf_object(x->g, o, "skos:prefLabel");
    const char *value = vg_rdf_plain(label ? label : o);
    struct vg_record_text *known = label && o->kind == VG_RDF_IRI ? word_of(x->record, value) : NULL;
    struct vg_record_keywords *k = value && !known ? group_of(x, theme) : NULL;
    struct vg_record_text *to = known ? known : k ? VG_RECORD_ADD(x->arena, k, words) : NULL;

    (void)row, (void)member;
    if (known)
        known->uri = o->value;
    else if (to)
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
            if (!uri || has_theme(x->g, &s, uri))
                continue;
            vg_rdf_add(x->g, s, row->property, vg_rdf_iri(uri));
            vg_dcat_put_named(x, uri, "skos:Concept", "skos:prefLabel", &r->keywords[i].words[j]);
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
    const struct vg_record_citation *c = &x->record->citation;
    const struct vg_record_date *d = member;
    const struct vg_record_when *best = vg_record_date(c, row->value);

    if (strcmp(row->value, "revision") == 0) { /* the latest; of other dates, the first that is said */
        for (size_t i = 0; i < c->n_dates; i++) {
            const struct vg_record_when *when = &c->dates[i].when;
            bool is_one = when->text && c->dates[i].type && strcmp(c->dates[i].type, row->value) == 0;
            best = is_one && strcmp(when->text, best->text) > 0 ? when : best;
        }
    }
    if (&d->when == best)
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
