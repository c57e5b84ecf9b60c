/* The record of a project: each field of its row where the model has a place for it; category, theme and skills are keywords, lead
 * and partners are contacts, and what has no place of its own stands in the supplemental text under the field's name. */
#include <vigie/catalog/project.h>

#include "site.h"

#define MAX_SUPPLEMENT ((size_t)1 << 20)

struct maker {
    const struct vg_project *project;
    const struct vg_product *kind;
    const struct vg_collection *collection;
    const struct vg_catalog_site *site;
    const char *base_url;
    struct vg_arena *arena;
    struct vg_record *record;
    enum vg_lang lang;
};

static struct vg_record_text text_of(const char *value)
{
    return (struct vg_record_text){.value = value && *value ? value : NULL};
}

static const char *first(const struct maker *m, enum vg_row_part part)
{
    const struct vg_project_texts *t = &m->project->parts[part];
    return t->n ? t->list[0] : NULL;
}

/* "A (Recherche et développement)" */
static const char *category_of(const struct maker *m)
{
    const char *code = first(m, VG_ROW_CLASS);
    const struct vg_value v = {.kind = VG_V_TEXT, .text = vg_str_of(code ? code : "")};
    int at = code ? vg_product_code(m->kind, &v) : -1;
    const char *title = at >= 0 ? vg_words_in(&m->kind->classes[at].title, m->lang) : NULL;
    return title ? vg_arena_printf(m->arena, "%s (%s)", m->kind->classes[at].code, title) : code;
}

/* The name of a part, as the kind's schema has it. */
static const char *label_of(const struct maker *m, enum vg_row_part part)
{
    int at = vg_schema_field(m->kind->schema, vg_str_of(m->kind->row[part]));
    return at < 0 ? NULL : vg_words_in(&m->kind->schema->fields[at].title, m->lang);
}

/* --- what it is ------------------------------------------------------------------------------- */

static void make_head(const struct maker *m, int64_t stamp_us)
{
    const struct vg_collection *c = m->collection;
    struct vg_record *r = m->record;
    r->id = m->project->id;
    r->charset = "utf8";
    r->type = r->quality_scope = m->kind->record_type;
    r->parent = text_of(c->id);
    r->stamp = vg_catalog_when(m->arena, stamp_us);
    r->standard = text_of("ISO 19115:2003/19139");
    r->standard_version = text_of("1.0");
    vg_catalog_add_contact(m->arena, &r->record_contacts, m->site->contact ? m->site->contact : c->n_contacts ? c->contacts : NULL);
}

static void add_date(const struct maker *m, struct vg_record_when when, const char *type)
{
    struct vg_record_date *d = when.text ? VG_RECORD_ADD(m->arena, &m->record->citation, dates) : NULL;
    if (d)
        *d = (struct vg_record_date){when, type};
}

/* A year stands for all of it. */
static void make_times(const struct maker *m)
{
    const char *year = first(m, VG_ROW_YEAR);
    struct vg_record_when whole, begin, end;
    bool repaired;
    if (!year || !vg_record_when_parse(vg_str_of(year), m->arena, &whole, &repaired))
        return;
    add_date(m, whole, "publication");
    bool is_year = strlen(whole.text) == 4;
    const char *from = is_year ? vg_arena_printf(m->arena, "%s-01-01", whole.text) : whole.text;
    const char *to = is_year ? vg_arena_printf(m->arena, "%s-12-31", whole.text) : whole.text;
    struct vg_record_extent *e = VG_RECORD_ADD(m->arena, m->record, extents);
    struct vg_record_time *t = e ? VG_RECORD_ADD(m->arena, e, times) : NULL;
    if (t && from && to && vg_record_when_parse(vg_str_of(from), m->arena, &begin, &repaired) &&
        vg_record_when_parse(vg_str_of(to), m->arena, &end, &repaired))
        *t = (struct vg_record_time){.begin = begin, .end = end};
}

static void make_citation(const struct maker *m, const char *item)
{
    struct vg_record_citation *to = &m->record->citation;
    struct vg_record_identifier *id = VG_RECORD_ADD(m->arena, to, identifiers);
    to->title = text_of(vg_project_title(m->project, m->arena));
    const char *name = first(m, VG_ROW_NAME);
    if (name && first(m, VG_ROW_TITLE))
        vg_catalog_add_text(m->arena, &to->alternates, name);
    if (id)
        id->code = text_of(item);
    add_date(m, m->record->stamp, "revision");
}

