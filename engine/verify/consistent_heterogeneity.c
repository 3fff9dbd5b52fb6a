/* Whether what is stated of heterogeneity agrees; see consistent.h. */
#include "verify/consistent.h"

#include "num/dist.h"

#include <math.h>

/* Degrees of freedom of Q: stated, or k - 1. */
static bool df_of_q(const tsq__judge *judge, double *df)
{
    if (judge->s->has[TSQ_STATED_Q_DF]) {
        *df = judge->s->figure[TSQ_STATED_Q_DF].value;
    } else if (judge->s->has[TSQ_STATED_K]) {
        *df = judge->s->figure[TSQ_STATED_K].value - 1.0;
    } else {
        return false;
    }
    return *df >= 1.0;
}

static double i2_of_q(double q, double df)
{
    return q > df ? 100.0 * (q - df) / q : 0.0;
}

static void judge_q(tsq__judge *judge)
{
    double df;
    if (!judge->s->has[TSQ_STATED_Q] || !df_of_q(judge, &df)) {
        return;
    }
    const tsq__range q = tsq__judge_values(judge, TSQ_STATED_Q);
    const double value = judge->s->figure[TSQ_STATED_Q].value;
    if (judge->s->has[TSQ_STATED_Q_P]) {
        const tsq__range p = {tsq__chisq_upper_tail(q.ub, df).p, tsq__chisq_upper_tail(fmax(q.lb, 0.0), df).p};
        const bool agree = tsq__ranges_meet(p, tsq__judge_values(judge, TSQ_STATED_Q_P));
        tsq__judge_note(
            judge, "q_p", agree ? TSQ_CONSISTENT : TSQ_INCONSISTENT,
            agree ? "p of heterogeneity agrees with Q"
                  : "p of heterogeneity %s does not follow from Q = %s on %g degrees of freedom, which gives %.2g",
            tsq__judge_text(judge, TSQ_STATED_Q_P), tsq__judge_text(judge, TSQ_STATED_Q), df,
            tsq__chisq_upper_tail(value, df).p);
    }
    if (judge->s->has[TSQ_STATED_I2]) {
        const tsq__range i2 = {i2_of_q(q.lb, df), i2_of_q(q.ub, df)};
        const bool agree = tsq__ranges_meet(i2, tsq__judge_values(judge, TSQ_STATED_I2));
        tsq__judge_note(
            judge, "i2_q", agree ? TSQ_CONSISTENT : TSQ_DOUBTFUL,
            agree ? "I2 agrees with Q"
                  : "I2 = %s does not follow from Q = %s on %g degrees of freedom, which gives %.1f%%; only an I2 "
                    "computed "
                    "from a tau2 other than DerSimonian and Laird's could be so",
            tsq__judge_text(judge, TSQ_STATED_I2), tsq__judge_text(judge, TSQ_STATED_Q), df, i2_of_q(value, df));
    }
}

