/* A page of a catalogue in RDF.  What is kept ready is copied: of a Turtle or JSON-LD document only what stands behind its
 * prefixes or in its graph, as the page declares all prefixes once.  A document that somebody else wrote may name the record
 * otherwise, or hold blank nodes that clash with those of its neighbours: it is read and written anew. */
#include <vigie/base/escape.h>
#include <vigie/codec/dcat.h>

#include "dcat.h"

#define AUTHORITY "http://publications.europa.eu/resource/authority/"
#define GRAPH "\"@graph\": ["
#define MAX_ARENA (64u << 20) /* to read one record and to write it anew */

static bool is_syntax(const struct vg_dcat_writer *w, const char *name)
{
    return strcmp(w->codec->name, name) == 0;
}

/* --- the document around -------------------------------------------------------------------------- */

static void put_prefixes(struct vg_dcat_writer *w, const char *first, const char *before, const char *between, const char *after)
{
    for (const struct vg_rdf_prefix *p = vg_rdf_prefixes; p->name; p++) {
        vg_buf_cstr(w->out, p == vg_rdf_prefixes ? first : before);
        vg_buf_printf(w->out, "%s%s%s%s", p->name, between, p->space, after);
    }
}

void vg_dcat_begin(struct vg_dcat_writer *w)
{
    if (is_syntax(w, VG_RECORD_DCAT_XML)) {
        VG_BUF_LIT(w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">");
    } else if (is_syntax(w, VG_RECORD_DCAT_TURTLE)) {
        put_prefixes(w, "@prefix ", "@prefix ", ": <", "> .\n");
    } else {
        put_prefixes(w, "{\n  \"@context\": {\n    \"", ",\n    \"", "\": \"", "\"");
        VG_BUF_LIT(w->out, "\n  },\n  " GRAPH);
    }
}

/* What of a document of ours goes into a page: all of an element, the statements, the members of the graph. */
static struct vg_str inside(const struct vg_dcat_writer *w, struct vg_str form)
{
    if (is_syntax(w, VG_RECORD_DCAT_XML) && vg_str_starts(vg_str_trim(form), VG_STR("<rdf:RDF"))) {
        static const char end[] = "</rdf:RDF>";
        (void)vg_str_cut(form, '>', &form);
        form = vg_str_trim(form);
        form.len -= form.len >= sizeof end - 1 ? sizeof end - 1 : 0;
    } else if (is_syntax(w, VG_RECORD_DCAT_TURTLE)) {
        while (vg_str_starts(form, VG_STR("@prefix ")))
            (void)vg_str_cut(form, '\n', &form);
    } else if (is_syntax(w, VG_RECORD_DCAT_JSON)) {
        const char *at = memmem(form.ptr, form.len, GRAPH, sizeof GRAPH - 1);
        size_t skip = at ? (size_t)(at - form.ptr) + sizeof GRAPH - 1 : form.len;
        form = vg_str_trim((struct vg_str){form.ptr + skip, form.len - skip});
        for (const char *end = "}]"; *end; end++) {
            form.len -= form.len && form.ptr[form.len - 1] == *end;
            form = vg_str_trim(form);
        }
    }
    return vg_str_trim(form);
}

static void put_inside(struct vg_dcat_writer *w, struct vg_str part)
{
    bool json = is_syntax(w, VG_RECORD_DCAT_JSON);

    vg_buf_cstr(w->out, json && w->n_members > 1 ? ",\n    " : "\n");
    vg_buf_str(w->out, part);
}

/* --- a record ------------------------------------------------------------------------------------- */

/* Does what goes into the page begin with this subject, in our own spelling? */
static bool is_ours(const struct vg_dcat_writer *w, struct vg_str part, const char *address)
{
    size_t n = strlen(address);
    const char *end = memchr(part.ptr, '>', part.len);

    if (is_syntax(w, VG_RECORD_DCAT_TURTLE))
        return end && (size_t)(end - part.ptr) == n + 1 && part.ptr[0] == '<' && memcmp(part.ptr + 1, address, n) == 0;
    if (is_syntax(w, VG_RECORD_DCAT_XML)) {
        const char *at = end ? memmem(part.ptr, (size_t)(end - part.ptr), address, n) : NULL;
        return at && vg_str_starts(part, VG_STR("<dcat:Data")) && at[-1] == '"' && at[n] == '"';
    }
    struct vg_str id = {0};
    if (part.len && part.ptr[0] == '{')
        id = vg_str_trim((struct vg_str){part.ptr + 1, part.len - 1});
    return vg_str_starts(id, VG_STR("\"@id\": \"")) && id.len > n + 8 && memcmp(id.ptr + 8, address, n) == 0 && id.ptr[n + 8] == '"';
}

