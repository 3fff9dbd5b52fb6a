/* What the methods that pool counts share: checked and corrected strata, and the result of a common effect. */
#ifndef TSQ_FIT_COUNTS_H
#define TSQ_FIT_COUNTS_H

#include <tausq/counts.h>

#include "tau2/estimator.h"

/** One study: a 2x2 table, or rates with the person-times as n1 and n2 and no b and d. */
typedef struct tsq__stratum {
    double a, b, c, d;
    double n1, n2, n;  /* a + b, c + d, both together */
    double xt, yt;     /* a + c, b + d */
    double cross;      /* a d - b c = a n2 - c n1, without cancellation: n times (a less its expectation) */
    double size;       /* n1 n2/n, and the */
    double difference; /* of risks or rates; before the correction where the options keep it */
    bool ratio_is_one; /* whatever the corrected counts say: options rr_one_kept */
    size_t study;      /* its index in the caller's arrays */
} tsq__stratum;

/** The studies that are pooled, with what is added to their counts. */
typedef struct tsq__strata {
    size_t k;
    bool rates;
    tsq__stratum *at;
} tsq__strata;

/** Checks and corrects; the statuses are those of tsq_mantel_haenszel. Free with free(out->at); NULL on error. */
tsq_status tsq__strata_new(const tsq_counts *counts, bool rates, const tsq_counts_options *options, tsq__strata *out,
                           tsq_error *err);

/** Sum over the strata of what `term` gives. */
double tsq__strata_sum(const tsq__strata *strata, double (*term)(const tsq__stratum *s));

/** A pooled estimate as it was found. */
typedef struct tsq__pooled {
    const tsq_tau2_method *method;
    double estimate, variance;
    double (*share)(const tsq__stratum *s); /* weight of a study, in any unit */
} tsq__pooled;

/** Test, interval, Q, I2, likelihoods and weights of a pooled estimate. */
tsq_status tsq__counts_result(const tsq_counts *counts, const tsq__strata *strata, const tsq_counts_options *options,
                              const tsq__pooled *pooled, tsq_fit_result *out, tsq_error *err);

/** Sets QE and what comes from it. */
void tsq__counts_heterogeneity(tsq_fit_result *out, double q, double df);

/** The tests of no association and of a common odds ratio, at the logarithm of the pooled one (NaN: none). */
void tsq__counts_tests_of(const tsq__strata *strata, tsq_count_measure measure, double log_or, tsq_counts_tests *tests);

#endif
