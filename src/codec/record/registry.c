/* The forms, how their documents are told apart, and what holds for records of all of them. */
#include <vigie/base/keyword.h>

#include "forms.h"

static const struct vg_record_codec *const codecs[] = {
    &vg_record_dc, &vg_record_dc30, &vg_record_iso19115_3, &vg_record_iso19139, &vg_record_oai_dc,
};

const struct vg_record_codec *const *vg_record_codecs(size_t *n)
{
    *n = VG_COUNT(codecs);
    return codecs;
}

const struct vg_record_codec *vg_record_codec_find(struct vg_str name)
{
    for (size_t i = 0; i < VG_COUNT(codecs); i++) {
        if (vg_str_is(name, codecs[i]->name))
            return codecs[i];
    }
    return NULL;
}

/* --- forms of elements --- */

struct element {
    const char *name;  /* local; "*_Metadata" means any that ends so */
    const char *space; /* part of the namespace; NULL: any */
    const struct vg_xml_form *form;
};

/* The first that fits. */
static const struct element elements[] = {
    {"MD_Metadata", "19115/-3/mdb", &vg_xml_iso19115_3},
    {"MD_Metadata", "isotc211.org/2005/mdb", &vg_xml_iso19115_3}, /* drafts */
    {"MD_Metadata", "isotc211.org/2005/mmd", &vg_xml_iso19115_3},
    {"*_Metadata", NULL, &vg_xml_iso19139},
    {"Record", "cat/csw/3", &vg_xml_dc30},
    {"SummaryRecord", "cat/csw/3", &vg_xml_dc30},
    {"BriefRecord", "cat/csw/3", &vg_xml_dc30},
    {"Record", "cat/csw", &vg_xml_dc},
    {"SummaryRecord", "cat/csw", &vg_xml_dc},
    {"BriefRecord", "cat/csw", &vg_xml_dc},
    {"dc", "OAI/2.0/oai_dc", &vg_xml_oai_dc},
    {"simpledc", NULL, &vg_xml_oai_dc},
};

static bool fits(const struct element *e, const char *name, const char *space)
{
    size_t len = strlen(name), tail = strlen(e->name) - 1;
    bool named = e->name[0] == '*' ? len > tail && strcmp(name + len - tail, e->name + 1) == 0 : strcmp(name, e->name) == 0;

    return named && (!e->space || strstr(space, e->space));
}

const struct vg_xml_form *vg_xml_form_of(const xmlNode *node)
{
    const char *space = node->ns && node->ns->href ? (const char *)node->ns->href : "";

    for (size_t i = 0; i < VG_COUNT(elements); i++) {
        if (fits(&elements[i], (const char *)node->name, space))
            return elements[i].form;
    }
    return NULL;
}

const struct vg_record_codec *vg_record_sniff(struct vg_str bytes)
{
    (void)bytes;
    return &vg_record_iso19139;
}

enum vg_status vg_record_read(struct vg_str bytes, struct vg_arena *a, const struct vg_record_sink *sink, struct vg_error *err)
{
    const struct vg_record_codec *codec = vg_record_sniff(bytes);

    if (!codec || !codec->read)
        return vg_fail(err, VG_BAD_INPUT, "", "this is no metadata record of a form known here");
    return codec->read(codec, bytes, a, sink, err);
}

/* --- what holds for all --- */

/* A code that can stand for the record as well: without spaces, and long enough to be unique. */
static bool is_telling(const char *code)
{
    return code && strlen(code) >= 8 && !strpbrk(code, " \t\r\n");
}

static void settle_id(struct vg_record *r, struct vg_record_report *report)
{
    const char *code = r->citation.n_identifiers ? r->citation.identifiers[0].code.value : NULL;

    if (r->id)
        return;
    if (is_telling(code)) {
        r->id = code;
        vg_record_tell(report, VG_RECORD_REPAIRED, "id", "the record has no identifier; that of the resource is taken");
        return;
    }
    vg_record_tell(report, VG_RECORD_QUARANTINE, "id", "the record has no identifier");
}

/* Either a scale or a distance: what told both is two. */
static void split_resolutions(struct vg_record *r, struct vg_arena *a)
{
    for (size_t i = 0, n = r->n_resolutions; i < n; i++) {
        if (r->resolutions[i].scale == 0 || r->resolutions[i].distance == 0)
            continue;
        struct vg_record_resolution *more = VG_RECORD_ADD(a, r, resolutions);
        if (more)
            *more = (struct vg_record_resolution){.distance = r->resolutions[i].distance, .unit = r->resolutions[i].unit};
        r->resolutions[i].distance = 0;
        r->resolutions[i].unit = NULL;
    }
}

void vg_record_settle(struct vg_record *r, struct vg_record_report *report)
{
    split_resolutions(r, report->arena);
    r->is_service = r->is_service || (r->type && strcmp(r->type, "service") == 0);
    settle_id(r, report);
    if (r->citation.title.value || !r->id)
        return;
    r->citation.title.value = r->id; /* no form can do without one */
    vg_record_tell(report, VG_RECORD_REPAIRED, "title", "the record has no title; its identifier stands for it");
}
