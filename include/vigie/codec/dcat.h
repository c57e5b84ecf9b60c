/* dcat.h — a page of a catalogue as one RDF document: records that are ready in a form of DCAT, put together with what tells
 * of the catalogue itself and of the page (DCAT 3; Hydra core vocabulary, as udata and ckanext-dcat follow it).
 *
 * begin, a member for each record, end.  Records come first, so that a page is written while it is read: in RDF the order
 * says nothing.  A record's subject is its address below base_url, the same in every syntax and on every page. */
#ifndef VIGIE_CODEC_DCAT_H
#define VIGIE_CODEC_DCAT_H

#include <vigie/codec/record.h>
#include <vigie/model/collection.h>

struct vg_dcat_catalogue {
    const char *base_url;                  /* of the service, no '/' at its end */
    const char *url;                       /* what the catalogue is called: the same on every page and in every syntax */
    const char *title[2], *description[2]; /* by enum vg_lang; a description may be NULL */
    enum vg_lang lang;                     /* its first language */
    const struct vg_contact *publisher;    /* NULL: not told */
    const char *license_url;               /* NULL */
};

/* Addresses of pages; NULL: there is none. */
struct vg_dcat_paging {
    const char *self, *first, *previous, *next, *last;
    int64_t total, per_page;
};

struct vg_dcat_member {
    const char *address;
    bool is_service;
};

struct vg_dcat_writer {
    const struct vg_record_codec *codec; /* VG_RECORD_DCAT_XML, _TURTLE or _JSON */
    const struct vg_dcat_catalogue *catalogue;
    struct vg_arena *arena;              /* the addresses of the members */
    struct vg_buf *out;                  /* the caller checks its sticky failure */
    VG_RECORD_LIST(struct vg_dcat_member, members);
};

/* The head of the document; the caller has filled w but for the members. */
void vg_dcat_begin(struct vg_dcat_writer *w);
/* One record.  form: as the codec wrote it, alone, below base_url; or a whole document of its syntax in which the record
 * came in, which is then written anew; absent: identifier and title are told. */
struct vg_dcat_entry {
    struct vg_str id, title, form;
    struct vg_str updated; /* RFC 3339: of the record, where it does not say it itself */
    bool is_service;
};
enum vg_status vg_dcat_put_member(struct vg_dcat_writer *w, const struct vg_dcat_entry *entry, struct vg_error *err) VG_MUST_USE;
/* The catalogue with the members put so far, the page, and the end of the document. */
enum vg_status vg_dcat_end(struct vg_dcat_writer *w, const struct vg_dcat_paging *p, struct vg_error *err) VG_MUST_USE;

#endif
