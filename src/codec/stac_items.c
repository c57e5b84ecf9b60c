/* Features as STAC Items: GeoJSON with the members that make a feature an Item of its collection (Item Specification 1.1.0).
 *
 * Which field stands where is found once a collection; a row is then written as GeoJSON writes it. */
#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/stac_items.h>

#include "geojson.h"

/* Fields that stand elsewhere than among the properties, or are written anew. */
enum special { ASSETS, BBOX, COLLECTION, DATETIME, END, EXTENSIONS, LINKS, START, VERSION, N_SPECIAL };
static const char *const specials[N_SPECIAL] = {
    [ASSETS] = "assets", [BBOX] = "bbox", [COLLECTION] = "collection", [DATETIME] = "datetime", [END] = "end_datetime",
    [EXTENSIONS] = "stac_extensions", [LINKS] = "links", [START] = "start_datetime", [VERSION] = "stac_version",
};

struct state {
    struct vg_geojson_row row;
    struct vg_str *names;  /* of each field, with a comma before; absent: it is none of the properties */
    int places[N_SPECIAL]; /* among the fields; -1: there is none */
    const struct vg_stac_fields *wanted;
    bool times[N_SPECIAL]; /* are they wanted? */
    const char *collection; /* its address in the API */
    struct vg_str items;    /* that of its items with a quotation mark before and '/' behind: "\"https://…/items/" */
    bool has_rows;
};

bool vg_stac_has_items(const struct vg_collection *c)
{
    int assets = vg_collection_field(c, VG_STR("assets"));
    return c->item_type == VG_ITEM_FEATURE && c->geom_name && c->time_start >= 0 && assets >= 0 && c->fields[assets].type == VG_T_JSON
           && !c->fields[assets].hidden;
}

/* --- once a collection ---------------------------------------------------------------------------- */

static int special_of(const char *name)
{
    int i = 0;
    while (i < N_SPECIAL && strcmp(specials[i], name) != 0)
        i++;
    return i;
}

/* The collection's own time, where no field is called as an Item calls it. */
static void find_times(const struct vg_item_writer *w, struct state *s)
{
    const struct vg_collection *c = w->collection;
    bool span = c->time_end >= 0 && c->time_end != c->time_start;
    for (size_t i = 0; i < w->n_fields; i++) {
        int start = span ? START : DATETIME;
        if (w->fields[i] == c->time_start && s->places[start] < 0)
            s->places[start] = (int)i;
        if (span && w->fields[i] == c->time_end && s->places[END] < 0)
            s->places[END] = (int)i;
    }
}

