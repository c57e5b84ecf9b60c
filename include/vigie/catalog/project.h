/* project.h — rows that are projects: read from their collections, and each described as a record of its own. */
#ifndef VIGIE_CATALOG_PROJECT_H
#define VIGIE_CATALOG_PROJECT_H

#include <vigie/catalog/derive.h>

#define VG_MAX_PROJECTS 5000                      /* of all collections together */
#define VG_MAX_PROJECT_TEXT ((size_t)16 << 20)    /* bytes of all that is read of them */

/* In which state all such rows are: another hash, and they are to be read again.  {0}: there are none. */
struct vg_hash vg_projects_state(const struct vg_collection *const *collections, size_t n);

/* Read them, by collection and id, into the arena.  What cannot be read or is more than the bounds is told in warnings, a line
 * each, and left out.  VG_UNAVAILABLE, VG_NO_MEMORY. */
enum vg_status vg_projects_read(const struct vg_collection *const *collections, size_t n, struct vg_arena *a,
                                struct vg_buf *warnings, struct vg_projects *out, struct vg_error *err) VG_MUST_USE;

/* The record of a project, linked with its collection's and with those of its products. */
const struct vg_record *vg_catalog_describe_project(const struct vg_project *p, const struct vg_catalog_site *site,
                                                    const char *base_url, int64_t stamp_us, struct vg_arena *a);

#endif
