/* What the model has no member for is kept as it came and put back where the same form is written: grids, bands, process
 * parameters.  Its prefixes become those that our documents declare; elements of namespaces that they do not know are
 * left out and told, since nothing could say what they mean. */
#include <vigie/base/escape.h>
#include <vigie/base/keyword.h>

#include "xml_map.h"

#define MAX_KEPT (1u << 20)

/* GML's namespaces are one, and so are the editions of 19115-3's packages: ".../mri/1.0", ".../mri/2.0". */
static bool same_space(const char *ours, const char *theirs)
{
    static const char gml[] = "http://www.opengis.net/gml";
    const char *edition = strstr(ours, "/-3/") ? strrchr(ours, '/') : NULL;

    return strcmp(ours, theirs) == 0 || (edition && strncmp(ours, theirs, (size_t)(edition + 1 - ours)) == 0)
           || (strncmp(ours, gml, sizeof(gml) - 1) == 0 && strncmp(theirs, gml, sizeof(gml) - 1) == 0);
}

static const char *prefix_of(const struct vg_xml_dialect *d, const xmlNs *ns)
{
    for (size_t i = 0; ns && ns->href && d->spaces[i][0]; i++) {
        if (same_space(d->spaces[i][1], (const char *)ns->href))
            return d->spaces[i][0];
    }
    return NULL;
}

static void put_attributes(struct vg_buf *b, const struct vg_xml_dialect *d, const xmlNode *node)
{
    for (const xmlAttr *at = node->properties; at; at = at->next) {
        const char *prefix = at->ns ? prefix_of(d, at->ns) : NULL;
        if ((at->ns && !prefix) || strcmp((const char *)at->name, "schemaLocation") == 0)
            continue;
        vg_buf_printf(b, " %s%s%s=\"", prefix ? prefix : "", prefix ? ":" : "", (const char *)at->name);
        for (const xmlNode *c = at->children; c; c = c->next)
            vg_xml_put_text(b, vg_str_of((const char *)c->content));
        VG_BUF_LIT(b, "\"");
    }
}

static void put_node(struct vg_xml_reader *x, struct vg_buf *b, xmlNode *node);

/* Values whose text the schema checks. */
struct checked {
    const char *name;
    bool (*is)(struct vg_arena *a, struct vg_str text);
};

static bool is_number(struct vg_arena *a, struct vg_str text)
{
    double v;

    (void)a;
    return vg_str_double(text, &v);
}

static bool is_date(struct vg_arena *a, struct vg_str text)
{
    struct vg_record_when when;
    bool repaired;

    return text.len <= 10 && vg_record_when_parse(text, a, &when, &repaired) && !repaired;
}

static bool is_moment(struct vg_arena *a, struct vg_str text)
{
    struct vg_record_when when;
    bool repaired;

    return text.len > 10 && vg_record_when_parse(text, a, &when, &repaired) && !repaired;
}

static const struct checked checked[] = { /* sorted */
    {"Date", is_date},
    {"DateTime", is_moment},
    {"Decimal", is_number},
    {"Distance", is_number},
    {"Integer", is_number},
    {"Length", is_number},
    {"Measure", is_number},
    {"Real", is_number},
};

static bool is_valid(struct vg_arena *a, const xmlNode *node)
{
    const struct checked *c = VG_KEYWORD(vg_str_of((const char *)node->name), checked);
    const char *text = c ? vg_xml_content(a, node) : NULL;
    xmlChar *uom = xmlGetProp(node, BAD_CAST "uom");
    bool valid = (!c || (text && c->is(a, vg_str_of(text)))) && (!uom || (*uom && !strchr((const char *)uom, ' ')));

    xmlFree(uom);
    return valid;
}

/* A value or class with nothing in it ("<gco:Integer/>") is valid nowhere; the property around it may be empty. */
static bool is_hollow(const xmlNode *node)
{
    return node->name[0] >= 'A' && node->name[0] <= 'Z' && !node->properties && !vg_xml_says(node);
}

static void put_element(struct vg_xml_reader *x, struct vg_buf *b, xmlNode *node)
{
    const char *prefix = prefix_of(x->dialect, node->ns);

    if (!prefix || !is_valid(x->arena, node)) {
        vg_xml_tell(x, VG_RECORD_LOST, node, prefix ? "the value is not of its type" : "an element of a namespace that this form does not know");
        return;
    }
    vg_buf_printf(b, "<%s:%s", prefix, (const char *)node->name);
    put_attributes(b, x->dialect, node);
    VG_BUF_LIT(b, ">");
    for (xmlNode *c = node->children; c; c = c->next)
        put_node(x, b, c);
    vg_buf_printf(b, "</%s:%s>", prefix, (const char *)node->name);
}

static void put_node(struct vg_xml_reader *x, struct vg_buf *b, xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE) {
        if (!is_hollow(node))
            put_element(x, b, node);
    } else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        struct vg_str text = vg_str_of((const char *)node->content);
        if (vg_str_trim(text).len) /* no indentation */
            vg_xml_put_text(b, text);
    }
}

static bool kept_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_kept *kept = member;
    struct vg_buf b;

    if (!vg_xml_says(node) && !vg_xml_attr(x->arena, node, "href"))
        return false;
    vg_buf_init(&b, MAX_KEPT);
    put_element(x, &b, node);
    if (!b.failed && b.len) /* nothing: of a namespace that is not ours */
        *kept = (struct vg_record_kept){x->dialect->form, row->path, vg_arena_cstr(x->arena, (struct vg_str){b.ptr, b.len})};
    vg_buf_finish(&b);
    return kept->text != NULL;
}

/* Lists alone: an item is written where it is of this form and row. */
static bool kept_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_kept *kept = member;
    return strcmp(kept->path, row->path) == 0;
}

static void kept_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_kept *kept = member;

    if (!kept_has(row, member) || strcmp(kept->form, x->dialect->form) != 0 || x->options->without_kept)
        return;
    vg_xml_line(x);
    vg_buf_cstr(x->b, kept->text);
}

const struct vg_xml_kind vg_xml_kept = {false, kept_read, kept_has, kept_write, NULL};
