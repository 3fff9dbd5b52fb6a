/* Gleser & Olkin 2009, ch. 19 of The Handbook of Research Synthesis and Meta-Analysis, 2nd ed.: trials of several
 * treatments with one control, from their counts to the generalised least squares estimate of each treatment. */
#include "check.h"

#include <tausq/fit.h>
#include <tausq/io.h>

#include <string.h>

/* Table 19.1. Contrasts are treatment less control here, control less treatment in the book. */
static const char TABLE[] = "study,trt,ai,n1i,ci,n2i\n"
                            "1,1,100,4000,40,1000\n"
                            "1,2,150,4000,40,1000\n"
                            "2,1,15,400,10,200\n"
                            "3,1,40,1000,150,2000\n"
                            "3,2,80,1000,150,2000\n"
                            "3,3,50,1000,150,2000\n";
static const int TREATMENT[] = {0, 1, 0, 0, 1, 2};

/* What is printed of a measure, and its digits. */
struct printed {
    const char *measure;
    double factor; /* the book's unit of the estimate */
    double estimate[3], covariance[6], QE;
    double digit_b, digit_v, digit_q;
};

static const struct printed BOOK[] = {
    /* p. 361, eqs. 19.6 and 19.7; p. 362, eq. 19.8 */
    {"RD",
     1.0,
     {0.0200, 0.0043, 0.0211},
     {24.612e-6, 19.954e-6, 13.323e-6, 28.538e-6, 13.255e-6, 69.806e-6},
     7.1907,
     1e-4,
     1e-9,
     1e-4},
    /* p. 363 */
    {"OR",
     1.0,
     {0.5099, 0.0044, 0.4301},
     {0.01412, 0.00712, 0.00425, 0.01178, 0.00455, 0.02703},
     2.057,
     1e-4,
     1e-5,
     1e-3},
    /* p. 364; covariances and Q by metafor 5.1-12 */
    {"RR",
     1.0,
     {0.4875, 0.0006, 0.4047},
     {0.01287, 0.00623, 0.00371, 0.01037, 0.00399, 0.02416},
     1.8954,
     1e-4,
     1e-5,
     1e-4},
    /* p. 365, in the book twice the angle */
    {"AS",
     2.0,
     {0.1010, 0.0102, 0.0982},
     {0.00058, 0.00040, 0.00024, 0.00061, 0.00025, 0.00137},
     4.264,
     1e-4,
     1e-5,
     1e-3},
};

static void compute(const char *measure, tsq_table **table, tsq_roles **roles, tsq_effects *effects)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    options.multi_arm = TSQ_MULTI_ARM_COVARIANCE;
    tsq_rows rows;
    tsq_error err;
    assert_int_equal(tsq_csv_read_memory(TABLE, strlen(TABLE), "book", &csv, NULL, table, &err), TSQ_OK);
    assert_int_equal(tsq_roles_new(*table, NULL, 0, roles, &err), TSQ_OK);
    assert_int_equal(tsq_table_where(*table, NULL, 0, &rows, &err), TSQ_OK);
    assert_int_equal(tsq_effects_compute(*roles, &rows, tsq_effect_find(measure), &options, effects, &err), TSQ_OK);
    tsq_rows_free(&rows);
}

static void fit_treatments(const tsq_effects *effects, const tsq_effects_pairs *pairs, tsq_fit_result *fit)
{
    double yi[6], vi[6], X[18] = {0.0};
    assert_int_equal(effects->k, 6);
    for (size_t i = 0; i < 6; i++) {
        yi[i] = effects->effect[i].yi;
        vi[i] = effects->effect[i].vi;
        X[(size_t)TREATMENT[i] * 6 + i] = 1.0;
    }
    const tsq_studies studies = {.k = 6, .yi = yi, .vi = vi, .m = 3, .X = X, .n_cov = pairs->n, .cov = pairs->pair};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find("FE");
    options.no_intercept = true;
    tsq_error err;
    assert_int_equal(tsq_fit(&studies, &options, fit, &err), TSQ_OK);
}

static void printed_results_are_met(void **state)
{
    (void)state;
    for (size_t b = 0; b < sizeof BOOK / sizeof *BOOK; b++) {
        const struct printed *book = &BOOK[b];
        tsq_table *table;
        tsq_roles *roles;
        tsq_effects effects;
        tsq_effects_pairs pairs;
        tsq_fit_result fit;
        tsq_error err;
        compute(book->measure, &table, &roles, &effects);
        assert_int_equal(tsq_effects_covariance(&effects, &pairs, &err), TSQ_OK);
        assert_int_equal(pairs.n, 4);
        assert_int_equal(pairs.n_trials, 2);
        fit_treatments(&effects, &pairs, &fit);
        const double f = book->factor;
        const size_t at[] = {0, 1, 2, 4, 5, 8};
        for (size_t j = 0; j < 3; j++) {
            check_close(-f * fit.coefficients[j].estimate, book->estimate[j], 0.0, 0.51 * book->digit_b);
        }
        for (size_t j = 0; j < 6; j++) {
            check_close(f * f * fit.vcov[at[j]], book->covariance[j], 0.0, 0.51 * book->digit_v);
        }
        check_close(fit.QE, book->QE, 0.0, book->digit_q);
        tsq_fit_free(&fit);
        tsq_effects_pairs_free(&pairs);
        tsq_effects_free(&effects);
        tsq_roles_free(roles);
        tsq_table_free(table);
    }
}

/* Table 19.3: standardised differences over the SD of all arms, with the covariances of eq. 19.19; p. 367. */
static void standardised_differences_of_all_arms(void **state)
{
    (void)state;
    const double treated[] = {7.87, 4.35, 9.32, 8.08, 7.44, 5.34}, control[] = {-1.36, -1.36, 0.98, 1.17, 0.45, 0.45};
    const double sd[] = {4.2593, 4.2593, 2.8831, 3.1764, 2.9344, 2.9344}, n1[] = {25, 22, 38, 50, 30, 30};
    const double n2[] = {25, 25, 40, 50, 30, 30}, n[] = {72, 72, 78, 100, 90, 90};
    const double X[] = {1, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1};
    double yi[6], vi[6];
    for (size_t i = 0; i < 6; i++) {
        yi[i] = (treated[i] - control[i]) / sd[i];
        vi[i] = 1.0 / n1[i] + 1.0 / n2[i] + yi[i] * yi[i] / (2.0 * n[i]);
    }
    const tsq_covariance cov[] = {{0, 1, 1.0 / 25.0 + yi[0] * yi[1] / 144.0},
                                  {4, 5, 1.0 / 30.0 + yi[4] * yi[5] / 180.0}};
    const tsq_studies studies = {.k = 6, .yi = yi, .vi = vi, .m = 2, .X = X, .n_cov = 2, .cov = cov};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find("FE");
    options.no_intercept = true;
    tsq_fit_result fit;
    assert_int_equal(tsq_fit(&studies, &options, &fit, NULL), TSQ_OK);
    check_close(fit.coefficients[0].estimate, 2.3743, 0.0, 5e-5);
    check_close(fit.coefficients[1].estimate, 1.5702, 0.0, 5e-5);
    check_close(fit.vcov[0], 0.02257, 0.0, 5e-6);
    check_close(fit.vcov[1], 0.01244, 0.0, 5e-6);
    check_close(fit.vcov[3], 0.03554, 0.0, 5e-6);
    check_close(fit.QE, 3.9447, 0.0, 5e-5);
    tsq_fit_free(&fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_results_are_met),
        cmocka_unit_test(standardised_differences_of_all_arms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
