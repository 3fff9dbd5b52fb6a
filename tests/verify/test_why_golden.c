/* Chains of the effects of tests/golden: every number by a formula, of every measure and conversion that has rows there. */
#include "check.h"

#include "base/text.h"
#include "golden_table.h"
#include "tables.h"

#include <tausq/why.h>

#include <stdlib.h>
#include <string.h>

/* How many numbers of a kind there were. */
struct tally {
    size_t effects, formulas, solutions, searched;
};

/* "a=1;b=2" as a table of one row. */
static tsq_table *table_of_pairs(const char *pairs)
{
    tsq__text text = {0};
    tsq__text_add_string(&text, "study");
    for (int line = 0; line < 2; line++) {
        for (const char *at = pairs; *at != '\0';) {
            const size_t name = strcspn(at, "="), whole = strcspn(at, ";");
            const char *from = line == 0 ? at : at + name + 1;
            tsq__text_printf(&text, ",%.*s", (int)(line == 0 ? name : whole - name - 1), from);
            at += whole + (at[whole] == ';');
        }
        tsq__text_add_string(&text, line == 0 ? "\nA" : "\n");
    }
    char *bytes = tsq__text_take(&text);
    tsq_table *table = table_of(bytes);
    free(bytes);
    return table;
}

/* What an option or its default says stands for itself. */
static bool is_option(const tsq_why_node *node)
{
    return tsq__is_word_of("corr crossover_corr icc limits_level limits_sides add", node->name);
}

/* What is searched for without an equation: the power of MLN, a table; these alone are checked by looking again. */
static bool is_search(const tsq_why_node *node)
{
    return strcmp(node->title, "of the greatest likelihood, mean and SD by Luo 2018 and Wan 2014 at each") == 0 ||
           strstr(node->title, "predictive values") != NULL || strstr(node->title, "by QE") != NULL;
}

static void check_nodes(const tsq_why *why, const char *what, struct tally *tally)
{
    bool searched = false;
    for (size_t i = 0; i < why->n; i++) {
        const tsq_why_node *node = &why->node[i];
        if (!node->holds) {
            fail_msg("%s: %s = %.17g, its inputs give %.17g", what, node->name, node->value[0], node->recomputed);
        }
        tally->formulas += node->kind == TSQ_WHY_FORMULA;
        tally->solutions += node->kind == TSQ_WHY_SOLUTION;
        searched = searched || node->kind == TSQ_WHY_PROCEDURE;
        if ((node->kind == TSQ_WHY_PROCEDURE && !is_search(node)) ||
            (node->kind == TSQ_WHY_GIVEN && !is_option(node))) {
            fail_msg("%s: no formula for %s (%s)", what, node->name, node->title);
        }
    }
    tally->searched += searched;
}

