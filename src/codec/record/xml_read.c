/* Reading by rows.  Elements are marked as they are used, in libxml2's field for the application, so that what is left
 * over at the end is known without a second table. */
#include <stdarg.h>
#include <stdio.h>

#include "xml_map.h"

enum { ENTERED = 1, TOOK };

static void mark(xmlNode *node, intptr_t how)
{
    if ((intptr_t)node->_private < how)
        node->_private = (void *)how;
}

void vg_xml_took(xmlNode *node)
{
    mark(node, TOOK);
}

/* The name behind the prefix; *rest begins behind the '/', or is NULL. */
static struct vg_str step_of(const char *path, const char **rest)
{
    size_t len = strcspn(path, "/");
    const char *colon = memchr(path, ':', len);
    size_t skip = colon ? (size_t)(colon - path) + 1 : 0;

    *rest = path[len] ? path + len + 1 : NULL;
    return (struct vg_str){path + skip, len - skip};
}

/* MD_DataIdentification, CHE_MD_DataIdentification and FRA_DataIdentification are one class to a reader. */
static bool is_named(const xmlNode *node, struct vg_str step)
{
    const char *name = (const char *)node->name;
    size_t len = strlen(name);
    const char *end = memchr(step.ptr, '_', step.len);

    if (len == step.len && memcmp(name, step.ptr, len) == 0)
        return true;
    if (!end || end - step.ptr > 2)
        return false;
    size_t tail = step.len - (size_t)(end - step.ptr);
    return len > tail && memcmp(name + len - tail, end, tail) == 0;
}

bool vg_xml_is(const xmlNode *node, const char *step)
{
    const char *rest;
    return node->type == XML_ELEMENT_NODE && is_named(node, step_of(step, &rest));
}

xmlNode *vg_xml_child(const xmlNode *node, const char *step)
{
    for (xmlNode *c = node->children; c; c = c->next) {
        if (vg_xml_is(c, step))
            return c;
    }
    return NULL;
}

xmlNode *vg_xml_find(const xmlNode *node, const char *name)
{
    xmlNode *found = vg_xml_child(node, name);

    for (xmlNode *c = node->children; c && !found; c = c->next)
        found = c->type == XML_ELEMENT_NODE ? vg_xml_find(c, name) : NULL;
    return found;
}

xmlNode *vg_xml_first(const xmlNode *node)
{
    xmlNode *c = node->children;

    while (c && c->type != XML_ELEMENT_NODE)
        c = c->next;
    return c;
}

static void add_content(struct vg_buf *b, const xmlNode *node)
{
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            vg_buf_cstr(b, (const char *)c->content);
        else if (c->type == XML_ELEMENT_NODE)
            add_content(b, c);
    }
}

static const char *keep(struct vg_arena *a, struct vg_str s)
{
    s = vg_str_trim(s);
    return s.len ? vg_arena_cstr(a, s) : NULL;
}

const char *vg_xml_content(struct vg_arena *a, const xmlNode *node)
{
    const xmlNode *only = node->children;

    if (only && !only->next && only->type == XML_TEXT_NODE)
        return keep(a, vg_str_of((const char *)only->content));
    if (!only)
        return NULL;
    struct vg_buf b;
    vg_buf_init(&b, VG_RECORD_MAX_BYTES);
    add_content(&b, node);
    const char *text = keep(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

static xmlAttr *attr_of(const xmlNode *node, const char *name)
{
    for (xmlAttr *at = node->properties; at; at = at->next) {
        if (strcmp((const char *)at->name, name) == 0)
            return at;
    }
    return NULL;
}

const xmlNode *vg_xml_attr_node(const xmlNode *node, const char *name)
{
    return (const xmlNode *)attr_of(node, name);
}

const char *vg_xml_attr(struct vg_arena *a, const xmlNode *node, const char *name)
{
    xmlAttr *at = attr_of(node, name);

    if (!at)
        return NULL;
    at->_private = (void *)(intptr_t)TOOK;
    return vg_xml_content(a, (const xmlNode *)at);
}

void vg_xml_tell(struct vg_xml_reader *x, enum vg_record_severity severity, const xmlNode *at, const char *fmt, ...)
{
    char text[512];
    va_list args;
    xmlChar *path = xmlGetNodePath(at);

    /* Both languages by the same arguments: each is formed here, and told as it is. */
    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        va_start(args, fmt);
        vsnprintf(text, sizeof(text), vg_text((enum vg_lang)lang, fmt), args);
        va_end(args);
        vg_record_tell_in(x->report, severity, path ? (const char *)path : "", (enum vg_lang)lang, text);
    }
    xmlFree(path);
}

/* --- by rows --- */

/* Groups take more of the same; but for those, the first one holds. */
static bool is_full(const struct vg_xml_row *row, const void *holder)
{
    const char *member = (const char *)holder + row->at;

    if (row->flags & VG_X_ONCE)
        return vg_xml_has_rows(row->rows, row->kind == &vg_xml_case ? holder : member);
    return !row->kind->inside && row->kind->has(row, member);
}

static bool take(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *holder)
{
    char *member = (char *)holder + row->at;
    bool any;

    if (row->size) {
        void *item = vg_record_grow(x->arena, member, row->size);
        any = item && row->kind->read(x, row, node, item);
        if (item && !any)
            vg_record_take_back(member);
    } else {
        any = !is_full(row, holder) && row->kind->read(x, row, node, member);
    }
    if (any)
        mark(node, row->kind->inside ? ENTERED : TOOK);
    return any;
}

static bool descend(struct vg_xml_reader *x, const struct vg_xml_row *row, const char *path, xmlNode *node, void *holder)
{
    const char *rest;
    bool any = false;

    if (!path)
        return take(x, row, node, holder);
    struct vg_str step = step_of(path, &rest);
    for (xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE && is_named(c, step))
            any = descend(x, row, rest, c, holder) || any;
    }
    if (any)
        mark(node, ENTERED);
    return any;
}

