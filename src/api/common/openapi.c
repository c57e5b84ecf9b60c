/* /api: the OpenAPI 3.0 definition, printed from the route tables.
 *
 * It is complete in itself (no remote $ref).  Beside the path patterns it lists the items of each
 * collection by a path of their own: QGIS and GDAL read a collection's filters from there. */
#include "common.h"

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/codec/json.h>

/* Collections that get a path of their own; past it only the patterns are listed. */
#define MAX_OWN_PATHS 300

/* Of the two parameters that every route with forms has. */
#define FORM_DOC "the form of the answer; goes before the Accept header"
#define LANG_DOC "the language of texts; goes before the Accept-Language header"

static void add_ref(struct vg_arena *a, struct vg_node *to, const char *key, const char *kind, const char *name)
{
    struct vg_node *n = vg_node_add_map(a, to, key);
    vg_node_add_str(a, n, "$ref", vg_arena_printf(a, "#/components/%s/%s", kind, name));
}

/* --- parameters ------------------------------------------------------------------------------- */

/* Four numbers or six: as Features Part 1 version 1.0.1 says it, and by the two ends that 1.0.0 has in its place. */
static void add_bbox_schema(struct vg_arena *a, struct vg_node *schema)
{
    vg_node_add_str(a, schema, "type", "array");
    vg_node_add_int(a, schema, "minItems", 4);
    vg_node_add_int(a, schema, "maxItems", 6);
    struct vg_node *one = vg_node_add_list(a, schema, "oneOf");
    for (int n = 4; n <= 6; n += 2) {
        struct vg_node *items = vg_node_add_map(a, one, NULL);
        vg_node_add_int(a, items, "minItems", n);
        vg_node_add_int(a, items, "maxItems", n);
    }
    vg_node_add_str(a, vg_node_add_map(a, schema, "items"), "type", "number");
}

/* A text; of those values, where there are any. */
static void add_choice(struct vg_arena *a, struct vg_node *schema, const char *const *values)
{
    vg_node_add_str(a, schema, "type", "string");
    struct vg_node *list = values ? vg_node_add_list(a, schema, "enum") : NULL;
    for (; values && *values; values++)
        vg_node_add_str(a, list, NULL, *values);
}

