/* What the rounding of printed inputs leaves open: guaranteed ranges of the numbers of a pooled analysis. */
#ifndef TAUSQ_ROUNDING_H
#define TAUSQ_ROUNDING_H

#include <tausq/pool.h>
#include <tausq/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The numbers that have a range. */
typedef enum tsq_rounded_key {
    TSQ_ROUNDED_ESTIMATE,
    TSQ_ROUNDED_SE,
    TSQ_ROUNDED_STATISTIC,
    TSQ_ROUNDED_PVAL,
    TSQ_ROUNDED_CI_LB,
    TSQ_ROUNDED_CI_UB,
    TSQ_ROUNDED_PI_LB,
    TSQ_ROUNDED_PI_UB,
    TSQ_ROUNDED_TAU2,
    TSQ_ROUNDED_TAU,
    TSQ_ROUNDED_TAU2_LB,
    TSQ_ROUNDED_TAU2_UB,
    TSQ_ROUNDED_QE,
    TSQ_ROUNDED_QE_P,
    TSQ_ROUNDED_I2,
    TSQ_ROUNDED_H2,
    TSQ_ROUNDED_I2_LB,
    TSQ_ROUNDED_I2_UB,
    TSQ_ROUNDED_H2_LB,
    TSQ_ROUNDED_H2_UB,
    TSQ_ROUNDED_COUNT
} tsq_rounded_key;

/** Key `i` as in JSON: "estimate"; NULL from TSQ_ROUNDED_COUNT on. Static storage. */
TSQ_API const char *tsq_rounded_id(size_t i);

/** A number of the result and where it can lie. All NaN if it does not exist, or has no enclosure (limits of tau2 by PL, J
 *  and BJ, and those of I2 and H2 that follow from them). */
typedef struct tsq_rounded {
    double value;              /**< of the inputs as printed */
    double lb, ub;             /**< no inputs that print so give a number outside; infinite where nothing is proven */
    double found_lb, found_ub; /**< inputs were found that give these: the range is at least so wide */
} tsq_rounded;

/** The ranges of one analysis. */
typedef struct tsq_rounding {
    bool ranged; /**< false: `error` says why there is none, and the rest is NaN */
    tsq_error error;
    size_t n_cells; /**< cells that are not exact */
    bool smooth;    /**< tau2 is proven to follow the inputs smoothly; else the ranges may be wider than need be */
    tsq_rounded quantity[TSQ_ROUNDED_COUNT];
} tsq_rounding;

/**
 * Checks a text that says how inputs are rounded: entries with commas between them.
 *
 * "auto": half a unit of the last digit of each cell, as it stands in the table; counts and sizes are exact. ROLE=STEP (or an
 * alias): the cells of that role are multiples of STEP, and stand for numbers up to half a step away; 0 if they are exact.
 * What is not named is exact without "auto". A step counts before "auto".
 * @retval TSQ_E_OPTION neither of these, no role of numbers, a negative step, one role twice
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_rounding_check(const char *rounding, tsq_error *err);

/**
 * The ranges of a result of tsq_pool over all inputs that are printed as they are.
 *
 * Effects: each cell of a row is anything that rounds to what is printed, independent of all others. yi and vi follow by
 * interval arithmetic, for the measures that tsq_rounding_measure_at lists. The weighted mean has its exact range by
 * Karnik & Mendel 2001, doi:10.1016/S0020-0255(01)00069-X; tau2 by proven signs of its equation over the whole box, for
 * the methods that tsq_rounding_method_at lists. The ranges are then narrowed to corners of the box where derivatives are
 * proven to have one sign, and widened by what is open of the others (mean value form: Moore, Kearfott & Cloud 2009,
 * doi:10.1137/1.9780898717716, chapter 6). Pooled counts (MH, PETO) are narrowed in the same way, and by halving the box.
 *
 * Every operation is rounded outward. Quantiles and tails of distributions are taken to be right to 1e-12 of themselves.
 * Studies that are left out, and which of its columns a row's effect comes from, are those of the inputs as printed.
 *
 * @param result index of a result of the report
 * @param rounding as of tsq_rounding_check
 * @param[out] out a group without an enclosure is no error: out->ranged is false
 * @retval TSQ_E_OPTION no enclosure for the measure, its variance formula, the method or the model (the text
 *         names those that have one); a step of what the analysis does not use; nothing that is rounded
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_rounding_find(const tsq_pool_report *report, size_t result, const char *rounding,
                                                    tsq_rounding *out, tsq_error *err);

/** Id of measure `i` that has an enclosure; NULL after the last. Static storage. */
TSQ_API const char *tsq_rounding_measure_at(size_t i);
/** Id of method `i` that has one, without those of a common effect and those with weights of the user, which have one too; NULL
 *  after the last. Static storage. */
TSQ_API const char *tsq_rounding_method_at(size_t i);

/**
 * How many digits after the point are decided: the most, up to 15, to which all numbers of the range round alike. Below 0
 * where it is tens or more, but not beyond the first digit of the numbers; INT_MIN where not even that one is.
 */
TSQ_API int tsq_rounded_decimals(const tsq_rounded *rounded);

#ifdef __cplusplus
}
#endif
#endif
