/* accuracy_results CASES.csv: runs the library over a file of cases and writes case_id,method,quantity,value.
 * The names of methods and quantities, and what they mean, are in README.md beside this file. */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

static const char *const METHODS[] = {"FE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "PM", "PMM", "DL2", "CA2"};

/* One call of tsq_fit: a test, the prediction interval that goes with the call, and their suffixes. */
typedef struct run {
    const char *test;
    const char *suffix;
    const char *prediction;
    const char *pi_suffix;
} run;

static const run RUNS[] = {
    {"z", "z", "z", "z"},
    {"t", "t", "V", "t"},
    {"knha", "hk", "HK", "hk"},
    {"adhoc", "ah", "HTS", "hts"},
    {"knha", NULL, "HK-PR", "hts_hk"}, /* for its prediction interval only */
};

enum { METHOD_COUNT = sizeof METHODS / sizeof METHODS[0], RUN_COUNT = sizeof RUNS / sizeof RUNS[0] };

/* Where rows go: the case and the method that they belong to. */
typedef struct sink {
    const char *id;
    const char *method;
} sink;

static void put(const sink *to, const char *quantity, double value)
{
    if (!isnan(value)) {
        printf("%s,%s,%s,%.17g\n", to->id, to->method, quantity, value);
    }
}

/* A quantity of coefficient j under a test: "lb0_hk". */
static void put_test(const sink *to, const char *name, size_t j, const char *suffix, double value)
{
    char quantity[64];
    snprintf(quantity, sizeof quantity, "%s%zu_%s", name, j, suffix);
    put(to, quantity, value);
}

static void put_indexed(const sink *to, const char *name, size_t j, double value)
{
    char quantity[64];
    snprintf(quantity, sizeof quantity, "%s%zu", name, j);
    put(to, quantity, value);
}

static void put_joined(const sink *to, const char *prefix, const char *suffix, double value)
{
    char quantity[64];
    snprintf(quantity, sizeof quantity, "%s_%s", prefix, suffix);
    put(to, quantity, value);
}

/* The natural logarithm stands beside p-values that come near the end of double precision. */
static void put_p(const sink *to, const char *quantity, double p, double log10p)
{
    char logarithm[80];
    put(to, quantity, p);
    if (log10p < -250) {
        snprintf(logarithm, sizeof logarithm, "ln_%s", quantity);
        put(to, logarithm, log10p * 2.302585092994045684);
    }
}

static void put_coefficient(const sink *to, const run *how, size_t j, const tsq_coefficient *c)
{
    char quantity[64];
    const bool classic = strcmp(how->suffix, "z") == 0, scaled = how->suffix[1] != '\0';
    if (classic) {
        put_indexed(to, "b", j, c->estimate);
        put_indexed(to, "se", j, c->se);
        put_indexed(to, "z", j, c->statistic);
    }
    if (scaled) {
        put_test(to, "se", j, how->suffix, c->se);
        put_test(to, "t", j, how->suffix, c->statistic);
    }
    snprintf(quantity, sizeof quantity, "p%zu_%s", j, how->suffix);
    put_p(to, quantity, c->pval, c->log10p);
    put_test(to, "lb", j, how->suffix, c->ci_lb);
    put_test(to, "ub", j, how->suffix, c->ci_ub);
}

static void put_run(const sink *to, const run *how, const tsq_fit_result *fit)
{
    char quantity[64];
    if (how->suffix != NULL) {
        for (size_t j = 0; j < fit->p; j++) {
            put_coefficient(to, how, j, &fit->coefficients[j]);
        }
        put_joined(to, "QM", how->suffix, fit->QM);
        snprintf(quantity, sizeof quantity, "QMp_%s", how->suffix);
        put_p(to, quantity, fit->QM_p, fit->QM_log10p);
        if (strcmp(how->suffix, "hk") == 0) {
            put(to, "s2w", fit->s2w);
        }
    }
    put_joined(to, "pi_lb", how->pi_suffix, fit->pi_lb);
    put_joined(to, "pi_ub", how->pi_suffix, fit->pi_ub);
}

/* What does not depend on the test. */
static void put_fit(const sink *to, const tsq_fit_result *fit)
{
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    if (!common) {
        put(to, "tau2", fit->tau2);
        put(to, "se_tau2", fit->se_tau2);
    }
    put(to, "I2", fit->I2);
    put(to, "H2", fit->H2);
    put(to, "ll_ml", fit->ll_ml);
    put(to, "ll_reml", fit->ll_reml);
    put(to, "dev_ml", fit->dev_ml);
    put(to, "aic_ml", fit->aic_ml);
    put(to, "bic_ml", fit->bic_ml);
    put(to, "aicc_ml", fit->aicc_ml);
    put(to, "aic_reml", fit->aic_reml);
    put(to, "bic_reml", fit->bic_reml);
    put(to, "aicc_reml", fit->aicc_reml);
    if ((fit->method->flags & TSQ_TAU2_LIKELIHOOD) != 0) {
        put(to, "tau2_pl_lb", fit->tau2_lb);
        put(to, "tau2_pl_ub", fit->tau2_ub);
        put(to, "tau2_plhull_lb", fit->tau2_hull_lb);
        put(to, "tau2_plhull_ub", fit->tau2_hull_ub);
    }
}

/* What belongs to no method: Q from the common-effect fit, the Q-profile interval from that by DL. */
static void put_shared(const char *id, const tsq_fit_result *fit)
{
    const sink to = {id, "-"};
    if ((fit->method->flags & TSQ_TAU2_COMMON) != 0) {
        put(&to, "Q", fit->QE);
        put(&to, "Q_df", fit->QE_df);
        put_p(&to, "Q_p", fit->QE_p, fit->QE_log10p);
        put(&to, "vt", fit->vt);
    } else {
        put(&to, "tau2_qp_lb", fit->tau2_lb);
        put(&to, "tau2_qp_ub", fit->tau2_ub);
        put(&to, "I2_qp_lb", fit->I2_lb);
        put(&to, "I2_qp_ub", fit->I2_ub);
        put(&to, "H2_qp_lb", fit->H2_lb);
        put(&to, "H2_qp_ub", fit->H2_ub);
    }
}

static tsq_fit_options options_of(const char *method, const run *how, bool first)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find(how->test);
    options.prediction = tsq_prediction_find(how->prediction);
    const bool likelihood = options.method != NULL && (options.method->flags & TSQ_TAU2_LIKELIHOOD) != 0;
    options.tau2_interval = tsq_tau2_interval_find(likelihood ? "PL" : "QP");
    options.no_tau2_interval = !first || !(likelihood || strcmp(method, "DL") == 0);
    options.no_prediction = options.method != NULL && (options.method->flags & TSQ_TAU2_COMMON) != 0;
    return options;
}

