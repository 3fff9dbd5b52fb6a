/* Q with its p, I2 and H2 by both definitions, and the interval of tau2. */
#include "fit/higgins_thompson.h"
#include "fit/state.h"

#include "num/dist.h"

static double i2_of(double h2)
{
    return 100.0 * ((h2 - 1.0) / h2);
}

/* tau2 against the typical variance. */
static void by_tau2(const struct tsq_fit_state *state, double tau2, double *i2, double *h2)
{
    *i2 = 100.0 * (tau2 / (state->vt + tau2));
    *h2 = tau2 / state->vt + 1.0;
}

static void from_q(const struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const double df = out->QE_df;
    out->I2 = state->Q > df ? 100.0 * ((state->Q - df) / state->Q) : 0.0;
    out->H2 = state->Q / df;
    tsq__higgins_thompson(state->Q, df, tsq__fit_tail(state), &out->H2_lb, &out->H2_ub);
    out->I2_lb = i2_of(out->H2_lb);
    out->I2_ub = i2_of(out->H2_ub);
}

static tsq_status tau2_interval(struct tsq_fit_state *state, double *lb, double *ub)
{
    tsq_fit_result *out = state->out;
    const tsq_tau2_interval *interval = state->options->tau2_interval;
    if (interval == NULL || (out->flags & TSQ_FLAG_BIT(TAU2_FIXED)) != 0 ||
        (out->method->flags & TSQ_TAU2_COMMON) != 0) {
        return TSQ_OK;
    }
    out->tau2_interval = interval;
    const tsq_status status = interval->limits(state, lb, ub);
    if (status != TSQ_OK) {
        return status;
    }
    out->tau2_lb = tsq__model_unscale(state->model, *lb, 2);
    out->tau2_ub = tsq__model_unscale(state->model, *ub, 2);
    out->tau2_hull_lb = tsq__model_unscale(state->model, out->tau2_hull_lb, 2);
    out->tau2_hull_ub = tsq__model_unscale(state->model, out->tau2_hull_ub, 2);
    if (state->tau2 < *lb || state->tau2 > *ub) {
        out->flags |= TSQ_FLAG_BIT(TAU2_OUTSIDE_CI);
    }
    return TSQ_OK;
}

tsq_status tsq__fit_heterogeneity(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    out->QE_df = tsq__fit_df(state);
    out->QE = state->Q;
    const tsq__tail tail = out->QE_df > 0.0 ? tsq__chisq_upper_tail(out->QE, out->QE_df) : (tsq__tail){1.0, 0.0};
    out->QE_p = tail.p;
    out->QE_log10p = tail.log10p;
    if (tail.p == 0.0 && isfinite(tail.log10p)) {
        out->flags |= TSQ_FLAG_BIT(P_UNDERFLOW);
    }
    if (!(out->QE_df > 0.0)) {
        return TSQ_OK;
    }
    out->vt = tsq__model_unscale(state->model, state->vt, 2);
    double lb = NAN, ub = NAN;
    const tsq_status status = tau2_interval(state, &lb, &ub);
    if (status != TSQ_OK) {
        return status;
    }
    if (state->options->i2 == TSQ_I2_Q || (out->method->flags & TSQ_TAU2_COMMON) != 0) {
        from_q(state);
        return TSQ_OK;
    }
    by_tau2(state, state->tau2, &out->I2, &out->H2);
    by_tau2(state, lb, &out->I2_lb, &out->H2_lb);
    by_tau2(state, ub, &out->I2_ub, &out->H2_ub);
    return TSQ_OK;
}
