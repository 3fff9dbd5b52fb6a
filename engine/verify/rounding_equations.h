/* What the equations of tau2 share. */
#ifndef TSQ_VERIFY_ROUNDING_EQUATIONS_H
#define TSQ_VERIFY_ROUNDING_EQUATIONS_H

#include "verify/rounding_box.h"

/** Of the mean: k - 1. */
static inline tsq__range tsq__box_df(const struct tsq__box *box)
{
    return tsq__range_point((double)box->k - 1.0);
}

/** Of ML and REML, as in struct tsq__equation. */
tsq__range tsq__ml_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room);
tsq__range tsq__reml_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room);
void tsq__ml_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);
void tsq__reml_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);

/** Those of DL and HE, first steps of DL2 and CA2; of `at` tau2 alone is looked at. */
void tsq__dl_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);
void tsq__he_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);

/** Weights of 1, for the plain mean and the plain sum of squares, which it returns. */
tsq__range tsq__box_weigh_equally(const struct tsq__box *box, struct tsq__weighed *out);

/** Of DL2 and CA2. */
tsq__range tsq__dl2_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room);
tsq__range tsq__ca2_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room);
void tsq__dl2_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                     tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);
void tsq__ca2_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                     tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);

#endif
