/* Documents against the XML Schemas of their form, which are files built into the program.
 *
 * The schemas name each other by relative addresses: they lie under a scheme of ours, which libxml2 reads through the
 * callbacks below, and nothing else is read.  Each is parsed once, when first wanted. */
#include <vigie/codec/record_schema.h>

#include <pthread.h>

#include <libxml/xmlschemas.h>

#include <vigie/codec/html.h>

#include "forms.h"

#define SCHEME "vigie-xsd:/"
#define ISO "plugins/profiles/apiso/schemas/ogc/"
#define CSW "core/schemas/ogc/"
#define GML "http://www.opengis.net/gml"
#define GMX "http://www.isotc211.org/2005/gmx"
#define SRV "http://www.isotc211.org/2005/srv"
#define XSI "http://www.w3.org/2001/XMLSchema-instance"

/* --- the files ------------------------------------------------------------------------------------ */

struct file {
    struct vg_str bytes;
    size_t at;
};

static int is_ours(const char *address)
{
    return strncmp(address, SCHEME, sizeof SCHEME - 1) == 0;
}

static bool find(const char *path, struct vg_asset *out)
{
    char name[256];

    snprintf(name, sizeof name, "xsd/%s", path);
    return vg_asset_find(vg_str_of(name), out);
}

static void *open_file(const char *address)
{
    struct vg_asset asset;
    struct file *f = find(address + sizeof SCHEME - 1, &asset) ? malloc(sizeof *f) : NULL;

    if (f)
        *f = (struct file){asset.bytes, 0};
    return f;
}

static int read_file(void *file, char *to, int room)
{
    struct file *f = file;
    size_t left = f->bytes.len - f->at, n = left < (size_t)room ? left : (size_t)room;

    memcpy(to, f->bytes.ptr + f->at, n);
    f->at += n;
    return (int)n;
}

static int close_file(void *file)
{
    free(file);
    return 0;
}

/* --- the schemas ---------------------------------------------------------------------------------- */

enum { OF_2006, OF_2007, OF_SERVICES, OF_INSPIRE_2006, OF_INSPIRE_2007, OF_CSW_202, OF_CSW_300, N_SCHEMAS };

/* A second path: both are imported by a schema made here. */
static const char *const paths[N_SCHEMAS][2] = {
    [OF_2006] = {ISO "iso/19139/20060504/gmx/gmx.xsd"},
    [OF_2007] = {ISO "iso/19139/20070417/gmx/gmx.xsd"},
    [OF_SERVICES] = {ISO "csw/2.0.2/profiles/apiso/1.0.0/apiso.xsd"},
    [OF_INSPIRE_2006] = {ISO "iso/19139/20060504/gmx/gmx.xsd", ISO "iso/19139/20060504/srv/srv.xsd"},
    [OF_INSPIRE_2007] = {ISO "iso/19139/20070417/gmx/gmx.xsd", ISO "iso/19139/20060504/srv/srv.xsd"},
    [OF_CSW_202] = {CSW "csw/2.0.2/record.xsd"},
    [OF_CSW_300] = {CSW "cat/csw/3.0/record.xsd"},
};

static struct {
    pthread_mutex_t lock;
    bool ready;
    bool tried[N_SCHEMAS];
    xmlSchema *parsed[N_SCHEMAS]; /* as long as the process */
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void say_nothing(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format;
}

static xmlSchemaParserCtxt *open_schema(const char *const path[2], char text[1024])
{
    if (!path[1]) {
        snprintf(text, 1024, SCHEME "%s", path[0]);
        return xmlSchemaNewParserCtxt(text);
    }
    int n = snprintf(text, 1024, "<schema xmlns=\"http://www.w3.org/2001/XMLSchema\"><import namespace=\"" GMX "\" schemaLocation=\"" SCHEME
                                 "%s\"/><import namespace=\"" SRV "\" schemaLocation=\"" SCHEME "%s\"/></schema>", path[0], path[1]);
    return xmlSchemaNewMemParserCtxt(text, n);
}

static xmlSchema *parse(const char *const path[2])
{
    char text[1024];
    xmlSchemaParserCtxt *c = open_schema(path, text);
    if (!c)
        return NULL;
    xmlSchemaSetParserErrors(c, say_nothing, say_nothing, NULL);
    xmlSchema *schema = xmlSchemaParse(c);
    xmlSchemaFreeParserCtxt(c);
    return schema;
}

/* NULL: it was not built in. */
static xmlSchema *schema_of(int which)
{
    struct vg_asset asset;

    pthread_mutex_lock(&all.lock);
    if (!all.ready)
        xmlRegisterInputCallbacks(is_ours, open_file, read_file, close_file);
    all.ready = true;
    if (!all.tried[which] && find(paths[which][0], &asset))
        all.parsed[which] = parse(paths[which]);
    all.tried[which] = true;
    xmlSchema *schema = all.parsed[which];
    pthread_mutex_unlock(&all.lock);
    return schema;
}

/* --- a document ----------------------------------------------------------------------------------- */

static xmlNode *next_node(xmlNode *at, const xmlNode *top)
{
    if (at->children && at->type == XML_ELEMENT_NODE)
        return at->children;
    while (at != top && !at->next)
        at = at->parent;
    return at == top ? NULL : at->next;
}

struct spaces {
    bool gml, services;
};

/* Which namespaces its elements are in; and no hint of a schema stays, which libxml2 would follow. */
static struct spaces prepare(xmlNode *root)
{
    struct spaces s = {0};

