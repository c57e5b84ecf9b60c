/* service.h — the metadata record of the catalogue as a service (ISO 19119, INSPIRE's metadata guidelines 2.0.1, 3.1 to 3.8). */
#ifndef VIGIE_CATALOG_SERVICE_H
#define VIGIE_CATALOG_SERVICE_H

#include <vigie/codec/record.h>
#include <vigie/model/collection.h>

struct vg_catalog_service {
    const char *title, *abstract;      /* abstract may be NULL */
    const char *const *keywords;
    size_t n_keywords;
    const struct vg_contact *contact;  /* NULL: none */
    const char *license_url, *license_title;
    const char *lang;                  /* 639-2/B: "fre" */
    const char *address;               /* of the service: "https://host/csw" */
    const char *page;                  /* for people */
    bool has_extent;
    struct vg_bbox extent;             /* of what it lists, lon/lat */
    int64_t stamp_us;
};

/* In the arena; its identifier is the address.  NULL: no memory is left. */
const struct vg_record *vg_catalog_describe_service(const struct vg_catalog_service *s, struct vg_arena *a);

#endif
