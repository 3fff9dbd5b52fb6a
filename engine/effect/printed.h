/* The effect itself as a paper prints it: estimate, standard error, limits, statistic, p-value. */
#ifndef TSQ_EFFECT_PRINTED_H
#define TSQ_EFFECT_PRINTED_H

#include "effect/row.h"

/** What is printed of one effect, NaN where there is nothing; est, lb and ub on the scale of print (ratios as ratios). */
struct tsq__printed {
    double est, lb, ub;
    double se;             /**< of est; of a ratio, of its logarithm */
    double z, p;           /**< of the scale of yi */
    double df;             /**< of t; NaN for the normal distribution */
    double level;          /**< of the limits, per cent */
    bool one_sided;        /**< p */
    bool one_sided_limits; /**< each limit alone holds with that level */
    const char *role[3];   /**< where est, lb and ub come from, for complaints */
    const char *transform; /**< of the measure: "none", "exp" */
    double size;           /**< participants or person-time, for transformations that need them; NaN where none */
};

/**
 * The effect of `measure` as the row prints it: est est_lb est_ub, else what the measure calls its own (hr hr_lb hr_ub;
 * or, rr, rd; yi of GEN; the difference of the means of MD).
 */
struct tsq__printed tsq__printed_of(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                    const tsq_effect_options *options);

/** The roles of what the measure calls its own, "" if nothing. */
const char *tsq__printed_roles(const tsq_effect_measure *measure);

/**
 * Puts est, lb and ub on the scale of yi, and sets value->size where that scale needs one.
 *
 * @retval TSQ_E_VALUE   that scale has no such value, or ub is below lb
 * @retval TSQ_E_MISSING the scale needs the participants or the person-time, and there are none (value->reason)
 */
tsq_status tsq__printed_to_scale(struct tsq__printed *printed, struct tsq_effect_value *value);

/** Whether the measure is printed as a ratio of two, whose standard errors are those of the logarithm. */
bool tsq__printed_is_ratio(const tsq_effect_measure *measure);

/** The derivative of yi by est, on the scale of print; infinite where est is at the end of its range (printed_slope.c). */
double tsq__printed_slope(const struct tsq__printed *printed);

/** The quantile that limits of `printed` were formed with. */
double tsq__printed_quantile(const struct tsq__printed *printed);

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
