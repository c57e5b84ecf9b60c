/* Records in a store: in memory, in a file, and in PostGIS where there is a server; the same answers from each. */
#include "postgis_db.h"

#include <vigie/store/aggregate.h>
#include <vigie/store/change.h>
#include <vigie/store/records.h>

struct place {
    struct vg_store *store;
    struct vg_crs_registry *crs;
    struct vg_arena *arena;
    char folder[64];
};

/* --- writing -------------------------------------------------------------------------------------- */

static struct vg_value text(const char *s)
{
    return (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(s)};
}

static struct vg_records *begin_batch(struct place *p, bool create)
{
    struct vg_error err = {0};
    struct vg_records *w = NULL;
    if (vg_records_begin(p->store, create, &w, &err) != VG_OK)
        fail_msg("%s", err.text);
    return w;
}

static void end_batch(struct vg_records *w)
{
    struct vg_error err = {0};
    if (vg_records_commit(w, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_records_free(w);
}

struct said {
    const char *id, *title, *text, *keywords, *origin, *original;
    double lon, lat; /* 0, 0: nowhere */
};

static enum vg_record_fate put(struct place *p, struct vg_records *w, struct said s)
{
    struct vg_error err = {0};
    enum vg_record_fate fate;
    struct vg_bbox box = {.min = {s.lon, s.lat}, .max = {s.lon + 1, s.lat + 1}};
    struct vg_record_form forms[] = {
        {VG_RECORD_ORIGINAL, "text/plain", vg_str_of(s.original ? s.original : s.text)},
        {"record", "application/geo+json", VG_STR("{}")},
    };
    struct vg_record_row row = {
        .origin = s.origin ? s.origin : "import",
        .text = vg_str_of(s.text),
        .forms = forms,
        .n_forms = 2,
        .hash = vg_hash_bytes(s.text, strlen(s.text)),
    };
    row.values[VG_R_ID] = text(s.id);
    row.values[VG_R_TITLE] = text(s.title ? s.title : s.id);
    row.values[VG_R_TYPE] = text("dataset");
    if (s.keywords)
        row.values[VG_R_KEYWORDS] = (struct vg_value){.kind = VG_V_JSON, .text = vg_str_of(s.keywords)};
    row.values[VG_R_UPDATED] = (struct vg_value){.kind = VG_V_DATETIME, .integer = INT64_C(1700000000000000)};
    if (s.lon != 0 || s.lat != 0)
        row.footprint = vg_geom_of_box(p->arena, &box, 1);
    if (vg_records_put(w, &row, &fate, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    return fate;
}

/* --- reading -------------------------------------------------------------------------------------- */

static const struct vg_collection *catalogue(struct place *p)
{
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    if (vg_store_discover(p->store, NULL, 0, p->arena, &d, &err) != VG_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < d.n_collections; i++)
        if (!strcmp(d.collections[i]->id, VG_CATALOGUE))
            return d.collections[i];
    return NULL;
}

/* "id original; …" in the order of their numbers, as a session sees them; what numbers count is counted too. */
static const char *found_in(struct place *p, struct vg_session *x, const struct vg_expr *filter, int64_t moment)
{
    struct vg_error err = {0};
    const struct vg_collection *c = catalogue(p);
    assert_non_null(c);
    struct vg_query q = {.collection = c, .filter = filter, .limit = -1, .form = VG_RECORD_ORIGINAL, .moment = moment,
                         .no_geometry = true, .n_sort = 1};
    q.sort[0].field = vg_record_number_column(c);
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    struct vg_buf b;
    int64_t n = 0, counted = -1;
    vg_buf_init(&b, 1 << 20);
    enum vg_status r = vg_session_select(x, &q, &cursor, &err);
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, &err)) == VG_OK)
        vg_buf_printf(&b, "%s%.*s %.*s", n++ ? "; " : "", (int)f->id.len, f->id.ptr, (int)f->form.len, f->form.ptr);
    if (r != VG_END)
        fail_msg("%s", err.text);
    vg_cursor_close(cursor);
    if (vg_session_count(x, &q, 0, &counted, &err) != VG_OK)
        fail_msg("%s", err.text);
    assert_int_equal(counted, n);
    const char *out = vg_arena_strdup(p->arena, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return out;
}

static const char *found(struct place *p, const struct vg_expr *filter, int64_t moment)
{
    struct vg_error err = {0};
    struct vg_session *x;
    if (vg_session_begin(p->store, (struct vg_hold){0}, &x, &err) != VG_OK)
        fail_msg("%s", err.text);
    const char *out = found_in(p, x, filter, moment);
    vg_session_end(x);
    return out;
}

static const char *asked(struct place *p, const char *phrase)
{
    struct vg_str s = vg_str_of(phrase);
    return found(p, vg_expr_text(p->arena, &s, 1), 0);
}

static int64_t moment_of(struct place *p)
{
    struct vg_error err = {0};
    struct vg_session *x;
    int64_t m = -1;
    assert_int_equal(vg_session_begin(p->store, (struct vg_hold){0}, &x, &err), VG_OK);
    if (vg_session_moment(x, catalogue(p), &m, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_session_end(x);
    return m;
}

static const char *log_of(struct place *p)
{
    struct vg_error err = {0};
    struct vg_session *x;
    struct vg_changes c;
    struct vg_change_question q = {.collection = VG_CATALOGUE, .limit = 100};
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    assert_int_equal(vg_session_begin(p->store, (struct vg_hold){0}, &x, &err), VG_OK);
    if (vg_session_changes(x, &q, p->arena, &c, &err) != VG_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < c.n; i++)
        vg_buf_printf(&b, "%s%s %.*s", i ? "; " : "", vg_change_name(c.list[i].kind), (int)c.list[i].item.len,
                      c.list[i].item.ptr);
    vg_session_end(x);
    const char *out = vg_arena_strdup(p->arena, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return out;
}

/* --- what is told --------------------------------------------------------------------------------- */

static void changes(struct place *p)
{
    struct vg_error err = {0};
    struct vg_records *w = begin_batch(p, true);
    assert_int_equal(put(p, w, (struct said){"b", .text = "b1"}), VG_RECORD_ADDED);
    assert_int_equal(put(p, w, (struct said){"a/ü:1", .text = "a1"}), VG_RECORD_ADDED);
    assert_int_equal(put(p, w, (struct said){"b", .text = "b again"}), VG_RECORD_TWICE);
    end_batch(w);
    assert_string_equal(found(p, NULL, 0), "b b1; a/ü:1 a1");
    int64_t first = moment_of(p);

    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"b", .text = "b1"}), VG_RECORD_SAME);
    end_batch(w);
    assert_int_equal(moment_of(p), first);

    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"c", .text = "c1"}), VG_RECORD_ADDED);
    assert_int_equal(put(p, w, (struct said){"b", .text = "b2"}), VG_RECORD_CHANGED);
    assert_int_equal(vg_records_remove(w, VG_STR("a/ü:1"), &err), VG_OK);
    assert_int_equal(vg_records_remove(w, VG_STR("nobody"), &err), VG_NOT_FOUND);
    end_batch(w);
    assert_string_equal(found(p, NULL, 0), "b b2; c c1");
    assert_string_equal(found(p, NULL, first), "b b1; a/ü:1 a1");
    assert_true(moment_of(p) > first);
    assert_string_equal(log_of(p), "create b; create a/ü:1; update b; delete a/ü:1; create c");

    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"d", .text = "d1"}), VG_RECORD_ADDED);
    vg_records_free(w);
    assert_string_equal(found(p, NULL, 0), "b b2; c c1");
}

