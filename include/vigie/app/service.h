/* service.h — the running program: store, API and HTTP server wired together, kept up to date.
 *
 * A background thread looks at the store and the configuration file every limits.refresh and, when
 * something changed, builds a new generation; a bad configuration keeps the old one running and says why. */
#ifndef VIGIE_APP_SERVICE_H
#define VIGIE_APP_SERVICE_H

#include <vigie/app/config.h>

struct vg_service;

struct vg_service_options {
    const char *store;       /* address */
    const char *config_file; /* NULL: none */
    const char *listen, *base_url; /* NULL: from the configuration, else 127.0.0.1:8080 and none */
    const char *cache;       /* folder; NULL: $XDG_CACHE_HOME/vigie */
};

/* Open the store, build the first generation and listen; what o points to must outlive the service.  VG_BAD_INPUT: the
 * configuration (err->where is "FILE:LINE"), or the store is none; VG_NOT_FOUND: no such store; VG_UNAVAILABLE: the store, the
 * cache folder or the address cannot be used. */
enum vg_status vg_service_start(const struct vg_service_options *o, struct vg_service **out, struct vg_error *err) VG_MUST_USE;
/* "http://127.0.0.1:8080", where it listens. */
const char *vg_service_address(const struct vg_service *s);
/* The store without its password. */
const char *vg_service_store_name(const struct vg_service *s);
/* Look at configuration and store now (SIGHUP); returns at once. */
void vg_service_reload(struct vg_service *s);
/* Drain and free.  Bears NULL. */
void vg_service_stop(struct vg_service *s);

#endif
