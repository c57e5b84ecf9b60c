/* JSON text into a node tree, and back.
 *
 * Jansson reads the text and says where it is wrong.  Nesting is measured before, since Jansson's own bound is far above ours
 * and each level is a call further on; so are values, each of which is some 100 bytes of memory where it was two of text. */
#include <stdio.h>

#include <vigie/codec/json.h>

#include "json_text.h"

#define MAX_DEPTH 64
#define MAX_TEXT ((size_t)256 << 20)

void vg_json_drop(json_t **j)
{
    json_decref(*j);
}

struct place {
    char text[48];
};

static struct place place_of(int line, int column)
{
    struct place p;

    snprintf(p.text, sizeof p.text, "line %d, column %d", line, column);
    return p;
}

/* *values: at least as many as there are, that of commas and opening brackets, and one. */
static enum vg_status measure(struct vg_str s, int64_t *values, struct vg_error *err)
{
    int depth = 0, line = 1, column = 0;
    bool in_string = false;

    *values = 1;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool opens = !in_string && (c == '[' || c == '{');
        column += ((unsigned char)c & 0xC0) != 0x80; /* characters, not bytes */
        *values += opens || (!in_string && c == ',');
        if (c == '\n') {
            line++;
            column = 0;
        } else if (in_string && c == '\\') {
            i++; /* what is escaped ends no string; a column more or less inside it does not matter */
            column++;
        } else if (c == '"') {
            in_string = !in_string;
        } else if (opens && ++depth > MAX_DEPTH) {
            return vg_fail(err, VG_BAD_INPUT, place_of(line, column).text, "this is nested more than %d levels deep", MAX_DEPTH);
        } else if (!in_string && (c == ']' || c == '}')) {
            depth--;
        }
    }
    return VG_OK;
}

enum vg_status vg_json_load(struct vg_str text, int64_t max_values, json_t **out, struct vg_error *err)
{
    json_error_t e;
    int64_t values;
    enum vg_status r = measure(text, &values, err);

    if (r != VG_OK)
        return r;
    if (max_values && values > max_values)
        return vg_fail(err, VG_TOO_LARGE, "", "the body holds more than %lld values, which is the limit limits.body_values",
                       (long long)max_values);
    json_t *j = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (j) {
        *out = j;
        return VG_OK;
    }
    switch (json_error_code(&e)) {
    case json_error_out_of_memory:
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return vg_fail(err, VG_BAD_INPUT, place_of(e.line, e.column).text, "a text cannot hold the character U+0000");
    default:
        return vg_fail(err, VG_BAD_INPUT, place_of(e.line, e.column).text, "this is not JSON: %.160s", e.text);
    }
}

/* to is a list where key is NULL; depth is bounded by measure(). */
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

enum vg_status vg_json_write(json_t *j, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    struct vg_node *list = vg_node_list(a);

    vg_buf_init(&b, MAX_TEXT);
    add(a, list, NULL, j);
    enum vg_status r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    vg_node_put_json(&b, list->first, 0);
    r = vg_buf_check(&b, err);
    if (r != VG_OK)
        return r;
    *out = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    return vg_arena_check(a, err);
}

enum vg_status vg_json_parse(struct vg_str text, struct vg_arena *a, struct vg_node **out, struct vg_error *err)
{
    VG_AUTO(vg_json_drop) json_t *j = NULL;
    enum vg_status r = vg_json_load(text, 0, &j, err);

    if (r != VG_OK)
        return r;
    struct vg_node *list = vg_node_list(a);
    add(a, list, NULL, j);
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = list->first;
    return r;
}
