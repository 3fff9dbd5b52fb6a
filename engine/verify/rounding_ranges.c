/* Ranges of the numbers of a pooled analysis over a box: interval arithmetic on exact ranges of means and squares, for
 * pieces of the range of tau2. */
#include "verify/rounding_ranges.h"
#include "verify/range_words.h"

#include <string.h>

/* Into how many pieces a range of tau2 is cut, unless it is this narrow, relative. */
enum { PIECES = 12 };
#define NARROW 1e-9

/* sum w (y - mean)^2/(k-1), as the test takes it. */
static tsq__range factor_of(enum tsq__factor factor, const struct tsq__pooling *pooling, const struct tsq__box *box,
                            const struct tsq__weighed *at)
{
    if (factor == TSQ__FACTOR_NONE) {
        return POINT(1.0);
    }
    const tsq__range s2w = DIV(tsq__box_squares(box, at->w), POINT(pooling->df));
    return factor == TSQ__FACTOR_S2W ? tsq__range_positive(s2w) : (tsq__range){fmax(1.0, s2w.lb), fmax(1.0, s2w.ub)};
}

int tsq__pieces(tsq__range tau2)
{
    return tau2.ub - tau2.lb > NARROW * tau2.ub ? PIECES : 1;
}

tsq__range tsq__piece(tsq__range tau2, int i, int n)
{
    const double width = tau2.ub - tau2.lb;
    const double lb = i == 0 ? tau2.lb : tsq__down(tau2.lb + width * ((double)i / n));
    const double ub = i + 1 == n ? tau2.ub : tsq__up(tau2.lb + width * ((double)(i + 1) / n));
    return (tsq__range){fmax(lb, 0.0), ub};
}

void tsq__ranges_piece(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                       struct tsq__bench *bench, tsq__range out[TSQ__RANGED])
{
    struct tsq__weighed *at = &bench->at;
    const bool is_dl = pooling->equation != NULL && strcmp(pooling->equation->method, "DL") == 0;
    tsq__box_weigh(box, POINT(0.0), at);
    out[TSQ__TAU2] = tau2;
    out[TSQ__QE] = tsq__range_positive(tsq__box_squares(box, at->w));
    out[TSQ__EXCESS] =
        is_dl ? tsq__range_positive(SUB(out[TSQ__QE], POINT(pooling->df))) : MUL(tau2, tsq__box_trace(at));
    tsq__box_weigh(box, tau2, at);
    const tsq__range classic = DIV(POINT(1.0), at->sum);
    const tsq__range se = tsq__range_sqrt(MUL(factor_of(pooling->factor, pooling, box, at), classic));
    const tsq__range half = MUL(pooling->quantile, se);
    out[TSQ__ESTIMATE] = at->mean;
    out[TSQ__SE] = se;
    out[TSQ__STATISTIC] = DIV(at->mean, se);
    out[TSQ__CI_LB] = SUB(at->mean, half);
    out[TSQ__CI_UB] = ADD(at->mean, half);
    out[TSQ__PI_SD] = out[TSQ__PI_LB] = out[TSQ__PI_UB] = tsq__range_all();
    if (pooling->has_pi) {
        const tsq__range of_mean = MUL(factor_of(pooling->pi_factor, pooling, box, at), classic);
        const tsq__range pi_sd = tsq__range_sqrt(ADD(of_mean, tau2)), pi_half = MUL(pooling->pi_quantile, pi_sd);
        out[TSQ__PI_SD] = pi_sd;
        out[TSQ__PI_LB] = SUB(at->mean, pi_half);
        out[TSQ__PI_UB] = ADD(at->mean, pi_half);
    }
}

void tsq__ranges(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                 struct tsq__bench *bench, tsq__range out[TSQ__RANGED])
{
    const int n = isfinite(tau2.ub) ? tsq__pieces(tau2) : 1;
    for (int i = 0; i < n; i++) {
        tsq__range piece[TSQ__RANGED];
        tsq__ranges_piece(pooling, box, n > 1 ? tsq__piece(tau2, i, n) : tau2, bench, piece);
        for (int j = 0; j < TSQ__RANGED; j++) {
            out[j] = i == 0 ? piece[j] : tsq__range_hull(out[j], piece[j]);
        }
    }
}
