/* discover.c — tables as collections: ids, titles, geometry, CRS, extent.
 *
 * A feature has one geometry: of several columns the first is it, the others are left out.  A geography
 * is read as a geometry of its own SRID; its index knows great circles only, so boxes are tested row
 * by row there. */
#include "discover.h"

#include <limits.h>
#include <math.h>

#include "../../records.h"

/* A first line of a comment that long still is a title. */
#define MAX_TITLE_BYTES 150

struct work {
    struct vg_pg_store *store;
    struct vg_pg_conn *conn;
    struct vg_arena *arena;
    const struct vg_key_hint *hints;
    size_t n_hints;
    struct vg_pg_catalog catalog;
    struct vg_discovery out;
};

/* ------------------------------------------------------------------------------------ ids and texts */

/* Relations come in the order of the search path, so the first of a name keeps it. */
static const char *id_of(const struct work *w, const struct vg_pg_relation *r)
{
    bool taken = vg_store_id_is_reserved(r->name);
    for (const struct vg_pg_relation *o = w->catalog.relations; !taken && o < r; o++)
        taken = !strcmp(o->name, r->name);
    return taken ? vg_arena_printf(w->arena, "%s.%s", r->schema, r->name) : r->name;
}

static const char *hint_of(const struct work *w, const char *id)
{
    for (size_t i = 0; i < w->n_hints; i++)
        if (!strcmp(w->hints[i].collection, id))
            return w->hints[i].field;
    return NULL;
}

/* The first line is the title, where it is as short as one; the rest describes. */
static void set_texts(struct vg_arena *a, const char *comment, struct vg_collection *c)
{
    struct vg_str rest, first = vg_str_trim(vg_str_cut(vg_str_trim(vg_str_of(comment)), '\n', &rest));
    if (!comment || !first.len)
        return;
    if (first.len > MAX_TITLE_BYTES) {
        c->description = vg_arena_cstr(a, vg_str_trim(vg_str_of(comment)));
        return;
    }
    c->title = vg_arena_cstr(a, first);
    rest = vg_str_trim(rest);
    if (rest.len)
        c->description = vg_arena_cstr(a, rest);
}

static void reject(struct work *w, const char *id, const char *reason)
{
    w->out.unpublished[w->out.n_unpublished++] = (struct vg_unpublished){id, reason};
}

/* --------------------------------------------------------------------------------------------- CRS */

static enum vg_status find_crs(struct work *w, int srid, const struct vg_crs **out)
{
    struct vg_crs_registry *registry = w->store->base.options.crs;
    struct vg_error unused = {0};
    for (size_t i = 0; i < w->catalog.n_crs; i++) {
        const struct vg_pg_crs *k = &w->catalog.crs[i];
        if (k->srid != srid)
            continue;
        const char *name = k->auth ? vg_arena_printf(w->arena, "%s:%d", k->auth, k->code) : NULL;
        if (name && vg_crs_find(registry, vg_str_of(name), out, &unused) == VG_OK)
            return VG_OK;
        if (k->wkt && *k->wkt)
            return vg_crs_from_wkt(registry, vg_str_of(k->wkt), out, &unused);
    }
    return VG_NOT_FOUND;
}

static const char *set_geometry(struct work *w, const struct vg_pg_attribute *g, struct vg_collection *c,
                                struct vg_pg_table *t)
{
    struct vg_str shape = vg_str_of(g->shape ? g->shape : "");
    if (g->srid == 0)
        return vg_arena_printf(w->arena, "its column '%s' has no SRID: declare it as geometry(…, srid)", g->name);
    if (find_crs(w, g->srid, &c->crs) != VG_OK)
        return vg_arena_printf(w->arena, "its SRID %d is no known coordinate reference system", g->srid);
    bool geography = g->type == w->conn->geography;
    c->geom_name = g->name;
    c->geom_type = vg_geom_type_of_name(shape);
    c->geom_m = shape.len && shape.ptr[shape.len - 1] == 'M';
    shape.len -= c->geom_m;
    c->geom_z = shape.len && shape.ptr[shape.len - 1] == 'Z';
    t->base.geometry = vg_sql_quote(w->arena, g->name);
    t->base.srid = g->srid;
    t->geometry = vg_arena_printf(w->arena, geography ? "t.%s::geometry" : "t.%s", t->base.geometry);
    t->parts = c->geom_type == VG_GEOM_ANY || c->geom_type == VG_GEOM_POLYHEDRALSURFACE || c->geom_type == VG_GEOM_COLLECTION;
    return NULL;
}

/* -------------------------------------------------------------------------------------- the numbers */

