/* shape.h — one geometry in the whole numbers of a tile, as the commands of the wire. */
#ifndef CODEC_MVT_SHAPE_H
#define CODEC_MVT_SHAPE_H

#include <math.h>

#include <vigie/codec/mvt.h>

/* As the wire numbers them. */
enum mvt_kind { MVT_POINT = 1, MVT_LINE, MVT_POLYGON };

struct mvt_points {
    double *xy;    /* pairs */
    size_t n, cap; /* of pairs */
};

struct mvt_cell {
    int32_t x, y;
};

struct mvt_cells {
    struct mvt_cell *at;
    size_t n, cap;
};

#define MVT_LOW (-VG_MVT_MARGIN)
#define MVT_HIGH (VG_MVT_EXTENT + VG_MVT_MARGIN)
#define MVT_FARTHEST (1 << 28) /* of shapes made once: twice around the Earth at zoom 15 */
/* Whole numbers by which a simplified line may be off; a pixel has 16 where a tile is drawn at 256, 8 at 512. */
#define MVT_TOLERANCE 2.0

/* Whole numbers: positions nearer than that in both directions are one where shapes are simplified. */
#define MVT_THIN 1.5

#define MVT_LATTICE_CELLS 32
#define MVT_LATTICES 64

/* lattice.c: where the nodes over the reach of a tile lie in it. */
struct mvt_lattice {
    double min[2], max[2], per[2]; /* cells a unit */
    bool right;                    /* what it tells is near enough */
    double nodes[(MVT_LATTICE_CELLS + 1) * (MVT_LATTICE_CELLS + 1)][2];
};

enum mvt_command { MVT_MOVE_TO = 1, MVT_LINE_TO = 2, MVT_CLOSE_PATH = 7 };

struct mvt_shaper {
    const struct vg_mvt_layer *layer;
    double left, top, scale;       /* of the tile: whole numbers a unit */
    double low, high;              /* what lies beyond these is cut off */
    struct vg_bbox reach;          /* beyond it nothing is seen; in the CRS of the rows, as all until it is projected */
    double step[2];                /* positions nearer to each other are one */
    double nearby;                 /* layer->make: a distance over which a projection is straight */
    struct mvt_lattice *lattices[MVT_LATTICES]; /* the first; layer->make: of parts of the plane; NULL: not yet */
    const struct mvt_lattice *around; /* layer->make: that of the last position */
    double across[2];              /* of such a part */
    size_t n_projected;            /* until then */
    double cell_area;              /* about, of a square whole number in the CRS of the rows */
    struct mvt_points in, turned;  /* a sequence of positions, and room to clip it into */
    double ring_area;              /* of the sequence before anything was left out of it, in square whole numbers, about */
    struct mvt_cells cells;        /* the same in whole numbers */
    struct mvt_cells kept;         /* MVT_POINT: all of the geometry */
    struct mvt_cells rings;        /* MVT_POLYGON: the rings of one polygon, one after the other */
    size_t *ring_ends, n_rings, cap_rings;
    double smallest;               /* square whole numbers: a smaller polygon is not drawn by itself */
    int side;                      /* its root */
    struct vg_arena *scratch;      /* of one polygon */
    double lost_area;              /* of polygons too small to be drawn, since one was drawn for them */
    struct mvt_cell lost_at;       /* where the last of them was; layer->make: these are of one row, of which no square is drawn */
    bool as_it_is;                 /* sequences are simple enough */
    bool short_of_memory;

    /* The result of vg_mvt_shape(). */
    struct vg_buf commands;        /* empty: nothing of it is seen */
    double measure;                /* area in square whole numbers, or length */
    struct mvt_cell pen;
};

void vg_mvt_shaper_init(struct mvt_shaper *s, const struct vg_mvt_layer *layer);
void vg_mvt_shaper_finish(struct mvt_shaper *s);

/* The parts of g that are of this kind. */
enum vg_status vg_mvt_shape(struct mvt_shaper *s, struct vg_geom g, enum mvt_kind kind, struct vg_error *err) VG_MUST_USE;

