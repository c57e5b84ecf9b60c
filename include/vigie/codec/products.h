/* products.h — the kinds of products that are built into the program (schemas/products), and any schema as text. */
#ifndef VIGIE_CODEC_PRODUCTS_H
#define VIGIE_CODEC_PRODUCTS_H

#include <vigie/model/product.h>

/* The kinds, read at the first call and kept as long as the process; thread-safe.  What is built in is right (a test reads
 * it), so there is no error. */
const struct vg_products *vg_products_shipped(void);

/* The kind of that id; VG_NOT_FOUND names those there are. */
enum vg_status vg_products_need(const char *id, const struct vg_product **out, struct vg_error *err) VG_MUST_USE;

/* A Table Schema from its text, JSON or YAML; vg_table_schema_finish() before the arena goes. */
enum vg_status vg_table_schema_parse(struct vg_str text, struct vg_arena *a, struct vg_table_schema **out,
                                     struct vg_error *err) VG_MUST_USE;

#endif
