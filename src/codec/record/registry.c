/* The forms, how their documents are told apart, and what holds for records of all of them. */
#include <vigie/base/escape.h>
#include <vigie/base/keyword.h>

#include "forms.h"

static const struct vg_record_codec *const codecs[] = {
    &vg_record_dc, &vg_record_dc30, &vg_record_dcat_json, &vg_record_dcat_turtle, &vg_record_dcat_xml, &vg_record_iso19115_3, &vg_record_iso19139, &vg_record_oai_dc,
    &vg_record_json, &vg_record_schema_org, &vg_record_stac,
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
    {"CHE_MD_Metadata", "geocat.ch/che", &vg_xml_iso19115_3}, /* the Swiss profile of it; that of 19139 is geocat.ch/2008 */
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

/* --- telling documents apart --- */

#define HEAD 4096 /* bytes that are looked at */

struct mark {
    const char *text; /* in the first bytes */
    const struct vg_record_codec *codec;
};

/* JSON, by the first that is there. */
static const struct mark json_marks[] = {
    {"\"stac_version\"", &vg_record_stac},
    {"\"Feature", &vg_record_json},
    {"/ns/dcat#", &vg_record_dcat_json},
    {"dcat:", &vg_record_dcat_json},
    {"\"@context\"", &vg_record_dcat_json},
    {"\"@graph\"", &vg_record_dcat_json},
};

/* Text that is no JSON, in its first bytes. */
static const struct mark text_marks[] = {
    {"@prefix", &vg_record_dcat_turtle},
    {"PREFIX ", &vg_record_dcat_turtle},
    {"@base", &vg_record_dcat_turtle},
};

/* Whether the document element is rdf:RDF, under whatever prefix. */
static bool is_rdf(struct vg_str s)
{
    size_t at = 0;

    while (at + 1 < s.len && (s.ptr[at] != '<' || s.ptr[at + 1] == '?' || s.ptr[at + 1] == '!'))
        at++;
    struct vg_str rest = {s.ptr + at, s.len - at};
    for (size_t i = 1; i + 3 < rest.len && rest.ptr[i] != ' ' && rest.ptr[i] != '>'; i++) {
        if ((rest.ptr[i - 1] == ':' || i == 1) && memcmp(rest.ptr + i, "RDF", 3) == 0)
            return true;
    }
    return false;
}

static bool holds(struct vg_str bytes, const char *text)
{
    return memmem(bytes.ptr, bytes.len, text, strlen(text)) != NULL;
}

static const struct vg_record_codec *marked(struct vg_str bytes, const struct mark *marks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (holds(bytes, marks[i].text))
            return marks[i].codec;
    }
    return NULL;
}

/* The form of a document by its first bytes and root; NULL: none of ours.  Documents that hold several records
 * (csw:GetRecordsResponse, an RDF catalogue, a FeatureCollection) are told by what they hold. */
static const struct vg_record_codec *sniff(struct vg_str bytes)
{
    struct vg_str s = vg_str_trim(bytes);

    if (vg_str_starts(s, VG_STR("\xEF\xBB\xBF")))
        s = vg_str_trim((struct vg_str){s.ptr + 3, s.len - 3});
    if (s.len > 0 && (s.ptr[0] == '{' || s.ptr[0] == '['))
        return marked(s, json_marks, VG_COUNT(json_marks));
    s.len = s.len < HEAD ? s.len : HEAD;
    const struct vg_record_codec *found = marked(s, text_marks, VG_COUNT(text_marks));
    if (found || s.len == 0)
        return found;
    if (is_rdf(s))
        return &vg_record_dcat_xml;
    return memchr(s.ptr, '<', s.len) ? &vg_record_iso19139 : NULL; /* any XML: each record in it tells its own form */
}

enum vg_status vg_record_read(struct vg_str bytes, struct vg_arena *a, const struct vg_record_sink *sink, struct vg_error *err)
{
    const struct vg_record_codec *codec = sniff(bytes);

