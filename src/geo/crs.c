/* crs.c — the registry: each reference system is looked up once and then shared.
 *
 * Only systems that exist are kept, under one spelling each (crs_name.c), so the table is
 * bounded by PROJ's database.  What does not exist is asked for again each time; that costs a
 * database query of some 0.1 ms. */
#include <vigie/geo/crs.h>

#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/hash.h>

#include "crs_name.h"
#include "registry.h"

#define KEY_MAX (CRS_AUTH_MAX + CRS_CODE_MAX + 2)
#define DEFINITION_MAX_BYTES ((size_t)64 << 10)
/* How sure PROJ is that a definition is a system of its database: but for names; if it has no
 * name. */
#define SURE_PERCENT 90
#define UNSURE_PERCENT 70

/* Systems that differ in the order of axes alone, which we do not have: x is always first. */
static const char *const same_positions[][2] = {
    {"EPSG:4326", "OGC:CRS84"}, {"EPSG:4979", "OGC:CRS84h"},  {"EPSG:4267", "OGC:CRS27"},
    {"EPSG:4269", "OGC:CRS83"}, {"EPSG:3857", "ESRI:102100"},
};

static void silent(void *data, int level, const char *text)
{
    (void)data;
    (void)level;
    (void)text;
}

PJ_CONTEXT *vg_crs_context_new(void)
{
    PJ_CONTEXT *ctx = proj_context_create();
    if (!ctx)
        return NULL;
    proj_log_func(ctx, NULL, silent);
    proj_context_set_enable_network(ctx, 0);
    return ctx;
}

static struct crs_key **bucket(struct vg_crs_registry *r, const char *text)
{
    return &r->buckets[vg_hash_bytes(text, strlen(text)).lo % CRS_BUCKETS];
}

static const struct crs_entry *lookup(struct vg_crs_registry *r, const char *text)
{
    const struct crs_entry *found = NULL;
    pthread_mutex_lock(&r->lock);
    for (const struct crs_key *k = *bucket(r, text); k && !found; k = k->next)
        if (strcmp(k->text, text) == 0)
            found = k->entry;
    pthread_mutex_unlock(&r->lock);
    return found;
}

/* Under both locks.  NULL: the registry is full. */
static struct crs_key *remember(struct vg_crs_registry *r, const char *text,
                                const struct crs_entry *e)
{
    struct crs_key *k = r->n_keys < CRS_MAX_KEYS ? VG_NEW(r->memory, struct crs_key) : NULL;
    if (!k || !(k->text = vg_arena_strdup(r->memory, text)))
        return NULL;
    struct crs_key **b = bucket(r, text);
    k->entry = e;
    k->next = *b;
    *b = k;
    r->n_keys++;
    return k;
}

/* Take pj over as a new entry under the key text; pj is destroyed where that fails.  Under
 * proj_lock. */
static enum vg_status admit(struct vg_crs_registry *r, PJ *pj, const struct crs_name *name,
                            const char *key, const struct crs_entry **out, struct vg_error *err)
{
    pthread_mutex_lock(&r->lock);
    struct crs_entry *e = vg_crs_describe(r, pj, name->auth, name->code);
    bool kept = e && remember(r, key, e);
    bool full = vg_arena_failed(r->memory) || r->n_keys >= CRS_MAX_KEYS;
    if (kept) {
        e->next = r->entries;
        r->entries = e;
        *out = e;
    }
    pthread_mutex_unlock(&r->lock);
    if (kept)
        return VG_OK;
    proj_destroy(pj);
    if (full)
        return vg_fail(err, VG_TOO_LARGE, "", "more than %d reference systems are in use",
                       CRS_MAX_KEYS);
    return vg_fail(err, VG_NOT_FOUND, "",
                   "the reference system is not one of places on a map: a geographic, projected or "
                   "compound one would be right");
}

