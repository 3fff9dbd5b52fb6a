/*
 * limits and limit, the SD of a group from the confidence limits of its mean, or from one of them:
 *
 *     SD = sqrt(n) (ub - lb)/(2 c),    SD = sqrt(n) |limit - mean|/c
 *
 * c is the quantile of t with n - 1 degrees of freedom, which tends to the 1.96 of the normal distribution in large
 * groups; options->limits_z asks for the normal quantile itself. The limits are those of an interval of 95 % unless the
 * options say otherwise: the level of the paper, not of the analysis. One-sided limits hold with that level each.
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, section 6.5.2.2.
 */
#include "effect/conversions.h"
#include "num/dist.h"

static tsq_status refuse_value(tsq_converted *out, const char *which, const char *complaint)
{
    out->impossible = which;
    out->refused = complaint;
    return TSQ_E_VALUE;
}

/* SD of a group whose limit is that far from its mean. */
static void from_distance(const tsq_reported *reported, const tsq_convert_options *options, double distance,
                          tsq_converted *out)
{
    const double n = reported->n;
    if (isnan(n)) {
        return;
    }
    if (n < 2.0 && !options->limits_z) {
        out->refused = "an SD from confidence limits with t needs 2 participants in the group";
        return;
    }
    const double level = options->limits_level == 0.0 ? 95.0 : options->limits_level;
    const double tail = (1.0 - level / 100.0) / (options->limits_one_sided ? 1.0 : 2.0);
    const double quantile = options->limits_z ? tsq__normal_upper(tail) : tsq__t_upper(tail, n - 1.0);
    out->sd = sqrt(n) * (distance / quantile);
}

static tsq_status convert_limits(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    const double width = reported->ub - reported->lb;
    if (width < 0.0) {
        return refuse_value(out, "ub", "upper confidence limit below the lower one");
    }
    if (!isnan(width)) {
        from_distance(reported, options, width / 2.0, out);
    }
    return TSQ_OK;
}

static tsq_status convert_limit(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    const bool lower = isnan(reported->ub);
    const double distance = lower ? reported->mean - reported->lb : reported->ub - reported->mean;
    if (isnan(distance) || (!lower && !isnan(reported->lb))) {
        return TSQ_OK;
    }
    if (distance < 0.0) {
        return lower ? refuse_value(out, "lb", "lower confidence limit above the mean")
                     : refuse_value(out, "ub", "upper confidence limit below the mean");
    }
    from_distance(reported, options, distance, out);
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_limits = {
    .id = "limits",
    .title = "SD from confidence limits of the mean",
    .inputs = "n1i lb1i ub1i",
    .sd_derived = "SD from confidence limits",
    .source = "Cochrane Handbook 6.5.2.2",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_limits,
};

const tsq_conversion tsq__conversion_limit = {
    .id = "limit",
    .title = "SD from the mean and one of its confidence limits",
    .inputs = "n1i m1i ub1i",
    .sd_derived = "SD from one confidence limit",
    .source = "Cochrane Handbook 6.5.2.2",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert_limit,
};
