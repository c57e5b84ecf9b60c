/* A bare SQLite scan: the physical limit of long pages from a GeoPackage.
 *
 *     scan FILE SQL [REPEAT]
 *
 * Steps through every row and touches every column as a reader must; prints rows a second (best of REPEAT). */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long touch(sqlite3_stmt *st, int n)
{
    long sum = 0;
    for (int i = 0; i < n; i++)
        switch (sqlite3_column_type(st, i)) {
        case SQLITE_INTEGER: sum += (long)sqlite3_column_int64(st, i); break;
        case SQLITE_FLOAT: sum += (long)sqlite3_column_double(st, i); break;
        case SQLITE_NULL: break;
        default: sum += sqlite3_column_bytes(st, i) + *(const char *)sqlite3_column_blob(st, i);
        }
    return sum;
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    if (argc < 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "pragma mmap_size=4294967296", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, argv[2], -1, &st, NULL) != SQLITE_OK) {
        fprintf(stderr, "scan FILE SQL [REPEAT]\n");
        return 2;
    }
    double best = 0;
    long sum = 0;
    for (int k = argc > 3 ? atoi(argv[3]) : 3; k > 0; k--) {
        long rows = 0;
        double from = seconds();
        while (sqlite3_step(st) == SQLITE_ROW) {
            sum += touch(st, sqlite3_column_count(st));
            rows++;
        }
        sqlite3_reset(st);
        double rate = (double)rows / (seconds() - from);
        best = rate > best ? rate : best;
    }
    printf("%.0f\n", best);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return sum == 42; /* the sum is used, so nothing is left out */
}
