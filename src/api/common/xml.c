/* The documents of Features Part 1 in XML (its GML classes: application/xml for all that is no feature), from the same trees
 * that are sent as JSON.  The order of elements is the schema's, core.xsd. */
#include "common.h"

#include <vigie/base/escape.h>

#define CORE "http://www.opengis.net/ogcapi-features-1/1.0"
#define CORE_XSD "http://schemas.opengis.net/ogcapi/features/part1/1.0/xml/core.xsd"

static void put_element(struct vg_buf *b, const char *name, const char *text)
{
    if (!text)
        return;
    vg_buf_printf(b, "<%s>", name);
    vg_xml_put_text(b, vg_str_of(text));
    vg_buf_printf(b, "</%s>", name);
}

/* The member of the tree as an element, where it is there. */
static void put_member(struct vg_buf *b, const char *name, const struct vg_node *of, const char *key)
{
    put_element(b, name, vg_node_cstr(of, key, NULL));
}

static void put_attribute(struct vg_buf *b, const char *name, const char *text)
{
    if (!text)
        return;
    vg_buf_printf(b, " %s=\"", name);
    vg_xml_put_text(b, vg_str_of(text));
    vg_buf_char(b, '"');
}

static void put_links(struct vg_buf *b, const struct vg_node *of)
{
    static const char *const attributes[] = {"href", "rel", "type", "hreflang", "title"};

    VG_EACH(link, vg_node_get(of, "links")) {
        VG_BUF_LIT(b, "\n<atom:link");
        for (size_t i = 0; i < VG_COUNT(attributes); i++)
            put_attribute(b, attributes[i], vg_node_cstr(link, attributes[i], NULL));
        VG_BUF_LIT(b, "/>");
    }
}

static void put_corner(struct vg_buf *b, const char *name, const struct vg_node *x, const struct vg_node *y)
{
    vg_buf_printf(b, "<%s>", name);
    vg_node_put_json(b, x, 0);
    vg_buf_char(b, ' ');
    vg_node_put_json(b, y, 0);
    vg_buf_printf(b, "</%s>", name);
}

static void put_extent(struct vg_buf *b, const struct vg_node *extent)
{
    const struct vg_node *box = vg_node_at(extent, "spatial.bbox.0"), *pair = vg_node_at(extent, "temporal.interval.0");
    const struct vg_node *at[4] = {0};
    int n = 0;

    if (!extent)
        return;
    VG_BUF_LIT(b, "<Extent>");
    VG_EACH(number, box)
        if (n < 4)
            at[n++] = number;
    if (n == 4) {
        VG_BUF_LIT(b, "<Spatial crs=\"http://www.opengis.net/def/crs/OGC/1.3/CRS84\">");
        put_corner(b, "LowerCorner", at[0], at[1]);
        put_corner(b, "UpperCorner", at[2], at[3]);
        VG_BUF_LIT(b, "</Spatial>");
    }
    if (pair && pair->n == 2) {
        const struct vg_node *start = pair->first, *end = pair->last;
        VG_BUF_LIT(b, "<Temporal trs=\"http://www.opengis.net/def/uom/ISO-8601/0/Gregorian\">");
        put_element(b, "begin", start->kind == VG_N_STR ? start->text.ptr : NULL);
        put_element(b, "end", end->kind == VG_N_STR ? end->text.ptr : NULL);
        VG_BUF_LIT(b, "</Temporal>");
    }
    VG_BUF_LIT(b, "</Extent>");
}

static void put_collection(struct vg_buf *b, const struct vg_node *c)
{
    VG_BUF_LIT(b, "\n<Collection>");
    put_member(b, "Id", c, "id");
    put_member(b, "ItemType", c, "itemType");
    put_member(b, "Title", c, "title");
    put_member(b, "Description", c, "description");
    put_links(b, c);
    put_extent(b, vg_node_get(c, "extent"));
    VG_EACH(crs, vg_node_get(c, "crs"))
        put_element(b, "Crs", crs->text.ptr);
    put_member(b, "StorageCrs", c, "storageCrs");
    VG_BUF_LIT(b, "</Collection>");
}

static void put_landing(struct vg_buf *b, const struct vg_node *doc)
{
    put_member(b, "Title", doc, "title");
    put_member(b, "Description", doc, "description");
    put_links(b, doc);
}

static void put_conformance(struct vg_buf *b, const struct vg_node *doc)
{
    VG_EACH(class, vg_node_get(doc, "conformsTo")) {
        VG_BUF_LIT(b, "\n<atom:link");
        put_attribute(b, "href", class->text.ptr);
        VG_BUF_LIT(b, "/>");
    }
}

static void put_collections(struct vg_buf *b, const struct vg_node *doc)
{
    put_links(b, doc);
    VG_EACH(c, vg_node_get(doc, "collections"))
        put_collection(b, c);
}

/* By the page that shows the same tree. */
static const struct {
    const char *page, *root;
    void (*put)(struct vg_buf *b, const struct vg_node *doc);
} documents[] = {
    {"collection", "Collections", put_collection},
    {"collections", "Collections", put_collections},
    {"conformance", "ConformsTo", put_conformance},
    {"landing", "LandingPage", put_landing},
};

void vg_document_put_xml(struct vg_buf *b, const char *page, const struct vg_node *doc)
{
    for (size_t i = 0; i < VG_COUNT(documents); i++) {
        if (strcmp(documents[i].page, page) != 0)
            continue;
        vg_buf_printf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s xmlns=\"" CORE "\"", documents[i].root);
        VG_BUF_LIT(b, " xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                      " xsi:schemaLocation=\"" CORE " " CORE_XSD "\" service=\"OGCAPI-Features\" version=\"1.0.1\">");
        documents[i].put(b, doc);
        vg_buf_printf(b, "\n</%s>\n", documents[i].root);
    }
}
