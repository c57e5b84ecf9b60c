/* iso19139.h — the record of a data collection, and its ISO 19139 form. */
#ifndef VIGIE_CODEC_ISO19139_H
#define VIGIE_CODEC_ISO19139_H

#include <vigie/codec/record.h>
#include <vigie/model/collection.h>

#define VG_ISO19139_MEDIA_TYPE "application/vnd.iso.19139+xml"

struct vg_iso_source {
    const struct vg_collection *collection;
    const char *file_identifier;         /* stable and unique */
    const char *base_url;                /* for the access points: landing page, collection, items */
    const struct vg_contact *contact;    /* of the metadata; NULL: the collection's first, else the operator's */
    int64_t stamp_us;                    /* dateStamp */
    const struct vg_link *links;         /* distribution: items, download, … */
    size_t n_links;
};

/* Its record, in the arena; it points at the collection's own texts.  VG_TOO_LARGE: the arena's ceiling. */
enum vg_status vg_record_of_collection(const struct vg_iso_source *s, struct vg_arena *a, struct vg_record **out,
                                       struct vg_error *err) VG_MUST_USE;

/* Valid against the 2007 edition (gml/3.2 in its place) of the XSDs; what is not known is left out or given a nilReason
 * where the schema demands an element. */
enum vg_status vg_iso19139_put(struct vg_buf *b, const struct vg_iso_source *s, struct vg_error *err) VG_MUST_USE;

#endif
