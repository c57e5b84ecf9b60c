/* feature_in.h — features as clients send them: GeoJSON (RFC 7946) and JSON-FG 1.0 (place, time, coordRefSys).
 *
 * Everything is looked at before anything is said: the faults of one body are told together, each with the JSON
 * pointer (RFC 6901) of its place. */
#ifndef VIGIE_CODEC_FEATURE_IN_H
#define VIGIE_CODEC_FEATURE_IN_H

#include <vigie/base/arena.h>
#include <vigie/model/feature.h>

#define VG_MAX_FAULTS 50 /* told of one body; further ones are only counted */

struct vg_fault {
    const char *pointer; /* "/features/3/properties/nom"; "" is the whole */
    const char *text;
};

struct vg_faults {
    struct vg_fault list[VG_MAX_FAULTS];
    size_t n;            /* all of them; at most VG_MAX_FAULTS are in the list */
};

enum vg_body_use {
    VG_BODY_CREATE,  /* a Feature or a FeatureCollection; what is required must be there */
    VG_BODY_REPLACE, /* a Feature; what is absent becomes its default, or null */
    VG_BODY_MERGE,   /* a merge patch (RFC 7396) of a Feature: what is absent stays */
};

struct vg_body_reader {
    const struct vg_collection *collection;
    struct vg_crs_registry *registry;
    const struct vg_crs *crs;    /* of coordinates that say nothing themselves (Content-Crs); NULL: CRS84 */
    enum vg_body_use use;
    enum vg_lang lang;           /* of the faults */
    int64_t max_values;          /* of the JSON: VG_TOO_LARGE past it, before any is read; 0: as many as there are */
};

/* One feature; all texts live in the arena. */
struct vg_feature_in {
    struct vg_str id;              /* absent: none was given, or null */
    struct vg_value *values;       /* by field */
    bool *given;                   /* by field */
    bool *merges;                  /* by field: an object, to be merged into the one that is there (VG_BODY_MERGE) */
    bool clears;                   /* the properties as a whole are taken away (VG_BODY_MERGE) */
    bool has_geom;
    bool in_place;                 /* it was the member 'place' of JSON-FG */
    struct vg_geom geom;           /* {0}: null; x then y */
    const struct vg_crs *crs;      /* of geom */
};

/* VG_BAD_INPUT: not JSON, or no Feature at all (err says which, *faults is empty); VG_TOO_LARGE.  VG_OK with faults->n > 0: the
 * features must not be used.  *collection: the body was a FeatureCollection. */
enum vg_status vg_feature_in_read(const struct vg_body_reader *o, struct vg_str body, struct vg_arena *a,
                                  struct vg_feature_in **out, size_t *n_out, bool *collection, struct vg_faults *faults,
                                  struct vg_error *err) VG_MUST_USE;

/* patch applied to current (RFC 7396), both JSON texts; NULL current is null.  Compact JSON in the arena. */
enum vg_status vg_json_merge(struct vg_str current, struct vg_str patch, struct vg_arena *a, struct vg_str *out,
                             struct vg_error *err) VG_MUST_USE;

/* Is the text a filter in CQL2 JSON rather than a feature: an object with an "op", of at most 1 MiB, and no Feature? */
bool vg_feature_in_is_filter(struct vg_str body);

#endif
