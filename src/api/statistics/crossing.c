/* /collections/{id}/crossings/{other}: how much of each area of another collection this one covers, as the configuration names the
 * two: the rows of the product kind soil_sealing, computed.  The areas in common are summed once, by the job that sums all
 * aggregates, and kept until either collection changes. */
#include "territory.h"

#include <math.h>
#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/products.h>

/* The fields of the kind that are told, in this order. */
enum field { IDENTIFIER, COMMUNE, NAME, COVER, CROSSED, YEAR, SURFACE, SEALED, SHARE, N_FIELDS };
static const char *const names[N_FIELDS] = {"identifiant", "code_insee", "nom", "collection_sol", "collection_croisee",
                                            "annee", "surface", "surface_imper", "part"};

const struct vg_product *vg_stat_crossing_kind(void)
{
    return vg_product_find(vg_products_shipped(), VG_STR("soil_sealing"));
}

static const struct vg_crossing *crossing_with(const struct vg_collection *c, struct vg_str other)
{
    for (size_t i = 0; i < c->n_crossings; i++)
        if (vg_str_is(other, c->crossings[i].with))
            return &c->crossings[i];
    return NULL;
}

static enum vg_status no_crossing(struct vg_call *call, const struct vg_collection *c, struct vg_str other, struct vg_error *err)
{
    const char *known = "";
    for (size_t i = 0; i < c->n_crossings; i++)
        known = vg_arena_printf(call->arena, "%s%s%s", known, i ? ", " : "", c->crossings[i].with);
    if (c->n_crossings == 0)
        return vg_fail(err, VG_NOT_FOUND, "crossedId", "the configuration crosses '%s' with no collection; "
                       "collections.%s.crossings names those", c->id, c->id);
    return vg_fail(err, VG_NOT_FOUND, "crossedId", "'%s' is not crossed with '%.*s'; it is with %s", c->id, vg_cut(other),
                   other.ptr, known ? known : "");
}

static enum vg_status read_question(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    *q = (struct vg_stat_question){.class_field = -1, .property = -1};
    enum vg_status r = vg_call_collection(call, &q->collection, err);
    if (r != VG_OK)
        return r;
    q->crossing = crossing_with(q->collection, call->vars[1]);
    if (!q->crossing)
        return no_crossing(call, q->collection, call->vars[1], err);
    r = vg_items_question(call, q->collection, &q->rows, err);
    q->rows.limit = -1;
    q->rows.filter = vg_expr_and(call->arena, q->rows.filter, q->crossing->counts);
    q->functions = 1u << VG_F_AREA | 1u << VG_F_PLACE_AREA | 1u << VG_F_COVER;
    return r == VG_OK ? vg_stat_question_cross(call, q, err) : r;
}

/* --- the rows ------------------------------------------------------------------------------------- */

/* The text of a field, or its number: false where the row has none. */
static bool text_of(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_row *r, enum field f,
                    struct vg_str *out)
{
    bool communes = strcmp(q->reference->id, call->gen->site.territories.collection) == 0;
    *out = (struct vg_str){0};
    switch (f) {
    case IDENTIFIER: *out = r->group.unit; break;
    case COMMUNE: *out = communes ? r->group.unit : *out; break;
    case NAME: *out = r->name; break;
    case COVER: *out = vg_str_of(q->collection->id); break;
    case CROSSED: *out = vg_str_of(q->reference->id); break;
    default: break;
    }
    return out->ptr != NULL;
}

static bool put_measure(const struct vg_stat_question *q, const struct vg_stat_row *r, enum field f, struct vg_buf *b)
{
    double v = f == SURFACE  ? vg_stat_value(r, VG_F_PLACE_AREA)
               : f == SEALED ? vg_stat_value(r, VG_F_AREA)
                             : 100 * vg_stat_value(r, VG_F_COVER);
    if (f == YEAR && q->crossing->year)
        vg_buf_int64(b, q->crossing->year);
    else if (f >= SURFACE && isfinite(v))
        vg_buf_fixed(b, v, f == SHARE ? 4 : 2);
    else
        return false;
    return true;
}

static void put_csv(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t, struct vg_buf *b)
{
    struct vg_str text;
    for (int f = 0; f < N_FIELDS; f++)
        vg_buf_printf(b, "%s%s", f ? "," : "", names[f]);
    VG_BUF_LIT(b, "\r\n");
    for (size_t i = 0; i < t->n; i++) {
        for (int f = 0; f < N_FIELDS; f++) {
            vg_buf_cstr(b, f ? "," : "");
            if (text_of(call, q, &t->rows[i], (enum field)f, &text))
                vg_csv_put_field(b, text);
            else
                (void)put_measure(q, &t->rows[i], (enum field)f, b);
        }
        VG_BUF_LIT(b, "\r\n");
    }
}

static void put_row(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_row *r, struct vg_buf *b)
{
    struct vg_str text;
    for (int f = 0; f < N_FIELDS; f++) {
        vg_buf_printf(b, "%s\"%s\": ", f ? ", " : "    {", names[f]);
        if (text_of(call, q, r, (enum field)f, &text))
            vg_json_put_str(b, text);
        else if (!put_measure(q, r, (enum field)f, b))
            VG_BUF_LIT(b, "null");
    }
    vg_buf_char(b, '}');
}

static void put_member(struct vg_buf *b, const char *name, const char *text)
{
    vg_buf_printf(b, "  \"%s\": ", name);
    if (text)
        vg_json_put_str(b, vg_str_of(text));
    else
        VG_BUF_LIT(b, "null");
    VG_BUF_LIT(b, ",\n");
}

static void put_json(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t, struct vg_buf *b)
{
    struct vg_node *links = vg_node_list(call->arena);
    VG_BUF_LIT(b, "{\n");
    put_member(b, "kind", vg_stat_crossing_kind()->id);
    put_member(b, "title", q->crossing->title);
    put_member(b, "collection", q->collection->id);
    put_member(b, "crossedWith", q->reference->id);
    put_member(b, "filter", q->crossing->filter);
    put_member(b, "areaUnit", "m2");
    put_member(b, "areaPlane", vg_ruler_plane(q->collection->crs));
    vg_buf_printf(b, "  \"numberReturned\": %zu,\n  \"rows\": [", t->n);
    for (size_t i = 0; i < t->n; i++) {
        vg_buf_cstr(b, i ? ",\n" : "\n");
        put_row(call, q, &t->rows[i], b);
    }
    VG_BUF_LIT(b, "\n  ],\n  \"links\": ");
    vg_links_self(call, links);
    vg_link_add(call, links, "collection", vg_call_url(call, "/collections/%s", q->collection->id), "application/json",
                q->collection->title);
    vg_link_add(call, links, "related", vg_call_url(call, "/collections/%s", q->reference->id), "application/json",
                q->reference->title);
    vg_link_add(call, links, "describedby", vg_call_url(call, "/schemas/products/%s", vg_stat_crossing_kind()->id),
                "application/json", vg_words_in(&vg_stat_crossing_kind()->title, call->lang));
    vg_node_put_json(b, links, 0);
    VG_BUF_LIT(b, "\n}\n");
}

static enum vg_status answer(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t,
                             struct vg_error *err)
{
    if (call->format == &vg_format_html)
        return vg_stat_answer(call, q, t, err);
    vg_stat_begin(call);
    if (call->format == &vg_format_json)
        put_json(call, q, t, &call->rs->body);
    else
        put_csv(call, q, t, &call->rs->body);
    enum vg_status r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}

enum vg_status vg_get_crossing(struct vg_call *call, struct vg_error *err)
{
    return vg_stat_tell(call, read_question, answer, err);
}
