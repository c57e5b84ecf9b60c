/* vigie records export: each record of the catalogue as a file, named after its identifier. */
#include <vigie/ingest/records.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <vigie/base/escape.h>

#define MAX_MEMORY ((size_t)16 << 20)
#define MAX_PATH_BYTES 4096
#define MAX_NAME_BYTES 200 /* of an encoded identifier; what is longer is cut, and told apart by its hash */

static const struct {
    const char *part, *ending;
} endings[] = {
    {"turtle", "ttl"}, {"json", "json"}, {"xml", "xml"},
};

static const char *ending_of(struct vg_str media_type)
{
    for (size_t i = 0; i < VG_COUNT(endings); i++)
        if (memmem(media_type.ptr, media_type.len, endings[i].part, strlen(endings[i].part)))
            return endings[i].ending;
    return "txt";
}

static void put_name(struct vg_buf *b, const char *folder, const struct vg_feature *f)
{
    char hex[33];
    vg_buf_cstr(b, folder);
    vg_buf_char(b, '/');
    size_t from = b->len;
    vg_url_put(b, f->id);
    if (b->len - from > MAX_NAME_BYTES) {
        b->len = from + MAX_NAME_BYTES;
        vg_hash_hex(vg_hash_bytes(f->id.ptr, f->id.len), hex);
        vg_buf_printf(b, "~%s", hex);
    } else if (b->len > from && b->ptr[from] == '.') {
        b->ptr[from] = '_';
    }
    vg_buf_printf(b, ".%s", ending_of(f->form_type));
}

static enum vg_status write_file(const char *folder, const struct vg_feature *f, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf path;
    vg_buf_init(&path, MAX_PATH_BYTES);
    put_name(&path, folder, f);
    enum vg_status r = vg_buf_check(&path, err);
    if (r != VG_OK)
        return r;
    FILE *file = fopen(path.ptr, "wb");
    bool good = file && fwrite(f->form.ptr, 1, f->form.len, file) == f->form.len;
    good = file && fclose(file) == 0 && good;
    return good ? VG_OK : vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be written: %s", path.ptr, strerror(errno));
}

static enum vg_status write_all(struct vg_session *x, const struct vg_query *q, const char *folder, int64_t *n_out,
                                int64_t *n_without, struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        if (!f->form.ptr) {
            ++*n_without;
            continue;
        }
        r = write_file(folder, f, err);
        ++*n_out;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

static const struct vg_collection *find_catalogue(const struct vg_discovery *d)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (d->collections[i]->item_type == VG_ITEM_RECORD)
            return d->collections[i];
    return NULL;
}

enum vg_status vg_records_export(struct vg_store *s, const char *folder, const char *form, int64_t *n_out,
                                 int64_t *n_without, struct vg_error *err)
{
    static const int none[1];
    struct vg_discovery d = {0};
    struct vg_session *x;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MAX_MEMORY);
    *n_out = *n_without = 0;
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return vg_fail(err, VG_UNAVAILABLE, "", "the folder '%s' cannot be made: %s", folder, strerror(errno));
    enum vg_status r = vg_store_discover(s, NULL, 0, a, &d, err);
    const struct vg_collection *c = r == VG_OK ? find_catalogue(&d) : NULL;
    if (r == VG_OK && !c)
        return vg_fail(err, VG_NOT_FOUND, "", "the store '%s' has no tables for records: 'vigie records import' makes them", vg_store_name(s));
    if (r == VG_OK)
        r = vg_session_begin(s, (struct vg_hold){0}, &x, err);
    if (r != VG_OK)
        return r;
    struct vg_query q = {.collection = c, .limit = -1, .form = form, .form_type = true, .fields = none, .no_geometry = true, .n_sort = 1};
    q.sort[0].field = vg_record_number_column(c);
    r = write_all(x, &q, folder, n_out, n_without, err);
    vg_session_end(x);
    return r;
}
