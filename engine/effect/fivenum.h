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

/** Of n participants: how many SDs range and interquartile range are expected to be wide, by Blom's approximation of normal order
 * statistics; the shares of midrange and midquartile in the mean, the median having the rest; and that of the range in an SD
 * from five numbers. */
struct tsq__fivenum_shares {
    double range, quartiles;
};
double tsq__fivenum_range_width(double n);
double tsq__fivenum_quartile_width(double n);
struct tsq__fivenum_shares tsq__fivenum_mean_shares(double n, enum tsq__fivenum_case which);
double tsq__fivenum_sd_share(double n);

/** The test for skewness of Shi et al. 2023, doi:10.1177/09622802231172043: its statistic, and what it is held against. */
void tsq__fivenum_skewness(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out);

/** Mean and SD by one method from numbers that are in order and of a group that is large enough. May refuse, and say
 * something about the skewness; `out` comes with NaN. */
typedef void tsq__fivenum_method(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out);

/** Luo, Wan and Shi, for normal data. The only one that gives an SD without a median. */
tsq__fivenum_method tsq__fivenum_normal;
/** The same for lognormal data: Shi et al. 2020b, doi:10.4310/SII.2020.v13.n4.a9. */
tsq__fivenum_method tsq__fivenum_lognormal;

/** Its corrections of bias: what s^2 and s^4 are divided by, s the SD of the logarithms, and the coefficients of s^2/n and s^4/n
 * in phi, phi1 and phi2, by which the exponentials are divided. */
struct tsq__lognormal_bias {
    double of_s2, of_s4, phi[2], phi1[2], phi2[2];
};
struct tsq__lognormal_bias tsq__lognormal_bias_of(double n, enum tsq__fivenum_case which);

/** The whole conversion of one case: nothing where a number is lacking, E_VALUE where they are not in order. */
tsq_status tsq__fivenum_convert(const tsq_reported *reported, enum tsq__fivenum_case which, tsq__fivenum_method *method,
                                tsq_converted *out);

/** The numbers of a case in their order: 3 of them, or 5. Returns how many. */
size_t tsq__fivenum_list(const struct tsq__fivenum *x, enum tsq__fivenum_case which, double number[5]);

/** The weights of the numbers of a case in the best linear unbiased estimates of mean and SD from `n` participants; false
 * if there are none (conv_blue.c). */
bool tsq__blue_weights(enum tsq__fivenum_case which, double n, double of_mean[5], double of_sd[5]);

/** False, and refused, unless all numbers are positive. */
bool tsq__fivenum_positive(const struct tsq__fivenum *x, const char *refusal, tsq_converted *out);

/** The conversions of a method, from five numbers, quartiles and range: tsq__conversion_five_numbers_NAME and so on. */
#define TSQ__FIVENUM_CONVERSION(case_name, name, case_id, method_id, numbers, roles, which, choice, by, reference)     \
    static tsq_status convert_##case_name(const tsq_reported *reported, const tsq_convert_options *options,            \
                                          tsq_converted *out)                                                          \
    {                                                                                                                  \
        (void)options;                                                                                                 \
        return tsq__fivenum_convert(reported, which, estimate, out);                                                   \
    }                                                                                                                  \
    const tsq_conversion tsq__conversion_##case_name##_##name = {                                                      \
        .id = case_id "-" method_id,                                                                                   \
        .title = "mean and SD from " numbers " by " by,                                                                \
        .inputs = roles,                                                                                               \
        .mean_derived = "mean from " numbers " (" by ")",                                                              \
        .sd_derived = "SD from " numbers " (" by ")",                                                                  \
        .both_derived = "mean and SD from " numbers " (" by ")",                                                       \
        .source = reference,                                                                                           \
        .medians = choice,                                                                                             \
        .convert = convert_##case_name,                                                                                \
    };
#define TSQ__FIVENUM_CONVERSIONS(name, id, choice, by, reference)                                                      \
    TSQ__FIVENUM_CONVERSION(five_numbers, name, "five-numbers", id, "minimum, quartiles, median and maximum",          \
                            "n1i min1i q11i med1i q31i max1i", TSQ__FIVENUM_FIVE, choice, by, reference)               \
    TSQ__FIVENUM_CONVERSION(quartiles, name, "quartiles", id, "median and quartiles", "n1i q11i med1i q31i",           \
                            TSQ__FIVENUM_QUARTILES, choice, by, reference)                                             \
    TSQ__FIVENUM_CONVERSION(range, name, "range", id, "minimum, median and maximum", "n1i min1i med1i max1i",          \
                            TSQ__FIVENUM_RANGE, choice, by, reference)

#endif
