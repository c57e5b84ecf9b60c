/* config_schema.c — schemas/vigie.schema.json: the table of keys as JSON Schema 2020-12, by which
 * editors complete and check the file while it is written. */
#include "config_keys.h"

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)

static void put_keys(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *keys,
                     size_t n);

static const char *pattern_of(enum vg_config_kind kind)
{
    switch (kind) {
    case VG_K_HTTP:
        return "^https?://[^/ ]";
    case VG_K_LINK:
        return "^(https?://[^/ ]|mailto:|/([^/]|$))";
    case VG_K_LISTEN:
        return "^(\\[[^\\]]+\\]|[^:]+):[0-9]{1,5}$";
    case VG_K_SHA256:
        return "^[0-9A-Fa-f]{64}$";
    case VG_K_NETWORK:
        return "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$";
    case VG_K_DURATION:
        return "^[0-9]+(\\.[0-9]+)? *(ms|s|min|h)$";
    case VG_K_SIZE:
        return "^[0-9]+(\\.[0-9]+)? *(B|KiB|MiB|GiB)$";
    default:
        return NULL;
    }
}

static void put_text(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k,
                     enum vg_config_kind kind)
{
    vg_node_add_str(a, to, "type", "string");
    if (!k->empty)
        vg_node_add_int(a, to, "minLength", 1);
    vg_node_add_str(a, to, "pattern", pattern_of(kind));
}

static void put_pair(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    struct vg_node *any = vg_node_add_list(a, to, "anyOf");
    put_text(a, vg_node_add_map(a, any, NULL), k, VG_K_TEXT);
    struct vg_node *map = vg_node_add_map(a, any, NULL);
    vg_node_add_str(a, map, "type", "object");
    struct vg_node *properties = vg_node_add_map(a, map, "properties");
    put_text(a, vg_node_add_map(a, properties, "en"), k, VG_K_TEXT);
    put_text(a, vg_node_add_map(a, properties, "fr"), k, VG_K_TEXT);
    vg_node_add_int(a, map, "minProperties", 1);
    vg_node_add_bool(a, map, "additionalProperties", false);
}

static void put_integer(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    vg_node_add_str(a, to, "type", "integer");
    vg_node_add_int(a, to, "minimum", k->min);
    vg_node_add_int(a, to, "maximum", k->max);
}

static void put_quantity(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    struct vg_node *any = vg_node_add_list(a, to, "anyOf");
    put_integer(a, vg_node_add_map(a, any, NULL), k);
    put_text(a, vg_node_add_map(a, any, NULL), k, k->kind);
}

static void put_words(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    struct vg_node *list = vg_node_add_list(a, to, "enum");
    for (size_t i = 0; k->words[i]; i++)
        vg_node_add_str(a, list, NULL, k->words[i]);
}

/* A map or list whose lines are all commented out has no value. */
static void put_nullable(struct vg_arena *a, struct vg_node *to, const char *type)
{
    struct vg_node *types = vg_node_add_list(a, to, "type");
    vg_node_add_str(a, types, NULL, type);
    vg_node_add_str(a, types, NULL, "null");
}

static void put_value(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    switch (k->kind) {
    case VG_K_PAIR:
        put_pair(a, to, k);
        break;
    case VG_K_WORD:
    case VG_K_LANG:
        put_words(a, to, k);
        break;
    case VG_K_BOOL:
        vg_node_add_str(a, to, "type", "boolean");
        break;
    case VG_K_INT:
    case VG_K_INT64:
        put_integer(a, to, k);
        break;
    case VG_K_DURATION:
    case VG_K_SIZE:
        put_quantity(a, to, k);
        break;
    case VG_K_LIST:
        vg_node_add_str(a, to, "type", "array");
        put_text(a, vg_node_add_map(a, to, "items"), k, k->item);
        break;
    case VG_K_GROUP:
    case VG_K_OBJECT:
        put_nullable(a, to, "object");
        put_keys(a, to, k->keys, k->n_keys);
        break;
    case VG_K_OBJECTS:
    case VG_K_NAMED: {
        bool named = k->kind == VG_K_NAMED;
        put_nullable(a, to, named ? "object" : "array");
        struct vg_node *item = vg_node_add_map(a, to, named ? "additionalProperties" : "items");
        put_nullable(a, item, "object");
        put_keys(a, item, k->keys, k->n_keys);
        break;
    }
    default:
        put_text(a, to, k, k->kind);
        break;
    }
}

static void put_default(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *k)
{
    int64_t v;
    if (!k->dflt)
        return;
    if (k->kind == VG_K_BOOL)
        vg_node_add_bool(a, to, "default", strcmp(k->dflt, "true") == 0);
    else if (vg_str_int64(vg_str_of(k->dflt), &v))
        vg_node_add_int(a, to, "default", v);
    else
        vg_node_add_str(a, to, "default", strcmp(k->dflt, "'*'") == 0 ? "*" : k->dflt);
}

static void put_keys(struct vg_arena *a, struct vg_node *to, const struct vg_config_key *keys,
                     size_t n)
{
    struct vg_node *properties = vg_node_add_map(a, to, "properties");
    struct vg_node *required = NULL;
    for (size_t i = 0; i < n; i++) {
        struct vg_node *one = vg_node_add_map(a, properties, keys[i].name);
        vg_node_add_str(a, one, "description", keys[i].doc);
        put_value(a, one, &keys[i]);
        put_default(a, one, &keys[i]);
    }
    for (size_t i = 0; i < n; i++) {
        if (keys[i].required && !required)
            required = vg_node_add_list(a, to, "required");
        if (keys[i].required)
            vg_node_add_str(a, required, NULL, keys[i].name);
    }
    vg_node_add_bool(a, to, "additionalProperties", false);
}

void vg_config_put_schema(struct vg_buf *b)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(ARENA_BYTES);
    if (!a)
        return;
    struct vg_node *root = vg_node_map(a);
    vg_node_add_str(a, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    vg_node_add_str(a, root, "title", "Configuration of vigie");
    vg_node_add_str(a, root, "description",
                    "Made from src/app/config_keys.c by 'ninja config-schema'.");
    put_nullable(a, root, "object");
    put_keys(a, root, vg_config_keys, vg_config_keys_count);
    vg_node_put_json(b, root, 2);
    vg_buf_char(b, '\n');
}
