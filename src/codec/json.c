/* JSON text into a node tree.
 *
 * Jansson reads the text and says where it is wrong; nesting is measured before, since Jansson's own bound is
 * far above ours and its tree no longer knows where anything stood. */
#include <stdio.h>

#include <jansson.h>

#include <vigie/codec/json.h>

#define MAX_DEPTH 64

static void drop(json_t **j)
{
    json_decref(*j);
}

static enum vg_status fail_at(struct vg_error *err, int line, int column, const char *text)
{
    char where[48];

    snprintf(where, sizeof(where), "line %d, column %d", line, column);
    return vg_fail(err, VG_BAD_INPUT, where, "this is not JSON: %.160s", text);
}

static enum vg_status check_depth(struct vg_str s, struct vg_error *err)
{
    int depth = 0, line = 1, column = 0;
    bool in_string = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        column += ((unsigned char)c & 0xC0) != 0x80; /* characters, not bytes */
        if (c == '\n') {
            line++;
            column = 0;
        } else if (in_string && c == '\\') {
            i++; /* what is escaped ends no string; a column more or less inside it does not matter */
            column++;
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string && (c == '[' || c == '{')) {
            if (++depth > MAX_DEPTH) {
                char where[48];
                snprintf(where, sizeof(where), "line %d, column %d", line, column);
                return vg_fail(err, VG_BAD_INPUT, where, "this is nested more than %d levels deep", MAX_DEPTH);
            }
        } else if (!in_string && (c == ']' || c == '}')) {
            depth--;
        }
    }
    return VG_OK;
}

/* to is a list where key is NULL; depth is bounded by check_depth. */
static void add(struct vg_arena *a, struct vg_node *to, const char *key, json_t *j)
{
    struct vg_node *inner;
    const char *name;
    json_t *child;
    size_t i;

    switch (json_typeof(j)) {
    case JSON_OBJECT:
        inner = vg_node_add_map(a, to, key);
        json_object_foreach(j, name, child)
            add(a, inner, name, child);
        break;
    case JSON_ARRAY:
        inner = vg_node_add_list(a, to, key);
        json_array_foreach(j, i, child)
            add(a, inner, NULL, child);
        break;
    case JSON_STRING:
        vg_node_add_text(a, to, key, (struct vg_str){json_string_value(j), json_string_length(j)});
        break;
    case JSON_INTEGER:
        vg_node_add_int(a, to, key, json_integer_value(j));
        break;
    case JSON_REAL:
        vg_node_add_double(a, to, key, json_real_value(j) + 0.0); /* no minus zero */
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        vg_node_add_bool(a, to, key, json_is_true(j));
        break;
    case JSON_NULL:
        vg_node_add_null(a, to, key);
        break;
    }
}

enum vg_status vg_json_parse(struct vg_str text, struct vg_arena *a, struct vg_node **out, struct vg_error *err)
{
    enum vg_status r = check_depth(text, err);
    json_error_t e;

    if (r != VG_OK)
        return r;
    VG_AUTO(drop)
    json_t *j = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!j && json_error_code(&e) == json_error_out_of_memory)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    if (!j)
        return fail_at(err, e.line, e.column, e.text);

    struct vg_node *list = vg_node_list(a);
    add(a, list, NULL, j);
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = list->first;
    return r;
}
