/* Conversions of what papers report in place of a mean and a standard deviation. */
#ifndef TAUSQ_CONVERT_H
#define TAUSQ_CONVERT_H

#include <tausq/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tsq_effect_measure; /* tausq/effect.h */
struct tsq_effect_options;
struct tsq_effect_row;   /* the numbers of one row by role; engine/effect/row.h */
struct tsq_effect_value; /* what is made of them */

/** How medians with quartiles, a range or both become means and SDs. */
typedef enum tsq_medians {
    TSQ_MEDIANS_LUO_WAN_SHI, /**< of normal data: Luo 2018 for the mean, Wan 2014 and Shi 2020 for the SD */
    TSQ_MEDIANS_LOGNORMAL,   /**< of lognormal data: Shi 2020b */
    TSQ_MEDIANS_QE,          /**< quantile estimation: of five distributions the one that fits best, McGrath 2020 */
    TSQ_MEDIANS_BC,   /**< normal after a Box-Cox transformation that makes the numbers symmetric, McGrath 2020 */
    TSQ_MEDIANS_MLN,  /**< normal after the Box-Cox transformation of greatest likelihood, Cai 2021 */
    TSQ_MEDIANS_BLUE, /**< of normal data: best linear unbiased estimates, Yang 2022 */
    TSQ_MEDIANS_ANY   /**< of a conversion: it rests on no median, the choice does not matter */
} tsq_medians;

/** What the reported forms are taken to be. All zero is the default. */
typedef struct tsq_convert_options {
    double limits_level;   /**< of the reported confidence limits of means, per cent; 0 stands for 95 */
    bool limits_z;         /**< they were formed with the normal quantile, not with t on n - 1 degrees of freedom */
    bool limits_one_sided; /**< each of them alone holds with that confidence */
    tsq_medians medians;   /**< the conversions of medians, quartiles and ranges to use */
    const struct tsq_conversion *only; /**< the conversion to use, and no other; NULL: the first that applies */
    bool p_bounds;     /**< where a p-value is printed as a bound ("<0.001") the bound is taken for it */
    bool exact_counts; /**< counts that come from percentages, ratios and margins are not rounded */
    bool no_yates;     /**< chi-squares are without Yates' correction where a row does not say */
} tsq_convert_options;

/** What a paper reports of one group; NaN where there is nothing. */
typedef struct tsq_reported {
    double n, mean, sd, se, lb, ub, min, q1, median, q3, max;
    double n_other, mean_other; /**< of the group that it is compared with */
    double t, p;                /**< of the test of the difference; two-sided */
    double f, z;                /**< the same test by F with 1 degree of freedom in the numerator, and by z */
    bool other_spread;          /**< the other group reports an SD or something that one can be had from */
} tsq_reported;

/** What a conversion makes of it; NaN where it cannot. */
typedef struct tsq_converted {
    double mean, sd;
    double skewness, critical; /**< statistic of the test for skewness and its critical value, or NaN */
    const char *refused;       /**< why it makes nothing of what is there; NULL where that is not enough for it */
    const char *impossible;    /**< with E_VALUE: the member of tsq_reported that cannot be, "q3" */
    const char *fitted;        /**< the distribution that was chosen: "gamma"; NULL where there is no choice */
    double parameter
        [3]; /**< what was searched for, NaN where nothing was: of quantile estimation the shape (SD of logarithms, SD/mean,
                                    1/shape of Weibull) and scale, of Box-Cox lambda, of MLN lambda and the mean and SD after it */
} tsq_converted;

/** A conversion: one such constant in engine/effect, and a line in engine/effect/conversions.def. */
typedef struct tsq_conversion {
    const char *id;           /**< "quartiles" */
    const char *title;        /**< "mean and SD from median and quartiles" */
    const char *inputs;       /**< roles of the first group: "n1i med1i q11i q31i" */
    const char *mean_derived; /**< "mean from median and quartiles (Luo 2018)"; NULL if it gives none */
    const char *sd_derived;   /**< "SD from quartiles (Wan 2014)" */
    const char *both_derived; /**< where both are taken; NULL if it gives only one */
    const char *source;
    tsq_medians medians; /**< the choice of the options that it belongs to, or TSQ_MEDIANS_ANY */
    /** One group, whatever options->medians. E_VALUE for a value that cannot be (out->impossible, out->refused: the complaint). */
    tsq_status (*convert)(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out);
    /** In place of `convert`, which is NULL: a whole row that the measure alone makes nothing of. Sets the effect, or fills
     * numbers of the row that the measure then takes. E_MISSING where it does not apply, with a reason where it almost
     * does. */
    tsq_status (*convert_row)(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                              const struct tsq_effect_options *options, struct tsq_effect_value *value);
    const char *measures; /**< of a whole row: ids of the measures that it serves; NULL: all */
    bool gives_counts;    /**< of a whole row: it fills the counts of a 2x2 table */
    bool
        joint; /**< of a whole row: all inputs that are there make the numbers together, though some may do without others */
} tsq_conversion;

/** How many conversions are registered. */
TSQ_API size_t tsq_conversion_count(void);
/** Conversion `i` in the order in which they are tried; NULL from tsq_conversion_count() on. Static storage. */
TSQ_API const tsq_conversion *tsq_conversion_at(size_t i);
/** The conversion of that id; NULL if there is none. */
TSQ_API const tsq_conversion *tsq_conversion_find(const char *id);

#ifdef __cplusplus
}
#endif
#endif
