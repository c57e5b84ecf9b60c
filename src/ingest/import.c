/* One import: find the source, describe the collection, load row by row.  What the rows teach about the schema makes
 * it begin again; nothing is kept of the first try but what was learnt. */
#include <stdio.h>

#include "append.h"
#include "describe.h"
#include "duplicate.h"
#include "files/place.h"
#include "geometry.h"
#include "open.h"
#include "sidecar.h"
#include "sources/ogr_library.h"
#include "sources/source.h"

#define ASK_EVERY 4096 /* rows between two looks at stop() and progress() */

struct job {
    struct vg_store *store;
    const struct vg_import_options *o;
    struct vg_arena *arena;
    struct vg_import_report *report;
    struct vg_notes notes;
    struct vg_source *source;
    struct vg_collection c;
    struct vg_geometry_intake intake;
    struct vg_append append;
    struct vg_loader *loader;
    int64_t rows;
    bool again; /* the schema had to give way */
};

/* ---- report ---- */

static const char *geometry_text(struct job *j)
{
    const struct vg_collection *c = &j->c;
    if (!c->geom_name)
        return NULL;
    return vg_arena_printf(j->arena, "%s%s%s%s", vg_geom_type_name(c->geom_type), c->geom_z || c->geom_m ? " " : "",
                           c->geom_z ? "Z" : "", c->geom_m ? "M" : "");
}

static void fill_report(struct job *j)
{
    struct vg_import_report *r = j->report;
    if (j->source) {
        r->format = j->source->schema.format;
        r->layer = j->source->schema.layer;
        r->encoding = j->source->schema.encoding;
        r->own_ids = j->source->schema.has_fids && j->c.n_key == 0;
    }
    r->collection = j->c.id;
    r->id_field = j->c.n_key ? j->c.fields[j->c.key[0]].name : NULL;
    r->geometry = geometry_text(j);
    if (j->c.crs && j->c.geom_name) /* copied: the registry may go before the report */
        r->crs = vg_arena_strdup(j->arena, *j->c.crs->curie ? j->c.crs->curie : j->c.crs->name);
    r->rows = j->rows;
    r->notes = j->notes.list;
    r->n_notes = j->notes.n;
}

static const char *row_id(struct job *j, const struct vg_source_row *row)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 4096);
    struct vg_value number = { .kind = VG_V_INT, .integer = row->fid >= 0 ? row->fid : row->number };
    vg_value_put_text(&b, j->c.n_key ? &row->values[j->c.key[0]] : &number);
    return vg_arena_strdup(j->arena, b.ptr);
}

static void report_invalid(struct job *j, const struct vg_source_row *row, const char *reason)
{
    struct vg_import_report *r = j->report;
    if (!r->invalid)
        r->invalid = vg_arena_array(j->arena, VG_IMPORT_LISTED, sizeof *r->invalid);
    r->n_invalid++;
    if (!r->invalid || r->n_listed >= VG_IMPORT_LISTED)
        return;
    r->invalid[r->n_listed++] = (struct vg_import_invalid){ row_id(j, row), vg_arena_strdup(j->arena, reason) };
}

/* ---- a row ---- */

static enum vg_status check_id(struct job *j, const struct vg_source_row *row, struct vg_error *err)
{
    if (!j->c.n_key)
        return VG_OK;
    const struct vg_value *v = &row->values[j->c.key[0]];
    const char *name = j->c.fields[j->c.key[0]].name;
    if (v->kind != VG_V_NULL && !(v->kind == VG_V_TEXT && v->text.len == 0))
        return VG_OK;
    if (!j->o->id_field && j->o->mode != VG_LOAD_APPEND) { /* nobody asked for it */
        vg_notes_add(&j->notes, "the field '%s' is not the id, since not every feature has a value there: they are numbered",
                     name);
        j->c.n_key = 0;
        j->again = true;
        return VG_OK;
    }
    vg_fail(err, VG_BAD_INPUT, name, "it is the id, and empty here");
    return vg_source_blame(j->source, row, name, err);
}

/* What the source promised of its fields and did not keep is not promised of the collection's. */
static void loosen_fields(struct job *j, const struct vg_value *values)
{
    for (size_t i = 0; i < j->c.n_fields; i++) {
        struct vg_field *f = &j->c.fields[i];
        const struct vg_value *v = &values[i];
        if (v->kind == VG_V_NULL && !f->nullable) {
            f->nullable = true;
            j->again = true;
        }
        if (f->width > 0 && v->kind == VG_V_TEXT && v->text.len > (size_t)f->width &&
            vg_utf8_count(v->text) > (size_t)f->width) {
            f->width = 0;
            j->again = true;
        }
    }
}

