/* forwarded.h — who is asking, and under which address does he know us, when proxies stand between?
 *
 * Only proxies that we trust are believed.  Addresses are kept as 16 bytes, IPv4 ones mapped into
 * IPv6, so that there is one kind. */
#ifndef VIGIE_HTTP_FORWARDED_H
#define VIGIE_HTTP_FORWARDED_H

#include <vigie/base/arena.h>

struct vg_address {
    unsigned char bytes[16];
};

#define VG_ADDRESS_TEXT 46 /* of the longest address, with its NUL */

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80". */
bool vg_address_parse(struct vg_str text, struct vg_address *out);
void vg_address_text(const struct vg_address *a, char out[VG_ADDRESS_TEXT]);

struct vg_cidr {
    struct vg_address base;
    int bits; /* of the mapped form: 96 and more for IPv4 */
};

/* "10.0.0.0/8", "fd00::/8", or one address. */
bool vg_cidr_parse(struct vg_str text, struct vg_cidr *out);
bool vg_cidr_any_has(const struct vg_cidr *blocks, size_t n, const struct vg_address *a);

/* What the proxies say; absent members were not sent. */
struct vg_forwarded_fields {
    struct vg_str forwarded; /* RFC 7239 */
    struct vg_str x_for, x_proto, x_host, x_port, x_prefix;
};

struct vg_forwarded {
    struct vg_str peer; /* absent: the other end of the connection itself */
    bool https, has_proto;
    struct vg_str host;   /* checked; absent: not told */
    int port;             /* 0: not told */
    struct vg_str prefix; /* "/vigie", checked, no '/' at its end; absent: none */
};

/* To be called where the other end of the connection is a trusted proxy.  Each proxy adds what it knows at the
 * end of the lists, so they are read from there, as far as those who wrote are trusted.  Where any X-Forwarded-For,
 * -Proto, -Host or -Port came, Forwarded is not read: most proxies write the former and let what a client put into the latter pass. */
void vg_forwarded_read(const struct vg_forwarded_fields *f, const struct vg_cidr *trusted,
                       size_t n_trusted, struct vg_forwarded *out);

/* A name or address, perhaps with a port: "example.org:8080", "[::1]". */
bool vg_host_is_valid(struct vg_str host);

/* "https://example.org/prefix" from what was forwarded and, failing that, Host.  NULL: no memory. */
const char *vg_forwarded_base_url(const struct vg_forwarded *f, struct vg_str host,
                                  struct vg_arena *a);

#endif
