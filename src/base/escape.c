/* escape.c — text into JSON, XML, addresses and CSV.
 *
 * The writers scan for runs that pass as they are and copy those whole: a table says of each byte
 * whether it does.  Well-formed characters past ASCII belong to the run. */
#include <ctype.h>
#include <string.h>

#include <vigie/base/escape.h>

#include "utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* What the bytes mean to a writer. */
enum { PLAIN, ESCAPE, HIGH };

/* clang-format off */
#define OF4(x) x, x, x, x
#define OF16(x) OF4(x), OF4(x), OF4(x), OF4(x)
#define OF128(x) OF16(x), OF16(x), OF16(x), OF16(x), OF16(x), OF16(x), OF16(x), OF16(x)

static const unsigned char json_class[256] = {
    OF16(ESCAPE), OF16(ESCAPE), ['"'] = ESCAPE, ['\\'] = ESCAPE, [0x80] = OF128(HIGH)};

/* Tab and line feed pass; a bare carriage return would be read as a line feed. */
static const unsigned char xml_class[256] = {
    OF4(ESCAPE), OF4(ESCAPE), ESCAPE, PLAIN, PLAIN, ESCAPE, OF4(ESCAPE), OF16(ESCAPE),
    ['&'] = ESCAPE, ['<'] = ESCAPE, ['>'] = ESCAPE, ['"'] = ESCAPE, ['\''] = ESCAPE,
    [0x80] = OF128(HIGH)};

/* For CSV only what is not UTF-8 needs care byte by byte. */
static const unsigned char utf8_class[256] = {[0x80] = OF128(HIGH)};
/* clang-format on */

/* U+FFFE and U+FFFF are well-formed UTF-8 and yet no XML characters. */
static bool is_noncharacter(const unsigned char *p)
{
    return p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE;
}

/* Are these eight bytes PLAIN?  A no may be wrong, a yes never: the subtractions borrow
 * from a byte only past one that is not plain itself. */
static inline bool is_plain8(uint64_t w, const unsigned char *class)
{
    uint64_t found = w | (w - VG_BYTES8(0x20));
    found |= (w ^ VG_BYTES8('"')) - VG_BYTES8(1);
    if (class == json_class)
        found |= (w ^ VG_BYTES8('\\')) - VG_BYTES8(1);
    else
        found |= ((w ^ VG_BYTES8('&')) - VG_BYTES8(1)) | ((w ^ VG_BYTES8('\'')) - VG_BYTES8(1)) |
                 ((w ^ VG_BYTES8('<')) - VG_BYTES8(1)) | ((w ^ VG_BYTES8('>')) - VG_BYTES8(1));
    return (found & VG_BYTES8(0x80)) == 0;
}

/* Bytes from p on that can be copied as they are. */
static inline size_t clean_run(const unsigned char *p, size_t left, const unsigned char *class)
{
    size_t i = 0;
    for (;;) {
        while (left - i >= 8 && is_plain8(vg_load8(p + i), class))
            i += 8;
        size_t stop = left - i < 8 ? left : i + 8;
        while (i < stop && class[p[i]] == PLAIN)
            i++;
        if (i == left)
            return i;
        if (i == stop)
            continue;
        if (class[p[i]] == ESCAPE)
            return i;
        size_t n = vg_utf8_length(p + i, left - i);
        if (n == 0 || (n == 3 && class == xml_class && is_noncharacter(p + i)))
            return i;
        i += n;
    }
}

