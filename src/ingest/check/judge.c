/* Every row of a source against a schema.  Rules about one value are the model's; here are those about a whole table: its
 * header, values that must be unique, keys. */
#include "judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "keyset.h"

#define ROW_BYTES ((size_t)64 << 20) /* one row, written out */

/* What must not come twice: a field of its own, or the fields of the primary key. */
struct unique {
    const int *fields; /* of the schema */
    int own;
    size_t n;
    bool key;
    struct vg_keyset seen;
};

/* A foreign key into this very table: what is referred to may come later, so it is settled at the end. */
struct reference {
    const struct vg_schema_reference *key;
    int *to; /* fields of the schema */
    struct vg_keyset targets, asked;
};

struct judge {
    struct vg_source base;
    struct vg_source *inner;
    const struct vg_table_schema *schema;
    enum vg_lang lang;
    bool texts, by_line;
    struct vg_check_report *report;
    int *field_of;  /* of each column of inner: of the schema, -1 none */
    int *column_of; /* of each field of the schema: of inner, -1 none */
    struct vg_value *values;
    struct unique *uniques;
    size_t n_uniques;
    struct reference *references;
    size_t n_references;
    const char *path; /* quarantine; NULL */
    FILE *quarantine;
};

/* --- faults ----------------------------------------------------------------------------------- */

static void add_fault(struct judge *j, const struct vg_source_row *row, const char *field, enum vg_schema_rule rule, const char *text)
{
    struct vg_check_report *r = j->report;
    r->n_faults++;
    r->by_rule[rule]++;
    if (!r->faults)
        r->faults = vg_arena_array(j->base.arena, VG_CHECK_LISTED, sizeof *r->faults);
    if (!r->faults || r->n_listed >= VG_CHECK_LISTED)
        return;
    r->faults[r->n_listed++] = (struct vg_check_fault){
        row ? row->line : 1, row ? row->number : 0, field, rule, vg_arena_strdup(j->base.arena, text),
    };
}

/* --- the header ------------------------------------------------------------------------------- */

static void judge_header(struct judge *j)
{
    const struct vg_source_schema *in = &j->inner->schema;
    const char **extra = vg_arena_array(j->base.arena, in->n_fields + 1, sizeof *extra);
    char text[256];
    j->report->n_extra = 0;
    for (size_t i = 0; extra && i < in->n_fields; i++) {
        int f = vg_schema_field(j->schema, vg_str_of(in->fields[i].name));
        j->field_of[i] = f;
        if (f < 0) {
            extra[j->report->n_extra++] = in->fields[i].name;
        } else if (j->column_of[f] >= 0) {
            snprintf(text, sizeof text, vg_text(j->lang, "the columns '%s' and '%s' are both the field '%s'"),
                     in->fields[j->column_of[f]].name, in->fields[i].name, j->schema->fields[f].name);
            add_fault(j, NULL, in->fields[i].name, VG_BREAKS_TWICE, text);
            j->field_of[i] = -1;
        } else {
            j->column_of[f] = (int)i;
        }
    }
    j->report->extra = extra;
    for (size_t f = 0; f < j->schema->n_fields; f++)
        if (j->column_of[f] < 0 && j->schema->fields[f].required) {
            snprintf(text, sizeof text, vg_text(j->lang, "the column '%s' is required and not there"), j->schema->fields[f].name);
            add_fault(j, NULL, j->schema->fields[f].name, VG_BREAKS_HEADER, text);
        }
}

static void reset_columns(struct judge *j)
{
    for (size_t f = 0; f < j->schema->n_fields; f++)
        j->column_of[f] = -1;
}

/* --- one row ---------------------------------------------------------------------------------- */

static bool judge_cells(struct judge *j, const struct vg_source_row *row)
{
    char text[256];
    if (!row->cells)
        return true;
    snprintf(text, sizeof text, vg_text(j->lang, "it has %zu fields, the header has %zu"), row->cells, j->inner->schema.n_columns);
    add_fault(j, row, NULL, VG_BREAKS_CELLS, text);
    return false;
}