/* What a batch has written its own session sees, and nobody else before the end. */
static void batch_sees_itself(struct place *p)
{
    struct vg_error err = {0};
    struct vg_session *x;
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){"s1", .text = "marécage"});
    put(p, w, (struct said){"s2", .text = "marécages du lac"});
    if (vg_records_session(w, &x, &err) != VG_OK)
        fail_msg("%s", err.text);
    struct vg_str word = VG_STR("marecages");
    const struct vg_expr *wet = vg_expr_text(p->arena, &word, 1);
    assert_string_equal(found_in(p, x, wet, 0), "s1 marécage; s2 marécages du lac");
    assert_int_equal(vg_records_remove(w, VG_STR("s1"), &err), VG_OK);
    assert_string_equal(found_in(p, x, wet, 0), "s2 marécages du lac");
    assert_string_equal(found(p, wet, 0), "");
    assert_int_equal(vg_records_remove(w, VG_STR("s2"), &err), VG_OK);
    end_batch(w);
    assert_string_equal(found(p, wet, 0), "");
}

/* Which moment a reader of pages is at: by question and by client, the last one told. */
static void readings(struct place *p)
{
    struct vg_hash q = {1, 2}, other = {3, 2}, client = {5, 6}, stranger = {5, 7};
    assert_int_equal(vg_store_find_reading(p->store, q, client).moment, 0);
    vg_store_keep_reading(p->store, q, client, &(struct vg_reading){.moment = 41});
    vg_store_keep_reading(p->store, other, client, &(struct vg_reading){.moment = 42});
    assert_int_equal(vg_store_find_reading(p->store, q, client).moment, 41);
    assert_int_equal(vg_store_find_reading(p->store, other, client).moment, 42);
    assert_int_equal(vg_store_find_reading(p->store, q, stranger).moment, 0);
    vg_store_keep_reading(p->store, q, client, &(struct vg_reading){.moment = 43});
    assert_int_equal(vg_store_find_reading(p->store, q, client).moment, 43);
    /* The place moves on with the pages of the same moment alone. */
    struct vg_reading next = {43, 100, "abc"}, stale = {41, 200, "def"};
    vg_store_move_reading(p->store, q, client, &next);
    vg_store_move_reading(p->store, q, client, &stale);
    vg_store_move_reading(p->store, q, stranger, &next);
    struct vg_reading known = vg_store_find_reading(p->store, q, client);
    assert_int_equal(known.moment, 43);
    assert_int_equal(known.rows, 100);
    assert_string_equal(known.place, "abc");
    assert_int_equal(vg_store_find_reading(p->store, q, stranger).moment, 0);
    for (uint64_t i = 0; i < 1000; i++) /* as many as may be: the newest are known */
        vg_store_keep_reading(p->store, (struct vg_hash){i, 9}, client, &(struct vg_reading){.moment = 44});
    assert_int_equal(vg_store_find_reading(p->store, (struct vg_hash){999, 9}, client).moment, 44);
}

