/* feature.h — one row as it leaves a store: typed values and a geometry. */
#ifndef VIGIE_MODEL_FEATURE_H
#define VIGIE_MODEL_FEATURE_H

#include <vigie/model/collection.h>

enum vg_value_kind {
    VG_V_NULL,
    VG_V_BOOL,    /* boolean */
    VG_V_INT,     /* integer */
    VG_V_DOUBLE,  /* real; may be NaN or infinite */
    VG_V_FLOAT,   /* real, with the digits of a 32-bit float */
    VG_V_TEXT,    /* text; also values of another type that the column should not hold (SQLite), as they are */
    VG_V_NUMBER,  /* text: an exact decimal number in JSON's form */
    VG_V_DATE,    /* integer: days since 1970-01-01 */
    VG_V_DATETIME,/* integer: µs since 1970, UTC */
    VG_V_LOCALTIME,/* integer: µs since 1970 by the clock of the place, without zone */
    VG_V_TIME,    /* integer: µs since midnight */
    VG_V_JSON,    /* text: valid JSON */
    VG_V_BYTES,   /* text: raw bytes */
};

struct vg_value {
    enum vg_value_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct vg_str text;
    };
};

struct vg_feature {
    struct vg_str id;               /* as it stands in the address, not encoded */
    struct vg_geom geom;            /* {0}: null; in the query's CRS, x then y */
    const struct vg_value *values;  /* in the order of the query's fields */
    struct vg_str form, form_type;  /* of a record: the form that the query asks for, and its media type if it does; absent: it has none */
};

/* When the item was changed last, of a feature whose values are those of all fields that are not hidden; false: no field
 * of it says so. */
bool vg_feature_modified(const struct vg_collection *c, const struct vg_feature *f, int64_t *us);

/* Order of two values of one field: NULL last, NaN after every number, text by code point. */
int vg_value_compare(const struct vg_value *a, const struct vg_value *b);

/* The value as plain text, for ids, CSV and HTML: dates as in time.h, NULL as nothing. */
void vg_value_put_text(struct vg_buf *b, const struct vg_value *v);

#endif
