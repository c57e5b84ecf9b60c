/* mercator.c — degrees to Web Mercator (EPSG method 1024), which is what most tiles are made of.
 *
 * Two lines of arithmetic, where PROJ takes 200 ns a position for its general machinery: half of the time that a tile
 * of polygons took.  Only PROJ says when it applies: its own choice of an operation must be this one and nothing else. */
#include <math.h>
#include <string.h>

#include "transform.h"

#define RADIUS 6378137.0 /* metres */
#define DEGREE 0.017453292519943295769
#define MAX_LAT 86.0 /* degrees: to a tenth of a micrometre; nearer to a pole, where no map of the web reaches, the sine has too few digits */

bool vg_mercator_is(PJ *op)
{
    static const char only[] = "proj=pipeline step proj=unitconvert xy_in=deg xy_out=rad step proj=webmerc lat_0=0 lon_0=0 "
                               "x_0=0 y_0=0 ellps=WGS84";
    const char *definition = proj_pj_info(op).definition;
    return definition && strcmp(definition, only) == 0;
}

bool vg_mercator_block(double *v, size_t n, int dims)
{
    const double *end = v + n * (size_t)dims;
    for (const double *p = v; p < end; p += dims)
        if (!(fabs(p[0]) <= 180 && fabs(p[1]) <= MAX_LAT))
            return false;
    for (double *p = v; p < end; p += dims) {
        double s = sin(p[1] * DEGREE);
        p[0] *= RADIUS * DEGREE;
        p[1] = RADIUS / 2 * log((1 + s) / (1 - s));
    }
    return true;
}
