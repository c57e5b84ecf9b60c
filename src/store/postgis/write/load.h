/* load.h — a load into PostGIS: its table and its rows on their way. */
#ifndef VIGIE_STORE_POSTGIS_LOAD_H
#define VIGIE_STORE_POSTGIS_LOAD_H

#include "../pg.h"

struct vg_pg_loader {
    struct vg_loader base;
    const struct vg_collection *c;
    const struct vg_collection *before; /* as it was found, NULL: not there */
    enum vg_load_mode mode;
    struct vg_arena *arena;
    struct vg_pg_conn *conn;  /* of its own, in one transaction from begin to commit */

    const char *schema, *table; /* where the rows are to be in the end; not quoted */
    const char *loading;        /* quoted and qualified: the table the rows go to meanwhile */
    const char *old;            /* quoted and qualified: the one that is replaced; NULL: none */
    const char *fid;            /* name of the added id column; NULL: the key is a field */
    const char *geometry;       /* name of the geometry column; NULL: none */
    int srid;
    Oid *types;                 /* by field: what its column takes */
    int64_t next_fid;

    struct vg_buf rows;         /* COPY data not yet sent */
    struct vg_buf shape;        /* one row's, where it is not written as it came */
    bool copying;
    int64_t n_rows;
};

/* load_table.c — find or make the table the rows go to. */
enum vg_status vg_pg_load_table(struct vg_pg_loader *l, struct vg_error *err) VG_MUST_USE;
/* Keys, indexes, statistics, comments; the old table gives way. */
enum vg_status vg_pg_load_finish(struct vg_pg_loader *l, struct vg_error *err) VG_MUST_USE;

/* ../beside.c — keep the kind of products and the document of metadata; fresh: that there is none, too. */
enum vg_status vg_pg_beside_write(struct vg_pg_loader *l, bool fresh, struct vg_error *err) VG_MUST_USE;

/* load_append.c — check that the table there takes the rows. */
enum vg_status vg_pg_load_append(struct vg_pg_loader *l, const char *regclass, struct vg_error *err) VG_MUST_USE;

/* load_copy.c — the rows. */
enum vg_status vg_pg_copy_begin(struct vg_pg_loader *l, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_copy_row(struct vg_pg_loader *l, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                              struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_copy_end(struct vg_pg_loader *l, struct vg_error *err) VG_MUST_USE;

/* load_log.c — write what the load changes to the log, before the old table goes; and the statements that give the new one
 * the triggers of the old one, NULL where there are none to give. */
enum vg_status vg_pg_load_log(struct vg_pg_loader *l, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_load_triggers(struct vg_pg_loader *l, const char **out, struct vg_error *err) VG_MUST_USE;

/* What the database says to a row or a key, in the terms of the one who loads: VG_CONFLICT names the id. */
enum vg_status vg_pg_load_fail(struct vg_pg_loader *l, const PGresult *r, struct vg_error *err);
/* Ask for one text: NULL in *out where there is no row or it is null. */
enum vg_status vg_pg_load_ask(struct vg_pg_loader *l, const char *sql, const char *const *values, int n,
                              const char **out, struct vg_error *err) VG_MUST_USE;
/* A statement built in the loader's arena. */
enum vg_status vg_pg_load_run(struct vg_pg_loader *l, struct vg_error *err, const char *fmt, ...) VG_PRINTF(3, 4);

#endif