static void check_effect(const char *pairs, const tsq_pool_options *options, const char *what, struct tally *tally)
{
    tsq_table *table = table_of_pairs(pairs);
    tsq_pool_report report;
    tsq_error err = {.text = "no effect"};
    static const char *const quantities[] = {"study.A.yi", "study.A.vi"};
    if (tsq_pool(table, options, &report, &err) != TSQ_OK || report.result[0].effects.k != 1) {
        fail_msg("%s: %s", what, err.text);
    }
    for (int i = 0; i < 2; i++) {
        tsq_why why;
        if (tsq_why_quantity(&report, 0, quantities[i], &why, &err) != TSQ_OK) {
            fail_msg("%s: %s", what, err.text);
        }
        check_nodes(&why, what, tally);
        tsq_why_free(&why);
    }
    tally->effects++;
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void set_option(tsq_effect_options *options, const char *name, const char *value)
{
    static const char *const to[] = {"only0", "all", "if0all", "none"};
    static const char *const rules[] = {"escalc", "metabin", "revman"};
    if (strcmp(name, "bias") == 0) {
        options->bias = value[0] == 'e' ? TSQ_BIAS_EXACT : value[0] == 'a' ? TSQ_BIAS_APPROX : TSQ_BIAS_NONE;
    } else if (strcmp(name, "endpoint") == 0) {
        options->endpoint = value[0] == 'c' ? TSQ_ENDPOINT_CHANGE : TSQ_ENDPOINT_FINAL;
    }
    for (int i = 0; i < 4; i++) {
        options->to = strcmp(name, "to") == 0 && strcmp(value, to[i]) == 0 ? (tsq_add_to)i : options->to;
        options->zero_rule = i < 3 && strcmp(name, "zero_rule") == 0 && strcmp(value, rules[i]) == 0
                                 ? (tsq_zero_rule)i
                                 : options->zero_rule;
    }
    const double number = strtod(value, NULL);
    options->rom_correct = strcmp(name, "rom_correct") == 0 ? value[0] == '1' : options->rom_correct;
    options->add = strcmp(name, "add") == 0 ? number : options->add;
    options->icc = strcmp(name, "icc") == 0 ? number : options->icc;
    options->crossover_corr = strcmp(name, "crossover_corr") == 0 ? number : options->crossover_corr;
    options->convert.limits_level = strcmp(name, "limits_level") == 0 ? number : options->convert.limits_level;
    options->convert.exact_counts = strcmp(name, "counts") == 0 || options->convert.exact_counts;
    options->convert.no_yates = strcmp(name, "yates") == 0 || options->convert.no_yates;
}

static void set_options(tsq_effect_options *options, const char *pairs)
{
    char text[256];
    snprintf(text, sizeof text, "%s", pairs);
    for (char *pair = strtok(text, ";"); pair != NULL; pair = strtok(NULL, ";")) {
        char *equals = strchr(pair, '=');
        *equals = '\0';
        set_option(options, pair, equals + 1);
    }
}

/* Every `step`-th row of a table of effects. */
static struct tally check_file(const char *file, size_t step)
{
    struct golden golden = golden_open(file);
    struct tally tally = {0};
    const bool converted = strcmp(file, "converted.csv") == 0;
    for (size_t i = 0; i < golden_rows(&golden); i += step) {
        const char *inputs = golden_text(&golden, "inputs", i),
                   *vtype = converted ? "" : golden_text(&golden, "vtype", i);
        tsq_pool_options options;
        tsq_pool_preset(&options, NULL);
        options.measure = tsq_effect_find(golden_text(&golden, "measure", i));
        options.effect.vtype = vtype[0] != '\0' ? vtype : NULL;
        set_options(&options.effect, golden_text(&golden, "options", i));
        char what[200];
        snprintf(what, sizeof what, "%s row %zu, %s %s %s", file, i + 1, options.measure->id, vtype,
                 converted ? golden_text(&golden, "conversion", i) : "");
        if (strstr(inputs, "average") == NULL) {
            check_effect(inputs, &options, what, &tally);
        }
    }
    golden_close(&golden);
    return tally;
}

static void effects_of_measures(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t step;
    } files[] = {{"effect.csv", 2},
                 {"effect_counts.csv", 9},
                 {"effect_counts_published.csv", 1},
                 {"effect_exact.csv", 1},
                 {"effect_measures.csv", 3},
                 {"effect_measures_exact.csv", 1},
                 {"effect_metadat.csv", 11},
                 {"effect_published.csv", 1},
                 {"effect_quantitative.csv", 9},
                 {"effect_quantitative_exact.csv", 5}};
    size_t solutions = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct tally tally = check_file(files[i].file, files[i].step);
        assert_true(tally.effects > 0 && tally.formulas > 2 * tally.effects && tally.searched == 0);
        solutions += tally.solutions;
    }
    assert_true(solutions > 20);
}

static void effects_of_conversions(void **state)
{
    (void)state;
    const struct tally tally = check_file("converted.csv", 1);
    assert_true(tally.effects > 400 && tally.searched == 2 * 55); /* those of counts-diagnostic */
}

