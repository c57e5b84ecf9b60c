/* vigie_meets(geometry, shape): the exact spatial test, on the blob as it lies in the page.
 *
 * The box in the blob's header settles most rows; the rest go through our own test for boxes, or GEOS, prepared
 * once a statement.  A geometry that cannot be read meets nothing. */
#include "../gpkg.h"

static bool apart(const struct vg_gpkg_blob *b, const struct vg_bbox *box)
{
    return b->min[0] > box->max[0] || b->max[0] < box->min[0] || b->min[1] > box->max[1] || b->max[1] < box->min[1];
}

static bool within(const struct vg_gpkg_blob *b, const struct vg_bbox *box)
{
    return b->min[0] >= box->min[0] && b->max[0] <= box->max[0] && b->min[1] >= box->min[1] && b->max[1] <= box->max[1];
}

/* z counts where the geometry has one. */
static bool meets_z(struct vg_geom g, const struct vg_bbox *box)
{
    struct vg_geom_info info;

    if (vg_geom_check(g, &info, NULL) != VG_OK)
        return false;
    return !info.has_z || info.empty || (info.box.max[2] >= box->min[2] && info.box.min[2] <= box->max[2]);
}

static void free_predicate(void *p)
{
    vg_predicate_free(p);
}

/* GEOS may take its time over each row: the clock is looked at here, too. */
static bool meets_shape(sqlite3_context *ctx, const struct vg_shape *shape, struct vg_geom g)
{
    struct vg_predicate *p = sqlite3_get_auxdata(ctx, 1);

    if (vg_gpkg_is_late(sqlite3_user_data(ctx))) {
        sqlite3_result_error_code(ctx, SQLITE_INTERRUPT);
        return false;
    }
    if (!p) {
        if (vg_predicate_new(shape->geom, &p, NULL) != VG_OK)
            return false;
        sqlite3_set_auxdata(ctx, 1, p, free_predicate);
        p = sqlite3_get_auxdata(ctx, 1);
    }
    return p && vg_predicate_test(p, shape->relation, g);
}

static bool meets_box(const struct vg_gpkg_blob *b, const struct vg_shape *shape)
{
    if (!(b->has_box && within(b, &shape->box)) && !vg_geom_meets_box(b->geom, &shape->box))
        return false;
    return !shape->box_3d || meets_z(b->geom, &shape->box);
}

static void meets(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    const struct vg_gpkg_conn *conn = sqlite3_user_data(ctx);
    const struct vg_shape *shape = sqlite3_value_pointer(args[1], "vg_shape");
    struct vg_gpkg_blob blob;
    bool yes = false;

    (void)n;
    if (sqlite3_value_type(args[0]) == SQLITE_NULL)
        return; /* null */
    if (shape && sqlite3_value_type(args[0]) == SQLITE_BLOB &&
        !vg_gpkg_blob_read(sqlite3_value_blob(args[0]), (size_t)sqlite3_value_bytes(args[0]), &blob)) {
        if (blob.empty || (blob.has_box && apart(&blob, &shape->box)))
            yes = shape->relation == VG_REL_DISJOINT;
        else if (shape->is_box && shape->relation == VG_REL_INTERSECTS)
            yes = meets_box(&blob, shape);
        else
            yes = meets_shape(ctx, shape, blob.geom);
    }
    if (!conn->timed_out)
        sqlite3_result_int(ctx, yes);
}

int vg_gpkg_register_meets(struct vg_gpkg_conn *c)
{
    return sqlite3_create_function_v2(c->db, "vigie_meets", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, c, meets, NULL,
                                      NULL, NULL);
}
