/* The untyped tree: its operators as one table, nodes within the limits, and where a node stood. */
#include "syntax.h"

#include <assert.h>

#include <vigie/base/keyword.h>
#include <vigie/base/time.h>
#include <vigie/query/function.h>

#define ANY_NUMBER VG_MAX_FILTER_NODES

/* Sorted by name. */
static const struct vg_syntax_op ops[] = {
    {"%", VG_SC_ARITHMETIC, VG_OP_MOD, 2, 2},
    {"*", VG_SC_ARITHMETIC, VG_OP_MULTIPLY, 2, 2},
    {"+", VG_SC_ARITHMETIC, VG_OP_ADD, 2, 2},
    {"-", VG_SC_ARITHMETIC, VG_OP_SUBTRACT, 2, 2},
    {"/", VG_SC_ARITHMETIC, VG_OP_DIVIDE, 2, 2},
    {"<", VG_SC_COMPARE, VG_OP_LT, 2, 2},
    {"<=", VG_SC_COMPARE, VG_OP_LE, 2, 2},
    {"<>", VG_SC_COMPARE, VG_OP_NE, 2, 2},
    {"=", VG_SC_COMPARE, VG_OP_EQ, 2, 2},
    {">", VG_SC_COMPARE, VG_OP_GT, 2, 2},
    {">=", VG_SC_COMPARE, VG_OP_GE, 2, 2},
    {"^", VG_SC_ARITHMETIC, VG_OP_POWER, 2, 2},
    {"a_containedby", VG_SC_ARRAY, VG_OP_ARRAY_CONTAINED_BY, 2, 2},
    {"a_contains", VG_SC_ARRAY, VG_OP_ARRAY_CONTAINS, 2, 2},
    {"a_equals", VG_SC_ARRAY, VG_OP_ARRAY_EQUALS, 2, 2},
    {"a_overlaps", VG_SC_ARRAY, VG_OP_ARRAY_OVERLAPS, 2, 2},
    {"accenti", VG_SC_FOLD, VG_OP_ACCENTI, 1, 1},
    {"and", VG_SC_LOGIC, VG_OP_AND, 2, ANY_NUMBER},
    {"between", VG_SC_BETWEEN, VG_OP_BETWEEN, 3, 3},
    {"casei", VG_SC_FOLD, VG_OP_CASEI, 1, 1},
    {"div", VG_SC_ARITHMETIC, VG_OP_WHOLE_DIVIDE, 2, 2},
    {"in", VG_SC_IN, VG_OP_IN, 2, ANY_NUMBER},
    {"isnull", VG_SC_NULL, VG_OP_IS_NULL, 1, 1},
    {"like", VG_SC_LIKE, VG_OP_LIKE, 2, 2},
    {"not", VG_SC_LOGIC, VG_OP_NOT, 1, 1},
    {"or", VG_SC_LOGIC, VG_OP_OR, 2, ANY_NUMBER},
    {"resourceid", VG_SC_ID, 0, 1, ANY_NUMBER},
    {"s_beyond", VG_SC_DISTANCE, VG_REL_DISJOINT, 3, 3},
    {"s_contains", VG_SC_SPACE, VG_REL_CONTAINS, 2, 2},
    {"s_crosses", VG_SC_SPACE, VG_REL_CROSSES, 2, 2},
    {"s_disjoint", VG_SC_SPACE, VG_REL_DISJOINT, 2, 2},
    {"s_dwithin", VG_SC_DISTANCE, VG_REL_INTERSECTS, 3, 3},
    {"s_equals", VG_SC_SPACE, VG_REL_EQUALS, 2, 2},
    {"s_intersects", VG_SC_SPACE, VG_REL_INTERSECTS, 2, 2},
    {"s_overlaps", VG_SC_SPACE, VG_REL_OVERLAPS, 2, 2},
    {"s_touches", VG_SC_SPACE, VG_REL_TOUCHES, 2, 2},
    {"s_within", VG_SC_SPACE, VG_REL_WITHIN, 2, 2},
    {"t_after", VG_SC_TIME, VG_TR_AFTER, 2, 2},
    {"t_before", VG_SC_TIME, VG_TR_BEFORE, 2, 2},
    {"t_contains", VG_SC_TIME, VG_TR_CONTAINS, 2, 2},
    {"t_disjoint", VG_SC_TIME, VG_TR_DISJOINT, 2, 2},
    {"t_during", VG_SC_TIME, VG_TR_DURING, 2, 2},
    {"t_equals", VG_SC_TIME, VG_TR_EQUALS, 2, 2},
    {"t_finishedby", VG_SC_TIME, VG_TR_FINISHED_BY, 2, 2},
    {"t_finishes", VG_SC_TIME, VG_TR_FINISHES, 2, 2},
    {"t_intersects", VG_SC_TIME, VG_TR_INTERSECTS, 2, 2},
    {"t_meets", VG_SC_TIME, VG_TR_MEETS, 2, 2},
    {"t_metby", VG_SC_TIME, VG_TR_MET_BY, 2, 2},
    {"t_overlappedby", VG_SC_TIME, VG_TR_OVERLAPPED_BY, 2, 2},
    {"t_overlaps", VG_SC_TIME, VG_TR_OVERLAPS, 2, 2},
    {"t_startedby", VG_SC_TIME, VG_TR_STARTED_BY, 2, 2},
    {"t_starts", VG_SC_TIME, VG_TR_STARTS, 2, 2},
};

