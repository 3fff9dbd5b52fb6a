/* Batch with effects that it computes: every number is that of tsq_pool for the same analysis, to the bit, on datasets of
 * every form; and on an external corpus of Cochrane reviews where the environment variable TAUSQ_CORPUS gives its path. */
#include "check.h"

#include <tausq/io.h>

#include <stdlib.h>
#include <string.h>

/* An analysis of a dataset; what is NULL is left to the preset. */
static const struct study_of {
    const char *file, *by, *measure, *preset, *method;
    double corr, add;
    tsq_add_to to;
    tsq_multi_arm multi_arm;
    bool drop00;
} cases[] = {
    {.file = "bcg", .by = "alloc", .measure = "RR", .corr = NAN, .add = NAN},
    {.file = "bcg", .by = "alloc,ablat", .measure = "OR", .method = "DL", .corr = NAN, .add = NAN},
    {.file = "bcg", .by = "alloc", .measure = "RD", .method = "PM", .corr = NAN, .add = 0.25, .to = TSQ_TO_ALL},
    {.file = "bcg", .by = "alloc", .measure = "PETO", .method = "PETO", .corr = NAN, .add = NAN},
    {.file = "bcg", .by = "alloc", .measure = "OR", .method = "MH", .corr = NAN, .add = NAN},
    {.file = "bcg", .by = "alloc", .measure = "RR", .preset = "revman-5", .corr = NAN, .add = NAN},
    {.file = "catheter_infection", .by = "year", .measure = "OR", .corr = NAN, .add = NAN},
    {.file = "catheter_infection", .by = "ci", .measure = "OR", .corr = NAN, .add = NAN, .to = TSQ_TO_IF0ALL},
    {.file = "catheter_infection", .by = "ci", .measure = "OR", .corr = NAN, .add = NAN, .to = TSQ_TO_NONE},
    {.file = "cell_therapy_events", .by = "outcome", .measure = "RR", .corr = NAN, .add = NAN, .drop00 = true},
    {.file = "cell_therapy_liver", .by = "outcome,weeks", .measure = "MD", .corr = 0.5, .add = NAN},
    {.file = "cell_therapy_liver", .by = "outcome", .measure = "SMD", .preset = "meta-8", .corr = NAN, .add = NAN},
    {.file = "cell_therapy_arms", .by = "outcome,weeks", .measure = "MD", .corr = NAN, .add = NAN},
    {.file = "cell_therapy_arms",
     .by = "outcome,weeks",
     .measure = "MD",
     .corr = NAN,
     .add = NAN,
     .multi_arm = TSQ_MULTI_ARM_SPLIT},
    {.file = "realistic_medians", .by = "outcome,weeks", .measure = "MD", .corr = NAN, .add = NAN},
    {.file = "warfarin", .by = "comparator", .measure = "IRR", .corr = NAN, .add = NAN},
    {.file = "elevated_co2", .by = "fungrp", .measure = "ROM", .corr = NAN, .add = NAN},
    {.file = "conscientiousness", .by = "design", .measure = "ZCOR", .corr = NAN, .add = NAN},
    {.file = "aspirin", .by = "year", .measure = "GEN", .corr = NAN, .add = NAN},
    {.file = "aspirin", .by = "year", .corr = NAN, .add = NAN},
};

#define FIELDS                                                                                                         \
    "measure,k,omitted,estimate,se,statistic,df,pval,log10p,ci_lb,ci_ub,pi_lb,pi_ub,pi_df,tau2,tau2_lb,tau2_ub,QE,"    \
    "QE_df,QE_p,QE_log10p,I2,I2_lb,I2_ub,H2,H2_lb,H2_ub,s2w,vt,flags"

static tsq_pool_options options_of(const struct study_of *of)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, of->preset != NULL ? tsq_preset_find(of->preset) : NULL);
    options.by = of->by;
    options.measure = of->measure != NULL ? tsq_effect_find(of->measure) : NULL;
    if (of->method != NULL) {
        options.fit.method = tsq_tau2_find(of->method);
    }
    options.effect.corr = of->corr;
    options.effect.add = of->add;
    options.effect.to = of->to;
    options.effect.multi_arm = of->multi_arm;
    if (of->drop00) {
        options.effect.drop00 = TSQ_DROP00_ALL;
    }
    return options;
}

static void add_text(char *line, const char *text)
{
    strcat(line, ",");
    strcat(line, text);
}

static void add_number(char *line, double number)
{
    char text[TSQ_NUMBER_TEXT];
    add_text(line, tsq_number_print(number, text));
}

static void add_fit(char *line, const tsq_fit_result *fit)
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    const double numbers[] = {mean->estimate, mean->se,     mean->statistic, mean->df,   mean->pval, mean->log10p,
                              mean->ci_lb,    mean->ci_ub,  fit->pi_lb,      fit->pi_ub, fit->pi_df, fit->tau2,
                              fit->tau2_lb,   fit->tau2_ub, fit->QE,         fit->QE_df, fit->QE_p,  fit->QE_log10p,
                              fit->I2,        fit->I2_lb,   fit->I2_ub,      fit->H2,    fit->H2_lb, fit->H2_ub,
                              fit->s2w,       fit->vt};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        add_number(line, numbers[i]);
    }
    add_text(line, "");
    const char *separator = "";
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        if ((fit->flags >> i & 1) != 0) {
            strcat(strcat(line, separator), tsq_flag_id(i));
            separator = ";";
        }
    }
}

