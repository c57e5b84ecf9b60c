/* config_manual.c — conf/vigie.yaml, the documented sample, and docs/configuration.md.
 *
 * In the sample '# ' begins an explanation and '#' right before a key a line to uncomment.  Maps of
 * the service stand uncommented and empty, so that only the line that is wanted need be. */
#include "config_keys.h"

#define WIDTH 100

/* ---- the sample ---- */

static void put_indent(struct vg_buf *b, int depth)
{
    for (int i = 0; i < depth; i++)
        VG_BUF_LIT(b, "  ");
}

/* Words between `prefix` and the right margin. */
static void put_wrapped(struct vg_buf *b, int depth, const char *text)
{
    size_t column = 0;
    for (struct vg_str rest = vg_str_of(text); rest.ptr;) {
        struct vg_str word = vg_str_cut(rest, ' ', &rest);
        if (column == 0 || column + 1 + word.len > WIDTH) {
            if (column > 0)
                vg_buf_char(b, '\n');
            put_indent(b, depth);
            vg_buf_char(b, '#');
            column = (size_t)depth * 2 + 1;
        }
        vg_buf_char(b, ' ');
        vg_buf_str(b, word);
        column += 1 + word.len;
    }
    vg_buf_char(b, '\n');
}

struct sample {
    struct vg_buf *b;
    bool commented; /* within an example, where every line is */
};

static void put_sample_keys(struct sample s, const struct vg_config_key *keys, size_t n, int depth,
                            bool in_list);

static void put_line(struct sample s, int depth, const char *lead, const char *name,
                     const char *value)
{
    put_indent(s.b, depth);
    vg_buf_printf(s.b, "%s%s%s:%s%s\n", s.commented ? "#" : "", lead, name, *value ? " " : "",
                  value);
}

static void put_sample_key(struct sample s, const struct vg_config_key *k, int depth,
                           const char *lead)
{
    struct sample below = s;
    switch (k->kind) {
    case VG_K_GROUP:
    case VG_K_OBJECT:
        put_line(s, depth, lead, k->name, "");
        put_sample_keys(below, k->keys, k->n_keys, depth + 1, false);
        break;
    case VG_K_NAMED:
        put_line(s, depth, lead, k->name, "");
        below.commented = true;
        put_line(below, depth + 1, "", k->example, "");
        put_sample_keys(below, k->keys, k->n_keys, depth + 2, false);
        break;
    case VG_K_OBJECTS:
        put_line(s, depth, lead, k->name, "");
        below.commented = true;
        put_sample_keys(below, k->keys, k->n_keys, depth + 1, true);
        break;
    default:
        s.commented = true;
        put_line(s, depth, lead, k->name, k->dflt ? k->dflt : k->example);
        break;
    }
}

static void put_sample_keys(struct sample s, const struct vg_config_key *keys, size_t n, int depth,
                            bool in_list)
{
    for (size_t i = 0; i < n; i++) {
        if (depth == 0)
            vg_buf_char(s.b, '\n');
        put_wrapped(s.b, depth, keys[i].doc);
        put_sample_key(s, &keys[i], depth, !in_list ? "" : i == 0 ? "- " : "  ");
    }
}

void vg_config_put_sample(struct vg_buf *b)
{
    VG_BUF_LIT(b, "# yaml-language-server: $schema=../schemas/vigie.schema.json\n");
    put_wrapped(b, 0,
                "Configuration of vigie. Every key may be left out. A line that begins with '#' "
                "right before a key shows its default, or an example where it has none: take the "
                "'#' away and change the value. `vigie check --config FILE` says whether a file is "
                "right; a running vigie reads a changed file by itself and keeps the old one where "
                "the new one is wrong.");
    put_sample_keys((struct sample){b, false}, vg_config_keys, vg_config_keys_count, 0, false);
}

/* ---- the manual ---- */

