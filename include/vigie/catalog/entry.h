/* entry.h — a metadata record's way into the catalogue: made into columns, terms and ready-made forms, and put in.
 *
 * All forms are written on the way in, so that whoever harvests them costs a copy.  Where a form is the one that the
 * record came in, it is that text itself as far as it is valid (vg_record_as_is). */
#ifndef VIGIE_CATALOG_ENTRY_H
#define VIGIE_CATALOG_ENTRY_H

#include <vigie/codec/record.h>
#include <vigie/store/records.h>

/* Stands for the service's own address in ready-made forms (RFC 2606: no such host); see vg_catalog_splice. */
#define VG_CATALOG_BASE "https://vigie.invalid"

struct vg_catalog_entry {
    const struct vg_record *record;
    const struct vg_record_report *report; /* of reading it; NULL: it was made by us */
    const struct vg_record_codec *codec;   /* of the form that it came in */
    struct vg_str original;                /* as it came, byte for byte; absent: the codec's own writing is it */
    const char *origin;                    /* "import", "data", "harvest:NAME" */
    const char *source;                    /* the file or address it came from; what stands for an identifier that it lacks */
    struct vg_hash hash;                   /* {0}: of the original */
};

struct vg_catalog_result {
    enum vg_record_fate fate;
    const char *id;           /* as it was put in; in the arena */
    bool made_id;             /* the record had none, and got one of its source */
    char day[11];             /* the record had no date: the day of its entry in the catalogue, which stands for it; else "" */
    bool as_is;               /* the form it came in is served as it came */
    char why_not[256];        /* otherwise: why */
    unsigned missing;         /* forms that could not be written: bits of the places in vg_record_codecs() */
};

/* VG_BAD_INPUT: it cannot be served, and err says why: it belongs into quarantine. */
enum vg_status vg_catalog_put(struct vg_records *w, const struct vg_catalog_entry *e, struct vg_arena *a,
                              struct vg_catalog_result *out, struct vg_error *err) VG_MUST_USE;

/* A ready-made form with the service's address in its place. */
void vg_catalog_splice(struct vg_buf *b, struct vg_str form, const char *base_url);

/* A record as OGC API Record JSON or as STAC is kept with its links last: "…,"links":[…]}".  This splices further ones in. */
void vg_catalog_splice_links(struct vg_buf *b, struct vg_str form, const char *base_url, const struct vg_link *links,
                             size_t n_links);

/* VG_BUG: the record has no form to be given.  It was kept by an older vigie, or its form could not be written: that is
 * told, not hidden. */
enum vg_status vg_catalog_check_form(const struct vg_feature *f, struct vg_error *err) VG_MUST_USE;

#endif
