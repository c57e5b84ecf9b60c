/* Properties that are told by a path: elements and attributes of the record's own document.
 *
 * A path is steps from the root, each a name, "*" or one with a number, the last one perhaps an attribute.  Anything more
 * of XPath (functions, conditions, axes) is refused, so that a path costs what its steps cost, and what it finds lies
 * side by side, never one within another. */
#include "property.h"

#include <ctype.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define MAX_PATH_BYTES 2000

static void free_doc(xmlDoc **doc)
{
    if (*doc)
        xmlFreeDoc(*doc);
}

static void free_context(xmlXPathContext **c)
{
    if (*c)
        xmlXPathFreeContext(*c);
}

static void free_found(xmlXPathObject **o)
{
    if (*o)
        xmlXPathFreeObject(*o);
}

/* --- the path --------------------------------------------------------------------------------------------- */

bool vg_catalog_is_path(struct vg_str name)
{
    return name.ptr && memchr(name.ptr, '/', name.len) != NULL;
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

/* "gmd:title", "*", "gmd:onLine[2]", "@uuid" */
static bool is_step(struct vg_str s, bool last)
{
    size_t i = 0, names = 0, colons = 0;
    if (s.len && s.ptr[0] == '@' && last)
        i++;
    if (i < s.len && s.ptr[i] == '*') {
        i++;
        names = 1;
    }
    for (; !names || i < s.len; i++) {
        if (i < s.len && is_name_byte(s.ptr[i]) && !(s.ptr[i] == '.' && (i == 0 || s.ptr[i - 1] == ':')))
            names++;
        else if (i < s.len && s.ptr[i] == ':' && names && !colons)
            colons++;
        else
            break;
    }
    if (names && i < s.len && s.ptr[i] == '[') {
        size_t from = ++i;
        while (i < s.len && isdigit((unsigned char)s.ptr[i]))
            i++;
        if (i == from || i - from > 6 || i == s.len || s.ptr[i++] != ']')
            return false;
    }
    return names > 0 && i == s.len;
}

static bool is_simple(struct vg_str path)
{
    if (path.len > MAX_PATH_BYTES)
        return false;
    struct vg_str rest = path.len && path.ptr[0] == '/' ? (struct vg_str){path.ptr + 1, path.len - 1} : path;
    while (rest.ptr) {
        struct vg_str step = vg_str_cut(rest, '/', &rest);
        if (!is_step(step, !rest.ptr))
            return false;
    }
    return true;
}

/* --- what it finds ---------------------------------------------------------------------------------------- */

/* Prefixes that everybody writes alike, and some without declaring them. */
static const struct {
    const char *prefix, *space;
} usual[] = {
    {"dc", "http://purl.org/dc/elements/1.1/"},          {"dct", "http://purl.org/dc/terms/"},
    {"gco", "http://www.isotc211.org/2005/gco"},         {"gmd", "http://www.isotc211.org/2005/gmd"},
    {"gmx", "http://www.isotc211.org/2005/gmx"},         {"srv", "http://www.isotc211.org/2005/srv"},
};

static void register_declared(xmlXPathContext *c, const xmlNode *scope)
{
    xmlNs **list = scope ? xmlGetNsList(scope->doc, (xmlNode *)(uintptr_t)scope) : NULL;
    for (xmlNs **ns = list; ns && *ns; ns++)
        if ((*ns)->prefix)
            xmlXPathRegisterNs(c, (*ns)->prefix, (*ns)->href);
    if (list)
        xmlFree(list);
}

/* What the request declares counts most, then what the record does. */
static void register_prefixes(xmlXPathContext *c, xmlDoc *doc, const xmlNode *scope)
{
    for (size_t i = 0; i < VG_COUNT(usual); i++)
        xmlXPathRegisterNs(c, BAD_CAST usual[i].prefix, BAD_CAST usual[i].space);
    register_declared(c, xmlDocGetRootElement(doc));
    register_declared(c, scope);
}

/* What is wrong with a path is told by what it finds: nothing. */
static void say_nothing(void *user, xmlError *error)
{
    (void)user;
    (void)error;
}

/* From the root's children on, or with the root named first. */
static xmlXPathObject *look(xmlDoc *doc, const xmlNode *scope, const char *path)
{
    VG_AUTO(free_context) xmlXPathContext *c = xmlXPathNewContext(doc);
    if (!c)
        return NULL;
    c->error = say_nothing;
    register_prefixes(c, doc, scope);
    c->node = xmlDocGetRootElement(doc);
    xmlXPathObject *found = xmlXPathEval(BAD_CAST path, c);
    if ((!found || xmlXPathNodeSetIsEmpty(found->nodesetval)) && *path != '/') {
        if (found)
            xmlXPathFreeObject(found);
        c->node = (xmlNode *)doc;
        found = xmlXPathEval(BAD_CAST path, c);
    }
    return found;
}

/* --- changing it ------------------------------------------------------------------------------------------ */

static xmlNode *only_child(xmlNode *n)
{
    xmlNode *only = NULL;
    for (xmlNode *at = n->children; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE)
            continue;
        if (only)
            return NULL;
        only = at;
    }
    return only;
}

