/* Letters as strokes: enough for the Latin texts of legends, without a font file or a library of fonts.
 *
 * A letter is a text of points, two characters each: x from 0, then y from 4 below the base line, as digits of base 36
 * and in pixels; a comma lifts the pen.  Capitals are 10 pixels high, small letters 7.  Letters with a mark are made of
 * the two.  What is not here is drawn as an empty box. */
#include "letters.h"

#define GAP 3 /* between letters */
#define BELOW 4
#define CAPITAL_RISE 3 /* of a mark over a capital */
#define NO_LETTER 0xfffd

struct letter {
    uint16_t code;
    uint8_t width;
    const char *strokes;
};

static const struct letter letters[] = {
    {0x0020, 1, ""}, {0x0021, 0, "0e07,0404"}, {0x0022, 2, "0e0b,2e2b"}, {0x0023, 7, "142e,546e,0777,0b7b"},
    {0x0024, 7, "7c5e2e0c0b2a687776542406,4f43"}, {0x0025, 9, "8e14,0c1e2e3c2b1b0c,66778796847466"},
    {0x0026, 8, "841c2e4e5c0706245488"}, {0x0027, 0, "0e0b"}, {0x0028, 2, "2f0c0522"}, {0x0029, 2, "0f2c2502"},
    {0x002a, 4, "2e29,0d4a,0a4d"}, {0x002b, 6, "0868,3b35"}, {0x002c, 1, "1402"}, {0x002d, 4, "0848"}, {0x002e, 0, "0404"},
    {0x002f, 5, "025e"}, {0x0030, 6, "2444666c4e2e0c0624"}, {0x0031, 6, "1c4e44"}, {0x0032, 6, "0c2e4e6c6b0464"},
    {0x0033, 6, "0d2e4e6c6b4929,496866442405"}, {0x0034, 7, "545e0777"}, {0x0035, 6, "6e1e0a2b4b6966442405"},
    {0x0036, 6, "5e3e0a06244466684a2a08"}, {0x0037, 6, "0e6e24"}, {0x0038, 6, "290b0c2e4e6c6b492907062444666749"},
    {0x0039, 6, "1434686c4e2e0c0a28486a"}, {0x003a, 0, "0404,0a0a"}, {0x003b, 1, "1402,1a1a"}, {0x003c, 6, "6b0865"},
    {0x003d, 6, "0666,0a6a"}, {0x003e, 6, "0b6805"}, {0x003f, 6, "0c2e4e6c6b3837,3434"},
    {0x0040, 10, "797b5b397865478699ad8e4e1d0a07354464"}, {0x0041, 8, "044e84,1777"}, {0x0042, 7, "040e4e6d6b4909,4978765404"},
    {0x0043, 8, "8c6e3e0b07346486"}, {0x0044, 8, "040e4e8b874404"}, {0x0045, 7, "7e0e0474,0959"}, {0x0046, 6, "6e0e04,0959"},
    {0x0047, 8, "8c6e3e0b073464868959"}, {0x0048, 8, "0e04,8e84,0989"}, {0x0049, 0, "0e04"}, {0x004a, 4, "4e462405"},
    {0x004b, 7, "0e04,7e07,3a74"}, {0x004c, 6, "0e0464"}, {0x004d, 10, "040e57aea4"}, {0x004e, 8, "040e848e"},
    {0x004f, 9, "3464979b6e3e0b0734"}, {0x0050, 7, "040e4e7d7a4909"}, {0x0051, 9, "3464979b6e3e0b0734,5693"},
    {0x0052, 7, "040e4e7d7a4909,4974"}, {0x0053, 7, "7c5e2e0c0b2a687776542406"}, {0x0054, 8, "0e8e,4e44"},
    {0x0055, 8, "0e073454878e"}, {0x0056, 8, "0e448e"}, {0x0057, 12, "0e346d94ce"}, {0x0058, 8, "0e84,8e04"},
    {0x0059, 8, "0e498e,4944"}, {0x005a, 7, "0e7e0474"}, {0x005b, 2, "2f0f0222"}, {0x005c, 5, "0e52"}, {0x005d, 2, "0f2f2202"},
    {0x005e, 6, "0b3e6b"}, {0x005f, 8, "0282"}, {0x0060, 1, "0e1c"}, {0x0061, 6, "694b2b0906244466,6b64"},
    {0x0062, 6, "0e04,092b4b6966442406"}, {0x0063, 5, "5a4b2b0906244455"}, {0x0064, 6, "694b2b0906244466,6e64"},
    {0x0065, 6, "0868694b2b0906244465"}, {0x0066, 4, "4e3e2d24,0b4b"}, {0x0067, 6, "694b2b0906244466,6b63412102"},
    {0x0068, 6, "0e04,092b4b6964"}, {0x0069, 0, "0b04,0e0e"}, {0x006a, 1, "1b1201,1e1e"}, {0x006b, 5, "0e04,5b07,2954"},
    {0x006c, 0, "0e04"}, {0x006d, 8, "0b04,092b3b4a44,496b7b8a84"}, {0x006e, 6, "0b04,092b4b6964"},
    {0x006f, 6, "244466694b2b090624"}, {0x0070, 6, "0b01,092b4b6966442406"}, {0x0071, 6, "694b2b0906244466,6b61"},
    {0x0072, 4, "0b04,092b4b"}, {0x0073, 5, "5a4b1b0a0918475655441405"}, {0x0074, 4, "2d253444,0b4b"},
    {0x0075, 6, "0b06244466,6b64"}, {0x0076, 6, "0b346b"}, {0x0077, 8, "0b244a648b"}, {0x0078, 5, "0b54,5b04"},
    {0x0079, 6, "0b34,6b342101"}, {0x007a, 5, "0b5b0454"}, {0x007b, 2, "2f1d1a09171422"}, {0x007c, 0, "0f02"},
    {0x007d, 2, "0f1d1a29171402"}, {0x007e, 6, "081a4868"}, {0x00a0, 1, ""}, {0x00ab, 6, "3a0836,6a3866"},
    {0x00b0, 3, "0c1e2e3c2b1b0c"}, {0x00b2, 3, "0d1e2e3d0939"}, {0x00b3, 3, "0e3e1c2c3b2909"},
    {0x00b5, 6, "0b01,06244466,6b64"}, {0x00b7, 0, "0909"}, {0x00bb, 6, "0a3806,3a6836"}, {0x00d7, 5, "0a55,5a05"},
    {0x00df, 6, "040c2e4e5c4a69674424"}, {0x00e6, 12, "694b2b0906244466,6b64,68c8c9ab8b696684a4c5"}, {0x0131, 0, "0b04"},
    {0x0152, 15, "3464979b6e3e0b0734,fe9e94f4,99d9"}, {0x0153, 12, "244466694b2b090624,68c8c9ab8b696684a4c5"},
    {0x2013, 7, "0878"}, {0x2014, 10, "08a8"}, {0x2019, 0, "0e0b"}, {0x2022, 1, "0919"}, {0x2026, 6, "0404,3434,6464"},
    {0x202f, 0, ""}, {0x20ac, 8, "8d6e4e1b17446485,0a5a,0858"}, {0x2212, 6, "0868"}, {0x2264, 6, "6d0a67,0565"},
    {0x2265, 6, "0d6a07,0565"}, {0xfffd, 6, "040e6e6404"},
};