static struct vg_str member_name(struct vg_item_writer *w, const char *name)
{
    struct vg_buf b;
    vg_buf_init(&b, w->out->max);
    vg_buf_char(&b, ',');
    vg_json_put_str(&b, vg_str_of(name));
    vg_buf_char(&b, ':');
    struct vg_str kept = vg_arena_str(w->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return kept;
}

static void find_addresses(const struct vg_item_writer *w, struct state *s)
{
    const struct vg_stac_place *at = w->context;
    struct vg_buf b, quoted;
    vg_buf_init(&b, w->out->max);
    vg_buf_init(&quoted, w->out->max);
    vg_buf_cstr(&b, at->collections);
    vg_buf_char(&b, '/');
    vg_url_put(&b, vg_str_of(w->collection->id));
    s->collection = vg_arena_cstr(w->arena, (struct vg_str){b.ptr, b.len});
    VG_BUF_LIT(&b, "/items/");
    vg_json_put_str(&quoted, (struct vg_str){b.ptr, b.len});
    s->items = vg_arena_str(w->arena, (struct vg_str){quoted.ptr, quoted.len ? quoted.len - 1 : 0});
    vg_buf_finish(&quoted);
    vg_buf_finish(&b);
}

enum vg_status vg_stac_items_turn(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s = w->state;
    s->names = vg_arena_array(w->arena, w->n_fields + 1, sizeof *s->names);
    find_addresses(w, s);
    if (!s->names || !s->collection)
        return vg_arena_check(w->arena, err);
    for (int i = 0; i < N_SPECIAL; i++) {
        s->places[i] = -1;
        s->times[i] = vg_stac_wants_property(s->wanted, specials[i]);
    }
    for (size_t i = 0; i < w->n_fields; i++) {
        const char *name = w->collection->fields[w->fields[i]].name;
        int special = special_of(name);
        bool is_id = strcmp(name, "id") == 0 && vg_collection_is_key(w->collection, w->fields[i]); /* said already */
        bool own = special == N_SPECIAL && !is_id && vg_stac_wants_property(s->wanted, name);
        s->names[i] = own ? member_name(w, name) : (struct vg_str){0};
        if (special < N_SPECIAL)
            s->places[special] = (int)i;
    }
    find_times(w, s);
    return vg_geojson_prepare(w, &s->row, err);
}

static enum vg_status prepare(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s = VG_NEW(w->arena, struct state);
    w->state = s;
    if (!s)
        return vg_arena_check(w->arena, err);
    s->wanted = ((const struct vg_stac_place *)w->context)->fields;
    return vg_stac_items_turn(w, err);
}

/* --- one Item ------------------------------------------------------------------------------------- */

/* Times of an Item are moments of UTC (RFC 3339): a day begins one, or ends one. */
static void put_time(struct vg_buf *b, struct vg_str name, const struct vg_value *v, bool end)
{
    vg_buf_str(b, name);
    if (v->kind == VG_V_TEXT) {
        vg_json_put_str(b, v->text);
        return;
    }
    if ((v->kind != VG_V_DATE && v->kind != VG_V_DATETIME && v->kind != VG_V_LOCALTIME) || !vg_geojson_has_text(v)) {
        VG_BUF_LIT(b, "null");
        return;
    }
    vg_buf_char(b, '"');
    vg_value_put_text(b, v);
    vg_buf_cstr(b, v->kind == VG_V_DATE ? end ? "T23:59:59Z" : "T00:00:00Z" : v->kind == VG_V_LOCALTIME ? "Z" : "");
    vg_buf_char(b, '"');
}

static const struct vg_value *value_of(const struct state *s, const struct vg_feature *f, enum special which)
{
    static const struct vg_value null = {.kind = VG_V_NULL};
    return s->places[which] < 0 ? &null : &f->values[s->places[which]];
}

/* The name without the comma before it, where it is the first. */
static struct vg_str next_name(bool *any, struct vg_str name)
{
    size_t comma = !*any;
    *any = true;
    return (struct vg_str){name.ptr + comma, name.len - comma};
}

static void put_properties(struct vg_buf *b, const struct vg_item_writer *w, const struct vg_feature *f)
{
    const struct state *s = w->state;
    const struct vg_value *start = value_of(s, f, START), *end = value_of(s, f, END);
    bool any = false, period = start->kind != VG_V_NULL || end->kind != VG_V_NULL;
    if (!vg_stac_wants(s->wanted, "properties"))
        return;
    VG_BUF_LIT(b, ",\"properties\":{");
    if (s->times[DATETIME])
        put_time(b, next_name(&any, VG_STR(",\"datetime\":")), value_of(s, f, DATETIME), false);
    if (period && s->times[START]) /* both or none */
        put_time(b, next_name(&any, VG_STR(",\"start_datetime\":")), start->kind != VG_V_NULL ? start : end, false);
    if (period && s->times[END])
        put_time(b, next_name(&any, VG_STR(",\"end_datetime\":")), end->kind != VG_V_NULL ? end : start, true);
    for (size_t i = 0; i < w->n_fields; i++)
        if (s->names[i].ptr)
            vg_geojson_put_member(b, next_name(&any, s->names[i]), &f->values[i]);
    vg_buf_char(b, '}');
}

/* Required where there is a geometry, forbidden where there is none. */
static enum vg_status put_bbox(struct vg_buf *b, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_geom_info g;
    if (!f->geom.wkb)
        return VG_OK;
    enum vg_status r = vg_geom_check(f->geom, &g, err);
    if (r != VG_OK || g.empty)
        return r;
    const double sides[] = {g.box.min[0], g.box.min[1], g.box.max[0], g.box.max[1]};
    VG_BUF_LIT(b, ",\"bbox\":[");
    for (size_t i = 0; i < VG_COUNT(sides); i++) {
        vg_buf_cstr(b, i ? "," : "");
        vg_buf_fixed(b, sides[i], 9);
    }
    vg_buf_char(b, ']');
    return VG_OK;
}

static void put_json(struct vg_buf *b, const char *name, const struct vg_value *v, char opens, const char *otherwise)
{
    struct vg_str text = v->kind == VG_V_JSON ? vg_str_trim(v->text) : (struct vg_str){0};
    bool good = text.len && text.ptr[0] == opens;
    if (!good && !otherwise)
        return;
    vg_buf_cstr(b, name);
    if (good)
        vg_buf_str(b, text);
    else
        vg_buf_cstr(b, otherwise);
}

static void put_link(struct vg_buf *b, const char *rel, const char *href, const char *type)
{
    vg_geojson_put_text(b, "{\"rel\":", rel);
    vg_geojson_put_text(b, ",\"href\":", href);
    vg_geojson_put_text(b, ",\"type\":", type);
    vg_buf_char(b, '}');
}

static void put_links(struct vg_buf *b, const struct vg_item_writer *w, const struct vg_feature *f)
{
    const struct state *s = w->state;
    const struct vg_stac_place *at = w->context;
    VG_BUF_LIT(b, ",\"links\":[{\"rel\":\"self\",\"type\":\"application/geo+json\",\"href\":");
    vg_buf_str(b, s->items);
    vg_url_put(b, f->id);
    VG_BUF_LIT(b, "\"},");
    put_link(b, "root", at->root, "application/json");
    vg_buf_char(b, ',');
    put_link(b, "parent", s->collection, "application/json");
    vg_buf_char(b, ',');
    put_link(b, "collection", s->collection, "application/json");
    vg_buf_char(b, ']');
}

static enum vg_status put_item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    const struct state *s = w->state;
    struct vg_buf *b = w->out;
    enum vg_status r = VG_OK;
    vg_buf_cstr(b, vg_stac_wants(s->wanted, "stac_version") ? "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":"
                                                             : "{\"type\":\"Feature\",\"id\":");
    vg_json_put_str(b, f->id);
    if (vg_stac_wants(s->wanted, "geometry")) {
        VG_BUF_LIT(b, ",\"geometry\":");
        r = vg_geojson_put_geometry(b, f, &s->row.form, err);
    }
    if (r == VG_OK && vg_stac_wants(s->wanted, "bbox"))
        r = put_bbox(b, f, err);
    if (r != VG_OK)
        return r;
    put_properties(b, w, f);
    put_json(b, ",\"stac_extensions\":", value_of(s, f, EXTENSIONS), '[', NULL);
    if (vg_stac_wants(s->wanted, "links"))
        put_links(b, w, f);
    if (vg_stac_wants(s->wanted, "assets"))
        put_json(b, ",\"assets\":", value_of(s, f, ASSETS), '{', "{}");
    if (vg_stac_wants(s->wanted, "collection")) {
        VG_BUF_LIT(b, ",\"collection\":");
        vg_json_put_str(b, vg_str_of(w->collection->id));
    }
    vg_buf_char(b, '}');
    return VG_OK;
}

