/* The codec: one element a feature, in the order of the schema.  Links and counts are told in headers, as the standard wants
 * them (Features Part 1, requirement gmlsf0/headers). */
#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "../geojson.h"
#include "gml.h"

struct state {
    struct vg_gml_names names;
    struct vg_gml_form form;
    bool has_geometry;
};

static const char *home_of(const struct vg_item_writer *w)
{
    return w->home ? w->home : VG_GML_NO_HOME;
}

static enum vg_status prepare(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s = VG_NEW(w->arena, struct state);

    if (!s)
        return vg_arena_check(w->arena, err);
    w->state = s;
    s->has_geometry = w->crs != NULL;
    if (w->crs)
        s->form = (struct vg_gml_form){.srs = w->crs->uri, .flipped = w->crs->flipped, .decimals = w->crs->decimals};
    return vg_gml_name(w->collection, w->fields, w->n_fields, w->arena, &s->names, err);
}

/* --- the head ------------------------------------------------------------------------------------- */

static void put_namespaces(struct vg_item_writer *w, bool collection)
{
    struct vg_buf *b = w->out;

    if (collection)
        VG_BUF_LIT(b, " xmlns:sf=\"" VG_GML_SF_NS "\"");
    VG_BUF_LIT(b, " xmlns:gml=\"" VG_GML_NS "\" xmlns:app=\"");
    vg_xml_put_text(b, vg_str_of(home_of(w)));
    VG_BUF_LIT(b, "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"");
    if (collection)
        VG_BUF_LIT(b, VG_GML_SF_NS " " VG_GML_SF_XSD " ");
    if (w->home) {
        vg_xml_put_text(b, vg_str_of(w->home));
        vg_buf_char(b, ' ');
        vg_xml_put_text(b, vg_str_of(w->home));
        VG_BUF_LIT(b, "/schema?f=xsd");
    } else {
        VG_BUF_LIT(b, VG_GML_NS " " VG_GML_XSD);
    }
    vg_buf_char(b, '"');
}

/* --- a feature ------------------------------------------------------------------------------------ */

static void put_real(struct vg_buf *b, const struct vg_value *v)
{
    char *start = vg_buf_reserve(b, VG_NUMBER_MAX + 2);

    if (start)
        vg_buf_commit(b, (size_t)(vg_geojson_write_real(start, v) - start));
}

static void put_value(struct vg_buf *b, const struct vg_value *v)
{
    if (v->kind == VG_V_TEXT || v->kind == VG_V_JSON)
        vg_xml_put_text(b, v->text);
    else if (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT)
        put_real(b, v);
    else
        vg_value_put_text(b, v);
}

static void put_tag(struct vg_buf *b, const char *open, const char *name)
{
    vg_buf_cstr(b, open);
    vg_buf_cstr(b, name);
    vg_buf_char(b, '>');
}

static void put_properties(const struct vg_item_writer *w, const struct state *s, const struct vg_feature *f)
{
    for (size_t i = 0; i < w->n_fields; i++) {
        if (!vg_gml_holds(w->collection->fields[w->fields[i]].type, &f->values[i]))
            continue;
        put_tag(w->out, "<app:", s->names.fields[i]);
        put_value(w->out, &f->values[i]);
        put_tag(w->out, "</app:", s->names.fields[i]);
    }
}

static enum vg_status put_place(const struct vg_item_writer *w, struct state *s, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_error why = {.lang = err ? err->lang : VG_EN};

    if (!s->has_geometry || !f->geom.wkb || vg_gml_is_empty(f->geom))
        return VG_OK;
    put_tag(w->out, "<app:", s->names.geometry);
    if (vg_gml_put_geometry(w->out, f->geom, &s->form, &why) != VG_OK)
        return vg_fail(err, VG_BUG, "", "the geometry of item '%.*s' cannot be written: %s",
                       (int)(f->id.len < 60 ? f->id.len : 60), f->id.ptr ? f->id.ptr : "", why.text);
    put_tag(w->out, "</app:", s->names.geometry);
    return VG_OK;
}

static enum vg_status put_feature(struct vg_item_writer *w, const struct vg_feature *f, bool alone, struct vg_error *err)
{
    struct state *s = w->state;

    VG_BUF_LIT(w->out, "<app:");
    vg_buf_cstr(w->out, s->names.feature);
    if (alone)
        put_namespaces(w, false);
    VG_BUF_LIT(w->out, " gml:id=\"");
    vg_gml_put_id(w->out, f->id);
    VG_BUF_LIT(w->out, "\">");
    put_properties(w, s, f);
    enum vg_status r = put_place(w, s, f, err);
    put_tag(w->out, "</app:", s->names.feature);
    return r;
}

/* --- the codec ------------------------------------------------------------------------------------ */

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    enum vg_status r = prepare(w, err);

    if (r != VG_OK)
        return r;
    VG_BUF_LIT(w->out, DECLARATION "<sf:FeatureCollection");
    put_namespaces(w, true);
    VG_BUF_LIT(w->out, " gml:id=\"_.c\">\n");
    return VG_OK;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    VG_BUF_LIT(w->out, "<sf:featureMember>");
    enum vg_status r = put_feature(w, f, false, err);
    VG_BUF_LIT(w->out, "</sf:featureMember>\n");
    return r;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    (void)p, (void)err;
    VG_BUF_LIT(w->out, "</sf:FeatureCollection>\n");
    return VG_OK;
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    enum vg_status r = prepare(w, err);

    (void)p;
    if (r != VG_OK)
        return r;
    VG_BUF_LIT(w->out, DECLARATION);
    r = put_feature(w, f, true, err);
    vg_buf_char(w->out, '\n');
    return r;
}

#define CODEC(n, level, t) \
    {.name = n, .media_type = "application/gml+xml;version=3.2;profile=http://www.opengis.net/def/profile/ogc/2.0/gml-sf" level, \
     .title = t, .links_apart = true, .names_home = true, .begin = begin, .item = item, .end = end, .single = single}

const struct vg_item_codec vg_codec_gml = CODEC("gml", "0", "GML 3.2"),
                           vg_codec_gml_sf2 = CODEC("gmlsf2", "2", "GML 3.2 (SF-2)");
