/* OGC filters: DWithin and Beyond, whose distances come in many units and become metres. */
#include <vigie/base/keyword.h>

#include "fes.h"

/* Sorted by name: how many metres. */
static const struct unit {
    const char *name;
    double metres;
} units[] = {
    {"9001", 1}, /* of EPSG */
    {"9002", 0.3048},
    {"9030", 1852},
    {"9036", 1000},
    {"[ft_i]", 0.3048},
    {"[mi_i]", 1609.344},
    {"[nmi_i]", 1852},
    {"feet", 0.3048},
    {"foot", 0.3048},
    {"ft", 0.3048},
    {"kilometers", 1000},
    {"kilometres", 1000},
    {"km", 1000},
    {"m", 1},
    {"meter", 1},
    {"meters", 1},
    {"metre", 1},
    {"metres", 1},
    {"mi", 1609.344},
    {"miles", 1609.344},
    {"nautical miles", 1852},
    {"nmi", 1852},
    {"statute miles", 1609.344},
};

/* "m", "urn:ogc:def:uom:EPSG::9001", "http://…/uom.html#m": what stands last. */
static const struct unit *unit_of(struct vg_str name)
{
    for (size_t i = name.len; i > 0; i--)
        if (strchr(":/#", name.ptr[i - 1])) {
            name = (struct vg_str){name.ptr + i, name.len - i};
            break;
        }
    return VG_KEYWORD(name, units);
}

enum vg_status vg_fes_distance(struct fes *f, const xmlNode *element, const char *op, struct vg_syntax **out)
{
    const xmlNode *l = vg_fes_first(element), *g = l ? vg_fes_next(l) : NULL, *d = g ? vg_fes_next(g) : NULL;
    struct vg_syntax *metres;
    double distance;

    if (!d || vg_fes_next(d) || !vg_fes_is(d, "Distance"))
        return vg_fes_expected(f, element, "a property, a geometry and a Distance");
    struct vg_str uom = vg_fes_attr(f, d, f->version == FES_11 ? "units" : "uom");
    if (!uom.ptr)
        uom = vg_fes_attr(f, d, f->version == FES_11 ? "uom" : "units");
    const struct unit *unit = uom.ptr ? unit_of(uom) : &(struct unit){"m", 1};
    if (!unit)
        return vg_fes_expected(f, d, "a unit such as 'm', 'km', 'ft', 'mi' or 'nmi'");
    if (!vg_str_double(vg_fes_text(f, d), &distance) || distance < 0)
        return vg_fes_expected(f, d, "a number that is not negative");
    enum vg_status r = vg_fes_new_op(f, element, op, out);
    if (r == VG_OK)
        r = vg_fes_append(f, l, *out);
    if (r == VG_OK)
        r = vg_fes_append(f, g, *out);
    if (r == VG_OK)
        r = vg_fes_new(f, d, VG_S_NUMBER, &metres);
    if (r != VG_OK)
        return r;
    metres->real = distance * unit->metres;
    vg_syntax_append(*out, metres);
    return VG_OK;
}
