/* store.c — opening and closing, the pool of connections, and the table of operations. */
#include "pg.h"

/* ------------------------------------------------------------------------------------- connections */

/* May this thread try to connect?  Otherwise err says what the last one was told. */
static enum vg_status gate_enter(struct vg_pg_gate *g, struct vg_error *err)
{
    pthread_mutex_lock(&g->lock);
    bool shut = g->down && (g->trying || vg_monotonic_ms() < g->again_ms);
    struct vg_error last = g->last;
    if (!shut)
        g->trying = true;
    pthread_mutex_unlock(&g->lock);
    return shut ? vg_fail(err, last.kind, last.where, "%s", last.text) : VG_OK;
}

static void gate_leave(struct vg_pg_gate *g, enum vg_status result, const struct vg_error *err)
{
    pthread_mutex_lock(&g->lock);
    g->trying = false;
    g->down = result != VG_OK;
    if (g->down) {
        g->again_ms = vg_monotonic_ms() + VG_PG_RETRY_MS;
        g->last = *err;
    }
    pthread_mutex_unlock(&g->lock);
}

static enum vg_status open_through(struct vg_pg_gate *gate, const struct vg_pg_target *target, void **out,
                                   struct vg_error *err)
{
    struct vg_pg_conn *c = NULL;
    struct vg_error why = vg_pg_apart(err);
    enum vg_status r = gate_enter(gate, err);
    if (r != VG_OK)
        return r;
    r = vg_pg_connect(target, &c, &why);
    gate_leave(gate, r, &why);
    if (r != VG_OK)
        return vg_fail(err, r, why.where, "%s", why.text);
    *out = c;
    return VG_OK;
}

static enum vg_status open_connection(void *owner, void **out, struct vg_error *err)
{
    struct vg_pg_store *s = owner;
    enum vg_status r = open_through(&s->gate, s->target, out, err);
    if (r == VG_OK && ((struct vg_pg_conn *)*out)->standby)
        atomic_store(&s->has_standbys, true);
    return r;
}

static enum vg_status open_writer(void *owner, void **out, struct vg_error *err)
{
    struct vg_pg_store *s = owner;
    return open_through(&s->writers_gate, s->primary, out, err);
}

/* As open_connection(), on the host that takes writes. */
static enum vg_status open_fresh(void *owner, void **out, struct vg_error *err)
{
    struct vg_pg_store *s = owner;
    return open_through(&s->fresh_gate, s->current, out, err);
}

static void close_connection(void *owner, void *conn)
{
    (void)owner;
    vg_pg_disconnect(conn);
}

static bool usable(void *owner, void *conn)
{
    (void)owner;
    return vg_pg_is_alive(conn);
}

enum vg_status vg_pg_take(struct vg_pg_store *s, struct vg_pg_conn **out, struct vg_error *err)
{
    void *c;
    enum vg_status r = vg_pool_take(s->pool, 0, &c, err);
    if (r == VG_OK)
        *out = c;
    return r;
}

/* ----------------------------------------------------------------------------------------- opening */

static bool claims(const char *address)
{
    struct vg_str a = vg_str_of(address);
    return vg_str_starts(a, VG_STR("postgresql://")) || vg_str_starts(a, VG_STR("postgres://")) ||
           vg_str_starts(a, VG_STR("service="));
}

/* The connections beyond the first, while the first requests are answered already.  A failure here
 * is found again, and told, by whoever asks for a connection. */
static void *warm(void *arg)
{
    struct vg_pg_store *s = arg;
    struct vg_error unused = {0};
    if (vg_pool_warm(s->pool, s->base.options.pool_size, &unused) != VG_OK)
        return NULL;
    return NULL;
}

static void close_store(struct vg_store *base)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    if (s->has_warmer)
        pthread_join(s->warmer, NULL);
    vg_pg_states_free(s->states);
    vg_pool_free(s->pool);
    vg_pool_free(s->writers);
    vg_pool_free(s->fresh);
    vg_pg_target_free(s->target);
    vg_pg_target_free(s->primary);
    vg_pg_target_free(s->current);
    pthread_mutex_destroy(&s->gate.lock);
    pthread_mutex_destroy(&s->writers_gate.lock);
    pthread_mutex_destroy(&s->fresh_gate.lock);
    pthread_mutex_destroy(&s->together.lock);
}

