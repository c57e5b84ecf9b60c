/* A generation: discovered once, then completed by the configuration in each language. */
#include "generation.h"

#include "catalogue.h"
#include "maps.h"
#include "metadata_files.h"
#include "rasters.h"
#include "style_files.h"
#include "years.h"

#include <vigie/catalog/project.h>

#include <sys/stat.h>

#define MAX_GENERATION (256u << 20)

/* The second language needs collections of its own: the configuration writes titles into them. */
static enum vg_status copy_discovery(const struct vg_discovery *from, struct vg_arena *a, struct vg_discovery *out,
                                     struct vg_error *err)
{
    *out = *from;
    out->collections = vg_arena_array(a, from->n_collections + 1, sizeof *out->collections);
    for (size_t i = 0; out->collections && i < from->n_collections; i++) {
        struct vg_collection *c = VG_NEW(a, struct vg_collection);
        struct vg_field *fields = vg_arena_array(a, from->collections[i]->n_fields + 1, sizeof *fields);
        if (!c || !fields)
            break;
        *c = *from->collections[i];
        if (c->n_fields)
            memcpy(fields, c->fields, c->n_fields * sizeof *fields);
        c->fields = fields;
        out->collections[i] = c;
    }
    return vg_arena_check(a, err);
}

static enum vg_status discover(struct vg_store *store, const struct vg_config *config, struct vg_arena *a,
                               struct vg_discovery *out, struct vg_error *err)
{
    struct vg_key_hint *hints = vg_arena_array(a, config->n_collections + 1, sizeof *hints);
    size_t n = 0;
    for (size_t i = 0; hints && i < config->n_collections; i++)
        if (config->collections[i].key)
            hints[n++] = (struct vg_key_hint){config->collections[i].id, config->collections[i].key};
    enum vg_status r = vg_arena_check(a, err);
    return r == VG_OK ? vg_store_discover(store, hints, n, a, out, err) : r;
}

static void fill_site(struct vg_site *site, const struct vg_config *c)
{
    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        const char *title = vg_config_text(c->title, (enum vg_lang)lang);
        site->title[lang] = title ? title : vg_text((enum vg_lang)lang, "Geodata");
        site->description[lang] = vg_config_text(c->description, (enum vg_lang)lang);
    }
    site->keywords = c->keywords;
    site->n_keywords = c->n_keywords;
    site->lang = c->lang;
    site->contact = c->contact;
    site->license_url = c->license_url;
    site->license_title = c->license_title;
    site->attribution = c->attribution;
    site->harvest_hosts = c->harvest_hosts;
    site->n_harvest_hosts = c->n_harvest_hosts;
    site->basemap_url = c->basemap_url;
    site->basemap_attribution = c->basemap_attribution;
    site->territories = (struct vg_territories){c->territories.collection, c->territories.code, c->territories.name,
                                                c->territories.population};
    site->limits = (struct vg_api_limits){
        .items_default = c->limits.items_default,
        .items_max = c->limits.items_max,
        .body_values = c->limits.body_values,
        .offset_max = c->limits.offset_max,
        .page_memory = c->limits.page_memory,
        .page_bytes = c->limits.page_bytes,
        .tile_bytes = c->limits.tile_bytes,
        .tile_features = c->limits.tile_features,
        .tile_rows = c->limits.tile_rows,
        .tile_positions = c->limits.tile_positions,
        .tile_age_ms = c->limits.tile_age_ms,
        .download_wait_ms = c->limits.download_wait_ms,
    };
}

static enum vg_status fill_tokens(struct vg_generation *g, const struct vg_config *c, struct vg_error *err)
{
    struct vg_token *tokens = vg_arena_array(g->arena, c->n_tokens + 1, sizeof *tokens);
    for (size_t i = 0; tokens && i < c->n_tokens; i++) {
        const struct vg_token_config *from = &c->tokens[i];
        tokens[i] = (struct vg_token){.name = from->name, .collections = from->collections,
                                      .n_collections = from->n_collections};
        if (!vg_sha256_parse(vg_str_of(from->sha256), tokens[i].hash)) /* the reader has looked at it */
            return vg_fail(err, VG_BUG, "", "the hash of a token cannot be read");
    }
    g->tokens = tokens;
    g->n_tokens = c->n_tokens;
    return vg_arena_check(g->arena, err);
}

/* What a token names and cannot be written: the configuration contradicts itself. */
static void warn_of_tokens(const struct vg_generation *g, struct vg_buf *warnings)
{
    for (size_t i = 0; i < g->n_tokens; i++)
        for (size_t k = 0; k < g->tokens[i].n_collections; k++) {
            const char *id = g->tokens[i].collections[k];
            bool writable = !strcmp(id, "*");
            for (size_t c = 0; !writable && c < g->n_collections; c++)
                writable = !strcmp(g->collections[VG_EN][c]->id, id) && g->collections[VG_EN][c]->writable;
            if (!writable)
                vg_buf_printf(warnings, "'tokens.%s' may write '%s', which is no writable collection\n",
                              g->tokens[i].name, id);
        }
}

