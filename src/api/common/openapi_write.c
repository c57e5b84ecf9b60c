/* What /api says of operations that change something: a body, a token, and answers without one. */
#include "common.h"

static void put_ref(struct vg_arena *a, struct vg_node *to, const char *key, const char *kind, const char *name)
{
    vg_node_add_str(a, vg_node_add_map(a, to, key), "$ref", vg_arena_printf(a, "#/components/%s/%s", kind, name));
}

void vg_openapi_body(struct vg_call *call, struct vg_node *op, const struct vg_route *route)
{
    struct vg_arena *a = call->arena;
    if (!route->body)
        return;
    bool merge = !strcmp(route->method, "PATCH");
    struct vg_node *body = vg_node_add_map(a, op, "requestBody");
    if (merge)
        vg_node_add_str(a, body, "description", vg_text(call->lang, "members of a GeoJSON feature to be changed (RFC 7396): null removes, what is absent stays"));
    vg_node_add_bool(a, body, "required", true);
    struct vg_node *content = vg_node_add_map(a, body, "content");
    const char *type = merge ? "application/merge-patch+json" : route->formats ? "application/json" : "application/geo+json";
    struct vg_node *media = vg_node_add_map(a, content, type);
    put_ref(a, media, "schema", "schemas", route->body);
}

/* RFC 7240: of those that leave an item behind. */
static void put_preference(struct vg_call *call, struct vg_node *op)
{
    struct vg_arena *a = call->arena;
    struct vg_node *header = vg_node_add_map(a, (struct vg_node *)vg_node_get(op, "parameters"), NULL);
    vg_node_add_str(a, header, "name", "Prefer");
    vg_node_add_str(a, header, "in", "header");
    vg_node_add_str(a, header, "description", vg_text(call->lang, "whether the answer is to hold the item as it then is, in the form that Accept names; otherwise it does not"));
    struct vg_node *schema = vg_node_add_map(a, header, "schema");
    vg_node_add_str(a, schema, "type", "string");
    struct vg_node *values = vg_node_add_list(a, schema, "enum");
    vg_node_add_str(a, values, NULL, "return=minimal");
    vg_node_add_str(a, values, NULL, "return=representation");
}

static void put_answer(struct vg_call *call, struct vg_node *responses, const char *status, const char *text)
{
    vg_node_add_str(call->arena, vg_node_add_map(call->arena, responses, status), "description", vg_text(call->lang, text));
}

void vg_openapi_write(struct vg_call *call, struct vg_node *op, const struct vg_route *route)
{
    static const struct { const char *status, *text; } refusals[] = {
        {"401", "a bearer token is needed, and must be a known one"},
        {"403", "the token may not change this collection"},
        {"405", "this collection cannot be changed"},
        {"409", "another item stands in the way: the same id, or a value that must be unique"},
        {"412", "the item is not in the state that If-Match names"},
        {"415", "the body is of another media type"},
        {"422", "something in the body is wrong: each fault with its place, as a JSON pointer"},
        {"428", "the change must say by If-Match which state it changes"},
    };
    struct vg_arena *a = call->arena;
    bool creates = !strcmp(route->method, "POST");

    vg_openapi_body(call, op, route);
    if (route->body)
        put_preference(call, op);
    struct vg_node *responses = vg_node_add_map(a, op, "responses");
    put_answer(call, responses, creates ? "201" : "204", creates ? "created: Location says where" : "done");
    if (route->body && !creates)
        put_answer(call, responses, "200", "done: the item as it now is");
    put_ref(a, responses, "400", "responses", "InvalidParameter");
    put_ref(a, responses, "404", "responses", "NotFound");
    for (size_t i = 0; i < VG_COUNT(refusals); i++)
        put_answer(call, responses, refusals[i].status, refusals[i].text);
    put_ref(a, responses, "503", "responses", "Unavailable");
    struct vg_node *security = vg_node_add_map(a, vg_node_add_list(a, op, "security"), NULL);
    vg_node_add_list(a, security, "bearer");
}
