/* Coefficients with their tests and intervals, and the joint test of the moderators. */
#include "fit/state.h"

#include "num/dist.h"

void tsq__fit_set_df(struct tsq_fit_state *state, double df)
{
    for (size_t j = 0; j < state->model->p; j++) {
        state->df[j] = df;
    }
    state->df_joint = df;
}

static tsq__tail tail_of(double statistic, double df)
{
    return isnan(df) ? tsq__normal_two_sided(statistic) : tsq__t_two_sided(statistic, df);
}

static void note_underflow(tsq_fit_result *out, tsq__tail tail)
{
    if (tail.p == 0.0 && isfinite(tail.log10p)) {
        out->flags |= TSQ_FLAG_BIT(P_UNDERFLOW);
    }
}

static void fill(struct tsq_fit_state *state, size_t j, double quantile)
{
    tsq_fit_result *out = state->out;
    tsq_coefficient *c = &out->coefficients[j];
    c->df = state->df[j];
    c->se = sqrt(out->vcov[j * out->p + j]);
    c->statistic = c->pval = c->log10p = NAN;
    if (c->se > 0.0) {
        c->statistic = c->estimate / c->se;
        const tsq__tail tail = tail_of(c->statistic, c->df);
        c->pval = tail.p;
        c->log10p = tail.log10p;
        note_underflow(out, tail);
    }
    c->ci_lb = c->estimate - quantile * c->se;
    c->ci_ub = c->estimate + quantile * c->se;
}

static void joint_test(struct tsq_fit_state *state, double wald)
{
    tsq_fit_result *out = state->out;
    const double m = (double)(out->p - (state->model->intercept ? 1 : 0)), qm = wald / state->factor;
    if (isnan(qm) || isinf(qm)) {
        return;
    }
    out->QM_df1 = m;
    out->QM_df2 = state->df_joint;
    out->QM = isnan(state->df_joint) ? qm : state->joint_scale * qm / m;
    const tsq__tail tail =
        isnan(state->df_joint) ? tsq__chisq_upper_tail(out->QM, m) : tsq__f_upper_tail(out->QM, m, state->df_joint);
    out->QM_p = tail.p;
    out->QM_log10p = tail.log10p;
    note_underflow(out, tail);
}

void tsq__fit_tests(struct tsq_fit_state *state, double wald)
{
    const double tail = tsq__fit_tail(state);
    double quantile = NAN, quantile_df = -1.0;
    for (size_t j = 0; j < state->out->p; j++) {
        const double df = state->df[j];
        if (!(df == quantile_df || (isnan(df) && isnan(quantile_df)))) {
            quantile = isnan(df) ? tsq__memo_normal(state->memo, tail) : tsq__memo_t(state->memo, tail, df);
            quantile_df = df;
        }
        fill(state, j, quantile);
    }
    joint_test(state, wald);
}

/* Whether double precision has what the tests are made of. */
static bool in_range(const tsq_fit_result *out)
{
    bool in = !isinf(out->tau2);
    for (size_t j = 0; j < out->p; j++) {
        in = in && isfinite(out->vcov[j * out->p + j]);
    }
    return in;
}

tsq_status tsq__fit_coefficients(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const size_t p = out->p;
    double *b = state->room;
    tsq__wls_coefficients(state->weighted, b);
    for (size_t j = 0; j < p; j++) {
        out->coefficients[j].estimate = b[j];
    }
    const tsq_status status = out->test->apply(state);
    if (status != TSQ_OK) {
        return status;
    }
    const double *core = state->has_test_core ? state->test_core : state->core;
    if (state->variance != NULL) {
        tsq__wls_sandwich(state->weighted, state->variance, state->room, out->vcov);
    } else {
        tsq__wls_covariance(state->weighted, core, state->room, out->vcov);
    }
    for (size_t i = 0; i < p * p; i++) {
        out->vcov[i] *= state->factor;
    }
    if (!in_range(out)) {
        return TSQ_E_RANGE;
    }
    tsq__fit_tests(state, tsq__wls_wald(state->weighted, core, state->room));
    return TSQ_OK;
}

void tsq__fit_flags(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const bool scaled = out->test == &tsq__test_knha || out->test == &tsq__test_adhoc;
    const double df = tsq__fit_df(state);
    out->flags |= state->model->vi_max > 1e7 * state->model->vi_min ? TSQ_FLAG_BIT(VARIANCE_RATIO) : 0;
    if (!scaled || !(df > 0.0)) {
        return;
    }
    const tsq_coefficient *c = &out->coefficients[0];
    const double wald = sqrt(out->vcov[0] / (state->factor > 0.0 ? state->factor : 1.0));
    out->flags |= state->factor == 0.0 ? TSQ_FLAG_BIT(HK_ZERO) : 0;
    out->flags |= tsq__fit_is_common(state->options) ? TSQ_FLAG_BIT(HK_COMMON_EFFECT) : 0;
    out->flags |= df == 1.0 ? TSQ_FLAG_BIT(HK_TWO_STUDIES) : 0;
    const double normal = tsq__memo_normal(state->memo, tsq__fit_tail(state));
    const bool narrower = state->factor == 0.0 || 0.5 * (c->ci_ub - c->ci_lb) < normal * wald;
    out->flags |= narrower ? TSQ_FLAG_BIT(HK_NARROWER) : 0;
}
