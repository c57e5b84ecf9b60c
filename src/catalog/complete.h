/* complete.h — a record of our own, completed by what a document says of the same data. */
#ifndef CATALOG_COMPLETE_H
#define CATALOG_COMPLETE_H

#include <vigie/model/record.h>

/* Fill members of `to` that are empty, and add to lists, from `from`, whose lists and texts it then shares. */
void vg_catalog_complete(struct vg_record *to, const struct vg_record *from, struct vg_arena *a);

#endif
