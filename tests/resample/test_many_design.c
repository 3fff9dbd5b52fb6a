/* Many fits with moderators side by side give, to the bit, what tsq_fit gives for each alone: whatever the method, the
 * scale, the order of the studies, how the moderators lie, and the width of the vectors. */
#include "check.h"
#include "golden_table.h"

#include <tausq/resample.h>

#include "num/stream.h"
#include "resample/many_design.h"

#include <stdlib.h>
#include <string.h>

#define SETS 120
#define MOST 24
#define COLUMNS 5

struct set {
    tsq_studies studies;
    double yi[MOST], vi[MOST], X[MOST * COLUMNS];
};

struct got {
    tsq__designed fit;
    double estimate[COLUMNS + 1], se[COLUMNS + 1], lb[COLUMNS + 1], ub[COLUMNS + 1];
};

/* Kinds of moderators: normal, groups of which some have one study, whole numbers, powers of the first, far from 0, and now
 * and then dependent ones. */
static double moderator(tsq__stream *stream, const struct set *s, size_t j, size_t i)
{
    const double first = s->X[i];
    switch ((j + tsq__stream_index(stream, 2)) % 6) {
    case 0:
        return tsq__stream_normal(stream);
    case 1:
        return tsq__stream_index(stream, 4) == 0 ? 1.0 : 0.0;
    case 2:
        return (double)tsq__stream_index(stream, 5);
    case 3:
        return j == 0 ? 1950.0 + tsq__stream_index(stream, 70) : first * first;
    case 4:
        return 1e6 + tsq__stream_uniform(stream);
    default:
        return j == 0 ? tsq__stream_uniform(stream) : 0.5 * first + 1e-7 * tsq__stream_normal(stream);
    }
}

/* Sizes 1 to 24, units 1e-9 to 1e9, variance ratios to 1e8, tau2 from 0 to 10; some exact fits, and some equal studies. */
static void fill(struct set *s, size_t m, uint64_t number)
{
    tsq__stream stream = tsq__stream_at(17 + m, number);
    const size_t k = number % 5 == 0 ? 1 + tsq__stream_index(&stream, 6) : 6 + tsq__stream_index(&stream, MOST - 5);
    const double unit = pow(10.0, 18.0 * tsq__stream_uniform(&stream) - 9.0);
    const double spread = number % 4 == 0 ? 8.0 * tsq__stream_uniform(&stream) : 2.0;
    const double tau2 = number % 3 == 0 ? 0.0 : pow(10.0, 4.0 * tsq__stream_uniform(&stream) - 3.0);
    s->studies = (tsq_studies){.k = k, .yi = s->yi, .vi = s->vi, .m = m, .X = s->X};
    for (size_t j = 0; j < m; j++) {
        const bool plain = number % 3 == 1;
        for (size_t i = 0; i < k; i++) {
            s->X[j * k + i] = plain ? tsq__stream_normal(&stream) : moderator(&stream, s, j, i);
        }
    }
    for (size_t i = 0; i < k; i++) {
        const double v = pow(10.0, -spread * tsq__stream_uniform(&stream));
        const double noise = number % 40 == 0 ? 0.0 : sqrt(v + tau2) * tsq__stream_normal(&stream);
        s->vi[i] = number % 7 == 0 ? unit * unit : unit * unit * v;
        s->yi[i] = number % 11 == 0 ? unit * (double)tsq__stream_index(&stream, 3) : unit * (0.3 + noise);
        s->yi[i] += number % 2 == 0 ? unit * 0.4 * s->X[i] : 0.0;
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool agrees(const struct set *s, const struct got *got, const tsq_fit_options *options)
{
    tsq_fit_result want;
    const tsq_status status = tsq_fit(&s->studies, options, &want, NULL);
    bool agreed = got->fit.status == status;
    if (status != TSQ_OK) {
        return agreed && isnan(got->fit.tau2) && isnan(got->fit.QM) && isnan(got->estimate[0]);
    }
    agreed = agreed && same(got->fit.tau2, want.tau2) && same(got->fit.QM, want.QM) && same(got->fit.I2, want.I2) &&
             same(got->fit.QE, want.QE);
    for (size_t c = 0; c < want.p; c++) {
        const tsq_coefficient *one = &want.coefficients[c];
        agreed = agreed && same(got->estimate[c], one->estimate) && same(got->se[c], one->se) &&
                 same(got->lb[c], one->ci_lb) && same(got->ub[c], one->ci_ub);
    }
    tsq_fit_free(&want);
    return agreed;
}

/* Returns how many the lanes left open. */
static size_t compare(size_t m, const tsq_fit_options *options, int width)
{
    static struct set sets[SETS];
    static struct got got[SETS];
    tsq__designs queue;
    const tsq__designs_shape shape = {.most = MOST, .m = m, .with_q = true};
    assert_int_equal(tsq__designs_new(options, shape, &queue, NULL), TSQ_OK);
    queue.tile.tile.width = width;
    for (size_t j = 0; j < SETS; j++) {
        fill(&sets[j], m, j);
        got[j].fit =
            (tsq__designed){.estimate = got[j].estimate, .se = got[j].se, .ci_lb = got[j].lb, .ci_ub = got[j].ub};
        tsq__designs_add(&queue, &sets[j].studies, &got[j].fit);
    }
    tsq__designs_flush(&queue);
    const size_t left_open = queue.left_open;
    tsq__designs_free(&queue);
    for (size_t j = 0; j < SETS; j++) {
        if (!agrees(&sets[j], &got[j], options)) {
            fail_msg("set %zu, %zu moderators, k = %zu, %s, %s: not what it is alone", j, m, sets[j].studies.k,
                     options->method->id, options->test->id);
        }
    }
    return left_open;
}

static tsq_fit_options options_of(const char *method, const char *test)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find(test);
    options.no_prediction = options.no_tau2_interval = true;
    return options;
}

static void methods_in_lanes_equal_the_single_fit(void **state)
{
    (void)state;
    static const char *const methods[] = {"FE", "DL", "PM", "REML", "ML"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const tsq_fit_options options = options_of(methods[i], i == 0 ? "z" : "knha");
        for (size_t m = 1; m <= TSQ__DESIGN_MOST; m++) {
            assert_true(compare(m, &options, 0) < SETS / 3); /* the lanes do most of even these */
        }
    }
}

static void what_the_lanes_do_not_do_equals_the_single_fit(void **state)
{
    (void)state;
    tsq_fit_options options = options_of("DL", "knha");
    assert_int_equal(compare(COLUMNS, &options, 0), SETS);
    options.no_intercept = true;
    assert_int_equal(compare(2, &options, 0), SETS);
    options = options_of("SJ", "z");
    assert_int_equal(compare(1, &options, 0), SETS);
}

static void tests_and_definitions_equal_the_single_fit(void **state)
{
    (void)state;
    static const char *const tests[] = {"z", "t", "adhoc", "kr"};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        tsq_fit_options options = options_of("REML", tests[i]);
        options.i2 = i % 2 == 0 ? TSQ_I2_Q : TSQ_I2_TAU2;
        options.level = i % 2 == 0 ? 90.0 : 99.0;
        options.tau2 = i == 1 ? 0.04 : (double)NAN;
        (void)compare(2, &options, 0);
    }
}

