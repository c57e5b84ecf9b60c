/* The log of changes in a GeoPackage: there is one writer at a time, so that the order of row ids is that of commits. */
#include "../gpkg.h"
#include "../values/bind.h"
#include "../write_sql.h"

static enum vg_status failed(struct vg_gpkg_conn *c, int code, struct vg_error *err)
{
    return vg_gpkg_has_table(c->db, "vigie_change") ? vg_gpkg_fail(c, code, err) : vg_change_no_log(err);
}

/* A number that a statement without parameters, or with these two, gives; -1: null or no row. */
static enum vg_status ask(struct vg_gpkg_conn *c, struct vg_str sql, const char *collection, const char *time, int64_t *out,
                          struct vg_error *err)
{
    sqlite3_stmt *st;
    enum vg_status r = vg_gpkg_prepare(c, sql, &st, NULL);

    if (r != VG_OK)
        return failed(c, sqlite3_errcode(c->db), err);
    if (time) {
        sqlite3_bind_text(st, 1, collection, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, time, -1, SQLITE_STATIC);
    }
    int code = sqlite3_step(st);
    *out = code == SQLITE_ROW && sqlite3_column_type(st, 0) == SQLITE_INTEGER ? sqlite3_column_int64(st, 0) : -1;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        r = failed(c, code, err);
    vg_gpkg_release(c, st);
    return r;
}

/* The times in the log have three decimals: down to them, or the texts would not compare. */
static enum vg_status start_at(struct vg_gpkg_conn *c, const struct vg_change_question *q, int64_t last, int64_t *seq,
                               struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf time;
    int64_t first, ms = q->time_us / 1000 - (q->time_us % 1000 < 0);

    vg_buf_init(&time, 64);
    if (!vg_datetime_put(&time, ms * 1000, false))
        return vg_fail(err, VG_BAD_INPUT, "since", "a date outside the years 0 to 9999");
    if (!memchr(time.ptr, '.', time.len))
        vg_buf_cstr(&time, ".");
    enum vg_status r = ask(c, VG_STR("select min(id) from vigie_change where (?1 is null or collection = ?1) and at >= ?2"),
                           q->collection, time.ptr, &first, err);
    *seq = first > 0 ? first - 1 : last;
    return r;
}

static void keep(sqlite3_stmt *st, struct vg_arena *a, struct vg_changes *out)
{
    struct vg_str text[3];
    struct vg_instant at = {0};

    for (int i = 0; i < 3; i++) {
        const char *p = (const char *)sqlite3_column_text(st, i + 1);
        text[i] = (struct vg_str){p ? p : "", (size_t)sqlite3_column_bytes(st, i + 1)};
    }
    struct vg_str time = {(const char *)sqlite3_column_text(st, 4), (size_t)sqlite3_column_bytes(st, 4)};
    if (vg_instant_parse(time, &at, NULL) != VG_OK)
        at.us = 0;
    vg_change_keep(out, a, text[0], text[1], text[2], at.us);
}

static enum vg_status read_on(struct vg_gpkg_conn *c, const struct vg_change_question *q, struct vg_change_place *place,
                              struct vg_arena *a, struct vg_changes *out, struct vg_error *err)
{
    static const char sql[] = "select id, collection, item, kind, at from vigie_change "
                              "where id > ?2 and (?1 is null or collection = ?1) order by id limit ?3";
    sqlite3_stmt *st;
    enum vg_status r = vg_gpkg_prepare(c, vg_str_of(sql), &st, err);
    int code;

    if (r != VG_OK)
        return r;
    sqlite3_bind_text(st, 1, q->collection, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, place->seq);
    sqlite3_bind_int64(st, 3, q->limit + 1);
    while ((code = sqlite3_step(st)) == SQLITE_ROW && (int64_t)out->n < q->limit) {
        place->seq = sqlite3_column_int64(st, 0);
        keep(st, a, out);
    }
    out->more = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        r = vg_gpkg_fail(c, code, err);
    vg_gpkg_release(c, st);
    return r;
}

enum vg_status vg_gpkg_changes(struct vg_session *x, const struct vg_change_question *q, struct vg_change_place *place,
                               struct vg_arena *a, struct vg_changes *out, struct vg_error *err)
{
    struct vg_gpkg_conn *c = ((struct vg_gpkg_session *)x)->conn;
    int64_t last;
    enum vg_status r = ask(c, VG_STR("select max(id) from vigie_change"), NULL, NULL, &last, err);

    if (r == VG_OK && place->seq > (last > 0 ? last : 0))
        r = vg_change_other_log(err);
    if (r == VG_OK && q->has_time)
        r = start_at(c, q, last > 0 ? last : 0, &place->seq, err);
    return r == VG_OK ? read_on(c, q, place, a, out, err) : r;
}

enum vg_status vg_gpkg_item_changed(struct vg_session *x, const struct vg_collection *c, struct vg_str id, int64_t *us,
                                    struct vg_error *err)
{
    struct vg_gpkg_conn *conn = ((struct vg_gpkg_session *)x)->conn;
    sqlite3_stmt *st;

    if (!vg_gpkg_is_tracked(conn->db, c->table->name))
        return VG_END;
    enum vg_status r = vg_gpkg_prepare(conn, VG_STR("select max(at) from vigie_change where collection = ?1 and item = ?2"),
                                       &st, err);
    if (r != VG_OK)
        return r;
    sqlite3_bind_text(st, 1, c->id, -1, SQLITE_STATIC);
    sqlite3_bind_text64(st, 2, id.ptr, id.len, SQLITE_STATIC, SQLITE_UTF8);
    int code = sqlite3_step(st);
    struct vg_instant at;
    struct vg_str time = {0};
    if (code == SQLITE_ROW && sqlite3_column_type(st, 0) == SQLITE_TEXT)
        time = (struct vg_str){(const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0)};
    r = code != SQLITE_ROW ? vg_gpkg_fail(conn, code, err)
        : time.ptr && vg_instant_parse(time, &at, NULL) == VG_OK ? VG_OK : VG_END;
    if (r == VG_OK)
        *us = at.us;
    vg_gpkg_release(conn, st);
    return r;
}

enum vg_status vg_gpkg_log_change(struct vg_gpkg_conn *c, const char *collection, struct vg_str item,
                                  enum vg_change_kind kind, struct vg_error *err)
{
    sqlite3_stmt *st;
    enum vg_status r = vg_gpkg_prepare(c, VG_STR("insert into vigie_change (collection, item, kind) values (?1, ?2, ?3)"), &st,
                                       err);
    if (r != VG_OK)
        return r;
    sqlite3_bind_text(st, 1, collection, -1, SQLITE_STATIC);
    sqlite3_bind_text64(st, 2, item.ptr, item.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_text(st, 3, vg_change_name(kind), -1, SQLITE_STATIC);
    int code = sqlite3_step(st);
    if (code != SQLITE_DONE)
        r = vg_gpkg_fail(c, code, err);
    vg_gpkg_release(c, st);
    return r;
}
