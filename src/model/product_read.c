/* A kind from its file: every member a row of one table where it is a plain text. */
#include <math.h>
#include <stdio.h>

#include <vigie/base/number.h>
#include <vigie/model/product.h>

#include "table_schema_read.h"

struct member {
    const char *path;
    size_t offset;
};
#define TEXT(at, field) {at, offsetof(struct vg_product, field)}

static const struct member texts[] = {
    TEXT("id", id), TEXT("geometry", geometry), TEXT("time.start", time_start), TEXT("time.end", time_end),
    TEXT("time.year", year), TEXT("time.step", step), TEXT("commune", commune), TEXT("place_name", place_name),
    TEXT("class.field", class_field), TEXT("value.field", value_field), TEXT("value.unit", value_unit),
    TEXT("style", style), TEXT("record.type", record_type), TEXT("record.topic", topic), TEXT("record.inspire", inspire),
    TEXT("json.rows", json_rows), TEXT("json.key", json_key),
};
static const struct member row_parts[] = { /* as enum vg_row_part */
    TEXT("record.row.name", row[VG_ROW_NAME]), TEXT("record.row.title", row[VG_ROW_TITLE]),
    TEXT("record.row.abstract", row[VG_ROW_ABSTRACT]), TEXT("record.row.theme", row[VG_ROW_THEME]),
    TEXT("record.row.lead", row[VG_ROW_LEAD]), TEXT("record.row.partners", row[VG_ROW_PARTNERS]),
    TEXT("record.row.contact", row[VG_ROW_CONTACT]), TEXT("record.row.keywords", row[VG_ROW_KEYWORDS]),
    TEXT("record.row.skills", row[VG_ROW_SKILLS]), TEXT("record.row.methods", row[VG_ROW_METHODS]),
    TEXT("record.row.data", row[VG_ROW_DATA]), TEXT("record.row.software", row[VG_ROW_SOFTWARE]),
    TEXT("record.row.products", row[VG_ROW_PRODUCTS]), TEXT("record.row.place", row[VG_ROW_PLACE]),
    TEXT("record.row.page", row[VG_ROW_PAGE]), TEXT("record.row.source", row[VG_ROW_SOURCE]),
    TEXT("class.field", row[VG_ROW_CLASS]), TEXT("time.year", row[VG_ROW_YEAR]),
};
static const struct member words[] = {
    TEXT("title", title), TEXT("description", description), TEXT("value.title", value_title), TEXT("record.lineage", lineage),
};

struct reader {
    struct vg_arena *a;
    struct vg_product *p;
    struct vg_error *err;
};

static const struct vg_node *list_at(const struct vg_node *root, const char *path)
{
    const struct vg_node *n = vg_node_at(root, path);
    return n && n->kind == VG_N_LIST ? n : NULL;
}

/* Room for each child of a list, at least for one. */
static void *room(struct reader *rd, const struct vg_node *list, size_t size)
{
    return vg_arena_array(rd->a, list ? list->n + 1 : 1, size);
}

static enum vg_status read_colour(struct reader *rd, const struct vg_node *n, struct vg_colour *out)
{
    const char *text = vg_read_member(n, "colour", rd->a);
    if (text && vg_colour_parse(vg_str_of(text), out))
        return VG_OK;
    return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "colour", "'%s' is no colour like #rrggbb", text ? text : ""), rd->err);
}

static enum vg_status read_groups(struct reader *rd, const struct vg_node *list)
{
    struct vg_product_group *groups = room(rd, list, sizeof *groups);
    VG_EACH(n, list) {
        if (!groups)
            break;
        groups[rd->p->n_groups++] = (struct vg_product_group){vg_read_member(n, "id", rd->a), vg_words_read(vg_node_get(n, "title"), rd->a)};
    }
    rd->p->groups = groups;
    return vg_arena_check(rd->a, rd->err);
}

static int find_group(const struct vg_product *p, const char *id)
{
    for (size_t i = 0; id && i < p->n_groups; i++)
        if (p->groups[i].id && !strcmp(p->groups[i].id, id))
            return (int)i;
    return -1;
}

