/* vigie_math(op, a, b), vigie_float(a) and vigie_fold(which, text): what a filter computes, the same as in PostgreSQL.
 *
 * All numbers are doubles there and here; a result that is no finite number is null. */
#include <math.h>

#include <vigie/base/fold.h>

#include "../gpkg.h"

#define MAX_FOLDED ((size_t)16 << 20)

/* Far from the ends of a double; MIDDLING of postgis/read/terms.c. */
static bool is_middling(double x)
{
    return fabs(x) >= 1e-150 && fabs(x) <= 1e150;
}

/* In the steps that PostgreSQL takes; none where the quotient's whole part is not known to the unit. */
static double rest_of(double a, double b)
{
    if (!(a == 0 || is_middling(a)) || !is_middling(b) || fabs(a / b) >= 0x1p53)
        return NAN;
    volatile double whole = b * trunc(a / b); /* not fused with the difference */
    return a - whole;
}

static double computed(char op, double a, double b)
{
    switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return b == 0 ? NAN : a / b;
    case '%': return rest_of(a, b);
    case 'd': return b == 0 ? NAN : trunc(a / b);
    default: return a == 0 && b < 0 ? NAN : pow(a, b);
    }
}

static bool is_number(sqlite3_value *v)
{
    int type = sqlite3_value_type(v);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

static void math(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    const unsigned char *op = sqlite3_value_text(args[0]);

    (void)n;
    if (!op || !is_number(args[1]) || !is_number(args[2]))
        return; /* null */
    double v = computed((char)*op, sqlite3_value_double(args[1]), sqlite3_value_double(args[2]));
    if (isfinite(v))
        sqlite3_result_double(ctx, v);
}

/* What a column of floats holds, whatever double was written. */
static void single(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    if (is_number(args[0]))
        sqlite3_result_double(ctx, (float)sqlite3_value_double(args[0]));
}

static void fold(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    const unsigned char *which = sqlite3_value_text(args[0]);
    struct vg_buf b;

    (void)n;
    if (!which || sqlite3_value_type(args[1]) != SQLITE_TEXT)
        return; /* null */
    struct vg_str text = {(const char *)sqlite3_value_text(args[1]), (size_t)sqlite3_value_bytes(args[1])};
    vg_buf_init(&b, MAX_FOLDED);
    if (*which == 'c')
        vg_fold_case(&b, text);
    else
        vg_fold_accents(&b, text);
    if (b.failed != VG_OK)
        sqlite3_result_error_toobig(ctx);
    else
        sqlite3_result_text64(ctx, b.ptr ? b.ptr : "", b.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    vg_buf_finish(&b);
}

int vg_gpkg_register_terms(sqlite3 *db)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(db, "vigie_math", 3, flags, NULL, math, NULL, NULL, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(db, "vigie_float", 1, flags, NULL, single, NULL, NULL, NULL);
    return code == SQLITE_OK ? sqlite3_create_function_v2(db, "vigie_fold", 2, flags, NULL, fold, NULL, NULL, NULL)
                             : code;
}
