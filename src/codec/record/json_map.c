/* Reading and writing JSON by rows, over trees of nodes. */
#include <stdarg.h>
#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/codec/json.h>

#include "json_map.h"

#define MAX_TREE (32u << 20)

void vg_json_tell(struct vg_json_reader *x, enum vg_record_severity severity, const char *key, const char *fmt, ...)
{
    char text[512], path[320];
    va_list args;

    snprintf(path, sizeof(path), "%s%s%s", x->path, *x->path && *key ? "." : "", key);
    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        va_start(args, fmt);
        vsnprintf(text, sizeof(text), vg_text((enum vg_lang)lang, fmt), args);
        va_end(args);
        vg_record_tell_in(x->report, severity, path, (enum vg_lang)lang, text);
    }
}

const char *vg_json_cstr(struct vg_json_reader *x, const struct vg_node *node)
{
    struct vg_str s = node->kind == VG_N_STR ? vg_str_trim(node->text) : (struct vg_str){0};

    if (node->kind == VG_N_INT)
        return vg_arena_printf(x->arena, "%lld", (long long)node->integer);
    if (node->kind == VG_N_DOUBLE)
        return vg_arena_printf(x->arena, "%.15g", node->real);
    return s.len ? vg_arena_cstr(x->arena, s) : NULL;
}

/* --- rows --- */

static bool read_item(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *list)
{
    void *item = vg_record_grow(x->arena, list, row->size);

    if (item && row->kind->read(x, row, node, item))
        return true;
    if (item)
        vg_record_take_back(list);
    return false;
}

static bool read_row(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *holder)
{
    char *member = (char *)holder + row->at;
    size_t len = strlen(x->path);
    bool any = false;

    if (node->kind == VG_N_NULL)
        return false;
    snprintf(x->path + len, sizeof(x->path) - len, "%s%s", len ? "." : "", row->key);
    if (!row->size) {
        any = row->kind->read(x, row, node, member);
    } else if (node->kind == VG_N_LIST) {
        VG_EACH(child, node)
            any = read_item(x, row, child, member) || any;
    } else {
        any = read_item(x, row, node, member);
    }
    x->path[len] = '\0';
    return any;
}

bool vg_json_read_rows(struct vg_json_reader *x, const struct vg_json_table *t, const struct vg_node *map, void *holder)
{
    bool any = false;

    if (map->kind != VG_N_MAP)
        return false;
    VG_EACH(member, map) {
        size_t i = 0;
        while (i < t->n && !vg_str_is(member->key, t->rows[i].key))
            i++;
        if (i < t->n)
            any = read_row(x, &t->rows[i], member, holder) || any;
        else if (member->kind != VG_N_NULL && !((member->kind == VG_N_LIST || member->kind == VG_N_MAP) && !member->first))
            vg_json_tell(x, VG_RECORD_LOST, vg_arena_cstr(x->arena, member->key),
                         "this has no place in the record; only the original says it");
    }
    return any;
}

void vg_json_append(struct vg_json_writer *x, struct vg_node *to, const char *key, struct vg_node *child)
{
    if (child && child->first)
        vg_node_append(x->arena, to, key, child);
}

static void write_list(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *map, const void *member)
{
    struct vg_node *list = vg_node_list(x->arena);
    const char *items;
    size_t n;

    memcpy(&items, member, sizeof(items));
    memcpy(&n, (const char *)member + sizeof(void *), sizeof(n));
    for (size_t i = 0; i < n; i++)
        row->kind->write(x, row, list, NULL, items + i * row->size);
    vg_json_append(x, map, row->key, list);
}

void vg_json_write_rows(struct vg_json_writer *x, const struct vg_json_table *t, struct vg_node *map, const void *holder)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_json_row *row = &t->rows[i];
        const char *member = (const char *)holder + row->at;
        if (row->size)
            write_list(x, row, map, member);
        else
            row->kind->write(x, row, map, row->key, member);
    }
}

/* --- kinds --- */

static bool group_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    return vg_json_read_rows(x, row->rows, node, member);
}

static void group_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                        const void *member)
{
    struct vg_node *map = vg_node_map(x->arena);

    vg_json_write_rows(x, row->rows, map, member);
    vg_json_append(x, to, key, map);
}

const struct vg_json_kind vg_json_group = {group_read, group_write};

static bool text_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    struct vg_record_text *t = member;

    (void)row;
    t->value = vg_json_cstr(x, node);
    return t->value != NULL;
}

static void text_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    (void)row;
    vg_node_add_str(x->arena, to, key, vg_record_text_in(member, x->options->lang));
}

const struct vg_json_kind vg_json_text = {text_read, text_write};

static const char *string_of(const void *member)
{
    const char *value;

    memcpy(&value, member, sizeof(value));
    return value;
}

static bool string_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const char *value = vg_json_cstr(x, node);

    (void)row;
    memcpy(member, &value, sizeof(value));
    return value != NULL;
}

static void string_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    (void)row;
    vg_node_add_str(x->arena, to, key, string_of(member));
}

const struct vg_json_kind vg_json_string = {string_read, string_write};

static bool code_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const char *raw = vg_json_cstr(x, node);
    const char *code = raw ? vg_record_code((enum vg_record_codes)row->codes, vg_str_of(raw)) : NULL;

    if (code && strcmp(code, raw) != 0)
        vg_json_tell(x, VG_RECORD_NORMALISED, "", "'%.80s' is written '%s'", raw, code);
    code = code ? code : raw;
    memcpy(member, &code, sizeof(code));
    return code != NULL;
}

