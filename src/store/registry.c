/* The kinds of store: a new one is a folder and a line here. */
#include "gpkg/gpkg.h"
#include "ops.h"
#include "postgis/pg.h"

const struct vg_store_ops *const vg_store_kinds[] = {
    &vg_gpkg_ops,
    &vg_postgis_ops,
    NULL,
};
