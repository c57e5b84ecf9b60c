/* /collections/{id}/download: all that items would give page by page, as one file.
 *
 * The file is made by a job, once for each question and state of the data; who asks waits a little, and is told to
 * come again where it takes longer.  What the job works on is a copy of the call, since it outlives the request. */
#include "features.h"

#include <vigie/base/escape.h>

#define RETRY_SECONDS "5"

/* A name that every system can bear, and the true one for those that understand RFC 8187. */
static const char *disposition(struct vg_call *call, const char *id)
{
    struct vg_buf b;
    const char *extension = call->format->extension;

    vg_buf_init(&b, 16384);
    VG_BUF_LIT(&b, "attachment; filename=\"");
    for (const char *p = id; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '-' ||
                     (*p == '.' && p != id);
        vg_buf_char(&b, plain ? *p : '_');
    }
    vg_buf_printf(&b, ".%s\"; filename*=UTF-8''", extension);
    vg_url_put(&b, vg_str_of(id));
    vg_buf_printf(&b, ".%s", extension);
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text ? text : "attachment";
}

static enum vg_status read_question(struct vg_call *kept, struct vg_question **out, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_question *q = VG_NEW(kept->arena, struct vg_question);
    enum vg_status r = q ? vg_call_collection(kept, &c, err) : vg_arena_check(kept->arena, err);

    if (r == VG_OK && c->item_type == VG_ITEM_RECORD)
        r = vg_fail(err, VG_NOT_FOUND, "", "records are not given as one file; items and the catalogue's protocols give them all");
    if (r == VG_OK)
        r = vg_question_what(kept, c, q, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&kept->who, &q->query, 0, kept->arena, err);
    *out = q;
    return r == VG_OK ? vg_arena_check(kept->arena, err) : r;
}

/* The copy may be gone by now: what is told here is the call's own, or lives as long as the generation. */
static void answer_file(struct vg_call *call, const struct vg_collection *c, const struct vg_crs *crs,
                        struct vg_hash key, const struct vg_job_file *file)
{
    struct vg_http_response *rs = call->rs;

    key = vg_hash_more(key, &file->made_us, sizeof file->made_us);
    rs->body_kind = VG_BODY_FD;
    rs->fd = file->fd;
    rs->fd_bytes = file->size;
    rs->content_type = vg_items_content_type(call, call->format->items);
    rs->has_etag = true;
    rs->etag = vg_hash_more(key, &file->size, sizeof file->size);
    rs->last_modified_us = file->made_us;
    rs->vary = "Accept";
    vg_http_add_header(call->rq, rs, "Content-Disposition", disposition(call, c->id));
    if (crs)
        vg_http_add_header(call->rq, rs, "Content-Crs", vg_arena_printf(call->arena, "<%s>", crs->uri));
}

static struct vg_download download_of(struct vg_call *call, const struct vg_question *q, const struct vg_format *f)
{
    return (struct vg_download){.query = &q->query, .codec = f->items, .extension = f->extension, .crs = q->crs,
                                .home = vg_call_url(call, "/collections/%s", q->query.collection->id)};
}

/* Takes over kept. */
static enum vg_status get_file(struct vg_call *call, struct vg_call *kept, const struct vg_question *q,
                               struct vg_error *err)
{
    struct vg_downloads *downloads = vg_call_options(call)->downloads;
    struct vg_download what = download_of(kept, q, call->format);
    const struct vg_collection *c = q->query.collection;
    const struct vg_crs *crs = q->crs;
    struct vg_hash key = vg_download_key(downloads, &what).hash;
    struct vg_job_file file;

    what.release = vg_call_drop;
    what.owner = kept;
    enum vg_status r = vg_download_file(downloads, &what, call->gen->site.limits.download_wait_ms, &file, err);
    if (r == VG_OK)
        answer_file(call, c, crs, key, &file);
    if (r != VG_END)
        return r;
    call->retry_after = RETRY_SECONDS;
    return vg_fail(err, VG_UNAVAILABLE, "", "the file is being made: ask again in some seconds");
}

enum vg_status vg_get_download(struct vg_call *call, struct vg_error *err)
{
    struct vg_call *kept;
    struct vg_question *q;

    if (!vg_call_options(call)->downloads)
        return vg_fail(err, VG_NOT_FOUND, "", "no downloads here");
    enum vg_status r = vg_call_keep(call, &kept, err);
    if (r != VG_OK)
        return r;
    call->rs->what = vg_arena_cstr(call->arena, call->vars[0]);
    r = read_question(kept, &q, err);
    if (r == VG_OK)
        return get_file(call, kept, q, err);
    vg_call_drop(kept);
    return r;
}

void vg_download_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    struct vg_downloads *downloads = vg_call_options(call)->downloads;
    struct vg_question q = {.query = {.collection = c, .limit = -1}};
    struct vg_error ignored = {0};

    q.crs = q.query.crs = c->n_crs ? c->crs_list[0] : NULL;
    if (!downloads || c->item_type == VG_ITEM_RECORD || vg_gate_narrow(&call->who, &q.query, 0, call->arena, &ignored) != VG_OK)
        return;
    for (size_t i = 0; vg_download_forms[i]; i++) {
        const struct vg_format *f = vg_download_forms[i];
        const struct vg_download what = download_of(call, &q, f);
        int64_t size;
        if (!vg_format_linked(f) || !vg_download_has(downloads, &what, &size))
            continue;
        const char *href = vg_arena_printf(call->arena, "%s?f=%s", vg_call_url(call, "/collections/%s/download", c->id),
                                           f->name);
        struct vg_node *l = vg_link_add(call, links, "enclosure", href, f->media_type,
                                        vg_arena_printf(call->arena, vg_text(call->lang, "All features as %s"), f->title));
        vg_node_add_int(call->arena, l, "length", size);
    }
}
