/* Pages: a template by name, the texts of a language, the shared partials. */
#include <vigie/codec/html.h>

#include <stdio.h>
#include <stdlib.h>

#include "mustache.h"

#include <vigie/base/number.h>
#include <vigie/base/yaml.h>

#define MAX_TEXTS (1u << 20)

static const char *const partial_names[] = {"head", "foot", "card", "chart", "map", "filter", "filters", "find_place", "column", "legend", "table"};

struct vg_html {
    struct vg_arena *arena;
    const struct vg_node *texts[2]; /* by enum vg_lang */
    struct vg_mustache_partial partials[VG_COUNT(partial_names)];
};

static bool find_file(const char *folder, const char *name, const char *suffix, struct vg_str *out)
{
    char path[128];
    struct vg_asset file;
    int n = snprintf(path, sizeof path, "%s%s%s", folder, name, suffix);
    bool found = vg_asset_find((struct vg_str){path, (size_t)n}, &file);
    if (found)
        *out = file.bytes;
    return found;
}

static enum vg_status load(struct vg_html *h, struct vg_error *err)
{
    static const char *const langs[] = {[VG_EN] = "en", [VG_FR] = "fr"};
    for (size_t i = 0; i < VG_COUNT(langs); i++) {
        struct vg_str file;
        struct vg_node *texts;
        if (!find_file("text/", langs[i], ".yaml", &file))
            return vg_fail(err, VG_BUG, langs[i], "the texts of a language are not in the program");
        enum vg_status r = vg_yaml_parse(file, h->arena, &texts, err);
        if (r != VG_OK)
            return r;
        h->texts[i] = texts;
    }
    for (size_t i = 0; i < VG_COUNT(partial_names); i++) {
        struct vg_str file;
        if (!find_file("templates/partials/", partial_names[i], ".mustache", &file))
            return vg_fail(err, VG_BUG, partial_names[i], "a partial is not in the program");
        h->partials[i] = (struct vg_mustache_partial){partial_names[i], file};
    }
    return VG_OK;
}

struct vg_html *vg_html_new(struct vg_error *err)
{
    struct vg_html *h = calloc(1, sizeof *h);
    if (!h || !(h->arena = vg_arena_new(MAX_TEXTS))) {
        (void)vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        free(h);
        return NULL;
    }
    if (load(h, err) != VG_OK) {
        vg_html_free(h);
        return NULL;
    }
    return h;
}

void vg_html_free(struct vg_html *h)
{
    if (!h)
        return;
    vg_arena_free(h->arena);
    free(h);
}

void vg_html_put_count(struct vg_buf *b, enum vg_lang lang, int64_t n)
{
    char digits[VG_NUMBER_MAX];
    size_t len = (size_t)(vg_int64_write(digits, n) - digits);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
            vg_buf_cstr(b, lang == VG_FR ? "\u202f" : ",");
        vg_buf_char(b, digits[i]);
    }
}

const char *vg_html_text(const struct vg_html *h, enum vg_lang lang, const char *key)
{
    const struct vg_node *n = vg_node_at(h->texts[lang], key);
    return n && n->kind == VG_N_STR ? n->text.ptr : key;
}

enum vg_status vg_html_put(const struct vg_html *h, const char *name, enum vg_lang lang, const struct vg_node *data,
                           struct vg_buf *out, struct vg_error *err)
{
    struct vg_str page;
    const char *why = "";
    if (!find_file("templates/pages/", name, ".mustache", &page))
        return vg_fail(err, VG_BUG, name, "there is no such page");
    if (!vg_mustache_render(page, data, h->texts[lang], h->partials, VG_COUNT(h->partials), out, &why))
        return vg_fail(err, VG_BUG, name, "%s", why);
    return vg_buf_check(out, err);
}