/* ---- conversions of one group ------------------------------------------------------------------------------- */

/* Adds the cell of a golden row as an input, if there is one. */
static void add_cell(tsq__text *pairs, const struct golden *golden, size_t row, const char *column, const char *role)
{
    const char *cell = golden_text(golden, column, row);
    if (cell[0] != '\0') {
        tsq__text_printf(pairs, "%s=%s;", role, cell);
    }
}

/* The mean difference of a group that is converted, the first or the second one, and another. */
static void check_group(const struct golden *golden, size_t row, const char *const columns[][2], const char *mean,
                        int group, struct tally *tally)
{
    tsq__text pairs = {0};
    tsq_pool_options options;
    char what[100];
    const char *id = golden_text(golden, "conversion", row);
    const bool test = strlen(id) == 1; /* t, f, z, p: of both groups */
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find("MD");
    options.effect.convert.only = tsq_conversion_find(id);
    options.effect.convert.medians = options.effect.convert.only->medians;
    if (strncmp(id, "limit", 5) == 0) {
        options.effect.convert.limits_level = golden_number(golden, "level", row);
        options.effect.convert.limits_z = golden_text(golden, "quantile", row)[0] == 'z';
        options.effect.convert.limits_one_sided = strcmp(golden_text(golden, "sides", row), "one") == 0;
    }
    for (size_t i = 0; columns[i][0] != NULL; i++) {
        char role[16];
        const bool of_test = strcmp(columns[i][0], "t") == 0;
        snprintf(role, sizeof role, "%s",
                 of_test && (id[0] == 'f' || id[0] == 'z') ? id[0] == 'f' ? "fi" : "zi" : columns[i][1]);
        char *digit = strstr(role, "1i");
        if (group == 2 && digit != NULL) {
            *digit = '2';
        }
        add_cell(&pairs, golden, row, columns[i][0], role);
    }
    if (golden_text(golden, mean, row)[0] == '\0') {
        tsq__text_add_string(&pairs, group == 1 ? "m1i=10;" : "m2i=10;");
    }
    const char *other = group == 1 ? "n2i=20;m2i=0;sd2i=2" : "n1i=20;m1i=0;sd1i=2";
    tsq__text_printf(&pairs, "%s", test ? "m2i=0" : other);
    snprintf(what, sizeof what, "%s, golden row %zu, group %d", id, row + 1, group);
    char *text = tsq__text_take(&pairs);
    check_effect(text, &options, what, tally);
    free(text);
}

static void groups_of_conversions(void **state)
{
    (void)state;
    static const char *const five[][2] = {{"n", "n1i"},   {"min", "min1i"}, {"q1", "q11i"}, {"median", "med1i"},
                                          {"q3", "q31i"}, {"max", "max1i"}, {NULL, NULL}};
    static const char *const files[] = {"fivenum.csv", "medians.csv"};
    struct tally tally = {0};
    for (size_t f = 0; f < 2; f++) {
        struct golden golden = golden_open(files[f]);
        for (size_t i = 0; i < golden_rows(&golden); i++) {
            check_group(&golden, i, five, "median", 1 + (int)(i % 2), &tally);
        }
        golden_close(&golden);
    }
    static const char *const spread[][2] = {{"n", "n1i"},   {"difference", "m1i"}, {"se", "se1i"},
                                            {"lb", "lb1i"}, {"ub", "ub1i"},        {"n_other", "n2i"},
                                            {"t", "ti"},    {"p", "pi"},           {NULL, NULL}};
    struct golden golden = golden_open("conversions.csv");
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        check_group(&golden, i, spread, "difference", 1, &tally);
    }
    golden_close(&golden);
    assert_true(tally.effects > 400 && tally.searched < tally.effects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_of_measures),
        cmocka_unit_test(effects_of_conversions),
        cmocka_unit_test(groups_of_conversions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
