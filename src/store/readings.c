/* readings.c — of which moment an answer of several pages is, where its client tells no more than a position (CSW).
 *
 * A token would hold the moment, but there is none in such a protocol, so it has to be remembered.  Each process has a table
 * of a fixed size, in sets by client: whoever asks for very much crowds out only those few that share his set.  Several
 * nodes over one database share what they know in a table there, which then counts before a node's own: another node may
 * have begun the answer anew.  A database that cannot be written to (a stand-by alone, a role that may not) leaves each
 * node with what it knows itself. */
#include <pthread.h>
#include <stdlib.h>

#include <vigie/base/time.h>

#include "records.h"

#define SETS 256
#define WAYS 16
#define AGAIN_MS 60000   /* a question begun anew so soon at the same moment need not be told to the others once more */
#define AWAY_MS 10000    /* after a failure the database is left alone for so long */

struct reading {
    struct vg_hash key;
    struct vg_reading what; /* moment 0: free */
    int64_t begun_ms;       /* vg_monotonic_ms() */
};

struct vg_readings {
    pthread_mutex_t lock;
    int64_t away_until_ms;
    struct reading sets[SETS][WAYS];
};

struct vg_readings *vg_readings_new(void)
{
    struct vg_readings *r = calloc(1, sizeof *r);

    if (r)
        pthread_mutex_init(&r->lock, NULL);
    return r;
}

void vg_readings_free(struct vg_readings *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* --- what this process knows ------------------------------------------------------------------------- */

static bool is_of(const struct reading *r, struct vg_hash key)
{
    return r->what.moment && vg_hash_is(r->key, key);
}

/* The one of this key, else the one to be given up: a free one, or the oldest. */
static struct reading *place_of(struct vg_readings *all, struct vg_hash client, struct vg_hash key)
{
    struct reading *set = all->sets[client.lo % SETS], *oldest = set;

    for (int i = 0; i < WAYS; i++) {
        if (is_of(&set[i], key))
            return &set[i];
        if (set[i].begun_ms < oldest->begun_ms)
            oldest = &set[i];
    }
    return oldest;
}

/* false: the others know its moment already. */
static bool note(struct vg_readings *all, struct vg_hash client, struct vg_hash key, const struct vg_reading *what)
{
    int64_t now = vg_monotonic_ms();

    pthread_mutex_lock(&all->lock);
    struct reading *r = place_of(all, client, key);
    bool known = is_of(r, key) && r->what.moment == what->moment && now - r->begun_ms < AGAIN_MS;
    *r = (struct reading){key, *what, known ? r->begun_ms : now};
    pthread_mutex_unlock(&all->lock);
    return !known;
}

static struct vg_reading look_up(struct vg_readings *all, struct vg_hash client, struct vg_hash key)
{
    int64_t now = vg_monotonic_ms();
    struct vg_reading found = {0};

    pthread_mutex_lock(&all->lock);
    const struct reading *r = place_of(all, client, key);
    if (is_of(r, key) && now - r->begun_ms < VG_READING_S * INT64_C(1000))
        found = r->what;
    pthread_mutex_unlock(&all->lock);
    return found;
}

/* --- what all nodes know ----------------------------------------------------------------------------- */

static bool is_shared(struct vg_store *s)
{
    if (!s->ops->keep_reading)
        return false;
    pthread_mutex_lock(&s->readings->lock);
    bool away = vg_monotonic_ms() < s->readings->away_until_ms;
    pthread_mutex_unlock(&s->readings->lock);
    return !away;
}

static void leave_alone(struct vg_store *s)
{
    pthread_mutex_lock(&s->readings->lock);
    s->readings->away_until_ms = vg_monotonic_ms() + AWAY_MS;
    pthread_mutex_unlock(&s->readings->lock);
}

static struct vg_hash key_of(struct vg_hash question, struct vg_hash client)
{
    return vg_hash_more(question, &client, sizeof client);
}

void vg_store_keep_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client,
                           const struct vg_reading *reading)
{
    struct vg_hash key = key_of(question, client);
    struct vg_error ignored = {0};

    if (reading->moment <= 0 || !note(s->readings, client, key, reading) || !is_shared(s))
        return;
    if (s->ops->keep_reading(s, key, reading->moment, &ignored) != VG_OK)
        leave_alone(s);
}

void vg_store_move_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client,
                           const struct vg_reading *reading)
{
    struct vg_hash key = key_of(question, client);

    pthread_mutex_lock(&s->readings->lock);
    struct reading *r = place_of(s->readings, client, key);
    if (is_of(r, key) && r->what.moment == reading->moment)
        r->what = *reading;
    pthread_mutex_unlock(&s->readings->lock);
}

struct vg_reading vg_store_find_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client)
{
    struct vg_hash key = key_of(question, client);
    struct vg_reading own = look_up(s->readings, client, key);
    struct vg_error ignored = {0};
    int64_t moment = 0;

    if (!is_shared(s))
        return own;
    enum vg_status r = s->ops->find_reading(s, key, &moment, &ignored);
    if (r != VG_OK && r != VG_NOT_FOUND)
        leave_alone(s);
    return r == VG_OK && moment != own.moment ? (struct vg_reading){.moment = moment} : own;
}
