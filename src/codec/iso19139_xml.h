/* iso19139_xml.h — write ISO 19139 XML by paths: each value says where it stands, elements open and close by themselves. */
#ifndef VIGIE_SRC_CODEC_ISO19139_XML_H
#define VIGIE_SRC_CODEC_ISO19139_XML_H

#include <vigie/base/str.h>

#define VG_ISO_MAX_DEPTH 24

/* The elements that are open, outermost first; those up to the last base stay open until vg_iso_leave. */
struct vg_iso_xml {
    struct vg_buf *b;
    struct vg_str open[VG_ISO_MAX_DEPTH];
    int depth;
    int base[VG_ISO_MAX_DEPTH];
    int n_bases;
};

/* Paths are literals, "gmd:contact/gmd:CI_ResponsibleParty/gmd:role", relative to what was entered last; a step may
 * have attributes behind its name.  Values come in the order of the schema; those that share the beginning of a path
 * share its elements, so what repeats is entered and left. */
void vg_iso_enter(struct vg_iso_xml *x, const char *path);
void vg_iso_leave(struct vg_iso_xml *x);
void vg_iso_end(struct vg_iso_xml *x); /* close all that is open */

/* Values; a NULL or empty text writes nothing. */
void vg_iso_text(struct vg_iso_xml *x, const char *path, const char *text);      /* gco:CharacterString */
void vg_iso_url(struct vg_iso_xml *x, const char *path, const char *url);        /* gmd:URL */
void vg_iso_anchor(struct vg_iso_xml *x, const char *path, const char *href, const char *text); /* text where href is NULL */
void vg_iso_date(struct vg_iso_xml *x, const char *path, int64_t us);            /* gco:Date; out of its years: nilReason */
void vg_iso_decimal(struct vg_iso_xml *x, const char *path, double v);           /* gco:Decimal */
void vg_iso_code(struct vg_iso_xml *x, const char *path, const char *list, const char *value); /* gmd:<list>, a code of it */
void vg_iso_nil(struct vg_iso_xml *x, const char *path, const char *reason);     /* gco:nilReason */
void vg_iso_empty(struct vg_iso_xml *x, const char *path, const char *attributes); /* no content at all */
/* <last step><wrapper>text</wrapper></last step>, or without wrapper (NULL). */
void vg_iso_put(struct vg_iso_xml *x, const char *path, const char *wrapper, const char *text);

#endif
