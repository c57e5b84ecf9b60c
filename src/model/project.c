/* What is asked of a project most often. */
#include <vigie/model/project.h>

#include <stdlib.h>

static const char *first(const struct vg_project_texts *t)
{
    return t->n ? t->list[0] : NULL;
}

const char *vg_project_title(const struct vg_project *p, struct vg_arena *a)
{
    const char *name = first(&p->parts[VG_ROW_NAME]), *title = first(&p->parts[VG_ROW_TITLE]);
    if (name && title && strcmp(name, title) != 0)
        return vg_arena_printf(a, "%s – %s", name, title);
    return title ? title : name ? name : p->item;
}

static int by_collection(const void *a, const void *b)
{
    const struct vg_project_product *x = a, *y = b;
    int order = strcmp(x->collection, y->collection);
    return order ? order : (x->project > y->project) - (x->project < y->project);
}

void vg_projects_index(struct vg_projects *all, struct vg_arena *a)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < all->n; i++)
        n += all->list[i].parts[VG_ROW_PRODUCTS].n;
    struct vg_project_product *products = vg_arena_array(a, n, sizeof *products);
    if (!products)
        return;
    n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct vg_project_texts *t = &all->list[i].parts[VG_ROW_PRODUCTS];
        for (size_t k = 0; k < t->n; k++)
            products[n++] = (struct vg_project_product){t->list[k], &all->list[i]};
    }
    if (n)
        qsort(products, n, sizeof *products, by_collection);
    for (size_t i = 0; i < n; i++) /* one that names a product twice */
        if (kept == 0 || by_collection(&products[kept - 1], &products[i]) != 0)
            products[kept++] = products[i];
    all->products = products;
    all->n_products = kept;
}

const struct vg_project_product *vg_projects_of(const struct vg_projects *all, const struct vg_collection *c, size_t *n)
{
    size_t low = 0, high = all->n_products;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(all->products[middle].collection, c->id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < all->n_products && !strcmp(all->products[low + *n].collection, c->id);)
        ++*n;
    return *n ? all->products + low : NULL;
}