    if (bytes.len > VG_RECORD_MAX_BYTES)
        return vg_fail(err, VG_TOO_LARGE, "", "a record may have %u bytes at most", VG_RECORD_MAX_BYTES);
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

void vg_record_declare(struct vg_record *r, struct vg_arena *a, const char *lang)
{
    size_t i = 0;

    while (i < r->n_locales && !(r->locales[i].lang && strcmp(r->locales[i].lang, lang) == 0))
        i++;
    struct vg_record_locale *l = i == r->n_locales ? VG_RECORD_ADD(a, r, locales) : NULL;
    if (l)
        *l = (struct vg_record_locale){.lang = lang, .charset = "utf8"};
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

struct word {
    const char *name, *meaning;
};

/* What a file is by the end of its name. */
static const struct word media_types[] = { /* sorted */
    {"csv", "text/csv"},
    {"fgb", "application/flatgeobuf"},
    {"geojson", "application/geo+json"},
    {"gml", "application/gml+xml"},
    {"gpkg", "application/geopackage+sqlite3"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"jpg", "image/jpeg"},
    {"json", "application/json"},
    {"kml", "application/vnd.google-earth.kml+xml"},
    {"nc", "application/netcdf"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"parquet", "application/vnd.apache.parquet"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"zip", "application/zip"},
};

static void settle_link(struct vg_record_link *l)
{
    struct vg_str rest, path = vg_str_cut(vg_str_of(l->href.value ? l->href.value : ""), '?', &rest);
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '.' && path.ptr[at - 1] != '/')
        at--;
    if (l->media_type || rest.ptr || at == 0 || path.ptr[at - 1] != '.')
        return;
    const struct word *known = VG_KEYWORD(((struct vg_str){path.ptr + at, path.len - at}), media_types);
    l->media_type = known ? known->meaning : NULL;
}

static bool is_near(const struct vg_record_box *b, double lon, double lat)
{
    return lon >= b->west - 1 && lon <= b->east + 1 && lat >= b->south - 1 && lat <= b->north + 1;
}

/* "EPSG:4326" does not tell which number is first; the box beside a polygon does. */
static void settle_polygons(struct vg_record_extent *e, struct vg_record_report *report)
{
    for (size_t i = 0; i < e->n_polygons && e->n_boxes; i++) {
        struct vg_record_polygon *p = &e->polygons[i];
        const double *v = p->rings[0].xy;
        if (is_near(&e->boxes[0], v[0], v[1]) || !is_near(&e->boxes[0], v[1], v[0]))
            continue;
        for (size_t j = 0; j < p->n_rings; j++) {
            for (size_t k = 0; k + 1 < p->rings[j].n_xy; k += 2) {
                double lat = p->rings[j].xy[k];
                p->rings[j].xy[k] = p->rings[j].xy[k + 1];
                p->rings[j].xy[k + 1] = lat;
            }
        }
        vg_record_tell(report, VG_RECORD_REPAIRED, "extent", "the polygon had latitude before longitude: exchanged");
    }
}

const char *vg_record_address(const char *base_url, const char *id, struct vg_arena *a)
{
    struct vg_buf b;

    if (!base_url)
        return NULL;
    vg_buf_init(&b, 8192);
    vg_buf_cstr(&b, base_url);
    vg_buf_cstr(&b, b.len && b.ptr[b.len - 1] == '/' ? "" : "/");
    VG_BUF_LIT(&b, "collections/catalogue");
    if (id) {
        VG_BUF_LIT(&b, "/items/");
        vg_url_put(&b, vg_str_of(id));
    }
    const char *address = b.failed ? NULL : vg_arena_cstr(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return address;
}

void vg_record_settle(const struct vg_record_codec *codec, struct vg_record *r, struct vg_record_report *report)
{
    for (size_t i = 0; i < r->n_extents; i++)
        settle_polygons(&r->extents[i], report);
    split_resolutions(r, report->arena);
    r->is_service = r->is_service || (r->type && strcmp(r->type, "service") == 0);
    for (size_t i = 0; i < r->n_links; i++)
        settle_link(&r->links[i]);
    settle_id(r, report);
    if (r->citation.title.value || !r->id)
        return;
    r->citation.title.value = r->id; /* most forms cannot do without one */
    vg_record_tell(report, codec->untitled ? VG_RECORD_NORMALISED : VG_RECORD_REPAIRED, "title",
                   "the record has no title; its identifier stands for it");
}