static void origins(struct place *p)
{
    struct vg_error err = {0};
    int64_t n = -1;
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){"o1", .text = "x1", .origin = "data"});
    put(p, w, (struct said){"o2", .text = "x2", .origin = "data"});
    end_batch(w);
    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"o1", .text = "y1"}), VG_RECORD_CHANGED);
    end_batch(w);
    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"o1", .text = "x1", .origin = "data"}), VG_RECORD_KEPT);
    assert_int_equal(put(p, w, (struct said){"o3", .text = "x3", .origin = "data"}), VG_RECORD_ADDED);
    assert_int_equal(vg_records_remove_others(w, "data", &n, &err), VG_OK);
    assert_int_equal(n, 1);
    end_batch(w);
    w = begin_batch(p, false);
    assert_int_equal(put(p, w, (struct said){"o3", .text = "x3", .origin = "data"}), VG_RECORD_SAME);
    assert_int_equal(vg_records_remove_others(w, "data", &n, &err), VG_OK);
    assert_int_equal(n, 0);
    vg_records_remove(w, VG_STR("o1"), &err) == VG_OK ? (void)0 : fail();
    vg_records_remove(w, VG_STR("o3"), &err) == VG_OK ? (void)0 : fail();
    end_batch(w);
    assert_string_equal(asked(p, "x3"), "");
}

