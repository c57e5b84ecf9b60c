/* config_apply.c — the configuration over what a store's discovery found, for one language.
 *
 * Tables come and go behind our back, so what the configuration says of one that is not there is
 * worth a warning only.  What can never be right (a text as the time, an unknown CRS) is an error. */
#include <vigie/codec/products.h>
#include <vigie/query/cql2.h>
#include <vigie/model/domain.h>

#include "config_keys.h"

struct layer {
    const struct vg_config *config;
    enum vg_lang lang;
    struct vg_crs_registry *crs;
    struct vg_arena *arena;
    struct vg_buf *warnings; /* may be NULL */
    struct vg_error *err;
};

/* ---- texts ---- */

/* One text for both languages is in the service's own. */
static const char *lang_of(const struct layer *y, struct vg_text_pair t)
{
    if (t.en == t.fr)
        return y->config->lang == VG_FR ? "fr" : "en";
    return vg_config_text(t, y->lang) == t.fr ? "fr" : "en";
}

static void set_texts(const struct layer *y, const struct vg_collection_config *own,
                      struct vg_collection *to)
{
    const char *title = vg_config_text(own->title, y->lang);
    const char *description = vg_config_text(own->description, y->lang);
    if (title) {
        to->title = title;
        to->lang = lang_of(y, own->title);
    }
    if (description) {
        to->description = description;
        to->lang = title ? to->lang : lang_of(y, own->description);
    }
    if (own->n_keywords > 0) {
        to->keywords = own->keywords;
        to->n_keywords = own->n_keywords;
    }
}

/* Who answers for the data, and on what terms: its own, else what the store found, else the service's. */
static void set_terms(const struct layer *y, const struct vg_collection_config *own,
                      struct vg_collection *to)
{
    const struct vg_config *c = y->config;
    if (own && own->contact) {
        to->contacts = own->contact;
        to->n_contacts = 1;
    } else if (to->n_contacts == 0 && c->contact) {
        to->contacts = c->contact;
        to->n_contacts = 1;
    }
    if (own && (own->license_url || own->license_title)) {
        to->license_url = own->license_url;
        to->license_title = own->license_title;
    } else if (!to->license_url && !to->license_title) {
        to->license_url = c->license_url;
        to->license_title = c->license_title;
    }
    if (own && own->attribution)
        to->attribution = own->attribution;
    else if (!to->attribution)
        to->attribution = c->attribution;
    if (own && own->n_links > 0) {
        to->links = own->links;
        to->n_links = own->n_links;
    }
}

/* ---- fields ---- */

static int find_field(const struct vg_collection *to, const char *name)
{
    return vg_collection_field(to, vg_str_of(name));
}

static void warn_no_field(const struct layer *y, const char *collection, const char *key,
                          const char *field)
{
    if (y->warnings)
        vg_buf_printf(y->warnings, "'collections.%s.%s' names the field '%s', which is not there\n",
                      collection, key, field);
}

/* The values a field may hold, in the place of what the store said; a bound of numbers stays. */
static enum vg_status set_domain(const struct layer *y, const struct vg_field_config *f, struct vg_field *field)
{
    struct vg_domain *d = VG_NEW(y->arena, struct vg_domain);
    struct vg_code *codes = vg_arena_array(y->arena, f->n_values + 1, sizeof *codes);
    if (!d || !codes)
        return vg_arena_check(y->arena, y->err);
    if (field->domain)
        *d = *field->domain;
    for (size_t i = 0; i < f->n_values; i++) {
        codes[i].title = vg_config_text(f->values[i].title, y->lang);
        if (!vg_code_parse(field->type, vg_str_of(f->values[i].name), &codes[i].value))
            return vg_fail(y->err, VG_BAD_INPUT, f->name, "'%s' cannot be a value of the field '%s' of type %s",
                           f->values[i].name, f->name, vg_text(y->err ? y->err->lang : VG_EN, vg_type_name(field->type)));
    }
    if (f->n_values) {
        d->codes = codes;
        d->n_codes = f->n_values;
    }
    d->codelist = f->codelist ? f->codelist : d->codelist;
    field->domain = d;
    return VG_OK;
}

