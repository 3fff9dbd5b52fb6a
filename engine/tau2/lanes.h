/* tau2 of analyses without moderators: one, or a tile of them side by side (engine/num/lanes.h). In scaled units. */
#ifndef TSQ_TAU2_LANES_H
#define TSQ_TAU2_LANES_H

#include "num/lanes.h"
#include "num/model.h"

/**
 * The maximum of the (restricted) likelihood.
 * @param[out] t the maximum; 0 where the likelihood falls from there
 * @return whether it is proven to be the only stationary point besides 0. If not, t says nothing.
 */
bool tsq__lane_likelihood(const tsq__model *model, bool restricted, double *room, double *t);

/** The root of y'P(t)y = target, or 0 where there is none; false if it was not found, then t says nothing. */
bool tsq__lane_profile_q(const tsq__model *model, double target, double *room, double *t);

/** The same for all lanes of a prepared tile; a lane that is not settled needs the single fit. */
void tsq__lanes_likelihood(const tsq__tile *tile, bool restricted, double *t, bool *settled);
void tsq__lanes_profile_q(const tsq__tile *tile, const double *target, double *t, bool *settled);

/** DerSimonian and Laird's estimate, from the fit with weights 1/v and its trace. */
void tsq__lanes_moment(const tsq__tile *tile, const tsq__lanes_fit *at_zero, double *t);

#endif
