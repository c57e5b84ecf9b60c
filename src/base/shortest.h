/* shortest.h — the C face of number.cc. */
#ifndef VIGIE_SRC_BASE_SHORTEST_H
#define VIGIE_SRC_BASE_SHORTEST_H

#ifdef __cplusplus
extern "C" {
#endif

/* As vg_double_write and vg_float_write, for any finite number. */
char *vg_shortest_double(char *p, double v);
char *vg_shortest_float(char *p, float v);

#ifdef __cplusplus
}
#endif

#endif
