/* records.c — records into PostGIS: one connection, one transaction, and a lock so that moments come in the order of
 * commits. */
#include <stdlib.h>

#include "../../records.h"
#include "../pg.h"
#include "load.h"

#define MAX_BATCH_BYTES ((size_t)128 << 20)
#define MAX_PARAMS 64
#define MANY_ADDED 500 /* past it the planner is told at once what the tables hold: it would guess until autovacuum comes by */

struct writer {
    struct vg_records base;
    struct vg_pg_target *target; /* as the store's, but one that may write */
    struct vg_store writable;    /* what it was made from */
    struct vg_pg_conn *conn;
    struct vg_buf values;
    size_t n_added;
    bool has_words;              /* the table of words is there */
    bool lent;                   /* a session asks this connection, too */
    bool waiting;                /* the last statement's answer is still to be read */
};

/* --------------------------------------------------------------------------------------- asking */

static enum vg_status failed(struct writer *w, const PGresult *r, struct vg_error *err)
{
    return vg_pg_fail(w->conn, r, err);
}

/* Read the answer of what was only sent.  What fails there is not the record's fault. */
static enum vg_status settle(struct writer *w, struct vg_error *err)
{
    PGresult *rows;
    enum vg_status r = w->waiting ? VG_OK : VG_END;
    w->waiting = false;
    while (r == VG_OK && (r = vg_pg_result(w->conn, 0, &rows, err)) == VG_OK)
        PQclear(rows);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status run(struct writer *w, const char *sql, struct vg_error *err)
{
    enum vg_status st = settle(w, err);
    if (st != VG_OK)
        return st;
    VG_AUTO(vg_pg_clearp) PGresult *r = PQexec(w->conn->pq, sql);
    ExecStatusType s = PQresultStatus(r);
    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK ? VG_OK : failed(w, r, err);
}

/* The parameters of one statement: values lie one after the other in a buffer, which may move while it grows. */
struct params {
    int n;
    Oid types[MAX_PARAMS];
    int at[MAX_PARAMS], lengths[MAX_PARAMS], formats[MAX_PARAMS];
    const char *values[MAX_PARAMS];
};

static void begin_params(struct writer *w, struct params *p)
{
    vg_buf_clear(&w->values);
    *p = (struct params){.n = 0};
}

static void add_null(struct params *p, Oid type)
{
    p->types[p->n] = type;
    p->formats[p->n] = 1;
    p->at[p->n++] = -1;
}

static void end_value(struct writer *w, struct params *p, Oid type, size_t from)
{
    p->types[p->n] = type;
    p->formats[p->n] = 1;
    p->at[p->n] = (int)from;
    p->lengths[p->n++] = (int)(w->values.len - from);
}

static bool add_value(struct writer *w, struct params *p, Oid type, const struct vg_value *v)
{
    size_t from = w->values.len;
    if (v->kind == VG_V_NULL) {
        add_null(p, type);
        return true;
    }
    bool good = vg_pg_encode(&w->values, type, v);
    end_value(w, p, type, from);
    return good;
}

static void add_bytes(struct writer *w, struct params *p, Oid type, struct vg_str s)
{
    size_t from = w->values.len;
    vg_buf_str(&w->values, s);
    end_value(w, p, type, from);
}

static void add_int(struct writer *w, struct params *p, int64_t v)
{
    (void)add_value(w, p, VG_PG_INT8, &(struct vg_value){.kind = VG_V_INT, .integer = v});
}

static enum vg_status make_ready(struct writer *w, struct params *p, struct vg_pg_params *out, struct vg_error *err)
{
    enum vg_status r = vg_buf_check(&w->values, err);
    for (int i = 0; i < p->n; i++)
        p->values[i] = p->at[i] < 0 ? NULL : w->values.ptr ? w->values.ptr + p->at[i] : "";
    *out = (struct vg_pg_params){.n = p->n, .types = p->types, .values = p->values, .lengths = p->lengths, .formats = p->formats};
    return r == VG_OK ? settle(w, err) : r;
}

static enum vg_status ask(struct writer *w, const char *sql, struct params *p, PGresult **out, struct vg_error *err)
{
    struct vg_pg_params q;
    enum vg_status r = make_ready(w, p, &q, err);
    return r == VG_OK ? vg_pg_ask(w->conn, sql, &q, VG_PG_WHOLE, 0, out, err) : r;
}

static enum vg_status tell(struct writer *w, const char *sql, struct params *p, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    return ask(w, sql, p, &r, err);
}

/* Send, and let the server work while the next record is read. */
static enum vg_status tell_and_go_on(struct writer *w, const char *sql, struct params *p, struct vg_error *err)
{
    struct vg_pg_params q;
    enum vg_status r = make_ready(w, p, &q, err);
    if (r == VG_OK)
        r = vg_pg_send(w->conn, sql, &q, VG_PG_WHOLE, 0, err);
    w->waiting = r == VG_OK;
    return r == VG_OK && w->lent ? settle(w, err) : r;
}

static int64_t int_at(const PGresult *r, int column)
{
    return PQntuples(r) && !PQgetisnull(r, 0, column) && PQgetlength(r, 0, column) == 8
               ? (int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, column))
               : 0;
}

