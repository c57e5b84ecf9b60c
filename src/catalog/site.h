/* site.h — parts that all records of our own have, private to this folder. */
#ifndef CATALOG_SITE_H
#define CATALOG_SITE_H

#include <vigie/model/collection.h>
#include <vigie/model/record.h>

/* A moment as records tell it, to the second; {0} where it cannot be told. */
struct vg_record_when vg_catalog_when(struct vg_arena *a, int64_t us);
/* Append to a list of texts; nothing where there is none. */
void vg_catalog_add_text(struct vg_arena *a, void *list, const char *value);
/* Append to a list of contacts; nothing where it is NULL. */
void vg_catalog_add_contact(struct vg_arena *a, void *list, const struct vg_contact *from);

#endif
