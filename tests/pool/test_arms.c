/* Trials with several arms in pooled analyses: counts, weights, warnings. */
#include "check.h"
#include "tables.h"

#include <tausq/pool.h>

static tsq_pool_report pool(tsq_table *table, tsq_pool_options options)
{
    tsq_pool_report report;
    tsq_error err = {.text = ""};
    if (tsq_pool(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return report;
}

static tsq_pool_options options_of(const char *measure, const char *method, tsq_multi_arm how)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find(measure);
    options.fit.method = tsq_tau2_find(method);
    options.effect.multi_arm = how;
    return options;
}

#define HEAD "study,arm,control,events,n\n"
#define ARMS HEAD "A,usual,1,4,30\nA,x,0,1,30\nA,y,0,3,30\nB,usual,1,5,22\nB,z,0,3,20\n"

/* The same tables written out: the control in halves, and both arms in one. */
static void counts_of_arms_are_pooled_as_written_out(void **state)
{
    (void)state;
    static const char *const methods[] = {"MH", "PETO"};
    static const char *const written[] = {"study,ai,n1i,ci,n2i\nA,1,30,2,15\nA2,3,30,2,15\nB,3,20,5,22\n",
                                          "study,ai,n1i,ci,n2i\nA,4,60,4,30\nB,3,20,5,22\n"};
    static const tsq_multi_arm how[] = {TSQ_MULTI_ARM_SPLIT, TSQ_MULTI_ARM_COMBINE};
    for (size_t i = 0; i < 4; i++) {
        tsq_table *arms = table_of(ARMS), *wide = table_of(written[i % 2]);
        tsq_pool_report got = pool(arms, options_of("OR", methods[i / 2], how[i % 2]));
        tsq_pool_report want = pool(wide, options_of("OR", methods[i / 2], TSQ_MULTI_ARM_AUTO));
        assert_int_equal(got.result[0].fit.k, want.result[0].fit.k);
        check_close(got.result[0].fit.coefficients[0].estimate, want.result[0].fit.coefficients[0].estimate, 1e-14,
                    0.0);
        check_close(got.result[0].fit.coefficients[0].se, want.result[0].fit.coefficients[0].se, 1e-14, 0.0);
        assert_int_equal(got.result[0].n_warnings, 0);
        tsq_pool_free(&got);
        tsq_pool_free(&want);
        tsq_table_free(arms);
        tsq_table_free(wide);
    }
}

/* A table without events has no odds ratio, but takes its share of the control. */
static void tables_without_events_are_split_too(void **state)
{
    (void)state;
    tsq_table *arms = table_of(HEAD "A,usual,1,0,30\nA,x,0,1,30\nA,y,0,0,30\nB,usual,1,5,22\nB,z,0,3,20\n");
    tsq_table *wide = table_of("study,ai,n1i,ci,n2i\nA,1,30,0,15\nA2,0,30,0,15\nB,3,20,5,22\n");
    tsq_pool_report got = pool(arms, options_of("RD", "MH", TSQ_MULTI_ARM_SPLIT));
    tsq_pool_report want = pool(wide, options_of("RD", "MH", TSQ_MULTI_ARM_AUTO));
    assert_int_equal(got.result[0].fit.k, 3);
    check_close(got.result[0].fit.coefficients[0].estimate, want.result[0].fit.coefficients[0].estimate, 1e-14, 0.0);
    check_close(got.result[0].fit.coefficients[0].se, want.result[0].fit.coefficients[0].se, 1e-14, 0.0);
    tsq_pool_free(&got);
    tsq_pool_free(&want);
    tsq_table_free(arms);
    tsq_table_free(wide);
}

static void check_warnings(const char *csv, tsq_multi_arm how, const char *first, const char *second)
{
    tsq_table *table = table_of(csv);
    tsq_pool_report report = pool(table, options_of("MD", "EE", how));
    const tsq_pool_result *result = &report.result[0];
    assert_int_equal(result->n_warnings, (first != NULL) + (second != NULL));
    if (first != NULL) {
        assert_string_equal(result->warning[0], first);
    }
    if (second != NULL) {
        assert_string_equal(result->warning[1], second);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
}

#define WIDE "trial,study,outcome,weeks,n_t,mean_t,sd_t,n_c,mean_c,sd_c\n"
#define COUNTED "one control is counted more than once in A; --multi-arm split, combine or covariance counts it once"

static void what_is_taken_as_independent_is_named(void **state)
{
    (void)state;
    const char *arms = WIDE "A,A x,MELD,13,10,4,2,20,5,2\nA,A y,MELD,13,10,3,1,20,5,2\n";
    check_warnings(arms, TSQ_MULTI_ARM_AUTO, COUNTED, NULL);
    check_warnings(arms, TSQ_MULTI_ARM_SPLIT, NULL, NULL);
    check_warnings(arms, TSQ_MULTI_ARM_COMBINE, NULL, NULL);
    check_warnings(arms, TSQ_MULTI_ARM_COVARIANCE, NULL, NULL);
    const char *times = WIDE "A,A,MELD,26,10,4,2,20,6,2\nB,B,MELD,26,10,4,2,20,6,2\nA,A,MELD,13,10,3,1,20,5,2\n";
    check_warnings(times, TSQ_MULTI_ARM_AUTO, "A: weeks 26, 13 are pooled as if they were independent", NULL);
    check_warnings(times, TSQ_MULTI_ARM_COMBINE,
                   "no two contrasts share a control: --multi-arm combine changes nothing",
                   "A: weeks 26, 13 are pooled as if they were independent");
    const char *both = WIDE "A,A,MELD,26,10,4,2,20,6,2\nA,A,ALT,,10,3,1,20,5,2\n";
    check_warnings(both, TSQ_MULTI_ARM_AUTO,
                   "A: weeks 26, (none) and outcome MELD, ALT are pooled as if they were independent", NULL);
    const char *labels = WIDE "A,A,MELD,26,10,4,2,20,6,2\nA,A,MELD,26,10,3,1,20,5,2\n";
    check_warnings(labels, TSQ_MULTI_ARM_AUTO,
                   "study 'A' is there 2 times (first in lines 2 and 3); its estimates are taken as independent", NULL);
    const char *same = WIDE "A,A,MELD,26,10,4,2,20,5,2\nA,A,MELD,26,10,3,1,20,5,2\n";
    check_warnings(same, TSQ_MULTI_ARM_AUTO, COUNTED,
                   "study 'A' is there 2 times (first in lines 2 and 3); its estimates are taken as independent");
    check_warnings(same, TSQ_MULTI_ARM_SPLIT, NULL, NULL);
    check_warnings(same, TSQ_MULTI_ARM_COVARIANCE, NULL, NULL);
}

/* A control that two contrasts share is one group of participants. */
static void participants_are_counted_once(void **state)
{
    (void)state;
    static const double again[] = {0.0, 30.0, 0.0};
    tsq_table *table = table_of(ARMS);
    tsq_pool_report report = pool(table, options_of("OR", "EE", TSQ_MULTI_ARM_EACH));
    for (size_t i = 0; i < 3; i++) {
        check_close(report.result[0].effects.effect[i].n_again, again[i], 0.0, 0.0);
    }
    tsq_pool_free(&report);
    report = pool(table, options_of("OR", "EE", TSQ_MULTI_ARM_SPLIT));
    for (size_t i = 0; i < 3; i++) {
        check_close(report.result[0].effects.effect[i].n_again, 0.0, 0.0, 0.0);
        check_close(report.result[0].effects.effect[i].n, i < 2 ? 45.0 : 42.0, 0.0, 0.0);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* Rows that are left out for want of a weight take their place among the controls along. */
static void weights_keep_controls_in_step(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,arm,control,n,mean,sd,w\nB,u,1,9,1,1,\nB,t,0,9,2,1,\nA,u,1,9,1,1,1\n"
                                "A,s,0,9,2,1,1\nA,t,0,9,2,1,2\n");
    tsq_pool_options options = options_of("MD", "EE", TSQ_MULTI_ARM_COVARIANCE);
    options.weights = "w";
    tsq_pool_report report;
    tsq_error err;
    /* Weights and covariances may not go together; what matters here is that nothing is out of step. */
    const tsq_status status = tsq_pool(table, &options, &report, &err);
    if (status == TSQ_OK) {
        const tsq_effects *effects = &report.result[0].effects;
        assert_int_equal(effects->k, 2);
        assert_int_equal(effects->control[0], effects->control[1]);
        tsq_pool_free(&report);
    } else {
        assert_int_equal(status, TSQ_E_OPTION);
    }
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_arms_are_pooled_as_written_out),
        cmocka_unit_test(tables_without_events_are_split_too),
        cmocka_unit_test(what_is_taken_as_independent_is_named),
        cmocka_unit_test(participants_are_counted_once),
        cmocka_unit_test(weights_keep_controls_in_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