static void all_widths_give_the_same_bits(void **state)
{
    (void)state;
    const tsq_fit_options options = options_of("REML", "knha");
    (void)compare(3, &options, 4);
    (void)compare(3, &options, 2);
}

/* The studies of one data set of the table, from `row` on. */
static void read_set(const struct golden *data, const char *name, size_t *row, size_t m, struct set *s)
{
    size_t k = 0;
    while (*row + k < golden_rows(data) && strcmp(golden_text(data, "dataset", *row + k), name) == 0) {
        k++;
    }
    assert_true(k > 0 && k <= MOST);
    s->studies = (tsq_studies){.k = k, .yi = s->yi, .vi = s->vi, .m = m, .X = s->X};
    for (size_t i = 0; i < k; i++, ++*row) {
        s->yi[i] = golden_number(data, "yi", *row);
        s->vi[i] = golden_number(data, "vi", *row);
        for (size_t j = 0; j < m; j++) {
            const char column[] = {'x', (char)('1' + j), '\0'};
            s->X[j * k + i] = golden_number(data, column, *row);
        }
    }
}

/* Sets of which several studies have leverages near 1 and the others hardly determine the coefficients, with the intercept as a
 * column of ones, which the lanes do not take: REML's tau2 over the least v. Values: tests/golden/make/hard_models.py. */
