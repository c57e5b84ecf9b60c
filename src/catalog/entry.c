/* One record into the catalogue: an identifier, columns, every form. */
#include "entry.h"
#include "site.h"

#include <stdio.h>

#include <vigie/codec/record_schema.h>

#define FORMS_VERSION "6" /* of what is made here of a record: another one makes all anew */
#define MAX_FORMS 20

struct work {
    const struct vg_catalog_entry *entry;
    struct vg_arena *arena;
    struct vg_catalog_result *result;
    struct vg_record record;               /* with its identifier */
    struct vg_record_form forms[MAX_FORMS + 1];
    size_t n_forms;
};

/* --- identifier ----------------------------------------------------------------------------------- */

static const char *id_of(struct work *w)
{
    const struct vg_record *r = w->entry->record;
    char hex[33];
    struct vg_str id = vg_str_trim(vg_str_of(r->id ? r->id : ""));
    const char *other = id.len ? NULL : vg_record_resource_id(r, w->arena);
    if (other)
        id = vg_str_trim(vg_str_of(other));
    if (id.len) /* clients trim what they read, and ask for that */
        return vg_arena_cstr(w->arena, id);
    const char *source = w->entry->source ? w->entry->source : "";
    w->result->made_id = true;
    vg_hash_hex(vg_hash_bytes(source, strlen(source)), hex);
    return vg_arena_printf(w->arena, "record-%s", hex);
}

/* --- date ----------------------------------------------------------------------------------------- */

/* A record that was read and has no date gets the day on which it came into the catalogue, and keeps it: what is there already
 * tells it.  What we make ourselves follows its data. */
static enum vg_status date(struct work *w, struct vg_records *records, struct vg_error *err)
{
    int64_t us;
    if (w->record.stamp.text || !w->entry->report)
        return VG_OK;
    enum vg_status r = vg_records_updated(records, vg_str_of(w->result->id), &us, err);
    if (r != VG_OK && r != VG_NOT_FOUND)
        return r;
    struct vg_record_when now = vg_catalog_when(w->arena, r == VG_OK ? us : vg_now_us());
    bool repaired;
    if (!now.text || !vg_record_when_parse((struct vg_str){now.text, sizeof w->result->day - 1}, w->arena, &w->record.stamp, &repaired))
        return vg_arena_check(w->arena, err);
    snprintf(w->result->day, sizeof w->result->day, "%s", w->record.stamp.text);
    return VG_OK;
}

/* --- forms ---------------------------------------------------------------------------------------- */

static void add_form(struct work *w, const char *name, const char *media_type, struct vg_str bytes)
{
    w->forms[w->n_forms++] = (struct vg_record_form){name, media_type, bytes};
}

static enum vg_status write_as(struct work *w, const struct vg_record_codec *c, const struct vg_record_writing *how,
                               struct vg_str *out, struct vg_error *err)
{
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_RECORD_BYTES);
    enum vg_status r = c->write(c, &w->record, how, &b, err);
    if (r == VG_OK)
        r = vg_buf_check(&b, err);
    if (r == VG_OK) {
        struct vg_str text = {b.ptr ? b.ptr : "", b.len};
        *out = vg_arena_str(w->arena, text);
        r = vg_arena_check(w->arena, err);
    }
    vg_buf_finish(&b);
    return r;
}

/* All that can be said; where that is not valid, less: what the reader could not read is written back as it came, and the
 * schema of services knows no anchors. */
static enum vg_status write_form(struct work *w, const struct vg_record_codec *c, struct vg_str *out, struct vg_error *err)
{
    static const struct vg_record_writing ways[] = {
        {.base_url = VG_CATALOG_BASE, .alone = true},
        {.base_url = VG_CATALOG_BASE, .alone = true, .without_kept = true},
        {.base_url = VG_CATALOG_BASE, .alone = true, .without_kept = true, .without_anchors = true},
    };
    struct vg_record_fault faults[VG_RECORD_MAX_FAULTS];
    enum vg_record_validity validity = VG_RECORD_INVALID;
    size_t n;
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < VG_COUNT(ways) && r == VG_OK && validity == VG_RECORD_INVALID; i++) {
        r = write_as(w, c, &ways[i], out, err);
        if (r == VG_OK)
            r = vg_record_schema_check(c, VG_BY_PROFILE, *out, w->arena, faults, &n, &validity, err);
    }
    return r;
}

