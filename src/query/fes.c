/* OGC filters: conditions, each a row of one table; what only one version has says so there. */
#include <vigie/base/keyword.h>
#include <vigie/query/fes.h>

#include "fes.h"

typedef vg_fes_reader reader;

static reader read_between, read_box, read_comparison, read_id, read_like, read_logic, read_null, read_space, read_time;

/* Sorted by name. */
static const struct row {
    const char *name;
    int versions;
    reader *read;
    const char *op;
} rows[] = {
    {"After", FES_20, read_time, "t_after"},
    {"And", FES_ANY, read_logic, "and"},
    {"AnyInteracts", FES_20, read_time, "t_intersects"},
    {"BBOX", FES_ANY, read_box, "s_intersects"},
    {"Before", FES_20, read_time, "t_before"},
    {"Begins", FES_20, read_time, "t_starts"},
    {"BegunBy", FES_20, read_time, "t_startedby"},
    {"Beyond", FES_ANY, vg_fes_distance, "s_beyond"},
    {"Contains", FES_ANY, read_space, "s_contains"},
    {"Crosses", FES_ANY, read_space, "s_crosses"},
    {"DWithin", FES_ANY, vg_fes_distance, "s_dwithin"},
    {"Disjoint", FES_ANY, read_space, "s_disjoint"},
    {"During", FES_20, read_time, "t_during"},
    {"EndedBy", FES_20, read_time, "t_finishedby"},
    {"Ends", FES_20, read_time, "t_finishes"},
    {"Equals", FES_ANY, read_space, "s_equals"},
    {"FeatureId", FES_11, read_id, "fid"},
    {"GmlObjectId", FES_11, read_id, "id"},
    {"Intersects", FES_ANY, read_space, "s_intersects"},
    {"Meets", FES_20, read_time, "t_meets"},
    {"MetBy", FES_20, read_time, "t_metby"},
    {"Not", FES_ANY, read_logic, "not"},
    {"Or", FES_ANY, read_logic, "or"},
    {"OverlappedBy", FES_20, read_time, "t_overlappedby"},
    {"Overlaps", FES_ANY, read_space, "s_overlaps"},
    {"PropertyIsBetween", FES_ANY, read_between, "between"},
    {"PropertyIsEqualTo", FES_ANY, read_comparison, "="},
    {"PropertyIsGreaterThan", FES_ANY, read_comparison, ">"},
    {"PropertyIsGreaterThanOrEqualTo", FES_ANY, read_comparison, ">="},
    {"PropertyIsLessThan", FES_ANY, read_comparison, "<"},
    {"PropertyIsLessThanOrEqualTo", FES_ANY, read_comparison, "<="},
    {"PropertyIsLike", FES_ANY, read_like, "like"},
    {"PropertyIsNil", FES_20, read_null, "isnull"},
    {"PropertyIsNotEqualTo", FES_ANY, read_comparison, "<>"},
    {"PropertyIsNull", FES_ANY, read_null, "isnull"},
    {"ResourceId", FES_20, read_id, "rid"},
    {"TContains", FES_20, read_time, "t_contains"},
    {"TEquals", FES_20, read_time, "t_equals"},
    {"TOverlaps", FES_20, read_time, "t_overlaps"},
    {"Touches", FES_ANY, read_space, "s_touches"},
    {"Within", FES_ANY, read_space, "s_within"},
};

static enum vg_status read_condition(struct fes *f, const xmlNode *element, struct vg_syntax **out);

static bool in_space(const struct fes *f, const xmlNode *element)
{
    const xmlChar *space = element->ns ? element->ns->href : NULL;

    return (!space && !f->space) || (space && f->space && xmlStrEqual(space, f->space));
}

/* --- logic ---------------------------------------------------------------------------------------- */

