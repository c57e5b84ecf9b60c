/* forwarded.c — Forwarded (RFC 7239) and X-Forwarded-*, believed from trusted proxies only.
 *
 * A chain client → A → B → us sends us "for=client, for=A" (B is the other end of the connection).
 * B is trusted, so the last element is true; it names A; if A is trusted, so is the element A wrote.
 * The first hop that is not trusted is who asks.  What the outermost trusted proxy says of protocol
 * and host wins: it is the one that clients talk to. */
#include <arpa/inet.h>

#include <vigie/base/number.h>
#include <vigie/http/field.h>

#include "forwarded.h"

#define MAX_HOPS 16

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/* The address alone, without brackets and port. */
static struct vg_str bare_address(struct vg_str text)
{
    struct vg_str rest;
    if (text.len > 0 && text.ptr[0] == '[')
        return vg_str_cut((struct vg_str){text.ptr + 1, text.len - 1}, ']', &rest);
    struct vg_str head = vg_str_cut(text, ':', &rest);
    bool one_colon = rest.ptr && !memchr(rest.ptr, ':', rest.len);
    return one_colon ? head : text;
}

bool vg_address_parse(struct vg_str text, struct vg_address *out)
{
    struct vg_str bare = bare_address(text);
    char copy[VG_ADDRESS_TEXT];
    if (bare.len == 0 || bare.len >= sizeof(copy) || memchr(bare.ptr, '\0', bare.len))
        return false;
    memcpy(copy, bare.ptr, bare.len);
    copy[bare.len] = '\0';

    struct vg_address a;
    memcpy(a.bytes, mapped, sizeof(mapped));
    if (inet_pton(AF_INET, copy, a.bytes + 12) != 1 && inet_pton(AF_INET6, copy, a.bytes) != 1)
        return false;
    *out = a;
    return true;
}

void vg_address_text(const struct vg_address *a, char out[VG_ADDRESS_TEXT])
{
    const char *text;
    if (memcmp(a->bytes, mapped, sizeof(mapped)) == 0)
        text = inet_ntop(AF_INET, a->bytes + 12, out, VG_ADDRESS_TEXT);
    else
        text = inet_ntop(AF_INET6, a->bytes, out, VG_ADDRESS_TEXT);
    if (!text)
        out[0] = '\0';
}

bool vg_cidr_parse(struct vg_str text, struct vg_cidr *out)
{
    struct vg_str width, base = vg_str_cut(text, '/', &width);
    struct vg_cidr c;
    if (!vg_str_eq(bare_address(base), base) || !vg_address_parse(base, &c.base))
        return false;
    bool v4 = memchr(base.ptr, ':', base.len) == NULL;
    int64_t bits = v4 ? 32 : 128;
    if (width.ptr && (!vg_str_int64(width, &bits) || bits < 0 || bits > (v4 ? 32 : 128)))
        return false;
    c.bits = (int)bits + (v4 ? 96 : 0);
    *out = c;
    return true;
}

static bool cidr_has(const struct vg_cidr *c, const struct vg_address *a)
{
    size_t whole = (size_t)c->bits / 8;
    if (memcmp(c->base.bytes, a->bytes, whole) != 0)
        return false;
    int left = c->bits % 8;
    return left == 0 || (c->base.bytes[whole] ^ a->bytes[whole]) >> (8 - left) == 0;
}

bool vg_cidr_any_has(const struct vg_cidr *blocks, size_t n, const struct vg_address *a)
{
    for (size_t i = 0; i < n; i++)
        if (cidr_has(&blocks[i], a))
            return true;
    return false;
}

static bool all_digits(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0;
}

static bool parse_port(struct vg_str s, int *out)
{
    int64_t port;
    if (s.len > 5 || !all_digits(s) || !vg_str_int64(s, &port) || port < 1 || port > 65535)
        return false;
    *out = (int)port;
    return true;
}

/* Where the port of a host begins, if it has one. */
static struct vg_str port_of(struct vg_str host)
{
    size_t i = host.len;
    while (i > 0 && host.ptr[i - 1] >= '0' && host.ptr[i - 1] <= '9')
        i--;
    if (i > 0 && i < host.len && host.ptr[i - 1] == ':')
        return (struct vg_str){host.ptr + i, host.len - i};
    return (struct vg_str){0};
}

static bool is_host_char(char c, bool bracketed)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.')
        return true;
    if (bracketed)
        return c == ':';
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool vg_host_is_valid(struct vg_str host)
{
    struct vg_str port = port_of(host);
    int number;
    if (port.ptr) {
        if (!parse_port(port, &number))
            return false;
        host.len -= port.len + 1;
    }
    bool bracketed = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (bracketed)
        host = (struct vg_str){host.ptr + 1, host.len - 2};
    if (host.len > 253)
        return false;
    for (size_t i = 0; i < host.len; i++)
        if (!is_host_char(host.ptr[i], bracketed))
            return false;
    return host.len > 0;
}

static void take_proto(struct vg_str s, struct vg_forwarded *out)
{
    bool https = vg_str_is_nocase(s, "https");
    if (!https && !vg_str_is_nocase(s, "http"))
        return;
    out->https = https;
    out->has_proto = true;
}