enum mark { GRAVE, ACUTE, HAT, TILDE, DOTS, CEDILLA };

/* Around the middle of the letter: x from 4 to its left. */
static const char *const marks[] = {
    [GRAVE] = "3f5d", [ACUTE] = "3d5f", [HAT] = "2d4f6d", [TILDE] = "2d3e5d6e", [DOTS] = "2e2e,6e6e", [CEDILLA] = "44534131",
};

static const struct {
    uint16_t code;
    char base;
    uint8_t mark;
} marked[] = {
    {0xc0, 'A', GRAVE}, {0xc1, 'A', ACUTE}, {0xc2, 'A', HAT}, {0xc3, 'A', TILDE}, {0xc4, 'A', DOTS}, {0xc7, 'C', CEDILLA},
    {0xc8, 'E', GRAVE}, {0xc9, 'E', ACUTE}, {0xca, 'E', HAT}, {0xcb, 'E', DOTS}, {0xcc, 'I', GRAVE}, {0xcd, 'I', ACUTE},
    {0xce, 'I', HAT}, {0xcf, 'I', DOTS}, {0xd1, 'N', TILDE}, {0xd2, 'O', GRAVE}, {0xd3, 'O', ACUTE}, {0xd4, 'O', HAT},
    {0xd5, 'O', TILDE}, {0xd6, 'O', DOTS}, {0xd9, 'U', GRAVE}, {0xda, 'U', ACUTE}, {0xdb, 'U', HAT}, {0xdc, 'U', DOTS},
    {0xdd, 'Y', ACUTE}, {0xe0, 'a', GRAVE}, {0xe1, 'a', ACUTE}, {0xe2, 'a', HAT}, {0xe3, 'a', TILDE}, {0xe4, 'a', DOTS},
    {0xe7, 'c', CEDILLA}, {0xe8, 'e', GRAVE}, {0xe9, 'e', ACUTE}, {0xea, 'e', HAT}, {0xeb, 'e', DOTS}, {0xec, 'i', GRAVE},
    {0xed, 'i', ACUTE}, {0xee, 'i', HAT}, {0xef, 'i', DOTS}, {0xf1, 'n', TILDE}, {0xf2, 'o', GRAVE}, {0xf3, 'o', ACUTE},
    {0xf4, 'o', HAT}, {0xf5, 'o', TILDE}, {0xf6, 'o', DOTS}, {0xf9, 'u', GRAVE}, {0xfa, 'u', ACUTE}, {0xfb, 'u', HAT},
    {0xfc, 'u', DOTS}, {0xfd, 'y', ACUTE}, {0xff, 'y', DOTS}, {0x106, 'C', ACUTE}, {0x107, 'c', ACUTE}, {0x108, 'C', HAT},
    {0x109, 'c', HAT}, {0x11c, 'G', HAT}, {0x11d, 'g', HAT}, {0x122, 'G', CEDILLA}, {0x123, 'g', CEDILLA}, {0x124, 'H',
    HAT}, {0x125, 'h', HAT}, {0x128, 'I', TILDE}, {0x129, 'i', TILDE}, {0x134, 'J', HAT}, {0x135, 'j', HAT}, {0x136, 'K',
    CEDILLA}, {0x137, 'k', CEDILLA}, {0x139, 'L', ACUTE}, {0x13a, 'l', ACUTE}, {0x13b, 'L', CEDILLA}, {0x13c, 'l', CEDILLA},
    {0x143, 'N', ACUTE}, {0x144, 'n', ACUTE}, {0x145, 'N', CEDILLA}, {0x146, 'n', CEDILLA}, {0x154, 'R', ACUTE}, {0x155,
    'r', ACUTE}, {0x156, 'R', CEDILLA}, {0x157, 'r', CEDILLA}, {0x15a, 'S', ACUTE}, {0x15b, 's', ACUTE}, {0x15c, 'S', HAT},
    {0x15d, 's', HAT}, {0x15e, 'S', CEDILLA}, {0x15f, 's', CEDILLA}, {0x162, 'T', CEDILLA}, {0x163, 't', CEDILLA}, {0x168,
    'U', TILDE}, {0x169, 'u', TILDE}, {0x174, 'W', HAT}, {0x175, 'w', HAT}, {0x176, 'Y', HAT}, {0x177, 'y', HAT}, {0x178,
    'Y', DOTS}, {0x179, 'Z', ACUTE}, {0x17a, 'z', ACUTE},
};

