/* Names make a column a possible place of the geometry; the cells of the whole file confirm it or not, since a column
 * "x" may hold anything.  WKT goes before a pair of columns, and that before one column with both.  Degrees are told by
 * name and by size; which metres they are only a name says, or the caller. */
#include "csv_geometry.h"

#include "csv_type.h"
#include "kin.h"

/* ---- names ---- */

/* Pairs of columns, as French and international tables call them; compared without case. */
static const struct {
    const char *x, *y;
    bool degrees;
    const char *crs;
} xy_names[] = {
    { "lon", "lat", true, NULL },
    { "longitude", "latitude", true, NULL },
    { "long", "lat", true, NULL },
    { "lng", "lat", true, NULL },
    { "long_", "lat_", true, NULL },
    { "long_", "lat", true, NULL },
    { "longitude_wgs84", "latitude_wgs84", true, NULL },
    { "lon_wgs84", "lat_wgs84", true, NULL },
    { "xlong", "ylat", true, NULL },
    { "xlong_wgs84", "ylat_wgs84", true, NULL },
    { "x_wgs84", "y_wgs84", true, NULL },
    { "consolidated_longitude", "consolidated_latitude", true, NULL },
    { "long_coor1", "lat_coor1", true, NULL },
    { "equip_long", "equip_lat", true, NULL },
    { "geo_lon", "geo_lat", true, NULL },
    { "x_l93", "y_l93", false, "EPSG:2154" },
    { "x_lambert93", "y_lambert93", false, "EPSG:2154" },
    { "lambert93_x", "lambert93_y", false, "EPSG:2154" },
    { "x", "y", false, NULL },
    { "coord_x", "coord_y", false, NULL },
    { "coordx", "coordy", false, NULL },
    { "xcoord", "ycoord", false, NULL },
    { "x_coord", "y_coord", false, NULL },
    { "coordonnee_x", "coordonnee_y", false, NULL },
    { "easting", "northing", false, NULL },
};

static const struct {
    const char *name;
    bool y_first;
} pair_names[] = {
    { "coordonneesxy", false }, /* the national schema of charging points: "[lon, lat]" */
    { "geo_point_2d", true },   /* Opendatasoft: "lat, lon" */
    { "geo_point", true },
    { "geopoint", true },
};

static const char *const wkt_names[] = { "wkt", "geom", "geometry", "the_geom", "wkt_geom", "geom_wkt", "geometrie" };

static int find_nocase(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(names[i], name))
            return (int)i;
    return -1;
}

static enum vg_status asked_column(const char *const *names, size_t n, const char *wanted, int *out, struct vg_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], wanted)) {
            *out = (int)i;
            return VG_OK;
        }
    *out = find_nocase(names, n, wanted);
    return *out >= 0 ? VG_OK : vg_fail(err, VG_NOT_FOUND, wanted, "there is no column '%s'", wanted);
}

static void find_spots(struct vg_csv_geometry *g, const char *const *names, size_t n)
{
    struct vg_csv_spot *wkt = &g->spots[VG_CSV_WKT - 1], *xy = &g->spots[VG_CSV_XY - 1], *pair = &g->spots[VG_CSV_PAIR - 1];
    for (size_t i = 0; i < VG_COUNT(wkt_names) && !wkt->possible; i++) {
        wkt->x = find_nocase(names, n, wkt_names[i]);
        wkt->possible = wkt->x >= 0;
    }
    for (size_t i = 0; i < VG_COUNT(xy_names) && !xy->possible; i++) {
        xy->x = find_nocase(names, n, xy_names[i].x);
        xy->y = find_nocase(names, n, xy_names[i].y);
        xy->possible = xy->x >= 0 && xy->y >= 0;
        xy->degrees = xy_names[i].degrees;
        xy->crs = xy_names[i].crs;
    }
    for (size_t i = 0; i < VG_COUNT(pair_names) && !pair->possible; i++) {
        pair->x = find_nocase(names, n, pair_names[i].name);
        pair->possible = pair->x >= 0;
        pair->y_first = pair_names[i].y_first;
        pair->degrees = true;
    }
}

enum vg_status vg_csv_geometry_init(struct vg_csv_geometry *g, const char *const *names, size_t n,
                                    const struct vg_import_options *o, struct vg_error *err)
{
    *g = (struct vg_csv_geometry){0};
    for (size_t i = 0; i < VG_COUNT(g->spots); i++)
        vg_bbox_none(&g->spots[i].range);
    if (o->wkt) {
        struct vg_csv_spot *s = &g->spots[VG_CSV_WKT - 1];
        s->possible = s->asked = true;
        return asked_column(names, n, o->wkt, &s->x, err);
    }
    if (o->x && o->y) {
        struct vg_csv_spot *s = &g->spots[VG_CSV_XY - 1];
        s->possible = s->asked = true;
        enum vg_status r = asked_column(names, n, o->x, &s->x, err);
        return r != VG_OK ? r : asked_column(names, n, o->y, &s->y, err);
    }
    find_spots(g, names, n);
    return VG_OK;
}

