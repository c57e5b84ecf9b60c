/* years.h — from when to when a collection reaches whose rows have but a year. */
#ifndef APP_YEARS_H
#define APP_YEARS_H

#include <vigie/store/store.h>

/* Set the interval of c, where its year_field is what tells its time and finding out costs no look at a large table; otherwise, and
 * where it cannot be found out, it stays unknown.  VG_UNAVAILABLE, VG_NO_MEMORY. */
enum vg_status vg_years_measure(struct vg_collection *c, struct vg_error *err) VG_MUST_USE;

#endif
