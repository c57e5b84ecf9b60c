/* What ISO metadata says in ways of its own: identifiers of two classes, distances with units, offers of several links. */
#include <ctype.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "iso.h"

static bool never_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    (void)x, (void)row, (void)node, (void)member;
    return false;
}

static bool never_has(const struct vg_xml_row *row, const void *member)
{
    (void)row, (void)member;
    return false;
}

const struct vg_xml_kind vg_xml_never = {true, never_read, never_has, NULL, NULL};

/* --- identifiers --- */

static bool identifier_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    xmlNode *id = vg_xml_child(node, "MD_Identifier");
    return id && vg_xml_read_rows(x, row->rows, id, member);
}

static bool identifier_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_has_rows(row->rows, member);
}

/* MD_Identifier knows no space; RS_Identifier does. */
static void identifier_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_identifier *id = member;
    const char *class = id->space.value || id->version ? "gmd:RS_Identifier" : "gmd:MD_Identifier";

    vg_xml_open(x, row->path, NULL, NULL);
    vg_xml_open(x, class, NULL, NULL);
    vg_xml_write_rows(x, row->rows, member);
    vg_xml_close(x, class);
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_identifier = {true, identifier_read, identifier_has, identifier_write, NULL};

/* --- distances --- */

/* "m" of "http://…/gmxUom.xml#m" */
static const char *unit_of(const char *uom)
{
    const char *hash = uom ? strrchr(uom, '#') : NULL;
    return hash && hash[1] ? hash + 1 : uom;
}

static bool distance_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_resolution *r = (void *)((char *)member - row->at);
    xmlNode *value = vg_xml_child(node, "Distance");

    if (!vg_xml_number.read(x, row, value ? value : node, member))
        return false;
    r->unit = value ? unit_of(vg_xml_attr(x->arena, value, "uom")) : NULL;
    return true;
}

static void distance_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_resolution *r = (const void *)((const char *)member - row->at);

    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s><%s uom=\"", row->path, row->element);
    vg_xml_put_url(x->b, r->unit ? r->unit : "unknown");
    VG_BUF_LIT(x->b, "\">");
    vg_buf_fixed(x->b, r->distance, 9);
    vg_buf_printf(x->b, "</%s></%s>", row->element, row->path);
}

static bool distance_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_number.has(row, member);
}

const struct vg_xml_kind vg_xml_distance = {false, distance_read, distance_has, distance_write, NULL};

/* --- heights --- */

static bool vertical_crs_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_height *h = (void *)((char *)member - row->at);
    struct vg_record_text *t = member;
    xmlNode *name = vg_xml_find(node, "name"), *id = vg_xml_find(node, "identifier");
    struct vg_record_kept kept = {0};

    if (vg_xml_first(node) && vg_xml_says(node) && vg_xml_kept.read(x, row, node, &kept)) {
        struct vg_record_kept *to = VG_RECORD_ADD(x->arena, h, kept); /* a definition: more than its name */
        if (to)
            *to = kept;
    }
    t->uri = vg_xml_attr(x->arena, node, "href");
    t->value = name ? vg_xml_content(x->arena, name) : id ? vg_xml_content(x->arena, id)
                                                          : vg_xml_attr(x->arena, node, "title");
    if (!t->value && !vg_xml_first(node) && (t->value = vg_xml_content(x->arena, node)))
        vg_xml_tell(x, VG_RECORD_REPAIRED, node, "a text stands in the property itself, without an element around it");
    return t->uri || t->value;
}

static bool vertical_crs_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;

    (void)row;
    return t->uri || t->value;
}

static void vertical_crs_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_height *h = (const void *)((const char *)member - row->at);
    const struct vg_record_text *t = member;
    size_t before = x->b->len;

    if (h->n_kept)
        vg_xml_kept.write(x, row, &h->kept[0]);
    if (x->b->len > before)
        return;
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s", row->path);
    if (t->uri) {
        VG_BUF_LIT(x->b, " xlink:href=\"");
        vg_xml_put_url(x->b, t->uri);
        VG_BUF_LIT(x->b, "\"");
    }
    if (t->value) {
        VG_BUF_LIT(x->b, " xlink:title=\"");
        vg_xml_put_text(x->b, vg_str_of(t->value));
        VG_BUF_LIT(x->b, "\"");
    }
    VG_BUF_LIT(x->b, "/>");
}

const struct vg_xml_kind vg_xml_vertical_crs = {false, vertical_crs_read, vertical_crs_has, vertical_crs_write, NULL};

/* --- offers --- */

static int last_transfer(const struct vg_record *r)
{
    return r->n_links ? r->links[r->n_links - 1].transfer : 0;
}