static void text_at(const PGresult *r, int column, char *out, size_t size)
{
    size_t len = (size_t)PQgetlength(r, 0, column);
    if (len >= size)
        len = size - 1;
    memcpy(out, PQgetvalue(r, 0, column), len);
    out[len] = '\0';
}

/* ----------------------------------------------------------------------------------- operations */

static enum vg_status find(struct vg_records *base, struct vg_str id, struct vg_record_there *out, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params p;
    begin_params(w, &p);
    add_bytes(w, &p, VG_PG_TEXT, id);
    enum vg_status st = ask(w, "select version, number, hash, origin, (extract(epoch from updated) * 1000000)::bigint"
                               " from vigie.record where id = $1 and removed is null", &p, &r, err);
    if (st != VG_OK)
        return st;
    if (!PQntuples(r))
        return VG_NOT_FOUND;
    out->version = int_at(r, 0);
    out->number = int_at(r, 1);
    text_at(r, 2, out->hash, sizeof out->hash);
    text_at(r, 3, out->origin, sizeof out->origin);
    out->updated_us = PQgetisnull(r, 0, 4) ? INT64_MIN : int_at(r, 4);
    return VG_OK;
}

static enum vg_status new_moment(struct vg_records *base, int64_t *out, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params p;
    begin_params(w, &p);
    enum vg_status st = ask(w, "insert into vigie.record_moment default values returning moment", &p, &r, err);
    if (st == VG_OK)
        *out = int_at(r, 0);
    return st;
}

static enum vg_status retire(struct vg_records *base, int64_t version, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    struct params p;
    begin_params(w, &p);
    add_int(w, &p, version);
    add_int(w, &p, base->moment);
    return tell(w, "update vigie.record set removed = $2 where version = $1", &p, err);
}

static Oid type_of(enum vg_type t)
{
    return t == VG_T_JSON ? VG_PG_JSONB : t == VG_T_DATETIME ? VG_PG_TIMESTAMPTZ : VG_PG_TEXT;
}

/* $1 to $5: number or null, added, hash, origin, footprint; then the columns that may be asked for, and the terms. */
#define FIRST_FIELD 6

static void put_insert(struct vg_buf *b)
{
    VG_BUF_LIT(b, "with n as (select nextval(pg_get_serial_sequence('vigie.record', 'version')) v) insert into vigie.record "
                  "(version, number, added, hash, origin, footprint");
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        vg_buf_printf(b, ", \"%s\"", vg_record_columns[i].name);
    VG_BUF_LIT(b, ", terms_fr, terms_en) select n.v, coalesce($1, n.v), $2, $3, $4, $5");
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        vg_buf_printf(b, ", $%d", FIRST_FIELD + i);
    vg_buf_printf(b, ", $%d::tsvector, $%d::tsvector from n returning version", FIRST_FIELD + VG_R_N_FIELDS,
                  FIRST_FIELD + VG_R_N_FIELDS + 1);
}

/* "a b" as 'a':1 'b':2, which needs no parser of the database's. */
static void put_vector(struct vg_buf *b, struct vg_str terms)
{
    int at = 0;
    for (struct vg_str rest = {terms.len ? terms.ptr : NULL, terms.len}; rest.ptr;) {
        struct vg_str term = vg_str_cut(rest, ' ', &rest);
        vg_buf_char(b, '\'');
        vg_buf_str(b, term);
        vg_buf_printf(b, "':%d ", ++at);
    }
}

