/* config.h — conf/vigie.yaml, read, checked and laid over what the stores found.
 *
 * Every key is a row of one table (src/app/config_keys.c), from which the reader, the JSON Schema in
 * schemas/vigie.schema.json and the manual's list are made; a test compares them. */
#ifndef VIGIE_APP_CONFIG_H
#define VIGIE_APP_CONFIG_H

#include <vigie/http/server.h>
#include <vigie/store/store.h>

struct vg_text_pair { const char *en, *fr; }; /* either may be NULL */

struct vg_collection_config {
    const char *id;
    struct vg_text_pair title, description;
    const char *const *keywords; size_t n_keywords;
    const char *product;                /* kind of products that it is one of */
    const char *metadata;               /* file of ISO 19139 or 19115-3; relative to the configuration's folder */
    const char *key;                    /* field that is the item id */
    const char *time_start, *time_end;  /* fields; "" (given but empty): no time */
    const char *const *crs; size_t n_crs;
    const char *const *hide; size_t n_hide;
    struct vg_field_config {
        const char *name;
        struct vg_text_pair title, description;
        const char *unit, *codelist;
        struct vg_code_config { const char *name; struct vg_text_pair title; } *values; /* what it may hold */
        size_t n_values;
    } *fields;
    size_t n_fields;
    struct vg_style_config { const char *name, *file; struct vg_text_pair title; } *styles;
    size_t n_styles;
    struct vg_crossing_config { const char *with; struct vg_text_pair title; const char *filter; int year; } *crossings;
    size_t n_crossings;
    struct vg_contact *contact;
    const char *license_url, *license_title, *attribution;
    struct vg_link *links; size_t n_links;
    bool hidden;
    bool writable, require_match;
    const char *modified;               /* field that holds when an item was changed last */
    int line;
};

struct vg_raster_config {
    const char *id, *file;              /* relative to the configuration's folder */
    struct vg_text_pair title, description;
    struct vg_raster_class_config { const char *name /* its value */, *color; struct vg_text_pair title; } *classes;
    size_t n_classes;
};

struct vg_map_config {
    const char *id;
    struct vg_text_pair title, description;
    const char *const *keywords; size_t n_keywords;
    const char *const *layers; size_t n_layers; /* collections, or collection.style; from the top one down */
    const char *viewer_url, *viewer_title;
    int line;
};

struct vg_config {
    struct vg_text_pair title, description; /* of the service */
    const char *const *keywords; size_t n_keywords;
    enum vg_lang lang;                  /* default language */
    struct vg_contact *contact;         /* operator */
    const char *license_url, *license_title, *attribution;
    const char *listen, *base_url;
    const char *const *trusted_proxies; size_t n_trusted;
    struct vg_http_limits http;
    struct vg_limits {
        int64_t items_default, items_max; /* limit: 10 and 10 000 */
        int64_t offset_max;               /* 1 000 000 */
        size_t page_memory, page_bytes;   /* one page in memory: 8 MiB; in all: 1 GiB */
        size_t tile_bytes;                /* one layer of a tile: 4 MiB */
        int64_t tile_features;            /* 100 000 */
        int64_t tile_rows;                /* 30 000 */
        int64_t tile_positions;           /* 100 000 */
        size_t tile_memory, tile_cache_bytes; /* tiles kept in memory: 32 MiB; in the cache folder: 2 GiB */
        int tile_age_ms;
        size_t pages_memory;              /* all pages together in memory: 256 MiB */
        int64_t body_values;              /* values in the JSON of one body: 1 000 000 */
        size_t feature_bytes;             /* one feature: 64 MiB */
        size_t cache_bytes;               /* all files of the cache folder: 10 GiB */
        int download_wait_ms, download_age_ms, download_ms, download_failed_ms;
        int download_jobs, download_queue;
        int store_connections, store_wait_ms, store_queue, statement_ms;
        int refresh_ms;                   /* how often tables and files are looked at: 2 000 */
    } limits;
    const char *const *harvest_hosts; size_t n_harvest_hosts; /* that CSW Harvest may have asked */
    const char *basemap_url, *basemap_attribution; /* the only other host a page may ask; NULL */
    struct vg_territories_config { const char *collection, *code, *name, *population; } territories;
    const char *const *crs; size_t n_crs; /* offered for every collection, beside the default list */
    bool publish_all;                   /* false: only the collections listed */
    struct vg_collection_config *collections; size_t n_collections;
    struct vg_token_config {
        const char *name, *sha256;      /* hexadecimal */
        const char *const *collections; size_t n_collections;
    } *tokens; size_t n_tokens;
    struct vg_raster_config *rasters; size_t n_rasters;
    struct vg_map_config *maps; size_t n_maps;
    const char *cors_origins;           /* "*" */
};

/* The defaults alone. */
void vg_config_default(struct vg_config *c);

/* Read and check text; all lives in the arena.  On fault err->where is "FILE:LINE" and the text names the key and what would
 * be right (with the nearest known key for an unknown one). */
enum vg_status vg_config_parse(struct vg_str text, const char *file, struct vg_arena *a, struct vg_config *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_config_load(const char *file, struct vg_arena *a, struct vg_config *out, struct vg_error *err) VG_MUST_USE;

/* A text in this language, else in the other; NULL: neither is there. */
const char *vg_config_text(struct vg_text_pair t, enum vg_lang lang);
/* What is said of a collection; NULL: nothing. */
const struct vg_collection_config *vg_config_collection(const struct vg_config *c, const char *id);

/* A path that the configuration names: a relative one starts at the folder of its file (NULL: none, as it is). */
const char *vg_config_path(const char *file, const char *path, struct vg_arena *a);

/* Lay the configuration over discovered collections: names, hidden fields, time columns, CRS lists, licence.
 * A collection or field that does not exist is a warning in `warnings` (one sentence a line), not an error. */
enum vg_status vg_config_apply(const struct vg_config *c, enum vg_lang lang, struct vg_crs_registry *crs, struct vg_discovery *d,
                               struct vg_arena *a, struct vg_buf *warnings, struct vg_error *err) VG_MUST_USE;

#endif
