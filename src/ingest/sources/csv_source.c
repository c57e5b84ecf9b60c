/* A CSV table is read twice: once whole, to learn encoding, types and where the geometry is, and once for its rows.
 * A column typed by its first rows alone fails on row one million, or loses what only shows there. */
#include <stdlib.h>

#include "../files/place.h"
#include "csv_geometry.h"
#include "csv_type.h"
#include "kin.h"

#define ROW_ARENA ((size_t)256 << 20) /* geometry of one row */

struct csv_source {
    struct vg_source base;
    const struct vg_import_options *options;
    struct vg_csv_reader *reader;
    const char *path;
    const char **names; /* of columns */
    size_t n_columns;
    enum vg_csv_form *forms;
    int *field_of; /* of each column; -1: it is the geometry */
    struct vg_csv_geometry geometry;
    struct vg_value *values;
    struct vg_arena *row;
    int64_t number;
    struct vg_str *padded; /* a record with too few or too many cells, where a schema is to judge it */
    size_t ragged;         /* how many it had; 0: as many as the header */
    bool begun; /* the header is read */
};

/* What the first reading learns beside types. */
struct survey {
    struct vg_csv_guess *guesses;
    int64_t rows, utf8_cells, foreign_cells, first_foreign;
    bool c1_bytes; /* 0x80 to 0x9F: printable in Windows-1252 only */
};

/* ---- errors ---- */

static enum vg_status blame_line(const struct csv_source *s, int64_t line, const char *field, struct vg_error *err)
{
    struct vg_source_row at = { .number = line, .line = line };
    return vg_source_blame(&s->base, line ? &at : NULL, field, err);
}

static enum vg_status blame_record(const struct csv_source *s, const struct vg_csv_record *r, struct vg_error *err)
{
    return blame_line(s, r->line, s->names && r->n < s->n_columns ? s->names[r->n] : NULL, err);
}

/* ---- header ---- */

/* As many cells as the header has, so that a schema can judge the rest of the row too. */
static void pad_record(struct csv_source *s, struct vg_csv_record *r)
{
    s->ragged = r->n;
    for (size_t i = 0; i < s->n_columns; i++)
        s->padded[i] = i < r->n ? r->cells[i] : VG_STR("");
    r->cells = s->padded;
    r->n = s->n_columns;
}

static enum vg_status next_record(struct csv_source *s, struct vg_csv_record *out, struct vg_error *err)
{
    enum vg_status r = vg_csv_next(s->reader, out, err);
    if (r != VG_OK)
        return r == VG_END ? r : blame_record(s, out, err);
    s->ragged = 0;
    if (!s->n_columns || out->n == s->n_columns)
        return VG_OK;
    if (s->options->schema) {
        pad_record(s, out);
        return VG_OK;
    }
    vg_fail(err, VG_BAD_INPUT, "", "it has %zu fields, the header has %zu (separator '%c')", out->n, s->n_columns,
            vg_csv_separator(s->reader));
    return blame_line(s, out->line, NULL, err);
}

static enum vg_status read_header(struct csv_source *s, struct vg_error *err)
{
    struct vg_csv_record header;
    struct vg_arena *a = s->base.arena;
    s->n_columns = 0;
    enum vg_status r = next_record(s, &header, err);
    if (r == VG_END) {
        vg_fail(err, VG_BAD_INPUT, "", "it is empty: not even a header");
        return vg_source_blame(&s->base, NULL, NULL, err);
    }
    if (r != VG_OK)
        return r;
    s->names = vg_arena_array(a, header.n, sizeof *s->names);
    s->padded = vg_arena_array(a, header.n, sizeof *s->padded);
    for (size_t i = 0; s->names && i < header.n; i++) {
        struct vg_str name = vg_str_trim(header.cells[i]);
        s->names[i] = name.len ? vg_arena_cstr(a, name) : vg_arena_printf(a, "field_%zu", i + 1);
    }
    s->n_columns = header.n;
    return vg_arena_check(a, err);
}

/* ---- first reading ---- */

static bool has_high_bytes(struct vg_str cell, bool *c1)
{
    bool high = false;
    for (size_t i = 0; i < cell.len; i++) {
        unsigned char b = (unsigned char)cell.ptr[i];
        high = high || b >= 0x80;
        *c1 = *c1 || (b >= 0x80 && b < 0xA0);
    }
    return high;
}

static void look_at_encoding(struct survey *v, struct vg_str cell, int64_t line)
{
    bool c1 = false;
    if (!has_high_bytes(cell, &c1))
        return;
    size_t bad;
    if (vg_utf8_valid(cell, &bad)) {
        v->utf8_cells++;
        return;
    }
    v->c1_bytes = v->c1_bytes || c1;
    if (v->foreign_cells++ == 0)
        v->first_foreign = line;
}

