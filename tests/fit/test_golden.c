/* Every row of the reference tables fit.csv and reference.csv, and every registered method among them. */
#include "fit_rows.h"

/* The fits of one (data set, method, test) by prediction and interval of tau2, kept until the next such group. */
enum { MAX_FITS = 16 };
typedef struct group {
    char key[256];
    size_t n;
    char variant[MAX_FITS][32];
    tsq_fit_result fit[MAX_FITS];
} group;

static void group_clear(group *g)
{
    for (size_t i = 0; i < g->n; i++) {
        tsq_fit_free(&g->fit[i]);
    }
    g->n = 0;
}

static void run_fit(const fit_data *set, const char *weighting, const row *r, const char *variant, tsq_fit_result *out)
{
    tsq_studies studies = fit_data_studies(set);
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(r->method);
    options.test = tsq_test_find(strcmp(r->test, "-") == 0 ? "z" : r->test);
    assert_non_null(options.method);
    assert_non_null(options.test);
    options.prediction = tsq_prediction_find(variant);
    options.tau2_interval = tsq_tau2_interval_find(variant);
    options.no_prediction = options.prediction == NULL;
    options.no_tau2_interval = options.tau2_interval == NULL;
    options.weighting = strcmp(weighting, "user") == 0    ? TSQ_WEIGHT_USER
                        : strcmp(weighting, "equal") == 0 ? TSQ_WEIGHT_EQUAL
                                                          : TSQ_WEIGHT_INVERSE;
    tsq_error err;
    if (tsq_fit(&studies, &options, out, &err) != TSQ_OK) {
        fail_msg("%s %s %s: %s", r->dataset, r->method, r->test, err.text);
    }
}

static const tsq_fit_result *fit_of(group *g, const fit_data *sets, size_t n_sets, const row *r)
{
    char key[256], name[64];
    assert_true(snprintf(key, sizeof key, "%s %s %s", r->dataset, r->method, r->test) < (int)sizeof key);
    if (strcmp(key, g->key) != 0) {
        group_clear(g);
        snprintf(g->key, sizeof g->key, "%s", key);
    }
    const char *variant = variant_of(r->quantity);
    for (size_t i = 0; i < g->n; i++) {
        if (strcmp(g->variant[i], variant) == 0) {
            return &g->fit[i];
        }
    }
    const char *colon = strchr(r->dataset, ':');
    assert_true(snprintf(name, sizeof name, "%.*s", (int)strcspn(r->dataset, ":"), r->dataset) < (int)sizeof name);
    const fit_data *set = fit_data_find(sets, n_sets, name);
    assert_non_null(set);
    assert_true(g->n < MAX_FITS);
    snprintf(g->variant[g->n], sizeof g->variant[0], "%s", variant);
    run_fit(set, colon == NULL ? "" : colon + 1, r, variant, &g->fit[g->n]);
    return &g->fit[g->n++];
}

static void judge_table(const char *table)
{
    size_t n_sets, rows = 0, wrong = 0;
    double worst = 0.0;
    fit_data *sets = fit_data_read(&n_sets);
    group g = {.n = 0};
    FILE *file = open_golden(table);
    char line[1024];
    row r;
    while (read_row(file, line, sizeof line, &r)) {
        const double got = quantity_of(fit_of(&g, sets, n_sets, &r), r.quantity);
        const double error = fabs(got - r.value), allowed = r.atol + r.rtol * fabs(r.value);
        rows++;
        if (!(error <= allowed)) {
            wrong++;
            if (wrong <= 40) {
                print_error("%s %s %s %s is %.17g, not %.17g (error %.2g, allowed %.2g)\n", r.dataset, r.method, r.test,
                            r.quantity, got, r.value, error, allowed);
            }
        } else if (allowed > 0.0) {
            worst = fmax(worst, error / allowed);
        }
    }
    fclose(file);
    group_clear(&g);
    free(sets);
    print_message("%s: %zu rows, largest passing error %.2g of what is allowed\n", table, rows, worst);
    assert_true(rows > 500);
    assert_int_equal(wrong, 0);
}

static void agrees_with_metafor(void **state)
{
    (void)state;
    judge_table("fit.csv");
}

static void agrees_with_fifty_digits(void **state)
{
    (void)state;
    judge_table("reference.csv");
}

/* Marks what has rows: a method by its tau2, a test by its interval, the others by the name in the quantity. */
typedef struct coverage {
    bool method[64], test[32], prediction[32], interval[32];
} coverage;

static void mark(coverage *seen, const row *r)
{
    for (size_t i = 0; i < tsq_tau2_count() && strcmp(r->quantity, "tau2") == 0; i++) {
        seen->method[i] = seen->method[i] || strcmp(tsq_tau2_at(i)->id, r->method) == 0;
    }
    for (size_t i = 0; i < tsq_test_count() && strcmp(r->quantity, "ci_lb0") == 0; i++) {
        seen->test[i] = seen->test[i] || strcmp(tsq_test_at(i)->id, r->test) == 0;
    }
    for (size_t i = 0; i < tsq_prediction_count() && strncmp(r->quantity, "pi_lb_", 6) == 0; i++) {
        seen->prediction[i] = seen->prediction[i] || strcmp(tsq_prediction_at(i)->id, r->quantity + 6) == 0;
    }
    for (size_t i = 0; i < tsq_tau2_interval_count() && strncmp(r->quantity, "tau2_ub_", 8) == 0; i++) {
        seen->interval[i] = seen->interval[i] || strcmp(tsq_tau2_interval_at(i)->id, r->quantity + 8) == 0;
    }
}

static void demand(bool seen, const char *kind, const char *id, size_t *missing)
{
    if (!seen) {
        print_error("%s %s has no rows in tests/golden/fit.csv or reference.csv\n", kind, id);
        (*missing)++;
    }
}

static void every_registered_method_has_rows(void **state)
{
    (void)state;
    coverage seen = {.method = {false}};
    size_t missing = 0;
    static const char *const tables[] = {"fit.csv", "reference.csv"};
    for (size_t t = 0; t < 2; t++) {
        char line[1024];
        row r;
        FILE *file = open_golden(tables[t]);
        while (read_row(file, line, sizeof line, &r)) {
            mark(&seen, &r);
        }
        fclose(file);
    }
    assert_true(tsq_tau2_count() <= 64 && tsq_test_count() <= 32);
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        const bool counts = (tsq_tau2_at(i)->flags & TSQ_TAU2_COUNTS) != 0; /* mh.csv, test_mantel_haenszel.c */
        demand(counts || seen.method[i], "method", tsq_tau2_at(i)->id, &missing);
    }
    for (size_t i = 0; i < tsq_test_count(); i++) {
        demand(seen.test[i], "test", tsq_test_at(i)->id, &missing);
    }
    for (size_t i = 0; i < tsq_prediction_count(); i++) {
        demand(seen.prediction[i], "prediction interval", tsq_prediction_at(i)->id, &missing);
    }
    for (size_t i = 0; i < tsq_tau2_interval_count(); i++) {
        demand(seen.interval[i], "interval of tau2", tsq_tau2_interval_at(i)->id, &missing);
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_metafor),
        cmocka_unit_test(agrees_with_fifty_digits),
        cmocka_unit_test(every_registered_method_has_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
