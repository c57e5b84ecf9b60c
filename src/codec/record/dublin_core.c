/* Dublin Core: csw:Record of CSW 2.0.2 and 3.0 in its three sets of elements, oai_dc of OAI-PMH, and what else carries the
 * same terms.  One table reads all of them; each set that is written is a table of its own, in the order of its schema.
 *
 * Dublin Core is flat, so parties are told by their roles and dates by their types: a row's `element` names these. */
#include <libxml/uri.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "forms.h"

static const char *string_of(const void *member)
{
    const char *value;

    memcpy(&value, member, sizeof(value));
    return value;
}

static void put(struct vg_xml_writer *x, const struct vg_xml_row *row, const char *value)
{
    if (value)
        vg_xml_leaf(x, row->path, NULL, vg_str_of(value));
}

/* --- plain texts; lists of structs whose first member is the text that is meant are read and written as it --- */

static bool plain_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_text *t = member;

    (void)row;
    t->value = vg_xml_content(x->arena, node);
    return t->value != NULL;
}

static bool plain_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_text *t = member;

    (void)row;
    return t->value != NULL;
}

static void plain_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, vg_record_text_in(member, x->options->lang));
}

static const struct vg_xml_kind vg_xml_plain = {false, plain_read, plain_has, plain_write, NULL};

static void code_text_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, string_of(member));
}

static bool code_text_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return string_of(member) != NULL;
}

static bool dc_type_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_code.read(x, row, node, member);
}

static bool dc_language_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_language.read(x, row, node, member);
}

static const struct vg_xml_kind vg_xml_dc_type = {false, dc_type_read, code_text_has, code_text_write, NULL};
static const struct vg_xml_kind vg_xml_dc_language = {false, dc_language_read, code_text_has, code_text_write, NULL};

/* --- parties and dates --- */

/* Which of the three terms a role is told by. */
static const char *term_of(const char *role)
{
    static const char *const creators[] = {"author", "originator", "owner", "principalInvestigator", "coAuthor"};
    static const char *const publishers[] = {"publisher", "distributor", "resourceProvider", "custodian", "pointOfContact"};

    for (size_t i = 0; role && i < VG_COUNT(creators); i++) {
        if (strcmp(role, creators[i]) == 0)
            return "author";
    }
    for (size_t i = 0; role && i < VG_COUNT(publishers); i++) {
        if (strcmp(role, publishers[i]) == 0)
            return "publisher";
    }
    return "contributor";
}

static bool party_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_contact *c = member;

    c->organisation.value = vg_xml_content(x->arena, node);
    c->role = row->element;
    return c->organisation.value != NULL;
}

static const struct vg_record_text *name_of(const struct vg_record_contact *c)
{
    return c->organisation.value ? &c->organisation : &c->name;
}

static bool party_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_contact *c = member;
    return name_of(c)->value && strcmp(term_of(c->role), row->element) == 0;
}

static void party_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, vg_record_text_in(name_of(member), x->options->lang));
}

static const struct vg_xml_kind vg_xml_party = {false, party_read, party_has, party_write, NULL};

static bool dated_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_date *d = member;

    d->type = row->element;
    return vg_xml_when.read(x, row, node, &d->when);
}

static bool dated_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_date *d = member;
    return d->when.text && d->type && strcmp(d->type, row->element) == 0;
}

static void dated_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, ((const struct vg_record_date *)member)->when.text);
}

static const struct vg_xml_kind vg_xml_dated = {false, dated_read, dated_has, dated_write, NULL};

static bool moment_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    return vg_xml_when.read(x, row, node, member);
}

static bool moment_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return ((const struct vg_record_when *)member)->text != NULL;
}

static void moment_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, ((const struct vg_record_when *)member)->text);
}

static const struct vg_xml_kind vg_xml_moment = {false, moment_read, moment_has, moment_write, NULL};

