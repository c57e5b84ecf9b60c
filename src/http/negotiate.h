/* negotiate.h — what of negotiation only the server itself needs. */
#ifndef VIGIE_HTTP_NEGOTIATE_PRIVATE_H
#define VIGIE_HTTP_NEGOTIATE_PRIVATE_H

#include <vigie/base/str.h>

/* As vg_accept_coding, but -1 where neither the coding nor "*" is listed. */
int vg_http_coding_q(struct vg_str accept_encoding, const char *coding);
/* Whether the field has it by its own name, not as one of "*". */
bool vg_http_names_coding(struct vg_str accept_encoding, const char *coding);

#endif
