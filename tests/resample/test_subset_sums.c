/* Fits from sums over halves of subsets: each within the stated distance of the fit of those studies alone, whatever the
 * data; the same bits for every width of the vectors. */
#include "check.h"

#include <tausq/resample.h>

#include "num/lanes_targets.h"
#include "num/stream.h"
#include "resample/subset_sums.h"

#include <float.h>

#define MOST 14

enum kind { ORDINARY, PRECISIONS, FAR, CLOSE, EQUAL, TIES, LARGE_UNIT, SMALL_UNIT, HOMOGENEOUS, KINDS };

struct data {
    double yi[MOST], vi[MOST];
    tsq_studies studies;
};

static void fill(struct data *data, size_t k, enum kind kind, uint64_t seed)
{
    tsq__stream stream = tsq__stream_at(seed, kind);
    for (size_t i = 0; i < k; i++) {
        const double u = tsq__stream_uniform(&stream), z = tsq__stream_normal(&stream);
        double v = 0.01 + 0.2 * u, y = 0.2 + sqrt(v + 0.04) * z;
        v = kind == PRECISIONS ? pow(10.0, 8.0 * u - 4.0) : v;
        y = kind == PRECISIONS ? z * sqrt(v + 0.1) : y;
        y = kind == FAR ? 1e6 + y : kind == CLOSE ? 3.0 + 1e-9 * z : y;
        y = kind == EQUAL || (kind == TIES && i % 3 > 0) ? 0.7 : y;
        v = kind == TIES && i % 2 > 0 ? 0.05 : v;
        y = kind == HOMOGENEOUS ? 0.3 + 0.2 * sqrt(v) * z : y;
        const double unit = kind == LARGE_UNIT ? 1e25 : kind == SMALL_UNIT ? 1e-25 : 1.0;
        data->yi[i] = unit * y;
        data->vi[i] = unit * unit * v;
    }
    data->studies = (tsq_studies){.k = k, .yi = data->yi, .vi = data->vi};
}

/* A subset's row against the fits of its studies alone. */
struct check {
    const struct data *data;
    tsq_fit_options fit;
    bool exact; /* to the bit */
};

/* At most so many units of 2^-52 of `size` apart. */
static void assert_near(double a, double b, double units, double size)
{
    const double most = units * DBL_EPSILON * size;
    assert_true(a == b || (isnan(a) && isnan(b)) || fabs(a - b) <= most);
}

static size_t pick(const struct data *data, uint64_t in, double *yi, double *vi)
{
    size_t n = 0;
    for (size_t i = 0; i < data->studies.k; i++) {
        if ((in >> i & 1) != 0) {
            yi[n] = data->yi[i];
            vi[n++] = data->vi[i];
        }
    }
    return n;
}

/* Q, I2 and tau2 against the fit by the same method, estimate and interval against that with the same tau2. */
static tsq_status compare(void *context, const tsq_subset *subset)
{
    const struct check *check = context;
    double yi[MOST], vi[MOST], sum = 0.0;
    const size_t k = pick(check->data, subset->in[0], yi, vi);
    const tsq_studies studies = {.k = k, .yi = yi, .vi = vi};
    tsq_fit_options given = check->fit;
    tsq_fit_result alone, same;
    given.tau2 = k > 1 && (given.method->flags & TSQ_TAU2_COMMON) == 0 && !check->exact ? subset->tau2 : (double)NAN;
    assert_int_equal(tsq_fit(&studies, &check->fit, &alone, NULL), TSQ_OK);
    assert_int_equal(tsq_fit(&studies, &given, &same, NULL), TSQ_OK);
    for (size_t i = 0; i < k; i++) {
        sum += 1.0 / (vi[i] + subset->tau2);
    }
    const tsq_coefficient *mean = &same.coefficients[0];
    const double q = k > 1 ? alone.QE : 0.0, trace = k > 1 ? alone.QE_df / alone.vt : 1.0,
                 much = check->exact ? 0.0 : 1.0;
    const double spread = k > 1 ? sqrt(same.s2w * ((double)k - 1.0) / sum) : 0.0, at = fabs(mean->estimate);
    assert_true(subset->status == TSQ_OK && subset->k == k);
    assert_near(subset->estimate, mean->estimate, 3.0 * much, fmax(at, spread));
    assert_near(subset->se, mean->se, 4.0 * much, mean->se);
    assert_near(subset->ci_lb, mean->ci_lb, 8.0 * much, fmax(at, fmax(spread, fabs(mean->ci_lb))));
    assert_near(subset->ci_ub, mean->ci_ub, 8.0 * much, fmax(at, fmax(spread, fabs(mean->ci_ub))));
    assert_near(subset->QE, q, 4.0 * much, q);
    assert_near(subset->tau2, k > 1 && !isnan(alone.tau2) ? alone.tau2 : 0.0, 5.0 * much, q / trace);
    assert_near(subset->I2, alone.I2, 4.0 * much, 100.0);
    tsq_fit_free(&alone);
    tsq_fit_free(&same);
    return TSQ_OK;
}

