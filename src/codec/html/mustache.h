/* mustache.h — the one place that sees the template library (kainjow mustache, C++, header only). */
#ifndef CODEC_HTML_MUSTACHE_H
#define CODEC_HTML_MUSTACHE_H

#include <vigie/base/node.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vg_mustache_partial {
    const char *name;
    struct vg_str text;
};

/* Render a template with a map as data and further members `t` (texts, a map); everything is escaped
 * but {{{ }}}.  false: the template does not parse; *why is a static sentence. */
bool vg_mustache_render(struct vg_str text, const struct vg_node *data, const struct vg_node *texts,
                        const struct vg_mustache_partial *partials, size_t n_partials, struct vg_buf *out,
                        const char **why);

#ifdef __cplusplus
}
#endif

#endif
