/* An OGC API Record (Records Part 1, requirements class record-core): a GeoJSON feature about a resource.
 *
 * The form has one language at a time: texts are given in the one asked for.  What points elsewhere becomes a link: ways to
 * the data, previews, the licence, and, where the catalogue's address is known, other records. */
#include <vigie/base/time.h>
#include <vigie/codec/json.h>

#include "json_map.h"

#define CORE "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"

/* --- contacts --- */

static const struct vg_json_row value_rows[] = {
    {.key = "value", .kind = &vg_json_text},
    {.key = "roles", .kind = &vg_json_ignored},
};
static const struct vg_json_table value_table = VG_JSON_TABLE(value_rows);

static const struct vg_json_row address_rows[] = {
    {VG_JSON_MANY(vg_record_contact, "deliveryPoint", text, lines)},
    {VG_JSON_ONE(vg_record_contact, "city", text, city)},
    {VG_JSON_ONE(vg_record_contact, "administrativeArea", text, region)},
    {VG_JSON_ONE(vg_record_contact, "postalCode", text, postcode)},
    {VG_JSON_ONE(vg_record_contact, "country", text, country)},
    {.key = "roles", .kind = &vg_json_ignored},
};
static const struct vg_json_table address_table = VG_JSON_TABLE(address_rows);

/* A list of one in the form, members of the holder here. */
static bool only_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const struct vg_node *first = node->kind == VG_N_LIST ? node->first : node;

    return first && vg_json_read_rows(x, row->rows, first, member);
}

static void only_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);

    vg_json_group.write(x, row, list, NULL, member);
    vg_json_append(x, to, key, list);
}

static const struct vg_json_kind vg_json_only = {only_read, only_write};

static void role_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);

    vg_json_code.write(x, row, list, NULL, member);
    vg_json_append(x, to, key, list);
}

static bool role_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const struct vg_node *first = node->kind == VG_N_LIST ? node->first : node;
    return first && vg_json_code.read(x, row, first, member);
}

static const struct vg_json_kind vg_json_roles = {role_read, role_write};

static const struct vg_json_row site_rows[] = {
    {VG_JSON_ONE(vg_record_link, "rel", constant, rel), .value = "about"},
    {VG_JSON_ONE(vg_record_link, "href", text, href)},
    {VG_JSON_ONE(vg_record_link, "type", string, media_type)},
    {VG_JSON_ONE(vg_record_link, "title", text, name)},
};
static const struct vg_json_table site_table = VG_JSON_TABLE(site_rows);

static void site_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    if (((const struct vg_record_link *)member)->href.value)
        only_write(x, row, to, key, member);
}

static const struct vg_json_kind vg_json_site = {only_read, site_write};

static const struct vg_json_row contact_rows[] = {
    {VG_JSON_ONE(vg_record_contact, "name", text, name)},
    {VG_JSON_ONE(vg_record_contact, "position", text, position)},
    {VG_JSON_ONE(vg_record_contact, "organization", text, organisation)},
    {VG_JSON_MANY(vg_record_contact, "phones", group, phones), .rows = &value_table},
    {VG_JSON_MANY(vg_record_contact, "emails", group, emails), .rows = &value_table},
    {.key = "addresses", .kind = &vg_json_only, .rows = &address_table},
    {VG_JSON_ONE(vg_record_contact, "links", site, site), .rows = &site_table},
    {VG_JSON_ONE(vg_record_contact, "hoursOfService", text, hours)},
    {VG_JSON_ONE(vg_record_contact, "contactInstructions", text, instructions)},
    {VG_JSON_ONE(vg_record_contact, "roles", roles, role), .codes = VG_CODES_ROLE},
};
static const struct vg_json_table contact_table = VG_JSON_TABLE(contact_rows);

static bool contact_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    return vg_json_group.read(x, row, node, member);
}

/* Who has neither name nor organisation is known by the position, or by nothing. */
static void contact_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    struct vg_record_contact c = *(const struct vg_record_contact *)member;

    if (!c.name.value && !c.organisation.value)
        c.name = c.position;
    if (c.name.value || c.organisation.value)
        vg_json_group.write(x, row, to, key, &c);
}