/* Room for n in all; false: no memory, and s says so. */
bool vg_mvt_points_room(struct mvt_shaper *s, struct mvt_points *p, size_t n);
bool vg_mvt_cells_room(struct mvt_shaper *s, struct mvt_cells *c, size_t n);

/* shape.c */
void vg_mvt_shape_begin(struct mvt_shaper *s); /* nothing is written yet */
void vg_mvt_put_command(struct mvt_shaper *s, enum mvt_command id, size_t count);
void vg_mvt_put_cell(struct mvt_shaper *s, struct mvt_cell at);

/* sequence.c: the n positions at r become s->in, in whole numbers of the tile not yet rounded, thinned; s->ring_area is what
 * they enclosed.  false: nothing of them is seen. */
bool vg_mvt_read_sequence(struct mvt_shaper *s, struct vg_wkb *r, int dims, uint32_t n);
/* n pairs from the CRS of the rows to whole numbers not yet rounded; what has no image becomes infinite. */
void vg_mvt_project(struct mvt_shaper *s, double *xy, size_t n);
void vg_mvt_project_points(struct mvt_shaper *s, double *xy, size_t n); /* lattice.c: the same, faster where they are many */
bool vg_mvt_is_inside(const struct mvt_shaper *s); /* all of s->in, of what is cut off beyond */

/* polygon.c: the square that stands for small polygons, around this position of the rows' CRS. */
enum vg_status vg_mvt_shape_square(struct mvt_shaper *s, double x, double y, struct vg_error *err) VG_MUST_USE;

/* polygon.c: s->in, a ring not closed and not yet rounded, into the polygon collected, from which vg_mvt_put_polygon() writes.
 * An outside ring is one that encloses more than nothing; false: it is too small, and so has no holes. */
bool vg_mvt_add_ring(struct mvt_shaper *s, bool hole);
enum vg_status vg_mvt_put_polygon(struct mvt_shaper *s, struct vg_error *err) VG_MUST_USE;
void vg_mvt_put_square(struct mvt_shaper *s, struct mvt_cell at);
void vg_mvt_add_line(struct mvt_shaper *s); /* shape.c: s->in, the same of a line, which is written at once */

/* made.c */
enum vg_status vg_mvt_shape_made(struct mvt_shaper *s, const struct vg_mvt_made *w, struct vg_error *err) VG_MUST_USE;
/* s->commands, of this kind, as an entry. */
void vg_mvt_put_made(const struct mvt_shaper *s, int64_t key, enum mvt_kind kind, struct vg_buf *out);

/* polygon.c: the polygon whose head was read, with its holes; r goes past it in any case. */
enum vg_status vg_mvt_add_polygon(struct mvt_shaper *s, struct vg_wkb *r, const struct vg_geom_head *h, bool wanted,
                                  struct vg_error *err) VG_MUST_USE;

static inline struct mvt_cell vg_mvt_cell_of(const double *p)
{
    return (struct mvt_cell){(int32_t)lrint(p[0]), (int32_t)lrint(p[1])};
}

/* Unless it is the last one again. */
static inline void vg_mvt_add_cell(struct mvt_cells *c, struct mvt_cell at)
{
    if (c->n == 0 || c->at[c->n - 1].x != at.x || c->at[c->n - 1].y != at.y)
        c->at[c->n++] = at;
}

/* clip.c: what of s->in (a ring without its last position, or a line) lies within [low, high] in both directions.
 * A ring is clipped in place. */
void vg_mvt_clip_ring(struct mvt_shaper *s, double low, double high);
/* The part of the segment a-b; false: none. */
bool vg_mvt_clip_segment(double a[2], double b[2], double low, double high);

/* simplify.c: leave out positions of `cells` that the line between the kept ones passes within `tolerance`; the first and
 * the last stay. */
void vg_mvt_simplify(struct mvt_shaper *s, double tolerance);

#endif
