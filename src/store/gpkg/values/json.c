/* A check without a tree: one pass, and one bit a level to know what is open. */
#include "json.h"

struct check {
    const unsigned char *at, *end;
    unsigned char maps[VG_GPKG_JSON_DEPTH / 8]; /* a bit for each open level: it is an object */
    int depth;
};

static void skip_blank(struct check *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n' || *c->at == '\r'))
        c->at++;
}

static bool take(struct check *c, unsigned char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool is_digit(const struct check *c)
{
    return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

static bool is_hex(const struct check *c)
{
    return is_digit(c) || (c->at < c->end && (*c->at | 0x20) >= 'a' && (*c->at | 0x20) <= 'f');
}

static bool take_digits(struct check *c)
{
    if (!is_digit(c))
        return false;
    while (is_digit(c))
        c->at++;
    return true;
}

static bool take_number(struct check *c)
{
    (void)take(c, '-');
    if (!take(c, '0') && !take_digits(c))
        return false;
    if (take(c, '.') && !take_digits(c))
        return false;
    if (take(c, 'e') || take(c, 'E')) {
        if (!take(c, '+'))
            (void)take(c, '-');
        return take_digits(c);
    }
    return true;
}

static bool take_escape(struct check *c)
{
    if (take(c, 'u')) {
        for (int i = 0; i < 4; i++, c->at++) {
            if (!is_hex(c))
                return false;
        }
        return true;
    }
    if (c->at == c->end || !memchr("\"\\/bfnrt", *c->at, 8))
        return false;
    c->at++;
    return true;
}

static bool take_string(struct check *c)
{
    if (!take(c, '"'))
        return false;
    while (c->at < c->end && *c->at >= 0x20) {
        if (*c->at == '"')
            return take(c, '"');
        if (*c->at++ == '\\' && !take_escape(c))
            return false;
    }
    return false;
}

static bool take_word(struct check *c)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < VG_COUNT(words); i++) {
        size_t len = strlen(words[i]);
        if ((size_t)(c->end - c->at) >= len && memcmp(c->at, words[i], len) == 0) {
            c->at += len;
            return true;
        }
    }
    return false;
}

static bool in_map(const struct check *c)
{
    int level = c->depth - 1;

    return c->maps[level / 8] >> level % 8 & 1;
}

static void open_level(struct check *c, bool map)
{
    c->maps[c->depth / 8] &= (unsigned char)~(1 << c->depth % 8);
    c->maps[c->depth / 8] |= (unsigned char)(map << c->depth % 8);
    c->depth++;
}

static bool take_key(struct check *c)
{
    skip_blank(c);
    if (!take_string(c))
        return false;
    skip_blank(c);
    return take(c, ':');
}

/* A value, or the beginning of one: *whole says which. */
static bool take_value(struct check *c, bool *whole)
{
    skip_blank(c);
    *whole = true;
    if (c->at == c->end)
        return false;
    bool map = *c->at == '{';
    if (!map && *c->at != '[')
        return *c->at == '"' ? take_string(c) : is_digit(c) || *c->at == '-' ? take_number(c) : take_word(c);
    if (c->depth == VG_GPKG_JSON_DEPTH)
        return false;
    c->at++;
    skip_blank(c);
    if (take(c, map ? '}' : ']'))
        return true;
    *whole = false;
    open_level(c, map);
    return !map || take_key(c);
}

/* After a whole value: what closes with it, up to the comma before the next one.  false: neither. */
static bool end_value(struct check *c)
{
    while (c->depth) {
        skip_blank(c);
        if (take(c, ','))
            return !in_map(c) || take_key(c);
        if (!take(c, in_map(c) ? '}' : ']'))
            return false;
        c->depth--;
    }
    return true;
}

bool vg_gpkg_json_is_valid(struct vg_str s)
{
    struct check c = {.at = (const unsigned char *)s.ptr, .end = (const unsigned char *)s.ptr + s.len};
    size_t bad_at;
    bool whole;

    if (!s.len || !vg_utf8_valid(s, &bad_at))
        return false;
    do {
        if (!take_value(&c, &whole) || (whole && !end_value(&c)))
            return false;
    } while (!whole || c.depth);
    skip_blank(&c);
    return c.at == c.end;
}
