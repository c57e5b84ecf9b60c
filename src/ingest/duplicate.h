/* duplicate.h — which two rows of a source have the same id. */
#ifndef INGEST_DUPLICATE_H
#define INGEST_DUPLICATE_H

#include "sources/source.h"

/* Called after the store refused an id: reads the source again.  Where two rows share one, err names both;
 * otherwise err is left as it is.  key: a field, or -1 for the rows' own numbers. */
void vg_duplicate_name(struct vg_source *s, int key, struct vg_error *err);

#endif
