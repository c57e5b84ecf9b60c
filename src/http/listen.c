/* listen.c — a listening socket of our own, so that what fails can be told. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve.h"

struct place {
    char host[256];
    char port[8];
};

static bool split_address(struct vg_str s, struct place *out)
{
    size_t colon = s.len;
    while (colon > 0 && s.ptr[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    struct vg_str host = {s.ptr, colon - 1}, port = {s.ptr + colon, s.len - colon};
    int64_t number;
    if (!vg_str_int64(port, &number) || number < 0 || number > 65535 || port.len > 5)
        return false;
    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = (struct vg_str){host.ptr + 1, host.len - 2};
    else if (memchr(host.ptr, ':', host.len))
        return false;
    if (host.len >= sizeof(out->host))
        return false;
    memcpy(out->host, host.ptr, host.len);
    out->host[host.len] = '\0';
    memcpy(out->port, port.ptr, port.len);
    out->port[port.len] = '\0';
    return true;
}

static int open_socket(const struct addrinfo *ai)
{
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (fd < 0)
        return -1;
    int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* accepted sockets inherit it */
    if (ai->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

/* By which host is the socket reached from here?  "Any address" is no answer. */
static void name_host(int fd, const char *given, char *out, size_t room, int *port_out)
{
    struct sockaddr_storage ss = {0};
    socklen_t len = sizeof(ss);
    getsockname(fd, (struct sockaddr *)&ss, &len);
    if (ss.ss_family == AF_INET6) {
        const struct sockaddr_in6 *a = (const void *)&ss;
        *port_out = ntohs(a->sin6_port);
        bool any = IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr);
        snprintf(out, room, strchr(given, ':') ? "[%s]" : "%s", any ? "::1" : given);
    } else {
        const struct sockaddr_in *a = (const void *)&ss;
        *port_out = ntohs(a->sin_port);
        snprintf(out, room, "%s", a->sin_addr.s_addr == INADDR_ANY ? "127.0.0.1" : given);
    }
}

enum vg_status vg_listen(const char *address, int *fd_out, int *port_out,
                         char host_out[VG_LISTEN_HOST], struct vg_error *err)
{
    struct place place;
    if (!split_address(vg_str_of(address), &place))
        return vg_fail(
            err, VG_BAD_INPUT, "listen",
            "'%s' is no address to listen on, which would be HOST:PORT such as 127.0.0.1:8080",
            address);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    int failed = getaddrinfo(place.host, place.port, &hints, &found);
    if (failed)
        return vg_fail(err, VG_BAD_INPUT, "listen", "the host '%s' is not known: %s", place.host,
                       gai_strerror(failed));
    int fd = -1;
    for (const struct addrinfo *ai = found; ai && fd < 0; ai = ai->ai_next)
        fd = open_socket(ai);
    int why = errno;
    freeaddrinfo(found);
    if (fd < 0 && why == EADDRINUSE)
        return vg_fail(err, VG_UNAVAILABLE, "listen",
                       "the address '%s' is in use by another program", address);
    if (fd < 0 && why == EADDRNOTAVAIL)
        return vg_fail(err, VG_UNAVAILABLE, "listen", "'%s' is no address of this machine",
                       address);
    if (fd < 0)
        return vg_fail(err, VG_UNAVAILABLE, "listen", "cannot listen on '%s': %s", address,
                       strerror(why));
    name_host(fd, place.host, host_out, VG_LISTEN_HOST, port_out);
    *fd_out = fd;
    return VG_OK;
}
