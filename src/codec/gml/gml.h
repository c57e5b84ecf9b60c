/* gml.h — what the codec, its schema and its geometries share. */
#ifndef VIGIE_SRC_CODEC_GML_GML_H
#define VIGIE_SRC_CODEC_GML_GML_H

#include <vigie/codec/gml.h>

#define VG_GML_NS "http://www.opengis.net/gml/3.2"
#define VG_GML_XSD "http://schemas.opengis.net/gml/3.2.1/gml.xsd"
#define VG_GML_SF_NS "http://www.opengis.net/ogcapi-features-1/1.0/sf"
#define VG_GML_SF_XSD "http://schemas.opengis.net/ogcapi/features/part1/1.0/xml/core-sf.xsd"
#define VG_GML_NO_HOME "urn:vigie:collections"

/* The names of elements: of the feature, of each of the fields given, of the geometry.  No two are alike. */
struct vg_gml_names {
    const char *feature, *geometry; /* geometry NULL: none */
    const char **fields;            /* by the place in the list given */
};
/* Names are of the whole collection: the same field has the same name whatever is chosen beside it. */
enum vg_status vg_gml_name(const struct vg_collection *c, const int *fields, size_t n_fields, struct vg_arena *a,
                           struct vg_gml_names *out, struct vg_error *err) VG_MUST_USE;
/* An id as gml:id: NCName, and different for different ids. */
void vg_gml_put_id(struct vg_buf *b, struct vg_str id);

/* The type of a field's element, "xs:integer". */
const char *vg_gml_type(enum vg_type t);
/* Can an element of the field's type hold this? */
bool vg_gml_holds(enum vg_type t, const struct vg_value *v);
/* "PointPropertyType": what holds the collection's geometries. */
const char *vg_gml_property_type(enum vg_geom_type t);

struct vg_gml_form {
    const char *srs;    /* URI */
    bool flipped;
    int decimals;
    int64_t n_ids;      /* geometries written so far: each has an id of its own */
};
/* Nothing of the geometry can be told where it is empty. */
bool vg_gml_is_empty(struct vg_geom g);
/* The element of a geometry that is not empty.  VG_BAD_INPUT: broken bytes, not finite, too deep. */
enum vg_status vg_gml_put_geometry(struct vg_buf *b, struct vg_geom g, struct vg_gml_form *form, struct vg_error *err) VG_MUST_USE;

#endif
