/* What is asked of every record: C.1 to C.22. */
#include "rules.h"

#include <stdio.h>

#define REGISTRY "inspire.ec.europa.eu/metadata-codelist/"

/* --- the document ----------------------------------------------------------------------------------- */

bool vg_rule_valid(struct vg_rule_case *c)
{
    const struct vg_rule_subject *s = c->subject;
    struct vg_record_fault faults[VG_RECORD_MAX_FAULTS];
    enum vg_record_validity validity;
    struct vg_error ignored = {0};
    size_t n;
    if (!s->document.ptr || vg_record_schema_check(s->codec, VG_BY_INSPIRE, s->document, c->arena, faults, &n, &validity, &ignored) != VG_OK)
        return true;
    if (validity != VG_RECORD_INVALID || n == 0)
        return true;
    return vg_rule_found(c, vg_arena_printf(c->arena, "line %d: %s", faults[0].line, faults[0].text));
}

/* A profile's own root is read, but it is not what INSPIRE takes. */
bool vg_rule_root(struct vg_rule_case *c)
{
    const struct vg_rule_subject *s = c->subject;
    struct vg_record_report unheard = {.arena = c->arena};
    struct vg_error why = {0};
    struct vg_str text;
    if (!s->document.ptr || strcmp(s->codec->name, VG_RECORD_ISO19139))
        return true;
    enum vg_status r = vg_record_as_is(s->codec, s->document, &unheard, c->arena, &text, &why);
    return r == VG_OK || !strstr(why.text, "root element") || vg_rule_found(c, vg_arena_strdup(c->arena, why.where));
}

/* --- codes and texts -------------------------------------------------------------------------------- */

static bool is_code(struct vg_rule_case *c, enum vg_record_codes list, const char *value)
{
    return !value || vg_record_code(list, vg_str_of(value)) || vg_rule_found(c, value);
}

static bool parties_have_roles(struct vg_rule_case *c, const struct vg_record_contact *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_code(c, VG_CODES_ROLE, list[i].role))
            return false;
    return true;
}

bool vg_rule_codes(struct vg_rule_case *c)
{
    const struct vg_record *r = c->r;
    bool good = parties_have_roles(c, r->contacts, r->n_contacts) && parties_have_roles(c, r->record_contacts, r->n_record_contacts);
    for (size_t i = 0; good && i < r->citation.n_dates; i++)
        good = is_code(c, VG_CODES_DATE, r->citation.dates[i].type);
    for (size_t i = 0; good && i < r->n_topics; i++)
        good = is_code(c, VG_CODES_TOPIC, r->topics[i]);
    for (size_t i = 0; good && i < r->n_representations; i++)
        good = is_code(c, VG_CODES_REPRESENTATION, r->representations[i]);
    for (size_t i = 0; good && i < r->n_keywords; i++)
        good = is_code(c, VG_CODES_KEYWORD, r->keywords[i].type);
    return good && is_code(c, VG_CODES_SCOPE, r->type);
}

static bool is_declared(const struct vg_record *r, const char *lang)
{
    for (size_t i = 0; i < r->n_locales; i++)
        if (r->locales[i].lang && !strcmp(r->locales[i].lang, lang))
            return true;
    return r->lang && !strcmp(r->lang, lang);
}

bool vg_rule_locales(struct vg_rule_case *c)
{
    const struct vg_record_text *texts[] = {&c->r->citation.title, &c->r->abstract, &c->r->lineage};
    for (size_t i = 0; i < VG_COUNT(texts); i++)
        for (size_t k = 0; k < texts[i]->n_others; k++)
            if (texts[i]->others[k].lang && !is_declared(c->r, texts[i]->others[k].lang))
                return vg_rule_found(c, texts[i]->others[k].lang);
    return true;
}

/* The 24 of the Union, with Norwegian and Icelandic. */
bool vg_rule_language(struct vg_rule_case *c)
{
    static const char all[] = "bul cze dan dut eng est fin fre ger gle gre hrv hun ice ita lav lit mlt nor pol por rum slo slv spa swe";
    const char *lang = c->r->lang;
    if (!lang)
        return vg_rule_lacks(c, "not given");
    return (strlen(lang) == 3 && strstr(all, lang)) || vg_rule_found(c, lang);
}

/* --- people and dates ------------------------------------------------------------------------------- */

static const char *lack_of(const struct vg_record_contact *p)
{
    return !vg_rule_says(&p->organisation)                       ? "the organisation"
           : !p->n_emails || !strchr(p->emails[0].value ? p->emails[0].value : "", '@') ? "the e-mail"
                                                                  : NULL;
}

/* Any one that has all; else what the nearest lacks. */
static bool has_party(struct vg_rule_case *c, const struct vg_record_contact *list, size_t n, const char *role)
{
    const char *lack = role ? "a contact of this role" : "the contact";
    for (size_t i = 0; i < n; i++) {
        if (role ? !list[i].role || strcmp(list[i].role, role) != 0 : !list[i].role)
            continue;
        lack = lack_of(&list[i]);
        if (!lack)
            return true;
    }
    return vg_rule_lacks(c, lack);
}

bool vg_rule_record_contact(struct vg_rule_case *c)
{
    return has_party(c, c->r->record_contacts, c->r->n_record_contacts, "pointOfContact");
}

bool vg_rule_responsible(struct vg_rule_case *c)
{
    return has_party(c, c->r->contacts, c->r->n_contacts, NULL);
}

bool vg_rule_stamp(struct vg_rule_case *c)
{
    return c->r->stamp.text != NULL;
}

