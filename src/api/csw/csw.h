/* csw.h — Catalogue Service for the Web 2.0.2 (OGC 07-006r1) and 3.0 (12-176r7), private to this folder.
 *
 * One flow serves both versions and every encoding: a request, whether KVP, XML or SOAP, becomes names and values; what
 * differs between the versions is a row of vg_csw_versions.  Failures leave as OWS exception reports. */
#ifndef API_CSW_CSW_H
#define API_CSW_CSW_H

#include "../common/call.h"

struct _xmlNode;
struct _xmlDoc;

struct csw_version {
    const char *number;       /* "2.0.2" */
    const char *csw, *ows, *filter, *gml; /* namespaces */
    const char *filter_prefix;
    const char *exception_version, *lang_attribute; /* of an exception report */
    const char *record_form;  /* the vg_record_codec of its csw:Record */
    bool hits_by_default;     /* GetRecords without resultType only counts */
    bool bare_record;         /* GetRecordById answers the record itself, 404 where there is none */
};
extern const struct csw_version vg_csw_versions[];
enum { CSW_202, CSW_300, CSW_N_VERSIONS };

enum csw_soap { CSW_NO_SOAP, CSW_SOAP_11, CSW_SOAP_12 };

/* A parameter of the request, or what stands for it in XML.  A value of KVP may be a list, one of XML is one value. */
struct csw_pair {
    struct vg_str name, value;
    bool is_list;
};

#define CSW_MAX_PAIRS 4096

struct csw_operation;

struct csw {
    struct vg_call *call;
    const struct csw_version *version; /* in whose form the answer goes; never NULL */
    const struct csw_operation *operation;
    struct csw_pair *pairs;
    size_t n_pairs, cap_pairs;
    bool too_many;                     /* there were more pairs than CSW_MAX_PAIRS */
    enum csw_soap soap;
    struct _xmlDoc *doc;               /* the body; NULL where there is none */
    const struct _xmlNode *root;       /* the request's own element in it */
    const struct _xmlNode *filter, *sort_by; /* NULL: none */
    const char *code;                  /* exception code of a failure; NULL: by the error's kind */
    int status;                        /* HTTP status of a failure; 0: by the error's kind */
};

struct csw_operation {
    const char *name;
    enum vg_status (*answer)(struct csw *c, struct vg_error *err);
    unsigned versions;                 /* bits of CSW_202, CSW_300 */
    bool no_get, no_post;
    bool writes;                       /* there only where the configuration lets the catalogue be written, */
    bool fetches;                      /* and where it names hosts to be asked */
};
extern const struct csw_operation vg_csw_operations[];
extern const size_t vg_csw_n_operations;

enum vg_status vg_csw_get_capabilities(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_describe_record(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_get_domain(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_get_records(struct csw *c, struct vg_error *err) VG_MUST_USE;
/* A csw:Record shows the identifiers of what it describes beside its own, so clients ask for those, too: where no record has the ids of
 * q for its own, those that tell them are meant. */
void vg_csw_by_external_id(struct csw *c, struct vg_query *q);
enum vg_status vg_csw_get_record_by_id(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_get_repository_item(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_transaction(struct csw *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csw_harvest(struct csw *c, struct vg_error *err) VG_MUST_USE;

/* --- body.c: XML ------------------------------------------------------------------------------------ */

/* Read the body into pairs, root, filter and sort_by.  VG_BAD_INPUT: not well-formed, a DOCTYPE, no request of ours. */
enum vg_status vg_csw_read_body(struct csw *c, struct vg_str body, struct vg_error *err) VG_MUST_USE;
void vg_csw_drop_body(struct csw *c);
/* The request again, as an element. */
void vg_csw_echo(const struct csw *c, struct vg_buf *b);

/* --- params.c ----------------------------------------------------------------------------------------- */

void vg_csw_add(struct csw *c, struct vg_str name, struct vg_str value, bool is_list);
/* The first value of that name (any case); absent where there is none or it is empty. */
struct vg_str vg_csw_get(const struct csw *c, const char *name);
/* Every value of that name, lists taken apart; in the arena. */
struct vg_str *vg_csw_get_all(struct csw *c, const char *name, size_t *n);
/* A whole number of at least min; dflt where it is not given. */
enum vg_status vg_csw_get_int(struct csw *c, const char *name, int64_t min, int64_t dflt, int64_t *out,
                              struct vg_error *err) VG_MUST_USE;
/* Which of `values` (ending in NULL) it is; dflt where it is not given. */
enum vg_status vg_csw_get_choice(struct csw *c, const char *name, const char *const *values, int dflt, int *out,
                                 struct vg_error *err) VG_MUST_USE;

enum vg_status vg_csw_missing(struct csw *c, const char *name, struct vg_error *err);
enum vg_status vg_csw_invalid(struct csw *c, const char *name, struct vg_str value, const char *right, struct vg_error *err);

/* --- answer.c ----------------------------------------------------------------------------------------- */

/* The media type asked for by outputFormat, else by Accept: one of `types` (ending in NULL), the first without a wish. */
enum vg_status vg_csw_output(struct csw *c, const char *param, const char *const *types, const char **out,
                             struct vg_error *err) VG_MUST_USE;
/* Start the answer: prolog and, where asked in it, the SOAP envelope. */
struct vg_buf *vg_csw_begin(struct csw *c, const char *media_type);
enum vg_status vg_csw_end(struct csw *c, struct vg_error *err) VG_MUST_USE;
/* An exception report in place of what was begun. */
void vg_csw_exception(struct csw *c, const struct vg_error *err);

/* Character data; an attribute with its name. */
void vg_csw_text(struct vg_buf *b, const char *s);
void vg_csw_element(struct vg_buf *b, const char *name, const char *text); /* NULL: nothing */

#endif
