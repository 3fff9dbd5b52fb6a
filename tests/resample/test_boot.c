/* The bootstrap: intervals against R's boot, replicates against the single fit, and what must not change them. */
#include "fit_data.h"
#include "golden_table.h"

#include "resample/boot.h"

#define MOST 400

static int setup(void **state)
{
    size_t n;
    fit_data *sets = fit_data_read(&n);
    fit_data *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = *fit_data_find(sets, n, "bcg.rr");
    free(sets);
    *state = copy;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* ---- intervals ------------------------------------------------------------------------------------------------- */

struct set {
    double value[MOST], se[MOST], left_out[MOST];
    tsq__boot_values values;
};

static void read_set(const char *name, struct set *set)
{
    struct golden golden = golden_open("boot_values.csv");
    *set = (struct set){0};
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        const char *role = golden_text(&golden, "role", i);
        const double x = golden_number(&golden, "value", i);
        if (strcmp(golden_text(&golden, "set", i), name) != 0) {
            continue;
        }
        if (strcmp(role, "observed") == 0) {
            set->values.observed = x;
        } else if (strcmp(role, "observed_se") == 0) {
            set->values.observed_se = x;
        } else if (strcmp(role, "left_out") == 0) {
            set->left_out[set->values.n_left_out++] = x;
        } else if (strcmp(role, "se") == 0) {
            size_t at = 0;
            while (set->se[at] != 0.0) {
                at++;
            }
            set->se[at] = x;
        } else {
            set->value[set->values.n++] = x;
        }
    }
    set->values.value = set->value;
    set->values.se = set->se;
    set->values.left_out = set->left_out;
    golden_close(&golden);
}

static tsq_limits limits_of(const tsq_booted *b, const char *name)
{
    return strcmp(name, "normal") == 0        ? b->normal
           : strcmp(name, "basic") == 0       ? b->basic
           : strcmp(name, "studentized") == 0 ? b->studentized
           : strcmp(name, "percentile") == 0  ? b->percentile
                                              : b->bca;
}

static void intervals_as_boot_ci(void **state)
{
    (void)state;
    double room[2 * MOST];
    struct set *set = malloc(sizeof *set);
    struct golden golden = golden_open("boot.csv");
    assert_non_null(set);
    assert_int_equal(golden_rows(&golden), 60);
    char last[64] = "";
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        const char *name = golden_text(&golden, "set", i);
        if (strcmp(name, last) != 0) {
            read_set(name, set);
            snprintf(last, sizeof last, "%s", name);
        }
        tsq_booted got;
        tsq__boot_tell(&set->values, golden_number(&golden, "level", i), room, &got);
        const tsq_limits limits = limits_of(&got, golden_text(&golden, "interval", i));
        check_close(limits.lb, golden_number(&golden, "lb", i), 1e-11, 1e-13);
        check_close(limits.ub, golden_number(&golden, "ub", i), 1e-11, 1e-13);
    }
    golden_close(&golden);
    free(set);
}

/* A replicate without standard error has an infinite q, which is the first or the last. */
static void studentized_counts_infinite_ones(void **state)
{
    (void)state;
    const double value[] = {-4, -3, -2, -1, 0, 1, 2, 3, 4}, se[] = {0, 1, 1, 1, 1, 1, 1, 1, 1}, left_out[] = {-1, 0, 2};
    const tsq__boot_values values = {
        .observed = 0.5, .observed_se = 2.0, .n = 9, .value = value, .se = se, .n_left_out = 3, .left_out = left_out};
    double room[18];
    tsq_booted got;
    tsq__boot_tell(&values, 60.0, room, &got); /* ranks 2 and 8 of q: -3.5 and 2.5 */
    check_close(got.studentized.lb, 0.5 - 2.0 * 2.5, 1e-14, 0);
    check_close(got.studentized.ub, 0.5 + 2.0 * 3.5, 1e-14, 0);
    tsq__boot_tell(&values, 80.0, room, &got); /* ranks 1 and 9 */
    assert_true(isnan(got.studentized.lb) && isnan(got.studentized.ub));
    assert_true(got.percentile.lb == -4.0 && got.percentile.ub == 4.0);
}

static void quantiles_at_the_ends_are_extremes(void **state)
{
    (void)state;
    const double x[] = {1, 2, 4, 8};
    assert_true(tsq__boot_quantile(x, 4, 0.2) == 1.0 && tsq__boot_quantile(x, 4, 0.4) == 2.0);
    assert_true(tsq__boot_quantile(x, 4, 0.01) == 1.0 && tsq__boot_quantile(x, 4, 0.99) == 8.0);
    /* rank 2.5 on the scale of normal quantiles, which is symmetric about one half */
    check_close(tsq__boot_quantile(x, 4, 0.5), 3.0, 1e-14, 0);
    assert_true(tsq__boot_quantile(x, 1, 0.5) == 1.0);
}

