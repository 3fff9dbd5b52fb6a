/* The effect itself as a paper prints it: estimate, standard error, limits, statistic, p-value. */
#ifndef TSQ_EFFECT_PRINTED_H
#define TSQ_EFFECT_PRINTED_H

#include "effect/row.h"

/** What is printed of one effect, NaN where there is nothing; est, lb and ub on the scale of print (ratios as ratios). */
struct tsq__printed {
    double est, lb, ub;
    double se, z, p;       /**< of the scale of yi: se of the logarithm of a ratio */
    double df;             /**< of t; NaN for the normal distribution */
    double level;          /**< of the limits, per cent */
    bool one_sided;        /**< p, or a limit that stands alone */
    const char *role[3];   /**< where est, lb and ub come from, for complaints */
    const char *transform; /**< of the measure: "none", "exp" */
};

/**
 * The effect of `measure` as the row prints it: est est_lb est_ub, else what the measure calls its own (hr hr_lb hr_ub;
 * or, rr, rd; yi of GEN; the difference of the means of MD).
 */
struct tsq__printed tsq__printed_of(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                    const tsq_effect_options *options);

/** The roles of what the measure calls its own, "" if nothing. */
const char *tsq__printed_roles(const tsq_effect_measure *measure);

/** Puts est, lb and ub on the scale of yi. E_VALUE if that scale has no such value, or ub is below lb. */
tsq_status tsq__printed_to_scale(struct tsq__printed *printed, struct tsq_effect_value *value);

/** The quantile that limits of `printed` were formed with; `single` if one stands alone. */
double tsq__printed_quantile(const struct tsq__printed *printed, bool single);

/**
 * Sets yi and vi from both limits, or from the estimate and one of them; `printed` on the scale of yi. Without an
 * estimate the middle of the limits is taken. A warning tells where it is more than 10 % of their width off their middle.
 *
 * @retval TSQ_E_MISSING not enough, or the limits do not contain the estimate (value->reason)
 */
tsq_status tsq__printed_from_limits(const struct tsq__printed *printed, struct tsq_effect_value *value);

/** Sets value->derived to "printed `what`", with the scale: ", log scale". */
void tsq__printed_describe(const struct tsq__printed *printed, const char *what, struct tsq_effect_value *value);

#endif