/* ---- cells ---- */

static bool read_number(struct vg_str cell, double *out)
{
    struct vg_value v;
    cell = vg_str_trim(cell);
    if (cell.len == 0)
        return false;
    if (vg_csv_value(VG_CSV_DOUBLE, cell, &v) || vg_csv_value(VG_CSV_COMMA, cell, &v)) {
        *out = v.real;
        return true;
    }
    return false;
}

/* "[7.48, 48.34]", "48.34, 7.48", "(48.34 7.48)" */
static bool read_pair(struct vg_str cell, bool y_first, double *x, double *y)
{
    cell = vg_str_trim(cell);
    if (cell.len > 2 && (cell.ptr[0] == '[' || cell.ptr[0] == '('))
        cell = (struct vg_str){ cell.ptr + 1, cell.len - 2 };
    struct vg_str rest, first = vg_str_cut(cell, ',', &rest);
    return rest.ptr && read_number(first, y_first ? y : x) && read_number(rest, y_first ? x : y);
}

/* "SRID=2154;POINT (…)": the number, and what follows. */
static struct vg_str cut_srid(struct vg_str cell, int64_t *srid)
{
    *srid = 0;
    struct vg_str rest, head = vg_str_cut(cell, ';', &rest);
    if (head.len <= 5 || !vg_str_is_nocase((struct vg_str){ head.ptr, 5 }, "SRID=") || !rest.ptr)
        return cell;
    return vg_str_int64((struct vg_str){ head.ptr + 5, head.len - 5 }, srid) ? rest : cell;
}

/* The first position of a WKT tells degrees from metres well enough. */
static void look_at_position(struct vg_csv_spot *s, struct vg_str from)
{
    while (from.len && (from.ptr[0] == '(' || from.ptr[0] == ' ')) {
        from.ptr++;
        from.len--;
    }
    size_t n = 0;
    while (n < from.len && from.ptr[n] != ',' && from.ptr[n] != ')')
        n++;
    struct vg_str rest, first = vg_str_cut((struct vg_str){ from.ptr, n }, ' ', &rest);
    struct vg_str second = rest.ptr ? vg_str_cut(vg_str_trim(rest), ' ', &rest) : (struct vg_str){0};
    double x, y;
    if (vg_str_double(first, &x) && vg_str_double(second, &y))
        vg_bbox_add(&s->range, x, y);
}

/* Type and dimensions by the words before the first parenthesis. */
static bool look_at_wkt(struct vg_csv_spot *s, struct vg_str cell)
{
    int64_t srid;
    struct vg_str wkt = vg_str_trim(cut_srid(vg_str_trim(cell), &srid));
    size_t n = 0;
    while (n < wkt.len && wkt.ptr[n] != '(' && n < 40)
        n++;
    struct vg_str words = vg_str_trim((struct vg_str){ wkt.ptr, n }), rest;
    struct vg_str type_word = vg_str_cut(words, ' ', &rest);
    enum vg_geom_type type = vg_geom_type_of_name(type_word);
    if (type == VG_GEOM_ANY || (s->any && srid != s->srid))
        return false;
    s->srid = srid;
    s->types |= 1u << type;
    look_at_position(s, (struct vg_str){ wkt.ptr + n, wkt.len - n });
    for (size_t i = 0; rest.ptr && i < rest.len && rest.len <= 2; i++) {
        s->z = s->z || (rest.ptr[i] | 32) == 'z';
        s->m = s->m || (rest.ptr[i] | 32) == 'm';
    }
    return true;
}

static void give_up(struct vg_csv_spot *s, const struct vg_csv_record *record, int column)
{
    s->possible = false;
    s->bad_line = record->line;
    s->bad_column = column;
}

static void look(struct vg_csv_spot *s, enum vg_csv_geometry_kind kind, const struct vg_csv_record *record)
{
    struct vg_str cell = record->cells[s->x];
    double x = 0, y = 0;
    if (cell.len == 0)
        return;
    if (kind == VG_CSV_WKT ? !look_at_wkt(s, cell)
                           : kind == VG_CSV_PAIR ? !read_pair(cell, s->y_first, &x, &y) : !read_number(cell, &x)) {
        give_up(s, record, s->x);
        return;
    }
    if (kind == VG_CSV_XY && record->cells[s->y].len && !read_number(record->cells[s->y], &y)) {
        give_up(s, record, s->y);
        return;
    }
    s->any = true;
    if (kind == VG_CSV_WKT || (kind == VG_CSV_XY && !record->cells[s->y].len))
        return;
    vg_bbox_add(&s->range, x, y);
    if (s->degrees && !(x >= -180 && x <= 180 && y >= -90 && y <= 90) && !s->bad_line) {
        s->bad_line = record->line;
        s->bad_column = y >= -90 && y <= 90 ? s->x : s->y;
    }
}

