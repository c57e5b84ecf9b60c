/* Transaction (07-006r1, 10.11; 12-176r7, 7.6): records put in, replaced, changed and taken away, all of it or nothing.
 *
 * Actions are done in their order, each on what those before it left: their constraints are read on the batch's own
 * connection.  Records that are made from collections are out of reach: they change with these. */
#include "write.h"

#include <stdio.h>
#include <sys/random.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#define MAX_ACTIONS 1000
#define MAX_PROPERTIES 100

struct transaction {
    struct csw_writing w;
    struct csw_inserted *inserted; /* one for each action, in their order */
    size_t n_actions, action;
};

/* --- elements ----------------------------------------------------------------------------------------------- */

static bool is(const xmlNode *n, const char *name)
{
    return strcmp((const char *)n->name, name) == 0;
}

static xmlNode *first(const xmlNode *parent)
{
    return xmlFirstElementChild((xmlNode *)(uintptr_t)parent);
}

static xmlNode *next(const xmlNode *n)
{
    return xmlNextElementSibling((xmlNode *)(uintptr_t)n);
}

static void free_doc(xmlDoc **doc)
{
    if (*doc)
        xmlFreeDoc(*doc);
}

static struct vg_str text_of(const xmlNode *n, struct vg_arena *a)
{
    xmlChar *text = xmlNodeGetContent(n);
    struct vg_str copy = vg_arena_str(a, vg_str_trim(vg_str_of(text ? (const char *)text : "")));
    xmlFree(text);
    return copy;
}

/* The element as a document of its own, with the namespaces that were declared around it. */
static enum vg_status document_of(const xmlNode *element, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    xmlChar *text = NULL;
    int len = 0;
    VG_AUTO(free_doc) xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *copy = doc ? xmlDocCopyNode((xmlNode *)(uintptr_t)element, doc, 1) : NULL;
    if (!copy)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    xmlDocSetRootElement(doc, copy);
    xmlReconciliateNs(doc, copy);
    xmlDocDumpMemoryEnc(doc, &text, &len, "UTF-8");
    *out = text ? vg_arena_str(a, (struct vg_str){(const char *)text, (size_t)len}) : (struct vg_str){0};
    xmlFree(text);
    return out->ptr ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
}

/* The record of an action's next element, in an arena that is its own. */
static enum vg_status read_next(struct csw_writing *w, const xmlNode *element, struct vg_record_found *out, struct vg_error *err)
{
    struct vg_str bytes;
    enum vg_status r = vg_csw_write_next(w, err);
    if (r == VG_OK)
        r = document_of(element, w->arena, &bytes, err);
    return r == VG_OK ? vg_catalog_read_one(bytes, w->arena, out, err) : r;
}

static struct csw_inserted *of_action(struct transaction *t)
{
    return &t->inserted[t->action];
}

/* What was wrong, told with the action that it was wrong in. */
static enum vg_status failed(struct transaction *t, const xmlNode *action, int record, enum vg_status r, struct vg_error *err)
{
    struct csw *c = t->w.csw;
    const char *handle = of_action(t)->handle, *name = handle ? handle : (const char *)action->name;
    bool theirs = r == VG_BAD_INPUT || r == VG_CONFLICT || r == VG_TOO_LARGE;
    if (!theirs || !err)
        return r;
    const char *text = vg_arena_strdup(c->call->arena, err->text), *where = vg_arena_strdup(c->call->arena, err->where);
    if (!c->code)
        c->code = r == VG_BAD_INPUT ? "InvalidParameterValue" : "TransactionFailed";
    if (!text || !where)
        return r;
    if (record)
        return vg_fail(err, r, name, "record %d: %s%s%s", record, where, *where ? ": " : "", text);
    return vg_fail(err, r, *where ? where : name, "%s", text);
}

/* --- Insert ------------------------------------------------------------------------------------------------- */

