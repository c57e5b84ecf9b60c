/* vigie check: is a configuration right, and what of a store can be published? */
#include "check_table.h"

#include <stdio.h>
#include <string.h>

#include <vigie/app/check.h>
#include <vigie/app/tracking.h>

enum { OPT_CONFIG = 256, OPT_JSON, OPT_MAKE_TABLES, OPT_TRIGGERS, OPT_PRODUCT, OPT_SCHEMA, OPT_HTML, OPT_LANG };

static const struct option options[] = {
    {"config", required_argument, NULL, OPT_CONFIG},
    {"json", no_argument, NULL, OPT_JSON},
    {"make-tables", no_argument, NULL, OPT_MAKE_TABLES},
    {"triggers", no_argument, NULL, OPT_TRIGGERS},
    {"html", required_argument, NULL, OPT_HTML},
    {"lang", required_argument, NULL, OPT_LANG},
    {"product", required_argument, NULL, OPT_PRODUCT},
    {"schema", required_argument, NULL, OPT_SCHEMA},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static void print_list(const struct vg_node *list)
{
    VG_EACH(line, list)
        printf("%.*s\n", (int)line->text.len, line->text.ptr);
}

static void print_report(const struct vg_node *report)
{
    VG_EACH(c, vg_node_get(report, "collections")) {
        printf("collection %s: %s\n", vg_node_cstr(c, "id", ""), vg_node_cstr(c, "summary", ""));
        VG_EACH(index, vg_node_get(c, "missing_indexes"))
            printf("  %s\n    %s\n", vg_node_cstr(index, "why", ""), vg_node_cstr(index, "statement", ""));
    }
    VG_EACH(t, vg_node_get(report, "unpublished"))
        printf("not published: %s: %s\n", vg_node_cstr(t, "table", ""), vg_node_cstr(t, "reason", ""));
    print_list(vg_node_get(report, "warnings"));
}

/* What the log of changes needs of the store: its tables are made, its triggers are printed for psql or sqlite3. */
static int prepare_log(const char *command, const char *store, const char *config, bool make, bool triggers)
{
    struct vg_error err = {.lang = vg_cli_lang()};
    VG_AUTO(vg_buf_finish) struct vg_buf sql;
    vg_buf_init(&sql, 64u << 20);
    enum vg_status r = make ? vg_tracking_make_tables(store, &err) : VG_OK;
    if (r == VG_OK && triggers)
        r = vg_tracking_print(store, config, &sql, &err);
    if (r != VG_OK) {
        int status = vg_cli_fail(command, &err);
        return r == VG_NOT_FOUND ? VG_EXIT_SURROUNDINGS : status;
    }
    if (make) /* not into the SQL that goes to psql */
        fprintf(stderr, "vigie %s: %s\n", command, vg_text(err.lang, "the tables for the log of changes are there"));
    printf("%s", sql.ptr ? sql.ptr : "");
    return VG_EXIT_OK;
}

int vg_cli_check(int argc, char **argv)
{
    const char *config = NULL;
    bool json = false, make = false, triggers = false;
    struct vg_cli_table table = {.lang = vg_cli_lang()};
    for (int c; (c = vg_cli_option(argc, argv, options)) != -1;) {
        switch (c) {
        case OPT_CONFIG: config = optarg; break;
        case OPT_JSON: json = true; break;
        case OPT_MAKE_TABLES: make = true; break;
        case OPT_TRIGGERS: triggers = true; break;
        case OPT_PRODUCT: table.product = optarg; break;
        case OPT_SCHEMA: table.schema = optarg; break;
        case OPT_HTML: table.html = optarg; break;
        case OPT_LANG:
            if (strcmp(optarg, "fr") && strcmp(optarg, "en"))
                return vg_cli_usage(argv[0], "--lang is fr or en, not '%s'", optarg);
            table.lang = optarg[0] == 'f' ? VG_FR : VG_EN;
            break;
        case 'h':
            printf("usage: vigie check [STORE] [--config FILE] [--json] [--make-tables] [--triggers]\n"
                   "       vigie check --product KIND | --schema SCHEMA.json FILE [--json] [--html FILE] [--lang fr|en]\n");
            return VG_EXIT_OK;
        default: return VG_EXIT_USAGE;
        }
    }
    if (table.product || table.schema) {
        if (optind + 1 != argc || (table.product && table.schema))
            return vg_cli_usage(argv[0], "one file, and a kind or a schema");
        table.file = argv[optind];
        table.json = json;
        return vg_cli_check_table(&table);
    }
    if (optind + 1 < argc || (optind == argc && !config))
        return vg_cli_usage(argv[0], "a store, a configuration, or both");
    if (make || triggers)
        return optind < argc ? prepare_log(argv[0], argv[optind], config, make, triggers)
                             : vg_cli_usage(argv[0], "a store");

    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(256u << 20);
    struct vg_error err = {.lang = vg_cli_lang()};
    struct vg_node *report = NULL;
    enum vg_status r = vg_check(optind < argc ? argv[optind] : NULL, config, a, &report, &err);
    if (r != VG_OK) {
        int status = vg_cli_fail(argv[0], &err);
        return r == VG_NOT_FOUND && optind < argc ? VG_EXIT_SURROUNDINGS : status;
    }
    if (!json) {
        print_report(report);
        return VG_EXIT_OK;
    }
    struct vg_buf b;
    vg_buf_init(&b, 64u << 20);
    vg_node_put_json(&b, report, 2);
    printf("%s\n", b.ptr ? b.ptr : "{}");
    vg_buf_finish(&b);
    return VG_EXIT_OK;
}
