/* Harvest (07-006r1, 10.12; 12-176r7, 7.7): records fetched from an address and put in.
 *
 * Only hosts that the configuration names are asked (harvest.hosts), within the time of the request, and what they answer is
 * bounded: all of it is fetched before the store is held for writing.  The address of a catalogue itself is harvested page by
 * page.  One record that is no good is put aside and does not stop the others; a record that came in another way is left
 * alone. */
#include <stdio.h>

#include <vigie/http/client.h>

#include "write.h"

#define HARVEST_BYTES ((size_t)64 << 20)   /* of all that one harvest fetches */
#define HARVEST_PAGES 200                  /* of a catalogue, 50 records each */
#define DOCUMENT_MEMORY ((size_t)512 << 20)
#define ACCEPT "application/xml, text/xml, application/rdf+xml;q=0.9, text/turtle;q=0.9, application/ld+json;q=0.9, */*;q=0.1"

struct harvest {
    struct csw_writing w;
    const char *source;
    struct vg_arena *documents;      /* what is read of the document at hand */
    struct vg_buf bodies[HARVEST_PAGES];
    size_t n_bodies, n_bytes;
    struct csw_inserted inserted;
    int64_t refused, untouched;      /* put aside; there already, and as it was or come in another way */
    int64_t in_document;
    char why[256];                   /* the first one was refused */
};

/* --- the request -------------------------------------------------------------------------------------------- */

/* What is harvested tells its own form: these are the names that clients give it. */
static const struct {
    const char *uri;
    bool catalogue; /* may be the address of a catalogue */
} types[] = {
    {"http://www.isotc211.org/2005/gmd", false},
    {"http://www.isotc211.org/schemas/2005/gmd/", false},
    {"http://standards.iso.org/iso/19115/-3/mdb/2.0", false},
    {"http://www.opengis.net/cat/csw/2.0.2", true},
    {"http://www.opengis.net/cat/csw/3.0", true},
    {"http://www.w3.org/ns/dcat#", false},
    {"http://data.europa.eu/930/", false},
    {"http://www.openarchives.org/OAI/2.0/oai_dc/", false},
};

static enum vg_status check_type(struct csw *c, bool *catalogue, struct vg_error *err)
{
    struct vg_str type = vg_csw_get(c, "ResourceType");
    const char *known = "";
    if (!type.ptr)
        return vg_csw_missing(c, "ResourceType", err);
    for (size_t i = 0; i < VG_COUNT(types); i++) {
        *catalogue = types[i].catalogue;
        if (vg_str_is(type, types[i].uri))
            return VG_OK;
        known = vg_arena_printf(c->call->arena, "%s%s'%s'", known ? known : "", i ? ", " : "", types[i].uri);
    }
    return vg_csw_invalid(c, "ResourceType", type, known ? known : "", err);
}

/* What asks for another time than now. */
static enum vg_status check_when(struct csw *c, struct vg_error *err)
{
    static const struct {
        const char *name, *text;
    } later[] = {
        {"ResponseHandler", "a harvest is done at once, and told in the answer: there is no ResponseHandler"},
        {"HarvestInterval", "a harvest is done once: one that is done again and again is the operator's to set up"},
    };
    for (size_t i = 0; i < VG_COUNT(later); i++)
        if (vg_csw_get(c, later[i].name).ptr) {
            c->code = "InvalidParameterValue";
            return vg_fail(err, VG_BAD_INPUT, later[i].name, "%s", vg_text(c->call->lang, later[i].text));
        }
    return VG_OK;
}

/* --- fetching ----------------------------------------------------------------------------------------------- */

static enum vg_status fetch_failed(struct csw *c, enum vg_status r, struct vg_error *err)
{
    const char *text = err ? vg_arena_strdup(c->call->arena, err->text) : NULL;
    c->code = "InvalidParameterValue";
    if (r == VG_NO_MEMORY || !text)
        return r;
    return vg_fail(err, r == VG_FORBIDDEN ? r : VG_BAD_INPUT, "Source", "%s", text);
}