/* --- a page --------------------------------------------------------------------------------------- */

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    VG_BUF_LIT(w->out, "{\"type\":\"FeatureCollection\",\"features\":[");
    return prepare(w, err);
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct state *s = w->state;
    if (s->has_rows)
        vg_buf_char(w->out, ',');
    s->has_rows = true;
    return put_item(w, f, err);
}

/* STAC API, "next" of a posted search: the same body with the token in it. */
static void put_page_link(struct vg_buf *b, const struct vg_link *l, const char *token)
{
    vg_geojson_put_text(b, "{\"rel\":", l->rel);
    vg_geojson_put_text(b, ",\"href\":", l->href);
    vg_geojson_put_text(b, ",\"type\":", "application/geo+json");
    if (token && strcmp(l->rel, "next") == 0) {
        vg_geojson_put_text(b, ",\"method\":\"POST\",\"merge\":true,\"body\":{\"token\":", token);
        vg_buf_char(b, '}');
    }
    VG_BUF_LIT(b, "},");
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    static const char *const kept[] = {"self", "next", "prev"};
    const struct vg_stac_place *at = w->context;
    (void)err;
    VG_BUF_LIT(w->out, "],\"links\":[");
    for (size_t i = 0; i < p->n_links; i++)
        for (size_t j = 0; j < VG_COUNT(kept); j++)
            if (strcmp(p->links[i].rel, kept[j]) == 0)
                put_page_link(w->out, &p->links[i], at->token);
    put_link(w->out, "root", at->root, "application/json");
    vg_buf_char(w->out, ']');
    vg_geojson_put_counts(w->out, p);
    vg_buf_char(w->out, '}');
    return VG_OK;
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    (void)p;
    enum vg_status r = prepare(w, err);
    return r == VG_OK ? put_item(w, f, err) : r;
}

const struct vg_item_codec vg_codec_stac_items = {
    .name = "json",
    .media_type = "application/geo+json",
    .title = "STAC",
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
};
