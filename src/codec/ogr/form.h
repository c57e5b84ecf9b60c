/* form.h — what the writers of this folder share: a form's particulars, and the work on one file. */
#ifndef VIGIE_SRC_CODEC_OGR_FORM_H
#define VIGIE_SRC_CODEC_OGR_FORM_H

#include <limits.h>

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <vigie/codec/gdal.h>
#include <vigie/codec/ogr.h>

/* What tells the forms apart. */
struct vg_ogr_form {
    const char *driver;
    const char *extension;                /* with its dot */
    const char *const *dataset_options, *const *layer_options; /* NULL-ended; NULL: none */
    const char *unindexed;                /* layer option, "NAME=value", of a file whose index others make; NULL: it has none */
    const char *const *empty_options;     /* of a layer without rows; NULL: the same */
    bool has_bytes;                       /* binary values; base64 otherwise */
    bool no_times;                        /* moments are texts: its dates have no time of day */
    bool has_fid_column;                  /* an integer key is the row's own id */
    bool needs_geometry;                  /* GDAL drops rows without one in silence */
    bool straight;                        /* no curves */
    bool split;                           /* one kind of geometry a layer; the file is a zip of them */
    size_t name_bytes, text_bytes;        /* of a field's name, of a text, at most; 0: any */
};

enum { VG_OGR_LAYERS = 5 };               /* points, sets of points, lines, areas, nothing */

struct vg_ogr_file {
    const struct vg_ogr_form *form;
    char folder[PATH_MAX];                /* ours, removed at the end; "": none */
    char path[PATH_MAX];                  /* of the dataset */
    GDALDatasetH dataset;
    OGRLayerH layers[VG_OGR_LAYERS];      /* [0] alone where not split */
    OGRSpatialReferenceH srs;
    int *fields;                          /* place in the layer of each of the writer's fields; -1: the row's id */
    const char **names;                   /* as the layers have them */
    int64_t *cut;                         /* of each of the writer's fields, the texts that had no room whole */
    int fid_field;                        /* of the writer's; -1: none */
    bool in_transaction;
    int64_t rows;
    struct vg_gdal_words words;           /* what GDAL said in the call at hand */
    struct vg_buf iso;                    /* a geometry as OGR reads it */
};

/* --- layer.c: the schema --- */

/* A layer called `name` for geometries of `type`, with the writer's fields. */
enum vg_status vg_ogr_add_layer(struct vg_item_writer *w, const struct vg_ogr_file *f, const char *name,
                                OGRwkbGeometryType type, OGRLayerH *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_ogr_name_fields(struct vg_item_writer *w, struct vg_ogr_file *f, struct vg_error *err) VG_MUST_USE;
OGRwkbGeometryType vg_ogr_geometry_type(const struct vg_item_writer *w);
OGRSpatialReferenceH vg_ogr_srs(const struct vg_crs *crs); /* NULL: not one that OGR knows by name */

/* --- feature.c: the rows --- */

enum vg_status vg_ogr_put_feature(struct vg_item_writer *w, struct vg_ogr_file *f, const struct vg_feature *feature,
                                  struct vg_error *err) VG_MUST_USE;

/* --- file.c --- */

/* The layer for a geometry of this type, where there is one for each kind. */
enum vg_status vg_ogr_layer_for(struct vg_item_writer *w, struct vg_ogr_file *f, OGRwkbGeometryType type,
                                OGRLayerH *out, struct vg_error *err) VG_MUST_USE;

/* What GDAL said, as an error of ours: VG_UNAVAILABLE where the disk is full, else VG_BAD_INPUT. */
enum vg_status vg_ogr_fail(const struct vg_ogr_file *f, struct vg_str item, struct vg_error *err);

/* --- zip.c --- */

/* All files of f->path, a folder, and names.csv into a zip at `to`.  names.csv is there where a name or a text was shortened. */
enum vg_status vg_ogr_zip(const struct vg_item_writer *w, const struct vg_ogr_file *f, const char *to, struct vg_error *err) VG_MUST_USE;

#endif
