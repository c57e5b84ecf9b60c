/* check_table.h — `vigie check` of a file of rows. */
#ifndef CLI_CHECK_TABLE_H
#define CLI_CHECK_TABLE_H

#include "cli.h"

struct vg_cli_table {
    const char *product, *schema; /* a kind, or the path of a Table Schema; the other is NULL */
    const char *file, *html;      /* html NULL: no page */
    enum vg_lang lang;
    bool json;
};

/* The exit status: VG_EXIT_INPUT where a rule is broken. */
int vg_cli_check_table(const struct vg_cli_table *t);

#endif
