/* Node trees into the template library's own values, and its exceptions into a status. */
#include <exception>
#include <string>

#include <kainjow/mustache.hpp>

extern "C" {
#include <vigie/base/number.h>
}
#include "mustache.h"

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;

static std::string text_of(const vg_node *n)
{
    char digits[VG_NUMBER_MAX];
    switch (n->kind) {
    case VG_N_INT:
        return std::string(digits, vg_int64_write(digits, n->integer));
    case VG_N_DOUBLE:
        return std::string(digits, vg_double_write(digits, n->real));
    case VG_N_STR:
        return std::string(n->text.ptr ? n->text.ptr : "", n->text.len);
    default:
        return std::string();
    }
}

static data value_of(const vg_node *n)
{
    switch (n->kind) {
    case VG_N_NULL:
        return data(false);
    case VG_N_BOOL:
        return data(n->boolean);
    case VG_N_LIST: {
        data list(data::type::list);
        for (const vg_node *c = n->first; c; c = c->next)
            list.push_back(value_of(c));
        return list;
    }
    case VG_N_MAP: {
        data map(data::type::object);
        for (const vg_node *c = n->first; c; c = c->next)
            map.set(std::string(c->key.ptr, c->key.len), value_of(c));
        return map;
    }
    default:
        return data(text_of(n));
    }
}

static void escape(const std::string &s, std::string &to)
{
    for (char c : s)
        switch (c) {
        case '&': to += "&amp;"; break;
        case '<': to += "&lt;"; break;
        case '>': to += "&gt;"; break;
        case '"': to += "&quot;"; break;
        case '\'': to += "&#39;"; break;
        default: to += c;
        }
}

extern "C" bool vg_mustache_render(struct vg_str text, const struct vg_node *node, const struct vg_node *texts,
                                   const struct vg_mustache_partial *partials, size_t n_partials,
                                   struct vg_buf *out, const char **why)
{
    try {
        mustache tmpl(std::string(text.ptr, text.len));
        if (!tmpl.is_valid()) {
            *why = "the template does not parse";
            return false;
        }
        tmpl.set_custom_escape([](const std::string &s) {
            std::string escaped;
            escaped.reserve(s.size() + 16);
            escape(s, escaped);
            return escaped;
        });
        data root = value_of(node);
        root.set("t", value_of(texts));
        for (size_t i = 0; i < n_partials; i++) {
            std::string body(partials[i].text.ptr, partials[i].text.len);
            root.set(partials[i].name, data(partial([body]() { return body; })));
        }
        tmpl.render(root, [out](const std::string &piece) { vg_buf_add(out, piece.data(), piece.size()); });
        return true;
    } catch (const std::exception &) {
        *why = "the template cannot be rendered";
        return false;
    }
}