static enum vg_status take_first(void *to, const struct vg_record_found *found, struct vg_error *err)
{
    struct vg_record *r = to;

    (void)err;
    if (!r->id && found->record)
        *r = *found->record;
    return VG_OK;
}

/* What cannot be read any more is still told of. */
static void read_again(const struct vg_dcat_writer *w, const struct vg_dcat_entry *e, struct vg_arena *a, struct vg_record *r)
{
    struct vg_error ignored = {0};
    const struct vg_record_sink sink = {take_first, r};

    if (!e->form.len || w->codec->read(w->codec, e->form, a, &sink, &ignored) != VG_OK)
        *r = (struct vg_record){.type = e->is_service ? "service" : "dataset", .is_service = e->is_service};
    r->id = vg_arena_cstr(a, e->id);
    if (!r->citation.title.value)
        r->citation.title.value = vg_arena_cstr(a, e->title);
    if (!r->stamp.text && e->updated.len) {
        bool day = e->updated.len > 10 && vg_str_is((struct vg_str){e->updated.ptr + 10, e->updated.len - 10}, "T00:00:00Z");
        r->stamp.text = vg_arena_cstr(a, (struct vg_str){e->updated.ptr, day ? 10 : e->updated.len});
    }
}

static enum vg_status write_anew(struct vg_dcat_writer *w, const struct vg_dcat_entry *e, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_record_writing how = {.base_url = w->catalogue->base_url, .alone = true};
    struct vg_record record = {0};
    struct vg_buf text;

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    read_again(w, e, a, &record);
    enum vg_status r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&text, MAX_ARENA);
    r = w->codec->write(w->codec, &record, &how, &text, err);
    if (r == VG_OK)
        put_inside(w, inside(w, (struct vg_str){text.ptr, text.len}));
    vg_buf_finish(&text);
    return r;
}

static const char *address_of(struct vg_dcat_writer *w, struct vg_str id)
{
    struct vg_rdf_graph g = {.arena = w->arena};
    const struct vg_record_writing how = {.base_url = w->catalogue->base_url};
    struct vg_rdf_writer x = {.g = &g, .options = &how};

    return vg_dcat_address(&x, vg_arena_cstr(w->arena, id));
}

enum vg_status vg_dcat_put_member(struct vg_dcat_writer *w, const struct vg_dcat_entry *entry, struct vg_error *err)
{
    struct vg_dcat_member *m = VG_RECORD_ADD(w->arena, w, members);
    const char *address = address_of(w, entry->id);

    if (!m || !address)
        return vg_arena_check(w->arena, err);
    *m = (struct vg_dcat_member){address, entry->is_service};
    struct vg_str part = inside(w, entry->form);
    if (!is_ours(w, part, address))
        return write_anew(w, entry, err);
    put_inside(w, part);
    return VG_OK;
}

/* --- the catalogue and the page ------------------------------------------------------------------- */

static void add_texts(struct vg_rdf_graph *g, struct vg_rdf_term s, const char *property, const char *const *text)
{
    static const char *const langs[] = {[VG_EN] = "en", [VG_FR] = "fr"};
    bool same = text[VG_EN] && text[VG_FR] && strcmp(text[VG_EN], text[VG_FR]) == 0;

    if (same)
        vg_rdf_add(g, s, property, vg_rdf_literal(text[VG_EN], NULL, NULL));
    for (int lang = VG_EN; !same && lang <= VG_FR; lang++)
        if (text[lang])
            vg_rdf_add(g, s, property, vg_rdf_literal(text[lang], langs[lang], NULL));
}

static void add_address(struct vg_rdf_graph *g, struct vg_rdf_term s, const char *property, const char *address)
{
    if (address)
        vg_rdf_add(g, s, property, vg_rdf_iri(address));
}

static void add_number(struct vg_rdf_graph *g, struct vg_rdf_term s, const char *property, int64_t n)
{
    vg_rdf_add(g, s, property, vg_rdf_literal(vg_arena_printf(g->arena, "%lld", (long long)n), NULL, "xsd:integer"));
}

