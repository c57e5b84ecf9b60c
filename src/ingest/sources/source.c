/* Sentences about a source: a fault gets file, line or feature, and field put before it in one way, whoever found it; a
 * note is kept once, and only so many of them, however many rows it is true of. */
#include "source.h"

#include <stdarg.h>
#include <stdio.h>

void vg_source_close(struct vg_source *s)
{
    if (s)
        s->ops->close(s);
}

enum vg_status vg_source_blame(const struct vg_source *s, const struct vg_source_row *row, const char *field,
                               struct vg_error *err)
{
    if (!err)
        return VG_BAD_INPUT;
    char said[sizeof err->text];
    snprintf(said, sizeof said, "%s", err->text);
    const char *where = field ? field : "";
    if (!row)
        return vg_fail(err, err->kind, where, "'%s': %s", s->file, said);
    long long n = (long long)(row->line ? row->line : row->number);
    if (row->line && field)
        return vg_fail(err, err->kind, where, "'%s', line %lld, field '%s': %s", s->file, n, field, said);
    if (row->line)
        return vg_fail(err, err->kind, where, "'%s', line %lld: %s", s->file, n, said);
    if (field)
        return vg_fail(err, err->kind, where, "'%s', feature %lld, field '%s': %s", s->file, n, field, said);
    return vg_fail(err, err->kind, where, "'%s', feature %lld: %s", s->file, n, said);
}

void vg_notes_add(struct vg_notes *n, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, vg_text(n->lang, fmt), args);
    va_end(args);
    if (!n->list)
        n->list = vg_arena_array(n->arena, VG_IMPORT_LISTED, sizeof *n->list);
    for (size_t i = 0; i < n->n; i++)
        if (n->list && !strcmp(n->list[i], text))
            return;
    const char *kept = n->list && n->n < VG_IMPORT_LISTED ? vg_arena_strdup(n->arena, text) : NULL;
    if (kept)
        n->list[n->n++] = kept;
}
