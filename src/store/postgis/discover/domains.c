/* domains.c — which values a column may hold: the labels of its enumerated type, CHECK constraints on it alone, and
 * those of its type. */
#include "check_expr.h"
#include "discover.h"

/* What a rule says that is not understood is left out: the others hold all the same. */
const struct vg_domain *vg_pg_domain_of(const struct vg_pg_catalog *k, const struct vg_pg_attribute *at,
                                        enum vg_type type, struct vg_arena *a)
{
    struct vg_code *labels = vg_arena_array(a, at->n_rules + 1, sizeof *labels);
    struct vg_domain *d = VG_NEW(a, struct vg_domain);
    bool any = false;
    if (!labels || !d || at->n_rules == 0)
        return NULL;
    for (size_t i = 0; i < at->n_rules; i++) {
        const struct vg_pg_rule *rule = &k->rules[at->first_rule + i];
        if (rule->kind == VG_PG_LABEL) {
            labels[d->n_codes++].value = (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(rule->text)};
            d->codes = labels;
            any = true;
        } else if (rule->kind != VG_PG_REFERENCE && rule->text) {
            const char *name = rule->kind == VG_PG_CHECK ? at->name : "VALUE";
            any |= vg_pg_check_read(vg_str_of(rule->text), name, type, a, d);
        }
    }
    return any ? d : NULL;
}
