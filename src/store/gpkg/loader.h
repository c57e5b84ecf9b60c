/* loader.h — put a whole collection into a GeoPackage: the loader_begin of its store_ops. */
#ifndef STORE_GPKG_LOADER_H
#define STORE_GPKG_LOADER_H

#include <vigie/store/loader.h>

/* The file at s->address is made when it is not there: complete, at commit. */
enum vg_status vg_gpkg_loader_begin(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                    enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err);

#endif
