/* change.h — single records into the catalogue, and changes of those in it, as protocols ask for them.
 *
 * Unlike an import, which puts aside what it cannot take, whoever calls these is told at once what is wrong. */
#ifndef VIGIE_CATALOG_CHANGE_H
#define VIGIE_CATALOG_CHANGE_H

#include <vigie/catalog/entry.h>

struct _xmlNode;

/* The one record of a document, in the arena.  VG_BAD_INPUT: it is no record of a form known here, or more than one, or one
 * that cannot be served; err says why.  A record may lack an identifier. */
enum vg_status vg_catalog_read_one(struct vg_str bytes, struct vg_arena *a, struct vg_record_found *out,
                                   struct vg_error *err) VG_MUST_USE;
/* What was read as a text again, in its own form, or as ISO 19139 where that cannot be written.  alone: not part of a document. */
enum vg_status vg_catalog_write_found(const struct vg_record_found *found, bool alone, struct vg_arena *a, struct vg_str *out,
                                      struct vg_error *err) VG_MUST_USE;
/* Can a record that was read be served?  VG_BAD_INPUT: err says why not. */
enum vg_status vg_catalog_check_found(const struct vg_record_found *found, struct vg_error *err) VG_MUST_USE;

/* A property of a record and what it is to be. */
struct vg_catalog_property {
    struct vg_str name;             /* "dc:title", "apiso:Title", or a path from its root: "gmd:contact/…" */
    struct vg_str value;            /* absent: take the property away, unless there is an element */
    const struct _xmlNode *element; /* in place of a text, for a path; NULL */
    const struct _xmlNode *scope;   /* where the prefixes of a path are declared; NULL: paths cannot be used */
};

/* A record's document with these properties changed and its date set to now, written in the form it was in.
 * VG_BAD_INPUT: there is no such property, or it cannot be changed so; err->where is its name. */
enum vg_status vg_catalog_change(struct vg_str original, const struct vg_catalog_property *list, size_t n,
                                 struct vg_arena *a, struct vg_str *out, struct vg_error *err) VG_MUST_USE;

#endif
