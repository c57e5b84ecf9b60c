/* config.c — a configuration file into struct vg_config, by the table in config_keys.c.
 *
 * A mistake stops the reading: its message names file, line and key and says what would be right,
 * so that a bad new configuration can be refused while the old one stays in force. */
#include <stdio.h>

#include <vigie/base/file.h>
#include <vigie/base/yaml.h>

#include "config_keys.h"

#define MAX_CONFIG_BYTES ((size_t)1024 * 1024)

struct reader {
    struct vg_arena *arena;
    struct vg_error *err;
    const char *file;
};

/* ---- errors ---- */

/* FILE:LINE; of a long path the end is kept, since there the name stands. */
static void set_place(struct vg_error *err, const char *file, int line)
{
    if (!err)
        return;
    size_t len = strlen(file), room = sizeof(err->where) - 16;
    const char *end = len <= room ? file : file + len - room;
    while (((unsigned char)*end & 0xC0) == 0x80)
        end++;
    snprintf(err->where, sizeof(err->where), "%s%s:%d", end == file ? "" : "…", end, line);
}

#define FAIL(rd, n, ...) fail_at(rd, n, vg_fail((rd)->err, VG_BAD_INPUT, "", __VA_ARGS__))

static enum vg_status fail_at(struct reader *rd, const struct vg_node *n, enum vg_status status)
{
    set_place(rd->err, rd->file, n->line);
    return status;
}

static enum vg_status must_be(struct reader *rd, const struct vg_node *n, const char *path,
                              const char *what)
{
    enum vg_lang lang = rd->err ? rd->err->lang : VG_EN;
    return FAIL(rd, n, "'%s' must be %s", path, vg_text(lang, what));
}

static enum vg_status no_memory(struct reader *rd)
{
    return vg_arena_check(rd->arena, rd->err);
}

/* ---- values ---- */

static enum vg_status read_value(struct reader *rd, const struct vg_config_key *k,
                                 const struct vg_node *n, char *base, const char *path);

static bool is_scalar(const struct vg_node *n)
{
    return n->kind != VG_N_LIST && n->kind != VG_N_MAP;
}

/* What is written plainly as 56100 or true is a text too where a text is wanted. */
static enum vg_status read_text(struct reader *rd, const struct vg_config_key *k,
                                enum vg_config_kind kind, const struct vg_node *n, const char **out,
                                const char *path)
{
    if (!is_scalar(n))
        return must_be(rd, n, path, "a text");
    if (n->kind == VG_N_NULL)
        return FAIL(rd, n, "'%s' has no value: give one, or leave the key out", path);
    const char *wanted = vg_config_check_text(k, kind, n->text);
    if (wanted)
        return must_be(rd, n, path, wanted);
    *out = n->text.ptr;
    return VG_OK;
}

static enum vg_status read_pair(struct reader *rd, const struct vg_config_key *k,
                                const struct vg_node *n, struct vg_text_pair *out, const char *path)
{
    if (n->kind != VG_N_MAP) {
        const char *both = NULL;
        if (n->kind == VG_N_LIST)
            return must_be(rd, n, path, "a text, or a map with the keys en and fr");
        enum vg_status r = read_text(rd, k, VG_K_TEXT, n, &both, path);
        *out = (struct vg_text_pair){both, both};
        return r;
    }
    *out = (struct vg_text_pair){0};
    VG_EACH(child, n) {
        bool en = vg_str_is(child->key, "en"), fr = vg_str_is(child->key, "fr");
        if (!en && !fr)
            return must_be(rd, child, path, "a text, or a map with the keys en and fr");
        enum vg_status r = read_text(rd, k, VG_K_TEXT, child, en ? &out->en : &out->fr, path);
        if (r != VG_OK)
            return r;
    }
    if (!out->en && !out->fr)
        return must_be(rd, n, path, "a text, or a map with the keys en and fr");
    return VG_OK;
}

static enum vg_status read_word(struct reader *rd, const struct vg_config_key *k,
                                const struct vg_node *n, void *to, const char *path)
{
    int i = is_scalar(n) ? vg_config_word(k, n->text) : -1;
    if (i < 0) {
        struct vg_buf words;
        vg_buf_init(&words, 1000);
        for (int w = 0; k->words[w]; w++)
            vg_buf_printf(&words, "%s%s", w ? ", " : "", k->words[w]);
        enum vg_status r = FAIL(rd, n, "'%s' must be one of %s", path, words.ptr);
        vg_buf_finish(&words);
        return r;
    }
    if (k->kind == VG_K_LANG)
        *(enum vg_lang *)to = (enum vg_lang)i;
    else
        *(const char **)to = k->words[i];
    return VG_OK;
}