static enum vg_status fetch(struct harvest *h, const char *url, struct vg_error *err)
{
    struct csw *c = h->w.csw;
    const struct vg_site *site = &c->call->gen->site;
    int64_t left = c->call->rq->deadline_ms ? c->call->rq->deadline_ms - vg_monotonic_ms() : VG_FETCH_MAX_MS;
    const struct vg_fetch f = {.url = url, .hosts = site->harvest_hosts, .n_hosts = site->n_harvest_hosts, .accept = ACCEPT,
                               .max_bytes = HARVEST_BYTES - h->n_bytes, .timeout_ms = left > 1 ? (int)left : 1};
    struct vg_fetched got;
    enum vg_status r = vg_fetch(&f, c->call->arena, &got, err);
    if (r != VG_OK)
        return fetch_failed(c, r, err);
    h->bodies[h->n_bodies++] = got.body;
    h->n_bytes += got.body.len;
    if (got.status != 200)
        return fetch_failed(c, vg_fail(err, VG_BAD_INPUT, "", "'%.100s' answers with status %d", url, got.status), err);
    return VG_OK;
}

static struct vg_str last_body(const struct harvest *h)
{
    const struct vg_buf *b = &h->bodies[h->n_bodies - 1];
    return (struct vg_str){b->ptr ? b->ptr : "", b->len};
}

static bool is_capabilities(struct vg_str s)
{
    struct vg_str head = {s.ptr, s.len < 4096 ? s.len : 4096};
    return memmem(head.ptr, head.len, ":Capabilities", 13) || memmem(head.ptr, head.len, "<Capabilities", 13);
}

/* 0 where none follows. */
static int64_t next_record(struct vg_str page)
{
    static const char name[] = "nextRecord=\"";
    const char *at = memmem(page.ptr, page.len, name, sizeof name - 1);
    int64_t n = 0;
    for (at = at ? at + sizeof name - 1 : NULL; at && at < page.ptr + page.len && *at >= '0' && *at <= '9' && n < 1000000000; at++)
        n = 10 * n + (*at - '0');
    return n;
}

/* A catalogue tells of itself: its records are asked for, page after page. */
static enum vg_status fetch_pages(struct harvest *h, struct vg_error *err)
{
    struct vg_arena *a = h->w.csw->call->arena;
    struct vg_str rest, base = vg_str_cut(vg_str_of(h->source), '?', &rest);
    enum vg_status r = VG_OK;
    int64_t start = 1;
    vg_buf_finish(&h->bodies[--h->n_bodies]);
    while (r == VG_OK && start > 0) {
        if (h->n_bodies == HARVEST_PAGES)
            return vg_fail(err, VG_TOO_LARGE, "Source", "the catalogue has more records than one harvest takes");
        const char *url = vg_arena_printf(a,
                                          "%.*s?service=CSW&version=2.0.2&request=GetRecords&typeNames=csw:Record&resultType="
                                          "results&elementSetName=full&outputSchema=http://www.isotc211.org/2005/gmd&"
                                          "maxRecords=50&startPosition=%lld",
                                          (int)base.len, base.ptr, (long long)start);
        r = url ? fetch(h, url, err) : vg_arena_check(a, err);
        int64_t next = r == VG_OK ? next_record(last_body(h)) : 0;
        start = next > start ? next : 0;
    }
    return r;
}

/* --- putting in --------------------------------------------------------------------------------------------- */

static enum vg_status put_aside(struct harvest *h, const char *source, const char *why, struct vg_str bytes, struct vg_error *err)
{
    if (!h->refused++)
        snprintf(h->why, sizeof h->why, "%s", why);
    return vg_records_quarantine(h->w.batch, source, why, bytes, err);
}

static void count(struct harvest *h, const struct vg_catalog_result *put)
{
    if (put->fate == VG_RECORD_ADDED) {
        vg_csw_note_inserted(&h->w, &h->inserted, put);
        h->w.inserted++;
    } else if (put->fate == VG_RECORD_CHANGED) {
        h->w.updated++;
    } else {
        h->untouched++;
    }
}

