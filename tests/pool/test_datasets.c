/* Every shipped data set pooled, against the results of tests/golden/datasets.csv: metafor's, and Cochrane's weights. */
#include "check.h"

#include "golden_table.h"
#include <tausq/pool.h>

#include <string.h>

#define MOST 16

/* One run of the library, kept while rows ask for it. */
struct run {
    const char *dataset, *where, *args;
    tsq_table *table;
    tsq_pool_report report;
};

static void close_run(struct run *run)
{
    if (run->table != NULL) {
        tsq_pool_free(&run->report);
        tsq_table_free(run->table);
    }
    *run = (struct run){0};
}

/* The options that the table uses. */
static void take_args(char *args, tsq_pool_options *options)
{
    for (char *name = strtok(args, " "); name != NULL; name = strtok(NULL, " ")) {
        const char *value = strtok(NULL, " ");
        assert_non_null(value);
        if (strcmp(name, "--measure") == 0) {
            options->measure = tsq_effect_find(value);
            assert_non_null(options->measure);
        } else if (strcmp(name, "--method") == 0) {
            options->fit.method = tsq_tau2_find(value);
            assert_non_null(options->fit.method);
        } else if (strcmp(name, "--test") == 0) {
            options->fit.test = tsq_test_find(value);
            assert_non_null(options->fit.test);
        } else if (strcmp(name, "--vtype") == 0) {
            options->effect.vtype = value;
        } else if (strcmp(name, "--preset") == 0) {
            tsq_pool_preset(options, tsq_preset_find(value));
        } else if (strcmp(name, "--weights") == 0) {
            options->weights = value;
            options->fit.weighting = TSQ_WEIGHT_USER;
        } else if (strcmp(name, "--tau2-ci") == 0) {
            options->tau2_interval = value;
        } else {
            fail_msg("option '%s' is not known to this test", name);
        }
    }
}

static void open_run(struct run *run, const char *dataset, const char *where, const char *args)
{
    char path[1024], option_text[512], where_text[512];
    const char *conditions[MOST];
    tsq_error err;
    tsq_pool_options options;
    snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, dataset);
    snprintf(option_text, sizeof option_text, "%s", args);
    snprintf(where_text, sizeof where_text, "%s", where);
    tsq_pool_preset(&options, NULL);
    take_args(option_text, &options);
    options.where = conditions;
    options.n_where = 0;
    for (char *at = strtok(where_text, ";"); at != NULL; at = strtok(NULL, ";")) {
        assert_true(options.n_where < MOST);
        conditions[options.n_where++] = at;
    }
    *run = (struct run){.dataset = dataset, .where = where, .args = args};
    if (tsq_csv_read(path, NULL, NULL, &run->table, &err) != TSQ_OK ||
        tsq_pool(run->table, &options, &run->report, &err) != TSQ_OK) {
        fail_msg("%s %s %s: %s", dataset, where, args, err.text);
    }
    assert_int_equal(run->report.n, 1);
    assert_true(run->report.result[0].estimated);
}

static double quantity_of(const tsq_fit_result *fit, const char *name)
{
    const tsq_coefficient *c = &fit->coefficients[0];
    const struct {
        const char *name;
        double value;
    } known[] = {
        {"k", (double)fit->k},     {"estimate", c->estimate}, {"se", c->se},         {"ci_lb", c->ci_lb},
        {"ci_ub", c->ci_ub},       {"pval", c->pval},         {"QE", fit->QE},       {"QE_p", fit->QE_p},
        {"tau2", fit->tau2},       {"I2", fit->I2},           {"pi_lb", fit->pi_lb}, {"pi_ub", fit->pi_ub},
        {"tau2_lb", fit->tau2_lb}, {"tau2_ub", fit->tau2_ub},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].name, name) == 0) {
            return known[i].value;
        }
    }
    if (strncmp(name, "weight.", 7) == 0) {
        const size_t study = (size_t)strtoul(name + 7, NULL, 10);
        assert_in_range(study, 1, fit->k);
        return fit->weight[study - 1];
    }
    fail_msg("quantity '%s' is not known to this test", name);
    return NAN;
}

static void every_result_is_met(void **state)
{
    (void)state;
    struct golden table = golden_open("datasets.csv");
    struct run run = {0};
    size_t off = 0;
    double worst = 0.0;
    for (size_t row = 0; row < golden_rows(&table); row++) {
        const char *dataset = golden_text(&table, "dataset", row), *where = golden_text(&table, "where", row);
        const char *args = golden_text(&table, "args", row), *quantity = golden_text(&table, "quantity", row);
        if (run.table == NULL || strcmp(run.dataset, dataset) != 0 || strcmp(run.where, where) != 0 ||
            strcmp(run.args, args) != 0) {
            close_run(&run);
            open_run(&run, dataset, where, args);
        }
        const double want = golden_number(&table, "value", row);
        const double allowed = golden_number(&table, "atol", row) + golden_number(&table, "rtol", row) * fabs(want);
        const double got = quantity_of(&run.report.result[0].fit, quantity), error = fabs(got - want);
        if (!(error <= allowed)) {
            print_error("%s %s %s: %s is %.17g, not %.17g (off by %.2g, allowed %.2g)\n", dataset, where, args,
                        quantity, got, want, error, allowed);
            off++;
        } else if (allowed > 0.0) {
            worst = fmax(worst, error / allowed);
        }
    }
    close_run(&run);
    print_message("%zu results, largest error %.2f of the allowed one\n", golden_rows(&table), worst);
    golden_close(&table);
    assert_int_equal(off, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_result_is_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
