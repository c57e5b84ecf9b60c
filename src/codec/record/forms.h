/* forms.h — what the files of this folder share: the forms, and the way from a document to its records. */
#ifndef VIGIE_SRC_CODEC_RECORD_FORMS_H
#define VIGIE_SRC_CODEC_RECORD_FORMS_H

#include <vigie/codec/record_schema.h>

#include "xml_map.h"

/* A form in XML: read one record element. */
struct vg_xml_form {
    const struct vg_record_codec *codec;
    bool (*read)(struct vg_xml_reader *x, xmlNode *root); /* false: nothing in it is known */
};

/* vg_record_codec.read of all forms in XML: records are found in the document, each with its own form. */
enum vg_status vg_xml_read_document(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                                    const struct vg_record_sink *sink, struct vg_error *err);
/* The form of an element by its name and namespace; NULL. */
const struct vg_xml_form *vg_xml_form_of(const xmlNode *node);

/* xml_schema.c: as vg_record_schema_check(); takes xsi:schemaLocation out of the document. */
enum vg_record_validity vg_xml_validate(const struct vg_record_codec *codec, enum vg_record_schemas by, xmlDoc *doc, struct vg_record_fault *faults, size_t *n);

/* The address of a record of this catalogue (id NULL: of the catalogue); NULL where it is not known where that is. */
const char *vg_record_address(const char *base_url, const char *id, struct vg_arena *a);

/* Add a language that texts are in to those of the record. */
void vg_record_declare(struct vg_record *r, struct vg_arena *a, const char *lang);

/* What holds whatever form it came in: an identifier, a title, languages declared.  Tells what lacks. */
void vg_record_settle(const struct vg_record_codec *codec, struct vg_record *r, struct vg_record_report *report);

extern const struct vg_record_codec vg_record_iso19139, vg_record_iso19115_3, vg_record_dc, vg_record_dc30, vg_record_oai_dc,
    vg_record_json, vg_record_stac, vg_record_schema_org, vg_record_dcat_xml, vg_record_dcat_turtle,
    vg_record_dcat_json;
extern const struct vg_xml_form vg_xml_iso19139, vg_xml_iso19115_3, vg_xml_dc, vg_xml_dc30, vg_xml_oai_dc;

#endif
