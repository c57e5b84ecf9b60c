/* yaml.c — libyaml's events into a node tree.
 *
 * A stack of the maps and lists that are open stands in for recursion, so that depth is a number
 * to compare.  Aliases are refused since ten lines of them can stand for gigabytes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <yaml.h>

#include <vigie/base/yaml.h>

#define MAX_DEPTH 64
#define STR_TAG "tag:yaml.org,2002:str"

struct reader {
    yaml_parser_t parser;
    struct vg_arena *arena;
    struct vg_error *err;
    struct vg_node *open[MAX_DEPTH];
    size_t depth;
    struct vg_str key; /* of the member whose value comes next; absent: a key comes next */
    yaml_mark_t key_mark;
    struct vg_node *root;
    int documents;
};

static void set_place(struct vg_error *err, size_t line, size_t column)
{
    if (err)
        snprintf(err->where, sizeof(err->where), "line %zu, column %zu", line, column);
}

#define FAIL_AT(rd, mark, ...)                                                                     \
    fail_at((rd)->err, (mark), vg_fail((rd)->err, VG_BAD_INPUT, "", __VA_ARGS__))

static enum vg_status fail_at(struct vg_error *err, yaml_mark_t mark, enum vg_status status)
{
    set_place(err, mark.line + 1, mark.column + 1);
    return status;
}

static bool is_one_of(struct vg_str s, const char *const *words)
{
    for (; *words; words++) {
        if (vg_str_is(s, *words))
            return true;
    }
    return false;
}

/* [-+]?[0-9]+, 0o…, 0x…; false also for what overflows. */
static bool read_integer(struct vg_str s, int64_t *out)
{
    unsigned base = 0;
    if (s.len > 2 && s.ptr[0] == '0')
        base = s.ptr[1] == 'x' ? 16 : s.ptr[1] == 'o' ? 8 : 0;
    if (base == 0)
        return vg_str_int64(s, out);

    uint64_t v = 0;
    for (size_t i = 2; i < s.len; i++) {
        char c = s.ptr[i];
        unsigned digit = 99;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            digit = (unsigned)((c | 0x20) - 'a' + 10);
        if (digit >= base || v > ((uint64_t)INT64_MAX - digit) / base)
            return false;
        v = v * base + digit;
    }
    *out = (int64_t)v;
    return true;
}

