/* From parameters to what is to be tallied. */
#include "territory.h"

#include <stdio.h>

#include <vigie/model/product.h>
#include <vigie/store/records.h>

const char *const vg_stat_functions[] = {"rows", "count", "area", "length", "share", "sum", "mean", "min", "max", "people",
                                         "share-people", "place-area", "cover", NULL};
const char *const vg_stat_levels[] = {"commune", "epci", "departement", "region", NULL};

#define BIT(f) (1u << (f))
#define OF_PLACE (BIT(VG_F_PLACE_AREA) | BIT(VG_F_COVER))

static int word_of(const char *const *words, struct vg_str s)
{
    for (int i = 0; words[i]; i++)
        if (vg_str_is(s, words[i]))
            return i;
    return -1;
}

/* --- the rows ------------------------------------------------------------------------------------- */

static enum vg_status read_field(struct vg_call *call, const struct vg_collection *c, const char *param, int *out,
                                 struct vg_error *err)
{
    struct vg_str name = vg_call_param(call, param)->text;
    int field = vg_collection_field(c, name);

    if (field < 0 || !vg_gate_may_ask(&call->who, c, field) || c->fields[field].type == VG_T_BYTES ||
        c->fields[field].type == VG_T_JSON)
        return vg_fail(err, VG_BAD_INPUT, param, "'%.*s' is no property of this collection to be summed or grouped by; "
                       "/collections/%s/queryables lists its properties", vg_cut(name), name.ptr, c->id);
    *out = field;
    return VG_OK;
}

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
}

static const struct vg_style *style_of(struct vg_call *call, const struct vg_collection *c, int field)
{
    const struct vg_styles *all;
    struct vg_error ignored = {0};

    if (c->item_type != VG_ITEM_FEATURE || vg_call_classes(call, c, &all, &ignored) != VG_OK)
        return NULL;
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].field == field)
            return &all->list[i];
    return NULL;
}

static bool has_ranges(const struct vg_style *s)
{
    for (size_t i = 0; i < s->n_rules; i++)
        if (s->rules[i].kind == VG_RULE_RANGE)
            return true;
    return false;
}

/* Where the collection is of a kind, what that tells its classes or values by.  Else the first of the properties that it may
 * be drawn by: whose values are classes of their own, or ranges. */
int vg_stat_usual_field(struct vg_call *call, const struct vg_collection *c, bool ranges, const struct vg_style **style)
{
    const struct vg_styles *all;
    struct vg_error ignored = {0};

    if (c->product) {
        int field = vg_product_field(c->product, c, ranges ? c->product->value_field : c->product->class_field);
        *style = field < 0 ? NULL : style_of(call, c, field);
        return field;
    }
    if (!vg_is_drawn(c) || vg_call_styles(call, c, &all, &ignored) != VG_OK)
        return -1;
    for (size_t i = 0; i < all->n; i++)
        if (all->list[i].field >= 0 && has_ranges(&all->list[i]) == ranges) {
            *style = &all->list[i];
            return all->list[i].field;
        }
    return -1;
}

static enum vg_status read_fields(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    const struct vg_collection *c = q->collection;
    const struct vg_param_value *class = vg_call_param(call, "class");
    enum vg_status r = VG_OK;

    q->class_field = q->property = -1;
    if (class->given && class->text.len)
        r = read_field(call, c, "class", &q->class_field, err);
    else if (!class->given)
        q->class_field = vg_stat_usual_field(call, c, false, &q->style);
    if (r == VG_OK && vg_call_param(call, "property")->given)
        r = read_field(call, c, "property", &q->property, err);
    if (r == VG_OK && q->property >= 0 && !is_number(c->fields[q->property].type))
        r = vg_fail(err, VG_BAD_INPUT, "property", "the property '%s' is %s: only numbers are summed",
                    c->fields[q->property].name, vg_type_name(c->fields[q->property].type));
    if (r == VG_OK && q->class_field >= 0)
        q->style = style_of(call, c, q->class_field);
    return r;
}

/* Points have neither an area nor a length, lines no area, areas no length. */
static enum vg_status check_sizes(const struct vg_stat_question *q, struct vg_error *err)
{
    enum vg_geom_type t = q->collection->geom_type;
    bool points = t == VG_GEOM_POINT || t == VG_GEOM_MULTIPOINT;
    bool lines = t == VG_GEOM_LINESTRING || t == VG_GEOM_MULTILINESTRING;
    bool areas = t == VG_GEOM_POLYGON || t == VG_GEOM_MULTIPOLYGON;