/* The form it came in, as it came: false where it cannot be served so.  One without an identifier of its own would not
 * be found again by what it says. */
static bool take_as_is(struct work *w, const struct vg_record_codec *c, enum vg_lang lang, struct vg_str *out)
{
    const struct vg_catalog_entry *e = w->entry;
    struct vg_error why = {.lang = lang};
    if (c != e->codec || !e->original.ptr || !strcmp(c->name, VG_RECORD_JSON))
        return false;
    enum vg_status r;
    if (w->result->made_id)
        r = vg_fail(&why, VG_BAD_INPUT, "", "the record has no identifier");
    else if (w->result->day[0] && c->dated)
        r = vg_fail(&why, VG_BAD_INPUT, "", "the record has no date");
    else if (!strncmp(c->name, "dcat-", 5) && e->record->citation.n_identifiers == 0) /* an address names it, which portals do not take */
        r = vg_fail(&why, VG_BAD_INPUT, "", "the data set has no dct:identifier");
    else
        r = vg_record_as_is(c, e->original, e->report, w->arena, out, &why);
    snprintf(w->result->why_not, sizeof w->result->why_not, "%s", r == VG_OK ? "" : why.text);
    w->result->as_is = r == VG_OK;
    return r == VG_OK;
}

/* These get further links on their way out. */
static bool is_spliced(const struct vg_record_codec *c)
{
    return strcmp(c->name, VG_RECORD_JSON) == 0 || strcmp(c->name, VG_RECORD_STAC) == 0;
}

static enum vg_status make_forms(struct work *w, struct vg_error *err)
{
    size_t n;
    const struct vg_record_codec *const *all = vg_record_codecs(&n);
    for (size_t i = 0; i < n && w->n_forms < MAX_FORMS; i++) {
        struct vg_str text;
        struct vg_error why = {.lang = err ? err->lang : VG_EN};
        if (!all[i]->write && all[i] != w->entry->codec)
            continue;
        if (!take_as_is(w, all[i], why.lang, &text)) {
            enum vg_status r = all[i]->write ? write_form(w, all[i], &text, &why) : VG_BAD_INPUT;
            if (r == VG_NO_MEMORY || (r != VG_OK && !strcmp(all[i]->name, VG_RECORD_JSON)))
                return vg_fail(err, r, why.where, "%s", why.text);
            if (r != VG_OK) {
                w->result->missing |= 1u << i;
                continue;
            }
        }
        add_form(w, all[i]->name, all[i]->media_type, is_spliced(all[i]) ? vg_catalog_links_last(text, w->arena) : text);
        if (all[i] == w->entry->codec && !w->entry->original.ptr)
            add_form(w, VG_RECORD_ORIGINAL, all[i]->media_type, text);
    }
    if (w->entry->original.ptr)
        add_form(w, VG_RECORD_ORIGINAL, w->entry->codec->media_type, w->entry->original);
    return vg_arena_check(w->arena, err);
}

/* Where it came from counts where its identifier is made of that. */
static struct vg_hash hash_of(const struct vg_catalog_entry *e, bool made_id)
{
    struct vg_hash h = e->hash.hi || e->hash.lo ? e->hash : vg_hash_bytes(e->original.ptr, e->original.len);
    h = vg_hash_more(h, FORMS_VERSION, sizeof FORMS_VERSION - 1);
    return made_id && e->source ? vg_hash_more(h, e->source, strlen(e->source)) : h;
}

enum vg_status vg_catalog_put(struct vg_records *w, const struct vg_catalog_entry *e, struct vg_arena *a,
                              struct vg_catalog_result *out, struct vg_error *err)
{
    struct work work = {.entry = e, .arena = a, .result = out, .record = *e->record};
    struct vg_record_row row = {.origin = e->origin};
    *out = (struct vg_catalog_result){0};
    work.record.id = out->id = id_of(&work);
    if (!work.record.citation.title.value || !*work.record.citation.title.value)
        work.record.citation.title = (struct vg_record_text){.value = out->id}; /* every form and every client wants one */
    enum vg_status r = date(&work, w, err);
    if (r == VG_OK)
        r = make_forms(&work, err);
    if (r != VG_OK)
        return r;
    vg_catalog_columns(&work.record, out->id, e->source, a, &row);
    r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    row.forms = work.forms;
    row.n_forms = work.n_forms;
    row.hash = hash_of(e, out->made_id);
    return vg_records_put(w, &row, &out->fate, err);
}