static bool judge_values(struct judge *j, const struct vg_source_row *row)
{
    bool good = true;
    for (size_t i = 0; i < j->inner->schema.n_fields; i++) {
        int f = j->field_of[i];
        j->values[i] = row->values[i];
        if (f < 0)
            continue;
        const struct vg_schema_field *field = &j->schema->fields[f];
        struct vg_value read;
        struct vg_error says = {.lang = j->lang};
        enum vg_schema_rule rule = vg_schema_check(j->schema, field, &row->values[i], &read, &says);
        if (rule != VG_KEEPS) {
            add_fault(j, row, field->name, rule, says.text);
            good = false;
        } else if (j->texts) {
            j->values[i] = read;
        }
    }
    return good;
}

/* All parts of a key as one hash; false: one of them has no value. */
static bool hash_key(struct judge *j, const int *fields, size_t n, struct vg_hash *out)
{
    VG_AUTO(vg_buf_finish) struct vg_buf text;
    vg_buf_init(&text, ROW_BYTES);
    for (size_t i = 0; i < n; i++) {
        int column = j->column_of[fields[i]];
        if (column < 0 || j->values[column].kind == VG_V_NULL)
            return false;
        vg_value_put_text(&text, &j->values[column]);
        vg_buf_char(&text, '\0');
    }
    *out = vg_hash_bytes(text.ptr, text.len);
    return text.failed == VG_OK;
}

static enum vg_status judge_unique(struct judge *j, struct unique *u, const struct vg_source_row *row, bool *good, struct vg_error *err)
{
    const int *fields = u->key ? u->fields : &u->own;
    const char *name = j->schema->fields[fields[0]].name;
    struct vg_hash h;
    char text[256];
    if (!hash_key(j, fields, u->n, &h)) {
        for (size_t i = 0; u->key && i < u->n; i++)
            if (j->column_of[fields[i]] >= 0 && j->values[j->column_of[fields[i]]].kind == VG_V_NULL) {
                add_fault(j, row, j->schema->fields[fields[i]].name, VG_BREAKS_PRIMARY_KEY,
                          vg_text(j->lang, "it belongs to the primary key, and is empty"));
                *good = false;
            }
        return VG_OK;
    }
    int64_t before = vg_keyset_put(&u->seen, h, row->line ? row->line : row->number);
    if (before < 0)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    j->report->compared_all = j->report->compared_all && !u->seen.full;
    if (!before)
        return VG_OK;
    snprintf(text, sizeof text,
             vg_text(j->lang, row->line ? "the value was there before, in line %lld" : "the value was there before, in row %lld"), (long long)before);
    add_fault(j, row, name, u->key ? VG_BREAKS_PRIMARY_KEY : VG_BREAKS_UNIQUE, text);
    *good = false;
    return VG_OK;
}

static enum vg_status note_reference(struct judge *j, struct reference *ref, const struct vg_source_row *row, struct vg_error *err)
{
    struct vg_hash h;
    int64_t at = row->line ? row->line : row->number, r = 0;
    if (hash_key(j, ref->to, ref->key->n_fields, &h))
        r = vg_keyset_put(&ref->targets, h, at);
    if (r >= 0 && hash_key(j, ref->key->fields, ref->key->n_fields, &h))
        r = vg_keyset_put(&ref->asked, h, at);
    return r < 0 ? vg_fail(err, VG_NO_MEMORY, "", "out of memory") : VG_OK;
}

static void settle_references(struct judge *j)
{
    for (size_t i = 0; i < j->n_references; i++) {
        struct reference *ref = &j->references[i];
        struct vg_hash h;
        int64_t at;
        j->report->compared_all = j->report->compared_all && !ref->targets.full;
        for (size_t k = 0; !ref->targets.full && vg_keyset_each(&ref->asked, &k, &h, &at);) {
            if (vg_keyset_find(&ref->targets, h))
                continue;
            struct vg_source_row row = {.line = j->by_line ? at : 0, .number = at};
            add_fault(j, &row, j->schema->fields[ref->key->fields[0]].name, VG_BREAKS_FOREIGN_KEY,
                      vg_text(j->lang, "no row has the key that it refers to"));
            j->report->faulty++;
        }
    }
}

