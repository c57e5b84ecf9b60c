/* iso.h — what ISO 19139 and ISO 19115-3 have in common beside the kinds of xml_map.h. */
#ifndef VIGIE_SRC_CODEC_RECORD_ISO_H
#define VIGIE_SRC_CODEC_RECORD_ISO_H

#include "forms.h"

/* Identifiers of the languages that texts refer to. */
void vg_iso_read_locales(struct vg_xml_reader *x, xmlNode *root);
/* Those that texts are in and the document did not declare. */
void vg_iso_declare_languages(struct vg_xml_reader *x);
/* A service by its scope that is described as data: what the rows of services cannot say is told. */
void vg_iso_tell_data_only(struct vg_xml_reader *x, const struct vg_xml_table *service, xmlNode *root);

extern const struct vg_xml_kind vg_xml_never;         /* for what the schema wants and the model never has */
extern const struct vg_xml_kind vg_xml_identifier;    /* vg_record_identifier: MD_ or RS_Identifier within the property */
extern const struct vg_xml_kind vg_xml_distance;      /* double, distance of a vg_record_resolution with its unit */
extern const struct vg_xml_kind vg_xml_vertical_crs;  /* vg_record_text */
extern const struct vg_xml_kind vg_xml_transfer;      /* list vg_record.links: those of one offer, rows for one link */
extern const struct vg_xml_kind vg_xml_quality_scope; /* const char *: the record's type where none is told */
extern const struct vg_xml_kind vg_xml_scope;         /* the record: with the quality it is the scope of, never alone */
extern const struct vg_xml_kind vg_xml_conformity;    /* vg_record_conformity: only where there is a conformance result */
extern const struct vg_xml_kind vg_xml_locale;        /* vg_record_locale with an id */

#endif