static enum vg_status make_pool(struct vg_pg_store *s, struct vg_error *err)
{
    struct vg_pool_options o = {
        .owner = s,
        .size = s->base.options.pool_size,
        .wait_ms = s->base.options.wait_ms,
        .queue_length = s->base.options.queue_length,
        .open = open_connection,
        .close = close_connection,
        .usable = usable,
    };
    struct vg_pool_options writer = o, fresh = o; /* none is opened before somebody edits */
    writer.open = open_writer;
    fresh.open = open_fresh;
    enum vg_status r = vg_pool_new(&o, &s->pool, err);
    if (r == VG_OK)
        r = vg_pool_new(&writer, &s->writers, err);
    if (r == VG_OK)
        r = vg_pool_new(&fresh, &s->fresh, err);
    return r == VG_OK ? vg_pool_warm(s->pool, 1, err) : r;
}

static enum vg_status open_store(struct vg_store *base, struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    pthread_mutex_init(&s->gate.lock, NULL);
    pthread_mutex_init(&s->writers_gate.lock, NULL);
    pthread_mutex_init(&s->fresh_gate.lock, NULL);
    pthread_mutex_init(&s->together.lock, NULL);
    /* Fewer packets at once are fuller ones. */
    s->together.most_leading = (base->options.pool_size + 3) / 4;
    s->states = vg_pg_states_new();
    enum vg_status r = s->states ? vg_pg_target_new(base, &s->target, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK)
        r = vg_pg_target_new(base, &s->primary, err);
    if (r == VG_OK)
        r = vg_pg_target_new(base, &s->current, err);
    if (r == VG_OK)
        s->primary->writable = s->primary->primary = s->current->primary = true;
    if (r == VG_OK) {
        base->name = s->target->name;
        r = make_pool(s, err);
    }
    if (r != VG_OK) {
        close_store(base);
        return r;
    }
    s->has_warmer = base->options.pool_size > 1 && !pthread_create(&s->warmer, NULL, warm, s);
    return VG_OK;
}

/* Nothing of ours needs to be there before a table is loaded; the database itself is the user's. */
static enum vg_status create(const char *address, struct vg_error *err)
{
    (void)address;
    (void)err;
    return VG_OK;
}

static enum vg_status ping(struct vg_store *base, struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    struct vg_pg_conn *c;
    enum vg_status r = vg_pg_take(s, &c, err);
    if (r != VG_OK)
        return r;
    r = vg_pg_run(c, "select 1", err);
    vg_pool_give(s->pool, c, c->broken);
    return r;
}

const struct vg_store_ops vg_postgis_ops = {
    .kind = "postgis",
    .store_size = sizeof(struct vg_pg_store),
    .session_size = sizeof(struct vg_pg_session),
    .cursor_size = sizeof(struct vg_pg_cursor),
    .claims = claims,
    .open = open_store,
    .close = close_store,
    .discover = vg_pg_discover,
    .changed = vg_pg_changed,
    .data_state = vg_pg_data_state,
    .ping = ping,
    .session_begin = vg_pg_session_begin,
    .session_end = vg_pg_session_end,
    .cursor_start = vg_pg_cursor_start,
    .cursor_row = vg_pg_cursor_row,
    .cursor_close = vg_pg_cursor_close,
    .count = vg_pg_count,
    .loader_begin = vg_pg_loader_begin,
    .records_begin = vg_pg_records_begin,
    .aggregate = vg_pg_aggregate,
    .moment = vg_pg_moment,
    .words = vg_pg_words,
    .keep_reading = vg_pg_keep_reading,
    .find_reading = vg_pg_find_reading,
    .create = create,
    .edit_begin = vg_pg_edit_begin,
    .edit_run = vg_pg_edit_run,
    .edit_log = vg_pg_edit_log,
    .edit_commit = vg_pg_edit_commit,
    .edit_end = vg_pg_edit_end,
    .dialect = &vg_pg_dialect,
    .make_tables = vg_pg_make_tables,
    .changes = vg_pg_changes,
    .item_changed = vg_pg_item_changed,
    .tracking = vg_pg_tracking,
    .index_statement = vg_pg_index_statement,
};