static void sorting_puts_in_order(void **state)
{
    (void)state;
    double x[1000], room[1000];
    tsq__stream stream = tsq__stream_at(3, 1);
    for (size_t i = 0; i < 1000; i++) {
        x[i] = i % 7 == 0 ? 0.0 : ldexp(tsq__stream_normal(&stream), (int)(i % 90) - 40);
    }
    x[5] = -0.0;
    tsq__boot_sort(x, 1000, room);
    for (size_t i = 1; i < 1000; i++) {
        assert_true(x[i - 1] <= x[i]);
    }
}

/* ---- replicates ------------------------------------------------------------------------------------------------ */

static tsq_boot_options options_of(const char *method, const char *test, tsq_boot_kind kind, uint64_t replicates)
{
    tsq_boot_options options = TSQ_BOOT_INIT;
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    options.kind = kind;
    options.replicates = replicates;
    return options;
}

static tsq_boot boot(const tsq_studies *studies, const tsq_boot_options *options, const tsq_run *run)
{
    tsq_boot out;
    tsq_error err = {.code = TSQ_OK};
    if (tsq_boot_run(studies, options, run, &out, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return out;
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

struct compared {
    tsq__boot_data data;
    const tsq_boot_options *options;
    size_t times[13];
    double yi[40], vi[40];
    uint64_t n, one_study;
};

/* A replicate is the single fit of the studies that were drawn. */
static tsq_status compare(void *context, const tsq_replicate *r)
{
    struct compared *c = context;
    size_t distinct;
    const size_t k = tsq__boot_draw(&c->data, r->number, c->times, c->yi, c->vi, &distinct);
    const tsq_studies drawn = {.k = k, .yi = c->yi, .vi = c->vi};
    tsq_fit_result fit;
    assert_int_equal(r->number, c->n++);
    assert_true(r->k == k && r->distinct == distinct);
    assert_true((r->times == NULL) == (c->options->kind == TSQ_BOOT_PARAMETRIC));
    for (size_t i = 0, at = 0; r->times != NULL && i < c->data.k; i++) { /* what was drawn is sorted as data.order */
        for (size_t j = 0; j < r->times[c->data.order[i]]; j++, at++) {
            assert_true(c->yi[at] == c->data.yi[i] && c->vi[at] == c->data.vi[i]);
        }
    }
    c->one_study += distinct == 1;
    assert_int_equal(tsq_fit(&drawn, &c->options->fit, &fit, NULL), TSQ_OK);
    assert_int_equal(r->status, TSQ_OK);
    assert_true(same(r->estimate, fit.coefficients[0].estimate) && same(r->se, fit.coefficients[0].se));
    assert_true(same(r->tau2, fit.tau2) && same(r->I2, fit.I2));
    const bool close = tsq_is_close(r->se_tau2, fit.se_tau2, 1e-10, 0);
    if (!close) {
        fail_msg("se_tau2 %.17g, not %.17g", r->se_tau2, fit.se_tau2);
    }
    tsq_fit_free(&fit);
    return TSQ_OK;
}

static void replicates_are_single_fits(void **state)
{
    const fit_data *bcg = *state;
    static const size_t cluster[] = {0, 0, 0, 3, 3, 5, 0, 7, 3, 9, 7, 11, 11};
    static const char *const methods[] = {"REML", "DL", "PM", "ML", "EB"};
    for (size_t m = 0; m < 5; m++) {
        for (int kind = TSQ_BOOT_STUDIES; kind <= TSQ_BOOT_PARAMETRIC; kind++) {
            const size_t k = kind == TSQ_BOOT_STUDIES ? 3 + 10 * (m % 2) : 13;
            const tsq_studies studies = {.k = k, .yi = bcg->yi, .vi = bcg->vi};
            const char *test = m == 1 ? "adhoc" : m == 2 ? "z" : "knha";
            tsq_boot_options options = options_of(methods[m], test, (tsq_boot_kind)kind, 300);
            struct compared c = {.options = &options};
            options.cluster = cluster;
            options.row = compare;
            options.context = &c;
            assert_int_equal(tsq__boot_data_new(&studies, &options, &c.data, NULL), TSQ_OK);
            tsq_fit_result fit;
            assert_int_equal(tsq_fit(&studies, &options.fit, &fit, NULL), TSQ_OK);
            c.data.mean = fit.coefficients[0].estimate;
            c.data.tau2 = fit.tau2;
            c.data.seed = 9;
            const tsq_run run = {.threads = 2, .seed = 9};
            const tsq_boot got = boot(&studies, &options, &run);
            assert_int_equal(c.n, 300);
            assert_int_equal(got.one_study, c.one_study);
            assert_true((c.one_study > 0) == (k == 3));
            assert_true(got.clusters == (kind == TSQ_BOOT_CLUSTERS ? 6 : 0));
            tsq_fit_free(&fit);
            tsq__boot_data_free(&c.data);
        }
    }
}

/* Each study is drawn with probability 1/k, clusters come whole, and parametric estimates have the model's moments. */
static void draws_have_their_distribution(void **state)
{
    const fit_data *bcg = *state;
    static const size_t cluster[] = {0, 0, 0, 3, 3, 5, 0, 7, 3, 9, 7, 11, 11};
    const tsq_studies studies = {.k = 13, .yi = bcg->yi, .vi = bcg->vi};
    double yi[40], vi[40], seen[13] = {0}, sum = 0.0, squares = 0.0;
    size_t times[13] = {0}, distinct;
    tsq__boot_data data;
    tsq_boot_options options = options_of("REML", "z", TSQ_BOOT_STUDIES, 1);
    assert_int_equal(tsq__boot_data_new(&studies, &options, &data, NULL), TSQ_OK);
    enum { DRAWS = 20000 };
    for (uint64_t n = 0; n < DRAWS; n++) {
        assert_int_equal(tsq__boot_draw(&data, n, times, yi, vi, &distinct), 13);
        for (size_t i = 0; i < 13; i++) {
            for (size_t j = 0; j < 13; j++) {
                seen[j] += yi[i] == bcg->yi[j] && vi[i] == bcg->vi[j];
            }
        }
    }
    for (size_t j = 0; j < 13; j++) {
        assert_true(fabs(seen[j] / DRAWS - 1.0) < 5.0 * sqrt(12.0 / 13.0 / DRAWS));
    }
    data.kind = TSQ_BOOT_PARAMETRIC;
    data.mean = -0.7;
    data.tau2 = 0.3;
    for (uint64_t n = 0; n < DRAWS; n++) {
        tsq__boot_draw(&data, n, times, yi, vi, &distinct);
        const double z = (yi[4] + 0.7) / sqrt(vi[4] + 0.3);
        sum += z;
        squares += z * z;
    }
    assert_true(fabs(sum / DRAWS) < 5.0 / sqrt(DRAWS) && fabs(squares / DRAWS - 1.0) < 5.0 * sqrt(2.0 / DRAWS));
    tsq__boot_data_free(&data);
    options.kind = TSQ_BOOT_CLUSTERS;
    options.cluster = cluster;
    assert_int_equal(tsq__boot_data_new(&studies, &options, &data, NULL), TSQ_OK);
    for (uint64_t n = 0; n < 100; n++) {
        const size_t k = tsq__boot_draw(&data, n, times, yi, vi, &distinct);
        int count[13] = {0};
        for (size_t i = 0; i < k; i++) {
            for (size_t j = 0; j < 13; j++) {
                count[j] += yi[i] == bcg->yi[j] && vi[i] == bcg->vi[j];
            }
        }
        for (size_t j = 0; j < 13; j++) {
            assert_int_equal(count[j], count[cluster[j]]);
        }
    }
    tsq__boot_data_free(&data);
}

static void threads_order_and_unit_change_nothing(void **state)
{
    const fit_data *bcg = *state;
    static const size_t order[] = {5, 12, 0, 7, 3, 9, 1, 11, 2, 10, 4, 8, 6};
    static const size_t cluster[] = {0, 0, 0, 3, 3, 5, 0, 7, 3, 9, 7, 11, 11};
    double yi[13], vi[13], scaled_yi[13], scaled_vi[13];
    size_t mixed_cluster[13];
    for (size_t i = 0; i < 13; i++) {
        yi[i] = bcg->yi[order[i]];
        vi[i] = bcg->vi[order[i]];
        mixed_cluster[i] = cluster[order[i]];
        scaled_yi[i] = 512.0 * bcg->yi[i];
        scaled_vi[i] = 512.0 * 512.0 * bcg->vi[i];
    }
    const tsq_studies studies = {.k = 13, .yi = bcg->yi, .vi = bcg->vi}, mixed = {.k = 13, .yi = yi, .vi = vi};
    const tsq_studies scaled = {.k = 13, .yi = scaled_yi, .vi = scaled_vi};
    for (int kind = TSQ_BOOT_STUDIES; kind <= TSQ_BOOT_PARAMETRIC; kind++) {
        tsq_boot_options options = options_of("REML", "knha", (tsq_boot_kind)kind, 2000);
        options.cluster = cluster;
        const tsq_run one = {.threads = 1, .seed = 5}, other = {.threads = 1, .seed = 6};
        const tsq_boot want = boot(&studies, &options, &one);
        for (unsigned threads = 2; threads <= 4; threads++) {
            const tsq_run run = {.threads = threads, .seed = 5};
            options.cluster = threads == 4 ? mixed_cluster : cluster;
            const tsq_boot got = boot(threads == 4 ? &mixed : &studies, &options, &run);
            assert_memory_equal(&got.estimate, &want.estimate, 4 * sizeof got.estimate);
        }
        options.cluster = cluster;
        const tsq_boot drawn = boot(&studies, &options, &other), large = boot(&scaled, &options, &one);
        assert_true(drawn.estimate.percentile.lb != want.estimate.percentile.lb);
        check_close(large.estimate.bca.lb, 512.0 * want.estimate.bca.lb, 1e-12, 0);
        check_close(large.tau2.studentized.ub, 512.0 * 512.0 * want.tau2.studentized.ub, 1e-12, 0);
        check_close(large.I2.percentile.lb, want.I2.percentile.lb, 1e-12, 0);
    }
}

static void few_and_equal_studies(void **state)
{
    (void)state;
    const double yi[] = {0.5, 0.5, 0.5}, other[] = {0.1, 0.9}, vi[] = {0.1, 0.2, 0.1};
    const tsq_boot_options options = options_of("REML", "knha", TSQ_BOOT_STUDIES, 500);
    const tsq_studies single = {.k = 1, .yi = yi, .vi = vi}, two = {.k = 2, .yi = other, .vi = vi};
    const tsq_studies equal = {.k = 3, .yi = yi, .vi = vi};
    tsq_boot got = boot(&single, &options, NULL);
    assert_true(got.one_study == 500 && got.estimate.n == 0 && isnan(got.estimate.percentile.lb));
    got = boot(&two, &options, NULL);
    /* half of them are one of the studies, twice: that one's estimate, tau2 0, and with knha no standard error */
    assert_true(got.one_study > 200 && got.one_study < 300 && got.estimate.n == 500 && got.tau2.n == 500);
    check_close(got.estimate.percentile.lb, 0.1, 1e-15, 0);
    check_close(got.estimate.percentile.ub, 0.9, 1e-15, 0);
    assert_true(isnan(got.estimate.studentized.lb) && isnan(got.estimate.studentized.ub));
    got = boot(&equal, &options, NULL);
    assert_true(got.estimate.percentile.lb == 0.5 && got.estimate.percentile.ub == 0.5);
    assert_true(got.tau2.percentile.ub == 0.0 && isnan(got.tau2.bca.lb) && isnan(got.estimate.studentized.lb));
    const tsq_boot_options common = options_of("FE", "z", TSQ_BOOT_STUDIES, 500);
    got = boot(&two, &common, NULL);
    assert_true(isnan(got.tau2.observed) && got.tau2.n == 0 && got.I2.n > 0);
}

static bool stop_early(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)total;
    return done < 1000;
}

static void what_is_refused_and_stopped(void **state)
{
    const fit_data *bcg = *state;
    static const size_t one[13] = {0}, wrong[13] = {0, 13};
    const tsq_studies studies = {.k = 13, .yi = bcg->yi, .vi = bcg->vi}, none = {.k = 0, .yi = bcg->yi, .vi = bcg->vi};
    tsq_boot_options options = options_of("REML", "knha", TSQ_BOOT_CLUSTERS, 5000);
    tsq_boot got;
    tsq_error err;
    assert_int_equal(tsq_boot_run(&none, &options, NULL, &got, &err), TSQ_E_EMPTY);
    assert_int_equal(tsq_boot_run(&studies, &options, NULL, &got, &err), TSQ_E_OPTION);
    options.cluster = one;
    assert_int_equal(tsq_boot_run(&studies, &options, NULL, &got, &err), TSQ_E_OPTION);
    options.cluster = wrong;
    assert_int_equal(tsq_boot_run(&studies, &options, NULL, &got, &err), TSQ_E_OPTION);
    options.kind = TSQ_BOOT_STUDIES;
    options.replicates = 0;
    assert_int_equal(tsq_boot_run(&studies, &options, NULL, &got, &err), TSQ_E_OPTION);
    options.replicates = 5000;
    const tsq_run run = {.threads = 1, .seed = 1, .progress = stop_early};
    assert_int_equal(tsq_boot_run(&studies, &options, &run, &got, &err), TSQ_E_STOPPED);
    assert_true(got.partial && got.n >= 1000 && got.n < 5000 && !isnan(got.estimate.percentile.lb));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_as_boot_ci),
        cmocka_unit_test(studentized_counts_infinite_ones),
        cmocka_unit_test(quantiles_at_the_ends_are_extremes),
        cmocka_unit_test(sorting_puts_in_order),
        cmocka_unit_test(replicates_are_single_fits),
        cmocka_unit_test(draws_have_their_distribution),
        cmocka_unit_test(threads_order_and_unit_change_nothing),
        cmocka_unit_test(few_and_equal_studies),
        cmocka_unit_test(what_is_refused_and_stopped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
