/* tau2 of models with few moderators: one, or a tile of them side by side (engine/num/lanes_design.h). In scaled units. */
#ifndef TSQ_TAU2_LANES_DESIGN_H
#define TSQ_TAU2_LANES_DESIGN_H

#include "num/lanes_design.h"

/** As tsq__lane_likelihood and tsq__lane_profile_q (lanes.h); `room` has 2 k numbers. */
bool tsq__design_likelihood(const tsq__model *model, bool restricted, double *room, double *t);
bool tsq__design_profile_q(const tsq__model *model, double target, double *room, double *t);

/** The same for all lanes of a prepared tile; a lane that is not settled needs the single fit. */
void tsq__designs_likelihood(const tsq__design_tile *tile, bool restricted, double *t, bool *settled);
void tsq__designs_profile_q(const tsq__design_tile *tile, const double *target, double *t, bool *settled);

#endif
