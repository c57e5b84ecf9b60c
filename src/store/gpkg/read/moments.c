/* moments.c — the newest rows without a look at all.
 *
 * Moments are ordered by vigie_us(), which no index knows; what an index knows is their text.  Where every text of a
 * column is "2024-03-01T12:00:00", with a fraction or a Z after it or not, texts sort like the moments as far as whole
 * seconds go.  So the rows of a stretch of whole seconds come before those of the next, and only within a stretch need
 * they be sorted.  Whether every text is so is looked up once for each state of the file. */
#include "moments.h"

#include <ctype.h>

#include <vigie/base/hash.h>

#define AFTER_SECOND '[' /* sorts after a digit, '.' and 'Z' */
#define LARGE_TABLE 5000 /* rows; below, sorting all is as fast */
#define GROWTH 4
#define MOST_FRACTION 6

/* --- the form ------------------------------------------------------------------------------------- */

bool vg_gpkg_is_plain_moment(struct vg_str s)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    struct vg_instant t;

    if (s.len < VG_GPKG_SECOND || vg_instant_parse(s, &t, NULL) != VG_OK || t.date_only)
        return false;
    for (size_t i = 0; i < VG_GPKG_SECOND; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)s.ptr[i]) : s.ptr[i] != form[i])
            return false;
    size_t n = VG_GPKG_SECOND, digits = 0;
    if (s.ptr[VG_GPKG_SECOND - 2] == '6') /* a leap second is the next one's first */
        return false;
    if (n < s.len && s.ptr[n] == '.')
        for (n++; n < s.len && isdigit((unsigned char)s.ptr[n]); n++)
            digits++;
    n += n < s.len && s.ptr[n] == 'Z';
    return n == s.len && digits <= MOST_FRACTION;
}

/* What is asked is the key of what was found. */
static char *form_sql(const struct vg_query *q, int field)
{
    const struct vg_table *t = q->collection->table;

    return sqlite3_mprintf("select not exists (select 1 from %s t where t.%s is not null and not vigie_is_plain(t.%s))",
                           t->from, t->columns[field], t->columns[field]);
}

/* A read before it holds the state of the file that it tells. */
static int64_t data_version(struct vg_gpkg_conn *c)
{
    (void)vg_gpkg_ask_int(c, sqlite3_mprintf("select 1 from gpkg_contents limit 1"), 0);
    return vg_gpkg_ask_int(c, sqlite3_mprintf("pragma data_version"), -1);
}

/* One answer a connection: it is mostly one collection's newest rows that are asked for again and again. */
static bool is_plain(struct vg_gpkg_conn *c, const struct vg_query *q, int field)
{
    struct vg_gpkg_plain *known = &c->plain;
    char *sql = form_sql(q, field);
    uint64_t column = sql ? vg_hash_bytes(sql, strlen(sql)).lo : 0;
    int64_t version = data_version(c);

    if (known->column == column && known->version == version)
        sqlite3_free(sql);
    else
        *known = (struct vg_gpkg_plain){column, version, sql && vg_gpkg_ask_int(c, sql, 0) == 1};
    return known->plain && version >= 0;
}

/* --- windows -------------------------------------------------------------------------------------- */

static void set_end(char *end, const char *second, bool after)
{
    memcpy(end, second, VG_GPKG_SECOND);
    end[VG_GPKG_SECOND] = after ? AFTER_SECOND : '\0';
    end[VG_GPKG_SECOND + 1] = '\0';
}

/* The text of the second that a position lies in; false where the years of texts do not reach. */
static bool second_of(int64_t us, char *out)
{
    struct vg_buf b;

    vg_buf_init(&b, 64);
    bool good = vg_datetime_put(&b, us, true) && b.len >= VG_GPKG_SECOND;
    if (good)
        memcpy(out, b.ptr, VG_GPKG_SECOND);
    vg_buf_finish(&b);
    return good;
}