static void texts(struct place *p)
{
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){"t1", .text = "Qualités de l'air en Île-de-France", .original = "1"});
    put(p, w, (struct said){"t2", .text = "The cities' air: quality and noise", .original = "2"});
    put(p, w, (struct said){"t3", .text = "l'air et sa qualité", .original = "3"});
    end_batch(w);
    assert_string_equal(asked(p, "qualite"), "t1 1; t3 3");
    assert_string_equal(asked(p, "QUALITÉ"), "t1 1; t3 3");
    assert_string_equal(asked(p, "city"), "t2 2");
    assert_string_equal(asked(p, "qualité de l’air"), "t1 1");
    assert_string_equal(asked(p, "ile de france"), "t1 1");
    assert_string_equal(asked(p, "nois*"), "t2 2");
    assert_string_equal(asked(p, "l'air e*"), "t1 1; t3 3");
    assert_string_equal(asked(p, "' \" * ("), "");
    assert_string_equal(asked(p, "rien"), "");
    struct vg_str two[] = {VG_STR("noise"), VG_STR("ile")};
    assert_string_equal(found(p, vg_expr_text(p->arena, two, 2), 0), "t1 1; t2 2");
}

/* The words with these letters, in order; "too many", or "none told". */
static const char *with_letters(struct place *p, const char *letters, bool ends, size_t most)
{
    struct vg_error err = {0};
    struct vg_session *x;
    struct vg_str *words;
    size_t n = 0;
    struct vg_buf b;
    assert_int_equal(vg_session_begin(p->store, (struct vg_hold){0}, &x, &err), VG_OK);
    enum vg_status r = vg_session_words(x, catalogue(p), vg_str_of(letters), ends, most, p->arena, &words, &n, &err);
    vg_session_end(x);
    if (r == VG_TOO_LARGE || r == VG_NOT_FOUND)
        return r == VG_NOT_FOUND ? "none told" : "too many";
    assert_int_equal(r, VG_OK);
    vg_buf_init(&b, 1 << 20);
    VG_BUF_LIT(&b, ".");
    for (size_t i = 0; i < n; i++)
        vg_buf_printf(&b, "%.*s.", (int)words[i].len, words[i].ptr);
    const char *out = vg_arena_strdup(p->arena, b.ptr);
    vg_buf_finish(&b);
    return out;
}

static void words(struct place *p)
{
    struct vg_error err = {0};
    enum vg_record_fate fate;
    struct vg_record_row bad = {.origin = "import", .text = VG_STR("Fiddlesticks")};
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){.id = "w1", .text = "Middle Earth, l'éclairé"});
    bad.values[VG_R_ID] = bad.values[VG_R_TITLE] = text("w0");
    bad.values[VG_R_UPDATED] = (struct vg_value){.kind = VG_V_DATETIME, .integer = INT64_MAX}; /* what one kind refuses */
    bad.values[VG_R_KEYWORDS] = (struct vg_value){.kind = VG_V_JSON, .text = VG_STR("{")};      /* and what the other one does */
    assert_int_equal(vg_records_put(w, &bad, &fate, &err), VG_BAD_INPUT); /* takes nothing of w1 along */
    end_batch(w);
    w = begin_batch(p, false);
    put(p, w, (struct said){.id = "w2", .text = "A middle, once more"});
    end_batch(w);

    assert_string_equal(with_letters(p, "iddl", false, 10), ".middle.");
    assert_string_equal(with_letters(p, "IDDLE", true, 10), ".middle.");
    assert_string_equal(with_letters(p, "iddl", true, 10), ".");
    assert_string_equal(with_letters(p, "middle", true, 10), ".middle.");
    assert_string_equal(with_letters(p, "Clairé", false, 10), ".eclaire.");
    assert_string_equal(with_letters(p, "z", false, 10), ".");
    assert_string_equal(with_letters(p, "e", false, 1), "too many");
    assert_string_equal(with_letters(p, "iddle e", false, 10), "none told");
    assert_string_equal(with_letters(p, "'", false, 10), "none told");
}

