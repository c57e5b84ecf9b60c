/* reply.c — what every answer needs besides its body, so that no handler can forget it.
 *
 * Order matters: the tag is of the bytes before compression; the coding is chosen before the conditions
 * are looked at, since each coding has a tag of its own; a 304 tells what the 200 would have told, so
 * it is compressed too, only to know the length (RFC 9110 section 15.4.5 and 8.6). */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/base/time.h>
#include <vigie/http/field.h>
#include <vigie/http/negotiate.h>

#include "conditional.h"
#include "negotiate.h"
#include "reply.h"

/* What fits a packet anyway is not worth packing. */
#define MIN_COMPRESSED 860
/* A compressed body larger than that goes to a temporary file. */
#define PACKED_MEMORY (4 * 1024 * 1024)

static const char exposed[] =
    "ETag, Link, Location, Content-Location, Content-Crs, OGC-NumberMatched, OGC-NumberReturned, Preference-Applied, "
    "Retry-After, X-Request-Id, Content-Disposition, Content-Range, Accept-Ranges, Allow, Accept-Post, Accept-Patch, "
    "WWW-Authenticate";

struct making {
    struct vg_http_connection *c;
    struct vg_http_response *rs;
    struct vg_reply *out;
    bool has_tag;
    struct vg_hash hash;
    enum vg_coding coding;
};

static void add(struct vg_reply *out, const char *name, const char *value)
{
    if (value && out->n_headers < VG_COUNT(out->headers))
        out->headers[out->n_headers++] = (struct vg_http_header){name, value};
}

static const char *rs_header(const struct vg_http_response *rs, const char *name)
{
    for (size_t i = 0; i < rs->n_headers; i++)
        if (vg_str_is_nocase(vg_str_of(rs->headers[i].name), name))
            return rs->headers[i].value;
    return NULL;
}

static bool is_read(const struct vg_http_connection *c)
{
    return vg_str_is(c->rq.method, "GET") || vg_str_is(c->rq.method, "HEAD");
}

/* The answer could not be had after all: log why, and tell so instead. */
static void give_up(struct making *m, const char *why)
{
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_ERROR, "answer given up");
    vg_log_str(&l, "id", vg_str_of(m->c->rq.id));
    vg_log_str(&l, "error", vg_str_of(why));
    vg_log_end(&l);
    vg_answer_explain(m->c, 503, "the answer could not be made ready, please try again");
}

static struct vg_hash hash_of_file(const struct stat *st)
{
    const int64_t what[] = {(int64_t)st->st_dev, (int64_t)st->st_ino, (int64_t)st->st_size,
                            (int64_t)st->st_mtim.tv_sec, (int64_t)st->st_mtim.tv_nsec};
    return vg_hash_bytes(what, sizeof(what));
}

static bool open_file(struct making *m)
{
    struct stat st;
    int fd = m->rs->body_kind == VG_BODY_FD ? m->rs->fd : open(m->rs->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        give_up(m, "the file is not there");
        return false;
    }
    m->out->fd = fd;
    m->out->length = m->rs->body_kind == VG_BODY_FD ? m->rs->fd_bytes : st.st_size;
    if (!m->rs->last_modified_us)
        m->rs->last_modified_us = st.st_mtim.tv_sec * INT64_C(1000000) + st.st_mtim.tv_nsec / 1000;
    if (m->rs->wants_etag && !m->rs->has_etag) {
        m->rs->etag = hash_of_file(&st);
        m->rs->has_etag = true;
    }
    return true;
}

/* The bytes of the body as one view.  A buffer that failed becomes an error of its own. */
static void seal(struct making *m)
{
    struct vg_error err = {0};
    bool file = m->rs->body_kind == VG_BODY_FILE || m->rs->body_kind == VG_BODY_FD;
    if (file && open_file(m))
        return;
    if (m->rs->body_kind == VG_BODY_BUF &&
        vg_buf_seal(&m->rs->body, &m->out->bytes, &err) != VG_OK) {
        give_up(m, err.text);
        if (m->rs->body_kind == VG_BODY_BUF &&
            vg_buf_seal(&m->rs->body, &m->out->bytes, &err) != VG_OK)
            m->rs->body_kind = VG_BODY_NONE;
    }
    if (m->rs->body_kind == VG_BODY_BUF)
        m->out->bytes_file = vg_buf_file(&m->rs->body);
    if (m->rs->body_kind == VG_BODY_STATIC)
        m->out->bytes = m->rs->bytes;
}

