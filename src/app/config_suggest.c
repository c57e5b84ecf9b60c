/* config_suggest.c — which key was meant by one that does not exist.
 *
 * First the nearest of its own map, by the letters one must change, add, drop or swap; then the
 * same name anywhere else, since a key is as often put into the wrong map as misspelt. */
#include "config_keys.h"

#define MAX_WORD 40

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein distance (restricted); both at most MAX_WORD long. */
static size_t distance(struct vg_str a, struct vg_str b)
{
    size_t rows[3][MAX_WORD + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            now[j] =
                least(least(last[j], now[j - 1]) + 1, last[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]));
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b.len];
}

static const char *join(const char *path, const char *name, struct vg_arena *a)
{
    return *path ? vg_arena_printf(a, "%s.%s", path, name) : name;
}

static const char *nearest(struct vg_str word, const struct vg_config_key *keys, size_t n)
{
    const char *best = NULL;
    size_t best_distance =
        word.len < 6 ? 2 : word.len / 3 + 1; /* further away it is another word */
    for (size_t i = 0; i < n; i++) {
        struct vg_str name = vg_str_of(keys[i].name);
        size_t d = name.len <= MAX_WORD ? distance(word, name) : MAX_WORD;
        if (d <= best_distance && d < name.len) {
            best = keys[i].name;
            best_distance = d > 0 ? d - 1 : 0;
        }
    }
    return best;
}

static const char *elsewhere(struct vg_str word, const struct vg_config_key *keys, size_t n,
                             const char *path, struct vg_arena *a)
{
    for (size_t i = 0; i < n; i++) {
        if (vg_str_is(word, keys[i].name))
            return join(path, keys[i].name, a);
    }
    for (size_t i = 0; i < n; i++) {
        if (keys[i].n_keys == 0)
            continue;
        const char *below = join(path, keys[i].name, a);
        if (below && keys[i].kind == VG_K_NAMED)
            below = join(below, "…", a);
        const char *found = below ? elsewhere(word, keys[i].keys, keys[i].n_keys, below, a) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

const char *vg_config_suggest(struct vg_str word, const struct vg_config_key *keys, size_t n,
                              const char *path, struct vg_arena *a)
{
    if (word.len == 0 || word.len > MAX_WORD)
        return NULL;
    const char *near = nearest(word, keys, n);
    if (near)
        return join(path, near, a);
    return elsewhere(word, vg_config_keys, vg_config_keys_count, "", a);
}
