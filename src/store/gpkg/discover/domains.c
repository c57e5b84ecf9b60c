/* domains.c — which values columns may hold: the extension "schema" (annex F.9), tables gpkg_data_columns and
 * gpkg_data_column_constraints; and the foreign keys of the table itself. */
#include <vigie/model/domain.h>

#include "discover.h"

/* By its place in the table: versions of the standard name the columns minIsInclusive and min_is_inclusive. */
enum { NAME, TYPE, VALUE, MIN, MIN_INCLUSIVE, MAX, MAX_INCLUSIVE, DESCRIPTION };

#define MAX_CODES 1000

static struct vg_value bound(sqlite3_stmt *st, int column, enum vg_type type)
{
    if (sqlite3_column_type(st, column) == SQLITE_NULL)
        return (struct vg_value){.kind = VG_V_NULL};
    if (type == VG_T_INT)
        return (struct vg_value){.kind = VG_V_INT, .integer = sqlite3_column_int64(st, column)};
    return (struct vg_value){.kind = VG_V_DOUBLE, .real = sqlite3_column_double(st, column)};
}

static void read_range(sqlite3_stmt *st, enum vg_type type, struct vg_domain *out)
{
    out->min = bound(st, MIN, type);
    out->max = bound(st, MAX, type);
    out->above_min = !sqlite3_column_int(st, MIN_INCLUSIVE);
    out->below_max = !sqlite3_column_int(st, MAX_INCLUSIVE);
}

static bool read_code(sqlite3_stmt *st, enum vg_type type, struct vg_arena *a, struct vg_code *out)
{
    const char *value = vg_arena_strdup(a, (const char *)sqlite3_column_text(st, VALUE));
    const char *title = (const char *)sqlite3_column_text(st, DESCRIPTION);
    out->title = title && *title ? vg_arena_strdup(a, title) : NULL;
    return value && vg_code_parse(type, vg_str_of(value), &out->value);
}

/* One constraint has a row for each value that it lists.  False: it says what cannot be told (a pattern). */
static bool read_constraint(sqlite3_stmt *st, enum vg_type type, struct vg_arena *a, struct vg_domain *out)
{
    struct vg_code *codes = vg_arena_array(a, MAX_CODES, sizeof *codes);
    bool number = type == VG_T_INT || type == VG_T_FLOAT || type == VG_T_DOUBLE, any = false;
    while (codes && sqlite3_step(st) == SQLITE_ROW) {
        const char *kind = (const char *)sqlite3_column_text(st, TYPE);
        if (kind && strcmp(kind, "range") == 0 && number)
            read_range(st, type, out);
        else if (!kind || strcmp(kind, "enum") != 0 || out->n_codes == MAX_CODES ||
                 !read_code(st, type, a, &codes[out->n_codes++]))
            return false;
        any = true;
    }
    out->codes = codes;
    return any;
}

static const struct vg_domain *domain_named(struct vg_gpkg_discovery *d, const char *name, enum vg_type type)
{
    static const char sql[] = "select * from gpkg_data_column_constraints where constraint_name = ?1 order by rowid";
    struct vg_domain *out = VG_NEW(d->a, struct vg_domain);
    sqlite3_stmt *st = NULL;
    bool known = out && sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_column_count(st) > DESCRIPTION && sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
                 read_constraint(st, type, d->a, out);
    sqlite3_finalize(st);
    return known ? out : NULL;
}

void vg_gpkg_read_references(struct vg_gpkg_discovery *d, const char *table, struct vg_collection *c)
{
    static const char sql[] = "select \"from\", \"table\", \"to\" from pragma_foreign_key_list(?1) "
                              "group by id having count(*) = 1 order by id desc"; /* as they stand in the table */
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) != SQLITE_OK)
        return;
    sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(st) == SQLITE_ROW) {
        int field = vg_collection_field(c, vg_str_of((const char *)sqlite3_column_text(st, 0)));
        struct vg_reference *to = field >= 0 && !c->fields[field].refers_to ? VG_NEW(d->a, struct vg_reference) : NULL;
        if (!to)
            continue;
        to->collection = vg_arena_strdup(d->a, (const char *)sqlite3_column_text(st, 1));
        to->field = vg_arena_strdup(d->a, (const char *)sqlite3_column_text(st, 2));
        c->fields[field].refers_to = to->collection ? to : NULL;
    }
    sqlite3_finalize(st);
}

void vg_gpkg_read_domains(struct vg_gpkg_discovery *d, const char *table, struct vg_collection *c)
{
    static const char sql[] = "select column_name, constraint_name from gpkg_data_columns "
                              "where lower(table_name) = lower(?1) and constraint_name is not null";
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) != SQLITE_OK)
        return; /* no such extension */
    sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(st) == SQLITE_ROW) {
        int field = vg_collection_field(c, vg_str_of((const char *)sqlite3_column_text(st, 0)));
        if (field >= 0)
            c->fields[field].domain = domain_named(d, (const char *)sqlite3_column_text(st, 1), c->fields[field].type);
    }
    sqlite3_finalize(st);
}
