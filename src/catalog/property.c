/* Properties that are told by the names that catalogues query them by. */
#include "property.h"

#include <ctype.h>
#include <stdlib.h>

struct setting {
    struct vg_record *record;
    struct vg_arena *arena;
    const char *value; /* NULL: it is taken away */
    const char *what;  /* the row's own: a date's type, a contact's role */
};

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static void set_title(struct setting *s)
{
    if (s->value)
        s->record->citation.title = text_of(s->value);
}

static void set_alternate(struct setting *s)
{
    struct vg_record_citation *c = &s->record->citation;
    c->n_alternates = 0;
    struct vg_record_text *t = s->value ? VG_RECORD_ADD(s->arena, c, alternates) : NULL;
    if (t)
        *t = text_of(s->value);
}

static void set_abstract(struct setting *s)
{
    s->record->abstract = text_of(s->value);
}

static void set_lineage(struct setting *s)
{
    s->record->lineage = text_of(s->value);
}

static void set_parent(struct setting *s)
{
    s->record->parent = text_of(s->value);
}

/* All keywords give way to one: that is what the property is from now on. */
static void set_keyword(struct setting *s)
{
    s->record->n_keywords = 0;
    struct vg_record_keywords *k = s->value ? VG_RECORD_ADD(s->arena, s->record, keywords) : NULL;
    struct vg_record_text *t = k ? VG_RECORD_ADD(s->arena, k, words) : NULL;
    if (t)
        *t = text_of(s->value);
}

static void set_format(struct setting *s)
{
    s->record->n_formats = 0;
    struct vg_record_format *f = s->value ? VG_RECORD_ADD(s->arena, s->record, formats) : NULL;
    if (f)
        f->name = text_of(s->value);
}

static void set_identifier(struct setting *s)
{
    struct vg_record_citation *c = &s->record->citation;
    c->n_identifiers = 0;
    struct vg_record_identifier *id = s->value ? VG_RECORD_ADD(s->arena, c, identifiers) : NULL;
    if (id)
        id->code = text_of(s->value);
}

/* The organisation of the first contact of that role, or of a new one. */
static void set_organisation(struct setting *s)
{
    struct vg_record *r = s->record;
    struct vg_record_contact *to = NULL;
    for (size_t i = 0; i < r->n_contacts && !to; i++)
        if (!s->what || (r->contacts[i].role && !strcmp(r->contacts[i].role, s->what)))
            to = &r->contacts[i];
    if (!to && s->value && (to = VG_RECORD_ADD(s->arena, r, contacts)))
        to->role = s->what ? s->what : "pointOfContact";
    if (to)
        to->organisation = text_of(s->value);
}

/* Of who answers for the record itself. */
static void set_record_contact(struct setting *s)
{
    struct vg_record *r = s->record;
    struct vg_record_contact *to = r->n_record_contacts ? r->record_contacts : VG_RECORD_ADD(s->arena, r, record_contacts);
    if (!to)
        return;
    to->role = to->role ? to->role : "pointOfContact";
    to->organisation = text_of(s->value);
}

static void set_rights(struct setting *s)
{
    s->record->n_constraints = 0;
    struct vg_record_constraint *k = s->value ? VG_RECORD_ADD(s->arena, s->record, constraints) : NULL;
    const char **use = k ? VG_RECORD_ADD(s->arena, k, use) : NULL;
    struct vg_record_text *other = use ? VG_RECORD_ADD(s->arena, k, others) : NULL;
    if (!other)
        return;
    k->kind = VG_RECORD_LEGAL;
    *use = "otherRestrictions";
    *other = text_of(s->value);
}

/* --- values of a kind ------------------------------------------------------------------------------------- */

static bool when_of(struct setting *s, struct vg_record_when *out)
{
    bool repaired;
    *out = (struct vg_record_when){0};
    return !s->value || vg_record_when_parse(vg_str_of(s->value), s->arena, out, &repaired);
}

static bool set_date(struct setting *s)
{
    struct vg_record_citation *c = &s->record->citation;
    struct vg_record_when when;
    size_t n = 0;
    if (!when_of(s, &when))
        return false;
    for (size_t i = 0; i < c->n_dates; i++)
        if (!c->dates[i].type || strcmp(c->dates[i].type, s->what) != 0)
            c->dates[n++] = c->dates[i];
    c->n_dates = n;
    struct vg_record_date *d = when.text ? VG_RECORD_ADD(s->arena, c, dates) : NULL;
    if (d)
        *d = (struct vg_record_date){when, s->what};
    return true;
}

static bool set_stamp(struct setting *s)
{
    struct vg_record_when when;
    if (!when_of(s, &when) || !when.text)
        return false;
    s->record->stamp = when;
    return true;
}

static struct vg_record_time *first_time(struct setting *s)
{
    struct vg_record *r = s->record;
    for (size_t i = 0; i < r->n_extents; i++)
        if (r->extents[i].n_times)
            return &r->extents[i].times[0];
    struct vg_record_extent *e = VG_RECORD_ADD(s->arena, r, extents);
    return e ? VG_RECORD_ADD(s->arena, e, times) : NULL;
}

