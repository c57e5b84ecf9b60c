/* Records on their way into a store: what is new, what has changed, what is the same.
 *
 * The databases differ in statements only; which of them are run is decided here.
 *
 * A row that the database refuses must not take those before it along, and PostgreSQL ends a whole transaction for one.  So there is a
 * mark (a savepoint) to go back to, set anew every VG_SINCE_ROWS rows: one for each row would be a way to the server and back, and an
 * identifier of a transaction of its own.  What was put since the mark is put again, and the refused row is told. */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/terms.h>

#define MAX_TERM_BYTES ((size_t)512 << 10) /* PostgreSQL's tsvector takes 1 MB, positions included */
#define SESSION_MEMORY ((size_t)256 << 20)         /* texts of all statements of one batch */
#define MAX_ID_BYTES 1000                  /* a row of an index of PostgreSQL takes 2 700 */

const struct vg_record_column vg_record_columns[VG_R_N_FIELDS] = {
    [VG_R_ID] = {"id", VG_T_TEXT, {"Identifier", "Identifiant"}},
    [VG_R_TYPE] = {"type", VG_T_TEXT, {"Type", "Type"}},
    [VG_R_TITLE] = {"title", VG_T_TEXT, {"Title", "Titre"}},
    [VG_R_DESCRIPTION] = {"description", VG_T_TEXT, {"Description", "Description"}},
    [VG_R_KEYWORDS] = {"keywords", VG_T_JSON, {"Keywords", "Mots-clés"}},
    [VG_R_THEMES] = {"themes", VG_T_JSON, {"Themes", "Thèmes"}},
    [VG_R_LANGUAGE] = {"language", VG_T_TEXT, {"Language", "Langue"}},
    [VG_R_LANGUAGES] = {"languages", VG_T_JSON, {"Languages", "Langues"}},
    [VG_R_CONTACTS] = {"contacts", VG_T_JSON, {"Organisations", "Organismes"}},
    [VG_R_FORMATS] = {"formats", VG_T_JSON, {"Formats", "Formats"}},
    [VG_R_LICENSE] = {"license", VG_T_TEXT, {"Licence", "Licence"}},
    [VG_R_EXTERNAL_IDS] = {"externalIds", VG_T_JSON, {"Other identifiers", "Autres identifiants"}},
    [VG_R_RELATIONS] = {"relations", VG_T_JSON, {"Goes with", "En relation avec"}},
    [VG_R_PARENT] = {"parent", VG_T_TEXT, {"Part of", "Fait partie de"}},
    [VG_R_SOURCE] = {"source", VG_T_TEXT, {"Source", "Source"}},
    [VG_R_CREATED] = {"created", VG_T_DATETIME, {"Created", "Créé"}},
    [VG_R_UPDATED] = {"updated", VG_T_DATETIME, {"Updated", "Mis à jour"}},
    [VG_R_TIME_START] = {"time_start", VG_T_DATETIME, {"Time from", "Période, début"}},
    [VG_R_TIME_END] = {"time_end", VG_T_DATETIME, {"Time to", "Période, fin"}},
};

int vg_record_column(const struct vg_collection *c, enum vg_record_field f)
{
    return c->item_type == VG_ITEM_RECORD ? vg_collection_field(c, vg_str_of(vg_record_columns[f].name)) : -1;
}

const char *vg_record_field_title(enum vg_record_field f, enum vg_lang lang)
{
    return vg_record_columns[f].title[lang];
}

int vg_record_number_column(const struct vg_collection *c)
{
    return c->item_type == VG_ITEM_RECORD ? vg_collection_field(c, VG_STR("number")) : -1;
}

int vg_record_added_column(const struct vg_collection *c)
{
    return c->item_type == VG_ITEM_RECORD ? vg_collection_field(c, VG_STR("added")) : -1;
}

/* --- the versions of this batch ------------------------------------------------------------------- */

static size_t slot_of(const struct vg_records *w, int64_t version)
{
    size_t mask = w->cap_put - 1, at = (size_t)((uint64_t)version * UINT64_C(0x9E3779B97F4A7C15) >> 20) & mask;
    while (w->put[at] && w->put[at] != version)
        at = (at + 1) & mask;
    return at;
}

static bool was_put(const struct vg_records *w, int64_t version)
{
    return w->cap_put && w->put[slot_of(w, version)] == version;
}

static enum vg_status note(struct vg_records *w, int64_t version, struct vg_error *err)
{
    if (2 * (w->n_put + 1) > w->cap_put) {
        int64_t *old = w->put;
        size_t n = w->cap_put, cap = n ? 2 * n : 1024;
        int64_t *more = calloc(cap, sizeof *more);
        if (!more)
            return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        w->put = more;
        w->cap_put = cap;
        for (size_t i = 0; i < n; i++)
            if (old[i])
                w->put[slot_of(w, old[i])] = old[i];
        free(old);
    }
    w->put[slot_of(w, version)] = version;
    w->n_put++;
    return VG_OK;
}

