/* client.h — a bare HTTP client for the tests of the server: what is written goes out as it is. */
#ifndef VIGIE_TESTS_HTTP_CLIENT_H
#define VIGIE_TESTS_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct answer {
    int status;       /* 0: none came, the connection is closed */
    char head[16384]; /* with its last empty line, NUL-ended */
    char *body;       /* NUL-ended */
    size_t body_len;
};

int client_connect(int port);
void client_send(int fd, const char *text);
void client_send_bytes(int fd, const void *bytes, size_t len);

/* Read one answer; without_body: to HEAD.  Waits some seconds at most.  Free with answer_finish(). */
struct answer client_read(int fd, bool without_body);
void answer_finish(struct answer *a);

/* "GET /path HTTP/1.1", Host, the lines given (each ended by "\r\n") and Connection: close on a connection of its own. */
struct answer client_ask(int port, const char *method, const char *target, const char *lines);

/* The other side has closed, and nothing more came before. */
bool client_is_closed(int fd);

/* Value of a header field, in memory that the next call uses again; NULL: not there. */
const char *answer_field(const struct answer *a, const char *name);
int answer_count_field(const struct answer *a, const char *name);

#endif
