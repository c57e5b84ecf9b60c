/* A layer is collected first and written at the end: its features' geometry as it will stand on the wire, their attributes as
 * numbers of values.  Where that grows past the limits the least important features are dropped, and the values
 * that only they had with them. */
#include <vigie/codec/mvt.h>

#include <math.h>
#include <stdlib.h>

#include <vigie/base/hash.h>

#include "shape.h"
#include "values.h"
#include "wire.h"

#define MAX_CURVE_BYTES ((size_t)64 << 20)
/* How far past its limits a layer may grow before it is cut. */
#define SLACK 2
#define FEATURE_OVERHEAD 16 /* bytes around geometry and attributes, about */

enum layer_field { LAYER_NAME = 1, LAYER_FEATURES, LAYER_KEYS, LAYER_VALUES, LAYER_EXTENT, LAYER_VERSION = 15 };
enum feature_field { FEATURE_ID = 1, FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY };

struct feature {
    size_t geometry, geometry_len; /* in mvt.geometries */
    size_t tags;                   /* first of n_fields value numbers in mvt.tags */
    uint64_t id;
    bool has_id;
    enum mvt_kind kind;
    double importance;
};

struct features {
    struct feature *list;
    size_t n, cap;
    struct vg_buf geometries;
    uint32_t *tags; /* n times layer.n_fields */
    size_t cap_tags;
    struct mvt_values values;
};

struct vg_mvt {
    struct vg_mvt_layer layer;
    struct mvt_shaper shaper;
    struct features kept;
};

/* --- collecting ------------------------------------------------------------------------------- */

static void init_features(struct features *f)
{
    *f = (struct features){0};
    vg_buf_init(&f->geometries, (size_t)1 << 30);
    vg_mvt_values_init(&f->values);
}

static void finish_features(struct features *f)
{
    free(f->list);
    free(f->tags);
    vg_buf_finish(&f->geometries);
    vg_mvt_values_finish(&f->values);
}

static enum vg_status no_memory(struct vg_error *err)
{
    return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
}

/* Room for one feature more. */
static enum vg_status make_room(struct features *f, size_t n_fields, struct vg_error *err)
{
    if (f->n < f->cap)
        return VG_OK;
    size_t cap = f->cap ? 2 * f->cap : 256;
    struct feature *list = realloc(f->list, cap * sizeof *list);
    if (!list)
        return no_memory(err);
    f->list = list;
    uint32_t *tags = realloc(f->tags, (cap * n_fields + 1) * sizeof *tags);
    if (!tags)
        return no_memory(err);
    f->tags = tags;
    f->cap = cap;
    return VG_OK;
}

static enum vg_status check(const struct features *f, struct vg_error *err)
{
    enum vg_status r = vg_buf_check(&f->geometries, err);
    return r == VG_OK ? vg_buf_check(&f->values.bytes, err) : r;
}

/* Its number where the id is one that fits; a tile has no other ids. */
static bool number_of_id(struct vg_str id, uint64_t *out)
{
    int64_t v;
    if (!vg_str_int64(id, &v) || v < 0)
        return false;
    *out = (uint64_t)v;
    return true;
}

/* Points are all of one size: a hash of their id picks an even sample. */
static double importance_of(const struct vg_mvt *m, enum mvt_kind kind, struct vg_str id)
{
    if (kind != MVT_POINT)
        return m->shaper.measure;
    return ldexp((double)vg_hash_bytes(id.ptr, id.len).lo, -64);
}

static enum vg_status keep(struct vg_mvt *m, const struct vg_feature *f, enum mvt_kind kind, struct vg_error *err)
{
    struct features *k = &m->kept;
    size_t n_fields = m->layer.n_fields;
    const struct vg_buf *commands = &m->shaper.commands;
    enum vg_status r = make_room(k, n_fields, err);
    if (r != VG_OK)
        return r;
    struct feature *to = &k->list[k->n];
    *to = (struct feature){.geometry = k->geometries.len, .geometry_len = commands->len, .tags = k->n * n_fields,
                           .kind = kind, .importance = importance_of(m, kind, f->id)};
    to->has_id = number_of_id(f->id, &to->id);
    vg_buf_add(&k->geometries, commands->ptr, commands->len);
    for (size_t i = 0; i < n_fields; i++)
        k->tags[to->tags + i] = vg_mvt_values_number(&k->values, &f->values[i]);
    k->n++;
    return check(k, err);
}