static void judge_tau2(tsq__judge *judge)
{
    if (tsq__judge_has(judge, TSQ_STATED_TAU2, TSQ_STATED_TAU)) {
        const tsq__range tau = tsq__judge_values(judge, TSQ_STATED_TAU);
        const tsq__range square = {tau.lb <= 0.0 ? 0.0 : tau.lb * tau.lb, tau.ub * tau.ub};
        const bool agree = tsq__ranges_meet(square, tsq__judge_values(judge, TSQ_STATED_TAU2));
        tsq__judge_note(judge, "tau_tau2", agree ? TSQ_CONSISTENT : TSQ_INCONSISTENT,
                        agree ? "tau agrees with tau2" : "tau = %s is not the root of tau2 = %s",
                        tsq__judge_text(judge, TSQ_STATED_TAU), tsq__judge_text(judge, TSQ_STATED_TAU2));
    }
    if (tsq__judge_has(judge, TSQ_STATED_TAU2, TSQ_STATED_I2)) {
        const tsq__range tau2 = tsq__judge_values(judge, TSQ_STATED_TAU2), i2 = tsq__judge_values(judge, TSQ_STATED_I2);
        const tsq_figure *figure = judge->s->figure;
        const bool exact = figure[TSQ_STATED_TAU2].value == 0.0 && figure[TSQ_STATED_TAU2].decimals >= 4;
        if (tau2.lb > 0.0 && figure[TSQ_STATED_I2].value == 0.0) {
            tsq__judge_note(
                judge, "i2_tau2", TSQ_DOUBTFUL,
                "I2 = %s with tau2 = %s: DerSimonian and Laird's tau2 would be 0, and an I2 from tau2 above 0",
                tsq__judge_text(judge, TSQ_STATED_I2), tsq__judge_text(judge, TSQ_STATED_TAU2));
        } else if (exact && i2.lb > 1.0) {
            tsq__judge_note(
                judge, "i2_tau2", TSQ_DOUBTFUL,
                "tau2 = %s with I2 = %s: possible only if I2 is from Q and tau2 not, or on a very small scale",
                tsq__judge_text(judge, TSQ_STATED_TAU2), tsq__judge_text(judge, TSQ_STATED_I2));
        }
    }
    if (tsq__judge_has(judge, TSQ_STATED_H2, TSQ_STATED_I2)) {
        const tsq__range h2 = tsq__judge_values(judge, TSQ_STATED_H2);
        const tsq__range i2 = {100.0 * (1.0 - 1.0 / fmax(h2.lb, 1.0)), 100.0 * (1.0 - 1.0 / fmax(h2.ub, 1.0))};
        const bool agree = tsq__ranges_meet(i2, tsq__judge_values(judge, TSQ_STATED_I2));
        tsq__judge_note(judge, "h2_i2", agree ? TSQ_CONSISTENT : TSQ_INCONSISTENT,
                        agree ? "H2 agrees with I2" : "H2 = %s does not go with I2 = %s: I2 is 1 - 1/H2",
                        tsq__judge_text(judge, TSQ_STATED_H2), tsq__judge_text(judge, TSQ_STATED_I2));
    }
}

/* The variance of a mean of k effects is at least tau2/k: its inverse is a sum of 1/(vi + tau2) <= 1/tau2. */
static void judge_least_se(tsq__judge *judge)
{
    if (!tsq__judge_has(judge, TSQ_STATED_TAU2, TSQ_STATED_K) || !judge->s->has[TSQ_STATED_CI_LB] ||
        judge->centred_unknown) {
        return;
    }
    const double tau2 = tsq__judge_values(judge, TSQ_STATED_TAU2).lb, k = judge->s->figure[TSQ_STATED_K].value;
    const double se = tsq__judge_half_width(judge, TSQ_STATED_CI_LB).ub / tsq__judge_quantile(judge, 0);
    const bool possible = tau2 <= 0.0 || se * se * (1.0 + TSQ__AGREE) >= tau2 / k;
    tsq__judge_note(
        judge, "least_se", possible ? TSQ_CONSISTENT : TSQ_DOUBTFUL,
        possible
            ? "the interval is as wide as tau2 asks for"
            : "with tau2 = %s the standard error of a mean of %g studies is %.4g at least, the interval has %.4g: only "
              "that of Hartung and Knapp could be narrower",
        tsq__judge_text(judge, TSQ_STATED_TAU2), k, sqrt(fmax(tau2, 0.0) / k), se);
}

static void judge_df(tsq__judge *judge)
{
    if (tsq__judge_has(judge, TSQ_STATED_K, TSQ_STATED_Q_DF)) {
        const double k = judge->s->figure[TSQ_STATED_K].value, df = judge->s->figure[TSQ_STATED_Q_DF].value;
        tsq__judge_note(judge, "df_k", df == k - 1.0 ? TSQ_CONSISTENT : TSQ_DOUBTFUL,
                        df == k - 1.0
                            ? "the degrees of freedom are those of the studies"
                            : "%g degrees of freedom with %g studies: some give no estimate, or there are moderators",
                        df, k);
    }
}

void tsq__judge_heterogeneity(tsq__judge *judge)
{
    judge_df(judge);
    judge_q(judge);
    judge_tau2(judge);
    judge_least_se(judge);
}
