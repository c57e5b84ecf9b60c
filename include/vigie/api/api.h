/* api.h — the standards' front ends: from an HTTP request to an answer.
 *
 * One vg_api per process.  What it serves is a generation: the site's own texts and the collections as
 * they were found at one moment, read-only, shared by all requests under way and replaced whole. */
#ifndef VIGIE_API_API_H
#define VIGIE_API_API_H

#include <vigie/access/token.h>
#include <vigie/codec/html.h>
#include <vigie/http/message.h>
#include <vigie/jobs/download.h>
#include <vigie/jobs/tile_cache.h>
#include <vigie/model/places.h>
#include <vigie/model/project.h>
#include <vigie/store/store.h>

/* The site's limits, all named in the configuration under limits. */
struct vg_api_limits {
    int64_t items_default, items_max; /* of the parameter limit */
    int64_t body_values;              /* of the JSON of a body */
    int64_t offset_max;
    size_t page_memory;   /* bytes of one page kept in memory; past it a temporary file */
    size_t page_bytes;    /* of one page in all */
    size_t tile_bytes;    /* of one layer of a tile */
    int64_t tile_features;
    int64_t tile_rows, tile_positions;
    int64_t tile_age_ms;  /* of a tile whose store cannot tell when its data changed */
    int download_wait_ms; /* a request waits for its file so long */
};

struct vg_site {
    const char *title[2], *description[2]; /* by enum vg_lang; a title is never NULL */
    const char *const *keywords;
    size_t n_keywords;
    enum vg_lang lang;                     /* when the client has no wish */
    const struct vg_contact *contact;      /* NULL: none */
    const char *license_url, *license_title, *attribution;
    const char *basemap_url, *basemap_attribution; /* NULL: pages ask no other host */
    const char *const *harvest_hosts;      /* that a client's CSW Harvest may have asked */
    size_t n_harvest_hosts;
    struct vg_territories {
        const char *collection, *code, *name, *population; /* of the communes, and their fields */
    } territories;
    struct vg_api_limits limits;
};

struct vg_drawn;

struct vg_generation {
    struct vg_arena *arena;                /* holds all of it, itself included */
    struct vg_site site;
    struct vg_collection **collections[2]; /* by enum vg_lang, the same ones in the same order, by id */
    size_t n_collections;
    const struct vg_map *maps[2];          /* by enum vg_lang, the same ones in the same order */
    size_t n_maps;
    struct vg_projects projects;           /* rows that are records too, in the site's language */
    struct vg_hash projects_state;         /* of the data, before they were read */
    const struct vg_token *tokens;         /* who may write */
    size_t n_tokens;
    int64_t made_us;
    int64_t config_us;                     /* when the file of its configuration was written last; 0: it has none */
    int refs;                              /* kept by vg_api under its lock */
    struct vg_drawn *drawn;                /* the styles of its collections, made as they are asked for; kept by vg_api */
};

struct vg_api;

struct vg_api_options {
    struct vg_store *store;
    struct vg_crs_registry *crs;
    const struct vg_html *html;
    struct vg_budget *pages;      /* memory of all pages together; may be NULL */
    struct vg_downloads *downloads; /* NULL: none are offered */
    struct vg_tile_cache *tiles;  /* NULL: none are kept */
    const struct vg_places *places; /* the official table of communes; NULL: none */
    const char *version;          /* of the program */
    /* The numbers of /metrics, Prometheus text; NULL: none. */
    void (*metrics)(void *ctx, struct vg_buf *out);
    void *ctx;
};

/* o is copied; what it points to must outlive the API.  VG_NO_MEMORY. */
enum vg_status vg_api_new(const struct vg_api_options *o, struct vg_api **out, struct vg_error *err) VG_MUST_USE;
void vg_api_free(struct vg_api *api); /* bears NULL; no request may be under way */

/* Take over a generation (allocated in its own arena); the one before is freed when its last request ends. */
void vg_api_set_generation(struct vg_api *api, struct vg_generation *g);

/* struct vg_http_options.handle, .explain and .always, with the vg_api as ctx. */
void vg_api_handle(void *ctx, struct vg_http_request *rq, struct vg_http_response *rs);
void vg_api_explain(void *ctx, int status, const char *detail, struct vg_http_request *rq, struct vg_http_response *rs);
bool vg_api_always(void *ctx, struct vg_str path);

#endif
