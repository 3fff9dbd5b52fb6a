/* Ranges of the numbers of a pooled analysis over a box of estimates and variances, and their derivatives. */
#ifndef TSQ_VERIFY_ROUNDING_RANGES_H
#define TSQ_VERIFY_ROUNDING_RANGES_H

#include "verify/rounding_box.h"

#include <tausq/fit.h>

/** The numbers that others follow from. EXCESS is tau2 tr P at tau2 = 0, which I2 and H2 rise in; PI_SD the
 * half width of the prediction interval over its quantile. */
enum tsq__ranged {
    TSQ__ESTIMATE,
    TSQ__SE,
    TSQ__STATISTIC,
    TSQ__CI_LB,
    TSQ__CI_UB,
    TSQ__PI_LB,
    TSQ__PI_UB,
    TSQ__TAU2,
    TSQ__QE,
    TSQ__EXCESS,
    TSQ__PI_SD,
    TSQ__RANGED
};

/** How the variance of the mean is multiplied. */
enum tsq__factor { TSQ__FACTOR_NONE, TSQ__FACTOR_S2W, TSQ__FACTOR_S2W_HELD, TSQ__FACTOR_SCALE };

/** What is computed from estimates and variances. */
struct tsq__pooling {
    const struct tsq__equation *equation; /* of tau2; NULL: it is `tau2`, or there is none for independent estimates */
    const char *method;                   /* of tau2; NULL: it is `tau2` */
    double tau2, df;                      /* df: k - 1 */
    enum tsq__factor factor, pi_factor;
    tsq__range quantile, pi_quantile; /* of the intervals */
    tsq__range scale;                 /* what TSQ__FACTOR_SCALE multiplies by */
    double pi_less;                   /* from the degrees of freedom of the scale for the prediction interval */
    bool has_pi;
};

/** Ranges of all quantities over the box, for tau2 in a range that holds its estimates. Those that do not exist are
 *  unbounded. */
void tsq__ranges(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                 struct tsq__bench *bench, tsq__range out[TSQ__RANGED]);

/** The same without cutting the range of tau2 into pieces. */
void tsq__ranges_piece(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                       struct tsq__bench *bench, tsq__range out[TSQ__RANGED]);

/** Weights of one tau2 have more in common than those of a range: into how many pieces a range is cut, and piece i. */
int tsq__pieces(tsq__range tau2);
tsq__range tsq__piece(tsq__range tau2, int i, int n);

/** Derivatives by y and by v of one study. */
struct tsq__slope {
    tsq__range y, v;
};

/** What the derivatives of all quantities are made of. */
enum tsq__base {
    TSQ__BY_MEAN,
    TSQ__BY_VARIANCE,
    TSQ__BY_PI_VARIANCE,
    TSQ__BY_TAU2,
    TSQ__BY_QE,
    TSQ__BY_EXCESS,
    TSQ__BASES
};

/** How the derivatives of quantities are made of those of the mean m and its variance V: of sqrt(V) it is half of that of
 *  V over sqrt(V), of m/sqrt(V) also -m/(2 V sqrt(V)). */
void tsq__ranges_parts(const struct tsq__pooling *pooling, const tsq__range ranges[TSQ__RANGED],
                       tsq__range part[TSQ__RANGED][TSQ__BASES]);

/** Of each quantity, k slopes. */
struct tsq__slopes {
    struct tsq__slope *of[TSQ__RANGED];
};

/** Of each base, k slopes. */
struct tsq__bases {
    struct tsq__slope *by[TSQ__BASES];
};

/**
 * Derivatives of all quantities over the whole box, tau2 following the data (implicit function theorem).
 *
 * @param bases room to work in
 * @return whether they are bounded: false where the equation is not proven to fall in tau2 wherever it is solved
 */
bool tsq__ranges_slopes(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                        struct tsq__bench *bench, struct tsq__bases *bases, struct tsq__slopes *out);

#endif
