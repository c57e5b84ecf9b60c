/* Reading and writing a graph by rows. */
#include "rdf_map.h"

static bool read_object(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    if (!row->size)
        return row->kind->read(x, row, o, member);
    void *item = vg_record_grow(x->arena, member, row->size);
    if (item && row->kind->read(x, row, o, item))
        return true;
    if (item)
        vg_record_take_back(member);
    return false;
}

bool vg_rdf_read_rows(struct vg_rdf_reader *x, const struct vg_rdf_table *t, const struct vg_rdf_term *subject, void *holder)
{
    bool any = false;

    for (size_t i = 0; i < t->n; i++) {
        const struct vg_rdf_row *row = &t->rows[i];
        struct vg_rdf_triple *found = NULL;
        while ((found = vg_rdf_next(x->g, subject, row->property, found))) {
            size_t at = (size_t)(found - x->g->triples);
            bool took = !found->used && read_object(x, row, &found->o, (char *)holder + row->at);
            found = &x->g->triples[at];
            found->used = found->used || took;
            any = any || took;
        }
    }
    return any;
}

void vg_rdf_write_rows(struct vg_rdf_writer *x, const struct vg_rdf_table *t, struct vg_rdf_term subject, const void *holder)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_rdf_row *row = &t->rows[i];
        const char *member = (const char *)holder + row->at, *items = member;
        size_t n = 1;
        if (row->read_only)
            continue;
        if (row->size) {
            memcpy(&items, member, sizeof(items));
            memcpy(&n, member + sizeof(void *), sizeof(n));
        }
        for (size_t j = 0; j < n; j++)
            row->kind->write(x, row, subject, items + j * row->size);
    }
}

void vg_rdf_tell_lost(struct vg_rdf_reader *x, const struct vg_rdf_term *subject, int depth)
{
    for (struct vg_rdf_triple *t = vg_rdf_next(x->g, subject, NULL, NULL); t; t = vg_rdf_next(x->g, subject, NULL, t)) {
        if (t->used && t->o.kind == VG_RDF_BLANK && depth < 4)
            vg_rdf_tell_lost(x, &t->o, depth + 1);
        else if (!t->used && strcmp(t->p, "rdf:type") != 0)
            vg_record_tell(x->report, VG_RECORD_LOST, t->p, "this has no place in the record; only the original says it");
    }
}

const char *vg_rdf_plain(const struct vg_rdf_term *t)
{
    return t && t->kind != VG_RDF_BLANK && t->value[0] ? t->value : NULL;
}

const char *vg_rdf_said(struct vg_rdf_reader *x, const struct vg_rdf_term *t)
{
    static const char *const labels[] = {"rdf:value", "skos:notation", "rdfs:label", "skos:prefLabel", "dct:title"};
    const struct vg_rdf_term *found = NULL;

    if (t->kind == VG_RDF_LITERAL)
        return vg_rdf_plain(t);
    for (size_t i = 0; i < VG_COUNT(labels) && !found; i++)
        found = vg_rdf_object(x->g, t, labels[i]);
    return vg_rdf_plain(found ? found : t);
}

/* --- kinds --- */

/* The first is the text, others in further languages stand beside it. */
static bool text_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_text *t = member;
    const char *value = vg_rdf_plain(o), *lang = o->lang ? vg_record_lang(vg_str_of(o->lang)) : NULL;

    (void)row;
    if (!value)
        return false;
    if (!x->record->lang)
        x->record->lang = lang;
    if (!t->value) {
        t->value = value;
        return true;
    }
    if (lang && x->record->lang && strcmp(lang, x->record->lang) == 0)
        return false;
    struct vg_record_variant *v = lang ? VG_RECORD_ADD(x->arena, t, others) : NULL;
    if (v) {
        *v = (struct vg_record_variant){lang, value};
        vg_record_declare(x->record, x->arena, lang);
    }
    return v != NULL;
}