/* The attribute is an xsd:anyURI: "OGC:WMS" is one, "ESRI REST: Map Service" is none. */
static bool is_uri(const char *text)
{
    xmlURI *uri = text ? xmlParseURI(text) : NULL;

    xmlFreeURI(uri);
    return uri != NULL;
}

/* What a value is of, as csw:Record has it: dc:SimpleLiteral's scheme. */
static void open_schemed(struct vg_xml_writer *x, const struct vg_xml_row *row, const char *scheme)
{
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s", row->path);
    if (is_uri(scheme)) {
        VG_BUF_LIT(x->b, " scheme=\"");
        vg_xml_put_text(x->b, vg_str_of(scheme));
        VG_BUF_LIT(x->b, "\"");
    }
    VG_BUF_LIT(x->b, ">");
}

static bool is_address(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

/* --- subjects: keywords of all thesauri, and topic categories --- */

/* The keywords of a thesaurus, told by its address; NULL: of none. */
static struct vg_record_keywords *keywords_of(struct vg_xml_reader *x, const char *scheme)
{
    struct vg_record *r = x->record;

    for (size_t i = 0; i < r->n_keywords; i++) {
        const char *title = r->keywords[i].thesaurus.title.value;
        if (scheme && title ? strcmp(scheme, title) == 0 : !scheme && !title)
            return &r->keywords[i];
    }
    struct vg_record_keywords *k = VG_RECORD_ADD(x->arena, r, keywords);
    if (k && scheme)
        k->thesaurus.title = (struct vg_record_text){.value = scheme, .uri = is_address(scheme) ? scheme : NULL};
    return k;
}

static const char *scheme_of(const struct vg_record_citation *thesaurus)
{
    const struct vg_record_text *title = &thesaurus->title;

    return title->uri ? title->uri : title->value && is_address(title->value) ? title->value : NULL;
}

static bool subject_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *value = vg_xml_content(x->arena, node), *scheme = vg_xml_attr(x->arena, node, "scheme");
    const char *topic = value && !scheme ? vg_record_code(VG_CODES_TOPIC, vg_str_of(value)) : NULL;

    (void)row, (void)member;
    vg_xml_took(node);
    if (topic && strcmp(topic, value) == 0) {
        const char **to = VG_RECORD_ADD(x->arena, x->record, topics);
        if (to)
            *to = topic;
    } else if (value) {
        struct vg_record_keywords *group = keywords_of(x, scheme);
        struct vg_record_text *word = group ? VG_RECORD_ADD(x->arena, group, words) : NULL;
        if (word)
            word->value = value;
    }
    return value != NULL;
}

static bool subject_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record *r = (const void *)((const char *)member - row->at);
    return r->n_keywords + r->n_topics > 0;
}

static void subject_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record *r = (const void *)((const char *)member - row->at);

    for (size_t i = 0; i < r->n_keywords; i++) {
        const char *scheme = row->element ? scheme_of(&r->keywords[i].thesaurus) : NULL;
        for (size_t j = 0; j < r->keywords[i].n_words; j++) {
            const char *word = vg_record_text_in(&r->keywords[i].words[j], x->options->lang);
            if (!word)
                continue;
            open_schemed(x, row, scheme);
            vg_xml_put_text(x->b, vg_str_of(word));
            vg_buf_printf(x->b, "</%s>", row->path);
        }
    }
    for (size_t i = 0; i < r->n_topics; i++)
        put(x, row, r->topics[i]);
}

static const struct vg_xml_kind vg_xml_subject = {true, subject_read, subject_has, subject_write, NULL};

/* --- rights, relations, references --- */

static bool rights_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_constraint *c = member;
    struct vg_record_text *t = VG_RECORD_ADD(x->arena, c, others);

    (void)row;
    c->kind = VG_RECORD_LEGAL;
    if (!t || !(t->value = vg_xml_content(x->arena, node)))
        return false;
    if (is_address(t->value))
        t->uri = t->value;
    const char **use = VG_RECORD_ADD(x->arena, c, use);
    if (use)
        *use = strcmp(row->path, "dct:license") == 0 ? "license" : "otherRestrictions";
    return true;
}

