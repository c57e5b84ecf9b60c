/* field.c — the few shapes all header fields are made of: lists, parameters, quoted strings, tokens. */
#include <vigie/http/field.h>

struct vg_str vg_field_cut(struct vg_str s, char sep, struct vg_str *rest)
{
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quoted && c == '\\') {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == sep && !quoted) {
            *rest = (struct vg_str){s.ptr + i + 1, s.len - i - 1};
            return vg_str_trim((struct vg_str){s.ptr, i});
        }
    }
    *rest = (struct vg_str){0};
    return vg_str_trim(s);
}

static struct vg_str unquote(struct vg_str s)
{
    if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
        return (struct vg_str){s.ptr + 1, s.len - 2};
    return s;
}

void vg_field_param(struct vg_str part, struct vg_str *name, struct vg_str *value)
{
    struct vg_str rest;
    *name = vg_str_trim(vg_str_cut(part, '=', &rest));
    *value = rest.ptr ? unquote(vg_str_trim(rest)) : rest;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool vg_field_same(struct vg_str a, struct vg_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

static bool is_token_char(unsigned char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-')
        return true;
    return c != '\0' && strchr("!#$%&'*+.^_`|~", c);
}

bool vg_field_is_token(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_token_char((unsigned char)s.ptr[i]))
            return false;
    return s.len > 0;
}

bool vg_field_weight(struct vg_str s, int *out)
{
    int whole = 0, thousandths = 0, place = 100, digits = 0;
    size_t i = 0;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++)
        whole = whole || s.ptr[i] != '0';
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, place /= 10, digits++)
            thousandths += (s.ptr[i] - '0') * place;
    if (i < s.len || digits == 0)
        return false;
    *out = whole ? 1000 : thousandths;
    return true;
}