static void boxes(struct place *p)
{
    struct vg_error err = {0};
    struct vg_records *w = begin_batch(p, true);
    for (int i = 0; i < 300; i++) { /* enough for the R*Tree to be walked */
        char *id = vg_arena_printf(p->arena, "box%d", i);
        put(p, w, (struct said){id, .text = "box", .original = "", .lon = i % 60 + 1, .lat = i / 60 + 1.0});
    }
    end_batch(w);
    w = begin_batch(p, false);
    assert_int_equal(vg_records_remove(w, VG_STR("box0"), &err), VG_OK);
    end_batch(w);
    const struct vg_collection *c = catalogue(p);
    const struct vg_shape *shape;
    struct vg_bbox box = {.min = {1.2, 1.2}, .max = {1.8, 1.8}};
    struct vg_shape own = {.relation = VG_REL_INTERSECTS, .box = box, .is_box = true,
                           .geom = vg_geom_of_box(p->arena, &box, 1)};
    shape = &own;
    assert_non_null(c);
    assert_string_equal(found(p, vg_expr_spatial(p->arena, shape), 0), ""); /* the one that was removed, and no other */
    own.box = box = (struct vg_bbox){.min = {1.2, 1.2}, .max = {2.8, 2.8}};
    own.geom = vg_geom_of_box(p->arena, &box, 1);
    assert_string_equal(found(p, vg_expr_spatial(p->arena, shape), 0), "box1 ; box60 ; box61 ");
}

/* Two at a time from a position; the ids, and the position after them. */
static const char *next_two(struct place *p, const struct vg_expr *filter, struct vg_position *at, bool first)
{
    struct vg_error err = {0};
    const struct vg_collection *c = catalogue(p);
    struct vg_query q = {.collection = c, .filter = filter, .limit = 2, .no_geometry = true, .n_sort = 1,
                         .from = first ? NULL : at};
    struct vg_session *x;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    q.sort[0].field = vg_record_number_column(c);
    assert_int_equal(vg_session_begin(p->store, (struct vg_hold){0}, &x, &err), VG_OK);
    enum vg_status r = vg_session_select(x, &q, &cursor, &err);
    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, &err)) == VG_OK) {
        vg_buf_printf(&b, "%.*s ", (int)f->id.len, f->id.ptr);
        r = vg_cursor_position(cursor, p->arena, at, &err);
    }
    assert_int_equal(r, VG_END);
    vg_session_end(x);
    const char *out = vg_arena_strdup(p->arena, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return out;
}

/* Whatever is added, changed and removed meanwhile: none that was there throughout is missed, none comes twice. */
static void pages(struct place *p)
{
    struct vg_error err = {0};
    struct vg_position at;
    struct vg_str phrase = VG_STR("feuille");
    const struct vg_expr *filter = vg_expr_text(p->arena, &phrase, 1);
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){"p5", .text = "feuille 1"});
    put(p, w, (struct said){"p1", .text = "feuille 2"});
    put(p, w, (struct said){"p4", .text = "feuille 3"});
    put(p, w, (struct said){"p2", .text = "feuille 4"});
    put(p, w, (struct said){"p3", .text = "feuille 5"});
    end_batch(w);
    assert_string_equal(next_two(p, filter, &at, true), "p5 p1 ");
    w = begin_batch(p, false);
    put(p, w, (struct said){"p5", .text = "feuille 1, changed"});
    put(p, w, (struct said){"p2", .text = "feuille 4, changed"});
    put(p, w, (struct said){"p0", .text = "feuille 6"});
    assert_int_equal(vg_records_remove(w, VG_STR("p1"), &err), VG_OK);
    end_batch(w);
    assert_string_equal(next_two(p, filter, &at, false), "p4 p2 ");
    assert_string_equal(next_two(p, filter, &at, false), "p3 p0 ");
    assert_string_equal(next_two(p, filter, &at, false), "");
}

