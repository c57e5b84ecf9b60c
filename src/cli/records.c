/* vigie records: metadata records into a store's catalogue, out of it, or looked at. */
#include "cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <vigie/ingest/records.h>

#define REPORT_BYTES ((size_t)256 << 20)
#define WAIT_MS 5000
#define PROGRESS_EVERY_MS 5000
#define LISTED_IN_TEXT 50

enum { OPT_FORM = 256, OPT_HTML, OPT_JSON, OPT_LANG, OPT_QUIET };

static const struct option options[] = {
    {"form", required_argument, NULL, OPT_FORM}, {"help", no_argument, NULL, 'h'},
    {"html", required_argument, NULL, OPT_HTML}, {"json", no_argument, NULL, OPT_JSON},       {"lang", required_argument, NULL, OPT_LANG},
    {"quiet", no_argument, NULL, OPT_QUIET},     {NULL, 0, NULL, 0},
};

static const char help[] =
    "usage: vigie records import STORE PATH…         files, folders and zips, in any form of metadata\n"
    "       vigie records export STORE FOLDER        each record as a file\n"
    "       vigie records check PATH…                what import would say, and what INSPIRE asks; nothing is written\n"
    "  --html FILE           of check: the report as a page\n"
    "  --form NAME           of export: original (the default), iso19139, record, dc…\n"
    "  --lang fr|en  --quiet  --json\n";

struct call {
    const char *form, *html;
    enum vg_lang lang;
    bool quiet, json;
    int64_t next_ms;
};

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

static bool stop_was_asked(void *ctx)
{
    (void)ctx;
    return stop_asked;
}

static void show_progress(void *ctx, int64_t files, int64_t records)
{
    struct call *c = ctx;
    if (c->quiet || c->json || vg_monotonic_ms() < c->next_ms)
        return;
    c->next_ms = vg_monotonic_ms() + PROGRESS_EVERY_MS;
    fprintf(stderr, vg_text(c->lang, "%lld files, %lld records\n"), (long long)files, (long long)records);
}

/* --- the report ----------------------------------------------------------------------------------- */

static void print_findings(const struct vg_node *one)
{
    VG_EACH(f, vg_node_get(one, "faults"))
        printf("    %s: %s\n", vg_node_cstr(f, "rule", ""), vg_node_cstr(f, "text", ""));
    VG_EACH(f, vg_node_get(one, "findings"))
        printf("    %s: %s%s%s\n", vg_node_cstr(f, "severity", ""), vg_node_cstr(f, "path", ""),
               *vg_node_cstr(f, "path", "") ? ": " : "", vg_node_cstr(f, "text", ""));
}

static void print_head(const struct call *c, const struct vg_node *one)
{
    printf("%s: ", vg_node_cstr(one, "source", ""));
    if (vg_node_get(one, "score"))
        printf(vg_text(c->lang, "score %lld of 100"), vg_node_count(one, "score"));
    else
        printf("%s", vg_text(c->lang, vg_node_cstr(one, "fate", "")));
    printf("%s%s\n", vg_node_cstr(one, "reason", NULL) ? ": " : "", vg_node_cstr(one, "reason", ""));
}

static void print_text(const struct call *c, const struct vg_node *report)
{
    const struct vg_node *list = vg_node_get(report, "list");
    int n = 0;
    VG_EACH(one, list) {
        if (n++ == LISTED_IN_TEXT)
            break;
        print_head(c, one);
        print_findings(one);
    }
    if (list && list->n > LISTED_IN_TEXT)
        printf(vg_text(c->lang, "… and %lld more\n"), (long long)list->n - LISTED_IN_TEXT);
    printf(vg_text(c->lang, "%lld files, %lld records\n"), vg_node_count(report, "files"), vg_node_count(report, "records"));
    printf(vg_text(c->lang, "added %lld, changed %lld, the same %lld, there twice %lld, repaired %lld, in quarantine %lld\n"),
           vg_node_count(report, "added"), vg_node_count(report, "changed"), vg_node_count(report, "same"), vg_node_count(report, "twice"),
           vg_node_count(report, "repaired"), vg_node_count(report, "quarantined"));
    if (vg_node_get(report, "score"))
        printf(vg_text(c->lang, "mean score: %lld of 100\n"), vg_node_count(report, "score"));
}

static void print_json(const struct vg_node *report)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, REPORT_BYTES);
    vg_node_put_json(&b, report, 2);
    printf("%s\n", b.ptr ? b.ptr : "{}");
}

static int write_page(const struct call *c, const struct vg_node *report)
{
    VG_AUTO(vg_buf_finish) struct vg_buf page;
    struct vg_error err = {.lang = c->lang};
    vg_buf_init(&page, REPORT_BYTES);
    vg_records_put_html(report, c->lang, &page);
    return vg_cli_write(c->html, (struct vg_str){page.ptr, page.len}, &err) == VG_OK ? VG_EXIT_OK : vg_cli_fail("records", &err);
}

