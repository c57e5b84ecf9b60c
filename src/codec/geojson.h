/* geojson.h — the parts of GeoJSON that its kin (text sequences, JSON-FG) are made of too. */
#ifndef VIGIE_SRC_CODEC_GEOJSON_H
#define VIGIE_SRC_CODEC_GEOJSON_H

#include <vigie/codec/items.h>

/* How positions are written. */
struct vg_geojson_form {
    int decimals;  /* of x and y; of z at most VG_GEOJSON_Z_DECIMALS */
    bool flipped;  /* y before x: the authority's axis order */
    bool measures; /* M is written, as the last number; otherwise it is left out */
    bool arcs;     /* curves are written as JSON-FG has them; otherwise as line strings */
};

#define VG_GEOJSON_Z_DECIMALS 4

/* {0} is null.  Rings keep their order, empty parts vanish.
 * VG_BAD_INPUT: broken bytes, a position that is not finite, nesting past VG_GEOM_MAX_DEPTH. */
enum vg_status vg_geojson_put_geom(struct vg_buf *b, struct vg_geom g, const struct vg_geojson_form *form,
                                   struct vg_error *err) VG_MUST_USE;

/* What is the same on each row of a page. */
struct vg_geojson_row {
    struct vg_str *names; /* "name": of each field, with the comma before it from the second on */
    bool id_is_number;
    struct vg_geojson_form form;
};
enum vg_status vg_geojson_prepare(const struct vg_item_writer *w, struct vg_geojson_row *out, struct vg_error *err) VG_MUST_USE;

/* {"type":"Feature","id":1 */
void vg_geojson_put_head(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_feature *f);
/* The geometry's value; a fault names the item. */
enum vg_status vg_geojson_put_geometry(struct vg_buf *b, const struct vg_feature *f, const struct vg_geojson_form *form,
                                       struct vg_error *err) VG_MUST_USE;
/* A member of an object; name is it with its comma and colon. */
void vg_geojson_put_member(struct vg_buf *b, struct vg_str name, const struct vg_value *v);
/* ,"properties":{…} */
void vg_geojson_put_properties(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_item_writer *w,
                               const struct vg_feature *f);
/* All of a feature but its closing brace. */
enum vg_status vg_geojson_put_feature(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_item_writer *w,
                                      const struct vg_feature *f, struct vg_error *err) VG_MUST_USE;
/* ,"name":"value"; nothing where value is NULL.  name is the member with its comma and colon. */
void vg_geojson_put_text(struct vg_buf *b, const char *name, const char *value);
/* ,"links":[…] and what stands behind the features of a page. */
void vg_geojson_put_links(struct vg_buf *b, const struct vg_page_info *p);
void vg_geojson_put_counts(struct vg_buf *b, const struct vg_page_info *p);

/* A real number that looks like one (VG_NUMBER_MAX + 2 bytes of room at p); the end.  v must be finite. */
char *vg_geojson_write_real(char *p, const struct vg_value *v);
/* Has this date or time a text?  Within the years 0 to 9999; PostgreSQL's infinity is not. */
bool vg_geojson_has_text(const struct vg_value *v);

#endif
