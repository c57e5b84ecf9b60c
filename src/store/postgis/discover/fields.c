/* fields.c — the columns of a table as fields: their types, and how each is read and compared. */
#include "discover.h"

struct mapping {
    Oid oid;
    enum vg_type type;
    enum vg_pg_form form;
};

static const struct mapping mappings[] = {
    {VG_PG_BOOL, VG_T_BOOL, VG_PG_PLAIN},
    {VG_PG_BYTEA, VG_T_BYTES, VG_PG_PLAIN},
    {VG_PG_NAME, VG_T_TEXT, VG_PG_AS_TEXT},
    {VG_PG_INT8, VG_T_INT, VG_PG_PLAIN},
    {VG_PG_INT2, VG_T_INT, VG_PG_PLAIN},
    {VG_PG_INT4, VG_T_INT, VG_PG_PLAIN},
    {VG_PG_TEXT, VG_T_TEXT, VG_PG_PLAIN},
    {VG_PG_OID, VG_T_INT, VG_PG_AS_INT8},
    {VG_PG_JSON, VG_T_JSON, VG_PG_PLAIN},
    {VG_PG_FLOAT4, VG_T_FLOAT, VG_PG_PLAIN},
    {VG_PG_FLOAT8, VG_T_DOUBLE, VG_PG_PLAIN},
    {VG_PG_BPCHAR, VG_T_TEXT, VG_PG_AS_TEXT}, /* its blanks at the end mean nothing, and go */
    {VG_PG_VARCHAR, VG_T_TEXT, VG_PG_PLAIN},
    {VG_PG_DATE, VG_T_DATE, VG_PG_PLAIN},
    {VG_PG_TIME, VG_T_TIME, VG_PG_PLAIN},
    {VG_PG_TIMESTAMP, VG_T_LOCALTIME, VG_PG_PLAIN},
    {VG_PG_TIMESTAMPTZ, VG_T_DATETIME, VG_PG_PLAIN},
    {VG_PG_NUMERIC, VG_T_DECIMAL, VG_PG_PLAIN},
    {VG_PG_UUID, VG_T_UUID, VG_PG_PLAIN},
    {VG_PG_JSONB, VG_T_JSON, VG_PG_PLAIN},
};

/* What is no property: further geometries (a feature has one), rasters, and what exists for
 * searching only. */
static const char *const left_out[] = {"geography", "geometry", "gtsvector", "raster", "topogeometry", "tsvector"};

bool vg_pg_is_field(const struct vg_pg_attribute *at)
{
    for (size_t i = 0; i < VG_COUNT(left_out); i++)
        if (!strcmp(at->type_name, left_out[i]))
            return false;
    return true;
}

static struct mapping mapping_of(const struct vg_pg_attribute *at)
{
    for (size_t i = 0; i < VG_COUNT(mappings); i++)
        if (mappings[i].oid == at->type)
            return mappings[i];
    bool structured = at->type_category == 'A' || at->type_kind == 'c' || !strcmp(at->type_name, "hstore");
    return structured ? (struct mapping){VG_PG_JSONB, VG_T_JSON, VG_PG_AS_JSON}
                      : (struct mapping){VG_PG_TEXT, VG_T_TEXT, VG_PG_AS_TEXT};
}

/* varchar(n) and char(n): the modifier counts its own four bytes. */
static int width_of(const struct vg_pg_attribute *at)
{
    bool bounded = (at->type == VG_PG_VARCHAR || at->type == VG_PG_BPCHAR) && at->typmod > 4;
    return bounded ? at->typmod - 4 : 0;
}

static const char *form_text(struct vg_arena *a, enum vg_pg_form form, const char *quoted)
{
    switch (form) {
    case VG_PG_AS_TEXT:
        return vg_arena_printf(a, "t.%s::text", quoted);
    case VG_PG_AS_JSON:
        return vg_arena_printf(a, "to_jsonb(t.%s)", quoted);
    case VG_PG_AS_INT8:
        return vg_arena_printf(a, "t.%s::int8", quoted);
    default:
        return vg_arena_printf(a, "t.%s", quoted);
    }
}

void vg_pg_make_field(const struct vg_pg_conn *c, const struct vg_pg_attribute *at, struct vg_arena *a,
                      struct vg_field *field, struct vg_pg_column *column)
{
    struct mapping m = mapping_of(at);
    const char *quoted = vg_sql_quote(a, at->name);
    bool json = m.type == VG_T_JSON, text = m.type == VG_T_TEXT || json;
    *field = (struct vg_field){
        .name = at->name,
        .description = at->comment,
        .type = m.type,
        .width = width_of(at),
        .nullable = !at->not_null,
        .has_default = at->has_default,
        .computed = at->computed || m.form == VG_PG_AS_JSON,
    };
    column->type = m.form == VG_PG_AS_TEXT ? VG_PG_TEXT : m.form == VG_PG_AS_INT8 ? VG_PG_INT8 : m.oid;
    column->read = form_text(a, m.form, quoted ? quoted : "");
    column->equal = json ? vg_arena_printf(a, "(%s)::text", column->read) : column->read;
    /* A cast text has the database's own collation, where its type had none. */
    bool collate = text && (at->collated || (m.form == VG_PG_AS_TEXT && at->type != VG_PG_BPCHAR && !c->codepoint) ||
                            (json && !c->codepoint));
    column->operand = collate ? vg_arena_printf(a, "%s collate \"C\"", column->equal) : column->equal;
    if (at->folds)
        column->equal = column->operand;
}
