/* Chains: what is shown of a number leads to the number, for every method, test, interval, measure and variance formula. */
#include "check.h"

#include "tables.h"

#include "base/text.h"
#include "effect/row.h"
#include "verify/formula.h"

#include <stdlib.h>

static tsq_table *read_dataset(const char *file)
{
    char path[512];
    tsq_table *table;
    tsq_error err;
    snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, file);
    if (tsq_csv_read(path, &(tsq_csv_options)TSQ_CSV_OPTIONS_INIT, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

/* Every number of the chain agrees with its inputs, and the whole leads to cells. */
static void check_chain(const tsq_pool_report *report, size_t result, const tsq_why *why, double value)
{
    size_t cells = 0;
    check_close(why->node[0].value[0], value, 0, 0);
    for (size_t i = 0; i < why->n; i++) {
        const tsq_why_node *node = &why->node[i];
        if (!node->holds) {
            fail_msg("%s of %s: %s is %.17g, its inputs give %.17g", why->quantity,
                     report->result[result].fit.method->id, node->name, node->value[0], node->recomputed);
        }
        assert_true(node->checked || node->kind == TSQ_WHY_CELL || node->kind == TSQ_WHY_GIVEN ||
                    node->kind == TSQ_WHY_STUDIES);
        cells += node->kind == TSQ_WHY_CELL;
        for (size_t j = 0; j < node->n_inputs; j++) {
            assert_true(node->input[j] < why->n);
        }
    }
    assert_true(cells > 0 || strcmp(why->quantity, "estimate") != 0);
}

/* All quantities of one analysis; how many of them exist. */
static size_t check_all(const tsq_table *table, const tsq_pool_options *options)
{
    tsq_pool_report report;
    tsq_error err;
    size_t n = 0;
    if (tsq_pool(table, options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    if (report.n_estimated == 0) {
        fail_msg("%s: %s", options->measure->id, report.result[0].error.text);
    }
    for (size_t i = 0; tsq_why_key(i) != NULL; i++) {
        tsq_why why;
        const tsq_status status = tsq_why_quantity(&report, 0, tsq_why_key(i), &why, &err);
        if (status == TSQ_OK) {
            check_chain(&report, 0, &why, why.node[0].value[0]);
            n++;
        } else {
            assert_int_equal(status, TSQ_E_MODEL);
            assert_non_null(strstr(err.text, "does not exist here"));
        }
        tsq_why_free(&why);
    }
    tsq_pool_free(&report);
    return n;
}

static tsq_pool_options options_for(const char *measure, const char *method)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find(measure);
    options.fit.method = tsq_tau2_find(method);
    if ((options.fit.method->flags & TSQ_TAU2_COUNTS) != 0) {
        options.fit.test = tsq_test_find("z");
    }
    if ((options.fit.method->flags & TSQ_TAU2_USER_WEIGHTS) != 0) {
        options.weights = "year";
    }
    return options;
}

static void every_method_and_quantity(void **state)
{
    (void)state;
    static const char *const files[][2] = {{"bcg.csv", "OR"}, {"catheter_infection.csv", "RR"}, {"aspirin.csv", "RD"}};
    for (size_t f = 0; f < 3; f++) {
        tsq_table *table = read_dataset(files[f][0]);
        for (size_t i = 0; i < tsq_tau2_count(); i++) {
            const tsq_tau2_method *method = tsq_tau2_at(i);
            const char *measure = strcmp(method->id, "PETO") == 0 ? "PETO" : files[f][1];
            const tsq_pool_options options = options_for(measure, method->id);
            size_t year;
            if (options.weights == NULL || tsq_table_find(table, "year", &year)) {
                assert_true(check_all(table, &options) >= 16);
            }
        }
        tsq_table_free(table);
    }
}

static void every_test_prediction_and_interval(void **state)
{
    (void)state;
    tsq_table *table = read_dataset("bcg.csv");
    for (size_t i = 0; i < tsq_test_count(); i++) {
        for (size_t j = 0; j < tsq_tau2_interval_count(); j++) {
            tsq_pool_options options = options_for("RR", "REML");
            options.fit.test = tsq_test_at(i);
            options.tau2_interval = tsq_tau2_interval_at(j)->id;
            options.fit.i2 = j % 2 == 0 ? TSQ_I2_TAU2 : TSQ_I2_Q;
            options.weights = strcmp(options.tau2_interval, "GENQ") == 0 ? "year" : NULL;
            options.fit.level = i % 2 == 0 ? 95.0 : 90.0;
            if (options.weights == NULL) {
                assert_true(check_all(table, &options) >= 28);
            }
        }
    }
    for (size_t i = 0; i < tsq_prediction_count(); i++) {
        for (size_t j = 0; j < tsq_test_count(); j++) {
            tsq_pool_options options = options_for("RR", "REML");
            options.prediction = tsq_prediction_at(i)->id;
            options.fit.test = tsq_test_at(j);
            assert_true(check_all(table, &options) >= 28);
        }
    }
    tsq_table_free(table);
}

static void weights_and_fixed_tau2(void **state)
{
    (void)state;
    tsq_table *table = read_dataset("bcg.csv");
    tsq_pool_options options = options_for("RR", "REML");
    options.fit.weighting = TSQ_WEIGHT_EQUAL;
    assert_true(check_all(table, &options) >= 28);
    options.fit.weighting = TSQ_WEIGHT_USER;
    options.weights = "year";
    assert_true(check_all(table, &options) >= 28);
    options = options_for("RR", "REML");
    options.fit.tau2 = 0.25;
    assert_true(check_all(table, &options) >= 20);
    static const char *const one[] = {"study = Aronson 1948"}, *const two[] = {"year < 1950"};
    options = options_for("RR", "REML");
    options.n_where = 1;
    options.where = one;
    assert_true(check_all(table, &options) >= 8);
    options.where = two;
    assert_true(check_all(table, &options) >= 20);
    tsq_table_free(table);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        table = read_dataset("catheter_infection.csv");
        tsq_pool_preset(&options, tsq_preset_at(i));
        options.measure = tsq_effect_find("OR");
        assert_true(check_all(table, &options) >= 16);
        tsq_table_free(table);
    }
}

/* How many numbers of the fit in the chains of all quantities have no formula. */
static size_t count_procedures(const tsq_table *table, const tsq_pool_options *options)
{
    tsq_pool_report report;
    tsq_error err;
    size_t n = 0;
    assert_int_equal(tsq_pool(table, options, &report, &err), TSQ_OK);
    for (size_t i = 0; tsq_why_key(i) != NULL; i++) {
        tsq_why why;
        if (tsq_why_quantity(&report, 0, tsq_why_key(i), &why, &err) == TSQ_OK) {
            for (size_t j = 0; j < why.n; j++) {
                n += why.node[j].kind == TSQ_WHY_PROCEDURE && why.node[j].study == TSQ_WHY_NONE;
            }
        }
        tsq_why_free(&why);
    }
    tsq_pool_free(&report);
    return n;
}

/* Generalised least squares: every number of the fit has its formula, with Sigma, its inverse, and the sums of that. */
static void covariances_have_formulas(void **state)
{
    (void)state;
    static const char *const where[] = {"outcome=MELD", "weeks=4"};
    static const char *const intervals[] = {"QP", "PL", "HT"};
    tsq_table *table = read_dataset("cell_therapy_arms.csv");
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        const tsq_tau2_method *method = tsq_tau2_at(i);
        tsq_pool_options options = options_for(i % 2 == 0 ? "MD" : "SMD", method->id);
        const bool likelihood = (method->flags & TSQ_TAU2_LIKELIHOOD) != 0;
        if ((method->flags & (TSQ_TAU2_COUNTS | TSQ_TAU2_USER_WEIGHTS)) != 0) {
            continue;
        }
        options.where = where;
        options.n_where = 2;
        options.effect.multi_arm = TSQ_MULTI_ARM_COVARIANCE;
        options.fit.test = tsq_test_find((method->flags & TSQ_TAU2_COMMON) != 0 ? "z" : i % 3 == 0 ? "adhoc" : "knha");
        options.fit.i2 = i % 2 == 0 ? TSQ_I2_TAU2 : TSQ_I2_Q;
        options.tau2_interval = intervals[likelihood ? 1 : 2 * (i % 2)];
        assert_true(check_all(table, &options) >= 18);
        assert_int_equal(count_procedures(table, &options), 0);
        if (strcmp(method->id, "REML") == 0) {
            options.fit.test = tsq_test_find("kr");
            options.tau2_interval = "QP";
            options.prediction = "KR-PR";
            assert_true(check_all(table, &options) >= 28);
            assert_int_equal(count_procedures(table, &options), 0);
        }
    }
    tsq_table_free(table);
}

/* The chains of a model with moderators: its fit, and each of its coefficients. */
static void check_model(const tsq_table *table, const tsq_pool_options *options, size_t procedures)
{
    static const char *const keys[] = {"estimate", "se", "statistic", "pval", "log10p", "ci_lb", "ci_ub"};
    tsq_pool_report report;
    tsq_error err;
    tsq_why why;
    assert_true(check_all(table, options) >= 9);
    assert_int_equal(count_procedures(table, options) > 0, procedures > 0);
    assert_int_equal(tsq_pool(table, options, &report, &err), TSQ_OK);
    const tsq_pool_result *result = &report.result[0];
    for (size_t i = 0; i < result->design.p * 7; i++) {
        const tsq_coefficient *c = &result->fit.coefficients[i / 7];
        const double values[] = {c->estimate, c->se, c->statistic, c->pval, c->log10p, c->ci_lb, c->ci_ub};
        char quantity[200];
        snprintf(quantity, sizeof quantity, "coef.%s.%s", result->design.name[i / 7], keys[i % 7]);
        if (tsq_why_quantity(&report, 0, quantity, &why, &err) != TSQ_OK) {
            fail_msg("%s: %s", quantity, err.text);
        }
        check_chain(&report, 0, &why, values[i % 7]);
        tsq_why_free(&why);
    }
    assert_int_equal(tsq_why_quantity(&report, 0, "estimate", &why, &err), TSQ_E_MODEL);
    assert_int_equal(tsq_why_quantity(&report, 0, "coef.none.estimate", &why, &err), TSQ_E_OPTION);
    tsq_pool_free(&report);
}

/* Meta-regression by numbers, factors and interactions, with a factor's level that has a colon in it. */
static void moderators_have_formulas(void **state)
{
    (void)state;
    static const char *const models[] = {"ablat", "ablat*alloc:ref=random", "alloc,ablat", "factor(ablat):year,year",
                                         "year,ablat,alloc"};
    static const char *const tests[] = {"knha", "z", "t", "adhoc"}, *const intervals[] = {"QP", "PL", "HT"};
    tsq_table *table = read_dataset("bcg.csv");
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        const tsq_tau2_method *method = tsq_tau2_at(i);
        tsq_pool_options options = options_for("RR", method->id);
        if ((method->flags & TSQ_TAU2_COUNTS) != 0 || strcmp(method->id, "GENQM") == 0) {
            continue;
        }
        options.mods = models[i % 3];
        options.weights = strcmp(method->id, "GENQ") == 0 ? "ablat" : NULL;
        options.fit.no_intercept = i % 4 == 3;
        options.fit.test = tsq_test_find(tests[i % 4]);
        options.tau2_interval = intervals[(method->flags & TSQ_TAU2_LIKELIHOOD) != 0 ? 1 : i % 2 * 2];
        check_model(table, &options, 0);
    }
    tsq_pool_options options = options_for("OR", "REML");
    options.fit.test = tsq_test_find("kr");
    options.mods = models[4];
    check_model(table, &options, 1); /* the joint test of Kenward and Roger */
    options.fit.test = tsq_test_find("t");
    options.mods = models[3];
    check_model(table, &options, 0);
    options.fit.weighting = TSQ_WEIGHT_USER;
    options.weights = "ablat";
    options.mods = models[0];
    check_model(table, &options, 1); /* the joint test with the weights of the user */
    options.fit.weighting = TSQ_WEIGHT_EQUAL;
    options.weights = NULL;
    check_model(table, &options, 1);
    tsq_table_free(table);
    table = table_of("study,yi,vi,x,arm\n1,.1,.02,1,a:b\n2,.3,.03,2,c\n3,.2,.02,3,a:b\n4,.6,.05,4,c\n5,.4,.01,5,d\n6,."
                     "7,.02,6,d\n7,.1,.02,7,\n");
    options = options_for("GEN", "REML");
    options.mods = "arm:ref=c,arm:x";
    check_model(table, &options, 0);
    options.mods = "x";
    options.fit.no_intercept = true;
    check_model(table, &options, 0);
    tsq_table_free(table);
}