/* --- putting -------------------------------------------------------------------------------------- */

static enum vg_status mark(struct vg_records *w, struct vg_error *err)
{
    enum vg_status r = w->ops->tell(w, w->marked ? "release savepoint vigie; savepoint vigie" : "savepoint vigie", err);
    w->marked = r == VG_OK;
    vg_records_since_clear(&w->since);
    return r;
}

/* The moment of a batch is its first write, and marked at once, so that nothing takes it away. */
static enum vg_status need_moment(struct vg_records *w, struct vg_error *err)
{
    if (w->moment)
        return VG_OK;
    enum vg_status r = w->ops->new_moment(w, &w->moment, err);
    return r == VG_OK ? mark(w, err) : r;
}

static void index_text(struct vg_records *w, struct vg_str text, struct vg_record_version *v)
{
    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        struct vg_buf *b = &w->indexed[lang];
        vg_buf_clear(b);
        vg_terms_put(w->terms[lang], b, text, VG_MAX_RECORD_TERMS, true);
        v->terms[lang] = (struct vg_str){b->ptr ? b->ptr : "", b->len};
    }
    v->words = vg_record_words_fresh(&w->words, w->terms[VG_EN], text);
}

static enum vg_status check_row(const struct vg_record_row *row, struct vg_error *err)
{
    if (row->values[VG_R_ID].kind != VG_V_TEXT || !row->values[VG_R_ID].text.len)
        return vg_fail(err, VG_BAD_INPUT, "id", "the record has no identifier");
    if (row->values[VG_R_ID].text.len > MAX_ID_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "id", "the identifier is longer than %d bytes", MAX_ID_BYTES);
    for (size_t i = 0; i < row->n_forms; i++)
        if (row->forms[i].bytes.len > VG_MAX_RECORD_BYTES)
            return vg_fail(err, VG_TOO_LARGE, row->forms[i].name, "the record is larger than %d MB",
                           (int)(VG_MAX_RECORD_BYTES >> 20));
    return VG_OK;
}

static enum vg_status write_version(struct vg_records *w, const struct vg_record_row *row, const char *hash,
                                    const struct vg_record_there *before, struct vg_error *err)
{
    struct vg_record_version v = {.row = row, .hash = hash, .number = before ? before->number : 0};
    int64_t version;
    enum vg_status r = need_moment(w, err);
    if (r == VG_OK && before)
        r = w->ops->retire(w, before->version, err);
    index_text(w, row->text, &v);
    if (r == VG_OK)
        r = w->ops->add(w, &v, &version, err);
    return r == VG_OK ? note(w, version, err) : r;
}

static enum vg_status put_row(struct vg_records *w, const struct vg_record_row *row, enum vg_record_fate *fate,
                              struct vg_error *err)
{
    struct vg_record_there found;
    char hash[33];
    vg_hash_hex(row->hash, hash);
    enum vg_status r = w->ops->find(w, row->values[VG_R_ID].text, &found, err);
    if (r != VG_OK && r != VG_NOT_FOUND)
        return r;
    bool there = r == VG_OK;
    if (there && was_put(w, found.version) && strcmp(found.hash, hash) != 0) {
        *fate = VG_RECORD_TWICE;
        return VG_OK;
    }
    if (there && strcmp(found.origin, row->origin) != 0 && strcmp(row->origin, "import") != 0) {
        *fate = VG_RECORD_KEPT;
        return VG_OK;
    }
    if (there && !strcmp(found.hash, hash) && !strcmp(found.origin, row->origin)) {
        *fate = VG_RECORD_SAME;
        return note(w, found.version, err);
    }
    *fate = there ? VG_RECORD_CHANGED : VG_RECORD_ADDED;
    return write_version(w, row, hash, there ? &found : NULL, err);
}

static bool is_refused(enum vg_status r)
{
    return r == VG_BAD_INPUT || r == VG_TOO_LARGE || r == VG_CONFLICT;
}

/* Undo what a refused row has left, and put again what was there since the mark. */
static enum vg_status go_back(struct vg_records *w, struct vg_error *err)
{
    enum vg_record_fate fate;
    enum vg_status r = w->ops->tell(w, "rollback to savepoint vigie", err);
    vg_record_words_forget(&w->words);
    for (size_t i = 0; r == VG_OK && i < w->since.n; i++)
        r = put_row(w, &w->since.rows[i], &fate, err);
    return r;
}

