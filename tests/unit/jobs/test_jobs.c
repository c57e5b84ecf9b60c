#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/jobs/jobs.h>

static char folder[PATH_MAX];

static int make_folder(void **state)
{
    (void)state;
    vg_log_set_level(VG_LOG_ERROR);
    snprintf(folder, sizeof(folder), "%s/vigie-jobs-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int count_files(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static int remove_folder(void **state)
{
    char path[PATH_MAX + 256];
    DIR *d = opendir(folder);

    (void)state;
    for (struct dirent *e; d && (e = readdir(d));) {
        snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
        (void)unlink(path);
    }
    if (d)
        closedir(d);
    (void)rmdir(folder);
    return 0;
}

static struct vg_jobs *start(int64_t max_bytes, int queue)
{
    const struct vg_jobs_options o = {.folder = folder, .max_bytes = max_bytes, .workers = 2, .queue_length = queue,
                                      .failed_ms = 60000};
    struct vg_jobs *j;
    struct vg_error err = {0};

    if (vg_jobs_new(&o, &j, &err) != VG_OK)
        fail_msg("%s", err.text);
    return j;
}

/* --- a piece of work that writes so many bytes, when it is let ----------------------------------- */

struct piece {
    pthread_mutex_t gate; /* held by the test: run waits for it */
    int bytes;
    enum vg_status result;
    atomic_int ran, freed;
};

#define PIECE(n) {.gate = PTHREAD_MUTEX_INITIALIZER, .bytes = (n)}

static enum vg_status run(void *ctx, struct vg_job *job, struct vg_error *err)
{
    struct piece *p = ctx;

    p->ran++;
    pthread_mutex_lock(&p->gate);
    pthread_mutex_unlock(&p->gate);
    FILE *f = fopen(vg_job_path(job), "w");
    assert_non_null(f);
    for (int i = 0; i < p->bytes; i++)
        fputc('x', f);
    fclose(f);
    enum vg_status r = vg_job_check(job, p->bytes, err);
    return r != VG_OK || p->result == VG_OK ? r : vg_fail(err, p->result, "", "it cannot be made");
}

static void freed(void *ctx)
{
    ((struct piece *)ctx)->freed++;
}

static struct vg_job_key key(uint64_t n)
{
    return (struct vg_job_key){{0xABCD, n}, "txt", 0};
}

static enum vg_status ask(struct vg_jobs *j, uint64_t n, struct piece *p, int wait_ms, struct vg_job_file *out,
                          struct vg_error *err)
{
    const struct vg_job_key k = key(n);
    const struct vg_job_work w = {run, freed, p};
    return vg_jobs_file(j, &k, &w, wait_ms, out, err);
}

#define LONG 20000

static void a_file_is_made_once_and_found_again(void **state)
{
    struct vg_jobs *j = start(1000, 4);
    struct piece p = PIECE(10);
    struct vg_job_file file;
    struct vg_error err = {0};
    const struct vg_job_key k = key(1);
    int64_t size = 0;

    (void)state;
    assert_false(vg_jobs_has(j, &k, &size));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_OK);
        assert_int_equal(file.size, 10);
        close(file.fd);
    }
    assert_int_equal(p.ran, 1);
    assert_int_equal(p.freed, 3);
    assert_true(vg_jobs_has(j, &k, &size));
    assert_int_equal(size, 10);
    vg_jobs_free(j);
    assert_int_equal(count_files(), 1);
}

static void who_waits_too_long_is_told_and_the_work_goes_on(void **state)
{
    struct vg_jobs *j = start(1000, 4);
    struct piece p = PIECE(10);
    struct vg_job_file file;
    struct vg_error err = {0};

    (void)state;
    pthread_mutex_lock(&p.gate);
    assert_int_equal(ask(j, 1, &p, 0, &file, &err), VG_END);
    assert_int_equal(ask(j, 1, &p, 1, &file, &err), VG_END);
    pthread_mutex_unlock(&p.gate);
    assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_OK);
    close(file.fd);
    assert_int_equal(p.ran, 1);
    vg_jobs_free(j);
    assert_int_equal(p.freed, 3);
}