static void print_report(const struct call *c, const struct vg_node *report)
{
    if (c->json)
        print_json(report);
    else if (!c->quiet)
        print_text(c, report);
}

/* --- import and check ----------------------------------------------------------------------------- */

static enum vg_status open_store(const char *address, struct vg_crs_registry *crs, bool write, struct vg_store **out,
                                 struct vg_error *err)
{
    const struct vg_store_options o = {.crs = crs, .pool_size = 1, .wait_ms = WAIT_MS, .writable = write, .create = write};
    return address ? vg_store_open(address, &o, out, err) : vg_store_open_memory(&o, out, err);
}

/* address NULL: into a store in memory, to see what would become of it. */
static int import(struct call *c, const char *address, char **paths, int n)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(REPORT_BYTES);
    struct vg_error err = {.lang = c->lang};
    struct vg_crs_registry *crs = vg_crs_registry_new(&err);
    const struct vg_records_options o = {.paths = (const char *const *)paths, .n_paths = (size_t)n, .dry = !address,
                                         .progress = show_progress, .stop = stop_was_asked, .ctx = c};
    struct vg_store *store = NULL;
    struct vg_node *report = NULL;
    enum vg_status r = crs && a ? open_store(address, crs, true, &store, &err) : VG_NO_MEMORY;
    bool opened = r == VG_OK;
    if (opened)
        r = vg_records_import(store, &o, a, &report, &err);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    if (r != VG_OK) {
        int status = vg_cli_fail("records", &err);
        return opened ? status : VG_EXIT_SURROUNDINGS;
    }
    print_report(c, report);
    int status = c->html ? write_page(c, report) : VG_EXIT_OK;
    if (status != VG_EXIT_OK)
        return status;
    return !address && vg_node_count(report, "quarantined") ? VG_EXIT_INPUT : VG_EXIT_OK;
}

static int export(const struct call *c, const char *address, const char *folder)
{
    struct vg_error err = {.lang = c->lang};
    struct vg_crs_registry *crs = vg_crs_registry_new(&err);
    struct vg_store *store = NULL;
    int64_t n = 0, without = 0;
    enum vg_status r = crs ? open_store(address, crs, false, &store, &err) : VG_NO_MEMORY;
    bool opened = r == VG_OK;
    if (opened)
        r = vg_records_export(store, folder, c->form, &n, &without, &err);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    if (r != VG_OK) {
        int status = vg_cli_fail("records", &err);
        return opened ? status : VG_EXIT_SURROUNDINGS;
    }
    if (!c->quiet)
        printf(vg_text(c->lang, "%lld records written, %lld without this form\n"), (long long)n, (long long)without);
    return VG_EXIT_OK;
}

/* --- the call ------------------------------------------------------------------------------------- */

static int take_option(struct call *c, int opt)
{
    switch (opt) {
    case OPT_FORM: c->form = optarg; break;
    case OPT_HTML: c->html = optarg; break;
    case OPT_JSON: c->json = true; break;
    case OPT_QUIET: c->quiet = true; break;
    case OPT_LANG:
        if (strcmp(optarg, "fr") && strcmp(optarg, "en"))
            return vg_cli_usage("records", "--lang is fr or en, not '%s'", optarg);
        c->lang = *optarg == 'f' ? VG_FR : VG_EN;
        break;
    case 'h': fputs(help, stdout); return -1;
    default: return VG_EXIT_USAGE;
    }
    return VG_EXIT_OK;
}

static int run(struct call *c, const char *what, char **args, int n)
{
    if (c->html && strcmp(what, "check"))
        return vg_cli_usage("records", "--html goes with check");
    if (!strcmp(what, "check"))
        return n ? import(c, NULL, args, n) : vg_cli_usage("records", "check takes one PATH or more");
    if (!strcmp(what, "import"))
        return n > 1 ? import(c, args[0], args + 1, n - 1)
                     : vg_cli_usage("records", "import takes a STORE and one PATH or more");
    if (!strcmp(what, "export"))
        return n == 2 ? export(c, args[0], args[1]) : vg_cli_usage("records", "export takes a STORE and a FOLDER");
    return vg_cli_usage("records", "import, export or check, not '%s'", what);
}

int vg_cli_records(int argc, char **argv)
{
    struct call c = {.form = VG_RECORD_ORIGINAL, .lang = vg_cli_lang(), .next_ms = vg_monotonic_ms() + PROGRESS_EVERY_MS};
    for (int opt; (opt = vg_cli_option(argc, argv, options)) != -1;) {
        int status = take_option(&c, opt);
        if (status != VG_EXIT_OK)
            return status < 0 ? VG_EXIT_OK : status;
    }
    if (optind >= argc)
        return vg_cli_usage("records", "import, export or check is needed");
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return run(&c, argv[optind], argv + optind + 1, argc - optind - 1);
}
