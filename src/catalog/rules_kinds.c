/* What is asked of data (1.x), of data that are to work together (2.x) and of services (3.x). */
#include "rules.h"

#include <ctype.h>

#define CRS_ADDRESS "http://www.opengis.net/def/crs/EPSG/0/"

/* --- data ------------------------------------------------------------------------------------------- */

static bool is_data_type(const char *type)
{
    return type && (!strcmp(type, "dataset") || !strcmp(type, "series"));
}

bool vg_rule_is_data(struct vg_rule_case *c)
{
    return is_data_type(c->r->type) || vg_rule_found(c, c->r->type);
}

bool vg_rule_no_service_part(struct vg_rule_case *c)
{
    return !c->r->is_service;
}

static bool is_uri(const char *s)
{
    const char *p = s;
    while (isalnum((unsigned char)*p) || *p == '+' || *p == '-' || *p == '.')
        p++;
    return p > s && *p == ':' && p[1] && !strpbrk(s, " \t\n<>");
}

/* A space and a code make one, too. */
bool vg_rule_identified(struct vg_rule_case *c)
{
    const struct vg_record_citation *k = &c->r->citation;
    const char *id = vg_record_resource_id(c->r, c->arena);
    if (id && is_uri(id))
        return true;
    for (size_t i = 0; i < k->n_identifiers; i++) {
        const struct vg_record_text *code = &k->identifiers[i].code;
        if ((code->uri && is_uri(code->uri)) || (code->value && is_uri(code->value)))
            return true;
    }
    return vg_rule_found(c, k->n_identifiers ? k->identifiers[0].code.value : NULL);
}

bool vg_rule_theme(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_keywords; i++) {
        const struct vg_record_keywords *k = &c->r->keywords[i];
        bool gemet = vg_rule_says(&k->thesaurus.title) && strstr(k->thesaurus.title.value, "INSPIRE themes, version 1.0");
        for (size_t j = 0; gemet && j < k->n_words; j++)
            if (vg_inspire_theme_find(&k->words[j]))
                return true;
    }
    return false;
}

bool vg_rule_one_resolution(struct vg_rule_case *c)
{
    bool scale = false, distance = false;
    for (size_t i = 0; i < c->r->n_resolutions; i++) {
        scale |= c->r->resolutions[i].scale > 0;
        distance |= c->r->resolutions[i].distance > 0;
    }
    return !(scale && distance);
}

bool vg_rule_data_language(struct vg_rule_case *c)
{
    return c->r->n_languages > 0;
}

bool vg_rule_topic(struct vg_rule_case *c)
{
    return c->r->n_topics > 0;
}

bool vg_rule_located(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_links; i++)
        if (c->r->links[i].href.value && is_uri(c->r->links[i].href.value))
            return true;
    return false;
}

bool vg_rule_quality_scope(struct vg_rule_case *c)
{
    return is_data_type(c->r->quality_scope) || vg_rule_found(c, c->r->quality_scope);
}

bool vg_rule_interoperability(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_conformities; i++) {
        const struct vg_record_text *title = &c->r->conformities[i].specification.title;
        if (title->value && strstr(title->value, "1089/2010"))
            return true;
    }
    return false;
}

bool vg_rule_lineage(struct vg_rule_case *c)
{
    return vg_rule_says(&c->r->lineage);
}

/* --- data that work together ------------------------------------------------------------------------ */

bool vg_rule_crs(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_crs; i++)
        if (vg_rule_says(&c->r->crs[i].code))
            return true;
    return false;
}

/* Of the systems that the guidelines list (annex D.4) by their address. */
bool vg_rule_crs_uri(struct vg_rule_case *c)
{
    static const char *const listed[] = {"4936", "4937", "4258", "3035", "3034", "3038", "3039", "3040", "3041", "3042",
                                         "3043", "3044", "3045", "3046", "3047", "3048", "3049", "3050", "3051", "5730", "7409"};
    for (size_t i = 0; i < c->r->n_crs; i++) {
        const struct vg_record_text *code = &c->r->crs[i].code;
        const char *given = code->uri ? code->uri : code->value ? code->value : "";
        size_t len = strlen(given);
        for (size_t k = 0; k < VG_COUNT(listed); k++) {
            size_t n = strlen(listed[k]);
            bool ends = len >= n && !strcmp(given + len - n, listed[k]) && (len == n || !isdigit((unsigned char)given[len - n - 1]));
            if (ends && strncmp(given, CRS_ADDRESS, sizeof CRS_ADDRESS - 1) != 0)
                return vg_rule_found(c, given);
        }
    }
    return true;
}

bool vg_rule_representation(struct vg_rule_case *c)
{
    return c->r->n_representations > 0;
}

/* What is not given is UTF-8. */
bool vg_rule_charset(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_charsets; i++)
        if (!vg_record_code(VG_CODES_CHARSET, vg_str_of(c->r->charsets[i])))
            return vg_rule_found(c, c->r->charsets[i]);
    return true;
}

bool vg_rule_format(struct vg_rule_case *c)
{
    if (!c->r->n_formats)
        return vg_rule_lacks(c, "the format");
    for (size_t i = 0; i < c->r->n_formats; i++)
        if (!vg_rule_says(&c->r->formats[i].name))
            return vg_rule_lacks(c, "the name");
    return true;
}

/* --- services --------------------------------------------------------------------------------------- */

bool vg_rule_is_service(struct vg_rule_case *c)
{
    const struct vg_record *r = c->r;
    const char *name = r->n_type_names ? r->type_names[0].value : NULL;
    return (r->type && !strcmp(r->type, "service") && name && *name) || vg_rule_found(c, name);
}

bool vg_rule_service_part(struct vg_rule_case *c)
{
    return c->r->is_service;
}

/* "infoMapAccessService", "humanCatalogueViewer": a word of the list begins so, and goes on with a capital. */
static bool is_category(const char *word)
{
    static const char *const starts[] = {"human", "info", "spatial", "thematic", "temporal", "metadata", "com"};
    for (size_t i = 0; i < VG_COUNT(starts); i++) {
        size_t n = strlen(starts[i]);
        if (!strncmp(word, starts[i], n) && isupper((unsigned char)word[n]) && !strchr(word, ' '))
            return true;
    }
    return false;
}

bool vg_rule_category(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->n_keywords; i++)
        for (size_t k = 0; k < c->r->keywords[i].n_words; k++) {
            const struct vg_record_text *word = &c->r->keywords[i].words[k];
            if (word->uri && strstr(word->uri, "/SpatialDataServiceCategory/"))
                return true;
            if (word->value && is_category(word->value))
                return true;
        }
    return false;
}

bool vg_rule_service_type(struct vg_rule_case *c)
{
    static const char *const types[] = {"discovery", "view", "download", "transformation", "invoke", "other"};
    const char *type = c->r->service.type.value;
    for (size_t i = 0; type && i < VG_COUNT(types); i++)
        if (!strcmp(type, types[i]))
            return true;
    return vg_rule_found(c, type);
}

bool vg_rule_coupled(struct vg_rule_case *c)
{
    for (size_t i = 0; i < c->r->service.n_operands; i++) {
        const struct vg_record_operand *o = &c->r->service.operands[i];
        if (!o->href || !is_uri(o->href))
            return vg_rule_found(c, o->href ? o->href : o->id);
    }
    return true;
}

bool vg_rule_service_scope(struct vg_rule_case *c)
{
    return (c->r->quality_scope && !strcmp(c->r->quality_scope, "service")) || vg_rule_found(c, c->r->quality_scope);
}