static void what_fails_is_told_and_not_tried_again_at_once(void **state)
{
    struct vg_jobs *j = start(1000, 4);
    struct piece p = PIECE(10);
    struct vg_job_file file;
    struct vg_error err = {0};

    (void)state;
    p.result = VG_BAD_INPUT;
    for (int i = 0; i < 2; i++) {
        err = (struct vg_error){0};
        assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_BAD_INPUT);
        assert_string_equal(err.text, "it cannot be made");
    }
    assert_int_equal(p.ran, 1);
    assert_int_equal(count_files(), 0);
    vg_jobs_free(j);
}

static void more_than_may_wait_is_refused(void **state)
{
    struct vg_jobs *j = start(1000, 1);
    struct piece p[4] = {PIECE(1), PIECE(1), PIECE(1), PIECE(1)};
    struct vg_job_file file;
    struct vg_error err = {0};

    (void)state;
    for (int i = 0; i < 4; i++)
        pthread_mutex_lock(&p[i].gate);
    for (uint64_t i = 0; i < 2; i++) {
        assert_int_equal(ask(j, i, &p[i], 0, &file, &err), VG_END);
        while (!p[i].ran)
            sched_yield();
    }
    assert_int_equal(ask(j, 2, &p[2], 0, &file, &err), VG_END);
    assert_int_equal(ask(j, 3, &p[3], 0, &file, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "too many files are being made already");
    for (int i = 0; i < 4; i++)
        pthread_mutex_unlock(&p[i].gate);
    vg_jobs_free(j);
    assert_int_equal(p[3].freed, 1);
    assert_int_equal(p[2].freed, 1);
}

static void the_oldest_files_go_first(void **state)
{
    struct vg_jobs *j = start(150, 4); /* two, each with its sum */
    struct vg_job_file file;
    struct vg_error err = {0};
    int64_t size;

    (void)state;
    for (uint64_t i = 1; i <= 3; i++) {
        struct piece p = PIECE(40);
        assert_int_equal(ask(j, i, &p, LONG, &file, &err), VG_OK);
        const struct timespec old[2] = {{.tv_sec = 1000 + (time_t)i}, {.tv_sec = 1000 + (time_t)i}};
        assert_int_equal(futimens(file.fd, old), 0);
        close(file.fd);
    }
    const struct vg_job_key first = key(1), second = key(2), third = key(3);
    assert_false(vg_jobs_has(j, &first, &size));
    assert_true(vg_jobs_has(j, &second, &size));
    assert_true(vg_jobs_has(j, &third, &size));

    struct piece large = PIECE(151);
    assert_int_equal(ask(j, 4, &large, LONG, &file, &err), VG_TOO_LARGE);
    struct vg_job_key young = second;
    young.max_age_ms = 1000;
    assert_false(vg_jobs_has(j, &young, &size));
    vg_jobs_free(j);
}

static void touch(const char *name)
{
    char path[PATH_MAX + 256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static void what_a_dead_process_left_is_removed_and_no_more(void **state)
{
    char path[PATH_MAX + 256];

    (void)state;
    touch("part-00000000000000000000000000000001-77-1.gpkg");
    touch("part-00000000000000000000000000000001-77-1.gpkg-journal");
    touch("part-00000000000000000000000000000002-78-1.csv");
    touch("00000000000000000000000000000003.csv");
    touch("notes.txt");
    snprintf(path, sizeof(path), "%s/lock-00000000000000000000000000000002", folder);
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    vg_jobs_free(start(1000, 4));
    close(fd);
    assert_int_equal(count_files(), 4);
}

/* Two of them over one folder are to each other as two processes. */
static void what_another_process_makes_is_waited_for_and_not_made_again(void **state)
{
    struct vg_jobs *other = start(1000, 4), *j = start(1000, 4);
    struct piece old = PIECE(1), new = PIECE(2), own = PIECE(3);
    const struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    const struct vg_job_key k = {{0xABCD, 1}, "txt", 5000};
    const struct vg_job_work theirs = {run, freed, &new}, ours = {run, freed, &own};
    struct vg_job_file file;
    struct vg_error err = {0};

    (void)state;
    assert_int_equal(ask(other, 1, &old, LONG, &file, &err), VG_OK);
    assert_int_equal(futimens(file.fd, long_ago), 0);
    close(file.fd);
    pthread_mutex_lock(&new.gate);
    assert_int_equal(vg_jobs_file(other, &k, &theirs, 0, &file, &err), VG_END);
    while (!new.ran)
        sched_yield();
    /* The one that is there is too old. */
    assert_int_equal(vg_jobs_file(j, &k, &ours, 50, &file, &err), VG_END);
    pthread_mutex_unlock(&new.gate);
    assert_int_equal(vg_jobs_file(j, &k, &ours, LONG, &file, &err), VG_OK);
    assert_int_equal(file.size, 2);
    close(file.fd);
    assert_int_equal(own.ran, 0);
    vg_jobs_free(j);
    vg_jobs_free(other);
}

static void flip(const char *path, off_t at)
{
    const struct timespec later[2] = {{.tv_sec = 2000}, {.tv_sec = 2000}}; /* than whatever was seen of it */
    char byte;
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0x40;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    assert_int_equal(futimens(fd, later), 0);
    close(fd);
}

/* By the process that made it, as by another one; the bytes, the sum, or the end. */
static void a_file_whose_bytes_changed_is_made_anew(void **state)
{
    struct vg_job_file file;
    struct vg_error err = {0};
    char path[PATH_MAX + 64];
    const off_t places[] = {0, 299999, 300000, 300023};
    const struct vg_job_key k = key(1);

    (void)state;
    snprintf(path, sizeof path, "%s/000000000000abcd0000000000000001.txt", folder);
    for (size_t i = 0; i < 2 * VG_COUNT(places) + 1; i++) {
        struct vg_jobs *j = start(1 << 20, 4);
        struct piece p = PIECE(300000), again = PIECE(300000);
        assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_OK);
        close(file.fd);
        if (i % 2) {
            vg_jobs_free(j);
            j = start(1 << 20, 4);
        }
        if (i == 2 * VG_COUNT(places))
            assert_int_equal(truncate(path, 20), 0);
        else
            flip(path, places[i / 2]);
        assert_int_equal(ask(j, 1, &again, LONG, &file, &err), VG_OK);
        assert_int_equal(again.ran, 1);
        assert_int_equal(file.size, 300000);
        close(file.fd);
        vg_jobs_drop(j, &k);
        vg_jobs_free(j);
    }
}

static void a_folder_that_vanishes_is_made_anew(void **state)
{
    struct vg_jobs *j = start(1000, 4);
    struct piece p = PIECE(1);
    struct vg_job_file file;
    struct vg_error err = {0};

    assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_OK);
    close(file.fd);
    remove_folder(state);
    assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_OK);
    close(file.fd);
    assert_int_equal(p.ran, 2);
    vg_jobs_free(j);
}