/* Mantel-Haenszel of corrected counts, Peto, and what is said of studies without an estimate of their own. */
static void corrected_counts_have_formulas(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD"};
    static const tsq_zero_rule rules[] = {TSQ_ZERO_METAFOR, TSQ_ZERO_META, TSQ_ZERO_REVMAN};
    static const tsq_add_to to[] = {TSQ_TO_ONLY0, TSQ_TO_ALL, TSQ_TO_IF0ALL, TSQ_TO_NONE};
    tsq_table *table =
        table_of("study,ai,n1i,ci,n2i\nA,0,20,3,25\nB,5,30,9,28\nC,0,15,0,20\nD,12,12,10,10\nE,7,40,2,35\n");
    for (size_t i = 0; i < 3 * 3 * 4 * 2; i += 5) { /* every value of each with others of the rest */
        tsq_pool_options options = options_for(measures[i % 3], "MH");
        options.effect.zero_rule = rules[i / 3 % 3];
        options.effect.to = to[i / 9 % 4];
        options.effect.add_by_arm = i / 36 == 1;
        options.mh_correct = i % 5 != 0;
        options.rd_variance = i % 2 == 0 ? TSQ_RD_SATO : TSQ_RD_GREENLAND;
        assert_true(check_all(table, &options) >= 12);
        assert_int_equal(count_procedures(table, &options), 0);
    }
    const tsq_pool_options options = options_for("PETO", "PETO");
    assert_true(check_all(table, &options) >= 12);
    assert_int_equal(count_procedures(table, &options), 0);
    tsq_table_free(table);
    table = table_of("study,x1i,t1i,x2i,t2i\nA,0,20,3,25\nB,5,30.5,9,28\nC,4,15,7,20\n");
    for (size_t i = 0; i < 4; i++) {
        tsq_pool_options rates = options_for(i % 2 == 0 ? "IRR" : "IRD", "MH");
        rates.mh_correct_rates = i < 2;
        assert_true(check_all(table, &rates) >= 12);
        assert_int_equal(count_procedures(table, &rates), 0);
    }
    tsq_table_free(table);
}

