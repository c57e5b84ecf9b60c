/* What is asked of a project most often. */
#include <vigie/model/project.h>

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

bool vg_project_makes(const struct vg_project *p, const struct vg_collection *c)
{
    const struct vg_project_texts *t = &p->parts[VG_ROW_PRODUCTS];
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->list[i], c->id))
            return true;
    return false;
}