/* By canonical name; err may be NULL.  Under proj_lock. */
static enum vg_status find_in_database(struct vg_crs_registry *r, const struct crs_name *name,
                                       const struct crs_entry **out, struct vg_error *err)
{
    char key[KEY_MAX];
    snprintf(key, sizeof(key), "%s:%s", name->auth, name->code);
    if ((*out = lookup(r, key)))
        return VG_OK;
    PJ *pj = proj_create_from_database(r->ctx, name->auth, name->code, PJ_CATEGORY_CRS, 0, NULL);
    if (!pj)
        return vg_fail(err, VG_NOT_FOUND, "", "'%s' is not a known reference system", key);
    return admit(r, pj, name, key, out, err);
}

enum vg_status vg_crs_find(struct vg_crs_registry *r, struct vg_str name, const struct vg_crs **out,
                           struct vg_error *err)
{
    struct crs_name n;
    if (!vg_crs_name_read(name, &n))
        return vg_fail(err, VG_BAD_INPUT, "",
                       "'%.*s' is not a reference system: "
                       "http://www.opengis.net/def/crs/EPSG/0/4326 would be one",
                       name.len < 80 ? (int)name.len : 80, name.ptr ? name.ptr : "");
    char key[KEY_MAX];
    snprintf(key, sizeof(key), "%s:%s", n.auth, n.code);
    const struct crs_entry *e = lookup(r, key);
    if (!e) {
        pthread_mutex_lock(&r->proj_lock);
        enum vg_status s = find_in_database(r, &n, &e, err);
        pthread_mutex_unlock(&r->proj_lock);
        if (s != VG_OK)
            return s;
    }
    *out = &e->crs;
    return VG_OK;
}

/* The system of the database that candidate names, if it is there and (sure or not) means the
 * places of pj. */
static const struct crs_entry *known_as(struct vg_crs_registry *r, const PJ *candidate,
                                        const PJ *pj, bool sure)
{
    const char *auth = proj_get_id_auth_name(candidate, 0), *code = proj_get_id_code(candidate, 0);
    char text[KEY_MAX];
    struct crs_name name;
    const struct crs_entry *e;
    if (!auth || !code || snprintf(text, sizeof(text), "%s:%s", auth, code) >= (int)sizeof(text) ||
        !vg_crs_name_read(vg_str_of(text), &name) || find_in_database(r, &name, &e, NULL) != VG_OK)
        return NULL;
    bool same = sure || proj_is_equivalent_to_with_ctx(
                            r->ctx, e->pj, pj, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    return same ? e : NULL;
}

/* The system of the database that a definition means, by its own code or by its parameters. */
static const struct crs_entry *identify(struct vg_crs_registry *r, const PJ *pj)
{
    const struct crs_entry *e = known_as(r, pj, pj, false);
    int *sure = NULL;
    PJ_OBJ_LIST *list = e ? NULL : proj_identify(r->ctx, pj, "EPSG", NULL, &sure);
    for (int i = 0; list && !e && i < proj_list_get_count(list); i++) {
        PJ *candidate = sure[i] >= UNSURE_PERCENT ? proj_list_get(r->ctx, list, i) : NULL;
        if (candidate)
            e = known_as(r, candidate, pj, sure[i] >= SURE_PERCENT);
        proj_destroy(candidate);
    }
    proj_int_list_destroy(sure);
    proj_list_destroy(list);
    return e;
}

static bool contains_nocase(struct vg_str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.len; i++)
        if (vg_str_is_nocase((struct vg_str){s.ptr + i, n}, word))
            return true;
    return false;
}

/* The object a definition describes; NULL if it is none. */
static PJ *create(struct vg_crs_registry *r, struct vg_str def)
{
    /* A transformation inside a definition can end the process: PROJ 9.1 asserts that it knows
     * the method. */
    if (def.len > DEFINITION_MAX_BYTES || memchr(def.ptr, '\0', def.len) ||
        contains_nocase(def, "ABRIDGEDTRANSFORMATION") || contains_nocase(def, "init="))
        return NULL;
    bool is_proj = def.ptr[0] == '+' || vg_str_starts(def, VG_STR("proj="));
    if (!is_proj && !memchr(def.ptr, '[', def.len) && !memchr(def.ptr, '(', def.len))
        return NULL; /* PROJ would also take names, codes, URLs and file names */
    char *text = malloc(def.len + sizeof(" +type=crs"));
    if (!text)
        return NULL;
    memcpy(text, def.ptr, def.len);
    strcpy(text + def.len, is_proj && !contains_nocase(def, "type=crs") ? " +type=crs" : "");
    PJ *pj = proj_create(r->ctx, text);
    free(text);
    return pj;
}