/* ---- measures ----------------------------------------------------------------------------------------------- */

/* A number of a role that goes with the others: the example of the input, a little more in each row. */
static double example_of(const char *role, size_t length, size_t row)
{
    const double value = tsq__effect_input_find(role, length)->example;
    const bool between = value > 0.0 && value < 1.0;
    return value + (between ? 0.03 : value >= 5.0 ? 1.0 : 0.125) * (double)row;
}

/* Whether the measure's ai is no count. */
static bool is_probability(const tsq_effect_measure *measure)
{
    return !tsq__is_word_of(measure->inputs, "ci") && !tsq__is_word_of(measure->inputs, "bi");
}

/* A number of a role that goes with those of the other roles. */
static double number_of(const tsq_effect_measure *measure, const char *role, size_t length, size_t row)
{
    const double value = example_of(role, length, row);
    if (length == 2 && strncmp(role, "ai", 2) == 0 && is_probability(measure)) {
        return 0.6 + 0.1 * (double)row;
    }
    if (length == 5 && strncmp(role, "hr_", 3) == 0) { /* limits on either side of the ratio */
        return (role[3] == 'l' ? 0.4 : 2.5) + 0.125 * (double)row;
    }
    const bool second = length > 2 && role[length - 2] == '2' && role[length - 1] == 'i'; /* groups differ */
    const double more = length == 2 && strncmp(role, "mi", 2) == 0 ? 2.0
                        : strncmp(role, "m1i", length) == 0        ? 0.5
                        : second && value >= 5.0                   ? 3.0
                        : second                                   ? 0.25
                                                                   : 0.0;
    return value + more - (length == 2 && strncmp(role, "ci", 2) == 0 ? 2.0 : 0.0);
}

