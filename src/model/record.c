/* What is asked of a record most often; growing its lists.
 *
 * A list has no capacity of its own: it doubles when its length is a power of two, so readers append without a count and
 * what is handed on stays a plain pointer and a number. */
#include <math.h>

#include <vigie/model/record.h>

struct list {
    char *items;
    size_t n;
};

void *vg_record_grow(struct vg_arena *a, void *list, size_t item_size)
{
    struct list l;

    memcpy(&l, list, sizeof(l));
    if ((l.n & (l.n - 1)) == 0) {
        char *more = vg_arena_array(a, l.n ? l.n * 2 : 1, item_size);
        if (!more)
            return NULL;
        if (l.n > 0)
            memcpy(more, l.items, l.n * item_size);
        l.items = more;
    }
    char *item = l.items + l.n++ * item_size;
    memset(item, 0, item_size); /* one that was taken back may have stood there */
    memcpy(list, &l, sizeof(l));
    return item;
}

void vg_record_take_back(void *list)
{
    struct list l;

    memcpy(&l, list, sizeof(l));
    l.n--;
    memcpy(list, &l, sizeof(l));
}

const char *vg_record_text_in(const struct vg_record_text *t, const char *lang)
{
    for (size_t i = 0; lang && i < t->n_others; i++) {
        if (strcmp(t->others[i].lang, lang) == 0)
            return t->others[i].value;
    }
    return t->value ? t->value : t->n_others ? t->others[0].value : NULL;
}

static bool is_uri(const char *s)
{
    size_t scheme = strcspn(s, ":/?# ");
    return scheme > 1 && s[scheme] == ':' && s[scheme + 1];
}

const char *vg_record_resource_id(const struct vg_record *r, struct vg_arena *a)
{
    if (r->citation.n_identifiers == 0)
        return r->dataset_uri;
    const struct vg_record_identifier *id = &r->citation.identifiers[0];
    const char *code = id->code.uri ? id->code.uri : id->code.value, *space = id->space.value;

    if (!code || is_uri(code) || !space || !*space)
        return code;
    bool separated = strchr("/#:=", space[strlen(space) - 1]) != NULL;
    return vg_arena_printf(a, "%s%s%s", space, separated ? "" : "/", code);
}

const struct vg_record_when *vg_record_date(const struct vg_record_citation *c, const char *type)
{
    for (size_t i = 0; i < c->n_dates; i++) {
        if (c->dates[i].when.text && c->dates[i].type && strcmp(c->dates[i].type, type) == 0)
            return &c->dates[i].when;
    }
    return NULL;
}

static void add_rings(struct vg_bbox *out, const struct vg_record_polygon *p)
{
    for (size_t i = 0; i < p->n_rings; i++) {
        for (size_t j = 0; j + 1 < p->rings[i].n_xy; j += 2)
            vg_bbox_add(out, p->rings[i].xy[j], p->rings[i].xy[j + 1]);
    }
}

bool vg_record_polygons_bbox(const struct vg_record_extent *e, struct vg_bbox *out)
{
    struct vg_bbox all;

    vg_bbox_none(&all);
    for (size_t i = 0; i < e->n_polygons; i++)
        add_rings(&all, &e->polygons[i]);
    if (vg_bbox_is_none(&all))
        return false;
    *out = all;
    return true;
}

bool vg_record_bbox(const struct vg_record *r, struct vg_bbox *out)
{
    struct vg_bbox all;

    vg_bbox_none(&all);
    for (size_t i = 0; i < r->n_extents; i++) {
        const struct vg_record_extent *e = &r->extents[i];
        for (size_t j = 0; j < e->n_boxes; j++) {
            const struct vg_record_box *b = &e->boxes[j];
            struct vg_bbox box = {.min = {b->west, b->south}, .max = {b->east, b->north}};
            if (b->outside)
                continue;
            if (vg_bbox_is_none(&all))
                all = box; /* alone it may cross the antimeridian */
            else
                vg_bbox_join(&all, &box);
        }
        struct vg_bbox drawn;
        if (vg_record_polygons_bbox(e, &drawn))
            vg_bbox_join(&all, &drawn);
    }
    if (vg_bbox_is_none(&all))
        return false;
    *out = all;
    return true;
}

/* The last moment of a date as precise as it is. */
static int64_t last_moment(const struct vg_record_when *w)
{
    int64_t year;
    int month, day;
    size_t n = strlen(w->text);

    if (n > 10)
        return w->us;
    vg_civil_from_days((w->us - (w->us < 0 ? VG_US_PER_DAY - 1 : 0)) / VG_US_PER_DAY, &year, &month, &day);
    if (n == 4)
        return vg_days_from_civil(year + 1, 1, 1) * VG_US_PER_DAY - 1;
    if (n == 7)
        return vg_days_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) * VG_US_PER_DAY - 1;
    return w->us + VG_US_PER_DAY - 1;
}

bool vg_record_interval(const struct vg_record *r, struct vg_interval *out)
{
    struct vg_interval all = {.has_start = true, .has_end = true, .start_us = INT64_MAX, .end_us = INT64_MIN};
    bool any = false;

    for (size_t i = 0; i < r->n_extents; i++) {
        for (size_t j = 0; j < r->extents[i].n_times; j++) {
            const struct vg_record_time *t = &r->extents[i].times[j];
            if (!t->begin.text && !t->end.text)
                continue;
            any = true;
            all.has_start = all.has_start && t->begin.text;
            all.has_end = all.has_end && t->end.text;
            if (t->begin.text && t->begin.us < all.start_us)
                all.start_us = t->begin.us;
            if (t->end.text && last_moment(&t->end) > all.end_us)
                all.end_us = last_moment(&t->end);
        }
    }
    any = any && (all.has_start || all.has_end) && !(all.has_start && all.has_end && all.start_us > all.end_us);
    if (any)
        *out = all;
    return any;
}

static bool has_code(const char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++) {
        if (codes[i] && strcmp(codes[i], code) == 0)
            return true;
    }
    return false;
}

static bool is_licence(const struct vg_record_text *t, bool said)
{
    if (t->uri && strstr(t->uri, "LimitationsOnPublicAccess"))
        return false;
    return said || (t->uri && !strstr(t->uri, "ConditionsApplyingToAccessAndUse"));
}

const struct vg_record_text *vg_record_licence(const struct vg_record *r)
{
    for (size_t i = 0; i < r->n_constraints; i++) {
        const struct vg_record_constraint *c = &r->constraints[i];
        bool said = has_code((const char *const *)c->use, c->n_use, "license")
                    || has_code((const char *const *)c->use, c->n_use, "licence");
        for (size_t j = 0; j < c->n_others; j++) {
            if ((c->others[j].value || c->others[j].uri) && is_licence(&c->others[j], said))
                return &c->others[j];
        }
    }
    return NULL;
}

const char *vg_record_type(const struct vg_record *r)
{
    return r->type ? r->type : r->is_service ? "service" : "dataset";
}