static enum vg_status read_number(struct reader *rd, const struct vg_config_key *k,
                                  const struct vg_node *n, void *to, const char *path)
{
    int64_t v = n->kind == VG_N_INT ? n->integer : 0;
    const char *wanted = NULL;
    if (n->kind != VG_N_INT) {
        bool unit = n->kind == VG_N_STR && (k->kind == VG_K_DURATION || k->kind == VG_K_SIZE);
        wanted = vg_config_read_number(k, unit ? n->text : (struct vg_str){0}, &v);
    }
    if (wanted)
        return must_be(rd, n, path, wanted);
    if (vg_config_in_bounds(k, v)) {
        vg_config_store_number(k, to, v);
        return VG_OK;
    }
    struct vg_buf min, max;
    vg_buf_init(&min, 40);
    vg_buf_init(&max, 40);
    vg_config_put_number(&min, k->kind, k->min);
    vg_config_put_number(&max, k->kind, k->max);
    enum vg_status r =
        FAIL(rd, n, "'%s' must be from %s to %s, not '%s'", path, min.ptr, max.ptr, n->text.ptr);
    vg_buf_finish(&max);
    vg_buf_finish(&min);
    return r;
}

static enum vg_status read_list(struct reader *rd, const struct vg_config_key *k,
                                const struct vg_node *n, char *base, const char *path)
{
    if (n->kind != VG_N_LIST)
        return must_be(rd, n, path, "a list such as [a, b]");
    const char **items = vg_arena_array(rd->arena, n->n + 1, sizeof(*items));
    if (!items)
        return no_memory(rd);
    size_t i = 0;
    VG_EACH(child, n) {
        enum vg_status r = read_text(rd, k, k->item, child, &items[i++], path);
        if (r != VG_OK)
            return r;
    }
    *(const char *const **)(base + k->offset) = items;
    *(size_t *)(base + k->count) = n->n;
    return VG_OK;
}

/* ---- maps ---- */

static enum vg_status unknown_key(struct reader *rd, const struct vg_config_key *keys,
                                  size_t n_keys, const struct vg_node *n, const char *parent,
                                  const char *path)
{
    const char *meant = vg_config_suggest(n->key, keys, n_keys, parent, rd->arena);
    if (meant)
        return FAIL(rd, n, "'%s' is not a known key; did you mean '%s'?", path, meant);
    return FAIL(rd, n, "'%s' is not a known key; docs/configuration.md lists them", path);
}

static const struct vg_config_key *find_key(const struct vg_config_key *keys, size_t n,
                                            struct vg_str name)
{
    for (size_t i = 0; i < n; i++) {
        if (vg_str_is(name, keys[i].name))
            return &keys[i];
    }
    return NULL;
}

static const char *join(struct reader *rd, const char *parent, struct vg_str name)
{
    if (!*parent)
        return name.ptr;
    return vg_arena_printf(rd->arena, "%s.%s", parent, name.ptr);
}

/* A map without a value ("limits:" with all its lines commented out) is an empty one. */
static enum vg_status read_map(struct reader *rd, const struct vg_config_key *keys, size_t n_keys,
                               const struct vg_node *n, char *base, const char *path)
{
    if (n->kind != VG_N_MAP && n->kind != VG_N_NULL)
        return must_be(rd, n, *path ? path : rd->file, "a map of keys and values");
    VG_EACH(child, n) {
        const char *below = join(rd, path, child->key);
        if (!below)
            return no_memory(rd);
        const struct vg_config_key *k = find_key(keys, n_keys, child->key);
        enum vg_status r = k ? read_value(rd, k, child, base, below)
                             : unknown_key(rd, keys, n_keys, child, path, below);
        if (r != VG_OK)
            return r;
    }
    for (size_t i = 0; i < n_keys; i++) {
        if (keys[i].required && !vg_node_get(n, keys[i].name))
            return FAIL(rd, n, "'%s' needs the key '%s'", path, keys[i].name);
    }
    return VG_OK;
}

static void set_defaults(const struct vg_config_key *keys, size_t n, char *base);

