/* The small-sample correction of standardised mean differences, and the variances of the corrected estimate. */
#ifndef TSQ_EFFECT_HEDGES_H
#define TSQ_EFFECT_HEDGES_H

#include "effect/row.h"

/**
 * J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), the factor that makes g = J d unbiased.
 *
 * @domain m > 1
 * @accuracy 1e-14 relative for every m up to 1e15, measured against 50-digit arithmetic (tests/golden/hedges.csv)
 * @source Hedges 1981, doi:10.3102/10769986006002107, eq. 6e
 */
double tsq__hedges_exact(double m);

/** 1 - 3/(4m - 1), Hedges 1981 eq. 7; or J(m); or 1: as the options say. */
double tsq__hedges_factor(double m, tsq_bias_correction bias);

/**
 * K = 1 - (m-2)/(m J^2), without the cancellation that the formula has for large m; J by `bias`.
 *
 * @source Hedges 1983, doi:10.1037/0033-2909.93.2.388, eq. 9
 */
double tsq__hedges_k(double m, tsq_bias_correction bias);

/** Whether that correction is defined for m degrees of freedom. */
bool tsq__hedges_defined(double m, tsq_bias_correction bias);

/** A standardised difference before its correction. */
struct tsq__standardised {
    double d;             /**< difference / SD */
    double m;             /**< degrees of freedom of the SD */
    double n;             /**< N of the term g^2/(2N) */
    double unit;          /**< variance of the difference in units of SD^2: 1/n1 + 1/n2, 1/n, 2(1-r)/n */
    double unit_unbiased; /**< the same for UB and H0, where it differs (SMCR) */
    double weight;        /**< of the estimate in the mean that AV takes; 0: the measure has no AV */
};

/** Roles of vtypes that every standardised measure has. */
#define TSQ__STANDARDISED_VTYPES "LS LS2 UB H0"

/**
 * Corrects, and sets yi and vi by options->vtype:
 * LS unit + g^2/(2N); LS2 J^2 (unit + d^2/(2N)); UB unit + K g^2; H0 J^2 unit m/(m-2);
 * RV unit + g^2/(2 (N - 3.94)); AV unit + a^2/(2N), a the mean of g over all rows.
 */
tsq_status tsq__standardised_set(const struct tsq_effect_row *row, const struct tsq__standardised *in,
                                 const tsq_effect_options *options, struct tsq_effect_value *value);

/**
 * 1 - r F(1/2, 1/2; (n-2)/2; 1 - r^2): what the unbiased estimate of a correlation leaves to 1; NaN for n <= 4.
 *
 * @accuracy 1e-14 relative, measured against 50-digit arithmetic (tests/golden/olkin_pratt.csv)
 * @source Olkin & Pratt 1958, doi:10.1214/aoms/1177706717, eq. 2.3
 */
double tsq__olkin_pratt_rest(double r, double n);

/** F(1/2, 1/2; (n-2)/2; 1 - r^2) - 1: what the unbiased estimate adds to r, in units of r; NaN for n <= 4. */
double tsq__olkin_pratt_excess(double r, double n);

/**
 * The unbiased variance of the unbiased estimate u: u^2 - 1 + (n-3)/(n-2) (1-r^2) F(1, 1; n/2; 1 - r^2), without the
 * cancellation that the formula has for large n or r near 1; NaN for n <= 4.
 *
 * @domain n >= 4.1 for the accuracy
 * @accuracy 1e-13 relative, measured against 50-digit arithmetic (tests/golden/effect_quantitative_exact.csv)
 * @source Olkin & Pratt 1958, doi:10.1214/aoms/1177706717; Hedges 1989, doi:10.1037/0021-9010.74.3.469
 */
double tsq__olkin_pratt_variance(double r, double n);

#endif
