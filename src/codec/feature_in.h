/* feature_in.h — between the files that read features. */
#ifndef CODEC_FEATURE_IN_H
#define CODEC_FEATURE_IN_H

#include <vigie/codec/feature_in.h>

#include "json_text.h"

struct body {
    const struct vg_body_reader *o;
    struct vg_arena *arena;
    struct vg_faults *faults;
    char path[512];     /* the pointer of what is being read; a very long one is cut */
    size_t path_len;
};

/* Go to a member or an element; what they return is where to come back to. */
size_t vg_body_enter(struct body *b, const char *key);
size_t vg_body_enter_at(struct body *b, size_t index);
void vg_body_leave(struct body *b, size_t to);

/* A fault at the place being read; the sentence is in why. */
void vg_body_fault(struct body *b, const struct vg_error *why);
#define FAULT(b, ...)                                                          \
    do {                                                                       \
        struct vg_error why_ = {.lang = (b)->o->lang};                         \
        (void)vg_fail(&why_, VG_BAD_INPUT, "", __VA_ARGS__);                   \
        vg_body_fault(b, &why_);                                               \
    } while (0)

/* feature_in_value.c — a property as its field's type; false: a fault was told. */
bool vg_body_value(struct body *b, const struct vg_field *f, const json_t *j, struct vg_value *out);
/* A moment of JSON-FG's "time", as the type of the field that takes it. */
bool vg_body_moment(struct body *b, const struct vg_field *f, struct vg_str text, struct vg_value *out);

/* feature_in_geom.c — a geometry as WKB in x, y order; false: a fault was told. */
bool vg_body_geometry(struct body *b, const json_t *j, const struct vg_crs *crs, struct vg_geom *out);

#endif