/* Three rows with all that the measure needs. */
static tsq_table *table_for(const tsq_effect_measure *measure)
{
    tsq__text text = {0};
    char roles[256];
    const bool paired = tsq__is_word_of(measure->optional, "ri") && !tsq__is_word_of(measure->inputs, "n1i");
    const bool given = strcmp(measure->inputs, "yi") == 0;
    snprintf(roles, sizeof roles, "%s%s%s", measure->inputs, paired ? " ri" : "", given ? " vi" : "");
    for (size_t row = 0; row < 4; row++) {
        tsq__text_printf(&text, row == 0 ? "study" : "\nS%zu", row);
        for (const char *at = roles; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " ")) {
            const size_t length = strcspn(at, " ");
            if (row == 0) {
                tsq__text_printf(&text, ",%.*s", (int)length, at);
            } else {
                tsq__text_printf(&text, ",%.6g", number_of(measure, at, length, row - 1));
            }
        }
    }
    tsq__text_add_string(&text, "\n");
    char *bytes = tsq__text_take(&text);
    tsq_table *table = table_of(bytes);
    free(bytes);
    return table;
}

/* The chains of yi and vi of each study; a formula that is listed is used. */
static size_t check_studies(const tsq_table *table, const tsq_pool_options *options)
{
    tsq_pool_report report;
    tsq_error err;
    size_t n = 0;
    if (tsq_pool(table, options, &report, &err) != TSQ_OK) {
        fail_msg("%s: %s", options->measure->id, err.text);
    }
    const tsq_effects *effects = &report.result[0].effects;
    assert_true(effects->k == 3);
    for (size_t i = 0; i < 2 * effects->k; i++) {
        static const char *const names[] = {"yi", "vi"};
        char quantity[64];
        tsq_why why;
        const tsq_effect *effect = &effects->effect[i / 2];
        snprintf(quantity, sizeof quantity, "study.%s.%s", effect->study, names[i % 2]);
        if (tsq_why_quantity(&report, 0, quantity, &why, &err) != TSQ_OK) {
            fail_msg("%s %s: %s", options->measure->id, quantity, err.text);
        }
        check_chain(&report, 0, &why, i % 2 == 0 ? effect->yi : effect->vi);
        if (why.node[0].kind != TSQ_WHY_FORMULA && why.node[0].kind != TSQ_WHY_SOLUTION) {
            fail_msg("%s has no formula for %s with the variance formula %s", options->measure->id, names[i % 2],
                     options->effect.vtype != NULL ? options->effect.vtype : "by default");
        }
        n += why.node[0].kind == TSQ_WHY_FORMULA;
        tsq_why_free(&why);
    }
    tsq_pool_free(&report);
    return n;
}