static bool rights_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_constraint *c = member;

    (void)row;
    return c->n_limitations + c->n_others > 0;
}

static void rights_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_constraint *c = member;

    for (size_t i = 0; i < c->n_limitations; i++)
        plain_write(x, row, &c->limitations[i]);
    for (size_t i = 0; i < c->n_others; i++)
        plain_write(x, row, &c->others[i]);
}

static const struct vg_xml_kind vg_xml_rights = {false, rights_read, rights_has, rights_write, NULL};

static bool relation_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_relation *r = member;

    (void)row;
    r->identifier.code.value = vg_xml_content(x->arena, node);
    r->association = row->element;
    return r->identifier.code.value != NULL;
}

static const char *other_of(const struct vg_record_relation *r)
{
    return r->identifier.code.value ? r->identifier.code.value : r->href ? r->href : r->citation.title.value;
}

static bool relation_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return other_of(member) != NULL;
}

static void relation_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, other_of(member));
}

static const struct vg_xml_kind vg_xml_related = {false, relation_read, relation_has, relation_write, NULL};

static bool reference_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_link *l = member;

    (void)row;
    l->href.value = vg_xml_content(x->arena, node);
    l->protocol.value = vg_xml_attr(x->arena, node, "scheme");
    l->protocol.value = l->protocol.value ? l->protocol.value : vg_xml_attr(x->arena, node, "protocol");
    l->name.value = vg_xml_attr(x->arena, node, "name");
    l->description.value = vg_xml_attr(x->arena, node, "description");
    l->transfer = 1;
    return l->href.value != NULL;
}

static bool reference_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return ((const struct vg_record_link *)member)->href.value != NULL;
}

static void reference_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_link *l = member;

    open_schemed(x, row, l->protocol.value);
    vg_xml_put_url(x->b, l->href.value);
    vg_buf_printf(x->b, "</%s>", row->path);
}

static const struct vg_xml_kind vg_xml_reference = {false, reference_read, reference_has, reference_write, NULL};

static void address_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    put(x, row, ((const struct vg_record_link *)member)->href.value);
}

static const struct vg_xml_kind vg_xml_address = {false, reference_read, reference_has, address_write, NULL};

/* --- places and times: an extent for each --- */

static bool two(const char *text, double *a, double *b)
{
    struct vg_str rest, s = vg_str_trim(vg_str_of(text ? text : "")), first = vg_str_cut(s, ' ', &rest);
    return rest.ptr && vg_str_double(first, a) && vg_str_double(vg_str_trim(rest), b);
}

/* Latitude first where the CRS is EPSG's; WGS84BoundingBox and those without one have longitude first. */
static bool is_flipped(struct vg_xml_reader *x, xmlNode *node)
{
    const char *crs = vg_xml_attr(x->arena, node, "crs");
    return crs && strstr(crs, "EPSG") && strstr(crs, "4326");
}

static bool bbox_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_extent *e = member;
    xmlNode *lower = vg_xml_child(node, "LowerCorner"), *upper = vg_xml_child(node, "UpperCorner");
    struct vg_record_box b = {0};
    bool whole = lower && upper && two(vg_xml_content(x->arena, lower), &b.west, &b.south)
                 && two(vg_xml_content(x->arena, upper), &b.east, &b.north);

    (void)row;
    if (whole && is_flipped(x, node))
        b = (struct vg_record_box){.west = b.south, .south = b.west, .east = b.north, .north = b.east};
    if (!whole && vg_xml_says(node))
        vg_xml_tell(x, VG_RECORD_LOST, node, "the box lacks a side");
    vg_xml_took(node);
    if (!whole || !vg_xml_settle_box(x, node, &b))
        return false;
    struct vg_record_box *to = VG_RECORD_ADD(x->arena, e, boxes);
    if (to)
        *to = b;
    return true;
}

