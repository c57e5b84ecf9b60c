/* collection.h — what exists: collections, their fields, keys, extents, contacts and links.  No I/O.
 *
 * A collection is made by a store from what it finds (vg_store_discover), completed by the
 * configuration, and read-only from then on; it lives in the arena of the snapshot it belongs to. */
#ifndef VIGIE_MODEL_COLLECTION_H
#define VIGIE_MODEL_COLLECTION_H

#include <vigie/base/time.h>
#include <vigie/geo/crs.h>

enum vg_type {
    VG_T_BOOL,
    VG_T_INT,      /* 64 bits */
    VG_T_FLOAT,    /* 32 bits: written with the digits a float has */
    VG_T_DOUBLE,
    VG_T_DECIMAL,  /* exact, as text; a JSON number */
    VG_T_TEXT,
    VG_T_DATE,
    VG_T_DATETIME, /* an instant, UTC */
    VG_T_LOCALTIME,/* date and time without zone */
    VG_T_TIME,     /* time of day */
    VG_T_UUID,     /* as text */
    VG_T_JSON,     /* JSON text, arrays and objects included; written as JSON */
    VG_T_BYTES,    /* written as base64 */
};
const char *vg_type_name(enum vg_type t);        /* "integer", "text"… for messages */
const char *vg_type_json(enum vg_type t);        /* JSON Schema type: "integer", "number", "string"…; NULL for VG_T_JSON */
const char *vg_type_json_format(enum vg_type t); /* "date", "date-time", "uuid"…; NULL where none */

struct vg_domain; /* domain.h */
struct vg_style;  /* style.h */

/* A foreign key: values are ids of items of another collection. */
struct vg_reference {
    const char *collection; /* its id */
    const char *field;      /* of it; NULL: its key */
};

struct vg_field {
    const char *name;        /* as in the store, any UTF-8 */
    const char *title, *description, *unit; /* NULL where unknown */
    enum vg_type type;
    int width;               /* most characters of a text; 0: no bound */
    bool nullable;
    bool hidden;             /* not read, not written, not asked for */
    const struct vg_reference *refers_to; /* NULL: nothing that is published */
    const struct vg_domain *domain; /* the values it may have; NULL: all of its type */
    bool indexed;            /* first column of an index: a filter on it is cheap */
    bool has_default;        /* the store finds a value where none is given */
    bool computed;           /* the store alone writes it: generated columns, ids it numbers always itself */
};

struct vg_link {
    const char *href, *rel, *type, *title, *hreflang;
    int64_t length;          /* bytes, 0: unknown */
    const char *method;      /* "POST": by that, with the body of this request; NULL: GET */
};

struct vg_contact {
    const char *name, *organization, *position, *email, *phone, *url, *role; /* ISO CI_RoleCode */
    const char *address, *city, *postcode, *country;
};

struct vg_expr;

/* How much of each area of another collection this one covers: the product kind soil_sealing, computed. */
struct vg_crossing {
    const char *with;             /* id of the other collection */
    const char *title;
    const char *filter;           /* CQL2 text, as the configuration has it; NULL: all rows count */
    const struct vg_expr *counts; /* what it says of this collection's rows; NULL: all of them */
    int year;                     /* of the rows that come of it; 0: none told */
};

enum vg_item_type { VG_ITEM_FEATURE, VG_ITEM_RECORD, VG_ITEM_COVERAGE /* a raster: no items */ };

#define VG_MAX_KEY_PARTS 8

struct vg_product; /* product.h */
struct vg_record;  /* record.h */
struct vg_store;
struct vg_raster;
struct vg_table; /* the store's own description of the table behind it */

struct vg_collection {
    const char *id;
    const char *title, *description; /* title falls back to id; description NULL where none */
    const char *lang;                /* language of title and description, "fr"; NULL unknown */
    const char *const *keywords;
    size_t n_keywords;
    enum vg_item_type item_type;

    struct vg_field *fields;         /* in the table's order, geometry columns left out, key columns included */
    size_t n_fields;
    int key[VG_MAX_KEY_PARTS];       /* fields that make the item id, in order; */
    int n_key;                       /* 0: the row id itself, not a field (GeoPackage without a fid column) */

    const char *geom_name;           /* NULL: no geometry */
    enum vg_geom_type geom_type;
    bool geom_z, geom_m;
    bool geom_nulls;                 /* some row has no geometry, as far as the store knows cheaply: it meets every bbox */
    const struct vg_crs *crs;        /* storage CRS; NULL without geometry */
    const struct vg_crs *const *crs_list; /* what clients may ask for; the first is CRS84 or CRS84h; */
    size_t n_crs;                         /* contains the storage CRS */

    bool has_extent;
    struct vg_bbox extent;           /* lon/lat (CRS84), rounded outwards; may be a little too large */
    struct vg_interval interval;     /* of the time fields, as far as known cheaply */
    bool has_interval;
    int time_start, time_end;        /* fields; -1: none.  Equal or end -1: instants in time_start */
    const char *year_field;          /* without those: the field with the year of a row, whole numbers, or texts "2021", "2021-03"; NULL: none */
    double epoch;                    /* coordinate epoch of a dynamic CRS, 0: none */

    int64_t estimate;                /* rows, about; -1 unknown */
    bool small;                      /* has at most VG_SMALL_COLLECTION rows: numberMatched is always given */
    int64_t modified_us;             /* last change of the data, µs since 1970, UTC; 0: the store can't tell */
    int64_t created_us;              /* likewise */

    const struct vg_contact *contacts;
    size_t n_contacts;
    const char *license_url, *license_title, *attribution;
    const struct vg_link *links;     /* further ones, from the configuration */
    size_t n_links;
    bool hidden;
    const struct vg_style *styles;   /* that the configuration gives it, the usual one first */
    size_t n_styles;

    const struct vg_crossing *crossings; /* that the configuration names */
    size_t n_crossings;

    struct vg_store *store;          /* where it is kept: there are several where the catalogue is derived */
    bool writable;                   /* the configuration lets its items be changed by those with a token */
    bool require_match;              /* only by those who say which state they change (If-Match) */
    const char *modified_field;      /* field that holds when an item was changed last; NULL: none */

    const struct vg_raster *raster;  /* of VG_ITEM_COVERAGE alone; NULL otherwise */
    struct vg_str metadata;          /* a document of metadata beside the data (ISO 19139, ISO 19115-3); NULL: none */
    const struct vg_record *described; /* what it says, once it is read; NULL: nothing */
    const char *kind;                /* of products, as the store remembers it from the import; NULL */
    const struct vg_product *product; /* the kind of products that it is one of; NULL: none */
    const struct vg_table *table;    /* for the store; opaque to all others */
};

/* Rows up to which a collection counts as small (numberMatched on every page). */
#define VG_SMALL_COLLECTION 1000

/* Index of a field by exact name; -1. */
int vg_collection_field(const struct vg_collection *c, struct vg_str name);
bool vg_collection_is_key(const struct vg_collection *c, int field);

/* So many of crs_list, from its first, are what items are given in: records are kept ready-made in one.  A box or a
 * filter may be in any of the list. */
size_t vg_collection_answer_crs(const struct vg_collection *c);

#endif
