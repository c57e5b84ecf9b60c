/* config_files.c — the small program that writes the files made from the table of keys.
 *
 * Usage: config_files SOURCE-FOLDER.  `ninja config-schema` runs it; a test compares. */
#include <stdio.h>

#include "config_keys.h"

static const struct {
    const char *path;
    void (*put)(struct vg_buf *b);
} files[] = {
    {"schemas/vigie.schema.json", vg_config_put_schema},
    {"conf/vigie.yaml", vg_config_put_sample},
    {"docs/configuration.md", vg_config_put_manual},
};

static int write_file(const char *folder, const char *path, struct vg_str text)
{
    char name[4096];
    int n = snprintf(name, sizeof(name), "%s/%s", folder, path);
    FILE *f = n > 0 && (size_t)n < sizeof(name) ? fopen(name, "wb") : NULL;
    if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f) != 0) {
        perror(name);
        return 3;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: config_files SOURCE-FOLDER\n");
        return 2;
    }
    int r = 0;
    for (size_t i = 0; i < VG_COUNT(files) && r == 0; i++) {
        struct vg_buf b;
        vg_buf_init(&b, 1 << 20);
        files[i].put(&b);
        if (b.failed == VG_OK)
            r = write_file(argv[1], files[i].path, (struct vg_str){b.ptr, b.len});
        else
            r = 3;
        vg_buf_finish(&b);
    }
    return r;
}
