/* What the conversions of medians, quartiles and ranges share. */
#ifndef TSQ_EFFECT_FIVENUM_H
#define TSQ_EFFECT_FIVENUM_H

#include "effect/conversions.h"

/** Smallest group for which the estimators are meant: one participant between any two of five numbers. */
#define TSQ__FIVENUM_SMALLEST 5.0

/** Which numbers there are. */
enum tsq__fivenum_case { TSQ__FIVENUM_RANGE, TSQ__FIVENUM_QUARTILES, TSQ__FIVENUM_FIVE };

/** min, q1, median, q3, max, or their logarithms. */
struct tsq__fivenum {
    double n, min, q1, median, q3, max;
};

/** Mean on the scale of the numbers: Luo et al. 2018, doi:10.1177/0962280216669183, eqs. 7, 11 and 15. */
double tsq__fivenum_mean(const struct tsq__fivenum *x, enum tsq__fivenum_case which);

/** SD on the scale of the numbers: Wan et al. 2014, doi:10.1186/1471-2288-14-135, eqs. 9 and 16; for five numbers
 * Shi et al. 2020, doi:10.1002/jrsm.1429, eq. 10. NaN if the spread that it needs is not there. */
double tsq__fivenum_sd(const struct tsq__fivenum *x, enum tsq__fivenum_case which);

/** The test for skewness of Shi et al. 2023, doi:10.1177/09622802231172043: its statistic, and what it is held against. */
void tsq__fivenum_skewness(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out);

/** The whole conversion of one case, normal or lognormal; nothing if the options ask for the other distribution. */
tsq_status tsq__fivenum_convert(const tsq_reported *reported, const tsq_convert_options *options, bool lognormal,
                                enum tsq__fivenum_case which, tsq_converted *out);

/** Mean and SD of lognormal data from those of the logarithms `x`: Shi et al. 2020b. */
void tsq__fivenum_from_logs(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out);

#endif