static enum vg_status read_object(struct reader *rd, const struct vg_config_key *k,
                                  const struct vg_node *n, void *object, const char *path)
{
    set_defaults(k->keys, k->n_keys, object);
    if (k->line)
        *(int *)((char *)object + k->line) = n->line;
    return read_map(rd, k->keys, k->n_keys, n, object, path);
}

/* An array of structs from a list, or from a map whose keys name them. */
static enum vg_status read_objects(struct reader *rd, const struct vg_config_key *k,
                                   const struct vg_node *n, char *base, const char *path)
{
    bool named = k->kind == VG_K_NAMED;
    if (n->kind != (named ? VG_N_MAP : VG_N_LIST) && n->kind != VG_N_NULL)
        return must_be(rd, n, path, named ? "a map of keys and values" : "a list of maps");
    char *objects = vg_arena_array(rd->arena, n->n + 1, k->size);
    if (!objects)
        return no_memory(rd);
    char *object = objects;
    VG_EACH(child, n) {
        struct vg_str name = named ? child->key : VG_STR("");
        if (named)
            *(const char **)object = name.ptr;
        const char *below = named ? join(rd, path, name) : path;
        if (!below)
            return no_memory(rd);
        enum vg_status r = read_object(rd, k, child, object, below);
        if (r != VG_OK)
            return r;
        object += k->size;
    }
    *(void **)(base + k->offset) = objects;
    *(size_t *)(base + k->count) = n->n;
    return VG_OK;
}

static enum vg_status read_one_object(struct reader *rd, const struct vg_config_key *k,
                                      const struct vg_node *n, char *base, const char *path)
{
    if (n->kind == VG_N_NULL)
        return VG_OK;
    void *object = vg_arena_alloc(rd->arena, k->size);
    if (!object)
        return no_memory(rd);
    *(void **)(base + k->offset) = object;
    return read_object(rd, k, n, object, path);
}

static enum vg_status read_value(struct reader *rd, const struct vg_config_key *k,
                                 const struct vg_node *n, char *base, const char *path)
{
    void *to = base + k->offset;
    switch (k->kind) {
    case VG_K_TEXT:
    case VG_K_HTTP:
    case VG_K_LINK:
    case VG_K_LISTEN:
    case VG_K_SHA256:
    case VG_K_NETWORK:
        return read_text(rd, k, k->kind, n, to, path);
    case VG_K_PAIR:
        return read_pair(rd, k, n, to, path);
    case VG_K_WORD:
    case VG_K_LANG:
        return read_word(rd, k, n, to, path);
    case VG_K_BOOL:
        if (n->kind != VG_N_BOOL)
            return must_be(rd, n, path, "true or false");
        *(bool *)to = n->boolean;
        return VG_OK;
    case VG_K_INT:
    case VG_K_INT64:
    case VG_K_DURATION:
    case VG_K_SIZE:
        return read_number(rd, k, n, to, path);
    case VG_K_LIST:
        return read_list(rd, k, n, base, path);
    case VG_K_GROUP:
        return read_map(rd, k->keys, k->n_keys, n, base, path);
    case VG_K_OBJECT:
        return read_one_object(rd, k, n, base, path);
    case VG_K_OBJECTS:
    case VG_K_NAMED:
        return read_objects(rd, k, n, base, path);
    }
    return VG_OK;
}

/* ---- defaults ---- */

/* As written in the file, and so perhaps in quotes. */
static const char *plain(const char *dflt)
{
    return strcmp(dflt, "'*'") == 0 ? "*" : dflt;
}

static void set_default(const struct vg_config_key *k, char *to)
{
    int64_t v = 0;
    switch (k->kind) {
    case VG_K_BOOL:
        *(bool *)to = strcmp(k->dflt, "true") == 0;
        break;
    case VG_K_LANG:
        *(enum vg_lang *)to = (enum vg_lang)vg_config_word(k, vg_str_of(k->dflt));
        break;
    case VG_K_PAIR:
        *(struct vg_text_pair *)to = (struct vg_text_pair){k->dflt, k->dflt};
        break;
    case VG_K_INT:
    case VG_K_INT64:
    case VG_K_DURATION:
    case VG_K_SIZE:
        vg_config_read_number(k, vg_str_of(k->dflt), &v);
        vg_config_store_number(k, to, v);
        break;
    default:
        *(const char **)to = plain(k->dflt);
        break;
    }
}

