/* /functions: what a filter may call, as OGC API Features Part 3, 8.5 lists it. */
#include "features.h"

#include <vigie/query/function.h>

/* The types of the standard's list for one of ours; a time is a date or a moment. */
static void add_types(struct vg_arena *a, struct vg_node *to, const char *key, enum vg_function_type type)
{
    static const char *const names[][2] = {
        [VG_FT_NUMBER] = {"number"}, [VG_FT_TEXT] = {"string"}, [VG_FT_BOOL] = {"boolean"},
        [VG_FT_TIME] = {"datetime", "string"}, [VG_FT_ARRAY] = {"array"},
    };
    struct vg_node *list = vg_node_add_list(a, to, key);

    for (size_t i = 0; i < VG_COUNT(names[type]) && names[type][i]; i++)
        vg_node_add_str(a, list, NULL, names[type][i]);
}

static void add_function(struct vg_call *call, struct vg_node *list, const struct vg_function *f)
{
    struct vg_arena *a = call->arena;
    struct vg_node *row = vg_node_add_map(a, list, NULL);

    vg_node_add_str(a, row, "name", f->name);
    vg_node_add_str(a, row, "description", vg_text(call->lang, f->title));
    struct vg_node *args = vg_node_add_list(a, row, "arguments");
    for (size_t i = 0; i < f->n_args; i++) {
        struct vg_node *arg = vg_node_add_map(a, args, NULL);
        vg_node_add_str(a, arg, "title", vg_text(call->lang, f->arg_titles[i]));
        add_types(a, arg, "type", f->args[i]);
    }
    add_types(a, row, "returns", f->returns);
}

/* "substring(text, first, count)", for people. */
static void add_row(struct vg_call *call, struct vg_node *list, const struct vg_function *f)
{
    static const char *const returns[] = {[VG_FT_NUMBER] = "a number", [VG_FT_TEXT] = "a text",
                                          [VG_FT_BOOL] = "true or false"};
    struct vg_node *row = vg_node_add_map(call->arena, list, NULL);
    struct vg_buf b;

    vg_buf_init(&b, 256);
    vg_buf_printf(&b, "%s(", f->name);
    for (size_t i = 0; i < f->n_args; i++)
        vg_buf_printf(&b, "%s%s", i ? ", " : "", vg_text(call->lang, f->arg_titles[i]));
    vg_buf_char(&b, ')');
    vg_node_add_str(call->arena, row, "call", b.ptr);
    vg_node_add_str(call->arena, row, "returns", vg_text(call->lang, returns[f->returns]));
    vg_node_add_str(call->arena, row, "title", vg_text(call->lang, f->title));
    vg_buf_finish(&b);
}

enum vg_status vg_get_functions(struct vg_call *call, struct vg_error *err)
{
    struct vg_node *doc = vg_node_map(call->arena), *view = NULL;
    struct vg_node *list = vg_node_add_list(call->arena, doc, "functions");
    const char *title = vg_page_text(call, "functions");
    size_t n;
    const struct vg_function *f = vg_functions(&n);

    for (size_t i = 0; i < n; i++)
        add_function(call, list, &f[i]);
    if (call->format == &vg_format_html) {
        view = vg_page_data(call, title);
        vg_page_crumb(call, view, vg_call_url(call, "/functions"), title);
        struct vg_node *rows = vg_node_add_list(call->arena, vg_node_add_map(call->arena, view, "view"), "functions");
        for (size_t i = 0; i < n; i++)
            add_row(call, rows, &f[i]);
    } else {
        vg_links_self(call, vg_node_add_list(call->arena, doc, "links"));
    }
    return vg_answer_document(call, doc, "functions", NULL, view, err);
}
