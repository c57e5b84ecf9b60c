/* rules.h — between the table of rules and the checks it names. */
#ifndef CATALOG_RULES_H
#define CATALOG_RULES_H

#include <vigie/catalog/rules.h>

/* What a check looks at, and where it leaves what its sentence is to name. */
struct vg_rule_case {
    const struct vg_record *r;
    const struct vg_rule_subject *subject;
    struct vg_arena *arena;
    const char *detail; /* for the %s of the sentence: what the record says, or words of ours */
    bool translate;     /* words of ours */
};

/* For a check that fails: what it found in the record, or in our words. */
static inline bool vg_rule_found(struct vg_rule_case *c, const char *what)
{
    c->detail = what ? what : "";
    return false;
}

static inline bool vg_rule_lacks(struct vg_rule_case *c, const char *words)
{
    c->detail = words;
    c->translate = true;
    return false;
}

static inline bool vg_rule_says(const struct vg_record_text *t)
{
    return t->value && *t->value;
}

/* true: kept. */
typedef bool vg_rule_check(struct vg_rule_case *c);

vg_rule_check vg_rule_valid, vg_rule_root, vg_rule_codes, vg_rule_locales, vg_rule_language, vg_rule_record_contact, vg_rule_stamp,
    vg_rule_title, vg_rule_abstract, vg_rule_responsible, vg_rule_dated, vg_rule_one_creation, vg_rule_one_revision, vg_rule_times,
    vg_rule_thesauri, vg_rule_grouped, vg_rule_public_access, vg_rule_conditions, vg_rule_box, vg_rule_conformity,
    vg_rule_specification, vg_rule_degree;
vg_rule_check vg_rule_is_data, vg_rule_no_service_part, vg_rule_identified, vg_rule_theme, vg_rule_one_resolution, vg_rule_data_language,
    vg_rule_topic, vg_rule_located, vg_rule_quality_scope, vg_rule_interoperability, vg_rule_lineage;
vg_rule_check vg_rule_crs, vg_rule_crs_uri, vg_rule_representation, vg_rule_charset, vg_rule_format;
vg_rule_check vg_rule_is_service, vg_rule_service_part, vg_rule_category, vg_rule_service_type, vg_rule_coupled,
    vg_rule_service_scope;

#endif
