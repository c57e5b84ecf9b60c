/* XML documents as they come: with a byte order mark, HTTP headers before them, the wrong encoding declared or none.
 *
 * libxml2 reads without network, DTDs or its limits lifted; a document that declares entities is refused, since no
 * record needs them and nearly every attack does. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "xml_map.h"

#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

static void free_context(xmlParserCtxt **c)
{
    xmlFreeParserCtxt(*c);
}

void vg_xml_doc_freep(xmlDoc **doc)
{
    xmlFreeDoc(*doc);
}

static struct vg_str from(struct vg_str s, size_t at)
{
    return (struct vg_str){s.ptr + at, s.len - at};
}

/* Where the document begins behind white space, and behind the headers of an HTTP answer saved with it. */
static struct vg_str document_of(struct vg_str bytes, struct vg_record_report *report)
{
    size_t at = 0;

    if (bytes.len >= 2 && ((unsigned char)bytes.ptr[0] >= 0xFE || bytes.ptr[0] == '\0' || bytes.ptr[1] == '\0'))
        return bytes; /* UTF-16 or 32: libxml2 knows them by their first bytes */
    if (vg_str_starts(bytes, VG_STR("\xEF\xBB\xBF")))
        at = 3;
    size_t start = at;
    while (at < bytes.len && bytes.ptr[at] != '<')
        at++;
    if (at == bytes.len)
        return bytes;
    struct vg_str before = vg_str_trim((struct vg_str){bytes.ptr + start, at - start});
    if (before.len > 0)
        vg_record_tell(report, VG_RECORD_REPAIRED, "line 1", "what stands before the document ('%.*s') is left out",
                       (int)(before.len < 60 ? before.len : 60), before.ptr);
    return from(bytes, at);
}

/* The parser's own data is free for us: whether entities are declared. */
static void refuse_entity(void *ctx, const xmlChar *name, int type, const xmlChar *id, const xmlChar *system, xmlChar *content)
{
    xmlParserCtxt *c = ctx;
    bool *refused = c->_private;

    (void)name, (void)type, (void)id, (void)system, (void)content;
    *refused = true;
    xmlStopParser(c);
}

static enum vg_status fail(xmlParserCtxt *c, struct vg_error *err)
{
    const xmlError *e = xmlCtxtGetLastError(c);
    char where[48];
    struct vg_str text = vg_str_trim(vg_str_of(e && e->message ? e->message : "no document"));

    snprintf(where, sizeof(where), "line %d", e ? e->line : 1);
    return vg_fail(err, VG_BAD_INPUT, where, "this is not well-formed XML: %.*s", (int)(text.len < 160 ? text.len : 160), text.ptr);
}

static xmlDoc *parse_as(xmlParserCtxt *c, struct vg_str s, const char *encoding, bool *refused)
{
    *refused = false;
    c->_private = refused;
    c->sax->entityDecl = refuse_entity;
    c->sax->unparsedEntityDecl = NULL;
    return xmlCtxtReadMemory(c, s.ptr, (int)s.len, NULL, encoding, OPTIONS);
}

static bool is_encoding_fault(const xmlParserCtxt *c)
{
    const xmlError *e = xmlCtxtGetLastError((void *)(uintptr_t)c);
    return e && (e->code == XML_ERR_INVALID_ENCODING || e->code == XML_ERR_INVALID_CHAR || e->code == XML_ERR_UNKNOWN_ENCODING
                 || e->code == XML_ERR_UNSUPPORTED_ENCODING || e->code == XML_I18N_CONV_FAILED);
}

static bool is_deeper(const xmlNode *node, int left)
{
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE && (left == 0 || is_deeper(c, left - 1)))
            return true;
    }
    return false;
}

enum vg_status vg_xml_parse(struct vg_str bytes, struct vg_record_report *report, xmlDoc **out, struct vg_error *err)
{
    if (bytes.len > VG_RECORD_MAX_BYTES)
        return vg_fail(err, VG_TOO_LARGE, "", "a record may have %u bytes at most", VG_RECORD_MAX_BYTES);
    VG_AUTO(free_context) xmlParserCtxt *c = xmlNewParserCtxt();
    if (!c)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");

    struct vg_str s = document_of(bytes, report);
    bool refused;
    xmlDoc *doc = parse_as(c, s, NULL, &refused);
    if (!doc && !refused && is_encoding_fault(c) && !vg_utf8_valid(s, NULL)) {
        xmlCtxtReset(c);
        doc = parse_as(c, s, "ISO-8859-1", &refused);
        if (doc)
            vg_record_tell(report, VG_RECORD_REPAIRED, "line 1", "the encoding is not as declared: read as ISO-8859-1");
    }
    if (refused) {
        xmlFreeDoc(doc);
        return vg_fail(err, VG_BAD_INPUT, "DOCTYPE", "the document declares entities, which are never expanded here");
    }
    if (!doc || !xmlDocGetRootElement(doc))
        return xmlFreeDoc(doc), fail(c, err);
    if (!c->nsWellFormed)
        vg_record_tell(report, VG_RECORD_REPAIRED, "line 1", "a prefix in the document is not declared");
    if (is_deeper(xmlDocGetRootElement(doc), VG_RECORD_MAX_DEPTH)) {
        xmlFreeDoc(doc);
        return vg_fail(err, VG_TOO_LARGE, "", "this is nested more than %d levels deep", VG_RECORD_MAX_DEPTH);
    }
    *out = doc;
    return VG_OK;
}

struct vg_str vg_xml_dump(struct vg_arena *a, xmlNode *node)
{
    struct vg_str text = {0};
    xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *copy = doc ? xmlDocCopyNode(node, doc, 1) : NULL;
    xmlBuffer *b = xmlBufferCreate();

    if (copy && b) {
        xmlDocSetRootElement(doc, copy);
        if (xmlNodeDump(b, doc, copy, 0, 0) > 0)
            text = vg_arena_str(a, (struct vg_str){(const char *)xmlBufferContent(b), (size_t)xmlBufferLength(b)});
    }
    xmlBufferFree(b);
    xmlFreeDoc(doc);
    return text;
}
