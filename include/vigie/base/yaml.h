/* yaml.h — YAML 1.1 text into a node tree with line numbers (libyaml).
 *
 * Plain scalars are typed by the YAML 1.2 core schema (true/false, null, integers, floats); anything
 * else is text, so that `no` and `on` stay words.  Aliases are refused, as are duplicate keys,
 * several documents, depth over 64 and keys that are no scalars. */
#ifndef VIGIE_BASE_YAML_H
#define VIGIE_BASE_YAML_H

#include <vigie/base/node.h>

/* VG_BAD_INPUT: err->where is "line L, column C".  An empty text gives an empty map. */
enum vg_status vg_yaml_parse(struct vg_str text, struct vg_arena *a, struct vg_node **out,
                             struct vg_error *err) VG_MUST_USE;

#endif
