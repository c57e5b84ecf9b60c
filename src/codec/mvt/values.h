/* values.h — the values of a layer, each written once and told by its number. */
#ifndef CODEC_MVT_VALUES_H
#define CODEC_MVT_VALUES_H

#include <vigie/model/feature.h>

struct mvt_values {
    struct vg_buf bytes;   /* the values one after the other, as messages without their length */
    uint32_t *ends;        /* where each ends in bytes */
    uint32_t n, cap;
    uint32_t *slots;       /* hash table of value numbers + 1 */
    uint32_t n_slots;      /* a power of two, at least twice n */
};

#define MVT_NO_VALUE UINT32_MAX /* null, and what a tile cannot hold (bytes, NaN): the attribute is left out */

void vg_mvt_values_init(struct mvt_values *v);
void vg_mvt_values_finish(struct mvt_values *v);

/* The number of this value; MVT_NO_VALUE also where memory is short (bytes.failed then says so). */
uint32_t vg_mvt_values_number(struct mvt_values *v, const struct vg_value *value);
/* The same for a value's message. */
uint32_t vg_mvt_values_number_of(struct mvt_values *v, struct vg_str message);

static inline struct vg_str vg_mvt_values_message(const struct mvt_values *v, uint32_t i)
{
    uint32_t from = i ? v->ends[i - 1] : 0;
    return (struct vg_str){v->bytes.ptr + from, v->ends[i] - from};
}

#endif