static enum vg_status read_logic(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    bool is_not = strcmp(op, "not") == 0;
    enum vg_status r = vg_fes_new_op(f, element, op, out);

    for (const xmlNode *n = vg_fes_first(element); r == VG_OK && n; n = vg_fes_next(n)) {
        struct vg_syntax *arg;
        r = read_condition(f, n, &arg);
        if (r == VG_OK)
            vg_syntax_append(*out, arg);
    }
    if (r != VG_OK)
        return r;
    if (is_not)
        return (*out)->n_args == 1 ? VG_OK : vg_fes_expected(f, element, "one condition within");
    if ((*out)->n_args == 1) { /* the schema asks for two, and clients write one */
        *out = (*out)->first;
        return VG_OK;
    }
    return (*out)->n_args ? VG_OK : vg_fes_expected(f, element, "conditions within");
}

/* --- comparisons ---------------------------------------------------------------------------------- */

static enum vg_status read_manner(struct fes *f, const xmlNode *element, struct vg_syntax *s)
{
    static const char *const matches[] = {[VG_SM_ANY] = "any", [VG_SM_ALL] = "all", [VG_SM_ONE] = "one"};
    struct vg_str fold = vg_fes_attr(f, element, "matchCase"), match = vg_fes_attr(f, element, "matchAction");

    s->fold = vg_str_is(fold, "false") || vg_str_is(fold, "0");
    if (fold.ptr && !s->fold && !vg_str_is(fold, "true") && !vg_str_is(fold, "1"))
        return vg_fes_expected(f, element, "'true' or 'false' as 'matchCase'");
    if (!match.ptr)
        return VG_OK;
    for (size_t i = 0; i < VG_COUNT(matches); i++)
        if (vg_str_is_nocase(match, matches[i])) {
            s->match = (enum vg_syntax_match)i;
            return VG_OK;
        }
    return vg_fes_expected(f, element, "'Any', 'All' or 'One' as 'matchAction'");
}

static enum vg_status read_comparison(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *r = l ? vg_fes_next(l) : NULL;
    enum vg_status s = vg_fes_new_op(f, element, op, out);

    if (s == VG_OK && (!r || vg_fes_next(r)))
        return vg_fes_expected(f, element, "two expressions within");
    if (s == VG_OK)
        s = read_manner(f, element, *out);
    if (s == VG_OK)
        s = vg_fes_append(f, l, *out);
    return s == VG_OK ? vg_fes_append(f, r, *out) : s;
}

static enum vg_status read_between(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    static const char *const names[] = {NULL, "LowerBoundary", "UpperBoundary"};
    const xmlNode *n = vg_fes_first(element);
    enum vg_status r = vg_fes_new_op(f, element, op, out);

    if (r == VG_OK)
        r = read_manner(f, element, *out);
    for (int i = 0; r == VG_OK && i < 3; i++, n = vg_fes_next(n)) {
        const xmlNode *expression = n && names[i] ? vg_fes_first(n) : n;
        if (!expression || (names[i] && (!vg_fes_is(n, names[i]) || vg_fes_next(expression))))
            return vg_fes_expected(f, element, "an expression, a LowerBoundary and an UpperBoundary");
        r = vg_fes_append(f, expression, *out);
    }
    return r;
}

static enum vg_status read_null(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *n = vg_fes_first(element);
    enum vg_status r = vg_fes_new_op(f, element, op, out);

    if (r == VG_OK && (!n || vg_fes_next(n)))
        return vg_fes_expected(f, element, "one expression within");
    return r == VG_OK ? vg_fes_append(f, n, *out) : r;
}

struct pattern {
    struct vg_str wild, single, escape;
};

static bool takes(struct vg_str *rest, struct vg_str sign)
{
    if (!sign.len || !vg_str_starts(*rest, sign))
        return false;
    rest->ptr += sign.len;
    rest->len -= sign.len;
    return true;
}

/* In the signs of CQL2: % and _, and \ before what is meant as it stands. */
static void put_pattern(struct vg_buf *b, const struct pattern *p, struct vg_str text)
{
    while (text.len) {
        struct vg_str from = text;
        bool escaped = takes(&text, p->escape);
        if (escaped && !text.len) /* of nothing: it stands for itself */
            text = from;
        if (!escaped && takes(&text, p->wild)) {
            vg_buf_char(b, '%');
        } else if (!escaped && takes(&text, p->single)) {
            vg_buf_char(b, '_');
        } else if (text.len) {
            if (*text.ptr == '%' || *text.ptr == '_' || *text.ptr == '\\')
                vg_buf_char(b, '\\');
            vg_buf_char(b, *text.ptr++);
            text.len--;
        }
    }
}

