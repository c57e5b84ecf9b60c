/* orient.c — the orientation test, exact.
 *
 * The plain formula is right whenever its result is larger than the error it can have (the bound is
 * Shewchuk's, 1997).  Only for what is left, points on or all but on the line, the six products are
 * summed as expansions: sums of doubles that lose nothing. */
#include "orient.h"

#include <math.h>

#define ERROR_BOUND 3.3306690738754716e-16
#define TERMS 12

static int sign(double v)
{
    return (v > 0) - (v < 0);
}

/* Add v to the expansion e of n terms, smallest first; it then has n + 1. */
static void grow(double *e, int n, double v)
{
    for (int i = 0; i < n; i++) {
        double sum = v + e[i], back = sum - v;
        e[i] = (v - (sum - back)) + (e[i] - back);
        v = sum;
    }
    e[n] = v;
}

static void grow_product(double *e, int *n, double a, double b)
{
    double high = a * b;
    grow(e, (*n)++, fma(a, b, -high));
    grow(e, (*n)++, high);
}

static int orient_exact(double ax, double ay, double bx, double by, double cx, double cy)
{
    double e[TERMS];
    int n = 0;
    grow_product(e, &n, ax, by);
    grow_product(e, &n, -ax, cy);
    grow_product(e, &n, -cx, by);
    grow_product(e, &n, -ay, bx);
    grow_product(e, &n, ay, cx);
    grow_product(e, &n, cy, bx);
    for (int i = TERMS - 1; i >= 0; i--)
        if (e[i] != 0)
            return sign(e[i]);
    return 0;
}

int vg_orient(double ax, double ay, double bx, double by, double cx, double cy)
{
    double left = (ax - cx) * (by - cy), right = (ay - cy) * (bx - cx), det = left - right;
    if (fabs(det) > ERROR_BOUND * (fabs(left) + fabs(right)))
        return sign(det);
    return orient_exact(ax, ay, bx, by, cx, cy);
}
