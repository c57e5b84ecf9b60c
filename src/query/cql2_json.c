/* CQL2 JSON into the same tree (Jansson reads the JSON; GeoJSON geometries become WKT, which geo reads). */
#include <jansson.h>

#include <vigie/base/number.h>

#include "cql2_literal.h"

/* Where a value hangs, so that its node can tell. */
struct place {
    const struct vg_syntax *parent;
    const char *step;
};

static enum vg_status read_value(struct vg_syntax_maker *m, const json_t *j, struct place at, struct vg_syntax **out);

static void freep(json_t **j)
{
    json_decref(*j);
}

static struct vg_str string_of(const json_t *j)
{
    return (struct vg_str){json_string_value(j), json_string_length(j)};
}

static enum vg_status expected(struct vg_syntax_maker *m, const struct vg_syntax *s, const char *wanted)
{
    return vg_fail(m->err, VG_BAD_INPUT, "filter", "%s: %s was expected", vg_syntax_place(s, m->arena, m->err),
                   vg_text(m->err ? m->err->lang : VG_EN, wanted));
}

static struct place below(struct vg_syntax_maker *m, const struct vg_syntax *parent, const char *member, size_t i)
{
    return (struct place){parent, *member ? vg_arena_printf(m->arena, "%s/%zu", member, i)
                                          : vg_arena_printf(m->arena, "%zu", i)};
}

/* --- geometries ----------------------------------------------------------------------------------- */

static const struct {
    const char *name, *wkt;
    int nesting; /* lists around its positions */
} shapes[] = {
    {"LineString", "LINESTRING", 1},   {"MultiLineString", "MULTILINESTRING", 2}, {"MultiPoint", "MULTIPOINT", 1},
    {"MultiPolygon", "MULTIPOLYGON", 3}, {"Point", "POINT", 0},                     {"Polygon", "POLYGON", 2},
};

static bool put_position(struct vg_buf *b, const json_t *j)
{
    size_t n = json_array_size(j);

    for (size_t i = 0; i < n; i++) {
        const json_t *number = json_array_get(j, i);
        if (!json_is_number(number))
            return false;
        if (i)
            vg_buf_char(b, ' ');
        vg_buf_double(b, json_number_value(number));
    }
    return n >= 2 && n <= 4;
}

static bool put_coordinates(struct vg_buf *b, const json_t *j, int nesting)
{
    if (!json_is_array(j))
        return false;
    if (nesting == 0)
        return put_position(b, j);
    size_t n = json_array_size(j);
    vg_buf_char(b, '(');
    for (size_t i = 0; i < n; i++) {
        if (i)
            vg_buf_char(b, ',');
        if (!put_coordinates(b, json_array_get(j, i), nesting - 1))
            return false;
    }
    vg_buf_char(b, ')');
    return n > 0;
}

static bool put_shape(struct vg_buf *b, const json_t *j)
{
    const char *type = json_string_value(json_object_get(j, "type"));

    for (size_t i = 0; type && i < VG_COUNT(shapes); i++) {
        if (strcmp(type, shapes[i].name) != 0)
            continue;
        vg_buf_printf(b, "%s %s", shapes[i].wkt, shapes[i].nesting ? "" : "(");
        if (!put_coordinates(b, json_object_get(j, "coordinates"), shapes[i].nesting))
            return false;
        vg_buf_cstr(b, shapes[i].nesting ? "" : ")");
        return true;
    }
    return false;
}

static bool put_collection(struct vg_buf *b, const json_t *j)
{
    const json_t *parts = json_object_get(j, "geometries");
    size_t n = json_array_size(parts);

    VG_BUF_LIT(b, "GEOMETRYCOLLECTION (");
    for (size_t i = 0; i < n; i++) {
        if (i)
            vg_buf_char(b, ',');
        if (!put_shape(b, json_array_get(parts, i)))
            return false;
    }
    vg_buf_char(b, ')');
    return n > 0;
}

