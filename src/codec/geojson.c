/* Features as GeoJSON: the form that nearly every client asks for, and so the fast path of the server.
 *
 * All that is the same on each row is made once: the names of the members with their escapes and commas, and
 * whether the id is a number.  A row is then a few copies and numbers into the page's buffer. */
#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>
#include <vigie/codec/items.h>

#include "geojson.h"

/* Days of 0000-01-01 and 9999-12-31, what RFC 3339 can write. */
#define FIRST_DAY INT64_C(-719528)
#define LAST_DAY INT64_C(2932896)

struct state {
    struct vg_geojson_row row;
    bool has_rows;
};

static bool key_is_integer(const struct vg_collection *c)
{
    return c->n_key == 0 || (c->n_key == 1 && c->fields[c->key[0]].type == VG_T_INT);
}

enum vg_status vg_geojson_prepare(const struct vg_item_writer *w, struct vg_geojson_row *out, struct vg_error *err)
{
    struct vg_str *names = vg_arena_array(w->arena, w->n_fields + 1, sizeof(*names));
    struct vg_buf name;

    vg_buf_init(&name, w->out->max);
    for (size_t i = 0; names && i < w->n_fields; i++) {
        vg_buf_clear(&name);
        if (i)
            vg_buf_char(&name, ',');
        vg_json_put_str(&name, vg_str_of(w->collection->fields[w->fields[i]].name));
        vg_buf_char(&name, ':');
        names[i] = vg_arena_str(w->arena, (struct vg_str){name.ptr, name.len});
    }
    vg_buf_finish(&name);
    *out = (struct vg_geojson_row){.names = names, .id_is_number = key_is_integer(w->collection)};
    if (w->crs)
        out->form = (struct vg_geojson_form){.decimals = w->crs->decimals, .flipped = w->crs->flipped};
    return vg_arena_check(w->arena, err);
}

static enum vg_status prepare(struct vg_item_writer *w, struct state **out, struct vg_error *err)
{
    struct state *s = VG_NEW(w->arena, struct state);
    enum vg_status r = vg_arena_check(w->arena, err);

    if (r == VG_OK)
        r = vg_geojson_prepare(w, &s->row, err);
    w->state = *out = s;
    return r;
}

static bool is_integer(struct vg_str s)
{
    size_t i = s.len && *s.ptr == '-' ? 1 : 0;

    if (i == s.len || (s.ptr[i] == '0' && s.len > i + 1))
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return true;
}

/* A real number looks like one even where it is whole: GDAL and QGIS take a field's type from the first page, and
 * where that says 3 they cut 0.14 to 0 on the next. */
static char *mark_as_real(const char *digits, char *end)
{
    for (const char *p = digits; p < end; p++)
        if (*p == '.' || *p == 'e')
            return end;
    *end++ = '.';
    *end++ = '0';
    return end;
}

char *vg_geojson_write_real(char *p, const struct vg_value *v)
{
    return mark_as_real(p, v->kind == VG_V_FLOAT ? vg_float_write(p, (float)v->real) : vg_double_write(p, v->real));
}

static void put_number(struct vg_buf *b, struct vg_str name, const struct vg_value *v)
{
    char *start = vg_buf_reserve(b, name.len + VG_NUMBER_MAX + 2), *p = start;

    if (!p)
        return;
    memcpy(p, name.ptr, name.len);
    p += name.len;
    if (v->kind == VG_V_INT) {
        p = vg_int64_write(p, v->integer);
    } else if (!isfinite(v->real)) {
        memcpy(p, "null", 4);
        p += 4;
    } else {
        p = vg_geojson_write_real(p, v);
    }
    vg_buf_commit(b, (size_t)(p - start));
}

bool vg_geojson_has_text(const struct vg_value *v)
{
    if (v->kind == VG_V_DATE)
        return v->integer >= FIRST_DAY && v->integer <= LAST_DAY;
    if (v->kind == VG_V_TIME)
        return v->integer >= 0 && v->integer <= VG_US_PER_DAY;
    return v->integer >= FIRST_DAY * VG_US_PER_DAY && v->integer < (LAST_DAY + 1) * VG_US_PER_DAY;
}

static void put_quoted(struct vg_buf *b, const struct vg_value *v)
{
    vg_buf_char(b, '"');
    vg_value_put_text(b, v);
    vg_buf_char(b, '"');
}

void vg_geojson_put_member(struct vg_buf *b, struct vg_str name, const struct vg_value *v)
{
    if (v->kind == VG_V_INT || v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) {
        put_number(b, name, v);
        return;
    }
    vg_buf_str(b, name);
    switch (v->kind) {
    case VG_V_TEXT:
        vg_json_put_str(b, v->text);
        break;
    case VG_V_BOOL:
    case VG_V_NUMBER:
    case VG_V_JSON:
        vg_value_put_text(b, v);
        break;
    case VG_V_BYTES:
        put_quoted(b, v);
        break;
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        if (vg_geojson_has_text(v))
            put_quoted(b, v);
        else
            VG_BUF_LIT(b, "null");
        break;
    default:
        VG_BUF_LIT(b, "null");
    }
}

/* rel-as-uri and rel-as-link of Common Part 3. */
static void put_reference(struct vg_buf *b, struct vg_str name, const struct vg_item_reference *to, const struct vg_value *v)
{
    struct vg_buf id;

    vg_buf_init(&id, b->max);
    vg_value_put_text(&id, v);
    vg_buf_str(b, name);
    vg_buf_cstr(b, to->as_link ? "{\"href\":\"" : "\"");
    vg_buf_cstr(b, to->items);
    vg_url_put(b, (struct vg_str){id.ptr, id.len});
    vg_buf_char(b, '"');
    if (to->as_link) {
        VG_BUF_LIT(b, ",\"title\":");
        vg_json_put_str(b, (struct vg_str){id.ptr, id.len});
        vg_buf_char(b, '}');
    }
    vg_buf_finish(&id);
}

