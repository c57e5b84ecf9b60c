/* loader.h — put a whole collection into a store, all or nothing: what `vigie import` writes through.
 *
 * Nothing is visible before vg_loader_commit(); a loader that is dropped, or whose process dies, leaves the
 * collection as it was.  One loader a store at a time; one thread. */
#ifndef VIGIE_STORE_LOADER_H
#define VIGIE_STORE_LOADER_H

#include <vigie/store/store.h>

struct vg_loader;

enum vg_load_mode {
    VG_LOAD_CREATE,  /* VG_CONFLICT where the collection exists */
    VG_LOAD_APPEND,  /* same fields by name (order may differ, missing ones null); an id that exists is VG_CONFLICT */
    VG_LOAD_REPLACE, /* the old rows and table go, in the same transaction; triggers that write the log of changes are made anew */
};

/* Of the collection to load, these members count: id (the table's name), title, description, lang, kind, metadata, fields (name, type, width, nullable,
 * title, description), key (n_key 1: that field is the id, INT or TEXT; 0: an integer column `fid`
 * is added, numbered by the rows' own ids if given), geom_*, crs. */
enum vg_status vg_loader_begin(struct vg_store *s, const struct vg_collection *c, enum vg_load_mode mode,
                               struct vg_loader **out, struct vg_error *err) VG_MUST_USE;

/* One row: values in the order of c->fields, geometry in the storage CRS.  fid: the source's own row id, used where n_key is 0;
 * -1: numbered on.  VG_CONFLICT: the id was there already (err->where is the field). */
enum vg_status vg_loader_put(struct vg_loader *l, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                             struct vg_error *err) VG_MUST_USE;

/* Build indexes, record extent and metadata, make it all visible and durable. */
enum vg_status vg_loader_commit(struct vg_loader *l, struct vg_error *err) VG_MUST_USE;
/* Undo everything; also frees after a commit.  Bears NULL. */
void vg_loader_free(struct vg_loader *l);

#endif