/* "urn:xml:lang:eng-CAN" */
static void read_role(struct vg_xml_reader *x, const xmlNode *online, struct vg_record_link *l)
{
    const char *role = vg_xml_attr(x->arena, online, "role");
    const char *lang = role && strncmp(role, "urn:xml:lang:", 13) == 0 ? role + 13 : NULL;
    const char *dash = lang ? strchr(lang, '-') : NULL;

    l->lang = lang ? vg_record_lang((struct vg_str){lang, dash ? (size_t)(dash - lang) : strlen(lang)}) : NULL;
    if (l->lang && strncmp(lang, l->lang, strlen(l->lang)) != 0)
        vg_xml_tell(x, VG_RECORD_NORMALISED, vg_xml_attr_node(online, "role"), "'%.80s' is written '%s'", role, l->lang);
    l->lang_country = l->lang && dash && dash[1] ? vg_arena_cstr(x->arena, vg_str_of(dash + 1)) : NULL;
}

/* units and size stand beside the links, the group of one link is the last row. */
static bool transfer_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const struct vg_xml_row *link = &row->rows->rows[row->rows->n - 1];
    const struct vg_xml_table beside = {row->rows->rows, row->rows->n - 1};
    struct vg_record *r = x->record;
    struct vg_record_link common = {.transfer = last_transfer(r) + 1};
    bool any = vg_xml_read_rows(x, &beside, node, &common);
    size_t first = r->n_links;

    (void)member;
    for (xmlNode *c = node->children; c; c = c->next) {
        xmlNode *resource = vg_xml_is(c, link->path) ? vg_xml_child(c, "CI_OnlineResource") : NULL;
        struct vg_record_link one = common;
        if (resource)
            read_role(x, c, &one);
        if (!resource || !vg_xml_read_rows(x, link->rows, resource, &one))
            continue;
        c->_private = resource->_private;
        struct vg_record_link *to = VG_RECORD_ADD(x->arena, r, links);
        if (to)
            *to = one;
    }
    if (r->n_links == first && any) {
        struct vg_record_link *to = VG_RECORD_ADD(x->arena, r, links);
        if (to)
            *to = common;
    }
    return r->n_links > first;
}

static bool transfer_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record *r = (const void *)((const char *)member - row->at);
    return r->n_links > 0;
}

/* The language of what is there has its place in the role of the link. */
static void put_online(struct vg_xml_writer *x, const struct vg_xml_row *row, const struct vg_record_link *l)
{
    const char *class = strchr(row->path, '/') + 1;
    char property[64];

    if (!l->lang) {
        row->kind->write(x, row, l);
        return;
    }
    snprintf(property, sizeof(property), "%.*s", (int)(class - row->path - 1), row->path);
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s xlink:role=\"urn:xml:lang:%s", property, l->lang);
    if (l->lang_country) {
        vg_buf_char(x->b, '-');
        vg_xml_put_text(x->b, vg_str_of(l->lang_country));
    }
    VG_BUF_LIT(x->b, "\">");
    x->depth++;
    vg_xml_open(x, class, NULL, NULL);
    vg_xml_write_rows(x, row->rows, l);
    vg_xml_close(x, class);
    vg_xml_close(x, property);
}

/* An address for another language: that of the link itself, or of a variant before it, needs none of its own. */
static bool is_said(const struct vg_record_text *href, size_t n)
{
    bool said = href->value && strcmp(href->value, href->others[n].value) == 0;

    for (size_t i = 0; i < n && !said; i++)
        said = strcmp(href->others[i].value, href->others[n].value) == 0;
    return said;
}

/* Where the schema has one address a link, each further one is a link for its language. */
static void put_for_languages(struct vg_xml_writer *x, const struct vg_xml_row *row, const struct vg_record_link *l)
{
    put_online(x, row, l);
    for (size_t i = l->href.value ? 0 : 1; i < l->href.n_others && x->dialect->one_address; i++) {
        struct vg_record_link other = *l;
        if (is_said(&l->href, i))
            continue;
        other.href = (struct vg_record_text){.value = l->href.others[i].value};
        other.lang = l->href.others[i].lang;
        other.lang_country = NULL;
        put_online(x, row, &other);
    }
}

static void transfer_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record *r = (const void *)((const char *)member - row->at);
    const struct vg_xml_row *link = &row->rows->rows[row->rows->n - 1];
    const struct vg_xml_table beside = {row->rows->rows, row->rows->n - 1};

    for (size_t i = 0; i < r->n_links; i++) {
        const struct vg_record_link *l = &r->links[i];
        if (i == 0 || l->transfer != l[-1].transfer) {
            vg_xml_open(x, row->path, NULL, NULL);
            vg_xml_write_rows(x, &beside, l);
        }
        if (link->kind->has(link, l))
            put_for_languages(x, link, l);
        if (i + 1 == r->n_links || l->transfer != l[1].transfer)
            vg_xml_close(x, row->path);
    }
}

const struct vg_xml_kind vg_xml_transfer = {true, transfer_read, transfer_has, transfer_write, NULL};

/* --- quality --- */

static bool quality_scope_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_code.read(x, row, node, member);
}

static bool quality_scope_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_code.has(row, member);
}

static void quality_scope_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_code.write(x, row, member);
}

