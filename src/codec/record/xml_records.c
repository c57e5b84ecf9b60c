/* From an XML document to its records: one, or several in an answer of a catalogue (CSW, OAI-PMH).  Each is read by the
 * form its element tells, and given on whatever became of it. */
#include "forms.h"

#define MAX_DEPTH_OF_RECORDS 8

struct walk {
    struct vg_str bytes;
    struct vg_arena *a;
    const struct vg_record_sink *sink;
    const struct vg_record_report *document; /* what was mended in the document as a whole */
    size_t n;
    xmlNode *root;
};

static void copy_findings(struct vg_record_report *to, const struct vg_record_report *from)
{
    for (size_t i = 0; i < from->n_findings; i++) {
        const struct vg_record_finding *f = &from->findings[i];
        vg_record_tell_in(to, f->severity, f->path, VG_EN, f->text[VG_EN]);
        vg_record_tell_in(to, f->severity, f->path, VG_FR, f->text[VG_FR]);
    }
}

static enum vg_status read_one(struct walk *w, const struct vg_xml_form *form, xmlNode *node, struct vg_error *err)
{
    struct vg_record_report *report = VG_NEW(w->a, struct vg_record_report);
    struct vg_record *record = VG_NEW(w->a, struct vg_record);
    struct vg_xml_reader x = {.arena = w->a, .record = record, .report = report};

    if (!report || !record)
        return vg_arena_check(w->a, err);
    report->arena = w->a;
    copy_findings(report, w->document);
    if (form->read(&x, node)) {
        vg_xml_tell_lost(&x, node);
        vg_record_settle(form->codec, record, report);
    } else {
        vg_record_tell(report, VG_RECORD_QUARANTINE, "", "nothing in this record is known");
    }
    enum vg_status r = vg_arena_check(w->a, err);
    if (r != VG_OK)
        return r;
    bool whole = node == w->root;
    struct vg_record_found found = {.codec = form->codec, .record = record, .report = report, .whole = whole,
                                    .original = whole ? w->bytes : vg_xml_dump(w->a, node)};
    return w->sink->take(w->sink->to, &found, err);
}

/* Records do not stand within each other. */
static enum vg_status walk(struct walk *w, xmlNode *node, int depth, struct vg_error *err)
{
    const struct vg_xml_form *form = vg_xml_form_of(node);
    enum vg_status r = VG_OK;

    if (form) {
        if (++w->n > VG_RECORD_MAX_IN_DOCUMENT)
            return vg_fail(err, VG_TOO_LARGE, "", "a document may hold %d records at most", VG_RECORD_MAX_IN_DOCUMENT);
        return read_one(w, form, node, err);
    }
    if (vg_xml_is(node, "RDF")) { /* what a catalogue answers where DCAT was asked for */
        struct vg_str part = vg_xml_dump(w->a, node);
        r = part.ptr ? vg_record_dcat_xml.read(&vg_record_dcat_xml, part, w->a, w->sink, err) : vg_arena_check(w->a, err);
        w->n += r == VG_OK;
        return r == VG_BAD_INPUT ? VG_OK : r;
    }
    for (xmlNode *c = node->children; c && r == VG_OK && depth < MAX_DEPTH_OF_RECORDS; c = c->next) {
        if (c->type == XML_ELEMENT_NODE)
            r = walk(w, c, depth + 1, err);
    }
    return r;
}

enum vg_status vg_xml_read_document(const struct vg_record_codec *codec, struct vg_str bytes, struct vg_arena *a,
                                    const struct vg_record_sink *sink, struct vg_error *err)
{
    struct vg_record_report document = {.arena = a};
    VG_AUTO(vg_xml_doc_freep) xmlDoc *doc = NULL;

    (void)codec;
    enum vg_status r = vg_xml_parse(bytes, &document, &doc, err);
    if (r != VG_OK)
        return r;
    struct walk w = {.bytes = bytes, .a = a, .sink = sink, .document = &document, .root = xmlDocGetRootElement(doc)};
    r = walk(&w, w.root, 0, err);
    if (r == VG_OK && w.n == 0)
        return vg_fail(err, VG_BAD_INPUT, (const char *)w.root->name, "'%.60s' is no metadata record of a form known here, nor holds any",
                       (const char *)w.root->name);
    return r;
}
