/* catalog.h — what PostgreSQL's catalogue says of all spatial tables and of those that were imported without geometry, read with
 * a handful of queries. */
#ifndef VIGIE_STORE_POSTGIS_CATALOG_H
#define VIGIE_STORE_POSTGIS_CATALOG_H

#include "../connection/conn.h"

struct vg_pg_relation {
    Oid oid;
    const char *schema, *name;
    char kind;               /* pg_class.relkind: r, v, m, f, p */
    const char *comment;     /* NULL: none */
    int path;                /* place of its schema in search_path, from 1; INT_MAX: not in it */
    bool spatial;            /* it has a geometry column, though perhaps none that may be read */
    double rows;             /* as the planner believes; -1: never analysed */
    size_t first_column, n_columns; /* in vg_pg_catalog.columns */
    size_t first_index, n_indexes;
    bool has_box;            /* of the first geometry column, in its CRS */
    double box[4];           /* min x, min y, max x, max y */
    bool nulls;              /* some row has no geometry, as far as is known */
    int64_t counted;         /* rows, where they were counted (at most 1 001); -1: not */
};

struct vg_pg_attribute {
    Oid relation;
    int number;              /* attnum */
    const char *name, *comment;
    Oid type;                /* a domain's base type */
    int typmod;
    bool not_null;
    const char *type_name;
    char type_kind, type_category; /* pg_type.typtype, typcategory */
    bool collated;           /* text whose collation does not sort by code point */
    bool folds;              /* text whose collation calls different texts equal */
    bool has_default, computed;
    int srid;                /* of a geometry or geography; 0: not bound to any */
    const char *shape;       /* "PointZ" */
    size_t first_rule, n_rules; /* in vg_pg_catalog.rules */
};

/* One thing said of a column's values. */
struct vg_pg_rule {
    enum vg_pg_rule_kind { VG_PG_LABEL, VG_PG_CHECK, VG_PG_TYPE_CHECK, VG_PG_REFERENCE } kind;
    const char *text;        /* a label of its enumerated type, an expression, or the column a foreign key leads to:
                              * schema, table and column with '\x1f' between them */
};

struct vg_pg_index {
    Oid oid;
    bool unique, primary, whole; /* whole: valid, no predicate, no expressions */
    bool gist;
    bool codepoint;             /* ordered, texts by code point */
    int n_keys;
    int keys[VG_MAX_KEY_PARTS]; /* attnums; only the first so many */
};

struct vg_pg_crs {
    int srid;
    const char *auth;        /* NULL: none */
    int code;
    const char *wkt;
};

struct vg_pg_catalog {
    struct vg_pg_relation *relations;
    size_t n_relations;
    struct vg_pg_attribute *columns;
    size_t n_columns;
    struct vg_pg_index *indexes;
    size_t n_indexes;
    struct vg_pg_rule *rules;
    size_t n_rules;
    struct vg_pg_crs *crs;
    size_t n_crs;
};

/* Everything but boxes and counted rows. */
/* listed: vigie.collection may be read, which names tables beside the spatial ones. */
enum vg_status vg_pg_catalog_read(struct vg_pg_conn *c, struct vg_arena *a, bool listed, struct vg_pg_catalog *out,
                                  struct vg_error *err) VG_MUST_USE;
/* Boxes from the spatial indexes (or, without one, from the planner's statistics), and the rows of
 * small tables: never a look at more than 1 001 rows of one. */
enum vg_status vg_pg_catalog_measure(struct vg_pg_conn *c, struct vg_arena *a, struct vg_pg_catalog *k,
                                     struct vg_error *err) VG_MUST_USE;

/* The first column that is a geometry (or else a geography); NULL: none can be read. */
const struct vg_pg_attribute *vg_pg_catalog_geometry(const struct vg_pg_conn *c, const struct vg_pg_catalog *k,
                                                     const struct vg_pg_relation *r);

#endif