    if ((points || lines) && (q->functions & (BIT(VG_F_AREA) | OF_PLACE)))
        return vg_fail(err, VG_BAD_INPUT, "functions", "points and lines have no area: ask for count or length");
    if ((points || areas) && (q->functions & BIT(VG_F_LENGTH)))
        return vg_fail(err, VG_BAD_INPUT, "functions", "points and areas have no length: ask for count or area");
    return VG_OK;
}

/* --- the functions -------------------------------------------------------------------------------- */

static enum vg_status read_functions(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "functions");
    const unsigned of_property = BIT(VG_F_SUM) | BIT(VG_F_MEAN) | BIT(VG_F_MIN) | BIT(VG_F_MAX);

    q->functions = BIT(VG_F_COUNT) | BIT(VG_F_AREA) | BIT(VG_F_LENGTH) | BIT(VG_F_SHARE);
    if (q->property >= 0)
        q->functions |= of_property;
    if (!p->given)
        return VG_OK;
    q->functions = 0;
    for (struct vg_str rest = p->text; rest.ptr;) {
        struct vg_str name = vg_str_cut(rest, ',', &rest);
        int f = word_of(vg_stat_functions, name);
        if (f < 0)
            return vg_fail(err, VG_BAD_INPUT, "functions", "'%.*s' is no function; there are: rows, count, area, length, "
                           "share, sum, mean, min, max, people, share-people, place-area, cover", vg_cut(name), name.ptr);
        q->functions |= BIT(f);
    }
    if ((q->functions & of_property) && q->property < 0)
        return vg_fail(err, VG_BAD_INPUT, "property", "sum, mean, min and max need a property");
    if ((q->functions & (BIT(VG_F_AREA) | BIT(VG_F_LENGTH) | OF_PLACE)) && !q->collection->crs)
        return vg_fail(err, VG_BAD_INPUT, "functions", "this collection has no geometry");
    return check_sizes(q, err);
}

static bool wants_people(const struct vg_stat_question *q)
{
    return q->functions & (BIT(VG_F_PEOPLE) | BIT(VG_F_SHARE_PEOPLE));
}

/* --- the places ----------------------------------------------------------------------------------- */

static const struct vg_collection *find_collection(struct vg_call *call, struct vg_str id)
{
    const struct vg_collection *c = vg_call_find(call, id);

    return c && c->item_type == VG_ITEM_FEATURE ? c : NULL;
}

static int field_named(const struct vg_call *call, const struct vg_collection *c, const char *name)
{
    int field = name ? vg_collection_field(c, vg_str_of(name)) : -1;
    return field >= 0 && vg_gate_may_ask(&call->who, c, field) ? field : -1;
}

/* A field to call places by, where the configuration names none. */
static int guess_name(const struct vg_call *call, const struct vg_collection *c)
{
    static const char *const names[] = {"nom", "name", "libelle", "label", "titre", "title"};
    for (size_t i = 0; i < VG_COUNT(names); i++)
        if (field_named(call, c, names[i]) >= 0)
            return field_named(call, c, names[i]);
    return -1;
}

void vg_stat_set_communes(struct vg_call *call, struct vg_stat_question *q)
{
    const struct vg_territories *t = &call->gen->site.territories;

    q->reference = find_collection(call, vg_str_of(t->collection));
    q->code = q->name = q->population = -1;
    if (!q->reference)
        return;
    q->code = field_named(call, q->reference, t->code);
    q->name = field_named(call, q->reference, t->name);
    q->population = field_named(call, q->reference, t->population);
    if (q->code < 0)
        q->reference = NULL;
}

static enum vg_status set_collection(struct vg_call *call, struct vg_stat_question *q, struct vg_str id, struct vg_error *err)
{
    const struct vg_territories *t = &call->gen->site.territories;
    const struct vg_collection *c = find_collection(call, id);

    if (!c)
        return vg_fail(err, VG_BAD_INPUT, "by", "'%.*s' is neither commune, epci, departement or region nor a collection",
                       vg_cut(id), id.ptr);
    bool communes = strcmp(c->id, t->collection) == 0;
    q->by = VG_BY_COLLECTION;
    q->reference = c;
    q->code = communes ? field_named(call, c, t->code) : c->n_key == 1 ? c->key[0] : -1;
    q->name = communes ? field_named(call, c, t->name) : guess_name(call, c);
    q->population = field_named(call, c, t->population);
    if (q->code < 0)
        return vg_fail(err, VG_BAD_INPUT, "by", "the items of '%s' have no code to be told by", c->id);
    return VG_OK;
}