static enum vg_status set_fields(const struct layer *y, const struct vg_collection_config *own,
                                 struct vg_collection *to)
{
    for (size_t i = 0; i < own->n_fields; i++) {
        const struct vg_field_config *f = &own->fields[i];
        int at = find_field(to, f->name);
        if (at < 0) {
            warn_no_field(y, own->id, "fields", f->name);
            continue;
        }
        struct vg_field *field = &to->fields[at];
        const char *title = vg_config_text(f->title, y->lang), *description = vg_config_text(f->description, y->lang);
        field->title = title ? title : field->title;
        field->description = description ? description : field->description;
        field->unit = f->unit ? f->unit : field->unit;
        enum vg_status r = f->n_values || f->codelist ? set_domain(y, f, field) : VG_OK;
        if (r != VG_OK)
            return r;
    }
    for (size_t i = 0; i < own->n_hide; i++) {
        int at = find_field(to, own->hide[i]);
        if (at >= 0)
            to->fields[at].hidden = true;
        else
            warn_no_field(y, own->id, "hide", own->hide[i]);
    }
    return VG_OK;
}

/* The key was taken into account at discovery; here it can only be said that it was not. */
static void check_key(const struct layer *y, const struct vg_collection_config *own,
                      const struct vg_collection *to)
{
    if (!own->key)
        return;
    int at = find_field(to, own->key);
    if (at < 0)
        warn_no_field(y, own->id, "key", own->key);
    else if ((to->n_key != 1 || to->key[0] != at) && y->warnings)
        vg_buf_printf(y->warnings,
                      "'collections.%s.key' names the field '%s', which cannot be the key\n",
                      own->id, own->key);
}

/* ---- time ---- */

static bool is_time(enum vg_type t)
{
    return t == VG_T_DATE || t == VG_T_DATETIME || t == VG_T_LOCALTIME;
}

/* *out: the field's index, -1 where the text is empty or the field is not there. */
static enum vg_status find_time(const struct layer *y, const struct vg_collection_config *own,
                                const char *key, const char *name, const struct vg_collection *to,
                                int *out)
{
    *out = -1;
    if (!*name)
        return VG_OK;
    int at = find_field(to, name);
    if (at < 0) {
        warn_no_field(y, own->id, key, name);
        return VG_OK;
    }
    const char *path = vg_arena_printf(y->arena, "collections.%s.%s", own->id, key);
    if (!path)
        return vg_arena_check(y->arena, y->err);
    const struct vg_field *f = &to->fields[at];
    if (!is_time(f->type))
        return vg_fail(y->err, VG_BAD_INPUT, path,
                       "'%s' names the field '%s' of type %s; it must be a date or a date and time",
                       path, name, vg_text(y->err ? y->err->lang : VG_EN, vg_type_name(f->type)));
    if (f->hidden)
        return vg_fail(y->err, VG_BAD_INPUT, path,
                       "'%s' names the field '%s', which is hidden; choose one or the other", path,
                       name);
    *out = at;
    return VG_OK;
}

static void set_time_fields(struct vg_collection *to, int start, int end)
{
    if (start == to->time_start && end == to->time_end)
        return;
    to->time_start = start;
    to->time_end = end;
    to->has_interval = false; /* it was that of other fields */
    to->interval = (struct vg_interval){0};
}

/* A guess must not show through what is hidden. */
static void drop_hidden_time(struct vg_collection *to)
{
    bool no_start = to->time_start >= 0 && to->fields[to->time_start].hidden;
    bool no_end = to->time_end >= 0 && to->fields[to->time_end].hidden;
    if (no_start)
        set_time_fields(to, -1, -1);
    else if (no_end)
        set_time_fields(to, to->time_start, -1);
}

/* Both fields belong together: naming the start alone says that items are instants. */
static enum vg_status set_time(const struct layer *y, const struct vg_collection_config *own,
                               struct vg_collection *to)
{
    drop_hidden_time(to);
    if (!own->time_start && !own->time_end)
        return VG_OK;
    int start = to->time_start, end = -1;
    enum vg_status r = VG_OK;
    if (own->time_start)
        r = find_time(y, own, "time_start", own->time_start, to, &start);
    if (r == VG_OK && own->time_end)
        r = find_time(y, own, "time_end", own->time_end, to, &end);
    if (r != VG_OK)
        return r;
    if (start < 0 && end >= 0 && !own->time_start) {
        const char *path = vg_arena_printf(y->arena, "collections.%s.time_end", own->id);
        return path ? vg_fail(y->err, VG_BAD_INPUT, path, "'%s' needs the key '%s'", path,
                              "time_start")
                    : vg_arena_check(y->arena, y->err);
    }
    set_time_fields(to, start, start < 0 ? -1 : end);
    return VG_OK;
}

