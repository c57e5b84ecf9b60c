/* vigie import: a geodata file into a store, all or nothing. */
#include "cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <vigie/codec/products.h>

#include <vigie/ingest/import.h>

#define EXIT_INTERRUPTED 130
#define PLAIN_EVERY_MS 5000 /* between two lines of progress where there is no terminal */
#define BAR_EVERY_MS 100
#define FIRST_BAR_MS 500 /* what is over sooner needs none */
#define BAR_WIDTH 30
#define LISTED_IN_TEXT 20 /* repaired geometries that are printed one by one; --json gives more */
#define WAIT_MS 5000      /* for another writer to let the store go */
#define REPORT_BYTES ((size_t)256 << 20)

enum {
    OPT_COLLECTION = 256, OPT_LAYER, OPT_ID, OPT_APPEND, OPT_REPLACE, OPT_TITLE, OPT_DESCRIPTION, OPT_LANG,
    OPT_GEOMETRY, OPT_ENCODING, OPT_CRS, OPT_X, OPT_Y, OPT_WKT, OPT_QUIET, OPT_JSON,
    OPT_METADATA, OPT_NO_METADATA, OPT_PRODUCT, OPT_STAC, OPT_STRICT, OPT_QUARANTINE, OPT_HTML,
};

static const struct option options[] = {
    {"append", no_argument, NULL, OPT_APPEND},
    {"collection", required_argument, NULL, OPT_COLLECTION},
    {"crs", required_argument, NULL, OPT_CRS},
    {"description", required_argument, NULL, OPT_DESCRIPTION},
    {"encoding", required_argument, NULL, OPT_ENCODING},
    {"geometry", required_argument, NULL, OPT_GEOMETRY},
    {"help", no_argument, NULL, 'h'},
    {"html", required_argument, NULL, OPT_HTML},
    {"id", required_argument, NULL, OPT_ID},
    {"json", no_argument, NULL, OPT_JSON},
    {"lang", required_argument, NULL, OPT_LANG},
    {"layer", required_argument, NULL, OPT_LAYER},
    {"metadata", required_argument, NULL, OPT_METADATA},
    {"no-metadata", no_argument, NULL, OPT_NO_METADATA},
    {"product", required_argument, NULL, OPT_PRODUCT},
    {"quarantine", required_argument, NULL, OPT_QUARANTINE},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"replace", no_argument, NULL, OPT_REPLACE},
    {"stac", no_argument, NULL, OPT_STAC},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"title", required_argument, NULL, OPT_TITLE},
    {"wkt", required_argument, NULL, OPT_WKT},
    {"x", required_argument, NULL, OPT_X},
    {"y", required_argument, NULL, OPT_Y},
    {NULL, 0, NULL, 0},
};

static const char help[] =
    "usage: vigie import SOURCE STORE [options]\n"
    "  --collection ID       its id; otherwise the name of the layer or of the file\n"
    "  --layer NAME          where SOURCE holds several\n"
    "  --id FIELD            the field that is the features' id\n"
    "  --append | --replace  where the collection is there already\n"
    "  --title TEXT  --description TEXT  --lang fr|en\n"
    "  --geometry repair|refuse|keep     what to do with polygons that are not valid (repair)\n"
    "  --crs CRS             what the coordinates are, where SOURCE does not say it\n"
    "  --encoding NAME       of texts, where SOURCE does not say it\n"
    "  --x FIELD --y FIELD | --wkt FIELD columns of a CSV table\n"
    "  --metadata FILE       ISO 19139 that tells of the data; otherwise NAME.xml beside SOURCE\n"
    "  --no-metadata         what lies beside SOURCE is of no concern\n"
    "  --stac                SOURCE is a STAC Item, or a FeatureCollection of them: their assets are kept\n"
    "  --product KIND        check every row by the kind's schema; faulty rows are left out\n"
    "  --strict              any fault: nothing is imported\n"
    "  --quarantine FILE     where the rows left out go, as CSV\n"
    "  --html FILE           the report as a page\n"
    "  --quiet  --json\n"
    "STORE is a path that ends in .gpkg (made when it is not there), postgresql://… or service=NAME.\n";

struct call {
    struct vg_import_options import;
    const char *store, *product, *html;
    enum vg_lang lang;
    bool append, replace, quiet, json;
};

struct progress {
    const struct call *call;
    bool bar; /* on a terminal */
    int64_t next_ms;
    bool shown;
};

