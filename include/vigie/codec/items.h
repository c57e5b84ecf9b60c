/* items.h — an item codec writes features, one after the other, into the page's buffer.
 *
 * begin, item*, end; or `single` for one feature alone.  The buffer's sticky failure is checked by the caller. */
#ifndef VIGIE_CODEC_ITEMS_H
#define VIGIE_CODEC_ITEMS_H

#include <vigie/base/node.h>
#include <vigie/model/feature.h>

struct vg_item_codec;

/* How a field that refers to items of another collection is told. */
struct vg_item_reference {
    const char *items; /* what stands before the id in the address of such an item; NULL: the field is no reference */
    bool as_link;      /* an object with href and title; else the address */
};

struct vg_item_writer {
    const struct vg_item_codec *codec;  /* the one that writes */
    struct vg_buf *out;
    struct vg_arena *arena;             /* of the request */
    const struct vg_collection *collection;
    const int *fields;                  /* of the values, as in the query */
    size_t n_fields;
    const struct vg_crs *crs;           /* of the geometries given (x, y order); the codec swaps where crs->flipped */
    enum vg_lang lang;
    const void *context;                /* what one codec needs beside: see its own header; NULL for most */
    void *state;                        /* private to the codec */
    const struct vg_item_reference *references; /* of each of fields; NULL: values stay as they are */
    const char *home;                   /* address of the collection, for forms that name it; NULL: it has none */
    const char *path;                   /* where a codec that writes files puts its own; NULL: its bytes go to out */
};

/* What is known once the last row is read. */
struct vg_page_info {
    int64_t returned;
    int64_t matched;                    /* -1: not given */
    const char *timestamp;              /* RFC 3339; NULL: left out */
    const struct vg_link *links;        /* self, alternate, next, prev, collection…; NULL: none are written */
    size_t n_links;
    const struct vg_node *extra;        /* a map: further members at the end of the document; NULL: none */
};

struct vg_item_codec {
    const char *name;        /* f=…: "json" */
    const char *media_type;  /* "application/geo+json" */
    const char *title;       /* for links: "GeoJSON" */
    const void *own;         /* private to the codec: what tells its kin apart; NULL for most */
    bool writes_files;       /* it makes a file rather than bytes one after the other: see vg_item_writer.path */
    bool leaves_index;       /* the file at vg_item_writer.path is a GeoPackage without spatial index: for others to make, faster */
    bool (*is_there)(void);  /* do the libraries at hand know the form?  NULL: always */
    bool needs_geometry;     /* it cannot hold a feature without one */
    bool names_home;         /* what it writes depends on vg_item_writer.home */
    bool tells_references;   /* it heeds vg_item_writer.references */
    bool links_apart;        /* the form has no place for links and counts: they are told beside it */
    enum vg_status (*begin)(struct vg_item_writer *w, struct vg_error *err);
    enum vg_status (*item)(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err);
    enum vg_status (*end)(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err);
    /* One item with its links. */
    enum vg_status (*single)(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p, struct vg_error *err);
    /* Release what begin or single took; called once at the end, whatever happened.  NULL: nothing. */
    void (*drop)(struct vg_item_writer *w);
};

/* RFC 7946 as Features Part 1 section 8.2 wants it; in other CRS the coordinates are in the authority's axis
 * order (Part 2).  Curves are linearized.  NaN and infinities are null, a broken or non-finite geometry is an error.
 * links, numberReturned, numberMatched and timeStamp stand after the features. */
extern const struct vg_item_codec vg_codec_geojson;

/* RFC 8142: each feature a GeoJSON text between RS and LF. */
extern const struct vg_item_codec vg_codec_geojsonseq;

/* JSON-FG 1.0 (OGC 21-045r1), classes core, types-schemas, circular-arcs and measures.  In CRS84 the geometry stands in
 * `geometry`, with `place` beside it for curves and measures; in another CRS in `place` alone. */
extern const struct vg_item_codec vg_codec_jsonfg;

/* RFC 4180 with a row of names: an id where no field is it, the fields, lon and lat (x and y) of points or else WKT.
 * Values are never altered: a text that begins with '=' stays one. */
extern const struct vg_item_codec vg_codec_csv;

#endif
