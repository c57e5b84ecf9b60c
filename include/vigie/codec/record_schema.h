/* record_schema.h — whether a document is valid by the XML Schemas of its form.
 *
 * Schemas are there for ISO 19139: the edition of 2006 over gml, which alone has services, and that of 2007 over gml 3.2; and
 * for csw:Record of CSW 2.0.2 and 3.0, by which only what is to be served as it came is judged, not what is asked of here.
 * They are built into the program where tools/setup could fetch them, and read when the first document is checked: no file, no
 * network.  Any thread. */
#ifndef VIGIE_CODEC_RECORD_SCHEMA_H
#define VIGIE_CODEC_RECORD_SCHEMA_H

#include <vigie/codec/record.h>

enum vg_record_validity {
    VG_RECORD_UNCHECKED, /* the form has no schema here, or none was built in */
    VG_RECORD_VALID,
    VG_RECORD_INVALID,
};

/* Two schemas differ for services: the application profile of CSW (07-045) knows neither anchors nor GML 3.2, which INSPIRE asks for. */
enum vg_record_schemas { VG_BY_PROFILE, VG_BY_INSPIRE };

struct vg_record_fault {
    int line;
    char text[300]; /* as the library says it, in English; names without their namespaces */
};

#define VG_RECORD_MAX_FAULTS 20

/* Check the one record in `document`, of the form `codec`.  What it refers to by xsi:schemaLocation is not looked at.
 * faults: room for VG_RECORD_MAX_FAULTS; *n: how many were found, of which the first so many are told.  a: for the while.
 * VG_BAD_INPUT: it is not well-formed. */
enum vg_status vg_record_schema_check(const struct vg_record_codec *codec, enum vg_record_schemas by, struct vg_str document, struct vg_arena *a,
                                      struct vg_record_fault *faults, size_t *n, enum vg_record_validity *out,
                                      struct vg_error *err) VG_MUST_USE;

#endif
