/* Where, when, how fine and by which standard, in DCAT. */
#include <vigie/base/number.h>
#include <vigie/geo/geom.h>

#include "dcat.h"

/* --- places: a dct:Location for each extent --- */

static void put_corner(struct vg_buf *b, double lon, double lat)
{
    vg_buf_cstr(b, b->ptr[b->len - 1] == '(' ? "" : ",");
    vg_buf_fixed(b, lon, 9);
    vg_buf_char(b, ' ');
    vg_buf_fixed(b, lat, 9);
}

static void put_wkt(struct vg_rdf_writer *x, struct vg_rdf_term place, const char *property, struct vg_buf *b)
{
    if (!b->failed)
        vg_rdf_add(x->g, place, property, vg_rdf_literal(vg_arena_strdup(x->g->arena, b->ptr), NULL, "gsp:wktLiteral"));
    vg_buf_finish(b);
}

static void put_box(struct vg_rdf_writer *x, struct vg_rdf_term place, const struct vg_record_box *box)
{
    struct vg_buf b;

    vg_buf_init(&b, 1024);
    VG_BUF_LIT(&b, "POLYGON((");
    put_corner(&b, box->west, box->south);
    put_corner(&b, box->east, box->south);
    put_corner(&b, box->east, box->north);
    put_corner(&b, box->west, box->north);
    put_corner(&b, box->west, box->south);
    VG_BUF_LIT(&b, "))");
    put_wkt(x, place, "dcat:bbox", &b);
}

static void put_polygon(struct vg_rdf_writer *x, struct vg_rdf_term place, const struct vg_record_polygon *p)
{
    struct vg_buf b;

    vg_buf_init(&b, 16u << 20);
    VG_BUF_LIT(&b, "POLYGON(");
    for (size_t i = 0; i < p->n_rings; i++) {
        vg_buf_cstr(&b, i ? ",(" : "(");
        for (size_t j = 0; j + 1 < p->rings[i].n_xy && !b.failed; j += 2)
            put_corner(&b, p->rings[i].xy[j], p->rings[i].xy[j + 1]);
        VG_BUF_LIT(&b, ")");
    }
    VG_BUF_LIT(&b, ")");
    put_wkt(x, place, "locn:geometry", &b);
}

static struct vg_rdf_term new_location(struct vg_rdf_writer *x, struct vg_rdf_term s, const char *property)
{
    struct vg_rdf_term place = vg_rdf_blank(x->g);

    vg_rdf_add(x->g, s, property, place);
    vg_rdf_add(x->g, place, "rdf:type", vg_rdf_iri("dct:Location"));
    return place;
}

static void spatial_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;

    (void)member;
    for (size_t i = 0; i < r->n_extents; i++) {
        const struct vg_record_extent *e = &r->extents[i];
        size_t n_places = e->n_boxes > e->n_polygons ? e->n_boxes : e->n_polygons;
        for (size_t j = 0; j < n_places || (j == 0 && e->description.value); j++) { /* a place has one of each */
            struct vg_rdf_term place = new_location(x, s, row->property);
            vg_rdf_put_text(x, place, "skos:prefLabel", &e->description);
            if (j < e->n_boxes)
                put_box(x, place, &e->boxes[j]);
            if (j < e->n_polygons)
                put_polygon(x, place, &e->polygons[j]);
        }
        for (size_t j = 0; j < e->n_places; j++) {
            const struct vg_record_text *code = &e->places[j].code;
            if (code->uri) {
                vg_rdf_add(x->g, s, row->property, vg_rdf_iri(code->uri));
                vg_dcat_put_named(x, code->uri, "dct:Location", "skos:prefLabel", code);
            } else if (code->value)
                vg_rdf_put_text(x, new_location(x, s, row->property), "skos:prefLabel", code);
        }
    }
}

static struct vg_record_extent *new_extent(struct vg_rdf_reader *x)
{
    return VG_RECORD_ADD(x->arena, x->record, extents);
}

/* The box around a geometry in WKT; GeoSPARQL may put the address of a CRS before it. */
static bool wkt_box(struct vg_rdf_reader *x, const char *text, struct vg_record_box *out)
{
    const char *behind = *text == '<' ? strchr(text, '>') : NULL;
    struct vg_geom_info info;
    struct vg_geom g;
    bool flipped = behind && strstr(text, "EPSG") && strstr(text, "4326");

    if (vg_geom_from_wkt(vg_str_trim(vg_str_of(behind ? behind + 1 : text)), x->arena, &g, NULL) != VG_OK
        || vg_geom_check(g, &info, NULL) != VG_OK || vg_bbox_is_none(&info.box))
        return false;
    const struct vg_bbox box = info.box;
    *out = (struct vg_record_box){.west = box.min[flipped], .east = box.max[flipped], .south = box.min[!flipped], .north = box.max[!flipped]};
    bool swapped = out->west >= -90 && out->east <= 90 && out->south >= -180 && out->north <= 180;
    if ((out->south < -90 || out->north > 90) && swapped) {
        *out = (struct vg_record_box){.west = out->south, .south = out->west, .east = out->north, .north = out->east};
        vg_record_tell(x->report, VG_RECORD_REPAIRED, "dct:spatial", "the box had latitude before longitude: exchanged");
    }
    if (out->south < -90 || out->north > 90 || out->west < -180 || out->east > 180) {
        vg_record_tell(x->report, VG_RECORD_LOST, "dct:spatial", "the box %g, %g, %g, %g is not in degrees", out->west, out->south, out->east, out->north);
        return false;
    }
    return true;
}

