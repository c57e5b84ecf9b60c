/* Item ids: the parts of the key as one text, and back.
 *
 * An item has one address only: a text that would be written otherwise ("007" for the integer 7) is no id.
 * The parts of a composite key are joined by ','; where a part holds a ',' or '\', a '\' stands before it. */
#include <vigie/query/query.h>

#include "literal.h"

#define MAX_ID_BYTES 65536

static const struct vg_field row_id = {.name = "id", .type = VG_T_INT};

static const struct vg_field *part_field(const struct vg_collection *c, int part)
{
    return c->n_key == 0 ? &row_id : &c->fields[c->key[part]];
}

static int n_parts(const struct vg_collection *c)
{
    return c->n_key == 0 ? 1 : c->n_key;
}

static void put_escaped(struct vg_buf *out, struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ',' || s.ptr[i] == '\\')
            vg_buf_char(out, '\\');
        vg_buf_char(out, s.ptr[i]);
    }
}

void vg_id_put(struct vg_buf *b, const struct vg_collection *c, const struct vg_value *key)
{
    if (n_parts(c) == 1) {
        vg_value_put_text(b, &key[0]);
        return;
    }
    for (int i = 0; i < c->n_key; i++) {
        if (i)
            vg_buf_char(b, ',');
        if (key[i].kind == VG_V_TEXT)
            put_escaped(b, key[i].text);
        else
            vg_value_put_text(b, &key[i]);
    }
}

/* The next part, its escapes taken out; *rest is absent after the last.  False: a '\' that escapes nothing. */
static bool next_part(struct vg_str *rest, struct vg_arena *a, struct vg_str *out)
{
    char *text = vg_arena_alloc(a, rest->len + 1);
    size_t n = 0, i = 0;

    if (!text)
        return false;
    for (; i < rest->len && rest->ptr[i] != ','; i++) {
        if (rest->ptr[i] == '\\') {
            i++;
            if (i == rest->len || (rest->ptr[i] != ',' && rest->ptr[i] != '\\'))
                return false;
        }
        text[n++] = rest->ptr[i];
    }
    *rest = i < rest->len ? (struct vg_str){rest->ptr + i + 1, rest->len - i - 1} : (struct vg_str){0};
    *out = (struct vg_str){text, n};
    return true;
}

static bool part_parse(const struct vg_field *f, struct vg_str text, struct vg_arena *a,
                       struct vg_value *out)
{
    bool whole_day;

    return vg_literal_parse(f, text, a, out, &whole_day, NULL) == VG_OK && !whole_day;
}

bool vg_id_parse(const struct vg_collection *c, struct vg_str id, struct vg_arena *a,
                 struct vg_value *key_out)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_str rest = id;

    if (!id.ptr || id.len > MAX_ID_BYTES)
        return false;
    for (int i = 0; i < n_parts(c); i++) {
        struct vg_str part = rest;
        if (n_parts(c) > 1 && (!rest.ptr || !next_part(&rest, a, &part)))
            return false;
        if (!part_parse(part_field(c, i), part, a, &key[i]))
            return false;
    }
    if (n_parts(c) > 1 && rest.ptr)
        return false;

    struct vg_buf again;
    vg_buf_init(&again, 2 * MAX_ID_BYTES + 1);
    vg_id_put(&again, c, key);
    bool same = !again.failed && vg_str_eq((struct vg_str){again.ptr, again.len}, id);
    vg_buf_finish(&again);
    if (same)
        memcpy(key_out, key, (size_t)n_parts(c) * sizeof(*key));
    return same;
}

bool vg_query_has_numbers(const struct vg_collection *c)
{
    return c->n_key == 0 || (c->n_key == 1 && c->fields[c->key[0]].type == VG_T_INT);
}