static enum vg_status read_geometry(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    const char *type = json_string_value(json_object_get(j, "type"));
    struct vg_buf wkt;

    s->kind = VG_S_GEOMETRY;
    vg_buf_init(&wkt, 16 * VG_MAX_FILTER_BYTES);
    bool good = type && (strcmp(type, "GeometryCollection") == 0 ? put_collection(&wkt, j) : put_shape(&wkt, j));
    enum vg_status r = good ? vg_buf_check(&wkt, m->err) : expected(m, s, "a GeoJSON geometry");
    if (r == VG_OK)
        r = vg_cql2_set_geometry(s, (struct vg_str){wkt.ptr, wkt.len}, m);
    vg_buf_finish(&wkt);
    return r;
}

static enum vg_status read_box(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    double numbers[6] = {0};
    size_t n = json_array_size(j);

    s->kind = VG_S_BOX;
    for (size_t i = 0; i < n && i < VG_COUNT(numbers); i++) {
        if (!json_is_number(json_array_get(j, i)))
            return expected(m, s, "a list of numbers");
        numbers[i] = json_number_value(json_array_get(j, i));
    }
    return vg_cql2_set_box(s, numbers, n, m);
}

/* --- times ---------------------------------------------------------------------------------------- */

static enum vg_status read_date(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    return vg_syntax_set_time(s, VG_S_DATE, string_of(j)) ? VG_OK : expected(m, s, "a date such as '2018-02-12'");
}

static enum vg_status read_timestamp(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    return vg_syntax_set_time(s, VG_S_TIMESTAMP, string_of(j))
               ? VG_OK
               : expected(m, s, "a timestamp such as '2018-02-12T23:20:50Z'");
}

static enum vg_status read_interval(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    s->kind = VG_S_INTERVAL;
    if (json_array_size(j) != 2)
        return expected(m, s, "a list of two: dates, timestamps, '..' or properties");
    for (size_t i = 0; i < 2; i++) {
        struct vg_syntax *side;
        enum vg_status r = read_value(m, json_array_get(j, i), below(m, s, "interval", i), &side);
        if (r != VG_OK)
            return r;
        if (side->kind == VG_S_TEXT ? !vg_cql2_set_side(side, side->text) : side->kind != VG_S_PROPERTY)
            return expected(m, side, "a date, a timestamp, '..' or a property");
        vg_syntax_append(s, side);
    }
    return VG_OK;
}

static enum vg_status read_property(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    s->kind = VG_S_PROPERTY;
    s->text = vg_arena_str(m->arena, string_of(j));
    return json_string_length(j) ? VG_OK : expected(m, s, "a property's name");
}

/* --- operators ------------------------------------------------------------------------------------ */

static enum vg_status read_args(struct vg_syntax_maker *m, const json_t *list, const char *member, struct vg_syntax *s)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct vg_syntax *arg;
        enum vg_status r = read_value(m, json_array_get(list, i), below(m, s, member, i), &arg);
        if (r != VG_OK)
            return r;
        vg_syntax_append(s, arg);
    }
    return VG_OK;
}

/* x IN (a, b) has the list as its second argument. */
static enum vg_status read_in(struct vg_syntax_maker *m, const json_t *args, struct vg_syntax *s)
{
    struct vg_syntax *first;

    if (json_array_size(args) != 2 || !json_is_array(json_array_get(args, 1)) ||
        !json_array_size(json_array_get(args, 1)))
        return expected(m, s, "an operand and a list that is not empty");
    enum vg_status r = read_value(m, json_array_get(args, 0), below(m, s, "args", 0), &first);
    if (r != VG_OK)
        return r;
    vg_syntax_append(s, first);
    return read_args(m, json_array_get(args, 1), "args/1", s);
}

static enum vg_status read_op(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    struct vg_str name = string_of(json_object_get(j, "op"));
    const json_t *args = json_object_get(j, "args");
    const struct vg_syntax_op *op = name.ptr ? vg_syntax_op_find(name) : NULL;

    if (!name.ptr || (!op && !vg_syntax_is_function_name(name)))
        return expected(m, s, "an operator or a function as 'op'");
    if (!json_is_array(args))
        return expected(m, s, "a list as 'args'");
    s->kind = op ? VG_S_OP : VG_S_CALL;
    s->op = op;
    s->text = vg_arena_str(m->arena, name);
    enum vg_status r = op && op->class == VG_SC_IN ? read_in(m, args, s) : read_args(m, args, "args", s);
    if (r == VG_OK && op && (s->n_args < op->min_args || s->n_args > op->max_args))
        return vg_fail(m->err, VG_BAD_INPUT, "filter", "%s: '%s' takes %zu arguments, not %zu",
                       vg_syntax_place(s, m->arena, m->err), op->name, op->min_args, s->n_args);
    return r;
}