static enum vg_status read_by(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    const struct vg_param_value *by = vg_call_param(call, "by");
    int level = by->given ? word_of(vg_stat_levels, by->text) : -1;
    bool official = vg_places_count(vg_call_options(call)->places) > 0;

    q->code = q->name = q->population = -1;
    if (by->given && level < 0)
        return set_collection(call, q, by->text, err);
    if (!by->given && !wants_people(q))
        return VG_OK;
    q->by = by->given ? VG_BY_LEVEL : VG_BY_WHOLE;
    q->level = level < 0 ? VG_PLACE_COMMUNE : (enum vg_place_level)level;
    vg_stat_set_communes(call, q);
    if ((level == VG_PLACE_EPCI || level == VG_PLACE_REGION) && !official)
        return vg_fail(err, VG_BAD_INPUT, "by", "this program was built without the table of EPCI and regions: ask by commune or "
                       "departement");
    return VG_OK;
}

/* The area of a place is that of one that rows are shared out to: a region's would lack the communes where nothing lies. */
static enum vg_status check_place_area(const struct vg_stat_question *q, struct vg_error *err)
{
    bool single = q->by == VG_BY_COLLECTION || (q->by == VG_BY_LEVEL && q->level == VG_PLACE_COMMUNE);

    if (!(q->functions & OF_PLACE) || (single && q->tally.units))
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, "functions", "place-area and cover are told of areas that rows are shared out to: by=commune, or "
                   "the id of a collection of areas");
}

/* How rows come to places: by a code of theirs, or by where they lie. */
static enum vg_status join_places(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    const struct vg_collection *c = q->collection;
    bool places = q->by != VG_BY_WHOLE || wants_people(q);

    q->tally.unit_field = -1;
    if (!places)
        return VG_OK;
    if (q->reference && strcmp(q->reference->id, c->id) == 0)
        q->tally.unit_field = q->code;
    else if (q->by != VG_BY_COLLECTION)
        q->tally.unit_field = vg_collection_place_field(c);
    if (q->tally.unit_field >= 0)
        return VG_OK;
    if (!q->reference || !q->reference->crs)
        return vg_fail(err, VG_BAD_INPUT, "by", "there is no collection of communes here; 'territories.collection' of the "
                       "configuration names it");
    if (!c->crs)
        return vg_fail(err, VG_BAD_INPUT, "by", "this collection has neither a geometry nor the code of a commune");
    q->units = (struct vg_query){.collection = q->reference, .limit = -1, .fields = &q->code, .n_fields = 1};
    q->tally.units = &q->units;
    q->tally.unit_key = q->code;
    return vg_gate_narrow(&call->who, &q->units, 0, call->arena, err);
}

enum vg_status vg_stat_question_read(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    *q = (struct vg_stat_question){0};
    enum vg_status r = vg_call_collection(call, &q->collection, err);
    if (r == VG_OK)
        r = vg_items_question(call, q->collection, &q->rows, err);
    q->rows.limit = -1;
    if (r == VG_OK)
        r = read_fields(call, q, err);
    if (r == VG_OK)
        r = read_functions(call, q, err);
    if (r == VG_OK)
        r = read_by(call, q, err);
    if (r == VG_OK)
        r = join_places(call, q, err);
    if (r == VG_OK)
        r = check_place_area(q, err);
    q->tally.rows = &q->rows;
    q->tally.class_field = q->class_field;
    q->tally.property = q->property;
    q->tally.sizes = r == VG_OK && q->collection->crs && (q->functions & (BIT(VG_F_AREA) | BIT(VG_F_LENGTH) | BIT(VG_F_SHARE) | OF_PLACE));
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

enum vg_status vg_stat_question_cross(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err)
{
    q->code = q->name = q->population = -1;
    enum vg_status r = set_collection(call, q, vg_str_of(q->crossing->with), err);
    if (r == VG_BAD_INPUT)
        return vg_fail(err, VG_NOT_FOUND, "crossedId", "the collection '%s' is not there, or its items have no code",
                       q->crossing->with);
    if (r == VG_OK)
        r = join_places(call, q, err);
    q->tally.rows = &q->rows;
    q->tally.class_field = q->tally.property = -1;
    q->tally.sizes = true;
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}