/* The stop flag: set by the first signal; a second one ends the process at once. */
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* ---- the call ---- */

static bool read_geometry_rule(const char *word, enum vg_geometry_rule *out)
{
    static const struct {
        const char *name;
        enum vg_geometry_rule rule;
    } rules[] = { { "keep", VG_GEOMETRY_KEEP }, { "refuse", VG_GEOMETRY_REFUSE }, { "repair", VG_GEOMETRY_REPAIR } };
    for (size_t i = 0; i < VG_COUNT(rules); i++)
        if (!strcmp(word, rules[i].name)) {
            *out = rules[i].rule;
            return true;
        }
    return false;
}

/* VG_EXIT_OK, or the status to end with (after a message); -1: help was printed. */
static int take_option(struct call *c, int opt)
{
    struct vg_import_options *o = &c->import;
    switch (opt) {
    case OPT_COLLECTION: o->collection = optarg; break;
    case OPT_LAYER: o->layer = optarg; break;
    case OPT_ID: o->id_field = optarg; break;
    case OPT_APPEND: c->append = true; break;
    case OPT_REPLACE: c->replace = true; break;
    case OPT_TITLE: o->title = optarg; break;
    case OPT_DESCRIPTION: o->description = optarg; break;
    case OPT_LANG:
        if (strcmp(optarg, "fr") && strcmp(optarg, "en"))
            return vg_cli_usage("import", "--lang is fr or en, not '%s'", optarg);
        o->lang = optarg;
        c->lang = optarg[0] == 'f' ? VG_FR : VG_EN;
        break;
    case OPT_GEOMETRY:
        if (!read_geometry_rule(optarg, &o->geometry))
            return vg_cli_usage("import", "--geometry is repair, refuse or keep, not '%s'", optarg);
        break;
    case OPT_ENCODING: o->encoding = optarg; break;
    case OPT_CRS: o->crs = optarg; break;
    case OPT_X: o->x = optarg; break;
    case OPT_Y: o->y = optarg; break;
    case OPT_WKT: o->wkt = optarg; break;
    case OPT_METADATA: o->metadata = optarg; break;
    case OPT_NO_METADATA: o->no_metadata = true; break;
    case OPT_PRODUCT: c->product = optarg; break;
    case OPT_STAC: o->stac = true; break;
    case OPT_STRICT: o->strict = true; break;
    case OPT_QUARANTINE: o->quarantine = optarg; break;
    case OPT_HTML: c->html = optarg; break;
    case OPT_QUIET: c->quiet = true; break;
    case OPT_JSON: c->json = true; break;
    case 'h': fputs(help, stdout); return -1;
    default: return VG_EXIT_USAGE;
    }
    return VG_EXIT_OK;
}

static bool is_store(const char *s)
{
    size_t n = strlen(s);
    return (n > 5 && !strcmp(s + n - 5, ".gpkg")) || !strncmp(s, "postgresql://", 13) || !strncmp(s, "postgres://", 11) ||
           !strncmp(s, "service=", 8);
}

static int check_call(const struct call *c)
{
    const struct vg_import_options *o = &c->import;
    if (!is_store(c->store))
        return vg_cli_usage("import", "'%s' is no store: a path that ends in .gpkg, postgresql://… or service=NAME", c->store);
    if (c->append && c->replace)
        return vg_cli_usage("import", "--append and --replace exclude each other");
    if (!c->product && (o->strict || o->quarantine || c->html))
        return vg_cli_usage("import", "--strict, --quarantine and --html need --product");
    if (o->metadata && o->no_metadata)
        return vg_cli_usage("import", "--metadata and --no-metadata exclude each other");
    if (!o->x != !o->y)
        return vg_cli_usage("import", "--x and --y go together");
    if (o->x && o->wkt)
        return vg_cli_usage("import", "--wkt and --x, --y exclude each other");
    return VG_EXIT_OK;
}

static int read_call(int argc, char **argv, struct call *c)
{
    *c = (struct call){ .lang = vg_cli_lang() };
    for (int opt; (opt = vg_cli_option(argc, argv, options)) != -1;) {
        int status = take_option(c, opt);
        if (status != VG_EXIT_OK)
            return status;
    }
    if (argc - optind != 2)
        return vg_cli_usage("import", "a SOURCE and a STORE are needed, in this order");
    c->import.source = argv[optind];
    c->store = argv[optind + 1];
    c->import.mode = c->append ? VG_LOAD_APPEND : c->replace ? VG_LOAD_REPLACE : VG_LOAD_CREATE;
    return check_call(c);
}

