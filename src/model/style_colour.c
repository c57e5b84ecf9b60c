/* Colours as style sheets write them. */
#include <vigie/model/style.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool vg_colour_parse(struct vg_str s, struct vg_colour *out)
{
    uint8_t parts[3];
    bool brief = s.len == 4;
    if (s.len == 0 || s.ptr[0] != '#' || (!brief && s.len != 7))
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high = digit(s.ptr[brief ? 1 + i : 1 + 2 * i]), low = brief ? high : digit(s.ptr[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        parts[i] = (uint8_t)(high * 16 + low);
    }
    *out = (struct vg_colour){parts[0], parts[1], parts[2]};
    return true;
}

void vg_colour_put(struct vg_buf *b, struct vg_colour c)
{
    vg_buf_printf(b, "#%02x%02x%02x", c.red, c.green, c.blue);
}
