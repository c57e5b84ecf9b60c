/* A record as the columns of the catalogue's table: what it can be found, filtered and sorted by. */
#include "entry.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/geo/geom.h>

static struct vg_value text_of(const char *s)
{
    return s && *s ? (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(s)} : (struct vg_value){.kind = VG_V_NULL};
}

/* An index of PostgreSQL takes no longer ones; the whole title stands in the forms. */
#define MAX_TITLE 1000

static struct vg_value title_of(const char *s)
{
    struct vg_value v = text_of(s);
    while (v.kind == VG_V_TEXT && (v.text.len > MAX_TITLE || (v.text.len < strlen(s) && (s[v.text.len] & 0xC0) == 0x80)))
        v.text.len--;
    return v;
}

/* Moments within the years 0 to 9999, which both kinds of store can hold. */
static struct vg_value moment(int64_t us)
{
    bool fits = us >= vg_days_from_civil(0, 1, 1) * VG_US_PER_DAY && us < vg_days_from_civil(9999, 12, 31) * VG_US_PER_DAY;
    return fits ? (struct vg_value){.kind = VG_V_DATETIME, .integer = us} : (struct vg_value){.kind = VG_V_NULL};
}

static struct vg_value moment_of(const struct vg_record_when *w)
{
    return w && w->text ? moment(w->us) : (struct vg_value){.kind = VG_V_NULL};
}

/* --- lists of texts ------------------------------------------------------------------------------- */

struct list {
    struct vg_arena *arena;
    const char **items;
    size_t n, cap;
};

static void add(struct list *l, const char *s)
{
    if (!s || !*s)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->items[i], s))
            return;
    if (vg_arena_room(l->arena, &l->items, l->n, &l->cap, sizeof *l->items))
        l->items[l->n++] = s;
}

static struct vg_value json_of(const struct list *l)
{
    struct vg_buf b;
    if (!l->n)
        return (struct vg_value){.kind = VG_V_NULL};
    vg_buf_init(&b, 4u << 20);
    vg_buf_char(&b, '[');
    for (size_t i = 0; i < l->n; i++) {
        vg_buf_cstr(&b, i ? "," : "");
        vg_json_put_str(&b, vg_str_of(l->items[i]));
    }
    vg_buf_char(&b, ']');
    struct vg_str text = b.failed ? (struct vg_str){0} : vg_arena_str(l->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text.ptr ? (struct vg_value){.kind = VG_V_JSON, .text = text} : (struct vg_value){.kind = VG_V_NULL};
}

static struct vg_value keywords_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++)
            add(&l, r->keywords[i].words[k].value);
    return json_of(&l);
}

/* Themes are what has an address, INSPIRE's themes whatever way they are told, and ISO's topics. */
static struct vg_value themes_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_topics; i++)
        add(&l, r->topics[i]);
    for (size_t i = 0; i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++) {
            const struct vg_record_text *word = &r->keywords[i].words[k];
            const struct vg_inspire_theme *theme = vg_inspire_theme_find(word);
            add(&l, theme ? vg_arena_printf(a, VG_INSPIRE_THEMES "%s", theme->code) : word->uri);
        }
    return json_of(&l);
}

static struct vg_value languages_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_languages; i++)
        add(&l, vg_record_lang_short(r->languages[i]));
    return json_of(&l);
}

static struct vg_value contacts_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_contacts; i++)
        add(&l, r->contacts[i].organisation.value);
    for (size_t i = 0; i < r->n_record_contacts && !l.n; i++)
        add(&l, r->record_contacts[i].organisation.value);
    return json_of(&l);
}

static struct vg_value formats_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_formats; i++)
        add(&l, r->formats[i].name.value);
    for (size_t i = 0; i < r->n_resource_formats; i++)
        add(&l, r->resource_formats[i].name.value);
    for (size_t i = 0; i < r->n_links; i++)
        add(&l, r->links[i].format.value);
    return json_of(&l);
}

/* As "scheme:value" too, since either may be asked for. */
static struct vg_value identifiers_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->citation.n_identifiers; i++) {
        const struct vg_record_identifier *id = &r->citation.identifiers[i];
        add(&l, id->code.value);
        if (id->space.value && id->code.value)
            add(&l, vg_arena_printf(a, "%s:%s", id->space.value, id->code.value));
    }
    return json_of(&l);
}

/* What it was made of, belongs to or goes with, by identifiers. */
static struct vg_value relations_of(const struct vg_record *r, struct vg_arena *a)
{
    struct list l = {.arena = a};
    for (size_t i = 0; i < r->n_relations; i++) {
        const struct vg_record_relation *one = &r->relations[i];
        const char *other = one->identifier.code.value ? one->identifier.code.value : one->href;
        add(&l, other ? other : one->citation.title.value);
        for (size_t k = 0; k < one->citation.n_identifiers; k++)
            add(&l, one->citation.identifiers[k].code.value);
    }
    return json_of(&l);
}

static const char *licence_of(const struct vg_record *r)
{
    const struct vg_record_text *t = vg_record_licence(r);
    return t ? (t->uri ? t->uri : t->value) : NULL;
}

/* --- times and places ----------------------------------------------------------------------------- */