/* --- values --------------------------------------------------------------------------------------- */

static enum vg_status read_object(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    static const struct {
        const char *member;
        enum vg_status (*read)(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s);
    } members[] = {{"property", read_property}, {"date", read_date},         {"timestamp", read_timestamp},
                   {"interval", read_interval}, {"bbox", read_box}};

    if (json_object_get(j, "op"))
        return read_op(m, j, s);
    if (json_object_get(j, "type"))
        return read_geometry(m, j, s);
    for (size_t i = 0; i < VG_COUNT(members); i++)
        if (json_object_get(j, members[i].member))
            return members[i].read(m, json_object_get(j, members[i].member), s);
    return expected(m, s, "an object with 'op', 'property', 'date', 'timestamp', 'interval', 'bbox' or 'type'");
}

static void set_number(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    char text[VG_NUMBER_MAX], *end;

    s->kind = VG_S_NUMBER;
    s->real = json_number_value(j);
    end = json_is_integer(j) ? vg_int64_write(text, json_integer_value(j)) : vg_double_write(text, s->real);
    s->text = vg_arena_str(m->arena, (struct vg_str){text, (size_t)(end - text)});
}

enum vg_status vg_cql2_set_json_scalar(struct vg_syntax *s, const json_t *j, struct vg_syntax_maker *m)
{
    if (json_is_number(j)) {
        set_number(m, j, s);
    } else if (json_is_string(j)) {
        s->kind = VG_S_TEXT;
        s->text = vg_arena_str(m->arena, string_of(j));
    } else {
        s->kind = VG_S_BOOL;
        s->boolean = json_is_true(j);
    }
    return vg_arena_check(m->arena, m->err);
}

static enum vg_status read_into(struct vg_syntax_maker *m, const json_t *j, struct vg_syntax *s)
{
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return read_object(m, j, s);
    case JSON_ARRAY:
        s->kind = VG_S_ARRAY;
        return read_args(m, j, "", s);
    case JSON_STRING:
    case JSON_INTEGER:
    case JSON_REAL:
    case JSON_TRUE:
    case JSON_FALSE:
        return vg_cql2_set_json_scalar(s, j, m);
    case JSON_NULL:
        break;
    }
    return expected(m, s, "an expression, not null");
}

static enum vg_status read_value(struct vg_syntax_maker *m, const json_t *j, struct place at, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(m, VG_S_BOOL, out);

    if (r != VG_OK)
        return r;
    (*out)->parent = at.parent;
    (*out)->step = at.step;
    r = vg_syntax_enter(m);
    if (r == VG_OK)
        r = read_into(m, j, *out);
    vg_syntax_leave(m);
    return r;
}

static json_t *parsed(struct vg_str json, size_t flags, json_error_t *why)
{
    return json_loadb(json.ptr ? json.ptr : "", json.len, flags, why);
}

/* A whole number that is beyond int64_t is a double, as in CQL2 text. */
enum vg_status vg_cql2_json(struct vg_str json, struct vg_arena *a, const struct vg_syntax **out,
                            struct vg_error *err)
{
    struct vg_syntax_maker maker = {.arena = a, .err = err};
    struct vg_syntax *root = NULL;
    json_error_t why;

    if (json.len > VG_MAX_FILTER_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "filter", "the filter is longer than %d bytes", VG_MAX_FILTER_BYTES);
    VG_AUTO(freep) json_t *j = parsed(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &why);
    if (!j && json_error_code(&why) == json_error_numeric_overflow)
        j = parsed(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &why);
    if (!j)
        return vg_fail(err, VG_BAD_INPUT, "filter", "byte %d: the filter is not JSON: %s", why.position, why.text);
    enum vg_status r = read_value(&maker, j, (struct place){0}, &root);
    if (r == VG_OK)
        r = vg_syntax_finish(&maker, root);
    if (r == VG_OK)
        *out = root;
    return r;
}