/* A record without identifier gets one that no other has. */
static enum vg_status make_source(struct vg_arena *a, const char **out, struct vg_error *err)
{
    uint64_t random[2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return vg_fail(err, VG_UNAVAILABLE, "", "the system gives no random numbers");
    *out = vg_arena_printf(a, "csw:%016llx%016llx", (unsigned long long)random[0], (unsigned long long)random[1]);
    return *out ? VG_OK : vg_arena_check(a, err);
}

static enum vg_status insert_one(struct transaction *t, const xmlNode *element, struct vg_error *err)
{
    struct csw_writing *w = &t->w;
    struct vg_record_found found;
    struct vg_catalog_result result;
    const char *source = NULL;
    enum vg_status r = read_next(w, element, &found, err);
    if (r == VG_OK && !found.record->id)
        r = make_source(w->arena, &source, err);
    if (r == VG_OK)
        r = vg_csw_write_put(w, &found, CSW_PUT_NEW, source, &result, err);
    if (r != VG_OK)
        return r;
    vg_csw_note_inserted(w, of_action(t), &result);
    w->inserted++;
    return VG_OK;
}

static enum vg_status insert(struct transaction *t, const xmlNode *action, struct vg_error *err)
{
    int i = 0;
    for (const xmlNode *n = first(action); n; n = next(n)) {
        enum vg_status r = insert_one(t, n, err);
        if (r != VG_OK)
            return failed(t, action, ++i, r, err);
        i++;
    }
    return i ? VG_OK : vg_csw_missing(t->w.csw, "Insert", err);
}

/* --- what a constraint means -------------------------------------------------------------------------------- */

struct matched {
    struct vg_str *ids;
    size_t n, cap;
};

static enum vg_status note_match(struct transaction *t, struct matched *m, struct vg_str id, struct vg_error *err)
{
    struct vg_arena *a = t->w.csw->call->arena;
    if (m->n == CSW_MAX_WRITTEN)
        return vg_fail(err, VG_TOO_LARGE, "", "more than %d records in one request", CSW_MAX_WRITTEN);
    if (vg_arena_room(a, &m->ids, m->n, &m->cap, sizeof *m->ids))
        m->ids[m->n++] = vg_arena_str(a, id);
    return vg_arena_check(a, err);
}

/* only: of this identifier; NULL: of any. */
static enum vg_status match(struct transaction *t, const xmlNode *constraint, const struct vg_str *only, struct matched *out,
                            struct vg_error *err)
{
    struct csw *c = t->w.csw;
    const struct csw_presentation p = {.schema = &vg_csw_schemas[c->version - vg_csw_versions]};
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    struct vg_query q;
    enum vg_status r = vg_csw_query(c, &p, &q, err);
    if (r == VG_OK)
        r = vg_csw_constrain(c, constraint, &q, err);
    if (r != VG_OK)
        return r;
    vg_csw_write_scope(&t->w, &q);
    q.form = NULL;
    q.ids = only;
    q.n_ids = only != NULL;
    q.sort[q.n_sort++] = (struct vg_sort_key){vg_record_number_column(q.collection), false};
    r = vg_session_select(t->w.session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && (r = note_match(t, out, f->values[0].text, err)) == VG_OK)
        continue;
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* --- Update ------------------------------------------------------------------------------------------------- */

static enum vg_status replace(struct transaction *t, const xmlNode *element, const xmlNode *constraint, struct vg_error *err)
{
    struct csw_writing *w = &t->w;
    struct vg_record_found found;
    struct vg_catalog_result result;
    struct matched met = {0};
    bool there = false;
    enum vg_status r = read_next(w, element, &found, err);
    if (r != VG_OK)
        return r;
    if (!found.record->id)
        return vg_fail(err, VG_BAD_INPUT, "", "the record has no identifier");
    struct vg_str id = vg_str_of(found.record->id);
    r = vg_csw_write_find(w, id, &there, err);
    if (r == VG_OK && there && constraint) {
        r = match(t, constraint, &id, &met, err);
        there = met.n == 1;
    }
    if (r == VG_OK && there)
        r = vg_csw_write_put(w, &found, CSW_PUT_OVER, NULL, &result, err);
    w->updated += r == VG_OK && there;
    return r;
}

/* The form it came in, and where it came from, in the record's arena. */
static enum vg_status read_original(struct csw_writing *w, struct vg_str id, struct vg_str *original, const char **source,
                                    struct vg_error *err)
{
    const int field = vg_record_column(w->catalogue, VG_R_SOURCE);
    const struct vg_query q = {.collection = w->catalogue, .ids = &id, .n_ids = 1, .fields = &field, .n_fields = 1,
                               .form = VG_RECORD_ORIGINAL, .no_geometry = true, .limit = 1,
                               .deadline_ms = w->csw->call->rq->deadline_ms};
    const struct vg_feature *f;
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_select(w->session, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = vg_cursor_next(cursor, &f, err);
    if (r == VG_OK) {
        *original = vg_arena_str(w->arena, f->form);
        *source = f->values[0].kind == VG_V_TEXT ? vg_arena_cstr(w->arena, f->values[0].text) : NULL;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? vg_fail(err, VG_NOT_FOUND, "", "there is no record '%.*s'", vg_cut(id), id.ptr) : r;
}

static enum vg_status change_one(struct transaction *t, struct vg_str id, const struct vg_catalog_property *list, size_t n,
                                 struct vg_error *err)
{
    struct csw_writing *w = &t->w;
    struct vg_record_found found;
    struct vg_catalog_result result;
    struct vg_str original, changed;
    const char *source = NULL;
    enum vg_status r = vg_csw_write_next(w, err);
    if (r == VG_OK)
        r = read_original(w, id, &original, &source, err);
    if (r == VG_OK)
        r = vg_catalog_change(original, list, n, w->arena, &changed, err);
    if (r == VG_OK)
        r = vg_catalog_read_one(changed, w->arena, &found, err);
    if (r == VG_OK)
        r = vg_csw_write_put(w, &found, CSW_PUT_OVER, source, &result, err);
    if (r == VG_OK && !vg_str_is(id, result.id))
        r = vg_fail(err, VG_BAD_INPUT, "", "the identifier of a record cannot be changed");
    w->updated += r == VG_OK;
    return r;
}

static enum vg_status read_property(struct transaction *t, const xmlNode *element, struct vg_catalog_property *out,
                                    struct vg_error *err)
{
    struct vg_arena *a = t->w.csw->call->arena;
    *out = (struct vg_catalog_property){.scope = element};
    for (const xmlNode *n = first(element); n; n = next(n)) {
        if (is(n, "Name") || is(n, "ValueReference"))
            out->name = text_of(n, a);
        else if (is(n, "Value") && first(n))
            out->element = first(n);
        else if (is(n, "Value"))
            out->value = text_of(n, a);
    }
    return out->name.len ? VG_OK : vg_csw_missing(t->w.csw, "Name", err);
}

static enum vg_status change(struct transaction *t, const xmlNode *action, const xmlNode *constraint, struct vg_error *err)
{
    struct vg_catalog_property *list = vg_arena_array(t->w.csw->call->arena, MAX_PROPERTIES, sizeof *list);
    struct matched met = {0};
    size_t n = 0;
    enum vg_status r = list ? VG_OK : vg_arena_check(t->w.csw->call->arena, err);
    for (const xmlNode *e = first(action); e && r == VG_OK; e = next(e)) {
        if (!is(e, "RecordProperty"))
            continue;
        if (n == MAX_PROPERTIES)
            return vg_fail(err, VG_TOO_LARGE, "", "more than %d properties in one action", MAX_PROPERTIES);
        r = read_property(t, e, &list[n++], err);
    }
    if (r == VG_OK)
        r = match(t, constraint, NULL, &met, err);
    for (size_t i = 0; i < met.n && r == VG_OK; i++)
        r = change_one(t, met.ids[i], list, n, err);
    return r;
}

static enum vg_status update(struct transaction *t, const xmlNode *action, struct vg_error *err)
{
    const xmlNode *constraint = NULL, *record = NULL;
    bool properties = false;
    for (const xmlNode *n = first(action); n; n = next(n)) {
        if (is(n, "Constraint"))
            constraint = n;
        else if (is(n, "RecordProperty"))
            properties = true;
        else if (record)
            return failed(t, action, 0, vg_fail(err, VG_BAD_INPUT, "", "an update replaces one record"), err);
        else
            record = n;
    }
    if (properties && record)
        return failed(t, action, 0, vg_fail(err, VG_BAD_INPUT, "", "an update has either a record or properties, not both"), err);
    if (!properties && !record)
        return vg_csw_missing(t->w.csw, "Update", err);
    enum vg_status r = record ? replace(t, record, constraint, err) : change(t, action, constraint, err);
    return r == VG_OK ? VG_OK : failed(t, action, 0, r, err);
}

/* --- Delete ------------------------------------------------------------------------------------------------- */

static enum vg_status delete(struct transaction *t, const xmlNode *action, struct vg_error *err)
{
    struct csw_writing *w = &t->w;
    struct matched met = {0};
    const xmlNode *constraint = first(action);
    if (constraint && !is(constraint, "Constraint"))
        constraint = NULL;
    enum vg_status r = match(t, constraint, NULL, &met, err);
    for (size_t i = 0; i < met.n && r == VG_OK; i++) {
        r = vg_csw_write_next(w, err);
        if (r == VG_OK)
            r = vg_records_remove(w->batch, met.ids[i], err);
        w->deleted += r == VG_OK;
    }
    return r == VG_OK ? VG_OK : failed(t, action, 0, r, err);
}

/* --- all of them -------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum vg_status (*perform)(struct transaction *t, const xmlNode *action, struct vg_error *err);
} actions[] = {{"Insert", insert}, {"Update", update}, {"Delete", delete}};

static const char *handle_of(const xmlNode *action, struct vg_arena *a)
{
    xmlChar *text = xmlGetNoNsProp((xmlNode *)(uintptr_t)action, BAD_CAST "handle");
    const char *copy = text && *text ? vg_arena_strdup(a, (const char *)text) : NULL;
    xmlFree(text);
    return copy;
}

static enum vg_status perform(struct transaction *t, const xmlNode *action, struct vg_error *err)
{
    of_action(t)->handle = handle_of(action, t->w.csw->call->arena);
    for (size_t i = 0; i < VG_COUNT(actions); i++)
        if (is(action, actions[i].name))
            return actions[i].perform(t, action, err);
    return vg_csw_invalid(t->w.csw, "Transaction", vg_str_of((const char *)action->name), "'Insert', 'Update', 'Delete'", err);
}

static enum vg_status prepare(struct transaction *t, struct vg_error *err)
{
    struct csw *c = t->w.csw;
    t->n_actions = xmlChildElementCount((xmlNode *)(uintptr_t)c->root);
    if (!t->n_actions)
        return vg_csw_missing(c, "Transaction", err);
    if (t->n_actions > MAX_ACTIONS)
        return vg_fail(err, VG_TOO_LARGE, "Transaction", "more than %d actions in one transaction", MAX_ACTIONS);
    t->inserted = vg_arena_array(c->call->arena, t->n_actions, sizeof *t->inserted);
    if (!t->inserted)
        return vg_arena_check(c->call->arena, err);
    memset(t->inserted, 0, t->n_actions * sizeof *t->inserted);
    return vg_csw_write_begin(&t->w, err);
}

/* Told before it is done: once it is, nothing can fail but the connection. */
static enum vg_status run(struct transaction *t, bool verbose, struct vg_error *err)
{
    struct csw *c = t->w.csw;
    enum vg_status r = prepare(t, err);
    for (const xmlNode *n = first(c->root); n && r == VG_OK; n = next(n), t->action++)
        r = perform(t, n, err);
    if (r != VG_OK)
        return r;
    struct vg_buf *b = vg_csw_begin(c, "application/xml");
    r = vg_csw_write_response(&t->w, t->inserted, t->n_actions, verbose, b, err);
    if (r == VG_OK)
        r = vg_csw_end(c, err);
    if (r == VG_OK)
        r = vg_arena_check(c->call->arena, err);
    return r == VG_OK ? vg_records_commit(t->w.batch, err) : r;
}

enum vg_status vg_csw_transaction(struct csw *c, struct vg_error *err)
{
    static const char *const booleans[] = {"false", "true", "0", "1", NULL};
    struct transaction t = {.w = {.csw = c, .origin = "import"}};
    int verbose;
    enum vg_status r = vg_csw_permit(c, &t.w.catalogue, err);
    if (r == VG_OK && !c->root) {
        c->code = "OperationNotSupported";
        return vg_fail(err, VG_BAD_INPUT, "request", "a transaction is sent by POST, as XML");
    }
    if (r == VG_OK)
        r = vg_csw_get_choice(c, "verboseResponse", booleans, 0, &verbose, err);
    if (r != VG_OK)
        return r;
    r = run(&t, verbose & 1, err);
    vg_csw_write_end(&t.w);
    if (r != VG_OK)
        return r;
    c->call->rs->wants_etag = false;
    c->call->rs->cache_control = "no-store";
    c->call->rs->n_items = t.w.written;
    return VG_OK;
}