enum vg_status vg_records_put(struct vg_records *w, const struct vg_record_row *row, enum vg_record_fate *fate,
                              struct vg_error *err)
{
    struct vg_error why = {.lang = err->lang};
    enum vg_status r = check_row(row, err);
    if (r == VG_OK && !w->marked)
        r = mark(w, err);
    if (r != VG_OK)
        return r;
    r = put_row(w, row, fate, err);
    if (is_refused(r) && go_back(w, &why) != VG_OK)
        return vg_fail(err, VG_UNAVAILABLE, "", "what was put before a refused record cannot be put again: %s", why.text);
    if (r == VG_CONFLICT)
        return err->kind = VG_BAD_INPUT;
    bool written = r == VG_OK && (*fate == VG_RECORD_ADDED || *fate == VG_RECORD_CHANGED);
    return written && !vg_records_since_add(&w->since, row) ? mark(w, err) : r;
}

enum vg_status vg_records_updated(struct vg_records *w, struct vg_str id, int64_t *us_out, struct vg_error *err)
{
    struct vg_record_there found;
    struct vg_error why = {.lang = err->lang};
    enum vg_status r = id.len > MAX_ID_BYTES ? VG_NOT_FOUND : w->marked ? VG_OK : mark(w, err);
    if (r == VG_OK)
        r = w->ops->find(w, id, &found, err);
    if (is_refused(r)) /* putting it will tell */
        r = go_back(w, &why) == VG_OK ? VG_NOT_FOUND : vg_fail(err, VG_UNAVAILABLE, "", "%s", why.text);
    if (r == VG_OK && found.updated_us == INT64_MIN)
        return VG_NOT_FOUND;
    if (r == VG_OK)
        *us_out = found.updated_us;
    return r;
}

/* --- the rest ------------------------------------------------------------------------------------- */

enum vg_status vg_records_remove(struct vg_records *w, struct vg_str id, struct vg_error *err)
{
    struct vg_record_there found;
    enum vg_status r = w->ops->find(w, id, &found, err);
    if (r == VG_NOT_FOUND)
        return vg_fail(err, r, "id", "there is no record '%.*s'", (int)(id.len < 100 ? id.len : 100), id.ptr);
    if (r == VG_OK)
        r = need_moment(w, err);
    if (r == VG_OK)
        r = w->ops->retire(w, found.version, err);
    return r == VG_OK ? mark(w, err) : r;
}

enum vg_status vg_records_remove_others(struct vg_records *w, const char *origin, int64_t *n_out, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf list;
    vg_buf_init(&list, (size_t)256 << 20);
    VG_BUF_LIT(&list, "0");
    for (size_t i = 0; i < w->cap_put; i++)
        if (w->put[i])
            vg_buf_printf(&list, ",%lld", (long long)w->put[i]);
    enum vg_status r = vg_buf_check(&list, err);
    if (r == VG_OK)
        r = w->ops->count_others(w, origin, list.ptr, n_out, err);
    if (r != VG_OK || *n_out == 0)
        return r;
    r = need_moment(w, err);
    if (r == VG_OK)
        r = w->ops->retire_others(w, origin, list.ptr, err);
    return r == VG_OK ? mark(w, err) : r;
}

/* A path too long for an index is known by its beginning and the hash of the whole. */
static const char *bounded(const char *source, char out[MAX_ID_BYTES + 1])
{
    char hash[33];
    size_t len = strlen(source), keep = MAX_ID_BYTES - sizeof hash;
    if (len <= MAX_ID_BYTES)
        return source;
    while (keep > 0 && ((unsigned char)source[keep] & 0xC0) == 0x80) /* not within a letter */
        keep--;
    vg_hash_hex(vg_hash_bytes(source, len), hash);
    snprintf(out, MAX_ID_BYTES + 1, "%.*s#%s", (int)keep, source, hash);
    return out;
}

enum vg_status vg_records_quarantine(struct vg_records *w, const char *source, const char *reason, struct vg_str bytes,
                                     struct vg_error *err)
{
    char shorter[MAX_ID_BYTES + 1];
    enum vg_status r = w->ops->quarantine(w, bounded(source, shorter), reason, bytes, err);
    return r == VG_OK ? mark(w, err) : r;
}

enum vg_status vg_records_commit(struct vg_records *w, struct vg_error *err)
{
    enum vg_status r = w->moment ? w->ops->finish(w, err) : VG_OK;
    return r == VG_OK ? w->ops->commit(w, err) : r;
}

static void drop_session(struct vg_session *x)
{
    if (!x)
        return;
    while (x->cursors)
        vg_cursor_close(x->cursors);
    vg_arena_free(x->arena);
    free(x);
}