static void stopping_sends_waiters_away(void **state)
{
    struct vg_jobs *j = start(1000, 4);
    struct piece p = PIECE(1);
    struct vg_job_file file;
    struct vg_error err = {0};

    (void)state;
    pthread_mutex_lock(&p.gate);
    assert_int_equal(ask(j, 1, &p, 0, &file, &err), VG_END);
    while (!p.ran)
        sched_yield();
    vg_jobs_stop(j);
    assert_int_equal(ask(j, 1, &p, LONG, &file, &err), VG_UNAVAILABLE);
    assert_int_equal(ask(j, 2, &p, LONG, &file, &err), VG_UNAVAILABLE);
    pthread_mutex_unlock(&p.gate);
    vg_jobs_free(j);
    assert_int_equal(count_files(), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_made_once_and_found_again),
        TEST(who_waits_too_long_is_told_and_the_work_goes_on),
        TEST(what_fails_is_told_and_not_tried_again_at_once),
        TEST(more_than_may_wait_is_refused),
        TEST(the_oldest_files_go_first),
        TEST(what_a_dead_process_left_is_removed_and_no_more),
        TEST(what_another_process_makes_is_waited_for_and_not_made_again),
        TEST(a_file_whose_bytes_changed_is_made_anew),
        TEST(a_folder_that_vanishes_is_made_anew),
        TEST(stopping_sends_waiters_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