static enum vg_status take_geometry(struct job *j, struct vg_source_row *row, struct vg_error *err)
{
    const char *reason;
    bool widened;
    struct vg_collection before = j->c;
    enum vg_status r = vg_geometry_take(&j->intake, &j->c, &row->geom, &reason, &widened, err);
    if (r != VG_OK)
        return vg_source_blame(j->source, row, NULL, err);
    if (widened && j->o->mode == VG_LOAD_APPEND) {
        vg_fail(err, VG_CONFLICT, "", "the collection '%s' takes %s, which this geometry is not", before.id,
                vg_geom_type_name(before.geom_type));
        return vg_source_blame(j->source, row, NULL, err);
    }
    j->again = j->again || widened;
    if (reason && !widened)
        report_invalid(j, row, reason);
    return VG_OK;
}

static enum vg_status name_conflict(struct job *j, struct vg_source_row *row, struct vg_error *err)
{
    struct vg_error before = *err;
    vg_duplicate_name(j->source, j->c.n_key ? j->c.key[0] : -1, err);
    if (!strcmp(before.text, err->text)) /* no two rows of the file: it is in the store already */
        return vg_source_blame(j->source, row, before.where[0] ? before.where : NULL, err);
    return err->kind;
}

static enum vg_status put_row(struct job *j, struct vg_source_row *row, struct vg_error *err)
{
    const struct vg_value *values = vg_append_values(&j->append, &j->c, row->values);
    if (!values)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_loader_put(j->loader, row->fid, values, row->geom, err);
    if (r == VG_CONFLICT)
        return name_conflict(j, row, err);
    if (r == VG_BAD_INPUT || r == VG_TOO_LARGE)
        return vg_source_blame(j->source, row, err->where[0] ? err->where : NULL, err);
    return r;
}

static enum vg_status take_row(struct job *j, struct vg_source_row *row, struct vg_error *err)
{
    enum vg_status r = check_id(j, row, err);
    if (r != VG_OK)
        return r;
    if (j->o->mode != VG_LOAD_APPEND)
        loosen_fields(j, row->values);
    j->again = j->again || row->changed;
    if (!j->again && j->c.geom_name)
        r = take_geometry(j, row, err);
    if (r != VG_OK || j->again)
        return r;
    if (j->o->geometry == VG_GEOMETRY_REFUSE && j->report->n_invalid > 0)
        return VG_OK; /* only more reasons to fail are looked for */
    return put_row(j, row, err);
}

/* ---- all rows ---- */

static enum vg_status refuse_invalid(const struct job *j, struct vg_error *err)
{
    const struct vg_import_report *r = j->report;
    char list[120] = "";
    size_t shown = 0;
    for (size_t n = 0; shown < r->n_listed && shown < 3; shown++) {
        snprintf(list + n, sizeof list - n, "%s%s (%s)", shown ? ", " : "", r->invalid[shown].id, r->invalid[shown].reason);
        n = strlen(list);
    }
    return vg_fail(err, VG_BAD_INPUT, "geometry", "'%s': %lld geometries are not valid: %s%s", j->source->file,
                   (long long)r->n_invalid, list, r->n_invalid > (int64_t)shown ? "…" : "");
}

static enum vg_status ask(struct job *j, struct vg_error *err)
{
    if (j->o->stop && j->o->stop(j->o->ctx))
        return vg_fail(err, VG_UNAVAILABLE, "", "interrupted");
    if (j->o->progress)
        j->o->progress(j->o->ctx, j->rows, j->source->schema.total);
    return VG_OK;
}

static enum vg_status load_rows(struct job *j, struct vg_error *err)
{
    struct vg_source_row row;
    enum vg_status r = VG_OK;
    while (!j->again && (r = j->source->ops->next(j->source, &row, err)) == VG_OK) {
        r = take_row(j, &row, err);
        if (r != VG_OK)
            return r;
        if (++j->rows % ASK_EVERY == 0 && (r = ask(j, err)) != VG_OK)
            return r;
        if (j->o->geometry == VG_GEOMETRY_REFUSE && j->report->n_invalid >= VG_IMPORT_REFUSED)
            break;
    }
    if (r != VG_OK && r != VG_END)
        return r;
    if (!j->again && j->o->geometry == VG_GEOMETRY_REFUSE && j->report->n_invalid > 0)
        return refuse_invalid(j, err);
    return VG_OK;
}

