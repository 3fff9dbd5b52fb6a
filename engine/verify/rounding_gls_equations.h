/* What the equations of tau2 over boxes of contrasts share; rounding_equations.h for independent estimates. */
#ifndef TSQ_VERIFY_ROUNDING_GLS_EQUATIONS_H
#define TSQ_VERIFY_ROUNDING_GLS_EQUATIONS_H

#include "verify/rounding_gls.h"

typedef const struct tsq__joint joint_t;
typedef const struct tsq__joint_box box_t;
typedef struct tsq__gls_bench bench_t;

/** Of the mean: k - 1. */
static inline tsq__range tsq__joint_df(joint_t *joint)
{
    return tsq__range_point((double)joint->k - 1.0);
}

/** by_v := a uu' + b P^2 + c W^2; what is 0 is not looked at. */
void tsq__gls_by_v(joint_t *joint, const struct tsq__gls *at, tsq__range a, tsq__range b, tsq__range c,
                   tsq__range *by_v);

/** Those of rounding_weights.c and rounding_gls_steps.c, and DL's derivatives, the first step of DL2. */
tsq__gls_value_of tsq__gls_genq_value, tsq__gls_he_value, tsq__gls_sj_value, tsq__gls_dl2_value, tsq__gls_ca2_value;
tsq__gls_slopes_of tsq__gls_genq_slopes, tsq__gls_dl_slopes, tsq__gls_he_slopes, tsq__gls_sj_slopes,
    tsq__gls_dl2_slopes, tsq__gls_ca2_slopes;

#endif
