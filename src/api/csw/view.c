/* Only the whole csw:Record is kept ready; its views are cut out of it on the way out, since few ask for them.  Elements
 * leave in the schema's order whatever order the record has, and identifier and title are put in where it lacks them, as
 * the schema of each view requires both. */
#include "view.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <vigie/base/escape.h>

const struct csw_part vg_csw_parts[] = {
    {"dc", "identifier", .brief = true, .summary = true},
    {"dc", "title", .brief = true, .summary = true},
    {"dc", "type", .brief = true, .summary = true, .once = true},
    {"dc", "subject", .summary = true},
    {"dc", "format", .summary = true},
    {"dc", "relation", .summary = true},
    {"dct", "modified", .summary = true},
    {"dct", "abstract", .summary = true},
    {"dct", "spatial", .summary = true},
    {"dc", "creator"},
    {"dc", "publisher"},
    {"dc", "contributor"},
    {"dc", "date"},
    {"dc", "source"},
    {"dc", "language"},
    {"dc", "description"},
    {"dc", "coverage"},
    {"dc", "rights"},
    {"dct", "references"},
    {"dct", "alternative"},
    {"dct", "created"},
    {"dct", "issued"},
    {"dct", "license"},
    {"dct", "accessRights"},
    {"dct", "temporal"},
    {"csw", "TemporalExtent"},
    {"ows", "BoundingBox", .brief = true, .summary = true},
    {"ows", "WGS84BoundingBox", .brief = true, .summary = true},
};
const size_t vg_csw_n_parts = VG_COUNT(vg_csw_parts);

/* The name of the element that a view stands in: "csw:BriefRecord". */
static const char *element_of(const struct csw_view *v)
{
    return v->set == CSW_BRIEF ? "csw:BriefRecord" : v->set == CSW_SUMMARY ? "csw:SummaryRecord" : "csw:Record";
}

static bool holds(const struct csw_view *v, size_t part)
{
    return v->set == CSW_BRIEF     ? vg_csw_parts[part].brief
           : v->set == CSW_SUMMARY ? vg_csw_parts[part].summary
                                   : v->named[part];
}

/* One element with the namespaces it needs declared on it, as the form may have declared them above. */
static void put_element(struct vg_buf *b, xmlDoc *doc, xmlNode *n)
{
    xmlBuffer *text = xmlBufferCreate();
    xmlNode *copy = xmlDocCopyNode(n, doc, 1);
    if (!text || !copy) {
        b->failed = VG_NO_MEMORY;
    } else {
        xmlReconciliateNs(doc, copy);
        xmlNodeDump(text, doc, copy, 0, 0);
        vg_buf_add(b, xmlBufferContent(text), (size_t)xmlBufferLength(text));
    }
    if (copy)
        xmlFreeNode(copy);
    if (text)
        xmlBufferFree(text);
}

static size_t put_part(struct vg_buf *b, xmlDoc *doc, const struct csw_part *p)
{
    size_t n = 0;
    for (xmlNode *at = xmlDocGetRootElement(doc)->children; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE || strcmp((const char *)at->name, p->name) != 0 || (p->once && n))
            continue;
        put_element(b, doc, at);
        n++;
    }
    return n;
}

/* identifier and title are what no view may lack. */
static void put_required(struct vg_buf *b, size_t part, struct vg_str id, struct vg_str title)
{
    const char *name = vg_csw_parts[part].name;
    struct vg_str text = part == 0 ? id : title;
    if (part > 1)
        return;
    vg_buf_printf(b, "<dc:%s xmlns:dc=\"http://purl.org/dc/elements/1.1/\">", name);
    vg_xml_put_text(b, text);
    vg_buf_printf(b, "</dc:%s>", name);
}

static void free_doc(xmlDoc **doc)
{
    if (*doc)
        xmlFreeDoc(*doc);
}

enum vg_status vg_csw_put_view(struct csw *c, const struct csw_view *v, struct vg_str record, struct vg_str id,
                               struct vg_str title, struct vg_buf *b, struct vg_error *err)
{
    const char *element = element_of(v);
    VG_AUTO(free_doc) xmlDoc *doc =
        xmlReadMemory(record.ptr, (int)record.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!doc || !xmlDocGetRootElement(doc))
        return vg_fail(err, VG_BUG, "", "the csw:Record of '%.*s' is not well-formed", vg_cut(id), id.ptr);
    vg_buf_printf(b, "<%s xmlns:csw=\"%s\">", element, c->version->csw);
    for (size_t i = 0; i < vg_csw_n_parts; i++)
        if (holds(v, i) && put_part(b, doc, &vg_csw_parts[i]) == 0)
            put_required(b, i, id, title);
    vg_buf_printf(b, "</%s>", element);
    return VG_OK;
}