/* Where there was none the identifier stands for it. */
bool vg_rule_title(struct vg_rule_case *c)
{
    const char *title = c->r->citation.title.value;
    return title && *title && !(c->r->id && !strcmp(title, c->r->id));
}

bool vg_rule_abstract(struct vg_rule_case *c)
{
    return vg_rule_says(&c->r->abstract);
}

static int dates_of(const struct vg_record_citation *k, const char *type)
{
    int n = 0;
    for (size_t i = 0; i < k->n_dates; i++)
        n += k->dates[i].when.text && k->dates[i].type && !strcmp(k->dates[i].type, type);
    return n;
}

static bool is_dated(const struct vg_record_citation *k)
{
    return dates_of(k, "creation") + dates_of(k, "publication") + dates_of(k, "revision") > 0;
}

bool vg_rule_dated(struct vg_rule_case *c)
{
    return is_dated(&c->r->citation);
}

bool vg_rule_one_creation(struct vg_rule_case *c)
{
    return dates_of(&c->r->citation, "creation") <= 1;
}

bool vg_rule_one_revision(struct vg_rule_case *c)
{
    return dates_of(&c->r->citation, "revision") <= 1;
}

bool vg_rule_times(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_extents; i++) {
        const struct vg_record_extent *e = &c->r->extents[i];
        for (size_t k = 0; k < e->n_times; k++) {
            const struct vg_record_time *t = &e->times[k];
            if (!t->begin.text && !t->begin_is)
                return vg_rule_lacks(c, "no begin");
            if (!t->instant && !t->end.text && !t->end_is)
                return vg_rule_lacks(c, "no end");
        }
    }
    return true;
}

/* --- keywords --------------------------------------------------------------------------------------- */

static bool has_thesaurus(const struct vg_record_keywords *k)
{
    return vg_rule_says(&k->thesaurus.title) || k->thesaurus.n_dates > 0;
}

bool vg_rule_thesauri(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_keywords; i++) {
        const struct vg_record_citation *t = &c->r->keywords[i].thesaurus;
        if (has_thesaurus(&c->r->keywords[i]) && !(vg_rule_says(&t->title) && is_dated(t)))
            return vg_rule_found(c, t->title.value);
    }
    return true;
}

static bool is_same_edition(const struct vg_record_citation *a, const struct vg_record_citation *b)
{
    const char *one = a->n_dates && a->dates[0].when.text ? a->dates[0].when.text : "";
    const char *other = b->n_dates && b->dates[0].when.text ? b->dates[0].when.text : "";
    return vg_rule_says(&a->title) && vg_rule_says(&b->title) && !strcmp(a->title.value, b->title.value) && !strcmp(one, other);
}

bool vg_rule_grouped(struct vg_rule_case *c)
{
    const struct vg_record_keywords *all = c->r->keywords;
    for (size_t i = 0; i < c->r->n_keywords; i++)
        for (size_t k = 0; k < i; k++)
            if (is_same_edition(&all[i].thesaurus, &all[k].thesaurus))
                return vg_rule_found(c, all[i].thesaurus.title.value);
    return true;
}

/* --- constraints ------------------------------------------------------------------------------------ */

static bool is_other(const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (codes[i] && !strcmp(codes[i], "otherRestrictions"))
            return true;
    return false;
}

static bool is_of_list(const struct vg_record_constraint *k, const char *list)
{
    for (size_t i = 0; i < k->n_others; i++)
        if (k->others[i].uri && strstr(k->others[i].uri, list))
            return true;
    return false;
}

static bool is_on_access(const struct vg_record_constraint *k)
{
    return is_other((const char *const *)k->access, k->n_access) && is_of_list(k, REGISTRY "LimitationsOnPublicAccess/");
}

static bool is_on_use(const struct vg_record_constraint *k)
{
    bool other = is_other((const char *const *)k->access, k->n_access) || is_other((const char *const *)k->use, k->n_use);
    return k->kind == VG_RECORD_LEGAL && other && k->n_others > 0 && !is_of_list(k, REGISTRY "LimitationsOnPublicAccess/");
}

static bool once(struct vg_rule_case *c, bool (*is)(const struct vg_record_constraint *))
{
    int n = 0;
    for (size_t i = 0; i < c->r->n_constraints; i++)
        n += is(&c->r->constraints[i]);
    return n == 1 || vg_rule_lacks(c, n ? "more than once" : "not at all");
}

bool vg_rule_public_access(struct vg_rule_case *c)
{
    return once(c, is_on_access);
}

bool vg_rule_conditions(struct vg_rule_case *c)
{
    return once(c, is_on_use);
}

/* --- place and quality ------------------------------------------------------------------------------ */

bool vg_rule_box(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_extents; i++)
        for (size_t k = 0; k < c->r->extents[i].n_boxes; k++)
            if (!c->r->extents[i].boxes[k].outside)
                return true;
    return false;
}

bool vg_rule_conformity(struct vg_rule_case *c)
{
    return c->r->n_conformities > 0;
}

bool vg_rule_specification(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_conformities; i++) {
        const struct vg_record_citation *s = &c->r->conformities[i].specification;
        if (!vg_rule_says(&s->title))
            return vg_rule_lacks(c, "the title");
        if (!is_dated(s))
            return vg_rule_lacks(c, "the date");
    }
    return true;
}

bool vg_rule_degree(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_conformities; i++) {
        const char *pass = c->r->conformities[i].pass;
        if (pass && strcmp(pass, "true") != 0 && strcmp(pass, "false") != 0)
            return vg_rule_found(c, pass);
    }
    return true;
}
