/* Fuzz target: a table goes through effects, pooling, the checks of lint, and the walk from one preset to another, with
 * options that bytes choose. What comes out must hold together: an error has its text, an effect is a number with a
 * positive or no variance, and what was estimated is finite.
 *
 * Input: eight bytes choose options (see choose), the rest is the file. */
#include <tausq/explain.h>
#include <tausq/lint.h>
#include <tausq/tausq.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHOICES = 8, MOST_BYTES = 4096 };

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static tsq_status said(tsq_status status, const tsq_error *err)
{
    must(status == TSQ_OK || (err->code == status && err->text[0] != '\0'));
    return status;
}

/* Of the bits of the fourth byte each sets one option. */
static void choose(const uint8_t *byte, tsq_pool_options *options)
{
    static const tsq_medians medians[] = {TSQ_MEDIANS_LUO_WAN_SHI, TSQ_MEDIANS_LOGNORMAL, TSQ_MEDIANS_QE,
                                          TSQ_MEDIANS_BC,          TSQ_MEDIANS_MLN,       TSQ_MEDIANS_BLUE};
    static const tsq_multi_arm ways[] = {TSQ_MULTI_ARM_AUTO, TSQ_MULTI_ARM_COVARIANCE, TSQ_MULTI_ARM_SPLIT,
                                         TSQ_MULTI_ARM_COMBINE, TSQ_MULTI_ARM_EACH};
    static const tsq_add_to rows[] = {TSQ_TO_ONLY0, TSQ_TO_ALL, TSQ_TO_IF0ALL, TSQ_TO_NONE};
    tsq_pool_preset(options, tsq_preset_at(byte[0] % tsq_preset_count()));
    options->measure = tsq_effect_at(byte[1] % (tsq_effect_count() + 1)); /* NULL: what the columns allow */
    options->effect.multi_arm = ways[byte[2] % 5];
    options->effect.convert.medians = medians[byte[2] / 5 % 6];
    options->effect.to = rows[byte[2] / 30 % 4];
    options->effect.endpoint = (byte[3] & 1) != 0 ? TSQ_ENDPOINT_CHANGE : TSQ_ENDPOINT_AUTO;
    options->effect.corr_pooled = (byte[3] & 2) != 0;
    options->effect.crossover_corr_pooled = (byte[3] & 4) != 0;
    options->effect.convert.exact_counts = (byte[3] & 8) != 0;
    options->effect.convert.p_bounds = (byte[3] & 16) != 0;
    options->effect.add_by_arm = (byte[3] & 32) != 0;
    options->effect.corr = (byte[3] & 64) != 0 ? 0.5 : (double)NAN;
    options->effect.icc = (byte[3] & 128) != 0 ? 0.05 : (double)NAN;
    if (byte[4] % 16 != 0) {
        options->fit.method = tsq_tau2_at(byte[4] % tsq_tau2_count());
    }
    if (byte[5] % 8 != 0) {
        options->fit.test = tsq_test_at(byte[5] % tsq_test_count());
    }
    if (options->measure != NULL && byte[6] % 8 == 1) {
        options->effect.vtype = tsq_vtype_at(byte[6] / 8 % tsq_vtype_count())->id;
    }
}

static void check_effects(const tsq_effects *effects, bool counts)
{
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *e = &effects->effect[i];
        must(e->study != NULL && e->derived != NULL && !isinf(e->yi) && !isinf(e->vi));
        must(counts || (!isnan(e->yi) && e->vi > 0.0));
    }
    for (size_t i = 0; i < effects->n_omitted; i++) {
        must(effects->omitted[i].reason != NULL && effects->omitted[i].study != NULL);
    }
}

static void check_report(const tsq_pool_report *report)
{
    for (size_t g = 0; g < report->n; g++) {
        const tsq_pool_result *result = &report->result[g];
        check_effects(&result->effects, (report->options.fit.method->flags & TSQ_TAU2_COUNTS) != 0);
        must(result->estimated || result->error.text[0] != '\0');
        if (result->estimated) {
            must(isfinite(result->fit.coefficients[0].estimate) && !isinf(result->fit.tau2));
        }
    }
}

static void walk(const tsq_table *table, const tsq_pool_options *from, uint8_t preset)
{
    tsq_pool_options to;
    tsq_explanation explanation;
    tsq_error err;
    tsq_pool_preset(&to, tsq_preset_at(preset % tsq_preset_count()));
    to.measure = from->measure;
    const tsq_explain_side a = {"a", from}, b = {"b", &to};
    if (said(tsq_explain(table, &a, &b, &explanation, &err), &err) == TSQ_OK) {
        for (size_t i = 0; i <= explanation.n; i++) {
            check_report(&explanation.point[i]);
        }
        tsq_explain_free(&explanation);
    }
}

static void look(const tsq_table *table, const tsq_pool_options *pool)
{
    const tsq_lint_options options = {.pool = *pool};
    tsq_lint_report report;
    tsq_error err;
    if (said(tsq_lint(table, &options, &report, &err), &err) == TSQ_OK) {
        for (size_t i = 0; i < report.n; i++) {
            must(report.finding[i].message[0] != '\0');
        }
        tsq_lint_free(&report);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tsq_table *table;
    tsq_error err = {.text = ""};
    if (size < CHOICES || size > MOST_BYTES) {
        return 0;
    }
    const tsq_status read =
        tsq_csv_read_memory((const char *)data + CHOICES, size - CHOICES, "fuzz.csv", NULL, NULL, &table, &err);
    if (said(read, &err) != TSQ_OK) {
        return 0;
    }
    tsq_pool_options options;
    choose(data, &options);
    tsq_pool_report report;
    if (said(tsq_pool(table, &options, &report, &err), &err) == TSQ_OK) {
        check_report(&report);
        tsq_pool_free(&report);
    }
    if (data[7] % 2 == 0) {
        look(table, &options);
    } else {
        walk(table, &options, data[7] / 2);
    }
    tsq_table_free(table);
    return 0;
}