static void add_terms(struct writer *w, struct params *p, struct vg_str terms)
{
    size_t from = w->values.len;
    put_vector(&w->values, terms);
    end_value(w, p, VG_PG_TEXT, from);
}

static enum vg_status insert_row(struct writer *w, const struct vg_record_version *v, int64_t *version_out,
                                 struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    VG_AUTO(vg_buf_finish) struct vg_buf sql;
    struct params p;
    begin_params(w, &p);
    if (v->number)
        add_int(w, &p, v->number);
    else
        add_null(&p, VG_PG_INT8);
    add_int(w, &p, w->base.moment);
    add_bytes(w, &p, VG_PG_TEXT, vg_str_of(v->hash));
    add_bytes(w, &p, VG_PG_TEXT, vg_str_of(v->row->origin));
    size_t from = w->values.len;
    if (v->row->footprint.wkb) {
        vg_pg_put_ewkb(&w->values, v->row->footprint, 4326);
        end_value(w, &p, w->conn->geometry, from);
    } else {
        add_null(&p, w->conn->geometry);
    }
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        if (!add_value(w, &p, type_of(vg_record_columns[i].type), &v->row->values[i]))
            return vg_fail(err, VG_BAD_INPUT, vg_record_columns[i].name, "a date outside the years 0 to 9999");
    add_terms(w, &p, v->terms[VG_FR]);
    add_terms(w, &p, v->terms[VG_EN]);
    vg_buf_init(&sql, 4096);
    put_insert(&sql);
    enum vg_status st = ask(w, sql.ptr, &p, &r, err);
    if (st == VG_OK)
        *version_out = int_at(r, 0);
    return st;
}

#define FORM_PARAMS 3 /* name, media type, bytes */
#define FORMS_AT_ONCE ((MAX_PARAMS - 1) / FORM_PARAMS)
#define BYTES_AT_ONCE (MAX_BATCH_BYTES / 4)

/* As many as have room in one statement: each statement is a way to the server and back. */
static size_t forms_at_once(const struct vg_record_form *forms, size_t n)
{
    size_t i = 0;
    for (size_t bytes = 0; i < n && i < FORMS_AT_ONCE && (i == 0 || bytes + forms[i].bytes.len <= BYTES_AT_ONCE); i++)
        bytes += forms[i].bytes.len;
    return i;
}

static enum vg_status add_some_forms(struct writer *w, const struct vg_record_form *forms, size_t n, int64_t version,
                                     struct vg_error *err)
{
    struct params p;
    char sql[96 + FORMS_AT_ONCE * 32] = "insert into vigie.record_form (version, form, media_type, bytes) values ";
    size_t len = strlen(sql);
    begin_params(w, &p);
    add_int(w, &p, version);
    for (size_t i = 0; i < n; i++) {
        int at = p.n;
        add_bytes(w, &p, VG_PG_TEXT, vg_str_of(forms[i].name));
        add_bytes(w, &p, VG_PG_TEXT, vg_str_of(forms[i].media_type));
        add_bytes(w, &p, VG_PG_BYTEA, forms[i].bytes);
        len += (size_t)snprintf(sql + len, sizeof sql - len, "%s($1, $%d, $%d, $%d)", i ? ", " : "", at + 1, at + 2, at + 3);
    }
    return tell_and_go_on(w, sql, &p, err);
}

/* Every ending of every word that is not there yet. */
static enum vg_status add_words(struct writer *w, struct vg_str words, struct vg_error *err)
{
    struct params p;
    if (!w->has_words || !words.len)
        return VG_OK;
    begin_params(w, &p);
    add_bytes(w, &p, VG_PG_TEXT, words);
    return tell(w,
                "insert into vigie.record_word (ending, word) select substr(w, i), w from unnest(string_to_array($1, ' ')) w,"
                " generate_series(1, length(w)) i on conflict do nothing",
                &p, err);
}

