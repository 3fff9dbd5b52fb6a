/*
 * limits, the SD of a group from the confidence limits of its mean: SD = sqrt(n) (ub - lb)/(2 c).
 *
 * c is the quantile of t with n - 1 degrees of freedom, which tends to the 1.96 of the normal distribution in large
 * groups; options->limits_z asks for the normal quantile itself. The limits are of 95 % unless the options say
 * otherwise: the level of the paper, not of the analysis.
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, section 6.5.2.2.
 */
#include "effect/conversions.h"
#include "num/dist.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    const double n = reported->n, width = reported->ub - reported->lb;
    if (isnan(width) || isnan(n)) {
        return TSQ_OK;
    }
    if (width < 0.0) {
        out->impossible = "ub";
        out->refused = "upper confidence limit below the lower one";
        return TSQ_E_VALUE;
    }
    if (n < 2.0 && !options->limits_z) {
        out->refused = "an SD from confidence limits with t needs 2 participants in the group";
        return TSQ_OK;
    }
    const double level = options->limits_level == 0.0 ? 95.0 : options->limits_level;
    const double tail = (1.0 - level / 100.0) / 2.0;
    const double quantile = options->limits_z ? tsq__normal_upper(tail) : tsq__t_upper(tail, n - 1.0);
    out->sd = sqrt(n) * (width / (2.0 * quantile));
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_limits = {
    .id = "limits",
    .title = "SD from confidence limits of the mean",
    .inputs = "n1i lb1i ub1i",
    .sd_derived = "SD from confidence limits",
    .source = "Cochrane Handbook 6.5.2.2",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert,
};