static void put_times(const struct vg_record *r, struct vg_value *values)
{
    struct vg_interval t;
    static const char *const origins[] = {"creation", "publication", "revision"};
    const struct vg_record_when *created = NULL;
    for (size_t i = 0; i < VG_COUNT(origins) && !created; i++)
        created = vg_record_date(&r->citation, origins[i]);
    values[VG_R_CREATED] = moment_of(created ? created : &r->created);
    values[VG_R_UPDATED] = moment_of(&r->stamp);
    if (!vg_record_interval(r, &t))
        return;
    if (t.has_start)
        values[VG_R_TIME_START] = moment(t.start_us);
    if (t.has_end)
        values[VG_R_TIME_END] = moment(t.end_us);
}

static bool on_earth(const struct vg_bbox *b)
{
    return isfinite(b->min[0]) && isfinite(b->max[0]) && b->min[1] >= -90 && b->max[1] <= 90 && b->min[1] <= b->max[1] &&
           b->min[0] >= -180 && b->max[0] <= 180 && b->min[0] <= 180 && b->max[0] >= -180;
}

/* A box across the antimeridian is two. */
static struct vg_geom two_boxes(const struct vg_bbox *b, struct vg_arena *a)
{
    struct vg_geom g = {0};
    const char *wkt = vg_arena_printf(
        a, "MULTIPOLYGON (((%.9g %.9g, 180 %.9g, 180 %.9g, %.9g %.9g, %.9g %.9g)), ((-180 %.9g, %.9g %.9g, %.9g %.9g, "
           "-180 %.9g, -180 %.9g)))",
        b->min[0], b->min[1], b->min[1], b->max[1], b->min[0], b->max[1], b->min[0], b->min[1], b->min[1], b->max[0],
        b->min[1], b->max[0], b->max[1], b->max[1], b->min[1]);
    return wkt && vg_geom_from_wkt(vg_str_of(wkt), a, &g, NULL) == VG_OK ? g : (struct vg_geom){0};
}

static struct vg_geom footprint_of(const struct vg_record *r, struct vg_arena *a)
{
    struct vg_bbox box;
    if (!vg_record_bbox(r, &box) || !on_earth(&box))
        return (struct vg_geom){0};
    box.has_z = false;
    return box.min[0] <= box.max[0] ? vg_geom_of_box(a, &box, 1) : two_boxes(&box, a);
}

/* --- all that it is found by ---------------------------------------------------------------------- */

static void say(struct vg_buf *b, const struct vg_record_text *t)
{
    if (t->value) {
        vg_buf_cstr(b, t->value);
        VG_BUF_LIT(b, " . ");
    }
    for (size_t i = 0; i < t->n_others; i++) {
        vg_buf_cstr(b, t->others[i].value);
        VG_BUF_LIT(b, " . ");
    }
}

static void say_plain(struct vg_buf *b, const char *s)
{
    say(b, &(struct vg_record_text){.value = s});
}

static struct vg_str searched_text(const struct vg_record *r, const char *id, struct vg_arena *a)
{
    struct vg_buf b;
    vg_buf_init(&b, 4u << 20);
    say(&b, &r->citation.title);
    for (size_t i = 0; i < r->citation.n_alternates; i++)
        say(&b, &r->citation.alternates[i]);
    say(&b, &r->abstract);
    for (size_t i = 0; i < r->n_keywords; i++)
        for (size_t k = 0; k < r->keywords[i].n_words; k++)
            say(&b, &r->keywords[i].words[k]);
    for (size_t i = 0; i < r->n_topics; i++)
        say_plain(&b, r->topics[i]);
    for (size_t i = 0; i < r->n_contacts; i++) {
        say(&b, &r->contacts[i].organisation);
        say(&b, &r->contacts[i].name);
    }
    for (size_t i = 0; i < r->n_extents; i++)
        say(&b, &r->extents[i].description);
    say_plain(&b, id);
    for (size_t i = 0; i < r->citation.n_identifiers; i++)
        say(&b, &r->citation.identifiers[i].code);
    say(&b, &r->purpose);
    say(&b, &r->lineage);
    for (size_t i = 0; i < r->n_links; i++) {
        say(&b, &r->links[i].name);
        say(&b, &r->links[i].description);
    }
    struct vg_str text = vg_arena_str(a, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text;
}

void vg_catalog_columns(const struct vg_record *r, const char *id, const char *source, struct vg_arena *a,
                        struct vg_record_row *row)
{
    struct vg_value *v = row->values;
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        v[i].kind = VG_V_NULL;
    v[VG_R_ID] = text_of(id);
    v[VG_R_TYPE] = text_of(vg_record_type(r));
    v[VG_R_TITLE] = title_of(r->citation.title.value ? r->citation.title.value : id);
    v[VG_R_DESCRIPTION] = text_of(r->abstract.value);
    v[VG_R_KEYWORDS] = keywords_of(r, a);
    v[VG_R_THEMES] = themes_of(r, a);
    v[VG_R_LANGUAGE] = text_of(vg_record_lang_short(r->lang));
    v[VG_R_LANGUAGES] = languages_of(r, a);
    v[VG_R_CONTACTS] = contacts_of(r, a);
    v[VG_R_FORMATS] = formats_of(r, a);
    v[VG_R_LICENSE] = text_of(licence_of(r));
    v[VG_R_EXTERNAL_IDS] = identifiers_of(r, a);
    v[VG_R_RELATIONS] = relations_of(r, a);
    v[VG_R_PARENT] = text_of(r->parent.value);
    v[VG_R_SOURCE] = text_of(source);
    put_times(r, v);
    row->footprint = footprint_of(r, a);
    row->text = searched_text(r, id, a);
}