static enum vg_status read_signs(struct fes *f, const xmlNode *element, struct pattern *out)
{
    *out = (struct pattern){vg_fes_attr(f, element, "wildCard"), vg_fes_attr(f, element, "singleChar"),
                            vg_fes_attr(f, element, "escapeChar")};
    if (!out->escape.ptr)
        out->escape = vg_fes_attr(f, element, "escape"); /* as version 1.0 called it */
    if (!out->wild.len || !out->single.len)
        return vg_fes_expected(f, element, "'wildCard', 'singleChar' and 'escapeChar'");
    return VG_OK;
}

static enum vg_status read_like(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *r = l ? vg_fes_next(l) : NULL;
    struct pattern p;
    struct vg_buf b;
    enum vg_status s = read_signs(f, element, &p);

    if (s == VG_OK && (!r || vg_fes_next(r) || !vg_fes_is(r, "Literal") || vg_fes_first(r)))
        return vg_fes_expected(f, element, "an expression and a Literal");
    if (s == VG_OK)
        s = vg_fes_new_op(f, element, op, out);
    if (s == VG_OK)
        s = read_manner(f, element, *out);
    if (s == VG_OK)
        s = vg_fes_append(f, l, *out);
    if (s == VG_OK)
        s = vg_fes_append(f, r, *out);
    if (s != VG_OK)
        return s;
    vg_buf_init(&b, 2 * 16 * VG_MAX_FILTER_BYTES);
    put_pattern(&b, &p, (*out)->last->text);
    (*out)->last->text = b.len ? vg_arena_str(f->maker.arena, (struct vg_str){b.ptr, b.len}) : VG_STR("");
    s = vg_buf_check(&b, f->maker.err);
    vg_buf_finish(&b);
    return s;
}

/* --- space and time ------------------------------------------------------------------------------- */

/* A property in a spatial condition may be left out: the geometry is meant. */
static enum vg_status append_geometry_property(struct fes *f, const xmlNode *element, struct vg_syntax *to)
{
    struct vg_syntax *s;
    enum vg_status r = vg_fes_new(f, element, VG_S_PROPERTY, &s);

    if (r == VG_OK) {
        s->text = VG_STR("");
        vg_syntax_append(to, s);
    }
    return r;
}

static enum vg_status read_space(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *r = l ? vg_fes_next(l) : NULL;
    enum vg_status s = vg_fes_new_op(f, element, op, out);

    if (s == VG_OK && (!r || vg_fes_next(r)))
        return vg_fes_expected(f, element, "a property and a geometry");
    if (s == VG_OK)
        s = vg_fes_append(f, l, *out);
    return s == VG_OK ? vg_fes_append(f, r, *out) : s;
}

static enum vg_status read_box(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *box = l ? vg_fes_next(l) : NULL;

    if (box)
        return read_space(f, element, op, out);
    enum vg_status r = vg_fes_new_op(f, element, op, out);
    if (r == VG_OK && (!l || !vg_fes_is_geometry(l)))
        return vg_fes_expected(f, element, "a property and a gml:Envelope");
    if (r == VG_OK)
        r = append_geometry_property(f, element, *out);
    return r == VG_OK ? vg_fes_append(f, l, *out) : r;
}

/* One side of a condition on times: a literal is read as a time here, whatever it will meet. */
static enum vg_status append_time(struct fes *f, const xmlNode *element, struct vg_syntax *to)
{
    struct vg_syntax *s;
    enum vg_status r = vg_fes_expression(f, element, &s);

    if (r == VG_OK && s->kind == VG_S_UNTYPED)
        r = vg_fes_time_text(f, element, s->text, &s);
    if (r == VG_OK)
        vg_syntax_append(to, s);
    return r;
}

static enum vg_status read_time(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *r = l ? vg_fes_next(l) : NULL;
    enum vg_status s = vg_fes_new_op(f, element, op, out);

    if (s == VG_OK && (!r || vg_fes_next(r)))
        return vg_fes_expected(f, element, "a property and a time");
    if (s == VG_OK)
        s = append_time(f, l, *out);
    return s == VG_OK ? append_time(f, r, *out) : s;
}

