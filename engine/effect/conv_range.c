/*
 * range, mean and SD from minimum, median and maximum, for normal data.
 *
 * Mean by Luo et al. 2018, doi:10.1177/0962280216669183, eq. 7; SD by
 * Wan et al. 2014, doi:10.1186/1471-2288-14-135, eq. 9.
 * Nothing for fewer than 5 participants. SD and mean come alone where the other one is reported; without a median
 * there is no mean.
 */
#include "effect/fivenum.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    return tsq__fivenum_convert(reported, TSQ__FIVENUM_RANGE, tsq__fivenum_normal, out);
}

const tsq_conversion tsq__conversion_range = {
    .id = "range",
    .title = "mean and SD from minimum, median and maximum",
    .inputs = "n1i min1i med1i max1i",
    .mean_derived = "mean from minimum, median and maximum (Luo 2018)",
    .sd_derived = "SD from range (Wan 2014)",
    .both_derived = "mean and SD from minimum, median and maximum (Luo 2018, Wan 2014)",
    .source = "Luo et al. 2018, doi:10.1177/0962280216669183, eq. 7; "
              "Wan et al. 2014, doi:10.1186/1471-2288-14-135, eq. 9",
    .convert = convert,
};
