/* iso19115_3.h — kinds of ISO 19115-3 alone. */
#ifndef VIGIE_SRC_CODEC_RECORD_ISO19115_3_H
#define VIGIE_SRC_CODEC_RECORD_ISO19115_3_H

#include "iso.h"

extern const struct vg_xml_table vg_iso3_date_table; /* of cit:CI_Date */

extern const struct vg_xml_kind vg_xml_organisation;    /* vg_record_contact: where an organisation is named */
extern const struct vg_xml_kind vg_xml_individual;      /* vg_record_contact: where none is */
extern const struct vg_xml_kind vg_xml_phone;           /* vg_record_text: a number of the kind row->element */
extern const struct vg_xml_kind vg_xml_typed_date;      /* vg_record_when: a CI_Date of the type row->element */
extern const struct vg_xml_kind vg_xml_step_time;       /* vg_record_when: a GML instant */
extern const struct vg_xml_kind vg_xml_locale_language; /* list vg_record.languages, with the charset beside each */

#endif