/* ---- progress ---- */

static void draw_bar(struct progress *p, int64_t rows, int64_t total)
{
    const char *unit = vg_text(p->call->lang, "rows");
    if (total <= 0) {
        fprintf(stderr, "\r\033[K%lld %s", (long long)rows, unit);
        return;
    }
    int full = (int)(rows * BAR_WIDTH / total);
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < full ? '#' : '.';
    bar[BAR_WIDTH] = 0;
    fprintf(stderr, "\r\033[K[%s] %3d %%  %lld %s", bar, (int)(rows * 100 / total), (long long)rows, unit);
}

static void show_progress(void *ctx, int64_t rows, int64_t total)
{
    struct progress *p = ctx;
    int64_t now = vg_monotonic_ms();
    if (p->call->quiet || now < p->next_ms)
        return;
    p->next_ms = now + (p->bar ? BAR_EVERY_MS : PLAIN_EVERY_MS);
    p->shown = true;
    if (p->bar)
        draw_bar(p, rows, total < rows ? -1 : total);
    else if (total >= rows)
        fprintf(stderr, vg_text(p->call->lang, "%lld of %lld rows\n"), (long long)rows, (long long)total);
    else
        fprintf(stderr, vg_text(p->call->lang, "%lld rows\n"), (long long)rows);
}

static void end_progress(const struct progress *p)
{
    if (p->bar && p->shown)
        fputs("\r\033[K", stderr);
}

static bool stop_was_asked(void *ctx)
{
    (void)ctx;
    return stop_asked;
}

/* ---- report ---- */

static void print_invalid(const struct call *c, const struct vg_import_report *r)
{
    const char *line = c->import.geometry == VG_GEOMETRY_REFUSE ? "not valid: %s: %s\n" : "repaired: %s: %s\n";
    size_t n = r->n_listed < LISTED_IN_TEXT ? r->n_listed : LISTED_IN_TEXT;
    for (size_t i = 0; i < n; i++)
        printf(vg_text(c->lang, line), r->invalid[i].id, r->invalid[i].reason);
    if (r->n_invalid > (int64_t)n)
        printf(vg_text(c->lang, "… and %lld more\n"), (long long)r->n_invalid - (long long)n);
}

/* What the check of a kind found, as text and into the page asked for. */
static void print_check(const struct call *c, const struct vg_import_report *r)
{
    VG_AUTO(vg_buf_finish) struct vg_buf text;
    vg_buf_init(&text, REPORT_BYTES);
    vg_check_put_text(&r->check, c->lang, LISTED_IN_TEXT, &text);
    fputs(text.ptr ? text.ptr : "", stdout);
}

static int write_page(const struct call *c, const struct vg_import_report *r)
{
    return c->html && r->check.file ? vg_cli_write_check("import", c->html, &r->check, c->lang) : VG_EXIT_OK;
}

static void print_report(const struct call *c, const struct vg_import_report *r)
{
    if (c->product)
        print_check(c, r);
    for (size_t i = 0; i < r->n_notes; i++)
        printf(vg_text(c->lang, "note: %s\n"), r->notes[i]);
    if (r->encoding)
        printf(vg_text(c->lang, "note: the texts are in %s, found out from their bytes\n"), r->encoding);
    print_invalid(c, r);
    const char *repaired = r->n_invalid ? vg_text(c->lang, ", %lld repaired") : "";
    char repaired_text[64];
    snprintf(repaired_text, sizeof repaired_text, repaired, (long long)r->n_invalid);
    printf(vg_text(c->lang, "collection '%s': %lld rows, %s%s%s%s, %.1f s\n"), r->collection, (long long)r->rows,
           r->geometry ? r->geometry : vg_text(c->lang, "no geometry"), r->crs ? ", " : "", r->crs ? r->crs : "",
           repaired_text, (double)r->elapsed_ms / 1000);
}

static struct vg_node *invalid_node(struct vg_arena *a, struct vg_node *to, const struct vg_import_report *r)
{
    struct vg_node *list = vg_node_add_list(a, to, "invalid");
    for (size_t i = 0; i < r->n_listed; i++) {
        struct vg_node *n = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, n, "id", r->invalid[i].id);
        vg_node_add_str(a, n, "reason", r->invalid[i].reason);
    }
    return list;
}