static bool read_geometry(struct vg_rdf_reader *x, const struct vg_rdf_term *place, const char *property, struct vg_record_extent *e)
{
    bool any = false;

    for (struct vg_rdf_triple *t = vg_rdf_next(x->g, place, property, NULL); t; t = vg_rdf_next(x->g, place, property, t)) {
        struct vg_record_box b;
        const char *text = vg_rdf_plain(&t->o);
        t->used = true;
        if (any || !text || !wkt_box(x, text, &b)) /* the same place in another notation */
            continue;
        struct vg_record_box *to = VG_RECORD_ADD(x->arena, e, boxes);
        if (to)
            *to = b;
        any = true;
    }
    return any;
}

static bool spatial_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_extent e = {0};
    const struct vg_rdf_term *label = vg_rdf_object(x->g, o, "skos:prefLabel");

    (void)row, (void)member;
    label = label ? label : vg_rdf_object(x->g, o, "rdfs:label");
    bool any = read_geometry(x, o, "dcat:bbox", &e) || read_geometry(x, o, "locn:geometry", &e);
    if (any) /* said twice, for clients of either */
        read_geometry(x, o, "locn:geometry", &(struct vg_record_extent){0});
    read_geometry(x, o, "dcat:centroid", &(struct vg_record_extent){0});
    e.description.value = vg_rdf_plain(label);
    if (o->kind == VG_RDF_LITERAL)
        e.description.value = vg_rdf_plain(o);
    if (!any && o->kind == VG_RDF_IRI) {
        struct vg_record_identifier *place = VG_RECORD_ADD(x->arena, &e, places);
        if (place)
            place->code = (struct vg_record_text){.value = e.description.value ? e.description.value : o->value, .uri = o->value};
        e.description.value = NULL;
    }
    if (!any && !e.description.value && e.n_places == 0)
        return false;
    struct vg_record_extent *to = new_extent(x);
    if (to)
        *to = e;
    return to != NULL;
}

const struct vg_rdf_mapping vg_rdf_spatial = {spatial_read, spatial_write};

/* --- periods --- */

static const struct vg_rdf_row period_rows[] = {
    {VG_RDF_ONE(vg_record_time, "dcat:startDate", when, begin)},
    {VG_RDF_ONE(vg_record_time, "dcat:endDate", when, end)},
    {VG_RDF_ONE(vg_record_time, "schema:startDate", when, begin), .read_only = true},
    {VG_RDF_ONE(vg_record_time, "schema:endDate", when, end), .read_only = true},
};
static const struct vg_rdf_table period_table = VG_RDF_TABLE(period_rows);
static const struct vg_rdf_row period = {.property = "dct:temporal", .rows = &period_table, .class = "dct:PeriodOfTime"};

static bool temporal_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_time t = {0};

    (void)row, (void)member;
    if (!vg_rdf_group.read(x, &period, o, &t) || (!t.begin.text && !t.end.text))
        return false;
    struct vg_record_extent *e = x->record->n_extents ? &x->record->extents[0] : new_extent(x);
    struct vg_record_time *to = e ? VG_RECORD_ADD(x->arena, e, times) : NULL;
    if (to)
        *to = t;
    return to != NULL;
}

static void temporal_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)row, (void)member;
    for (size_t i = 0; i < x->record->n_extents; i++) {
        for (size_t j = 0; j < x->record->extents[i].n_times; j++)
            vg_rdf_group.write(x, &period, s, &x->record->extents[i].times[j]);
    }
}

const struct vg_rdf_mapping vg_rdf_temporal = {temporal_read, temporal_write};

/* --- resolutions --- */

static bool metres_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *text = vg_rdf_plain(o);
    double v;
    bool known = text && vg_str_double(vg_str_trim(vg_str_of(text)), &v) && v > 0;
    struct vg_record_resolution *to = known ? VG_RECORD_ADD(x->arena, x->record, resolutions) : NULL;

    (void)row, (void)member;
    if (to)
        *to = (struct vg_record_resolution){.distance = v, .unit = "m"};
    return to != NULL;
}