/* Under proj_lock. */
static enum vg_status find_by_definition(struct vg_crs_registry *r, struct vg_str def,
                                         const char *key, const struct crs_entry **out,
                                         struct vg_error *err)
{
    if ((*out = lookup(r, key)))
        return VG_OK;
    PJ *pj = create(r, def);
    if (!pj)
        return vg_fail(err, VG_BAD_INPUT, "", "'%.*s' does not define a reference system",
                       def.len < 80 ? (int)def.len : 80, def.ptr);
    const struct crs_entry *e = identify(r, pj);
    if (!e)
        return admit(r, pj, &(struct crs_name){0}, key, out, err);
    proj_destroy(pj);
    pthread_mutex_lock(&r->lock);
    (void)remember(r, key, e); /* if the table is full it is only found more slowly */
    pthread_mutex_unlock(&r->lock);
    *out = e;
    return VG_OK;
}

enum vg_status vg_crs_from_wkt(struct vg_crs_registry *r, struct vg_str wkt,
                               const struct vg_crs **out, struct vg_error *err)
{
    struct vg_str def = vg_str_trim(wkt);
    if (def.len == 0)
        return vg_fail(err, VG_BAD_INPUT, "", "the definition of the reference system is empty");
    char key[40] = "def ";
    vg_hash_hex(vg_hash_bytes(def.ptr, def.len), key + 4);
    const struct crs_entry *e = lookup(r, key);
    if (!e) {
        pthread_mutex_lock(&r->proj_lock);
        enum vg_status s = find_by_definition(r, def, key, &e, err);
        pthread_mutex_unlock(&r->proj_lock);
        if (s != VG_OK)
            return s;
    }
    *out = &e->crs;
    return VG_OK;
}

const struct vg_crs *vg_crs84(struct vg_crs_registry *r)
{
    return r->crs84;
}

const struct vg_crs *vg_crs84h(struct vg_crs_registry *r)
{
    return r->crs84h;
}

bool vg_crs_same(const struct vg_crs *a, const struct vg_crs *b)
{
    if (a == b)
        return true;
    if (!a || !b || !a->curie || !b->curie || !*a->curie)
        return false;
    if (strcmp(a->curie, b->curie) == 0)
        return true;
    for (size_t i = 0; i < VG_COUNT(same_positions); i++) {
        const char *const *pair = same_positions[i];
        if ((strcmp(a->curie, pair[0]) == 0 && strcmp(b->curie, pair[1]) == 0) ||
            (strcmp(a->curie, pair[1]) == 0 && strcmp(b->curie, pair[0]) == 0))
            return true;
    }
    return false;
}

struct vg_crs_registry *vg_crs_registry_new(struct vg_error *err)
{
    struct vg_crs_registry *r = calloc(1, sizeof(*r));
    if (!r || !(r->memory = vg_arena_new(CRS_MAX_MEMORY)) || !(r->ctx = vg_crs_context_new())) {
        vg_arena_free(r ? r->memory : NULL);
        free(r);
        vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
        return NULL;
    }
    pthread_mutex_init(&r->proj_lock, NULL);
    pthread_mutex_init(&r->lock, NULL);
    if (vg_crs_find(r, VG_STR("OGC:CRS84"), &r->crs84, NULL) != VG_OK ||
        vg_crs_find(r, VG_STR("OGC:CRS84h"), &r->crs84h, NULL) != VG_OK) {
        vg_crs_registry_free(r);
        vg_fail(err, VG_UNAVAILABLE, "", "PROJ's database 'proj.db' cannot be read, or is too old");
        return NULL;
    }
    return r;
}

void vg_crs_registry_free(struct vg_crs_registry *r)
{
    if (!r)
        return;
    vg_transform_drop_all(r);
    for (struct crs_entry *e = r->entries; e; e = e->next)
        proj_destroy(e->pj);
    proj_context_destroy(r->ctx);
    vg_arena_free(r->memory);
    pthread_mutex_destroy(&r->proj_lock);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