/* ---- product ---- */

/* A column of years, or of years and months as texts. */
static void set_product_year(const struct vg_product *p, struct vg_collection *to)
{
    const char *const names[] = {p->time_start, p->year};
    for (size_t i = 0; i < VG_COUNT(names) && !to->year_field; i++) {
        int at = vg_product_field(p, to, names[i]);
        enum vg_type t = at < 0 ? VG_T_BYTES : to->fields[at].type;
        if ((t == VG_T_TEXT || t == VG_T_INT) && !to->fields[at].hidden)
            to->year_field = to->fields[at].name;
    }
}

/* The time of the kind, where nothing else says which it is and the column can be one. */
static void set_product_time(const struct vg_product *p, struct vg_collection *to)
{
    int start = vg_product_field(p, to, p->time_start), end = vg_product_field(p, to, p->time_end);
    if (to->time_start >= 0)
        return;
    if (start < 0 || !is_time(to->fields[start].type) || to->fields[start].hidden) {
        set_product_year(p, to);
        return;
    }
    bool has_end = end >= 0 && is_time(to->fields[end].type) && !to->fields[end].hidden;
    set_time_fields(to, start, has_end ? end : -1);
}

/* What the configuration says it is, else what it was imported as.  A kind that a store remembers and this program does not
 * know is nothing to fail for. */
static enum vg_status set_product(const struct layer *y, const struct vg_collection_config *own, struct vg_collection *to)
{
    const char *id = own && own->product ? own->product : to->kind;
    const struct vg_product *p = id && *id ? vg_product_find(vg_products_shipped(), vg_str_of(id)) : NULL;
    if (id && *id && !p && own && own->product)
        return vg_products_need(id, &p, y->err);
    if (!p)
        return VG_OK;
    if (!own || !(own->time_start || own->time_end))
        set_product_time(p, to);
    return vg_product_complete(p, y->lang, to, y->arena, y->err);
}

/* ---- crossings ---- */

static bool is_shown(void *user, int field)
{
    const struct vg_collection *c = user;
    return !c->fields[field].hidden;
}

/* Which rows count. */
static enum vg_status read_counts(const struct layer *y, struct vg_collection *to, struct vg_crossing *x)
{
    const struct vg_filter_scope scope = {.collection = to, .may_ask = is_shown, .user = to, .registry = y->crs, .crs = vg_crs84(y->crs)};
    const struct vg_syntax *tree;
    struct vg_error why = {.lang = y->err ? y->err->lang : VG_EN};
    if (!x->filter)
        return VG_OK;
    enum vg_status r = vg_cql2_text(vg_str_of(x->filter), y->arena, &tree, &why);
    if (r == VG_OK)
        r = vg_filter_type(tree, &scope, y->arena, &x->counts, &why);
    const char *path = vg_arena_printf(y->arena, "collections.%s.crossings.%s.filter", to->id, x->with);
    return r == VG_OK ? VG_OK : vg_fail(y->err, r, path ? path : "", "'%s': %s", path ? path : "", why.text);
}

static enum vg_status set_crossings(const struct layer *y, const struct vg_collection_config *own, struct vg_collection *to)
{
    struct vg_crossing *list = vg_arena_array(y->arena, own->n_crossings + 1, sizeof *list);
    enum vg_status r = vg_arena_check(y->arena, y->err);
    for (size_t i = 0; r == VG_OK && i < own->n_crossings; i++) {
        const struct vg_crossing_config *from = &own->crossings[i];
        const char *title = vg_config_text(from->title, y->lang);
        list[i] = (struct vg_crossing){.with = from->with, .filter = from->filter, .year = from->year,
                                       .title = title ? title : vg_arena_printf(y->arena, "%s × %s", to->title, from->with)};
        if (!to->crs || to->item_type != VG_ITEM_FEATURE || strcmp(from->with, to->id) == 0) {
            const char *path = vg_arena_printf(y->arena, "collections.%s.crossings.%s", to->id, from->with);
            return vg_fail(y->err, VG_BAD_INPUT, path ? path : "", "'%s' crosses a collection that has no geometry, or with itself",
                           path ? path : "");
        }
        r = read_counts(y, to, &list[i]);
    }
    to->crossings = list;
    to->n_crossings = own->n_crossings;
    return r;
}

