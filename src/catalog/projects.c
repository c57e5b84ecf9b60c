/* Rows that are projects, as texts by what they mean.  A field with several things in it holds a JSON array, or a text with
 * ';', '|' or line ends between them; ids of products may have commas too, since no title stands there. */
#include <vigie/catalog/project.h>

#include <vigie/codec/json.h>

#define MAX_ONE_TEXT ((size_t)1 << 20)
#define MAX_LIST_MEMORY ((size_t)4 << 20)

struct reading {
    const struct vg_collection *const *collections;
    size_t n_collections;
    struct vg_arena *a;
    struct vg_buf *warnings;
    struct vg_project *list;
    size_t n, room;
    size_t bytes;
};

static bool is_list(enum vg_row_part part)
{
    static const enum vg_row_part lists[] = {VG_ROW_PARTNERS, VG_ROW_KEYWORDS, VG_ROW_SKILLS, VG_ROW_METHODS, VG_ROW_DATA,
                                             VG_ROW_SOFTWARE, VG_ROW_PRODUCTS};
    for (size_t i = 0; i < VG_COUNT(lists); i++)
        if (lists[i] == part)
            return true;
    return false;
}

/* Are the rows of this collection projects? */
static bool has_projects(const struct vg_collection *c)
{
    return c->product && c->product->row[VG_ROW_NAME] && !c->hidden && c->item_type == VG_ITEM_FEATURE &&
           vg_product_field(c->product, c, c->product->row[VG_ROW_NAME]) >= 0;
}

struct vg_hash vg_projects_state(const struct vg_collection *const *collections, size_t n)
{
    struct vg_hash h = {0};
    for (size_t i = 0; i < n; i++) {
        struct vg_data_state state;
        if (!has_projects(collections[i]))
            continue;
        vg_store_data_state(collections[i]->store, collections[i], &state);
        h = vg_hash_more(h, collections[i]->id, strlen(collections[i]->id));
        h = vg_hash_more(h, &state.stamp, sizeof state.stamp);
    }
    return h;
}

/* --- texts of a value ------------------------------------------------------------------------- */

struct texts {
    struct reading *rd;
    const char **list;
    size_t n, room;
};

static void add(struct texts *t, struct vg_str s)
{
    s = vg_str_trim(s);
    if (!s.len)
        return;
    if (!vg_arena_room(t->rd->a, &t->list, t->n, &t->room, sizeof *t->list))
        return;
    t->list[t->n++] = vg_arena_cstr(t->rd->a, s);
    t->rd->bytes += s.len + sizeof *t->list;
}

static bool add_array(struct texts *t, struct vg_str s)
{
    struct vg_node *array = NULL;
    struct vg_error err = {0};
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_LIST_MEMORY);
    if (!a || !s.len || *s.ptr != '[' || vg_json_parse(s, a, &array, &err) != VG_OK)
        return false;
    VG_EACH(one, array)
        if (one->kind == VG_N_STR)
            add(t, one->text);
    return true;
}

static void add_parts(struct texts *t, struct vg_str s, const char *between)
{
    while (s.len) {
        size_t n = 0;
        while (n < s.len && !strchr(between, s.ptr[n]))
            n++;
        add(t, (struct vg_str){s.ptr, n});
        n += n < s.len;
        s.ptr += n;
        s.len -= n;
    }
}