void vg_rdf_put_text(struct vg_rdf_writer *x, struct vg_rdf_term subject, const char *property, const struct vg_record_text *t)
{
    const char *own = x->record->lang;

    if (t->value)
        vg_rdf_add(x->g, subject, property, vg_rdf_literal(t->value, vg_record_lang_short(own), NULL));
    for (size_t i = 0; i < t->n_others; i++) {
        if (!own || strcmp(own, t->others[i].lang) != 0)
            vg_rdf_add(x->g, subject, property, vg_rdf_literal(t->others[i].value, vg_record_lang_short(t->others[i].lang), NULL));
    }
}

static void text_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member)
{
    vg_rdf_put_text(x, subject, row->property, member);
}

const struct vg_rdf_mapping vg_rdf_text = {text_read, text_write};

static bool string_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    const char *value = vg_rdf_plain(o), *before;

    (void)x, (void)row;
    memcpy(&before, member, sizeof(before));
    if (!value || before)
        return false;
    memcpy(member, &value, sizeof(value));
    return true;
}

static void string_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member)
{
    const char *value;

    memcpy(&value, member, sizeof(value));
    vg_rdf_add(x->g, subject, row->property, vg_rdf_literal(value, NULL, NULL));
}

const struct vg_rdf_mapping vg_rdf_string = {string_read, string_write};

bool vg_rdf_read_address(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_text *t = member;

    (void)x, (void)row;
    if (t->value || !vg_rdf_plain(o))
        return false;
    t->value = o->value;
    return true;
}

static void address_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member)
{
    vg_rdf_add(x->g, subject, row->property, vg_rdf_iri(((const struct vg_record_text *)member)->value));
}

const struct vg_rdf_mapping vg_rdf_address = {vg_rdf_read_address, address_write};

static bool when_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    struct vg_record_when *w = member;
    const char *raw = vg_rdf_plain(o);
    struct vg_record_when when;
    bool repaired;

    if (!raw || w->text)
        return false;
    if (!vg_record_when_parse(vg_str_of(raw), x->arena, &when, &repaired)) {
        vg_record_tell(x->report, VG_RECORD_LOST, row->property, "'%.80s' is not a date", raw);
        return true; /* and told */
    }
    if (repaired)
        vg_record_tell(x->report, VG_RECORD_REPAIRED, row->property, "'%.80s' is written '%s'", raw, when.text);
    *w = when;
    return true;
}

void vg_rdf_put_when(struct vg_rdf_writer *x, struct vg_rdf_term subject, const char *property, const struct vg_record_when *w)
{
    static const char *const types[] = {[4] = "xsd:gYear", [7] = "xsd:gYearMonth", [10] = "xsd:date"};
    size_t len = w->text ? strlen(w->text) : 0;

    if (w->text)
        vg_rdf_add(x->g, subject, property, vg_rdf_literal(w->text, NULL, len > 10 ? "xsd:dateTime" : types[len]));
}

static void when_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member)
{
    vg_rdf_put_when(x, subject, row->property, member);
}

const struct vg_rdf_mapping vg_rdf_when = {when_read, when_write};

static bool group_read(struct vg_rdf_reader *x, const struct vg_rdf_row *row, const struct vg_rdf_term *o, void *member)
{
    return o->kind != VG_RDF_LITERAL && vg_rdf_read_rows(x, row->rows, o, member);
}

/* Made first and referred to only where something came of it. */
static void group_write(struct vg_rdf_writer *x, const struct vg_rdf_row *row, struct vg_rdf_term subject, const void *member)
{
    struct vg_rdf_term inner = vg_rdf_blank(x->g);
    size_t at = x->g->n_triples;

    vg_rdf_add(x->g, subject, row->property, inner);
    if (row->class)
        vg_rdf_add(x->g, inner, "rdf:type", vg_rdf_iri(row->class));
    size_t with_class = x->g->n_triples;
    vg_rdf_write_rows(x, row->rows, inner, member);
    if (x->g->n_triples == with_class)
        x->g->n_triples = at;
}

const struct vg_rdf_mapping vg_rdf_group = {group_read, group_write};
