/*
 * quartiles, mean and SD from median and quartiles, for normal data.
 *
 * Mean by Luo et al. 2018, doi:10.1177/0962280216669183, eq. 11; SD by
 * Wan et al. 2014, doi:10.1186/1471-2288-14-135, eq. 16.
 * Nothing for fewer than 5 participants. SD and mean come alone where the other one is reported; without a median
 * there is no mean.
 */
#include "effect/fivenum.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    return tsq__fivenum_convert(reported, TSQ__FIVENUM_QUARTILES, tsq__fivenum_normal, out);
}

const tsq_conversion tsq__conversion_quartiles = {
    .id = "quartiles",
    .title = "mean and SD from median and quartiles",
    .inputs = "n1i q11i med1i q31i",
    .mean_derived = "mean from median and quartiles (Luo 2018)",
    .sd_derived = "SD from quartiles (Wan 2014)",
    .both_derived = "mean and SD from median and quartiles (Luo 2018, Wan 2014)",
    .source = "Luo et al. 2018, doi:10.1177/0962280216669183, eq. 11; "
              "Wan et al. 2014, doi:10.1186/1471-2288-14-135, eq. 16",
    .convert = convert,
};
