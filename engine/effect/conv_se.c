/*
 * se, the SD of a group from the standard error of its mean: SD = SE sqrt(n).
 *
 * Source: Higgins et al., Cochrane Handbook for Systematic Reviews of Interventions, section 6.5.2.2.
 */
#include "effect/conversions.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    out->sd = reported->se * sqrt(reported->n);
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_se = {
    .id = "se",
    .title = "SD from the standard error of the mean",
    .inputs = "n1i se1i",
    .sd_derived = "SD from the standard error",
    .source = "Cochrane Handbook 6.5.2.2",
    .medians = TSQ_MEDIANS_ANY,
    .convert = convert,
};
