/* The program: finds the sub-command and runs it. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

const struct vg_command vg_commands[] = {
    {"check", vg_cli_check, "check [STORE] [--config FILE] [--json] [--make-tables] [--triggers] | --product KIND FILE | --schema SCHEMA FILE",
     "say whether a store and a configuration can be served, and what is wrong"},
    {"import", vg_cli_import,
     "import SOURCE STORE [--collection ID] [--layer NAME] [--id FIELD] [--append | --replace] [--product KIND [--strict]] …",
     "put a geodata file into a store, all or nothing"},
    {"records", vg_cli_records, "records import|export|check STORE PATH… [--form NAME] [--json]",
     "metadata records into a store's catalogue, out of it into files, or looked at"},
    {"serve", vg_cli_serve,
     "serve STORE [--listen HOST:PORT] [--config FILE] [--base-url URL] [--cache DIR]",
     "publish a store"},
    {"token", vg_cli_token, "token", "make a bearer token, and what the configuration keeps of it"},
};
const int vg_n_commands = VG_COUNT(vg_commands);

static void print_help(FILE *to)
{
    fprintf(to, "vigie %s publishes geodata and its metadata.\n\n", VG_VERSION);
    for (int i = 0; i < vg_n_commands; i++)
        fprintf(to, "  vigie %s\n      %s\n", vg_commands[i].usage, vg_commands[i].summary);
    fprintf(to, "\nSTORE is a path that ends in .gpkg, postgresql://… or service=NAME.  See vigie(1).\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return VG_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return VG_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("vigie %s\n", VG_VERSION);
        return VG_EXIT_OK;
    }
    for (int i = 0; i < vg_n_commands; i++)
        if (strcmp(vg_commands[i].name, argv[1]) == 0)
            return vg_commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "vigie: there is no command '%s'\n", argv[1]);
    print_help(stderr);
    return VG_EXIT_USAGE;
}