/* A class is found by its code, case ignored: each must be its own. */
static enum vg_status check_code(struct reader *rd, const struct vg_node *n, const struct vg_product_class *c)
{
    if (strlen(c->code) > VG_MAX_CLASS_CODE)
        return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "classes", "a class's code is longer than %d bytes", VG_MAX_CLASS_CODE), rd->err);
    for (const struct vg_product_class *other = rd->p->classes; other < c; other++)
        if (vg_str_is_nocase(vg_str_of(c->code), other->code))
            return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "classes", "two classes have the code '%s', case ignored", c->code),
                              rd->err);
    return VG_OK;
}

static enum vg_status read_classes(struct reader *rd, const struct vg_node *list)
{
    struct vg_product_class *classes = room(rd, list, sizeof *classes);
    if (!classes)
        return vg_arena_check(rd->a, rd->err);
    rd->p->classes = classes;
    VG_EACH(n, list) {
        struct vg_product_class *c = &classes[rd->p->n_classes++];
        c->code = vg_read_member(n, "code", rd->a);
        c->title = vg_words_read(vg_node_get(n, "title"), rd->a);
        c->meaning = vg_words_read(vg_node_get(n, "meaning"), rd->a);
        c->codings = vg_read_texts(vg_node_get(n, "codings"), rd->a, &c->n_codings);
        c->group = find_group(rd->p, vg_read_member(n, "group", rd->a));
        c->level = (int)vg_node_count(n, "level");
        enum vg_status r = read_colour(rd, n, &c->colour);
        if (r != VG_OK)
            return r;
        if (!c->code || !vg_words_in(&c->title, VG_FR))
            return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "classes", "a class needs a code and a title"), rd->err);
        r = check_code(rd, n, c);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

static enum vg_status read_steps(struct reader *rd, const struct vg_node *list)
{
    struct vg_product_step *steps = room(rd, list, sizeof *steps);
    if (!steps)
        return vg_arena_check(rd->a, rd->err);
    rd->p->steps = steps;
    double before = -INFINITY;
    VG_EACH(n, list) {
        struct vg_product_step *s = &steps[rd->p->n_steps++];
        const struct vg_node *from = vg_node_get(n, "from");
        s->from = !from ? -INFINITY : from->kind == VG_N_INT ? (double)from->integer : from->real;
        s->title = vg_words_read(vg_node_get(n, "title"), rd->a);
        enum vg_status r = read_colour(rd, n, &s->colour);
        if (r != VG_OK)
            return r;
        if (s > steps && !(s->from > before))
            return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "steps", "the steps must rise"), rd->err);
        before = s->from;
    }
    return VG_OK;
}

static enum vg_status read_charts(struct reader *rd, const struct vg_node *list)
{
    static const char *const kinds[] = {"bars", "line", "shares", "steps"}; /* as enum vg_chart_kind */
    struct vg_product_chart *charts = room(rd, list, sizeof *charts);
    if (!charts)
        return vg_arena_check(rd->a, rd->err);
    rd->p->charts = charts;
    VG_EACH(n, list) {
        struct vg_product_chart *c = &charts[rd->p->n_charts++];
        const char *kind = vg_read_member(n, "kind", rd->a);
        size_t k = 0;
        while (k < VG_COUNT(kinds) && (!kind || strcmp(kind, kinds[k]) != 0))
            k++;
        if (k == VG_COUNT(kinds))
            return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "charts", "a chart is one of bars, line, shares, steps"), rd->err);
        *c = (struct vg_product_chart){
            .id = vg_read_member(n, "id", rd->a), .kind = (enum vg_chart_kind)k,
            .property = vg_read_member(n, "property", rd->a), .over = vg_read_member(n, "over", rd->a),
            .title = vg_words_read(vg_node_get(n, "title"), rd->a),
        };
    }
    return VG_OK;
}

