/* XML bodies: an operation's element, perhaps within a SOAP envelope, taken apart into names and values.
 *
 * Attributes and elements that hold text alone become parameters of their names, those of csw:Query too; a filter and an
 * order are kept as elements for their reader.  So the operations need not know which encoding a request came in.
 * A DOCTYPE is refused where it begins: no entity is ever declared. */
#include "csw.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#define SOAP_11 "http://schemas.xmlsoap.org/soap/envelope/"
#define SOAP_12 "http://www.w3.org/2003/05/soap-envelope"

static void refuse_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    xmlParserCtxt *parser = ctx;
    (void)name;
    (void)external;
    (void)system;
    xmlStopParser(parser);
    parser->errNo = XML_ERR_DOCTYPE_NOT_FINISHED;
}

static bool is(const xmlNode *n, const char *name)
{
    return strcmp((const char *)n->name, name) == 0;
}

static const char *space_of(const xmlNode *n)
{
    return n->ns && n->ns->href ? (const char *)n->ns->href : "";
}

static const xmlNode *element_at(const xmlNode *n)
{
    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

static const xmlNode *first(const xmlNode *parent)
{
    return element_at(parent->children);
}

static const xmlNode *next(const xmlNode *element)
{
    return element_at(element->next);
}

static struct vg_str text_of(struct csw *c, const xmlNode *n)
{
    struct vg_buf b;
    vg_buf_init(&b, 1u << 20);
    for (const xmlNode *t = n->children; t; t = t->next)
        if (t->type == XML_TEXT_NODE || t->type == XML_CDATA_SECTION_NODE)
            vg_buf_cstr(&b, (const char *)t->content);
    struct vg_str text = vg_arena_str(c->call->arena, vg_str_trim((struct vg_str){b.ptr ? b.ptr : "", b.len}));
    vg_buf_finish(&b);
    return text;
}

/* --- an operation's element --------------------------------------------------------------------------- */

static void take_attributes(struct csw *c, const xmlNode *n, const char *list)
{
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        if (a->ns || !a->children || !a->children->content)
            continue;
        struct vg_str value = vg_arena_str(c->call->arena, vg_str_trim(vg_str_of((const char *)a->children->content)));
        bool is_list = list && strcmp((const char *)a->name, list) == 0;
        vg_csw_add(c, vg_str_of((const char *)a->name), value, is_list);
    }
}

/* csw:Constraint holds a filter or a text in CQL. */
static void take_constraint(struct csw *c, const xmlNode *constraint)
{
    for (const xmlNode *n = first(constraint); n; n = next(n)) {
        if (is(n, "Filter"))
            c->filter = n;
        else if (is(n, "CqlText")) {
            vg_csw_add(c, VG_STR("constraintLanguage"), VG_STR("CQL_TEXT"), false);
            vg_csw_add(c, VG_STR("constraint"), text_of(c, n), false);
        }
    }
}

/* Lists of elements whose members are what KVP has under the name of the list. */
static bool take_list(struct csw *c, const xmlNode *n)
{
    static const char *const lists[] = {"AcceptVersions", "AcceptFormats", "Sections"};
    for (size_t i = 0; i < VG_COUNT(lists); i++) {
        if (!is(n, lists[i]))
            continue;
        for (const xmlNode *one = first(n); one; one = next(one))
            vg_csw_add(c, vg_str_of(lists[i]), text_of(c, one), false);
        return true;
    }
    return false;
}

static void take_children(struct csw *c, const xmlNode *parent)
{
    for (const xmlNode *n = first(parent); n; n = next(n)) {
        if (is(n, "Query")) {
            take_attributes(c, n, "typeNames");
            take_children(c, n);
        } else if (is(n, "Constraint")) {
            take_constraint(c, n);
        } else if (is(n, "SortBy")) {
            c->sort_by = n; /* within the query, as the schema has it, or after it, as harvesters send it */
        } else if (!take_list(c, n) && !first(n)) {
            vg_csw_add(c, vg_str_of((const char *)n->name), text_of(c, n), false);
        }
    }
}

