#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "client.h"

int client_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = 10};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void client_send_bytes(int fd, const void *bytes, size_t len)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        p += n;
        len -= (size_t)n;
    }
}

void client_send(int fd, const char *text)
{
    client_send_bytes(fd, text, strlen(text));
}

static bool read_head(int fd, struct answer *a)
{
    size_t n = 0;
    while (n < sizeof(a->head) - 1) {
        /* One byte at a time: what follows may belong to the next answer. */
        ssize_t got = recv(fd, a->head + n, 1, 0);
        if (got <= 0)
            return false;
        a->head[++n] = '\0';
        if (n >= 4 && strcmp(a->head + n - 4, "\r\n\r\n") == 0)
            return true;
    }
    return false;
}

const char *answer_field(const struct answer *a, const char *name)
{
    static _Thread_local char value[4096];
    size_t len = strlen(name);
    for (const char *line = strstr(a->head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, len) != 0 || strncmp(line + 2 + len, ": ", 2) != 0)
            continue;
        const char *from = line + 2 + len + 2;
        size_t n = strcspn(from, "\r");
        snprintf(value, sizeof(value), "%.*s", (int)n, from);
        return value;
    }
    return NULL;
}

int answer_count_field(const struct answer *a, const char *name)
{
    int n = 0;
    size_t len = strlen(name);
    for (const char *line = strstr(a->head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        n += strncasecmp(line + 2, name, len) == 0 && line[2 + len] == ':';
    return n;
}

struct answer client_read(int fd, bool without_body)
{
    struct answer a = {0};
    if (!read_head(fd, &a))
        return (struct answer){0};
    a.status = atoi(a.head + strlen("HTTP/1.1 "));
    const char *length = answer_field(&a, "Content-Length");
    if (a.status < 200)
        return a;
    a.body_len = length && !without_body && a.status != 304 ? (size_t)atoll(length) : 0;
    a.body = calloc(1, a.body_len + 1);
    for (size_t n = 0; n < a.body_len;) {
        ssize_t got = recv(fd, a.body + n, a.body_len - n, 0);
        if (got <= 0) {
            a.body_len = n;
            break;
        }
        n += (size_t)got;
    }
    return a;
}

void answer_finish(struct answer *a)
{
    free(a->body);
    a->body = NULL;
}

struct answer client_ask(int port, const char *method, const char *target, const char *lines)
{
    int fd = client_connect(port);
    char text[16384];
    snprintf(text, sizeof(text),
             "%s %s HTTP/1.1\r\nHost: me.example:%d\r\nConnection: close\r\n%s\r\n", method, target,
             port, lines);
    client_send(fd, text);
    struct answer a = client_read(fd, strcmp(method, "HEAD") == 0);
    close(fd);
    return a;
}

bool client_is_closed(int fd)
{
    char c;
    ssize_t n = recv(fd, &c, 1, 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
}
