/* Effect sizes against other programs, publications and 50-digit arithmetic: tests/golden/effect*.csv. */
#include "check.h"

#include "golden_row.h"

#include <tausq/effect.h>

enum { MEASURES = 128, VTYPES = 8 };

/* Golden rows per measure and per variance formula. */
static size_t rows_of[MEASURES];
static size_t rows_of_vtype[MEASURES][VTYPES];

static size_t position(const char *measure)
{
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        if (strcmp(tsq_effect_at(i)->id, measure) == 0) {
            return i;
        }
    }
    fail_msg("a golden row for %s, which is not registered", measure);
    return 0;
}

/* Which of the blank-separated words; the first for "". */
static size_t word_position(const char *words, const char *word)
{
    size_t i = 0;
    for (const char *at = words; word[0] != '\0'; i++) {
        const size_t length = strcspn(at, " ");
        if (length == strlen(word) && strncmp(at, word, length) == 0) {
            return i;
        }
        if (at[length] == '\0') {
            fail_msg("a golden row for variance formula %s, which is not among %s", word, words);
        }
        at += length + 1;
    }
    return 0;
}

static void check_table(const char *name)
{
    char path[GOLDEN_LINE];
    snprintf(path, sizeof path, "%s/%s", TAUSQ_GOLDEN_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    struct golden_row golden;
    assert_non_null(fgets(golden.line, sizeof golden.line, file));
    size_t n = 0;
    while (golden_next(file, &golden)) {
        n++;
        const size_t at = position(golden.measure);
        const tsq_effect_measure *measure = tsq_effect_at(at);
        rows_of[at]++;
        rows_of_vtype[at][word_position(measure->vtypes, golden.vtype)]++;
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        const tsq_status status = measure->compute(&golden.row, &golden.options, &value);
        if (status != TSQ_OK || !tsq_is_close(value.yi, golden.yi, golden.rtol, 0.0) ||
            !tsq_is_close(value.vi, golden.vi, golden.rtol, 0.0)) {
            fail_msg("%s row %zu (%s %s, %s): %s, yi %.17g not %.17g, vi %.17g not %.17g", name, n, golden.measure,
                     golden.vtype, golden.source, status == TSQ_OK ? "ok" : value.reason, value.yi, golden.yi, value.vi,
                     golden.vi);
        }
        check_close(value.sei * value.sei, value.vi, 1e-15, 0.0);
    }
    fclose(file);
    assert_true(n > 0);
}

static void by_metafor(void **state)
{
    (void)state;
    check_table("effect.csv");
    check_table("effect_counts.csv");
    check_table("effect_measures.csv");
    check_table("effect_quantitative.csv");
    check_table("effect_metadat.csv");
}

static void in_50_digits(void **state)
{
    (void)state;
    check_table("effect_exact.csv");
    check_table("effect_quantitative_exact.csv");
    check_table("effect_measures_exact.csv");
}

static void as_published(void **state)
{
    (void)state;
    check_table("effect_published.csv");
    check_table("effect_counts_published.csv");
}

/* Runs last: a measure or a variance formula without a reference row fails. */
static void every_measure_has_rows(void **state)
{
    (void)state;
    assert_true(tsq_effect_count() <= MEASURES);
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        if (rows_of[i] == 0) {
            fail_msg("%s has no row in tests/golden/effect*.csv", measure->id);
        }
        size_t formula = 0;
        for (const char *at = measure->vtypes; *at != '\0'; formula++) {
            const size_t length = strcspn(at, " ");
            if (rows_of_vtype[i][formula] == 0) {
                fail_msg("%s has no row for variance formula %.*s in tests/golden/effect*.csv", measure->id,
                         (int)length, at);
            }
            at += length + strspn(at + length, " ");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_metafor),
        cmocka_unit_test(in_50_digits),
        cmocka_unit_test(as_published),
        cmocka_unit_test(every_measure_has_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