static enum vg_coding choose_coding(const struct making *m)
{
    if (!m->rs->compressible || m->out->fd >= 0 || m->out->bytes.len < MIN_COMPRESSED ||
        rs_header(m->rs, "Content-Encoding"))
        return VG_CODING_IDENTITY;
    struct vg_str accept = vg_request_field(m->c, "Accept-Encoding");
    if (!accept.ptr)
        return VG_CODING_IDENTITY;
    int gzip = vg_accept_coding(accept, "gzip"), zstd = vg_accept_coding(accept, "zstd");
    int identity = vg_http_coding_q(accept, "identity");

    enum vg_coding best = VG_CODING_IDENTITY;
    int q = 0;
    if (gzip > q) {
        best = VG_CODING_GZIP;
        q = gzip;
    }
    bool ready = best == VG_CODING_GZIP && m->rs->gzip_bytes.ptr;
    if (zstd > 0 && zstd >= q && !ready && vg_http_names_coding(accept, "zstd")) { /* "*" is sent by who knows but gzip */
        best = VG_CODING_ZSTD;
        q = zstd;
    }
    return identity > q ? VG_CODING_IDENTITY : best;
}

/* In place of the body, of which it is smaller: so the memory for pages bounds it too. */
static bool pack(struct making *m)
{
    struct vg_http_connection *c = m->c;
    const struct vg_spill_options spill = {.mem_max = PACKED_MEMORY, .budget = c->server->o.memory};
    const struct vg_buf *source = m->rs->body_kind == VG_BODY_BUF ? &m->rs->body : NULL;
    struct vg_str packed;
    vg_buf_init_spill(&c->packed, m->out->bytes.len, &spill);
    if (!vg_compress(c->server->compressors, m->coding, (struct vg_unpacked){m->out->bytes, source}, &c->packed) ||
        vg_buf_seal(&c->packed, &packed, NULL) != VG_OK)
        return false;
    m->out->bytes = packed;
    m->out->bytes_file = vg_buf_file(&c->packed);
    vg_buf_finish(&m->rs->body);
    return true;
}

static void encode(struct making *m)
{
    struct vg_http_connection *c = m->c;
    if (m->coding == VG_CODING_IDENTITY || m->out->bytes.len == 0)
        return;
    if (m->coding == VG_CODING_GZIP && m->rs->body_kind == VG_BODY_STATIC &&
        m->rs->gzip_bytes.ptr) {
        m->out->bytes = m->rs->gzip_bytes;
    } else if (!pack(m)) {
        vg_buf_finish(&c->packed);
        m->coding = VG_CODING_IDENTITY;
    }
}

/* True also where the handler found out itself, which spares it the body. */
static bool is_unchanged(struct making *m)
{
    if ((m->rs->status != 200 && m->rs->status != 304) || !is_read(m->c))
        return false;
    struct vg_str none_match = vg_request_field(m->c, "If-None-Match");
    if (!none_match.ptr)
        return vg_not_modified_since(vg_request_field(m->c, "If-Modified-Since"),
                                     m->rs->last_modified_us);
    if (!m->has_tag)
        return vg_str_is(none_match, "*");
    bool same = vg_if_none_match(none_match, m->hash, &m->coding);
    if (m->rs->status == 200 && (!m->rs->compressible || m->out->fd >= 0))
        m->coding = VG_CODING_IDENTITY;
    return same;
}

static void take_range(struct making *m, const char *etag)
{
    struct vg_str field = vg_request_field(m->c, "Range");
    if (!field.ptr || m->out->status != 200 || !vg_str_is(m->c->rq.method, "GET") ||
        !vg_if_range(vg_request_field(m->c, "If-Range"), etag, m->rs->last_modified_us))
        return;
    struct vg_reply *out = m->out;
    int64_t size = out->length;
    switch (vg_range_parse(field, size, &out->offset, &out->length)) {
    case VG_RANGE_WHOLE:
        return;
    case VG_RANGE_PART:
        out->status = 206;
        add(out, "Content-Range",
            vg_arena_printf(m->c->arena, "bytes %lld-%lld/%lld", (long long)out->offset,
                            (long long)(out->offset + out->length - 1), (long long)size));
        return;
    case VG_RANGE_NONE:
        close(out->fd);
        out->fd = -1;
        add(out, "Content-Range", vg_arena_printf(m->c->arena, "bytes */%lld", (long long)size));
        vg_answer_explain(m->c, 416, "no byte of the range asked for is within the file");
        m->has_tag = false;
        out->status = 416;
        seal(m);
        return;
    }
}

static bool in_list(struct vg_str list, struct vg_str name)
{
    while (list.ptr)
        if (vg_field_same(vg_field_cut(list, ',', &list), name))
            return true;
    return false;
}