enum vg_status vg_geojson_put_geometry(struct vg_buf *b, const struct vg_feature *f, const struct vg_geojson_form *form,
                                       struct vg_error *err)
{
    struct vg_error why;
    why.lang = err ? err->lang : VG_EN; /* the rest is written where it is read: this is the path of each row */
    enum vg_status r = vg_geojson_put_geom(b, f->geom, form, &why);

    if (r == VG_OK)
        return VG_OK;
    /* the store holds what no client can mend */
    return vg_fail(err, r == VG_BAD_INPUT ? VG_BUG : r, "", "the geometry of item '%.*s' cannot be written: %s",
                   (int)(f->id.len < 60 ? f->id.len : 60), f->id.ptr ? f->id.ptr : "", why.text);
}

void vg_geojson_put_head(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_feature *f)
{
    VG_BUF_LIT(b, "{\"type\":\"Feature\",\"id\":");
    if (row->id_is_number && is_integer(f->id))
        vg_buf_str(b, f->id);
    else
        vg_json_put_str(b, f->id);
}

void vg_geojson_put_properties(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_item_writer *w,
                               const struct vg_feature *f)
{
    VG_BUF_LIT(b, ",\"properties\":{");
    for (size_t i = 0; i < w->n_fields; i++) {
        if (w->references && w->references[i].items && f->values[i].kind != VG_V_NULL)
            put_reference(b, row->names[i], &w->references[i], &f->values[i]);
        else
            vg_geojson_put_member(b, row->names[i], &f->values[i]);
    }
    vg_buf_char(b, '}');
}

enum vg_status vg_geojson_put_feature(struct vg_buf *b, const struct vg_geojson_row *row, const struct vg_item_writer *w,
                                      const struct vg_feature *f, struct vg_error *err)
{
    vg_geojson_put_head(b, row, f);
    VG_BUF_LIT(b, ",\"geometry\":");
    enum vg_status r = vg_geojson_put_geometry(b, f, &row->form, err);
    if (r == VG_OK)
        vg_geojson_put_properties(b, row, w, f);
    return r;
}

void vg_geojson_put_text(struct vg_buf *b, const char *name, const char *value)
{
    if (!value)
        return;
    vg_buf_cstr(b, name);
    vg_json_put_str(b, vg_str_of(value));
}

void vg_geojson_put_links(struct vg_buf *b, const struct vg_page_info *p)
{
    VG_BUF_LIT(b, ",\"links\":[");
    for (size_t i = 0; i < p->n_links; i++) {
        const struct vg_link *l = &p->links[i];
        vg_buf_cstr(b, i ? "," : "");
        vg_geojson_put_text(b, "{\"href\":", l->href ? l->href : "");
        vg_geojson_put_text(b, ",\"rel\":", l->rel);
        vg_geojson_put_text(b, ",\"type\":", l->type);
        vg_geojson_put_text(b, ",\"title\":", l->title);
        vg_geojson_put_text(b, ",\"hreflang\":", l->hreflang);
        vg_geojson_put_text(b, ",\"method\":", l->method);
        if (l->length > 0) {
            VG_BUF_LIT(b, ",\"length\":");
            vg_buf_int64(b, l->length);
        }
        vg_buf_char(b, '}');
    }
    vg_buf_char(b, ']');
}

void vg_geojson_put_counts(struct vg_buf *b, const struct vg_page_info *p)
{
    VG_EACH(member, p->extra) {
        vg_buf_char(b, ',');
        vg_json_put_str(b, member->key);
        vg_buf_char(b, ':');
        vg_node_put_json(b, member, 0);
    }
    if (p->matched >= 0) {
        VG_BUF_LIT(b, ",\"numberMatched\":");
        vg_buf_int64(b, p->matched);
    }
    VG_BUF_LIT(b, ",\"numberReturned\":");
    vg_buf_int64(b, p->returned);
    vg_geojson_put_text(b, ",\"timeStamp\":", p->timestamp);
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s;
    enum vg_status r = prepare(w, &s, err);

    if (r == VG_OK)
        VG_BUF_LIT(w->out, "{\"type\":\"FeatureCollection\",\"features\":[");
    return r;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct state *s = w->state;

    if (s->has_rows)
        vg_buf_char(w->out, ',');
    s->has_rows = true;
    enum vg_status r = vg_geojson_put_feature(w->out, &s->row, w, f, err);
    vg_buf_char(w->out, '}');
    return r;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_buf *b = w->out;

    (void)err;
    vg_buf_char(b, ']');
    if (p->links)
        vg_geojson_put_links(b, p);
    vg_geojson_put_counts(b, p);
    vg_buf_char(b, '}');
    return VG_OK;
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    struct state *s;
    enum vg_status r = prepare(w, &s, err);

    if (r == VG_OK)
        r = vg_geojson_put_feature(w->out, &s->row, w, f, err);
    if (r != VG_OK)
        return r;
    vg_geojson_put_links(w->out, p);
    vg_buf_char(w->out, '}');
    return VG_OK;
}

const struct vg_item_codec vg_codec_geojson = {
    .name = "json",
    .media_type = "application/geo+json",
    .title = "GeoJSON",
    .tells_references = true,
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
};
