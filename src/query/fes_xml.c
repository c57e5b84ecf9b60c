/* OGC filters: the document and its elements.
 *
 * A DOCTYPE is refused where it begins, so that no entity is ever declared; depth is bounded by the XML library first
 * (256) and by the limits of filters after. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <vigie/query/fes.h>

#include "fes.h"

const xmlNode *vg_fes_first(const xmlNode *parent)
{
    const xmlNode *n = parent->children;

    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

const xmlNode *vg_fes_next(const xmlNode *element)
{
    const xmlNode *n = element->next;

    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

bool vg_fes_is(const xmlNode *element, const char *name)
{
    return element && strcmp((const char *)element->name, name) == 0;
}

struct vg_str vg_fes_text(struct fes *f, const xmlNode *element)
{
    struct vg_buf b;

    vg_buf_init(&b, VG_MAX_FES_TEXT);
    for (const xmlNode *n = element->children; n; n = n->next)
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            vg_buf_cstr(&b, (const char *)n->content);
    struct vg_str text = b.len ? vg_arena_str(f->maker.arena, vg_str_trim((struct vg_str){b.ptr, b.len})) : VG_STR("");
    if (b.failed != VG_OK)
        f->cut = b.failed;
    vg_buf_finish(&b);
    return text;
}

struct vg_str vg_fes_attr(struct fes *f, const xmlNode *element, const char *name)
{
    for (const xmlAttr *a = element->properties; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children ? vg_arena_str(f->maker.arena, vg_str_of((const char *)a->children->content))
                               : VG_STR("");
    return (struct vg_str){0};
}

enum vg_status vg_fes_expected(struct fes *f, const xmlNode *element, const char *wanted)
{
    struct vg_syntax at = {.element = (const char *)element->name, .line = xmlGetLineNo(element)};

    return vg_fail(f->maker.err, VG_BAD_INPUT, "filter", "%s: %s was expected",
                   vg_syntax_place(&at, f->maker.arena, f->maker.err),
                   vg_text(f->maker.err ? f->maker.err->lang : VG_EN, wanted));
}

enum vg_status vg_fes_new(struct fes *f, const xmlNode *element, enum vg_syntax_kind kind, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(&f->maker, kind, out);

    if (r != VG_OK)
        return r;
    (*out)->element = vg_arena_strdup(f->maker.arena, (const char *)element->name);
    (*out)->line = xmlGetLineNo(element);
    return VG_OK;
}

enum vg_status vg_fes_new_op(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    enum vg_status r = vg_fes_new(f, element, VG_S_OP, out);

    if (r == VG_OK)
        (*out)->op = vg_syntax_op_find(vg_str_of(op));
    return r;
}

/* --- the document --------------------------------------------------------------------------------- */

static void refuse_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    xmlStopParser(ctx);
}

static void free_parser(xmlParserCtxt **ctx)
{
    xmlFreeParserCtxt(*ctx);
}

static void free_doc(xmlDoc **doc)
{
    xmlFreeDoc(*doc);
}

static enum vg_status not_xml(const xmlParserCtxt *ctx, struct vg_error *err)
{
    struct vg_str why = vg_str_trim(vg_str_of(ctx->lastError.message));

    if (!why.ptr)
        return vg_fail(err, VG_BAD_INPUT, "filter", "a filter has no DOCTYPE");
    return vg_fail(err, VG_BAD_INPUT, "filter", "line %d: the filter is not XML: %.*s", ctx->lastError.line,
                   (int)(why.len < 120 ? why.len : 120), why.ptr);
}

enum vg_status vg_fes_xml(struct vg_str xml, struct vg_arena *a, const struct vg_syntax **out, struct vg_error *err)
{
    if (xml.len > VG_MAX_FILTER_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "filter", "the filter is longer than %d bytes", VG_MAX_FILTER_BYTES);
    VG_AUTO(free_parser) xmlParserCtxt *ctx = xmlNewParserCtxt();
    if (!ctx)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    ctx->sax->internalSubset = refuse_doctype;
    VG_AUTO(free_doc) xmlDoc *doc = xmlCtxtReadMemory(ctx, xml.len ? xml.ptr : "", (int)xml.len, NULL, NULL,
                                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                                          XML_PARSE_COMPACT);
    if (!doc || !xmlDocGetRootElement(doc))
        return not_xml(ctx, err);
    return vg_fes_node(xmlDocGetRootElement(doc), a, out, err);
}