/* --- the document ------------------------------------------------------------------------------------- */

static const xmlNode *out_of_envelope(struct csw *c, const xmlNode *root)
{
    const char *space = space_of(root);
    if (!is(root, "Envelope") || (strcmp(space, SOAP_11) != 0 && strcmp(space, SOAP_12) != 0))
        return root;
    c->soap = strcmp(space, SOAP_12) == 0 ? CSW_SOAP_12 : CSW_SOAP_11;
    for (const xmlNode *n = first(root); n; n = next(n))
        if (is(n, "Body"))
            return first(n);
    return NULL;
}

static enum vg_status fault(struct csw *c, const xmlParserCtxt *parser, struct vg_error *err)
{
    const xmlError *e = xmlCtxtGetLastError((void *)parser);
    c->code = "NoApplicableCode";
    if (parser->errNo == XML_ERR_DOCTYPE_NOT_FINISHED)
        return vg_fail(err, VG_BAD_INPUT, "body", "a DOCTYPE is not taken in a request");
    const char *said = e && e->message ? e->message : "it ends too early";
    return vg_fail(err, VG_BAD_INPUT, "body", "line %d: the request is not well-formed: %.*s", e ? e->line : 1,
                   (int)strcspn(said, "\n"), said);
}

static enum vg_status parse(struct csw *c, struct vg_str body, struct vg_error *err)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    parser->sax->internalSubset = refuse_doctype;
    c->doc = xmlCtxtReadMemory(parser, body.len ? body.ptr : "", (int)body.len, NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool sound = c->doc && xmlDocGetRootElement(c->doc) && parser->nsWellFormed; /* each prefix has its namespace */
    enum vg_status r = sound ? VG_OK : fault(c, parser, err);
    xmlFreeParserCtxt(parser);
    return r;
}

enum vg_status vg_csw_read_body(struct csw *c, struct vg_str body, struct vg_error *err)
{
    enum vg_status r = parse(c, body, err);
    if (r != VG_OK)
        return r;
    c->root = out_of_envelope(c, xmlDocGetRootElement(c->doc));
    if (!c->root) {
        c->code = "NoApplicableCode";
        return vg_fail(err, VG_BAD_INPUT, "body", "the SOAP envelope holds no request");
    }
    for (int i = 0; i < CSW_N_VERSIONS; i++)
        if (strcmp(space_of(c->root), vg_csw_versions[i].csw) == 0) {
            /* the namespace decides: some clients write 3.0.0 into requests of 2.0.2 */
            c->version = &vg_csw_versions[i];
            vg_csw_add(c, VG_STR("version"), vg_str_of(vg_csw_versions[i].number), false);
            vg_csw_add(c, VG_STR("request"), vg_str_of((const char *)c->root->name), false);
            take_attributes(c, c->root, NULL);
            take_children(c, c->root);
            return VG_OK;
        }
    return vg_csw_invalid(c, "request", vg_str_of((const char *)c->root->name),
                          "the requests of http://www.opengis.net/cat/csw/2.0.2 and http://www.opengis.net/cat/csw/3.0", err);
}

void vg_csw_echo(const struct csw *c, struct vg_buf *b)
{
    xmlBuffer *text = c->root ? xmlBufferCreate() : NULL;
    if (text && xmlNodeDump(text, c->doc, (xmlNode *)c->root, 0, 0) >= 0)
        vg_buf_add(b, xmlBufferContent(text), (size_t)xmlBufferLength(text));
    else
        vg_buf_printf(b, "<csw:%s service=\"CSW\" version=\"%s\"/>", c->operation->name, c->version->number);
    if (text)
        xmlBufferFree(text);
}

void vg_csw_drop_body(struct csw *c)
{
    if (c->doc)
        xmlFreeDoc(c->doc);
    c->doc = NULL;
    c->root = c->filter = c->sort_by = NULL;
}