static enum vg_status add(struct vg_records *base, const struct vg_record_version *v, int64_t *version_out,
                          struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    const struct vg_record_row *row = v->row;
    enum vg_status r = insert_row(w, v, version_out, err);
    if (r == VG_OK)
        r = add_words(w, v->words, err);
    for (size_t i = 0, n; r == VG_OK && i < row->n_forms; i += n) { /* last: the server takes its time over them */
        n = forms_at_once(&row->forms[i], row->n_forms - i);
        r = add_some_forms(w, &row->forms[i], n, *version_out, err);
    }
    w->n_added++;
    return r;
}

#define OTHERS " where removed is null and origin = $1 and version <> all (('{' || $2 || '}')::bigint[])"

static void begin_others(struct writer *w, struct params *p, const char *origin, const char *versions)
{
    begin_params(w, p);
    add_bytes(w, p, VG_PG_TEXT, vg_str_of(origin));
    add_bytes(w, p, VG_PG_TEXT, vg_str_of(versions));
}

static enum vg_status count_others(struct vg_records *base, const char *origin, const char *versions, int64_t *n_out,
                                   struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params p;
    begin_others(w, &p, origin, versions);
    enum vg_status st = ask(w, "select count(*) from vigie.record" OTHERS, &p, &r, err);
    if (st == VG_OK)
        *n_out = int_at(r, 0);
    return st;
}

static enum vg_status retire_others(struct vg_records *base, const char *origin, const char *versions,
                                    struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    struct params p;
    begin_others(w, &p, origin, versions);
    add_int(w, &p, base->moment);
    return tell(w, "update vigie.record set removed = $3" OTHERS, &p, err);
}

static enum vg_status quarantine(struct vg_records *base, const char *source, const char *reason, struct vg_str bytes,
                                 struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    struct params p;
    begin_params(w, &p);
    add_bytes(w, &p, VG_PG_TEXT, vg_str_of(source));
    add_bytes(w, &p, VG_PG_TEXT, vg_str_of(reason));
    add_bytes(w, &p, VG_PG_BYTEA, bytes);
    return tell(w,
                "insert into vigie.record_quarantine (source, reason, bytes) values ($1, $2, $3) on conflict (source) do "
                "update set reason = $2, bytes = $3, at = clock_timestamp()",
                &p, err);
}

/* One line a record in the log of changes, which is there since the tables are. */
static enum vg_status log_changes(struct writer *w, struct vg_error *err)
{
    struct params p;
    begin_params(w, &p);
    add_int(w, &p, w->base.moment);
    return tell(w,
                "insert into vigie.change (collection, item, kind) select '" VG_CATALOGUE "', id, case when not"
                " bool_or(removed is not distinct from $1) then 'create' when not bool_or(added = $1) then 'delete' else"
                " 'update' end from vigie.record where added = $1 or removed = $1 group by number, id order by number",
                &p, err);
}

/* A moment is when its batch ends: who asks for what is newer than an answer of his misses none that was under way. */
static enum vg_status end_moment(struct writer *w, struct vg_error *err)
{
    struct params p;
    begin_params(w, &p);
    add_int(w, &p, w->base.moment);
    return tell(w, "update vigie.record_moment set at = clock_timestamp() where moment = $1", &p, err);
}

static enum vg_status finish(struct vg_records *base, struct vg_error *err)
{
    static const char sql[] =
        "with gone as (delete from vigie.record where removed <= (select max(moment) from vigie.record_moment where at < "
        "clock_timestamp() - make_interval(secs => %d)) returning version)"
        " delete from vigie.record_form where version in (select version from gone)";
    char text[sizeof sql + 16];
    snprintf(text, sizeof text, sql, VG_RECORD_KEPT_S);
    enum vg_status r = log_changes((struct writer *)base, err);
    if (r == VG_OK)
        r = end_moment((struct writer *)base, err);
    if (r == VG_OK)
        r = run((struct writer *)base, text, err);
    if (r == VG_OK && ((struct writer *)base)->n_added >= MANY_ADDED)
        r = run((struct writer *)base, "analyze vigie.record, vigie.record_form", err);
    return r;
}

static enum vg_status tell_transaction(struct vg_records *base, const char *sql, struct vg_error *err)
{
    return run((struct writer *)base, sql, err);
}

