/* OGC filters: what is compared — properties, literals, functions, and the arithmetic of version 1.1. */
#include <vigie/base/keyword.h>

#include "fes.h"

typedef vg_fes_reader reader;

static reader read_arithmetic, read_function, read_literal, read_property;

/* Sorted by name. */
static const struct row {
    const char *name;
    int versions;
    reader *read;
    const char *op;
} rows[] = {
    {"Add", FES_11, read_arithmetic, "+"},
    {"Div", FES_11, read_arithmetic, "/"},
    {"Function", FES_ANY, read_function, NULL},
    {"Literal", FES_ANY, read_literal, NULL},
    {"Mul", FES_11, read_arithmetic, "*"},
    {"PropertyName", FES_ANY, read_property, NULL}, /* of version 1.1; clients write it in 2.0 all the same */
    {"Sub", FES_11, read_arithmetic, "-"},
    {"ValueReference", FES_20, read_property, NULL},
};

static enum vg_status read_property(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    enum vg_status r = vg_fes_new(f, element, VG_S_PROPERTY, out);

    (void)op;
    if (r != VG_OK)
        return r;
    (*out)->text = vg_fes_text(f, element);
    return (*out)->text.len ? VG_OK : vg_fes_expected(f, element, "a property's name");
}

static enum vg_status read_literal(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *inner = vg_fes_first(element);

    (void)op;
    if (inner && vg_fes_is_geometry(inner))
        return vg_fes_geometry(f, inner, out);
    if (inner && vg_fes_is_time(inner))
        return vg_fes_time(f, inner, out);
    if (inner)
        return vg_fes_expected(f, inner, "a text, a geometry or a time of GML");
    enum vg_status r = vg_fes_new(f, element, VG_S_UNTYPED, out);
    if (r == VG_OK)
        (*out)->text = vg_fes_text(f, element);
    return r;
}

static enum vg_status read_arguments(struct fes *f, const xmlNode *element, struct vg_syntax *to)
{
    for (const xmlNode *n = vg_fes_first(element); n; n = vg_fes_next(n)) {
        enum vg_status r = vg_fes_append(f, n, to);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

static enum vg_status read_arithmetic(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    enum vg_status r = vg_fes_new_op(f, element, op, out);

    if (r == VG_OK)
        r = read_arguments(f, element, *out);
    return r == VG_OK && (*out)->n_args != 2 ? vg_fes_expected(f, element, "two expressions within") : r;
}

/* casei and accenti are functions here; all else is the server's to know. */
static enum vg_status read_function(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    struct vg_str name = vg_fes_attr(f, element, "name");
    const struct vg_syntax_op *known = name.ptr ? vg_syntax_op_find(name) : NULL;
    bool folds = known && known->class == VG_SC_FOLD;

    (void)op;
    if (!name.ptr || (known ? !folds : !vg_syntax_is_function_name(name)))
        return vg_fes_expected(f, element, "the name of a function as 'name'");
    enum vg_status r = vg_fes_new(f, element, folds ? VG_S_OP : VG_S_CALL, out);
    if (r != VG_OK)
        return r;
    (*out)->op = folds ? known : NULL;
    (*out)->text = name;
    r = read_arguments(f, element, *out);
    return r == VG_OK && folds && (*out)->n_args != 1 ? vg_fes_expected(f, element, "one expression within") : r;
}

bool vg_fes_is_property(const xmlNode *element)
{
    return vg_fes_is(element, "PropertyName") || vg_fes_is(element, "ValueReference");
}

static enum vg_status read_expression(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    if (vg_fes_is_geometry(element))
        return vg_fes_geometry(f, element, out);
    if (vg_fes_is_time(element))
        return vg_fes_time(f, element, out);
    const struct row *row = VG_KEYWORD(vg_str_of((const char *)element->name), rows);
    if (!row || !(row->versions & f->version))
        return vg_fes_expected(f, element, "a property, a literal or a function");
    return row->read(f, element, row->op, out);
}

enum vg_status vg_fes_expression(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_enter(&f->maker);

    if (r == VG_OK)
        r = read_expression(f, element, out);
    vg_syntax_leave(&f->maker);
    return r;
}

enum vg_status vg_fes_append(struct fes *f, const xmlNode *expression, struct vg_syntax *to)
{
    struct vg_syntax *s;
    enum vg_status r = vg_fes_expression(f, expression, &s);

    if (r == VG_OK)
        vg_syntax_append(to, s);
    return r;
}
