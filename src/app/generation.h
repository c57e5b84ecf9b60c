/* generation.h — building what the API serves: configuration laid over what the store holds. */
#ifndef APP_GENERATION_H
#define APP_GENERATION_H

#include <vigie/api/api.h>
#include <vigie/app/config.h>

/* derived: a store of its own for the catalogue where `store` has no tables for one; NULL: then there is none.
 * text is the configuration file's (absent: none), file its name for messages.  warnings gets a
 * sentence a line on what the configuration names and the store lacks, and on tables not published. */
enum vg_status vg_generation_build(struct vg_store *store, struct vg_store *derived, struct vg_crs_registry *crs,
                                   struct vg_str text, const char *file, struct vg_buf *warnings, struct vg_generation **out,
                                   struct vg_error *err) VG_MUST_USE;

/* Are rows that are records too in another state than *seen?  Writes the new one: a change is told once. */
bool vg_generation_is_behind(const struct vg_generation *g, struct vg_hash *seen);

#endif
