/*
 * est-se, est-limits, est-z and est-p: an effect that a paper prints itself, by its standard error, its confidence
 * limits, its statistic or its p-value. Of ratios, the limits are taken as symmetric on the log scale.
 *
 * se: that of a ratio is of its logarithm; that of another transformed estimate, such as a correlation or a proportion,
 * is of the printed one, and transformed by the delta method (printed_slope.c).
 * limits: (upper - lower)/(2 c), or the distance of one limit over c; c the quantile of the normal distribution, or of t
 * where the row has est_df, at the level of the paper. z: |estimate|/|z|. p: the same, z the quantile at p/2, or at p
 * where it is one-sided.
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, version 6.5, section 6.3.
 */
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/printed.h"
#include "num/dist.h"

#include <string.h>

/* Sets yi and the standard error, and inflates it for clusters. */
static tsq_status set(const struct tsq__printed *printed, double se, const char *what, struct tsq_effect_value *value)
{
    if (se == 0.0) {
        return tsq__effect_omit(value, "the standard error is 0");
    }
    tsq__printed_describe(printed, what, value);
    const tsq_status status = tsq__effect_set(value, printed->est, se * se);
    value->sei = status == TSQ_OK ? se : value->sei;
    return status;
}

static tsq_status from_se(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    if (isnan(printed.se) || isnan(printed.est)) {
        return TSQ_E_MISSING;
    }
    printed.df = NAN; /* the quantile does not matter here */
    const bool transformed = strcmp(measure->transform, "none") != 0 && !tsq__printed_is_ratio(measure);
    struct tsq__printed shown = printed;
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    if (status != TSQ_OK || !transformed) {
        return status == TSQ_OK ? set(&printed, printed.se, "estimate and its standard error", value) : status;
    }
    const double slope = tsq__printed_slope(&shown);
    return isfinite(slope)
               ? set(&printed, printed.se * slope, "estimate and its standard error, by the delta method", value)
               : tsq__effect_omit(value,
                                  "the standard error of an estimate at the end of its range cannot be transformed");
}

static tsq_status from_limits(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    return status == TSQ_OK ? tsq__printed_from_limits(&printed, value) : status;
}

/* The standard error that a statistic leaves. */
static tsq_status from_statistic(const struct tsq__printed *printed, double statistic, const char *what,
                                 struct tsq_effect_value *value)
{
    if (printed->est == 0.0 || statistic == 0.0) {
        return tsq__effect_omit(value, "a test of an estimate of no effect says nothing about its standard error");
    }
    return set(printed, fabs(printed->est / statistic), what, value);
}

static tsq_status from_z(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                         const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    if (isnan(printed.z) || isnan(printed.est)) {
        return TSQ_E_MISSING;
    }
    const char *what = isnan(printed.df) ? "estimate and its z statistic" : "estimate and its t statistic";
    printed.df = NAN;
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    return status == TSQ_OK ? from_statistic(&printed, printed.z, what, value) : status;
}

static tsq_status from_p(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                         const tsq_effect_options *options, struct tsq_effect_value *value)
{
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    if (isnan(printed.p) || isnan(printed.est)) {
        return TSQ_E_MISSING;
    }
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    if (status != TSQ_OK) {
        return status;
    }
    double tail = printed.one_sided ? printed.p : printed.p / 2.0;
    tail = tail > 0.5 ? 1.0 - tail : tail;
    if (tail == 0.0) {
        return tsq__effect_omit(value, "a p-value of 0 is rounded and gives no standard error");
    }
    const double quantile = tail == 0.5         ? 0.0
                            : isnan(printed.df) ? tsq__normal_upper(tail)
                                                : tsq__t_upper(tail, printed.df);
    return from_statistic(&printed, quantile,
                          printed.one_sided ? "estimate and its one-sided p-value" : "estimate and its p-value", value);
}

#define CONVERSION(name, identity, says, columns, function)                                                            \
    const tsq_conversion tsq__conversion_##name = {                                                                    \
        .id = identity,                                                                                                \
        .title = says,                                                                                                 \
        .inputs = columns,                                                                                             \
        .source = "Cochrane Handbook 6.3",                                                                             \
        .convert_row = function,                                                                                       \
    }

CONVERSION(est_se, "est-se", "any effect from its printed estimate and standard error", "est est_se", from_se);
CONVERSION(est_limits, "est-limits", "any effect from its printed estimate and confidence limits",
           "est est_lb est_ub est_level est_df est_sides", from_limits);
CONVERSION(est_z, "est-z", "any effect from its printed estimate and z or t statistic", "est est_z est_df", from_z);
CONVERSION(est_p, "est-p", "any effect from its printed estimate and p-value", "est est_p est_df est_sides", from_p);
