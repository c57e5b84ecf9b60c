/* What a kind of products says of a place: its own sentences (schemas/products), filled with figures. */
#include <math.h>

#include "territory.h"

static const char *figure_of(const struct vg_figure *figures, size_t n, const char *name, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(figures[i].name) == len && !memcmp(figures[i].name, name, len))
            return figures[i].value;
    return NULL;
}

/* false: a figure that it names is not known. */
static bool fill(struct vg_buf *b, const char *p, const struct vg_figure *figures, size_t n)
{
    for (const char *at; (at = strstr(p, "{{")) != NULL;) {
        const char *end = strstr(at, "}}"), *value = end ? figure_of(figures, n, at + 2, (size_t)(end - at - 2)) : NULL;
        if (!value)
            return false;
        vg_buf_add(b, p, (size_t)(at - p));
        vg_buf_cstr(b, value);
        p = end + 2;
    }
    vg_buf_cstr(b, p);
    return true;
}

const char *vg_territory_kind_sentence(struct vg_call *call, const struct vg_product *p, const char *id, const struct vg_figure *figures,
                                       size_t n)
{
    const struct vg_product_sentence *s = p ? vg_product_sentence(p, id) : NULL;
    const char *pattern = s ? vg_words_in(&s->text, call->lang) : NULL, *text = NULL;
    struct vg_buf b;

    if (!pattern)
        return NULL;
    vg_buf_init(&b, 64 << 10);
    if (fill(&b, pattern, figures, n))
        text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text;
}

bool vg_territory_groups(const struct vg_product *p, const struct vg_stat_table *t, double *shares)
{
    bool any = false;

    for (size_t g = 0; g < p->n_groups; g++)
        shares[g] = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_value value = {.kind = VG_V_TEXT, .text = t->rows[i].group.class};
        int class = t->rows[i].group.class.ptr && isfinite(t->rows[i].share) ? vg_product_code(p, &value) : -1;
        if (class < 0 || p->classes[class].group < 0)
            continue;
        shares[p->classes[class].group] += t->rows[i].share;
        any = true;
    }
    return any;
}
