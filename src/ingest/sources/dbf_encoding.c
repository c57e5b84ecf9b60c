/* A .dbf: a head of 32 bytes (at 8 its whole length, at 10 the length of a record, at 29 the code page), the fields'
 * names, then records.  Only bytes from 0x80 on matter, and those stand in texts and names alone. */
#include "dbf_encoding.h"

#include <stdio.h>

#include <cpl_vsi.h>

#include <vigie/base/str.h>

#define CHUNK ((size_t)1 << 16)
#define CODE_PAGE_AT 29
#define HEAD_BYTES 32

static bool open_beside(const char *path, const char *ending, VSILFILE **out)
{
    char name[4096];
    size_t n = strlen(path);
    if (n < 4 || n >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%s", path);
    for (int upper = 0; upper < 2; upper++) {
        for (int i = 0; i < 4; i++)
            name[n - 4 + (size_t)i] = (char)(upper && i ? ending[i] - 32 : ending[i]);
        *out = VSIFOpenL(name, "rb");
        if (*out)
            return true;
    }
    return false;
}

struct counts {
    size_t good, bad;  /* characters of several bytes that are UTF-8; bytes that are not */
    bool c1;           /* a byte from 0x80 to 0x9F outside of UTF-8 */
};

/* How many bytes the UTF-8 character at p takes; 0: none. */
static size_t utf8_length(const unsigned char *p, const unsigned char *end)
{
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
    size_t bad;
    return n && p + n <= end && vg_utf8_valid((struct vg_str){ (const char *)p, n }, &bad) ? n : 0;
}

static void count(struct counts *c, const unsigned char *p, const unsigned char *end)
{
    while (p < end) {
        if (*p < 0x80) {
            p++;
            continue;
        }
        size_t n = utf8_length(p, end);
        c->good += n > 0;
        c->bad += n == 0;
        c->c1 = c->c1 || (n == 0 && *p < 0xA0);
        p += n ? n : 1;
    }
}

static const char *verdict(const struct counts *c)
{
    if (c->good + c->bad == 0)
        return NULL;
    /* A text cut off by its field's width leaves half a character: UTF-8 with a few of those is UTF-8. */
    if (c->good > 4 * c->bad)
        return "UTF-8";
    return c->c1 ? "Windows-1252" : "ISO-8859-1";
}

const char *vg_dbf_encoding(const char *path)
{
    VSILFILE *file = NULL;
    if (open_beside(path, ".cpg", &file)) {
        VSIFCloseL(file);
        return NULL;
    }
    if (!open_beside(path, ".dbf", &file))
        return NULL;
    unsigned char bytes[CHUNK];
    struct counts c = {0};
    size_t n = VSIFReadL(bytes, 1, HEAD_BYTES, file);
    bool told = n < HEAD_BYTES || bytes[CODE_PAGE_AT] != 0;
    while (!told && (n = VSIFReadL(bytes, 1, CHUNK, file)) > 0)
        count(&c, bytes, bytes + n);
    VSIFCloseL(file);
    return told ? NULL : verdict(&c);
}