/* --- choosing --------------------------------------------------------------------------------- */

static int by_importance(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static enum vg_status copy_feature(struct features *to, const struct features *from, const struct feature *f,
                                   size_t n_fields, struct vg_error *err)
{
    enum vg_status r = make_room(to, n_fields, err);
    if (r != VG_OK)
        return r;
    struct feature *copy = &to->list[to->n];
    *copy = *f;
    copy->geometry = to->geometries.len;
    copy->tags = to->n++ * n_fields;
    vg_buf_add(&to->geometries, from->geometries.ptr + f->geometry, f->geometry_len);
    for (size_t i = 0; i < n_fields; i++) {
        uint32_t number = from->tags[f->tags + i];
        to->tags[copy->tags + i] = number == MVT_NO_VALUE
                                       ? MVT_NO_VALUE
                                       : vg_mvt_values_number_of(&to->values, vg_mvt_values_message(&from->values, number));
    }
    return check(to, err);
}

/* The n most important, in the order they came in; of several alike the first. */
static enum vg_status keep_best(struct vg_mvt *m, size_t n, struct vg_error *err)
{
    struct features *from = &m->kept, to;
    double *ranked = malloc((from->n + 1) * sizeof *ranked);
    if (!ranked)
        return no_memory(err);
    for (size_t i = 0; i < from->n; i++)
        ranked[i] = from->list[i].importance;
    qsort(ranked, from->n, sizeof *ranked, by_importance);
    double least = n ? ranked[n - 1] : INFINITY;
    size_t alike = n;
    while (alike > 0 && ranked[alike - 1] == least)
        alike--;
    alike = n - alike; /* so many of the least important still have a place */
    free(ranked);

    init_features(&to);
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < from->n && r == VG_OK; i++) {
        const struct feature *f = &from->list[i];
        if (f->importance > least || (f->importance == least && alike > 0)) {
            alike -= f->importance == least;
            r = copy_feature(&to, from, f, m->layer.n_fields, err);
        }
    }
    finish_features(from);
    m->kept = to;
    return r;
}

static size_t size_of(const struct features *f, size_t n_fields)
{
    return f->geometries.len + f->values.bytes.len + f->n * (FEATURE_OVERHEAD + 3 * n_fields);
}

/* Down to the limits times `slack`. */
static enum vg_status cut(struct vg_mvt *m, size_t slack, struct vg_error *err)
{
    const struct vg_mvt_layer *l = &m->layer;
    enum vg_status r = VG_OK;
    if (m->kept.n > slack * l->max_features)
        r = keep_best(m, l->max_features, err);
    while (r == VG_OK && m->kept.n > 0) {
        size_t size = size_of(&m->kept, l->n_fields);
        if (size <= slack * l->max_bytes)
            break;
        double share = 0.95 * (double)l->max_bytes / (double)size;
        r = keep_best(m, (size_t)(share * (double)m->kept.n), err);
    }
    return r;
}

/* --- writing ---------------------------------------------------------------------------------- */

static size_t tags_size(const struct vg_mvt *m, const struct feature *f, const uint32_t *keys)
{
    size_t size = 0;
    for (size_t i = 0; i < m->layer.n_fields; i++) {
        uint32_t value = m->kept.tags[f->tags + i];
        if (value != MVT_NO_VALUE)
            size += wire_varint_size(keys[i]) + wire_varint_size(value);
    }
    return size;
}

static void put_feature(const struct vg_mvt *m, const struct feature *f, const uint32_t *keys, struct vg_buf *out)
{
    size_t tags = tags_size(m, f, keys);
    size_t size = (f->has_id ? 1 + wire_varint_size(f->id) : 0) + (tags ? 1 + wire_varint_size(tags) + tags : 0) + 2 + 1 +
                  wire_varint_size(f->geometry_len) + f->geometry_len;
    wire_varint(out, WIRE_KEY(LAYER_FEATURES, WIRE_BYTES));
    wire_varint(out, size);
    if (f->has_id) {
        wire_varint(out, WIRE_KEY(FEATURE_ID, WIRE_VARINT));
        wire_varint(out, f->id);
    }
    if (tags) {
        wire_varint(out, WIRE_KEY(FEATURE_TAGS, WIRE_BYTES));
        wire_varint(out, tags);
    }
    for (size_t i = 0; i < m->layer.n_fields; i++) {
        uint32_t value = m->kept.tags[f->tags + i];
        if (value == MVT_NO_VALUE)
            continue;
        wire_varint(out, keys[i]);
        wire_varint(out, value);
    }
    wire_varint(out, WIRE_KEY(FEATURE_TYPE, WIRE_VARINT));
    wire_varint(out, f->kind);
    wire_bytes(out, FEATURE_GEOMETRY, (struct vg_str){m->kept.geometries.ptr + f->geometry, f->geometry_len});
}