static void every_measure_and_variance(void **state)
{
    (void)state;
    size_t studies = 0;
    for (size_t i = 0; i < tsq_effect_count(); i++) {
        const tsq_effect_measure *measure = tsq_effect_at(i);
        tsq_table *table = table_for(measure);
        tsq_pool_options options;
        tsq_pool_preset(&options, NULL);
        options.measure = measure;
        studies += check_studies(table, &options);
        assert_true(check_all(table, &options) >= 12);
        char vtypes[64];
        snprintf(vtypes, sizeof vtypes, "%s", measure->vtypes);
        for (char *vtype = strtok(vtypes, " "); vtype != NULL; vtype = strtok(NULL, " ")) {
            options.effect.vtype = vtype;
            for (int bias = 0; bias < (measure->corrected == TSQ_CORRECTED_STANDARDISED ? 3 : 1); bias++) {
                options.effect.bias = (tsq_bias_correction)bias;
                studies += check_studies(table, &options);
            }
        }
        tsq_table_free(table);
    }
    assert_true(studies > 500);
}

/* ---- cells -------------------------------------------------------------------------------------------------- */

/* Whether a chain has a cell of that column and line. */
static bool has_cell(const tsq_why *why, const char *column, size_t line, const char *text)
{
    for (size_t i = 0; i < why->n; i++) {
        const tsq_why_node *node = &why->node[i];
        if (node->kind == TSQ_WHY_CELL && node->line == line && strcmp(node->column, column) == 0) {
            assert_string_equal(node->text, text);
            return true;
        }
    }
    return false;
}