static enum vg_status set_aside(struct judge *j, const struct vg_source_row *row, size_t first_fault, struct vg_error *err)
{
    const struct vg_check_report *r = j->report;
    if (!j->quarantine)
        return VG_OK;
    VG_AUTO(vg_buf_finish) struct vg_buf line, cell;
    vg_buf_init(&line, ROW_BYTES);
    vg_buf_init(&cell, ROW_BYTES);
    vg_buf_int64(&line, row->line ? row->line : row->number);
    VG_BUF_LIT(&line, ",");
    for (size_t i = first_fault; i < r->n_listed; i++)
        vg_buf_printf(&cell, "%s%s: %s", i > first_fault ? "; " : "", r->faults[i].field ? r->faults[i].field : "", r->faults[i].text);
    vg_csv_put_field(&line, (struct vg_str){cell.ptr ? cell.ptr : "", cell.len});
    for (size_t i = 0; i < j->inner->schema.n_fields; i++) {
        vg_buf_clear(&cell);
        vg_value_put_text(&cell, &row->values[i]);
        VG_BUF_LIT(&line, ",");
        vg_csv_put_field(&line, (struct vg_str){cell.ptr ? cell.ptr : "", cell.len});
    }
    VG_BUF_LIT(&line, "\r\n");
    if (line.failed == VG_OK && fwrite(line.ptr, 1, line.len, j->quarantine) == line.len)
        return VG_OK;
    return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be written: %s", j->path, strerror(errno));
}

static enum vg_status judge_row(struct judge *j, const struct vg_source_row *row, bool *good, struct vg_error *err)
{
    size_t first_fault = j->report->n_listed;
    enum vg_status r = VG_OK;
    *good = judge_cells(j, row);
    *good = judge_values(j, row) && *good;
    for (size_t i = 0; r == VG_OK && i < j->n_uniques; i++)
        r = judge_unique(j, &j->uniques[i], row, good, err);
    for (size_t i = 0; r == VG_OK && i < j->n_references; i++)
        r = note_reference(j, &j->references[i], row, err);
    j->by_line = row->line > 0;
    j->report->rows++;
    j->report->faulty += !*good;
    return r == VG_OK && !*good ? set_aside(j, row, first_fault, err) : r;
}

/* --- as a source ------------------------------------------------------------------------------ */

static enum vg_status judge_next(struct vg_source *base, struct vg_source_row *out, struct vg_error *err)
{
    struct judge *j = (struct judge *)base;
    struct vg_source_row row;
    bool good = false;
    while (!good) {
        enum vg_status r = j->inner->ops->next(j->inner, &row, err);
        if (r == VG_END)
            settle_references(j);
        if (r != VG_OK)
            return r;
        if (row.changed) { /* what it is about may have changed: the import begins again */
            *out = row;
            return VG_OK;
        }
        r = judge_row(j, &row, &good, err);
        if (r != VG_OK)
            return r;
    }
    *out = row;
    out->values = j->values;
    return VG_OK;
}

static enum vg_status begin_quarantine(struct judge *j, struct vg_error *err)
{
    if (!j->path)
        return VG_OK;
    if (j->quarantine)
        fclose(j->quarantine);
    j->quarantine = fopen(j->path, "w");
    if (!j->quarantine)
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be written: %s", j->path, strerror(errno));
    VG_AUTO(vg_buf_finish) struct vg_buf line;
    vg_buf_init(&line, ROW_BYTES);
    VG_BUF_LIT(&line, "line,faults");
    for (size_t i = 0; i < j->inner->schema.n_fields; i++) {
        VG_BUF_LIT(&line, ",");
        vg_csv_put_field(&line, vg_str_of(j->inner->schema.fields[i].name));
    }
    VG_BUF_LIT(&line, "\r\n");
    fwrite(line.ptr, 1, line.len, j->quarantine);
    return VG_OK;
}

static enum vg_status judge_rewind(struct vg_source *base, struct vg_error *err)
{
    struct judge *j = (struct judge *)base;
    struct vg_check_report *r = j->report;
    j->inner->schema.geom_z = base->schema.geom_z;
    j->inner->schema.geom_m = base->schema.geom_m;
    *r = (struct vg_check_report){.file = r->file, .schema = r->schema, .faults = r->faults, .compared_all = true};
    for (size_t i = 0; i < j->n_uniques; i++)
        vg_keyset_clear(&j->uniques[i].seen);
    for (size_t i = 0; i < j->n_references; i++) {
        vg_keyset_clear(&j->references[i].targets);
        vg_keyset_clear(&j->references[i].asked);
    }
    reset_columns(j);
    judge_header(j);
    enum vg_status s = begin_quarantine(j, err);
    return s == VG_OK ? j->inner->ops->rewind(j->inner, err) : s;
}

