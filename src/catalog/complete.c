/* What a document beside the data says of it, and where that goes.
 *
 * Texts that people and clients see are taken into the collection where the store has none, before the configuration
 * writes over them; all the rest goes into the record that is made of the collection, where that would be empty.  What the data
 * itself tells (extent, reference system, fields, ways to it) is never taken from a document, which may be old. */
#include "complete.h"

#include <vigie/catalog/change.h>
#include <vigie/catalog/derive.h>

/* Its licence, or else the first text that says on what conditions it may be used. */
static const struct vg_record_text *conditions_of(const struct vg_record *r)
{
    const struct vg_record_text *licence = vg_record_licence(r);
    for (size_t i = 0; i < r->n_constraints && !licence; i++)
        if (r->constraints[i].n_use && !r->constraints[i].n_access && r->constraints[i].n_others)
            licence = &r->constraints[i].others[0];
    return licence;
}

/* --- into the collection -------------------------------------------------------------------------- */

enum vg_status vg_catalog_read_metadata(struct vg_collection *c, struct vg_arena *a, struct vg_error *err)
{
    struct vg_record_found found;
    enum vg_status r = c->metadata.ptr ? vg_catalog_read_one(c->metadata, a, &found, err) : VG_END;
    if (r != VG_OK)
        return r == VG_END ? VG_OK : r;
    if (found.record->is_service)
        return vg_fail(err, VG_BAD_INPUT, "", "the record describes a service, not data");
    c->described = found.record;
    return VG_OK;
}

static const char *language_of(const struct vg_record_text *t, const char *lang, const struct vg_record *r)
{
    for (size_t i = 0; i < t->n_others; i++)
        if (t->others[i].lang && t->others[i].value && !strcmp(t->others[i].lang, lang))
            return vg_record_lang_short(lang);
    return r->lang ? vg_record_lang_short(r->lang) : NULL;
}

/* None of its own: nothing, the table's name, or what an import took from this document in its first language. */
static bool is_empty(const char *text, const char *id, const struct vg_record_text *told)
{
    return !text || !*text || !strcmp(text, id) || (told->value && !strcmp(text, told->value));
}

static void adopt_texts(struct vg_collection *c, const struct vg_record *r, const char *lang)
{
    const char *title = vg_record_text_in(&r->citation.title, lang), *abstract = vg_record_text_in(&r->abstract, lang);
    bool untitled = is_empty(c->title, c->id, &r->citation.title);
    if (title && untitled) {
        c->title = title;
        c->lang = language_of(&r->citation.title, lang, r);
    }
    if (abstract && is_empty(c->description, c->id, &r->abstract)) {
        c->description = abstract;
        c->lang = title && untitled ? c->lang : language_of(&r->abstract, lang, r);
    }
}

static void adopt_keywords(struct vg_collection *c, const struct vg_record *r, const char *lang, struct vg_arena *a)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < r->n_keywords; i++)
        most += r->keywords[i].n_words;
    const char **words = most && !c->n_keywords ? vg_arena_array(a, most, sizeof *words) : NULL;
    for (size_t i = 0; words && i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++)
            if ((words[n] = vg_record_text_in(&r->keywords[i].words[k], lang)))
                n++;
    if (n) {
        c->keywords = words;
        c->n_keywords = n;
    }
}

static const char *first_of(const struct vg_record_text *list, size_t n)
{
    return n ? list[0].value : NULL;
}

static void adopt_contacts(struct vg_collection *c, const struct vg_record *r, const char *lang, struct vg_arena *a)
{
    struct vg_contact *to = r->n_contacts && !c->n_contacts ? vg_arena_array(a, r->n_contacts, sizeof *to) : NULL;
    for (size_t i = 0; to && i < r->n_contacts; i++) {
        const struct vg_record_contact *from = &r->contacts[i];
        to[i] = (struct vg_contact){
            .name = vg_record_text_in(&from->name, lang),
            .organization = vg_record_text_in(&from->organisation, lang),
            .position = vg_record_text_in(&from->position, lang),
            .email = first_of(from->emails, from->n_emails),
            .phone = first_of(from->phones, from->n_phones),
            .url = from->site.href.value,
            .role = from->role,
            .address = first_of(from->lines, from->n_lines),
            .city = from->city.value,
            .postcode = from->postcode.value,
            .country = from->country.value,
        };
    }
    if (to) {
        c->contacts = to;
        c->n_contacts = r->n_contacts;
    }
}

