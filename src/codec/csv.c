/* Features as CSV (RFC 4180): a row of names, then a row for each feature, in UTF-8 without a mark.
 *
 * NULL is an empty cell, an empty text is "".  Points have columns of their own, named lon and lat (x and y in a
 * projected system), so that their order needs no explaining; other geometries are WKT in the order of the
 * CRS's axes, as in every form.  A column that would bear the name of a field gives way.
 *
 * Values are written as they are: a text that begins with = or - stays so, since programs read these files too and
 * a changed value would be a wrong one.  Who opens them in a spreadsheet imports such columns as text. */
#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "bare.h"
#include "geojson.h"

enum place { NOWHERE, POINT, WKT };

struct state {
    enum place place;
    bool has_id;           /* the id is no field of these rows */
    int dims;              /* numbers of a point */
};

/* --- names --------------------------------------------------------------------------------------- */

static bool is_taken(const struct vg_item_writer *w, const char *name)
{
    for (size_t i = 0; i < w->n_fields; i++)
        if (strcasecmp(w->collection->fields[w->fields[i]].name, name) == 0)
            return true;
    return false;
}

static void put_free_name(struct vg_item_writer *w, const char *name)
{
    char longer[32] = "";
    size_t n = strlen(name);

    memcpy(longer, name, n + 1);
    while (n + 1 < sizeof(longer) && is_taken(w, longer)) {
        longer[n++] = '_';
        longer[n] = '\0';
    }
    vg_buf_cstr(w->out, longer);
}

static bool has_field(const struct vg_item_writer *w, int field)
{
    for (size_t i = 0; i < w->n_fields; i++)
        if (w->fields[i] == field)
            return true;
    return false;
}

static bool lacks_key(const struct vg_item_writer *w)
{
    const struct vg_collection *c = w->collection;

    for (int i = 0; i < c->n_key; i++)
        if (!has_field(w, c->key[i]))
            return true;
    return c->n_key == 0;
}

static void put_place_names(struct vg_item_writer *w, const struct state *s)
{
    const struct vg_collection *c = w->collection;
    static const char *const degrees[] = {"lon", "lat"}, *const units[] = {"x", "y"};

    if (s->place == WKT) {
        vg_buf_char(w->out, ',');
        put_free_name(w, "WKT");
    }
    for (int i = 0; s->place == POINT && i < s->dims; i++) {
        const char *third = i == 2 && c->geom_z ? "z" : "m";
        vg_buf_char(w->out, ',');
        put_free_name(w, i >= 2 ? third : w->crs->geographic ? degrees[i] : units[i]);
    }
}

static void put_names(struct vg_item_writer *w, const struct state *s)
{
    if (s->has_id)
        put_free_name(w, "id");
    for (size_t i = 0; i < w->n_fields; i++) {
        if (i || s->has_id)
            vg_buf_char(w->out, ',');
        vg_csv_put_field(w->out, vg_str_of(w->collection->fields[w->fields[i]].name));
    }
    put_place_names(w, s);
    VG_BUF_LIT(w->out, "\r\n");
}

/* --- values --------------------------------------------------------------------------------------- */

static void put_number(struct vg_buf *b, const struct vg_value *v)
{
    char *start = vg_buf_reserve(b, VG_NUMBER_MAX + 2);

    if (start)
        vg_buf_commit(b, (size_t)(vg_geojson_write_real(start, v) - start));
}

static void put_text(struct vg_buf *b, struct vg_str text)
{
    if (text.len)
        vg_csv_put_field(b, text);
    else
        VG_BUF_LIT(b, "\"\"");
}

/* Numbers, dates and base64 hold nothing that would need quotes. */
static void put_value(struct vg_buf *b, const struct vg_value *v)
{
    if (v->kind == VG_V_TEXT || v->kind == VG_V_JSON)
        put_text(b, v->text);
    else if ((v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) && isfinite(v->real))
        put_number(b, v);
    else
        vg_value_put_text(b, v);
}

