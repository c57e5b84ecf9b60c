/* conditional.c — has the client got it already, and which part does he want? */
#include <vigie/base/time.h>
#include <vigie/http/field.h>

#include "conditional.h"

static const char *const coding_names[VG_CODINGS] = {
    [VG_CODING_ZSTD] = "zstd", [VG_CODING_GZIP] = "gzip", [VG_CODING_IDENTITY] = "identity"};

const char *vg_coding_name(enum vg_coding c)
{
    return coding_names[c];
}

void vg_etag_text(struct vg_hash h, enum vg_coding c, char out[VG_ETAG_TEXT])
{
    static const char *const ends[VG_CODINGS] = {"-zstd\"", "-gzip\"", "\""};
    out[0] = '"';
    vg_hash_hex(h, out + 1);
    strcpy(out + 33, ends[c]);
}

/* Weak comparison, which If-None-Match asks for: the mark of a weak tag does not matter. */
static bool names_tag(struct vg_str field, const char *tag)
{
    while (field.ptr) {
        struct vg_str one = vg_field_cut(field, ',', &field);
        if (vg_str_starts(one, VG_STR("W/")))
            one = (struct vg_str){one.ptr + 2, one.len - 2};
        if (vg_str_is(one, tag))
            return true;
    }
    return false;
}

bool vg_if_none_match(struct vg_str field, struct vg_hash h, enum vg_coding *coding)
{
    if (vg_str_is(vg_str_trim(field), "*"))
        return true;
    char tag[VG_ETAG_TEXT];
    vg_etag_text(h, *coding, tag);
    if (names_tag(field, tag))
        return true;
    for (int c = 0; c < VG_CODINGS; c++) {
        vg_etag_text(h, (enum vg_coding)c, tag);
        if (names_tag(field, tag)) {
            *coding = (enum vg_coding)c;
            return true;
        }
    }
    return false;
}

/* The header tells whole seconds, so finer ones must not count. */
static int64_t whole_second(int64_t us)
{
    int64_t rest = us % 1000000;
    return us - (rest < 0 ? rest + 1000000 : rest);
}

bool vg_not_modified_since(struct vg_str field, int64_t last_modified_us)
{
    int64_t since_us;
    return last_modified_us != 0 && vg_httpdate_parse(vg_str_trim(field), &since_us) &&
           whole_second(last_modified_us) <= since_us;
}

bool vg_if_range(struct vg_str field, const char *etag, int64_t last_modified_us)
{
    if (!field.ptr)
        return true;
    field = vg_str_trim(field);
    int64_t date_us;
    if (vg_httpdate_parse(field, &date_us))
        return last_modified_us != 0 && whole_second(last_modified_us) == date_us;
    return etag && vg_str_is(field, etag);
}

/* Decimal digits; what is too large for any file becomes INT64_MAX.  False: none, or something else. */
static bool parse_position(struct vg_str s, int64_t *out)
{
    int64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, s.ptr[i] - '0', &v))
            v = INT64_MAX / 16;
    }
    *out = v;
    return s.len > 0;
}

enum vg_range vg_range_parse(struct vg_str field, int64_t size, int64_t *start, int64_t *length)
{
    struct vg_str spec, to, unit = vg_str_cut(field, '=', &spec);
    if (!spec.ptr || !vg_str_is_nocase(vg_str_trim(unit), "bytes") ||
        memchr(spec.ptr, ',', spec.len))
        return VG_RANGE_WHOLE;
    struct vg_str from = vg_str_trim(vg_str_cut(spec, '-', &to));
    to = vg_str_trim(to);

    int64_t first = 0, last = INT64_MAX;
    if (!to.ptr || (from.len > 0 && !parse_position(from, &first)) ||
        (to.len > 0 && !parse_position(to, &last)) || (from.len == 0 && to.len == 0))
        return VG_RANGE_WHOLE;
    if (from.len == 0) {
        first = last < size ? size - last : 0;
        if (last == 0)
            return VG_RANGE_NONE;
        last = INT64_MAX;
    } else if (first > last) {
        return VG_RANGE_WHOLE;
    }
    if (first >= size)
        return VG_RANGE_NONE;
    *start = first;
    *length = (last < size - 1 ? last : size - 1) - first + 1;
    return VG_RANGE_PART;
}