static void quality_scope_missing(struct vg_xml_writer *x, const struct vg_xml_row *row)
{
    const char *type = vg_record_type(x->record);
    vg_xml_code.write(x, row, &type);
}

const struct vg_xml_kind vg_xml_quality_scope = {false, quality_scope_read, quality_scope_has, quality_scope_write,
                                                 quality_scope_missing};

/* DQ_Scope stands in every DQ_DataQuality. */
static bool scope_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_has_rows(row->rows, member);
}

static void scope_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_group.write(x, row, member);
}

static bool scope_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_read_rows(x, row->rows, node, member);
}

static void scope_missing(struct vg_xml_writer *x, const struct vg_xml_row *row)
{
    vg_xml_group.write(x, row, x->record);
}

const struct vg_xml_kind vg_xml_scope = {true, scope_read, scope_has, scope_write, scope_missing};

static bool conformity_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_find(node, "DQ_ConformanceResult") && vg_xml_read_rows(x, row->rows, node, member);
}

static bool conformity_has(const struct vg_xml_row *row, const void *member)
{
    return vg_xml_has_rows(row->rows, member);
}

static void conformity_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_group.write(x, row, member);
}

const struct vg_xml_kind vg_xml_conformity = {true, conformity_read, conformity_has, conformity_write, NULL};

/* --- languages --- */

void vg_iso_read_locales(struct vg_xml_reader *x, xmlNode *root)
{
    for (xmlNode *c = root->children; c; c = c->next) {
        xmlNode *locale = vg_xml_is(c, "locale") || vg_xml_is(c, "otherLocale") || vg_xml_is(c, "defaultLocale")
                              ? vg_xml_child(c, "PT_Locale") : NULL;
        const char *id = locale ? vg_xml_attr(x->arena, locale, "id") : NULL;
        xmlNode *code = locale ? vg_xml_find(locale, "LanguageCode") : NULL;
        const char *value = code ? vg_xml_attr(x->arena, code, "codeListValue") : NULL;
        const char *lang = value ? vg_record_lang(vg_str_of(value)) : NULL;
        struct vg_xml_locale *to = id && lang ? VG_RECORD_ADD(x->arena, x, locales) : NULL;
        if (to)
            *to = (struct vg_xml_locale){id, lang};
    }
}

static bool is_declared(const struct vg_record *r, size_t n, const char *lang)
{
    for (size_t i = 0; i < n; i++) {
        if (r->locales[i].lang && strcmp(r->locales[i].lang, lang) == 0)
            return true;
    }
    return false;
}

void vg_iso_declare_languages(struct vg_xml_reader *x)
{
    for (size_t i = 0; i < x->n_used; i++)
        vg_record_declare(x->record, x->arena, x->used[i]);
}

void vg_iso_tell_data_only(struct vg_xml_reader *x, const struct vg_xml_table *service, xmlNode *root)
{
    xmlNode *info = vg_xml_child(root, "identificationInfo"), *data = info ? vg_xml_child(info, "MD_DataIdentification") : NULL;
    const struct vg_record *r = x->record;

    if (!data || r->is_service || !r->type || strcmp(r->type, "service") != 0)
        return;
    for (xmlNode *c = data->children; c; c = c->next) {
        size_t i = 0;
        while (c->type == XML_ELEMENT_NODE && i < service->n && !vg_xml_is(c, service->rows[i].path))
            i++;
        if (i == service->n && vg_xml_says(c))
            vg_xml_tell(x, VG_RECORD_LOST, c, "the record is of a service, whose form has no place for this");
    }
}

/* Identifiers are languages, so the same one twice would be one twice. */
static bool locale_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const struct vg_record_locale *l = member;

    if (!vg_xml_read_rows(x, row->rows, node, member))
        return false;
    if (!l->lang) {
        vg_xml_tell(x, VG_RECORD_LOST, node, "what is declared has no language");
        return false;
    }
    if (!is_declared(x->record, x->record->n_locales - 1, l->lang)) /* the last is this one */
        return true;
    if (l->country)
        vg_xml_tell(x, VG_RECORD_LOST, node, "the language '%.40s' is declared already, for another country", l->lang);
    return false;
}

static bool locale_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return ((const struct vg_record_locale *)member)->lang != NULL;
}

/* The id by which texts refer to it: the language's short code in capitals. */
static void locale_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_locale *l = member;
    const char *class = strchr(row->path, '/') + 1;
    char property[64];

    snprintf(property, sizeof(property), "%.*s", (int)(class - row->path - 1), row->path);
    vg_xml_open(x, property, NULL, NULL);
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s id=\"", class);
    for (const char *p = vg_record_lang_short(l->lang); *p; p++)
        vg_buf_char(x->b, (char)toupper((unsigned char)*p));
    VG_BUF_LIT(x->b, "\">");
    x->depth++;
    vg_xml_write_rows(x, row->rows, member);
    vg_xml_close(x, class);
    vg_xml_close(x, property);
}

const struct vg_xml_kind vg_xml_locale = {true, locale_read, locale_has, locale_write, NULL};
