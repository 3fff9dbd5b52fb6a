/* Conversions of what papers report in place of a mean and a standard deviation. */
#ifndef TAUSQ_CONVERT_H
#define TAUSQ_CONVERT_H

#include <tausq/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the reported forms are taken to be. All zero is the default. */
typedef struct tsq_convert_options {
    double limits_level; /**< of the reported confidence limits of means, per cent; 0 stands for 95 */
    bool limits_z;       /**< they were formed with the normal quantile, not with t on n - 1 degrees of freedom */
    bool lognormal;      /**< medians, quartiles and ranges are of lognormal data, not of normal data */
} tsq_convert_options;

/** What a paper reports of one group; NaN where there is nothing. */
typedef struct tsq_reported {
    double n, mean, sd, se, lb, ub, min, q1, median, q3, max;
    double n_other, mean_other; /**< of the group that it is compared with */
    double t, p;                /**< of the test of the difference; two-sided */
    bool other_spread;          /**< the other group reports an SD or something that one can be had from */
} tsq_reported;

/** What a conversion makes of it; NaN where it cannot. */
typedef struct tsq_converted {
    double mean, sd;
    double skewness, critical; /**< statistic of the test for skewness and its critical value, or NaN */
    const char *refused;       /**< why it makes nothing of what is there; NULL where that is not enough for it */
    const char *impossible;    /**< with E_VALUE: the member of tsq_reported that cannot be, "q3" */
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
    /** One group. E_VALUE for a value that cannot be (out->impossible, out->refused: the complaint). */
    tsq_status (*convert)(const tsq_reported *reported, const tsq_convert_options *options, tsq_converted *out);
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