void vg_catalog_adopt_metadata(struct vg_collection *c, enum vg_lang in, struct vg_arena *a)
{
    const char *lang = in == VG_FR ? "fre" : "eng";
    const struct vg_record *r = c->described;
    const struct vg_record_text *licence = r ? conditions_of(r) : NULL;
    if (!r)
        return;
    adopt_texts(c, r, lang);
    adopt_keywords(c, r, lang, a);
    adopt_contacts(c, r, lang, a);
    if (licence && !c->license_url && !c->license_title) {
        c->license_url = licence->uri;
        c->license_title = vg_record_text_in(licence, lang);
    }
}

/* --- into the record ------------------------------------------------------------------------------ */

static void add_all(struct vg_arena *a, void *list, const void *items, size_t n, size_t item_size)
{
    for (size_t i = 0; i < n; i++) {
        void *to = vg_record_grow(a, list, item_size);
        if (to)
            memcpy(to, (const char *)items + i * item_size, item_size);
    }
}
#define ADD_ALL(a, to, from, list) add_all(a, &(to)->list, (from)->list, (from)->n_##list, sizeof *(to)->list)

/* Nothing is appended to a list that is taken over whole: it is the document's own. */
#define TAKE_LIST(to, from, list)          \
    do {                                   \
        if (!(to)->n_##list) {             \
            (to)->list = (from)->list;     \
            (to)->n_##list = (from)->n_##list; \
        }                                  \
    } while (0)
#define TAKE_TEXT(to, from, text)        \
    do {                                 \
        if (!(to)->text.value)           \
            (to)->text = (from)->text;   \
    } while (0)

/* The same text, and with it what it is in other languages. */
static void take_variants(struct vg_record_text *to, const struct vg_record_text *from)
{
    if (!to->value || (from->value && !strcmp(to->value, from->value)))
        *to = *from;
}

static bool has_date(const struct vg_record_citation *c, const char *type)
{
    for (size_t i = 0; i < c->n_dates; i++)
        if (c->dates[i].type && !strcmp(c->dates[i].type, type))
            return true;
    return false;
}

/* The publisher's dates and identifiers first. */
static void complete_citation(struct vg_arena *a, struct vg_record_citation *to, const struct vg_record_citation *from)
{
    struct vg_record_citation made = *to;
    take_variants(&to->title, &from->title);
    to->dates = NULL;
    to->identifiers = NULL;
    to->n_dates = to->n_identifiers = 0;
    ADD_ALL(a, to, from, dates);
    ADD_ALL(a, to, from, identifiers);
    for (size_t i = 0; i < made.n_dates; i++)
        if (!has_date(from, made.dates[i].type))
            add_all(a, &to->dates, &made.dates[i], 1, sizeof *made.dates);
    ADD_ALL(a, to, &made, identifiers);
    TAKE_LIST(to, from, alternates);
    TAKE_LIST(to, from, parties);
    TAKE_LIST(to, from, forms);
    TAKE_TEXT(to, from, edition);
    to->edition_date = from->edition_date;
    TAKE_TEXT(to, from, series);
    TAKE_TEXT(to, from, issue);
    TAKE_TEXT(to, from, page);
    TAKE_TEXT(to, from, details);
    TAKE_TEXT(to, from, collective);
    TAKE_TEXT(to, from, isbn);
    TAKE_TEXT(to, from, issn);
}

static bool has_word(const struct vg_record *r, const char *word)
{
    for (size_t i = 0; i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++) {
            const struct vg_record_text *t = &r->keywords[i].words[k];
            bool same = t->value && !strcmp(t->value, word);
            for (size_t v = 0; v < t->n_others && !same; v++)
                same = t->others[v].value && !strcmp(t->others[v].value, word);
            if (same)
                return true;
        }
    return false;
}

/* The document's, by their thesauri; of ours those that it does not say. */
static void complete_keywords(struct vg_arena *a, struct vg_record *to, const struct vg_record *from)
{
    const struct vg_record made = *to;
    struct vg_record_keywords *more = NULL;
    to->keywords = NULL;
    to->n_keywords = 0;
    ADD_ALL(a, to, from, keywords);
    for (size_t i = 0; i < made.n_keywords; i++)
        for (size_t k = 0; k < made.keywords[i].n_words; k++) {
            const struct vg_record_text *t = &made.keywords[i].words[k];
            if (has_word(from, t->value) || (!more && !(more = VG_RECORD_ADD(a, to, keywords))))
                continue;
            add_all(a, &more->words, t, 1, sizeof *t);
        }
    for (size_t i = 0; i < from->n_topics; i++) {
        bool there = false;
        for (size_t k = 0; k < to->n_topics && !there; k++)
            there = !strcmp(to->topics[k], from->topics[i]);
        if (!there)
            add_all(a, &to->topics, &from->topics[i], 1, sizeof *to->topics);
    }
}

