/* discovered.h — what was found in a store, by name. */
#ifndef VIGIE_TESTS_STORE_DISCOVERED_H
#define VIGIE_TESTS_STORE_DISCOVERED_H

#include <string.h>

#include <vigie/store/store.h>

static inline struct vg_collection *find_collection(const struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (!strcmp(d->collections[i]->id, id))
            return d->collections[i];
    return NULL;
}

static inline const char *reason_for(const struct vg_discovery *d, const char *table)
{
    for (size_t i = 0; i < d->n_unpublished; i++)
        if (!strcmp(d->unpublished[i].table, table))
            return d->unpublished[i].reason;
    return NULL;
}

#endif
