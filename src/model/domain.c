/* Codes of a domain. */
#include <vigie/model/domain.h>

bool vg_domain_has_titles(const struct vg_domain *d)
{
    for (size_t i = 0; i < d->n_codes; i++)
        if (d->codes[i].title)
            return true;
    return false;
}

bool vg_code_parse(enum vg_type type, struct vg_str text, struct vg_value *out)
{
    int64_t n;

    if (type == VG_T_INT) {
        if (!vg_str_int64(text, &n))
            return false;
        *out = (struct vg_value){.kind = VG_V_INT, .integer = n};
        return true;
    }
    *out = (struct vg_value){.kind = VG_V_TEXT, .text = text};
    return type == VG_T_TEXT;
}