/* Fields that some feature has a value of are numbered; the others are no keys. */
static void number_keys(const struct vg_mvt *m, uint32_t *keys)
{
    uint32_t n = 0;
    for (size_t i = 0; i < m->layer.n_fields; i++) {
        keys[i] = MVT_NO_VALUE;
        for (size_t f = 0; f < m->kept.n && keys[i] == MVT_NO_VALUE; f++)
            if (m->kept.tags[m->kept.list[f].tags + i] != MVT_NO_VALUE)
                keys[i] = n++;
    }
}

static void put_layer(const struct vg_mvt *m, const uint32_t *keys, struct vg_buf *out)
{
    const struct vg_mvt_layer *l = &m->layer;
    wire_bytes(out, LAYER_NAME, vg_str_of(l->name));
    for (size_t i = 0; i < m->kept.n; i++)
        put_feature(m, &m->kept.list[i], keys, out);
    for (size_t i = 0; i < l->n_fields; i++)
        if (keys[i] != MVT_NO_VALUE)
            wire_bytes(out, LAYER_KEYS, vg_str_of(l->collection->fields[l->fields[i]].name));
    for (uint32_t i = 0; i < m->kept.values.n; i++)
        wire_bytes(out, LAYER_VALUES, vg_mvt_values_message(&m->kept.values, i));
    wire_varint(out, WIRE_KEY(LAYER_EXTENT, WIRE_VARINT));
    wire_varint(out, VG_MVT_EXTENT);
    wire_varint(out, WIRE_KEY(LAYER_VERSION, WIRE_VARINT));
    wire_varint(out, 2);
}

enum vg_status vg_mvt_put(struct vg_mvt *m, struct vg_buf *out, struct vg_error *err)
{
    enum vg_status r = cut(m, 1, err);
    if (r != VG_OK || m->kept.n == 0)
        return r;
    uint32_t *keys = malloc((m->layer.n_fields + 1) * sizeof *keys);
    if (!keys)
        return no_memory(err);
    number_keys(m, keys);
    struct vg_buf layer;
    vg_buf_init(&layer, SLACK * m->layer.max_bytes + ((size_t)1 << 20));
    put_layer(m, keys, &layer);
    r = vg_buf_check(&layer, err);
    if (r == VG_OK)
        wire_bytes(out, 3, (struct vg_str){layer.ptr, layer.len}); /* Tile.layers */
    vg_buf_finish(&layer);
    free(keys);
    return r == VG_OK ? vg_buf_check(out, err) : r;
}

/* --- the writer ------------------------------------------------------------------------------- */

/* The margin of a tile at the edge of the world goes over the antimeridian, where no coordinate of a tile's features lies:
 * the wider part is the tile's own. */
static void end_at_antimeridian(struct vg_bbox *b)
{
    if (b->min[0] <= b->max[0])
        return;
    if (180 - b->min[0] > b->max[0] + 180)
        b->max[0] = 180;
    else
        b->min[0] = -180;
}

bool vg_mvt_reach(const struct vg_bbox *tile, struct vg_transform *from_tile, struct vg_bbox *out)
{
    struct vg_bbox wide = *tile;
    double margin = (tile->max[0] - tile->min[0]) * VG_MVT_MARGIN / VG_MVT_EXTENT;
    for (int i = 0; i < 2; i++) {
        wide.min[i] -= margin;
        wide.max[i] += margin;
    }
    if (!vg_transform_bbox(from_tile, &wide, out))
        return false;
    end_at_antimeridian(out);
    return true;
}

enum vg_status vg_mvt_new(const struct vg_mvt_layer *l, struct vg_mvt **out, struct vg_error *err)
{
    struct vg_mvt *m = calloc(1, sizeof *m);
    if (!m)
        return no_memory(err);
    m->layer = *l;
    vg_mvt_shaper_init(&m->shaper, &m->layer);
    init_features(&m->kept);
    *out = m;
    return VG_OK;
}

