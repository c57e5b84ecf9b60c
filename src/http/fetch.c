/* fetch.c — one address asked, and where it leads.  Redirects are followed here and not by libcurl, so that each address is
 * held against the hosts that are named, read by the same parser that the connection is made with. */
#include <curl/curl.h>

#include <vigie/base/time.h>

#include "fetch_hosts.h"

#define MAX_HEADER_TEXT 1000

struct fetching {
    const struct vg_fetch *what;
    struct vg_arena *arena;
    struct vg_buf *body;
    bool refused; /* the address behind the name may not be connected to */
};

static void free_url(CURLU **u)
{
    curl_url_cleanup(*u);
}

static void free_curl(CURL **c)
{
    if (*c)
        curl_easy_cleanup(*c);
}

static void free_list(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}

/* --- the address ------------------------------------------------------------------------------------------- */

static bool has(CURLU *u, CURLUPart part)
{
    char *text = NULL;
    bool there = curl_url_get(u, part, &text, 0) == CURLUE_OK && text && *text;
    curl_free(text);
    return there;
}

static bool is_named(CURLU *u, const char *const *hosts, size_t n_hosts)
{
    char *host = NULL, *port = NULL;
    bool named = curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                 curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                 vg_fetch_is_named(host, port, hosts, n_hosts);
    curl_free(host);
    curl_free(port);
    return named;
}

static bool is_http(CURLU *u)
{
    char *scheme = NULL;
    bool is = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && (!strcmp(scheme, "http") || !strcmp(scheme, "https"));
    curl_free(scheme);
    return is;
}

static enum vg_status read_url(CURLU *u, const char *url, const char *const *hosts, size_t n_hosts, struct vg_error *err)
{
    if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK || !is_http(u))
        return vg_fail(err, VG_BAD_INPUT, "", "'%.100s' is no address of http or https", url);
    if (has(u, CURLUPART_USER) || has(u, CURLUPART_PASSWORD))
        return vg_fail(err, VG_BAD_INPUT, "", "an address with a user's name or password in it is not asked");
    if (!is_named(u, hosts, n_hosts))
        return vg_fail(err, VG_FORBIDDEN, "", "'%.100s' is at no host that the configuration names", url);
    return VG_OK;
}

/* --- what libcurl calls ------------------------------------------------------------------------------------ */

static size_t take(char *bytes, size_t size, size_t n, void *user)
{
    struct fetching *f = user;
    vg_buf_add(f->body, bytes, size * n);
    return f->body->failed ? 0 : size * n;
}

static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct fetching *f = user;
    (void)purpose;
    if (!vg_fetch_may_connect(&to->addr, f->what->hosts, f->what->n_hosts)) {
        f->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* --- one request ------------------------------------------------------------------------------------------- */

static void set_up(CURL *c, CURLU *u, struct fetching *f, int timeout_ms)
{
    curl_easy_setopt(c, CURLOPT_CURLU, u);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(c, CURLOPT_USERAGENT, "vigie");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
    if (f->what->body.ptr) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->what->body.ptr);
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->what->body.len);
    }
}

static struct curl_slist *headers_of(const struct fetching *f)
{
    const struct vg_fetch *w = f->what;
    struct curl_slist *list = NULL;
    const char *accept = w->accept ? vg_arena_printf(f->arena, "Accept: %s", w->accept) : NULL;
    const char *type = w->body.ptr && w->content_type ? vg_arena_printf(f->arena, "Content-Type: %s", w->content_type) : NULL;
    if (accept)
        list = curl_slist_append(list, accept);
    return type ? curl_slist_append(list, type) : list;
}

static enum vg_status failed(const struct fetching *f, const char *url, CURLcode code, size_t max, struct vg_error *err)
{
    if (f->refused)
        return vg_fail(err, VG_FORBIDDEN, "", "'%.100s' is at an address of a network of its own, which is not named", url);
    if (f->body->failed == VG_TOO_LARGE)
        return vg_fail(err, VG_TOO_LARGE, "", "what '%.100s' answers is larger than %zu MB", url, max >> 20);
    if (f->body->failed || code == CURLE_OUT_OF_MEMORY)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    return vg_fail(err, VG_UNAVAILABLE, "", "'%.100s' does not answer: %s", url, curl_easy_strerror(code));
}

/* next: where the answer redirects to, in the arena; NULL where it does not. */
static enum vg_status ask_once(struct fetching *f, const char *url, int timeout_ms, struct vg_fetched *out,
                               const char **next, struct vg_error *err)
{
    VG_AUTO(free_url) CURLU *u = curl_url();
    VG_AUTO(free_curl) CURL *c = curl_easy_init();
    if (!u || !c)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = read_url(u, url, f->what->hosts, f->what->n_hosts, err);
    if (r != VG_OK)
        return r;
    VG_AUTO(free_list) struct curl_slist *headers = headers_of(f);
    vg_buf_clear(f->body);
    set_up(c, u, f, timeout_ms);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(c);
    if (code != CURLE_OK)
        return failed(f, url, code, f->what->max_bytes, err);
    char *type = NULL, *location = NULL;
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &location);
    out->status = (int)status;
    out->url = url;
    out->content_type = vg_arena_printf(f->arena, "%.*s", MAX_HEADER_TEXT, type ? type : "");
    *next = location && !f->what->body.ptr ? vg_arena_strdup(f->arena, location) : NULL;
    return vg_arena_check(f->arena, err);
}

enum vg_status vg_fetch(const struct vg_fetch *what, struct vg_arena *a, struct vg_fetched *out, struct vg_error *err)
{
    struct vg_fetch w = *what;
    struct vg_buf body;
    struct vg_fetched got = {.status = 0};
    struct fetching f = {.what = &w, .arena = a, .body = &body};
    const char *url = vg_arena_strdup(a, what->url), *next = NULL;
    w.max_bytes = w.max_bytes ? w.max_bytes : VG_FETCH_MAX_BYTES;
    int64_t end = vg_monotonic_ms() + (w.timeout_ms ? w.timeout_ms : VG_FETCH_MAX_MS);
    vg_buf_init(&body, w.max_bytes);
    enum vg_status r = vg_arena_check(a, err);
    for (int i = 0; r == VG_OK; i++) {
        int64_t left = end - vg_monotonic_ms();
        if (i > VG_FETCH_MAX_REDIRECTS || left <= 0)
            r = vg_fail(err, VG_UNAVAILABLE, "", "'%.100s' leads from one address to the next and to no answer", what->url);
        else
            r = ask_once(&f, url, (int)left, &got, &next, err);
        if (r != VG_OK || !next)
            break;
        url = next;
    }
    if (r != VG_OK) {
        vg_buf_finish(&body);
        return r;
    }
    *out = got;
    out->body = body;
    return VG_OK;
}
