/* Rows of a JSON document as some platforms publish them: a member with a list of maps, or a map by key whose values are maps
 * or lists.  Where they lie is told by the kind of products.  Such documents are small: they are read whole. */
#include <stdlib.h>

#include <vigie/codec/json.h>
#include <vigie/model/product.h>

#include "../files/place.h"
#include "../files/walk.h"
#include "source.h"

#define MAX_BYTES ((size_t)64 << 20)
#define MAX_TREE ((size_t)1 << 30)
#define MAX_VALUE ((size_t)16 << 20)

struct json_rows {
    struct vg_source base;
    const struct vg_product *product;
    struct vg_arena *tree, *row;
    const struct vg_node *rows, *next;
    struct vg_value *values;
    int64_t number;
};

static int field_named(const struct vg_source_schema *s, struct vg_str name)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (vg_str_is(name, s->fields[i].name))
            return (int)i;
    return -1;
}

static void add_field(struct json_rows *j, struct vg_str name, size_t room)
{
    struct vg_source_schema *s = &j->base.schema;
    if (s->n_fields < room && field_named(s, name) < 0)
        s->fields[s->n_fields++] = (struct vg_field){.name = vg_arena_cstr(j->base.arena, name), .type = VG_T_TEXT, .nullable = true};
}

/* The fields are those that any row has, in the order they are met in. */
static enum vg_status make_fields(struct json_rows *j, struct vg_error *err)
{
    const struct vg_product *p = j->product;
    struct vg_source_schema *s = &j->base.schema;
    s->fields = vg_arena_array(j->base.arena, VG_SCHEMA_MAX_FIELDS, sizeof *s->fields);
    j->values = vg_arena_array(j->base.arena, VG_SCHEMA_MAX_FIELDS, sizeof *j->values);
    if (!s->fields || !j->values)
        return vg_arena_check(j->base.arena, err);
    if (p->json_key && j->rows->kind == VG_N_MAP)
        add_field(j, vg_str_of(p->json_key), VG_SCHEMA_MAX_FIELDS);
    VG_EACH(row, j->rows) {
        for (size_t i = 0; row->kind == VG_N_LIST && i < p->n_json_cells; i++)
            add_field(j, vg_str_of(p->json_cells[i]), VG_SCHEMA_MAX_FIELDS);
        for (const struct vg_node *m = row->kind == VG_N_MAP ? row->first : NULL; m; m = m->next)
            add_field(j, m->key, VG_SCHEMA_MAX_FIELDS);
    }
    s->n_columns = s->n_fields;
    s->total = (int64_t)j->rows->n;
    return vg_arena_check(j->base.arena, err);
}

/* A text as it is; what has parts as JSON. */
static struct vg_value value_of(struct json_rows *j, const struct vg_node *n)
{
    if (n->kind == VG_N_NULL)
        return (struct vg_value){.kind = VG_V_NULL};
    if (n->kind == VG_N_STR)
        return (struct vg_value){.kind = VG_V_TEXT, .text = n->text};
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, MAX_VALUE);
    vg_node_put_json(&b, n, 0);
    struct vg_str text = vg_arena_str(j->row, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    return text.ptr ? (struct vg_value){.kind = VG_V_TEXT, .text = text} : (struct vg_value){.kind = VG_V_NULL};
}

static void set(struct json_rows *j, struct vg_str name, const struct vg_node *n)
{
    int at = field_named(&j->base.schema, name);
    if (at >= 0)
        j->values[at] = value_of(j, n);
}

static enum vg_status rows_next(struct vg_source *base, struct vg_source_row *out, struct vg_error *err)
{
    struct json_rows *j = (struct json_rows *)base;
    const struct vg_product *p = j->product;
    const struct vg_node *row = j->next;
    if (!row)
        return VG_END;
    vg_arena_reset(j->row);
    *out = (struct vg_source_row){.number = ++j->number, .fid = -1, .values = j->values};
    for (size_t i = 0; i < base->schema.n_fields; i++)
        j->values[i] = (struct vg_value){.kind = VG_V_NULL};
    int key = p->json_key ? field_named(&base->schema, vg_str_of(p->json_key)) : -1;
    if (key >= 0 && row->key.ptr)
        j->values[key] = (struct vg_value){.kind = VG_V_TEXT, .text = row->key};
    size_t i = 0;
    for (const struct vg_node *m = row->first; m; m = m->next, i++) {
        if (row->kind == VG_N_MAP)
            set(j, m->key, m);
        else if (i < p->n_json_cells)
            set(j, vg_str_of(p->json_cells[i]), m);
    }
    if (row->kind == VG_N_LIST && row->n != p->n_json_cells)
        out->cells = row->n + (p->json_key != NULL);
    j->next = row->next;
    return vg_arena_check(j->row, err);
}

static enum vg_status rows_rewind(struct vg_source *base, struct vg_error *err)
{
    struct json_rows *j = (struct json_rows *)base;
    (void)err;
    j->next = j->rows->first;
    j->number = 0;
    return VG_OK;
}

static void rows_close(struct vg_source *base)
{
    struct json_rows *j = (struct json_rows *)base;
    vg_arena_free(j->tree);
    vg_arena_free(j->row);
    free(j);
}

static const struct vg_source_ops rows_ops = {.next = rows_next, .rewind = rows_rewind, .close = rows_close};

/* VG_NOT_FOUND where it is JSON of another kind, or none that can be read whole: OGR has its word on it then. */
static enum vg_status find_rows(struct json_rows *j, const struct vg_place *p)
{
    struct vg_error ignored = {0};
    struct vg_str text;
    struct vg_node *root;
    if (vg_walk_read(p->path, MAX_BYTES, j->tree, &text, &ignored) != VG_OK || !memchr(text.ptr, '{', text.len < 64 ? text.len : 64) ||
        vg_json_parse(text, j->tree, &root, &ignored) != VG_OK)
        return VG_NOT_FOUND;
    j->rows = vg_node_get(root, j->product->json_rows);
    return j->rows && (j->rows->kind == VG_N_LIST || j->rows->kind == VG_N_MAP) ? VG_OK : VG_NOT_FOUND;
}

enum vg_status vg_json_rows_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                                 struct vg_notes *notes, struct vg_source **out, struct vg_error *err)
{
    struct json_rows *j = calloc(1, sizeof *j);
    if (!j)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    j->base = (struct vg_source){.ops = &rows_ops, .file = p->file, .arena = a, .notes = notes};
    j->base.schema = (struct vg_source_schema){.format = "JSON", .key = -1, .total = -1};
    j->product = o->product;
    j->tree = vg_arena_new(MAX_TREE);
    j->row = vg_arena_new(MAX_TREE);
    enum vg_status r = j->tree && j->row ? find_rows(j, p) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK)
        r = make_fields(j, err);
    if (r == VG_OK)
        r = rows_rewind(&j->base, err);
    if (r != VG_OK) {
        rows_close(&j->base);
        return r;
    }
    *out = &j->base;
    return VG_OK;
}