void vg_csv_geometry_look(struct vg_csv_geometry *g, const struct vg_csv_record *record)
{
    for (size_t i = 0; i < VG_COUNT(g->spots); i++)
        if (g->spots[i].possible)
            look(&g->spots[i], (enum vg_csv_geometry_kind)(i + 1), record);
}

/* ---- choice ---- */

static bool within_degrees(const struct vg_bbox *b)
{
    return b->min[0] >= -180 && b->max[0] <= 180 && b->min[1] >= -90 && b->max[1] <= 90;
}

static enum vg_status choose_crs(struct vg_csv_geometry *g, const struct vg_csv_spot *s, const char *const *names,
                                    struct vg_notes *notes, const char **crs_out, int64_t *line, struct vg_error *err)
{
    if (s->crs || within_degrees(&s->range)) {
        *crs_out = s->crs ? s->crs : "OGC:CRS84";
        return VG_OK;
    }
    if (s->degrees) {
        *line = s->bad_line;
        return vg_fail(err, VG_BAD_INPUT, names[s->bad_column],
                       "it holds no longitude or latitude in degrees: say with --crs what the coordinates are");
    }
    if (s->asked || g->kind == VG_CSV_WKT)
        return vg_fail(err, VG_BAD_INPUT, names[s->x],
                       "the coordinates are not in degrees: say with --crs what they are, such as EPSG:2154");
    vg_notes_add(notes,
                 "columns '%s' and '%s' may be coordinates, but not in degrees: say --crs to make points of them",
                 names[s->x], names[s->y]);
    g->kind = VG_CSV_NO_GEOMETRY;
    return VG_OK;
}

static enum vg_status fail_asked(const struct vg_csv_spot *s, enum vg_csv_geometry_kind kind, const char *const *names,
                                 int64_t *line, struct vg_error *err)
{
    *line = s->bad_line;
    const char *name = names[s->bad_line ? s->bad_column : s->x];
    if (!s->bad_line)
        return vg_fail(err, VG_BAD_INPUT, name, "it has no value in any row");
    return kind == VG_CSV_WKT ? vg_fail(err, VG_BAD_INPUT, name, "it holds no geometry in WKT, such as POINT (2.35 48.85)")
                              : vg_fail(err, VG_BAD_INPUT, name, "it holds no number");
}

enum vg_status vg_csv_geometry_choose(struct vg_csv_geometry *g, const char *const *names, const char *crs_given,
                                      struct vg_arena *a, struct vg_notes *notes, const char **crs_out, int64_t *line,
                                      struct vg_error *err)
{
    *crs_out = NULL;
    *line = 0;
    for (size_t i = 0; i < VG_COUNT(g->spots); i++) {
        const struct vg_csv_spot *s = &g->spots[i];
        enum vg_csv_geometry_kind kind = (enum vg_csv_geometry_kind)(i + 1);
        if (!s->possible || !s->any) {
            if (s->asked)
                return fail_asked(s, kind, names, line, err);
            continue;
        }
        g->kind = kind;
        if (crs_given)
            return VG_OK;
        if (s->srid <= 0)
            return choose_crs(g, s, names, notes, crs_out, line, err);
        *crs_out = vg_arena_printf(a, "EPSG:%lld", (long long)s->srid);
        return vg_arena_check(a, err);
    }
    return VG_OK;
}

/* ---- rows ---- */

enum vg_status vg_csv_geometry_read(const struct vg_csv_geometry *g, const struct vg_csv_record *record,
                                    struct vg_arena *a, struct vg_geom *out, int *column, struct vg_error *err)
{
    *out = (struct vg_geom){0};
    if (g->kind == VG_CSV_NO_GEOMETRY)
        return VG_OK;
    const struct vg_csv_spot *s = &g->spots[g->kind - 1];
    struct vg_str cell = record->cells[s->x];
    double x, y;
    *column = s->x;
    if (g->kind == VG_CSV_WKT) {
        int64_t srid;
        return cell.len ? vg_geom_from_wkt(cut_srid(vg_str_trim(cell), &srid), a, out, err) : VG_OK;
    }
    if (g->kind == VG_CSV_PAIR) {
        if (cell.len == 0)
            return VG_OK;
        if (!read_pair(cell, s->y_first, &x, &y))
            return vg_fail(err, VG_BAD_INPUT, "", "it holds no pair of coordinates");
    } else {
        struct vg_str other = record->cells[s->y];
        if (cell.len == 0 && other.len == 0)
            return VG_OK;
        if (cell.len == 0 || other.len == 0) {
            *column = cell.len ? s->y : s->x;
            return vg_fail(err, VG_BAD_INPUT, "", "only one of the two coordinates is there");
        }
        if (!read_number(cell, &x) || !read_number(other, &y))
            return vg_fail(err, VG_BAD_INPUT, "", "it holds no number");
    }
    *out = vg_geom_of_point(a, x, y);
    return vg_arena_check(a, err);
}
