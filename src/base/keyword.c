/* keyword.c — binary search in a table whose rows begin with their name. */
#include <vigie/base/keyword.h>

static const char *name_at(const void *table, size_t i, size_t row_size)
{
    const char *name;
    memcpy(&name, (const char *)table + i * row_size, sizeof(name));
    return name;
}

/* As strcmp, for a word that need not be NUL-ended. */
static int compare(struct vg_str word, const char *name)
{
    int r = strncmp(word.ptr, name, word.len);
    return r != 0 ? r : -(name[word.len] != '\0');
}

const void *vg_keyword_find(struct vg_str word, const void *table, size_t n, size_t row_size)
{
    if (word.len == 0 || memchr(word.ptr, '\0', word.len))
        return NULL;
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int r = compare(word, name_at(table, middle, row_size));
        if (r == 0)
            return (const char *)table + middle * row_size;
        if (r < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool vg_keyword_sorted(const void *table, size_t n, size_t row_size)
{
    for (size_t i = 1; i < n; i++) {
        if (strcmp(name_at(table, i - 1, row_size), name_at(table, i, row_size)) >= 0)
            return false;
    }
    return true;
}
