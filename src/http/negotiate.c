/* negotiate.c — which of what we offer does the client like best?  RFC 9110 section 12.
 *
 * Each field is read again for each offer: there are few offers, fields are short, and so nothing is
 * allocated.  An element that cannot be read is passed over; a field with none that can is taken as
 * absent, since an answer in the usual form helps more than a refusal. */
#include <vigie/http/field.h>
#include <vigie/http/negotiate.h>

#include "negotiate.h"

/* One element of Accept, Accept-Language or Accept-Encoding: "what;param=value;q=0.5". */
struct element {
    struct vg_str what;
    struct vg_str params; /* what stands between the first ';' and the weight, or absent */
    int q;
};

/* Next element that can be read; false at the end. */
static bool next_element(struct vg_str *rest, struct element *out)
{
    while (rest->ptr) {
        struct vg_str params;
        struct vg_str part = vg_field_cut(*rest, ',', rest);
        *out =
            (struct element){.what = vg_field_cut(part, ';', &params), .params = params, .q = 1000};
        if (out->what.len == 0)
            continue;

        bool good = true;
        for (struct vg_str p = params; p.ptr;) {
            struct vg_str name, value, one = vg_field_cut(p, ';', &p);
            vg_field_param(one, &name, &value);
            if (!vg_str_is_nocase(name, "q"))
                continue;
            good = vg_field_weight(value, &out->q);
            /* What follows the weight were extensions of Accept once; they never meant anything. */
            out->params.len = (size_t)(name.ptr - params.ptr);
            break;
        }
        if (good)
            return true;
    }
    return false;
}

/* Each word of `wanted` is one of `has`: a profile may be a list of URIs. */
static bool words_within(struct vg_str wanted, struct vg_str has)
{
    while (wanted.ptr) {
        struct vg_str word = vg_str_cut(wanted, ' ', &wanted);
        bool found = word.len == 0;
        for (struct vg_str rest = has; rest.ptr && !found;)
            found = vg_str_eq(vg_str_cut(rest, ' ', &rest), word);
        if (!found)
            return false;
    }
    return true;
}

static bool has_param(struct vg_str offered_params, struct vg_str name, struct vg_str value)
{
    /* All our text is UTF-8, whether the offer says so or not. */
    if (vg_str_is_nocase(name, "charset") && vg_str_is_nocase(value, "utf-8"))
        return true;
    while (offered_params.ptr) {
        struct vg_str n, v, part = vg_field_cut(offered_params, ';', &offered_params);
        vg_field_param(part, &n, &v);
        if (!vg_field_same(n, name))
            continue;
        if (vg_str_eq(v, value) || (vg_str_is_nocase(n, "profile") && words_within(value, v)))
            return true;
    }
    return false;
}

/* How narrowly the range describes the offer: 0 not at all, else first by what it names (anything, any "text",
 * this very type), then by the number of parameters. */
static int specificity(const struct element *range, struct vg_str offered)
{
    enum { ANYTHING = 1, ANY_OF_TYPE = 100, THIS_TYPE = 200 };
    struct vg_str params, subtype, range_subtype;
    struct vg_str name = vg_field_cut(offered, ';', &params);
    struct vg_str type = vg_str_cut(name, '/', &subtype);
    struct vg_str range_type = vg_str_cut(range->what, '/', &range_subtype);

    int level = THIS_TYPE;
    if (vg_str_is(range_subtype, "*"))
        level = vg_str_is(range_type, "*") ? ANYTHING : ANY_OF_TYPE;
    if (level == THIS_TYPE && !vg_field_same(range_subtype, subtype))
        return 0;
    if (level != ANYTHING && !vg_field_same(range_type, type))
        return 0;

    for (struct vg_str p = range->params; p.ptr;) {
        struct vg_str n, v, part = vg_field_cut(p, ';', &p);
        if (part.len == 0)
            continue;
        vg_field_param(part, &n, &v);
        if (!has_param(params, n, v))
            return 0;
        if (level % 100 < 90)
            level++;
    }
    return level;
}