/* "Accept-Encoding" and the names the handler gave, each once. */
static const char *vary(const struct making *m)
{
    static const char ours[] = "Accept-Encoding";
    const char *more[] = {m->rs->vary, rs_header(m->rs, "Vary")};
    if (!more[0] && !more[1])
        return m->rs->compressible ? ours : NULL;

    struct vg_buf b;
    vg_buf_init(&b, 4096);
    if (m->rs->compressible)
        vg_buf_cstr(&b, ours);
    for (size_t i = 0; i < VG_COUNT(more); i++) {
        for (struct vg_str rest = vg_str_of(more[i]); rest.ptr;) {
            struct vg_str name = vg_field_cut(rest, ',', &rest);
            if (name.len == 0 || in_list((struct vg_str){b.ptr, b.len}, name))
                continue;
            if (b.len > 0)
                VG_BUF_LIT(&b, ", ");
            vg_buf_str(&b, name);
        }
    }
    const char *text = b.len > 0 ? vg_arena_cstr(m->c->arena, (struct vg_str){b.ptr, b.len}) : NULL;
    vg_buf_finish(&b);
    return text;
}

static const char *http_date(struct vg_arena *a, int64_t us)
{
    struct vg_buf b;
    vg_buf_init(&b, 64);
    vg_httpdate_put(&b, us);
    const char *text = vg_arena_cstr(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

/* Fields that describe the body make no sense where none is meant. */
static bool left_out_of_304(const char *name)
{
    struct vg_str s = vg_str_of(name);
    return !vg_str_is_nocase(s, "Content-Location") && s.len > 8 &&
           vg_field_same((struct vg_str){name, 8}, VG_STR("Content-"));
}

static void add_handlers(struct making *m)
{
    const struct vg_http_response *rs = m->rs;
    for (size_t i = 0; i < rs->n_headers; i++) {
        const struct vg_http_header *h = &rs->headers[i];
        if (vg_str_is_nocase(vg_str_of(h->name), "Vary") ||
            (m->out->status == 304 && left_out_of_304(h->name)))
            continue;
        add(m->out, h->name, h->value);
    }
}

static void add_fields(struct making *m, const char *etag)
{
    const struct vg_http_response *rs = m->rs;
    struct vg_reply *out = m->out;
    bool body = out->fd >= 0 || rs->body_kind != VG_BODY_NONE;
    if (body && out->status != 304) {
        add(out, "Content-Type", rs->content_type);
        if (m->coding != VG_CODING_IDENTITY)
            add(out, "Content-Encoding", vg_coding_name(m->coding));
    }
    if (out->fd >= 0)
        add(out, "Accept-Ranges", "bytes");
    add(out, "ETag", etag);
    if (rs->last_modified_us)
        add(out, "Last-Modified", http_date(m->c->arena, rs->last_modified_us));
    add(out, "Cache-Control", rs->cache_control ? rs->cache_control : etag ? "no-cache" : NULL);
    add(out, "Vary", vary(m));
    add_handlers(m);
    if (out->status == 503 && !rs_header(rs, "Retry-After"))
        add(out, "Retry-After", "1");
    add(out, "Access-Control-Allow-Origin", "*");
    add(out, "Access-Control-Expose-Headers", exposed);
    add(out, "X-Content-Type-Options", "nosniff");
    if (rs->content_type && vg_str_starts(vg_str_of(rs->content_type), VG_STR("text/html")))
        add(out, "Referrer-Policy", "strict-origin-when-cross-origin");
    add(out, "X-Request-Id", m->c->rq.id);
}

static const char *tag_text(const struct making *m)
{
    char *text = m->has_tag ? vg_arena_alloc(m->c->arena, VG_ETAG_TEXT) : NULL;
    if (text)
        vg_etag_text(m->hash, m->coding, text);
    return text;
}

void vg_reply_make(struct vg_http_connection *c, struct vg_reply *out)
{
    struct making m = {.c = c, .rs = &c->rs, .out = out, .coding = VG_CODING_IDENTITY};
    *out = (struct vg_reply){.fd = -1, .bytes_file = -1};
    seal(&m);
    out->status = c->rs.status;

    m.has_tag = c->rs.has_etag;
    m.hash = c->rs.etag;
    if (!m.has_tag && c->rs.wants_etag && c->rs.status == 200) {
        m.hash = vg_hash_bytes(out->bytes.ptr, out->bytes.len);
        if (c->rs.body_kind == VG_BODY_BUF)
            vg_buf_rest(&c->rs.body, out->bytes.len);
        m.has_tag = true;
    }
    m.coding = choose_coding(&m);
    if (is_unchanged(&m))
        out->status = 304;
    encode(&m);
    const char *etag = tag_text(&m);
    if (out->fd >= 0)
        take_range(&m, etag);
    add_fields(&m, m.has_tag ? etag : NULL);
}