static const struct vg_json_kind vg_json_contact = {contact_read, contact_write};

/* --- keywords and themes: those of a thesaurus are concepts of a scheme --- */

static bool is_theme(const struct vg_record_keywords *k)
{
    return k->thesaurus.title.value || k->thesaurus.title.uri;
}

static void keywords_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                           const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);

    (void)member;
    for (size_t i = 0; i < x->record->n_keywords; i++) {
        const struct vg_record_keywords *k = &x->record->keywords[i];
        for (size_t j = 0; j < (is_theme(k) ? 0 : k->n_words); j++)
            vg_json_text.write(x, row, list, NULL, &k->words[j]);
    }
    vg_json_append(x, to, key, list);
}

static bool keywords_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    struct vg_record_keywords *k = VG_RECORD_ADD(x->arena, x->record, keywords);

    (void)member;
    VG_EACH(word, node) {
        struct vg_record_text t = {0};
        struct vg_record_text *to = k && vg_json_text.read(x, row, word, &t) ? VG_RECORD_ADD(x->arena, k, words) : NULL;
        if (to)
            *to = t;
    }
    return k && k->n_words;
}

const struct vg_json_kind vg_json_keywords = {keywords_read, keywords_write};

static void all_words_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                        const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);
    const struct vg_record *r = x->record;

    (void)row, (void)member;
    for (size_t i = 0; i < r->n_keywords; i++) {
        for (size_t j = 0; j < r->keywords[i].n_words; j++)
            vg_node_add_str(x->arena, list, NULL, vg_record_text_in(&r->keywords[i].words[j], x->options->lang));
    }
    vg_json_append(x, to, key, list);
}

const struct vg_json_kind vg_json_all_words = {keywords_read, all_words_write};

static struct vg_node *add_concept(struct vg_json_writer *x, struct vg_node *list, const char *id, const char *title, const char *url)
{
    struct vg_node *map = vg_node_add_map(x->arena, list, NULL);

    vg_node_add_str(x->arena, map, "id", id);
    vg_node_add_str(x->arena, map, "title", title);
    vg_node_add_str(x->arena, map, "url", url);
    return map;
}

#define TOPICS "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#MD_TopicCategoryCode"

static void themes_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);
    const char *lang = x->options->lang;

    (void)row, (void)member;
    for (size_t i = 0; i < x->record->n_keywords; i++) {
        const struct vg_record_keywords *k = &x->record->keywords[i];
        if (!is_theme(k) || k->n_words == 0)
            continue;
        struct vg_node *theme = vg_node_add_map(x->arena, list, NULL), *concepts = vg_node_add_list(x->arena, theme, "concepts");
        for (size_t j = 0; j < k->n_words; j++) {
            const char *word = vg_record_text_in(&k->words[j], lang);
            add_concept(x, concepts, k->words[j].uri ? k->words[j].uri : word, word, k->words[j].uri);
        }
        vg_node_add_str(x->arena, theme, "scheme", k->thesaurus.title.uri ? k->thesaurus.title.uri : k->thesaurus.title.value);
    }
    if (x->record->n_topics) {
        struct vg_node *theme = vg_node_add_map(x->arena, list, NULL), *concepts = vg_node_add_list(x->arena, theme, "concepts");
        for (size_t j = 0; j < x->record->n_topics; j++)
            add_concept(x, concepts, x->record->topics[j], NULL, NULL);
        vg_node_add_str(x->arena, theme, "scheme", TOPICS);
    }
    vg_json_append(x, to, key, list);
}

static void read_concept(struct vg_json_reader *x, const struct vg_node *concept, const char *scheme, struct vg_record_keywords *k)
{
    const char *id = vg_node_cstr(concept, "id", NULL), *title = vg_node_cstr(concept, "title", NULL);
    const char *topic = id ? vg_record_code(VG_CODES_TOPIC, vg_str_of(id)) : NULL;

    if (topic && strstr(scheme, "TopicCategory")) {
        const char **to = VG_RECORD_ADD(x->arena, x->record, topics);
        if (to)
            *to = topic;
        return;
    }
    struct vg_record_text *to = id || title ? VG_RECORD_ADD(x->arena, k, words) : NULL;
    if (to) {
        to->uri = vg_arena_strdup(x->arena, vg_node_cstr(concept, "url", id && strstr(id, "://") ? id : NULL));
        to->value = vg_arena_strdup(x->arena, title ? title : id);
    }
}

