/* inspire.h — a discovery service as INSPIRE wants it, private to this folder. */
#ifndef API_CSW_INSPIRE_H
#define API_CSW_INSPIRE_H

#include "search.h"

/* The language that LANGUAGE (INSPIRE: "fre", "eng") or acceptLanguages asks for, where it is one of ours. */
void vg_csw_choose_language(struct csw *c);
void vg_csw_put_inspire(struct csw *c, struct vg_buf *b);

vg_handler vg_csw_get_service_record;

#endif
