/* fetch_hosts.c — a name is looked up by whoever keeps its DNS, so being named lets a host be asked only at public addresses:
 * otherwise its keeper could send us to machines beside us.  An address of one's own network must be named as such. */
#include "fetch_hosts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

/* --- names ------------------------------------------------------------------------------------------------- */

static bool is_usual(const char *port)
{
    return !strcmp(port, "80") || !strcmp(port, "443");
}

/* The port of a named host; absent: it has none. */
static struct vg_str port_of(struct vg_str named, struct vg_str *host)
{
    const char *from = named.ptr && *named.ptr == '[' ? memchr(named.ptr, ']', named.len) : named.ptr;
    size_t rest = from ? named.len - (size_t)(from - named.ptr) : 0;
    const char *colon = rest ? memchr(from, ':', rest) : NULL;
    *host = colon ? (struct vg_str){named.ptr, (size_t)(colon - named.ptr)} : named;
    return colon ? (struct vg_str){colon + 1, named.len - host->len - 1} : (struct vg_str){0};
}

bool vg_fetch_is_named(const char *host, const char *port, const char *const *hosts, size_t n_hosts)
{
    for (size_t i = 0; i < n_hosts; i++) {
        struct vg_str name, of = port_of(vg_str_of(hosts[i]), &name);
        if (vg_str_is_nocase(name, host) && (of.ptr ? vg_str_is(of, port) : is_usual(port)))
            return true;
    }
    return false;
}

/* --- addresses --------------------------------------------------------------------------------------------- */

struct block {
    uint32_t base;
    int bits;
};

/* Special blocks of IPv4 (RFC 6890): loopback, private, shared, link-local, multicast, kept for other things. */
static const struct block special[] = {
    {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16}, {0xAC100000, 12},
    {0xC0000000, 24}, {0xC0000200, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24},
    {0xE0000000, 4},  {0xF0000000, 4},
};

static bool is_special4(uint32_t ip)
{
    for (size_t i = 0; i < VG_COUNT(special); i++)
        if ((ip ^ special[i].base) >> (32 - special[i].bits) == 0)
            return true;
    return false;
}

static uint32_t in_order(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Global unicast is 2000::/3; within it, addresses that hold one of IPv4 (NAT64 lies outside) are what that one is. */
static bool is_special6(const unsigned char *b)
{
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (!memcmp(b, mapped, sizeof mapped))
        return is_special4(in_order(b + 12));
    if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
        return is_special4(in_order(b + 2));
    return (b[0] & 0xE0) != 0x20 || (b[0] == 0x20 && b[1] == 0x01 && b[2] < 2); /* Teredo and others */
}

static bool is_special(const struct sockaddr *to)
{
    if (to->sa_family == AF_INET)
        return is_special4(ntohl(((const struct sockaddr_in *)(const void *)to)->sin_addr.s_addr));
    return to->sa_family != AF_INET6 || is_special6(((const struct sockaddr_in6 *)(const void *)to)->sin6_addr.s6_addr);
}

/* As it would be named: "10.1.2.3", "[::1]". */
static bool name_of(const struct sockaddr *to, char *out, size_t size, bool *loopback)
{
    char text[INET6_ADDRSTRLEN];
    const struct sockaddr_in *v4 = (const void *)to;
    const struct sockaddr_in6 *v6 = (const void *)to;
    bool is4 = to->sa_family == AF_INET;
    if (!inet_ntop(to->sa_family, is4 ? (const void *)&v4->sin_addr : (const void *)&v6->sin6_addr, text, sizeof text))
        return false;
    *loopback = is4 ? ntohl(v4->sin_addr.s_addr) >> 24 == 127 : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
    snprintf(out, size, is4 ? "%s" : "[%s]", text);
    return true;
}

bool vg_fetch_may_connect(const struct sockaddr *to, const char *const *hosts, size_t n_hosts)
{
    char text[INET6_ADDRSTRLEN + 2];
    bool loopback;
    if (!is_special(to))
        return true;
    if ((to->sa_family != AF_INET && to->sa_family != AF_INET6) || !name_of(to, text, sizeof text, &loopback))
        return false;
    for (size_t i = 0; i < n_hosts; i++) {
        struct vg_str name;
        (void)port_of(vg_str_of(hosts[i]), &name);
        if (vg_str_is_nocase(name, text) || (loopback && vg_str_is_nocase(name, "localhost")))
            return true;
    }
    return false;
}
