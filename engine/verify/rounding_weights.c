/* Moments with weights of the user, which are exact: tau2 = (y'P_a y - tr P_a V)/tr P_a, with a the weights, A their sum and
 * p = a/A: y'P_a y is the sum of a (y - mean)^2 about the mean by a, tr P_a V that of a (1 - p) v. Source: DerSimonian & Kacker
 * 2007, doi:10.1016/j.cct.2006.04.004. */
#include "verify/range_words.h"
#include "verify/rounding_gls_equations.h"

/* A, tr P_a and the sums of e and its square, e = y - about, by a. */
struct sums {
    tsq__range weight, trace, off, squares;
};

static struct sums sums_of(joint_t *joint, box_t *box)
{
    struct sums sums = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    tsq__range of_squares = {0.0, 0.0};
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range a = POINT(joint->weight[i]), e = SUB(box->y[i], POINT(box->about));
        sums.weight = ADD(sums.weight, a);
        of_squares = ADD(of_squares, SQ(a));
        sums.off = ADD(sums.off, MUL(a, e));
        sums.squares = ADD(sums.squares, MUL(a, SQ(e)));
    }
    sums.trace = SUB(sums.weight, DIV(of_squares, sums.weight));
    return sums;
}

/* What y'P_a y gets from v, of one study. */
static tsq__range expected(joint_t *joint, const struct sums *sums, size_t i)
{
    const tsq__range a = POINT(joint->weight[i]);
    return MUL(a, SUB(POINT(1.0), DIV(a, sums->weight)));
}

bool tsq__gls_genq_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    const struct sums sums = sums_of(joint, box);
    tsq__range excess = tsq__range_positive(SUB(sums.squares, DIV(SQ(sums.off), sums.weight)));
    for (size_t i = 0; i < joint->k; i++) {
        excess = SUB(excess, MUL(expected(joint, &sums, i), box->v[joint->offset[i]]));
    }
    *out = SUB(DIV(excess, sums.trace), bench->at.tau2);
    return sums.trace.lb > 0.0;
}

bool tsq__gls_genq_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    const struct sums sums = sums_of(joint, box);
    const tsq__range mean = ADD(POINT(box->about), DIV(sums.off, sums.weight));
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range rise = DIV(POINT(2.0 * joint->weight[i]), sums.trace);
        bench->slopes.by_y[i] = MUL(rise, SUB(box->y[i], mean));
        bench->slopes.by_v[joint->offset[i]] = NEGATE(DIV(expected(joint, &sums, i), sums.trace));
    }
    bench->slopes.by_tau2 = POINT(-1.0);
    return sums.trace.lb > 0.0;
}