static enum vg_status survey_rows(struct csv_source *s, struct survey *v, struct vg_error *err)
{
    struct vg_csv_record record;
    enum vg_status r;
    while ((r = next_record(s, &record, err)) == VG_OK) {
        v->rows++;
        for (size_t i = 0; i < record.n; i++) {
            look_at_encoding(v, record.cells[i], record.line);
            vg_csv_guess_cell(&v->guesses[i], record.cells[i]);
        }
        vg_csv_geometry_look(&s->geometry, &record);
        if (v->rows % 65536 == 0 && s->options->stop && s->options->stop(s->options->ctx))
            return vg_fail(err, VG_UNAVAILABLE, "", "interrupted");
    }
    return r == VG_END ? VG_OK : r;
}

static enum vg_status survey(struct csv_source *s, struct survey *v, struct vg_error *err)
{
    enum vg_status r = read_header(s, err);
    if (r != VG_OK)
        return r;
    *v = (struct survey){ .guesses = vg_arena_array(s->base.arena, s->n_columns, sizeof *v->guesses) };
    if (!v->guesses)
        return vg_arena_check(s->base.arena, err);
    for (size_t i = 0; i < s->n_columns; i++) {
        vg_csv_guess_init(&v->guesses[i], vg_str_of(s->names[i]), vg_csv_separator(s->reader));
        look_at_encoding(v, vg_str_of(s->names[i]), 1);
    }
    r = vg_csv_geometry_init(&s->geometry, s->names, s->n_columns, s->options, err);
    return r != VG_OK ? vg_source_blame(&s->base, NULL, err->where, err) : survey_rows(s, v, err);
}

static enum vg_status open_reader(struct csv_source *s, const char *encoding, struct vg_error *err)
{
    vg_csv_reader_close(s->reader);
    s->reader = NULL;
    s->names = NULL;
    s->n_columns = 0;
    enum vg_status r = vg_csv_reader_open(s->path, encoding, &s->reader, err);
    return r != VG_OK ? vg_source_blame(&s->base, NULL, NULL, err) : VG_OK;
}

/* Texts of one file are in one encoding.  Bytes that are no UTF-8 while no cell shows real UTF-8 are the old Western
 * one; where both are there the file is damaged, and guessing would damage it more. */
static enum vg_status learn(struct csv_source *s, struct survey *v, struct vg_error *err)
{
    const char *encoding = s->options->encoding;
    enum vg_status r = open_reader(s, encoding, err);
    if (r == VG_OK)
        r = survey(s, v, err);
    if (r != VG_OK || v->foreign_cells == 0)
        return r;
    if (encoding || vg_csv_marked(s->reader) || v->utf8_cells >= v->foreign_cells) {
        vg_fail(err, VG_BAD_INPUT, "encoding", "it is not UTF-8, though other lines are: mend it, or say --encoding");
        return blame_line(s, v->first_foreign, NULL, err);
    }
    s->base.schema.encoding = v->c1_bytes ? "Windows-1252" : "ISO-8859-1";
    r = open_reader(s, s->base.schema.encoding, err);
    return r != VG_OK ? r : survey(s, v, err);
}

/* ---- schema ---- */

static enum vg_status make_fields(struct csv_source *s, const struct survey *v, struct vg_error *err)
{
    struct vg_source_schema *schema = &s->base.schema;
    struct vg_arena *a = s->base.arena;
    schema->fields = vg_arena_array(a, s->n_columns, sizeof *schema->fields);
    schema->all_null = vg_arena_array(a, s->n_columns, sizeof *schema->all_null);
    s->forms = vg_arena_array(a, s->n_columns, sizeof *s->forms);
    s->field_of = vg_arena_array(a, s->n_columns, sizeof *s->field_of);
    s->values = vg_arena_array(a, s->n_columns, sizeof *s->values);
    enum vg_status r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < s->n_columns; i++) {
        s->field_of[i] = -1;
        if (s->geometry.kind == VG_CSV_WKT && s->geometry.spots[VG_CSV_WKT - 1].x == (int)i)
            continue;
        bool judged = s->options->schema && vg_schema_field(s->options->schema, vg_str_of(s->names[i])) >= 0;
        s->forms[i] = judged ? VG_CSV_TEXT : vg_csv_guess_form(&v->guesses[i]);
        s->field_of[i] = (int)schema->n_fields;
        schema->all_null[schema->n_fields] = !v->guesses[i].any;
        schema->fields[schema->n_fields++] = (struct vg_field){
            .name = s->names[i], .type = vg_csv_form_type(s->forms[i]), .nullable = true,
        };
    }
    schema->n_columns = s->n_columns;
    return VG_OK;
}