/* Something in it was used, or told about. */
static bool is_known(const xmlNode *node)
{
    if (node->_private)
        return true;
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE && is_known(c))
            return true;
    }
    return false;
}

static bool read_child(struct vg_xml_reader *x, const struct vg_xml_table *t, xmlNode *child, void *holder)
{
    bool took = false;

    for (size_t i = 0; i < t->n; i++) {
        const struct vg_xml_row *row = &t->rows[i];
        const char *rest;
        if (row->path[0] == '@' || row->path[0] == '.' || ((row->flags & VG_X_REST) && (took || is_known(child))))
            continue;
        if (is_named(child, step_of(row->path, &rest)))
            took = descend(x, row, rest, child, holder) || took;
    }
    return took;
}

bool vg_xml_read_rows(struct vg_xml_reader *x, const struct vg_xml_table *t, xmlNode *node, void *holder)
{
    bool any = false;

    for (size_t i = 0; i < t->n; i++) {
        const struct vg_xml_row *row = &t->rows[i];
        char *member = (char *)holder + row->at;
        if (row->path[0] == '@')
            any = (!row->kind->has(row, member) && row->kind->read(x, row, node, member)) || any;
        else if (row->path[0] == '.')
            any = take(x, row, node, holder) || any;
    }
    for (xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE)
            any = read_child(x, t, c, holder) || any;
    }
    if (any)
        mark(node, ENTERED);
    return any;
}

/* --- what is left --- */

bool vg_xml_says(const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return vg_str_trim(vg_str_of((const char *)node->content)).len > 0;
    if (node->type == XML_ENTITY_REF_NODE)
        return true;
    for (const xmlNode *c = node->type == XML_ELEMENT_NODE ? node->children : NULL; c; c = c->next) {
        if (vg_xml_says(c))
            return true;
    }
    const xmlAttr *code = node->type == XML_ELEMENT_NODE ? attr_of(node, "codeListValue") : NULL;
    return code && code->children && code->children->content && code->children->content[0];
}

/* Attributes that say nothing of the resource: how the document is made, what elements are called in it, spellings. */
static const char *const silent[] = { /* sorted */
    "actuate", "arcrole", "codeList", "codeSpace", "frame", "id", "indeterminatePosition", "isoType", "lang", "locale", "nil",
    "nilReason", "noNamespaceSchemaLocation", "schemaLocation", "show", "srsDimension", "srsName", "type", "uom", "uuid",
};

static int by_name(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool stands_within(const xmlNode *node, struct vg_str value)
{
    for (const xmlNode *c = node->children; c; c = c->next) {
        bool is_text = c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE;
        if (is_text ? vg_str_eq(vg_str_trim(vg_str_of((const char *)c->content)), value)
                    : c->type == XML_ELEMENT_NODE && stands_within(c, value))
            return true;
    }
    return false;
}

/* What no row read; references are told, never followed. */
static void tell_attributes(struct vg_xml_reader *x, const xmlNode *node)
{
    for (const xmlAttr *at = node->properties; at; at = at->next) {
        const char *name = (const char *)at->name, *raw = at->children ? (const char *)at->children->content : NULL;
        struct vg_str value = raw ? vg_str_trim(vg_str_of(raw)) : (struct vg_str){0};
        if (at->_private || value.len == 0 || bsearch(name, silent, VG_COUNT(silent), sizeof(*silent), by_name))
            continue;
        if (strcmp(name, "href") == 0 || strcmp(name, "uuidref") == 0)
            vg_xml_tell(x, VG_RECORD_LOST, node, "this points to '%.200s', which is not fetched", raw);
        else if (!stands_within(node, value))
            vg_xml_tell(x, VG_RECORD_LOST, (const xmlNode *)at, "'%.200s' has no place in the record; only the original says it", raw);
    }
}

/* Nothing in it says anything but what it points to. */
static void tell_references(struct vg_xml_reader *x, const xmlNode *node)
{
    tell_attributes(x, node);
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE)
            tell_references(x, c);
    }
}

/* Its first line tells enough. */
static void tell_text(struct vg_xml_reader *x, const xmlNode *node)
{
    struct vg_str text = vg_str_trim(vg_str_of((const char *)node->content));
    size_t line = strcspn(text.ptr, "\r\n");
    int len = (int)(line < text.len ? line : text.len);

    vg_xml_tell(x, VG_RECORD_LOST, node, "'%.*s' stands between the elements, where nothing is read", len < 200 ? len : 200,
                text.ptr);
}

void vg_xml_tell_lost(struct vg_xml_reader *x, xmlNode *root)
{
    for (xmlNode *c = root->children; c; c = c->next) {
        intptr_t how = (intptr_t)c->_private;
        if (c->type == XML_ENTITY_REF_NODE) {
            vg_xml_tell(x, VG_RECORD_LOST, root, "the entity '%.60s' is not expanded", (const char *)c->name);
        } else if (c->type == XML_TEXT_NODE && vg_xml_says(c)) {
            tell_text(x, c);
        } else if (c->type != XML_ELEMENT_NODE || how == TOOK) {
            continue;
        } else if (is_known(c)) {
            tell_attributes(x, c);
            vg_xml_tell_lost(x, c);
        } else if (vg_xml_says(c)) {
            vg_xml_tell(x, VG_RECORD_LOST, c, "this has no place in the record; only the original says it");
        } else {
            tell_references(x, c);
        }
    }
}
