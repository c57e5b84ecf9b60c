/* Places of a record as GeoJSON: the boxes and polygons of its extents as one geometry, and back. */
#include "json_map.h"

static void add_position(struct vg_arena *a, struct vg_node *line, double lon, double lat)
{
    struct vg_node *position = vg_node_add_list(a, line, NULL);

    vg_node_add_double(a, position, NULL, lon);
    vg_node_add_double(a, position, NULL, lat);
}

/* From the lower left corner, counter-clockwise: MetaSearch takes corners by their place. */
static void add_box(struct vg_arena *a, struct vg_node *polygon, double west, double south, double east, double north)
{
    struct vg_node *ring = vg_node_add_list(a, polygon, NULL);

    add_position(a, ring, west, south);
    add_position(a, ring, east, south);
    add_position(a, ring, east, north);
    add_position(a, ring, west, north);
    add_position(a, ring, west, south);
}

static struct vg_node *geometry(struct vg_arena *a, const char *type, struct vg_node **coordinates)
{
    struct vg_node *g = vg_node_map(a);

    vg_node_add_str(a, g, "type", type);
    *coordinates = vg_node_add_list(a, g, "coordinates");
    return g;
}

/* One that crosses the antimeridian is cut there (RFC 7946 3.1.9). */
static struct vg_node *box_geometry(struct vg_arena *a, const struct vg_bbox *box)
{
    struct vg_bbox halves[2];
    struct vg_node *coordinates, *g;
    int n = vg_bbox_split(box, halves);

    if (n == 1 && box->min[0] == box->max[0] && box->min[1] == box->max[1]) {
        g = geometry(a, "Point", &coordinates);
        vg_node_add_double(a, coordinates, NULL, box->min[0]);
        vg_node_add_double(a, coordinates, NULL, box->min[1]);
        return g;
    }
    g = geometry(a, n == 2 ? "MultiPolygon" : "Polygon", &coordinates);
    for (int i = 0; i < n; i++)
        add_box(a, n == 2 ? vg_node_add_list(a, coordinates, NULL) : coordinates, halves[i].min[0], halves[i].min[1],
                halves[i].max[0], halves[i].max[1]);
    return g;
}

static void add_polygon(struct vg_arena *a, struct vg_node *rings, const struct vg_record_polygon *p)
{
    for (size_t i = 0; i < p->n_rings; i++) {
        struct vg_node *ring = vg_node_add_list(a, rings, NULL);
        for (size_t j = 0; j + 1 < p->rings[i].n_xy; j += 2)
            add_position(a, ring, p->rings[i].xy[j], p->rings[i].xy[j + 1]);
    }
}

static struct vg_node *polygon_geometry(struct vg_arena *a, const struct vg_record *r, size_t n_polygons)
{
    struct vg_node *coordinates, *g = geometry(a, n_polygons == 1 ? "Polygon" : "MultiPolygon", &coordinates);

    for (size_t i = 0; i < r->n_extents; i++) {
        for (size_t j = 0; j < r->extents[i].n_polygons; j++)
            add_polygon(a, n_polygons == 1 ? coordinates : vg_node_add_list(a, coordinates, NULL), &r->extents[i].polygons[j]);
    }
    return g;
}

/* A box where one is told, since clients (MetaSearch) take its corners from the ring; polygons where there is none. */
struct vg_node *vg_json_geometry(struct vg_json_writer *x)
{
    struct vg_bbox box;
    size_t n_polygons = 0;

    size_t n_boxes = 0;

    for (size_t i = 0; i < x->record->n_extents; i++) {
        n_polygons += x->record->extents[i].n_polygons;
        n_boxes += x->record->extents[i].n_boxes;
    }
    if (n_polygons && n_boxes == 0)
        return polygon_geometry(x->arena, x->record, n_polygons);
    return vg_record_bbox(x->record, &box) ? box_geometry(x->arena, &box) : NULL;
}

struct vg_node *vg_json_bbox(struct vg_json_writer *x)
{
    struct vg_bbox box;
    struct vg_node *list = vg_node_list(x->arena);

    if (!vg_record_bbox(x->record, &box))
        return NULL;
    vg_node_add_double(x->arena, list, NULL, box.min[0]);
    vg_node_add_double(x->arena, list, NULL, box.min[1]);
    vg_node_add_double(x->arena, list, NULL, box.max[0]);
    vg_node_add_double(x->arena, list, NULL, box.max[1]);
    return list;
}

/* --- reading --- */

static bool number(const struct vg_node *n, double *out)
{
    if (!n || (n->kind != VG_N_INT && n->kind != VG_N_DOUBLE))
        return false;
    *out = n->kind == VG_N_INT ? (double)n->integer : n->real;
    return true;
}