const struct vg_json_kind vg_json_code = {code_read, string_write};

static bool when_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const char *raw = vg_json_cstr(x, node);
    struct vg_record_when when;
    bool repaired;

    (void)row;
    if (!raw)
        return false;
    if (!vg_record_when_parse(vg_str_of(raw), x->arena, &when, &repaired)) {
        vg_json_tell(x, VG_RECORD_LOST, "", "'%.80s' is not a date", raw);
        return false;
    }
    if (repaired)
        vg_json_tell(x, VG_RECORD_REPAIRED, "", "'%.80s' is written '%s'", raw, when.text);
    memcpy(member, &when, sizeof(when));
    return true;
}

static void when_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                       const void *member)
{
    (void)row;
    vg_node_add_str(x->arena, to, key, ((const struct vg_record_when *)member)->text);
}

const struct vg_json_kind vg_json_when = {when_read, when_write};

static void moment_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                         const void *member)
{
    const struct vg_record_when *w = member;
    struct vg_buf b;

    (void)row;
    if (!w->text)
        return;
    vg_buf_init(&b, 64);
    if (vg_datetime_put(&b, w->us, true))
        vg_node_add_str(x->arena, to, key, b.ptr);
    vg_buf_finish(&b);
}

const struct vg_json_kind vg_json_moment = {when_read, moment_write};

/* "fr", or {"code": "fr"} */
static bool language_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    const struct vg_node *code = node->kind == VG_N_MAP ? vg_node_get(node, "code") : node;
    const char *raw = code ? vg_json_cstr(x, code) : NULL, *lang = raw ? vg_record_lang(vg_str_of(raw)) : NULL;

    (void)row;
    if (raw && !lang)
        vg_json_tell(x, VG_RECORD_LOST, "", "'%.80s' is no language of ISO 639", raw);
    if (lang)
        memcpy(member, &lang, sizeof(lang));
    return lang != NULL;
}

static void language_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                           const void *member)
{
    struct vg_node *map = vg_node_map(x->arena);

    (void)row;
    vg_node_add_str(x->arena, map, "code", vg_record_lang_short(string_of(member)));
    vg_json_append(x, to, key, map);
}

const struct vg_json_kind vg_json_language = {language_read, language_write};

static bool nothing_read(struct vg_json_reader *x, const struct vg_json_row *row, const struct vg_node *node, void *member)
{
    (void)x, (void)row, (void)node, (void)member;
    return false;
}

static void constant_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                           const void *member)
{
    (void)member;
    vg_node_add_str(x->arena, to, key, row->value);
}

const struct vg_json_kind vg_json_constant = {nothing_read, constant_write};

static void nothing_write(struct vg_json_writer *x, const struct vg_json_row *row, struct vg_node *to, const char *key,
                          const void *member)
{
    (void)x, (void)row, (void)to, (void)key, (void)member;
}

const struct vg_json_kind vg_json_ignored = {nothing_read, nothing_write};

/* --- documents --- */

/* original: absent where the record is a part of its document. */
static enum vg_status take(const struct vg_record_codec *codec, struct vg_str original, const struct vg_node *node,
                           struct vg_arena *a, const struct vg_record_sink *sink, vg_json_read *read, struct vg_error *err)
{
    bool whole = original.ptr != NULL;
    struct vg_record_report *report = VG_NEW(a, struct vg_record_report);
    struct vg_json_reader x = {.arena = a, .record = VG_NEW(a, struct vg_record), .report = report};
    struct vg_record_found found = {.codec = codec, .record = x.record, .report = report, .original = original, .whole = whole};

    if (!report || !x.record)
        return vg_arena_check(a, err);
    report->arena = a;
    if (read(&x, node))
        vg_record_settle(codec, x.record, report);
    else
        vg_record_tell(report, VG_RECORD_QUARANTINE, "", "nothing in this record is known");
    if (!whole) {
        struct vg_buf b;
        vg_buf_init(&b, VG_RECORD_MAX_BYTES);
        vg_node_put_json(&b, node, 0);
        found.original = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
        vg_buf_finish(&b);
    }
    enum vg_status r = vg_arena_check(a, err);
    return r == VG_OK ? sink->take(sink->to, &found, err) : r;
}

enum vg_status vg_json_take(const struct vg_record_codec *codec, struct vg_str bytes, const struct vg_node *root,
                            const struct vg_node *list, struct vg_arena *a, const struct vg_record_sink *sink, vg_json_read *read,
                            struct vg_error *err)
{
    enum vg_status r = list ? VG_OK : take(codec, bytes, root, a, sink, read, err);

    for (const struct vg_node *n = list ? list->first : NULL; n && r == VG_OK; n = n->next)
        r = take(codec, (struct vg_str){0}, n, a, sink, read, err);
    return r;
}

enum vg_status vg_json_write_tree(const struct vg_record *r, const struct vg_record_writing *w, struct vg_buf *b,
                                  void (*make)(struct vg_json_writer *x, struct vg_node *root), struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_TREE);
    struct vg_json_writer x = {.arena = a, .record = r, .options = w};
    struct vg_node *root = a ? vg_node_map(a) : NULL;

    if (!root)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    make(&x, root);
    enum vg_status status = vg_arena_check(a, err);
    if (status != VG_OK)
        return status;
    vg_node_put_json(b, root, w->alone ? 0 : 2);
    if (!w->alone)
        VG_BUF_LIT(b, "\n");
    return vg_buf_check(b, err);
}
