/* fetch_hosts.h — which hosts and addresses may be asked; private to this folder. */
#ifndef HTTP_FETCH_HOSTS_H
#define HTTP_FETCH_HOSTS_H

#include <vigie/http/client.h>

struct sockaddr;

/* host: as libcurl reads it from the address, "[::1]" with its brackets. */
bool vg_fetch_is_named(const char *host, const char *port, const char *const *hosts, size_t n_hosts);
/* May a socket be opened to this address? */
bool vg_fetch_may_connect(const struct sockaddr *to, const char *const *hosts, size_t n_hosts);

#endif