/* Of what a row reports, the cells that the effect rests on and no others: the SD, not the standard error beside it; the
 * quartiles where there is no mean; the other arm's row; the number in another unit. */
static void the_cells_that_were_used(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,n1i,m1i,sd1i,se1i,med1i,q11i,q31i,n2i,m2i,sd2i,lb2i,ub2i\n"
                                "A,30,15.70,2.890,0.5276,15,13,18,31,16.2,3.0,,\n"
                                "B,40,,,,8.0,6,11,38,7.5,,6.51,8.49\n");
    tsq_pool_options options;
    tsq_pool_report report;
    tsq_why why;
    tsq_error err;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find("MD");
    assert_int_equal(tsq_pool(table, &options, &report, &err), TSQ_OK);
    assert_int_equal(tsq_why_quantity(&report, 0, "estimate", &why, &err), TSQ_OK);
    assert_true(has_cell(&why, "sd1i", 2, "2.890"));
    assert_true(has_cell(&why, "m1i", 2, "15.70"));
    assert_false(has_cell(&why, "se1i", 2, ""));
    assert_false(has_cell(&why, "med1i", 2, ""));
    assert_true(has_cell(&why, "med1i", 3, "8.0"));
    assert_true(has_cell(&why, "q31i", 3, "11"));
    assert_true(has_cell(&why, "ub2i", 3, "8.49"));
    tsq_why_free(&why);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* One row per arm: the control's cells stand in its own row. */
static void the_cells_of_arms(void **state)
{
    (void)state;
    tsq_table *table = table_of("trial,arm,control,ni,mi,sdi\nT,drug,0,30,4.0,2.0\nT,placebo,1,28,5.5,2.5\n"
                                "U,drug,0,20,3.0,2.0\nU,placebo,1,22,4.5,1.5\n");
    tsq_pool_options options;
    tsq_pool_report report;
    tsq_why why;
    tsq_error err;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find("MD");
    if (tsq_pool(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(tsq_why_quantity(&report, 0, "estimate", &why, &err), TSQ_OK);
    assert_int_equal(why.n_failed, 0);
    assert_true(has_cell(&why, "mi", 2, "4.0"));
    assert_true(has_cell(&why, "sdi", 3, "2.5"));
    assert_true(has_cell(&why, "ni", 5, "22"));
    tsq_why_free(&why);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_and_quantity),
        cmocka_unit_test(every_test_prediction_and_interval),
        cmocka_unit_test(weights_and_fixed_tau2),
        cmocka_unit_test(covariances_have_formulas),
        cmocka_unit_test(corrected_counts_have_formulas),
        cmocka_unit_test(moderators_have_formulas),
        cmocka_unit_test(every_measure_and_variance),
        cmocka_unit_test(the_cells_that_were_used),
        cmocka_unit_test(the_cells_of_arms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