static struct vg_record_extent *place_of(struct vg_json_reader *x)
{
    return x->record->n_extents ? &x->record->extents[0] : VG_RECORD_ADD(x->arena, x->record, extents);
}

/* Mended as in XML, and told. */
static bool settle(struct vg_json_reader *x, struct vg_record_box *b)
{
    if (b->south > b->north || b->south < -90 || b->north > 90 || b->west < -180 || b->east > 180 || b->west > 180 || b->east < -180) {
        vg_json_tell(x, VG_RECORD_LOST, "", "the box %g, %g, %g, %g is not in degrees", b->west, b->south, b->east, b->north);
        return false;
    }
    return true;
}

static bool add_read_box(struct vg_json_reader *x, struct vg_record_box b)
{
    struct vg_record_extent *e = settle(x, &b) ? place_of(x) : NULL;
    struct vg_record_box *to = e ? VG_RECORD_ADD(x->arena, e, boxes) : NULL;

    if (to)
        *to = b;
    return to != NULL;
}

bool vg_json_read_bbox(struct vg_json_reader *x, const struct vg_node *node)
{
    double v[6];
    size_t n = 0;

    for (const struct vg_node *c = node->first; c && n < 6; c = c->next) {
        if (!number(c, &v[n++]))
            return false;
    }
    if (n != 4 && n != 6)
        return false;
    return add_read_box(x, (struct vg_record_box){.west = v[0], .south = v[1], .east = v[n / 2], .north = v[n / 2 + 1]});
}

static bool read_ring(struct vg_json_reader *x, const struct vg_node *node, struct vg_record_polygon *p)
{
    struct vg_record_ring *ring = VG_RECORD_ADD(x->arena, p, rings);

    VG_EACH(position, node) {
        double lon, lat;
        if (!ring || !number(position->first, &lon) || !number(position->first->next, &lat))
            return false;
        double *to = VG_RECORD_ADD(x->arena, ring, xy);
        if (to)
            *to = lon;
        to = VG_RECORD_ADD(x->arena, ring, xy);
        if (to)
            *to = lat;
    }
    return ring && ring->n_xy >= 8;
}

/* Four corners of a box: kept as one, which more forms can say. */
static bool is_box(const struct vg_record_polygon *p, struct vg_record_box *b)
{
    const double *v = p->rings[0].xy;

    if (p->n_rings != 1 || p->rings[0].n_xy != 10 || v[0] != v[8] || v[1] != v[9])
        return false;
    *b = (struct vg_record_box){.west = v[0] < v[4] ? v[0] : v[4], .east = v[0] < v[4] ? v[4] : v[0],
                                .south = v[1] < v[5] ? v[1] : v[5], .north = v[1] < v[5] ? v[5] : v[1]};
    for (int i = 0; i < 4; i++) {
        bool corner = (v[2 * i] == b->west || v[2 * i] == b->east) && (v[2 * i + 1] == b->south || v[2 * i + 1] == b->north);
        if (!corner || (v[2 * i] != v[2 * i + 2] && v[2 * i + 1] != v[2 * i + 3]))
            return false;
    }
    return true;
}

static bool read_polygon(struct vg_json_reader *x, const struct vg_node *rings)
{
    struct vg_record_polygon p = {0};
    struct vg_record_box b;

    VG_EACH(ring, rings) {
        if (!read_ring(x, ring, &p)) {
            vg_json_tell(x, VG_RECORD_LOST, "", "the polygon is not a closed line of degrees");
            return false;
        }
    }
    if (p.n_rings == 0)
        return false;
    if (is_box(&p, &b))
        return add_read_box(x, b);
    struct vg_record_extent *e = place_of(x);
    struct vg_record_polygon *to = e ? VG_RECORD_ADD(x->arena, e, polygons) : NULL;
    if (to)
        *to = p;
    return to != NULL;
}

bool vg_json_read_geometry(struct vg_json_reader *x, const struct vg_node *node)
{
    const char *type = vg_node_cstr(node, "type", "");
    const struct vg_node *c = vg_node_get(node, "coordinates");
    bool any = false;
    double lon, lat;

    if (c && strcmp(type, "Polygon") == 0)
        return read_polygon(x, c);
    if (c && strcmp(type, "MultiPolygon") == 0) {
        VG_EACH(polygon, c)
            any = read_polygon(x, polygon) || any;
        return any;
    }
    if (c && strcmp(type, "Point") == 0 && number(c->first, &lon) && number(c->first->next, &lat))
        return add_read_box(x, (struct vg_record_box){.west = lon, .east = lon, .south = lat, .north = lat});
    vg_json_tell(x, VG_RECORD_LOST, "", "a geometry of the type '%.40s' is not read here", type);
    return false;
}
