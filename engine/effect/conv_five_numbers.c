/*
 * five-numbers, mean and SD from minimum, quartiles, median and maximum, for normal data.
 *
 * Mean by Luo et al. 2018, doi:10.1177/0962280216669183, eq. 15; SD by
 * Shi et al. 2020, doi:10.1002/jrsm.1429, eq. 10.
 * Nothing for fewer than 5 participants. SD and mean come alone where the other one is reported; without a median
 * there is no mean.
 */
#include "effect/fivenum.h"

static tsq_status convert(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out)
{
    (void)options;
    return tsq__fivenum_convert(reported, TSQ__FIVENUM_FIVE, tsq__fivenum_normal, out);
}

const tsq_conversion tsq__conversion_five_numbers = {
    .id = "five-numbers",
    .title = "mean and SD from minimum, quartiles, median and maximum",
    .inputs = "n1i min1i q11i med1i q31i max1i",
    .mean_derived = "mean from minimum, quartiles, median and maximum (Luo 2018)",
    .sd_derived = "SD from quartiles and range (Shi 2020)",
    .both_derived = "mean and SD from minimum, quartiles, median and maximum (Luo 2018, Shi 2020)",
    .source = "Luo et al. 2018, doi:10.1177/0962280216669183, eq. 15; "
              "Shi et al. 2020, doi:10.1002/jrsm.1429, eq. 10",
    .convert = convert,
};
