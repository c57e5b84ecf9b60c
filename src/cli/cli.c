/* What the sub-commands share. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum vg_lang vg_cli_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < VG_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "fr", 2) == 0 ? VG_FR : VG_EN;
    }
    return VG_EN;
}

int vg_cli_fail(const char *command, const struct vg_error *err)
{
    fprintf(stderr, "vigie %s: %s%s%s\n", command, err->where, err->where[0] ? ": " : "", err->text);
    switch (err->kind) {
    case VG_UNAVAILABLE:
    case VG_NO_MEMORY:
    case VG_BUG:
        return VG_EXIT_SURROUNDINGS;
    default:
        return VG_EXIT_INPUT;
    }
}

enum vg_status vg_cli_write(const char *path, struct vg_str text, struct vg_error *err)
{
    FILE *f = fopen(path, "w");
    bool good = f && text.ptr && fwrite(text.ptr, 1, text.len, f) == text.len;
    good = f && fclose(f) == 0 && good;
    return good ? VG_OK : vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be written: %s", path, strerror(errno));
}

static const struct vg_command *find_command(const char *name)
{
    for (int i = 0; i < vg_n_commands; i++)
        if (strcmp(vg_commands[i].name, name) == 0)
            return &vg_commands[i];
    return NULL;
}

int vg_cli_usage(const char *command, const char *fmt, ...)
{
    const struct vg_command *c = find_command(command);
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "vigie %s: ", command);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, "\nusage: vigie %s\n", c ? c->usage : command);
    return VG_EXIT_USAGE;
}

int vg_cli_option(int argc, char **argv, const struct option *options)
{
    opterr = 0;
    int c = getopt_long(argc, argv, ":h", options, NULL);
    if (c == ':')
        vg_cli_usage(argv[0], "option '%s' needs a value", argv[optind - 1]);
    else if (c == '?')
        vg_cli_usage(argv[0], "unknown option '%s'", argv[optind - 1]);
    return c == ':' ? '?' : c;
}