/* --- ids ------------------------------------------------------------------------------------------ */

static enum vg_status read_id(struct fes *f, const xmlNode *element, const char *attribute, struct vg_syntax **out)
{
    static const char *const kept[] = {"version", "startDate", "endDate", "previousRid"};
    struct vg_str id = vg_fes_attr(f, element, attribute);
    struct vg_syntax *text;
    enum vg_status r = vg_fes_new_op(f, element, "resourceid", out);

    for (size_t i = 0; i < VG_COUNT(kept); i++)
        if (vg_fes_attr(f, element, kept[i]).ptr)
            return vg_fes_expected(f, element, "an id without a version (former versions are not kept)");
    if (r == VG_OK && !id.len)
        return vg_fes_expected(f, element, "an id");
    if (r == VG_OK)
        r = vg_fes_new(f, element, VG_S_TEXT, &text);
    if (r != VG_OK)
        return r;
    text->text = id;
    vg_syntax_append(*out, text);
    return VG_OK;
}

/* --- the whole ------------------------------------------------------------------------------------ */

static enum vg_status read_row(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    const struct row *row = VG_KEYWORD(vg_str_of((const char *)element->name), rows);

    if (row && !(row->versions & f->version))
        return vg_fes_expected(f, element, f->version == FES_11 ? "an operator of version 1.1 of OGC filters"
                                                                : "an operator of version 2.0 of OGC filters");
    if (!row || !in_space(f, element))
        return vg_fes_expected(f, element, "an operator of OGC filters");
    return row->read(f, element, row->op, out);
}

static enum vg_status read_condition(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_enter(&f->maker);

    if (r == VG_OK)
        r = read_row(f, element, out);
    vg_syntax_leave(&f->maker);
    return r;
}

enum vg_status vg_fes_begin(struct fes *f, const xmlNode *root, const char *name)
{
    f->space = root->ns ? root->ns->href : NULL;
    if (!f->space)
        f->version = FES_ANY;
    else if (xmlStrEqual(f->space, BAD_CAST "http://www.opengis.net/ogc"))
        f->version = FES_11;
    else if (xmlStrEqual(f->space, BAD_CAST "http://www.opengis.net/fes/2.0"))
        f->version = FES_20;
    if (!f->version)
        return vg_fes_expected(f, root, "the namespace http://www.opengis.net/ogc or http://www.opengis.net/fes/2.0");
    return vg_fes_is(root, name) ? VG_OK : vg_fes_expected(f, root, name);
}

/* One condition, or ids of which any may be it. */
static enum vg_status read_filter(struct fes *f, const xmlNode *filter, struct vg_syntax **out)
{
    const xmlNode *n = vg_fes_first(filter);
    enum vg_status r = n ? read_condition(f, n, out) : vg_fes_expected(f, filter, "a condition within");

    for (n = n ? vg_fes_next(n) : NULL; r == VG_OK && n; n = vg_fes_next(n)) {
        struct vg_syntax *more = NULL;
        r = read_condition(f, n, &more);
        if (r != VG_OK)
            return r;
        if (!(*out)->op || (*out)->op->class != VG_SC_ID || more->op->class != VG_SC_ID)
            return vg_fes_expected(f, filter, "one condition within");
        vg_syntax_append(*out, more->first);
    }
    return r;
}

enum vg_status vg_fes_node(const struct _xmlNode *filter, struct vg_arena *a, const struct vg_syntax **out,
                           struct vg_error *err)
{
    struct fes f = {.maker = {.arena = a, .err = err}};
    struct vg_syntax *root = NULL;
    enum vg_status r = vg_fes_begin(&f, filter, "Filter");

    if (r == VG_OK)
        r = read_filter(&f, filter, &root);
    if (r == VG_OK)
        r = vg_syntax_finish(&f.maker, root);
    if (f.cut != VG_OK)
        r = vg_fail(err, VG_BAD_INPUT, "filter", "a text of the filter is longer than %d bytes", VG_MAX_FES_TEXT);
    if (r == VG_OK)
        *out = root;
    return r;
}