static void add_words(const struct maker *m, struct vg_record_keywords *k, enum vg_row_part part)
{
    const struct vg_project_texts *t = &m->project->parts[part];
    for (size_t i = 0; i < t->n; i++)
        vg_catalog_add_text(m->arena, &k->words, t->list[i]);
}

static void make_keywords(const struct maker *m)
{
    struct vg_record_keywords *k = VG_RECORD_ADD(m->arena, m->record, keywords);
    if (!k)
        return;
    k->type = "theme";
    const char *category = category_of(m), *label = label_of(m, VG_ROW_CLASS);
    add_words(m, k, VG_ROW_THEME);
    add_words(m, k, VG_ROW_KEYWORDS);
    if (category)
        vg_catalog_add_text(m->arena, &k->words, label ? vg_arena_printf(m->arena, "%s %s", label, category) : category);
    for (size_t i = 0; i < m->kind->n_keywords; i++)
        vg_catalog_add_text(m->arena, &k->words, vg_words_in(&m->kind->keywords[i], m->lang));
    if (m->project->parts[VG_ROW_SKILLS].n && (k = VG_RECORD_ADD(m->arena, m->record, keywords))) {
        k->type = "discipline";
        add_words(m, k, VG_ROW_SKILLS);
    }
    if (first(m, VG_ROW_PLACE) && (k = VG_RECORD_ADD(m->arena, m->record, keywords))) {
        k->type = "place";
        add_words(m, k, VG_ROW_PLACE);
    }
    const char **topic = m->kind->topic ? VG_RECORD_ADD(m->arena, m->record, topics) : NULL;
    if (topic)
        *topic = m->kind->topic;
}

/* --- who -------------------------------------------------------------------------------------- */

static void make_contacts(const struct maker *m)
{
    const struct vg_project_texts *partners = &m->project->parts[VG_ROW_PARTNERS];
    const char *lead = first(m, VG_ROW_LEAD), *email = first(m, VG_ROW_CONTACT);
    if (email)
        vg_catalog_add_contact(m->arena, &m->record->contacts,
                               &(struct vg_contact){.organization = lead, .email = email, .role = "pointOfContact"});
    if (lead)
        vg_catalog_add_contact(m->arena, &m->record->contacts, &(struct vg_contact){.organization = lead, .role = "principalInvestigator"});
    for (size_t i = 0; i < partners->n; i++)
        vg_catalog_add_contact(m->arena, &m->record->contacts,
                               &(struct vg_contact){.organization = partners->list[i], .role = "collaborator"});
    for (size_t i = 0; !lead && !email && i < m->collection->n_contacts; i++)
        vg_catalog_add_contact(m->arena, &m->record->contacts, &m->collection->contacts[i]);
    if (!m->record->n_contacts)
        vg_catalog_add_contact(m->arena, &m->record->contacts, m->site->contact);
}

/* --- what else is told ------------------------------------------------------------------------ */

/* "Skills: a, b", a line each. */
static void make_supplement(const struct maker *m)
{
    static const enum vg_row_part told[] = {VG_ROW_YEAR, VG_ROW_SKILLS, VG_ROW_METHODS, VG_ROW_DATA, VG_ROW_SOFTWARE, VG_ROW_PRODUCTS};
    struct vg_buf b;
    vg_buf_init(&b, MAX_SUPPLEMENT);
    for (size_t i = 0; i < VG_COUNT(told); i++) {
        const struct vg_project_texts *t = &m->project->parts[told[i]];
        const char *label = t->n ? label_of(m, told[i]) : NULL;
        if (!label)
            continue;
        vg_buf_printf(&b, "%s%s%s", b.len ? "\n" : "", label, m->lang == VG_FR ? " : " : ": ");
        for (size_t k = 0; k < t->n; k++)
            vg_buf_printf(&b, "%s%s", k ? ", " : "", t->list[k]);
    }
    m->record->supplement = text_of(b.failed || !b.len ? NULL : vg_arena_cstr(m->arena, (struct vg_str){b.ptr, b.len}));
    vg_buf_finish(&b);
}

