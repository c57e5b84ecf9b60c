/* Resumption tokens: what a list needs to go on, as base64url of lines. */
#include "oaipmh.h"

#include <inttypes.h>

#include <vigie/base/escape.h>
#include <vigie/base/hash.h>

#define MAX_TEXT 8192

enum line { PREFIX, FROM, UNTIL, SET, PHASE, NUMBER, SINCE, CURSOR, CHECK, N_LINES };

/* Of what comes before it: a token cut short or changed by a letter would otherwise be another good one. */
static uint64_t check_of(const char *text, size_t len)
{
    return vg_hash_bytes(text, len).lo & INT64_MAX;
}

void vg_oai_put_token(struct vg_buf *b, const struct oai_list *l)
{
    struct vg_buf text;
    vg_buf_init(&text, MAX_TEXT);
    vg_buf_printf(&text, "%s\n", l->format->prefix);
    if (l->has_from)
        vg_buf_printf(&text, "%" PRId64, l->from_us);
    VG_BUF_LIT(&text, "\n");
    if (l->has_until)
        vg_buf_printf(&text, "%" PRId64, l->until_us);
    VG_BUF_LIT(&text, "\n");
    vg_buf_str(&text, l->set.ptr ? l->set : (struct vg_str){"", 0});
    vg_buf_printf(&text, "\n%d\n%" PRId64 "\n", l->deletions, l->number);
    vg_buf_str(&text, l->since.ptr ? l->since : (struct vg_str){"", 0});
    vg_buf_printf(&text, "\n%" PRId64 "\n", l->cursor);
    vg_buf_printf(&text, "%" PRIu64, check_of(text.ptr, text.len));
    vg_base64url_put(b, text.ptr, text.len);
    vg_buf_finish(&text);
}

static const struct oai_format *format_of(struct vg_str prefix)
{
    for (size_t i = 0; i < vg_oai_n_formats; i++)
        if (vg_str_is(prefix, vg_oai_formats[i].prefix))
            return &vg_oai_formats[i];
    return NULL;
}

/* No moment, time or count is further from 0: that of the year 10000 in microseconds.  A token can be forged. */
#define FURTHEST 253402300800000000

/* An empty line is a number that is not there. */
static bool read_number(struct vg_str line, bool *has, int64_t *out)
{
    *has = line.len > 0;
    return !line.len || (vg_str_int64(line, out) && *out >= -FURTHEST && *out <= FURTHEST);
}

static bool read_lines(struct vg_str text, struct oai_list *l)
{
    struct vg_str lines[N_LINES] = {{0}};
    bool has_phase, has_number, has_cursor;
    int64_t phase = 0, check = 0;
    size_t n = 0;
    for (struct vg_str rest = text; rest.ptr && n < N_LINES;)
        lines[n++] = vg_str_cut(rest, '\n', &rest);
    if (n != N_LINES)
        return false;
    l->format = format_of(lines[PREFIX]);
    l->set = lines[SET].len ? lines[SET] : (struct vg_str){0};
    l->since = lines[SINCE].len ? lines[SINCE] : (struct vg_str){0};
    bool ok = l->format && read_number(lines[FROM], &l->has_from, &l->from_us) &&
              read_number(lines[UNTIL], &l->has_until, &l->until_us) && read_number(lines[PHASE], &has_phase, &phase) &&
              read_number(lines[NUMBER], &has_number, &l->number) && read_number(lines[CURSOR], &has_cursor, &l->cursor) &&
              vg_str_int64(lines[CHECK], &check);
    l->deletions = phase == 1;
    return ok && has_phase && has_number && has_cursor &&
           (uint64_t)check == check_of(text.ptr, text.len - lines[CHECK].len) && (phase == 0 || phase == 1) && l->cursor >= 0;
}

enum vg_status vg_oai_read_token(struct oai *o, struct vg_str token, struct oai_list *out, struct vg_error *err)
{
    struct vg_str text;
    struct vg_error ignored = {0};
    struct oai_list l = {0};
    if (vg_base64url_decode(token, o->call->arena, &text, &ignored) != VG_OK || text.len > MAX_TEXT ||
        !read_lines(text, &l))
        return vg_oai_fail(o, "badResumptionToken", err, "'%.*s' is not a token of this service", vg_cut(token), token.ptr);
    *out = l;
    return VG_OK;
}
