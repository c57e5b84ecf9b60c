/* Writing by rows, straight into the buffer.  A group is opened only when something in it will be written, so what the
 * record does not say leaves no empty elements; what the schema wants all the same gets a nilReason. */
#include <vigie/base/escape.h>

#include "xml_map.h"

static struct vg_str step_of(const char *path, const char **rest)
{
    size_t len = strcspn(path, "/");

    *rest = path[len] ? path + len + 1 : NULL;
    return (struct vg_str){path, len};
}

void vg_xml_line(struct vg_xml_writer *x)
{
    static const char spaces[] = "\n                                                                ";
    size_t n = (size_t)x->depth * 2 + 1;

    vg_buf_add(x->b, spaces, n < sizeof(spaces) - 1 ? n : sizeof(spaces) - 1);
}

static void put_attributes(struct vg_xml_writer *x, const struct vg_xml_table *t, const void *holder)
{
    for (size_t i = 0; t && i < t->n && t->rows[i].path[0] == '@'; i++) {
        const struct vg_xml_row *row = &t->rows[i];
        if (!(row->flags & VG_X_READ))
            row->kind->write(x, row, (const char *)holder + row->at);
    }
}

void vg_xml_open(struct vg_xml_writer *x, const char *path, const struct vg_xml_table *t, const void *holder)
{
    while (path) {
        struct vg_str step = step_of(path, &path);
        vg_xml_line(x);
        vg_buf_char(x->b, '<');
        vg_buf_str(x->b, step);
        if (!path)
            put_attributes(x, t, holder);
        vg_buf_char(x->b, '>');
        x->depth++;
    }
    x->opened_at = x->b->len;
}

/* The last step first. */
static void close_steps(struct vg_xml_writer *x, const char *path)
{
    const char *rest;
    struct vg_str step = step_of(path, &rest);

    if (rest)
        close_steps(x, rest);
    x->depth--;
    if (x->b->len == x->opened_at && x->b->len > 0) {
        x->b->len--; /* "<a>" with nothing behind becomes "<a/>" */
        VG_BUF_LIT(x->b, "/>");
        return;
    }
    vg_xml_line(x);
    VG_BUF_LIT(x->b, "</");
    vg_buf_str(x->b, step);
    VG_BUF_LIT(x->b, ">");
}

void vg_xml_close(struct vg_xml_writer *x, const char *path)
{
    close_steps(x, path);
}

void vg_xml_leaf(struct vg_xml_writer *x, const char *name, const char *attributes, struct vg_str text)
{
    vg_xml_line(x);
    vg_buf_char(x->b, '<');
    vg_buf_cstr(x->b, name);
    vg_buf_cstr(x->b, attributes);
    vg_buf_char(x->b, '>');
    vg_xml_put_text(x->b, text);
    VG_BUF_LIT(x->b, "</");
    vg_buf_cstr(x->b, name);
    vg_buf_char(x->b, '>');
}

void vg_xml_put_url(struct vg_buf *b, const char *url)
{
    VG_AUTO(vg_buf_finish) struct vg_buf legal;

    vg_buf_init(&legal, VG_RECORD_MAX_BYTES);
    vg_url_put_legal(&legal, url);
    vg_xml_put_text(b, (struct vg_str){legal.ptr, legal.len});
    b->failed = b->failed || legal.failed;
}

static size_t list_of(const void *member, const char **items)
{
    size_t n;

    memcpy(items, member, sizeof(*items));
    memcpy(&n, (const char *)member + sizeof(void *), sizeof(n));
    return n;
}

static bool has_row(const struct vg_xml_row *row, const void *holder)
{
    const char *member = (const char *)holder + row->at, *items;

    if (row->flags & VG_X_READ)
        return false;
    if (!row->size)
        return row->kind->has(row, member);
    size_t n = list_of(member, &items), i = 0;
    while (i < n && !row->kind->has(row, items + i * row->size))
        i++;
    return i < n;
}

bool vg_xml_has_rows(const struct vg_xml_table *t, const void *holder)
{
    for (size_t i = 0; i < t->n; i++) {
        if (has_row(&t->rows[i], holder))
            return true;
    }
    return false;
}

/* <a gco:nilReason="missing"/>: the schema wants it and nothing is known; Dublin Core has no way to say that. */
void vg_xml_nil(struct vg_xml_writer *x, const char *path)
{
    struct vg_str step = step_of(path, &path);

    vg_xml_line(x);
    vg_buf_char(x->b, '<');
    vg_buf_str(x->b, step);
    vg_buf_cstr(x->b, x->dialect->code_lists ? " gco:nilReason=\"missing\"/>" : "/>");
}

static bool put_list(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const char *items;
    size_t n = list_of(member, &items), at = x->b->len;

    for (size_t i = 0; i < n; i++) {
        if (row->kind->has(row, items + i * row->size))
            row->kind->write(x, row, items + i * row->size);
    }
    return x->b->len > at;
}

void vg_xml_write_rows(struct vg_xml_writer *x, const struct vg_xml_table *t, const void *holder)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_xml_row *row = &t->rows[i];
        const char *member = (const char *)holder + row->at;
        bool written = false;
        if (row->path[0] == '@' || (row->flags & VG_X_READ))
            continue;
        if (row->size)
            written = put_list(x, row, member);
        else if ((written = row->kind->has(row, member)))
            row->kind->write(x, row, member);
        if (written || !(row->flags & VG_X_REQUIRED))
            continue;
        if (row->kind->missing)
            row->kind->missing(x, row);
        else
            vg_xml_nil(x, row->path);
    }
}