static enum vg_status read_sentences(struct reader *rd, const struct vg_node *map)
{
    struct vg_product_sentence *all = room(rd, map, sizeof *all);
    if (!all)
        return vg_arena_check(rd->a, rd->err);
    rd->p->sentences = all;
    VG_EACH(n, map)
        all[rd->p->n_sentences++] = (struct vg_product_sentence){vg_arena_cstr(rd->a, n->key), vg_words_read(n, rd->a)};
    return vg_arena_check(rd->a, rd->err);
}

static enum vg_status read_keywords(struct reader *rd, const struct vg_node *list)
{
    struct vg_words *all = room(rd, list, sizeof *all);
    if (!all)
        return vg_arena_check(rd->a, rd->err);
    VG_EACH(n, list)
        all[rd->p->n_keywords++] = vg_words_read(n, rd->a);
    rd->p->keywords = all;
    return vg_arena_check(rd->a, rd->err);
}

/* --- what must agree -------------------------------------------------------------------------- */

static enum vg_status check_field(struct reader *rd, const char *member, const char *name)
{
    if (!name)
        return VG_OK;
    int at = vg_schema_field(rd->p->schema, vg_str_of(name));
    if (at >= 0 && !strcmp(rd->p->schema->fields[at].name, name))
        return VG_OK;
    return vg_fail(rd->err, VG_BAD_INPUT, member, "'%s' names the field '%s', which the schema does not have", member, name);
}

static enum vg_status check_fields(struct reader *rd)
{
    const struct vg_product *p = rd->p;
    const struct { const char *member, *name; } named[] = {
        {"time.start", p->time_start}, {"time.end", p->time_end}, {"time.year", p->year}, {"commune", p->commune},
        {"place_name", p->place_name}, {"class.field", p->class_field}, {"value.field", p->value_field}, {"json.key", p->json_key},
    };
    enum vg_status r = VG_OK;
    for (size_t i = 0; r == VG_OK && i < VG_COUNT(named); i++)
        r = check_field(rd, named[i].member, named[i].name);
    for (size_t i = 0; r == VG_OK && i < VG_COUNT(row_parts); i++)
        r = check_field(rd, row_parts[i].path, p->row[i]);
    for (size_t i = 0; r == VG_OK && i < p->n_charts; i++) {
        r = check_field(rd, "charts", p->charts[i].property);
        if (r == VG_OK)
            r = check_field(rd, "charts", p->charts[i].over);
    }
    for (size_t i = 0; r == VG_OK && i < p->n_json_cells; i++)
        r = check_field(rd, "json.cells", p->json_cells[i]);
    return r;
}

/* Each member is a part of a row. */
static enum vg_status check_row(struct reader *rd, const struct vg_node *map)
{
    static const char head[] = "record.row.";
    VG_EACH(n, map) {
        bool known = false;
        for (size_t i = 0; i < VG_COUNT(row_parts); i++)
            known |= !strncmp(row_parts[i].path, head, sizeof head - 1) && vg_str_is(n->key, row_parts[i].path + sizeof head - 1);
        if (!known)
            return vg_read_at(n, vg_fail(rd->err, VG_BAD_INPUT, "", "'%.*s' is no part of a row that is a record", (int)n->key.len,
                                         n->key.ptr), rd->err);
    }
    return VG_OK;
}

/* The class field's list of codes is that of the classes: they are written once. */
static enum vg_status take_codes(struct reader *rd, struct vg_table_schema *s)
{
    const struct vg_product *p = rd->p;
    int at = p->class_field ? vg_schema_field(s, vg_str_of(p->class_field)) : -1;
    if (at < 0 || s->fields[at].n_codes || !p->n_classes)
        return VG_OK;
    struct vg_schema_code *codes = vg_arena_array(rd->a, p->n_classes, sizeof *codes);
    if (!codes)
        return vg_arena_check(rd->a, rd->err);
    for (size_t i = 0; i < p->n_classes; i++)
        codes[i] = (struct vg_schema_code){p->classes[i].code, p->classes[i].title, p->classes[i].codings, p->classes[i].n_codings};
    struct vg_schema_field *f = (struct vg_schema_field *)&s->fields[at]; /* ours until it is handed on */
    f->codes = codes;
    f->n_codes = p->n_classes;
    return VG_OK;
}