/* Sorted.  Words of the grammar that are no operators of the table, and those that are words within it. */
static const struct {
    const char *name;
} reserved[] = {
    {"and"}, {"between"}, {"div"}, {"false"}, {"in"}, {"is"}, {"like"}, {"not"}, {"null"}, {"or"}, {"true"},
};

#define LONGEST_NAME 32

static struct vg_str lower(struct vg_str s, char buf[LONGEST_NAME])
{
    if (!s.ptr || s.len > LONGEST_NAME)
        return (struct vg_str){0};
    for (size_t i = 0; i < s.len; i++)
        buf[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] - 'A' + 'a') : s.ptr[i];
    return (struct vg_str){buf, s.len};
}

const struct vg_syntax_op *vg_syntax_op_find(struct vg_str name)
{
    char buf[LONGEST_NAME];
    struct vg_str word = lower(name, buf);

    assert(vg_keyword_sorted(ops, VG_COUNT(ops), sizeof ops[0]));
    return word.ptr ? VG_KEYWORD(word, ops) : NULL;
}

bool vg_syntax_reserved(struct vg_str word)
{
    char buf[LONGEST_NAME];
    struct vg_str w = lower(word, buf);

    return w.ptr && VG_KEYWORD(w, reserved) != NULL;
}

static bool is_space_ascii(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The grammar lists what Unicode has of it. */
size_t vg_syntax_space_length(const char *p, size_t left)
{
    static const char *const wide[] = {"\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                       "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

    if (is_space_ascii(*p))
        return 1;
    if ((unsigned char)*p < 0x80)
        return 0;
    for (size_t i = 0; i < VG_COUNT(wide); i++) {
        size_t n = strlen(wide[i]);
        if (left >= n && memcmp(p, wide[i], n) == 0)
            return n;
    }
    return left >= 3 && memcmp(p, "\xE2\x80", 2) == 0 && (unsigned char)p[2] >= 0x80 && (unsigned char)p[2] <= 0x8A
               ? 3
               : 0;
}

/* The grammar lists ranges of Unicode; beyond ASCII all but white space is taken, names of columns being what they are. */
static bool is_identifier(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool start = c == ':' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
        if (!start && (i == 0 || !(c == '.' || (c >= '0' && c <= '9'))))
            return false;
        if (vg_syntax_space_length(s.ptr + i, s.len - i))
            return false;
    }
    return s.len > 0;
}

bool vg_syntax_is_function_name(struct vg_str s)
{
    static const char *const literals[] = {"bbox", "date", "interval", "timestamp", "point", "linestring", "polygon",
                                           "multipoint", "multilinestring", "multipolygon", "geometrycollection"};

    for (size_t i = 0; i < VG_COUNT(literals); i++)
        if (vg_str_is_nocase(s, literals[i]))
            return false;
    return is_identifier(s) && !vg_syntax_reserved(s);
}

bool vg_syntax_is_call(const struct vg_syntax_op *op)
{
    return op && (op->class == VG_SC_FOLD || op->class == VG_SC_SPACE || op->class == VG_SC_DISTANCE ||
                  op->class == VG_SC_TIME || op->class == VG_SC_ARRAY || op->class == VG_SC_ID);
}

bool vg_syntax_takes_lists(const struct vg_syntax *s)
{
    const struct vg_function *f = s->kind == VG_S_CALL ? vg_function_find(s->text) : NULL;

    return (s->kind == VG_S_OP && s->op->class == VG_SC_ARRAY) || (f && f->args[0] == VG_FT_ARRAY);
}

enum vg_status vg_syntax_new(struct vg_syntax_maker *m, enum vg_syntax_kind kind, struct vg_syntax **out)
{
    if (++m->n_nodes > VG_MAX_FILTER_NODES)
        return vg_fail(m->err, VG_BAD_INPUT, "filter", "the filter has more than %d parts", VG_MAX_FILTER_NODES);
    struct vg_syntax *s = VG_NEW(m->arena, struct vg_syntax);
    if (!s)
        return vg_arena_check(m->arena, m->err);
    s->kind = kind;
    *out = s;
    return VG_OK;
}

void vg_syntax_append(struct vg_syntax *to, struct vg_syntax *child)
{
    if (to->last)
        to->last->next = child;
    else
        to->first = child;
    to->last = child;
    to->n_args++;
    if (to->depth <= child->depth)
        to->depth = child->depth + 1;
}

static enum vg_status too_deep(struct vg_syntax_maker *m)
{
    return vg_fail(m->err, VG_BAD_INPUT, "filter", "the filter is nested deeper than %d", VG_MAX_FILTER_DEPTH);
}

enum vg_status vg_syntax_enter(struct vg_syntax_maker *m)
{
    return ++m->depth > VG_MAX_FILTER_DEPTH ? too_deep(m) : VG_OK;
}

void vg_syntax_leave(struct vg_syntax_maker *m)
{
    m->depth--;
}

enum vg_status vg_syntax_finish(struct vg_syntax_maker *m, const struct vg_syntax *root)
{
    return root->depth > VG_MAX_FILTER_DEPTH ? too_deep(m) : vg_arena_check(m->arena, m->err);
}

bool vg_syntax_set_time(struct vg_syntax *s, enum vg_syntax_kind kind, struct vg_str text)
{
    struct vg_instant t;

    if (vg_instant_parse(text, &t, NULL) != VG_OK || t.date_only != (kind == VG_S_DATE))
        return false;
    s->kind = kind;
    s->time = t.us;
    return true;
}

static void put_path(struct vg_buf *b, const struct vg_syntax *s)
{
    const struct vg_syntax *way[2 * VG_MAX_FILTER_DEPTH];
    size_t n = 0;

    for (; s && s->step && n < VG_COUNT(way); s = s->parent)
        way[n++] = s;
    while (n > 0)
        vg_buf_printf(b, "/%s", way[--n]->step);
}

const char *vg_syntax_place(const struct vg_syntax *s, struct vg_arena *a, struct vg_error *err)
{
    if (s->at)
        return vg_arena_printf(a, vg_text(err ? err->lang : VG_EN, "character %zu"), s->at);
    if (s->element)
        return vg_arena_printf(a, vg_text(err ? err->lang : VG_EN, "line %d, <%.60s>"), s->line, s->element);
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    put_path(&b, s);
    const char *path = b.len ? vg_arena_cstr(a, (struct vg_str){b.ptr, b.len}) : "/";
    vg_buf_finish(&b);
    return path ? path : "/";
}