static void check_all(const struct data *data, const char *method, const char *test, bool exact)
{
    struct check check = {.data = data, .exact = exact, .fit = TSQ_FIT_OPTIONS_INIT};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    check.fit.method = tsq_tau2_find(method);
    check.fit.test = tsq_test_find(test);
    check.fit.no_prediction = check.fit.no_tau2_interval = true;
    options.fit = check.fit;
    options.row = compare;
    options.context = &check;
    tsq_gosh gosh;
    assert_true(tsq__subset_sums_suit(data->studies.k, data->yi, data->vi) != exact);
    assert_int_equal(tsq_gosh_run(&data->studies, &options, NULL, &gosh, NULL), TSQ_OK);
    assert_true(gosh.n == ((uint64_t)1 << data->studies.k) - 1 && gosh.failed == 0);
    tsq_gosh_free(&gosh);
}

static const char *const cases[][2] = {{"FE", "z"},    {"FE", "knha"}, {"FE", "adhoc"}, {"DL", "z"},
                                       {"DL", "knha"}, {"DL", "t"},    {"DL", "adhoc"}};

static void every_subset_is_near_the_fit_alone(void **state)
{
    (void)state;
    struct data data;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (enum kind kind = 0; kind < KINDS; kind++) {
            for (size_t k = 1; k <= 9; k++) {
                fill(&data, k, kind, 100 + k);
                check_all(&data, cases[c][0], cases[c][1], false);
            }
        }
    }
    for (uint64_t seed = 1; seed <= 5; seed++) { /* more than a chunk */
        fill(&data, 12, seed % 2 == 0 ? PRECISIONS : ORDINARY, seed);
        check_all(&data, seed == 5 ? "FE" : "DL", "knha", false);
    }
}

/* What would leave double range goes the way of all other methods. */
static void extremes_are_fitted_as_alone(void **state)
{
    (void)state;
    struct data data;
    fill(&data, 6, ORDINARY, 3);
    data.yi[2] = 1e70;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        check_all(&data, cases[c][0], cases[c][1], true);
    }
    fill(&data, 5, ORDINARY, 4);
    data.vi[0] = 1e-90;
    check_all(&data, "DL", "z", true);
}

#define ROOM 64

static void every_width_gives_the_same_bits(void **state)
{
    (void)state;
    struct data data;
    for (size_t bits = 3; bits <= 6; bits++) {
        for (size_t c = 0; c < 4; c++) {
            double numbers[3][6][ROOM] = {{{0.0}}}, critical[ROOM] = {0.0};
            tsq__subset_signs signs[3];
            tsq__subset_sums sums;
            fill(&data, 9, (enum kind)c, 7);
            assert_int_equal(tsq__subset_sums_new(9, data.yi, data.vi, bits, &sums, NULL), TSQ_OK);
            for (size_t m = 0; m < (size_t)1 << bits; m++) {
                critical[m] = 1.96;
            }
            for (size_t w = 0; w < 3; w++) {
                double(*x)[ROOM] = numbers[w];
                const tsq__subset_fits fits = {x[0], x[1], x[2], x[3], x[4], c > 1 ? x[5] : NULL};
                const tsq__subset_wish wish = {.moment = c % 2 == 1, .scaled = c > 1};
                sums.width = 2 << w <= tsq__lane_width() ? 2 << w : 2;
                tsq__subset_sums_fit(&sums, 5, wish, &fits);
                signs[w] = tsq__subset_sums_signs(&sums, &fits, critical);
                for (size_t i = 0; i < 6; i++) {
                    assert_memory_equal(x[i], numbers[0][i], sizeof(double) << bits);
                }
                assert_memory_equal(&signs[w], &signs[0], sizeof signs[w]);
            }
            tsq__subset_sums_free(&sums);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_subset_is_near_the_fit_alone),
        cmocka_unit_test(extremes_are_fitted_as_alone),
        cmocka_unit_test(every_width_gives_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