/* The text that lies w->rows further on, to *second; false: the column ends before that. */
static bool look_ahead(struct vg_gpkg_conn *c, const struct vg_query *q, const struct vg_gpkg_window *w, char *second)
{
    const struct vg_table *t = q->collection->table;
    const char *column = t->columns[q->sort[0].field];
    const char *bound = w->down ? w->until : w->from;
    char *sql = sqlite3_mprintf("select t.%s from %s t where t.%s %s ?1 order by t.%s%s limit 1 offset ?2", column, t->from,
                                column, w->down ? "<" : ">=", column, w->down ? " desc" : "");
    sqlite3_stmt *st = NULL;
    bool found = sql && vg_gpkg_prepare(c, vg_str_of(sql), &st, NULL) == VG_OK;

    if (found) {
        sqlite3_bind_text(st, 1, *bound ? bound : w->down ? "[" : "", -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2, w->rows);
        found = sqlite3_step(st) == SQLITE_ROW && sqlite3_column_bytes(st, 0) >= VG_GPKG_SECOND;
        if (found)
            memcpy(second, sqlite3_column_text(st, 0), VG_GPKG_SECOND);
        vg_gpkg_release(c, st);
    }
    sqlite3_free(sql);
    return found;
}

/* From where it begins to about w->rows further, whole seconds. */
static void set_window(struct vg_gpkg_conn *c, const struct vg_query *q, struct vg_gpkg_window *w)
{
    char second[VG_GPKG_SECOND];

    w->last = !look_ahead(c, q, w, second);
    if (!w->last)
        set_end(w->down ? w->from : w->until, second, !w->down);
    w->sql = (struct vg_sql_window){.field = q->sort[0].field, .from = vg_str_of(w->from), .until = vg_str_of(w->until)};
    w->sql.from.ptr = *w->from ? w->from : NULL;
    w->sql.until.ptr = *w->until ? w->until : NULL;
}

static bool is_wanted(const struct vg_query *q, enum vg_part part, int64_t limit)
{
    const struct vg_collection *c = q->collection;
    const struct vg_gpkg_table *t = (const struct vg_gpkg_table *)c->table;
    const struct vg_field *f = q->n_sort ? &c->fields[q->sort[0].field] : NULL;

    return f && limit >= 0 && (part == VG_PART_VALUES || !f->nullable) && !q->ids && q->offset == 0 && f->indexed && !t->is_view &&
           (f->type == VG_T_DATETIME || f->type == VG_T_LOCALTIME) && !t->collate[q->sort[0].field] &&
           (c->estimate < 0 || c->estimate > LARGE_TABLE);
}

void vg_gpkg_window_begin(struct vg_gpkg_conn *c, const struct vg_query *q, enum vg_part part, int64_t limit,
                          struct vg_gpkg_window *w)
{
    *w = (struct vg_gpkg_window){.on = false};
    if (!is_wanted(q, part, limit) || (sqlite3_get_autocommit(c->db) && vg_gpkg_run(c, VG_STR("begin"), NULL) != VG_OK) ||
        !is_plain(c, q, q->sort[0].field))
        return;
    const struct vg_value *at = q->from ? &q->from->sort[0] : NULL;
    bool placed = at && (at->kind == VG_V_DATETIME || at->kind == VG_V_LOCALTIME);
    char second[VG_GPKG_SECOND];
    if (placed && !second_of(at->integer, second))
        return;
    w->down = q->sort[0].descending != (q->from && q->from->backwards);
    w->rows = limit + limit / 4 + 16;
    if (placed)
        set_end(w->down ? w->until : w->from, second, w->down);
    set_window(c, q, w);
    w->on = true;
}

bool vg_gpkg_window_next(struct vg_gpkg_conn *c, const struct vg_query *q, struct vg_gpkg_window *w)
{
    if (!w->on || w->last)
        return false;
    memcpy(w->down ? w->until : w->from, w->down ? w->from : w->until, sizeof w->from);
    *(w->down ? w->from : w->until) = '\0';
    w->rows *= GROWTH;
    set_window(c, q, w);
    return true;
}
