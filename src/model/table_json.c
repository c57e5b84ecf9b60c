/* Is a cell JSON, of what shape, with how many members?  Only looked at: nothing is built. */
#include "table_value.h"

#define MAX_DEPTH 64

struct json {
    const char *p, *end;
    int depth;
    int64_t n; /* members of the outermost */
    bool has_type;
};

static void skip(struct json *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\n' || *j->p == '\r'))
        j->p++;
}

static bool word(struct json *j, const char *w)
{
    size_t n = strlen(w);
    if ((size_t)(j->end - j->p) < n || memcmp(j->p, w, n) != 0)
        return false;
    j->p += n;
    return true;
}

static bool string(struct json *j)
{
    if (!word(j, "\""))
        return false;
    while (j->p < j->end && *j->p != '"') {
        if ((unsigned char)*j->p < 0x20)
            return false;
        j->p += *j->p == '\\' ? 2 : 1;
    }
    return j->p < j->end && word(j, "\"");
}

static bool number(struct json *j)
{
    const char *from = j->p;
    double d;
    while (j->p < j->end && strchr("+-.eE0123456789", *j->p) && *j->p)
        j->p++;
    return j->p > from && *from != '+' && vg_str_double((struct vg_str){from, (size_t)(j->p - from)}, &d);
}

static bool value(struct json *j);

/* One member of a list or, where there is a colon, of a map. */
static bool member(struct json *j, bool map)
{
    const char *from = j->p;
    if (map) {
        if (!string(j))
            return false;
        if (j->depth == 1 && j->p - from == 6 && !memcmp(from, "\"type\"", 6))
            j->has_type = true;
        skip(j);
        if (!word(j, ":"))
            return false;
        skip(j);
    }
    return value(j);
}

static bool members(struct json *j, bool map)
{
    const char *close = map ? "}" : "]";
    int64_t n = 0;
    if (++j->depth > MAX_DEPTH)
        return false;
    for (skip(j); !word(j, close); skip(j)) {
        if (n++ > 0) {
            if (!word(j, ","))
                return false;
            skip(j);
        }
        if (!member(j, map))
            return false;
    }
    j->n = --j->depth ? j->n : n;
    return true;
}

static bool value(struct json *j)
{
    if (j->p >= j->end)
        return false;
    if (*j->p == '"')
        return string(j);
    if (word(j, "{"))
        return members(j, true);
    if (word(j, "["))
        return members(j, false);
    return word(j, "true") || word(j, "false") || word(j, "null") || number(j);
}

enum vg_json_shape vg_json_look(struct vg_str s, int64_t *n_out, bool *has_type)
{
    struct json j = {.p = s.ptr, .end = s.ptr + s.len};
    skip(&j);
    char first = j.p < j.end ? *j.p : 0;
    if (!value(&j))
        return VG_JSON_BAD;
    skip(&j);
    *n_out = j.n;
    *has_type = j.has_type;
    return j.p != j.end ? VG_JSON_BAD : first == '{' ? VG_JSON_OBJECT : first == '[' ? VG_JSON_ARRAY : VG_JSON_SCALAR;
}
