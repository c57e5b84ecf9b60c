/* json.h — JSON text into a node tree (Jansson).  Writing is vg_node_put_json. */
#ifndef VIGIE_CODEC_JSON_H
#define VIGIE_CODEC_JSON_H

#include <vigie/base/node.h>

/* Depth over 64, duplicate keys and NUL are refused; err->where is "line L, column C". */
enum vg_status vg_json_parse(struct vg_str text, struct vg_arena *a, struct vg_node **out, struct vg_error *err) VG_MUST_USE;

#endif