enum vg_status vg_records_session(struct vg_records *w, struct vg_session **out, struct vg_error *err)
{
    if (!w->session) {
        struct vg_session *x = calloc(1, w->store->ops->session_size);
        if (!x)
            return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        x->store = w->store;
        x->arena = vg_arena_new(SESSION_MEMORY);
        enum vg_status r = x->arena ? w->ops->lend(w, x, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        if (r != VG_OK) {
            drop_session(x);
            return r;
        }
        w->session = x;
    }
    *out = w->session;
    return VG_OK;
}

void vg_records_free(struct vg_records *w)
{
    if (!w)
        return;
    drop_session(w->session);
    vg_records_since_finish(&w->since);
    vg_record_words_finish(&w->words);
    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        vg_terms_free(w->terms[lang]);
        vg_buf_finish(&w->indexed[lang]);
    }
    free(w->put);
    w->ops->free(w);
}

enum vg_status vg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err)
{
    struct vg_records *w;
    if (!s->ops->records_begin)
        return vg_fail(err, VG_FORBIDDEN, "", "a store of kind '%s' keeps no records", s->ops->kind);
    enum vg_status r = s->ops->records_begin(s, create, &w, err);
    if (r != VG_OK)
        return r;
    for (int lang = VG_EN; lang <= VG_FR && r == VG_OK; lang++) {
        vg_buf_init(&w->indexed[lang], MAX_TERM_BYTES);
        w->terms[lang] = vg_terms_new((enum vg_lang)lang, err);
        r = w->terms[lang] ? VG_OK : VG_NO_MEMORY;
    }
    if (r == VG_OK)
        *out = w;
    else
        vg_records_free(w);
    return r;
}

enum vg_status vg_session_newest(struct vg_session *x, const struct vg_collection *catalogue, struct vg_moment *out,
                                 struct vg_error *err)
{
    struct vg_moment newest = x->newest;
    enum vg_status r = newest.us ? VG_OK : x->store->ops->moment(x, catalogue, VG_MOMENT_NEWEST, 0, &newest, err);

    if (r != VG_OK && r != VG_END)
        return r;
    if (x->snapshot)
        x->newest = newest;
    *out = newest;
    return VG_OK;
}

enum vg_status vg_session_moment(struct vg_session *x, const struct vg_collection *catalogue, int64_t *out,
                                 struct vg_error *err)
{
    struct vg_moment newest;
    enum vg_status r = vg_session_newest(x, catalogue, &newest, err);

    if (r == VG_OK)
        *out = newest.number;
    return r;
}

enum vg_status vg_session_moment_since(struct vg_session *x, const struct vg_collection *catalogue, int64_t us,
                                       int64_t *out, struct vg_error *err)
{
    struct vg_moment found;
    enum vg_status r = x->store->ops->moment(x, catalogue, VG_MOMENT_SINCE, us, &found, err);

    if (r == VG_END) {
        r = vg_session_newest(x, catalogue, &found, err);
        found.number++;
    }
    if (r == VG_OK)
        *out = found.number;
    return r;
}

enum vg_status vg_session_moment_time(struct vg_session *x, const struct vg_collection *catalogue, int64_t moment,
                                      int64_t *us_out, struct vg_error *err)
{
    struct vg_moment found;
    enum vg_status r = x->store->ops->moment(x, catalogue, VG_MOMENT_TIME, moment, &found, err);

    if (r == VG_OK)
        *us_out = found.us;
    return r == VG_END ? vg_fail(err, VG_NOT_FOUND, "", "there is no such moment") : r;
}

/* --- the collection ------------------------------------------------------------------------------- */

static bool is_asked_for(const char *field)
{
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        if (!strcmp(vg_record_columns[i].name, field))
            return true;
    return false;
}

enum vg_status vg_store_adopt_records(struct vg_store *s, struct vg_collection *c, struct vg_arena *a,
                                      struct vg_error *err)
{
    c->id = VG_CATALOGUE;
    c->title = NULL;
    c->description = NULL;
    c->item_type = VG_ITEM_RECORD;
    c->geom_nulls = true;
    enum vg_status r = vg_store_complete(s, c, a, err);
    for (size_t i = 0; i < c->n_fields; i++)
        c->fields[i].hidden = !is_asked_for(c->fields[i].name);
    for (int i = 0; i < VG_R_N_FIELDS; i++) {
        int at = vg_record_column(c, (enum vg_record_field)i);
        if (at < 0)
            return vg_fail(err, VG_UNAVAILABLE, "", "the table of records has no column '%s'", vg_record_columns[i].name);
        c->fields[at].type = vg_record_columns[i].type;
        c->fields[at].title = vg_record_columns[i].title[VG_EN];
    }
    c->key[0] = vg_record_column(c, VG_R_ID);
    c->n_key = 1;
    c->time_start = vg_record_column(c, VG_R_TIME_START);
    c->time_end = vg_record_column(c, VG_R_TIME_END);
    return r;
}
