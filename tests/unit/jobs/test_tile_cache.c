#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/jobs/tile_cache.h>

static char folder[PATH_MAX];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/vigie-tiles-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st;
    (void)flag;
    (void)at;
    return remove(path);
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int64_t total;
static int n_files;
static char last_file[PATH_MAX];

static int add_size(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)at;
    if (flag == FTW_F) {
        total += st->st_size;
        n_files++;
        snprintf(last_file, sizeof last_file, "%s", path);
    }
    return 0;
}

static int64_t bytes_on_disk(void)
{
    total = n_files = 0;
    assert_int_equal(nftw(folder, add_size, 16, FTW_PHYS), 0);
    return total;
}

static struct vg_tile_cache *start(size_t memory, int64_t files)
{
    const struct vg_tile_cache_options o = {folder, memory, files};
    struct vg_tile_cache *c = NULL;
    struct vg_error err = {0};
    assert_int_equal(vg_tile_cache_new(&o, &c, &err), VG_OK);
    return c;
}

static struct vg_hash key_of(int i)
{
    return vg_hash_bytes(&i, sizeof i);
}

static void put(struct vg_tile_cache *c, int i, size_t size)
{
    char *bytes = calloc(1, size + 1);
    memset(bytes, 'a' + i % 26, size);
    const struct vg_tile t = {.plain = {bytes, size}, .gzip = {"packed", 6}, .etag = key_of(1000 + i)};
    const struct vg_tile *kept = vg_tile_cache_put(c, key_of(i), &t);
    free(bytes);
    assert_non_null(kept);
    vg_tile_cache_give((void *)kept);
}

/* Is it there, and right? */
static bool has(struct vg_tile_cache *c, int i, int64_t max_age_ms)
{
    const struct vg_tile *t = vg_tile_cache_get(c, key_of(i), max_age_ms);
    if (!t)
        return false;
    if (t->plain.len)
        assert_int_equal(t->plain.ptr[t->plain.len - 1], 'a' + i % 26);
    assert_true(vg_str_is(t->gzip, "packed"));
    assert_int_equal(t->etag.lo, key_of(1000 + i).lo);
    vg_tile_cache_give((void *)t);
    return true;
}

static struct vg_tile_cache_stats stats_of(struct vg_tile_cache *c)
{
    struct vg_tile_cache_stats s;
    vg_tile_cache_stats(c, &s);
    return s;
}

static void what_was_put_is_there_and_nothing_else(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(1 << 20, 0);
    put(c, 1, 5000);
    put(c, 2, 0);
    assert_true(has(c, 1, 0));
    assert_true(has(c, 2, 0));
    assert_false(has(c, 3, 0));
    assert_int_equal(bytes_on_disk(), 0);
    const struct vg_tile_cache_stats s = stats_of(c);
    assert_int_equal(s.from_memory, 2);
    assert_int_equal(s.missed, 1);
    vg_tile_cache_free(c);
}

static void memory_has_a_ceiling_and_keeps_what_was_used_last(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(100000, 0);
    for (int i = 0; i < 9; i++)
        put(c, i, 10000);
    for (int i = 9; i < 100; i++) {
        assert_true(has(c, 0, 0)); /* asked for again and again */
        put(c, i, 10000);
        assert_true(stats_of(c).bytes <= 100000);
    }
    assert_true(has(c, 0, 0));
    assert_true(has(c, 99, 0));
    assert_false(has(c, 50, 0));
    put(c, 200, 50000); /* takes too large a share */
    assert_false(has(c, 200, 0));
    vg_tile_cache_free(c);
}

static void what_is_lent_outlives_the_table(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(100000, 0);
    put(c, 1, 10000);
    const struct vg_tile *t = vg_tile_cache_get(c, key_of(1), 0);
    for (int i = 2; i < 50; i++)
        put(c, i, 10000);
    assert_false(has(c, 1, 0));
    assert_int_equal(t->plain.ptr[9999], 'b');
    vg_tile_cache_give((void *)t);
    vg_tile_cache_free(c);
}

static void files_outlive_the_process_and_may_be_broken_or_gone(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(0, 1 << 30);
    put(c, 1, 5000);
    vg_tile_cache_free(c);
    c = start(0, 1 << 30);
    assert_true(has(c, 1, 0));
    assert_int_equal(stats_of(c).from_file, 1);
    bytes_on_disk();
    assert_int_equal(n_files, 1);
    assert_int_equal(truncate(last_file, 4000), 0);
    assert_false(has(c, 1, 0));
    put(c, 1, 5000);
    assert_int_equal(truncate(last_file, 0), 0);
    assert_false(has(c, 1, 0));
    assert_int_equal(unlink(last_file), 0);
    assert_false(has(c, 1, 0));
    put(c, 1, 5000);
    assert_true(has(c, 1, 0));
    vg_tile_cache_free(c);
}

/* Any bit of it. */
static void a_file_whose_bytes_changed_is_no_tile_and_goes(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(0, 1 << 30);
    const off_t places[] = {0, 8, 23, 31, 40, 48, 1000, 5050, 5061};
    for (size_t i = 0; i < VG_COUNT(places); i++) {
        char byte;
        put(c, 1, 5000);
        bytes_on_disk();
        int fd = open(last_file, O_RDWR);
        assert_int_equal(pread(fd, &byte, 1, places[i]), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, places[i]), 1);
        close(fd);
        assert_false(has(c, 1, 0));
        bytes_on_disk();
        assert_int_equal(n_files, 0);
    }
    vg_tile_cache_free(c);
}

static void files_have_a_ceiling(void **state)
{
    (void)state;
    const int64_t ceiling = 256 * 10000;
    struct vg_tile_cache *c = start(0, ceiling);
    for (int i = 0; i < 2000; i++)
        put(c, i, 2000);
    assert_true(bytes_on_disk() <= ceiling);
    assert_true(bytes_on_disk() > ceiling / 4);
    assert_true(has(c, 1999, 0));
    vg_tile_cache_free(c);
}

static void what_is_too_old_counts_as_gone(void **state)
{
    (void)state;
    struct vg_tile_cache *c = start(1 << 20, 1 << 30);
    put(c, 1, 5000);
    assert_true(has(c, 1, 60000));
    usleep(5000);
    assert_false(has(c, 1, 1));
    vg_tile_cache_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
        TEST(what_was_put_is_there_and_nothing_else),
        TEST(memory_has_a_ceiling_and_keeps_what_was_used_last),
        TEST(what_is_lent_outlives_the_table),
        TEST(files_outlive_the_process_and_may_be_broken_or_gone),
        TEST(a_file_whose_bytes_changed_is_no_tile_and_goes),
        TEST(files_have_a_ceiling),
        TEST(what_is_too_old_counts_as_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