static const char *kind_name(const struct vg_config_key *k)
{
    switch (k->kind) {
    case VG_K_PAIR:
        return "text, or map with en and fr";
    case VG_K_HTTP:
    case VG_K_LINK:
        return "address";
    case VG_K_SHA256:
        return "SHA-256";
    case VG_K_LISTEN:
        return "address and port";
    case VG_K_BOOL:
        return "true or false";
    case VG_K_INT:
    case VG_K_INT64:
        return "whole number";
    case VG_K_DURATION:
        return "time";
    case VG_K_SIZE:
        return "size";
    case VG_K_LIST:
        return "list of texts";
    case VG_K_GROUP:
    case VG_K_OBJECT:
        return "map";
    case VG_K_OBJECTS:
        return "list of maps";
    case VG_K_NAMED:
        return "map of maps by name";
    default:
        return "text";
    }
}

static void put_bounds(struct vg_buf *b, const struct vg_config_key *k)
{
    bool number = k->kind == VG_K_INT || k->kind == VG_K_INT64 || k->kind == VG_K_DURATION ||
                  k->kind == VG_K_SIZE;
    if (number) {
        VG_BUF_LIT(b, ", ");
        vg_config_put_number(b, k->kind, k->min);
        VG_BUF_LIT(b, " to ");
        vg_config_put_number(b, k->kind, k->max);
    }
    for (size_t i = 0; k->words && k->words[i]; i++)
        vg_buf_printf(b, "%s%s", i ? ", " : ": ", k->words[i]);
}

static void put_row(struct vg_buf *b, const struct vg_config_key *k)
{
    vg_buf_printf(b, "| `%s` | %s", k->name, kind_name(k));
    put_bounds(b, k);
    VG_BUF_LIT(b, " | ");
    if (k->dflt)
        vg_buf_printf(b, "`%s`", k->dflt);
    vg_buf_printf(b, " | %s%s |\n", k->required ? "Required. " : "", k->doc);
}

static void put_section(struct vg_buf *b, const char *path, const struct vg_config_key *keys,
                        size_t n);

/* The keys of a contact are the same wherever one stands: they are listed once. */
static bool is_listed_before(const struct vg_config_key *k)
{
    for (size_t i = 0; i < vg_config_keys_count; i++) {
        if (vg_config_keys[i].keys == k->keys)
            return &vg_config_keys[i] != k;
    }
    return false;
}

static void put_section_below(struct vg_buf *b, const char *path, const struct vg_config_key *k)
{
    if (k->n_keys == 0 || is_listed_before(k))
        return;
    struct vg_buf name;
    vg_buf_init(&name, 1000);
    vg_buf_printf(&name, "%s%s%s%s", path, *path ? "." : "", k->name,
                  k->kind == VG_K_NAMED     ? ".NAME"
                  : k->kind == VG_K_OBJECTS ? "[]"
                                            : "");
    vg_buf_printf(b, "\n## %s\n\n%s\n", name.ptr, k->doc);
    put_section(b, name.ptr, k->keys, k->n_keys);
    vg_buf_finish(&name);
}

static void put_section(struct vg_buf *b, const char *path, const struct vg_config_key *keys,
                        size_t n)
{
    VG_BUF_LIT(b, "\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++)
        put_row(b, &keys[i]);
    for (size_t i = 0; i < n; i++)
        put_section_below(b, path, &keys[i]);
}

void vg_config_put_manual(struct vg_buf *b)
{
    VG_BUF_LIT(
        b, "# Configuration\n\n"
           "`vigie serve STORE --config FILE` reads a YAML file; without one every default below "
           "holds. `vigie check --config FILE` says what is wrong\nwith a file, by line and key. "
           "A running vigie reads a changed file by itself, or on SIGHUP; where the new one is "
           "wrong the old one stays\nin force and the log says why.\n\n"
           "conf/vigie.yaml is a sample with every key, schemas/vigie.schema.json a JSON Schema by "
           "which editors complete and check it. This page,\nthe sample and the schema are made "
           "from src/app/config_keys.c by `ninja -C build config-schema`.\n\n"
           "Times are whole milliseconds or have a unit (`500 ms`, `30 s`, `5 min`, `1 h`); sizes "
           "are whole bytes or have one (`512 KiB`, `8 MiB`, `1 GiB`).\n");
    put_section(b, "", vg_config_keys, vg_config_keys_count);
}
