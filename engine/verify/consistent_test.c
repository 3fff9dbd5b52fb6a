/* Whether p, z, t and SE of a stated result agree with its interval; see consistent.h. */
#include "verify/consistent.h"

#include "num/dist.h"

#include <math.h>

/* Squares and the like of values that are not negative. */
static tsq__range scaled(tsq__range a, double factor)
{
    return (tsq__range){a.lb * factor, a.ub * factor};
}

/* |x| of a range. */
static tsq__range sizes(tsq__range x)
{
    const bool through_zero = x.lb <= 0.0 && x.ub >= 0.0;
    return (tsq__range){through_zero ? 0.0 : fmin(fabs(x.lb), fabs(x.ub)), fmax(fabs(x.lb), fabs(x.ub))};
}

/* Degrees of freedom to be tried: of z, then k - 1 or all from the most on; fewer than is usual are doubtful. */
enum { DF_MOST = 500, DF_USUAL = 3 };

double tsq__judge_quantile(const tsq__judge *judge, int df)
{
    const double tail = (100.0 - judge->s->level) / 200.0;
    return df == 0 ? tsq__normal_upper(tail) : tsq__t_upper(tail, df);
}

static double two_sided(double statistic, int df)
{
    return df == 0 ? tsq__normal_two_sided(statistic).p : tsq__t_two_sided(statistic, df).p;
}

/* The statistic in units of the half width: |estimate| / half width, or by z, t or SE. */
static tsq__range relative(const tsq__judge *judge)
{
    tsq__range at = tsq__judge_on_scale(judge, TSQ_STATED_ESTIMATE);
    const tsq__range half = tsq__judge_half_width(judge, TSQ_STATED_CI_LB);
    const double least = at.lb <= 0.0 && at.ub >= 0.0 ? 0.0 : fmin(fabs(at.lb), fabs(at.ub));
    const double most = fmax(fabs(at.lb), fabs(at.ub));
    return (tsq__range){half.ub > 0.0 ? least / half.ub : 0.0, half.lb > 0.0 ? most / half.lb : HUGE_VAL};
}

/* The degrees of freedom, 0 for z, with which two stated things agree; -1 if there are none. */
static int agreeing(const tsq__judge *judge, bool (*agree)(const tsq__judge *judge, int df))
{
    if (agree(judge, 0)) {
        return 0;
    }
    if (judge->s->has[TSQ_STATED_DF] || judge->s->has[TSQ_STATED_K]) {
        const bool known = judge->s->has[TSQ_STATED_DF];
        const double df = known ? judge->s->figure[TSQ_STATED_DF].value : judge->s->figure[TSQ_STATED_K].value - 1.0;
        return df >= 1.0 && df <= 1e6 && agree(judge, (int)df) ? (int)df : -1;
    }
    for (int df = DF_MOST; df > 0; df--) {
        if (agree(judge, df)) {
            return df;
        }
    }
    return -1;
}

static bool agrees_p(const tsq__judge *judge, int df)
{
    const tsq__range r = scaled(relative(judge), tsq__judge_quantile(judge, df));
    const tsq__range p = {isinf(r.ub) ? 0.0 : two_sided(r.ub, df), two_sided(r.lb, df)};
    const tsq_figure *stated = &judge->s->figure[TSQ_STATED_P];
    return p.ub >= stated->lb * (1.0 - TSQ__AGREE) && p.lb <= stated->ub * (1.0 + TSQ__AGREE) &&
           !(stated->ub_out && p.lb >= stated->ub) && !(stated->lb_out && p.ub <= stated->lb);
}

static bool agrees_z(const tsq__judge *judge, int df)
{
    return df == 0 && tsq__ranges_meet(scaled(relative(judge), tsq__judge_quantile(judge, 0)),
                                       sizes(tsq__judge_values(judge, TSQ_STATED_Z)));
}

static bool agrees_t(const tsq__judge *judge, int df)
{
    return df > 0 && tsq__ranges_meet(scaled(relative(judge), tsq__judge_quantile(judge, df)),
                                      sizes(tsq__judge_values(judge, TSQ_STATED_T)));
}

