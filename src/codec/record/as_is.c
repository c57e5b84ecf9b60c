/* Whether a record can be served in the very form it came in, and its text then: without byte order mark, XML
 * declaration, comments before the root, and DOCTYPE.  It must be valid by the schemas of its form, where there are such. */
#include "forms.h"

static bool root_is(const xmlNode *root, const char *name)
{
    char got[512];

    snprintf(got, sizeof(got), "{%s}%s", root->ns && root->ns->href ? (const char *)root->ns->href : "",
             (const char *)root->name);
    return name && strcmp(got, name) == 0;
}

static size_t skip_to(struct vg_str s, size_t at, const char *end)
{
    const char *found = memmem(s.ptr + at, s.len - at, end, strlen(end));
    return found ? (size_t)(found - s.ptr) + strlen(end) : s.len;
}

/* DOCTYPE with the subset in it, which a well-formed document closes. */
static size_t skip_doctype(struct vg_str s, size_t at)
{
    int depth = 0;

    for (; at < s.len; at++) {
        depth += s.ptr[at] == '[' ? 1 : s.ptr[at] == ']' ? -1 : 0;
        if (s.ptr[at] == '>' && depth == 0)
            return at + 1;
    }
    return at;
}

/* From the root element on. */
static struct vg_str without_prolog(struct vg_str s)
{
    size_t at = 0;

    while (at < s.len) {
        struct vg_str rest = {s.ptr + at, s.len - at};
        if (vg_str_starts(rest, VG_STR("<?")))
            at = skip_to(s, at, "?>");
        else if (vg_str_starts(rest, VG_STR("<!--")))
            at = skip_to(s, at, "-->");
        else if (vg_str_starts(rest, VG_STR("<!")))
            at = skip_doctype(s, at);
        else if (rest.ptr[0] == '<')
            return vg_str_trim(rest);
        else
            at++;
    }
    return (struct vg_str){s.ptr, 0};
}

static bool is_utf8(const xmlDoc *doc, struct vg_str bytes)
{
    bool declared = doc->encoding && xmlStrcasecmp(doc->encoding, BAD_CAST "UTF-8") != 0;
    return !declared && vg_utf8_valid(bytes, NULL);
}

static enum vg_status check_schema(const struct vg_record_codec *codec, xmlDoc *doc, struct vg_error *err)
{
    struct vg_record_fault faults[VG_RECORD_MAX_FAULTS];
    size_t n;

    if (vg_xml_validate(codec, VG_BY_PROFILE, doc, faults, &n) != VG_RECORD_INVALID)
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, "", "it is not valid by the schema of %s as CSW serves it, line %d: %s", codec->title, n ? faults[0].line : 1,
                   n ? faults[0].text : "");
}

static enum vg_status xml_as_is(const struct vg_record_codec *codec, struct vg_str original, struct vg_arena *a,
                                struct vg_str *out, struct vg_error *err)
{
    struct vg_record_report unheard = {.arena = a};
    VG_AUTO(vg_xml_doc_freep) xmlDoc *doc = NULL;
    enum vg_status r = vg_xml_parse(original, &unheard, &doc, err);

    if (r != VG_OK)
        return r;
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!root_is(root, codec->root))
        return vg_fail(err, VG_BAD_INPUT, (const char *)root->name, "the root element is not the one of %s", codec->title);
    *out = is_utf8(doc, original) ? without_prolog(original) : vg_xml_dump(a, root);
    r = vg_arena_check(a, err);
    return r == VG_OK ? check_schema(codec, doc, err) : r;
}

enum vg_status vg_record_as_is(const struct vg_record_codec *codec, struct vg_str original,
                               const struct vg_record_report *report, struct vg_arena *a, struct vg_str *out,
                               struct vg_error *err)
{
    if (report && report->counts[VG_RECORD_REPAIRED] + report->counts[VG_RECORD_QUARANTINE] > 0)
        return vg_fail(err, VG_BAD_INPUT, "", "the record had to be mended");
    if (codec->root)
        return xml_as_is(codec, original, a, out, err);
    if (!vg_utf8_valid(original, NULL))
        return vg_fail(err, VG_BAD_INPUT, "", "this is not UTF-8");
    *out = original;
    return VG_OK;
}
