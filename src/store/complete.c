/* What a collection needs and no database says: its title, the CRSs it is offered in, its time.
 *
 * The time fields are a guess: one pair whose names differ by nothing but the words for start and end ("date_debut",
 * "date_fin"), else the first date.  The configuration has the last word. */
#include "ops.h"

#define MAX_NAME 256

/* Longer words first where one begins another. */
static const char *const start_words[] = {"debut", "start", "begin", "since", "from", "deb"};
static const char *const end_words[] = {"until", "stop", "end", "fin", "to"};

#define OPEN_WORD_LENGTH 3 /* shorter words count between separators only: "to" is part of too many names */

/* A name in lower case without French accents; false where it is too long to compare. */
static bool fold(const char *name, char out[MAX_NAME])
{
    size_t n = 0;

    for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
        unsigned char c = *p;
        if (c == 0xC3 && ((p[1] & ~0x20) == 0x88 || (p[1] & ~0x20) == 0x89)) {
            c = 'e';
            p++;
        } else if (c >= 'A' && c <= 'Z') {
            c += 'a' - 'A';
        }
        if (n + 1 == MAX_NAME)
            return false;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The place of word in name: between separators, or where it is long enough at either end of the name. */
static const char *find_word(const char *name, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = strstr(name, word); at; at = strstr(at + 1, word)) {
        bool left = at == name || !is_letter(at[-1]), right = !is_letter(at[len]);
        if ((left && right) || (len >= OPEN_WORD_LENGTH && (at == name || at[len] == '\0')))
            return at;
    }
    return NULL;
}

/* The name with the first of the words that it holds taken out; false: it holds none. */
static bool stem_of(const char *name, const char *const *words, size_t n, char out[MAX_NAME])
{
    char folded[MAX_NAME];

    if (!fold(name, folded))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *at = find_word(folded, words[i]);
        if (!at)
            continue;
        size_t before = (size_t)(at - folded);
        memcpy(out, folded, before);
        memmove(out + before, at + strlen(words[i]), strlen(at + strlen(words[i])) + 1);
        return true;
    }
    return false;
}

static bool is_pair(const struct vg_field *start, const struct vg_field *end)
{
    char a[MAX_NAME], b[MAX_NAME];

    return start->type == end->type && stem_of(start->name, start_words, VG_COUNT(start_words), a)
           && stem_of(end->name, end_words, VG_COUNT(end_words), b) && strcmp(a, b) == 0;
}

static bool is_time(const struct vg_collection *c, int field)
{
    enum vg_type t = c->fields[field].type;

    return (t == VG_T_DATE || t == VG_T_DATETIME || t == VG_T_LOCALTIME)
           && !vg_collection_is_key(c, field);
}

static void guess_time(struct vg_collection *c)
{
    int first = -1, pairs = 0, start = -1, end = -1;

    for (size_t i = 0; i < c->n_fields; i++) {
        if (first < 0 && is_time(c, (int)i))
            first = (int)i;
        for (size_t k = 0; k < c->n_fields && is_time(c, (int)i); k++) {
            if (k != i && is_time(c, (int)k) && is_pair(&c->fields[i], &c->fields[k])) {
                start = (int)i;
                end = (int)k;
                pairs++;
            }
        }
    }
    c->time_start = pairs == 1 ? start : first;
    c->time_end = pairs == 1 ? end : -1;
}

static void add_crs(const struct vg_crs **list, size_t *n, const struct vg_crs *crs)
{
    for (size_t i = 0; i < *n; i++) {
        if (list[i] == crs)
            return;
    }
    list[(*n)++] = crs;
}

static enum vg_status list_crs(struct vg_store *s, struct vg_collection *c, struct vg_arena *a,
                               struct vg_error *err)
{
    static const char *const everywhere[] = {"EPSG:4326", "EPSG:3857"};
    struct vg_crs_registry *registry = s->options.crs;
    const struct vg_crs **list = vg_arena_array(a, 2 + VG_COUNT(everywhere), sizeof(*list));
    size_t n = 0;
    enum vg_status r = vg_arena_check(a, err);

    if (r != VG_OK)
        return r;
    add_crs(list, &n, c->geom_z ? vg_crs84h(registry) : vg_crs84(registry));
    add_crs(list, &n, c->crs);
    for (size_t i = 0; i < VG_COUNT(everywhere); i++) {
        const struct vg_crs *crs;
        r = vg_crs_find(registry, vg_str_of(everywhere[i]), &crs, err);
        if (r != VG_OK)
            return r;
        add_crs(list, &n, crs);
    }
    c->crs_list = list;
    c->n_crs = n;
    return VG_OK;
}

enum vg_status vg_store_complete(struct vg_store *s, struct vg_collection *c, struct vg_arena *a,
                                 struct vg_error *err)
{
    if (!c->title)
        c->title = c->id;
    guess_time(c);
    return c->geom_name && c->crs ? list_crs(s, c, a, err) : VG_OK;
}

bool vg_store_id_is_reserved(const char *id)
{
    return strcmp(id, "catalogue") == 0;
}

bool vg_store_serves_as_id(const struct vg_field *f)
{
    return f->type != VG_T_JSON && f->type != VG_T_BYTES && f->type != VG_T_FLOAT && f->type != VG_T_DOUBLE;
}

const char *vg_store_free_fid(const struct vg_collection *c, struct vg_arena *a)
{
    static const char *const names[] = {"fid", "ogc_fid", "fid_1", "fid_2"};
    for (size_t k = 0;; k++) {
        const char *name = k < VG_COUNT(names) ? names[k] : vg_arena_printf(a, "fid_%zu", k);
        bool used = name && c->geom_name && !strcasecmp(c->geom_name, name);
        for (size_t i = 0; name && i < c->n_fields; i++)
            used |= !strcasecmp(c->fields[i].name, name);
        if (!used)
            return name;
    }
}
