/* vigie_like(text, pattern): LIKE by code point, case kept.
 *
 * % any characters, _ one, \ takes the next one as it is.  Only the last % is ever tried again, so time is bounded by
 * the product of the lengths; that may be long, and so the clock is looked at on the way. */
#include "../gpkg.h"

#define CLOCK_TRIES 65536

/* Bytes of the character at p. */
static size_t char_len(const char *p, const char *end)
{
    size_t n = 1;

    while (p + n < end && ((unsigned char)p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

struct matcher {
    const char *t, *t_end, *p, *p_end;
    const char *star, *retry; /* after the last %, and where in the text it was tried */
};

/* One character further; false: this cannot match, whatever the last % holds. */
static bool step(struct matcher *m)
{
    bool literal = m->p < m->p_end && *m->p == '\\' && m->p + 1 < m->p_end;
    const char *want = literal ? m->p + 1 : m->p;

    if (!literal && m->p < m->p_end && *m->p == '%') {
        m->star = ++m->p;
        m->retry = m->t;
    } else if (!literal && m->p < m->p_end && *m->p == '_') {
        m->p++;
        m->t += char_len(m->t, m->t_end);
    } else if (m->p < m->p_end && *want == *m->t) {
        m->p = want + 1;
        m->t++;
    } else if (m->star) {
        m->p = m->star;
        m->retry += char_len(m->retry, m->t_end);
        m->t = m->retry;
    } else {
        return false;
    }
    return true;
}

static bool matches(sqlite3_context *ctx, struct matcher *m)
{
    for (unsigned n = 1; m->t < m->t_end; n++) {
        if (!step(m))
            return false;
        if (n % CLOCK_TRIES == 0 && vg_gpkg_is_late(sqlite3_user_data(ctx))) {
            sqlite3_result_error_code(ctx, SQLITE_INTERRUPT);
            return false;
        }
    }
    while (m->p < m->p_end && *m->p == '%')
        m->p++;
    return m->p == m->p_end;
}

static void like(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    const struct vg_gpkg_conn *conn = sqlite3_user_data(ctx);

    (void)n;
    if (sqlite3_value_type(args[0]) != SQLITE_TEXT || sqlite3_value_type(args[1]) != SQLITE_TEXT)
        return; /* null */
    const char *text = (const char *)sqlite3_value_text(args[0]), *pattern = (const char *)sqlite3_value_text(args[1]);
    struct matcher m = {.t = text, .t_end = text + sqlite3_value_bytes(args[0]), .p = pattern,
                        .p_end = pattern + sqlite3_value_bytes(args[1])};
    bool yes = matches(ctx, &m);
    if (!conn->timed_out)
        sqlite3_result_int(ctx, yes);
}

int vg_gpkg_register_like(struct vg_gpkg_conn *c)
{
    return sqlite3_create_function_v2(c->db, "vigie_like", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, c, like, NULL, NULL,
                                      NULL);
}