static void take_host(struct vg_str s, struct vg_forwarded *out)
{
    if (vg_host_is_valid(s))
        out->host = s;
}

/* A path of plain segments; "/" alone says nothing. */
static void take_prefix(struct vg_str s, struct vg_forwarded *out)
{
    while (s.len > 0 && s.ptr[s.len - 1] == '/')
        s.len--;
    if (s.len == 0 || s.len > 512 || s.ptr[0] != '/')
        return;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && !(c != '\0' && strchr("/-._~%", c)))
            return;
        if (c == '/' && i + 1 < s.len && s.ptr[i + 1] == '/')
            return;
    }
    out->prefix = s;
}

/* A hop named itself: true where it is trusted too, so that what it wrote counts as well. */
static bool take_hop(struct vg_str node, const struct vg_cidr *trusted, size_t n_trusted,
                     struct vg_forwarded *out)
{
    struct vg_address a;
    if (vg_address_parse(node, &a)) {
        out->peer = bare_address(node);
        return vg_cidr_any_has(trusted, n_trusted, &a);
    }
    /* "unknown" or a made-up name such as "_gateway" */
    if (vg_field_is_token(node) && node.len <= 64)
        out->peer = node;
    return false;
}

/* The last elements of a list, in order. */
static size_t last_elements(struct vg_str list, struct vg_str out[MAX_HOPS])
{
    size_t n = 0;
    while (list.ptr) {
        struct vg_str element = vg_field_cut(list, ',', &list);
        if (element.len == 0)
            continue;
        if (n == MAX_HOPS)
            memmove(out, out + 1, --n * sizeof(*out));
        out[n++] = element;
    }
    return n;
}

static void read_forwarded(struct vg_str field, const struct vg_cidr *trusted, size_t n_trusted,
                           struct vg_forwarded *out)
{
    struct vg_str elements[MAX_HOPS];
    bool believed = true;
    for (size_t i = last_elements(field, elements); i > 0 && believed; i--) {
        struct vg_str node = {0};
        for (struct vg_str rest = elements[i - 1]; rest.ptr;) {
            struct vg_str name, value, part = vg_field_cut(rest, ';', &rest);
            vg_field_param(part, &name, &value);
            if (vg_str_is_nocase(name, "for"))
                node = value;
            else if (vg_str_is_nocase(name, "proto"))
                take_proto(value, out);
            else if (vg_str_is_nocase(name, "host"))
                take_host(value, out);
        }
        believed = take_hop(node, trusted, n_trusted, out);
    }
}

/* What the outermost of `hops` trusted proxies wrote; a list may be shorter where one overwrites it. */
static struct vg_str written_by(struct vg_str list, size_t hops)
{
    struct vg_str elements[MAX_HOPS];
    size_t n = last_elements(list, elements);
    return n == 0 ? (struct vg_str){0} : elements[n > hops ? n - hops : 0];
}

static void read_x_forwarded(const struct vg_forwarded_fields *f, const struct vg_cidr *trusted,
                             size_t n_trusted, struct vg_forwarded *out)
{
    struct vg_str elements[MAX_HOPS];
    size_t hops = 0;
    bool believed = true;
    for (size_t i = last_elements(f->x_for, elements); i > 0 && believed; i--, hops++)
        believed = take_hop(elements[i - 1], trusted, n_trusted, out);
    if (hops == 0)
        hops = 1;
    take_proto(written_by(f->x_proto, hops), out);
    take_host(written_by(f->x_host, hops), out);
    parse_port(written_by(f->x_port, hops), &out->port);
}

void vg_forwarded_read(const struct vg_forwarded_fields *f, const struct vg_cidr *trusted,
                       size_t n_trusted, struct vg_forwarded *out)
{
    *out = (struct vg_forwarded){0};
    if (f->x_for.ptr || f->x_proto.ptr || f->x_host.ptr || f->x_port.ptr)
        read_x_forwarded(f, trusted, n_trusted, out);
    else
        read_forwarded(f->forwarded, trusted, n_trusted, out);
    take_prefix(vg_str_trim(f->x_prefix), out);
}

const char *vg_forwarded_base_url(const struct vg_forwarded *f, struct vg_str host,
                                  struct vg_arena *a)
{
    if (f->host.ptr)
        host = f->host;
    bool https = f->has_proto ? f->https : f->port == 443;
    bool tell_port = f->port && f->port != (https ? 443 : 80) && !port_of(host).ptr;
    char port[VG_NUMBER_MAX + 1] = ":";
    size_t port_len = tell_port ? (size_t)(vg_int64_write(port + 1, f->port) - port) : 0;
    const char *scheme = https ? "https://" : "http://";
    size_t scheme_len = https ? 8 : 7;
    char *url = vg_arena_alloc(a, scheme_len + host.len + port_len + f->prefix.len + 1);
    if (!url)
        return NULL;
    char *p = mempcpy(url, scheme, scheme_len);
    p = mempcpy(p, host.ptr, host.len);
    p = mempcpy(p, port, port_len);
    if (f->prefix.len > 0)
        p = mempcpy(p, f->prefix.ptr, f->prefix.len);
    *p = '\0';
    return url;
}