static bool is_media_range(struct vg_str what)
{
    struct vg_str subtype, type = vg_str_cut(what, '/', &subtype);
    return vg_field_is_token(type) && vg_field_is_token(subtype) &&
           (!vg_str_is(type, "*") || vg_str_is(subtype, "*"));
}

static bool next_range(struct vg_str *rest, struct element *e)
{
    while (next_element(rest, e)) {
        /* Java's HttpURLConnection sends a lone "*". */
        if (vg_str_is(e->what, "*"))
            e->what = VG_STR("*/*");
        if (is_media_range(e->what))
            return true;
    }
    return false;
}

int vg_accept_best(struct vg_str accept, const char *const *offered, size_t n)
{
    struct element e;
    struct vg_str rest = accept;
    if (!next_range(&rest, &e))
        return n > 0 ? 0 : -1;

    int best = -1, best_q = 0;
    for (size_t i = 0; i < n; i++) {
        struct vg_str offer = vg_str_of(offered[i]);
        int narrowest = 0, q = 0;
        for (rest = accept; next_range(&rest, &e);) {
            int level = specificity(&e, offer);
            if (level > narrowest || (level == narrowest && level > 0 && e.q > q)) {
                narrowest = level;
                q = e.q;
            }
        }
        if (q > best_q) {
            best = (int)i;
            best_q = q;
        }
    }
    return best;
}

/* "fr-CA" asks for "fr" as well, and "fr" is content with "fr-CA". */
static bool same_language(struct vg_str range, struct vg_str tag)
{
    size_t n = range.len < tag.len ? range.len : tag.len;
    if (!vg_field_same((struct vg_str){range.ptr, n}, (struct vg_str){tag.ptr, n}))
        return false;
    return range.len == tag.len || (range.len > n ? range.ptr[n] : tag.ptr[n]) == '-';
}

/* q of one tag; *place says where in the field it stood, for ties: people list languages in order. */
static int language_q(struct vg_str field, struct vg_str tag, int *place)
{
    int q = -1, others = 0, here = 0;
    struct element e;
    *place = 0;
    for (struct vg_str rest = field; next_element(&rest, &e); here++) {
        if (vg_str_is(e.what, "*")) {
            others = e.q;
            if (q < 0)
                *place = here;
        } else if (same_language(e.what, tag) && e.q > q) {
            q = e.q;
            *place = here;
        }
    }
    return q >= 0 ? q : others;
}

int vg_accept_language(struct vg_str accept_language, const char *const *offered, size_t n)
{
    struct element e;
    struct vg_str rest = accept_language;
    if (!next_element(&rest, &e))
        return n > 0 ? 0 : -1;

    int best = -1, best_q = 0, best_place = 0;
    for (size_t i = 0; i < n; i++) {
        int place, q = language_q(accept_language, vg_str_of(offered[i]), &place);
        if (q > best_q || (q > 0 && q == best_q && place < best_place)) {
            best = (int)i;
            best_q = q;
            best_place = place;
        }
    }
    return best;
}

int vg_http_coding_q(struct vg_str accept_encoding, const char *coding)
{
    int q = -1, others = -1;
    struct element e;
    for (struct vg_str rest = accept_encoding; next_element(&rest, &e);) {
        if (vg_str_is(e.what, "*"))
            others = e.q;
        else if (vg_str_is_nocase(e.what, coding) ||
                 (vg_str_is_nocase(e.what, "x-gzip") && strcmp(coding, "gzip") == 0))
            q = e.q > q ? e.q : q;
    }
    return q >= 0 ? q : others;
}

bool vg_http_names_coding(struct vg_str accept_encoding, const char *coding)
{
    struct element e;
    for (struct vg_str rest = accept_encoding; next_element(&rest, &e);)
        if (vg_str_is_nocase(e.what, coding))
            return true;
    return false;
}

int vg_accept_coding(struct vg_str accept_encoding, const char *coding)
{
    int q = vg_http_coding_q(accept_encoding, coding);
    if (strcmp(coding, "identity") != 0)
        return q > 0 ? q : 0;
    if (vg_http_coding_q(accept_encoding, "identity") == 0)
        return 0;
    return 1000;
}