/* ---- editing ---- */

static enum vg_status set_editing(const struct layer *y, const struct vg_collection_config *own,
                                  struct vg_collection *to)
{
    int field = -1;
    enum vg_status r = own->modified ? find_time(y, own, "modified", own->modified, to, &field) : VG_OK;
    to->writable = own->writable;
    to->geom_nulls |= own->writable && to->geom_name; /* any moment there may be such a row */
    to->require_match = own->require_match;
    to->modified_field = field >= 0 ? to->fields[field].name : NULL;
    if (r == VG_OK && field >= 0 && to->fields[field].type == VG_T_DATE) {
        const char *path = vg_arena_printf(y->arena, "collections.%s.modified", own->id);
        return path ? vg_fail(y->err, VG_BAD_INPUT, path, "'%s' names a field of dates; a date and time is needed", path)
                    : vg_arena_check(y->arena, y->err);
    }
    return r;
}

/* ---- collections ---- */

static enum vg_status apply_one(const struct layer *y, struct vg_collection *to)
{
    const struct vg_collection_config *own = vg_config_collection(y->config, to->id);
    set_terms(y, own, to);
    if (!own && !y->config->publish_all && !to->raster)
        to->hidden = true;
    if (own) {
        to->hidden = own->hidden;
        set_texts(y, own, to);
        enum vg_status r = set_fields(y, own, to);
        if (r == VG_OK) {
            check_key(y, own, to);
            r = set_time(y, own, to);
        }
        if (r == VG_OK)
            r = set_editing(y, own, to);
        if (r == VG_OK)
            r = set_crossings(y, own, to);
        if (r != VG_OK)
            return r;
    }
    enum vg_status r = set_product(y, own, to);
    if (r != VG_OK)
        return r;
    if (to->raster)
        return VG_OK; /* its file is in the one it is in */
    return vg_config_crs_list(y->config, own, y->crs, y->arena, to, y->err);
}

static const char *why_unpublished(const struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_unpublished; i++) {
        if (strcmp(d->unpublished[i].table, id) == 0)
            return d->unpublished[i].reason;
    }
    return NULL;
}

static bool is_there(const struct vg_discovery *d, const char *id)
{
    bool found = false;
    for (size_t i = 0; i < d->n_collections && !found; i++)
        found = strcmp(d->collections[i]->id, id) == 0;
    return found;
}

static void warn_of_crossings(const struct layer *y, const struct vg_collection_config *own, const struct vg_discovery *d)
{
    for (size_t i = 0; i < own->n_crossings; i++)
        if (!is_there(d, own->crossings[i].with))
            vg_buf_printf(y->warnings, "'collections.%s.crossings.%s' names a collection that is not in the store\n", own->id,
                          own->crossings[i].with);
}

static void warn_of_missing(const struct layer *y, const struct vg_discovery *d)
{
    for (size_t i = 0; y->warnings && i < y->config->n_collections; i++) {
        const struct vg_collection_config *own = &y->config->collections[i];
        warn_of_crossings(y, own, d);
        if (is_there(d, own->id))
            continue;
        const char *why = why_unpublished(d, own->id);
        if (why)
            vg_buf_printf(y->warnings, "'collections.%s' (line %d) cannot be published: it %s\n",
                          own->id, own->line, why);
        else
            vg_buf_printf(y->warnings, "'collections.%s' (line %d) is not in the store\n", own->id,
                          own->line);
    }
}

enum vg_status vg_config_apply(const struct vg_config *c, enum vg_lang lang,
                               struct vg_crs_registry *crs, struct vg_discovery *d,
                               struct vg_arena *a, struct vg_buf *warnings, struct vg_error *err)
{
    struct layer y = {c, lang, crs, a, warnings, err};
    warn_of_missing(&y, d);
    for (size_t i = 0; i < d->n_collections; i++) {
        enum vg_status r = apply_one(&y, d->collections[i]);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}
