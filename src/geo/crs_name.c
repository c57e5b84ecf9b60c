/* crs_name.c — any usual spelling of a reference system into authority and code.
 *
 * The result is the key of a cache that lives as long as the process, and PROJ's database
 * compares codes as numbers: to it "02154", "2154.0" and "2154" are one.  So exactly one
 * spelling of each code may pass, or clients could fill the cache with the same system over and
 * over. */
#include "crs_name.h"

#define NAME_MAX_BYTES 160

/* What may stand before authority, version and code; sep parts those three. */
static const struct form {
    const char *prefix;
    char sep;
    bool versioned;
} forms[] = {
    {"http://www.opengis.net/def/crs/", '/', true},
    {"https://www.opengis.net/def/crs/", '/', true},
    {"http://opengis.net/def/crs/", '/', true},
    {"https://opengis.net/def/crs/", '/', true},
    {"urn:ogc:def:crs:", ':', true},
    {"urn:x-ogc:def:crs:", ':', true},
    {"http://www.opengis.net/gml/srs/epsg.xml#", 0, false}, /* of GML 2 and 3.1 */
};

/* Codes of OGC are known by name alone, and are not written in capitals throughout. */
static const char *const ogc_codes[] = {"CRS27", "CRS83", "CRS84", "CRS84h"};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_char(char c)
{
    return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z') || c == '_';
}

/* Copy in capitals what is letters, digits, '_' and, where it is allowed, '.'. */
static bool copy_word(struct vg_str s, size_t max, bool dots, char *out)
{
    if (s.len == 0 || s.len > max)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_word_char(s.ptr[i]) && !(dots && i > 0 && s.ptr[i] == '.'))
            return false;
        out[i] = upper(s.ptr[i]);
    }
    out[s.len] = '\0';
    return true;
}

static const char *ogc_code(struct vg_str s)
{
    for (size_t i = 0; i < VG_COUNT(ogc_codes); i++)
        if (vg_str_is_nocase(s, ogc_codes[i]))
            return ogc_codes[i];
    return NULL;
}

/* A number without leading zero, or a word that does not begin with a digit. */
static bool read_code(struct vg_str s, struct crs_name *out)
{
    if (strcmp(out->auth, "OGC") == 0 || strcmp(out->auth, "CRS") == 0) {
        const char *known = ogc_code(s);
        if (known) {
            strcpy(out->auth, "OGC");
            strcpy(out->code, known);
        }
        return known;
    }
    if (!copy_word(s, CRS_CODE_MAX, true, out->code))
        return false;
    if (!is_digit(out->code[0]))
        return strcmp(out->auth, "EPSG") != 0;
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return out->code[0] != '0';
}

static bool is_version(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && s.ptr[i] != '.')
            return false;
    return s.len <= 16;
}

/* "EPSG/0/2154", "EPSG::2154", "EPSG:6.9:2154"; a URN may leave the version's place out. */
static bool read_parts(struct vg_str s, char sep, struct crs_name *out)
{
    struct vg_str rest, auth = vg_str_cut(s, sep, &rest);
    if (!rest.ptr || !copy_word(auth, CRS_AUTH_MAX, false, out->auth))
        return false;
    struct vg_str code, version = vg_str_cut(rest, sep, &code);
    if (!code.ptr)
        return sep == ':' && read_code(version, out);
    return is_version(version) && (sep == ':' || version.len > 0) && read_code(code, out);
}

static bool starts_nocase(struct vg_str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.len >= n && vg_str_is_nocase((struct vg_str){s.ptr, n}, prefix);
}

/* "EPSG:2154", "CRS:84", "CRS84". */
static bool read_short(struct vg_str s, struct crs_name *out)
{
    struct vg_str code, auth = vg_str_cut(s, ':', &code);
    if (!code.ptr) {
        strcpy(out->auth, "OGC");
        return read_code(s, out);
    }
    if (!copy_word(auth, CRS_AUTH_MAX, false, out->auth))
        return false;
    if (strcmp(out->auth, "CRS") == 0 && code.len <= 2) { /* as WMS writes it */
        char whole[6] = "CRS";
        memcpy(whole + 3, code.ptr, code.len);
        return read_code((struct vg_str){whole, 3 + code.len}, out);
    }
    return read_code(code, out);
}

bool vg_crs_name_read(struct vg_str s, struct crs_name *out)
{
    if (!s.ptr || s.len == 0 || s.len > NAME_MAX_BYTES)
        return false;
    if (s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']') /* a safe CURIE */
        return read_short((struct vg_str){s.ptr + 1, s.len - 2}, out);
    for (size_t i = 0; i < VG_COUNT(forms); i++) {
        if (!starts_nocase(s, forms[i].prefix))
            continue;
        size_t skip = strlen(forms[i].prefix);
        struct vg_str rest = {s.ptr + skip, s.len - skip};
        if (forms[i].versioned)
            return read_parts(rest, forms[i].sep, out);
        strcpy(out->auth, "EPSG");
        return read_code(rest, out);
    }
    return read_short(s, out);
}