static void studies_of_high_leverage_cost_no_digits(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t m;
        double tau2;
    } hard[] = {{"leverage1", 4, 7.19106276753813061},
                {"leverage2", 4, 49.1028139156494638},
                {"leverage3", 3, 193.815070237175497},
                {"leverage4", 3, 2.15384985066178818}};
    struct golden data = golden_open("leverage_data.csv");
    size_t row = 0;
    for (size_t h = 0; h < sizeof hard / sizeof *hard; h++) {
        static struct set s;
        tsq_fit_options options = options_of("REML", "z");
        tsq_fit_result with, without;
        read_set(&data, hard[h].name, &row, hard[h].m, &s);
        const size_t k = s.studies.k;
        double least = s.vi[0];
        assert_int_equal(tsq_fit(&s.studies, &options, &with, NULL), TSQ_OK);
        memmove(s.X + k, s.X, hard[h].m * k * sizeof *s.X);
        for (size_t i = 0; i < k; i++) {
            s.X[i] = 1.0;
            least = fmin(least, s.vi[i]);
        }
        s.studies.m++;
        options.no_intercept = true;
        assert_int_equal(tsq_fit(&s.studies, &options, &without, NULL), TSQ_OK);
        check_close(with.tau2 / least, hard[h].tau2, 1e-13, 0.0);
        check_close(without.tau2 / least, hard[h].tau2, 1e-13, 0.0);
        tsq_fit_free(&with);
        tsq_fit_free(&without);
    }
    golden_close(&data);
}

/* Closed forms to 1e-12 and roots to 1e-10: of the value, of the standard error of a coefficient, or of the least v. */
static void check_reference(const struct golden *rows, size_t row, const struct set *s, const struct got *got)
{
    const char *method = golden_text(rows, "method", row);
    const double within = strcmp(method, "FE") == 0 || strcmp(method, "DL") == 0 ? 1e-12 : 1e-10;
    double least = s->vi[0];
    for (size_t i = 1; i < s->studies.k; i++) {
        least = fmin(least, s->vi[i]);
    }
    const double tau2 = golden_number(rows, "tau2", row);
    check_close(got->fit.tau2, tau2, 0.0, within * (tau2 + least));
    check_close(got->fit.I2, golden_number(rows, "I2", row), 0.0, 100.0 * within);
    check_close(got->fit.QE, golden_number(rows, "QE", row), 1e-12, 0.0);
    check_close(got->fit.QM, golden_number(rows, "QM", row), 4.0 * within, 4.0 * within);
    for (size_t c = 0; c <= s->studies.m; c++) {
        const char b[] = {'b', (char)('0' + c), '\0'}, se[] = {'s', 'e', (char)('0' + c), '\0'};
        const double error = golden_number(rows, se, row);
        check_close(got->estimate[c], golden_number(rows, b, row), within, within * error);
        check_close(got->se[c], error, within, 0.0);
    }
}

static void fits_in_lanes_have_the_reference_values(void **state)
{
    (void)state;
    static struct set sets[400];
    static struct got got[400];
    struct golden data = golden_open("designs_data.csv"), rows = golden_open("designs.csv");
    const size_t n = golden_rows(&rows);
    size_t at = 0, left_open = 0;
    assert_true(n > 200 && n <= 400);
    for (size_t r = 0; r < n; r++) {
        const char *name = golden_text(&rows, "dataset", r), *method = golden_text(&rows, "method", r);
        const bool common = strcmp(method, "FE") == 0;
        const tsq_fit_options options = options_of(method, common ? "z" : "knha");
        const tsq__designs_shape shape = {MOST, (size_t)golden_number(&rows, "m", r), true};
        tsq__designs queue;
        if (common) {
            read_set(&data, name, &at, shape.m, &sets[r]);
        } else {
            sets[r] = sets[r - 1];
            sets[r].studies.yi = sets[r].yi;
            sets[r].studies.vi = sets[r].vi;
            sets[r].studies.X = sets[r].X;
        }
        got[r].fit =
            (tsq__designed){.estimate = got[r].estimate, .se = got[r].se, .ci_lb = got[r].lb, .ci_ub = got[r].ub};
        assert_int_equal(tsq__designs_new(&options, shape, &queue, NULL), TSQ_OK);
        tsq__designs_add(&queue, &sets[r].studies, &got[r].fit);
        tsq__designs_flush(&queue);
        left_open += queue.left_open;
        tsq__designs_free(&queue);
        check_reference(&rows, r, &sets[r], &got[r]);
    }
    assert_true(left_open < n / 5);
    golden_close(&data);
    golden_close(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_in_lanes_equal_the_single_fit),
        cmocka_unit_test(what_the_lanes_do_not_do_equals_the_single_fit),
        cmocka_unit_test(tests_and_definitions_equal_the_single_fit),
        cmocka_unit_test(all_widths_give_the_same_bits),
        cmocka_unit_test(studies_of_high_leverage_cost_no_digits),
        cmocka_unit_test(fits_in_lanes_have_the_reference_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