static enum vg_status read_lists(struct reader *rd, const struct vg_node *root)
{
    const struct {
        enum vg_status (*read)(struct reader *rd, const struct vg_node *list);
        const char *path;
    } lists[] = {
        {read_groups, "class.groups"}, {read_classes, "class.classes"}, {read_steps, "value.steps"},
        {read_charts, "charts"}, {read_keywords, "record.keywords"},
    };
    enum vg_status r = read_sentences(rd, vg_node_get(root, "sentences"));
    for (size_t i = 0; r == VG_OK && i < VG_COUNT(lists); i++)
        r = lists[i].read(rd, list_at(root, lists[i].path));
    return r;
}

/* A text has one wording a language and nothing else: an unquoted comma ends a text of YAML's { }, and what is behind it would
 * be lost without a word.  As deep as the reader of YAML lets a file be. */
static enum vg_status check_words(struct reader *rd, const struct vg_node *n)
{
    bool is_words = n->kind == VG_N_MAP && (vg_node_get(n, "fr") || vg_node_get(n, "en"));
    enum vg_status r = VG_OK;
    for (const struct vg_node *child = n->first; child && r == VG_OK; child = child->next) {
        if (is_words && !vg_str_is(child->key, "fr") && !vg_str_is(child->key, "en"))
            return vg_read_at(child, vg_fail(rd->err, VG_BAD_INPUT, "", "'%.*s' is neither fr nor en; a text with a comma wants quotes",
                                             (int)child->key.len, child->key.ptr), rd->err);
        r = check_words(rd, child);
    }
    return r;
}

enum vg_status vg_product_read(const struct vg_node *root, struct vg_arena *a, struct vg_product **out, struct vg_error *err)
{
    struct vg_product *p = VG_NEW(a, struct vg_product);
    struct reader rd = {a, p, err};
    struct vg_table_schema *schema;
    if (!p)
        return vg_arena_check(a, err);
    for (size_t i = 0; i < VG_COUNT(texts); i++)
        *(const char **)((char *)p + texts[i].offset) = vg_read_text(vg_node_at(root, texts[i].path), a);
    for (size_t i = 0; i < VG_COUNT(row_parts); i++)
        *(const char **)((char *)p + row_parts[i].offset) = vg_read_text(vg_node_at(root, row_parts[i].path), a);
    for (size_t i = 0; i < VG_COUNT(words); i++)
        *(struct vg_words *)((char *)p + words[i].offset) = vg_words_read(vg_node_at(root, words[i].path), a);
    p->json_cells = vg_read_texts(vg_node_at(root, "json.cells"), a, &p->n_json_cells);
    if (!p->id || !vg_words_in(&p->title, VG_FR))
        return vg_read_at(root, vg_fail(err, VG_BAD_INPUT, "id", "a kind of products needs an id and a title"), err);
    enum vg_status r = check_words(&rd, root);
    if (r == VG_OK)
        r = check_row(&rd, vg_node_at(root, "record.row"));
    if (r == VG_OK)
        r = vg_table_schema_read(vg_node_get(root, "schema"), a, &schema, err);
    if (r != VG_OK)
        return r;
    schema->name = schema->name ? schema->name : p->id;
    if (!vg_words_in(&schema->title, VG_FR))
        schema->title = p->title;
    if (!vg_words_in(&schema->description, VG_FR))
        schema->description = p->description;
    p->schema = schema;
    r = read_lists(&rd, root);
    if (r == VG_OK)
        r = take_codes(&rd, schema);
    if (r == VG_OK)
        r = check_fields(&rd);
    if (r != VG_OK)
        vg_table_schema_finish(schema);
    else
        *out = p;
    return r;
}
