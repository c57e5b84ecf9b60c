/* html.h — pages from Mustache templates and a node tree; everything is escaped unless a template says {{{ }}}.
 *
 * Templates and texts are built into the program (share/).  A page is templates/pages/<name>.mustache, with the
 * shared partials of templates/partials/; {{t.key}} is the text of that key in the page's language (share/text/{en,fr}.yaml). */
#ifndef VIGIE_CODEC_HTML_H
#define VIGIE_CODEC_HTML_H

#include <vigie/base/node.h>
#include <vigie/codec/items.h>

struct vg_html;

/* Read the texts of both languages; NULL with err.  Read-only from then on. */
struct vg_html *vg_html_new(struct vg_error *err);
void vg_html_free(struct vg_html *h); /* bears NULL */

/* Render page `name` (of share/templates/pages: "landing", "items", "error"…) with `data` (a map; share/README.md says what is in
 * it).  VG_BUG: no such template.  Thread-safe. */
enum vg_status vg_html_put(const struct vg_html *h, const char *name, enum vg_lang lang, const struct vg_node *data,
                           struct vg_buf *out, struct vg_error *err) VG_MUST_USE;

/* The text of a key ("items.next") in a language; the key itself where there is none. */
const char *vg_html_text(const struct vg_html *h, enum vg_lang lang, const char *key);

/* Items as a page with a table and a map, and one item as a page: w->context is a struct vg_html_items. */
extern const struct vg_item_codec vg_codec_html;
/* The rows of such a table alone, as text of the view, for a page that shows more. */
extern const struct vg_item_codec vg_codec_html_rows;

/* A column of the table, for the field of the same number. */
struct vg_html_column {
    const char *sort_href; /* the page in this order, or turned where it has it; NULL: nothing to sort by */
    int sorted;            /* 1 ascending, -1 descending, 0 not by this one */
};

struct vg_html_items {
    const struct vg_html *html;
    struct vg_node *data;     /* the page's data so far ({page, site, view}); the codec adds the rows and renders */
    const char *items_url;    /* address of the items, no query: an item's page is this, '/', its encoded id, */
    const char *keep;         /* and this: "?lang=fr", or "" */
    const struct vg_html_column *columns; /* one for each field of the collection; NULL: no links to sort by */
    const struct vg_places *chart_places; /* that values of chart_key are codes of; NULL: they are none */
    int chart_key;            /* the field whose value a row's chart is asked for by; -1: they have none */
};

/* A count as people of that language write it: 35 357, 35,357. */
void vg_html_put_count(struct vg_buf *b, enum vg_lang lang, int64_t n);

/* Names the whole set of built-in files: another build with other files has another one, so that what is asked for
 * below /assets/<release>/ can be kept for ever. */
extern const char vg_asset_release[];

/* A file of share/static built into the program, by name ("maplibre-gl.js"). */
struct vg_asset {
    const char *name, *media_type;
    struct vg_str bytes, gzip;
};
/* false: there is none.  The bytes live as long as the process. */
bool vg_asset_find(struct vg_str name, struct vg_asset *out);

#endif
