/* Generalised least squares: fits of estimates with covariances, against whole matrices in 50 digits. */
#include "covariance_data.h"

static void judge_table(const char *table, size_t least)
{
    FILE *file = open_golden(table);
    char line[1024];
    size_t rows = 0, wrong = 0;
    row r;
    while (read_row(file, line, sizeof line, &r)) {
        const tsq_studies studies = studies_of(find_set(r.dataset));
        const tsq_fit_options options = options_of(r.method, r.test, variant_of(r.quantity));
        tsq_fit_result fit = must_fit(&studies, &options);
        const double got = quantity_of(&fit, r.quantity), error = fabs(got - r.value);
        rows++;
        if (!(error <= r.atol + r.rtol * fabs(r.value))) {
            wrong++;
            print_error("%s %s %s %s is %.17g, not %.17g (error %.2g, allowed %.2g)\n", r.dataset, r.method, r.test,
                        r.quantity, got, r.value, error, r.atol + r.rtol * fabs(r.value));
        }
        tsq_fit_free(&fit);
    }
    fclose(file);
    print_message("%s: %zu rows\n", table, rows);
    assert_true(rows >= least);
    assert_int_equal(wrong, 0);
}

static void agrees_with_whole_matrices(void **state)
{
    (void)state;
    judge_table("covariance_fit.csv", 1000);
}

static void agrees_with_metafor(void **state)
{
    (void)state;
    judge_table("covariance_metafor.csv", 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_whole_matrices),
        cmocka_unit_test(agrees_with_metafor),
    };
    return cmocka_run_group_tests(tests, read_sets, free_sets);
}