static void put_corner(struct vg_xml_writer *x, const char *name, double lat, double lon)
{
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s>", name);
    vg_buf_fixed(x->b, lat, 9);
    vg_buf_char(x->b, ' ');
    vg_buf_fixed(x->b, lon, 9);
    vg_buf_printf(x->b, "</%s>", name);
}

static void put_box(struct vg_xml_writer *x, const struct vg_xml_row *row, const struct vg_record_box *b)
{
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s crs=\"urn:ogc:def:crs:EPSG::4326\">", row->path);
    x->depth++;
    put_corner(x, "ows:LowerCorner", b->south, b->west);
    put_corner(x, "ows:UpperCorner", b->north, b->east);
    vg_xml_close(x, row->path);
}

/* How many boxes are told, and x: these.  Dublin Core cannot say that something lies outside of one; where there are
 * polygons alone, the box around them is told. */
static size_t tell_boxes(struct vg_xml_writer *x, const struct vg_xml_row *row, const struct vg_record_extent *e)
{
    size_t n = 0;
    struct vg_bbox drawn;

    for (size_t i = 0; i < e->n_boxes; i++) {
        if (!e->boxes[i].outside && ++n && x)
            put_box(x, row, &e->boxes[i]);
    }
    if (e->n_boxes > 0 || !vg_record_polygons_bbox(e, &drawn))
        return n;
    if (x)
        put_box(x, row, &(struct vg_record_box){.west = drawn.min[0], .south = drawn.min[1], .east = drawn.max[0], .north = drawn.max[1]});
    return 1;
}

static bool bbox_has(const struct vg_xml_row *row, const void *member)
{
    return tell_boxes(NULL, row, member) > 0;
}

static void bbox_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    (void)tell_boxes(x, row, member);
}

static const struct vg_xml_kind vg_xml_ows_box = {false, bbox_read, bbox_has, bbox_write, NULL};

/* "2018-01-01/2020-12-31", or one date. */
static bool temporal_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_extent *e = member;
    const char *text = vg_xml_content(x->arena, node);
    struct vg_record_time t = {0};
    struct vg_str rest, begin = vg_str_cut(vg_str_of(text ? text : ""), '/', &rest);
    bool repaired, any;

    (void)row;
    any = vg_record_when_parse(begin, x->arena, &t.begin, &repaired);
    if (rest.ptr)
        any = vg_record_when_parse(rest, x->arena, &t.end, &repaired) || any;
    else
        t.end = t.begin;
    struct vg_record_time *to = any ? VG_RECORD_ADD(x->arena, e, times) : NULL;
    if (to)
        *to = t;
    return any;
}

static bool temporal_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return ((const struct vg_record_extent *)member)->n_times > 0;
}

static void temporal_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_extent *e = member;

    for (size_t i = 0; i < e->n_times; i++) {
        const struct vg_record_time *t = &e->times[i];
        char text[128];
        if (!t->begin.text && !t->end.text)
            continue;
        snprintf(text, sizeof(text), t->instant ? "%s" : "%s/%s", t->begin.text ? t->begin.text : "",
                 t->end.text ? t->end.text : "");
        put(x, row, text);
    }
}

static const struct vg_xml_kind vg_xml_temporal = {false, temporal_read, temporal_has, temporal_write, NULL};

/* --- the tables --- */

#define R(path, kind, member) VG_XML_ONE(vg_record, path, kind, member)
#define RS(path, kind, member) VG_XML_MANY(vg_record, path, kind, member)