/* What batch is to print behind the key. */
static void print_result(char *line, const tsq_pool_result *result)
{
    line[0] = '\0';
    add_text(line, result->effects.measure->id);
    add_number(line, (double)(result->estimated ? result->fit.k : result->effects.k));
    add_number(line, (double)result->effects.n_omitted);
    if (result->estimated) {
        add_fit(line, &result->fit);
    } else {
        strcat(line, ",,,,,,,,,,,,,,,,,,,,,,,,,,,");
        strcat(line, tsq_status_name(result->error.code));
    }
}

static tsq_status run_batch(const char *path, const tsq_pool_options *pool, const char *measure_column,
                            unsigned threads, char **text, tsq_error *err)
{
    size_t length;
    tsq_batch_report report;
    tsq_batch_options options = TSQ_BATCH_INIT;
    tsq_run how = TSQ_RUN_INIT;
    FILE *stream = open_memstream(text, &length);
    assert_non_null(stream);
    options.pool = pool;
    options.by = pool->by;
    options.where = pool->where;
    options.n_where = pool->n_where;
    options.fields = FIELDS;
    options.measure_column = measure_column;
    options.libcsv = threads == 2;
    how.threads = threads;
    tsq_status status = tsq_pool_fit_options(pool, &options.fit, err);
    if (status == TSQ_OK) {
        status = tsq_batch(&path, 1, &options, &how, stream, &report, err);
    }
    assert_int_equal(fclose(stream), 0);
    return status;
}

static void compare(const tsq_pool_report *report, const char *text)
{
    const char *line = report->n > 0 ? strchr(text, '\n') + 1 : text;
    for (size_t i = 0; i < report->n; i++) {
        char wanted[2048];
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        print_result(wanted, &report->result[i]);
        const size_t length = strlen(wanted), got = (size_t)(end - line);
        if (got < length || memcmp(end - length, wanted, length) != 0) {
            fail_msg("%s:\nwanted %s\n   got %.*s", report->result[i].group_value[0], wanted, (int)got, line);
        }
        line = end + 1;
    }
    assert_string_equal(line, "");
}

static size_t check_case(const char *path, const tsq_pool_options *options, const char *measure_column)
{
    tsq_table *table;
    tsq_pool_report report;
    tsq_error pool_error = {.text = ""}, batch_error = {.text = ""};
    size_t n = 0;
    assert_int_equal(tsq_csv_read(path, NULL, NULL, &table, &pool_error), TSQ_OK);
    const tsq_status pooled = tsq_pool(table, options, &report, &pool_error);
    for (unsigned threads = 1; threads <= 2; threads++) {
        char *text;
        const tsq_status status = run_batch(path, options, measure_column, threads, &text, &batch_error);
        assert_int_equal(status, pooled);
        if (status == TSQ_OK) {
            n += report.n;
            compare(&report, text);
        } else {
            assert_string_equal(batch_error.text, pool_error.text);
        }
        free(text);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
    return n;
}

static void all_numbers_are_those_of_pool(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[512];
        const tsq_pool_options options = options_of(&cases[i]);
        snprintf(path, sizeof path, "%s/%s.csv", TAUSQ_DATASETS_DIR, cases[i].file);
        assert_true(check_case(path, &options, NULL) > 0);
    }
}

/* What pool refuses batch refuses with the same words. */
static void errors_are_those_of_pool(void **state)
{
    (void)state;
    static const struct study_of wrong[] = {
        {.file = "bcg", .by = "alloc", .measure = "SMD", .corr = NAN, .add = NAN},
        {.file = "bcg", .by = "nothing", .measure = "OR", .corr = NAN, .add = NAN},
        {.file = "bcg", .by = "alloc", .measure = "SMD", .method = "MH", .corr = NAN, .add = NAN},
        {.file = "two_prevalences", .by = "study", .measure = "IRLN", .corr = NAN, .add = NAN},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char path[512];
        const tsq_pool_options options = options_of(&wrong[i]);
        snprintf(path, sizeof path, "%s/%s.csv", TAUSQ_DATASETS_DIR, wrong[i].file);
        assert_int_equal(check_case(path, &options, NULL), 0);
    }
}

/* Of one measure by `where`, with the measure from the column. */
static void so_they_are_of_a_corpus(void **state)
{
    (void)state;
    static const char *const measures[] = {"RR", "OR", "RD", "PETO", "MD", "SMD", "GEN"};
    char *path = getenv("TAUSQ_CORPUS");
    if (path == NULL) {
        skip();
    }
    size_t n = 0;
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        char condition[64];
        const char *const where[] = {condition};
        tsq_pool_options options;
        tsq_pool_preset(&options, NULL);
        snprintf(condition, sizeof condition, "measure = %s", measures[i]);
        options.where = where;
        options.n_where = 1;
        options.by = "review,analysis";
        options.measure = tsq_effect_find(measures[i]);
        n += check_case(path, &options, "measure");
    }
    assert_true(n > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_numbers_are_those_of_pool),
        cmocka_unit_test(errors_are_those_of_pool),
        cmocka_unit_test(so_they_are_of_a_corpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
