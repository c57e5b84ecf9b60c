/* Each language has collections of its own, so those on a map are told by id and never by pointer. */
#include <vigie/model/map.h>

bool vg_map_draws(const struct vg_map *m, const struct vg_collection *c)
{
    for (size_t i = 0; i < m->n_layers; i++)
        if (strcmp(m->layers[i].collection->id, c->id) == 0)
            return true;
    return false;
}
