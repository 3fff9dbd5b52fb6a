/* Correlations solved for from three SDs, and their mean on Fisher's scale. */
#include "effect/pooled_corr.h"

#include "effect/conversions.h"

#include <stdio.h>
#include <string.h>

struct sums {
    double z, weight;
};

static void add_group(double n, double sd0, double sd, double sd_change, struct sums *sums,
                      struct tsq__pooled_corr *out)
{
    if (!(n > 3.0) || !(sd0 > 0.0) || !(sd > 0.0) || isnan(sd_change)) {
        return;
    }
    /* SD0^2 + SD^2 - SDc^2 over 2 SD0 SD; in ratios, so that no square leaves the range of a double. */
    const double ratio = sd / sd0, change = sd_change / sd0;
    const double r = (1.0 + (ratio - change) * (ratio + change)) / (2.0 * ratio);
    if (!(fabs(r) < 1.0)) {
        out->impossible++;
        return;
    }
    sums->z += (n - 3.0) * atanh(r);
    sums->weight += n - 3.0;
    out->low = fmin(out->low, r);
    out->high = fmax(out->high, r);
    out->n++;
}

static void describe_lack(const struct tsq__pooled_corr *pooled, char *text)
{
    int length = 0;
    text[0] = '\0';
    if (pooled->n == 0) {
        length = snprintf(text, TSQ__EFFECT_TEXT,
                          "no group reports SDs of baseline, final value and change to pool a correlation from");
    }
    if (pooled->impossible > 0) {
        snprintf(text + length, TSQ__EFFECT_TEXT - (size_t)length,
                 "%sthe SDs of %zu group%s imply a correlation of 1 or beyond, which the pooled one leaves out",
                 length == 0 ? "" : "; ", pooled->impossible, pooled->impossible == 1 ? "" : "s");
    }
}

tsq_status tsq__pool_corr(const struct tsq__effect_plan *plan, const tsq_rows *rows, struct tsq__pooled_corr *out,
                          char *warning, tsq_error *err)
{
    struct sums sums = {0.0, 0.0};
    *out = (struct tsq__pooled_corr){.r = NAN, .low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row row;
        const tsq_status status = tsq__effect_plan_read(plan, rows->row[i], &row, err);
        if (status != TSQ_OK) {
            return status;
        }
        add_group(row.n1i, row.sd1i0, row.sd1i, row.sdc1i, &sums, out);
        if (plan->pairs == NULL || tsq__pairs_first(plan->pairs, rows->row[i])) {
            add_group(row.n2i, row.sd2i0, row.sd2i, row.sdc2i, &sums, out);
        }
    }
    if (out->n > 0) {
        out->r = tanh(sums.z / sums.weight);
    }
    describe_lack(out, warning);
    return TSQ_OK;
}

/* To two decimals, without the minus of -0.00. */
static double shown(double r)
{
    return fabs(r) < 0.005 ? 0.0 : r;
}

void tsq__pooled_corr_describe(const struct tsq__pooled_corr *pooled, const tsq_effect_measure *measure,
                               const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    tsq_effect_options none = *options;
    struct tsq_effect_value without = TSQ__EFFECT_VALUE_INIT;
    none.corr = NAN;
    if (pooled->n == 0 || (tsq__effect_compute(measure, row, &none, &without) == TSQ_OK && without.yi == value->yi &&
                           without.vi == value->vi)) {
        return;
    }
    const size_t length = strlen(value->derived);
    snprintf(value->derived + length, sizeof value->derived - length,
             "; corr pooled from %zu group%s with SDs of change, %.2f to %.2f", pooled->n, pooled->n == 1 ? "" : "s",
             shown(pooled->low), shown(pooled->high));
}
