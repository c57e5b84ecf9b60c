/* A store says only that an id was refused.  Which two rows share it is found by reading the source once more, after the
 * failure, so that an import that goes well pays nothing for it. */
#include "duplicate.h"

#include <stdlib.h>

#include <vigie/base/hash.h>

#define MAX_ROWS (16 << 20) /* looked at; at 16 bytes each, twice over */

struct seen {
    uint64_t hash; /* 0: free */
    int64_t place;
};

struct set {
    struct seen *slots;
    size_t n, size; /* size: a power of two */
};

static struct seen *slot_of(struct set *set, uint64_t hash)
{
    size_t i = hash & (set->size - 1);
    while (set->slots[i].hash && set->slots[i].hash != hash)
        i = (i + 1) & (set->size - 1);
    return &set->slots[i];
}

static bool grow(struct set *set)
{
    struct set bigger = { .size = set->size ? set->size * 2 : 1024, .n = set->n };
    bigger.slots = calloc(bigger.size, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i].hash)
            *slot_of(&bigger, set->slots[i].hash) = set->slots[i];
    free(set->slots);
    *set = bigger;
    return true;
}

static struct vg_str id_text(const struct vg_source_row *row, int key, struct vg_buf *b)
{
    struct vg_value fid = { .kind = VG_V_INT, .integer = row->fid };
    b->len = 0;
    vg_value_put_text(b, key < 0 ? &fid : &row->values[key]);
    return (struct vg_str){ b->ptr, b->len };
}

static int64_t place_of(const struct vg_source_row *row)
{
    return row->line ? row->line : row->number;
}

static void say(const struct vg_source *s, const char *field, struct vg_str id, int64_t first,
                const struct vg_source_row *second, struct vg_error *err)
{
    int n = id.len < 60 ? (int)id.len : 60;
    if (second->line)
        vg_fail(err, VG_CONFLICT, field, "'%s': lines %lld and %lld have the same id '%.*s'", s->file, (long long)first,
                (long long)second->line, n, id.ptr);
    else
        vg_fail(err, VG_CONFLICT, field, "'%s': features %lld and %lld have the same id '%.*s'", s->file, (long long)first,
                (long long)second->number, n, id.ptr);
}

void vg_duplicate_name(struct vg_source *s, int key, struct vg_error *err)
{
    struct vg_error ignored = {0};
    struct vg_source_row row;
    struct set set = {0};
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    const char *field = key < 0 ? "" : s->schema.fields[key].name;
    if (s->ops->rewind(s, &ignored) != VG_OK)
        return;
    while (set.n < MAX_ROWS && s->ops->next(s, &row, &ignored) == VG_OK) {
        struct vg_str id = id_text(&row, key, &b);
        if (set.n * 2 >= set.size && !grow(&set))
            break;
        uint64_t hash = vg_hash_bytes(id.ptr, id.len).lo | 1;
        struct seen *seen = slot_of(&set, hash);
        if (seen->hash) {
            say(s, field, id, seen->place, &row, err);
            break;
        }
        *seen = (struct seen){ hash, place_of(&row) };
        set.n++;
    }
    free(set.slots);
}
