/*
 * Weights of every analysis of an external corpus of Cochrane reviews against Cochrane's export, by measure and model.
 *
 * The corpus is not part of the repository: the environment variable TAUSQ_CORPUS gives its path, and without it the
 * test is skipped. docs/corpus.md says what its columns are. An analysis is compared if it has at least two studies and
 * their exported weights add up to 100, and so is a subgroup of an analysis whose weights do not.
 */
#include "check.h"

#include <tausq/io.h>
#include <tausq/pool.h>

#include <stdlib.h>
#include <string.h>

enum { SKIPPED = 77, MODELS = 6, MEASURES = 7, MAX_ANALYSES = 16384 };

static const char *const measures[MEASURES] = {"MD", "SMD", "RR", "OR", "RD", "PETO", "GEN"};

/* What has weights of its own: analyses, and subgroups of those that have none. */
enum unit { ANALYSES, SUBGROUPS };

/* The models of the preset revman-5, and REML of its successor. */
static const struct model {
    const char *name, *method;
    bool mh_q, counts;
} models[MODELS] = {
    {"DL, Q about Mantel-Haenszel", "DL", true, false},
    {"DL", "DL", false, false},
    {"REML", "REML", false, false},
    {"inverse variance", "FE", false, false},
    {"Mantel-Haenszel", "MH", false, true},
    {"Peto", "PETO", false, true},
};

struct counts {
    size_t analyses, any, of_model[MODELS];
    bool found[MAX_ANALYSES];
};

static struct {
    const tsq_table *table;
    size_t review, analysis, weight;
} corpus;

static bool fits(const struct model *model, const char *measure)
{
    tsq_count_measure which;
    const bool counted = tsq_count_measure_find(measure, &which);
    if (strcmp(model->method, "PETO") == 0) {
        return strcmp(measure, "PETO") == 0;
    }
    return counted || !(model->counts || model->mh_q);
}

static double weight_of(size_t row)
{
    double weight;
    return tsq_number_read(tsq_table_cell(corpus.table, row, corpus.weight), '.', &weight) == TSQ_NUMBER ? weight : NAN;
}

/* Whether the weights of the whole analysis that a subgroup belongs to add up to 100. */
static bool analysis_has_weights(const tsq_pool_result *result)
{
    double sum = 0.0;
    for (size_t row = 0; row < tsq_table_rows(corpus.table); row++) {
        if (strcmp(tsq_table_cell(corpus.table, row, corpus.analysis), result->group_value[1]) == 0 &&
            strcmp(tsq_table_cell(corpus.table, row, corpus.review), result->group_value[0]) == 0) {
            sum += weight_of(row);
        }
    }
    return fabs(sum - 100.0) < 1e-3;
}

/* The exported weights of a result's studies: false if they do not add up to 100. */
static bool exported(const tsq_pool_result *result, enum unit unit, double *weight)
{
    double sum = 0.0;
    for (size_t i = 0; i < result->effects.k; i++) {
        weight[i] = weight_of(result->effects.effect[i].row);
        sum += weight[i];
    }
    if (result->effects.k < 2 || !(fabs(sum - 100.0) < 1e-3)) {
        return false;
    }
    return unit == ANALYSES || (result->group_value[2][0] != '\0' && !analysis_has_weights(result));
}

static void judge(const tsq_pool_report *report, enum unit unit, size_t model, struct counts *out)
{
    static double weight[1000];
    assert_true(report->n <= MAX_ANALYSES);
    for (size_t g = 0; g < report->n; g++) {
        const tsq_pool_result *result = &report->result[g];
        assert_true(result->effects.k <= sizeof weight / sizeof *weight);
        if (!exported(result, unit, weight)) {
            continue;
        }
        out->analyses += model == 1; /* the one that fits all measures */
        bool equal = result->estimated;
        for (size_t i = 0; equal && i < result->effects.k; i++) {
            equal = fabs(result->fit.weight[i] - weight[i]) < 1e-4;
        }
        out->of_model[model] += equal;
        out->any += equal && !out->found[g];
        out->found[g] = out->found[g] || equal;
    }
}

static void pool_all(enum unit unit, const char *measure, struct counts *out)
{
    char condition[32];
    snprintf(condition, sizeof condition, "measure=%s", measure);
    const char *const where[] = {condition, "cochrane_weight!="};
    for (size_t m = 0; m < MODELS; m++) {
        if (!fits(&models[m], measure)) {
            continue;
        }
        tsq_pool_options options;
        tsq_pool_report report;
        tsq_error err;
        tsq_pool_preset(&options, tsq_preset_find("revman-5"));
        options.measure = tsq_effect_find(measure);
        options.fit.method = tsq_tau2_find(models[m].method);
        options.mh_q = models[m].mh_q;
        options.where = where;
        options.n_where = 2;
        options.by = unit == ANALYSES ? "review,analysis" : "review,analysis,subgroup";
        if (tsq_pool(corpus.table, &options, &report, &err) != TSQ_OK) {
            fail_msg("%s", err.text);
        }
        judge(&report, unit, m, out);
        tsq_pool_free(&report);
    }
}

static void check_unit(enum unit unit)
{
    size_t analyses = 0, any = 0;
    for (size_t i = 0; i < MEASURES; i++) {
        static struct counts counts;
        counts = (struct counts){.analyses = 0};
        pool_all(unit, measures[i], &counts);
        print_message("%s: %zu %s, %zu reproduced\n", measures[i], counts.analyses,
                      unit == ANALYSES ? "analyses" : "subgroups", counts.any);
        for (size_t m = 0; m < MODELS; m++) {
            if (fits(&models[m], measures[i])) {
                print_message("    %s: %zu\n", models[m].name, counts.of_model[m]);
            }
        }
        analyses += counts.analyses;
        any += counts.any;
    }
    print_message("%zu of %zu\n", any, analyses);
    assert_true(analyses > 0 && (double)any >= 0.97 * (double)analyses);
}

static void weights_are_those_of_a_model(void **state)
{
    tsq_table *table;
    tsq_error err;
    if (tsq_csv_read(*state, NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    corpus.table = table;
    assert_true(tsq_table_find(table, "cochrane_weight", &corpus.weight));
    assert_true(tsq_table_find(table, "review", &corpus.review));
    assert_true(tsq_table_find(table, "analysis", &corpus.analysis));
    check_unit(ANALYSES);
    check_unit(SUBGROUPS);
    tsq_table_free(table);
}

int main(void)
{
    char *path = getenv("TAUSQ_CORPUS");
    if (path == NULL) {
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(weights_are_those_of_a_model, path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