/* Of products that have but a year; the same in each language. */
static enum vg_status measure_years(const struct vg_discovery *from, struct vg_discovery *to, struct vg_error *err)
{
    for (size_t i = 0; i < from->n_collections; i++) {
        struct vg_collection *c = from->collections[i], *other = to->collections[i];
        if (!c->year_field || c->has_interval)
            continue;
        enum vg_status r = vg_years_measure(c, err);
        if (r != VG_OK)
            return r;
        other->has_interval = c->has_interval;
        other->interval = c->interval;
    }
    return VG_OK;
}

/* Their state is taken first: what changes while they are read is seen at the next look. */
static enum vg_status read_projects(struct vg_generation *g, struct vg_buf *warnings, struct vg_error *err)
{
    const struct vg_collection *const *all = (const struct vg_collection *const *)g->collections[g->site.lang];
    g->projects_state = vg_projects_state(all, g->n_collections);
    return vg_projects_read(all, g->n_collections, g->arena, warnings, &g->projects, err);
}

bool vg_generation_is_behind(const struct vg_generation *g, struct vg_hash *seen)
{
    struct vg_hash now = vg_projects_state((const struct vg_collection *const *)g->collections[g->site.lang], g->n_collections);
    bool differs = now.hi != seen->hi || now.lo != seen->lo;
    *seen = now;
    return differs;
}

static int64_t written_us(const char *file)
{
    struct stat st;
    return file && stat(file, &st) == 0 ? (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000 : 0;
}

static enum vg_status fill(struct vg_generation *g, struct vg_store *store, struct vg_store *derived,
                           struct vg_crs_registry *crs, struct vg_str text, const char *file, struct vg_buf *warnings, struct vg_error *err)
{
    struct vg_config *config = VG_NEW(g->arena, struct vg_config);
    struct vg_discovery found[2] = {{0}};
    enum vg_status r = vg_arena_check(g->arena, err);
    if (r != VG_OK)
        return r;
    vg_config_default(config);
    if (text.ptr)
        r = vg_config_parse(text, file, g->arena, config, err);
    if (r == VG_OK)
        r = discover(store, config, g->arena, &found[VG_EN], err);
    if (r == VG_OK)
        r = vg_catalogue_add(derived, g->arena, &found[VG_EN], err);
    if (r == VG_OK)
        r = vg_rasters_add(config, file, store, crs, g->arena, &found[VG_EN], warnings, err);
    if (r == VG_OK)
        r = vg_metadata_files_read(config, file, &found[VG_EN], g->arena, warnings, err);
    if (r == VG_OK)
        r = copy_discovery(&found[VG_EN], g->arena, &found[VG_FR], err);
    for (int lang = VG_EN; r == VG_OK && lang <= VG_FR; lang++) {
        vg_catalogue_name(&found[lang], (enum vg_lang)lang);
        vg_rasters_name(config, (enum vg_lang)lang, &found[lang]);
        vg_metadata_files_adopt(&found[lang], (enum vg_lang)lang, g->arena);
    }
    if (r == VG_OK)
        r = vg_config_apply(config, VG_EN, crs, &found[VG_EN], g->arena, warnings, err);
    struct vg_buf said_already;
    vg_buf_init(&said_already, 1u << 20);
    if (r == VG_OK)
        r = vg_config_apply(config, VG_FR, crs, &found[VG_FR], g->arena, &said_already, err);
    vg_buf_finish(&said_already);
    if (r == VG_OK)
        r = measure_years(&found[VG_EN], &found[VG_FR], err);
    for (int lang = VG_EN; r == VG_OK && lang <= VG_FR; lang++)
        r = vg_style_files_add(config, file, (enum vg_lang)lang, &found[lang], g->arena, err);
    for (int lang = VG_EN; r == VG_OK && lang <= VG_FR; lang++)
        r = vg_maps_make(config, (enum vg_lang)lang, &found[lang], g->arena, lang == VG_EN ? warnings : NULL, &g->maps[lang], &g->n_maps,
                         err);
    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < found[VG_EN].n_unpublished; i++)
        vg_buf_printf(warnings, "table '%s' is not published: %s\n", found[VG_EN].unpublished[i].table,
                      found[VG_EN].unpublished[i].reason);
    for (int lang = VG_EN; lang <= VG_FR; lang++)
        g->collections[lang] = found[lang].collections;
    g->n_collections = found[VG_EN].n_collections;
    fill_site(&g->site, config);
    r = read_projects(g, warnings, err);
    if (r != VG_OK)
        return r;
    r = fill_tokens(g, config, err);
    if (r != VG_OK)
        return r;
    warn_of_tokens(g, warnings);
    g->made_us = vg_now_us();
    g->config_us = text.ptr ? written_us(file) : 0;
    return VG_OK;
}

enum vg_status vg_generation_build(struct vg_store *store, struct vg_store *derived, struct vg_crs_registry *crs,
                                   struct vg_str text, const char *file, struct vg_buf *warnings, struct vg_generation **out,
                                   struct vg_error *err)
{
    struct vg_arena *a = vg_arena_new(MAX_GENERATION);
    struct vg_generation *g = a ? VG_NEW(a, struct vg_generation) : NULL;
    if (!g) {
        vg_arena_free(a);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    g->arena = a;
    enum vg_status r = fill(g, store, derived, crs, text, file, warnings, err);
    if (r != VG_OK) {
        vg_arena_free(a);
        return r;
    }
    *out = g;
    return VG_OK;
}
