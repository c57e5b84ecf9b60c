/* config_value.c — the value of a key from its text: numbers with units, addresses, words. */
#include <arpa/inet.h>

#include <vigie/base/number.h>
#include <vigie/base/sha256.h>

#include "config_keys.h"

struct unit {
    const char *name;
    int64_t size;
};

static const struct unit durations[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}};
static const struct unit sizes[] = {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

/* ---- numbers ---- */

static const struct unit *find_unit(enum vg_config_kind kind, struct vg_str name)
{
    const struct unit *units = kind == VG_K_DURATION ? durations : sizes;
    size_t n = kind == VG_K_DURATION ? VG_COUNT(durations) : VG_COUNT(sizes);
    for (size_t i = 0; i < n; i++) {
        if (vg_str_is(name, units[i].name))
            return &units[i];
    }
    return NULL;
}

/* "1.5 s", "30s", "500": what stands before the unit may have a fraction, the whole may not. */
static bool read_quantity(enum vg_config_kind kind, struct vg_str s, int64_t *out)
{
    size_t n = 0;
    if (s.len == 0)
        return false;
    while (n < s.len && ((s.ptr[n] >= '0' && s.ptr[n] <= '9') || s.ptr[n] == '.'))
        n++;
    struct vg_str number = {s.ptr, n}, name = vg_str_trim((struct vg_str){s.ptr + n, s.len - n});
    if (name.len == 0)
        return vg_str_int64(number, out);
    const struct unit *unit = find_unit(kind, name);
    double v;
    if (!unit || !vg_str_double(number, &v) || v * (double)unit->size > 1e15)
        return false;
    v *= (double)unit->size;
    *out = (int64_t)v;
    return (double)*out == v;
}

const char *vg_config_read_number(const struct vg_config_key *k, struct vg_str s, int64_t *out)
{
    switch (k->kind) {
    case VG_K_DURATION:
        return read_quantity(k->kind, s, out) ? NULL : "a time such as 500 ms, 30 s or 5 min";
    case VG_K_SIZE:
        return read_quantity(k->kind, s, out) ? NULL : "a size such as 512 KiB, 8 MiB or 1 GiB";
    default:
        return vg_str_int64(s, out) ? NULL : "a whole number";
    }
}

bool vg_config_in_bounds(const struct vg_config_key *k, int64_t v)
{
    return v >= k->min && v <= k->max;
}

void vg_config_put_number(struct vg_buf *b, enum vg_config_kind kind, int64_t v)
{
    const struct unit *units = kind == VG_K_DURATION ? durations : kind == VG_K_SIZE ? sizes : NULL;
    size_t best = 0;
    for (size_t i = 1; units && i < 4; i++) {
        if (v != 0 && v % units[i].size == 0)
            best = i;
    }
    vg_buf_int64(b, units ? v / units[best].size : v);
    if (units)
        vg_buf_printf(b, " %s", units[best].name);
}

void vg_config_store_number(const struct vg_config_key *k, void *to, int64_t v)
{
    switch (k->kind) {
    case VG_K_INT64:
        *(int64_t *)to = v;
        break;
    case VG_K_SIZE:
        *(size_t *)to = (size_t)v;
        break;
    default:
        *(int *)to = (int)v;
        break;
    }
}

/* ---- texts ---- */

int vg_config_word(const struct vg_config_key *k, struct vg_str s)
{
    for (int i = 0; k->words[i]; i++) {
        if (vg_str_is(s, k->words[i]))
            return i;
    }
    return -1;
}

static bool has_space_or_control(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == 0x7F || s.ptr[i] == '"' ||
            s.ptr[i] == '<')
            return true;
    }
    return false;
}

static bool is_http(struct vg_str s)
{
    size_t scheme = vg_str_starts(s, VG_STR("https://")) ? 8 : 7;
    if (scheme == 7 && !vg_str_starts(s, VG_STR("http://")))
        return false;
    return s.len > scheme && s.ptr[scheme] != '/' && !has_space_or_control(s);
}

static bool is_link(struct vg_str s)
{
    bool local = s.ptr[0] == '/' && !(s.len > 1 && s.ptr[1] == '/');
    return is_http(s) ||
           ((local || vg_str_starts(s, VG_STR("mailto:"))) && !has_space_or_control(s));
}

/* The host is not looked up here: whether it is ours, the server finds out. */
static bool is_listen(struct vg_str s)
{
    const char *colon = memrchr(s.ptr, ':', s.len);
    if (!colon || colon == s.ptr || has_space_or_control(s))
        return false;
    struct vg_str host = {s.ptr, (size_t)(colon - s.ptr)};
    bool brackets = host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    int64_t port;
    return (brackets || !memchr(host.ptr, ':', host.len)) && colon[1] != '+' &&
           vg_str_int64((struct vg_str){colon + 1, s.len - host.len - 1}, &port) && port >= 0 &&
           port <= 65535;
}

static bool is_network(struct vg_str s)
{
    struct vg_str bits, host = vg_str_cut(s, '/', &bits);
    char text[INET6_ADDRSTRLEN];
    if (host.len >= sizeof(text))
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    unsigned char address[16];
    int64_t n = 0, max = 32;
    if (inet_pton(AF_INET, text, address) != 1) {
        max = 128;
        if (inet_pton(AF_INET6, text, address) != 1)
            return false;
    }
    return !bits.ptr || (vg_str_int64(bits, &n) && n >= 0 && n <= max);
}

const char *vg_config_check_text(const struct vg_config_key *k, enum vg_config_kind kind,
                                 struct vg_str s)
{
    if (!s.ptr || s.len == 0)
        return k->empty ? NULL : "a text that is not empty";
    switch (kind) {
    case VG_K_HTTP:
        return is_http(s) ? NULL : "an address that begins with http:// or https://";
    case VG_K_LINK:
        return is_link(s) ? NULL
                          : "an address (http://, https://, mailto:) or a path that begins with /";
    case VG_K_LISTEN:
        return is_listen(s) ? NULL : "an address with a port such as 127.0.0.1:8080 or [::1]:8080";
    case VG_K_SHA256: {
        unsigned char bytes[VG_SHA256_BYTES];
        return vg_sha256_parse(s, bytes) ? NULL : "the 64 hexadecimal digits that 'vigie token' prints";
    }
    case VG_K_NETWORK:
        return is_network(s) ? NULL : "an IP address or a block such as 10.0.0.0/8";
    default:
        return NULL;
    }
}
