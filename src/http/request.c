/* request.c — what came over the wire becomes a struct vg_http_request, or a reason to refuse it.
 *
 * The library is lenient where a proxy in front of us may read the same bytes otherwise (two lengths,
 * spaces in field names, unknown transfer codings); such requests are refused (RFC 9112 section 11). */
#include <stdio.h>

#include <vigie/base/time.h>
#include <vigie/http/field.h>

#include "serve.h"

#define METHOD_MAX 32

static size_t count_fields(const struct vg_http_connection *c, const char *name,
                           struct vg_str *first)
{
    size_t n = 0, len = strlen(name);
    for (size_t i = 0; i < c->n_fields; i++) {
        if (c->fields[i].name.len != len || !vg_field_same(c->fields[i].name, vg_str_of(name)))
            continue;
        if (n++ == 0)
            *first = c->fields[i].value;
    }
    return n;
}

static struct vg_str join_fields(const struct vg_http_connection *c, const char *name)
{
    struct vg_buf b;
    vg_buf_init(&b, c->server->limits.head_bytes * 2);
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!vg_str_is_nocase(c->fields[i].name, name))
            continue;
        if (b.len > 0)
            VG_BUF_LIT(&b, ", ");
        vg_buf_str(&b, c->fields[i].value);
    }
    struct vg_str joined = {0};
    if (b.failed == VG_OK)
        joined = vg_arena_str(c->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return joined;
}

struct vg_str vg_request_field(const struct vg_http_connection *c, const char *name)
{
    struct vg_str first = {0};
    return count_fields(c, name, &first) > 1 ? join_fields(c, name) : first;
}

struct vg_str vg_http_header(const struct vg_http_request *rq, const char *name)
{
    return rq->impl ? vg_request_field(rq->impl, name) : (struct vg_str){0};
}

static enum MHD_Result take_field(void *connection, enum MHD_ValueKind kind, const char *name,
                                  size_t name_len, const char *value, size_t value_len)
{
    struct vg_http_connection *c = connection;
    (void)kind;
    if (!value) {
        value = "";
        value_len = 0;
    }
    c->fields[c->n_fields++] = (struct vg_field){
        .name = {name, name_len}, .value = vg_str_trim((struct vg_str){value, value_len})};
    return MHD_YES;
}

static bool read_fields(struct vg_http_connection *c, struct MHD_Connection *mhd)
{
    int n = MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, NULL, NULL);
    c->fields = vg_arena_array(c->arena, (size_t)(n > 0 ? n : 0), sizeof(*c->fields));
    if (!c->fields)
        return false;
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, take_field, c);
    return true;
}

static int check_lengths(const struct vg_http_connection *c, bool old, const char **why)
{
    struct vg_str coding = {0}, length = {0}, expect = {0};
    size_t codings = count_fields(c, "Transfer-Encoding", &coding);
    size_t lengths = count_fields(c, "Content-Length", &length);
    if (codings > 0 && (lengths > 0 || codings > 1 || old)) {
        *why = "the length of the body is given in more than one way";
        return 400;
    }
    if (codings > 0 && !vg_str_is_nocase(coding, "chunked")) {
        *why = "the only transfer coding understood is 'chunked'";
        return 501;
    }
    int64_t bytes = 0;
    if (lengths > 1 ||
        (lengths == 1 && (!vg_str_int64(length, &bytes) || bytes < 0 || length.ptr[0] == '+'))) {
        *why = "Content-Length must be one whole number";
        return 400;
    }
    if ((uint64_t)bytes > c->server->limits.body_bytes) {
        *why = "the body is larger than the limit limits.body_bytes";
        return 413;
    }
    if (count_fields(c, "Expect", &expect) > 0 && !vg_str_is_nocase(expect, "100-continue")) {
        *why = "the only expectation understood is '100-continue'";
        return 417;
    }
    return 0;
}

static int check_names(const struct vg_http_connection *c, const char **why)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!vg_field_is_token(c->fields[i].name)) {
            *why = "the name of a header field may hold letters, digits and '-' only";
            return 400;
        }
    }
    return 0;
}

/* "http://host/path" as proxies get it; authority is what stands before the path, else absent. */
static struct vg_str origin_form(struct vg_str target, struct vg_str *authority)
{
    const struct vg_str schemes[] = {VG_STR("http://"), VG_STR("https://")};
    *authority = (struct vg_str){0};
    for (size_t i = 0; i < VG_COUNT(schemes); i++) {
        size_t skip = schemes[i].len;
        if (target.len <= skip || !vg_field_same((struct vg_str){target.ptr, skip}, schemes[i]))
            continue;
        struct vg_str rest = {target.ptr + skip, target.len - skip};
        size_t n = strcspn(rest.ptr, "/?");
        *authority = (struct vg_str){rest.ptr, n};
        return n < rest.len ? (struct vg_str){rest.ptr + n, rest.len - n} : VG_STR("/");
    }
    return target;
}