static struct vg_project_texts texts_of(struct reading *rd, enum vg_row_part part, struct vg_str s)
{
    struct texts t = {.rd = rd};
    s = vg_str_trim(s);
    if (!is_list(part))
        add(&t, s);
    else if (!add_array(&t, s))
        add_parts(&t, s, part == VG_ROW_PRODUCTS ? ",;|\r\n" : ";|\r\n");
    return (struct vg_project_texts){t.list, t.n};
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The fields to read and what each of them is. */
struct columns {
    int fields[VG_ROW_N_PARTS];
    enum vg_row_part parts[VG_ROW_N_PARTS];
    size_t n;
};

static struct columns columns_of(const struct vg_collection *c)
{
    struct columns found = {.n = 0};
    for (int part = 0; part < VG_ROW_N_PARTS; part++) {
        int at = vg_product_field(c->product, c, c->product->row[part]);
        if (at < 0 || c->fields[at].hidden)
            continue;
        found.fields[found.n] = at;
        found.parts[found.n++] = (enum vg_row_part)part;
    }
    return found;
}

static const struct vg_collection *find(const struct reading *rd, const char *id)
{
    for (size_t i = 0; id && i < rd->n_collections; i++)
        if (!rd->collections[i]->hidden && !strcmp(rd->collections[i]->id, id))
            return rd->collections[i];
    return NULL;
}

static void find_products(struct reading *rd, struct vg_project *p)
{
    struct vg_project_texts *named = &p->parts[VG_ROW_PRODUCTS];
    const struct vg_collection **found = vg_arena_array(rd->a, named->n + 1, sizeof *found);
    for (size_t i = 0; found && i < named->n; i++)
        found[i] = find(rd, named->list[i]);
    p->products = found;
}

static void take_row(struct reading *rd, const struct vg_collection *c, const struct columns *columns, const struct vg_feature *f,
                     struct vg_buf *b)
{
    struct vg_geom_info info;
    struct vg_error ignored = {0};
    if (!vg_arena_room(rd->a, &rd->list, rd->n, &rd->room, sizeof *rd->list))
        return;
    struct vg_project *p = &rd->list[rd->n++];
    *p = (struct vg_project){.collection = c, .item = vg_arena_cstr(rd->a, f->id)};
    p->id = p->item ? vg_arena_printf(rd->a, "%s:%s", c->id, p->item) : NULL;
    rd->bytes += sizeof *p;
    for (size_t i = 0; i < columns->n; i++) {
        vg_buf_clear(b);
        vg_value_put_text(b, &f->values[i]);
        p->parts[columns->parts[i]] = texts_of(rd, columns->parts[i], (struct vg_str){b->ptr ? b->ptr : "", b->len});
    }
    find_products(rd, p);
    if (f->geom.len && vg_geom_check(f->geom, &info, &ignored) == VG_OK && !info.empty && info.finite) {
        p->has_extent = true;
        p->extent = info.box;
    }
}

static enum vg_status read_rows(struct reading *rd, struct vg_session *x, const struct vg_query *q, const struct columns *columns,
                                struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    struct vg_buf b;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&b, MAX_ONE_TEXT);
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        if (rd->n >= VG_MAX_PROJECTS || rd->bytes > VG_MAX_PROJECT_TEXT) {
            vg_buf_printf(rd->warnings, "'%s' has more projects than the catalogue takes: those after '%.*s' have no record\n",
                          q->collection->id, (int)(f->id.len < 80 ? f->id.len : 80), f->id.ptr);
            break;
        }
        take_row(rd, q->collection, columns, f, &b);
    }
    vg_cursor_close(cursor);
    vg_buf_finish(&b);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status read_collection(struct reading *rd, const struct vg_collection *c, struct vg_error *err)
{
    const struct columns columns = columns_of(c);
    const struct vg_query q = {.collection = c, .limit = -1, .fields = columns.fields, .n_fields = columns.n,
                               .no_geometry = !c->geom_name, .crs = c->n_crs ? c->crs_list[0] : NULL};
    struct vg_session *x;
    enum vg_status r = vg_session_begin(c->store, (struct vg_hold){0}, &x, err);
    if (r != VG_OK)
        return r;
    r = read_rows(rd, x, &q, &columns, err);
    vg_session_end(x);
    return r;
}

enum vg_status vg_projects_read(const struct vg_collection *const *collections, size_t n, struct vg_arena *a,
                                struct vg_buf *warnings, struct vg_projects *out, struct vg_error *err)
{
    struct reading rd = {.collections = collections, .n_collections = n, .a = a, .warnings = warnings};
    for (size_t i = 0; i < n; i++) {
        struct vg_error why = {.lang = err->lang};
        size_t before = rd.n;
        if (!has_projects(collections[i]))
            continue;
        enum vg_status r = read_collection(&rd, collections[i], &why);
        if (r == VG_UNAVAILABLE || r == VG_NO_MEMORY)
            return vg_fail(err, r, why.where, "%s", why.text);
        if (r == VG_OK)
            continue;
        vg_buf_printf(warnings, "the projects of '%s' have no records: %s\n", collections[i]->id, why.text);
        rd.n = before;
    }
    *out = (struct vg_projects){.list = rd.list, .n = rd.n};
    vg_projects_index(out, a);
    return vg_arena_check(a, err);
}
