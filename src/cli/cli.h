/* cli.h — what the sub-commands share: exit statuses, messages, options. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <getopt.h>

#include <vigie/base/node.h>

/* docs/vigie.1, EXIT STATUS */
enum vg_exit {
    VG_EXIT_OK = 0,
    VG_EXIT_INPUT = 1,        /* the input is at fault; one sentence says which and where */
    VG_EXIT_USAGE = 2,        /* the call is */
    VG_EXIT_SURROUNDINGS = 3, /* the store is away, the disk full, the address taken… */
};

struct vg_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the sub-command's name */
    const char *usage;                 /* "serve STORE [--listen HOST:PORT] …" */
    const char *summary;
};
extern const struct vg_command vg_commands[];
extern const int vg_n_commands;

int vg_cli_serve(int argc, char **argv);
int vg_cli_import(int argc, char **argv);
int vg_cli_check(int argc, char **argv);
int vg_cli_records(int argc, char **argv);
int vg_cli_token(int argc, char **argv);

/* The language of messages: --lang where a command has it, else LC_ALL, LC_MESSAGES, LANG. */
enum vg_lang vg_cli_lang(void);

/* "vigie import: FILE: sentence" on standard error; gives the exit status that fits. */
int vg_cli_fail(const char *command, const struct vg_error *err);
/* A file with this text, in place of what is there.  VG_UNAVAILABLE: it cannot be written. */
enum vg_status vg_cli_write(const char *path, struct vg_str text, struct vg_error *err);
struct vg_check_report;
/* The report of a check as a page into a file; the exit status. */
int vg_cli_write_check(const char *command, const char *path, const struct vg_check_report *r, enum vg_lang lang);
/* A wrong call: the sentence, then the command's usage line. VG_EXIT_USAGE. */
int vg_cli_usage(const char *command, const char *fmt, ...) VG_PRINTF(2, 3);

/* getopt_long with our messages: the option's val, -1 at the end, '?' after a message was printed. */
int vg_cli_option(int argc, char **argv, const struct option *options);

#endif
