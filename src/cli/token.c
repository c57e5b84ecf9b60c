/* vigie token: 256 random bits as a bearer token, and the hash that goes into the configuration in its place. */
#include "cli.h"

#include <stdio.h>

#include <vigie/access/token.h>

static const struct option options[] = {
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

int vg_cli_token(int argc, char **argv)
{
    char token[VG_TOKEN_TEXT], hash[VG_SHA256_HEX + 1];
    struct vg_error err = {.lang = vg_cli_lang()};
    int c = vg_cli_option(argc, argv, options);

    if (c == 'h') {
        printf("usage: vigie token\n");
        return VG_EXIT_OK;
    }
    if (c != -1)
        return VG_EXIT_USAGE;
    if (optind < argc)
        return vg_cli_usage(argv[0], "no argument");
    if (vg_token_make(token, &err) != VG_OK)
        return vg_cli_fail(argv[0], &err);
    vg_sha256_hex(vg_str_of(token), hash);
    printf("token:  %s\nsha256: %s\n", token, hash);
    return VG_EXIT_OK;
}
