/* vigie serve: start the service, then wait for signals. */
#include "cli.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include <vigie/app/service.h>
#include <vigie/base/log.h>

enum { OPT_LISTEN = 256, OPT_CONFIG, OPT_BASE_URL, OPT_CACHE, OPT_LOG };

static const struct option options[] = {
    {"listen", required_argument, NULL, OPT_LISTEN},     {"config", required_argument, NULL, OPT_CONFIG},
    {"base-url", required_argument, NULL, OPT_BASE_URL}, {"cache", required_argument, NULL, OPT_CACHE},
    {"log", required_argument, NULL, OPT_LOG},           {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool set_log_level(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < VG_COUNT(names); i++)
        if (strcmp(names[i], name) == 0) {
            vg_log_set_level((enum vg_log_level)i);
            return true;
        }
    return false;
}

/* 0 to go on, else the exit status + 1. */
static int read_options(int argc, char **argv, struct vg_service_options *o)
{
    int c;
    while ((c = vg_cli_option(argc, argv, options)) != -1) {
        switch (c) {
        case OPT_LISTEN: o->listen = optarg; break;
        case OPT_CONFIG: o->config_file = optarg; break;
        case OPT_BASE_URL: o->base_url = optarg; break;
        case OPT_CACHE: o->cache = optarg; break;
        case OPT_LOG:
            if (set_log_level(optarg))
                break;
            return vg_cli_usage(argv[0], "'%s' is not a log level: debug, info, warn or error", optarg) + 1;
        case 'h':
            printf("usage: vigie serve STORE [--listen HOST:PORT] [--config FILE] [--base-url URL] [--cache DIR] "
                   "[--log LEVEL]\n");
            return VG_EXIT_OK + 1;
        default:
            return VG_EXIT_USAGE + 1;
        }
    }
    if (optind + 1 != argc)
        return vg_cli_usage(argv[0], optind == argc ? "which store?" : "one store, not several") + 1;
    o->store = argv[optind];
    return 0;
}

int vg_cli_serve(int argc, char **argv)
{
    struct vg_service_options o = {0};
    int done = read_options(argc, argv, &o);
    if (done)
        return done - 1;

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes (ulimit -f) is a full disk, and no death */
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before any thread is made: all of them inherit it */

    struct vg_error err = {.lang = vg_cli_lang()};
    struct vg_service *service;
    enum vg_status r = vg_service_start(&o, &service, &err);
    if (r != VG_OK) {
        int status = vg_cli_fail(argv[0], &err);
        return r == VG_NOT_FOUND ? VG_EXIT_SURROUNDINGS : status;
    }
    vg_log(VG_LOG_INFO, "serving %s at %s", vg_service_store_name(service), vg_service_address(service));
    for (int got; sigwait(&signals, &got) == 0 && got == SIGHUP;)
        vg_service_reload(service);
    vg_log(VG_LOG_INFO, "stopping: answers under way are finished first");
    vg_service_stop(service);
    return VG_EXIT_OK;
}
