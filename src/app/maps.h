/* maps.h — the maps that the configuration puts together. */
#ifndef APP_MAPS_H
#define APP_MAPS_H

#include <vigie/app/config.h>
#include <vigie/model/map.h>

/* In one language, of the collections that are there.  Layers that are not, and maps without any, are worth a warning
 * (NULL: said already). */
enum vg_status vg_maps_make(const struct vg_config *c, enum vg_lang lang, const struct vg_discovery *d, struct vg_arena *a,
                            struct vg_buf *warnings, const struct vg_map **out, size_t *n, struct vg_error *err) VG_MUST_USE;

#endif