static bool read_real(struct vg_str s, double *out)
{
    static const char *const inf[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nan_words[] = {".nan", ".NaN", ".NAN", NULL};
    if (is_one_of(s, nan_words)) {
        *out = NAN;
        return true;
    }
    bool sign = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+');
    if (is_one_of((struct vg_str){s.ptr + sign, s.len - sign}, inf)) {
        *out = s.ptr[0] == '-' ? -INFINITY : INFINITY;
        return true;
    }
    return vg_str_double(s, out);
}

/* The core schema of YAML 1.2 (chapter 10.3.2). */
static void set_plain(struct vg_node *n, struct vg_str s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    if (is_one_of(s, nulls)) {
        n->kind = VG_N_NULL;
    } else if (is_one_of(s, trues) || is_one_of(s, falses)) {
        n->kind = VG_N_BOOL;
        n->boolean = is_one_of(s, trues);
    } else if (read_integer(s, &n->integer)) {
        n->kind = VG_N_INT;
    } else if (read_real(s, &n->real)) {
        n->kind = VG_N_DOUBLE;
    }
}

static enum vg_status check_tag(struct reader *rd, const yaml_char_t *tag, yaml_mark_t mark)
{
    if (!tag || strcmp((const char *)tag, "!") == 0 || strcmp((const char *)tag, STR_TAG) == 0)
        return VG_OK;
    return FAIL_AT(rd, mark, "the tag '%.100s' is not supported", (const char *)tag);
}

/* Put a value where it belongs: under the key read before, in the open list, or as the root. */
static enum vg_status place(struct reader *rd, struct vg_node *n, yaml_mark_t mark)
{
    if (!n)
        return vg_arena_check(rd->arena, rd->err);
    if (rd->key.ptr)
        mark = rd->key_mark;
    n->line = (int)mark.line + 1;
    n->column = (int)mark.column + 1;
    if (rd->depth == 0) {
        rd->root = n;
        return VG_OK;
    }
    n->key = rd->key;
    rd->key = (struct vg_str){0};
    vg_node_append(rd->arena, rd->open[rd->depth - 1], NULL, n);
    return VG_OK;
}

static bool wants_key(const struct reader *rd)
{
    return rd->depth > 0 && rd->open[rd->depth - 1]->kind == VG_N_MAP && !rd->key.ptr;
}

static enum vg_status read_scalar(struct reader *rd, const yaml_event_t *e)
{
    enum vg_status r = check_tag(rd, e->data.scalar.tag, e->start_mark);
    if (r != VG_OK)
        return r;
    struct vg_str raw = {(const char *)e->data.scalar.value, e->data.scalar.length};
    if (memchr(raw.ptr, '\0', raw.len))
        return FAIL_AT(rd, e->start_mark, "a text must not hold the character NUL");
    struct vg_str text = vg_arena_str(rd->arena, raw);
    if (!text.ptr)
        return vg_arena_check(rd->arena, rd->err);
    if (wants_key(rd)) {
        rd->key = text;
        rd->key_mark = e->start_mark;
        return VG_OK;
    }
    struct vg_node *n = VG_NEW(rd->arena, struct vg_node);
    if (n) {
        n->kind = VG_N_STR;
        n->text = text;
        if (e->data.scalar.plain_implicit && !e->data.scalar.tag)
            set_plain(n, text);
    }
    return place(rd, n, e->start_mark);
}

static enum vg_status open_node(struct reader *rd, const yaml_event_t *e, struct vg_node *n,
                                const yaml_char_t *tag)
{
    if (wants_key(rd))
        return FAIL_AT(rd, e->start_mark, "a key must be a plain text, not a list or a map");
    if (rd->depth == MAX_DEPTH)
        return FAIL_AT(rd, e->start_mark, "this is nested more than %d levels deep", MAX_DEPTH);
    if (tag)
        return FAIL_AT(rd, e->start_mark, "the tag '%.100s' is not supported", (const char *)tag);
    enum vg_status r = place(rd, n, e->start_mark);
    if (r == VG_OK)
        rd->open[rd->depth++] = n;
    return r;
}

static int by_key_then_place(const void *x, const void *y)
{
    const struct vg_node *a = *(const struct vg_node *const *)x;
    const struct vg_node *b = *(const struct vg_node *const *)y;
    size_t least = a->key.len < b->key.len ? a->key.len : b->key.len;
    int r = memcmp(a->key.ptr, b->key.ptr, least);
    if (r == 0)
        r = (a->key.len > b->key.len) - (a->key.len < b->key.len);
    if (r == 0)
        r = a->line != b->line ? a->line - b->line : a->column - b->column;
    return r;
}

/* Sorted rather than compared pair by pair: a map may have a hundred thousand members. */
static enum vg_status refuse_duplicates(struct reader *rd, const struct vg_node *map)
{
    if (map->n < 2)
        return VG_OK;
    const struct vg_node **all = malloc(map->n * sizeof(const struct vg_node *));
    if (!all)
        return vg_fail(rd->err, VG_NO_MEMORY, "", "there is no memory left");
    size_t n = 0;
    VG_EACH(child, map)
        all[n++] = child;
    qsort(all, n, sizeof(const struct vg_node *), by_key_then_place);
    enum vg_status r = VG_OK;
    for (size_t i = 1; i < n && r == VG_OK; i++) {
        if (vg_str_eq(all[i - 1]->key, all[i]->key)) {
            r = vg_fail(rd->err, VG_BAD_INPUT, "",
                        "the key '%.100s' stands here twice, first in line %d", all[i]->key.ptr,
                        all[i - 1]->line);
            set_place(rd->err, (size_t)all[i]->line, (size_t)all[i]->column);
        }
    }
    free(all);
    return r;
}

static enum vg_status close_node(struct reader *rd)
{
    const struct vg_node *n = rd->open[--rd->depth];
    return n->kind == VG_N_MAP ? refuse_duplicates(rd, n) : VG_OK;
}

static enum vg_status take(struct reader *rd, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (rd->documents++ > 0)
            return FAIL_AT(rd, e->start_mark, "a second document begins here; only one is allowed");
        return VG_OK;
    case YAML_ALIAS_EVENT:
        return FAIL_AT(rd, e->start_mark, "aliases such as '*%.60s' are not allowed: write it out",
                       (const char *)e->data.alias.anchor);
    case YAML_SCALAR_EVENT:
        return read_scalar(rd, e);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(rd, e, vg_node_list(rd->arena), e->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_node(rd, e, vg_node_map(rd->arena), e->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_node(rd);
    default:
        return VG_OK;
    }
}

/* libyaml's own sentences are lower case without a full stop, as ours. */
static enum vg_status parser_error(struct reader *rd, struct vg_str text)
{
    const yaml_parser_t *p = &rd->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return vg_fail(rd->err, VG_NO_MEMORY, "", "there is no memory left");
    vg_fail(rd->err, VG_BAD_INPUT, "", "this is not YAML: %s", p->problem ? p->problem : "?");
    size_t line = p->problem_mark.line, column = p->problem_mark.column;
    if (p->error == YAML_READER_ERROR) { /* it knows the byte only */
        line = column = 0;
        for (size_t i = 0; i < p->problem_offset && i < text.len; i++) {
            column = text.ptr[i] == '\n' ? 0 : column + 1;
            line += text.ptr[i] == '\n';
        }
    }
    set_place(rd->err, line + 1, column + 1);
    return VG_BAD_INPUT;
}

static enum vg_status read_events(struct reader *rd, struct vg_str text)
{
    for (bool end = false; !end;) {
        yaml_event_t e;
        if (!yaml_parser_parse(&rd->parser, &e))
            return parser_error(rd, text);
        end = e.type == YAML_STREAM_END_EVENT;
        enum vg_status r = take(rd, &e);
        yaml_event_delete(&e);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

enum vg_status vg_yaml_parse(struct vg_str text, struct vg_arena *a, struct vg_node **out,
                             struct vg_error *err)
{
    struct reader rd = {.arena = a, .err = err};
    if (!yaml_parser_initialize(&rd.parser))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    yaml_parser_set_encoding(&rd.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&rd.parser, (const unsigned char *)(text.ptr ? text.ptr : ""),
                                 text.len);
    enum vg_status r = read_events(&rd, text);
    yaml_parser_delete(&rd.parser);
    if (r == VG_OK && !rd.root) {
        rd.root = vg_node_map(a);
        if (!rd.root)
            return vg_arena_check(a, err);
    }
    if (r == VG_OK && vg_arena_failed(a))
        return vg_arena_check(a, err);
    if (r == VG_OK)
        *out = rd.root;
    return r;
}