static void make_texts(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    struct vg_record *r = m->record;
    const char *abstract = first(m, VG_ROW_ABSTRACT), *source = first(m, VG_ROW_SOURCE);
    r->abstract = text_of(abstract ? abstract
                                   : vg_arena_printf(m->arena, "%s%s%s", c->title && *c->title ? c->title : c->id,
                                                     m->lang == VG_FR ? " : " : ": ", r->citation.title.value));
    r->lineage = text_of(source ? source : vg_words_in(&m->kind->lineage, m->lang));
    vg_catalog_add_text(m->arena, &r->credits, c->attribution ? c->attribution : m->site->attribution);
    bool own = c->license_url || c->license_title;
    vg_catalog_add_licence(m->arena, r, own ? c->license_url : m->site->license_url, own ? c->license_title : m->site->license_title);
    const char **lang = r->lang ? VG_RECORD_ADD(m->arena, r, languages) : NULL;
    if (lang)
        *lang = r->lang;
    if (m->project->has_extent)
        vg_catalog_add_box(m->arena, r, &m->project->extent);
    make_times(m);
    make_supplement(m);
}

/* --- where to go ------------------------------------------------------------------------------ */

static const char *record_address(struct vg_arena *a, const char *base_url, const char *id)
{
    return vg_catalog_address(a, base_url, "/collections/catalogue/items/", id, "");
}

static void make_links(const struct maker *m, const char *item)
{
    const char *title = m->record->citation.title.value, *page = first(m, VG_ROW_PAGE);
    struct vg_record_link *l = vg_catalog_add_link(m->arena, m->record, item, title, "application/geo+json");
    if (l)
        l->rel = "item";
    l = page && strstr(page, "://") ? vg_catalog_add_link(m->arena, m->record, page, title, "text/html") : NULL;
    if (l)
        l->rel = "about";
}

/* Of a product that is no collection here only its id is known: a record of another origin may have it. */
static void make_products(const struct maker *m)
{
    const struct vg_project_texts *named = &m->project->parts[VG_ROW_PRODUCTS];
    for (size_t i = 0; i < named->n; i++) {
        const struct vg_collection *c = m->project->products[i];
        const char *title = c && c->title && *c->title ? c->title : named->list[i];
        struct vg_record_link *l = c ? vg_catalog_add_link(m->arena, m->record, vg_catalog_address(m->arena, m->base_url, "/collections/",
                                                                                                   c->id, ""), title, "text/html") : NULL;
        if (l)
            l->rel = "related";
        vg_catalog_add_relation(m->arena, m->record, named->list[i], title, record_address(m->arena, m->base_url, named->list[i]),
                                "crossReference");
    }
}

const struct vg_record *vg_catalog_describe_project(const struct vg_project *p, const struct vg_catalog_site *site,
                                                    const char *base_url, int64_t stamp_us, struct vg_arena *a)
{
    const struct vg_collection *c = p->collection;
    struct vg_record *r = VG_NEW(a, struct vg_record);
    if (!r)
        return NULL;
    r->lang = vg_record_lang(vg_str_of(c->lang ? c->lang : site->lang ? site->lang : ""));
    const struct maker m = {p, c->product, c, site, base_url, a, r, r->lang && !strcmp(r->lang, "fre") ? VG_FR : VG_EN};
    const char *items = vg_catalog_address(a, base_url, "/collections/", c->id, "/items/");
    const char *item = items ? vg_catalog_address(a, items, "", p->item, "") : NULL;
    make_head(&m, stamp_us);
    make_citation(&m, item);
    make_texts(&m);
    make_keywords(&m);
    make_contacts(&m);
    make_links(&m, item);
    make_products(&m);
    return r;
}

void vg_catalog_add_projects_of(struct vg_arena *a, struct vg_record *r, const struct vg_collection *c,
                                const struct vg_catalog_site *site, const char *base_url)
{
    size_t n;
    const struct vg_project_product *made = vg_projects_of(&site->projects, c, &n);
    for (size_t i = 0; i < n; i++) {
        const struct vg_project *p = made[i].project;
        vg_catalog_add_relation(a, r, p->id, vg_project_title(p, a), record_address(a, base_url, p->id), "crossReference");
    }
}