static bool alike(const struct vg_record_text *a, const struct vg_record_text *b)
{
    return a->uri && b->uri ? !strcmp(a->uri, b->uri) : a->value && b->value && !strcmp(a->value, b->value);
}

static bool says(const struct vg_record_constraint *k, const struct vg_record_text *licence)
{
    for (size_t i = 0; i < k->n_others; i++)
        if (alike(licence, &k->others[i]))
            return true;
    return false;
}

/* A licence of the configuration stands in place of the document's; what limits access stays. */
static void complete_constraints(struct vg_arena *a, struct vg_record *to, const struct vg_record *from)
{
    const struct vg_record_text *own = conditions_of(from), *now = conditions_of(to);
    bool same = own && now && alike(own, now);
    if (same) {
        to->constraints = NULL;
        to->n_constraints = 0;
    }
    for (size_t i = 0; i < from->n_constraints; i++)
        if (same || !own || !says(&from->constraints[i], own))
            add_all(a, &to->constraints, &from->constraints[i], 1, sizeof *to->constraints);
}

static void complete_extent(struct vg_arena *a, struct vg_record *to, const struct vg_record *from)
{
    if (!to->n_extents) {
        TAKE_LIST(to, from, extents);
        return;
    }
    struct vg_record_extent *mine = &to->extents[0];
    for (size_t i = 0; i < from->n_extents; i++) {
        const struct vg_record_extent *e = &from->extents[i];
        TAKE_TEXT(mine, e, description);
        TAKE_LIST(mine, e, boxes);
        TAKE_LIST(mine, e, times);
        ADD_ALL(a, mine, e, heights);
    }
}

static void complete_links(struct vg_arena *a, struct vg_record *to, const struct vg_record *from)
{
    size_t made = to->n_links;
    for (size_t i = 0; i < from->n_links; i++) {
        bool there = !from->links[i].href.value;
        for (size_t k = 0; k < made && !there; k++)
            there = to->links[k].href.value && !strcmp(to->links[k].href.value, from->links[i].href.value);
        if (!there)
            add_all(a, &to->links, &from->links[i], 1, sizeof *to->links);
    }
}

static void complete_head(struct vg_record *to, const struct vg_record *from)
{
    if (from->type && !strcmp(to->type, "dataset"))
        to->type = to->quality_scope = from->type;
    if (to->lang && from->lang && !strcmp(to->lang, from->lang))
        TAKE_LIST(to, from, locales);
    TAKE_TEXT(to, from, parent);
    TAKE_LIST(to, from, type_names);
    if (from->n_record_contacts) {
        to->record_contacts = from->record_contacts;
        to->n_record_contacts = from->n_record_contacts;
    }
    to->created = from->created;
    to->record_maintenance = from->record_maintenance;
    TAKE_LIST(to, from, record_constraints);
}

void vg_catalog_complete(struct vg_record *to, const struct vg_record *from, struct vg_arena *a)
{
    complete_head(to, from);
    complete_citation(a, &to->citation, &from->citation);
    take_variants(&to->abstract, &from->abstract);
    TAKE_TEXT(to, from, purpose);
    ADD_ALL(a, to, from, credits);
    TAKE_LIST(to, from, status);
    to->maintenance = from->maintenance;
    TAKE_LIST(to, from, graphics);
    TAKE_LIST(to, from, resource_formats);
    complete_keywords(a, to, from);
    complete_constraints(a, to, from);
    TAKE_LIST(to, from, relations);
    TAKE_LIST(to, from, resolutions);
    if (from->n_languages) {
        to->languages = from->languages;
        to->n_languages = from->n_languages;
    }
    TAKE_TEXT(to, from, environment);
    TAKE_TEXT(to, from, supplement);
    complete_extent(a, to, from);
    to->dataset_uri = to->dataset_uri ? to->dataset_uri : from->dataset_uri;
    TAKE_LIST(to, from, distributors);
    complete_links(a, to, from);
    if (from->lineage.value)
        to->lineage = from->lineage;
    TAKE_LIST(to, from, steps);
    TAKE_LIST(to, from, sources);
    TAKE_LIST(to, from, conformities);
    TAKE_LIST(to, from, kept);
}