/* --- geometry ------------------------------------------------------------------------------------- */

static enum vg_status fail(const struct vg_feature *f, const char *why, struct vg_error *err)
{
    return vg_fail(err, VG_BUG, "", "the geometry of item '%.*s' cannot be written: %s",
                   (int)(f->id.len < 60 ? f->id.len : 60), f->id.ptr ? f->id.ptr : "", why);
}

static void write_point(const struct vg_item_writer *w, const struct state *s, const double *at, int dims)
{
    char *start = vg_buf_reserve(w->out, 4 * (VG_NUMBER_MAX + 1)), *p = start;
    int z_decimals = w->crs->decimals < VG_GEOJSON_Z_DECIMALS ? w->crs->decimals : VG_GEOJSON_Z_DECIMALS;

    for (int i = 0; start && i < s->dims; i++) {
        *p++ = ',';
        if (i < dims && isfinite(at[i]))
            p = vg_fixed_write(p, at[i], i < 2 ? w->crs->decimals : z_decimals);
    }
    if (start)
        vg_buf_commit(w->out, (size_t)(p - start));
}

static enum vg_status put_point(const struct vg_item_writer *w, const struct state *s, const struct vg_feature *f,
                                struct vg_error *err)
{
    static const double nothing[4] = {NAN, NAN, NAN, NAN};
    struct vg_wkb in = vg_wkb_of(f->geom);
    struct vg_geom_head h;
    double copy[4];
    const double *at = nothing;
    int dims = 0;

    if (f->geom.wkb) {
        if (vg_wkb_head(&in, &h, NULL) != VG_OK || h.type != VG_GEOM_POINT)
            return fail(f, "it is not a point", err);
        at = vg_wkb_points(&in, 1, h.dims, copy);
        dims = h.dims;
        if (!at)
            return fail(f, "it ends in the middle", err);
    }
    write_point(w, s, at, dims);
    return VG_OK;
}

static enum vg_status put_wkt(const struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_error why = {.lang = err ? err->lang : VG_EN};

    vg_buf_char(w->out, ',');
    if (!f->geom.wkb)
        return VG_OK;
    vg_buf_char(w->out, '"'); /* commas inside */
    enum vg_status r = vg_geom_put_wkt_in_order(w->out, f->geom, w->crs->decimals, w->crs->flipped, &why);
    vg_buf_char(w->out, '"');
    return r == VG_BAD_INPUT ? fail(f, why.text, err) : VG_OK;
}

/* --- the codec ------------------------------------------------------------------------------------ */

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    const struct vg_collection *c = w->collection;
    struct state *s = VG_NEW(w->arena, struct state);

    if (!s)
        return vg_arena_check(w->arena, err);
    s->has_id = lacks_key(w);
    s->place = !w->crs ? NOWHERE : c->geom_type == VG_GEOM_POINT ? POINT : WKT;
    s->dims = 2 + c->geom_z + c->geom_m;
    w->state = s;
    put_names(w, s);
    return VG_OK;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    const struct state *s = w->state;
    enum vg_status r = VG_OK;

    if (s->has_id)
        vg_csv_put_field(w->out, f->id);
    for (size_t i = 0; i < w->n_fields; i++) {
        if (i || s->has_id)
            vg_buf_char(w->out, ',');
        put_value(w->out, &f->values[i]);
    }
    if (s->place == POINT)
        r = put_point(w, s, f, err);
    else if (s->place == WKT)
        r = put_wkt(w, f, err);
    VG_BUF_LIT(w->out, "\r\n");
    return r;
}

const struct vg_item_codec vg_codec_csv = {
    .name = "csv",
    .media_type = "text/csv",
    .title = "CSV",
    .links_apart = true,
    .begin = begin,
    .item = item,
    .end = vg_bare_end,
    .single = vg_bare_single,
};