/* clang-format off */
#define IDENTIFIER {R("dc:identifier", string, id), .flags = VG_X_REQUIRED}
#define TITLE {R("dc:title", plain, citation.title), .flags = VG_X_REQUIRED}
#define TYPE {R("dc:type", dc_type, type), .value = VG_CODES_SCOPE}
#define SUBJECT {R("dc:subject", subject, keywords), .element = "scheme"}
#define FORMAT {RS("dc:format", plain, formats)}
#define RELATION {RS("dc:relation", related, relations), .element = "crossReference"}
#define MODIFIED {R("dct:modified", moment, stamp)}
#define ABSTRACT {R("dct:abstract", plain, abstract)}
#define SPATIAL {RS("dct:spatial", plain, extents)}
#define BOX {RS("ows:BoundingBox", ows_box, extents)}
#define PARTIES {RS("dc:creator", party, contacts), .element = "author"}, \
                {RS("dc:publisher", party, contacts), .element = "publisher"}, \
                {RS("dc:contributor", party, contacts), .element = "contributor"}
#define DATES {RS("dc:date", dated, citation.dates), .element = "revision"}
#define LANGUAGE {RS("dc:language", dc_language, languages)}
#define RIGHTS {RS("dc:rights", rights, constraints)}
#define SOURCE {RS("dc:source", plain, sources)}
/* clang-format on */

static const struct vg_xml_row brief_rows[] = {IDENTIFIER, TITLE, TYPE, BOX};
static const struct vg_xml_row summary_rows[] = {IDENTIFIER, TITLE, TYPE, SUBJECT, FORMAT, RELATION,
                                                 MODIFIED, ABSTRACT, SPATIAL, BOX};
static const struct vg_xml_row full_rows[] = {
    IDENTIFIER,
    {RS("dc:identifier", plain, citation.identifiers), .flags = VG_X_REST},
    TITLE,
    {RS("dct:alternative", plain, citation.alternates)},
    TYPE,
    SUBJECT,
    FORMAT,
    RELATION,
    {R("dct:isPartOf", plain, parent)},
    MODIFIED,
    {RS("dct:created", dated, citation.dates), .element = "creation"},
    {RS("dct:issued", dated, citation.dates), .element = "publication"},
    DATES,
    ABSTRACT,
    PARTIES,
    LANGUAGE,
    RIGHTS,
    SOURCE,
    {R("dct:provenance", plain, lineage)},
    {RS("dct:references", reference, links)},
    SPATIAL,
    {RS("dct:temporal", temporal, extents)},
    BOX,
    /* other places where the same is found */
    {R("dc:description", plain, abstract), .flags = VG_X_READ},
    {RS("dc:coverage", plain, extents), .flags = VG_X_READ},
    {RS("dc:URI", reference, links), .flags = VG_X_READ},
    {RS("dct:license", rights, constraints), .flags = VG_X_READ},
    {RS("dct:accessRights", rights, constraints), .flags = VG_X_READ},
    {RS("dct:dateSubmitted", dated, citation.dates), .element = "publication", .flags = VG_X_READ},
    {RS("ows:WGS84BoundingBox", ows_box, extents), .flags = VG_X_READ},
};
/* What has no better place in oai_dc's fifteen terms. */
static const struct vg_xml_row oai_rows[] = {
    TITLE,
    PARTIES,
    {R("dc:subject", subject, keywords)}, /* whose schema has no scheme */
    {R("dc:description", plain, abstract)},
    DATES,
    TYPE,
    FORMAT,
    IDENTIFIER,
    {RS("dc:identifier", address, links)},
    SOURCE,
    LANGUAGE,
    RELATION,
    {RS("dc:coverage", plain, extents)},
    {RS("dc:coverage", temporal, extents)},
    RIGHTS,
};
static const struct vg_xml_table brief = VG_XML_TABLE(brief_rows), summary = VG_XML_TABLE(summary_rows),
                                 full = VG_XML_TABLE(full_rows), oai = VG_XML_TABLE(oai_rows);

/* --- the forms --- */