static void set_defaults(const struct vg_config_key *keys, size_t n, char *base)
{
    for (size_t i = 0; i < n; i++) {
        if (keys[i].kind == VG_K_GROUP)
            set_defaults(keys[i].keys, keys[i].n_keys, base);
        else if (keys[i].dflt)
            set_default(&keys[i], base + keys[i].offset);
    }
}

void vg_config_default(struct vg_config *c)
{
    *c = (struct vg_config){0};
    set_defaults(vg_config_keys, vg_config_keys_count, (char *)c);
}

/* ---- the whole ---- */

/* What no row can say alone.  The defaults agree, so one of the two is in the file. */
static enum vg_status not_larger(struct reader *rd, const struct vg_node *root, bool agree,
                                 const char *smaller, const char *larger)
{
    if (agree)
        return VG_OK;
    const struct vg_node *n = vg_node_at(root, smaller);
    return FAIL(rd, n ? n : vg_node_at(root, larger), "'%s' must not be larger than '%s'", smaller,
                larger);
}

static enum vg_status check_together(struct reader *rd, const struct vg_node *root,
                                     const struct vg_limits *l)
{
    enum vg_status r = not_larger(rd, root, l->items_default <= l->items_max,
                                  "limits.items_default", "limits.items_max");
    if (r == VG_OK)
        r = not_larger(rd, root, l->page_memory <= l->pages_memory, "limits.page_memory",
                       "limits.pages_memory");
    if (r == VG_OK)
        r = not_larger(rd, root, l->page_memory <= l->page_bytes, "limits.page_memory",
                       "limits.page_bytes");
    return r;
}

/* Links are made by putting a path behind it. */
static enum vg_status trim_base_url(struct reader *rd, const struct vg_node *root,
                                    struct vg_config *c)
{
    if (!c->base_url)
        return VG_OK;
    if (strpbrk(c->base_url, "?#"))
        return must_be(rd, vg_node_get(root, "base_url"), "base_url",
                       "an address without '?' and '#'");
    struct vg_str s = vg_str_of(c->base_url);
    while (s.ptr[s.len - 1] == '/')
        s.len--;
    c->base_url = vg_arena_cstr(rd->arena, s);
    return c->base_url ? VG_OK : no_memory(rd);
}

enum vg_status vg_config_parse(struct vg_str text, const char *file, struct vg_arena *a,
                               struct vg_config *out, struct vg_error *err)
{
    struct vg_error local = {.lang = err ? err->lang : VG_EN};
    struct reader rd = {.arena = a, .err = &local, .file = file};
    struct vg_config c;
    struct vg_node *root = NULL;
    vg_config_default(&c);
    enum vg_status r = vg_yaml_parse(text, a, &root, &local);
    int line;
    if (r == VG_BAD_INPUT && sscanf(local.where, "line %d", &line) == 1)
        set_place(&local, file, line);
    if (r == VG_OK)
        r = read_map(&rd, vg_config_keys, vg_config_keys_count, root, (char *)&c, "");
    if (r == VG_OK)
        r = check_together(&rd, root, &c.limits);
    if (r == VG_OK)
        r = trim_base_url(&rd, root, &c);
    if (r == VG_OK && vg_arena_failed(a))
        r = vg_arena_check(a, &local);
    if (r == VG_OK)
        *out = c;
    else if (err)
        *err = local;
    return r;
}

const char *vg_config_text(struct vg_text_pair t, enum vg_lang lang)
{
    const char *wanted = lang == VG_FR ? t.fr : t.en;
    return wanted ? wanted : t.en ? t.en : t.fr;
}

const struct vg_collection_config *vg_config_collection(const struct vg_config *c, const char *id)
{
    for (size_t i = 0; i < c->n_collections; i++) {
        if (strcmp(c->collections[i].id, id) == 0)
            return &c->collections[i];
    }
    return NULL;
}

const char *vg_config_path(const char *file, const char *path, struct vg_arena *a)
{
    const char *slash = file ? strrchr(file, '/') : NULL;
    if (path[0] == '/' || !slash)
        return path;
    return vg_arena_printf(a, "%.*s/%s", (int)(slash - file), file, path);
}

enum vg_status vg_config_load(const char *file, struct vg_arena *a, struct vg_config *out,
                              struct vg_error *err)
{
    struct vg_str text;
    enum vg_status r = vg_file_read(file, MAX_CONFIG_BYTES, a, &text, err);
    return r == VG_OK ? vg_config_parse(text, file, a, out, err) : r;
}