/* All runs of one method; the status is that of the first failure. */
static tsq_status run_method(const accuracy_case *item, const char *method)
{
    const sink to = {item->id, method};
    const tsq_studies studies = accuracy_case_studies(item);
    for (size_t r = 0; r < RUN_COUNT; r++) {
        const tsq_fit_options options = options_of(method, &RUNS[r], r == 0);
        if (RUNS[r].suffix == NULL && (options.no_prediction || item->m > 0)) {
            continue;
        }
        tsq_fit_result fit;
        tsq_error err = {0};
        const tsq_status status = tsq_fit(&studies, &options, &fit, &err);
        if (status != TSQ_OK) {
            fprintf(stderr, "%s %s %s: %s\n", item->id, method, RUNS[r].test, err.text);
            return status;
        }
        const bool saturated = (fit.flags & (TSQ_FLAG_BIT(SATURATED) | TSQ_FLAG_BIT(SINGLE_STUDY))) != 0;
        const bool common = (fit.method->flags & TSQ_TAU2_COMMON) != 0;
        if (common || !saturated) { /* else it is the common-effect fit in place of one that does not exist */
            put_run(&to, &RUNS[r], &fit);
            if (r == 0) {
                put_fit(&to, &fit);
            }
            if (r == 0 && (common || strcmp(method, "DL") == 0)) {
                put_shared(item->id, &fit);
            }
        }
        tsq_fit_free(&fit);
    }
    return TSQ_OK;
}

static void run_case(const accuracy_case *item)
{
    const tsq_status status = run_method(item, METHODS[0]);
    printf("%s,*,status,%s\n", item->id, status == TSQ_OK ? "ok" : tsq_status_name(status));
    for (size_t i = 1; status == TSQ_OK && i < METHOD_COUNT; i++) {
        if (run_method(item, METHODS[i]) != TSQ_OK) {
            fprintf(stderr, "%s: %s gave no answer\n", item->id, METHODS[i]);
        }
    }
}

/* A method that the library does not know would fall back to the default in silence. */
static bool registries_are_complete(void)
{
    bool complete = true;
    for (size_t i = 0; i < METHOD_COUNT; i++) {
        complete = complete && tsq_tau2_find(METHODS[i]) != NULL;
    }
    for (size_t r = 0; r < RUN_COUNT; r++) {
        complete = complete && tsq_test_find(RUNS[r].test) != NULL && tsq_prediction_find(RUNS[r].prediction) != NULL;
    }
    return complete && tsq_tau2_interval_find("QP") != NULL && tsq_tau2_interval_find("PL") != NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: accuracy_results CASES.csv\n", stderr);
        return 2;
    }
    if (!registries_are_complete()) {
        fputs("a method, test or interval is not registered\n", stderr);
        return 1;
    }
    case_reader *reader = case_reader_new(argv[1]);
    if (reader == NULL) {
        return 1;
    }
    accuracy_case item;
    puts("case_id,method,quantity,value");
    while (case_reader_next(reader, &item)) {
        run_case(&item);
        accuracy_case_free(&item);
    }
    const bool failed = case_reader_failed(reader);
    case_reader_free(reader);
    return failed || fflush(stdout) != 0 || ferror(stdout) ? 1 : 0;
}
