/* Tails of sums of weighted chi-squares against two independent methods at 20 digits.
 *
 * The eigenvalues are set by a design that touches none of the studies that carry them: no intercept, and a moderator
 * that is 0 but for one further study. */
#include "check.h"

#include "golden_table.h"
#include "num/quadform.h"

#include <string.h>

#define MOST 64

struct form {
    tsq__model model;
    tsq__wls wls;
    double weights[MOST], sigma[MOST];
};

static size_t read_list(const char *text, double *out)
{
    size_t n = 0;
    char *end;
    for (const char *at = text; *at != '\0'; at = *end == ';' ? end + 1 : end) {
        assert_true(n < MOST - 1);
        out[n++] = strtod(at, &end);
        assert_true(end != at);
    }
    return n;
}

static void open_form(struct form *form, const double *lambda, size_t n)
{
    double y[MOST] = {0}, v[MOST], x[MOST] = {0};
    for (size_t i = 0; i <= n; i++) {
        v[i] = 1.0 + (double)i; /* increasing, so that sorting leaves the order alone */
        form->weights[i] = i < n ? lambda[i] / (2.5 + (double)(i % 3)) : 1.0;
        form->sigma[i] = i < n ? 2.5 + (double)(i % 3) : 1.0;
    }
    x[n] = 1.0;
    const tsq_studies studies = {.k = n + 1, .yi = y, .vi = v, .m = 1, .X = x};
    assert_int_equal(tsq__model_new(&studies, false, &form->model, NULL), TSQ_OK);
    assert_int_equal(tsq__wls_new(&form->model, &form->wls, NULL), TSQ_OK);
    tsq__wls_fit(&form->wls, form->weights);
}

static void tails_agree(void **state)
{
    (void)state;
    struct golden table = golden_open("quadform.csv");
    double worst = 0.0;
    for (size_t row = 0; row < golden_rows(&table); row++) {
        double lambda[MOST], work[2];
        const size_t n = read_list(golden_text(&table, "lambdas", row), lambda);
        struct form form;
        open_form(&form, lambda, n);
        tsq__tail upper, lower;
        tsq__quadform_tails(&form.wls, form.sigma, golden_number(&table, "x", row), work, &upper, &lower);
        const double want_upper = golden_number(&table, "upper", row), want_lower = golden_number(&table, "lower", row);
        const double error_upper = fabs(upper.p / want_upper - 1.0), error_lower = fabs(lower.p / want_lower - 1.0);
        const double error = want_upper < want_lower ? error_upper : error_lower;
        worst = fmax(worst, error);
        if (!(error <= 1e-12) || !(fmin(error_upper, error_lower) <= 1e-12)) {
            fail_msg("row %zu: upper %.17g (%.17g), lower %.17g (%.17g)", row + 2, upper.p, want_upper, lower.p,
                     want_lower);
        }
        tsq__wls_free(&form.wls);
        tsq__model_free(&form.model);
    }
    print_message("%zu quadratic forms, largest relative error of the smaller tail %.1e\n", golden_rows(&table), worst);
    golden_close(&table);
}

/* With weights 1/v the form is Q itself: chi-square with k - 1 degrees of freedom. */
static void a_mean_gives_chi_square(void **state)
{
    (void)state;
    const double y[] = {0.1, 0.4, -0.3, 2.0, 1.1, 0.7}, v[] = {0.01, 0.2, 0.3, 0.5, 3.0, 40.0};
    const tsq_studies studies = {.k = 6, .yi = y, .vi = v};
    tsq__model model;
    tsq__wls wls;
    assert_int_equal(tsq__model_new(&studies, true, &model, NULL), TSQ_OK);
    assert_int_equal(tsq__wls_new(&model, &wls, NULL), TSQ_OK);
    tsq__wls_at(&wls, 0.0);
    for (double q = 0.01; q < 300.0; q *= 1.7) {
        double work[2];
        tsq__tail upper, lower;
        tsq__quadform_tails(&wls, model.v, q, work, &upper, &lower);
        check_close(upper.p, tsq__chisq_upper_tail(q, 5.0).p, 2e-13, 0);
        check_close(lower.p, tsq__chisq_lower_tail(q, 5.0).p, 2e-13, 0);
    }
    tsq__wls_free(&wls);
    tsq__model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_agree),
        cmocka_unit_test(a_mean_gives_chi_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
