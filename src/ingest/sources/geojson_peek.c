/* A walk over the tokens only: strings, brackets, and the names at the depth where a feature's members stand.  OGR
 * has read the file before, so what is wrong with it need not be found here. */
#include "geojson_peek.h"

#include <string.h>

#include <cpl_vsi.h>

#define CHUNK 65536
#define MAX_NAME 32

struct walker {
    VSILFILE *file;
    char bytes[CHUNK];
    size_t at, len;
};

/* The character to come; -1 at the end. */
static int peek_char(struct walker *w)
{
    if (w->at == w->len) {
        w->len = VSIFReadL(w->bytes, 1, CHUNK, w->file);
        w->at = 0;
    }
    return w->at < w->len ? (unsigned char)w->bytes[w->at] : -1;
}

static int next_char(struct walker *w)
{
    int c = peek_char(w);
    w->at += c >= 0;
    return c;
}

/* The string after its opening quote, cut to what fits; escapes are kept as they are. */
static void read_string(struct walker *w, char out[MAX_NAME])
{
    size_t n = 0;
    int c;
    while ((c = next_char(w)) >= 0 && c != '"') {
        if (c == '\\')
            c = next_char(w);
        if (n + 1 < MAX_NAME && c >= 0)
            out[n++] = (char)c;
    }
    out[n] = 0;
}

static int skip_space(struct walker *w)
{
    int c;
    do
        c = next_char(w);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':' || c == ',');
    return c;
}

/* Past the value whose first character is c. */
static void skip_value(struct walker *w, int c)
{
    char ignored[MAX_NAME];
    int depth = 0;
    do {
        if (c == '"')
            read_string(w, ignored);
        else if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        if (depth == 0 && (c == '"' || c == '}' || c == ']'))
            return;
        int after = peek_char(w);
        if (depth == 0 && after > 0 && strchr(",}] \n\r\t", after))
            return;
        c = next_char(w);
    } while (c >= 0);
}

/* The members of an object whose '{' has been read. */
static void walk_feature(struct walker *w, struct vg_geojson_peek *out)
{
    char name[MAX_NAME];
    int c;
    while ((c = skip_space(w)) == '"') {
        read_string(w, name);
        c = skip_space(w);
        if (!strcmp(name, "id")) {
            out->text_id = c == '"';
            out->number_id = c == '-' || (c >= '0' && c <= '9');
        }
        skip_value(w, c);
    }
}

static void walk_root(struct walker *w, struct vg_geojson_peek *out)
{
    char name[MAX_NAME], type[MAX_NAME];
    int c;
    while ((c = skip_space(w)) == '"') {
        read_string(w, name);
        c = skip_space(w);
        if (!strcmp(name, "features") && c == '[') {
            *out = (struct vg_geojson_peek){0}; /* an id before was the collection's */
            if (skip_space(w) == '{')
                walk_feature(w, out);
            return;
        }
        if (!strcmp(name, "coordinates") || !strcmp(name, "geometries")) {
            out->bare = true;
            return;
        }
        if (!strcmp(name, "id")) { /* one feature alone */
            out->text_id = c == '"';
            out->number_id = c == '-' || (c >= '0' && c <= '9');
        }
        if (!strcmp(name, "type") && c == '"')
            read_string(w, type);
        else
            skip_value(w, c);
    }
}

void vg_geojson_peek(const char *path, struct vg_geojson_peek *out)
{
    *out = (struct vg_geojson_peek){0};
    struct walker w = { .file = VSIFOpenL(path, "rb") };
    if (!w.file)
        return;
    int c;
    do
        c = next_char(&w);
    while (c >= 0 && c != '{');
    if (c == '{')
        walk_root(&w, out);
    VSIFCloseL(w.file);
}