struct pen {
    vg_letter_point *point;
    void *ctx;
    double x, y;
};

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void draw(const struct pen *p, const char *strokes, double dx, double dy)
{
    bool first = true;
    for (const char *s = strokes; *s; s += 2) {
        if (*s == ',') {
            first = true;
            s++;
        }
        p->point(p->ctx, p->x + dx + digit(s[0]), p->y + dy + digit(s[1]) - BELOW, first);
        first = false;
    }
}

static const struct letter *find(uint32_t code)
{
    size_t lo = 0, hi = VG_COUNT(letters);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (letters[mid].code == code)
            return &letters[mid];
        if (letters[mid].code < code)
            lo = mid + 1;
        else
            hi = mid;
    }
    return code == NO_LETTER ? NULL : find(NO_LETTER);
}

/* Draw one, tell its width. */
static int put(const struct pen *p, uint32_t code)
{
    for (size_t i = 0; i < VG_COUNT(marked); i++) {
        if (marked[i].code != code)
            continue;
        bool capital = marked[i].base < 'a';
        const struct letter *base = find(marked[i].base == 'i' ? 0x131 : (uint32_t)marked[i].base);
        if (p->point) {
            draw(p, base->strokes, 0, 0);
            draw(p, marks[marked[i].mark], base->width / 2.0 - 4, capital && marked[i].mark != CEDILLA ? CAPITAL_RISE : 0);
        }
        return base->width;
    }
    const struct letter *l = find(code);
    if (p->point)
        draw(p, l->strokes, 0, 0);
    return l->width;
}

/* The next character; what is not UTF-8 is one of its own. */
static uint32_t next(struct vg_str *s)
{
    unsigned char c = (unsigned char)s->ptr[0];
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = c < 0x80 || n > 1 ? c & masks[n] : NO_LETTER;
    size_t i = 1;
    while (i < n && i < s->len && ((unsigned char)s->ptr[i] & 0xc0) == 0x80)
        code = code << 6 | ((unsigned char)s->ptr[i++] & 0x3f);
    *s = (struct vg_str){s->ptr + i, s->len - i};
    return i < n ? NO_LETTER : code;
}

int vg_letters_draw(struct vg_str text, vg_letter_point *point, void *ctx)
{
    struct pen p = {.point = point, .ctx = ctx};
    while (text.len > 0)
        p.x += put(&p, next(&text)) + GAP;
    return (int)p.x;
}

int vg_letters_width(struct vg_str text)
{
    return vg_letters_draw(text, NULL, NULL);
}
