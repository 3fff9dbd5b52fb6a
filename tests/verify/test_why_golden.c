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
    size_t effects, formulas, solutions, missing;
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

static void check_nodes(const tsq_why *why, const char *what, struct tally *tally)
{
    size_t lacking = 0;
    for (size_t i = 0; i < why->n; i++) {
        const tsq_why_node *node = &why->node[i];
        if (!node->holds) {
            fail_msg("%s: %s = %.17g, its inputs give %.17g", what, node->name, node->value[0], node->recomputed);
        }
        tally->formulas += node->kind == TSQ_WHY_FORMULA;
        tally->solutions += node->kind == TSQ_WHY_SOLUTION;
        if (node->kind == TSQ_WHY_PROCEDURE || (node->kind == TSQ_WHY_GIVEN && !is_option(node))) {
            lacking++;
            printf("MISS %s: no formula for %s (%s)\n", what, node->name, node->title);
        }
    }
    tally->missing += lacking > 0;
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
        const char *inputs = golden_text(&golden, "inputs", i), *vtype = converted ? "" : golden_text(&golden, "vtype", i);
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
    printf("%s: %zu effects, %zu formulas, %zu solutions; %zu effects lack a formula\n", file, tally.effects,
           tally.formulas, tally.solutions, tally.missing);
    return tally;
}

static void effects_of_measures(void **state)
{
    (void)state;
    static const char *const files[] = {"effect.csv", "effect_counts.csv", "effect_counts_published.csv",
                                        "effect_exact.csv", "effect_measures.csv", "effect_measures_exact.csv",
                                        "effect_metadat.csv", "effect_published.csv", "effect_quantitative.csv",
                                        "effect_quantitative_exact.csv"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        check_file(files[i], 1);
    }
}

static void effects_of_conversions(void **state)
{
    (void)state;
    check_file("converted.csv", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_of_measures),
        cmocka_unit_test(effects_of_conversions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
