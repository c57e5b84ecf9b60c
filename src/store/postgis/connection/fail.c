/* fail.c — what the server says went wrong, as a kind and a sentence.
 *
 * The kind comes from the SQLSTATE alone: the server's own sentences follow its lc_messages and are
 * only quoted.  (PostgreSQL's manual, appendix A.) */
#include "conn.h"

#include <vigie/base/keyword.h>

struct state {
    const char *name; /* the whole code, or the class: its first two characters */
    enum vg_status kind;
    bool lost;        /* the session is over: another connection may well do better */
};

static const struct state states[] = {
    {"08", VG_UNAVAILABLE, true},     /* connection exception */
    {"22", VG_BAD_INPUT, false},      /* a value out of range */
    {"22003", VG_BAD_INPUT, false},   /* a filter computes a number that is too large */
    {"2201F", VG_BAD_INPUT, false},   /* or a power that is none */
    {"23", VG_CONFLICT, false},       /* a constraint */
    {"25006", VG_FORBIDDEN, false},   /* a write in a read-only transaction */
    {"25P03", VG_UNAVAILABLE, true},  /* idle in transaction for too long */
    {"28", VG_FORBIDDEN, false},
    {"3D", VG_NOT_FOUND, false},      /* no such database */
    {"3F", VG_NOT_FOUND, false},      /* no such schema */
    {"40", VG_UNAVAILABLE, false},    /* serialization, deadlock, conflict with recovery */
    {"42501", VG_FORBIDDEN, false},
    {"42703", VG_NOT_FOUND, false},   /* no such column */
    {"42P01", VG_NOT_FOUND, false},   /* no such table */
    {"53", VG_UNAVAILABLE, false},    /* disk, memory, connections used up */
    {"54", VG_TOO_LARGE, false},
    {"55", VG_UNAVAILABLE, false},    /* locked, in use */
    {"57014", VG_TOO_LARGE, false},   /* statement_timeout */
    {"57", VG_UNAVAILABLE, true},     /* shutting down, starting up, terminated */
    {"58", VG_UNAVAILABLE, false},    /* input and output */
};

static const struct state *find(const char *code)
{
    for (size_t i = 0; i < VG_COUNT(states); i++)
        if (!strncmp(code, states[i].name, strlen(states[i].name)))
            return &states[i];
    return NULL;
}

/* One line, without the trailing newline: a server answers in several. */
void vg_pg_flatten(char *text, size_t size, const char *message)
{
    size_t n = 0;
    const char *p = message;
    for (; *p && n + 1 < size; p++) {
        if (*p != '\n' && *p != '\t')
            text[n++] = *p;
        else if (n && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    while (*p && n && ((unsigned char)*p & 0xC0) == 0x80) /* not in the middle of a character */
        p--, n--;
    while (n && text[n - 1] == ' ')
        n--;
    text[n] = '\0';
}

static enum vg_status fail_lost(struct vg_pg_conn *c, struct vg_error *err)
{
    char text[200];
    vg_pg_flatten(text, sizeof text, PQerrorMessage(c->pq));
    c->broken = c->lost = true;
    return vg_fail(err, VG_UNAVAILABLE, "", "the database connection was lost: %s", text);
}

static void keep_fault(const PGresult *r, const char *code, struct vg_pg_fault *f)
{
    const struct {
        int field;
        char *to;
        size_t size;
    } parts[] = {
        {PG_DIAG_COLUMN_NAME, f->column, sizeof f->column},
        {PG_DIAG_CONSTRAINT_NAME, f->constraint, sizeof f->constraint},
        {PG_DIAG_MESSAGE_DETAIL, f->detail, sizeof f->detail},
        {PG_DIAG_MESSAGE_PRIMARY, f->text, sizeof f->text},
    };
    snprintf(f->state, sizeof f->state, "%s", code);
    for (size_t i = 0; i < VG_COUNT(parts); i++) {
        const char *text = PQresultErrorField(r, parts[i].field);
        vg_pg_flatten(parts[i].to, parts[i].size, text ? text : "");
    }
}

enum vg_status vg_pg_fail(struct vg_pg_conn *c, const PGresult *r, struct vg_error *err)
{
    const char *code = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    if (!code)
        return fail_lost(c, err);
    const struct state *s = find(code);
    keep_fault(r, code, &c->fault);
    if (PQstatus(c->pq) == CONNECTION_BAD || (s && s->lost))
        c->broken = c->lost = true;
    if (!strcmp(code, "57014"))
        return vg_store_out_of_time(c->target->store, false, err);
    char text[200];
    const char *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    vg_pg_flatten(text, sizeof text, primary ? primary : "");
    enum vg_status kind = s ? s->kind : VG_BUG;
    return vg_fail(err, kind, "", "the database refused a statement (SQLSTATE %s): %s", code, text);
}

bool vg_pg_is_stale(const PGresult *r)
{
    const char *code = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    return code && (!strcmp(code, "0A000") || !strcmp(code, "26000"));
}
