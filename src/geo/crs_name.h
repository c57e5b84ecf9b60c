/* crs_name.h — the ways a reference system is spelled. */
#ifndef GEO_CRS_NAME_H
#define GEO_CRS_NAME_H

#include <vigie/base/str.h>

#define CRS_AUTH_MAX 16
#define CRS_CODE_MAX 32

struct crs_name {
    char auth[CRS_AUTH_MAX + 1]; /* in capitals: "EPSG" */
    char code[CRS_CODE_MAX + 1]; /* as PROJ's database writes it */
};

/* The one spelling behind any usual one.  False: no such form.  Whether the system exists is not
 * asked. */
bool vg_crs_name_read(struct vg_str s, struct crs_name *out);

#endif
