/* In what form records are given. */
#include "search.h"

#include <vigie/catalog/entry.h>

#include "atom.h"

#define MAX_RECORD (VG_MAX_RECORD_BYTES)

static const char *const sets[] = {"brief", "summary", "full", NULL};

static enum vg_status read_schema(struct csw *c, const struct csw_schema **out, struct vg_error *err)
{
    struct vg_str uri = vg_csw_get(c, "outputSchema");
    unsigned bit = 1u << (c->version - vg_csw_versions);
    const char *known = "";
    for (size_t i = 0; i < vg_csw_n_schemas; i++) {
        const struct csw_schema *s = &vg_csw_schemas[i];
        if (!(s->versions & bit))
            continue;
        if (uri.ptr ? vg_str_is(uri, s->uri) : strcmp(s->uri, c->version->csw) == 0) {
            *out = s;
            return VG_OK;
        }
        known = vg_arena_printf(c->call->arena, "%s%s'%s'", known ? known : "", known && *known ? ", " : "", s->uri);
    }
    return vg_csw_invalid(c, "outputSchema", uri, known ? known : "", err);
}

static struct vg_str local_name(struct vg_str name)
{
    struct vg_str local, last = name;
    for (struct vg_str rest = name; rest.ptr;)
        last = vg_str_cut(rest, '/', &rest);
    (void)vg_str_cut(last, ':', &local);
    return local.ptr ? local : last;
}

static enum vg_status read_names(struct csw *c, const struct vg_str *names, size_t n, struct csw_view *v,
                                 struct vg_error *err)
{
    v->set = CSW_NAMED;
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        struct vg_str local = local_name(names[i]);
        if (vg_str_is(local, "Record"))
            v->set = CSW_FULL;
        for (size_t k = 0; k < vg_csw_n_parts; k++)
            if (vg_str_is(local, vg_csw_parts[k].name))
                found = v->named[k] = true;
        if (!found && v->set != CSW_FULL)
            return vg_csw_invalid(c, "ElementName", names[i], "the elements that DescribeRecord lists for csw:Record", err);
    }
    return VG_OK;
}

static enum vg_status read_view(struct csw *c, struct csw_view *out, struct vg_error *err)
{
    size_t n;
    int set;
    struct csw_view v = {0};
    struct vg_str *names = vg_csw_get_all(c, "ElementName", &n);
    if (n && vg_csw_get(c, "ElementSetName").ptr) {
        c->code = "NoApplicableCode";
        return vg_fail(err, VG_BAD_INPUT, "", "'ElementName' and 'ElementSetName' cannot go together");
    }
    enum vg_status r = n ? read_names(c, names, n, &v, err)
                         : vg_csw_get_choice(c, "ElementSetName", sets, CSW_SUMMARY, &set, err);
    if (r == VG_OK && !n)
        v.set = (enum csw_set)set;
    *out = v;
    return r;
}

enum vg_status vg_csw_presentation(struct csw *c, struct csw_presentation *out, struct vg_error *err)
{
    static const char *const formats[] = {"application/xml", "text/xml", CSW_ATOM, NULL};
    static const char *const old_formats[] = {"application/xml", "text/xml", NULL};
    struct csw_presentation p = {0};
    enum vg_status r = vg_csw_output(c, "outputFormat", c->version->bare_record ? formats : old_formats, &p.media_type, err);
    p.atom = r == VG_OK && strcmp(p.media_type, CSW_ATOM) == 0;
    if (r == VG_OK)
        r = read_schema(c, &p.schema, err);
    if (r == VG_OK && strcmp(p.schema->uri, CSW_ATOM_SCHEMA) == 0) { /* a form of its own (12-176r7, 7.3.4.4) */
        p.atom = true;
        p.media_type = vg_csw_get(c, "outputFormat").ptr ? p.media_type : CSW_ATOM;
    }
    if (r == VG_OK)
        r = read_view(c, &p.view, err);
    *out = p;
    return r;
}

static bool is_record_schema(const struct csw *c, const struct csw_presentation *p)
{
    return strcmp(p->schema->form, c->version->record_form) == 0;
}

/* A record that could not be written in this form when it came in is still one of the answer: by its name and title. */
static struct vg_str stand_in(struct csw *c)
{
    const char *text = vg_arena_printf(c->call->arena, "<csw:Record xmlns:csw=\"%s\"/>", c->version->csw);
    return vg_str_of(text ? text : "<r/>");
}

enum vg_status vg_csw_put_record(struct csw *c, const struct csw_presentation *p, const struct vg_feature *f,
                                 struct vg_buf *b, struct vg_error *err)
{
    const char *base = c->call->rq->base_url;
    bool cut = is_record_schema(c, p) && p->view.set != CSW_FULL;
    if (f->form.len && !cut) {
        vg_catalog_splice(b, f->form, base);
        return vg_buf_check(b, err);
    }
    struct csw_view brief = {.set = CSW_BRIEF};
    struct vg_buf whole;
    vg_buf_init(&whole, MAX_RECORD);
    if (f->form.len)
        vg_catalog_splice(&whole, f->form, base);
    else
        vg_buf_str(&whole, stand_in(c));
    enum vg_status r = vg_buf_check(&whole, err);
    if (r == VG_OK)
        r = vg_csw_put_view(c, cut ? &p->view : &brief, (struct vg_str){whole.ptr, whole.len}, f->values[0].text,
                            f->values[1].text, b, err);
    vg_buf_finish(&whole);
    return r == VG_OK ? vg_buf_check(b, err) : r;
}
