/* entry.h — between the files that make an entry of a record. */
#ifndef CATALOG_ENTRY_H
#define CATALOG_ENTRY_H

#include <vigie/catalog/entry.h>

/* columns.c: the columns, footprint and text of a row; in the arena. */
void vg_catalog_columns(const struct vg_record *r, const char *id, const char *source, struct vg_arena *a,
                        struct vg_record_row *row);

/* links.c: the text of a JSON object with its member "links" moved to the end, made where there is none. */
struct vg_str vg_catalog_links_last(struct vg_str json, struct vg_arena *a);

#endif