static void put_json_escape(struct vg_buf *b, unsigned char c)
{
    static const char short_form[256] = {['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
                                         ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't'};
    static const char digits[] = "0123456789abcdef";
    if (c >= 0x80) {
        VG_BUF_LIT(b, REPLACEMENT);
    } else if (short_form[c]) {
        char text[2] = {'\\', short_form[c]};
        vg_buf_add(b, text, 2);
    } else {
        char text[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
        vg_buf_add(b, text, 6);
    }
}

void vg_json_put_str(struct vg_buf *b, struct vg_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t left = s.len, run = clean_run(p, left, json_class);
    char *room = run == left ? vg_buf_reserve(b, left + 2) : NULL;
    if (room) { /* nearly every text */
        room[0] = '"';
        if (left > 0)
            memcpy(room + 1, p, left);
        room[left + 1] = '"';
        vg_buf_commit(b, left + 2);
        return;
    }
    vg_buf_char(b, '"');
    for (;;) {
        vg_buf_add(b, p, run);
        if (run == left)
            break;
        put_json_escape(b, p[run]);
        p += run + 1;
        left -= run + 1;
        run = clean_run(p, left, json_class);
    }
    vg_buf_char(b, '"');
}

static void put_xml_escape(struct vg_buf *b, unsigned char c)
{
    switch (c) {
    case '&':
        VG_BUF_LIT(b, "&amp;");
        break;
    case '<':
        VG_BUF_LIT(b, "&lt;");
        break;
    case '>':
        VG_BUF_LIT(b, "&gt;");
        break;
    case '"':
        VG_BUF_LIT(b, "&quot;");
        break;
    case '\'':
        VG_BUF_LIT(b, "&#39;");
        break;
    case '\r':
        VG_BUF_LIT(b, "&#13;");
        break;
    default:
        VG_BUF_LIT(b, REPLACEMENT);
    }
}

void vg_xml_put_text(struct vg_buf *b, struct vg_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t left = s.len;
    while (left > 0) {
        size_t run = clean_run(p, left, xml_class);
        vg_buf_add(b, p, run);
        if (run == left)
            return;
        put_xml_escape(b, p[run]);
        size_t used = left - run >= 3 && is_noncharacter(p + run) ? 3 : 1;
        p += run + used;
        left -= run + used;
    }
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void vg_url_put(struct vg_buf *b, struct vg_str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        char *p = vg_buf_reserve(b, 3);
        if (!p)
            return;
        if (is_unreserved(c)) {
            p[0] = (char)c;
            vg_buf_commit(b, 1);
        } else {
            p[0] = '%';
            p[1] = digits[c >> 4];
            p[2] = digits[c & 15];
            vg_buf_commit(b, 3);
        }
    }
}

void vg_url_put_legal(struct vg_buf *b, const char *url)
{
    bool in_host = false; /* the only place of brackets: "http://[::1]/" */
    for (const char *p = url; *p; p++) {
        unsigned char c = (unsigned char)*p;
        in_host = (in_host && c != '/') || (c == '[' && p - url >= 2 && p[-1] == '/' && p[-2] == '/');
        bool bad = c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c) || (strchr("[]", c) && !in_host)
                   || (c == '%' && !(isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])));
        if (bad)
            vg_buf_printf(b, "%%%02X", c);
        else
            vg_buf_char(b, *p);
    }
}

static void put_utf8(struct vg_buf *b, const unsigned char *p, size_t left)
{
    while (left > 0) {
        size_t run = clean_run(p, left, utf8_class);
        vg_buf_add(b, p, run);
        if (run == left)
            return;
        VG_BUF_LIT(b, REPLACEMENT);
        p += run + 1;
        left -= run + 1;
    }
}

void vg_csv_put_field(struct vg_buf *b, struct vg_str s)
{
    bool quote = s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
    for (size_t i = 0; i < s.len && !quote; i++) {
        char c = s.ptr[i];
        quote = c == '"' || c == ',' || c == '\n' || c == '\r';
    }
    if (!quote) {
        put_utf8(b, (const unsigned char *)s.ptr, s.len);
        return;
    }
    vg_buf_char(b, '"');
    for (struct vg_str rest = s; rest.ptr;) {
        struct vg_str part = vg_str_cut(rest, '"', &rest);
        put_utf8(b, (const unsigned char *)part.ptr, part.len);
        if (rest.ptr)
            VG_BUF_LIT(b, "\"\"");
    }
    vg_buf_char(b, '"');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

enum vg_status vg_url_decode(struct vg_str s, bool plus, struct vg_arena *a, struct vg_str *out,
                             struct vg_error *err)
{
    char *text = vg_arena_alloc(a, s.len + 1);
    if (!text)
        return vg_arena_check(a, err);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            int high = i + 1 < s.len ? hex_value(s.ptr[i + 1]) : -1;
            int low = i + 2 < s.len ? hex_value(s.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return vg_fail(err, VG_BAD_INPUT, "",
                               "'%%' at byte %zu of an address must be followed by two hex digits",
                               i + 1);
            c = (char)(high << 4 | low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        text[n++] = c;
    }
    size_t bad_at;
    if (!vg_utf8_valid((struct vg_str){text, n}, &bad_at))
        return vg_fail(err, VG_BAD_INPUT, "",
                       "an address must be UTF-8 without NUL once decoded; byte %zu is not",
                       bad_at + 1);
    *out = (struct vg_str){text, n};
    return VG_OK;
}
