/* table_schema_read.h — pieces of a schema or kind out of a node tree. */
#ifndef MODEL_TABLE_SCHEMA_READ_H
#define MODEL_TABLE_SCHEMA_READ_H

#include <vigie/model/table_schema.h>

/* A scalar as text; NULL where it is none (null, a list, a map, no node). */
const char *vg_read_text(const struct vg_node *n, struct vg_arena *a);
const char *vg_read_member(const struct vg_node *map, const char *key, struct vg_arena *a);
/* The texts of a list; of a scalar that one; nothing else. */
const char *const *vg_read_texts(const struct vg_node *n, struct vg_arena *a, size_t *n_out);

/* The error, placed at the line of the node where it has one. */
enum vg_status vg_read_at(const struct vg_node *n, enum vg_status r, struct vg_error *err);

#endif
