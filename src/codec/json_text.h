/* json_text.h — a JSON text as Jansson reads it. */
#ifndef CODEC_JSON_TEXT_H
#define CODEC_JSON_TEXT_H

#include <jansson.h>

#include <vigie/base/arena.h>

/* As vg_json_parse(), into Jansson's own tree, the caller's to drop.  max_values: VG_TOO_LARGE past so many, before any is read;
 * 0: as many as there are. */
enum vg_status vg_json_load(struct vg_str text, int64_t max_values, json_t **out, struct vg_error *err) VG_MUST_USE;
/* Written on one line, with numbers as short as they can be without becoming others.  *out lives in a. */
enum vg_status vg_json_write(json_t *j, struct vg_arena *a, struct vg_str *out, struct vg_error *err) VG_MUST_USE;
void vg_json_drop(json_t **j); /* for VG_AUTO; bears NULL */

#endif
