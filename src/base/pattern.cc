/* std::regex over wide characters.  Its breadth-first executor keeps to a time that is a product of both lengths and recurses
 * by the pattern alone, so that neither (a+)+$ nor a long text hurts; it knows no back-references, for which the
 * backtracking one is taken, on short texts only. */
/* GCC 12 takes the moves of a half-filled state in <regex> for reads of what was never written. */
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <new>
#include <regex>
#include <string>

extern "C" {
#include <vigie/base/pattern.h>
}

struct vg_pattern {
    std::wregex form;
    bool backtracks;
};

namespace {

/* Well-formed UTF-8 only. */
bool widen(struct vg_str s, std::wstring &out)
{
    size_t bad;
    if (!vg_utf8_valid(s, &bad))
        return false;
    for (size_t i = 0; i < s.len;) {
        unsigned char c = static_cast<unsigned char>(s.ptr[i]);
        size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        unsigned long code = n == 1 ? c : c & (0x7Fu >> n);
        for (size_t k = 1; k < n; k++)
            code = code << 6 | (static_cast<unsigned char>(s.ptr[i + k]) & 0x3Fu);
        out.push_back(static_cast<wchar_t>(code));
        i += n;
    }
    return true;
}

bool compile(const std::wstring &text, std::regex_constants::syntax_option_type how, std::wregex &out)
{
    try {
        out.assign(text, std::regex_constants::ECMAScript | how);
        return true;
    } catch (const std::regex_error &) {
        return false;
    }
}

} /* namespace */

extern "C" enum vg_status vg_pattern_new(struct vg_str text, struct vg_pattern **out, struct vg_error *err)
{
    if (text.len > VG_PATTERN_BYTES)
        return vg_fail(err, VG_TOO_LARGE, "pattern", "a pattern may have %d bytes", VG_PATTERN_BYTES);
    try {
        std::wstring wide;
        vg_pattern *p = new vg_pattern();
        if (widen(text, wide)) {
            if (compile(wide, std::regex_constants::__polynomial, p->form)) {
                *out = p;
                return VG_OK;
            }
            p->backtracks = true;
            if (compile(wide, std::regex_constants::syntax_option_type(), p->form)) {
                *out = p;
                return VG_OK;
            }
        }
        delete p;
        return vg_fail(err, VG_BAD_INPUT, "pattern", "'%.120s' is no regular expression of ECMAScript", text.ptr ? text.ptr : "");
    } catch (const std::bad_alloc &) {
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
}

extern "C" void vg_pattern_free(struct vg_pattern *p)
{
    delete p;
}

extern "C" bool vg_pattern_fits(const struct vg_pattern *p, struct vg_str text)
{
    try {
        std::wstring wide;
        if (text.len > VG_PATTERN_TEXT * 4u || !widen(text, wide))
            return false;
        if (wide.size() > (p->backtracks ? VG_PATTERN_BACKTRACK : VG_PATTERN_TEXT))
            return false;
        return std::regex_match(wide, p->form);
    } catch (const std::exception &) {
        return false; /* no memory, or more steps than the library takes */
    }
}