    for (xmlNode *at = root; at; at = next_node(at, root)) {
        const char *space = at->type == XML_ELEMENT_NODE && at->ns ? (const char *)at->ns->href : "";
        s.gml |= !strcmp(space, GML);
        s.services |= !strcmp(space, SRV);
        if (at->type != XML_ELEMENT_NODE)
            continue;
        xmlUnsetNsProp(at, xmlSearchNsByHref(at->doc, at, BAD_CAST XSI), BAD_CAST "schemaLocation");
        xmlUnsetNsProp(at, xmlSearchNsByHref(at->doc, at, BAD_CAST XSI), BAD_CAST "noNamespaceSchemaLocation");
    }
    return s;
}

/* What is written by a table of its own is valid: csw:Record is judged only where it is given as it came. */
static bool has_schema(const struct vg_record_codec *codec)
{
    return codec == &vg_record_iso19139;
}

static xmlSchema *schema_for(const struct vg_record_codec *codec, enum vg_record_schemas by, xmlNode *root)
{
    struct spaces s = prepare(root);

    if (codec == &vg_record_dc || codec == &vg_record_dc30)
        return schema_of(codec == &vg_record_dc ? OF_CSW_202 : OF_CSW_300);
    if (!has_schema(codec))
        return NULL;
    if (s.services && by == VG_BY_INSPIRE)
        return schema_of(s.gml ? OF_INSPIRE_2006 : OF_INSPIRE_2007);
    return schema_of(s.services ? OF_SERVICES : s.gml ? OF_2006 : OF_2007);
}

struct faults {
    struct vg_record_fault *list;
    size_t n;
};

/* Without the namespaces, of which "{http://www.isotc211.org/2005/gmd}" comes before every name. */
static void copy_short(char *to, size_t size, const char *text)
{
    size_t n = 0;

    for (; *text && n + 1 < size; text++) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        if (end)
            text = end;
        else if (*text != '\n')
            to[n++] = *text;
    }
    while (n > 0 && (to[n - 1] == ' ' || to[n - 1] == '.'))
        n--;
    to[n] = '\0';
}

static void take_fault(void *ctx, xmlError *e)
{
    struct faults *f = ctx;

    if (f->n < VG_RECORD_MAX_FAULTS) {
        f->list[f->n].line = e->line;
        copy_short(f->list[f->n].text, sizeof f->list[f->n].text, e->message ? e->message : "");
    }
    f->n++;
}

enum vg_record_validity vg_xml_validate(const struct vg_record_codec *codec, enum vg_record_schemas by, xmlDoc *doc, struct vg_record_fault *faults, size_t *n)
{
    struct faults found = {.list = faults};
    xmlSchema *schema = schema_for(codec, by, xmlDocGetRootElement(doc));
    xmlSchemaValidCtxt *c = schema ? xmlSchemaNewValidCtxt(schema) : NULL;

    *n = 0;
    if (!c)
        return VG_RECORD_UNCHECKED;
    xmlSchemaSetValidStructuredErrors(c, take_fault, &found);
    int verdict = xmlSchemaValidateDoc(c, doc);
    xmlSchemaFreeValidCtxt(c);
    *n = found.n;
    return verdict == 0 ? VG_RECORD_VALID : verdict > 0 ? VG_RECORD_INVALID : VG_RECORD_UNCHECKED;
}

enum vg_status vg_record_schema_check(const struct vg_record_codec *codec, enum vg_record_schemas by, struct vg_str document, struct vg_arena *a,
                                      struct vg_record_fault *faults, size_t *n, enum vg_record_validity *out,
                                      struct vg_error *err)
{
    struct vg_record_report unheard = {.arena = a};
    VG_AUTO(vg_xml_doc_freep) xmlDoc *doc = NULL;
    enum vg_status r = has_schema(codec) ? vg_xml_parse(document, &unheard, &doc, err) : VG_OK;

    *n = 0;
    *out = VG_RECORD_UNCHECKED;
    if (r == VG_OK && doc)
        *out = vg_xml_validate(codec, by, doc, faults, n);
    return r;
}