void vg_mvt_free(struct vg_mvt *m)
{
    if (!m)
        return;
    vg_mvt_shaper_finish(&m->shaper);
    finish_features(&m->kept);
    free(m);
}

/* The kinds of geometry that a type may hold. */
static unsigned kinds_of(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_POINT:
    case VG_GEOM_MULTIPOINT:
        return 1u << MVT_POINT;
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
        return 1u << MVT_LINE;
    case VG_GEOM_COLLECTION:
        return 1u << MVT_POINT | 1u << MVT_LINE | 1u << MVT_POLYGON;
    default:
        return 1u << MVT_POLYGON;
    }
}

static bool is_curve(enum vg_geom_type type)
{
    return type >= VG_GEOM_COLLECTION && type <= VG_GEOM_SURFACE;
}

static enum vg_status add_straight(struct vg_mvt *m, const struct vg_feature *f, struct vg_geom g,
                                   enum vg_geom_type type, struct vg_error *err)
{
    unsigned kinds = kinds_of(type);
    for (int kind = MVT_POINT; kind <= MVT_POLYGON; kind++) {
        if (!(kinds & 1u << kind))
            continue;
        enum vg_status r = vg_mvt_shape(&m->shaper, g, (enum mvt_kind)kind, err);
        if (r == VG_OK && m->shaper.commands.len)
            r = keep(m, f, (enum mvt_kind)kind, err);
        if (r != VG_OK)
            return r;
    }
    return cut(m, SLACK, err);
}

static enum vg_status head_of(struct vg_geom g, struct vg_geom_head *out, struct vg_error *err)
{
    struct vg_wkb r = vg_wkb_of(g);
    return vg_wkb_head(&r, out, err);
}

enum vg_status vg_mvt_add(struct vg_mvt *m, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_geom_head h;
    struct vg_geom g = f->geom;
    if (!g.wkb)
        return VG_OK;
    enum vg_status r = head_of(g, &h, err);
    if (r != VG_OK || !is_curve(h.type))
        return r == VG_OK ? add_straight(m, f, g, h.type, err) : r;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_CURVE_BYTES);
    if (!a)
        return no_memory(err);
    r = vg_geom_linearize(f->geom, 0, a, &g, err);
    if (r == VG_OK)
        r = head_of(g, &h, err);
    return r == VG_OK ? add_straight(m, f, g, h.type, err) : r;
}

enum vg_status vg_mvt_add_square(struct vg_mvt *m, const struct vg_feature *f, double x, double y, struct vg_error *err)
{
    enum vg_status r = vg_mvt_shape_square(&m->shaper, x, y, err);
    if (r == VG_OK && m->shaper.commands.len)
        r = keep(m, f, MVT_POLYGON, err);
    return r == VG_OK ? cut(m, SLACK, err) : r;
}

/* --- shapes made once --------------------------------------------------------------------------- */

enum vg_status vg_mvt_make(struct vg_mvt *m, const struct vg_feature *f, int64_t key, struct vg_buf *out, uint64_t *n,
                           struct vg_error *err)
{
    struct vg_geom_head h;
    if (!f->geom.wkb)
        return VG_OK;
    enum vg_status r = head_of(f->geom, &h, err);
    unsigned kinds = r == VG_OK ? kinds_of(h.type) : 0;
    for (int kind = MVT_LINE; kind <= MVT_POLYGON && r == VG_OK; kind++) {
        if (!(kinds & 1u << kind))
            continue;
        r = vg_mvt_shape(&m->shaper, f->geom, (enum mvt_kind)kind, err);
        if (r != VG_OK || (!m->shaper.commands.len && !(m->shaper.lost_area > 0)))
            continue;
        vg_mvt_put_made(&m->shaper, key, (enum mvt_kind)kind, out);
        ++*n;
    }
    return r == VG_OK ? vg_buf_check(out, err) : r;
}

enum vg_status vg_mvt_add_made(struct vg_mvt *m, const struct vg_feature *f, const struct vg_mvt_made *w, struct vg_error *err)
{
    enum vg_status r = vg_mvt_shape_made(&m->shaper, w, err);
    if (r == VG_OK && m->shaper.commands.len)
        r = keep(m, f, (enum mvt_kind)w->kind, err);
    return r == VG_OK ? cut(m, SLACK, err) : r;
}