static enum vg_status make_schema(struct csv_source *s, const struct survey *v, struct vg_error *err)
{
    struct vg_source_schema *schema = &s->base.schema;
    const char *crs = NULL;
    int64_t line;
    if (s->options->rows_only)
        return make_fields(s, v, err);
    enum vg_status r = vg_csv_geometry_choose(&s->geometry, s->names, s->options->crs, s->base.arena, s->base.notes, &crs,
                                              &line, err);
    if (r != VG_OK)
        return blame_line(s, line, err->where[0] ? err->where : NULL, err);
    if (crs)
        r = vg_crs_find(s->options->registry, vg_str_of(crs), &schema->crs, err);
    if (r == VG_OK)
        r = make_fields(s, v, err);
    if (r != VG_OK || s->geometry.kind == VG_CSV_NO_GEOMETRY)
        return r;
    const struct vg_csv_spot *spot = &s->geometry.spots[s->geometry.kind - 1];
    schema->geom_name = s->geometry.kind == VG_CSV_WKT ? s->names[spot->x] : "geom";
    schema->geom_type = s->geometry.kind == VG_CSV_WKT ? vg_kin_type(spot->types) : VG_GEOM_POINT;
    schema->geom_z = spot->z;
    schema->geom_m = spot->m;
    return VG_OK;
}

/* ---- rows ---- */

static enum vg_status fill_values(struct csv_source *s, const struct vg_csv_record *record, struct vg_error *err)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        struct vg_str cell = record->cells[i];
        if (s->field_of[i] < 0)
            continue;
        if (!vg_csv_value(s->forms[i], cell, &s->values[s->field_of[i]])) {
            vg_fail(err, VG_BAD_INPUT, "", "the file changed while it was read");
            return blame_line(s, record->line, s->names[i], err);
        }
        size_t bad;
        if (s->forms[i] == VG_CSV_TEXT && !vg_utf8_valid(cell, &bad)) {
            vg_fail(err, VG_BAD_INPUT, "", "byte %zu of the text is not in the file's encoding, or is NUL", bad + 1);
            return blame_line(s, record->line, s->names[i], err);
        }
    }
    return VG_OK;
}

static enum vg_status csv_rewind(struct vg_source *base, struct vg_error *err)
{
    struct csv_source *s = (struct csv_source *)base;
    s->number = 0;
    s->begun = false;
    enum vg_status r = vg_csv_rewind(s->reader, err);
    return r != VG_OK ? vg_source_blame(base, NULL, NULL, err) : VG_OK;
}

static enum vg_status csv_next(struct vg_source *base, struct vg_source_row *out, struct vg_error *err)
{
    struct csv_source *s = (struct csv_source *)base;
    struct vg_csv_record record;
    enum vg_status r = VG_OK;
    if (!s->begun)
        r = next_record(s, &record, err); /* the header */
    s->begun = true;
    if (r == VG_OK)
        r = next_record(s, &record, err);
    if (r != VG_OK)
        return r;
    *out = (struct vg_source_row){ .number = ++s->number, .line = record.line, .fid = -1, .values = s->values, .cells = s->ragged };
    r = fill_values(s, &record, err);
    if (r != VG_OK)
        return r;
    vg_arena_reset(s->row);
    int column;
    r = vg_csv_geometry_read(&s->geometry, &record, s->row, &out->geom, &column, err);
    return r != VG_OK ? blame_line(s, record.line, s->names[column], err) : VG_OK;
}

static void csv_close(struct vg_source *base)
{
    struct csv_source *s = (struct csv_source *)base;
    vg_csv_reader_close(s->reader);
    vg_arena_free(s->row);
    free(s);
}

static const struct vg_source_ops csv_ops = { .next = csv_next, .rewind = csv_rewind, .close = csv_close };

/* ---- public ---- */

enum vg_status vg_csv_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                           struct vg_notes *notes, struct vg_source **out, struct vg_error *err)
{
    struct csv_source *s = calloc(1, sizeof *s);
    if (!s)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    s->base = (struct vg_source){ .ops = &csv_ops, .file = p->file, .arena = a, .notes = notes };
    s->base.schema = (struct vg_source_schema){ .format = "CSV", .key = -1, .total = -1 };
    s->options = o;
    s->path = p->path;
    s->row = vg_arena_new(ROW_ARENA);
    struct survey v = {0};
    enum vg_status r = s->row ? learn(s, &v, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK)
        r = make_schema(s, &v, err);
    if (r == VG_OK)
        r = csv_rewind(&s->base, err);
    if (r != VG_OK) {
        csv_close(&s->base);
        return r;
    }
    s->base.schema.total = v.rows;
    *out = &s->base;
    return VG_OK;
}