static void print_json(const struct vg_import_report *r, const struct vg_error *err, struct vg_arena *a)
{
    struct vg_node *root = vg_node_map(a);
    vg_node_add_bool(a, root, "ok", !err);
    if (err) {
        struct vg_node *error = vg_node_add_map(a, root, "error");
        vg_node_add_str(a, error, "kind", vg_status_name(err->kind));
        vg_node_add_str(a, error, "where", err->where[0] ? err->where : NULL);
        vg_node_add_str(a, error, "text", err->text);
    }
    vg_node_add_str(a, root, "collection", r->collection);
    vg_node_add_str(a, root, "format", r->format);
    vg_node_add_str(a, root, "layer", r->layer);
    vg_node_add_str(a, root, "encoding", r->encoding);
    vg_node_add_str(a, root, "id", r->id_field);
    vg_node_add_str(a, root, "geometry", r->geometry);
    vg_node_add_str(a, root, "crs", r->crs);
    vg_node_add_int(a, root, "rows", r->rows);
    vg_node_add_int(a, root, "invalidCount", r->n_invalid);
    invalid_node(a, root, r);
    if (r->check.file)
        vg_node_append(a, root, "check", vg_check_node(&r->check, a));
    struct vg_node *notes = vg_node_add_list(a, root, "notes");
    for (size_t i = 0; i < r->n_notes; i++)
        vg_node_add_str(a, notes, NULL, r->notes[i]);
    vg_node_add_double(a, root, "seconds", (double)r->elapsed_ms / 1000);
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, REPORT_BYTES);
    vg_node_put_json(&b, root, 2);
    printf("%s\n", b.ptr ? b.ptr : "{}");
}

/* ---- work ---- */

static int fail(const struct call *c, const struct vg_import_report *r, struct vg_error *err, bool of_store,
                struct vg_arena *a)
{
    if (c->json)
        print_json(r, err, a);
    else if (r->n_invalid && c->import.geometry == VG_GEOMETRY_REFUSE)
        print_invalid(c, r);
    else if (r->check.n_faults)
        print_check(c, r);
    write_page(c, r);
    err->where[0] = 0; /* the sentence names it */
    int status = vg_cli_fail("import", err);
    return stop_asked ? EXIT_INTERRUPTED : of_store ? VG_EXIT_SURROUNDINGS : status;
}

static int import(struct call *c, struct vg_arena *a)
{
    struct vg_error err = { .lang = c->lang };
    struct vg_import_report report = {0};
    bool terminal = isatty(STDERR_FILENO);
    struct progress progress = {
        .call = c, .bar = terminal, .next_ms = vg_monotonic_ms() + (terminal ? FIRST_BAR_MS : PLAIN_EVERY_MS),
    };
    struct vg_crs_registry *crs = vg_crs_registry_new(&err);
    if (!crs)
        return fail(c, &report, &err, true, a);
    struct vg_store *store = NULL;
    struct vg_store_options options_of_store = {
        .crs = crs, .pool_size = 1, .wait_ms = WAIT_MS, .writable = true, .create = true,
    };
    enum vg_status r = vg_store_open(c->store, &options_of_store, &store, &err);
    bool opened = r == VG_OK;
    c->import.registry = crs;
    c->import.progress = show_progress;
    c->import.stop = stop_was_asked;
    c->import.ctx = &progress;
    if (r == VG_OK && c->product)
        r = vg_products_need(c->product, &c->import.product, &err);
    c->import.schema = c->import.product ? c->import.product->schema : NULL;
    if (opened && r == VG_OK)
        r = vg_import(store, &c->import, a, &report, &err);
    end_progress(&progress);
    vg_store_close(store);
    vg_crs_registry_free(crs);
    if (r != VG_OK)
        return fail(c, &report, &err, !opened, a);
    if (c->json)
        print_json(&report, NULL, a);
    else if (!c->quiet)
        print_report(c, &report);
    return write_page(c, &report);
}

int vg_cli_import(int argc, char **argv)
{
    struct call call;
    int status = read_call(argc, argv, &call);
    if (status != VG_EXIT_OK)
        return status < 0 ? VG_EXIT_OK : status;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(REPORT_BYTES);
    if (!a) {
        struct vg_error err = { .lang = call.lang };
        vg_fail(&err, VG_NO_MEMORY, "", "out of memory");
        return vg_cli_fail("import", &err);
    }
    catch_signals();
    return import(&call, a);
}