static void set_extent(struct work *w, const struct vg_pg_relation *r, struct vg_collection *c,
                       struct vg_pg_table *t)
{
    struct vg_crs_registry *registry = w->store->base.options.crs;
    struct vg_transform *to = NULL;
    struct vg_error unused = {0};
    if (!r->has_box || !isfinite(r->box[0]) || !isfinite(r->box[1]) || !isfinite(r->box[2]) || !isfinite(r->box[3]))
        return;
    struct vg_bbox box = {.min = {r->box[0], r->box[1]}, .max = {r->box[2], r->box[3]}};
    t->base.has_box = true;
    t->base.box = c->extent = box;
    c->has_extent = vg_crs_same(c->crs, vg_crs84(registry));
    if (c->has_extent || vg_transform_borrow(registry, c->crs, vg_crs84(registry), NULL, &to, &unused) != VG_OK)
        return;
    c->has_extent = vg_transform_bbox(to, &box, &c->extent);
    vg_transform_return(to);
}

static void set_numbers(const struct vg_pg_relation *r, struct vg_collection *c)
{
    c->geom_nulls = r->nulls;
    c->small = r->counted >= 0 && r->counted <= VG_SMALL_COLLECTION;
    c->estimate = r->rows >= 0 ? (int64_t)r->rows : -1;
    if (c->small)
        c->estimate = r->counted;
    else if (r->counted > c->estimate)
        c->estimate = -1; /* more than the planner knows of */
}

/* ---------------------------------------------------------------------------------------- one table */

/* The first foreign key of a column that leads to a spatial table. */
static const struct vg_reference *reference_of(const struct work *w, const struct vg_pg_attribute *at)
{
    struct vg_reference *to = VG_NEW(w->arena, struct vg_reference);
    for (size_t i = 0; to && i < at->n_rules; i++) {
        const struct vg_pg_rule *rule = &w->catalog.rules[at->first_rule + i];
        struct vg_str table, column, schema = vg_str_cut(vg_str_of(rule->text), '\x1f', &table);
        if (rule->kind != VG_PG_REFERENCE)
            continue;
        table = vg_str_cut(table, '\x1f', &column);
        for (size_t k = 0; k < w->catalog.n_relations; k++) {
            const struct vg_pg_relation *r = &w->catalog.relations[k];
            if (!vg_str_is(schema, r->schema) || !vg_str_is(table, r->name))
                continue;
            *to = (struct vg_reference){id_of(w, r), vg_arena_cstr(w->arena, column)};
            return to;
        }
    }
    return NULL;
}

static const int *set_fields(struct work *w, const struct vg_pg_relation *r, struct vg_collection *c,
                             struct vg_pg_table *t)
{
    struct vg_pg_column *columns = vg_arena_array(w->arena, r->n_columns + 1, sizeof *columns);
    const char **names = vg_arena_array(w->arena, r->n_columns + 1, sizeof *names);
    int *numbers = vg_arena_array(w->arena, r->n_columns + 1, sizeof *numbers);
    c->fields = vg_arena_array(w->arena, r->n_columns + 1, sizeof *c->fields);
    if (!columns || !names || !numbers || !c->fields)
        return NULL;
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct vg_pg_attribute *at = &w->catalog.columns[r->first_column + i];
        if (!vg_pg_is_field(at))
            continue;
        struct vg_field *field = &c->fields[c->n_fields];
        vg_pg_make_field(w->conn, at, w->arena, field, &columns[c->n_fields]);
        field->refers_to = at->n_rules ? reference_of(w, at) : NULL;
        field->domain = vg_pg_domain_of(&w->catalog, at, field->type, w->arena);
        names[c->n_fields] = vg_sql_quote(w->arena, at->name);
        numbers[c->n_fields++] = at->number;
    }
    t->columns = columns;
    t->base.columns = names;
    return numbers;
}

static void set_table(struct work *w, const struct vg_pg_relation *r, const struct vg_pg_attribute *g,
                      struct vg_pg_table *t)
{
    t->kind = r->kind;
    t->never_null = g && g->not_null;
    t->base.schema = r->schema;
    t->base.name = r->name;
    t->base.from = vg_arena_printf(w->arena, "%s.%s", vg_sql_quote(w->arena, r->schema),
                                   vg_sql_quote(w->arena, r->name));
    t->base.estimate = r->rows >= 0 ? (int64_t)r->rows : -1;
    for (size_t i = 0; i < r->n_indexes; i++) {
        const struct vg_pg_index *x = &w->catalog.indexes[r->first_index + i];
        t->base.spatial_index |= x->gist && x->whole && g && x->n_keys > 0 && x->keys[0] == g->number;
    }
}