/* gmd:title stands for the text in the gco:CharacterString in it; what holds several elements is no text. */
static bool set_text(xmlNode *n, struct vg_str value)
{
    for (xmlNode *child; n->type == XML_ELEMENT_NODE && (child = only_child(n)) != NULL;)
        n = child;
    if (n->type == XML_ELEMENT_NODE && xmlFirstElementChild(n))
        return false;
    xmlNodeSetContentLen(n, NULL, 0);
    xmlNode *text = xmlNewDocTextLen(n->doc, BAD_CAST value.ptr, (int)value.len);
    if (text)
        xmlAddChild(n, text);
    return true;
}

static bool is_same_name(const xmlNode *a, const xmlNode *b)
{
    const char *x = a->ns && a->ns->href ? (const char *)a->ns->href : "", *y = b->ns && b->ns->href ? (const char *)b->ns->href : "";
    return !strcmp((const char *)a->name, (const char *)b->name) && !strcmp(x, y);
}

/* An element of the same name takes the place of the one found, another one that of what it holds. */
static void set_element(xmlNode *n, const xmlNode *element)
{
    xmlNode *copy = xmlDocCopyNode((xmlNode *)(uintptr_t)element, n->doc, 1);
    if (!copy)
        return;
    if (is_same_name(n, element)) {
        xmlNode *old = xmlReplaceNode(n, copy);
        if (old)
            xmlFreeNode(old);
    } else {
        xmlNodeSetContentLen(n, NULL, 0);
        xmlAddChild(n, copy);
    }
    xmlReconciliateNs(copy->doc, copy);
}

static void remove_node(xmlNode *n)
{
    if (n->type == XML_ATTRIBUTE_NODE) {
        xmlRemoveProp((xmlAttr *)n);
        return;
    }
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

/* false: a text cannot stand there. */
static bool change_node(xmlNode *n, const struct vg_catalog_property *p)
{
    if (!p->element && p->value.ptr)
        return set_text(n, p->value);
    if (p->element)
        set_element(n, p->element);
    else
        remove_node(n);
    return true;
}

static enum vg_status set_path(xmlDoc *doc, const struct vg_catalog_property *p, struct vg_arena *a, struct vg_error *err)
{
    const char *path = vg_arena_cstr(a, p->name);
    if (!path)
        return vg_arena_check(a, err);
    const char *where = p->name.len < 60 ? path : "RecordProperty";
    if (!is_simple(p->name))
        return vg_fail(err, VG_BAD_INPUT, where, "a path is made of names with '/' between them, and no more");
    VG_AUTO(free_found) xmlXPathObject *found = look(doc, p->scope, path);
    const xmlNodeSet *set = found ? found->nodesetval : NULL;
    if (!set || set->nodeNr == 0)
        return vg_fail(err, VG_BAD_INPUT, where, "the record has nothing at '%.60s'", path);
    for (int i = 0; i < set->nodeNr; i++) {
        xmlNode *n = set->nodeTab[i];
        bool is_root = n == xmlDocGetRootElement(doc);
        bool fits = n->type == XML_ELEMENT_NODE || (n->type == XML_ATTRIBUTE_NODE && !p->element);
        set->nodeTab[i] = NULL; /* it may go: the set must not look at it when it is freed */
        if (!fits || is_root || !change_node(n, p))
            return vg_fail(err, VG_BAD_INPUT, where, "what is at '%.60s' cannot be changed so", path);
    }
    return VG_OK;
}

enum vg_status vg_catalog_set_paths(struct vg_str document, const struct vg_catalog_property *list, size_t n,
                                    struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    xmlChar *text = NULL;
    int len = 0;
    VG_AUTO(free_doc) xmlDoc *doc = xmlReadMemory(document.ptr, (int)document.len, NULL, NULL,
                                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!doc || !xmlDocGetRootElement(doc))
        return vg_fail(err, VG_BAD_INPUT, "", "the record is kept in a form that has no paths");
    for (size_t i = 0; i < n; i++) {
        enum vg_status r = vg_catalog_is_path(list[i].name) ? set_path(doc, &list[i], a, err) : VG_OK;
        if (r != VG_OK)
            return r;
    }
    xmlDocDumpMemoryEnc(doc, &text, &len, "UTF-8");
    *out = text ? vg_arena_str(a, (struct vg_str){(const char *)text, (size_t)len}) : (struct vg_str){0};
    xmlFree(text);
    return out->ptr ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
}