static bool set_time(struct setting *s)
{
    struct vg_record_when when;
    struct vg_record_time *t = when_of(s, &when) ? first_time(s) : NULL;
    if (!t)
        return false;
    bool begin = !strcmp(s->what, "begin");
    *(begin ? &t->begin : &t->end) = when;
    *(begin ? &t->begin_is : &t->end_is) = when.text ? NULL : "unknown";
    return true;
}

static bool set_type(struct setting *s)
{
    const char *code = s->value ? vg_record_code(VG_CODES_SCOPE, vg_str_of(s->value)) : NULL;
    if (code)
        s->record->type = code;
    return code != NULL;
}

static bool set_language(struct setting *s)
{
    const char *lang = s->value ? vg_record_lang(vg_str_of(s->value)) : NULL;
    if (lang)
        s->record->lang = lang;
    return lang != NULL;
}

static bool set_topic(struct setting *s)
{
    const char *code = s->value ? vg_record_code(VG_CODES_TOPIC, vg_str_of(s->value)) : NULL;
    if (s->value && !code)
        return false;
    s->record->n_topics = 0;
    const char **topic = code ? VG_RECORD_ADD(s->arena, s->record, topics) : NULL;
    if (topic)
        *topic = code;
    return true;
}

/* --- by name ---------------------------------------------------------------------------------------------- */

struct row {
    const char *name; /* without prefix, lower case */
    void (*put)(struct setting *s);
    bool (*parse)(struct setting *s); /* or so; false: it cannot be that */
    const char *what;
};

static const struct row rows[] = { /* sorted */
    {"abstract", set_abstract, NULL, NULL},
    {"accessconstraints", set_rights, NULL, NULL},
    {"alternatetitle", set_alternate, NULL, NULL},
    {"alternative", set_alternate, NULL, NULL},
    {"contributor", set_organisation, NULL, "author"},
    {"creationdate", NULL, set_date, "creation"},
    {"creator", set_organisation, NULL, "originator"},
    {"date", NULL, set_date, "publication"},
    {"datestamp", NULL, set_stamp, NULL},
    {"description", set_abstract, NULL, NULL},
    {"format", set_format, NULL, NULL},
    {"keyword", set_keyword, NULL, NULL},
    {"language", NULL, set_language, NULL},
    {"license", set_rights, NULL, NULL},
    {"lineage", set_lineage, NULL, NULL},
    {"metadatapointofcontact", set_record_contact, NULL, NULL},
    {"modified", NULL, set_stamp, NULL},
    {"organisationname", set_organisation, NULL, NULL},
    {"parentidentifier", set_parent, NULL, NULL},
    {"publicationdate", NULL, set_date, "publication"},
    {"publisher", set_organisation, NULL, "publisher"},
    {"resourceidentifier", set_identifier, NULL, NULL},
    {"revisiondate", NULL, set_date, "revision"},
    {"rights", set_rights, NULL, NULL},
    {"subject", set_keyword, NULL, NULL},
    {"tempextent_begin", NULL, set_time, "begin"},
    {"tempextent_end", NULL, set_time, "end"},
    {"title", set_title, NULL, NULL},
    {"topiccategory", NULL, set_topic, NULL},
    {"type", NULL, set_type, NULL},
};

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct row *)row)->name);
}

static const struct row *find(struct vg_str name)
{
    char lower[32];
    struct vg_str local;
    (void)vg_str_cut(name, ':', &local);
    if (!local.ptr)
        local = name;
    if (!local.len || local.len >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < local.len; i++)
        lower[i] = (char)tolower((unsigned char)local.ptr[i]);
    lower[local.len] = '\0';
    return bsearch(lower, rows, VG_COUNT(rows), sizeof *rows, compare);
}

static int cut(struct vg_str s)
{
    return s.len < 40 ? (int)s.len : 40;
}

enum vg_status vg_catalog_set_property(struct vg_record *r, const struct vg_catalog_property *p, struct vg_arena *a,
                                       bool *stamps, struct vg_error *err)
{
    const struct row *row = find(p->name);
    const char *where = vg_arena_cstr(a, p->name);
    struct setting s = {.record = r, .arena = a};
    if (!row || !where)
        return vg_fail(err, VG_BAD_INPUT, where ? where : "", "'%.*s' is no property that can be changed by its name",
                       cut(p->name), p->name.ptr);
    if (p->element)
        return vg_fail(err, VG_BAD_INPUT, where, "the value of '%s' is a text, not an element", row->name);
    if (!p->value.ptr && row->put == set_title)
        return vg_fail(err, VG_BAD_INPUT, where, "a record cannot be without a title");
    s.value = p->value.ptr ? vg_arena_cstr(a, p->value) : NULL;
    s.what = row->what;
    *stamps |= row->parse == set_stamp;
    if (row->put)
        row->put(&s);
    else if (!row->parse(&s))
        return vg_fail(err, VG_BAD_INPUT, where, "'%.*s' is no value of '%s'", cut(p->value), p->value.ptr ? p->value.ptr : "",
                       row->name);
    return vg_arena_check(a, err);
}
