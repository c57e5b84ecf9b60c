/* Ready-made forms and what is spliced into them: the service's address, and links of the moment.
 *
 * Record JSON and STAC are kept with their links last, so that further ones go in before its last two bytes without a look at the
 * rest. */
#include "entry.h"

#include <vigie/base/escape.h>

/* --- on the way in -------------------------------------------------------------------------------- */

/* Past the string that begins at p. */
static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\')
            p++;
    return p < end ? p + 1 : end;
}

/* Past the value that begins at p: to the ',' or bracket that ends it. */
static const char *skip_value(const char *p, const char *end)
{
    int depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = skip_string(p, end);
            continue;
        }
        if (*p == '{' || *p == '[')
            depth++;
        else if ((*p == '}' || *p == ']') && depth-- == 0)
            return p;
        else if (*p == ',' && depth == 0)
            return p;
        p++;
    }
    return end;
}

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

struct member {
    const char *from, *to;    /* of all of it, without commas */
    const char *value;
};

static bool find_links(struct vg_str json, struct member *out)
{
    const char *end = json.ptr + json.len, *p = skip_space(json.ptr, end) + 1;
    while ((p = skip_space(p, end)) < end && *p == '"') {
        const char *name = p;
        p = skip_space(skip_string(p, end), end);
        bool is_links = end - name > 7 && !memcmp(name, "\"links\"", 7);
        const char *value = skip_space(p + 1, end);
        p = skip_value(value, end);
        if (is_links) {
            *out = (struct member){name, p, value};
            return true;
        }
        if (p >= end || *p != ',')
            return false;
        p++;
    }
    return false;
}

/* What stands around the member, without a comma too many. */
static void put_rest(struct vg_buf *b, struct vg_str json, const struct member *links)
{
    struct vg_str head = vg_str_trim((struct vg_str){json.ptr, (size_t)(links->from - json.ptr)});
    struct vg_str tail = vg_str_trim((struct vg_str){links->to, (size_t)(json.ptr + json.len - links->to)});
    if (head.len && head.ptr[head.len - 1] == ',')
        head.len--;
    tail.len -= tail.len && tail.ptr[tail.len - 1] == '}';
    tail = vg_str_trim(tail);
    if (head.len == 1 && tail.len && *tail.ptr == ',') { /* it was the first member */
        tail.ptr++;
        tail.len--;
    }
    vg_buf_str(b, head);
    vg_buf_str(b, tail);
}

struct vg_str vg_catalog_links_last(struct vg_str json, struct vg_arena *a)
{
    struct member links;
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_RECORD_BYTES);
    json = vg_str_trim(json);
    if (find_links(json, &links)) {
        put_rest(&b, json, &links);
        struct vg_str value = vg_str_trim((struct vg_str){links.value, (size_t)(links.to - links.value)});
        vg_buf_cstr(&b, b.len > 1 ? ",\"links\":" : "\"links\":");
        vg_buf_str(&b, value);
    } else if (json.len) {
        vg_buf_str(&b, vg_str_trim((struct vg_str){json.ptr, json.len - 1}));
        vg_buf_cstr(&b, b.len > 1 ? ",\"links\":[]" : "\"links\":[]");
    }
    vg_buf_char(&b, '}');
    struct vg_str out = b.failed ? (struct vg_str){0} : vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return out;
}

/* --- on the way out ------------------------------------------------------------------------------- */

void vg_catalog_splice(struct vg_buf *b, struct vg_str form, const char *base_url)
{
    static const char mark[] = VG_CATALOG_BASE;
    while (form.len) {
        const char *at = memmem(form.ptr, form.len, mark, sizeof mark - 1);
        size_t before = at ? (size_t)(at - form.ptr) : form.len;
        vg_buf_add(b, form.ptr, before);
        if (!at)
            return;
        vg_buf_cstr(b, base_url);
        form.ptr = at + sizeof mark - 1;
        form.len -= before + sizeof mark - 1;
    }
}

static void put_member(struct vg_buf *b, const char *before, const char *value)
{
    if (!value)
        return;
    vg_buf_cstr(b, before);
    vg_json_put_str(b, vg_str_of(value));
}

void vg_catalog_splice_links(struct vg_buf *b, struct vg_str form, const char *base_url, const struct vg_link *links,
                             size_t n_links)
{
    if (form.len < 3)
        return;
    bool any = form.ptr[form.len - 3] != '[';
    vg_catalog_splice(b, (struct vg_str){form.ptr, form.len - 2}, base_url);
    for (size_t i = 0; i < n_links; i++) {
        vg_buf_cstr(b, any || i ? "," : "");
        put_member(b, "{\"href\":", links[i].href);
        put_member(b, ",\"rel\":", links[i].rel);
        put_member(b, ",\"type\":", links[i].type);
        put_member(b, ",\"title\":", links[i].title);
        vg_buf_char(b, '}');
    }
    VG_BUF_LIT(b, "]}");
}

enum vg_status vg_catalog_check_form(const struct vg_feature *f, struct vg_error *err)
{
    int shown = (int)(f->id.len < 80 ? f->id.len : 80);
    return f->form.len ? VG_OK : vg_fail(err, VG_BUG, "", "the record '%.*s' has no form to be given", shown, f->id.ptr);
}
