/* Conditions on the text of a record: what people type, and what filter languages call AnyText. */
#include <vigie/query/expr.h>

#define MAX_PATTERN (64u << 10)

const struct vg_expr *vg_expr_text(struct vg_arena *a, const struct vg_str *phrases, size_t n)
{
    struct vg_expr *e = VG_NEW(a, struct vg_expr);
    const struct vg_expr **args = vg_arena_array(a, n, sizeof *args);

    if (!e || !args)
        return NULL;
    for (size_t i = 0; i < n; i++)
        args[i] = vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = phrases[i]});
    *e = (struct vg_expr){.op = VG_OP_TEXT, .args = args, .n_args = n};
    return e;
}

/* The piece up to the next wildcard, without its escapes; the wildcards after it are passed over. */
static struct vg_str next_piece(struct vg_buf *b, struct vg_str *rest, bool *goes_on)
{
    size_t i = 0;

    vg_buf_clear(b);
    for (; i < rest->len && rest->ptr[i] != '%' && rest->ptr[i] != '_'; i++) {
        if (rest->ptr[i] == '\\' && i + 1 < rest->len)
            i++;
        vg_buf_char(b, rest->ptr[i]);
    }
    *goes_on = i < rest->len && b->len && b->ptr[b->len - 1] != ' ';
    while (i < rest->len && (rest->ptr[i] == '%' || rest->ptr[i] == '_'))
        i++;
    *rest = (struct vg_str){rest->ptr + i, rest->len - i};
    return vg_str_trim((struct vg_str){b->ptr ? b->ptr : "", b->len});
}

enum vg_status vg_expr_text_search(void *user, struct vg_str text, bool is_pattern, struct vg_arena *a,
                                   const struct vg_expr **out, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    const struct vg_expr *e = NULL;

    (void)user;
    vg_buf_init(&b, MAX_PATTERN);
    if (!is_pattern)
        e = vg_expr_text(a, &text, 1);
    while (is_pattern && text.len) {
        bool goes_on;
        struct vg_str piece = next_piece(&b, &text, &goes_on);
        if (!piece.len)
            continue;
        struct vg_str phrase = vg_str_of(vg_arena_printf(a, "%.*s%s", (int)piece.len, piece.ptr, goes_on ? "*" : ""));
        e = vg_expr_and(a, e, phrase.ptr ? vg_expr_text(a, &phrase, 1) : NULL);
    }
    *out = e ? e : vg_expr_constant(a, true); /* nothing but wildcards: any text */
    enum vg_status r = vg_buf_check(&b, err);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}
