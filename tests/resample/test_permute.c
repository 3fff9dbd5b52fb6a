/* Permutation tests: against metafor, by their definition, and what must not change them. */
#include "fit_data.h"
#include "golden_table.h"

#include <tausq/resample.h>

static const char *const bcg_alloc =
    "RRRRAARRARSSS"; /* of the trials as in Berkey 1995: random, alternate, systematic */
static const double bcg_ablat[] = {44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33};

static int setup(void **state)
{
    size_t n;
    fit_data *sets = fit_data_read(&n);
    const fit_data *bcg = fit_data_find(sets, n, "bcg.rr");
    fit_data *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = *bcg;
    free(sets);
    *state = copy;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static tsq_permute permute(const tsq_studies *studies, const tsq_permute_options *options, const tsq_run *run)
{
    tsq_permute out;
    tsq_error err = {.code = TSQ_OK};
    if (tsq_permute_run(studies, options, run, &out, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return out;
}

static tsq_permute_options options_of(const char *method, const char *test)
{
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    return options;
}

static void all_arrangements_as_metafor(void **state)
{
    const fit_data *bcg = *state;
    struct golden golden = golden_open("permute.csv");
    assert_true(golden_rows(&golden) >= 20);
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        const size_t k = (size_t)golden_number(&golden, "k", i);
        const tsq_studies last = {.k = k, .yi = bcg->yi + 13 - k, .vi = bcg->vi + 13 - k};
        tsq_permute_options options = options_of(golden_text(&golden, "method", i), golden_text(&golden, "test", i));
        const double lb = golden_number(&golden, "ci_lb", i);
        options.no_interval = isnan(lb);
        tsq_permute got = permute(&last, &options, NULL);
        const tsq_permuted *mean = got.coefficient;
        assert_true(got.exact);
        assert_int_equal(got.n, (uint64_t)1 << k);
        check_close(mean->pval, golden_number(&golden, "pval", i), 1e-14, 0);
        check_close(mean->p_greater, golden_number(&golden, "p_greater", i), 1e-14, 0);
        check_close(mean->p_less, golden_number(&golden, "p_less", i), 1e-14, 0);
        check_close(mean->ci_lb, lb, 0, 2e-7); /* metafor's ties are within 1.5e-8 */
        check_close(mean->ci_ub, golden_number(&golden, "ci_ub", i), 0, 2e-7);
        tsq_permute_free(&got);
    }
    golden_close(&golden);
}

/* With one variance and no tau2 the statistic is the sum of the estimates: 1 + 2 = 3 makes ties that rounding hides. */
static void ties_count(void **state)
{
    (void)state;
    const double yi[] = {0.1, 0.2, 0.3, 0.7}, vi[] = {0.09, 0.09, 0.09, 0.09};
    const tsq_studies studies = {.k = 4, .yi = yi, .vi = vi};
    const tsq_permute_options options = options_of("FE", "z");
    tsq_permute got = permute(&studies, &options, NULL);
    assert_true(got.coefficient->pval == 2.0 / 16);
    tsq_permute_free(&got);
    /* 0.1 + 0.2 - 0.3 + 0.7 and -0.1 - 0.2 + 0.3 + 0.7 */
    const double other[] = {0.1, 0.2, -0.3, 0.7};
    const tsq_studies changed = {.k = 4, .yi = other, .vi = vi};
    got = permute(&changed, &options, NULL);
    int reached = 0;
    for (int s = 0; s < 16; s++) {
        const int sum = (s & 1 ? -1 : 1) + (s & 2 ? -2 : 2) + (s & 4 ? -3 : 3) + (s & 8 ? -7 : 7);
        reached += abs(sum) >= 7;
    }
    assert_true(got.coefficient->pval == reached / 16.0);
    tsq_permute_free(&got);
}

/* Every arrangement one by one by tsq_fit, on made-up studies: equal ones, zeros and opposite ones among them. */
static void counts_are_those_of_single_fits(void **state)
{
    (void)state;
    static const char *const methods[] = {"REML", "DL", "PM", "ML", "FE", "SJ", "HE", "EB"};
    static const char *const tests[] = {"knha", "z", "t", "adhoc"};
    unsigned long long random = 7;
    for (int round = 0; round < 48; round++) {
        const size_t k = 2 + (size_t)round % 6;
        double yi[7], vi[7], flipped[7];
        for (size_t i = 0; i < k; i++) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            yi[i] = (double)(random >> 40 & 15) / 4.0 - 1.0;
            vi[i] = round % 3 == 0 ? 0.25 : 0.05 * (double)(1 + (random >> 50 & 15));
        }
        tsq_permute_options options = options_of(methods[round % 8], tests[round / 8 % 4]);
        if (strcmp(methods[round % 8], "FE") == 0) {
            options.fit.test = tsq_test_find("z");
        }
        options.no_interval = true;
        options.fit.no_prediction = options.fit.no_tau2_interval = true;
        const tsq_studies studies = {.k = k, .yi = yi, .vi = vi}, other = {.k = k, .yi = flipped, .vi = vi};
        tsq_permute got = permute(&studies, &options, NULL);
        const double own = got.coefficient->statistic;
        unsigned reached = 0, as_large = 0, as_small = 0;
        for (unsigned s = 0; s < 1U << k; s++) {
            tsq_fit_result fit;
            for (size_t i = 0; i < k; i++) {
                flipped[i] = (s >> i & 1) != 0 ? -yi[i] : yi[i];
            }
            assert_int_equal(tsq_fit(&other, &options.fit, &fit, NULL), TSQ_OK);
            const double estimate = fit.coefficients[0].estimate, se = fit.coefficients[0].se;
            const double t = se > 0.0 || estimate != 0.0 ? estimate / se : 0.0, slack = 1e-9 * fmax(1.0, fabs(own));
            reached += fabs(t) >= fabs(own) - (isinf(own) ? 0.0 : slack);
            as_large += t >= own - (isinf(own) ? 0.0 : slack);
            as_small += t <= own + (isinf(own) ? 0.0 : slack);
            tsq_fit_free(&fit);
        }
        assert_true(got.coefficient->pval == reached / (double)(1U << k));
        assert_true(got.coefficient->p_greater == as_large / (double)(1U << k));
        assert_true(got.coefficient->p_less == as_small / (double)(1U << k));
        tsq_permute_free(&got);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* With a common effect the limit is an order statistic of the weighted means of all subsets: that of those flipped. */
static void common_effect_limits_are_means_of_subsets(void **state)
{
    const fit_data *bcg = *state;
    enum { K = 8 };
    double mean[1 << K];
    const tsq_studies studies = {.k = K, .yi = bcg->yi, .vi = bcg->vi};
    for (int s = 1; s < 1 << K; s++) {
        double sum = 0.0, weight = 0.0;
        for (int i = 0; i < K; i++) {
            const double w = (s >> i & 1) != 0 ? 1.0 / bcg->vi[i] : 0.0;
            sum += w * bcg->yi[i];
            weight += w;
        }
        mean[s - 1] = sum / weight;
    }
    qsort(mean, (1 << K) - 1, sizeof *mean, ascending);
    /* 256 * 0.025 = 6.4: 6 arrangements count where a value is rejected, of them 1 is that of the data */
    const tsq_permute_options options = options_of("FE", "z");
    tsq_permute got = permute(&studies, &options, NULL);
    check_close(got.coefficient->ci_lb, mean[5], 0, 1e-12);
    check_close(got.coefficient->ci_ub, mean[(1 << K) - 2 - 5], 0, 1e-12);
    tsq_permute_free(&got);
}

/* Orders of the rows of moderators by metafor 5.1-12: permutest(rma(yi, vi, mods = ..., threshold = 1e-12), exact = TRUE)
 * (tests/golden/make/resample.R). */
static void moderators_as_metafor(void **state)
{
    const fit_data *bcg = *state;
    static const struct {
        size_t k, m;
        bool ablat, random;
        const char *test;
        double pval[3], QM_p;
        uint64_t n;
    } rows[] = {
        {6, 1, true, false, "knha", {0.738888888888889, 0.0194444444444444}, 0.0194444444444444, 360},
        {6, 1, true, false, "z", {0.805555555555556, 0.0388888888888889}, 0.0388888888888889, 360},
        {7, 1, false, true, "knha", {0.19047619047619, 0.0476190476190476}, 0.0476190476190476, 21},
        {6, 2, true, true, "knha", {0.888888888888889, 0.0472222222222222, 0.0416666666666667}, 0.0125, 720},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double X[26];
        size_t at = 0;
        for (size_t i = 0; rows[r].ablat && i < rows[r].k; i++) {
            X[at++] = bcg_ablat[i];
        }
        for (size_t i = 0; rows[r].random && i < rows[r].k; i++) {
            X[at++] = bcg_alloc[i] == 'R' ? 1.0 : 0.0;
        }
        const tsq_studies studies = {.k = rows[r].k, .yi = bcg->yi, .vi = bcg->vi, .m = rows[r].m, .X = X};
        const tsq_permute_options options = options_of("REML", rows[r].test);
        tsq_permute got = permute(&studies, &options, NULL);
        assert_true(got.exact);
        assert_int_equal(got.n, rows[r].n);
        for (size_t c = 0; c <= rows[r].m; c++) {
            check_close(got.coefficient[c].pval, rows[r].pval[c], 1e-12, 0);
        }
        check_close(got.QM_p, rows[r].QM_p, 1e-12, 0);
        tsq_permute_free(&got);
    }
}

static bool same_result(const tsq_permute *a, const tsq_permute *b)
{
    return a->n == b->n && a->failed == b->failed && a->p == b->p &&
           memcmp(a->coefficient, b->coefficient, a->p * sizeof *a->coefficient) == 0;
}

static void threads_and_order_change_nothing(void **state)
{
    const fit_data *bcg = *state;
    static const size_t order[] = {5, 12, 0, 7, 3, 9, 1, 11, 2, 10, 4, 8, 6};
    double yi[13], vi[13];
    for (size_t i = 0; i < 13; i++) {
        yi[i] = bcg->yi[order[i]];
        vi[i] = bcg->vi[order[i]];
    }
    for (int random = 0; random < 2; random++) {
        const tsq_studies studies = {.k = 13, .yi = bcg->yi, .vi = bcg->vi}, mixed = {.k = 13, .yi = yi, .vi = vi};
        tsq_permute_options options = options_of("REML", "knha");
        options.most = random != 0 ? 1 : options.most;
        options.permutations = 5000;
        const tsq_run one = {.threads = 1, .seed = 5};
        tsq_permute want = permute(&studies, &options, &one);
        assert_true(want.exact == (random == 0));
        for (unsigned threads = 2; threads <= 4; threads++) {
            const tsq_run run = {.threads = threads, .seed = 5};
            tsq_permute got = permute(threads == 4 ? &mixed : &studies, &options, &run);
            assert_true(same_result(&got, &want));
            tsq_permute_free(&got);
        }
        const tsq_run other = {.threads = 1, .seed = 6};
        tsq_permute drawn = permute(&studies, &options, &other);
        assert_true(same_result(&drawn, &want) == (random == 0));
        tsq_permute_free(&drawn);
        tsq_permute_free(&want);
    }
}

static void unit_and_sign_follow(void **state)
{
    const fit_data *bcg = *state;
    double yi[9], vi[9];
    for (size_t i = 0; i < 9; i++) {
        yi[i] = -1024.0 * bcg->yi[i];
        vi[i] = 1024.0 * 1024.0 * bcg->vi[i];
    }
    const tsq_studies studies = {.k = 9, .yi = bcg->yi, .vi = bcg->vi}, scaled = {.k = 9, .yi = yi, .vi = vi};
    const tsq_permute_options options = options_of("REML", "knha");
    tsq_permute a = permute(&studies, &options, NULL), b = permute(&scaled, &options, NULL);
    assert_true(a.coefficient->pval == b.coefficient->pval);
    assert_true(a.coefficient->p_greater == b.coefficient->p_less);
    check_close(b.coefficient->ci_ub, -1024.0 * a.coefficient->ci_lb, 1e-11, 0);
    check_close(b.coefficient->ci_lb, -1024.0 * a.coefficient->ci_ub, 1e-11, 0);
    tsq_permute_free(&a);
    tsq_permute_free(&b);
}

static void few_and_equal_studies(void **state)
{
    (void)state;
    const double yi[] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, vi[] = {0.1, 0.2, 0.1, 0.4, 0.1, 0.1, 0.3};
    const double want[] = {NAN, 1.0, 2.0 / 4, 2.0 / 8};
    const tsq_permute_options options = options_of("REML", "knha");
    for (size_t k = 1; k <= 3; k++) {
        const tsq_studies studies = {.k = k, .yi = yi, .vi = vi};
        tsq_permute got = permute(&studies, &options, NULL);
        assert_true(got.coefficient->pval == want[k]);
        assert_true(isnan(got.coefficient->ci_lb) && isnan(got.coefficient->ci_ub));
        tsq_permute_free(&got);
    }
    /* the statistic of equal estimates is infinite, that of all others is not */
    const tsq_studies equal = {.k = 7, .yi = yi, .vi = vi};
    tsq_permute got = permute(&equal, &options, NULL);
    assert_true(isinf(got.coefficient->statistic) && got.coefficient->pval == 2.0 / 128);
    tsq_permute_free(&got);
    const double zero[] = {0, 0, 0};
    const tsq_studies nothing = {.k = 3, .yi = zero, .vi = vi};
    got = permute(&nothing, &options, NULL);
    assert_true(got.coefficient->pval == 1.0);
    tsq_permute_free(&got);
}

static bool stop_early(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)total;
    return done < 3000;
}

static void what_is_refused_and_stopped(void **state)
{
    const fit_data *bcg = *state;
    double yi[45], vi[45];
    for (size_t i = 0; i < 45; i++) {
        yi[i] = bcg->yi[i % 13];
        vi[i] = bcg->vi[i % 13];
    }
    const tsq_studies many = {.k = 45, .yi = yi, .vi = vi}, none = {.k = 0, .yi = yi, .vi = vi};
    tsq_permute_options options = options_of("DL", "z");
    tsq_permute got;
    tsq_error err;
    assert_int_equal(tsq_permute_run(&none, &options, NULL, &got, &err), TSQ_E_EMPTY);
    options.all = true;
    assert_int_equal(tsq_permute_run(&many, &options, NULL, &got, &err), TSQ_E_OPTION);
    assert_null(got.coefficient);
    options.all = false;
    options.permutations = 1;
    assert_int_equal(tsq_permute_run(&many, &options, NULL, &got, &err), TSQ_E_OPTION);
    options.permutations = 100000;
    options.no_interval = true;
    const tsq_run run = {.threads = 1, .seed = 1, .progress = stop_early};
    assert_int_equal(tsq_permute_run(&many, &options, &run, &got, &err), TSQ_E_STOPPED);
    assert_true(got.partial && got.n >= 3000 && got.n < 100000 && !isnan(got.coefficient->pval));
    tsq_permute_free(&got);
    const tsq_studies fewer = {.k = 14, .yi = yi, .vi = vi};
    assert_int_equal(tsq_permute_run(&fewer, &options, &run, &got, &err), TSQ_E_STOPPED);
    assert_true(got.partial && isnan(got.coefficient->pval));
    tsq_permute_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_arrangements_as_metafor),
        cmocka_unit_test(ties_count),
        cmocka_unit_test(counts_are_those_of_single_fits),
        cmocka_unit_test(common_effect_limits_are_means_of_subsets),
        cmocka_unit_test(moderators_as_metafor),
        cmocka_unit_test(threads_and_order_change_nothing),
        cmocka_unit_test(unit_and_sign_follow),
        cmocka_unit_test(few_and_equal_studies),
        cmocka_unit_test(what_is_refused_and_stopped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