static bool is_records(const struct vg_pg_relation *r)
{
    return !strcmp(r->schema, "vigie") && !strcmp(r->name, VG_PG_RECORDS);
}

static enum vg_status adopt_records(struct work *w, struct vg_collection *c, struct vg_pg_table *t, struct vg_error *err)
{
    t->base.versions = true;
    t->base.forms = "vigie.record_form";
    t->base.texts = "vigie.record";
    VG_AUTO(vg_pg_clearp) PGresult *rows = NULL;
    enum vg_status st = vg_pg_ask(w->conn, "select count(*), coalesce(has_table_privilege(to_regclass('vigie.record_word')::oid,"
                                  " 'select'), false) from vigie.record where removed is null",
                                  &(struct vg_pg_params){0}, VG_PG_WHOLE, 0, &rows, err);
    if (st != VG_OK)
        return st;
    c->estimate = (int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(rows, 0, 0));
    c->small = c->estimate <= VG_SMALL_COLLECTION;
    t->base.words = *PQgetvalue(rows, 0, 1) ? "vigie.record_word" : NULL;
    return vg_store_adopt_records(&w->store->base, c, w->arena, err);
}

static enum vg_status add(struct work *w, const struct vg_pg_relation *r, struct vg_error *err)
{
    const struct vg_pg_attribute *g = vg_pg_catalog_geometry(w->conn, &w->catalog, r);
    struct vg_collection *c = VG_NEW(w->arena, struct vg_collection);
    struct vg_pg_table *t = VG_NEW(w->arena, struct vg_pg_table);
    if (!c || !t || (!g && r->spatial))
        return vg_arena_check(w->arena, err); /* not one spatial column may be read */
    c->id = id_of(w, r);
    c->table = &t->base;
    set_texts(w->arena, r->comment, c);
    set_table(w, r, g, t);
    const char *reason = g ? set_geometry(w, g, c, t) : NULL;
    const int *numbers = set_fields(w, r, c, t);
    enum vg_status st = vg_arena_check(w->arena, err);
    if (st != VG_OK)
        return st;
    if (!reason)
        vg_pg_choose_key(&w->catalog, r, numbers, hint_of(w, c->id), w->arena, c, t, &reason);
    if (reason) {
        reject(w, c->id, reason);
        return vg_arena_check(w->arena, err);
    }
    set_extent(w, r, c, t);
    set_numbers(r, c);
    st = is_records(r) ? adopt_records(w, c, t, err) : vg_store_complete(&w->store->base, c, w->arena, err);
    if (st == VG_OK)
        w->out.collections[w->out.n_collections++] = c;
    return st;
}

/* -------------------------------------------------------------------------------------------- all */

static enum vg_status discover(struct work *w, struct vg_error *err)
{
    bool lists = false;
    enum vg_status r = vg_pg_beside_lists(w->conn, &lists, err);
    atomic_store(&w->store->lists, lists);
    if (r == VG_OK)
        r = vg_pg_catalog_read(w->conn, w->arena, lists, &w->catalog, err);
    if (r == VG_OK)
        r = vg_pg_catalog_measure(w->conn, w->arena, &w->catalog, err);
    size_t n = w->catalog.n_relations;
    w->out.collections = vg_arena_array(w->arena, n + 1, sizeof *w->out.collections);
    w->out.unpublished = vg_arena_array(w->arena, n + 1, sizeof *w->out.unpublished);
    if (r == VG_OK)
        r = vg_arena_check(w->arena, err);
    for (size_t i = 0; r == VG_OK && i < n; i++)
        r = add(w, &w->catalog.relations[i], err);
    if (r == VG_OK)
        r = vg_pg_beside_read(w->conn, w->arena, w->out.collections, w->out.n_collections, err);
    if (r == VG_OK)
        r = vg_pg_measure_spans(w->conn, w->out.collections, w->out.n_collections, err);
    return r;
}

enum vg_status vg_pg_discover(struct vg_store *base, const struct vg_key_hint *hints, size_t n_hints,
                              struct vg_arena *a, struct vg_discovery *out, struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    struct work w = {.store = s, .arena = a, .hints = hints, .n_hints = n_hints};
    enum vg_status r = vg_pg_take(s, &w.conn, err);
    if (r != VG_OK)
        return r;
    r = discover(&w, err);
    vg_pool_give(s->pool, w.conn, w.conn->broken);
    if (r == VG_OK)
        *out = w.out;
    return r;
}
