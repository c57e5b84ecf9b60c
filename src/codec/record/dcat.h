/* dcat.h — properties of DCAT that are more than a text (dcat_kinds.c, dcat_parties.c, dcat_links.c, dcat_places.c). */
#ifndef VIGIE_SRC_CODEC_RECORD_DCAT_H
#define VIGIE_SRC_CODEC_RECORD_DCAT_H

#include "rdf_map.h"

/* The address of a record of this catalogue; NULL where there is none. */
const char *vg_dcat_address(struct vg_rdf_writer *x, const char *id);

/* What stands behind an address, said once: its class, and its name where the text is more than the address;
 * nothing of what is in a register of Europe, which says that itself. */
void vg_dcat_put_named(struct vg_rdf_writer *x, const char *address, const char *class, const char *property,
                       const struct vg_record_text *name);

extern const struct vg_rdf_mapping vg_rdf_identifier;    /* of the resource, else of its record */
extern const struct vg_rdf_mapping vg_rdf_resource_type; /* const char * */
extern const struct vg_rdf_mapping vg_rdf_keyword;       /* words without an address */
extern const struct vg_rdf_mapping vg_rdf_theme;         /* words with one */
extern const struct vg_rdf_mapping vg_rdf_topic;         /* list vg_record.topics */
extern const struct vg_rdf_mapping vg_rdf_dated;         /* vg_record_date of the type row->value; one is written */
extern const struct vg_rdf_mapping vg_rdf_language;      /* const char * */
extern const struct vg_rdf_mapping vg_rdf_said_language; /* const char *, the first */
extern const struct vg_rdf_mapping vg_rdf_contact;       /* vg_record_contact of the role row->value, as vcard:Kind */
extern const struct vg_rdf_mapping vg_rdf_agent;         /* the same as foaf:Agent */
extern const struct vg_rdf_mapping vg_rdf_attribution;   /* those of the role row->value beside the first, which a property has alone */
extern const struct vg_rdf_mapping vg_rdf_frequency;     /* const char * */
extern const struct vg_rdf_mapping vg_rdf_spatial;       /* list vg_record.extents: boxes, polygons, places */
extern const struct vg_rdf_mapping vg_rdf_temporal;      /* list vg_record.extents: times */
extern const struct vg_rdf_mapping vg_rdf_metres;        /* list vg_record.resolutions: distances */
extern const struct vg_rdf_mapping vg_rdf_scale;         /* list vg_record.resolutions: scales */
extern const struct vg_rdf_mapping vg_rdf_conforms;      /* reference systems, and specifications that are met */
extern const struct vg_rdf_mapping vg_rdf_rights;        /* constraints but the licence; row->value: "access" or "use" */
extern const struct vg_rdf_mapping vg_rdf_licence;
extern const struct vg_rdf_mapping vg_rdf_parent;
extern const struct vg_rdf_mapping vg_rdf_relation;
extern const struct vg_rdf_mapping vg_rdf_source;
extern const struct vg_rdf_mapping vg_rdf_endpoint;     /* of a service: where it answers */
extern const struct vg_rdf_mapping vg_rdf_operand;
extern const struct vg_rdf_mapping vg_rdf_page;         /* links that inform */
extern const struct vg_rdf_mapping vg_rdf_distribution; /* the other links of data */

#endif