static void add_publisher(struct vg_rdf_graph *g, struct vg_rdf_term s, const struct vg_contact *c)
{
    const char *name = c && c->organization ? c->organization : c ? c->name : NULL;

    if (!name)
        return;
    struct vg_rdf_term agent = vg_rdf_blank(g);
    vg_rdf_add(g, s, "dct:publisher", agent);
    vg_rdf_add(g, agent, "rdf:type", vg_rdf_iri("foaf:Agent"));
    vg_rdf_add(g, agent, "foaf:name", vg_rdf_literal(name, NULL, NULL));
    add_address(g, agent, "foaf:mbox", c->email ? vg_arena_printf(g->arena, "mailto:%s", c->email) : NULL);
    add_address(g, agent, "foaf:homepage", c->url);
}

static void add_catalogue(struct vg_dcat_writer *w, struct vg_rdf_graph *g, const struct vg_dcat_paging *p)
{
    const struct vg_dcat_catalogue *c = w->catalogue;
    struct vg_rdf_term s = vg_rdf_iri(c->url);

    vg_rdf_add(g, s, "rdf:type", vg_rdf_iri("dcat:Catalog"));
    vg_rdf_add(g, s, "rdf:type", vg_rdf_iri("hydra:Collection"));
    add_texts(g, s, "dct:title", c->title);
    bool described = c->description[VG_EN] || c->description[VG_FR];
    add_texts(g, s, "dct:description", described ? c->description : c->title); /* DCAT-AP asks for one */
    add_publisher(g, s, c->publisher);
    add_address(g, s, "dct:language", c->lang == VG_FR ? AUTHORITY "language/FRA" : AUTHORITY "language/ENG");
    add_address(g, s, "dct:license", c->license_url);
    struct vg_rdf_term home = vg_rdf_iri(vg_arena_printf(g->arena, "%s/", c->base_url));
    vg_rdf_add(g, s, "foaf:homepage", home);
    vg_rdf_add(g, home, "rdf:type", vg_rdf_iri("foaf:Document"));
    add_number(g, s, "hydra:totalItems", p->total);
    add_address(g, s, "hydra:view", p->self);
    for (size_t i = 0; i < w->n_members; i++)
        add_address(g, s, w->members[i].is_service ? "dcat:service" : "dcat:dataset", w->members[i].address);
}

/* Both names of each: the second is of an older Hydra, which older harvesters read alone. */
static void add_page(struct vg_rdf_graph *g, const struct vg_dcat_paging *p)
{
    struct vg_rdf_term s = vg_rdf_iri(p->self);
    const struct {
        const char *property, *older, *address;
    } ways[] = {
        {"hydra:first", "hydra:firstPage", p->first},
        {"hydra:previous", "hydra:previousPage", p->previous},
        {"hydra:next", "hydra:nextPage", p->next},
        {"hydra:last", "hydra:lastPage", p->last},
    };

    vg_rdf_add(g, s, "rdf:type", vg_rdf_iri("hydra:PartialCollectionView"));
    vg_rdf_add(g, s, "rdf:type", vg_rdf_iri("hydra:PagedCollection"));
    for (size_t i = 0; i < VG_COUNT(ways); i++) {
        add_address(g, s, ways[i].property, ways[i].address);
        add_address(g, s, ways[i].older, ways[i].address);
    }
    add_number(g, s, "hydra:totalItems", p->total);
    add_number(g, s, "hydra:itemsPerPage", p->per_page);
}

static void put_graph(struct vg_dcat_writer *w, const struct vg_rdf_graph *g, struct vg_buf *b)
{
    if (is_syntax(w, VG_RECORD_DCAT_XML))
        vg_rdf_put_xml(b, g, true);
    else if (is_syntax(w, VG_RECORD_DCAT_TURTLE))
        vg_rdf_put_turtle(b, g);
    else
        vg_rdf_put_json(b, g);
}

enum vg_status vg_dcat_end(struct vg_dcat_writer *w, const struct vg_dcat_paging *p, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct vg_rdf_graph g = {.arena = a};
    struct vg_buf text;

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    add_catalogue(w, &g, p);
    add_page(&g, p);
    vg_rdf_settle(&g);
    vg_buf_init(&text, MAX_ARENA);
    put_graph(w, &g, &text);
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_buf_check(&text, err);
    if (r == VG_OK) {
        if (is_syntax(w, VG_RECORD_DCAT_JSON) && w->n_members)
            VG_BUF_LIT(w->out, ",");
        VG_BUF_LIT(w->out, "\n");
        vg_buf_str(w->out, inside(w, (struct vg_str){text.ptr, text.len}));
        vg_buf_cstr(w->out, is_syntax(w, VG_RECORD_DCAT_XML)    ? "\n</rdf:RDF>\n"
                            : is_syntax(w, VG_RECORD_DCAT_JSON) ? "\n  ]\n}\n"
                                                                : "\n");
    }
    vg_buf_finish(&text);
    return r;
}
