/* Which members of Items are wanted (STAC API - Fields Extension): what is included and not excluded, a whole with its parts. */
#include <vigie/codec/stac_items.h>

static bool is_among(const struct vg_stac_field *list, size_t n, bool property, struct vg_str name)
{
    size_t i = 0;
    while (i < n && (list[i].property != property || !vg_str_eq(list[i].name, name)))
        i++;
    return i < n;
}

static bool has_property(const struct vg_stac_field *list, size_t n)
{
    size_t i = 0;
    while (i < n && !list[i].property)
        i++;
    return i < n;
}

bool vg_stac_wants(const struct vg_stac_fields *f, const char *member)
{
    struct vg_str name = vg_str_of(member);
    bool whole = vg_str_is(name, "properties");
    if (!f)
        return true;
    if (is_among(f->exclude, f->n_exclude, false, name))
        return false;
    return is_among(f->include, f->n_include, false, name) || (whole && has_property(f->include, f->n_include));
}

bool vg_stac_wants_property(const struct vg_stac_fields *f, const char *property)
{
    struct vg_str name = vg_str_of(property), whole = VG_STR("properties");
    if (!f)
        return true;
    if (!vg_stac_wants(f, "properties") || is_among(f->exclude, f->n_exclude, true, name))
        return false;
    return is_among(f->include, f->n_include, false, whole) || is_among(f->include, f->n_include, true, name);
}

bool vg_stac_needs(const struct vg_stac_fields *f, const struct vg_collection *c, int field)
{
    static const char *const members[] = {"assets", "stac_extensions"};
    const char *name = c->fields[field].name;
    bool span = c->time_end >= 0 && c->time_end != c->time_start;
    for (size_t i = 0; i < VG_COUNT(members); i++)
        if (strcmp(members[i], name) == 0)
            return vg_stac_wants(f, name);
    if (field == c->time_start && vg_stac_wants_property(f, span ? "start_datetime" : "datetime"))
        return true;
    if (field == c->time_end && vg_stac_wants_property(f, "end_datetime"))
        return true;
    return vg_stac_wants_property(f, name);
}
