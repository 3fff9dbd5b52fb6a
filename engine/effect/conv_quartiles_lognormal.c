/*
 * quartiles-lognormal, mean and SD from median and quartiles, for lognormal data.
 *
 * Source: Shi, Tong, Wang & Genton 2020, doi:10.4310/SII.2020.v13.n4.a9.
 * Nothing for fewer than 5 participants. SD and mean come alone where the other one is reported; without a median
 * there is neither.
 */
#include "effect/fivenum.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    return tsq__fivenum_convert(reported, TSQ__FIVENUM_QUARTILES, tsq__fivenum_lognormal, out);
}

const tsq_conversion tsq__conversion_quartiles_lognormal = {
    .id = "quartiles-lognormal",
    .title = "mean and SD of lognormal data from median and quartiles",
    .inputs = "n1i q11i med1i q31i",
    .mean_derived = "mean from median and quartiles, lognormal (Shi 2020b)",
    .sd_derived = "SD from median and quartiles, lognormal (Shi 2020b)",
    .both_derived = "mean and SD from median and quartiles, lognormal (Shi 2020b)",
    .source = "Shi, Tong, Wang & Genton 2020, doi:10.4310/SII.2020.v13.n4.a9",
    .medians = TSQ_MEDIANS_LOGNORMAL,
    .convert = convert,
};
