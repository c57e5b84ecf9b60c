/* replay.c — give each file of a corpus folder to a fuzz target, without libFuzzer.
 *
 * So the seeds, and every input that once broke something, are cases of each test run. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    /* Exactly as large as the input, so that a read past its end is seen. */
    uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
    size_t got = data && size > 0 ? fread(data, 1, (size_t)size, f) : 0;
    fclose(f);
    if (data && size >= 0 && got == (size_t)size)
        LLVMFuzzerTestOneInput(data, got);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: replay CORPUS-FOLDER\n");
        return 1;
    }
    int n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        if (e->d_name[0] == '.')
            continue;
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        n += replay(path);
    }
    closedir(folder);
    printf("[  PASSED  ] %d test(s).\n", n);
    return n > 0 ? 0 : 1;
}