static enum vg_status take(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct harvest *h = to;
    struct vg_error why = {.lang = h->w.csw->call->lang};
    struct vg_catalog_result result;
    enum vg_status r = vg_csw_write_next(&h->w, err);
    if (r != VG_OK)
        return r;
    const char *source = found->whole ? h->source : vg_arena_printf(h->w.arena, "%s#%lld", h->source, (long long)++h->in_document);
    if (!source)
        return vg_arena_check(h->w.arena, err);
    r = vg_catalog_check_found(found, &why);
    if (r == VG_OK)
        r = vg_csw_write_put(&h->w, found, CSW_PUT_ANY, source, &result, &why);
    if (r == VG_OK)
        count(h, &result);
    else if (r == VG_BAD_INPUT || r == VG_TOO_LARGE || r == VG_CONFLICT)
        return put_aside(h, source, why.text, found->original, err);
    else
        return vg_fail(err, r, why.where, "%s", why.text);
    return VG_OK;
}

static enum vg_status read_all(struct harvest *h, struct vg_error *err)
{
    const struct vg_record_sink sink = {take, h};
    for (size_t i = 0; i < h->n_bodies; i++) {
        struct vg_error why = {.lang = h->w.csw->call->lang};
        const struct vg_str bytes = {h->bodies[i].ptr ? h->bodies[i].ptr : "", h->bodies[i].len};
        vg_arena_reset(h->documents);
        enum vg_status r = vg_record_read(bytes, h->documents, &sink, &why);
        if (r != VG_OK)
            return r == VG_BAD_INPUT || r == VG_TOO_LARGE ? fetch_failed(h->w.csw, vg_fail(err, r, "", "%s", why.text), err)
                                                          : vg_fail(err, r, why.where, "%s", why.text);
    }
    if (h->w.inserted + h->w.updated + h->untouched > 0)
        return VG_OK;
    h->w.csw->code = "InvalidParameterValue";
    return vg_fail(err, VG_BAD_INPUT, "Source", "no record that can be served: %s",
                   h->refused ? h->why : vg_text(h->w.csw->call->lang, "there is none"));
}

/* --- the answer --------------------------------------------------------------------------------------------- */

static enum vg_status store_all(struct harvest *h, struct vg_error *err)
{
    struct csw *c = h->w.csw;
    h->documents = vg_arena_new(DOCUMENT_MEMORY);
    if (!h->documents)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_csw_write_begin(&h->w, err);
    if (r == VG_OK)
        r = read_all(h, err);
    if (r != VG_OK)
        return r;
    struct vg_buf *b = vg_csw_begin(c, "application/xml");
    vg_buf_printf(b, "<csw:HarvestResponse xmlns:csw=\"%s\">", c->version->csw);
    r = vg_csw_write_response(&h->w, &h->inserted, 1, true, b, err);
    VG_BUF_LIT(b, "</csw:HarvestResponse>");
    if (r == VG_OK)
        r = vg_csw_end(c, err);
    return r == VG_OK ? vg_records_commit(h->w.batch, err) : r;
}

static enum vg_status run(struct harvest *h, struct vg_error *err)
{
    struct csw *c = h->w.csw;
    struct vg_str source = vg_csw_get(c, "Source");
    bool catalogue = false;
    enum vg_status r = source.ptr ? check_type(c, &catalogue, err) : vg_csw_missing(c, "Source", err);
    if (r == VG_OK)
        r = check_when(c, err);
    h->source = r == VG_OK ? vg_arena_cstr(c->call->arena, source) : NULL;
    if (r == VG_OK)
        r = h->source ? fetch(h, h->source, err) : vg_arena_check(c->call->arena, err);
    if (r == VG_OK && catalogue && is_capabilities(last_body(h)))
        r = fetch_pages(h, err);
    return r == VG_OK ? store_all(h, err) : r;
}

enum vg_status vg_csw_harvest(struct csw *c, struct vg_error *err)
{
    struct harvest h = {.w = {.csw = c, .origin = "harvest:csw"}};
    enum vg_status r = vg_csw_permit(c, &h.w.catalogue, err);
    if (r == VG_OK)
        r = run(&h, err);
    vg_csw_write_end(&h.w);
    vg_arena_free(h.documents);
    for (size_t i = 0; i < h.n_bodies; i++)
        vg_buf_finish(&h.bodies[i]);
    if (r != VG_OK)
        return r;
    c->call->rs->wants_etag = false;
    c->call->rs->cache_control = "no-store";
    c->call->rs->n_items = h.w.written;
    return VG_OK;
}
