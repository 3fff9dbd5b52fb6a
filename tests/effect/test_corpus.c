/*
 * Effects and limits of every row of an external corpus of Cochrane reviews whose measure is known against Cochrane's
 * own export.
 *
 * The corpus is not part of the repository: the environment variable TAUSQ_CORPUS gives its path, and without it the
 * test is skipped. docs/corpus.md says what its columns are and explains the exceptions counted below.
 */
#include "check.h"

#include <tausq/effect.h>
#include <tausq/io.h>

#include <stdlib.h>
#include <string.h>

enum { SKIPPED = 77 };

/* The export has 6 decimals; its own arithmetic is good for 2e-6. */
static const double rtol = 2e-6, half_digit = 0.5000001e-6;

struct corpus {
    tsq_table *table;
    tsq_roles *roles;
    size_t effect, lower, upper; /* columns of the export */
    size_t type, events[2];
    const char *measure; /* of the rows at hand */
};

static struct corpus corpus;

/* How the rows of a measure compare. */
struct count {
    size_t rows, equal, rounded, other_level, no_events, different, omitted;
};

static size_t column(const char *name)
{
    size_t at = 0;
    if (!tsq_table_find(corpus.table, name, &at)) {
        fail_msg("the corpus has no column %s", name);
    }
    return at;
}

static double cell(size_t row, size_t at)
{
    double value;
    assert_int_not_equal(tsq_number_read(tsq_table_cell(corpus.table, row, at), '.', &value), TSQ_NUMBER_BAD);
    return value;
}

static bool is_ratio(double yi, double effect)
{
    const char *id = corpus.measure;
    /* Of estimates as given the export does not say whether they are logarithms: the estimate itself does. */
    if (strcmp(id, "GEN") == 0) {
        return !tsq_is_close(yi, effect, rtol, half_digit);
    }
    return strcmp(id, "RR") == 0 || strcmp(id, "OR") == 0 || strcmp(id, "PETO") == 0;
}

/* Whether estimate and limits are those of the export, in this order; ratios are exported as such. */
static bool equals_export(double yi, double half_width, const double want[3])
{
    if (is_ratio(yi, want[0])) {
        return tsq_is_close(exp(yi), want[0], rtol, half_digit) &&
               tsq_is_close(exp(yi - half_width), want[1], rtol, half_digit) &&
               tsq_is_close(exp(yi + half_width), want[2], rtol, half_digit);
    }
    return tsq_is_close(yi, want[0], rtol, half_digit) && tsq_is_close(yi - half_width, want[1], rtol, half_digit) &&
           tsq_is_close(yi + half_width, want[2], rtol, half_digit);
}

static double to_six_decimals(double x)
{
    return round(x * 1e6) / 1e6;
}

static void show(const char *what, size_t row, const char *detail)
{
    char study[41];
    snprintf(study, sizeof study, "%s", tsq_table_cell(corpus.table, row, column("study")));
    printf("%s: line %zu, %s %s, %s: %s\n", what, tsq_table_line(corpus.table, row),
           tsq_table_cell(corpus.table, row, column("review")), tsq_table_cell(corpus.table, row, column("analysis")),
           study, detail);
}

static void check_effect(const tsq_effect *effect, struct count *count)
{
    const double want[3] = {cell(effect->row, corpus.effect), cell(effect->row, corpus.lower),
                            cell(effect->row, corpus.upper)};
    const double half_width = (effect->ci_ub - effect->ci_lb) / 2.0;
    const double rounded = half_width / effect->sei * to_six_decimals(effect->sei);
    if (equals_export(effect->yi, half_width, want)) {
        count->equal++;
    } else if (equals_export(to_six_decimals(effect->yi), rounded, want)) {
        count->rounded++;
    } else if (equals_export(effect->yi, half_width / 1.959963984540054 * 2.5758293035489004, want)) {
        count->other_level++; /* qnorm(0.995) of R 4.2.2 */
    } else if (strcmp(tsq_table_cell(corpus.table, effect->row, corpus.type), "bin") == 0 &&
               cell(effect->row, corpus.events[0]) == 0.0 && cell(effect->row, corpus.events[1]) == 0.0) {
        count->no_events++;
    } else {
        char detail[256];
        snprintf(detail, sizeof detail, "%.9g [%.9g, %.9g], exported %.9g [%.9g, %.9g]", effect->yi, effect->ci_lb,
                 effect->ci_ub, want[0], want[1], want[2]);
        show("differs", effect->row, detail);
        count->different++;
    }
}

