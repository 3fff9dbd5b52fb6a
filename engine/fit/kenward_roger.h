/* Kenward and Roger's covariance and degrees of freedom for REML. */
#ifndef TSQ_FIT_KENWARD_ROGER_H
#define TSQ_FIT_KENWARD_ROGER_H

#include "fit/state.h"

/**
 * With info = tr(PP)/2 and B = Q'WQ the adjusted covariance has the core K = I + (2/info) Q'W(I - QQ')WQ. A linear
 * combination with row l in the coordinates of the core has df = 2 info (l'Kl)^2 / (l'KBKl)^2; for an intercept alone
 * this is the form of Partlett and Riley 2017 (doi:10.1002/sim.7140). The joint test of m coefficients uses the
 * scale and denominator degrees of freedom of Kenward and Roger 1997 (doi:10.2307/2533558), section 3, with the
 * adjusted covariance in place of the plain one, so that m = 1 agrees with the test of the coefficient.
 *
 * @param[out] core        p x p
 * @param[out] df          length p, of the coefficients in the caller's coordinates
 * @param[out] joint_df    NaN where there is nothing to test
 * @param[out] joint_scale
 */
void tsq__kenward_roger(const struct tsq_fit_state *state, double *core, double *df, double *joint_df,
                        double *joint_scale);

#endif
