/* Small parts of a statement: texts, names, placeholders. */
#include "sql.h"

#define MAX_STATEMENT ((size_t)4 << 20)

void vg_sql_init(struct vg_sql *s, const struct vg_sql_dialect *d, const struct vg_collection *c, struct vg_arena *a)
{
    *s = (struct vg_sql){.dialect = d, .collection = c, .table = c->table, .arena = a, .ready = true};
    vg_buf_init(&s->text, MAX_STATEMENT);
}

void vg_sql_finish(struct vg_sql *s)
{
    if (s->ready)
        vg_buf_finish(&s->text);
    s->ready = false;
}

void vg_sql_put(struct vg_sql *s, const char *text)
{
    vg_buf_cstr(&s->text, text);
}

static void add_param(struct vg_sql *s, struct vg_sql_param p)
{
    if (!vg_arena_room(s->arena, &s->params, s->n_params, &s->cap_params, sizeof *s->params))
        return; /* the arena stays failed, and the builder looks at it in the end */
    s->params[s->n_params++] = p;
    vg_buf_char(&s->text, s->dialect->mark);
    vg_buf_int64(&s->text, (int64_t)s->n_params);
}

void vg_sql_param(struct vg_sql *s, int field, const struct vg_value *v)
{
    add_param(s, (struct vg_sql_param){.field = field, .value = *v});
}

void vg_sql_param_shape(struct vg_sql *s, const struct vg_shape *shape)
{
    add_param(s, (struct vg_sql_param){.field = VG_NO_FIELD, .shape = shape});
}

void vg_sql_param_double(struct vg_sql *s, double v)
{
    add_param(s, (struct vg_sql_param){.field = VG_NO_FIELD, .value = {.kind = VG_V_DOUBLE, .real = v}});
}

void vg_sql_param_found(struct vg_sql *s)
{
    add_param(s, (struct vg_sql_param){.field = VG_NO_FIELD, .found = true});
}

void vg_sql_param_stored(struct vg_sql *s, int field, const struct vg_value *v, const struct vg_shape *shape)
{
    add_param(s, (struct vg_sql_param){.field = field, .value = *v, .shape = shape, .stored = true});
}

const char *vg_sql_quote(struct vg_arena *a, const char *name)
{
    size_t len = strlen(name);
    char *quoted = vg_arena_alloc(a, 2 * len + 3), *p = quoted;

    if (!quoted)
        return NULL;
    *p++ = '"';
    for (size_t i = 0; i < len; i++) {
        if (name[i] == '"')
            *p++ = '"';
        *p++ = name[i];
    }
    *p++ = '"';
    return quoted;
}

const char *vg_sql_op(enum vg_op op)
{
    switch (op) {
    case VG_OP_EQ: return " = ";
    case VG_OP_NE: return " <> ";
    case VG_OP_LT: return " < ";
    case VG_OP_LE: return " <= ";
    case VG_OP_GT: return " > ";
    case VG_OP_GE: return " >= ";
    default: return NULL;
    }
}
