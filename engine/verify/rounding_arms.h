/* The two groups of a comparison over ranges of their cells: sizes, means and SDs. */
#ifndef TSQ_VERIFY_ROUNDING_ARMS_H
#define TSQ_VERIFY_ROUNDING_ARMS_H

#include "verify/rounding_cells.h"

/** Size, mean and SD of one group. */
struct tsq__dual_arm {
    struct tsq__dual n, mean, sd;
};

/**
 * The groups of the effect, as engine/effect/arms.h chooses them: final values or changes, whichever the effect compares;
 * the treatments of several arms as one, the control divided, as the effect's numbers are.
 *
 * @return false where a number is missing, or comes about in a way that is not known here
 */
bool tsq__cells_arms(struct tsq__cells *cells, struct tsq__dual_arm arm[2]);

/** The SD of a difference of values with the SDs a and b and the correlation r. */
struct tsq__dual tsq__dual_sd_of_change(struct tsq__dual a, struct tsq__dual b, struct tsq__dual r);

/** Whether a size is one number, but for rounding errors; and which. */
bool tsq__dual_exact(const struct tsq__dual *n, double *value);

/** The roles of one group, 0 or 1, in the order of enum tsq__arm_role. */
enum tsq__arm_role {
    TSQ__N,
    TSQ__MEAN,
    TSQ__SD,
    TSQ__MEAN0,
    TSQ__SD0,
    TSQ__CHANGE,
    TSQ__SD_CHANGE,
    TSQ__CORR,
    TSQ__SE_MEAN,
    TSQ__LB,
    TSQ__UB,
    TSQ__MIN,
    TSQ__Q1,
    TSQ__MEDIAN,
    TSQ__Q3,
    TSQ__MAX,
    TSQ__ARM_ROLES
};
const char *tsq__arm_role(int which, enum tsq__arm_role role);

/**
 * Fills what is missing of the mean and the SD by the conversions of engine/effect, in their order: standard errors,
 * confidence limits, medians with quartiles and ranges of normal data, tests of the difference.
 *
 * @param which group, 0 or 1
 * @param[in,out] mean, sd whether they are there
 */
void tsq__cells_convert(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd);

/** The same of medians with quartiles and ranges, by the method asked for. Nothing for a method that has no enclosure. */
void tsq__cells_medians(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd);

/** The roles that these can take. */
#define TSQ__CONVERTED                                                                                                 \
    "se1i lb1i ub1i min1i q11i med1i q31i max1i se2i lb2i ub2i min2i q12i med2i q32i max2i ti fi zi pi"

#endif