/* In metres, where the unit is one of length that is known. */
static double metres_of(const struct vg_record_resolution *r)
{
    static const struct {
        const char *unit;
        double metres;
    } units[] = {{"m", 1}, {"metre", 1}, {"meter", 1}, {"meters", 1}, {"mètre", 1}, {"km", 1000}, {"cm", 0.01}};

    for (size_t i = 0; r->unit && i < VG_COUNT(units); i++) {
        if (strcasecmp(r->unit, units[i].unit) == 0)
            return r->distance * units[i].metres;
    }
    return 0;
}

static void metres_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    char digits[VG_NUMBER_MAX + 1];
    double finest = 0; /* of several, as DCAT means it */

    (void)member;
    for (size_t i = 0; i < x->record->n_resolutions; i++) {
        double v = metres_of(&x->record->resolutions[i]);
        finest = v > 0 && (finest <= 0 || v < finest) ? v : finest;
    }
    if (finest > 0) {
        *vg_fixed_write(digits, finest, 6) = '\0';
        vg_rdf_add(x->g, s, row->property, vg_rdf_literal(vg_arena_strdup(x->g->arena, digits), NULL, "xsd:decimal"));
    }
}

const struct vg_rdf_mapping vg_rdf_metres = {metres_read, metres_write};

static bool scale_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *text = vg_rdf_plain(o), *at = text ? strstr(text, "1:") : NULL;
    double v;
    bool known = at && vg_str_double(vg_str_trim(vg_str_of(at + 2)), &v) && v > 0;
    struct vg_record_resolution *to = known ? VG_RECORD_ADD(x->arena, x->record, resolutions) : NULL;

    (void)row, (void)member;
    if (to)
        *to = (struct vg_record_resolution){.scale = v};
    return to != NULL;
}

static void scale_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    (void)member;
    for (size_t i = 0; i < x->record->n_resolutions; i++) {
        if (x->record->resolutions[i].scale > 0)
            vg_rdf_add(x->g, s, row->property,
                       vg_rdf_literal(vg_arena_printf(x->g->arena, "1:%.0f", x->record->resolutions[i].scale), NULL, NULL));
    }
}

const struct vg_rdf_mapping vg_rdf_scale = {scale_read, scale_write};

/* --- standards: reference systems, and specifications the data is said to meet --- */

static bool conforms_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const struct vg_rdf_term *title = vg_rdf_object(x->g, o, "dct:title");
    const char *address = o->kind == VG_RDF_IRI ? o->value : NULL, *name = vg_rdf_plain(title ? title : o);

    (void)row, (void)member;
    const struct vg_rdf_term *type = o->kind == VG_RDF_LITERAL ? NULL : vg_rdf_object(x->g, o, "dct:type");
    if (address && (strstr(address, "/def/crs/") || strstr(address, ":crs:") || (type && strstr(type->value, "SpatialReferenceSystem")))) {
        struct vg_record_identifier *crs = VG_RECORD_ADD(x->arena, x->record, crs);
        if (crs)
            crs->code = (struct vg_record_text){.value = name, .uri = address};
        return crs != NULL;
    }
    struct vg_record_conformity *c = name ? VG_RECORD_ADD(x->arena, x->record, conformities) : NULL;
    if (c) {
        c->specification.title = (struct vg_record_text){.value = name, .uri = address};
        c->pass = "true";
    }
    return c != NULL;
}

static void put_system(struct vg_rdf_writer *x, const char *address)
{
    struct vg_rdf_term system = vg_rdf_iri(address);

    if (vg_rdf_next(x->g, &system, "rdf:type", NULL))
        return;
    vg_rdf_add(x->g, system, "rdf:type", vg_rdf_iri("dct:Standard"));
    vg_rdf_add(x->g, system, "dct:type", vg_rdf_iri("http://inspire.ec.europa.eu/glossary/SpatialReferenceSystem"));
}

static void conforms_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term s, const void *member)
{
    const struct vg_record *r = x->record;

    (void)member;
    for (size_t i = 0; i < r->n_crs; i++) {
        const struct vg_record_text *code = &r->crs[i].code;
        const char *address = code->uri ? code->uri : code->value && strstr(code->value, "://") ? code->value : NULL;
        vg_rdf_add(x->g, s, row->property, vg_rdf_iri(address));
        if (address)
            put_system(x, address);
    }
    for (size_t i = 0; i < r->n_conformities; i++) {
        const struct vg_record_conformity *c = &r->conformities[i];
        const struct vg_record_text *title = &c->specification.title;
        if (!c->pass || strcmp(c->pass, "true") != 0 || !title->value)
            continue;
        struct vg_rdf_term standard = title->uri ? vg_rdf_iri(title->uri) : vg_rdf_blank(x->g);
        vg_rdf_add(x->g, s, row->property, standard);
        if (vg_rdf_next(x->g, &standard, "rdf:type", NULL))
            continue;
        vg_rdf_add(x->g, standard, "rdf:type", vg_rdf_iri("dct:Standard"));
        vg_rdf_put_text(x, standard, "dct:title", title);
    }
}

const struct vg_rdf_mapping vg_rdf_conforms = {conforms_read, conforms_write};
