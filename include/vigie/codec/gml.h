/* gml.h — features as GML 3.2.1 within the Simple Features profile (OGC 10-100r3), level 0, as OGC API Features Part 1 wants
 * it: sf:FeatureCollection of features in a namespace of their collection's, and the application schema of that.
 *
 * The namespace is the collection's own address (vg_item_writer.home; "urn:vigie:collections" where it has none), the schema
 * is said to be at home/schema?f=xsd.  A name that is no XML name has '_' for what does not fit; an id that is none is
 * written as '_' and the text, a byte that does not fit as '.' and two hexadecimal digits.  What is not of its field's type
 * is left out, so that every answer is valid; so are NaN and infinities, as in the other forms. */
#ifndef VIGIE_CODEC_GML_H
#define VIGIE_CODEC_GML_H

#include <vigie/codec/items.h>

/* The media types name the profile: a level 0 document is one of level 2, too. */
extern const struct vg_item_codec vg_codec_gml, vg_codec_gml_sf2;

/* The application schema, of these fields and the geometry; home as in vg_item_writer. */
void vg_gml_put_schema(struct vg_buf *b, const struct vg_collection *c, const int *fields, size_t n_fields, const char *home,
                       enum vg_lang lang, struct vg_arena *a);

#endif