static void judge_close(struct vg_source *base)
{
    struct judge *j = (struct judge *)base;
    for (size_t i = 0; i < j->n_uniques; i++)
        vg_keyset_finish(&j->uniques[i].seen);
    for (size_t i = 0; i < j->n_references; i++) {
        vg_keyset_finish(&j->references[i].targets);
        vg_keyset_finish(&j->references[i].asked);
    }
    if (j->quarantine)
        fclose(j->quarantine);
    vg_source_close(j->inner);
    free(j);
}

static const struct vg_source_ops judge_ops = {.next = judge_next, .rewind = judge_rewind, .close = judge_close};

static void find_uniques(struct judge *j)
{
    const struct vg_table_schema *s = j->schema;
    j->uniques = vg_arena_array(j->base.arena, s->n_fields + 1, sizeof *j->uniques);
    if (!j->uniques)
        return;
    if (s->n_key)
        j->uniques[j->n_uniques++] = (struct unique){.fields = s->key, .n = s->n_key, .key = true, .seen = {.max = VG_CHECK_KEYS}};
    for (size_t f = 0; f < s->n_fields; f++)
        if (s->fields[f].unique && !(s->n_key == 1 && s->key[0] == (int)f))
            j->uniques[j->n_uniques++] = (struct unique){.own = (int)f, .n = 1, .seen = {.max = VG_CHECK_KEYS}};
}

static void find_references(struct judge *j)
{
    const struct vg_table_schema *s = j->schema;
    j->references = vg_arena_array(j->base.arena, s->n_references + 1, sizeof *j->references);
    for (size_t i = 0; j->references && i < s->n_references; i++) {
        const struct vg_schema_reference *key = &s->references[i];
        int *to = *key->resource ? NULL : vg_arena_array(j->base.arena, key->n_fields, sizeof *to);
        for (size_t k = 0; to && k < key->n_fields; k++)
            to[k] = vg_schema_field(s, vg_str_of(key->to[k]));
        if (to)
            j->references[j->n_references++] = (struct reference){key, to, {.max = VG_CHECK_KEYS}, {.max = VG_CHECK_KEYS}};
    }
}

/* Columns of texts become what the schema says they are. */
static void type_columns(struct judge *j)
{
    struct vg_source_schema *to = &j->base.schema;
    struct vg_field *fields = vg_arena_array(j->base.arena, to->n_fields + 1, sizeof *fields);
    for (size_t i = 0; fields && i < to->n_fields; i++) {
        int f = vg_schema_field(j->schema, vg_str_of(to->fields[i].name));
        fields[i] = to->fields[i];
        if (f >= 0)
            fields[i].type = vg_schema_column(&j->schema->fields[f]);
    }
    to->fields = fields;
}

enum vg_status vg_judge_open(struct vg_source *inner, const struct vg_import_options *o, bool texts,
                             struct vg_check_report *report, struct vg_source **out, struct vg_error *err)
{
    struct judge *j = calloc(1, sizeof *j);
    struct vg_arena *a = inner->arena;
    if (!j) {
        vg_source_close(inner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    j->base = (struct vg_source){.ops = &judge_ops, .schema = inner->schema, .file = inner->file, .arena = a, .notes = inner->notes};
    j->inner = inner;
    j->schema = o->schema;
    j->lang = inner->notes->lang;
    j->texts = texts;
    j->report = report;
    j->path = o->quarantine;
    j->field_of = vg_arena_array(a, inner->schema.n_fields + 1, sizeof *j->field_of);
    j->column_of = vg_arena_array(a, o->schema->n_fields + 1, sizeof *j->column_of);
    j->values = vg_arena_array(a, inner->schema.n_fields + 1, sizeof *j->values);
    find_uniques(j);
    find_references(j);
    if (texts)
        type_columns(j);
    *report = (struct vg_check_report){.file = vg_arena_strdup(a, inner->file), .schema = vg_words_in(&o->schema->title, j->lang), .compared_all = true};
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK) {
        reset_columns(j);
        judge_header(j);
        *out = &j->base;
    } else {
        judge_close(&j->base);
    }
    return r;
}