static struct count check_measure(const char *type, const char *measure, const tsq_effect_options *options)
{
    char condition[32];
    snprintf(condition, sizeof condition, "measure = %s", measure);
    const char *const conditions[] = {type, condition};
    corpus.measure = measure;
    tsq_rows rows;
    tsq_effects effects;
    tsq_error err = {.text = ""};
    if (tsq_table_where(corpus.table, conditions, 2, &rows, &err) != TSQ_OK ||
        tsq_effects_compute(corpus.roles, &rows, tsq_effect_find(measure), options, &effects, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    struct count count = {.rows = rows.n, .omitted = effects.n_omitted};
    for (size_t i = 0; i < effects.k; i++) {
        check_effect(&effects.effect[i], &count);
    }
    for (size_t i = 0; i < effects.n_omitted && strcmp(measure, "RR") != 0; i++) {
        show("omitted", effects.omitted[i].row, effects.omitted[i].reason);
    }
    printf("%s: %zu rows, %zu equal, %zu from rounded numbers, %zu with 99 %% limits, %zu of other numbers, "
           "%zu different, %zu omitted\n",
           measure, count.rows, count.equal, count.rounded, count.other_level, count.no_events, count.different,
           count.omitted);
    tsq_effects_free(&effects);
    tsq_rows_free(&rows);
    return count;
}

static void mean_differences(void **state)
{
    (void)state;
    const struct count count = check_measure("type = cont", "MD", NULL);
    assert_int_equal(count.rows, 10443);
    assert_int_equal(count.equal, 10438);
    assert_int_equal(count.rounded, 4);
    assert_int_equal(count.different, 1);
}

static void standardised_mean_differences(void **state)
{
    (void)state;
    tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    options.bias = TSQ_BIAS_APPROX;
    options.vtype = "RV";
    const struct count count = check_measure("type = cont", "SMD", &options);
    assert_int_equal(count.rows, 6109);
    assert_int_equal(count.equal, 6091);
    assert_int_equal(count.rounded, 18);
}

static void ratios_and_differences_of_risks(void **state)
{
    (void)state;
    /* The preset revman-5. */
    tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    options.drop00 = TSQ_DROP00_RATIOS;
    options.zero_rule = TSQ_ZERO_REVMAN;
    struct count count = check_measure("type = bin", "RR", &options);
    assert_int_equal(count.rows, 19193);
    assert_int_equal(count.equal, 19060);
    assert_int_equal(count.other_level, 64);
    assert_int_equal(count.omitted, 69);
    count = check_measure("type = bin", "OR", &options);
    assert_int_equal(count.rows, 1531);
    assert_int_equal(count.equal, 1531);
    count = check_measure("type = bin", "PETO", &options);
    assert_int_equal(count.rows, 180);
    assert_int_equal(count.equal, 180);
    count = check_measure("type = bin", "RD", &options);
    assert_int_equal(count.rows, 694);
    assert_int_equal(count.equal, 465);
    assert_int_equal(count.no_events, 229);
}

static void estimates_as_given(void **state)
{
    (void)state;
    const struct count count = check_measure("type = giv", "GEN", NULL);
    assert_int_equal(count.rows, 1967);
    assert_int_equal(count.equal, 1967);
}

static int open_corpus(void **state)
{
    (void)state;
    tsq_error err = {.text = ""};
    if (tsq_csv_read(getenv("TAUSQ_CORPUS"), NULL, NULL, &corpus.table, &err) != TSQ_OK ||
        tsq_roles_new(corpus.table, NULL, 0, &corpus.roles, &err) != TSQ_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    corpus.effect = column("cochrane_effect");
    corpus.lower = column("cochrane_ci_lb");
    corpus.upper = column("cochrane_ci_ub");
    corpus.type = column("type");
    corpus.events[0] = column("ai");
    corpus.events[1] = column("ci");
    return 0;
}

static int close_corpus(void **state)
{
    (void)state;
    tsq_roles_free(corpus.roles);
    tsq_table_free(corpus.table);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_differences),
        cmocka_unit_test(standardised_mean_differences),
        cmocka_unit_test(ratios_and_differences_of_risks),
        cmocka_unit_test(estimates_as_given),
    };
    if (getenv("TAUSQ_CORPUS") == NULL) {
        printf("skipped: TAUSQ_CORPUS does not give the path of the corpus\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