static const char *const no_spaces[][2] = {{NULL, NULL}};
static const struct vg_xml_dialect dialect = {.form = VG_RECORD_DC, .spaces = no_spaces};

static bool read_record(struct vg_xml_reader *x, xmlNode *root)
{
    x->dialect = &dialect;
    return vg_xml_read_rows(x, &full, root, x->record);
}

struct element_set {
    const char *name, *root;
    const struct vg_xml_table *rows;
};

static const struct element_set sets[] = {
    {"brief", "csw:BriefRecord", &brief}, {"summary", "csw:SummaryRecord", &summary}, {"full", "csw:Record", &full},
};

static const struct element_set *set_of(const char *name)
{
    for (size_t i = 0; name && i < VG_COUNT(sets); i++) {
        if (strcmp(sets[i].name, name) == 0)
            return &sets[i];
    }
    return &sets[VG_COUNT(sets) - 1];
}

static enum vg_status write_as(const struct vg_record *r, const struct vg_record_writing *w, struct vg_buf *b,
                               const struct element_set *set, const char *spaces, struct vg_error *err)
{
    struct vg_xml_writer x = {.b = b, .record = r, .dialect = &dialect, .options = w, .depth = 1};

    if (!w->alone)
        VG_BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    vg_buf_printf(b, "<%s%s>", set->root, spaces);
    vg_xml_write_rows(&x, set->rows, r);
    vg_buf_printf(b, "\n</%s>\n", set->root);
    return vg_buf_check(b, err);
}

#define TERMS " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dct=\"http://purl.org/dc/terms/\""

static enum vg_status write_csw(const struct vg_record_codec *codec, const struct vg_record *r,
                                const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    const char *spaces = strcmp(codec->name, VG_RECORD_DC30) == 0
                             ? " xmlns:csw=\"http://www.opengis.net/cat/csw/3.0\" xmlns:ows=\"http://www.opengis.net/ows/2.0\"" TERMS
                             : " xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\" xmlns:ows=\"http://www.opengis.net/ows\"" TERMS;
    return write_as(r, w, b, set_of(w->set), spaces, err);
}

static enum vg_status write_oai(const struct vg_record_codec *codec, const struct vg_record *r,
                                const struct vg_record_writing *w, struct vg_buf *b, struct vg_error *err)
{
    static const struct element_set set = {"full", "oai_dc:dc", &oai};

    (void)codec;
    return write_as(r, w, b, &set, " xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\""
                                   " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                                   " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\""
                                   "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\"", err);
}

const struct vg_record_codec vg_record_dc = {
    .name = VG_RECORD_DC,
    .media_type = "application/xml",
    .title = "Dublin Core (CSW 2.0.2)",
    .schema = "http://www.opengis.net/cat/csw/2.0.2",
    .root = "{http://www.opengis.net/cat/csw/2.0.2}Record",
    .untitled = true,
    .read = vg_xml_read_document,
    .write = write_csw,
};

const struct vg_record_codec vg_record_dc30 = {
    .name = VG_RECORD_DC30,
    .media_type = "application/xml",
    .title = "Dublin Core (CSW 3.0)",
    .schema = "http://www.opengis.net/cat/csw/3.0",
    .root = "{http://www.opengis.net/cat/csw/3.0}Record",
    .untitled = true,
    .read = vg_xml_read_document,
    .write = write_csw,
};

const struct vg_record_codec vg_record_oai_dc = {
    .name = VG_RECORD_OAI_DC,
    .media_type = "application/xml",
    .title = "Dublin Core (OAI-PMH)",
    .prefix = "oai_dc",
    .root = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc",
    .untitled = true,
    .read = vg_xml_read_document,
    .write = write_oai,
};

const struct vg_xml_form vg_xml_dc = {&vg_record_dc, read_record}, vg_xml_dc30 = {&vg_record_dc30, read_record},
                         vg_xml_oai_dc = {&vg_record_oai_dc, read_record};
