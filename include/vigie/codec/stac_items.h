/* stac_items.h — features as STAC Items 1.1.0.
 *
 * A collection whose rows say where and when they were (geom_name, time_start) and have a field `assets`, a JSON object as the
 * Item specification has it, is a collection of STAC Items.  Its other fields are the properties; `datetime` is the collection's time where no
 * field is called so, and `stac_extensions` stands where an Item has it. */
#ifndef VIGIE_CODEC_STAC_ITEMS_H
#define VIGIE_CODEC_STAC_ITEMS_H

#include <vigie/codec/items.h>

/* Is it such a collection? */
bool vg_stac_has_items(const struct vg_collection *c);

/* A member of Items ("geometry"), or one of their properties. */
struct vg_stac_field {
    bool property;
    struct vg_str name;
};

/* What is wanted of Items: what is included, and not excluded. */
struct vg_stac_fields {
    const struct vg_stac_field *include, *exclude;
    size_t n_include, n_exclude;
};
/* f NULL: all is. */
bool vg_stac_wants(const struct vg_stac_fields *f, const char *member);
bool vg_stac_wants_property(const struct vg_stac_fields *f, const char *property);
/* Must this field of the collection be read for it? */
bool vg_stac_needs(const struct vg_stac_fields *f, const struct vg_collection *c, int field);

/* vg_item_writer.context */
struct vg_stac_place {
    const char *root;        /* address of the STAC API's landing page */
    const char *collections; /* of its collections */
    const struct vg_stac_fields *fields; /* NULL: all */
    const char *token;       /* of the next page, where the search was posted: its link is a POST; NULL: GET */
};

extern const struct vg_item_codec vg_codec_stac_items;

/* What follows comes from another collection: w->collection and w->fields have changed since begin. */
enum vg_status vg_stac_items_turn(struct vg_item_writer *w, struct vg_error *err) VG_MUST_USE;

#endif