static bool themes_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)row, (void)member;
    VG_EACH(theme, node) {
        const char *scheme = vg_node_cstr(theme, "scheme", "");
        struct vg_record_keywords k = {0};
        const struct vg_node *concepts = vg_node_get(theme, "concepts");
        VG_EACH(concept, concepts)
            read_concept(x, concept, scheme, &k);
        struct vg_record_keywords *to = k.n_words ? VG_RECORD_ADD(x->arena, x->record, keywords) : NULL;
        if (!to)
            continue;
        *to = k;
        to->thesaurus.title.value = *scheme ? vg_arena_strdup(x->arena, scheme) : NULL;
        to->thesaurus.title.uri = strstr(scheme, "://") ? to->thesaurus.title.value : NULL;
        to->type = "theme";
    }
    return node->first != NULL;
}

static const struct vg_json_kind vg_json_themes = {themes_read, themes_write};

/* --- identifiers, formats, rights, time --- */

static const struct vg_json_row identifier_rows[] = {
    {VG_JSON_ONE(vg_record_identifier, "scheme", text, space)},
    {VG_JSON_ONE(vg_record_identifier, "value", text, code)},
};
static const struct vg_json_row format_rows[] = {
    {VG_JSON_ONE(vg_record_format, "name", text, name)},
    {VG_JSON_ONE(vg_record_format, "mediaType", text, specification)},
};
static const struct vg_json_table identifier_table = VG_JSON_TABLE(identifier_rows), format_table = VG_JSON_TABLE(format_rows);

/* An SPDX name or an address where there is one, else the text. */
static void licence_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    const struct vg_record_text *t = vg_record_licence(x->record);

    (void)row, (void)member;
    if (t)
        vg_node_add_str(x->arena, to, key, t->uri ? t->uri : vg_record_text_in(t, x->options->lang));
}

static bool licence_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    struct vg_record_link l = {.href = {.value = vg_json_cstr(x, node)}};
    const struct vg_record_text *before = vg_record_licence(x->record);

    (void)row, (void)member;
    if (!l.href.value || (before && before->uri && strcmp(before->uri, l.href.value) == 0))
        return false;
    if (!strstr(l.href.value, "://")) {
        l.description.value = l.href.value;
        l.href.value = NULL;
    }
    vg_json_keep_licence(x, &l);
    return true;
}

static const struct vg_json_kind vg_json_licence = {licence_read, licence_write};

static void add_rights(struct vg_json_writer *x, struct vg_buf *b, const struct vg_record_text *list, size_t n)
{
    const struct vg_record_text *licence = vg_record_licence(x->record);

    for (size_t i = 0; i < n; i++) {
        const char *text = &list[i] == licence ? NULL : vg_record_text_in(&list[i], x->options->lang);
        if (text && b->len)
            VG_BUF_LIT(b, "\n");
        vg_buf_cstr(b, text);
    }
}

static void rights_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    struct vg_buf b;

    (void)row, (void)member;
    vg_buf_init(&b, 1 << 20);
    for (size_t i = 0; i < x->record->n_constraints; i++) {
        add_rights(x, &b, x->record->constraints[i].limitations, x->record->constraints[i].n_limitations);
        add_rights(x, &b, x->record->constraints[i].others, x->record->constraints[i].n_others);
    }
    if (b.len)
        vg_node_add_str(x->arena, to, key, b.ptr);
    vg_buf_finish(&b);
}

static bool rights_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const char *text = vg_json_cstr(x, node);
    struct vg_record_constraint *c = text ? VG_RECORD_ADD(x->arena, x->record, constraints) : NULL;
    struct vg_record_text *t = c ? VG_RECORD_ADD(x->arena, c, limitations) : NULL;

    (void)row, (void)member;
    if (t)
        t->value = text;
    return t != NULL;
}

static const struct vg_json_kind vg_json_rights = {rights_read, rights_write};