static enum vg_status commit(struct vg_records *base, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    enum vg_status r = run(w, "commit", err);

    if (r == VG_OK)
        vg_pg_note_write((struct vg_pg_store *)base->store, w->conn);
    return r;
}

static enum vg_status lend(struct vg_records *base, struct vg_session *x, struct vg_error *err)
{
    struct vg_pg_session *own = (struct vg_pg_session *)x;
    struct writer *w = (struct writer *)base;
    own->conn = w->conn;
    own->begun = true; /* it stays on this connection */
    w->lent = true;
    return settle(w, err);
}

static void free_writer(struct vg_records *base)
{
    struct writer *w = (struct writer *)base;
    vg_pg_disconnect(w->conn); /* undoes what was not committed */
    vg_pg_target_free(w->target);
    vg_buf_finish(&w->values);
    free(w);
}

static const struct vg_records_ops ops = {
    .find = find,
    .new_moment = new_moment,
    .retire = retire,
    .add = add,
    .count_others = count_others,
    .retire_others = retire_others,
    .quarantine = quarantine,
    .tell = tell_transaction,
    .finish = finish,
    .commit = commit,
    .lend = lend,
    .free = free_writer,
};

/* ------------------------------------------------------------------------------------- beginning */

static enum vg_status is_there(struct writer *w, const char *question, bool *out, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = PQexec(w->conn->pq, question);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        return failed(w, r, err);
    *out = *PQgetvalue(r, 0, 0) == 't';
    return VG_OK;
}

static enum vg_status make_tables(struct writer *w, struct vg_error *err)
{
    bool log = false;
    enum vg_status r = is_there(w, "select to_regclass('vigie.change') is not null", &log, err);
    if (r == VG_OK && !log)
        r = run(w, vg_pg_sql_change, err);
    if (r == VG_OK)
        r = run(w, vg_pg_sql_records, err);
    return r == VG_OK ? vg_pg_make_record_forms(w->conn, err) : r;
}

/* Younger than the other tables: a catalogue that was made before gets them with the next import. */
static enum vg_status make_younger(struct writer *w, bool create, struct vg_error *err)
{
    bool readings = false;
    enum vg_status r = is_there(w, "select to_regclass('vigie.record_reading') is not null", &readings, err);
    if (r == VG_OK && create && !readings)
        r = run(w, vg_pg_sql_readings, err);
    if (r == VG_OK)
        r = is_there(w, "select to_regclass('vigie.record_word') is not null", &w->has_words, err);
    if (r == VG_OK && create && !w->has_words) {
        r = run(w, vg_pg_sql_record_words, err);
        w->has_words = true;
    }
    return r == VG_OK && create ? run(w, vg_pg_sql_record_times, err) : r;
}

static enum vg_status begin(struct writer *w, bool create, struct vg_error *err)
{
    bool there = false;
    w->writable = *w->base.store;
    w->writable.options.writable = true;
    enum vg_status r = vg_pg_target_new(&w->writable, &w->target, err);
    if (r == VG_OK) {
        w->target->primary = true;
        r = vg_pg_connect(w->target, &w->conn, err);
    }
    if (r != VG_OK)
        return r;
    w->conn->patient = true;
    if (create)
        r = vg_pg_part_record_forms(w->conn, err);
    if (r == VG_OK)
        r = run(w, "begin; set local statement_timeout = 0; set local lock_timeout = '10s';"
               " select pg_advisory_xact_lock(" VG_PG_RECORDS_LOCK ")", err);
    if (r == VG_OK)
        r = is_there(w, "select to_regclass('vigie.record') is not null", &there, err);
    if (r == VG_OK && !there && !create)
        return vg_fail(err, VG_NOT_FOUND, "", "the store '%s' has no tables for records: 'vigie records import' makes them", w->base.store->name);
    if (r == VG_OK && !there)
        r = make_tables(w, err);
    return r == VG_OK ? make_younger(w, create, err) : r;
}

enum vg_status vg_pg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    w->base.ops = &ops;
    w->base.store = s;
    vg_buf_init(&w->values, MAX_BATCH_BYTES);
    enum vg_status r = begin(w, create, err);
    if (r == VG_OK)
        *out = &w->base;
    else
        free_writer(&w->base);
    return r;
}
