/* The table of places: one text, indexed once at the start.  Names are folded then too, so that a search is one walk over
 * some hundred kilobytes. */
#include <vigie/model/places.h>

#include <stdlib.h>
#include <strings.h>

#include <vigie/base/fold.h>

#define MOST_BYTES ((size_t)64 << 20)
#define MOST_FIELDS 8

struct found {
    const struct vg_place *place;
    bool begins;
};

struct old {
    struct vg_str code, now;
};

struct list {
    struct vg_place *list; /* sorted by code */
    size_t n, cap;
};

struct vg_places {
    struct list levels[VG_PLACE_N_LEVELS];
    struct vg_str *folded; /* names of the communes */
    struct old *old;       /* sorted by code */
    size_t n_old, cap_old;
    struct vg_arena *arena;
};

/* --- reading -------------------------------------------------------------------------------------- */

static int compare(struct vg_str a, struct vg_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static bool grow(void **list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : 1024;
    void *p = realloc(*list, more * size);
    if (!p)
        return false;
    *list = p;
    *cap = more;
    return true;
}

static bool add_place(struct vg_places *p, enum vg_place_level level, const struct vg_str *f)
{
    struct list *l = &p->levels[level];
    struct vg_place place = {.code = f[1], .name = f[2], .population = -1};

    if (!grow((void **)&l->list, l->n, &l->cap, sizeof *l->list))
        return false;
    place.within[level] = f[1];
    if (level == VG_PLACE_COMMUNE) {
        place.within[VG_PLACE_DEPARTEMENT] = f[3];
        place.within[VG_PLACE_REGION] = f[4];
        place.within[VG_PLACE_EPCI] = f[5];
        if (!vg_str_int64(f[6], &place.population))
            place.population = -1;
        place.postcodes = f[7];
    } else if (level == VG_PLACE_DEPARTEMENT) {
        place.within[VG_PLACE_REGION] = f[3];
    }
    l->list[l->n++] = place;
    return true;
}

static bool add_old(struct vg_places *p, const struct vg_str *f)
{
    if (!grow((void **)&p->old, p->n_old, &p->cap_old, sizeof *p->old))
        return false;
    p->old[p->n_old++] = (struct old){f[1], f[2]};
    return true;
}

static const struct {
    char kind;
    size_t n_fields;
    enum vg_place_level level;
} kinds[] = {
    {'C', 8, VG_PLACE_COMMUNE}, {'D', 4, VG_PLACE_DEPARTEMENT}, {'E', 3, VG_PLACE_EPCI}, {'O', 3, VG_PLACE_N_LEVELS},
    {'R', 3, VG_PLACE_REGION},
};

static enum vg_status read_line(struct vg_places *p, struct vg_str line, int number, struct vg_error *err)
{
    struct vg_str f[MOST_FIELDS] = {{0}}, rest = line;
    size_t n = 0;

    while (rest.ptr && n < MOST_FIELDS)
        f[n++] = vg_str_cut(rest, '\t', &rest);
    for (size_t i = 0; i < VG_COUNT(kinds); i++) {
        if (f[0].len != 1 || f[0].ptr[0] != kinds[i].kind || n != kinds[i].n_fields || rest.ptr || !f[1].len)
            continue;
        bool good = kinds[i].level == VG_PLACE_N_LEVELS ? add_old(p, f) : add_place(p, kinds[i].level, f);
        return good ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    return vg_fail(err, VG_BAD_INPUT, "", "line %d of the table of places cannot be read", number);
}

static int by_code(const void *a, const void *b)
{
    return compare(((const struct vg_place *)a)->code, ((const struct vg_place *)b)->code);
}

static int by_old_code(const void *a, const void *b)
{
    return compare(((const struct old *)a)->code, ((const struct old *)b)->code);
}

void vg_place_fold(struct vg_buf *b, struct vg_str s)
{
    struct vg_buf plain;
    bool gap = false;
    size_t from = b->len;

    vg_buf_init(&plain, 8 * s.len + 64);
    struct vg_buf lower;
    vg_buf_init(&lower, 8 * s.len + 64);
    vg_fold_accents(&plain, s);
    vg_fold_lower(&lower, (struct vg_str){plain.ptr ? plain.ptr : "", plain.len});
    for (size_t i = 0; i < lower.len; i++) {
        unsigned char c = (unsigned char)lower.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
        if (letter && gap && b->len > from)
            vg_buf_char(b, ' ');
        if (letter)
            vg_buf_char(b, (char)c);
        gap = !letter;
    }
    vg_buf_finish(&plain);
    vg_buf_finish(&lower);
}

static enum vg_status fold_names(struct vg_places *p, struct vg_error *err)
{
    const struct list *l = &p->levels[VG_PLACE_COMMUNE];
    struct vg_buf b;

    p->arena = vg_arena_new(MOST_BYTES);
    p->folded = p->arena ? vg_arena_array(p->arena, l->n + 1, sizeof *p->folded) : NULL;
    if (!p->folded)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    vg_buf_init(&b, 64 << 10);
    for (size_t i = 0; i < l->n; i++) {
        vg_buf_clear(&b);
        vg_place_fold(&b, l->list[i].name);
        p->folded[i] = vg_arena_str(p->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    }
    vg_buf_finish(&b);
    return vg_arena_check(p->arena, err);
}

enum vg_status vg_places_new(struct vg_str text, struct vg_places **out, struct vg_error *err)
{
    struct vg_places *p = calloc(1, sizeof *p);
    enum vg_status r = p ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    struct vg_str rest = text.len ? text : (struct vg_str){0};

    for (int number = 1; r == VG_OK && rest.ptr; number++) {
        struct vg_str line = vg_str_cut(rest, '\n', &rest);
        if (line.len)
            r = read_line(p, line, number, err);
    }
    for (int i = 0; r == VG_OK && i < VG_PLACE_N_LEVELS; i++)
        if (p->levels[i].n)
            qsort(p->levels[i].list, p->levels[i].n, sizeof(struct vg_place), by_code);
    if (r == VG_OK && p->n_old)
        qsort(p->old, p->n_old, sizeof *p->old, by_old_code);
    if (r == VG_OK)
        r = fold_names(p, err);
    if (r != VG_OK) {
        vg_places_free(p);
        return r;
    }
    *out = p;
    return VG_OK;
}

void vg_places_free(struct vg_places *p)
{
    if (!p)
        return;
    for (int i = 0; i < VG_PLACE_N_LEVELS; i++)
        free(p->levels[i].list);
    free(p->old);
    vg_arena_free(p->arena);
    free(p);
}

/* --- finding -------------------------------------------------------------------------------------- */

size_t vg_places_count(const struct vg_places *p)
{
    return p ? p->levels[VG_PLACE_COMMUNE].n : 0;
}

static const struct vg_place *find(const struct list *l, struct vg_str code)
{
    const struct vg_place wanted = {.code = code};
    return l->n ? bsearch(&wanted, l->list, l->n, sizeof wanted, by_code) : NULL;
}

const struct vg_place *vg_places_find(const struct vg_places *p, enum vg_place_level level, struct vg_str code)
{
    if (!p || !code.len)
        return NULL;
    const struct vg_place *place = find(&p->levels[level], code);
    if (place || level != VG_PLACE_COMMUNE || !p->n_old)
        return place;
    const struct old wanted = {.code = code}, *old = bsearch(&wanted, p->old, p->n_old, sizeof wanted, by_old_code);
    return old ? find(&p->levels[level], old->now) : NULL;
}

void vg_place_put(struct vg_buf *b, const struct vg_places *p, struct vg_str code)
{
    const struct vg_place *place = vg_places_find(p, VG_PLACE_COMMUNE, code);
    bool named = place && vg_str_eq(place->code, code);
    if (named) {
        vg_buf_str(b, place->name);
        VG_BUF_LIT(b, " (");
    }
    vg_buf_str(b, code);
    vg_buf_cstr(b, named ? ")" : "");
}

static bool has_postcode(const struct vg_place *p, struct vg_str q)
{
    for (struct vg_str rest = p->postcodes; rest.ptr;) {
        struct vg_str one = vg_str_cut(rest, '|', &rest);
        if (one.len >= q.len && memcmp(one.ptr, q.ptr, q.len) == 0)
            return true;
    }
    return p->code.len >= q.len && memcmp(p->code.ptr, q.ptr, q.len) == 0;
}

/* At the beginning of a word. */
static bool has_words(struct vg_str name, struct vg_str q, bool *begins)
{
    for (size_t at = 0; at + q.len <= name.len; at++)
        if ((at == 0 || name.ptr[at - 1] == ' ') && memcmp(name.ptr + at, q.ptr, q.len) == 0) {
            *begins = at == 0;
            return true;
        }
    return false;
}

/* The better one first. */
static int by_rank(const struct found *a, const struct found *b)
{
    if (a->begins != b->begins)
        return a->begins ? -1 : 1;
    if (a->place->population != b->place->population)
        return a->place->population > b->place->population ? -1 : 1;
    return compare(a->place->code, b->place->code);
}

static void keep(struct found *best, size_t *n, size_t max, struct found f)
{
    size_t at = *n;

    while (at > 0 && by_rank(&f, &best[at - 1]) < 0)
        at--;
    if (at == max)
        return;
    *n += *n < max;
    memmove(&best[at + 1], &best[at], (*n - 1 - at) * sizeof *best);
    best[at] = f;
}

#define MOST_FOUND 200

size_t vg_places_search(const struct vg_places *p, struct vg_str q, const struct vg_place **out, size_t max, size_t *matched)
{
    const struct list *l = p ? &p->levels[VG_PLACE_COMMUNE] : NULL;
    struct found best[MOST_FOUND];
    struct vg_buf folded;
    size_t n = 0;

    *matched = 0;
    vg_buf_init(&folded, 8 * q.len + 64);
    vg_place_fold(&folded, q);
    struct vg_str wanted = {folded.ptr ? folded.ptr : "", folded.len};
    bool code = wanted.len && wanted.ptr[0] >= '0' && wanted.ptr[0] <= '9';
    max = max < MOST_FOUND ? max : MOST_FOUND;
    for (size_t i = 0; l && wanted.len && i < l->n; i++) {
        struct found f = {.place = &l->list[i], .begins = true};
        if (code ? !has_postcode(f.place, q) : !has_words(p->folded[i], wanted, &f.begins))
            continue;
        f.begins &= code || p->folded[i].len == wanted.len;
        ++*matched;
        keep(best, &n, max, f);
    }
    vg_buf_finish(&folded);
    for (size_t i = 0; i < n; i++)
        out[i] = best[i].place;
    return n;
}

/* --- in collections ------------------------------------------------------------------------------- */

static const char *const code_names[] = {
    "code_insee", "insee_com", "code_commune", "code_com", "codgeo", "insee", "com_insee", "code_insee_commune",
    "codeinsee", "insee_commune", "depcom", "code_geo",
};

int vg_collection_place_field(const struct vg_collection *c)
{
    for (size_t k = 0; k < VG_COUNT(code_names); k++)
        for (size_t i = 0; i < c->n_fields; i++)
            if (!c->fields[i].hidden && strcasecmp(c->fields[i].name, code_names[k]) == 0)
                return (int)i;
    return -1;
}
