/* When an item was changed last, where a field of it says so. */
#include <vigie/model/feature.h>

bool vg_feature_modified(const struct vg_collection *c, const struct vg_feature *f, int64_t *us)
{
    size_t at = 0;

    for (size_t i = 0; c->modified_field && i < c->n_fields; i++) {
        if (c->fields[i].hidden)
            continue;
        const struct vg_value *v = &f->values[at++];
        if (strcmp(c->fields[i].name, c->modified_field) || (v->kind != VG_V_DATETIME && v->kind != VG_V_LOCALTIME))
            continue;
        *us = v->integer;
        return true;
    }
    return false;
}