static const char *facets(struct place *p, enum vg_record_field by, const struct vg_expr *filter)
{
    struct vg_error err = {0};
    const struct vg_collection *c = catalogue(p);
    struct vg_query q = {.collection = c, .filter = filter};
    struct vg_aggregate ask = {.query = &q, .n_group = 1, .group = {vg_record_column(c, by)}, .n_measures = 2, .limit = 3,
                               .measures = {{VG_M_COUNT, -1}, {VG_M_MIN, vg_record_column(c, VG_R_TITLE)}},
                               .order = VG_LARGEST_FIRST};
    struct vg_session *x;
    struct vg_group *list = NULL;
    size_t n = 0;
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    assert_int_equal(vg_session_begin(p->store, (struct vg_hold){0}, &x, &err), VG_OK);
    if (vg_session_aggregate(x, &ask, p->arena, &list, &n, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_session_end(x);
    for (size_t i = 0; i < n; i++) {
        vg_buf_cstr(&b, i ? "; " : "");
        vg_value_put_text(&b, &list[i].keys[0]);
        vg_buf_printf(&b, " %lld ", (long long)list[i].measures[0].integer);
        vg_value_put_text(&b, &list[i].measures[1]);
    }
    const char *out = vg_arena_strdup(p->arena, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
    return out;
}

static void groups(struct place *p)
{
    struct vg_records *w = begin_batch(p, true);
    put(p, w, (struct said){"g1", .text = "groupe un", .keywords = "[\"eau\", \"air\"]"});
    put(p, w, (struct said){"g2", .text = "groupe deux", .keywords = "[\"eau\"]"});
    put(p, w, (struct said){"g3", .text = "groupe trois", .keywords = "[]"});
    put(p, w, (struct said){"g4", .text = "groupe quatre", .keywords = "[\"Été\", \"zone\"]"});
    end_batch(w);
    struct vg_str phrase = VG_STR("groupe");
    const struct vg_expr *filter = vg_expr_text(p->arena, &phrase, 1);
    assert_string_equal(facets(p, VG_R_KEYWORDS, filter), "eau 2 g1; air 1 g1; zone 1 g4");
    assert_string_equal(facets(p, VG_R_TYPE, filter), "dataset 4 g1");
    assert_string_equal(facets(p, VG_R_PARENT, filter), " 4 g1");
}

static void all(struct place *p)
{
    changes(p);
    origins(p);
    texts(p);
    words(p);
    groups(p);
    pages(p);
    boxes(p);
    readings(p);
    if (strncmp(vg_store_name(p->store), "memory:", 7) != 0) /* nobody reads that while it is written */
        batch_sees_itself(p);
}

/* --- the places ----------------------------------------------------------------------------------- */

static void a_store_in_memory_keeps_records(void **state)
{
    struct place *p = *state;
    struct vg_error err = {0};
    const struct vg_store_options o = {.crs = p->crs};
    if (vg_store_open_memory(&o, &p->store, &err) != VG_OK)
        fail_msg("%s", err.text);
    all(p);
    vg_store_close(p->store);
}

static void a_geopackage_keeps_records(void **state)
{
    struct place *p = *state;
    struct vg_error err = {0};
    struct vg_records *w;
    char path[96];
    strcpy(p->folder, "/tmp/vigie-records-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(path, sizeof path, "%s/r.gpkg", p->folder);
    const struct vg_store_options o = {.crs = p->crs, .writable = true, .create = true};
    if (vg_store_open(path, &o, &p->store, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_records_free(begin_batch(p, true)); /* a batch that is dropped leaves no table behind */
    assert_int_equal(vg_records_begin(p->store, false, &w, &err), VG_NOT_FOUND);
    all(p);
    vg_store_close(p->store);
    unlink(path);
    rmdir(p->folder);
}

static void a_database_keeps_records(void **state)
{
    struct place *p = *state;
    struct vg_error err = {0};
    if (!getenv("VIGIE_TEST_PG"))
        skip();
    assert_int_equal(db_set_up(NULL), 0);
    const struct vg_store_options o = {.crs = p->crs};
    if (vg_store_open(db.address, &o, &p->store, &err) != VG_OK)
        fail_msg("%s", err.text);
    all(p);
    vg_store_close(p->store);
    db_tear_down(NULL);
}

static int set_up(void **state)
{
    static struct place p;
    struct vg_error err = {0};
    p.crs = vg_crs_registry_new(&err);
    p.arena = vg_arena_new(256 << 20);
    *state = &p;
    return p.crs && p.arena ? 0 : -1;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    vg_crs_registry_free(p->crs);
    vg_arena_free(p->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_in_memory_keeps_records),
        cmocka_unit_test(a_geopackage_keeps_records),
        cmocka_unit_test(a_database_keeps_records),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
