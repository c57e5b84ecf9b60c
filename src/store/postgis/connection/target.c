/* target.c — the address of a database: taken apart once, and never shown with its password.
 *
 * libpq reads the address itself when it connects (several hosts, service files, password files);
 * here it is only parsed for its faults and for a name that may stand in logs.  libpq's own
 * sentence about a faulty address quotes it, password and all, and so is not passed on. */
#include "conn.h"

#include <stdlib.h>

#include <vigie/base/escape.h>

static const char *option(const PQconninfoOption *o, const char *keyword)
{
    for (; o->keyword; o++)
        if (!strcmp(o->keyword, keyword))
            return o->val && *o->val ? o->val : NULL;
    return NULL;
}

static void put_hosts(struct vg_buf *b, struct vg_str hosts, struct vg_str ports)
{
    struct vg_str port = {0};
    for (bool first = true; hosts.ptr; first = false) {
        struct vg_str host = vg_str_cut(hosts, ',', &hosts);
        if (ports.ptr)
            port = vg_str_cut(ports, ',', &ports); /* the last one serves for the rest */
        if (!first)
            vg_buf_char(b, ',');
        bool v6 = memchr(host.ptr, ':', host.len) != NULL;
        if (v6)
            vg_buf_char(b, '[');
        vg_buf_str(b, host);
        if (v6)
            vg_buf_char(b, ']');
        if (port.len) {
            vg_buf_char(b, ':');
            vg_buf_str(b, port);
        }
    }
}

/* What may be shown is listed; everything else of the address stays out. */
static void put_name(struct vg_buf *b, const PQconninfoOption *o)
{
    const char *service = option(o, "service"), *user = option(o, "user");
    const char *host = option(o, "host"), *db = option(o, "dbname");
    if (service) {
        VG_BUF_LIT(b, "service=");
        vg_buf_cstr(b, service);
        return;
    }
    VG_BUF_LIT(b, "postgresql://");
    if (user) {
        vg_url_put(b, vg_str_of(user));
        vg_buf_char(b, '@');
    }
    put_hosts(b, vg_str_of(host ? host : option(o, "hostaddr")), vg_str_of(option(o, "port")));
    if (db) {
        vg_buf_char(b, '/');
        vg_url_put(b, vg_str_of(db));
    }
}

static enum vg_status check(const PQconninfoOption *o, struct vg_error *err)
{
    if (!o)
        return vg_fail(err, VG_BAD_INPUT, "store",
                       "the database address cannot be read: expected"
                       " postgresql://user@host:port/database or service=name");
    return VG_OK;
}

enum vg_status vg_pg_target_new(const struct vg_store *s, struct vg_pg_target **out, struct vg_error *err)
{
    char *fault = NULL;
    PQconninfoOption *parsed = PQconninfoParse(s->address, &fault);
    PQfreemem(fault);
    enum vg_status r = check(parsed, err);
    if (r != VG_OK)
        return r;
    struct vg_buf name;
    vg_buf_init(&name, 4096);
    put_name(&name, parsed);
    const char *host = option(parsed, "host"), *number = option(parsed, "hostaddr");
    bool several = (host && strchr(host, ',')) || (number && strchr(number, ','));
    PQconninfoFree(parsed);
    r = vg_buf_check(&name, err);
    struct vg_pg_target *t = calloc(1, sizeof *t);
    if (t) {
        t->address = strdup(s->address);
        t->name = name.ptr ? strdup(name.ptr) : NULL;
        t->store = s;
        t->statement_ms = s->options.statement_ms;
        t->writable = s->options.writable;
        t->several = several;
    }
    vg_buf_finish(&name);
    if (r == VG_OK && (!t || !t->address || !t->name))
        r = vg_fail(err, VG_NO_MEMORY, "", "no memory for a database address");
    if (r != VG_OK) {
        vg_pg_target_free(t);
        return r;
    }
    *out = t;
    return VG_OK;
}

void vg_pg_target_free(struct vg_pg_target *t)
{
    if (!t)
        return;
    if (t->address)
        explicit_bzero(t->address, strlen(t->address));
    free(t->address);
    free(t->name);
    free(t);
}
