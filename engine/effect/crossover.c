/*
 * Cross-over trials under the measures of parallel groups, MD and SMD, from the SD of the differences within participants.
 *
 * MD: m1 - m2, with variance SDd^2/n. SMD: d = (m1 - m2)/s, s^2 = (sd1^2 + sd2^2)/2, on the scale of parallel trials, with
 * the correction of --bias for 2(n - 1)/(1 + r^2) degrees of freedom, and variance 2(1 - r)(1/n + g^2/(2n)) whatever the
 * vtype. The correlation r of the two treatments and SDd give each other: SDd^2 = sd1^2 + sd2^2 - 2 r sd1 sd2. SDd is
 * reported (crossover-sd), or follows from the paired test (crossover-test: its standard error or limits for MD, its t or
 * p), or from r (crossover-corr).
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, version 5.1, sections 16.4.6.1 to
 * 16.4.6.4; version 6.5, section 23.2.7; Elbourne et al. 2002, doi:10.1093/ije/31.1.140. Degrees of freedom: Cousineau
 * 2020, doi:10.20982/tqmp.16.4.p418.
 */
#include "effect/crossover.h"

#include "effect/arms.h"
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/hedges.h"
#include "effect/printed.h"
#include "num/dist.h"

#include <stdio.h>
#include <string.h>

static bool is_smd(const tsq_effect_measure *measure)
{
    return strcmp(measure->id, "SMD") == 0;
}

bool tsq__crossover_needs_pairs(const tsq_effect_measure *measure)
{
    return (strstr(measure->inputs, "n1i") != NULL || strstr(measure->inputs, "x1i") != NULL) &&
           strncmp(measure->id, "MP", 2) != 0;
}

/* What both treatments report of the same participants. */
struct trial {
    double n, difference, sd1, sd2;
    bool sd_from_se;
};

static tsq_status take(const struct tsq_effect_row *row, struct trial *out, struct tsq_effect_value *value)
{
    if (row->design != TSQ__DESIGN_CROSSOVER) {
        return TSQ_E_MISSING;
    }
    if (!isnan(row->n1i) && !isnan(row->n2i) && row->n1i != row->n2i) {
        return tsq__effect_impossible(value, "n2i",
                                      "not the participants of the other group, as in a cross-over trial");
    }
    out->n = !isnan(row->ni) ? row->ni : !isnan(row->n1i) ? row->n1i : row->n2i;
    out->difference = row->m1i - row->m2i;
    out->sd1 = isnan(row->sd1i) ? row->se1i * sqrt(out->n) : row->sd1i;
    out->sd2 = isnan(row->sd2i) ? row->se2i * sqrt(out->n) : row->sd2i;
    out->sd_from_se = (isnan(row->sd1i) && !isnan(out->sd1)) || (isnan(row->sd2i) && !isnan(out->sd2));
    return TSQ_OK;
}

/* The correlation that three SDs imply; in ratios, so that no square leaves the range of a double. */
static double implied_corr(const struct trial *trial, double sd_difference)
{
    const double ratio = trial->sd2 / trial->sd1, difference = sd_difference / trial->sd1;
    return (1.0 + (ratio - difference) * (ratio + difference)) / (2.0 * ratio);
}

/* Sets the effect from the SD of the differences, and from r where it is known. */
static tsq_status set(const tsq_effect_measure *measure, const tsq_effect_options *options, const struct trial *trial,
                      double sd_difference, double r, struct tsq_effect_value *value)
{
    value->n = trial->n;
    if (trial->sd_from_se) {
        tsq__effect_add(value->derived, "SD from the standard error");
    }
    if (!is_smd(measure)) {
        return tsq__effect_set(value, trial->difference, sd_difference * sd_difference / trial->n);
    }
    const double s = tsq__mean_sd(trial->sd1, trial->sd2);
    if (isnan(s)) {
        return TSQ_E_MISSING;
    }
    if (!(fabs(r) < 1.0)) {
        return tsq__effect_omit(value, "the SDs imply a correlation of 1 or beyond between the treatments");
    }
    const double m = 2.0 * (trial->n - 1.0) / (1.0 + r * r);
    if (s == 0.0 || trial->n <= 1.0 || !tsq__hedges_defined(m, options->bias)) {
        return tsq__effect_omit(value, s == 0.0 ? "both standard deviations are 0"
                                                : "too few participants for a standardised difference");
    }
    const double g = tsq__hedges_factor(m, options->bias) * (trial->difference / s);
    return tsq__effect_set(value, g, 2.0 * (1.0 - r) * (1.0 / trial->n + g * g / (2.0 * trial->n)));
}

