/* A database of a test's own on the server that VIGIE_TEST_PG names: made with PostGIS, dropped at the end. */
#ifndef VIGIE_TESTS_POSTGIS_DB_H
#define VIGIE_TESTS_POSTGIS_DB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include <vigie/store/loader.h>
#include <vigie/store/store.h>

#include "discovered.h"

struct test_db {
    PGconn *admin, *sql;  /* to the server's own database, and to the test's */
    char name[64];
    char address[512];    /* of the test's */
    struct vg_crs_registry *crs;
    struct vg_arena *arena;
};

static struct test_db db;

static inline struct vg_arena *test_arena(void)
{
    return db.arena;
}

/* A statement that must pass; one for which `fine` is NULL may give rows. */
static inline void run_on(PGconn *c, const char *sql)
{
    PGresult *r = PQexec(c, sql);
    ExecStatusType s = PQresultStatus(r);
    if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQresultErrorMessage(r));
    PQclear(r);
}

static inline void run(const char *sql)
{
    run_on(db.sql, sql);
}

static inline const char *ask_text(const char *sql)
{
    PGresult *r = PQexec(db.sql, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) < 1)
        fail_msg("%s: %s", sql, PQresultErrorMessage(r));
    const char *text = PQgetisnull(r, 0, 0) ? NULL : vg_arena_strdup(db.arena, PQgetvalue(r, 0, 0));
    PQclear(r);
    return text;
}

/* The server's address with another database at its end. */
static inline void put_address(const char *server)
{
    const char *slash = strrchr(server, '/');
    int head = slash && slash > server + 12 ? (int)(slash - server) : (int)strlen(server);
    snprintf(db.address, sizeof db.address, "%.*s/%s", head, server, db.name);
}

static inline int db_set_up(void **state)
{
    (void)state;
    const char *server = getenv("VIGIE_TEST_PG");
    struct vg_error err = {0};
    db.admin = PQconnectdb(server);
    if (PQstatus(db.admin) != CONNECTION_OK) {
        fprintf(stderr, "%s", PQerrorMessage(db.admin));
        return -1;
    }
    snprintf(db.name, sizeof db.name, "vigie_test_%d", (int)getpid());
    char sql[128];
    snprintf(sql, sizeof sql, "create database %s encoding 'UTF8'", db.name);
    run_on(db.admin, sql);
    put_address(server);
    db.sql = PQconnectdb(db.address);
    db.crs = vg_crs_registry_new(&err);
    db.arena = vg_arena_new(64 << 20);
    run("set client_min_messages = error; create extension if not exists postgis");
    return db.crs && db.arena ? 0 : -1;
}

static inline int db_tear_down(void **state)
{
    (void)state;
    char sql[128];
    PQfinish(db.sql);
    snprintf(sql, sizeof sql, "drop database if exists %s with (force)", db.name);
    run_on(db.admin, sql);
    PQfinish(db.admin);
    vg_crs_registry_free(db.crs);
    vg_arena_free(db.arena);
    return 0;
}

/* Tests run where there is a server; elsewhere a line says that they did not. */
#define RUN_WITH_DB(tests)                                                       \
    do {                                                                         \
        if (!getenv("VIGIE_TEST_PG")) {                                          \
            puts("skipped: VIGIE_TEST_PG names no server");                      \
            return 77;                                                           \
        }                                                                        \
        return cmocka_run_group_tests(tests, db_set_up, db_tear_down);           \
    } while (0)

static inline struct vg_store *open_store_with(struct vg_store_options o)
{
    struct vg_error err = {0};
    struct vg_store *s = NULL;
    o.crs = db.crs;
    if (vg_store_open(db.address, &o, &s, &err) != VG_OK)
        fail_msg("%s", err.text);
    return s;
}

static inline struct vg_discovery discover(struct vg_store *s)
{
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    if (vg_store_discover(s, NULL, 0, db.arena, &d, &err) != VG_OK)
        fail_msg("%s", err.text);
    return d;
}

static inline const struct vg_field *field(const struct vg_collection *c, const char *name)
{
    int i = vg_collection_field(c, vg_str_of(name));
    if (i < 0)
        fail_msg("no field %s", name);
    return &c->fields[i];
}

#endif
