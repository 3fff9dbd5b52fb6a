/* Ranges of the numbers of a pooled analysis over a box: interval arithmetic on exact ranges of means and squares, for
 * pieces of the range of tau2. */
#include "verify/rounding_ranges.h"

#include <string.h>

/* Into how many pieces a range of tau2 is cut: weights of one piece have nearly one tau2. */
enum { PIECES = 24 };

#define ADD tsq__range_add
#define SUB tsq__range_subtract
#define MUL tsq__range_multiply
#define DIV tsq__range_divide

/* sum w (y - mean)^2/(k-1), as the test takes it. */
static tsq__range factor_of(enum tsq__factor factor, const struct tsq__pooling *pooling, const struct tsq__box *box,
                            const struct tsq__weighed *at)
{
    if (factor == TSQ__FACTOR_NONE) {
        return tsq__range_point(1.0);
    }
    const tsq__range s2w = DIV(tsq__box_squares(box, at->w), tsq__range_point(pooling->df));
    return factor == TSQ__FACTOR_S2W ? tsq__range_positive(s2w) : (tsq__range){fmax(1.0, s2w.lb), fmax(1.0, s2w.ub)};
}

static void widen(tsq__range *to, tsq__range by, bool first)
{
    *to = first ? by : tsq__range_hull(*to, by);
}

static void add_piece(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2, bool first,
                      struct tsq__bench *bench, tsq__range out[TSQ__RANGED])
{
    struct tsq__weighed *at = &bench->at;
    tsq__box_weigh(box, tau2, at);
    const tsq__range classic = DIV(tsq__range_point(1.0), at->sum);
    const tsq__range variance = MUL(factor_of(pooling->factor, pooling, box, at), classic);
    const tsq__range se = tsq__range_sqrt(variance), half = MUL(pooling->quantile, se);
    widen(&out[TSQ__ESTIMATE], at->mean, first);
    widen(&out[TSQ__SE], se, first);
    widen(&out[TSQ__STATISTIC], DIV(at->mean, se), first);
    widen(&out[TSQ__CI_LB], SUB(at->mean, half), first);
    widen(&out[TSQ__CI_UB], ADD(at->mean, half), first);
    if (pooling->has_pi) {
        const tsq__range of_mean = MUL(factor_of(pooling->pi_factor, pooling, box, at), classic);
        const tsq__range pi_sd = tsq__range_sqrt(ADD(of_mean, tau2)), pi_half = MUL(pooling->pi_quantile, pi_sd);
        widen(&out[TSQ__PI_SD], pi_sd, first);
        widen(&out[TSQ__PI_LB], SUB(at->mean, pi_half), first);
        widen(&out[TSQ__PI_UB], ADD(at->mean, pi_half), first);
    }
}

void tsq__ranges(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                 struct tsq__bench *bench, tsq__range out[TSQ__RANGED])
{
    for (int i = 0; i < TSQ__RANGED; i++) {
        out[i] = tsq__range_all();
    }
    out[TSQ__TAU2] = tau2;
    tsq__box_weigh(box, tsq__range_point(0.0), &bench->at);
    out[TSQ__QE] = tsq__range_positive(tsq__box_squares(box, bench->at.w));
    out[TSQ__EXCESS] = MUL(tau2, tsq__box_trace(&bench->at));
    if (pooling->equation != NULL && strcmp(pooling->equation->method, "DL") == 0) {
        out[TSQ__EXCESS] = tsq__range_positive(SUB(out[TSQ__QE], tsq__range_point(pooling->df)));
    }
    if (!isfinite(tau2.ub)) {
        return;
    }
    const double width = tau2.ub - tau2.lb;
    const int n = width > 1e-9 * tau2.ub ? PIECES : 1;
    for (int i = 0; i < n; i++) {
        const double lb = tau2.lb + width * ((double)i / n), ub = tau2.lb + width * ((double)(i + 1) / n);
        const tsq__range piece = {i == 0 ? tau2.lb : tsq__down(lb), i + 1 == n ? tau2.ub : tsq__up(ub)};
        add_piece(pooling, box, tsq__range_positive(piece), i == 0, bench, out);
    }
}