/* From the SD of the differences, which comes from `how`. */
static tsq_status set_by_sd(const tsq_effect_measure *measure, const tsq_effect_options *options,
                            const struct trial *trial, double sd_difference, const char *how,
                            struct tsq_effect_value *value)
{
    if (isnan(sd_difference) || isnan(trial->n) || isnan(trial->difference)) {
        return TSQ_E_MISSING;
    }
    const double r = implied_corr(trial, sd_difference);
    if (isnan(r)) {
        snprintf(value->derived, sizeof value->derived, "cross-over, %s", how);
    } else {
        snprintf(value->derived, sizeof value->derived, "cross-over, %s (corr %.2f)", how, fabs(r) < 0.005 ? 0.0 : r);
    }
    if (fabs(r) >= 1.0) {
        tsq__effect_add(value->warning, "the SDs imply a correlation of 1 or beyond between the treatments");
    }
    return set(measure, options, trial, sd_difference, r, value);
}

static tsq_status from_sd(const tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct trial trial;
    const tsq_status status = take(row, &trial, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (isnan(row->sd_diff)) {
        return set_by_sd(measure, options, &trial, row->se_diff * sqrt(trial.n), "SE of the difference", value);
    }
    return set_by_sd(measure, options, &trial, row->sd_diff, "SD of the differences", value);
}

/* The standard error of the difference by what is printed of its paired test; NaN if nothing is. `how` says by what. */
static double paired_se(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                        const tsq_effect_options *options, struct trial *trial, const char **how)
{
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    printed.df = isnan(printed.df) ? trial->n - 1.0 : printed.df;
    if (!is_smd(measure)) {
        trial->difference = isnan(row->est) ? trial->difference : row->est;
        *how = "printed SE";
        if (!isnan(printed.se)) {
            return printed.se;
        }
        *how = "printed limits";
        if (printed.ub >= printed.lb && printed.df > 0.0) {
            trial->difference = isnan(trial->difference) ? (printed.lb + printed.ub) / 2.0 : trial->difference;
            return (printed.ub - printed.lb) / (2.0 * tsq__printed_quantile(&printed, false));
        }
    }
    *how = "printed t statistic";
    if (!isnan(printed.z) && printed.z != 0.0) {
        return fabs(trial->difference / printed.z);
    }
    *how = "printed p-value";
    const double tail = printed.one_sided ? fmin(printed.p, 1.0 - printed.p) : printed.p / 2.0;
    return tail > 0.0 && tail < 0.5 && printed.df > 0.0 ? fabs(trial->difference) / tsq__t_upper(tail, printed.df)
                                                        : (double)NAN;
}

static tsq_status from_test(const tsq_effect_measure *measure, struct tsq_effect_row *row,
                            const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct trial trial;
    const char *how = "";
    const tsq_status status = take(row, &trial, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double se = paired_se(measure, row, options, &trial, &how);
    return set_by_sd(measure, options, &trial, se * sqrt(trial.n), how, value);
}

static tsq_status from_corr(const tsq_effect_measure *measure, struct tsq_effect_row *row,
                            const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct trial trial;
    const double r = isnan(row->ri) ? options->crossover_corr : row->ri;
    const tsq_status status = take(row, &trial, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double sd_difference = tsq__sd_difference(trial.sd1, trial.sd2, r);
    if (isnan(sd_difference) || isnan(trial.n) || isnan(trial.difference)) {
        return TSQ_E_MISSING;
    }
    char number[TSQ_NUMBER_TEXT];
    snprintf(value->derived, sizeof value->derived, "cross-over, corr %s", tsq_number_print(r, number));
    return set(measure, options, &trial, sd_difference, r, value);
}

tsq_status tsq__crossover_lacks(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (strcmp(measure->id, "MD") != 0 && !is_smd(measure)) {
        return tsq__effect_omit(value,
                                "a cross-over trial, which this measure takes as printed only (est, est_se ...)");
    }
    tsq__effect_need(value, isnan(row->ni) ? row->n1i : row->ni, "n1i");
    tsq__effect_need(value, row->m1i, "m1i");
    tsq__effect_need(value, row->m2i, "m2i");
    tsq__effect_need(value, isnan(row->sd1i) ? row->se1i : row->sd1i, "sd1i");
    tsq__effect_need(value, isnan(row->sd2i) ? row->se2i : row->sd2i, "sd2i");
    tsq__effect_need(value, isnan(row->ri) ? options->crossover_corr : row->ri, "ri");
    if (value->n_missing == 0) {
        return tsq__effect_omit(value, "a cross-over trial without a usable SD of the differences");
    }
    return TSQ_E_MISSING;
}

/* ---- the correlation for trials that have none --------------------------------------------------------------- */

/* r of one trial as it reports it, or as its SD of differences or its test imply it. */
static double own_corr(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                       const tsq_effect_options *options, double *n)
{
    struct trial trial;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    const char *how = "";
    if (take(row, &trial, &value) != TSQ_OK) {
        return NAN;
    }
    *n = trial.n;
    if (!isnan(row->ri)) {
        return row->ri;
    }
    double sd = isnan(row->sd_diff) ? row->se_diff * sqrt(trial.n) : row->sd_diff;
    if (isnan(sd)) {
        sd = paired_se(measure, row, options, &trial, &how) * sqrt(trial.n);
    }
    return implied_corr(&trial, sd);
}

tsq_status tsq__crossover_corr_pool(const struct tsq__effect_plan *plan, const tsq_rows *rows,
                                    const tsq_effect_options *options, struct tsq__crossover_corr *out, tsq_error *err)
{
    double sum = 0.0, weights = 0.0;
    *out = (struct tsq__crossover_corr){.r = NAN, .low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row row;
        double n = NAN;
        const tsq_status status = tsq__effect_plan_read(plan, rows->row[i], &row, err);
        if (status != TSQ_OK) {
            return status;
        }
        const double r = own_corr(plan->measure, &row, options, &n);
        if (fabs(r) < 1.0 && n > 3.0) {
            sum += (n - 3.0) * atanh(r);
            weights += n - 3.0;
            out->low = fmin(out->low, r);
            out->high = fmax(out->high, r);
            out->n++;
        }
    }
    out->r = out->n > 0 ? tanh(sum / weights) : (double)NAN;
    return TSQ_OK;
}

void tsq__crossover_corr_describe(const struct tsq__crossover_corr *pooled, const struct tsq_effect_row *row,
                                  struct tsq_effect_value *value)
{
    if (row->design != TSQ__DESIGN_CROSSOVER || !isnan(row->ri) ||
        strncmp(value->derived, "cross-over, corr", 16) != 0) {
        return;
    }
    char text[TSQ__EFFECT_TEXT];
    snprintf(text, sizeof text, "corr pooled from %zu cross-over trial%s, %.2f to %.2f", pooled->n,
             pooled->n == 1 ? "" : "s", pooled->low, pooled->high);
    tsq__effect_add(value->derived, text);
}

#define CONVERSION(name, identity, says, columns, where, function)                                                     \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = where,                                                                                               \
        .measures = "MD SMD",                                                                                          \
        .convert_row = function,                                                                                       \
    }

CONVERSION(crossover_sd, "crossover-sd", "MD or SMD of a cross-over trial from the SD or SE of its differences",
           "n1i m1i m2i sd_diff se_diff sd1i sd2i se1i se2i n2i ni", "Cochrane Handbook 23.2.7.1", from_sd);
CONVERSION(crossover_test, "crossover-test", "MD or SMD of a cross-over trial from its paired t test",
           "n1i m1i m2i est est_se est_lb est_ub est_z est_p est_df est_level est_sides", "Cochrane Handbook 23.2.7.1",
           from_test);
CONVERSION(crossover_corr, "crossover-corr", "MD or SMD of a cross-over trial from the correlation of the treatments",
           "n1i m1i sd1i m2i sd2i ri", "Cochrane Handbook 23.2.7.2; Elbourne et al. 2002, doi:10.1093/ije/31.1.140",
           from_corr);