/* The source is told what the column has become, the collection what the source has learnt. */
static void adopt_changes(struct job *j)
{
    struct vg_source_schema *schema = &j->source->schema;
    schema->geom_z = j->c.geom_z;
    schema->geom_m = j->c.geom_m;
    for (size_t i = 0; !j->append.from && i < j->c.n_fields; i++)
        j->c.fields[i].type = schema->fields[i].type;
}

static enum vg_status begin_loader(struct job *j, struct vg_error *err)
{
    enum vg_status r = vg_loader_begin(j->store, &j->c, j->o->mode, &j->loader, err);
    if (r == VG_CONFLICT && j->o->mode == VG_LOAD_CREATE)
        return vg_fail(err, VG_CONFLICT, "collection",
                       "the collection '%s' is there already: say --append, --replace or another --collection", j->c.id);
    return r;
}

/* A header that is wrong makes every row wrong, whatever becomes of faulty ones. */
static enum vg_status refuse_faulty(const struct job *j, struct vg_error *err)
{
    const struct vg_check_report *c = &j->report->check;
    if (!j->o->schema || (!j->o->strict && !c->by_rule[VG_BREAKS_HEADER] && !c->by_rule[VG_BREAKS_TWICE]) || !c->n_faults)
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, "SOURCE", "'%s' does not keep to the schema: %lld faults in %lld rows; nothing is imported",
                   j->source->file, (long long)c->n_faults, (long long)c->faulty);
}

static enum vg_status load_once(struct job *j, struct vg_error *err)
{
    j->again = false;
    j->rows = 0;
    j->report->n_invalid = 0;
    j->report->n_listed = 0;
    enum vg_status r = j->source->ops->rewind(j->source, err);
    if (r == VG_OK)
        r = begin_loader(j, err);
    if (r == VG_OK)
        r = load_rows(j, err);
    if (r == VG_OK && !j->again)
        r = refuse_faulty(j, err);
    if (r == VG_OK && !j->again)
        r = ask(j, err);
    if (r == VG_OK && !j->again) {
        r = vg_loader_commit(j->loader, err);
        if (r == VG_CONFLICT)
            r = name_conflict(j, NULL, err);
    }
    vg_loader_free(j->loader);
    j->loader = NULL;
    return r;
}

static enum vg_status load(struct job *j, struct vg_error *err)
{
    enum vg_status r;
    do {
        r = load_once(j, err);
        adopt_changes(j);
    } while (r == VG_OK && j->again);
    return r;
}

static enum vg_status run(struct job *j, struct vg_place *p, struct vg_error *err)
{
    const struct vg_import_options *o = j->o;
    enum vg_status r = vg_place_find(o->source, o->layer, j->arena, p, err);
    if (r == VG_OK && o->stac)
        r = vg_place_as_stac(p, j->arena, err);
    if (r == VG_OK)
        r = vg_source_open(p, o, j->arena, &j->notes, &j->report->check, &j->source, err);
    if (r == VG_OK)
        r = vg_describe(j->source, p, o, j->arena, &j->notes, &j->c, err);
    if (r == VG_OK)
        r = vg_sidecar_read(p, o, j->arena, &j->notes, &j->c, err);
    if (r == VG_OK && o->mode == VG_LOAD_APPEND) {
        r = vg_append_prepare(&j->append, j->store, j->source, o, j->arena, &j->c, err);
        if (r == VG_CONFLICT)
            r = vg_source_blame(j->source, NULL, err->where[0] ? err->where : NULL, err);
    }
    if (r == VG_OK)
        r = vg_geometry_intake_init(&j->intake, o, &j->c, err);
    return r != VG_OK ? r : load(j, err);
}

enum vg_status vg_import(struct vg_store *s, const struct vg_import_options *o, struct vg_arena *a,
                         struct vg_import_report *out, struct vg_error *err)
{
    int64_t begun = vg_monotonic_ms();
    *out = (struct vg_import_report){0};
    struct vg_place place = {0};
    struct job j = {
        .store = s, .o = o, .arena = a, .report = out, .notes = { .arena = a, .lang = err ? err->lang : VG_EN },
    };
    struct vg_gdal_words words;
    vg_gdal_init();
    vg_gdal_begin(&words); /* whatever is not caught nearer: nothing of it reaches the terminal */
    enum vg_status r = run(&j, &place, err);
    fill_report(&j);
    vg_source_close(j.source);
    vg_gdal_end();
    vg_geometry_intake_finish(&j.intake);
    vg_append_finish(&j.append);
    vg_place_finish(&place);
    out->elapsed_ms = vg_monotonic_ms() - begun;
    return r != VG_OK ? r : vg_arena_check(a, err);
}