static bool has_time(const struct vg_record_when *w)
{
    return w->text && strlen(w->text) > 10;
}

/* Both sides are days, or both moments of UTC (Records Part 1, 7.2.5): "1998" is its first day or its last, and a time without
 * a zone is taken as of UTC. */
static const char *side(struct vg_json_writer *x, const struct vg_record_when *w, bool last, bool moment)
{
    struct vg_buf b;
    int64_t day = w->us / VG_US_PER_DAY - (w->us % VG_US_PER_DAY < 0), year;
    int month, n = 0;

    if (!w->text)
        return "..";
    vg_civil_from_days(day, &year, &month, &n);
    if (last && strlen(w->text) == 4)
        day = vg_days_from_civil(year + 1, 1, 1) - 1;
    if (last && strlen(w->text) == 7)
        day = vg_days_from_civil(year + month / 12, month % 12 + 1, 1) - 1;
    vg_buf_init(&b, 64);
    bool put = !moment       ? vg_date_put(&b, day)
               : has_time(w) ? vg_datetime_put(&b, w->us, true)
                             : vg_datetime_put(&b, (day + last) * VG_US_PER_DAY - last * INT64_C(1000000), true);
    const char *text = put ? vg_arena_cstr(x->arena, (struct vg_str){b.ptr, b.len}) : "..";
    vg_buf_finish(&b);
    return text;
}

static const struct vg_record_time *first_time(const struct vg_record *r)
{
    for (size_t i = 0; i < r->n_extents; i++) {
        for (size_t j = 0; j < r->extents[i].n_times; j++) {
            const struct vg_record_time *t = &r->extents[i].times[j];
            if (t->begin.text || t->end.text)
                return t;
        }
    }
    return NULL;
}

static void time_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    const struct vg_record_time *t = first_time(x->record);

    (void)row, (void)member;
    if (!t) {
        vg_node_add_null(x->arena, to, key);
        return;
    }
    struct vg_node *map = vg_node_add_map(x->arena, to, key);
    if (t->instant && strlen(t->begin.text) >= 10) {
        bool moment = has_time(&t->begin);
        vg_node_add_str(x->arena, map, moment ? "timestamp" : "date", side(x, &t->begin, false, moment));
        return;
    }
    struct vg_node *interval = vg_node_add_list(x->arena, map, "interval");
    bool moments = has_time(&t->begin) || has_time(&t->end);
    vg_node_add_str(x->arena, interval, NULL, side(x, &t->begin, false, moments));
    vg_node_add_str(x->arena, interval, NULL, side(x, &t->end, true, moments));
}

static void read_side(struct vg_json_reader *x, const struct vg_node *node, struct vg_record_when *to)
{
    const char *text = node ? vg_json_cstr(x, node) : NULL;

    if (text && strcmp(text, "..") != 0)
        vg_json_when.read(x, NULL, node, to);
}

static bool time_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const struct vg_node *interval = vg_node_get(node, "interval");
    const struct vg_node *instant = vg_node_get(node, "timestamp") ? vg_node_get(node, "timestamp") : vg_node_get(node, "date");
    struct vg_record_time t = {.instant = !interval};

    (void)row, (void)member;
    read_side(x, interval ? interval->first : instant, &t.begin);
    if (interval && interval->first)
        read_side(x, interval->first->next, &t.end);
    else
        t.end = t.begin;
    if (!t.begin.text && !t.end.text)
        return false;
    struct vg_record_extent *e = x->record->n_extents ? &x->record->extents[0] : VG_RECORD_ADD(x->arena, x->record, extents);
    struct vg_record_time *to = e ? VG_RECORD_ADD(x->arena, e, times) : NULL;
    if (to)
        *to = t;
    return to != NULL;
}

static const struct vg_json_kind vg_json_time = {time_read, time_write};

static bool geometry_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)row, (void)member;
    return vg_json_read_geometry(x, node);
}

static void geometry_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                           const void *member)
{
    struct vg_node *g = vg_json_geometry(x);

    (void)row, (void)member;
    if (g)
        vg_node_append(x->arena, to, key, g);
    else
        vg_node_add_null(x->arena, to, key);
}

static const struct vg_json_kind vg_json_places = {geometry_read, geometry_write};

