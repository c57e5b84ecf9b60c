/* What the types are called, and how a field is found.
 *
 * The names are for messages a person reads; the JSON ones are those of JSON Schema 2020-12. */
#include <vigie/model/collection.h>

struct type_row {
    const char *name, *json, *format;
};

static const struct type_row types[] = {
    [VG_T_BOOL] = {"boolean", "boolean", NULL},
    [VG_T_INT] = {"integer", "integer", "int64"},
    [VG_T_FLOAT] = {"number", "number", "float"},
    [VG_T_DOUBLE] = {"number", "number", "double"},
    [VG_T_DECIMAL] = {"decimal number", "number", NULL},
    [VG_T_TEXT] = {"text", "string", NULL},
    [VG_T_DATE] = {"date", "string", "date"},
    [VG_T_DATETIME] = {"date and time", "string", "date-time"},
    /* date-time and time of JSON Schema ask for a zone, which these do not have: OpenAPI's registry names them */
    [VG_T_LOCALTIME] = {"local date and time", "string", "date-time-local"},
    [VG_T_TIME] = {"time of day", "string", "time-local"},
    [VG_T_UUID] = {"UUID", "string", "uuid"},
    [VG_T_JSON] = {"JSON", NULL, NULL},
    [VG_T_BYTES] = {"bytes", "string", NULL},
};

static const struct type_row *row_of(enum vg_type t)
{
    static const struct type_row unknown = {"unknown", NULL, NULL};

    return (size_t)t < VG_COUNT(types) ? &types[t] : &unknown;
}

const char *vg_type_name(enum vg_type t)
{
    return row_of(t)->name;
}

const char *vg_type_json(enum vg_type t)
{
    return row_of(t)->json;
}

const char *vg_type_json_format(enum vg_type t)
{
    return row_of(t)->format;
}

int vg_collection_field(const struct vg_collection *c, struct vg_str name)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        const char *f = c->fields[i].name;
        /* names are C strings: one that holds a NUL is nobody's */
        if (strlen(f) == name.len && (name.len == 0 || memcmp(f, name.ptr, name.len) == 0))
            return (int)i;
    }
    return -1;
}

bool vg_collection_is_key(const struct vg_collection *c, int field)
{
    for (int i = 0; i < c->n_key; i++) {
        if (c->key[i] == field)
            return true;
    }
    return false;
}

size_t vg_collection_answer_crs(const struct vg_collection *c)
{
    return c->item_type == VG_ITEM_RECORD && c->n_crs ? 1 : c->n_crs;
}