static bool agrees_se(const tsq__judge *judge, int df)
{
    return tsq__ranges_meet(scaled(tsq__judge_values(judge, TSQ_STATED_SE), tsq__judge_quantile(judge, df)),
                            tsq__judge_half_width(judge, TSQ_STATED_CI_LB));
}

void tsq__judge_test(tsq__judge *judge)
{
    static const struct {
        tsq_stated which;
        const char *id, *name;
        bool (*agree)(const tsq__judge *judge, int df);
    } tests[] = {{TSQ_STATED_P, "p_interval", "p", agrees_p},
                 {TSQ_STATED_Z, "z_interval", "z", agrees_z},
                 {TSQ_STATED_T, "t_interval", "t", agrees_t},
                 {TSQ_STATED_SE, "se_interval", "SE", agrees_se}};
    if (!tsq__judge_has(judge, TSQ_STATED_ESTIMATE, TSQ_STATED_CI_LB) || judge->centred_unknown) {
        return;
    }
    const tsq__range r = scaled(relative(judge), tsq__judge_quantile(judge, 0));
    const double z = 0.5 * (r.lb + r.ub);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        if (!judge->s->has[tests[i].which]) {
            continue;
        }
        const int df = agreeing(judge, tests[i].agree);
        if (df < 0) {
            tsq__judge_note(
                judge, tests[i].id, TSQ_INCONSISTENT,
                "%s %s does not follow from the estimate and its interval, which give z = %.3g, p = %.2g, with %s "
                "either",
                tests[i].name, tsq__judge_text(judge, tests[i].which), z, two_sided(z, 0),
                judge->s->has[TSQ_STATED_DF] || judge->s->has[TSQ_STATED_K] ? "t of its degrees of freedom not"
                                                                            : "no t distribution");
        } else if (df == 0 || tests[i].which == TSQ_STATED_T) {
            tsq__judge_note(judge, tests[i].id, TSQ_CONSISTENT, "%s agrees with the interval", tests[i].name);
        } else {
            tsq__judge_note(
                judge, tests[i].id, df < DF_USUAL ? TSQ_DOUBTFUL : TSQ_CONSISTENT,
                "%s %s agrees with the interval if both are of a t distribution with %d degrees of freedom%s",
                tests[i].name, tsq__judge_text(judge, tests[i].which), df,
                judge->s->has[TSQ_STATED_K] ? "" : " or fewer");
        }
    }
}

void tsq__judge_statistic(tsq__judge *judge)
{
    const bool by_z = judge->s->has[TSQ_STATED_Z];
    if (!judge->s->has[TSQ_STATED_P] || judge->s->has[TSQ_STATED_CI_LB] ||
        (!by_z && !tsq__judge_has(judge, TSQ_STATED_ESTIMATE, TSQ_STATED_SE))) {
        return;
    }
    tsq__range z =
        by_z ? sizes(tsq__judge_values(judge, TSQ_STATED_Z)) : sizes(tsq__judge_on_scale(judge, TSQ_STATED_ESTIMATE));
    if (!by_z) {
        const tsq__range se = tsq__judge_values(judge, TSQ_STATED_SE);
        z = (tsq__range){z.lb / se.ub, se.lb > 0.0 ? z.ub / se.lb : HUGE_VAL};
    }
    const tsq__range p = {isinf(z.ub) ? 0.0 : two_sided(z.ub, 0), two_sided(z.lb, 0)};
    if (tsq__ranges_meet(p, tsq__judge_values(judge, TSQ_STATED_P))) {
        tsq__judge_note(judge, "p_z", TSQ_CONSISTENT, by_z ? "p agrees with z" : "p agrees with estimate and SE");
    } else {
        tsq__judge_note(judge, "p_z", by_z ? TSQ_INCONSISTENT : TSQ_DOUBTFUL,
                        "p %s does not follow from %s, which give%s %.2g%s", tsq__judge_text(judge, TSQ_STATED_P),
                        by_z ? "z" : "estimate and SE", by_z ? "s" : "", two_sided(0.5 * (z.lb + z.ub), 0),
                        by_z ? "" : " by the normal distribution: only a t distribution could");
    }
}