static void type_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    (void)row, (void)member;
    vg_node_add_str(x->arena, to, key, vg_record_type(x->record));
}

static bool type_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    return vg_json_code.read(x, row, node, member);
}

static const struct vg_json_kind vg_json_type = {type_read, type_write};

/* language says which one the texts are in: the one asked for, where it is among the record's. */
static void said_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    const char *own = x->record->lang, *asked = x->options->lang;
    bool declared = false;

    (void)member;
    for (size_t i = 0; asked && i < x->record->n_locales; i++)
        declared = declared || (x->record->locales[i].lang && strcmp(x->record->locales[i].lang, asked) == 0);
    own = declared ? asked : own;
    if (own)
        vg_json_language.write(x, row, to, key, &own);
}

static bool said_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    return vg_json_language.read(x, row, node, member);
}

static const struct vg_json_kind vg_json_said = {said_read, said_write};

static const struct vg_json_row property_rows[] = {
    {VG_JSON_ONE(vg_record, "created", moment, created)},
    {VG_JSON_ONE(vg_record, "updated", moment, stamp)},
    {VG_JSON_ONE(vg_record, "type", type, type), .codes = VG_CODES_SCOPE},
    {VG_JSON_ONE(vg_record, "title", text, citation.title)},
    {VG_JSON_ONE(vg_record, "description", text, abstract)},
    {VG_JSON_ONE(vg_record, "keywords", keywords, keywords)},
    {VG_JSON_ONE(vg_record, "themes", themes, keywords)},
    {VG_JSON_ONE(vg_record, "language", said, lang)},
    {VG_JSON_MANY(vg_record, "resourceLanguages", language, languages)},
    {VG_JSON_MANY(vg_record, "externalIds", group, citation.identifiers), .rows = &identifier_table},
    {VG_JSON_MANY(vg_record, "formats", group, formats), .rows = &format_table},
    {VG_JSON_MANY(vg_record, "contacts", contact, contacts), .rows = &contact_table},
    {VG_JSON_ONE(vg_record, "license", licence, constraints)},
    {VG_JSON_ONE(vg_record, "rights", rights, constraints)},
    {.key = "languages", .kind = &vg_json_ignored},
};
static const struct vg_json_table property_table = VG_JSON_TABLE(property_rows);

static const struct vg_json_row record_rows[] = {
    {VG_JSON_ONE(vg_record, "id", string, id)},
    {.key = "type", .kind = &vg_json_constant, .value = "Feature"},
    {.key = "geometry", .kind = &vg_json_places},
    {.key = "time", .kind = &vg_json_time},
    {.key = "links", .kind = &vg_json_links},
    {.key = "properties", .kind = &vg_json_group, .rows = &property_table},
    {.key = "conformsTo", .kind = &vg_json_ignored},
    {.key = "bbox", .kind = &vg_json_ignored},
};
static const struct vg_json_table record_table = VG_JSON_TABLE(record_rows);

static bool read_record(struct vg_json_reader *x, const struct vg_node *node)
{
    return vg_json_read_rows(x, &record_table, node, x->record);
}

static void make_record(struct vg_json_writer *x, struct vg_node *root)
{
    vg_json_write_rows(x, &record_table, root, x->record);
    vg_node_add_str(x->arena, vg_node_add_list(x->arena, root, "conformsTo"), NULL, CORE);
}

static enum vg_status write_record(const struct vg_record_codec *codec, const struct vg_record *r,
                                   const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    (void)codec;
    return vg_json_write_tree(r, w, b, make_record, err);
}

/* One record, or the features of a page. */
static enum vg_status read_document(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                                    const struct vg_record_sink *sink, struct vg_error *err)
{
    struct vg_node *root;
    enum vg_status r = vg_json_parse(bytes, a, &root, err);

    return r == VG_OK ? vg_json_take(codec, bytes, root, vg_node_get(root, "features"), a, sink, read_record, err) : r;
}

const struct vg_record_codec vg_record_json = {
    .name = VG_RECORD_JSON,
    .media_type = "application/geo+json",
    .title = "OGC API Record",
    .read = read_document,
    .write = write_record,
};