static int read_target(struct vg_http_connection *c, struct vg_str *authority, const char **why)
{
    struct vg_http_request *rq = &c->rq;
    struct vg_str target = origin_form(c->target, authority);
    rq->path = vg_str_cut(target, '?', &rq->query);
    bool good = (rq->path.len > 0 && rq->path.ptr[0] == '/') ||
                (vg_str_is(target, "*") && vg_str_is(rq->method, "OPTIONS"));
    for (size_t i = 0; i < target.len; i++)
        good = good && (unsigned char)target.ptr[i] > ' ' && target.ptr[i] != 0x7F;
    if (good)
        return 0;
    *why = "the address asked for must be a path that begins with '/' and holds no spaces";
    return 400;
}

static void read_forwarded(struct vg_http_connection *c, struct vg_forwarded *out)
{
    *out = (struct vg_forwarded){0};
    if (!c->trusted)
        return;
    struct vg_forwarded_fields f = {
        .forwarded = vg_request_field(c, "Forwarded"),
        .x_for = vg_request_field(c, "X-Forwarded-For"),
        .x_proto = vg_request_field(c, "X-Forwarded-Proto"),
        .x_host = vg_request_field(c, "X-Forwarded-Host"),
        .x_port = vg_request_field(c, "X-Forwarded-Port"),
        .x_prefix = vg_request_field(c, "X-Forwarded-Prefix"),
    };
    vg_forwarded_read(&f, c->server->trusted, c->server->n_trusted, out);
    if (out->peer.ptr)
        c->rq.peer = out->peer;
}

/* An id that a proxy of ours gave is kept, so that its log and ours can be read together. */
static void read_id(struct vg_http_connection *c)
{
    c->rq.id = c->id;
    struct vg_str given = {0};
    if (!c->trusted || count_fields(c, "X-Request-Id", &given) != 1 || given.len == 0 ||
        given.len > 64)
        return;
    for (size_t i = 0; i < given.len; i++) {
        char ch = given.ptr[i];
        bool plain =
            (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
        if (!plain && ch != '.' && ch != '_' && ch != '-')
            return;
    }
    const char *copy = vg_arena_cstr(c->arena, given);
    if (copy)
        c->rq.id = copy;
}

static int read_host(struct vg_http_connection *c, bool old, struct vg_str authority,
                     const char **why)
{
    struct vg_str host = {0};
    size_t hosts = count_fields(c, "Host", &host);
    if (authority.ptr)
        host = authority;
    if (hosts > 1 || (hosts == 0 && !old) || (host.ptr && !vg_host_is_valid(host))) {
        *why = "the header field Host must be there once, as 'name' or 'name:port'";
        return 400;
    }
    struct vg_forwarded forwarded;
    read_forwarded(c, &forwarded);
    if (c->server->base_url || (!host.ptr && !forwarded.host.ptr))
        return 0;
    const char *url = vg_forwarded_base_url(&forwarded, host, c->arena);
    if (url)
        c->rq.base_url = url;
    return 0;
}

int vg_request_read_head(struct vg_http_connection *c, struct MHD_Connection *mhd,
                         const char *method, const char *version, const char **why)
{
    const struct vg_http_server *s = c->server;
    c->rq = (struct vg_http_request){.id = c->id,
                                     .method = vg_str_of(method),
                                     .path = c->target,
                                     .peer = vg_str_of(c->peer),
                                     .base_url = s->base_url ? s->base_url : s->own_url,
                                     .arena = c->arena,
                                     .impl = c};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if ((info && info->header_size > s->limits.head_bytes) || !read_fields(c, mhd)) {
        *why = "the head of the request is larger than the limit limits.head_bytes";
        return 431;
    }
    read_id(c);

    bool old = strcmp(version, "HTTP/1.0") == 0;
    struct vg_str authority;
    int status = 0;
    if (!vg_field_is_token(c->rq.method) || c->rq.method.len > METHOD_MAX) {
        *why = "the method must be a word such as GET";
        status = 400;
    }
    if (!status)
        status = check_names(c, why);
    if (!status)
        status = read_target(c, &authority, why);
    if (!status)
        status = read_host(c, old, authority, why);
    if (!status)
        status = check_lengths(c, old, why);
    return status;
}

bool vg_request_has_body(const struct vg_http_connection *c)
{
    struct vg_str value = {0};
    if (count_fields(c, "Transfer-Encoding", &value) > 0)
        return true;
    return count_fields(c, "Content-Length", &value) > 0 && !vg_str_is(value, "0");
}
