/*
 * five-numbers-lognormal, mean and SD from minimum, quartiles, median and maximum, for lognormal data.
 *
 * Source: Shi, Tong, Wang & Genton 2020, doi:10.4310/SII.2020.v13.n4.a9.
 * Nothing for fewer than 5 participants. SD and mean come alone where the other one is reported; without a median
 * there is neither.
 */
#include "effect/fivenum.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    return tsq__fivenum_convert(reported, TSQ__FIVENUM_FIVE, tsq__fivenum_lognormal, out);
}

const tsq_conversion tsq__conversion_five_numbers_lognormal = {
    .id = "five-numbers-lognormal",
    .title = "mean and SD of lognormal data from minimum, quartiles, median and maximum",
    .inputs = "n1i min1i q11i med1i q31i max1i",
    .mean_derived = "mean from minimum, quartiles, median and maximum, lognormal (Shi 2020b)",
    .sd_derived = "SD from minimum, quartiles, median and maximum, lognormal (Shi 2020b)",
    .both_derived = "mean and SD from minimum, quartiles, median and maximum, lognormal (Shi 2020b)",
    .source = "Shi, Tong, Wang & Genton 2020, doi:10.4310/SII.2020.v13.n4.a9",
    .medians = TSQ_MEDIANS_LOGNORMAL,
    .convert = convert,
};