static void add_schema(struct vg_call *call, struct vg_node *param, const struct vg_param *p)
{
    struct vg_arena *a = call->arena;
    struct vg_node *schema = vg_node_add_map(a, param, "schema");
    int64_t min, max, dflt;
    switch (p->kind) {
    case VG_P_INT:
        vg_param_bounds(p, &call->gen->site.limits, &min, &max, &dflt);
        vg_node_add_str(a, schema, "type", "integer");
        vg_node_add_int(a, schema, "minimum", min);
        vg_node_add_int(a, schema, "maximum", max);
        vg_node_add_int(a, schema, "default", dflt);
        return;
    case VG_P_BBOX:
        add_bbox_schema(a, schema);
        return;
    case VG_P_CRS:
        vg_node_add_str(a, schema, "type", "string");
        vg_node_add_str(a, schema, "format", "uri");
        vg_node_add_str(a, schema, "default", "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        return;
    case VG_P_ENUM:
        add_choice(a, schema, p->values);
        return;
    case VG_P_NUMBER:
        vg_node_add_str(a, schema, "type", "number");
        vg_node_add_int(a, schema, "minimum", 0);
        if (p->max)
            vg_node_add_int(a, schema, "maximum", p->max);
        return;
    case VG_P_LIST:
        vg_node_add_str(a, schema, "type", "array");
        vg_node_add_int(a, schema, "minItems", 1);
        struct vg_node *items = vg_node_add_map(a, schema, "items");
        add_choice(a, items, p->values);
        if (p->max)
            vg_node_add_int(a, items, "maxLength", p->max);
        return;
    case VG_P_TEXT:
    case VG_P_INTERVAL:
        vg_node_add_str(a, schema, "type", "string");
        return;
    }
}

static void add_param_head(struct vg_call *call, struct vg_node *n, const char *name, const char *in,
                           const char *doc)
{
    struct vg_arena *a = call->arena;
    vg_node_add_str(a, n, "name", name);
    vg_node_add_str(a, n, "in", in);
    vg_node_add_str(a, n, "description", vg_text(call->lang, doc));
    vg_node_add_bool(a, n, "required", strcmp(in, "path") == 0);
    vg_node_add_str(a, n, "style", strcmp(in, "path") == 0 ? "simple" : "form");
    vg_node_add_bool(a, n, "explode", false);
}

static void add_param(struct vg_call *call, struct vg_node *n, const struct vg_param *p)
{
    add_param_head(call, n, p->name, "query", p->doc);
    add_schema(call, n, p);
}

static bool same_values(const char *const *a, const char *const *b)
{
    while (a && b && *a && *b && strcmp(*a, *b) == 0)
        a++, b++;
    return (!a || !*a) && (!b || !*b);
}

/* Do both say the same here?  Names are shared between standards, meanings not always. */
static bool same_param(const struct vg_call *call, const struct vg_param *p, const struct vg_param *q)
{
    int64_t bounds[2][3] = {{0}};
    if (p == q)
        return true;
    if (p->kind != q->kind || strcmp(p->doc, q->doc) != 0 || !same_values(p->values, q->values))
        return false;
    if (p->kind != VG_P_INT)
        return p->max == q->max;
    vg_param_bounds(p, &call->gen->site.limits, &bounds[0][0], &bounds[0][1], &bounds[0][2]);
    vg_param_bounds(q, &call->gen->site.limits, &bounds[1][0], &bounds[1][1], &bounds[1][2]);
    return memcmp(bounds[0], bounds[1], sizeof bounds[0]) == 0;
}

/* The first parameter of that name in the tables: it is the one among the components. */
static const struct vg_param *shared_param(const char *name)
{
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (size_t i = 0; i < vg_api_modules[m]->n_routes; i++) {
            const struct vg_route *route = &vg_api_modules[m]->routes[i];
            for (size_t k = 0; route->summary && k < route->n_params; k++)
                if (strcmp(route->params[k].name, name) == 0)
                    return &route->params[k];
        }
    return NULL;
}

static void add_route_params(struct vg_call *call, struct vg_node *list, const struct vg_route *route)
{
    for (size_t i = 0; i < route->n_params; i++) {
        const struct vg_param *p = &route->params[i];
        if (same_param(call, p, shared_param(p->name)))
            add_ref(call->arena, list, NULL, "parameters", p->name);
        else
            add_param(call, vg_node_add_map(call->arena, list, NULL), p);
    }
}

static void add_path_params(struct vg_call *call, struct vg_node *list, const char *pattern)
{
    struct vg_arena *a = call->arena;
    for (const char *p = strchr(pattern, '{'); p; p = strchr(p + 1, '{')) {
        const char *name = vg_arena_printf(a, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
        struct vg_node *n = vg_node_add_map(a, list, NULL);
        add_param_head(call, n, name, "path", "an identifier, percent-encoded where it needs to be");
        vg_node_add_str(a, vg_node_add_map(a, n, "schema"), "type", "string");
    }
}

static void add_format_params(struct vg_call *call, struct vg_node *list, const struct vg_route *route)
{
    struct vg_arena *a = call->arena;
    struct vg_node *n = vg_node_add_map(a, list, NULL);
    add_param_head(call, n, "f", "query", FORM_DOC);
    struct vg_node *schema = vg_node_add_map(a, n, "schema");
    vg_node_add_str(a, schema, "type", "string");
    struct vg_node *values = vg_node_add_list(a, schema, "enum");
    for (size_t i = 0; route->formats[i]; i++)
        if (vg_format_is_there(route->formats[i]))
            vg_node_add_str(a, values, NULL, route->formats[i]->name);
    add_ref(a, list, NULL, "parameters", "lang");
}

/* Fields whose name is one of the route's own parameters can be asked by a filter only. */
static bool is_own_param(const struct vg_route *route, const char *name)
{
    if (strcmp(name, "f") == 0 || strcmp(name, "lang") == 0)
        return true;
    for (size_t i = 0; i < route->n_params; i++)
        if (strcmp(name, route->params[i].name) == 0)
            return true;
    return false;
}

static void add_field_params(struct vg_call *call, struct vg_node *list, const struct vg_route *route,
                             const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        const char *type = vg_type_json(f->type);
        if (!type || f->type == VG_T_BYTES || is_own_param(route, f->name) ||
            !vg_gate_may_ask(&call->who, c, (int)i))
            continue;
        struct vg_node *n = vg_node_add_map(a, list, NULL);
        add_param_head(call, n, f->name, "query",
                       f->description ? f->description : f->title ? f->title : "only features with this value");
        struct vg_node *schema = vg_node_add_map(a, n, "schema");
        vg_node_add_str(a, schema, "type", type);
        vg_node_add_str(a, schema, "format", vg_type_json_format(f->type));
    }
}

/* --- failures --------------------------------------------------------------------------------- */

static const struct { const char *status, *name, *text; } failures[] = {
    {"400", "InvalidParameter", "a parameter is unknown or has a value it cannot have"},
    {"404", "NotFound", "there is nothing at this address"},
    {"406", "NotAcceptable", "none of the forms asked for can be had"},
    {"500", "ServerError", "the service made a mistake"},
    {"503", "Unavailable", "the service cannot answer just now; Retry-After says when to try again"},
};

static void add_component_responses(struct vg_call *call, struct vg_node *components)
{
    struct vg_arena *a = call->arena;
    struct vg_node *responses = vg_node_add_map(a, components, "responses");
    for (size_t i = 0; i < VG_COUNT(failures); i++) {
        struct vg_node *one = vg_node_add_map(a, responses, failures[i].name);
        vg_node_add_str(a, one, "description", vg_text(call->lang, failures[i].text));
        struct vg_node *content = vg_node_add_map(a, one, "content");
        add_ref(a, vg_node_add_map(a, content, "application/problem+json"), "schema", "schemas", "problem");
        struct vg_node *page = vg_node_add_map(a, content, "text/html");
        vg_node_add_str(a, vg_node_add_map(a, page, "schema"), "type", "string");
    }
}

/* --- operations ------------------------------------------------------------------------------- */

static void add_responses(struct vg_call *call, struct vg_node *op, const struct vg_route *route)
{
    struct vg_arena *a = call->arena;
    struct vg_node *responses = vg_node_add_map(a, op, "responses");
    struct vg_node *ok = vg_node_add_map(a, responses, "200");
    vg_node_add_str(a, ok, "description", vg_text(call->lang, route->summary));
    struct vg_node *content = vg_node_add_map(a, ok, "content");
    for (size_t i = 0; route->formats[i]; i++) {
        const struct vg_format *f = route->formats[i];
        if (!vg_format_is_there(f) || vg_node_get(content, f->media_type)) /* forms may share one: application/xml */
            continue;
        struct vg_node *media = vg_node_add_map(a, content, f->media_type);
        if (strstr(f->media_type, "json") && route->schema)
            add_ref(a, media, "schema", "schemas", route->schema);
        else
            vg_node_add_str(a, vg_node_add_map(a, media, "schema"), "type",
                            strstr(f->media_type, "json") ? "object" : "string");
    }
    for (size_t i = 0; i < VG_COUNT(failures); i++)
        add_ref(a, responses, failures[i].status, "responses", failures[i].name);
}

static const char *operation_id(struct vg_call *call, const struct vg_route *route, const char *suffix)
{
    struct vg_buf b;
    if (route->operation)
        return vg_arena_printf(call->arena, "%s%s", route->operation, suffix);
    vg_buf_init(&b, 1024);
    vg_buf_cstr(&b, strcmp(route->method, "GET") == 0 ? "get" : route->method);
    for (const char *p = route->pattern; *p; p++)
        vg_buf_char(&b, (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ? *p : '.');
    vg_buf_cstr(&b, suffix);
    const char *id = vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return id;
}

static const char *key_of(const char *method)
{
    static const struct { const char *method, *key; } keys[] = {
        {"DELETE", "delete"}, {"GET", "get"}, {"PATCH", "patch"}, {"POST", "post"}, {"PUT", "put"},
    };
    for (size_t i = 0; i < VG_COUNT(keys); i++)
        if (strcmp(keys[i].method, method) == 0)
            return keys[i].key;
    return "get";
}

static void add_operation(struct vg_call *call, struct vg_node *paths, const char *path,
                          const struct vg_route *route, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *item = (struct vg_node *)vg_node_get(paths, path);
    if (!item)
        item = vg_node_add_map(a, paths, path);
    struct vg_node *op = vg_node_add_map(a, item, key_of(route->method));
    vg_node_add_str(a, vg_node_add_list(a, op, "tags"), NULL, vg_text(call->lang, route->tag));
    const char *summary = vg_text(call->lang, route->summary);
    vg_node_add_str(a, op, "summary", c ? vg_arena_printf(a, "%s%s %s", summary, vg_page_text(call, "colon"), c->title) : summary);
    vg_node_add_str(a, op, "operationId",
                    operation_id(call, route, c ? vg_arena_printf(a, ".%s", c->id) : ""));
    struct vg_node *params = vg_node_add_list(a, op, "parameters");
    if (!c)
        add_path_params(call, params, route->pattern);
    add_route_params(call, params, route);
    if (!route->formats) {
        vg_openapi_write(call, op, route);
        return;
    }
    add_format_params(call, params, route);
    if (c && route->field_params)
        add_field_params(call, params, route, c);
    vg_openapi_body(call, op, route);
    add_responses(call, op, route);
}

static void add_own_paths(struct vg_call *call, struct vg_node *paths, const struct vg_route *route)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    const char *var = strchr(route->pattern, '{');
    if (!var)
        return;
    const char *rest = strchr(var, '}') + 1;
    for (size_t i = 0; i < n && i < MAX_OWN_PATHS; i++) {
        if (!vg_gate_sees(&call->who, all[i]) || all[i]->item_type != VG_ITEM_FEATURE)
            continue; /* records have a path of their own in the tables */
        struct vg_buf b;
        vg_buf_init(&b, 4096);
        VG_BUF_LIT(&b, "/collections/");
        vg_url_put(&b, vg_str_of(all[i]->id));
        vg_buf_cstr(&b, rest);
        const char *path = vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
        vg_buf_finish(&b);
        if (path)
            add_operation(call, paths, path, route, all[i]);
    }
}

static void add_paths(struct vg_call *call, struct vg_node *doc)
{
    struct vg_node *paths = vg_node_add_map(call->arena, doc, "paths");
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (size_t i = 0; i < vg_api_modules[m]->n_routes; i++) {
            const struct vg_route *route = &vg_api_modules[m]->routes[i];
            if (!route->summary)
                continue;
            if (route->own_paths)
                add_own_paths(call, paths, route);
            add_operation(call, paths, route->pattern, route, NULL);
        }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void add_component_params(struct vg_call *call, struct vg_node *components)
{
    static const char *const langs[] = {"en", "fr", NULL};
    static const struct vg_param lang = {
        .name = "lang", .kind = VG_P_ENUM, .values = langs,
        .doc = LANG_DOC};
    struct vg_node *params = vg_node_add_map(call->arena, components, "parameters");
    add_param(call, vg_node_add_map(call->arena, params, "lang"), &lang);
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (size_t i = 0; i < vg_api_modules[m]->n_routes; i++)
            for (size_t k = 0; k < vg_api_modules[m]->routes[i].n_params; k++) {
                const struct vg_param *p = &vg_api_modules[m]->routes[i].params[k];
                if (!vg_node_get(params, p->name) && shared_param(p->name) == p)
                    add_param(call, vg_node_add_map(call->arena, params, p->name), p);
            }
}

static enum vg_status add_components(struct vg_call *call, struct vg_node *doc, struct vg_error *err)
{
    struct vg_asset file;
    struct vg_node *components;
    if (!vg_asset_find(VG_STR("schemas/openapi-components.json"), &file))
        return vg_fail(err, VG_BUG, "", "schemas/openapi-components.json is not in the program");
    enum vg_status r = vg_json_parse(file.bytes, call->arena, &components, err);
    if (r != VG_OK)
        return VG_BUG;
    add_component_params(call, components);
    add_component_responses(call, components);
    vg_node_append(call->arena, doc, "components", components);
    return VG_OK;
}

static void add_info(struct vg_call *call, struct vg_node *doc)
{
    struct vg_arena *a = call->arena;
    const struct vg_site *site = &call->gen->site;
    struct vg_node *info = vg_node_add_map(a, doc, "info");
    vg_node_add_str(a, info, "title", site->title[call->lang]);
    vg_node_add_str(a, info, "description", site->description[call->lang]);
    vg_node_add_str(a, info, "version", vg_call_options(call)->version);
    if (site->contact) {
        struct vg_node *contact = vg_node_add_map(a, info, "contact");
        vg_node_add_str(a, contact, "name",
                        site->contact->organization ? site->contact->organization : site->contact->name);
        vg_node_add_str(a, contact, "email", site->contact->email);
        vg_node_add_str(a, contact, "url", site->contact->url);
    }
    if (site->license_title) {
        struct vg_node *license = vg_node_add_map(a, info, "license");
        vg_node_add_str(a, license, "name", site->license_title);
        vg_node_add_str(a, license, "url", site->license_url);
    }
    struct vg_node *server = vg_node_add_map(a, vg_node_add_list(a, doc, "servers"), NULL);
    vg_node_add_str(a, server, "url", call->rq->base_url);
}

/* --- the same for people without scripts ------------------------------------------------------ */

static struct vg_node *group_of(struct vg_call *call, struct vg_node *groups, const char *tag)
{
    const char *title = vg_text(call->lang, tag);
    VG_EACH(g, groups) {
        if (strcmp(vg_node_cstr(g, "title", ""), title) == 0)
            return (struct vg_node *)vg_node_get(g, "operations");
    }
    struct vg_node *g = vg_node_add_map(call->arena, groups, NULL);
    vg_node_add_str(call->arena, g, "title", title);
    return vg_node_add_list(call->arena, g, "operations");
}

static void list_param(struct vg_call *call, struct vg_node *params, const char *name, const char *doc)
{
    struct vg_node *p = vg_node_add_map(call->arena, params, NULL);
    vg_node_add_str(call->arena, p, "name", name);
    vg_node_add_str(call->arena, p, "doc", vg_text(call->lang, doc));
}

static void list_forms(struct vg_call *call, struct vg_node *params, const struct vg_route *route)
{
    struct vg_buf b;
    vg_buf_init(&b, 1024);
    vg_buf_cstr(&b, vg_text(call->lang, FORM_DOC));
    vg_buf_cstr(&b, vg_page_text(call, "colon"));
    for (size_t i = 0, n = 0; route->formats[i]; i++)
        if (vg_format_is_there(route->formats[i]))
            vg_buf_printf(&b, n++ ? ", %s" : " %s", route->formats[i]->name);
    struct vg_node *p = vg_node_add_map(call->arena, params, NULL);
    vg_node_add_str(call->arena, p, "name", "f");
    vg_node_add_text(call->arena, p, "doc", (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
}

static void add_operations(struct vg_call *call, struct vg_node *view)
{
    struct vg_arena *a = call->arena;
    struct vg_node *groups = vg_node_add_list(a, view, "groups");
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (size_t i = 0; i < vg_api_modules[m]->n_routes; i++) {
            const struct vg_route *route = &vg_api_modules[m]->routes[i];
            if (!route->summary)
                continue;
            struct vg_node *one = vg_node_add_map(a, group_of(call, groups, route->tag), NULL);
            vg_node_add_str(a, one, "method", route->method);
            vg_node_add_str(a, one, "path", route->pattern);
            vg_node_add_str(a, one, "summary", vg_text(call->lang, route->summary));
            vg_node_add_bool(a, one, "has_params", route->n_params > 0 || route->formats);
            struct vg_node *params = vg_node_add_list(a, one, "params");
            for (size_t k = 0; k < route->n_params; k++)
                list_param(call, params, route->params[k].name, route->params[k].doc);
            if (!route->formats)
                continue;
            list_forms(call, params, route);
            list_param(call, params, "lang", LANG_DOC);
        }
}

enum vg_status vg_get_api(struct vg_call *call, struct vg_error *err)
{
    struct vg_node *view = NULL;
    if (call->format == &vg_format_html) {
        const char *title = vg_text(call->lang, "The API, to read and try");
        view = vg_page_data(call, title);
        vg_page_crumb(call, view, vg_call_url(call, "/api"), vg_page_text(call, "api"));
        struct vg_node *v = vg_node_add_map(call->arena, view, "view");
        vg_node_add_str(call->arena, v, "api_href", vg_page_keep(call, vg_call_url(call, "/api?f=json")));
        add_operations(call, v);
        return vg_answer_document(call, vg_node_map(call->arena), "api", NULL, view, err);
    }
    struct vg_node *doc = vg_node_map(call->arena);
    vg_node_add_str(call->arena, doc, "openapi", "3.0.3");
    add_info(call, doc);
    add_paths(call, doc);
    enum vg_status r = add_components(call, doc, err);
    return r == VG_OK ? vg_answer_document(call, doc, NULL, NULL, NULL, err) : r;
}
