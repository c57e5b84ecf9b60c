#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/fold.h>

static void check(void (*fold)(struct vg_buf *b, struct vg_str s), const char *s, const char *want)
{
    struct vg_buf b;

    vg_buf_init(&b, 1000);
    fold(&b, vg_str_of(s));
    assert_string_equal(b.ptr ? b.ptr : "", want);
    vg_buf_finish(&b);
}

static void case_is_folded_by_full_mappings(void **state)
{
    (void)state;
    check(vg_fold_case, "Straße", "STRASSE");
    check(vg_fold_case, "københavn", "KØBENHAVN");
    check(vg_fold_case, "Οδος", "ΟΔΟΣ");
    check(vg_fold_case, "ﬁn ŷ ǆ я 𐐨", "FIN Ŷ Ǆ Я 𐐀");
    check(vg_fold_case, "100% _x\\", "100% _X\\");
    check(vg_fold_case, "", "");
}

static void accents_go_and_letters_of_their_own_stay(void **state)
{
    (void)state;
    check(vg_fold_accents, "Chișinău", "Chisinau");
    check(vg_fold_accents, "Beyonce\xCC\x81", "Beyonce");
    check(vg_fold_accents, "København Łódź", "København Łodz");
    check(vg_fold_accents, "ΐ Ǘ ế", "ι U e");
}

static void broken_bytes_are_passed_on(void **state)
{
    (void)state;
    check(vg_fold_case, "a\xFF\xC3", "A\xFF\xC3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_is_folded_by_full_mappings),
        cmocka_unit_test(accents_go_and_letters_of_their_own_stay),
        cmocka_unit_test(broken_bytes_are_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
