/* Ranges of the numbers of an analysis of contrasts with covariances; as rounding_ranges.c for independent
 * estimates. */
#include "verify/range_words.h"
#include "verify/rounding_gls.h"

#include <string.h>

tsq__range tsq__gls_factor(enum tsq__factor factor, const struct tsq__pooling *pooling, const struct tsq__gls *at)
{
    const tsq__range s2w = DIV(at->q, POINT(pooling->df));
    return factor == TSQ__FACTOR_NONE    ? POINT(1.0)
           : factor == TSQ__FACTOR_SCALE ? pooling->scale
           : factor == TSQ__FACTOR_S2W   ? tsq__range_positive(s2w)
                                         : (tsq__range){fmax(1.0, s2w.lb), fmax(1.0, s2w.ub)};
}

bool tsq__gls_is_dl(const struct tsq__gls_model *model)
{
    return model->equation != NULL && strcmp(model->equation->method, "DL") == 0;
}

void tsq__gls_ranges_at(const struct tsq__gls_model *model, const struct tsq__gls_bench *bench,
                        tsq__range out[TSQ__RANGED])
{
    const struct tsq__pooling *pooling = model->pooling;
    const struct tsq__gls *at = &bench->at, *zero = &bench->room;
    const tsq__range classic = at->variance;
    const tsq__range se = tsq__range_sqrt(MUL(tsq__gls_factor(pooling->factor, pooling, at), classic));
    const tsq__range half = MUL(pooling->quantile, se);
    out[TSQ__TAU2] = at->tau2;
    out[TSQ__QE] = zero->q;
    out[TSQ__EXCESS] =
        tsq__gls_is_dl(model) ? tsq__range_positive(SUB(zero->q, POINT(pooling->df))) : MUL(at->tau2, zero->trace);
    out[TSQ__ESTIMATE] = at->estimate;
    out[TSQ__SE] = se;
    out[TSQ__STATISTIC] = DIV(at->estimate, se);
    out[TSQ__CI_LB] = SUB(at->estimate, half);
    out[TSQ__CI_UB] = ADD(at->estimate, half);
    out[TSQ__PI_SD] = out[TSQ__PI_LB] = out[TSQ__PI_UB] = tsq__range_all();
    if (pooling->has_pi) {
        const tsq__range of_mean = MUL(tsq__gls_factor(pooling->pi_factor, pooling, at), classic);
        const tsq__range pi_sd = tsq__range_sqrt(ADD(of_mean, at->tau2)), pi_half = MUL(pooling->pi_quantile, pi_sd);
        out[TSQ__PI_SD] = pi_sd;
        out[TSQ__PI_LB] = SUB(at->estimate, pi_half);
        out[TSQ__PI_UB] = ADD(at->estimate, pi_half);
    }
}

void tsq__gls_ranges(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                     const struct tsq__gls_model *model, tsq__range tau2, struct tsq__gls_bench *bench,
                     tsq__range out[TSQ__RANGED])
{
    const int n = isfinite(tau2.ub) ? bench->finer * tsq__pieces(tau2) : 1;
    bool proven = isfinite(tau2.ub) && tsq__gls_weigh(joint, box, POINT(0.0), &bench->room);
    for (int i = 0; i < n && proven; i++) {
        tsq__range piece[TSQ__RANGED];
        proven = tsq__gls_weigh(joint, box, n > 1 ? tsq__piece(tau2, i, n) : tau2, &bench->at);
        if (proven) {
            tsq__gls_ranges_at(model, bench, piece);
        }
        for (int j = 0; j < TSQ__RANGED && proven; j++) {
            out[j] = i == 0 ? piece[j] : tsq__range_hull(out[j], piece[j]);
        }
    }
    for (int j = 0; j < TSQ__RANGED && !proven; j++) {
        out[j] = j == TSQ__TAU2 ? tau2 : tsq__range_all();
    }
}
